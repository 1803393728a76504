//! Accounts: signing up and in, codes, passwords, devices, and what a stranger
//! cannot find out.

use argon2::password_hash::PasswordHasher as _;
use argon2::{Argon2, Params};
use domain::handle::Handle;
use store::on_each_engine;
use store::statements::watched;

use crate::app::{Answer, Options, TestApp, Visitor};
use crate::town::{self, HOSTILE, PASSWORD, Report, nothing_runs};

/// Somebody who typed everything but the code.
async fn signing_up(app: &TestApp, name: &str) -> Visitor {
    let mut visitor = app.visitor();
    let answer = sign_up(&mut visitor, &format!("{name}@example.org"), name, PASSWORD).await;
    assert_eq!(
        answer.location().as_deref(),
        Some("/confirm"),
        "{}",
        answer.text
    );
    visitor
}

async fn sign_up(visitor: &mut Visitor, handle: &str, name: &str, password: &str) -> Answer {
    let fields = [("handle", handle), ("name", name), ("password", password)];
    visitor.post("/sign-up", &fields).await
}

/// Somebody with an account who is signed in on one device.
pub async fn member(app: &TestApp, name: &str) -> Visitor {
    let mut visitor = signing_up(app, name).await;
    confirm(app, &mut visitor, &format!("{name}@example.org")).await;
    visitor
}

async fn confirm(app: &TestApp, visitor: &mut Visitor, address: &str) {
    let code = town::code_sent_to(app, address).await;
    visitor
        .post("/confirm", &[("code", &code)])
        .await
        .expect(303);
}

/// What came of signing in.
pub async fn sign_in(visitor: &mut Visitor, handle: &str, password: &str) -> Answer {
    let fields = [("handle", handle), ("password", password)];
    visitor.post("/sign-in", &fields).await
}

/// Whether this browser is signed in.
pub async fn is_in(visitor: &mut Visitor) -> bool {
    let answer = visitor.get("/me/settings").await;
    match answer.location() {
        None => {
            answer.expect(200);
            true
        }
        Some(location) => {
            assert!(location.starts_with("/sign-in?back="), "{location}");
            false
        }
    }
}

/// A code that is certainly another one.
pub fn another(code: &str) -> String {
    let first = code
        .chars()
        .next()
        .and_then(|one| one.to_digit(10))
        .unwrap();
    format!("{}{}", (first + 1) % 10, &code[1..])
}

/// What a stranger can measure of an answer: all but random values.
pub fn measured(answer: &Answer) -> Vec<String> {
    let mut seen = vec![answer.status.to_string(), answer.text.len().to_string()];
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() != "x-request-id")
        .map(|(name, value)| {
            let value = value.to_str().unwrap();
            let shown = match name.as_str() {
                "set-cookie" => {
                    let (name, rest) = value.split_once('=').unwrap();
                    let (secret, flags) = rest.split_once(';').unwrap();
                    format!("{name}={};{flags}", secret.len())
                }
                _ => value.to_owned(),
            };
            format!("{name}: {shown}")
        })
        .collect();
    headers.sort_unstable();
    seen.extend(headers);
    seen
}

