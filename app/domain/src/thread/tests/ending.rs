//! When a thread can end.

use super::super::{Decisions, FEWEST_TALK_DAYS, check_over};
use super::*;

#[test]
fn a_case_is_talked_over_for_some_days_unless_a_vote_carried_what_is_agreed() {
    let about_a_case = Thread {
        case: Some(Reference::from_seed(9)),
        ..talking()
    };
    let close = Command::Close {
        learnt: say("Nothing."),
    };
    let from = START.plus_days(FEWEST_TALK_DAYS);
    let over = |command: &Command, open, passed, now| {
        check_over(&about_a_case, command, Decisions { open, passed }, now)
    };
    for now in [START, from.plus_seconds(-1)] {
        let early = Err(Refused::TalkTooShort { from });
        assert_eq!(over(&close, 0, 0, now), early);
        assert_eq!(over(&close, 0, 1, now), early, "nobody voted to end it");
        assert_eq!(over(&agree(), 0, 0, now), early);
        assert_eq!(over(&agree(), 0, 1, now), Ok(()));
        assert_eq!(over(&go(Step::Decide, 9), 0, 0, now), Ok(()));
    }
    for command in [close, agree()] {
        assert_eq!(over(&command, 0, 0, from), Ok(()));
        assert_eq!(over(&command, 1, 1, from), Err(Refused::DecisionRuns));
        // About a topic nobody owed it.
        let topic = check_over(&talking(), &command, Decisions::default(), START);
        assert_eq!(topic, Ok(()));
    }
}
