//! Who is told about a mediation. A notice says that something waits and where; it
//! quotes nothing and names nobody, so a mail that somebody else reads tells little.

use std::collections::BTreeSet;

use domain::id::PersonId;
use domain::instant::Instant;
use domain::mediation::{Mediation, Recorded, To, notices};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use crate::Writer;
use crate::cases::notify::{NoticeRow, What};
use crate::error::StoreError;
use crate::ids::Ids;

/// What the text of a notice about a mediation needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediationArgs {
    /// Its reference.
    pub mediation: String,
}

/// The causes of all notices about a mediation begin so. The number of the event is in
/// no message: a message is known by a key of its own.
pub(super) fn cause(mediation: Uuid, part: &str) -> String {
    format!("mediation:{mediation}:{part}")
}

impl Writer {
    /// Tells what happened, once for each event.
    pub(super) async fn tell_mediation(
        &mut self,
        mediation: &Mediation,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        for one in recorded {
            let mut rows = Vec::new();
            for (notice, to) in notices(mediation, one) {
                let people = self.people_of(mediation, to).await?;
                let what = What {
                    cause: &cause(mediation.id.uuid(), &one.number.to_string()),
                    kind: notice.code(),
                    asks: notice.asks_act(),
                };
                for recipient in self.recipients(people.into_iter()).await? {
                    rows.extend(NoticeRow::of(&recipient, what, ids, now));
                }
            }
            if !rows.is_empty() {
                let args = MediationArgs {
                    mediation: mediation.reference.to_string(),
                };
                self.insert_notice_rows(&rows, &args, None, now).await?;
            }
        }
        Ok(())
    }

    async fn people_of(
        &mut self,
        mediation: &Mediation,
        to: To,
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        Ok(match to {
            To::Person(person) => BTreeSet::from([person]),
            To::Household => {
                let people = self.conn().list_asked(mediation.id).await?;
                people.into_iter().collect()
            }
            To::Body => {
                let people = self.conn().seats_of_body(mediation.body).await?;
                let parties: Vec<PersonId> = mediation.parties().collect();
                let others = people.into_iter().filter(|one| !parties.contains(one));
                others.collect()
            }
        })
    }
}