on_each_engine! {
    async fn a_home_whose_name_is_part_of_another_is_kept(store) {
        let app = town::open(store).await;
        let (mut visitor, id) = town::resident(&app, "anna").await;
        let lane = app.store.find_place_by_slug("willow-lane").await.unwrap().unwrap().id;
        visitor.post("/me/settings", &[("name", "Anna"), ("language", "en"), ("home", "willow lane")]).await.expect(303);
        let home = async || app.store.find_person(id).await.unwrap().unwrap().home;
        assert_eq!(home().await, Some(lane), "the whole name, whatever else begins so");
        let form = visitor.get("/me/settings").await.expect(200).form("/me/settings").with("name", "Anna Li");
        visitor.submit(&form).await.expect(303);
        assert_eq!(home().await, Some(lane));
        // Part of a name leads to a choice, each with what it lies in.
        let several = [("name", "Anna"), ("language", "en"), ("home", "willow")];
        visitor.post("/me/settings", &several).await.expect(422).shows("Willow Lane, ");
    }

    async fn from_signing_up_to_signing_in_again(store) {
        let app = TestApp::on(store);
        let mut visitor = signing_up(&app, "anna").await;
        visitor.get("/confirm").await.expect(200).shows("a…@example.org");
        assert!(!is_in(&mut visitor).await, "nobody is in before the code");
        confirm(&app, &mut visitor, "anna@example.org").await;
        assert!(is_in(&mut visitor).await);
        visitor.post("/sign-out", &[]).await.expect(303);
        assert!(!is_in(&mut visitor).await);
        let wrong = sign_in(&mut visitor, "anna@example.org", "four quiet herons by the pond").await.expect(422);
        assert!(wrong.text.contains("anna@example.org"), "what was typed is kept");
        assert!(!wrong.text.contains("herons"), "but for the password");
        sign_in(&mut visitor, "Anna@Example.org", PASSWORD).await.expect(303);
        assert!(is_in(&mut visitor).await);
    }

    async fn whoever_signs_in_before_the_code_is_led_to_where_it_is_typed(store) {
        let app = TestApp::on(store);
        let mut visitor = signing_up(&app, "anna").await;
        app.wait_seconds(300);
        let again = sign_in(&mut visitor, "anna@example.org", PASSWORD).await.expect(422);
        assert!(!is_in(&mut visitor).await);
        let way = again.link("/confirm");
        visitor.get(&way).await.expect(200).shows("a…@example.org");
        confirm(&app, &mut visitor, "anna@example.org").await;
        assert!(is_in(&mut visitor).await);
    }

    async fn a_phone_number_is_a_handle_too(store) {
        let app = TestApp::on(store);
        let mut visitor = app.visitor();
        sign_up(&mut visitor, "138 0013 8000", "王芳", PASSWORD).await.expect(303);
        app.work().await;
        let messages = app.mail.list(10).await.unwrap();
        assert_eq!(messages.len(), 1);
        assert!(messages[0].name.contains(".txt"), "{messages:?}");
        let code = town::digits(&messages[0].text).unwrap();
        visitor.post("/confirm", &[("code", &code)]).await.expect(303);
        assert!(is_in(&mut visitor).await);
    }

    async fn six_wrong_codes_void_the_right_one(store) {
        let app = TestApp::on(store);
        let mut visitor = signing_up(&app, "anna").await;
        let code = town::code_sent_to(&app, "anna@example.org").await;
        for _ in 0..6 {
            visitor.post("/confirm", &[("code", &another(&code))]).await.expect(422);
        }
        visitor.post("/confirm", &[("code", &code)]).await.expect(422);
        assert!(!is_in(&mut visitor).await);
        app.wait_seconds(60);
        visitor.post("/confirm/again", &[]).await.expect(200);
        confirm(&app, &mut visitor, "anna@example.org").await;
        assert!(is_in(&mut visitor).await);
    }

    async fn a_code_works_once_for_ten_minutes_in_the_browser_that_asked(store) {
        let app = TestApp::on(store);
        let mut visitor = signing_up(&app, "anna").await;
        let code = town::code_sent_to(&app, "anna@example.org").await;
        // Another browser that awaits a code for the same address.
        let mut thief = signing_up(&app, "anna").await;
        thief.post("/confirm", &[("code", &code)]).await.expect(422);
        app.wait_seconds(601);
        visitor.post("/confirm", &[("code", &code)]).await.expect(422);
        visitor.post("/confirm/again", &[]).await.expect(200);
        let code = town::code_sent_to(&app, "anna@example.org").await;
        visitor.post("/confirm", &[("code", &code)]).await.expect(303);
        let again = visitor.post("/confirm", &[("code", &code)]).await;
        assert_eq!(again.location().as_deref(), Some("/sign-in"));
        for unreadable in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\0", &"9".repeat(10_000)] {
            let mut visitor = signing_up(&app, "bo").await;
            visitor.post("/confirm", &[("code", unreadable)]).await.expect(422);
        }
    }

    async fn a_new_code_is_sent_only_after_a_minute(store) {
        let app = TestApp::on(store);
        let mut visitor = signing_up(&app, "anna").await;
        let first = town::code_sent_to(&app, "anna@example.org").await;
        visitor.post("/confirm/again", &[]).await.expect(422).shows("Wait a minute");
        app.wait_seconds(59);
        visitor.post("/confirm/again", &[]).await.expect(422);
        app.wait_seconds(1);
        visitor.post("/confirm/again", &[]).await.expect(200);
        app.work().await;
        assert_eq!(app.mail.list(10).await.unwrap().len(), 2);
        let second = town::code_sent_to(&app, "anna@example.org").await;
        if first != second {
            visitor.post("/confirm", &[("code", &first)]).await.expect(422);
        }
        visitor.post("/confirm", &[("code", &second)]).await.expect(303);
    }

    async fn a_forgotten_password_ends_every_other_session_and_is_told(store) {
        const NEW: &str = "nine otters share a red boat";
        let app = TestApp::on(store);
        let mut old = member(&app, "anna").await;
        app.wait_seconds(300);
        let mut other = app.visitor();
        sign_in(&mut other, "anna@example.org", PASSWORD).await.expect(303);
        app.wait_seconds(300);
        // Asked for on a device that is signed in: it stays signed in.
        old.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        let to_password = old.get("/new-password").await;
        assert_eq!(to_password.location().as_deref(), Some("/forgot"), "no new password without the code");
        old.post("/new-password", &[("password", NEW)]).await.expect(303);
        let code = town::code_sent_to(&app, "anna@example.org").await;
        let on = old.post("/confirm", &[("code", &code)]).await;
        assert_eq!(on.location().as_deref(), Some("/new-password"));
        old.post("/new-password", &[("password", "short")]).await.expect(422);
        app.wait_seconds(30);
        old.post("/new-password", &[("password", NEW)]).await.expect(303);
        assert!(is_in(&mut old).await, "who chose the new password is in");
        assert!(!is_in(&mut other).await, "other devices are not");
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(422);
        sign_in(&mut app.visitor(), "anna@example.org", NEW).await.expect(303);
        app.work().await;
        let newest = app.mail.list(1).await.unwrap();
        assert_eq!(newest[0].to, "anna@example.org");
        assert!(newest[0].text.contains("was changed"), "{newest:?}");
        let again = old.post("/new-password", &[("password", PASSWORD)]).await;
        assert_eq!(again.location().as_deref(), Some("/forgot"), "a code is good for one new password");
    }

    async fn a_right_code_opens_the_new_password_for_ten_minutes(store) {
        let app = TestApp::on(store);
        member(&app, "anna").await;
        app.wait_seconds(300);
        let mut visitor = app.visitor();
        visitor.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        let code = town::code_sent_to(&app, "anna@example.org").await;
        visitor.post("/confirm", &[("code", &code)]).await.expect(303);
        app.wait_seconds(600);
        let late = visitor.post("/new-password", &[("password", "nine otters share a red boat")]).await;
        assert_eq!(late.location().as_deref(), Some("/forgot"));
        // The old password ended with the code; another code opens the form again.
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(422);
        visitor.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        let code = town::code_sent_to(&app, "anna@example.org").await;
        visitor.post("/confirm", &[("code", &code)]).await.expect(303);
        visitor.post("/new-password", &[("password", "nine otters share a red boat")]).await.expect(303);
        sign_in(&mut app.visitor(), "anna@example.org", "nine otters share a red boat").await.expect(303);
    }

    async fn a_stranger_cannot_tell_a_known_account_from_an_unknown_one(store) {
        let app = TestApp::on(store);
        member(&app, "anna").await;
        let (known, unknown) = ("anna@example.org", "nina@example.org");
        let mut seen = Vec::new();
        for handle in [known, unknown] {
            let mut steps = Vec::new();
            let mut visitor = app.visitor();
            steps.push(sign_in(&mut visitor, handle, "one two three four five").await);
            let mut visitor = app.visitor();
            let chosen = "seven geese walk to school";
            steps.push(sign_up(&mut visitor, handle, "Somebody", chosen).await);
            steps.push(visitor.get("/confirm").await);
            steps.push(visitor.post("/confirm", &[("code", "000 000")]).await);
            steps.push(visitor.post("/confirm/again", &[]).await);
            // What they chose there opens nothing without the code, here or elsewhere.
            steps.push(sign_in(&mut visitor, handle, chosen).await.expect(422).shows("href=\"/confirm\""));
            steps.push(sign_in(&mut visitor, handle, "one two three four five").await.expect(422));
            steps.push(sign_in(&mut app.visitor(), handle, chosen).await.expect(422).hides("href=\"/confirm\""));
            let mut visitor = app.visitor();
            steps.push(visitor.post("/forgot", &[("handle", handle)]).await);
            steps.push(visitor.get("/confirm").await);
            steps.push(visitor.post("/confirm", &[("code", "000 000")]).await);
            let measured: Vec<_> = steps.iter().map(measured).collect();
            let texts: Vec<_> = steps.iter().map(|step| step.text.replace(handle, "H").replace("a…@", "x…@").replace("n…@", "x…@")).collect();
            seen.push((measured, texts));
        }
        assert_eq!(seen[0], seen[1]);
    }

    async fn a_danger_is_dispatched_and_tells_nobody_whose_address_it_is(store) {
        let app = town::open(store).await;
        member(&app, "anna").await;
        app.work().await;
        let mut seen = Vec::new();
        let mut filed = Vec::new();
        for handle in ["anna@example.org", "nina@example.org"] {
            let danger = Report { words: "It smells of gas in the stairwell.", category: "gas-smell", ..Report::default() };
            let mut steps = Vec::new();
            // The draft is ready before an address is typed: it goes out with the form.
            let mut visitor = app.visitor();
            danger.write(&mut visitor).await;
            steps.push(sign_up(&mut visitor, handle, "Somebody", PASSWORD).await);
            filed.push(town::receipt(&steps[0]));
            steps.push(visitor.get(&steps[0].location().unwrap()).await.expect(200).shows("It is on its way already"));
            steps.push(visitor.get("/confirm").await.expect(200));
            // An address first, the draft later.
            let mut visitor = app.visitor();
            steps.push(sign_up(&mut visitor, handle, "Somebody", PASSWORD).await);
            danger.write(&mut visitor).await;
            steps.push(visitor.get("/report/check").await.expect(200));
            steps.push(visitor.post("/report/check", &[]).await);
            filed.push(town::receipt(&steps[5]));
            steps.push(visitor.get(&steps[5].location().unwrap()).await.expect(200));
            steps.push(visitor.post("/confirm", &[("code", "000 000")]).await.expect(422));
            let masked = |step: &Answer| {
                let id = step.header("x-request-id");
                let mut text = step.text.replace(id, "ID");
                for reference in &filed {
                    text = text.replace(&reference.to_string(), "REF").replace(&reference.spaced(), "REF");
                }
                text.replace("a…@", "x…@").replace("n…@", "x…@")
                    .split("value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest)).collect::<String>()
            };
            seen.push(steps.iter().map(|step| (step.status, masked(step))).collect::<Vec<_>>());
        }
        assert_eq!(seen[0], seen[1]);
        let anna = app.store.find_account(&Handle::parse("anna@example.org").unwrap()).await.unwrap().unwrap();
        for reference in &filed {
            let case = town::case(&app, *reference).await;
            assert_eq!(town::holder(&app, &case).await, "city-duty");
            assert!(!case.confirmed);
            assert_ne!(case.author, Some(anna.person), "nothing is filed in the owner's name");
        }
        // The owner reads that it is there, and its number.
        app.work().await;
        let mail = app.mail.list(100).await.unwrap();
        let told = |reference: &domain::reference::Reference| mail.iter().filter(|one| one.to == "anna@example.org" && one.text.contains(&reference.spaced())).count();
        assert_eq!(filed.iter().map(told).collect::<Vec<_>>(), [1, 0, 0, 0]);
    }

    async fn whoever_claimed_an_address_files_no_danger_in_the_name_of_its_owner(store) {
        let app = town::open(store).await;
        let mut thief = signing_up(&app, "anna").await;
        app.wait_seconds(60);
        let mut anna = app.visitor();
        anna.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        let code = town::code_sent_to(&app, "anna@example.org").await;
        anna.post("/confirm", &[("code", &code)]).await.expect(303);
        anna.post("/new-password", &[("password", "nine otters share a red boat")]).await.expect(303);
        // The browser of the thief still waits for the code of the account that is Anna's by now.
        let danger = Report { words: "It smells of gas in the stairwell.", category: "gas-smell", ..Report::default() };
        danger.write(&mut thief).await;
        let sent = thief.post("/report/check", &[]).await.expect(303);
        assert_eq!(sent.location().as_deref(), Some("/sign-up?back=%2Freport%2Fcheck"));
        let anna = app.store.find_account(&Handle::parse("anna@example.org").unwrap()).await.unwrap().unwrap();
        let filed = app.store.list_filed_by(anna.person, store::lists::Turn::Newest, 9).await.unwrap();
        assert!(filed.cases.is_empty(), "{:?}", filed.cases.len());
    }

    async fn a_danger_filed_as_a_guest_belongs_to_who_signs_in_in_that_browser(store) {
        let app = town::open(store).await;
        member(&app, "anna").await;
        let anna = app.store.find_account(&Handle::parse("anna@example.org").unwrap()).await.unwrap().unwrap().person;
        for (visibility, typed) in [("public-without-name", "anna@example.org"), ("body-only", "anna@example.org"), ("body-only", "ana@example.org")] {
            let danger = Report { words: "It smells of gas.", category: "gas-smell", visibility, ..Report::default() };
            let mut visitor = app.visitor();
            danger.write(&mut visitor).await;
            let reference = town::receipt(&sign_up(&mut visitor, typed, "Anna", PASSWORD).await);
            // Another browser proves nothing, and neither does a wrong password.
            let mut elsewhere = app.visitor();
            sign_in(&mut elsewhere, "anna@example.org", PASSWORD).await.expect(303);
            sign_in(&mut visitor, "anna@example.org", "one two three four five").await.expect(422);
            assert_ne!(town::case(&app, reference).await.author, Some(anna));
            sign_in(&mut visitor, "anna@example.org", PASSWORD).await.expect(303);
            let case = town::case(&app, reference).await;
            assert_eq!((case.author, case.confirmed), (Some(anna), true), "{visibility} {typed}");
            assert_eq!(case.affected.len(), 1);
            visitor.get(&format!("/cases/{reference}")).await.expect(200).shows("Who filed it has signed in");
            visitor.get("/me").await.expect(200).shows(&reference.to_string());
        }
    }

    async fn a_danger_that_somebody_else_filed_in_this_browser_days_ago_is_not_adopted(store) {
        let app = town::open(store).await;
        member(&app, "anna").await;
        let danger = Report { words: "It smells of gas.", category: "gas-smell", ..Report::default() };
        let mut visitor = app.visitor();
        danger.write(&mut visitor).await;
        let reference = town::receipt(&sign_up(&mut visitor, "nina@example.org", "Nina", PASSWORD).await);
        app.wait_seconds(25 * 60 * 60);
        sign_in(&mut visitor, "anna@example.org", PASSWORD).await.expect(303);
        assert!(!town::case(&app, reference).await.confirmed);
    }

    async fn known_and_unknown_addresses_cost_the_database_the_same(store) {
        let app = town::open(store).await;
        member(&app, "anna").await;
        let mut costs = Vec::new();
        for handle in ["anna@example.org", "nina@example.org"] {
            let mut cost = Vec::new();
            let mut visitor = app.visitor();
            cost.push(watched(visitor.post("/forgot", &[("handle", handle)])).await.1);
            app.wait_seconds(60);
            cost.push(watched(visitor.post("/confirm/again", &[])).await.1);
            cost.push(watched(visitor.post("/confirm", &[("code", "000 000")])).await.1);
            let mut visitor = app.visitor();
            cost.push(watched(sign_up(&mut visitor, handle, "Somebody", PASSWORD)).await.1);
            cost.push(watched(sign_in(&mut visitor, handle, "seven geese walk to school")).await.1);
            app.wait_seconds(60);
            cost.push(watched(visitor.post("/confirm/again", &[])).await.1);
            let mut visitor = app.visitor();
            Report { words: "It smells of gas.", category: "gas-smell", ..Report::default() }.write(&mut visitor).await;
            cost.push(watched(sign_up(&mut visitor, handle, "Somebody", PASSWORD)).await.1);
            costs.push(cost);
        }
        assert_eq!(costs[0], costs[1]);
        assert!(costs[0].iter().all(|asked| asked.commits > 0 && asked.statements > 2), "{costs:?}");
        // What was withheld names no address, and is forgotten.
        let before = app.app.clock.now().plus_days(1);
        assert!(app.store.delete_withheld(before).await.unwrap() > 0);
        assert_eq!(app.store.delete_withheld(before).await.unwrap(), 0);
    }

    async fn a_new_code_brings_no_new_tries_for_ever(store) {
        let app = TestApp::on(store);
        let mut visitor = signing_up(&app, "anna").await;
        for _ in 0..10 {
            let code = town::code_sent_to(&app, "anna@example.org").await;
            for _ in 0..6 {
                visitor.post("/confirm", &[("code", &another(&code))]).await.expect(422);
            }
            app.wait_seconds(60);
            visitor.post("/confirm/again", &[]).await.expect(200);
        }
        let code = town::code_sent_to(&app, "anna@example.org").await;
        visitor.post("/confirm", &[("code", &code)]).await.expect(422).shows("Try again tomorrow");
        // Not in another browser either; another address is not affected.
        let mut other = signing_up(&app, "anna").await;
        let code = town::code_sent_to(&app, "anna@example.org").await;
        other.post("/confirm", &[("code", &code)]).await.expect(422).shows("Try again tomorrow");
        member(&app, "bo").await;
        app.wait_seconds(24 * 60 * 60);
        other.post("/confirm/again", &[]).await.expect(200);
        confirm(&app, &mut other, "anna@example.org").await;
        assert!(is_in(&mut other).await);
    }

    async fn a_report_that_waits_for_a_code_sends_one_and_not_many(store) {
        let app = town::open(store).await;
        signing_up(&app, "anna").await;
        app.work().await;
        // In since before a code was needed for that.
        let anna = app.store.find_account(&Handle::parse("anna@example.org").unwrap()).await.unwrap().unwrap();
        let mut laptop = app.signed_in(anna.person).await;
        Report::default().write(&mut laptop).await;
        let before = app.mail.list(100).await.unwrap().len();
        for _ in 0..5 {
            let sent = laptop.post("/report/check", &[]).await;
            assert_eq!(sent.location().as_deref(), Some("/confirm"));
        }
        for _ in 0..3 {
            laptop.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        }
        app.work().await;
        assert_eq!(app.mail.list(100).await.unwrap().len(), before + 2, "one for each purpose");
        app.wait_seconds(60);
        laptop.post("/report/check", &[]).await.expect(303);
        app.work().await;
        assert_eq!(app.mail.list(100).await.unwrap().len(), before + 3);
    }

    async fn whoever_claimed_an_address_first_loses_the_account_to_its_owner(store) {
        let app = TestApp::on(store);
        // Somebody signs up with Anna's address, and gets in nowhere without the code.
        let mut thief = signing_up(&app, "anna").await;
        sign_in(&mut thief, "anna@example.org", PASSWORD).await.expect(422);
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(422);
        // Or is in since before a code was needed for that.
        let claim = app.store.find_account(&Handle::parse("anna@example.org").unwrap()).await.unwrap().unwrap();
        let mut thief = app.signed_in(claim.person).await;
        assert!(is_in(&mut thief).await);
        app.wait_seconds(60);
        // Anna is told that there is an account, and believes that she forgot the password.
        let mut anna = app.visitor();
        anna.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        let code = town::code_sent_to(&app, "anna@example.org").await;
        anna.post("/confirm", &[("code", &code)]).await.expect(303);
        // She goes no further; the thief is out all the same, with the old password too.
        assert!(!is_in(&mut thief).await);
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(422);
        anna.post("/new-password", &[("password", "nine otters share a red boat")]).await.expect(303);
        assert!(is_in(&mut anna).await);
    }

    async fn an_old_hash_is_made_anew_when_its_password_is_typed(store) {
        // Of the same password, with 8 MiB and one pass.
        let params = Params::new(8 * 1024, 1, 1, None).unwrap();
        let old = Argon2::from(params).hash_password(PASSWORD.as_bytes()).unwrap().to_string();
        let app = TestApp::on(store);
        member(&app, "anna").await;
        let handle = Handle::parse("anna@example.org").unwrap();
        let kept = async || app.store.find_account(&handle).await.unwrap().unwrap();
        let person = kept().await.person;
        let today = kept().await.phc.unwrap();
        app.store.set_password(person, &old, app.app.clock.now()).await.unwrap();
        sign_in(&mut app.visitor(), "anna@example.org", "four quiet herons by the pond").await.expect(422);
        assert_eq!(kept().await.phc, Some(old), "a wrong one renews nothing");
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(303);
        let new = kept().await.phc.unwrap();
        let parameters = |phc: &str| phc.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(parameters(&new), parameters(&today));
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(303);
        assert_eq!(kept().await.phc, Some(new), "it is made anew once");
    }

    async fn a_strangers_wrong_passwords_lock_nobody_out_of_a_device_they_know(store) {
        let app = TestApp::on(store);
        member(&app, "anna").await;
        let handle = "anna@example.org";
        let mut phone = app.visitor();
        sign_in(&mut phone, handle, PASSWORD).await.expect(303);
        phone.post("/sign-out", &[]).await.expect(303);
        let wrong = "one two three four five";
        let mut stranger = app.visitor();
        for _ in 0..10 {
            sign_in(&mut stranger, handle, wrong).await.expect(422);
        }
        sign_in(&mut stranger, handle, PASSWORD).await.expect(422).shows("too many tries");
        sign_in(&mut phone, handle, PASSWORD).await.expect(303);
        phone.post("/sign-out", &[]).await.expect(303);
        // It is known for her address only, and nobody makes such a cookie themselves.
        let known = phone.cookies.iter().find(|(name, _)| name == "known").unwrap().clone();
        stranger.cookies.push(("known".to_owned(), known.1.replace('.', ".A")));
        sign_in(&mut stranger, handle, PASSWORD).await.expect(422).shows("too many tries");
        // A known device has a limit of its own, which is nobody else's.
        for _ in 0..10 {
            sign_in(&mut phone, handle, wrong).await.expect(422).shows("fit no account");
        }
        sign_in(&mut phone, handle, PASSWORD).await.expect(422).shows("too many tries");
    }

    async fn a_hundred_wrong_passwords_a_day_ask_for_a_new_one(store) {
        let app = TestApp::on(store);
        member(&app, "anna").await;
        for handle in ["anna@example.org", "nina@example.org"] {
            let bucket = format!("sign-in-day:{}", app.app.secret.sign("attempts", &[handle.as_bytes()]));
            for _ in 0..100 {
                app.store.count_attempt(&bucket, 24 * 60 * 60, app.app.clock.now()).await.unwrap();
            }
            sign_in(&mut app.visitor(), handle, PASSWORD).await.expect(422).shows("set a new one");
        }
        app.wait_seconds(60);
        let mut owner = app.visitor();
        owner.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        let code = town::code_sent_to(&app, "anna@example.org").await;
        owner.post("/confirm", &[("code", &code)]).await.expect(303);
        let new = "nine otters share a red boat";
        owner.post("/new-password", &[("password", new)]).await.expect(303);
        sign_in(&mut app.visitor(), "anna@example.org", new).await.expect(303);
    }

    async fn ten_wrong_passwords_rest_an_account_known_or_not(store) {
        let app = TestApp::on(store);
        member(&app, "anna").await;
        for handle in ["anna@example.org", "nina@example.org"] {
            let mut visitor = app.visitor();
            for _ in 0..10 {
                sign_in(&mut visitor, handle, "one two three four five").await.expect(422).shows("fit no account");
            }
            sign_in(&mut visitor, handle, PASSWORD).await.expect(422).shows("too many tries");
        }
        // Whoever owns the address is not locked out: a code still opens it.
        let mut owner = app.visitor();
        app.wait_seconds(60);
        owner.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        let code = town::code_sent_to(&app, "anna@example.org").await;
        owner.post("/confirm", &[("code", &code)]).await.expect(303);
        owner.post("/new-password", &[("password", "nine otters share a red boat")]).await.expect(303);
        assert!(is_in(&mut owner).await);
        app.wait_seconds(15 * 60);
        sign_in(&mut app.visitor(), "anna@example.org", "nine otters share a red boat").await.expect(303);
    }

    async fn an_address_that_somebody_has_is_told_to_its_owner_only(store) {
        let app = TestApp::on(store);
        member(&app, "anna").await;
        app.wait_seconds(60);
        let mut stranger = app.visitor();
        sign_up(&mut stranger, "anna@example.org", "Stranger", "seven geese walk to school").await.expect(303);
        app.work().await;
        let newest = app.mail.list(1).await.unwrap();
        assert!(newest[0].text.contains("There is one already"), "{newest:?}");
        assert_eq!(town::digits(&newest[0].text), None);
        sign_in(&mut app.visitor(), "anna@example.org", "seven geese walk to school").await.expect(422);
    }

    async fn who_confirms_an_address_first_has_it(store) {
        let app = TestApp::on(store);
        let mut squatter = signing_up(&app, "anna").await;
        let first = town::code_sent_to(&app, "anna@example.org").await;
        app.wait_seconds(60);
        let mut anna = app.visitor();
        sign_up(&mut anna, "anna@example.org", "Anna", "seven geese walk to school").await.expect(303);
        confirm(&app, &mut anna, "anna@example.org").await;
        assert!(is_in(&mut anna).await);
        // The squatter read the code over Anna's shoulder, too late.
        squatter.post("/confirm", &[("code", &first)]).await.expect(422);
        assert!(!is_in(&mut squatter).await);
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(422);
    }

    async fn the_session_id_changes_and_a_planted_one_is_worth_nothing(store) {
        let app = TestApp::on(store);
        let mut visitor = signing_up(&app, "anna").await;
        let before = visitor.cookies.clone();
        confirm(&app, &mut visitor, "anna@example.org").await;
        assert_ne!(before, visitor.cookies, "confirming changes it");
        let mut thief = app.visitor();
        thief.cookies = before;
        assert!(!is_in(&mut thief).await);
        visitor.post("/sign-out", &[]).await.expect(303);
        // Nor is one to whom a forgotten password was proven.
        app.wait_seconds(300);
        let mut proving = app.visitor();
        proving.post("/forgot", &[("handle", "anna@example.org")]).await.expect(303);
        let mut thief = proving.clone();
        let code = town::code_sent_to(&app, "anna@example.org").await;
        proving.post("/confirm", &[("code", &code)]).await.expect(303);
        assert_ne!(thief.cookies, proving.cookies, "proving changes it");
        assert_eq!(thief.get("/new-password").await.location().as_deref(), Some("/forgot"));
        proving.post("/new-password", &[("password", PASSWORD)]).await.expect(303);
        // An id that somebody planted before: made up, or of a session of their own.
        let mut planted = app.visitor();
        planted.post("/report", &[("words", "The light in the stairs is out.")]).await.expect(303);
        let own = planted.cookies.clone();
        for cookies in [own, vec![("linli".to_owned(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned())]] {
            let mut victim = app.visitor();
            victim.cookies.clone_from(&cookies);
            sign_in(&mut victim, "anna@example.org", PASSWORD).await.expect(303);
            assert!(is_in(&mut victim).await);
            let mut attacker = app.visitor();
            attacker.cookies = cookies;
            assert!(!is_in(&mut attacker).await);
        }
    }

    async fn devices_are_listed_and_ended_one_by_one_or_all(store) {
        let app = TestApp::on(store);
        let phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36";
        let laptop = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        member(&app, "anna").await.post("/sign-out", &[]).await.expect(303);
        let mut phone = app.visitor().saying("user-agent", phone);
        let mut laptop = app.visitor().saying("user-agent", laptop);
        for device in [&mut phone, &mut laptop] {
            sign_in(device, "anna@example.org", PASSWORD).await.expect(303);
        }
        let mut copied = phone.clone();
        let mut other = member(&app, "bo").await;
        let list = laptop.get("/me/devices").await.expect(200).shows("Chrome · Android").shows("Firefox · Linux");
        let end = list.form("/me/devices/end");
        assert_eq!(list.text.matches("action=\"/me/devices/end\"").count(), 1, "not this device itself");
        // Somebody else cannot end it.
        other.submit(&end).await.expect(303);
        assert!(is_in(&mut phone).await);
        laptop.submit(&end).await.expect(303);
        assert!(!is_in(&mut phone).await);
        assert!(!is_in(&mut copied).await, "nor does a copy of its cookie work");
        assert!(is_in(&mut laptop).await);
        sign_in(&mut phone, "anna@example.org", PASSWORD).await.expect(303);
        let mut copied = laptop.clone();
        let out = phone.post("/me/devices/end-all", &[]).await.expect(303);
        assert!(out.header("clear-site-data").contains("storage"), "{:?}", out.headers);
        for device in [&mut phone, &mut laptop, &mut copied] {
            assert!(!is_in(device).await);
        }
        assert!(is_in(&mut other).await);
    }

    async fn after_signing_out_the_cookie_is_worth_nothing(store) {
        let app = TestApp::on(store);
        let mut visitor = member(&app, "anna").await;
        let mut replayed = visitor.clone();
        let out = visitor.post("/sign-out", &[]).await.expect(303);
        assert!(out.header("clear-site-data").contains("storage"), "{:?}", out.headers);
        assert!(!is_in(&mut replayed).await);
        replayed.post("/me/settings", &[("name", "Thief"), ("language", "en")]).await.expect(303);
        let anna = app.store.find_account(&Handle::parse("anna@example.org").unwrap()).await.unwrap().unwrap();
        assert_eq!(app.store.find_person(anna.person).await.unwrap().unwrap().name, "anna");
    }

    async fn a_password_is_long_and_nothing_else(store) {
        let app = TestApp::on(store);
        let fourteen = "fourteen signs";
        let fifteen = "fifteen signs !";
        let two_hundred: String = "柳树下三只猫🐈 ".chars().cycle().take(199).chain(['x']).collect();
        let too_long: String = "柳树下三只猫🐈 ".chars().cycle().take(200).chain(['x']).collect();
        for (number, (password, fits)) in [
            (fourteen, false),
            (fifteen, true),
            (two_hundred.as_str(), true),
            (too_long.as_str(), false),
            ("  spaces  are  kept  ", true),
            ("🐈🐕🐎🐄🐖🐑🐓🦆🦢🦉🦜🐢🐍🦎🐸🐊", true),
            ("柳树下面有三只猫在唱歌给月亮听", true),
            ("passwordpassword", false),
            ("linlilinlilinli", false),
            ("", false),
        ]
        .into_iter()
        .enumerate()
        {
            let handle = format!("person{number}@example.org");
            let mut visitor = app.visitor();
            let answer = sign_up(&mut visitor, &handle, "Somebody", password).await;
            if !fits {
                let answer = answer.expect(422);
                assert!(answer.text.contains(&handle), "{password:?}: what was typed is kept");
                assert!(!answer.text.contains("value=\"passwordpassword\""), "a password is never sent back");
                continue;
            }
            assert_eq!(answer.status, 303, "{password:?} {}", answer.text);
            confirm(&app, &mut visitor, &handle).await;
            sign_in(&mut app.visitor(), &handle, password).await.expect(303);
            sign_in(&mut app.visitor(), &handle, &password.to_uppercase().replace('A', "B")).await.expect(
                if password.to_uppercase().replace('A', "B") == password { 303 } else { 422 });
            sign_in(&mut app.visitor(), &handle, &format!("{password}x")).await.expect(422);
            if password.trim() != password {
                sign_in(&mut app.visitor(), &handle, password.trim()).await.expect(422);
            }
        }
    }

    async fn a_hostile_name_is_refused_or_harmless(store) {
        let app = town::open(store).await;
        for (number, name) in HOSTILE.iter().enumerate() {
            let handle = format!("person{number}@example.org");
            let mut visitor = app.visitor();
            let answer = sign_up(&mut visitor, &handle, name, PASSWORD).await;
            nothing_runs(&answer);
            assert!([303, 422].contains(&answer.status.as_u16()), "{name:?} {}", answer.status);
            if answer.status == 422 {
                continue;
            }
            confirm(&app, &mut visitor, &handle).await;
            for page in ["/me/settings", "/me/devices", "/report"] {
                nothing_runs(&visitor.get(page).await.expect(200));
            }
            for field in ["name", "language", "home", "place"] {
                let fields = [("name", "Somebody"), ("language", "en"), ("home", ""), ("place", "")]
                    .map(|(known, value)| (known, if known == field { *name } else { value }));
                let answer = visitor.post("/me/settings", &fields).await;
                nothing_runs(&answer);
                assert!([303, 422].contains(&answer.status.as_u16()), "{field} {name:?} {}", answer.status);
            }
        }
    }

    async fn hostile_text_in_a_form_without_an_account_breaks_nothing(store) {
        let app = TestApp::on(store);
        let long = "长".repeat(100 * 1024 / 3);
        for text in HOSTILE.iter().copied().chain([long.as_str()]) {
            for (path, fields) in [
                ("/sign-in", ["handle", "password", "back"]),
                ("/sign-up", ["handle", "name", "back"]),
                ("/forgot", ["handle", "key", "back"]),
                ("/confirm", ["code", "key", "back"]),
                ("/language", ["to", "back", "key"]),
                ("/type", ["to", "back", "key"]),
            ] {
                let mut visitor = app.visitor();
                let answer = visitor.post(path, &fields.map(|field| (field, text))).await;
                assert!(answer.status.as_u16() < 500, "{path} {text:?} {}", answer.status);
                nothing_runs(&answer);
            }
        }
    }

    async fn the_language_and_the_type_are_remembered_without_a_session(store) {
        let app = TestApp::on(store);
        let mut visitor = app.visitor();
        let answer = visitor.post("/language", &[("to", "zh-Hans"), ("back", "/sign-in")]).await.expect(303);
        assert_eq!(answer.location().as_deref(), Some("/sign-in"));
        for part in ["language=zh-Hans;", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(answer.header("set-cookie").contains(part), "{:?}", answer.headers);
        }
        visitor.get("/sign-in").await.expect(200).shows("登录").shows("lang=\"zh-Hans\"");
        visitor.post("/type", &[("to", "large"), ("back", "/sign-in")]).await.expect(303);
        assert!(visitor.get("/sign-in").await.text.contains("data-type=\"large\""));
        assert_eq!(visitor.cookies.len(), 2, "{:?}", visitor.cookies);
        visitor.post("/language", &[("to", "tlh")]).await.expect(422);
        // Whoever has an account is also written to in that language.
        let mut anna = member(&app, "anna").await;
        anna.post("/language", &[("to", "zh-Hant")]).await.expect(303);
        let handle = Handle::parse("anna@example.org").unwrap();
        let account = app.store.find_account(&handle).await.unwrap().unwrap();
        assert_eq!(account.language.tag(), "zh-Hant");
    }

    async fn nobody_is_led_to_another_site(store) {
        let app = TestApp::on(store);
        member(&app, "anna").await;
        for evil in ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "\r\nLocation: //evil.example", "/\u{1}", "/a\u{7f}"] {
            let mut visitor = app.visitor();
            let page = visitor.get(&format!("/sign-in?back={}", pages::routes::query_value(evil))).await.expect(200);
            let form = page.form("/sign-in");
            assert!(form.fields.contains(&("back".to_owned(), "/".to_owned())), "{evil:?} {form:?}");
            let fields = [("handle", "anna@example.org"), ("password", PASSWORD), ("back", evil)];
            let answer = visitor.post("/sign-in", &fields).await;
            assert_eq!(answer.location().as_deref(), Some("/"), "{evil:?}");
            for switch in [("/language", "en"), ("/type", "large")] {
                let answer = visitor.post(switch.0, &[("to", switch.1), ("back", evil)]).await;
                assert_eq!(answer.location().as_deref(), Some("/"), "{evil:?}");
            }
            let mut visitor = app.visitor();
            let handle = "new@example.org";
            let fields = [("handle", handle), ("name", "New"), ("password", PASSWORD), ("back", evil)];
            visitor.post("/sign-up", &fields).await.expect(303);
        }
        let mut visitor = app.visitor();
        let fields = [("handle", "anna@example.org"), ("password", PASSWORD), ("back", "/me/settings?a=b")];
        assert_eq!(visitor.post("/sign-in", &fields).await.location().as_deref(), Some("/me/settings?a=b"));
    }

    async fn who_only_reads_has_no_session(store) {
        let app = town::open(store).await;
        let mut visitor = app.visitor();
        for path in ["/", "/sign-in", "/sign-up", "/forgot", "/confirm", "/new-password", "/report", "/report/kind", "/report/where", "/report/check", "/me/settings", "/help", "/nowhere"] {
            let answer = visitor.get(path).await;
            assert!(!answer.headers.contains_key("set-cookie"), "{path} {:?}", answer.headers);
        }
        for (path, field) in [("/sign-in", "handle"), ("/sign-up", "handle"), ("/forgot", "handle"), ("/report", "words")] {
            let answer = visitor.post(path, &[(field, "")]).await.expect(422);
            assert!(!answer.headers.contains_key("set-cookie"), "{path} {:?}", answer.headers);
        }
        assert!(visitor.cookies.is_empty());
    }
}

