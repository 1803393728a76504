//! A mediation in the world of the guards, and the proof that nobody else can tell: to
//! everybody but those who take part every page is the same, to the byte, before it is
//! offered and after all of it happened.

use std::collections::BTreeMap;

use domain::case::{Case, Visibility};
use domain::id::PersonId;
use domain::instant::Instant;
use domain::mediation::{Command, Kept, Order, Stage};
use domain::permission::MediationAct;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::{Sentence, Words};
use store::households::InPerson;
use store::mediations::NewMediation;

use super::listed;
use super::world::{Which, Who, World, actor, file, person, said};
use crate::app::{Answer, TestApp, Visitor};

/// Everybody who takes no part and has no seat in the body that offers it.
const STRANGERS: [Who; 7] = [
    Who::Visitor,
    Who::Unconfirmed,
    Who::Resident,
    Who::Affected,
    Who::Holder,
    Who::Elsewhere,
    Who::Steward,
];

/// What must not stand anywhere: words, a place, names.
const SECRETS: [&str; 5] = ["okapi", "giraffe", "ostrich", "behind-it", "between-them"];

/// A talk between two, and everybody in it.
struct Talk {
    reference: Reference,
    author: Actor,
    behind: Actor,
    between: Actor,
    member: Actor,
    at: Instant,
}

/// A concern about the noise next door, which the committee has.
async fn noise(app: &TestApp, author: PersonId) -> Case {
    let words = "The piano next door, until midnight.";
    let new = said(app, words, "neighbour-noise", Visibility::BodyOnly).await;
    file(app, new, author).await
}

/// Somebody who is verified behind a door of the building.
async fn behind(app: &TestApp, name: &str, door: u8, member: PersonId) -> Actor {
    let id = person(app, name, true).await;
    let place = app.store.find_place_by_slug("willow-1").await.unwrap();
    let seen = InPerson {
        person: id,
        place: place.unwrap().id,
        door: &[door; 32],
        by: member,
        purpose: &Sentence::parse("I know them.").unwrap(),
    };
    let now = app.app.clock.now();
    let verified = app.store.verify_in_person(&seen, &app.app.ids, now).await;
    verified.unwrap().unwrap();
    actor(app, id).await
}

impl Talk {
    async fn people(app: &TestApp, author: PersonId, member: PersonId, mark: &str) -> Self {
        let now = app.app.clock.now();
        Self {
            reference: Reference::from_seed(0),
            author: actor(app, author).await,
            behind: behind(app, &format!("behind-it{mark}"), 7, member).await,
            between: behind(app, &format!("between-them{mark}"), 8, member).await,
            member: actor(app, member).await,
            // What happens in it happened some days ago.
            at: now.plus_days(-3),
        }
    }

    async fn offer(&mut self, app: &TestApp, case: &Case, by: &Actor) {
        let new = NewMediation {
            case: case.reference,
            place: case.concern.place,
            door: &[7; 32],
            named: false,
        };
        let (store, ids) = (&app.store, &app.app.ids);
        let offered = store.offer_mediation(&new, by, None, ids, self.at).await;
        self.reference = offered.unwrap().mediation.reference;
    }

    async fn does(&self, app: &TestApp, who: &Actor, command: Command) -> Stage {
        let order = Order::from(command);
        let named = self.between.person().map(|person| person.id);
        let (store, ids) = (&app.store, &app.app.ids);
        let acted = store.act_on_mediation(self.reference, &order, named, who, None, ids, self.at);
        acted.await.unwrap().mediation.stage
    }

    /// From the yes of the other household to what both promise.
    async fn until_the_text(&mut self, app: &TestApp) {
        self.does(app, &self.behind, Command::Reply { yes: true })
            .await;
        self.does(app, &self.member, Command::Name).await;
        self.does(app, &self.between, Command::Accept).await;
        let meet = Command::Arrange {
            at: self.at.plus_days(1),
            place: Sentence::parse("Under the ostrich.").unwrap(),
        };
        self.does(app, &self.between, meet).await;
        self.at = self.at.plus_days(1);
        let texts = [
            (&self.author, "I feed the okapi."),
            (&self.behind, "I wash the giraffe."),
        ];
        for (turn, (who, words)) in texts.into_iter().enumerate() {
            let write = Command::Write {
                words: Words::parse(words).unwrap(),
                turn: i64::try_from(turn).unwrap(),
            };
            self.does(app, who, write).await;
        }
    }

