//! Reading how a case is passed on.

use domain::case::{BackGround, Handing, UpGround};

use super::Reading;
use crate::case::load::Shown;
use crate::case::verb::Verb;

impl Reading<'_> {
    /// `None` when something has to be mended, or for an act that passes nothing on.
    pub(super) fn handing(&mut self, verb: Verb, shown: &Shown) -> Option<Handing> {
        match verb {
            Verb::HandUp => {
                let ground = self.choice("ground", UpGround::from_code);
                let (tried, asked) = (self.sentence("tried"), self.sentence("asked"));
                Some(Handing::Up {
                    ground: ground?,
                    tried: tried?,
                    asked: asked?,
                })
            }
            Verb::HandBack => {
                let ground = self.choice("ground", BackGround::from_code);
                let line = self.choice("line", |key| (!key.is_empty()).then(|| key.to_owned()));
                let words = self.sentence("words");
                Some(Handing::Back {
                    ground: ground?,
                    line: line?,
                    words: words?,
                })
            }
            Verb::HandAcross => {
                let peers = shown.peers();
                let to = self.choice("to", |key| {
                    let peer = peers.iter().find(|peer| peer.key == key);
                    peer.map(|peer| peer.id)
                });
                let words = self.sentence("words");
                Some(Handing::Across {
                    to: to?,
                    words: words?,
                })
            }
            _ => None,
        }
    }
}
