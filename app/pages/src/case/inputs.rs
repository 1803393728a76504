//! The fields of each act's form.

use domain::case::stage::{DeclineGround, Stage, Work};
use domain::case::{AnswerReason, Ruling, Seat, Verdict};
use domain::clock;
use domain::instant::Instant;
use domain::language::Language;
use domain::person::Actor;

use super::load::Shown;
use super::verb::Verb;
use crate::components::{ChoiceOption, Words};
use crate::offered_places::OfferedPlace;
use crate::text::case as words;

mod checking;
mod correcting;
mod handing;
mod letter;
mod moderating;
mod table;

pub(super) use table::share;

/// One field.
#[derive(Debug)]
pub(super) enum Input {
    /// Several lines.
    Text {
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        optional: bool,
        /// What stands in it at first.
        start: &'static str,
    },
    /// One line.
    Line {
        name: &'static str,
        label: &'static str,
        hint: Words,
        optional: bool,
    },
    /// A day.
    Day {
        name: &'static str,
        label: &'static str,
        hint: Words,
        optional: bool,
    },
    /// One of a few.
    Choice {
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        options: Vec<ChoiceOption>,
    },
    /// One of many.
    Pick {
        name: &'static str,
        label: &'static str,
        options: Vec<ChoiceOption>,
    },
    /// Who sits at a joint table, and what for.
    Seats {
        label: &'static str,
        hint: &'static str,
        bodies: Vec<SeatInput>,
    },
    /// A photo, beside those that were sent before.
    Photo { label: &'static str },
}

/// One body that can sit at a joint table.
#[derive(Debug)]
pub(super) struct SeatInput {
    /// Its key: the end of the names of its fields.
    pub(super) key: String,
    pub(super) name: String,
    /// What it is there for, unless somebody chooses otherwise.
    pub(super) share: &'static str,
    /// What stands at the table already.
    pub(super) stands: Option<Seat>,
}

const fn text(name: &'static str, label: &'static str, hint: &'static str) -> Input {
    Input::Text {
        name,
        label,
        hint,
        optional: false,
        start: "",
    }
}

/// Makes the fields of one form for one reader.
pub(super) struct Inputs<'a> {
    pub(super) shown: &'a Shown,
    pub(super) actor: &'a Actor,
    pub(super) lang: Language,
    pub(super) now: Instant,
    /// Places to choose from, when a name fitted several.
    pub(super) offered: &'a [OfferedPlace],
    /// Cases that it may be put together with.
    pub(super) likely: &'a [ChoiceOption],
}

