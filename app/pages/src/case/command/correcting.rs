//! Reading a correction: the place is typed by name, and chosen where a name
//! fits several.

use domain::case::{Command, Correction, PlaceCorrection};
use domain::charter::Urgency;

use super::{Reading, SAME};
use crate::app::App;
use crate::errors::PageError;
use crate::offered_places::{Found, by_name};

/// Most places offered for one name.
const OFFERED: i64 = 12;

impl Reading<'_> {
    pub(super) async fn correct(&mut self, app: &App) -> Result<Option<Command>, PageError> {
        let (found, place) = self.place(app).await?;
        let category = Some(self.form.text("category"))
            .filter(|key| !key.is_empty() && *key != SAME)
            .map(str::to_owned);
        let urgency = Urgency::from_code(self.form.text("urgency"));
        let reason = self.sentence("reason");
        if !found {
            return Ok(None);
        }
        Ok(reason.map(|reason| Command::Correct {
            correction: Correction {
                place,
                category,
                urgency,
            },
            reason,
        }))
    }

    /// Whether the place is clear, and which it is, if one was named.
    async fn place(&mut self, app: &App) -> Result<(bool, Option<PlaceCorrection>), PageError> {
        let typed = self.form.text("place").trim();
        if typed.is_empty() {
            return Ok((true, None));
        }
        let chosen = self.form.text("which");
        let found = match chosen {
            "" => by_name(app, typed, None, OFFERED).await?,
            slug => match app.store.find_place_by_slug(slug).await? {
                Some(place) => Found::One(place.id),
                None => Found::None,
            },
        };
        let place = match found {
            Found::One(place) => place,
            Found::None => {
                self.say("place", "place-unknown");
                return Ok((false, None));
            }
            Found::Several(places) => {
                self.say("which", "place-several");
                self.offered = places;
                return Ok((false, None));
            }
        };
        let path = app.store.find_place_path(place).await?;
        let correction = PlaceCorrection {
            place,
            place_path: path.iter().rev().map(|place| place.id).collect(),
            point: None,
        };
        Ok((true, Some(correction)))
    }
}
