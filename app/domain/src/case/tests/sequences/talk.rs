//! Random stories of a case and its thread.

use super::super::town::{BODIES, Story, reason};
use super::{Step, pick};
use crate::case::deliberate::{check_matter, community};
use crate::case::{Case, Stage};
use crate::text::{Title, Words};
use crate::thread;

/// What happens in the thread rather than to the case.
pub(super) fn talk(
    step: &Step,
    story: &mut Story,
) -> Option<Result<Vec<&'static str>, &'static str>> {
    let (by, now) = (step.pick, story.now);
    let until = now.plus_days(i64::from(by % 70));
    Some(match step.what {
        33 | 34 if story.thread.is_none() || comes_again(&story.case) => {
            story.open_thread(pick(&BODIES, by), i64::from(by % 70))
        }
        33 => story.lead(thread::Command::Move {
            step: pick(&thread::Step::ALL, by),
            until,
        }),
        34 => story.lead(thread::Command::Agree {
            words: Words::parse("A lamp on each landing.").unwrap(),
            commitments: Vec::new(),
            review: now.plus_days(100),
            promised: (by > 100).then_some(until),
        }),
        35 if by.is_multiple_of(4) => story.lead(thread::Command::Retell {
            title: Title::parse(&format!("Where does lamp {by} go?")).unwrap(),
            words: Words::parse("One on each landing, or one over the door.").unwrap(),
            reason: reason(),
        }),
        35 => story.lead(thread::Command::Close { learnt: reason() }),
        _ => return None,
    })
}

/// A case and its thread tell the same, and what must not wait does not.
pub(super) fn agrees_with_its_thread(story: &Story) {
    let case = &story.case;
    if let Stage::Deliberating { thread, until } = &case.stage {
        assert!(check_matter(case, &story.charter).is_ok());
        let talk = case.talk.as_ref().unwrap();
        assert_eq!((talk.thread, talk.until()), (*thread, Some(*until)));
        assert_eq!(talk.body, case.holding.holder);
    }
    if let (Some(talk), Some(thread)) = (&case.talk, &story.thread) {
        assert_eq!((talk.thread, talk.body), (thread.reference, thread.body));
        assert_eq!(talk.title, thread.title);
        assert_eq!(
            (talk.until(), talk.extended),
            (thread.until(), thread.extended)
        );
        assert!(case.concern.visibility.is_public());
    }
    if let Some(owed) = case.thread_owed {
        assert_eq!(Some(owed.body), community(case));
        assert!(case.talk.is_none() || comes_again(case));
    }
}

/// Whether it was talked over before it was reopened.
fn comes_again(case: &Case) -> bool {
    case.talk.as_ref().is_some_and(|talk| !talk.bars_another())
}
