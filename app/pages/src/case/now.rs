//! Where a case is now: with whom, the next step, by when, and what happens
//! otherwise. The same for the resident and the office.

use domain::body::BodyKind;
use domain::case::{Case, Missed, NextBy, NextStep, Stage, StageName, StepCode};
use domain::instant::Instant;
use domain::language::Language;
use domain::routing::Ground;

use super::load::Shown;
use crate::components::{Bank, Line, Tone, Words};
use crate::dates::{Local, Moment};
use crate::text::case as words;

/// What the three lines say.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) bank: Bank,
    pub(super) with: Line,
    pub(super) next: Line,
    pub(super) by: Option<Moment>,
    pub(super) otherwise: Words,
    pub(super) late: bool,
    /// Empty while the case is open.
    pub(super) heading: Words,
}

/// The three lines of a case at `now`.
pub(super) fn lines(shown: &Shown, local: &Local, lang: Language, now: Instant) -> Lines {
    let case = &shown.case;
    let step = case.next_step();
    // A right that residents keep after the end runs out quietly.
    let step = step.filter(|step| case.is_open() || step.by >= now);
    let late = case.is_open() && step.is_some_and(|step| step.by < now);
    let (next, otherwise) = match step {
        Some(step) => step_words(shown, lang, step),
        None => (ended(case, lang), "".into()),
    };
    let otherwise = if late && matches!(step.map(|step| step.who), Some(NextBy::Body(_))) {
        words::otherwise_late(lang).into()
    } else {
        otherwise
    };
    Lines {
        bank: Bank::of(case.holding.kind),
        with: with(shown, lang),
        next,
        // In full: "tomorrow" would be wrong on paper.
        by: step.map(|step| local.full(step.by)),
        otherwise,
        late,
        heading: if case.is_open() {
            "".into()
        } else {
            words::heading_closed(lang).into()
        },
    }
}

fn with(shown: &Shown, lang: Language) -> Line {
    let holding = &shown.case.holding;
    let mut notes = Vec::new();
    if let Some(beside) = holding.beside {
        notes.push(words::beside(lang, shown.body_name(lang, beside)));
    }
    // Where it started above who is missing; a table that is not called has its own words.
    let higher = matches!(
        holding.ground,
        Some(Ground::NoBody | Ground::Reserved | Ground::ConflictOfInterest)
    );
    if holding.gap && higher {
        notes.push(words::gap(lang).to_owned());
    }
    if holding.gap && holding.ground == Some(Ground::Danger) && shown.case.is_open() {
        notes.push(words::gap_danger(lang).to_owned());
    }
    let silent = shown.case.letter.filter(|_| shown.case.is_open());
    if silent.is_some_and(|letter| !letter.is_owed() && letter.answered_at.is_none()) {
        notes.push(words::letter_no_answer(lang).to_owned());
    }
    let gap = if lang == Language::En { " " } else { "" };
    Line::new(
        shown.body_name(lang, holding.holder).to_owned(),
        notes.join(gap),
    )
}

fn step_words(shown: &Shown, lang: Language, step: NextStep) -> (Line, Words) {
    let case = &shown.case;
    let (main, note) = match step.what {
        StepCode::Hear => (words::step_hear(lang), words::step_hear_note(lang)),
        StepCode::Plan => (words::step_plan(lang), ""),
        StepCode::OpenThread => (
            words::step_open_thread(lang),
            words::step_open_thread_note(lang),
        ),
        StepCode::Deliberate => (
            words::step_deliberate(lang),
            words::step_deliberate_note(lang),
        ),
        StepCode::KeepPromise => (words::step_keep(lang), ""),
        StepCode::AnswerQuestion => (words::step_answer_question(lang), ""),
        StepCode::Confirm => {
            let line = Line::new(words::step_confirm(lang), silent(case, lang));
            return (line, otherwise(shown, lang, step));
        }
        StepCode::Rule if case.stage.is_appeal_against(case.holding.holder) => {
            let asked = if case.pending.is_some() {
                words::step_own_refusal_asked(lang)
            } else {
                ""
            };
            (words::step_own_refusal(lang), asked)
        }
        StepCode::Rule => (words::step_rule(lang), ""),
        StepCode::CheckConflict => (
            words::step_check_conflict(lang),
            words::step_check_conflict_note(lang),
        ),
        StepCode::CheckRegrade => (words::step_check_regrade(lang), ""),
        StepCode::DeliverLetter => (
            words::step_deliver_letter(lang),
            words::step_deliver_letter_note(lang),
        ),
        StepCode::Choose => (words::step_choose(lang), words::step_choose_note(lang)),
        StepCode::CallTable => (
            words::step_call_table(lang),
            words::step_call_table_note(lang),
        ),
        StepCode::MayReopen => (words::step_may_reopen(lang), ""),
        StepCode::MayAppeal => (words::step_may_appeal(lang), ""),
    };
    (Line::new(main, note), otherwise(shown, lang, step))
}