    /// Both confirm, both are asked whether it holds, and it ends.
    async fn until_the_end(&mut self, app: &TestApp) {
        for who in [&self.author, &self.behind] {
            self.does(app, who, Command::Confirm { turn: 2 }).await;
        }
        self.at = self.at.plus_days(15);
        self.does(app, &Actor::Clock, Command::Wake).await;
        let kept = Kept::NotKept;
        for who in [&self.author, &self.behind] {
            self.does(app, who, Command::Follow { kept }).await;
        }
        let learnt = Words::parse("The okapi sleeps late.").ok();
        let ended = self.does(app, &self.behind, Command::End { learnt }).await;
        assert!(matches!(ended, Stage::Ended { .. }));
    }
}

/// The mediation of the world: both have written, nobody has confirmed.
pub async fn written(app: &TestApp, author: PersonId, member: PersonId) -> Reference {
    let case = noise(app, author).await;
    let mut talk = Talk::people(app, author, member, "").await;
    let by = talk.author.clone();
    talk.offer(app, &case, &by).await;
    talk.until_the_text(app).await;
    talk.reference
}

pub(super) async fn found(app: &TestApp, who: Who) -> PersonId {
    let handle = format!("{}@example.org", who.label());
    let handle = domain::handle::Handle::parse(&handle).unwrap();
    let account = app.store.find_account(&handle).await.unwrap();
    account.unwrap().person
}

/// An answer without what is drawn anew for every request.
fn steady(answer: &Answer) -> String {
    let id = answer.header("x-request-id").to_owned();
    let text = answer.text.replace(&id, "REQUEST");
    let mut steady = String::with_capacity(text.len());
    // Keys of forms: UUIDs in the values of hidden fields.
    let mut rest = text.as_str();
    while let Some(at) = rest.find("value=\"") {
        let (before, value) = rest.split_at(at + "value=\"".len());
        let end = value.find('"').unwrap_or(value.len());
        let is_key = end == 36 && value[..end].bytes().filter(|one| *one == b'-').count() == 4;
        steady.push_str(before);
        steady.push_str(if is_key { "KEY" } else { &value[..end] });
        rest = &value[end..];
    }
    steady.push_str(rest);
    // How long a browser waits before it asks again is drawn, so that not all ask at once.
    let steady = if steady.starts_with("retry: ") {
        "RETRY"
    } else {
        &steady
    };
    format!("{}\n{steady}", answer.status)
}

/// Every page as each of these people.
pub(super) async fn look(app: &TestApp, world: &World, people: &[Who]) -> BTreeMap<String, String> {
    let mut seen = BTreeMap::new();
    for (_, template, _) in listed::all().filter(|(method, ..)| *method == "GET") {
        // Health tells of the process.
        if template.ends_with('z') {
            continue;
        }
        for which in Which::KEPT {
            for address in world.addresses(template, which) {
                for who in people {
                    let answer = world.browser(app, *who).get(&address).await;
                    seen.insert(format!("{address} as {}", who.label()), steady(&answer));
                }
            }
        }
    }
    assert!(seen.len() > 500, "only {} pages were seen", seen.len());
    seen
}

#[track_caller]
pub(super) fn same(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
    let changed: Vec<_> = before
        .iter()
        .filter(|(what, then)| after.get(*what) != Some(then))
        .collect();
    let names: Vec<_> = changed.iter().map(|(what, _)| what.as_str()).collect();
    if let Some((what, then)) = changed.first() {
        assert_eq!(
            after.get(*what),
            Some(*then),
            "{} changed",
            names.join(", ")
        );
    }
    assert_eq!(before.len(), after.len());
}

