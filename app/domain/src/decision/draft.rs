//! Drafting a decision: the body that leads through a thread puts a question.

use std::collections::BTreeSet;

use super::decide::Decided;
use super::event::{Drafted, Event, Recorded};
use super::{Decision, Method, Refused, Showing, Voters};
use crate::case::By;
use crate::charter::Participation;
use crate::id::DecisionId;
use crate::instant::Instant;
use crate::method::OPTIONS;
use crate::permission::{Denied, leads};
use crate::person::Actor;
use crate::text::{Title, View, Words, fold};
use crate::thread::Thread;

/// What somebody says who drafts a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafting {
    /// Its id.
    pub id: DecisionId,
    /// Counts the decisions of the thread from 1.
    pub number: i64,
    /// The question.
    pub question: Title,
    /// What is proposed.
    pub words: Words,
    /// How it is decided.
    pub method: Method,
    /// What can be chosen, where the method has no options of its own.
    pub options: Vec<View>,
    /// Who is asked.
    pub voters: Voters,
    /// What is shown of the answers.
    pub showing: Showing,
}

/// Drafts a decision in `thread`.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn draft(
    drafting: Drafting,
    thread: &Thread,
    actor: &Actor,
    now: Instant,
) -> Result<Decided, Refused> {
    leads(actor, thread.body)?;
    if !thread.is_open() {
        return Err(Refused::ThreadOver);
    }
    // A meeting can be found a time for wherever people talk.
    if thread.level == Participation::Told && !drafting.method.meets {
        return Err(Refused::NothingToDecide);
    }
    if !drafting.method.voters.contains(&drafting.voters) {
        return Err(Refused::VotersUnfit);
    }
    if !drafting.method.showing.contains(&drafting.showing) {
        return Err(Refused::ShowingUnfit);
    }
    let own = !drafting.method.options.is_empty();
    let options = if own { Vec::new() } else { drafting.options };
    if !own {
        check_options(&options)?;
    }
    let by = By::of(actor, Some(thread.body)).ok_or(Denied::SignInRequired)?;
    let first = Recorded {
        number: 1,
        at: now,
        by,
        event: Event::Drafted {
            drafted: Box::new(Drafted {
                id: drafting.id,
                thread: thread.id,
                reference: thread.reference,
                number: drafting.number,
                body: thread.body,
                place: thread.place,
                question: drafting.question,
                words: drafting.words,
                method: drafting.method,
                options,
                voters: drafting.voters,
                showing: drafting.showing,
            }),
        },
    };
    let decision = Decision::from_history(std::slice::from_ref(&first));
    Ok(Decided {
        decision: decision.ok_or(Refused::NotDrafted)?,
        recorded: vec![first],
    })
}

fn check_options(options: &[View]) -> Result<(), Refused> {
    if options.len() < *OPTIONS.start() {
        return Err(Refused::OptionsFew);
    }
    if options.len() > *OPTIONS.end() {
        return Err(Refused::OptionsMany);
    }
    let folded: BTreeSet<String> = options.iter().map(|one| fold(one.as_str())).collect();
    if folded.len() < options.len() {
        return Err(Refused::OptionsAlike);
    }
    Ok(())
}
