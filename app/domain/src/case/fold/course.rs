//! Folding where a case goes: moves, corrections, merges; and what is hidden of it.

use crate::case::concern::{Affected, Conflict, Visibility};
use crate::case::event::{AskedToLook, By, Event, Recorded};
use crate::case::holding::{Holding, Onward};
use crate::case::moderate::{Flag, Part, RemovalAppeal, Removed};
use crate::case::stage::Stage;
use crate::case::table::{Seat, Table};
use crate::case::{Case, Opened, Pending, Regraded, TakenIn};
use crate::charter::Urgency;
use crate::id::{BodyId, CaseId};
use crate::instant::Instant;
use crate::routing::Ground;
use crate::text::Sentence;

impl Case {
    pub(super) fn fold_course(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::Moved { .. } => self.fold_move(&recorded.event),
            Event::TableCalled { .. } => self.fold_table(recorded),
            Event::TableRewritten { call } => self.fold_seats(&call.seats),
            Event::SeatPassed { from, to } => {
                if let Some(table) = &mut self.table {
                    table.inherit(*from, *to);
                }
            }
            Event::Proposed { proposal } => {
                self.pending = Some(Pending {
                    number: recorded.number,
                    proposal: proposal.clone(),
                    at: recorded.at,
                });
            }
            Event::ProposalRefused | Event::ProposalLapsed => self.pending = None,
            Event::Corrected { .. } => self.fold_correction(recorded),
            Event::Merged { into, reference } => {
                self.pending = None;
                self.stage = Stage::Merged {
                    into: *into,
                    reference: *reference,
                    at: recorded.at,
                };
            }
            Event::TookIn {
                from,
                reference,
                filed_at,
                resident_due,
                hand_overs,
                affected,
            } => {
                let taken = TakenIn {
                    case: *from,
                    reference: *reference,
                    filed_at: *filed_at,
                    resident_due: *resident_due,
                    hand_overs: *hand_overs,
                    hand_overs_here: self.counters.hand_overs,
                };
                self.taken_in.push(taken);
                self.take_in_people(*from, affected, recorded.at);
            }
            Event::GaveBack { from, .. } => {
                self.taken_in.retain(|taken| taken.case != *from);
                self.affected.retain(|one| one.came_with != Some(*from));
            }
            Event::SplitOff { .. } => self.fold_split(&recorded.event),
            _ => {}
        }
    }

    fn fold_split(&mut self, event: &Event) {
        let Event::SplitOff {
            holding,
            heard_due,
            plan_due,
            hand_overs,
            ..
        } = event
        else {
            return;
        };
        self.asked_up.clear();
        self.forget_asking();
        self.fold_no_letter();
        self.holding = holding.as_ref().clone();
        self.counters.hand_overs = self.counters.hand_overs.max(*hand_overs);
        self.stage = Stage::Waiting {
            heard_due: *heard_due,
            plan_due: *plan_due,
        };
    }

    fn fold_seats(&mut self, seats: &[Seat]) {
        self.pending = None;
        if let Some(table) = &mut self.table {
            table.seats = seats.to_vec();
        }
    }

    fn fold_move(&mut self, event: &Event) {
        let Event::Moved {
            to,
            ground,
            reason,
            onward,
            hand_over,
            ..
        } = event
        else {
            return;
        };
        let before = std::mem::replace(&mut self.holding, to.as_ref().clone());
        if *ground == Ground::ConflictOfInterest {
            self.fold_conflict(before.holder, reason.as_ref());
        }
        if *ground == Ground::NoConflict {
            self.fold_seal(to.holder);
        }
        self.fold_check_of_move(onward);
        self.fold_no_letter();
        self.pending = None;
        if self.holding.holder != before.holder {
            self.asked_up.clear();
        }
        self.counters.hand_overs = self
            .counters
            .hand_overs
            .saturating_add(u8::from(*hand_over));
        if let Some(table) = &mut self.table {
            table.convener = to.holder;
            if *ground == Ground::BodyVanished {
                table.inherit(before.holder, to.holder);
            }
        }
        self.pass_owed_thread_on(match onward {
            Onward::StartsOver { plan_due, .. } => Some(*plan_due),
            Onward::Rules { .. } | Onward::CallsTable { .. } | Onward::StageKept => None,
        });
        match (onward, &mut self.stage) {
            (Onward::CallsTable { due }, stage) => {
                *stage = Stage::TableOwed {
                    call_due: *due,
                    between: between(&before, to.holder),
                };
            }
            (
                Onward::StartsOver {
                    heard_due,
                    plan_due,
                },
                stage,
            ) => {
                *stage = Stage::Waiting {
                    heard_due: *heard_due,
                    plan_due: *plan_due,
                };
            }
            (Onward::Rules { due }, Stage::Appealed { rule_due, .. }) => *rule_due = *due,
            (Onward::Rules { .. } | Onward::StageKept, _) => {}
        }
    }

    /// From now on `body` is one that the concern is about, too.
    fn fold_conflict(&mut self, body: BodyId, reason: Option<&Sentence>) {
        // Who is concerned leads through nothing about it.
        if let Some(talk) = &mut self.talk
            && talk.body == body
        {
            talk.body = self.holding.holder;
        }
        // As at a filing: who is concerned never sees the author.
        if self.concern.visibility == Visibility::Public {
            self.concern.visibility = Visibility::PublicWithoutName;
        }
        let mut concerned = self.concern.concerned().to_vec();
        if !concerned.is_empty() && !concerned.contains(&body) {
            concerned.push(body);
            self.concern.also_about = concerned;
        }
        let words = reason.cloned();
        self.concern.conflict = words.map(|words| Conflict { body, words });
    }

    /// Who called it and convenes it heard it by that; anybody else has to.
    fn fold_table(&mut self, recorded: &Recorded) {
        let Event::TableCalled {
            to,
            call,
            heard_due,
            plan_due,
        } = &recorded.event
        else {
            return;
        };
        let before = std::mem::replace(&mut self.holding, to.as_ref().clone());
        self.fold_no_letter();
        self.pending = None;
        self.asked_up.clear();
        self.pass_owed_thread_on(Some(*plan_due));
        self.table = Some(Table {
            called_by: before.holder,
            at: recorded.at,
            convener: call.convener,
            seats: call.seats.clone(),
        });
        self.stage = match recorded.by {
            By::Member { person, body } if body == to.holder => Stage::Heard {
                by: person,
                at: recorded.at,
                words: call.words.clone(),
                plan_due: *plan_due,
            },
            By::Member { .. } | By::Resident { .. } | By::Clock => Stage::Waiting {
                heard_due: *heard_due,
                plan_due: *plan_due,
            },
        };
    }

    fn take_in_people(&mut self, from: CaseId, affected: &[Affected], at: Instant) {
        for one in affected {
            if !self.is_affected(one.person) {
                self.affected.push(Affected {
                    person: one.person,
                    joined_at: at,
                    on_paper: one.on_paper,
                    came_with: Some(from),
                });
            }
        }
    }

    fn fold_correction(&mut self, recorded: &Recorded) {
        let Event::Corrected {
            correction,
            urgency,
            heard_due,
            plan_due,
            resident_due,
            private,
            contest_until,
            ..
        } = &recorded.event
        else {
            return;
        };
        let by = recorded.by.body().unwrap_or(self.holding.holder);
        let regraded = contest_until.map(|contest_until| Regraded { by, contest_until });
        self.regraded = regraded.or(self.regraded.filter(|_| *urgency != Urgency::Danger));
        // Danger waits for no check; a question that was asked can still be answered.
        self.check = self.check.filter(|_| *urgency != Urgency::Danger);
        if *private {
            self.concern.visibility = Visibility::BodyOnly;
            self.holding.beside = None;
            // A private case has no thread: nobody is shown that there was one.
            self.talk = None;
            self.forget_asking();
        }
        if let Some(place) = &correction.place {
            self.concern.place = place.place;
            self.concern.place_path.clone_from(&place.place_path);
            self.concern.point = place.point;
        }
        if let Some(category) = &correction.category {
            self.concern.category.clone_from(category);
        }
        self.concern.urgency = *urgency;
        if *urgency == Urgency::Danger {
            self.fold_no_letter();
        }
        self.own_resident_due = *resident_due;
        self.pending = None;
        self.stage.set_dates(*heard_due, *plan_due);
    }

    pub(super) fn fold_care(&mut self, recorded: &Recorded) {
        let at = recorded.at;
        let Some(by) = recorded.by.person() else {
            return;
        };
        match &recorded.event {
            Event::IdentityOpened { purpose } => {
                let body = recorded.by.body().unwrap_or(self.holding.holder);
                self.opened.push(Opened {
                    by,
                    body,
                    at,
                    purpose: purpose.clone(),
                });
            }
            Event::Flagged {
                id,
                part,
                rule,
                words,
            } => {
                let (id, part, rule, words) = (*id, *part, *rule, words.clone());
                self.flags.push(Flag {
                    id,
                    part,
                    rule,
                    words,
                    by,
                    at,
                });
            }
            Event::FlagDismissed { id, .. } => self.flags.retain(|flag| flag.id != *id),
            Event::Removed {
                part,
                rule,
                words,
                author,
            } => {
                self.flags.retain(|flag| flag.part != *part);
                let (part, rule, words, author) = (*part, *rule, words.clone(), *author);
                self.removed.push(Removed {
                    part,
                    rule,
                    words,
                    author,
                    by,
                    at,
                    appeal: None,
                });
            }
            Event::RemovalAppealed(asked) => self.fold_appeal(asked, at),
            Event::RemovalKept(kept) => {
                if let Some(appeal) = self.removal(kept.part).and_then(|one| one.appeal.as_mut()) {
                    appeal.kept = true;
                }
            }
            Event::Restored { part, .. } => self.removed.retain(|one| one.part != *part),
            _ => {}
        }
    }

    fn removal(&mut self, part: Part) -> Option<&mut Removed> {
        self.removed.iter_mut().find(|one| one.part == part)
    }

    fn fold_appeal(&mut self, asked: &AskedToLook, at: Instant) {
        if let Some(one) = self.removal(asked.part) {
            one.appeal = Some(RemovalAppeal {
                words: asked.words.clone(),
                at,
                judge: asked.judge,
                kept: false,
            });
        }
    }
}

/// Between whom a case went back and forth, but for who has it now.
fn between(before: &Holding, holder: BodyId) -> Vec<BodyId> {
    let mut between: Vec<BodyId> = before.from.into_iter().collect();
    if !between.contains(&before.holder) {
        between.push(before.holder);
    }
    between.retain(|body| *body != holder);
    between
}
