//! What holds after any commands.

use proptest::prelude::*;

use super::super::{Phase, Recorded};
use super::*;

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        (prop::sample::select(Step::ALL.to_vec()), -5_i64..120)
            .prop_map(|(step, days)| go(step, days)),
        (-5_i64..120).prop_map(|days| Command::Extend {
            until: START.plus_days(days),
            words: say("More time.")
        }),
        Just(agree()),
        prop::sample::select(vec![0_i64, 10, 60, 5]).prop_map(|minutes| Command::Slow {
            minutes,
            words: say("It goes too fast.")
        }),
        prop::sample::select(vec![2_i64, 24, 3]).prop_map(|hours| Command::Cool {
            hours,
            words: say("Sleep over it.")
        }),
        (0_u8..3, 0_u8..2).prop_map(|(title, words)| Command::Retell {
            title: Title::parse(&format!("Where do {title} bicycles go?")).unwrap(),
            words: Words::parse(&format!("There are {words} of them.")).unwrap(),
            reason: say("It said too much.")
        }),
        Just(Command::Close {
            learnt: say("We do not know enough.")
        }),
    ]
}

proptest! {
    /// The history folds to the state, the step never goes back, an open thread always
    /// has an end within the limit, and what is over stays over.
    #[test]
    fn any_commands_leave_a_thread_that_its_history_tells(
        commands in prop::collection::vec((command(), 0_i64..40, any::<bool>()), 0..12),
    ) {
        let first = open(opening(), &body(COMMITTEE), About::Topic, &member(COMMITTEE), START).unwrap();
        let (mut thread, mut history): (Thread, Vec<Recorded>) = (first.thread, first.recorded);
        let mut now = START;
        for (command, days, by_member) in commands {
            now = now.plus_days(days);
            let actor = if by_member { member(COMMITTEE) } else { resident(NEIGHBOUR) };
            let retells = matches!(command, Command::Retell { .. });
            let Ok(decided) = decide(&thread, &Order::from(command), &actor, now) else { continue };
            let told = |thread: &Thread| (thread.title.clone(), thread.words.clone());
            prop_assert_eq!(told(&decided.thread) != told(&thread), retells, "a correction changes something");
            prop_assert!(by_member, "residents do not lead");
            prop_assert!(thread.is_open(), "what is over stays over");
            prop_assert!(decided.thread.step().is_none_or(|step| Some(step) >= thread.step()));
            prop_assert_eq!(decided.thread.version, thread.version + 1);
            if let Phase::Open { until, .. } = decided.thread.phase {
                // Calming a thread leaves its end where it is.
                let new = thread.until() != Some(until);
                prop_assert!((!new || until > now) && until <= START.plus_days(91));
            }
            thread = decided.thread;
            history.extend(decided.recorded);
        }
        prop_assert_eq!(Thread::from_history(&history), Some(thread));
    }
}
