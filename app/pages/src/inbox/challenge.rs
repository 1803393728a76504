//! A challenge in the inbox, of which one of the bodies owes something.

use domain::challenge::{NextStep, Owed};
use domain::permission::Act;
use domain::text::foreign;
use leptos::prelude::*;
use store::challenges::ChallengeSummary;

use super::List;
use crate::challenges::card::ChallengeCards;
use crate::components::{Chip, LinkButton, Tone};
use crate::routes;
use crate::text::challenges as challenge_words;
use crate::text::inbox as words;

impl List<'_> {
    /// A challenge of which one of the bodies owes something.
    pub(super) fn challenge(&self, one: &ChallengeSummary, step: NextStep) -> AnyView {
        let (lang, challenge) = (self.lang, &one.challenge);
        let cards = ChallengeCards {
            lang,
            now: self.visitor.now,
            book: &self.book,
        };
        let date = cards.local(challenge).near(step.by).shown;
        let (tone, label) = if step.by < self.visitor.now {
            (Tone::Asks, words::late(lang, &date))
        } else {
            (Tone::Waits, words::due(lang, &date))
        };
        let reference = challenge.reference;
        let (what, href, button) = match step.what {
            Owed::Review => (
                challenge_words::inbox_review(lang),
                routes::challenge_act(reference, Act::Review.code()),
                challenge_words::review_label(lang),
            ),
            Owed::Attempt { number } => {
                let act = routes::challenge_act(reference, Act::Judge.code());
                (
                    challenge_words::inbox_attempt(lang),
                    format!("{act}?part={number}"),
                    challenge_words::judge_label(lang),
                )
            }
            Owed::Measure { number } => {
                let act = routes::challenge_act(reference, Act::EndMeasure.code());
                (
                    challenge_words::inbox_measure(lang),
                    format!("{act}?part={number}"),
                    challenge_words::end_measure_label(lang),
                )
            }
        };
        let place = one.place.in_language(lang).to_owned();
        let about = format!("challenge-{reference}-heading");
        view! {
            <li>
                <div class="row small">
                    <Chip tone label/>
                    <Chip label=challenge_words::inbox_chip(lang)/>
                    <span class="soft">{place}</span>
                </div>
                <h2 id=about.clone()>
                    <a href=routes::challenge(reference) lang=foreign(challenge.title.as_str(), lang)>{challenge.title.to_string()}</a>
                </h2>
                <p>{what}</p>
                <div class="actions"><LinkButton href label=button about/></div>
            </li>
        }
        .into_any()
    }
}
