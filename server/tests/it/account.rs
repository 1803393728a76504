//! How somebody signs in, changed by themselves: the password, the address.

use domain::handle::Handle;
use store::on_each_engine;
use store::statements::watched;

use crate::app::{Answer, TestApp, Visitor};
use crate::people::{another, is_in, measured, member, sign_in};
use crate::town::{self, PASSWORD};

const PAGE: &str = "/me/account";
const NEW: &str = "nine otters share a red boat";

async fn change_password(visitor: &mut Visitor, present: &str, new: &str) -> Answer {
    let page = visitor.get(PAGE).await.expect(200);
    let form = page.form("/me/account/password");
    let form = form.with("present", present).with("password", new);
    visitor.submit(&form).await
}

async fn change_address(visitor: &mut Visitor, to: &str, present: &str) -> Answer {
    let page = visitor.get(PAGE).await.expect(200);
    let form = page.form("/me/account/address");
    let form = form.with("handle", to).with("proof", present);
    visitor.submit(&form).await
}

/// The same on another device.
async fn device(app: &TestApp, handle: &str, password: &str) -> Visitor {
    let mut device = app.visitor();
    sign_in(&mut device, handle, password).await.expect(303);
    device
}

/// The texts that went to an address, the newest first.
async fn told(app: &TestApp, address: &str) -> Vec<String> {
    app.work().await;
    let messages = app.mail.list(100).await.unwrap();
    let theirs = messages.into_iter().filter(|one| one.to == address);
    theirs.map(|one| one.text).collect()
}

