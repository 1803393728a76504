//! Where a mediation stands: who has the next step, what it is, by when, and what
//! happens if the date passes.

use domain::instant::Instant;
use domain::mediation::{ForBody, InShort, Stage};
use domain::permission::Part;
use leptos::prelude::*;

use super::load::Here;
use crate::components::{Bank, Line, Now, Step, Steps, Words};
use crate::text::mediation as words;
use crate::visitor::Visitor;

/// Who, what, by when, and what else.
pub(super) struct Told {
    pub(super) who: String,
    pub(super) what: Words,
    pub(super) by: Option<Instant>,
    otherwise: &'static str,
}

/// The steps of the whole, and the card of the next one; no card once it is over.
pub(super) fn view(visitor: &Visitor, here: &Here) -> AnyView {
    let lang = visitor.language();
    let steps = here.reads_all().then(|| steps(visitor, here));
    let card = told(visitor, here).map(|told| {
        let local = here.local(visitor);
        let by = told.by.map(|by| local.full(by));
        let late = told.by.is_some_and(|by| by <= visitor.now);
        let (with, next) = (Line::new(told.who, ""), Line::new(told.what, ""));
        view! { <Now lang bank=Bank::Neighbours with next by otherwise=told.otherwise late/> }
    });
    view! { {steps}{card} }.into_any()
}

fn steps(visitor: &Visitor, here: &Here) -> AnyView {
    let lang = visitor.language();
    let labels = [
        words::step_yes(lang),
        words::step_mediator(lang),
        words::step_meet(lang),
        words::step_promise(lang),
        words::step_holds(lang),
    ];
    let current = match here.detail.mediation.in_short() {
        InShort::Offered | InShort::Asked => 0,
        InShort::Choosing | InShort::Inviting => 1,
        InShort::Arranging | InShort::Meeting => 2,
        InShort::Writing => 3,
        InShort::Holding => 4,
        InShort::Ended => return ().into_any(),
    };
    let steps = labels
        .map(|label| Step {
            label: label.into(),
            href: None,
        })
        .to_vec();
    view! { <Steps lang steps current/> }.into_any()
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm for every stage; a split would hide a missing one"
)]
pub(super) fn told(visitor: &Visitor, here: &Here) -> Option<Told> {
    if here.part == Part::Body {
        return for_body(visitor, here);
    }
    let lang = visitor.language();
    let mediation = &here.detail.mediation;
    let you = || words::you(lang).to_owned();
    let invited = matches!(here.part, Part::Invited | Part::Mediator);
    let mediator = || if invited { you() } else { here.mediator() };
    let two = || {
        if here.part == Part::Mediator {
            words::the_two(lang).to_owned()
        } else {
            words::you_two(lang).to_owned()
        }
    };
    let (who, what, otherwise): (String, Words, &'static str) = match &mediation.stage {
        Stage::Offered { .. } => (
            you(),
            words::next_answer(lang).into(),
            words::else_ends(lang),
        ),
        Stage::Asked { .. } if here.part == Part::Household => (
            you(),
            words::next_answer(lang).into(),
            words::else_ends(lang),
        ),
        Stage::Asked { .. } => (
            words::other_household(lang).to_owned(),
            words::next_their_answer(lang).into(),
            words::else_ends(lang),
        ),
        Stage::Choosing { late, .. } => (
            here.body_name(lang).to_owned(),
            words::next_name(lang).into(),
            if *late { "" } else { words::else_late(lang) },
        ),
        Stage::Inviting { .. } => (
            mediator(),
            words::next_invited(lang).into(),
            words::else_another(lang),
        ),
        Stage::Arranging { .. } => (
            mediator(),
            words::next_arrange(lang).into(),
            words::else_late(lang),
        ),
        Stage::Meeting { place, .. } => (
            words::all_three(lang, &here.mediator()),
            words::next_meet(lang, place.as_str()).into(),
            words::else_meet(lang),
        ),
        Stage::Writing { .. } => (
            two(),
            words::next_write(lang).into(),
            words::else_write(lang),
        ),
        Stage::Holding { asked: false, .. } => (
            words::somebody(lang).to_owned(),
            words::next_wait(lang).into(),
            "",
        ),
        Stage::Holding { asked: true, .. } => (
            two(),
            words::next_follow(lang).into(),
            words::else_follow(lang),
        ),
        Stage::Ended { .. } => return None,
    };
    Some(Told {
        who,
        what,
        by: mediation.by(),
        otherwise,
    })
}

/// What the body reads: nothing of who said what.
fn for_body(visitor: &Visitor, here: &Here) -> Option<Told> {
    let lang = visitor.language();
    match here.detail.mediation.for_body(visitor.now) {
        ForBody::Offered(by) => Some(Told {
            who: words::both_households(lang).to_owned(),
            what: words::next_both_yes(lang).into(),
            by: Some(by),
            otherwise: words::else_ends(lang),
        }),
        ForBody::Name(by) => Some(Told {
            who: here.body_name(lang).to_owned(),
            what: words::next_name(lang).into(),
            by: Some(by),
            otherwise: words::else_late(lang),
        }),
        ForBody::UnderWay | ForBody::Over => None,
    }
}
