//! Who is told about a challenge, in the app: the members of a body that sits at its
//! table from now on or that missed a date, and at the end the residents of the cases
//! under it. Who did it is not told.

use std::collections::BTreeSet;

use domain::challenge::{Challenge, ChallengeNotice, Event, Recorded};
use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use crate::Writer;
use crate::cases::notify::What;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    // Who is affected by a public case under it.
    LIST_AFFECTED_UNDER = "SELECT DISTINCT a.person
        FROM challenge_cases g
        JOIN cases c ON c.id = g.case_id
        JOIN affected a ON a.case_id = c.id
        WHERE g.challenge = $1 AND c.visibility <> 'body-only'";
}

/// What the text of a notice about a challenge needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeArgs {
    /// Its reference.
    pub challenge: String,
    /// What it is called.
    pub title: String,
    /// What was learnt, once it is over.
    #[serde(default)]
    pub words: Option<String>,
}

impl Writer {
    /// Tells those concerned what happened; `seated` are the bodies that sit at the table
    /// from now on.
    pub(super) async fn tell_of_challenge(
        &mut self,
        challenge: &Challenge,
        recorded: &[Recorded],
        seated: &[BodyId],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        for one in recorded {
            let (notice, people, words) = match &one.event {
                Event::Opened { .. } | Event::TableSet { .. } => {
                    (ChallengeNotice::Seat, self.members_of(seated).await?, None)
                }
                Event::Missed { body, .. } => {
                    let people = self.members_of(&[*body]).await?;
                    (ChallengeNotice::Missed, people, None)
                }
                Event::Closed { learnt } => {
                    let people = self.affected_under(challenge).await?;
                    (ChallengeNotice::Closed, people, Some(learnt.to_string()))
                }
                _ => continue,
            };
            let others = people.into_iter();
            let others: Vec<PersonId> = others
                .filter(|person| Some(*person) != one.by.person())
                .collect();
            let args = ChallengeArgs {
                challenge: challenge.reference.to_string(),
                title: challenge.title.to_string(),
                words,
            };
            let kind = notice.code();
            let what = What {
                cause: &format!("{kind}:{}:{}", challenge.id, one.number),
                kind,
                asks: false,
            };
            self.tell_people(&others, what, &args, ids, now).await?;
        }
        Ok(())
    }

    async fn members_of(&mut self, bodies: &[BodyId]) -> Result<BTreeSet<PersonId>, StoreError> {
        let mut people = BTreeSet::new();
        for body in bodies {
            people.extend(self.conn().seats_of_body(*body).await?);
        }
        Ok(people)
    }

    async fn affected_under(
        &mut self,
        challenge: &Challenge,
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_AFFECTED_UNDER)
            .bind(challenge.id.uuid())
            .fetch_all(conn)
            .await)
        .during("list who is affected under a challenge")?;
        Ok(people.into_iter().map(PersonId::new).collect())
    }
}