on_each_engine! {
    async fn whoever_knows_the_password_changes_it_and_stays_in(store) {
        let app = TestApp::on(store);
        let mut laptop = member(&app, "anna").await;
        app.wait_seconds(300);
        let mut phone = device(&app, "anna@example.org", PASSWORD).await;
        let mut planted = laptop.clone();
        laptop.get("/me").await.expect(200).link(PAGE);
        app.wait_seconds(60);
        let changed = change_password(&mut laptop, PASSWORD, NEW).await.expect(303);
        assert_eq!(changed.location().as_deref(), Some("/me/account?done=password"));
        laptop.get("/me/account?done=password").await.expect(200).shows("Your password is changed.");
        assert!(is_in(&mut laptop).await, "this device stays in");
        assert!(!is_in(&mut phone).await, "the others do not");
        assert!(!is_in(&mut planted).await, "nor does who knew the id of this session");
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(422);
        device(&app, "anna@example.org", NEW).await;
        let told = told(&app, "anna@example.org").await;
        assert!(told[0].contains("was changed") && told[0].contains("If that was not you"), "{told:?}");
    }

    async fn a_wrong_present_password_changes_nothing_and_is_counted(store) {
        let app = TestApp::on(store);
        let mut laptop = member(&app, "anna").await;
        let mut phone = device(&app, "anna@example.org", PASSWORD).await;
        laptop.post("/me/account/password", &[]).await.expect(422).shows("Type the password.");
        laptop.post("/me/account/address", &[]).await.expect(422).shows("Type the password.");
        change_password(&mut laptop, PASSWORD, "short").await.expect(422).shows("Make the password longer");
        let wrong = change_password(&mut laptop, "one two three four five", NEW).await.expect(422);
        let wrong = wrong.shows("This is not your password.");
        assert!(!wrong.text.contains("otters") && !wrong.text.contains("one two"), "no password is sent back");
        let wrong = change_address(&mut laptop, "nina@example.org", "one two three four five").await.expect(422);
        wrong.shows("This is not your password.").shows("nina@example.org");
        assert!(is_in(&mut phone).await);
        device(&app, "anna@example.org", PASSWORD).await;
        for _ in 0..10 {
            change_password(&mut laptop, "one two three four five", NEW).await.expect(422);
        }
        change_password(&mut laptop, PASSWORD, NEW).await.expect(422).shows("too many tries");
        change_address(&mut laptop, "nina@example.org", PASSWORD).await.expect(422).shows("too many tries");
        app.wait_seconds(15 * 60);
        change_password(&mut laptop, PASSWORD, NEW).await.expect(303);
    }

    async fn an_address_is_changed_by_the_code_that_comes_there(store) {
        let app = TestApp::on(store);
        let mut laptop = member(&app, "anna").await;
        let find = async |handle: &str| app.store.find_account(&Handle::parse(handle).unwrap()).await.unwrap();
        let anna = find("anna@example.org").await.unwrap().person;
        app.wait_seconds(60);
        change_address(&mut laptop, "Anna@Example.org", PASSWORD).await.expect(422).shows("already");
        change_address(&mut laptop, "anna@", PASSWORD).await.expect(422).shows("Check the e-mail address");
        let sent = change_address(&mut laptop, "new@example.org", PASSWORD).await.expect(303);
        assert_eq!(sent.location().as_deref(), Some("/confirm"));
        laptop.get("/confirm").await.expect(200).shows("n…@example.org").link(PAGE);
        let code = town::code_sent_to(&app, "new@example.org").await;
        laptop.post("/confirm", &[("code", &another(&code))]).await.expect(422).shows("not the digits we sent");
        laptop.get(PAGE).await.expect(200).shows("anna@example.org").hides("new@example.org");
        // The code is worth nothing in another browser.
        let mut phone = device(&app, "anna@example.org", PASSWORD).await;
        let elsewhere = phone.post("/confirm", &[("code", &code)]).await.expect(303);
        assert_eq!(elsewhere.location().as_deref(), Some("/sign-in"));
        let before = laptop.cookies.clone();
        let changed = laptop.post("/confirm", &[("code", &code)]).await.expect(303);
        assert_eq!(changed.location().as_deref(), Some("/me/account?done=address"));
        assert_ne!(before, laptop.cookies, "the session has another id");
        let page = laptop.get("/me/account?done=address").await.expect(200).shows("It is changed.");
        page.shows("new@example.org").hides("anna@example.org");
        assert_eq!(find("new@example.org").await.unwrap().person, anna);
        assert_eq!(find("anna@example.org").await, None);
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(422);
        device(&app, "new@example.org", PASSWORD).await;
        let old = told(&app, "anna@example.org").await;
        assert!(old[0].contains("n…@example.org") && old[0].contains("If that was not you"), "{old:?}");
        let again = laptop.post("/confirm", &[("code", &code)]).await.expect(303);
        assert_eq!(again.location().as_deref(), Some("/sign-in"), "a code works once");
    }

    async fn a_phone_number_takes_the_place_of_the_only_address(store) {
        let app = TestApp::on(store);
        let mut laptop = member(&app, "anna").await;
        change_address(&mut laptop, "138 0013 8000", PASSWORD).await.expect(303);
        let code = town::code_sent_to(&app, "+8613800138000").await;
        laptop.post("/confirm", &[("code", &code)]).await.expect(303);
        laptop.get(PAGE).await.expect(200).shows("+8613800138000").hides("anna@example.org");
        sign_in(&mut app.visitor(), "anna@example.org", PASSWORD).await.expect(422);
        device(&app, "13800138000", PASSWORD).await;
        // The address is free for somebody else.
        app.wait_seconds(60);
        member(&app, "anna").await;
    }

    async fn an_address_that_somebody_has_looks_like_any_other(store) {
        let app = TestApp::on(store);
        member(&app, "anna").await;
        member(&app, "bo").await;
        app.wait_seconds(300);
        let mut seen = Vec::new();
        for handle in ["bo@example.org", "nina@example.org"] {
            let mut visitor = device(&app, "anna@example.org", PASSWORD).await;
            let fields = [("handle", handle), ("proof", PASSWORD)];
            let mut steps = vec![watched(visitor.post("/me/account/address", &fields)).await];
            steps.push(watched(visitor.get("/confirm")).await);
            steps.push(watched(visitor.post("/confirm", &[("code", "000 000")])).await);
            app.wait_seconds(60);
            steps.push(watched(visitor.post("/confirm/again", &[])).await);
            steps.push(watched(visitor.post("/confirm", &[("code", "000 000")])).await);
            let one = |(answer, asked): &(Answer, _)| {
                let text = answer.text.replace("b…@", "x…@").replace("n…@", "x…@");
                (measured(answer), text, format!("{asked:?}"))
            };
            seen.push(steps.iter().map(one).collect::<Vec<_>>());
        }
        assert_eq!(seen[0], seen[1]);
        let bo = told(&app, "bo@example.org").await;
        assert!(bo[0].contains("There is one already"), "{bo:?}");
        assert_eq!(town::digits(&bo[0]), None);
        device(&app, "bo@example.org", PASSWORD).await;
        device(&app, "anna@example.org", PASSWORD).await;
    }

    async fn of_two_who_want_one_address_the_first_gets_it(store) {
        let app = TestApp::on(store);
        let (mut anna, mut bo) = (member(&app, "anna").await, member(&app, "bo").await);
        change_address(&mut anna, "nina@example.org", PASSWORD).await.expect(303);
        let first = town::code_sent_to(&app, "nina@example.org").await;
        app.wait_seconds(60);
        change_address(&mut bo, "nina@example.org", PASSWORD).await.expect(303);
        let second = town::code_sent_to(&app, "nina@example.org").await;
        anna.post("/confirm", &[("code", &first)]).await.expect(303);
        let late = bo.post("/confirm", &[("code", &second)]).await.expect(422);
        late.shows("Somebody else has confirmed this address in the meantime.");
        bo.get(PAGE).await.expect(200).shows("bo@example.org");
        device(&app, "bo@example.org", PASSWORD).await;
        device(&app, "nina@example.org", PASSWORD).await;
    }

    async fn a_code_is_good_for_who_asked_for_it_only(store) {
        let app = TestApp::on(store);
        let mut shared = member(&app, "anna").await;
        member(&app, "bo").await;
        change_address(&mut shared, "nina@example.org", PASSWORD).await.expect(303);
        let code = town::code_sent_to(&app, "nina@example.org").await;
        // Somebody else signs in on the same device.
        sign_in(&mut shared, "bo@example.org", PASSWORD).await.expect(303);
        let late = shared.post("/confirm", &[("code", &code)]).await;
        assert!([303, 422].contains(&late.status.as_u16()), "{}", late.text);
        let nina = Handle::parse("nina@example.org").unwrap();
        assert_eq!(app.store.find_account(&nina).await.unwrap(), None);
    }

    async fn nobody_changes_how_a_neighbour_signs_in(store) {
        let app = town::open(store).await;
        let (mut helper, _) = town::resident(&app, "mo").await;
        helper.get("/me").await.expect(200).link(PAGE);
        helper.get("/me/settings").await.expect(200).link(PAGE);
        crate::helping::begin(&mut helper, "Chen Guiying").await.expect(303);
        for page in ["/me", "/me/settings"] {
            helper.get(page).await.expect(200).hides(PAGE);
        }
        let refused = helper.get(PAGE).await.expect(403);
        refused.shows("You are acting for a neighbour right now").hides("mo@example.org");
        let password = [("present", PASSWORD), ("password", NEW)];
        helper.post("/me/account/password", &password).await.expect(403);
        let address = [("handle", "nina@example.org"), ("proof", PASSWORD)];
        helper.post("/me/account/address", &address).await.expect(403);
    }
}