#[tokio::test]
async fn an_account_is_limited_wherever_its_visitors_come_from() {
    let options = Options {
        limits: true,
        ..Options::default()
    };
    let app = TestApp::with(store::testing::sqlite().await, options);
    let mut refused = 0;
    for number in 0..20 {
        let mut visitor = app.visitor().at(&format!("203.0.113.{number}"));
        let answer = visitor
            .post("/forgot", &[("handle", "anna@example.org")])
            .await;
        if answer.status == 429 {
            assert!(!answer.header("retry-after").is_empty());
            refused += 1;
        }
    }
    assert_eq!(refused, 14, "six codes at once, known address or not");
}

#[tokio::test]
async fn an_account_is_limited_in_what_it_files_does_and_tries() {
    let options = Options {
        limits: true,
        ..Options::default()
    };
    let app = TestApp::with(store::testing::sqlite().await, options);
    town::settle(&app).await;
    let (mut anna, _) = town::resident(&app, "anna").await;
    let mut other = town::resident(&app, "bo").await.0;
    let mut filed = 0;
    let refused = loop {
        Report::default().write(&mut anna).await;
        let answer = anna.post("/report/check", &[]).await;
        if answer.status == 429 {
            break answer;
        }
        town::receipt(&answer);
        filed += 1;
    };
    assert_eq!(filed, 12, "as many at once as it says");
    assert!(!refused.header("retry-after").is_empty());
    Report::default().write(&mut other).await;
    let reference = town::receipt(&other.post("/report/check", &[]).await);
    let (join, leave) = (
        pages::routes::case_act(reference, "join"),
        pages::routes::case_act(reference, "leave"),
    );
    let mut done = 0;
    while anna
        .post(if done % 2 == 0 { &join } else { &leave }, &[])
        .await
        .status
        != 429
    {
        done += 1;
        assert!(done < 400, "nothing stops it");
    }
    assert_eq!(done, 120);
    let mut tried = 0;
    let mut visitor = signing_up(&app, "nina").await;
    while visitor
        .post("/confirm", &[("code", "000 000")])
        .await
        .status
        != 429
    {
        tried += 1;
        assert!(tried < 100, "nothing stops it");
    }
    assert_eq!(tried, 18);
}

#[tokio::test]
async fn the_cookies_of_accounts_are_as_strict_as_the_address_allows() {
    for (base_url, name, secure) in [
        ("http://localhost", "linli=", false),
        ("https://linli.example", "__Host-linli=", true),
    ] {
        let options = Options {
            base_url,
            ..Options::default()
        };
        let app = TestApp::with(store::testing::sqlite().await, options);
        let mut visitor = app.visitor();
        let answers = [
            sign_up(&mut visitor, "anna@example.org", "Anna", PASSWORD).await,
            visitor.post("/language", &[("to", "en")]).await,
        ];
        for (answer, name) in answers.into_iter().zip([name, "language="]) {
            let cookie = answer.expect(303).header("set-cookie").to_owned();
            assert!(cookie.starts_with(name), "{cookie}");
            for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(cookie.contains(part), "{cookie}");
            }
            assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
            assert!(
                !cookie.contains("Domain") && cookie.len() < 4_000,
                "{cookie}"
            );
        }
    }
}
