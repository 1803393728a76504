//! From the fields of a form to a command, or what has to be mended first.

use domain::case::stage::DeclineGround;
use domain::case::{AnswerReason, Command, Ruling, Verdict};
use domain::id::PhotoId;
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Action, Subject, may};
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use jiff::civil::Date;

use super::load::Shown;
use super::verb::Verb;
use crate::app::App;
use crate::components::Problems;
use crate::dates;
use crate::errors::PageError;
use crate::form::Posted;
use crate::offered_places::OfferedPlace;
use crate::reading::{choice_problem, refusal};
use crate::text::case as case_words;
use crate::visitor::Visitor;

mod correcting;
mod handing;
mod letter;
mod moderating;
mod table;

pub(super) use moderating::part_code;

/// The value of the list of kinds that changes nothing.
pub(super) const SAME: &str = "same";

/// Reads the fields of one form.
pub(super) struct Reading<'a> {
    pub(super) lang: Language,
    pub(super) form: &'a Posted,
    pub(super) problems: Problems,
    /// Places to choose from, when a name fits several.
    pub(super) offered: Vec<OfferedPlace>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(lang: Language, form: &'a Posted) -> Self {
        Self {
            lang,
            form,
            problems: Problems::none(),
            offered: Vec::new(),
        }
    }

    fn say(&mut self, field: &str, code: &'static str) {
        self.problems.push(field, refusal(self.lang, code));
    }

    fn sentence(&mut self, field: &str) -> Option<Sentence> {
        match Sentence::parse(self.form.text(field)) {
            Ok(sentence) => Some(sentence),
            Err(wrong) => {
                self.say(field, wrong.code());
                None
            }
        }
    }

    /// `Some(None)` when the field was left empty.
    #[expect(
        clippy::option_option,
        reason = "wrong, left empty, and typed are three things"
    )]
    fn optional(&mut self, field: &str) -> Option<Option<Sentence>> {
        if self.form.text(field).trim().is_empty() {
            Some(None)
        } else {
            self.sentence(field).map(Some)
        }
    }

    fn choice<T>(&mut self, field: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let typed = self.form.text(field);
        let chosen = read(typed);
        if chosen.is_none() {
            self.say(field, choice_problem(typed));
        }
        chosen
    }

    /// A day, as the moment at which the holder's work ends on it.
    fn day(&mut self, field: &str, shown: &Shown) -> Option<Instant> {
        let typed = self.form.text(field).trim();
        if typed.is_empty() {
            self.say(field, "date-missing");
            return None;
        }
        let day: Option<Instant> = typed
            .parse::<Date>()
            .ok()
            .and_then(|date| dates::end_of_work(&shown.holder()?.calendar, date));
        if day.is_none() {
            self.say(field, "date-unclear");
        }
        day
    }

    /// The command of `verb`; `None` when something has to be mended.
    pub(super) async fn command(
        &mut self,
        app: &App,
        visitor: &Visitor,
        verb: Verb,
        shown: &Shown,
        photos: &[PhotoId],
    ) -> Result<Option<Command>, PageError> {
        Ok(match verb {
            Verb::Merge => self.merge(app, &visitor.actor).await?,
            Verb::Join => Some(Command::Join {
                on_paper: visitor.on_paper(),
            }),
            Verb::Correct => self.correct(app).await?,
            Verb::Leave
            | Verb::AnswerQuestion
            | Verb::Answer
            | Verb::Reopen
            | Verb::Withdraw
            | Verb::Appeal
            | Verb::AskUp
            | Verb::AskThread
            | Verb::AskTime
            | Verb::MergeAnswer
            | Verb::GoUnnamed
            | Verb::ContestRegrade
            | Verb::Split => self.of_resident(verb),
            Verb::CheckConflict | Verb::CheckRegrade => self.checked(verb),
            Verb::Hear
            | Verb::Ask
            | Verb::Plan
            | Verb::Settle
            | Verb::MovePlan
            | Verb::ReportDone
            | Verb::Decline
            | Verb::Rule
            | Verb::OpenIdentity => self.of_holder(verb, shown, photos),
            Verb::AskTable => self
                .sentence("words")
                .map(|words| Command::AskTable { words }),
            Verb::CallTable => self.table(shown).map(|call| Command::CallTable {
                call: Box::new(call),
            }),
            Verb::RewriteTable => self.rewritten(shown).map(|call| Command::RewriteTable {
                call: Box::new(call),
            }),
            Verb::DeliverLetter => self.delivered(shown),
            Verb::EnterReply => self.answered(shown, photos),
            Verb::HandUp | Verb::HandBack | Verb::HandAcross => {
                let handing = self.handing(verb, shown);
                handing.map(|handing| Command::Hand { handing })
            }
            Verb::Flag
            | Verb::DismissFlag
            | Verb::Remove
            | Verb::Restore
            | Verb::AppealRemoval
            | Verb::LookAgain => self.of_moderation(verb, app),
        })
    }

    fn of_resident(&mut self, verb: Verb) -> Option<Command> {
        Some(match verb {
            Verb::Leave => Command::Leave,
            Verb::AnswerQuestion => Command::AnswerQuestion {
                words: self.sentence("words")?,
            },
            Verb::Answer => Command::Answer {
                verdict: self.choice("verdict", Verdict::from_code)?,
                reason: AnswerReason::from_code(self.form.text("reason")),
            },
            Verb::Reopen => Command::Reopen {
                reason: self.sentence("reason")?,
            },
            Verb::Withdraw => Command::Withdraw,
            Verb::AskUp => Command::AskUp {
                reason: self.sentence("reason")?,
            },
            Verb::AskThread => Command::AskThread {
                reason: self.sentence("reason")?,
            },
            Verb::AskTime => Command::AskTime {
                reason: self.sentence("reason")?,
            },
            Verb::GoUnnamed => Command::GoUnnamed,
            Verb::ContestRegrade => Command::ContestRegrade {
                reason: self.sentence("reason")?,
            },
            Verb::Appeal => Command::Appeal {
                reason: self.sentence("reason")?,
            },
            Verb::MergeAnswer => self.choice("reply", |code| match code {
                "yes" => Some(Command::AcceptProposal),
                "no" => Some(Command::RefuseProposal),
                _ => None,
            })?,
            Verb::Split => Command::Split {
                reason: self.sentence("reason")?,
            },
            _ => return None,
        })
    }

    /// What was to be checked first: yes or no, and why.
    fn checked(&mut self, verb: Verb) -> Option<Command> {
        let yes = self.choice("reply", |code| match code {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        let (words, yes) = (self.own_sentence("words")?, yes?);
        Some(if verb == Verb::CheckRegrade {
            Command::CheckRegrade { danger: yes, words }
        } else {
            Command::CheckConflict { found: yes, words }
        })
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each act of a holder")]
    fn of_holder(&mut self, verb: Verb, shown: &Shown, photos: &[PhotoId]) -> Option<Command> {
        Some(match verb {
            Verb::Hear => Command::Hear {
                words: self.own_sentence("words")?,
            },
            Verb::Ask => Command::AskResident {
                words: self.sentence("words")?,
            },
            Verb::Plan => {
                let (step, who) = (self.sentence("step"), self.optional("who"));
                let promised = self.day("promised", shown);
                Command::Plan {
                    step: step?,
                    who: who?,
                    promised: promised?,
                }
            }
            Verb::Settle => {
                let step = self.own_sentence("step");
                let left_empty = self.form.text("promised").trim().is_empty();
                let promised = if left_empty {
                    Some(None)
                } else {
                    self.day("promised", shown).map(Some)
                };
                Command::Settle {
                    step: step?,
                    promised: promised?,
                }
            }
            Verb::MovePlan => {
                let (promised, reason) = (self.day("promised", shown), self.sentence("reason"));
                Command::MovePlan {
                    promised: promised?,
                    reason: reason?,
                }
            }
            Verb::ReportDone => Command::ReportDone {
                words: self.sentence("words")?,
                photos: photos.to_vec(),
            },
            Verb::Decline => {
                let ground = self.choice("ground", DeclineGround::from_code);
                let (words, instead) = (self.sentence("words"), self.sentence("instead"));
                Command::Decline {
                    ground: ground?,
                    words: words?,
                    instead: instead?,
                }
            }
            Verb::Rule => {
                let ruling = self.choice("ruling", Ruling::from_code);
                let words = self.sentence("words");
                Command::RuleOnAppeal {
                    ruling: ruling?,
                    words: words?,
                }
            }
            Verb::OpenIdentity => Command::OpenIdentity {
                purpose: self.sentence("purpose")?,
            },
            _ => return None,
        })
    }

    /// A sentence that is more than the beginning that the form offered.
    fn own_sentence(&mut self, field: &str) -> Option<Sentence> {
        let sentence = self.sentence(field)?;
        let only = Language::ALL
            .into_iter()
            .any(|lang| sentence.is_only(case_words::f_hear_start(lang)));
        if only {
            self.say(field, "only-a-template");
            return None;
        }
        Some(sentence)
    }

    /// The number of the case that was chosen or typed; a choice and another number beside
    /// it are one too many.
    fn other_number(&mut self) -> Option<&'a str> {
        let form = self.form;
        let (chosen, typed) = (form.text("like"), form.text("other").trim());
        if chosen.is_empty() {
            return Some(typed);
        }
        if typed.is_empty() || Reference::parse(typed) == Reference::parse(chosen) {
            return Some(chosen);
        }
        self.say("other", "other-case-twice");
        None
    }

    async fn merge(&mut self, app: &App, actor: &Actor) -> Result<Option<Command>, PageError> {
        let Some(number) = self.other_number() else {
            self.sentence("words");
            return Ok(None);
        };
        let other = match Reference::parse(number) {
            Some(reference) => app.store.find_case(reference).await?,
            None => None,
        };
        // A case that they may not see is as unknown as one that does not exist.
        let other =
            other.filter(|other| may(actor, Action::SeeCase, &Subject::Case(other)).is_ok());
        if other.is_none() {
            self.say("other", "other-case-unknown");
        }
        let words = self.sentence("words");
        Ok(other
            .zip(words)
            .map(|(other, words)| Command::ProposeMerge {
                into: other.id,
                words,
            }))
    }
}
