//! The steward's screens: seats, bodies, working time, rules, stewards.

use domain::case::Visibility;
use domain::charter::SHIPPED;
use domain::id::PersonId;
use store::testing::TestStore;

use crate::app::{TestApp, Visitor};
use crate::lane::Lane;
use crate::town;

const OFFICE: &str = "/steward/bodies/bridge-office";

async fn steward(app: &TestApp) -> (Visitor, PersonId) {
    let (visitor, id) = town::resident(app, "mei").await;
    let now = app.app.clock.now();
    app.store.make_steward(id, now).await.unwrap();
    (visitor, id)
}

async fn open(store: TestStore) -> (TestApp, Visitor) {
    let app = town::open(store).await;
    let (visitor, _) = steward(&app).await;
    (app, visitor)
}

async fn mail_to(app: &TestApp, address: &str) -> String {
    app.work().await;
    let messages = app.mail.list(100).await.unwrap();
    let found = messages.iter().filter(|message| message.to == address);
    found
        .map(|one| one.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

store::on_each_engine! {
    async fn a_steward_gives_changes_and_ends_a_seat_and_each_takes_effect_with_the_next_page(store) {
        let (app, mut steward) = open(store).await;
        let (mut sun, id) = town::resident(&app, "sun").await;
        sun.get("/inbox").await.expect(403);
        let page = steward.get(OFFICE).await.expect(200).shows("Mr Li");
        let form = page.form(&format!("{OFFICE}/seats"));
        let form = form.with("handle", "sun@example.org").with("role", "officer").with("reason", "Elected in May.");
        let given = steward.submit(&form).await.expect(303);
        assert_eq!(given.location().unwrap(), format!("{OFFICE}?done=seat-given"));
        sun.get("/inbox").await.expect(200).shows("Bridge Street office");
        assert!(mail_to(&app, "sun@example.org").await.contains("You have a seat at Bridge Street office now: Officer."));
        app.wait_seconds(60);
        let seat = format!("{OFFICE}/seats/{id}");
        steward.post(&seat, &[("act", "role"), ("role", "head")]).await.expect(303);
        steward.get(OFFICE).await.shows("sun is Head now.");
        app.wait_seconds(60);
        steward.get(&seat).await.expect(200).shows("The seat of sun");
        let ended = [("act", "end"), ("reason", "Moved to another city.")];
        steward.post(&seat, &ended).await.expect(303);
        sun.get("/inbox").await.expect(403);
        steward.get(&seat).await.expect(404);
        steward.get(OFFICE).await.shows("The seat of sun (Head) ended.").shows("Moved to another city.");
        assert!(mail_to(&app, "sun@example.org").await.contains("The reason: Moved to another city."));
        // Everybody can read what was changed, and why.
        app.visitor().get("/bodies/bridge-office").await.expect(200)
            .shows("sun became Officer.").shows("Elected in May.");
    }

    async fn what_cannot_be_is_told_at_its_field_and_kept(store) {
        let (app, mut steward) = open(store).await;
        let seats = format!("{OFFICE}/seats");
        let nobody = steward.post(&seats, &[("handle", "nobody@example.org"), ("role", "officer")]).await;
        nobody.expect(422).shows("Nobody has an account with this address.").shows("nobody@example.org");
        // A claim that nobody confirmed is no account: anybody could have made it.
        app.person("squatter").await;
        steward.post(&seats, &[("handle", "squatter@example.org"), ("role", "officer")]).await.expect(422);
        let li = [("handle", "li@town.example"), ("role", "officer")];
        steward.post(&seats, &li).await.expect(422).shows("This person sits here already in this role.");
        let convener = [("handle", "li@town.example"), ("role", "convener")];
        steward.post(&seats, &convener).await.expect(422).shows("Choose a role that this body has.");
        steward.post(&seats, &[]).await.expect(422);
        let account = app.store.find_account(&domain::handle::Handle::parse("li@town.example").unwrap()).await;
        let seat = format!("{OFFICE}/seats/{}", account.unwrap().unwrap().person);
        steward.post(&seat, &[("act", "end"), ("reason", " ")]).await.expect(422).shows("Nobody would be left in Bridge Street office.");
        let (mut resident, _) = town::resident(&app, "sun").await;
        for address in [OFFICE, &seat, "/steward", "/steward/bodies", "/steward/charter", "/steward/stewards"] {
            resident.get(address).await.expect(403);
        }
        resident.post(&seat, &[("act", "end"), ("reason", "Mine now.")]).await.expect(403);
        assert_eq!(app.visitor().get(OFFICE).await.location().unwrap(), "/sign-in?back=%2Fsteward%2Fbodies%2Fbridge-office");
    }

    async fn when_the_last_member_leaves_the_open_cases_move_up_at_once(store) {
        let lane = Lane::on(store).await;
        let now = lane.app.app.clock.now();
        lane.app.store.make_steward(lane.stranger, now).await.unwrap();
        let case = lane.filed(Visibility::Public).await;
        assert_eq!(case.holding.holder.uuid().as_u128(), 901);
        let mut steward = lane.browser(lane.stranger).await;
        let seat = format!("/steward/bodies/willow-lane-committee/seats/{}", lane.member);
        steward.get(&seat).await.expect(200).shows("1 open case would move to the next level at once.");
        steward.post(&seat, &[("act", "end"), ("reason", "The term is over.")]).await.expect(303);
        lane.app.work().await;
        let moved = lane.case(case.reference).await;
        assert_eq!(moved.holding.holder.uuid().as_u128(), 902, "not at its next date, but now");
        lane.app.visitor().get(&format!("/cases/{}", case.reference)).await.shows("Bridge Street office");
        steward.get("/steward").await.shows("1 body has nobody in it.");
        steward.get("/steward/bodies").await.shows("nobody in it");
    }

    async fn a_body_goes_out_of_service_and_comes_back(store) {
        let lane = Lane::on(store).await;
        let now = lane.app.app.clock.now();
        lane.app.store.make_steward(lane.stranger, now).await.unwrap();
        let case = lane.filed(Visibility::Public).await;
        let mut steward = lane.browser(lane.stranger).await;
        let service = "/steward/bodies/willow-lane-committee/service";
        steward.post(service, &[("to", "out")]).await.expect(422);
        steward.post(service, &[("to", "out"), ("reason", "The office is being rebuilt.")]).await.expect(303);
        lane.app.work().await;
        assert_eq!(lane.case(case.reference).await.holding.holder.uuid().as_u128(), 902);
        steward.get("/steward/bodies/willow-lane-committee").await.shows("This body takes no work.");
        steward.post(service, &[("to", "in"), ("reason", "It is ready.")]).await.expect(303);
        let again = lane.filed(Visibility::Public).await;
        assert_eq!(again.holding.holder.uuid().as_u128(), 901);
        // At the top nobody is above: the case stays with its own date, and the clock is not kept busy.
        let office = "/steward/bodies/bridge-office/service";
        steward.post(office, &[("to", "out"), ("reason", "Moving house.")]).await.expect(303);
        lane.app.work().await;
        let stays = lane.case(case.reference).await;
        assert_eq!(stays.holding.holder.uuid().as_u128(), 902);
        let due = lane.app.store.claim_due(lane.app.app.ids.uuid(), 10, lane.app.app.clock.now()).await.unwrap();
        assert!(due.is_empty(), "{due:?}");
    }

    async fn working_time_is_seen_before_it_is_kept_and_lengthens_no_clock(store) {
        let (app, mut steward) = open(store).await;
        let (mut author, _) = town::resident(&app, "sun").await;
        let reference = town::Report::default().file(&mut author).await;
        let before = town::case(&app, reference).await;
        let address = "/steward/bodies/willow-committee/calendar";
        let form = steward.get(address).await.expect(200).shows("9–17").form(address);
        let changed = form.clone()
            .with("day-0", "09:00-12:00 14:00-17:30").with("day-2", "").with("holidays", "2026-12-01 Founding day\r\n2026-12-02")
            .with("extra-days", "2026-12-05 10:00-12:00");
        let looked: Vec<_> = changed.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("look", "yes")]).collect();
        steward.post(address, &looked).await.expect(200).shows("Founding day").shows("14–17:30").shows("10–12");
        let book = app.store.current_rulebook().await.unwrap();
        assert!(book.body_by_key("willow-committee").unwrap().calendar.holidays.is_empty(), "a look keeps nothing");
        let changed = changed.with("reason", "Closed on Wednesdays.");
        let fields: Vec<_> = changed.fields.iter().filter(|(name, _)| name != "look").map(|(name, value)| (name.as_str(), value.as_str())).collect();
        steward.post(address, &fields).await.expect(303);
        let book = app.store.current_rulebook().await.unwrap();
        let calendar = &book.body_by_key("willow-committee").unwrap().calendar;
        assert_eq!(calendar.week_text(), "Mon 09:00-12:00 14:00-17:30, Tue 09:00-17:00, Thu-Fri 09:00-17:00");
        assert_eq!((calendar.holidays.len(), calendar.holiday_names.len(), calendar.extra_days.len()), (2, 1, 1));
        let after = town::case(&app, reference).await;
        assert_eq!(before.next_step(), after.next_step(), "what was promised stays");
        for (field, wrong, told) in [
            ("zone", "Asia/Nowhere", "Write a time zone that exists"),
            ("day-1", "17:00-09:00", "Write the earlier time first."),
            ("day-1", "nine to five", "Write hours such as 09:00-17:00."),
            ("day-1", "09:00-10:00, Tue 11:00-12:00", "Write hours such as 09:00-17:00."),
            ("holidays", "National Day", "One of these lines has no date."),
            ("extra-days", "2026-12-05", "One of these lines cannot be read."),
        ] {
            let wrong = form.clone().with(field, wrong).with("reason", "x");
            steward.submit(&wrong).await.expect(422).shows(told);
        }
        let mut never = form.with("reason", "x");
        for day in 0..7 {
            never = never.with(&format!("day-{day}"), "");
        }
        steward.submit(&never).await.expect(422).shows("Write hours for at least one day.");
    }

    async fn a_body_is_changed_by_the_rules_of_an_import(store) {
        let (app, mut steward) = open(store).await;
        let address = "/steward/bodies/plum-committee/edit";
        let form = steward.get(address).await.expect(200).form(address).with("reason", "New name.");
        let good = form.clone().with("name-en", "Plum Court residents").with("email", "plum@example.org");
        steward.submit(&good).await.expect(303);
        steward.get("/bodies/plum-committee").await.shows("Plum Court residents").shows("plum@example.org");
        for (field, wrong, told) in [
            ("name-en", "a\u{202e}b", "it holds a sign that nobody sees"),
            ("email", "plum", "Write an e-mail address such as"),
            ("places", "nowhere", "One of these places does not exist."),
            ("places", "", "Write at least one place."),
            ("rank", "first", "Write a whole number"),
            ("last-resort", "yes", ""),
        ] {
            let answer = steward.submit(&form.clone().with(field, wrong)).await;
            if told.is_empty() {
                answer.expect(303);
            } else {
                answer.expect(422).shows(told);
            }
        }
        // Beside the other committee on its own ground nothing would say who is asked first.
        let tied = form.clone().with("places", "willow-lane");
        steward.submit(&tied).await.expect(422).shows("would both be asked first");
        let nameless = form.with("name-en", "").with("name-hans", "").with("name-hant", "");
        steward.submit(&nameless).await.expect(422).shows("Write a name in at least one language.");
        // The city keeps its last resort.
        let duty = "/steward/bodies/city-duty/edit";
        let form = steward.get(duty).await.form(duty).with("reason", "x");
        let fields: Vec<_> = form.fields.iter().filter(|(name, _)| name != "last-resort").map(|(name, value)| (name.as_str(), value.as_str())).collect();
        steward.post(duty, &fields).await.expect(422).shows("River City would have no body of last resort.");
        drop(app);
    }

    async fn a_new_body_is_entered_gets_its_first_member_and_takes_work(store) {
        let (app, mut steward) = open(store).await;
        let address = "/steward/new-body";
        steward.get("/steward/bodies").await.shows("Enter a new body");
        let form = steward.get(address).await.expect(200).form(address)
            .with("name-en", "Plum Court owners").with("name-hans", "梅院业主").with("tier", "0")
            .with("places", "plum-court").with("like", "plum-committee");
        let bare = steward.submit(&form).await.expect(422);
        assert!(bare.text.contains("reason-problem"));
        let form = form.with("reason", "Elected on 20 November.");
        for (field, wrong, told) in [
            ("kind", "club", "Choose what it is."),
            ("like", "", "Choose a body whose hours"),
            ("like", "nobody", "Choose a body whose hours"),
            ("places", "nowhere", "One of these places does not exist."),
            ("name-en", "a\u{202e}b", "it holds a sign that nobody sees"),
            ("kind", "partner", "Choose the body above this partner."),
            ("tier", "1", "would both be asked first"),
        ] {
            steward.submit(&form.clone().with(field, wrong)).await.expect(422).shows(told);
        }
        let done = steward.submit(&form).await.expect(303);
        assert_eq!(done.location().unwrap(), "/steward/bodies/plum-court-owners?done=body-added");
        steward.get("/steward/bodies/plum-court-owners?done=body-added").await.shows("The body is entered.")
            .shows("It was entered as a new body.").shows("Elected on 20 November.");
        // Nobody is in it yet: nothing goes there. Sent again, it would be asked beside the first.
        steward.submit(&form).await.expect(422).shows("would both be asked first");
        let (mut sun, _) = town::resident(&app, "sun").await;
        steward.post("/steward/bodies/plum-court-owners/seats", &[("handle", "sun@example.org"), ("role", "committee-member"), ("reason", "Elected.")]).await.expect(303);
        sun.get("/inbox").await.expect(200).shows("Plum Court owners");
        app.visitor().get("/bodies/plum-court-owners").await.expect(200).shows("Elected on 20 November.");
        let (mut li, _) = town::resident(&app, "chen").await;
        li.get(address).await.expect(403);
        li.submit(&form).await.expect(403);
    }

    async fn a_new_building_is_entered_and_can_be_chosen_at_once(store) {
        let (app, mut steward) = open(store).await;
        let address = "/steward/new-place";
        steward.get("/steward").await.shows("Enter a new place");
        let form = steward.get("/steward/new-place?in=plum-court").await.expect(200).form(address)
            .with("name-hans", "梅苑9幢").with("reason", "Built this year.");
        for (field, wrong, told) in [
            ("in", "nowhere", "One of these places does not exist."),
            ("kind", "community", "This cannot lie inside a place of this kind"),
            ("kind", "castle", "This cannot lie inside a place of this kind"),
            ("name-hans", "", "Write a name in at least one language."),
            ("reason", " ", ""),
        ] {
            let answer = steward.submit(&form.clone().with(field, wrong)).await.expect(422);
            assert!(answer.text.contains(&format!("{}-problem", if field == "name-hans" { "name-en" } else { field })), "{field}");
            answer.shows(told);
        }
        let done = steward.submit(&form).await.expect(303);
        assert_eq!(done.location().unwrap(), "/steward?done=place-added");
        steward.get("/steward?done=place-added").await.shows("The place is entered.").shows("A place was entered.").shows("Built this year.");
        app.visitor().get("/places/plum-court-building").await.expect(200).shows("梅苑9幢");
        app.visitor().get("/places/plum-court").await.shows("梅苑9幢");
        // Another one of the same name has an address of its own, and work goes to the committee around it.
        steward.submit(&form).await.expect(303);
        let second = app.store.find_place_by_slug("plum-court-building-2").await.unwrap().unwrap();
        let committee = app.store.list_bodies_serving(second.id).await.unwrap();
        assert!(committee.iter().any(|body| body.key == "plum-committee"));
        let (mut sun, _) = town::resident(&app, "sun").await;
        sun.get(address).await.expect(403);
        sun.submit(&form).await.expect(403);
    }

    async fn rules_are_read_compared_dated_and_published(store) {
        let (app, _) = open(store).await;
        // The rules of the import have lived for a month, and a case was filed under them: what
        // comes now is a change.
        let (mut sun, _) = town::resident(&app, "sun").await;
        town::Report::default().file(&mut sun).await;
        app.wait_seconds(31 * 24 * 60 * 60);
        // Who did not come for a month signs in again.
        let me = app.store.list_stewards().await.unwrap()[0].person;
        let mut steward = app.signed_in(me).await;
        let address = "/steward/charter";
        steward.get(address).await.expect(200).shows("emergency_number");
        let post = async |steward: &mut Visitor, source: &str, more: &[(&str, &str)]| {
            let mut fields = vec![("source", source)];
            fields.extend_from_slice(more);
            steward.post(address, &fields).await
        };
        let soon = [("start", "2026-12-28")];
        let late = [("start", "2027-02-15")];
        post(&mut steward, "", &late).await.expect(422).shows("Choose a file, or paste the rules.");
        post(&mut steward, SHIPPED, &late).await.expect(422).shows("These are the rules that you have already.");
        let broken = SHIPPED.replacen("urgency = \"ordinary\"", "urgency = \"soon\"", 1).replacen("tiers = [1, 2]", "tiers = [2, 1]", 1);
        let answer = post(&mut steward, &broken, &late).await.expect(422).shows("Write one of the values named here.");
        assert!(answer.text.contains("Line "), "{}", answer.text);
        let changed = SHIPPED.replacen("emergency_number = \"110\"", "emergency_number = \"112\"", 1);
        assert_ne!(changed, SHIPPED);
        post(&mut steward, &changed, &soon).await.expect(422).shows("say why it cannot wait 30 days");
        post(&mut steward, &changed, &[("start", "2026-01-01"), ("because", "At once.")]).await.expect(422).shows("Choose a day to come");
        post(&mut steward, &changed, &[("start", "someday")]).await.expect(422).shows("Choose the first day.");
        let looked = post(&mut steward, &changed.replace('\n', "\r\n"), &late).await.expect(200);
        looked.shows("the emergency number, from “110” to “112”").shows("It applies from ").shows("Publish it");
        assert_eq!(app.store.list_charters().await.unwrap().len(), 1, "a look publishes nothing");
        let publish = [("start", "2027-02-15"), ("publish", "yes")];
        post(&mut steward, &changed, &publish).await.expect(303);
        let versions = app.store.list_charters().await.unwrap();
        assert_eq!((versions.len(), versions[1].charter.emergency_number.as_str()), (2, "112"));
        steward.get("/steward").await.shows("Version 2 of the rules starts on").shows("Version 2 of the rules was published.");
        // With a reason it can be sooner; the reason is published.
        let again = changed.replacen("\"112\"", "\"113\"", 1);
        let hurry = [("start", "2026-12-28"), ("because", "The number was changed by law."), ("publish", "yes")];
        post(&mut steward, &again, &hurry).await.expect(303);
        app.visitor().get("/charter").await.shows("The number was changed by law.");
    }

    async fn there_is_always_a_steward(store) {
        let (app, mut steward) = open(store).await;
        let me = app.store.list_stewards().await.unwrap()[0].person.to_string();
        let address = "/steward/stewards";
        let ends = |who: &str| [("act".to_owned(), "end".to_owned()), ("person".to_owned(), who.to_owned()), ("reason".to_owned(), "Enough.".to_owned())];
        let fields = ends(&me);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        steward.post(address, &fields).await.expect(422).shows("One steward has to stay.");
        let (mut sun, _) = town::resident(&app, "sun").await;
        steward.post(address, &[("act", "make"), ("handle", "nobody@example.org")]).await.expect(422);
        steward.post(address, &[("act", "make"), ("handle", "sun@example.org")]).await.expect(303);
        steward.post(address, &[("act", "make"), ("handle", "sun@example.org")]).await.expect(422).shows("is a steward already");
        sun.get("/steward").await.expect(200);
        steward.post(address, &fields).await.expect(303);
        steward.get("/steward").await.expect(403);
        sun.get("/steward").await.expect(200).shows("mei is a steward no more.").shows("Enough.");
    }
}
