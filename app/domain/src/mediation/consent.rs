//! The yes of both. A no is kept, can be changed until the date, and shows nowhere.

use super::decide::Unfolding;
use super::event::Event;
use super::{ANSWER_DAYS, NAME_DAYS, Refused, Stage};

/// The author answers what the body offers.
pub(super) fn answer(mediation: &mut Unfolding<'_>, yes: bool, named: bool) -> Result<(), Refused> {
    let Stage::Offered {
        until, declined, ..
    } = mediation.mediation.stage
    else {
        return Err(Refused::NotNow);
    };
    // The clock has not been here yet; the date has passed all the same.
    if mediation.around.now >= until {
        return Err(Refused::NotNow);
    }
    if !yes {
        return decline(mediation, declined);
    }
    if !mediation.around.case_stands {
        return Err(Refused::CaseOver);
    }
    if mediation.around.lives_there {
        return Err(Refused::OwnHousehold);
    }
    let until = mediation.in_days(ANSWER_DAYS);
    mediation.record(Event::AuthorAgreed { named, until });
    Ok(())
}

/// The other household answers; whoever says yes speaks for it from then on.
pub(super) fn reply(mediation: &mut Unfolding<'_>, yes: bool) -> Result<(), Refused> {
    let Stage::Asked {
        until, declined, ..
    } = mediation.mediation.stage
    else {
        return Err(Refused::NotNow);
    };
    if mediation.around.now >= until {
        return Err(Refused::NotNow);
    }
    if !yes {
        return decline(mediation, declined);
    }
    if !mediation.around.case_stands {
        return Err(Refused::CaseOver);
    }
    let until = mediation.in_days(NAME_DAYS);
    mediation.record(Event::OtherAgreed { until });
    Ok(())
}

fn decline(mediation: &mut Unfolding<'_>, before: bool) -> Result<(), Refused> {
    if before {
        return Err(Refused::NotNow);
    }
    mediation.record(Event::Declined);
    Ok(())
}
