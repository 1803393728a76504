//! What an update that another program posts does to a case here.
//!
//! It is judged by the words and the rule by which an update is that we fetch
//! ([`crate::exchange`]), and asks for what its account could do by hand. Programs send
//! their updates one after the other and stop at the first that is refused. So what
//! moves nothing is taken, and refused is only what claims something that is not its
//! account's to claim, or what a person has to see to first.

use crate::case::{Case, Command, StageName};
use crate::exchange::{Judged, Known, RemoteUpdate, Said, UpdateOutcome, dated, judge};
use crate::instant::Instant;
use crate::permission::{Action, Denied, Subject, may};
use crate::person::Actor;
use crate::text::Sentence;

/// Words for a state that programs of the field send and that never move a case here:
/// residents reopen it themselves, by saying that it is not solved.
const NOTHING_MOVES: [&str; 2] = ["reopen", "reopened"];

/// An update as a program posts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedUpdate {
    /// Its word for the state.
    pub status: String,
    /// When it was made there, if it says so.
    pub at: Option<Instant>,
    /// What was said.
    pub words: Sentence,
}

/// What the same account posted on the case before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// When the newest of its updates was made.
    pub newest: Instant,
    /// When the last one that moved the case came here.
    pub moved_at: Option<Instant>,
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weighed {
    /// These are asked of the case, one after the other: all of them, or none.
    Ask(Vec<Command>),
    /// It moves nothing.
    Nothing,
    /// What is true here is newer: it moves nothing, and says nothing about what comes.
    Older,
}

/// Whether a word for a state is one that systems of the field use.
pub fn is_status(word: &str) -> bool {
    let silent = Sentence::parse("…").expect("one visible character is a sentence");
    let said = Said::of(&remote(word, Instant::default(), silent));
    said != Said::Nothing || NOTHING_MOVES.contains(&plain(word).as_str())
}

fn plain(word: &str) -> String {
    let word = word.trim().to_ascii_lowercase();
    word.replace([' ', '-'], "_")
}

/// The update in the shape in which those are judged that we fetch.
fn remote(status: &str, at: Instant, words: Sentence) -> RemoteUpdate {
    RemoteUpdate {
        // Never the least of all: of the same moment they count in the order they come.
        key: "posted".to_owned(),
        at,
        status: status.to_owned(),
        event: None,
        is_said: true,
        words,
    }
}

impl PostedUpdate {
    /// The moment that counts for it. One without a date is of now, and never older
    /// than what its account said before.
    pub fn counts_at(&self, before: Option<Before>, now: Instant) -> Instant {
        let newest = before.map_or(now, |before| before.newest);
        let at = self.at.unwrap_or_else(|| now.max(newest));
        dated(&self.remote(at), now)
    }

    /// What it asks of the case.
    pub fn weigh(
        &self,
        case: &Case,
        actor: &Actor,
        before: Option<Before>,
        now: Instant,
    ) -> Weighed {
        let at = self.counts_at(before, now);
        let remote = self.remote(at);
        let moved_at = before.and_then(|before| before.moved_at);
        let known = Known {
            body: case.holding.holder,
            is_latest: true,
            newest: before.map(|before| (before.newest, String::new())),
            // What a case waits for since it was filed, nobody has moved.
            taken_at: moved_at.unwrap_or(case.filed_at),
        };
        let mine = |action| may(actor, action, &Subject::Case(case));
        match judge(case, &known, &remote, now) {
            Judged::Keep(UpdateOutcome::Older) => Weighed::Older,
            Judged::Keep(_) if self.answers(case) && mine(Action::AnswerQuestion).is_ok() => {
                let words = self.words.clone();
                Weighed::Ask(vec![Command::AnswerQuestion { words }])
            }
            Judged::Keep(_) => Weighed::Nothing,
            // Apps of residents say "open" with whatever their people write.
            Judged::Ask(_)
                if Said::of(&remote) == Said::Heard
                    && mine(Action::Hear) == Err(Denied::NotHolder) =>
            {
                Weighed::Nothing
            }
            Judged::Ask(commands) => Weighed::Ask(in_short(commands)),
        }
    }

    fn remote(&self, at: Instant) -> RemoteUpdate {
        remote(&self.status, at, self.words.clone())
    }

    /// Whether it answers the question that its case waits for.
    fn answers(&self, case: &Case) -> bool {
        case.stage.name() == StageName::AwaitingResident && plain(&self.status) == "open"
    }
}