impl Inputs<'_> {
    /// The fields of the form of `verb`, in order.
    #[expect(clippy::too_many_lines, reason = "one arm for each act")]
    pub(super) fn of(&self, verb: Verb) -> Vec<Input> {
        let lang = self.lang;
        let own = words::f_words_hint(lang);
        match verb {
            Verb::Join | Verb::Leave | Verb::Withdraw | Verb::GoUnnamed => Vec::new(),
            Verb::CheckConflict | Verb::CheckRegrade => self.check(verb),
            Verb::Hear => vec![Input::Text {
                name: "words",
                label: words::f_words(lang),
                hint: words::f_hear_hint(lang),
                optional: false,
                start: words::f_hear_start(lang),
            }],
            Verb::Ask => vec![text("words", words::f_ask(lang), own)],
            Verb::AnswerQuestion => vec![text("words", words::f_answer(lang), "")],
            Verb::Plan => vec![
                text("step", words::f_step(lang), own),
                self.doer(),
                self.promised(words::f_promised(lang), false),
            ],
            Verb::Settle => vec![
                text("step", words::f_step(lang), own),
                self.promised(words::f_promised(lang), true),
            ],
            Verb::MovePlan => vec![
                self.promised(words::f_new_date(lang), false),
                text("reason", words::f_reason(lang), own),
            ],
            Verb::ReportDone => {
                let label = words::f_photo(lang);
                vec![
                    text("words", words::f_done(lang), own),
                    Input::Photo { label },
                ]
            }
            Verb::Answer => self.answer(),
            Verb::Reopen
            | Verb::Appeal
            | Verb::ContestRegrade
            | Verb::AskUp
            | Verb::AskThread
            | Verb::AskTime
            | Verb::Split => {
                vec![text("reason", words::f_reason(lang), own)]
            }
            Verb::HandUp | Verb::HandBack | Verb::HandAcross => self.handing(verb),
            Verb::AskTable => vec![text("words", words::f_contest(lang), own)],
            Verb::CallTable => self.table(),
            Verb::RewriteTable => self.table_anew(),
            Verb::DeliverLetter => self.delivery(),
            Verb::EnterReply => self.letter_reply(),
            Verb::Decline => vec![
                self.ground(),
                text("words", words::f_words(lang), own),
                text(
                    "instead",
                    words::f_instead(lang),
                    words::f_instead_hint(lang),
                ),
            ],
            Verb::Rule => vec![self.ruling(), text("words", words::f_words(lang), own)],
            Verb::Merge => self.merge(),
            Verb::MergeAnswer => vec![self.reply()],
            Verb::Correct => self.correct(),
            Verb::OpenIdentity => vec![text(
                "purpose",
                words::f_purpose(lang),
                words::f_purpose_hint(lang),
            )],
            Verb::Flag => vec![
                self.part(self.texts()),
                self.rule(),
                Input::Text {
                    name: "words",
                    label: words::f_more(lang),
                    hint: "",
                    optional: true,
                    start: "",
                },
            ],
            Verb::DismissFlag => vec![self.flag(), text("words", words::f_reason(lang), "")],
            Verb::Remove => vec![
                self.part(self.texts()),
                self.rule(),
                text("words", words::f_reason(lang), ""),
            ],
            Verb::Restore => vec![
                self.part(self.removed(|_| true)),
                text("words", words::f_reason(lang), ""),
            ],
            Verb::AppealRemoval => vec![
                self.part(self.appealable()),
                text("words", words::f_appeal_removal(lang), ""),
            ],
            Verb::LookAgain => self.look_again(),
        }
    }

    /// The likely ones to choose from, where there are any, and the number of another.
    fn merge(&self) -> Vec<Input> {
        let lang = self.lang;
        let alone = self.likely.is_empty();
        let hint = if alone {
            words::f_other_hint(lang)
        } else {
            words::f_other_else_hint(lang)
        };
        let another = ChoiceOption::new("", words::f_like_none(lang), "");
        let likely = self.likely.iter().cloned();
        let options = likely.chain(std::iter::once(another)).collect();
        let like = (!alone).then(|| Input::Choice {
            name: "like",
            label: words::f_like(lang),
            hint: words::f_like_hint(lang),
            options,
        });
        let other = Input::Line {
            name: "other",
            label: words::f_other(lang),
            hint: hint.into(),
            optional: !alone,
        };
        let why = text("words", words::f_reason(lang), words::f_words_hint(lang));
        like.into_iter().chain([other, why]).collect()
    }

    fn doer(&self) -> Input {
        Input::Line {
            name: "who",
            label: words::f_who(self.lang),
            hint: words::f_who_hint(self.lang).into(),
            optional: true,
        }
    }

    fn promised(&self, label: &'static str, optional: bool) -> Input {
        let lang = self.lang;
        let local = self.shown.local(lang, self.now);
        let mut hint = String::new();
        if let Some(body) = self.shown.holder() {
            let urgency = self.shown.case.concern.urgency;
            let latest = clock::promise_latest(urgency, &body.calendar, self.now);
            hint = words::f_promised_hint(lang, &local.date(latest).shown);
        }
        if optional && let Some(owed) = owed(&self.shown.case.stage) {
            if lang == Language::En {
                hint.push(' ');
            }
            hint.push_str(&words::f_promised_settle_hint(
                lang,
                &local.full(owed).shown,
            ));
        }
        Input::Day {
            name: "promised",
            label,
            hint: hint.into(),
            optional,
        }
    }

    fn answer(&self) -> Vec<Input> {
        let lang = self.lang;
        let verdicts =
            Verdict::ALL.map(|one| ChoiceOption::new(one.code(), verdict(lang, one), ""));
        let none = ChoiceOption::new("", words::reason_none(lang), "");
        let reasons = AnswerReason::ALL.into_iter().map(|one| {
            let aside = match one {
                AnswerReason::Pressed if self.shown.case.concern.visibility.is_public() => {
                    words::reason_pressed_note(lang)
                }
                AnswerReason::Pressed => words::reason_pressed_note_private(lang),
                AnswerReason::NothingHappened
                | AnswerReason::CameBack
                | AnswerReason::OnlyPartly => "",
            };
            ChoiceOption::new(one.code(), reason(lang, one), aside)
        });
        vec![
            Input::Choice {
                name: "verdict",
                label: words::f_verdict(lang),
                hint: "",
                options: verdicts.to_vec(),
            },
            Input::Choice {
                name: "reason",
                label: words::f_answer_reason(lang),
                hint: "",
                options: std::iter::once(none).chain(reasons).collect(),
            },
        ]
    }

    fn ground(&self) -> Input {
        let lang = self.lang;
        let name = |one| match one {
            DeclineGround::NothingToActOn => words::ground_nothing_to_act_on(lang),
            DeclineGround::AlreadyDecided => words::ground_already_decided(lang),
            DeclineGround::Unlawful => words::ground_unlawful(lang),
            DeclineGround::OutsideArea => words::ground_outside_area(lang),
        };
        Input::Choice {
            name: "ground",
            label: words::f_ground(lang),
            hint: words::f_ground_hint(lang),
            options: DeclineGround::ALL
                .map(|one| ChoiceOption::new(one.code(), name(one), ""))
                .to_vec(),
        }
    }

    fn ruling(&self) -> Input {
        let lang = self.lang;
        let name = |one| match one {
            Ruling::ForTheResident => words::ruling_for_the_resident(lang),
            Ruling::RefusalStands => words::ruling_refusal_stands(lang),
        };
        Input::Choice {
            name: "ruling",
            label: words::f_ruling(lang),
            hint: "",
            options: Ruling::ALL
                .map(|one| ChoiceOption::new(one.code(), name(one), ""))
                .to_vec(),
        }
    }

    fn reply(&self) -> Input {
        let lang = self.lang;
        Input::Choice {
            name: "reply",
            label: words::f_reply(lang),
            hint: "",
            options: vec![
                ChoiceOption::new("yes", words::reply_yes(lang), ""),
                ChoiceOption::new("no", words::reply_no(lang), ""),
            ],
        }
    }
}

/// By when an outcome is owed where nothing was promised.
fn owed(stage: &Stage) -> Option<Instant> {
    match stage {
        Stage::Waiting { plan_due, .. } | Stage::Heard { plan_due, .. } => Some(*plan_due),
        Stage::Acting {
            work: Work::PlanOwed { due },
        } => Some(*due),
        Stage::Acting {
            work: Work::Planned { .. },
        }
        | Stage::Deliberating { .. }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => None,
    }
}

/// What somebody says about a report.
pub(super) const fn verdict(lang: Language, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Solved => words::verdict_solved(lang),
        Verdict::Partly => words::verdict_partly(lang),
        Verdict::NotSolved => words::verdict_not_solved(lang),
        Verdict::NoLongerNeeded => words::verdict_no_longer_needed(lang),
    }
}

/// Why they say so.
pub(super) const fn reason(lang: Language, reason: AnswerReason) -> &'static str {
    match reason {
        AnswerReason::NothingHappened => words::reason_nothing_happened(lang),
        AnswerReason::CameBack => words::reason_came_back(lang),
        AnswerReason::OnlyPartly => words::reason_only_partly(lang),
        AnswerReason::Pressed => words::reason_pressed(lang),
    }
}
