//! Whether a case went to the system of its holder, for the members of the
//! holder and the steward: when, under which number, what was said there last.

use domain::exchange::{DispatchState, UpdateOutcome};
use domain::permission::{Action, Subject, may};
use leptos::prelude::*;
use store::exchange::Dispatched;

use super::look::Look;
use crate::connections::why;
use crate::text::exchange as words;

/// What its card shows; `None` when the holder has no system of its own, or it
/// is not for who looks.
pub(super) fn view(look: &Look<'_>) -> Option<AnyView> {
    let subject = Subject::Case(&look.shown.case);
    may(look.actor, Action::SeeExchange, &subject).ok()?;
    let lines = lines(look, look.shown.dispatched.as_ref()?)?;
    let title = words::case_title(look.lang);
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect();
    let view = view! {
        <section class="card" aria-labelledby="exchange">
            <h2 id="exchange">{title}</h2>
            {lines}
        </section>
    };
    Some(view.into_any())
}

fn lines(look: &Look<'_>, one: &Dispatched) -> Option<Vec<String>> {
    let (lang, shown) = (look.lang, look.shown);
    let body = shown.body_name(lang, shown.case.holding.holder);
    let local = &look.local;
    let reason = why(lang, one.failure.as_ref());
    let mut lines = match one.state {
        DispatchState::Cancelled => return None,
        DispatchState::GivenUp => vec![words::case_given_up(lang, body, reason)],
        DispatchState::Waiting if one.attempts == 0 => vec![words::case_waiting(lang, body)],
        DispatchState::Waiting => {
            let when = local.near(one.next_try_at).shown;
            let tried = words::tried_next(lang, one.attempts, &when);
            vec![words::case_failing(lang, body, reason), tried]
        }
        DispatchState::Sent => {
            let when = local.full(one.sent_at.unwrap_or(one.created_at)).shown;
            vec![match &one.remote_id {
                Some(number) => words::case_sent(lang, body, &when, number),
                None => words::case_sent_no_number(lang, body, &when),
            }]
        }
    };
    if let Some((outcome, said, _)) = &one.said {
        let became = match outcome {
            UpdateOutcome::Applied => words::became_applied(lang),
            UpdateOutcome::Older => words::became_older(lang),
            UpdateOutcome::NothingNew => words::became_nothing_new(lang),
            UpdateOutcome::NeedsAPerson => words::became_needs_a_person(lang),
            UpdateOutcome::Elsewhere => words::became_elsewhere(lang),
            UpdateOutcome::Refused => words::became_refused(lang),
        };
        lines.push(words::case_said(lang, said, became));
    }
    Some(lines)
}
