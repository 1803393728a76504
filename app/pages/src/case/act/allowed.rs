//! Whether a visitor may do something on a case, in their own name or a neighbour's.

use domain::permission::{Denied, Subject, may};

use crate::case::load::Shown;
use crate::case::verb::Verb;
use crate::visitor::Visitor;

/// Whether the visitor may do it. Who helps a neighbour and has a seat says nothing for
/// them; joining is no word to anybody.
pub(super) fn allowed(visitor: &Visitor, verb: Verb, shown: &Shown) -> Result<(), Denied> {
    may_speak(visitor, verb, shown)?;
    may(&visitor.actor, verb.action(), &Subject::Case(&shown.case))
}

/// The half of it that no form posted before is forgiven.
pub(in crate::case) fn may_speak(
    visitor: &Visitor,
    verb: Verb,
    shown: &Shown,
) -> Result<(), Denied> {
    match verb {
        Verb::Join => Ok(()),
        _ => visitor.may_act_on(shown.case.holding.holder),
    }
}
