//! Who is told about where they live: in the app at once, and outside where
//! an act is asked. No label of a door is ever in it.

use domain::household::HomeNotice;
use domain::id::{PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use serde::{Deserialize, Serialize};
use sqlx::types::{Json, Uuid};

use crate::Writer;
use crate::cases::notify::What;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    PLACE_NAMES = "SELECT names FROM places WHERE id = $1";
    NEIGHBOURS = "SELECT DISTINCT r.person
        FROM residencies r
        JOIN households h ON h.id = r.household
        WHERE h.place = $1 AND r.ended_at IS NULL AND r.person <> $2
            AND NOT EXISTS (SELECT 1 FROM residencies o WHERE o.person = r.person AND o.household = $3 AND o.ended_at IS NULL)";
}

/// What the text of a notice about where somebody lives needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeArgs {
    /// The building.
    pub place: Names,
    /// Who asks, by the name they chose.
    pub name: Option<String>,
    /// The reason that was given.
    pub words: Option<String>,
}

impl Writer {
    pub(crate) async fn home_args(
        &mut self,
        place: PlaceId,
        name: Option<&str>,
        words: Option<&str>,
    ) -> Result<HomeArgs, StoreError> {
        let names: Json<Names> = on!(self, |conn| sqlx::query_scalar(PLACE_NAMES)
            .bind(place.uuid())
            .fetch_one(conn)
            .await)
        .during("find the names of a place")?;
        Ok(HomeArgs {
            place: names.0,
            name: name.map(str::to_owned),
            words: words.map(str::to_owned),
        })
    }

    /// Verified neighbours of a building, without who asks and their household.
    pub(crate) async fn neighbours(
        &mut self,
        place: PlaceId,
        asker: PersonId,
        household: Uuid,
    ) -> Result<Vec<PersonId>, StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(NEIGHBOURS)
            .bind(place.uuid())
            .bind(asker.uuid())
            .bind(household)
            .fetch_all(conn)
            .await)
        .during("find neighbours")?;
        Ok(people.into_iter().map(PersonId::new).collect())
    }

    /// Puts a notice for each of these people into the outbox; one cause tells
    /// each of them once.
    pub(crate) async fn tell_home(
        &mut self,
        notice: HomeNotice,
        cause: &str,
        people: &[PersonId],
        args: &HomeArgs,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let what = What {
            cause,
            kind: notice.code(),
            asks: notice.asks_act(),
        };
        self.tell_people(people, what, args, ids, now).await
    }
}
