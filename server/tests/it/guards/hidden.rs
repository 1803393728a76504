//! What is told to few: notes between the bodies, who looked at a name and why, what the
//! author answers, what somebody says against a body, and whose case it is. Every address
//! as everybody, pages, feeds and messages: nobody else finds a word of it.

use domain::case::{Case, Command, Conflict, Part, Rule, Visibility};
use domain::id::{FlagId, PersonId};
use domain::text::Sentence;
use store::cases::NewCase;

use super::listed;
use super::mediated::{found, look, same};
use super::world::{Which, Who, World, act, actor, file, person, said};
use crate::app::{TestApp, Visitor};

/// What is hidden, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Secret {
    /// The name of who wrote all of these cases.
    Author,
    /// A note between the bodies on the plain case.
    Note,
    /// For what the office opened the name of the plain case.
    Purpose,
    /// What the author answered the office there.
    Reply,
    /// What the committee is said to be, in the cases about it.
    Against,
    /// What the office found out about that.
    Check,
    /// A note between the bodies on a case about one of them.
    NoteAbout,
    /// For what the office opened the name there.
    PurposeAbout,
    /// What somebody said who flagged the case about the committee.
    Flag,
}

impl Secret {
    const ALL: [Self; 9] = [
        Self::Author,
        Self::Note,
        Self::Purpose,
        Self::Reply,
        Self::Against,
        Self::Check,
        Self::NoteAbout,
        Self::PurposeAbout,
        Self::Flag,
    ];

    /// A word that stands nowhere else.
    const fn word(self) -> &'static str {
        match self {
            Self::Author => "tapir",
            Self::Note => "narwhal",
            Self::Purpose => "pangolin",
            Self::Reply => "quokka",
            Self::Against => "lemur",
            Self::Check => "walrus",
            Self::NoteAbout => "axolotl",
            Self::PurposeAbout => "wombat",
            Self::Flag => "flamingo",
        }
    }

    /// Who may read it while the office has all of the cases, the committee is beside the
    /// plain one, and what is said against it is not checked yet. The author of the cases
    /// is none of these.
    fn is_for(self, who: Who, checked: bool) -> bool {
        match self {
            // What was found out: whoever found it reads what they wrote.
            Self::Author | Self::Purpose | Self::PurposeAbout | Self::Check => who == Who::Holder,
            Self::Against | Self::NoteAbout => who == Who::Holder && !checked,
            // Beside the plain case are both; they read notes once they opened them.
            Self::Note | Self::Reply => matches!(who, Who::Holder | Who::Beside),
            // Who flagged it reads what they said.
            Self::Flag => {
                let moderates = if checked { Who::Beside } else { Who::Holder };
                who == moderates || who == Who::Affected
            }
        }
    }

    fn sentence(self) -> Sentence {
        Sentence::parse(&format!("It is the {} of it.", self.word())).unwrap()
    }
}

/// Cases with something in them that is not for everybody.
struct Hidden {
    author: PersonId,
    holder: PersonId,
    member: PersonId,
    plain: Case,
    about: Case,
    private: Case,
}

async fn filed(app: &TestApp, author: PersonId, about: bool, visibility: Visibility) -> Case {
    let committee = app.store.current_rulebook().await.unwrap();
    let committee = committee.body_by_key("willow-committee").unwrap().id;
    let category = if about { "stair-light" } else { "food-safety" };
    let words = "The ramp at the door is too steep.";
    let new = NewCase {
        conflict: about.then(|| Conflict {
            body: committee,
            words: Secret::Against.sentence(),
        }),
        ..said(app, words, category, visibility).await
    };
    file(app, new, author).await
}

async fn noted(app: &TestApp, case: &Case, by: PersonId, secret: Secret) {
    let (by, ids, now) = (actor(app, by).await, &app.app.ids, app.app.clock.now());
    let words = secret.sentence();
    let written = app
        .store
        .write_note(case.reference, &words, &by, None, ids, now);
    written.await.unwrap();
}

impl Hidden {
    async fn file(app: &TestApp) -> Self {
        let author = person(app, Secret::Author.word(), true).await;
        let unnamed = Visibility::PublicWithoutName;
        Self {
            author,
            holder: found(app, Who::Holder).await,
            member: found(app, Who::Beside).await,
            plain: filed(app, author, false, unnamed).await,
            about: filed(app, author, true, unnamed).await,
            private: filed(app, author, true, Visibility::BodyOnly).await,
        }
    }

