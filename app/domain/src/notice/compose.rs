//! From what happened to who is told.

use std::collections::BTreeMap;

use super::{Notice, NoticeKind, Pace, To};
use crate::case::deliberate;
use crate::case::event::QuestionEnd;
use crate::case::holding::Onward;
use crate::case::{AnswerReason, Case, Event, Proposal, Recorded, Stage, TableCall};
use crate::charter::Urgency;
use crate::id::PersonId;
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
            | Event::RegradeContested { .. }
            | Event::FlagDismissed { .. } => {}
            Event::Heard { .. } => self.residents(NoticeKind::Heard, Pace::Digest),
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
            Event::Planned { .. } => self.residents(NoticeKind::Planned, Pace::Digest),
            Event::PlanMoved { .. } => self.residents(NoticeKind::PlanMoved, Pace::Digest),
            Event::Closed { .. } => self.residents(NoticeKind::Closed, Pace::Digest),
            Event::Declined { .. } => self.residents(NoticeKind::Declined, Pace::AtOnce),
            Event::AppealRuled { .. } => self.residents(NoticeKind::AppealRuled, Pace::Digest),
            Event::Merged { .. } => {
                self.residents(NoticeKind::Merged, Pace::Digest);
                self.holder(NoticeKind::ProposalAnswered);
            }
            Event::Late { .. } => self.residents(NoticeKind::Late, Pace::Digest),
            Event::Corrected { .. } => {
                self.residents(NoticeKind::Corrected, Pace::Digest);
                self.holder(NoticeKind::Corrected);
            }
            Event::Gathered { .. } => self.residents(NoticeKind::Gathered, Pace::Digest),
            Event::Released { .. } => self.residents(NoticeKind::Released, Pace::Digest),
            Event::ProposalRefused | Event::ProposalLapsed => {
                self.holder(NoticeKind::ProposalAnswered);
            }
            Event::AskedUp { .. } => self.holder(NoticeKind::AskedUp),
            Event::AskedThread { .. }
            | Event::ThreadOwed { .. }
            | Event::ThreadOpened { .. }
            | Event::ThreadStep { .. }
            | Event::AskedTime { .. }
            | Event::ThreadExtended { .. }
            | Event::ThreadAgreed { .. }
            | Event::ThreadClosed { .. }
            | Event::ThreadLeft { .. } => self.talk(),
            Event::Flagged { .. } => self.holder(NoticeKind::Flagged),
            Event::BackToActing { .. } => {
                self.residents(NoticeKind::BackToActing, Pace::Digest);
                self.holder(NoticeKind::WorkGoesOn);
            }
            Event::Moved { ground, onward, .. } => self.moved(*ground, *onward),
            Event::TableCalled { call, .. } => self.table_called(call),
            Event::TableRewritten { call } => self.table_rewritten(call),
            Event::SeatPassed { to, .. } => {
                self.residents(NoticeKind::TableRewritten, Pace::Digest);
                self.push(To::MembersOf(*to), NoticeKind::SeatAtTable, Pace::Digest, None);
            }
            Event::SplitOff { .. } => {
                self.residents(NoticeKind::SplitOff, Pace::Digest);
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
            Event::Restored { author, .. } => {
                self.person(*author, NoticeKind::Restored, Pace::Digest);
            }
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
                }
                QuestionEnd::NotNeeded => {}
            },
            Event::ReportedDone { asked, .. } => self.ask(asked, NoticeKind::ReportedDone, number),
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

    fn moved(&mut self, ground: Ground, onward: Onward) {
        self.residents(NoticeKind::Moved, Pace::Digest);
        match (onward, ground) {
            // Also after an appeal against who has nobody above.
            (Onward::CallsTable { .. }, _) => self.holder(NoticeKind::TableOwed),
            (_, Ground::Appeal) => self.holder(NoticeKind::AppealArrived),
            _ => self.arrival(),
        }
    }

    fn table_called(&mut self, call: &TableCall) {
        self.residents(NoticeKind::TableCalled, Pace::Digest);
        let holder = self.case.holding.holder;
        for seat in call.seats.iter().filter(|seat| seat.body != holder) {
            let to = To::MembersOf(seat.body);
            self.push(to, NoticeKind::SeatAtTable, Pace::Digest, None);
        }
        self.holder(NoticeKind::CaseArrived);
    }

    fn table_rewritten(&mut self, call: &TableCall) {
        self.residents(NoticeKind::TableRewritten, Pace::Digest);
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
