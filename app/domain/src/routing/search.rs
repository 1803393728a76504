//! Looking for the holder, tier by tier from below.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::candidate::{Candidate, candidates};
use super::{Ground, Route, RouteInput, RouteRefused, SkipReason, Skipped};
use crate::body::{Body, BodyKind, Tier};
use crate::charter::{Category, Turned, Urgency};
use crate::clock;
use crate::id::BodyId;
use crate::instant::Instant;

/// What a search asks of a body.
#[derive(Clone, Copy)]
struct Wanted {
    from: Tier,
    to: Tier,
    duty: bool,
}

pub(super) struct Search<'a> {
    /// As the answers make it.
    category: Cow<'a, Category>,
    answered: Vec<Turned>,
    about: &'a [BodyId],
    /// By tier, order, rank, distance and key.
    candidates: Vec<Candidate<'a>>,
}

impl<'a> Search<'a> {
    pub(super) fn new(input: RouteInput<'a>, category: &'a Category, bodies: &'a [Body]) -> Self {
        let line = input.answers.map(|answers| category.turned(answers));
        let line = line.unwrap_or(Cow::Borrowed(category));
        let answered = input.answers.map(|answers| category.turned_by(answers));
        Self {
            answered: answered.unwrap_or_default(),
            about: input.about.unwrap_or_default(),
            candidates: candidates(input, &line, bodies),
            category: line,
        }
    }

    pub(super) fn route(&self, now: Instant) -> Result<Route, RouteRefused> {
        let Some(floor) = self.floor() else {
            return Err(RouteRefused::ConcernsTheTop);
        };
        let highest = if floor > self.category.lowest {
            Tier::TOP
        } else {
            self.category.highest.max(self.category.lowest)
        };
        let mut skipped = Vec::new();
        if self.category.urgency == Urgency::Danger {
            let wanted = Wanted {
                from: floor,
                to: Tier::TOP,
                duty: true,
            };
            if let Some(found) = self.scan(wanted, &mut skipped) {
                return Ok(self.explain(found, Some(Ground::Danger), false, skipped, now));
            }
            skipped.clear();
        }
        let wanted = Wanted {
            from: floor,
            to: highest,
            duty: false,
        };
        if let Some(found) = self.scan(wanted, &mut skipped) {
            let ground = self.ground(found, floor, &skipped);
            let gap = ground == Some(Ground::Danger);
            return Ok(self.explain(found, ground, gap, skipped, now));
        }
        match self.last_resort() {
            Some(found) => {
                let ground = self.ground(found, floor, &skipped).or(Some(Ground::NoBody));
                Ok(self.explain(found, ground, true, skipped, now))
            }
            None if self
                .candidates
                .iter()
                .any(|c| c.body.last_resort && self.is_concerned(c)) =>
            {
                Err(RouteRefused::ConcernsTheTop)
            }
            None => Err(RouteRefused::NobodyAtAll),
        }
    }