    /// Everything that is for few is done, but that nothing is checked.
    async fn fill(&self, app: &TestApp) {
        noted(app, &self.plain, self.holder, Secret::Note).await;
        let open = |secret: Secret| Command::OpenIdentity {
            purpose: secret.sentence(),
        };
        act(app, &self.plain, self.holder, open(Secret::Purpose)).await;
        let hear = Command::Hear {
            words: Sentence::parse("We have it on our list.").unwrap(),
        };
        act(app, &self.plain, self.holder, hear).await;
        let ask = Command::AskResident {
            words: Sentence::parse("When can we come?").unwrap(),
        };
        act(app, &self.plain, self.holder, ask).await;
        let answer = Command::AnswerQuestion {
            words: Secret::Reply.sentence(),
        };
        act(app, &self.plain, self.author, answer).await;
        for case in [&self.about, &self.private] {
            noted(app, case, self.holder, Secret::NoteAbout).await;
            act(app, case, self.holder, open(Secret::PurposeAbout)).await;
        }
        let flag = Command::Flag {
            id: FlagId::new(app.app.ids.uuid()),
            part: Part::Concern,
            rule: Rule::Insults,
            words: Some(Secret::Flag.sentence()),
        };
        act(app, &self.about, found(app, Who::Affected).await, flag).await;
    }

    /// The office finds nothing against the committee, and the author lets it have both.
    async fn come_to_the_committee(&self, app: &TestApp) {
        for case in [&self.about, &self.private] {
            let check = Command::CheckConflict {
                found: false,
                words: Secret::Check.sentence(),
            };
            act(app, case, self.holder, check).await;
            let case = act(app, case, self.author, Command::GoUnnamed).await;
            assert_eq!(case.sealed_from, [case.holding.holder]);
        }
    }

    /// Every address about each of these cases, and what asks for more than the list.
    fn addresses(&self, world: &World, template: &str) -> Vec<String> {
        let cases = [&self.plain, &self.about, &self.private];
        let about = |case: &Case| world.addresses_of(template, case.reference);
        let mut addresses: Vec<String> = cases.into_iter().flat_map(about).collect();
        if template == "/open311/v2/{resource}/{id}" {
            addresses.clear();
            for case in cases {
                for format in ["json", "xml"] {
                    let one = format!("/open311/v2/requests/{}.{format}", case.reference);
                    addresses.push(format!("{one}?extensions=true"));
                }
            }
        }
        if template == "/open311/v2/{resource}" {
            addresses.clear();
            for what in ["requests", "servicerequestupdates"] {
                for format in ["json", "xml"] {
                    let all = format!("/open311/v2/{what}.{format}?extensions=true");
                    addresses.extend([all.clone(), format!("{all}&page_size=500")]);
                    for case in cases {
                        addresses.push(format!("{all}&service_request_id={}", case.reference));
                    }
                }
            }
        }
        addresses.sort();
        addresses.dedup();
        addresses
    }

    /// Who reads what, of every address that is asked by this method.
    async fn read(&self, app: &TestApp, world: &World, method: &str) -> Vec<(Secret, Who, String)> {
        let mut read = Vec::new();
        let routes = listed::all().filter(|(asked, ..)| *asked == method);
        for (_, template, _) in routes {
            // Who signs out reads nothing any more.
            if template == "/sign-out" || template.starts_with("/me/devices/end") {
                continue;
            }
            for address in self.addresses(world, template) {
                for who in Who::ALL {
                    let text = ask(world.browser(app, who), method, &address).await;
                    let told = |secret: &Secret| text.contains(secret.word());
                    let found = Secret::ALL.into_iter().filter(told);
                    let of = |secret| (secret, who, format!("{method} {address}"));
                    read.extend(found.map(of));
                }
            }
        }
        read
    }
}

async fn ask(mut visitor: Visitor, method: &str, address: &str) -> String {
    let answer = match method {
        "POST" => {
            let fields = [
                ("key", "00000000-0000-4000-8000-000000000000"),
                ("words", "Hello there, this is mine."),
            ];
            visitor.post(address, &fields).await
        }
        _ => visitor.get(address).await,
    };
    let location = answer.location().unwrap_or_default();
    format!("{location}\n{}", answer.text)
}

