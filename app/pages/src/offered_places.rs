//! Places to choose from, each with what it lies in: places of one name are told apart
//! by nothing else.

use domain::id::PlaceId;
use domain::language::{Language, Names};
use domain::place::Place;
use domain::text::fold;
use store::{Conn, StoreError};

use crate::app::App;
use crate::components::ChoiceOption;
use crate::errors::PageError;

/// A place that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OfferedPlace {
    /// The place.
    pub(crate) place: Place,
    /// The names of what it lies in, the nearest first; may be left out.
    around: Vec<Names>,
}

impl OfferedPlace {
    /// A place on a page that says what it lies in already.
    pub(crate) const fn bare(place: Place) -> Self {
        let around = Vec::new();
        Self { place, around }
    }

    /// What it is called.
    pub(crate) fn name(&self, lang: Language) -> &str {
        self.place.names.in_language(lang)
    }

    /// What it lies in, as an address is written; empty for a root.
    pub(crate) fn around(&self, lang: Language) -> String {
        let names = self.around.iter().map(|names| names.in_language(lang));
        match lang {
            Language::En => names.collect::<Vec<_>>().join(", "),
            Language::Hans | Language::Hant => names.rev().collect(),
        }
    }

    /// It as one thing to choose.
    pub(crate) fn option(&self, lang: Language) -> ChoiceOption {
        let name = self.name(lang).to_owned();
        ChoiceOption::new(self.place.slug.clone(), name, self.around(lang))
    }
}

/// These places with what they lie in, in their order: one statement.
pub(crate) async fn with_around(
    conn: &mut Conn<'_>,
    places: Vec<Place>,
) -> Result<Vec<OfferedPlace>, StoreError> {
    let ids: Vec<PlaceId> = places.iter().map(|place| place.id).collect();
    let addresses = conn.list_addresses(&ids).await?;
    let offered = |place: Place| {
        let address = addresses.iter().find(|one| one.place == place.id);
        // The first name is its own.
        let around = address.and_then(|one| one.path.get(1..));
        let around = around.unwrap_or_default().to_vec();
        OfferedPlace { place, around }
    };
    Ok(places.into_iter().map(offered).collect())
}

/// What a name that somebody typed leads to.
pub(crate) enum Found {
    /// One place.
    One(PlaceId),
    /// Several that could be meant.
    Several(Vec<OfferedPlace>),
    /// None.
    None,
}

/// The place of this name: whatever else has it in its own, the one whose whole name it
/// is. Where several are called so, `before` goes on being meant if it is one of them.
pub(crate) async fn by_name(
    app: &App,
    typed: &str,
    before: Option<PlaceId>,
    most: i64,
) -> Result<Found, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let found = conn.search_places(typed, None, most).await?;
    let whole = fold(typed);
    let called_so = |place: &&Place| {
        let mut names = Language::ALL
            .map(|lang| place.names.in_language(lang))
            .into_iter();
        names.any(|name| fold(name) == whole)
    };
    let exact: Vec<&Place> = found.iter().filter(called_so).collect();
    let one = match (found.as_slice(), exact.as_slice()) {
        ([], _) => return Ok(Found::None),
        ([only], _) => Some(only.id),
        (_, [only]) => Some(only.id),
        (_, several) => before.filter(|before| several.iter().any(|one| one.id == *before)),
    };
    match one {
        Some(id) => Ok(Found::One(id)),
        None => Ok(Found::Several(with_around(&mut conn, found).await?)),
    }
}
