//! Accounts: signing up and in, codes, passwords, devices.
//!
//! Nothing here tells a stranger whether an address has an account: known and
//! unknown ones get the same page, the same length and take the same time.

use axum::Router;

use crate::app::App;

mod account;
mod confirm;
mod devices;
mod forgot;
mod new_address;
mod preferences;
pub(crate) mod settings;
mod sign_in;
mod sign_up;
mod tries;

pub(crate) use settings::{Home, home};

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(sign_up::routes())
        .merge(confirm::routes())
        .merge(forgot::routes())
        .merge(account::routes())
        .merge(devices::routes())
        .merge(settings::routes())
        .merge(preferences::routes())
}