fn nobody_else_reads(read: &[(Secret, Who, String)], checked: bool) {
    let leaks: Vec<_> = read
        .iter()
        .filter(|(secret, who, _)| !secret.is_for(*who, checked))
        .map(|(secret, who, what)| format!("{secret:?}: {what} as {}", who.label()))
        .collect();
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

fn who_may_reads(read: &[(Secret, Who, String)], secret: Secret, who: Who) {
    let found = read
        .iter()
        .any(|(what, whose, _)| (*what, *whose) == (secret, who));
    assert!(found, "{secret:?} is nowhere for {who:?}, who may read it");
}

/// Messages, too: whoever is told of a secret by e-mail is somebody it is for.
async fn no_message_tells(app: &TestApp) {
    app.work().await;
    let messages = app.mail.list(10_000).await.unwrap();
    assert!(!messages.is_empty());
    let own = format!("{}@example.org", Secret::Author.word());
    for message in messages {
        let text = format!("{message:?}").replace(&own, "");
        let told = Secret::ALL.iter().filter(|one| text.contains(one.word()));
        for secret in told {
            assert_eq!(message.to, own, "{secret:?} is told: {message:?}");
        }
    }
}

/// Looking for a secret finds no case, not even for who may read it.
async fn no_search_finds(app: &TestApp, world: &World, hidden: &Hidden) {
    for list in ["/cases", "/places/willow-lane", "/places/river-city"] {
        for who in Who::ALL {
            let mut browser = world.browser(app, who);
            let by_its_words = browser.get(&format!("{list}?q=ramp")).await.expect(200);
            for case in [&hidden.plain, &hidden.about] {
                assert!(by_its_words.text.contains(&case.reference.to_string()));
            }
            for secret in Secret::ALL {
                let page = browser.get(&format!("{list}?q={}", secret.word())).await;
                for case in [&hidden.plain, &hidden.about, &hidden.private] {
                    let told = page.text.contains(&case.reference.to_string());
                    assert!(!told, "{secret:?} finds a case in {list} as {who:?}");
                }
            }
        }
    }
}

async fn opened_notes(app: &TestApp, world: &World, case: &Case) {
    let open = format!("/cases/{}/notes/open", case.reference);
    for who in [Who::Holder, Who::Beside] {
        world.browser(app, who).post(&open, &[]).await;
    }
}

async fn walked(app: &TestApp) {
    let world = World::made_in(app).await;
    let hidden = Hidden::file(app).await;
    hidden.fill(app).await;
    for case in [&hidden.plain, &hidden.about] {
        opened_notes(app, &world, case).await;
    }
    let read = hidden.read(app, &world, "GET").await;
    nobody_else_reads(&read, false);
    for secret in Secret::ALL {
        // Nothing is found out yet.
        if secret != Secret::Check {
            who_may_reads(&read, secret, Who::Holder);
        }
    }
    who_may_reads(&read, Secret::Note, Who::Beside);
    no_message_tells(app).await;
    no_search_finds(app, &world, &hidden).await;

    hidden.come_to_the_committee(app).await;
    opened_notes(app, &world, &hidden.about).await;
    let read = hidden.read(app, &world, "GET").await;
    nobody_else_reads(&read, true);
    who_may_reads(&read, Secret::Flag, Who::Beside);
    no_message_tells(app).await;

    let hear = Command::Hear {
        words: Sentence::parse("We look at it tomorrow.").unwrap(),
    };
    act(app, &hidden.about, hidden.member, hear).await;
    // What is posted changes much, so it comes last.
    nobody_else_reads(&hidden.read(app, &world, "POST").await, true);
    no_message_tells(app).await;
}

store::on_each_engine! {
    async fn what_is_told_to_few_stands_on_no_page_of_anybody_else(store) {
        Box::pin(walked(&TestApp::on(store))).await;
    }
}

fn all_but(few: &[Who]) -> Vec<Who> {
    Who::ALL
        .into_iter()
        .filter(|who| !few.contains(who))
        .collect()
}

#[tokio::test]
async fn of_a_private_case_about_a_body_nobody_else_can_tell() {
    let world = World::get().await;
    let app = world.open().await;
    let strangers = all_but(&[Who::Holder]);
    let author = person(&app, Secret::Author.word(), true).await;
    let holder = found(&app, Who::Holder).await;
    let before = look(&app, world, &strangers).await;
    let case = filed(&app, author, true, Visibility::BodyOnly).await;
    same(&before, &look(&app, world, &strangers).await);
    noted(&app, &case, holder, Secret::NoteAbout).await;
    let purpose = Secret::PurposeAbout.sentence();
    act(&app, &case, holder, Command::OpenIdentity { purpose }).await;
    let check = Command::CheckConflict {
        found: true,
        words: Secret::Check.sentence(),
    };
    act(&app, &case, holder, check).await;
    let photos = Vec::new();
    let words = Sentence::parse("The ramp is new now.").unwrap();
    act(&app, &case, holder, Command::ReportDone { words, photos }).await;
    app.work().await;
    same(&before, &look(&app, world, &strangers).await);
}

#[tokio::test]
async fn a_note_changes_no_page_of_anybody_else() {
    let world = World::get().await;
    let app = world.open().await;
    // The author reads who looked, and the bodies that there are notes.
    let strangers = all_but(&[Who::Author, Who::Holder, Who::Beside]);
    let before = look(&app, world, &strangers).await;
    let reference = world.reference(Which::Waiting);
    let case = app.store.find_case(reference).await.unwrap().unwrap();
    for who in [Who::Holder, Who::Beside] {
        let by = found(&app, who).await;
        noted(&app, &case, by, Secret::Note).await;
    }
    opened_notes(&app, world, &case).await;
    app.work().await;
    same(&before, &look(&app, world, &strangers).await);
}
