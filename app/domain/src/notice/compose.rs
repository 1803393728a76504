//! From what happened to who is told.

use std::collections::BTreeMap;

use super::{Notice, NoticeKind, Pace, To};
use crate::case::deliberate;
use crate::case::event::QuestionEnd;
use crate::case::holding::Onward;
use crate::case::{AnswerReason, Case, Event, Proposal, Recorded, Stage, TableCall};
use crate::charter::Urgency;
use crate::id::{BodyId, PersonId};
use crate::routing::Ground;

/// The notices for one command: `recorded` is what it did, `after` the case
/// it led to. Whoever did it is not told; everybody else gets at most one
/// notice, the most pressing of them.
pub fn notices(after: &Case, recorded: &[Recorded]) -> Vec<Notice> {
    let mut by_reader: BTreeMap<To, Notice> = BTreeMap::new();
    for one in recorded {
        let mut draft = Draft {
            case: after,
            recorded: one,
            notices: Vec::new(),
        };
        draft.write();
        for notice in draft.notices {
            // Of equally pressing ones the last is the news.
            let keep = by_reader
                .get(&notice.to)
                .is_none_or(|so_far| notice.pace <= so_far.pace);
            if keep {
                by_reader.insert(notice.to, notice);
            }
        }
    }
    by_reader.into_values().collect()
}

struct Draft<'a> {
    case: &'a Case,
    recorded: &'a Recorded,
    notices: Vec<Notice>,
}

