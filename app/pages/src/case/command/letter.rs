//! From the forms about a letter to what was delivered and answered.

use domain::case::stage::{DeclineGround, Stage};
use domain::case::{Command, LetterReply, Refused, Ruling};
use domain::id::PhotoId;
use domain::text::Sentence;

use super::Reading;
use crate::case::load::Shown;

impl Reading<'_> {
    pub(super) fn delivered(&mut self, shown: &Shown) -> Option<Command> {
        let (on, words) = (self.day("day", shown), self.sentence("words"));
        Some(Command::DeliverLetter {
            on: on?,
            words: words?,
        })
    }

    pub(super) fn answered(&mut self, shown: &Shown, photos: &[PhotoId]) -> Option<Command> {
        // By what the form says before the stage: one that is sent twice is read the same.
        let says = |field| !self.form.text(field).is_empty();
        let stage = &shown.case.stage;
        let rules = says("ruling") || matches!(stage, Stage::Appealed { .. });
        let calls = says("convener") || matches!(stage, Stage::TableOwed { .. });
        let (reply, words) = if rules {
            let ruling = self.choice("ruling", Ruling::from_code);
            let words = self.sentence("words");
            let reply = ruling.map(|ruling| LetterReply::Ruled { ruling });
            (reply, words)
        } else if calls {
            let call = self.table(shown).map(Box::new);
            let words = call.as_ref().map(|call| call.words.clone());
            (call.map(|call| LetterReply::CalledTable { call }), words)
        } else {
            self.replied(shown)
        };
        // Beside what else has to be mended. Where nothing has to be, the rules say it:
        // a form that is sent twice finds its photos gone with what it did.
        if photos.is_empty() && (reply.is_none() || words.is_none()) {
            self.say("photo", Refused::ScanMissing.code());
        }
        Some(Command::EnterReply {
            reply: reply?,
            words: words?,
            photos: photos.to_vec(),
        })
    }

    fn replied(&mut self, shown: &Shown) -> (Option<LetterReply>, Option<Sentence>) {
        let code = self.choice("reply", |code| {
            LetterReply::CODES.into_iter().find(|one| *one == code)
        });
        let words = self.sentence("words");
        let reply = code.and_then(|code| match code {
            "planned" => self
                .day("promised", shown)
                .map(|promised| LetterReply::Planned { promised }),
            "declined" => {
                let ground = self.choice("ground", DeclineGround::from_code);
                let instead = self.sentence("instead");
                ground
                    .zip(instead)
                    .map(|(ground, instead)| LetterReply::Declined { ground, instead })
            }
            "done" => Some(LetterReply::Done),
            _ => Some(LetterReply::Heard),
        });
        (reply, words)
    }
}