/// What happens when nobody does it by its date.
fn otherwise(shown: &Shown, lang: Language, step: NextStep) -> Words {
    let case = &shown.case;
    let public = case.concern.visibility.is_public();
    let told = match (step.what, &case.stage) {
        (StepCode::DeliverLetter, Stage::Appealed { .. }) => words::otherwise_letter_appeal(lang),
        (StepCode::DeliverLetter, Stage::TableOwed { .. }) => words::otherwise_letter_table(lang),
        (
            StepCode::Hear
            | StepCode::Plan
            | StepCode::KeepPromise
            | StepCode::CheckConflict
            | StepCode::OpenThread
            | StepCode::Deliberate
            | StepCode::DeliverLetter,
            _,
        ) => return goes_up(shown, lang, step),
        (StepCode::AnswerQuestion, _) => words::otherwise_asked(lang),
        (StepCode::Confirm, _) => words::otherwise_confirm(lang),
        (StepCode::Rule, _) => words::otherwise_rule(lang),
        (StepCode::CheckRegrade, _) => words::otherwise_regrade(lang),
        (StepCode::Choose, _) => words::otherwise_choose(lang),
        (StepCode::CallTable, _) if public => words::otherwise_table(lang),
        (StepCode::CallTable, _) => words::otherwise_again_private(lang),
        (StepCode::MayReopen | StepCode::MayAppeal, _) => "",
    };
    told.into()
}

/// What `domain::case::wake` does when a date passes: a public case goes up by itself, the
/// author of a private one is asked first, and once; where nobody can have it, it stays.
fn goes_up(shown: &Shown, lang: Language, step: NextStep) -> Words {
    let case = &shown.case;
    let again = |missed: &Missed| missed.again == Some(step.by);
    let asked = step.what != StepCode::DeliverLetter && case.missed.iter().any(again);
    let above = shown.above().map(|body| body.names.in_language(lang));
    match (case.concern.visibility.is_public(), above) {
        (true, Some(above)) => words::otherwise_up(lang, above).into(),
        (true, None) => words::otherwise_again(lang).into(),
        (false, Some(above)) if case.speaker().is_some() && !asked => {
            words::otherwise_ask(lang, above).into()
        }
        (false, _) => words::otherwise_again_private(lang).into(),
    }
}

/// How many have not said yet whether it is solved; nobody by name.
fn silent(case: &Case, lang: Language) -> Words {
    let Stage::ReportedDone { asking, .. } = &case.stage else {
        return "".into();
    };
    match i64::try_from(asking.silent().count()).unwrap_or(i64::MAX) {
        0 => words::step_confirm_nobody(lang).into(),
        count => words::step_confirm_note(lang, count).into(),
    }
}

fn ended(case: &Case, lang: Language) -> Line {
    match &case.stage {
        Stage::Merged { reference, .. } => {
            Line::new(words::step_merged(lang, &reference.spaced()), "")
        }
        Stage::Waiting { .. }
        | Stage::Heard { .. }
        | Stage::Deliberating { .. }
        | Stage::Acting { .. }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. } => Line::new(words::step_none(lang), ""),
    }
}

/// The stage in a few words, and what its colour stands for.
pub(super) fn chip(case: &Case, lang: Language) -> (Tone, Words) {
    let name = case.stage.name();
    let tone = match name {
        StageName::Solved => Tone::Solved,
        StageName::AwaitingResident | StageName::ReportedDone | StageName::Waiting => Tone::Waits,
        StageName::Heard
        | StageName::Deliberating
        | StageName::Acting
        | StageName::Appealed
        | StageName::TableOwed => match case.holding.kind {
            BodyKind::Government => Tone::Government,
            BodyKind::SelfGovernance | BodyKind::Partner => Tone::Neighbours,
        },
        StageName::Partly
        | StageName::NoLongerNeeded
        | StageName::WithoutAnswer
        | StageName::Declined
        | StageName::Withdrawn
        | StageName::Merged => Tone::Plain,
    };
    (tone, stage(name, lang).into())
}

fn stage(name: StageName, lang: Language) -> &'static str {
    match name {
        StageName::Waiting => words::stage_waiting(lang),
        StageName::Heard => words::stage_heard(lang),
        StageName::Deliberating => words::stage_deliberating(lang),
        StageName::Acting => words::stage_acting(lang),
        StageName::AwaitingResident => words::stage_awaiting_resident(lang),
        StageName::ReportedDone => words::stage_reported_done(lang),
        StageName::Solved => words::stage_solved(lang),
        StageName::Partly => words::stage_partly(lang),
        StageName::NoLongerNeeded => words::stage_no_longer_needed(lang),
        StageName::WithoutAnswer => words::stage_without_answer(lang),
        StageName::Declined => words::stage_declined(lang),
        StageName::Appealed => words::stage_appealed(lang),
        StageName::TableOwed => words::stage_table_owed(lang),
        StageName::Withdrawn => words::stage_withdrawn(lang),
        StageName::Merged => words::stage_merged(lang),
    }
}