    pub(super) fn next_above(&self, holder: &Body) -> Option<&'a Body> {
        let tier = self.tier_of(holder);
        if holder.kind == BodyKind::Partner
            && let Some(above) = self.answers_to(holder)
        {
            return Some(above.body);
        }
        // A partner stands beside the bodies of its tier, so they come next.
        let start = match holder.kind {
            BodyKind::Partner => Some(tier),
            BodyKind::SelfGovernance | BodyKind::Government => tier.above(),
        };
        // Somebody who is concerned never gets it, and nobody below the next tier.
        let from = start.map(|tier| tier.max(self.floor().unwrap_or(Tier::TOP)));
        let mut found = None;
        if let Some(from) = from {
            let duty = self.category.urgency == Urgency::Danger;
            for duty in [duty, false] {
                let to = if duty {
                    Tier::TOP
                } else {
                    self.category.highest
                };
                found = found.or_else(|| self.first_fit(Wanted { from, to, duty }));
            }
        }
        found
            .or_else(|| {
                self.last_resort()
                    .filter(|last| Self::stands_above(last, holder, tier))
            })
            .map(|found| found.body)
    }

    /// Above `holder`, whoever keeps a 24 h duty.
    pub(super) fn duty_above(&self, holder: &Body) -> Option<&'a Body> {
        let from = self.tier_of(holder).above()?.max(self.floor()?);
        let wanted = Wanted {
            from,
            to: Tier::TOP,
            duty: true,
        };
        self.first_fit(wanted).map(|found| found.body)
    }

    /// The tier at which a body stands for this category.
    fn tier_of(&self, body: &Body) -> Tier {
        let mut all = self.candidates.iter();
        all.find(|candidate| candidate.body.id == body.id)
            .map_or(body.tier, |candidate| candidate.tier)
    }

    /// The first body that fits, tier by tier, noting who was passed over and why.
    fn scan(&self, wanted: Wanted, skipped: &mut Vec<Skipped>) -> Option<&Candidate<'a>> {
        for tier in Tier::all().filter(|tier| *tier <= wanted.to) {
            if tier < self.category.lowest {
                let why = if self.category.reserved {
                    SkipReason::Reserved
                } else {
                    SkipReason::BelowLowestTier
                };
                skipped.push(Skipped {
                    tier,
                    body: None,
                    why,
                });
                continue;
            }
            let mut anybody = false;
            for candidate in self
                .candidates
                .iter()
                .filter(|candidate| candidate.tier == tier)
            {
                anybody = true;
                match self.unfit(candidate, wanted) {
                    None => return Some(candidate),
                    Some(why) => skipped.push(Skipped {
                        tier,
                        body: Some(candidate.body.id),
                        why,
                    }),
                }
            }
            if !anybody {
                skipped.push(Skipped {
                    tier,
                    body: None,
                    why: SkipReason::NobodyServesPlace,
                });
            }
        }
        None
    }

    /// As `scan`, among those who can be above somebody: no partner, not the concerned.
    fn first_fit(&self, wanted: Wanted) -> Option<&Candidate<'a>> {
        self.candidates.iter().find(|candidate| {
            (wanted.from..=wanted.to).contains(&candidate.tier)
                && candidate.tier >= self.category.lowest
                && candidate.body.kind != BodyKind::Partner
                && self.unfit(candidate, wanted).is_none()
        })
    }

    fn unfit(&self, candidate: &Candidate<'_>, wanted: Wanted) -> Option<SkipReason> {
        let body = candidate.body;
        if self.is_concerned(candidate) || candidate.tier < wanted.from {
            Some(SkipReason::Concerned)
        } else if self.category.reserved && body.kind != BodyKind::Government {
            Some(SkipReason::Reserved)
        } else if !body.competence.covers(&self.category.key) {
            Some(SkipReason::NotCompetent)
        } else if !body.in_service {
            Some(SkipReason::OutOfService)
        } else if body.members <= 0 {
            Some(SkipReason::NoMembers)
        } else if wanted.duty && !body.keeps_duty() {
            Some(SkipReason::NoDuty)
        } else {
            None
        }
    }

    /// The tier at which it may start at the earliest: the one above every body
    /// that the concern is about. `None` if that is above the top.
    fn floor(&self) -> Option<Tier> {
        self.candidates
            .iter()
            .filter(|candidate| self.is_concerned(candidate))
            .map(|candidate| match candidate.body.kind {
                BodyKind::SelfGovernance | BodyKind::Government => candidate.tier.above(),
                // Above a partner is the body it answers to.
                BodyKind::Partner => Some(
                    self.above_partner(candidate.body)
                        .map_or(candidate.tier, |above| above.tier),
                ),
            })
            .try_fold(self.category.lowest, |floor, tier| {
                tier.map(|tier| tier.max(floor))
            })
    }

    fn is_concerned(&self, candidate: &Candidate<'_>) -> bool {
        self.about.contains(&candidate.body.id)
    }

    fn above_partner(&self, partner: &Body) -> Option<&Candidate<'a>> {
        let above = partner.answers_to?;
        self.candidates.iter().find(|candidate| {
            candidate.body.id == above && candidate.body.kind != BodyKind::Partner
        })
    }

    /// The body that a partner answers to, if it can take the case now.
    fn answers_to(&self, partner: &Body) -> Option<&Candidate<'a>> {
        self.above_partner(partner).filter(|above| {
            above.body.takes_cases()
                && !self.is_concerned(above)
                && self
                    .floor()
                    .is_some_and(|floor| above.tier >= floor || self.about.is_empty())
                && !(self.category.reserved && above.body.kind != BodyKind::Government)
        })
    }

    fn last_resort(&self) -> Option<&Candidate<'a>> {
        self.candidates.iter().find(|candidate| {
            candidate.body.last_resort
                && candidate.body.kind != BodyKind::Partner
                && candidate.body.takes_cases()
                && !self.is_concerned(candidate)
        })
    }

    /// Whether going from `holder` to the last resort leads up.
    fn stands_above(last: &Candidate<'_>, holder: &Body, tier: Tier) -> bool {
        last.body.id != holder.id
            && !holder.last_resort
            && (last.tier >= tier || holder.kind == BodyKind::Partner)
    }

    /// Whether somebody below who should have taken it was not there: from the tier at
    /// which it may start, and of what is reserved from that of the closest office.
    fn somebody_missing(&self, found: &Candidate<'_>, floor: Tier, skipped: &[Skipped]) -> bool {
        let closest = if self.category.reserved {
            Tier::OFFICE
        } else {
            Tier::COMMITTEE
        };
        skipped.iter().any(|skip| {
            skip.tier >= floor
                && skip.tier < found.tier
                && match skip.why {
                    // Nobody has to found a building group, or give it everything.
                    SkipReason::NobodyServesPlace | SkipReason::NotCompetent => {
                        skip.tier >= closest
                    }
                    SkipReason::NoMembers | SkipReason::OutOfService => true,
                    SkipReason::BelowLowestTier
                    | SkipReason::NoDuty
                    | SkipReason::Reserved
                    | SkipReason::Concerned => false,
                }
        })
    }

    /// The first of the grounds that holds, the one with most effect first.
    fn ground(&self, found: &Candidate<'_>, floor: Tier, skipped: &[Skipped]) -> Option<Ground> {
        let passed_for_conflict = skipped.iter().any(|skip| skip.why == SkipReason::Concerned);
        if self.category.urgency == Urgency::Danger {
            Some(Ground::Danger)
        } else if passed_for_conflict || floor > self.category.lowest {
            Some(Ground::ConflictOfInterest)
        } else if self.category.reserved {
            Some(Ground::Reserved)
        } else if self.somebody_missing(found, floor, skipped) {
            Some(Ground::NoBody)
        } else {
            None
        }
    }

    fn explain(
        &self,
        found: &Candidate<'_>,
        ground: Option<Ground>,
        gap: bool,
        skipped: Vec<Skipped>,
        now: Instant,
    ) -> Route {
        let body = found.body;
        // Without such a ground, that somebody is missing is the ground itself.
        let elsewhere = matches!(ground, Some(Ground::Reserved | Ground::ConflictOfInterest));
        let missing = elsewhere
            && self
                .floor()
                .is_some_and(|floor| self.somebody_missing(found, floor, &skipped));
        Route {
            holder: body.id,
            tier: found.tier,
            missing,
            ground,
            answered: self.answered.clone(),
            skipped,
            next: self.next_above(body).map(|next| next.id),
            beside: self.beside(body),
            gap,
            heard_due: clock::due_heard(self.category.urgency, &body.calendar, now),
            plan_due: clock::due_plan(self.category.urgency, &body.calendar, now),
        }
    }

    /// The community body that stays at the table when government or a partner
    /// has it: the committee before a building group.
    fn beside(&self, holder: &Body) -> Option<BodyId> {
        if holder.kind == BodyKind::SelfGovernance {
            return None;
        }
        self.candidates
            .iter()
            .filter(|candidate| {
                candidate.body.kind == BodyKind::SelfGovernance
                    && candidate.body.takes_cases()
                    && !self.is_concerned(candidate)
            })
            .min_by_key(|candidate| Reverse(candidate.tier))
            .map(|candidate| candidate.body.id)
    }
}