impl Draft<'_> {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for every event; a split would hide a missing one"
    )]
    fn write(&mut self) {
        match &self.recorded.event {
            Event::Filed { .. } => self.arrival(),
            Event::Joined { .. }
            | Event::Left
            | Event::Withdrawn
            | Event::FilerConfirmed
            | Event::Adopted { .. }
            // What it said follows, and is told.
            | Event::LetterAnswered { .. }
            | Event::SilenceExtended { .. }
            | Event::TookIn { .. }
            | Event::GaveBack { .. }
            | Event::Appealed { .. }
            | Event::RegradeContested { .. } => {}
            Event::Heard { .. } => self.news(NoticeKind::Heard),
            Event::RegradeChecked { .. } => {
                self.residents(NoticeKind::RegradeChecked, Pace::Digest);
            }
            Event::LetterOwed { by: Some(body), .. } => {
                let to = To::MembersOf(*body);
                let kind = NoticeKind::LetterOwed;
                self.push(to, kind, kind.pace_for_body(), None);
            }
            Event::LetterOwed { by: None, .. } => {
                let speaker = self.case.speaker();
                self.person(speaker, NoticeKind::LetterOwed, Pace::AtOnce);
            }
            Event::LetterDelivered { .. } => {
                self.residents(NoticeKind::LetterDelivered, Pace::Digest);
            }
            Event::Planned { .. } => self.news(NoticeKind::Planned),
            Event::PlanMoved { .. } => self.news(NoticeKind::PlanMoved),
            Event::Closed { .. } => {
                self.residents(NoticeKind::Closed, Pace::Digest);
                self.beside(NoticeKind::AnswerBeside);
            }
            Event::Declined { .. } => {
                self.residents(NoticeKind::Declined, Pace::AtOnce);
                self.beside(NoticeKind::AnswerBeside);
            }
            Event::AppealRuled { .. } => self.news(NoticeKind::AppealRuled),
            Event::Merged { .. } => {
                self.news(NoticeKind::Merged);
                self.holder(NoticeKind::ProposalAnswered);
            }
            Event::Late { .. } => self.news(NoticeKind::Late),
            Event::Corrected { .. } => {
                self.news(NoticeKind::Corrected);
                self.holder(NoticeKind::Corrected);
            }
            Event::Gathered { .. } => self.news(NoticeKind::Gathered),
            Event::Released { .. } => self.news(NoticeKind::Released),
            Event::ProposalRefused | Event::ProposalLapsed => {
                self.holder(NoticeKind::ProposalAnswered);
            }
            Event::AskedUp { .. } => self.holder(NoticeKind::AskedUp),
            Event::AskedThread { .. }
            | Event::ThreadOwed { .. }
            | Event::ThreadOpened { .. }
            | Event::ThreadStep { .. }
            | Event::ThreadRetold { .. }
            | Event::AskedTime { .. }
            | Event::ThreadExtended { .. }
            | Event::ThreadAgreed { .. }
            | Event::ThreadClosed { .. }
            | Event::ThreadLeft { .. } => self.talk(),
            // Both may look at it.
            Event::Flagged { .. } => {
                self.holder(NoticeKind::Flagged);
                self.beside(NoticeKind::Flagged);
            }
            Event::BackToActing { .. } => {
                self.news(NoticeKind::BackToActing);
                self.holder(NoticeKind::WorkGoesOn);
            }
            Event::Moved { ground, onward, .. } => self.moved(*ground, *onward),
            Event::TableCalled { call, .. } => self.table_called(call),
            Event::TableRewritten { call } => self.table_rewritten(call),
            Event::SeatPassed { to, .. } => {
                self.news(NoticeKind::TableRewritten);
                self.push(To::MembersOf(*to), NoticeKind::SeatAtTable, Pace::Digest, None);
            }
            Event::SplitOff { .. } => {
                self.news(NoticeKind::SplitOff);
                self.arrival();
            }
            Event::QuestionAsked { .. }
            | Event::QuestionEnded { .. }
            | Event::ReportedDone { .. }
            | Event::Reminded { .. }
            | Event::Answered { .. }
            | Event::ConflictChecked { .. }
            | Event::Proposed { .. } => self.questions(),
            Event::IdentityOpened { .. } => {
                self.person(self.case.author, NoticeKind::IdentityOpened, Pace::AtOnce);
            }
            Event::Removed { author, .. } => {
                self.person(*author, NoticeKind::Removed, Pace::AtOnce);
            }
            Event::FlagDismissed { flagged_by, .. } => {
                self.person(*flagged_by, NoticeKind::FlagDismissed, Pace::Digest);
            }
            Event::Restored { author, .. } => {
                self.person(*author, NoticeKind::Restored, Pace::Digest);
            }
            Event::RemovalKept(kept) => {
                self.person(kept.author, NoticeKind::RemovalKept, Pace::AtOnce);
            }
            Event::RemovalAppealed(asked) => self.appealed(asked.judge),
        }
    }

    /// What has to do with the thread about it. A later step is news in the thread;
    /// a correction that leaves it is told as such.
    fn talk(&mut self) {
        match &self.recorded.event {
            Event::AskedThread { .. } => self.community(NoticeKind::ThreadAsked),
            Event::ThreadOwed { .. } => self.community(NoticeKind::ThreadOwed),
            Event::ThreadOpened { .. } => {
                self.residents(NoticeKind::ThreadOpened, Pace::Digest);
                self.holder(NoticeKind::ThreadOpened);
            }
            Event::ThreadExtended { .. } => {
                self.residents(NoticeKind::ThreadExtended, Pace::Digest);
                self.community(NoticeKind::ThreadExtended);
            }
            Event::ThreadAgreed { .. } => {
                self.residents(NoticeKind::ThreadAgreed, Pace::Digest);
                self.holder(NoticeKind::ThreadAgreed);
            }
            Event::ThreadClosed { .. } => {
                self.residents(NoticeKind::ThreadClosed, Pace::Digest);
                self.holder(NoticeKind::ThreadClosed);
            }
            _ => {}
        }
    }

    /// What is asked of somebody, and what they answered.
    fn questions(&mut self) {
        let number = self.recorded.number;
        match &self.recorded.event {
            Event::QuestionAsked { to, .. } => {
                self.ask(to, NoticeKind::QuestionAsked, number);
                self.beside(NoticeKind::NewsBeside);
            }
            // It was heard by that, and its author chooses if there is no conflict.
            Event::ConflictChecked { choose_by, .. } => {
                self.residents(NoticeKind::Heard, Pace::Digest);
                if choose_by.is_some() {
                    let to: Vec<PersonId> = self.case.speaker().into_iter().collect();
                    self.ask(&to, NoticeKind::NoConflict, number);
                }
            }
            Event::QuestionEnded { end, .. } => match end {
                QuestionEnd::Answered { .. } | QuestionEnd::Lapsed | QuestionEnd::NobodyLeft => {
                    self.holder(NoticeKind::ClockGoesOn);
                    self.beside(NoticeKind::NewsBeside);
                }
                QuestionEnd::NotNeeded => {}
            },
            Event::ReportedDone { asked, .. } => {
                self.ask(asked, NoticeKind::ReportedDone, number);
                self.beside(NoticeKind::AnswerBeside);
            }
            Event::Reminded { .. } => {
                if let Stage::ReportedDone { asking, .. } = &self.case.stage {
                    let silent: Vec<PersonId> = asking.silent().collect();
                    self.ask(&silent, NoticeKind::Reminder, asking.number);
                }
            }
            Event::Answered {
                reason: Some(AnswerReason::Pressed),
                ..
            } => self.pressed(),
            Event::Proposed { proposal } => {
                let to: Vec<PersonId> = self.case.speaker().into_iter().collect();
                match proposal {
                    Proposal::Merge { .. }
                    | Proposal::Correction { .. }
                    | Proposal::Hand { .. }
                    | Proposal::HandUpLate
                    | Proposal::HandUpAgain
                    | Proposal::OweTable { .. }
                    | Proposal::RewriteTable { .. }
                    | Proposal::CallTable { .. } => self.ask(&to, NoticeKind::Proposed, number),
                }
            }
            _ => {}
        }
    }

    /// Those who answer an appeal against a removal: whoever moderates, or the body above.
    fn appealed(&mut self, judge: Option<BodyId>) {
        let kind = NoticeKind::RemovalAppealed;
        let holding = &self.case.holding;
        let moderates = [Some(holding.holder), holding.beside];
        for body in moderates.into_iter().chain([judge]).flatten() {
            self.push(To::MembersOf(body), kind, kind.pace_for_body(), None);
        }
    }

    fn moved(&mut self, ground: Ground, onward: Onward) {
        self.news(NoticeKind::Moved);
        match (onward, ground) {
            // Also after an appeal against who has nobody above.
            (Onward::CallsTable { .. }, _) => self.holder(NoticeKind::TableOwed),
            (_, Ground::Appeal) => self.holder(NoticeKind::AppealArrived),
            _ => self.arrival(),
        }
    }

    fn table_called(&mut self, call: &TableCall) {
        self.news(NoticeKind::TableCalled);
        let holder = self.case.holding.holder;
        for seat in call.seats.iter().filter(|seat| seat.body != holder) {
            let to = To::MembersOf(seat.body);
            self.push(to, NoticeKind::SeatAtTable, Pace::Digest, None);
        }
        self.holder(NoticeKind::CaseArrived);
    }

    fn table_rewritten(&mut self, call: &TableCall) {
        self.news(NoticeKind::TableRewritten);
        let holder = self.case.holding.holder;
        for seat in call.seats.iter().filter(|seat| seat.body != holder) {
            let to = To::MembersOf(seat.body);
            self.push(to, NoticeKind::TableRewritten, Pace::Digest, None);
        }
    }

    /// A case has come to its holder, and the body beside it is told.
    fn arrival(&mut self) {
        if self.case.concern.urgency == Urgency::Danger {
            let to = To::MembersOf(self.case.holding.holder);
            self.push(to, NoticeKind::DangerArrived, Pace::AtOnce, None);
        } else {
            self.holder(NoticeKind::CaseArrived);
        }
        if let Some(beside) = self.case.holding.beside {
            let to = To::MembersOf(beside);
            self.push(to, NoticeKind::StandsBeside, Pace::Digest, None);
        }
    }

    /// For the tier above who reported, which may have the case by now, and for
    /// the overseers, never for who reported; a private case is not told of.
    fn pressed(&mut self) {
        if !self.case.concern.visibility.is_public() {
            return;
        }
        let holding = &self.case.holding;
        let above = if self.case.pressed_by.contains(&holding.holder) {
            holding.next
        } else {
            Some(holding.holder)
        };
        let above = above.filter(|body| !self.case.pressed_by.contains(body));
        for to in above.map(To::MembersOf).into_iter().chain([To::Overseers]) {
            self.push(to, NoticeKind::Pressed, Pace::AtOnce, None);
        }
    }

    /// What is news to residents and to the body that stays beside the case.
    fn news(&mut self, kind: NoticeKind) {
        self.residents(kind, Pace::Digest);
        self.beside(NoticeKind::NewsBeside);
    }

    /// What the body beside it did itself is no news to it.
    fn beside(&mut self, kind: NoticeKind) {
        let beside = self.case.holding.beside;
        if let Some(body) = beside.filter(|body| self.recorded.by.body() != Some(*body)) {
            self.push(To::MembersOf(body), kind, kind.pace_for_body(), None);
        }
    }

    fn residents(&mut self, kind: NoticeKind, pace: Pace) {
        let affected: Vec<PersonId> = self.case.affected.iter().map(|one| one.person).collect();
        for person in affected {
            self.person(Some(person), kind, pace);
        }
    }

    fn ask(&mut self, people: &[PersonId], kind: NoticeKind, question: i64) {
        for person in people {
            let to = To::Person(*person);
            self.push(to, kind, Pace::AsksAct, Some(question));
        }
    }

    fn person(&mut self, person: Option<PersonId>, kind: NoticeKind, pace: Pace) {
        let actor = self.recorded.by.person();
        if let Some(person) = person.filter(|person| Some(*person) != actor) {
            self.push(To::Person(person), kind, pace, None);
        }
    }

    /// What the holder did itself is no news to it.
    fn holder(&mut self, kind: NoticeKind) {
        let holder = self.case.holding.holder;
        if self.recorded.by.body() != Some(holder) {
            self.push(To::MembersOf(holder), kind, kind.pace_for_body(), None);
        }
    }

    /// The body of residents that deals with it.
    fn community(&mut self, kind: NoticeKind) {
        let community = deliberate::community(self.case);
        if let Some(body) = community.filter(|body| self.recorded.by.body() != Some(*body)) {
            self.push(To::MembersOf(body), kind, kind.pace_for_body(), None);
        }
    }

    fn push(&mut self, to: To, kind: NoticeKind, pace: Pace, question: Option<i64>) {
        self.notices.push(Notice {
            to,
            case: self.case.id,
            cause: self.recorded.number,
            kind,
            pace,
            question,
        });
    }
}
