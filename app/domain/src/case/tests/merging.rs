use super::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, OTHER_COMMITTEE, STREET_OFFICE, Story, THIRD, WORKS_OFFICE,
    body_id, case_id, done, filing, hear, member, reason, resident, say,
};
use crate::case::{
    AnswerReason, Case, Command, Conflict, Handing, Recorded, UpGround, Verdict, Visibility,
};
use crate::reference::Reference;

/// A second case about the same light, filed by the neighbour a day earlier.
fn earlier(visibility: Visibility) -> Case {
    let mut filing = filing("light", visibility);
    filing.id = case_id(200);
    filing.reference = Reference::from_seed(200);
    let mut story = Story::try_of(filing, &resident(NEIGHBOUR)).unwrap();
    let first = Recorded {
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

/// A case at the street office, filed by somebody, that was passed on `times` times.
fn passed_on(id: u128, by: u128, times: u8) -> Story {
    let mut filing = filing("light", Visibility::Public);
    filing.id = case_id(id);
    filing.reference = Reference::from_seed(id.try_into().unwrap());
    let mut story = Story::try_of(filing, &resident(by)).unwrap();
    up(&mut story);
    story.case.counters.hand_overs = times;
    story
}

fn up(story: &mut Story) {
    let handing = Handing::Up {
        ground: UpGround::OutsideMeans,
        tried: reason(),
        asked: reason(),
    };
    let holder = story.holder();
    story.must(&member(holder), Command::Hand { handing });
}

fn across(story: &mut Story, to: u128) -> Result<Vec<&'static str>, &'static str> {
    let handing = Handing::Across {
        to: body_id(to),
        words: reason(),
    };
    let holder = story.holder();
    story.attempt(&member(holder), Command::Hand { handing })
}

/// The first goes on as part of the second; gives the first, with the second as its other.
fn merged(mut story: Story, into: &Story) -> Story {
    story.other = Some(into.case.clone());
    let author = story.case.author.unwrap().uuid().as_u128();
    let holder = story.holder();
    let merge = Command::ProposeMerge {
        into: into.case.id,
        words: reason(),
    };
    story.must(&member(holder), merge);
    story.must(&resident(author), Command::AcceptProposal);
    story
}

/// What somebody does about the other case.
fn beside<T>(story: &mut Story, does: impl FnOnce(&mut Story) -> T) -> T {
    let mut other = story.clone();
    other.case = story.other.take().unwrap();
    other.other = None;
    let done = does(&mut other);
    story.other = Some(other.case);
    done
}

#[test]
fn merging_wins_no_more_hand_overs() {
    let into = passed_on(200, NEIGHBOUR, 0);
    let mut story = merged(passed_on(100, AUTHOR, 2), &into);
    let other = story.other.clone().unwrap();
    assert_eq!((other.counters.hand_overs, other.hand_overs()), (0, 2));
    let refused = beside(&mut story, |other| across(other, WORKS_OFFICE));
    assert_eq!(refused, Err("hand-overs-used-up"));
    // What it may ask for then is a joint table.
    beside(&mut story, |other| {
        let ask = Command::AskTable { words: reason() };
        other.must(&member(STREET_OFFICE), ask);
    });
}

#[test]
fn hand_overs_while_merged_count_for_both_and_splitting_takes_each_its_own() {
    let into = passed_on(200, NEIGHBOUR, 0);
    let mut story = merged(passed_on(100, AUTHOR, 1), &into);
    beside(&mut story, |other| across(other, WORKS_OFFICE)).unwrap();
    let other = story.other.clone().unwrap();
    assert_eq!((other.counters.hand_overs, other.hand_overs()), (1, 2));
    let refused = beside(&mut story, |other| across(other, STREET_OFFICE));
    assert_eq!(refused, Err("hand-overs-used-up"));

    let split = Command::Split { reason: reason() };
    story.must(&resident(AUTHOR), split);
    assert_eq!((story.holder(), story.case.hand_overs()), (WORKS_OFFICE, 2));
    let refused = across(&mut story, STREET_OFFICE);
    assert_eq!(refused, Err("hand-overs-used-up"));
    // The other was passed on once, and may be once more.
    assert_eq!(story.other.clone().unwrap().hand_overs(), 1);
    beside(&mut story, |other| across(other, STREET_OFFICE)).unwrap();
}

#[test]
fn of_several_that_were_taken_in_the_one_that_was_passed_on_most_counts() {
    let into = passed_on(200, NEIGHBOUR, 0);
    let mut twice = merged(passed_on(100, AUTHOR, 2), &into);
    let mut into = into;
    into.case = twice.other.clone().unwrap();
    let mut once = merged(passed_on(300, THIRD, 1), &into);
    assert_eq!(once.other.clone().unwrap().hand_overs(), 2);
    twice.other = once.other.take();
    twice.must(&resident(AUTHOR), Command::Split { reason: reason() });
    let other = twice.other.clone().unwrap();
    assert_eq!((other.taken_in.len(), other.hand_overs()), (1, 1));
}

#[test]
fn reopening_gives_no_hand_overs_back() {
    let mut story = passed_on(100, AUTHOR, 2);
    story.must(&member(STREET_OFFICE), hear());
    story.must(&member(STREET_OFFICE), done());
    let solved = Command::Answer {
        verdict: Verdict::Solved,
        reason: None::<AnswerReason>,
    };
    story.must(&resident(AUTHOR), solved);
    story.must(&resident(AUTHOR), Command::Reopen { reason: reason() });
    assert_eq!((story.stage(), story.case.hand_overs()), ("acting", 2));
    assert_eq!(across(&mut story, WORKS_OFFICE), Err("hand-overs-used-up"));
}

/// A case about the committee, found to be so by the street office.
fn about_the_committee(id: u128, by: u128) -> Story {
    let mut filing = filing("light", Visibility::PublicWithoutName);
    filing.id = case_id(id);
    filing.reference = Reference::from_seed(id.try_into().unwrap());
    filing.conflict = Some(Conflict {
        body: body_id(COMMITTEE),
        words: say("The convener is my landlord."),
    });
    let mut story = Story::try_of(filing, &resident(by)).unwrap();
    let check = Command::CheckConflict {
        found: true,
        words: reason(),
    };
    story.must(&member(STREET_OFFICE), check);
    story
}

#[test]
fn what_is_about_a_body_is_no_part_of_a_case_that_is_not() {
    let merge = |into| Command::ProposeMerge {
        into: case_id(into),
        words: reason(),
    };
    let (mut about, mut plain) = (
        about_the_committee(100, AUTHOR),
        passed_on(200, NEIGHBOUR, 0),
    );
    about.other = Some(plain.case.clone());
    let refused = about.attempt(&member(STREET_OFFICE), merge(200));
    assert_eq!(refused, Err("merge-concerned"));
    plain.other = Some(about.case.clone());
    let refused = plain.attempt(&member(STREET_OFFICE), merge(100));
    assert_eq!(refused, Err("merge-concerned"));
}

#[test]
fn what_is_split_off_never_comes_to_whom_it_is_about() {
    let mut story = merged(
        about_the_committee(100, AUTHOR),
        &about_the_committee(200, NEIGHBOUR),
    );
    // Of the other it turns out that it is not about the committee, and it goes there.
    let other = story.other.as_mut().unwrap();
    other.concern.conflict = None;
    other.holding.holder = body_id(COMMITTEE);
    other.holding.beside = Some(body_id(COMMITTEE));
    story.must(&resident(AUTHOR), Command::Split { reason: reason() });
    assert_eq!(
        (story.holder(), story.case.holding.beside),
        (STREET_OFFICE, None)
    );
}
