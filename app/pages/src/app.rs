//! What every handler is given: the store, the clock, and what the operator
//! configured. Cheap to clone; made once by `server`.

use std::ops::Deref;
use std::sync::Arc;

use store::Store;
use store::clock::Clock;
use store::ids::Ids;

use crate::drawing::Drawing;
use crate::layout::Site;
use crate::live::Live;
use crate::passwords::Passwords;
use crate::photos::Photos;
use crate::secret::Secret;
use crate::throttle::Throttle;

/// The state of the web application.
#[derive(Clone, Debug)]
pub struct App(Arc<AppParts>);

/// The parts of [`App`].
#[derive(Debug)]
pub struct AppParts {
    /// What is kept.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Ids.
    pub ids: Ids,
    /// Logical names of static files and their addresses.
    pub site: Arc<Site>,
    /// The installation's key for signed links and keyed hashes.
    pub secret: Secret,
    /// Where residents reach this installation, such as `https://linli.example`, without a final slash.
    pub base_url: String,
    /// Whether this is the demo: shows who to sign in as, `/dev/mail`, `/dev/patterns`.
    pub demo: bool,
    /// How much one account or address may do in a while.
    pub throttle: Throttle,
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// Re-encodes photos, a few at a time.
    pub photos: Photos,
    /// Which pictures are drawn.
    pub drawing: Drawing,
    /// Who follows which thread.
    pub live: Live,
}

impl App {
    /// Shares `parts` among all handlers.
    pub fn new(parts: AppParts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0
    }
}
