use super::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, OTHER_COMMITTEE, Story, THIRD, case_id, done, filing, hear,
    member, reason, resident,
};
use crate::case::{Case, Command, Visibility};
use crate::reference::Reference;

/// A second case about the same light, filed by the neighbour a day earlier.
fn earlier(visibility: Visibility) -> Case {
    let mut filing = filing("light", visibility);
    filing.id = case_id(200);
    filing.reference = Reference::from_seed(200);
    let mut story = Story::try_of(filing, &resident(NEIGHBOUR)).unwrap();
    let first = crate::case::Recorded {
        at: story.now.plus_days(-1),
        ..story.history.remove(0)
    };
    Case::from_history(&[first]).unwrap()
}

fn propose() -> Command {
    Command::ProposeMerge {
        into: case_id(200),
        words: reason(),
    }
}

fn story() -> Story {
    let mut story = Story::heard();
    story.must(&resident(THIRD), Command::Join { on_paper: false });
    story.other = Some(earlier(Visibility::Public));
    story
}

#[test]
fn a_merge_needs_the_authors_yes_and_keeps_the_earliest_filing_date() {
    let mut story = story();
    story.other = {
        // The case it goes into is the later one here.
        let mut other = earlier(Visibility::Public);
        other.filed_at = story.now.plus_days(1);
        Some(other)
    };
    story.must(&member(COMMITTEE), propose());
    assert_eq!(
        story.attempt(&resident(THIRD), Command::AcceptProposal),
        Err("not-author")
    );
    assert_eq!(
        story.must(&resident(AUTHOR), Command::AcceptProposal),
        ["merged"]
    );
    assert_eq!((story.stage(), story.case.is_open()), ("merged", false));
    let other = story.other.unwrap();
    assert_eq!(other.counted_from(), story.case.filed_at);
    assert_eq!(other.affected.len(), 3, "everybody came along");
    assert!(other.resident_due() <= story.case.resident_due());
}

#[test]
fn a_refused_merge_changes_nothing() {
    let mut story = story();
    story.must(&member(COMMITTEE), propose());
    story.must(&resident(AUTHOR), Command::RefuseProposal);
    assert_eq!(story.stage(), "heard");
    assert_eq!(story.case.pending, None);
}

#[test]
fn splitting_restores_the_case_and_its_residents_clock_at_the_present_holder() {
    let mut story = story();
    let resident_due = story.case.resident_due();
    story.must(&member(COMMITTEE), propose());
    story.must(&resident(AUTHOR), Command::AcceptProposal);
    story.pass_days(3);
    let split = Command::Split { reason: reason() };
    assert_eq!(story.must(&resident(AUTHOR), split.clone()), ["split-off"]);
    assert_eq!((story.stage(), story.holder()), ("waiting", COMMITTEE));
    assert_eq!(story.case.resident_due(), resident_due);
    assert!(story.case.holder_due().unwrap() > story.now);
    let other = story.other.clone().unwrap();
    assert_eq!((other.affected.len(), other.taken_in.len()), (1, 0));
    assert_eq!(story.attempt(&resident(AUTHOR), split), Err("not-now"));
}

#[test]
fn what_cannot_be_merged_is_refused_with_its_reason() {
    let over = {
        let mut over = earlier(Visibility::Public);
        let mut other = Story::heard();
        other.must(&resident(AUTHOR), Command::Withdraw);
        over.stage = other.case.stage;
        over
    };
    let elsewhere = {
        let mut elsewhere = earlier(Visibility::Public);
        elsewhere.holding.holder = super::town::body_id(OTHER_COMMITTEE);
        elsewhere
    };
    let table = [
        (None, "other-case-unknown"),
        (Some(earlier(Visibility::BodyOnly)), "merge-private"),
        (Some(over), "other-case-over"),
        (Some(elsewhere), "other-holder"),
    ];
    for (other, code) in table {
        let mut story = story();
        story.other = other;
        assert_eq!(story.attempt(&member(COMMITTEE), propose()), Err(code));
    }
    let into_itself = Command::ProposeMerge {
        into: case_id(100),
        words: reason(),
    };
    assert_eq!(
        story().attempt(&member(COMMITTEE), into_itself),
        Err("merge-into-itself")
    );
    let mut private = Story::of(filing("light", Visibility::BodyOnly));
    private.must(&member(COMMITTEE), hear());
    private.other = Some(earlier(Visibility::Public));
    assert_eq!(
        private.attempt(&member(COMMITTEE), propose()),
        Err("merge-private")
    );
}

#[test]
fn a_proposal_does_not_outlive_the_report() {
    let mut story = story();
    story.must(&member(COMMITTEE), propose());
    story.must(&member(COMMITTEE), done());
    assert_eq!(
        story.attempt(&resident(AUTHOR), Command::AcceptProposal),
        Err("proposal-missing")
    );
}