/// Without a hearing that goes with the settling in one act, as it does by hand.
fn in_short(mut commands: Vec<Command>) -> Vec<Command> {
    if let [Command::Hear { .. }, Command::Settle { .. }] = commands[..] {
        commands.remove(0);
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Verdict;
    use crate::case::tests::town::{AUTHOR, COMMITTEE, STRANGER, Story, member, resident, say};

    fn posted(status: &str, at: Option<Instant>) -> PostedUpdate {
        PostedUpdate {
            status: status.to_owned(),
            at,
            words: say("The city says so."),
        }
    }

    fn told(weighed: &Weighed) -> String {
        let Weighed::Ask(commands) = weighed else {
            return format!("{weighed:?}").to_lowercase();
        };
        let name = |command: &Command| command.action().code();
        commands.iter().map(name).collect::<Vec<_>>().join("+")
    }

    fn by(story: &Story, actor: &Actor, status: &str) -> String {
        told(&posted(status, None).weigh(&story.case, actor, None, story.now))
    }

    fn not_solved() -> Story {
        let mut story = Story::reported();
        story.pass_days(1);
        let answer = Command::Answer {
            verdict: Verdict::NotSolved,
            reason: None,
        };
        story.must(&resident(AUTHOR), answer);
        story
    }

    fn asked() -> Story {
        let mut story = Story::heard();
        let words = say("Which floor?");
        story.must(&member(COMMITTEE), Command::AskResident { words });
        story
    }

    #[test]
    fn a_word_of_the_field_is_a_status_and_any_other_is_none() {
        let taken = [
            "OPEN",
            "closed",
            "Fixed",
            "IN_PROGRESS",
            "action-scheduled",
            "FOR_TRIAGE",
            "DUPLICATE",
            "NOT_COUNCILS_RESPONSIBILITY",
            "NO_FURTHER_ACTION",
            "INTERNAL_REFERRAL",
            "CANCELLED",
            "REOPEN",
        ];
        for word in taken {
            assert!(is_status(word), "{word}");
        }
        for word in ["", "solved", "banana"] {
            assert!(!is_status(word), "{word}");
        }
    }

    #[test]
    fn each_word_asks_for_what_fits_and_the_rest_moves_nothing() {
        let office = member(COMMITTEE);
        let stories: [fn() -> Story; 5] = [
            Story::light,
            Story::heard,
            Story::reported,
            not_solved,
            asked,
        ];
        let table = [
            ("open", ["hear", "nothing", "nothing", "nothing", "nothing"]),
            (
                "for_triage",
                ["hear", "nothing", "nothing", "nothing", "nothing"],
            ),
            (
                "in_progress",
                ["settle", "settle", "nothing", "settle", "nothing"],
            ),
            (
                "closed",
                [
                    "hear+report-done",
                    "report-done",
                    "nothing",
                    "report-done",
                    "report-done",
                ],
            ),
            ("duplicate", ["nothing"; 5]),
            ("no_further_action", ["nothing"; 5]),
            ("cancelled", ["nothing"; 5]),
            ("reopen", ["nothing"; 5]),
        ];
        for (status, expected) in table {
            for (story, expected) in stories.iter().zip(expected) {
                let story = story();
                let found = by(&story, &office, status);
                assert_eq!(found, expected, "{status} when {}", story.stage());
            }
        }
    }

    #[test]
    fn what_is_asked_is_what_the_rules_allow() {
        for status in ["open", "in_progress", "closed"] {
            for mut story in [Story::light(), Story::heard(), not_solved()] {
                let update = posted(status, None);
                let actor = member(COMMITTEE);
                let weighed = update.weigh(&story.case, &actor, None, story.now);
                if let Weighed::Ask(commands) = weighed {
                    for command in commands {
                        story.must(&actor, command);
                    }
                }
            }
        }
    }

    #[test]
    fn an_app_of_residents_says_open_and_claims_nothing() {
        let author = resident(AUTHOR);
        assert_eq!(by(&Story::light(), &author, "open"), "nothing");
        // What it claims is refused by the rules, not passed over.
        assert_eq!(by(&Story::light(), &author, "closed"), "hear+report-done");
        let asked = asked();
        assert_eq!(by(&asked, &author, "open"), "answer-question");
        assert_eq!(by(&asked, &resident(STRANGER), "open"), "nothing");
    }

    #[test]
    fn what_was_said_before_something_newer_moves_nothing() {
        let office = member(COMMITTEE);
        let story = not_solved();
        let weigh = |seconds: i64, before: Option<Before>| {
            let at = story.now.plus_seconds(seconds);
            let update = posted("closed", Some(at));
            told(&update.weigh(&story.case, &office, before, story.now))
        };
        // The neighbour said "not solved" just now.
        assert_eq!(weigh(-60, None), "older");
        assert_eq!(weigh(0, None), "report-done");
        // It was the program itself that moved it last, with an update of long ago: its
        // next one is later than that, and not than when it came here.
        let before = Before {
            newest: story.now.plus_seconds(-7_200),
            moved_at: Some(story.now),
        };
        assert_eq!(weigh(-60, Some(before)), "report-done");
        assert_eq!(weigh(-7_200, Some(before)), "report-done");
        assert_eq!(weigh(-7_201, Some(before)), "older");
    }

    #[test]
    fn a_request_that_came_late_takes_what_was_said_before_it_came() {
        let story = Story::light();
        let update = posted("open", Some(story.case.filed_at.plus_minutes(-30)));
        let weighed = update.weigh(&story.case, &member(COMMITTEE), None, story.now);
        assert_eq!(told(&weighed), "hear");
    }

    #[test]
    fn one_without_a_date_is_never_older_than_the_last() {
        let story = Story::light();
        let ahead = Before {
            newest: story.now.plus_minutes(10),
            moved_at: None,
        };
        let update = posted("open", None);
        let weighed = update.weigh(&story.case, &member(COMMITTEE), Some(ahead), story.now);
        assert_eq!(told(&weighed), "hear");
    }
}
