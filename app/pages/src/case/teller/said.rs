//! The sentence of each event.

use domain::case::event::{BackBecause, QuestionEnd};
use domain::case::{Correction, DeclineGround, Event, Filed, Onward, Part, Proposal, Ruling};
use domain::id::{BodyId, PhotoId};
use domain::instant::Instant;
use domain::language::Language;
use domain::routing::Ground;
use domain::text::Sentence;

use super::{HIDDEN, Teller};
use crate::named;
use crate::text::history as words;
use crate::told::{Argument, Told};

mod answered;
mod checked;
mod closed;
mod gathered;
mod late;
mod letter;
mod talk;
mod why;

use answered::answered;
use closed::closed;
use why::rule;

/// What is told about one event.
#[derive(Debug)]
pub(super) struct Said<'s> {
    pub(super) what: Told<'s>,
    pub(super) because: Vec<Told<'s>>,
    pub(super) quote: &'s str,
    pub(super) photos: &'s [PhotoId],
}

impl<'s> Said<'s> {
    fn new(what: impl Into<Told<'s>>) -> Self {
        Self {
            what: what.into(),
            because: Vec::new(),
            quote: "",
            photos: &[],
        }
    }

    fn because(mut self, why: impl Into<Told<'s>>) -> Self {
        self.because.push(why.into());
        self
    }

    fn quote(mut self, words: &'s Sentence) -> Self {
        self.quote = words.as_str();
        self
    }

    fn quote_if(self, words: Option<&'s Sentence>) -> Self {
        match words {
            Some(words) => self.quote(words),
            None => self,
        }
    }
}

