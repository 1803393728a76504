//! The rules of an installation that has none of its own yet: those that ship
//! with Linli, as version 1. Without rules nobody could file anything.

use domain::charter::{Charter, SHIPPED};
use domain::instant::Instant;
use store::Store;

/// Keeps the shipped charter where there is none. The first own one replaces
/// it at once as long as nobody has filed a case.
pub async fn keep(store: &Store, now: Instant) -> anyhow::Result<()> {
    let shipped = Charter::shipped();
    if store.keep_first_charter(&shipped, SHIPPED, now).await? {
        tracing::info!("the charter that ships with Linli applies until you import your own");
    }
    Ok(())
}
