//! Reading flags and removals.

use domain::case::{Command, Part, Rule};
use domain::id::{FlagId, PhotoId};
use uuid::Uuid;

use super::Reading;
use crate::app::App;
use crate::case::verb::Verb;

impl Reading<'_> {
    pub(super) fn of_moderation(&mut self, verb: Verb, app: &App) -> Option<Command> {
        Some(match verb {
            Verb::Flag => {
                let (part, rule) = (self.part(), self.choice("rule", Rule::from_code));
                let words = self.optional("words");
                Command::Flag {
                    id: FlagId::new(app.ids.uuid()),
                    part: part?,
                    rule: rule?,
                    words: words?,
                }
            }
            Verb::DismissFlag => {
                let id = self.choice("flag", |id| Uuid::parse_str(id).ok().map(FlagId::new));
                let words = self.sentence("words");
                Command::DismissFlag {
                    id: id?,
                    words: words?,
                }
            }
            Verb::Remove => {
                let (part, rule) = (self.part(), self.choice("rule", Rule::from_code));
                let words = self.sentence("words");
                Command::Remove {
                    part: part?,
                    rule: rule?,
                    words: words?,
                }
            }
            Verb::Restore => {
                let (part, words) = (self.part(), self.sentence("words"));
                Command::Restore {
                    part: part?,
                    words: words?,
                }
            }
            Verb::AppealRemoval => {
                let (part, words) = (self.part(), self.sentence("words"));
                Command::AppealRemoval {
                    part: part?,
                    words: words?,
                }
            }
            Verb::LookAgain => self.looked_again()?,
            _ => return None,
        })
    }

    fn looked_again(&mut self) -> Option<Command> {
        let part = self.part();
        let restores = self.choice("reply", |code| match code {
            "restore" => Some(true),
            "keep" => Some(false),
            _ => None,
        });
        let words = self.sentence("words");
        let (part, restores, words) = (part?, restores?, words?);
        Some(if restores {
            Command::Restore { part, words }
        } else {
            Command::KeepRemoved { part, words }
        })
    }

    fn part(&mut self) -> Option<Part> {
        self.choice("part", read_part)
    }
}

/// A part of a case as a form carries it.
pub(in crate::case) fn part_code(part: Part) -> String {
    match part {
        Part::Concern => "concern".to_owned(),
        Part::Photo { photo } => format!("photo-{photo}"),
        Part::Event { number } => format!("event-{number}"),
    }
}

fn read_part(code: &str) -> Option<Part> {
    match code.split_once('-') {
        None => (code == "concern").then_some(Part::Concern),
        Some(("photo", id)) => Uuid::parse_str(id).ok().map(|id| Part::Photo {
            photo: PhotoId::new(id),
        }),
        Some(("event", number)) => number.parse().ok().map(|number| Part::Event { number }),
        Some(_) => None,
    }
}