impl Teller<'_> {
    #[expect(
        clippy::too_many_lines,
        reason = "one sentence for every event; a split would hide a missing one"
    )]
    pub(super) fn say<'s>(&'s self, event: &'s Event, who: &'s Told<'s>) -> Said<'s> {
        let lang = self.lang;
        match event {
            Event::Filed { filed } => self.filed(filed, who),
            Event::FilerConfirmed => Said::new(words::filer_confirmed(lang, who)),
            Event::Joined { on_paper } => {
                let said = Said::new(words::joined(lang, who));
                if *on_paper {
                    said.because(words::joined_paper(lang))
                } else {
                    said
                }
            }
            Event::Adopted { .. } => Said::new(words::adopted(lang)),
            Event::LetterOwed { .. }
            | Event::LetterDelivered { .. }
            | Event::LetterAnswered { .. } => self.letter(event, who),
            Event::Left => Said::new(words::left(lang, who)),
            Event::Heard { words: quote } => Said::new(words::heard(lang, who)).quote(quote),
            Event::QuestionAsked {
                words: quote,
                lapses_at,
                ..
            } => Said::new(words::question_asked(lang, who))
                .because(words::question_until(lang, self.date(*lapses_at)))
                .quote(quote),
            Event::QuestionEnded { end, due, .. } => self.question_ended(end, who, *due),
            Event::Planned { plan } => {
                let said = Said::new(words::planned(lang, who))
                    .because(words::planned_for(lang, self.date(plan.promised)));
                let said = match &plan.who {
                    Some(doer) => said.because(words::planned_who(lang, doer.as_str())),
                    None => said,
                };
                said.quote(&plan.step)
            }
            Event::PlanMoved { from, to, reason } => Said::new(words::plan_moved(lang, who))
                .because(words::plan_from_to(lang, self.date(*from), self.date(*to)))
                .quote(reason),
            Event::ReportedDone {
                words: quote,
                photos,
                closes_at,
                ..
            } => Said {
                photos,
                ..Said::new(words::reported_done(lang, who))
                    .because(words::reported_asked(lang, self.date(*closes_at)))
                    .quote(quote)
            },
            Event::Reminded { .. } => Said::new(words::reminded(lang)),
            Event::SilenceExtended { closes_at, .. } => Said::new(words::silence_extended(lang))
                .because(words::reported_asked(lang, self.date(*closes_at))),
            Event::Answered { verdict, reason } => {
                let public = self.shown.case.concern.visibility.is_public();
                answered(lang, who, (*verdict, *reason), public)
            }
            Event::Closed {
                outcome,
                reopen_until,
                ..
            } => {
                closed(lang, *outcome).because(words::reopen_until(lang, self.date(*reopen_until)))
            }
            Event::BackToActing {
                because,
                reason,
                due,
            } => {
                let said = match because {
                    BackBecause::NotSolved => Said::new(words::back_not_solved(lang))
                        .because(words::back_not_solved_why(lang)),
                    BackBecause::Reopened => Said::new(words::reopened(lang, who)),
                };
                said.because(words::due_now(lang, self.date(*due)))
                    .quote_if(reason.as_ref())
            }
            Event::Withdrawn => Said::new(words::withdrawn(lang, who)),
            Event::Declined {
                ground,
                words: quote,
                instead,
                appeal_until,
            } => self
                .declined(*ground, instead.as_str(), *appeal_until, who)
                .quote(quote),
            Event::Appealed { reason, rule_due } => Said::new(words::appealed(lang, who))
                .because(words::rule_due(lang, self.date(*rule_due)))
                .quote(reason),
            Event::AppealRuled {
                ruling,
                words: quote,
                ..
            } => match (ruling, quote) {
                (Ruling::ForTheResident, None) => Said::new(words::ruled_by_silence(lang)),
                (Ruling::ForTheResident, quote) => {
                    Said::new(words::ruled_for(lang, who)).quote_if(quote.as_ref())
                }
                (Ruling::RefusalStands, quote) => {
                    Said::new(words::ruled_against(lang, who)).quote_if(quote.as_ref())
                }
            },
            Event::Moved { .. } => self.moved(event, who),
            Event::AskedUp { reason } => Said::new(words::asked_up(lang, who)).quote(reason),
            Event::TableCalled { to, call, .. } => {
                Said::new(words::table_called(lang, who, self.body(to.holder)))
                    .because(words::table_called_why(lang))
                    .quote(&call.words)
            }
            Event::TableRewritten { call } => {
                Said::new(words::table_rewritten(lang, who)).quote(&call.words)
            }
            Event::SeatPassed { from, to } => {
                Said::new(words::seat_passed(lang, self.body(*from), self.body(*to)))
            }
            Event::Proposed { proposal } => match proposal {
                Proposal::Merge {
                    reference,
                    words: quote,
                    ..
                } => Said::new(words::proposed_merge(lang, who, *reference)).quote(quote),
                Proposal::Correction { reason, .. } => {
                    Said::new(words::proposed_correction(lang, who)).quote(reason)
                }
                Proposal::Hand { handing } => {
                    Said::new(words::proposed_hand(lang, who)).quote(handing.words())
                }
                Proposal::HandUpLate => Said::new(words::proposed_late(lang)),
                Proposal::HandUpAgain => Said::new(words::proposed_again(lang)),
                Proposal::OweTable { words: quote, .. } => {
                    Said::new(words::proposed_table(lang)).quote_if(quote.as_ref())
                }
                Proposal::CallTable { call } | Proposal::RewriteTable { call } => {
                    Said::new(words::proposed_table(lang)).quote(&call.words)
                }
            },
            Event::ProposalRefused => Said::new(words::proposal_refused(lang, who)),
            Event::ProposalLapsed => Said::new(words::proposal_lapsed(lang)),
            Event::Corrected {
                correction,
                reason,
                private,
                ..
            } => self.corrected(correction, *private, who).quote(reason),
            Event::Merged { reference, .. } => Said::new(words::merged(lang, *reference)),
            Event::TookIn { reference, .. } => {
                Said::new(words::took_in(lang, *reference)).because(words::took_in_why(lang))
            }
            Event::SplitOff { reason, .. } => Said::new(words::split_off(lang, who)).quote(reason),
            Event::GaveBack { reference, .. } => Said::new(words::gave_back(lang, *reference)),
            Event::ConflictChecked { .. }
            | Event::RegradeContested { .. }
            | Event::RegradeChecked { .. } => self.checked(event, who),
            Event::AskedThread { .. }
            | Event::ThreadOwed { .. }
            | Event::ThreadOpened { .. }
            | Event::ThreadStep { .. }
            | Event::ThreadRetold { .. }
            | Event::AskedTime { .. }
            | Event::ThreadExtended { .. }
            | Event::ThreadAgreed { .. }
            | Event::ThreadClosed { .. }
            | Event::ThreadLeft { .. } => self.talk(event, who),
            Event::Gathered { .. } | Event::Released { .. } => self.gathered(event, who),
            Event::IdentityOpened { purpose } => Said::new(words::identity_opened(lang, who))
                .because(words::identity_told(lang))
                .quote(purpose),
            Event::Flagged {
                rule: broken,
                words: quote,
                ..
            } => Said::new(words::flagged(lang, who))
                .because(rule(lang, *broken))
                .quote_if(quote.as_ref()),
            Event::FlagDismissed { words: quote, .. } => {
                Said::new(words::flag_dismissed(lang, who)).quote(quote)
            }
            Event::Removed {
                part: what,
                rule: broken,
                words: quote,
                ..
            } => Said::new(removed(lang, who, *what))
                .because(rule(lang, *broken))
                .quote(quote),
            Event::Restored {
                part: what,
                words: quote,
                ..
            } => Said::new(restored(lang, who, *what)).quote(quote),
            Event::RemovalAppealed(asked) => {
                Said::new(words::removal_appealed(lang, who)).quote(&asked.words)
            }
            Event::RemovalKept(kept) => {
                Said::new(words::removal_kept(lang, who)).quote(&kept.words)
            }
            Event::Late { owed, due, again } => self.late(*owed, *due, *again),
        }
    }

    fn filed<'s>(&'s self, filed: &Filed, who: &'s Told<'s>) -> Said<'s> {
        let lang = self.lang;
        let holding = &filed.holding;
        let body = self.body(holding.holder);
        let why = match holding.ground {
            Some(Ground::NoBody) if holding.gap => words::filed_gap(lang, body),
            Some(Ground::Danger) => words::filed_danger(lang, body),
            Some(Ground::Reserved) => words::filed_reserved(lang, body),
            Some(Ground::ConflictOfInterest) => words::filed_conflict(lang, body),
            Some(Ground::NoBody) => words::filed_nobody(lang, body),
            // The other grounds come up later, never at a filing.
            None | Some(_) => words::filed_to(lang, body),
        };
        // Its photos stand beside the words, above the history.
        let mut said = Said::new(words::filed(lang, who)).because(why);
        let elsewhere = matches!(
            holding.ground,
            Some(Ground::Reserved | Ground::ConflictOfInterest)
        );
        if holding.gap && elsewhere {
            said = said.because(words::filed_missing(lang));
        }
        if filed.check {
            let (check, plan) = (self.date(filed.heard_due), self.date(filed.plan_due));
            said = said.because(words::filed_check(lang, check, plan));
        }
        if filed.confirmed {
            said
        } else {
            said.because(words::filed_unconfirmed(lang))
        }
    }

    fn question_ended<'s>(
        &self,
        end: &'s QuestionEnd,
        who: &'s Told<'s>,
        due: Instant,
    ) -> Said<'s> {
        let lang = self.lang;
        let due = words::due_now(lang, self.date(due));
        match end {
            QuestionEnd::Answered { words: answer } => {
                let said = Said::new(words::question_answered(lang, who)).because(due);
                if answer.as_str() == HIDDEN {
                    said.because(words::question_private(lang))
                } else {
                    said.quote(answer)
                }
            }
            QuestionEnd::Lapsed => Said::new(words::question_lapsed(lang)).because(due),
            QuestionEnd::NobodyLeft => Said::new(words::question_nobody(lang)).because(due),
            QuestionEnd::NotNeeded => Said::new(words::question_not_needed(lang, who)),
        }
    }

    fn declined<'s>(
        &self,
        ground: DeclineGround,
        instead: &'s str,
        appeal_until: Instant,
        who: &'s Told<'s>,
    ) -> Said<'s> {
        let lang = self.lang;
        let why = match ground {
            DeclineGround::NothingToActOn => words::ground_nothing_to_act_on(lang),
            DeclineGround::AlreadyDecided => words::ground_already_decided(lang),
            DeclineGround::Unlawful => words::ground_unlawful(lang),
            DeclineGround::OutsideArea => words::ground_outside_area(lang),
        };
        let said = Said::new(words::declined(lang, who)).because(why);
        let said = if instead == HIDDEN {
            said
        } else {
            said.because(words::declined_instead(lang, instead))
        };
        said.because(words::appeal_until(lang, self.date(appeal_until)))
    }

    fn who_has_it<'s>(
        &'s self,
        why: Ground,
        asked: bool,
        who: &'s Told<'s>,
        to: BodyId,
    ) -> Told<'s> {
        let (lang, body) = (self.lang, self.body(to));
        match why {
            Ground::OutsidePowers | Ground::OutsideMeans | Ground::TriedAndFailed => {
                words::handed_up(lang, who, body)
            }
            Ground::WithinCommunityPowers | Ground::WrongPlace => {
                words::handed_back(lang, who, body)
            }
            Ground::Across => words::handed_across(lang, who, body),
            Ground::Contested | Ground::PassedOnTwice if asked => {
                words::asked_table(lang, who, body)
            }
            Ground::Contested | Ground::PassedOnTwice | Ground::NoOutcome | Ground::JointTable => {
                words::owes_table(lang, body)
            }
            Ground::Danger
            | Ground::Reserved
            | Ground::ConflictOfInterest
            | Ground::NoBody
            | Ground::Appeal
            | Ground::SecondTime
            | Ground::Correction
            | Ground::BodyVanished
            | Ground::Residents
            | Ground::NoConflict
            | Ground::RegradeContested
            | Ground::Clock => words::moved(lang, body),
        }
    }

    fn moved<'s>(&'s self, event: &'s Event, who: &'s Told<'s>) -> Said<'s> {
        let lang = self.lang;
        let Event::Moved {
            to,
            ground: why,
            reason,
            tried,
            line,
            onward,
            hand_over,
        } = event
        else {
            return Said::new("");
        };
        let asked = reason.is_some();
        let mut said = Said::new(self.who_has_it(*why, asked, who, to.holder))
            .because(named::ground(lang, *why));
        if let Some(key) = line {
            said = said.because(words::by_line(lang, self.shown.category_name(lang, key)));
        }
        if let Some(tried) = tried
            && tried.as_str() != HIDDEN
        {
            said = said.because(words::tried(lang, tried.as_str()));
        }
        if let Onward::StartsOver {
            heard_due,
            plan_due,
        } = onward
        {
            let (heard, plan) = (self.date(*heard_due), self.date(*plan_due));
            if !self.letter_follows {
                said = said.because(words::moved_dates(lang, heard, plan));
            }
        }
        if let Onward::CallsTable { due } = onward
            && !self.letter_follows
        {
            said = said.because(words::table_due(lang, self.date(*due)));
        }
        if *hand_over {
            said = said.because(words::counts_as_hand_over(lang));
        }
        said.quote_if(reason.as_ref())
    }

    fn corrected<'s>(
        &'s self,
        correction: &'s Correction,
        private: bool,
        who: &'s Told<'s>,
    ) -> Said<'s> {
        let lang = self.lang;
        let mut said = Said::new(words::corrected(lang, who));
        if let Some(to) = &correction.place {
            let name = self.shown.path.iter().find(|place| place.id == to.place);
            said = said.because(match name {
                Some(place) => words::corrected_place(lang, place.names.in_language(lang)),
                None => words::corrected_place_only(lang).into(),
            });
        }
        if let Some(key) = &correction.category {
            let name = self.shown.category_name(lang, key);
            said = said.because(words::corrected_category(lang, name));
        }
        if correction.urgency.is_some() {
            said = said.because(words::corrected_urgency(lang));
        }
        if private {
            said = said.because(words::corrected_private(lang));
        }
        said
    }
}

fn removed<'s>(lang: Language, who: &'s Told<'s>, part: Part) -> Told<'s> {
    match part {
        Part::Concern => words::removed(lang, who, words::part_concern(lang)),
        Part::Photo { .. } => words::removed(lang, who, words::part_photo(lang)),
        Part::Event { number } => words::removed_step(lang, who, step(number)),
    }
}

fn restored<'s>(lang: Language, who: &'s Told<'s>, part: Part) -> Told<'s> {
    match part {
        Part::Concern => words::restored(lang, who, words::part_concern(lang)),
        Part::Photo { .. } => words::restored(lang, who, words::part_photo(lang)),
        Part::Event { number } => words::restored_step(lang, who, step(number)),
    }
}

/// The number of an event; numbers begin at 1.
const fn step(number: i64) -> Argument<'static> {
    Argument::Number(number.unsigned_abs())
}
