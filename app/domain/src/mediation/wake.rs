//! What happens when a date passes, once each.

use super::decide::Unfolding;
use super::event::Event;
use super::{
    ARRANGE_DAYS, Ending, FOLLOW_UP_OPEN_DAYS, Mediation, NAME_DAYS, REMIND_DAYS, Refused, Stage,
    WRITE_DAYS, promise,
};
use crate::instant::Instant;

/// A reminder so many minutes before `until`, unless it was given or nobody needs it.
fn reminder(until: Instant, minutes: i64, done: bool) -> Option<Instant> {
    (!done).then(|| until.plus_minutes(-minutes))
}

/// When somebody is reminded next.
fn remind_at(mediation: &Mediation) -> Option<Instant> {
    let days = REMIND_DAYS * 24 * 60;
    match mediation.stage {
        Stage::Offered {
            until,
            declined,
            reminded,
        }
        | Stage::Asked {
            until,
            declined,
            reminded,
        } => reminder(until, days, declined || reminded),
        Stage::Writing {
            until, reminded, ..
        } => reminder(until, days, reminded),
        Stage::Meeting { at, reminded, .. } => reminder(at, 24 * 60, reminded),
        Stage::Choosing { .. }
        | Stage::Inviting { .. }
        | Stage::Arranging { .. }
        | Stage::Holding { .. }
        | Stage::Ended { .. } => None,
    }
}

/// When the clock has to look at it next.
pub(super) fn due(mediation: &Mediation) -> Option<Instant> {
    let by = mediation.by()?;
    Some(remind_at(mediation).map_or(by, |remind| remind.min(by)))
}

/// Does what is due.
pub(super) fn wake(mediation: &mut Unfolding<'_>) -> Result<(), Refused> {
    let now = mediation.around.now;
    let by = mediation.mediation.by().ok_or(Refused::NothingDue)?;
    if by <= now {
        return passed(mediation);
    }
    match remind_at(&mediation.mediation) {
        Some(remind) if remind <= now => {
            mediation.record(Event::Reminded);
            Ok(())
        }
        _ => Err(Refused::NothingDue),
    }
}

/// The date of the next step has passed.
fn passed(mediation: &mut Unfolding<'_>) -> Result<(), Refused> {
    match mediation.mediation.stage {
        Stage::Offered { .. } | Stage::Asked { .. } => mediation.end(Ending::NotBegun),
        Stage::Choosing { late: true, .. } => mediation.end(Ending::NoMediator),
        Stage::Choosing { late: false, .. } => {
            let until = mediation.in_days(NAME_DAYS);
            mediation.record(Event::Late { until });
        }
        Stage::Inviting { .. } | Stage::Arranging { late: true, .. } => {
            let until = mediation.in_days(NAME_DAYS);
            mediation.record(Event::MediatorGone { until });
        }
        Stage::Arranging { late: false, .. } => {
            let until = mediation.in_days(ARRANGE_DAYS);
            mediation.record(Event::Late { until });
        }
        Stage::Meeting { .. } => {
            let until = mediation.in_days(WRITE_DAYS);
            mediation.record(Event::Met { until });
        }
        Stage::Writing { .. } => mediation.end(Ending::WithoutAgreement),
        Stage::Holding { asked: true, .. } => promise::settle(mediation)?,
        Stage::Holding { asked: false, .. } => {
            let until = mediation.in_days(FOLLOW_UP_OPEN_DAYS);
            mediation.record(Event::FollowUpAsked { until });
        }
        Stage::Ended { .. } => return Err(Refused::NothingDue),
    }
    Ok(())
}