#[tokio::test]
async fn to_everybody_else_nothing_has_happened() {
    let world = World::get().await;
    let app = world.open().await;
    let (author, member) = (
        found(&app, Who::Author).await,
        found(&app, Who::Beside).await,
    );
    let case = noise(&app, author).await;
    let mut talk = Talk::people(&app, author, member, "-2").await;
    let before = look(&app, world, &STRANGERS).await;
    let by = talk.member.clone();
    talk.offer(&app, &case, &by).await;
    let yes = Command::Answer {
        yes: true,
        named: true,
    };
    talk.does(&app, &talk.author, yes).await;
    talk.until_the_text(&app).await;
    same(&before, &look(&app, world, &STRANGERS).await);
    talk.until_the_end(&app).await;
    same(&before, &look(&app, world, &STRANGERS).await);
    // Nor does the record know of it.
    let history = app.store.case_history(case.id).await.unwrap();
    assert_eq!(history.len(), 1, "the case was filed, and no more");
}

#[tokio::test]
async fn a_no_shows_to_nobody_not_even_to_who_asked() {
    let world = World::get().await;
    let app = world.open().await;
    let (author, member) = (
        found(&app, Who::Author).await,
        found(&app, Who::Beside).await,
    );
    let case = noise(&app, author).await;
    let mut talk = Talk::people(&app, author, member, "-2").await;
    let by = talk.author.clone();
    talk.offer(&app, &case, &by).await;
    let own = format!("/mediation/{}", talk.reference);
    let everybody = Who::ALL;
    let pages = async || {
        let mut pages = look(&app, world, &everybody).await;
        for who in everybody {
            let answer = world.browser(&app, who).get(&own).await;
            pages.insert(format!("{own} as {}", who.label()), steady(&answer));
        }
        pages
    };
    let before = pages().await;
    talk.does(&app, &talk.behind, Command::Reply { yes: false })
        .await;
    same(&before, &pages().await);
    // Only who said it reads it, and who lives there, too.
    let id = talk.behind.person().unwrap().id;
    let mut behind: Visitor = app.signed_in(id).await;
    behind
        .get(&own)
        .await
        .expect(200)
        .shows("So far the answer is no");
}

#[tokio::test]
async fn a_mediation_that_is_not_for_somebody_does_not_exist() {
    let world = World::get().await;
    let app = world.open().await;
    let address = &world.addresses("/mediation/{mediation}", Which::Unknown)[0];
    let reference = address.rsplit('/').next().unwrap();
    let unknown = world.reference(Which::Unknown).to_string();
    let nothing = format!("/mediation/{unknown}");
    let acts = pages::mediations::ACTS.map(MediationAct::code);
    for who in STRANGERS {
        let ask = async |address: &str, act: Option<&str>| {
            let mut visitor = world.browser(&app, who);
            let fields = [
                ("act", act.unwrap_or_default()),
                ("step", "1"),
                ("turn", "2"),
                ("yes", "yes"),
                ("words", "Hello."),
            ];
            let answer = match act {
                None => visitor.get(address).await,
                Some(_) => visitor.post(address, &fields).await,
            };
            let location = answer.location().unwrap_or_default();
            format!("{location}\n{}", steady(&answer))
        };
        for act in acts.iter().copied().map(Some).chain([None]) {
            let hidden = ask(address, act).await.replace(reference, "REFERENCE");
            let none = ask(&nothing, act).await.replace(&unknown, "REFERENCE");
            assert_eq!(hidden, none, "{who:?} can tell by {act:?}");
        }
    }
    // The body reads that it is under way, and no word of it; its author reads it all.
    let body = world
        .browser(&app, Who::Beside)
        .get(address)
        .await
        .expect(200);
    for secret in SECRETS {
        assert!(!body.text.contains(secret), "{secret} in {}", body.text);
    }
    let own = world
        .browser(&app, Who::Author)
        .get(address)
        .await
        .expect(200);
    for secret in ["okapi", "giraffe", "behind-it", "between-them"] {
        assert!(own.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn no_page_of_anybody_else_holds_a_word_of_it() {
    let world = World::get().await;
    let app = world.open().await;
    let mut people = STRANGERS.to_vec();
    people.push(Who::Beside);
    for (what, page) in look(&app, world, &people).await {
        for secret in ["okapi", "giraffe", "ostrich"] {
            assert!(!page.contains(secret), "{what} tells of a {secret}");
        }
    }
}
