//! A place with what lies around it, as several pages ask for it.

use domain::language::Language;
use domain::place::{Place, PlaceKind};
use store::Conn;
use store::lists::places::PlaceFamily;

use crate::errors::PageError;
use crate::natural_order;

/// The longest part of an address that names a place.
const SLUG_LENGTH: usize = 200;

/// A place with what is around it.
///
/// # Errors
/// [`PageError::NotFound`] when no place has this slug.
pub(crate) async fn find(conn: &mut Conn<'_>, slug: &str) -> Result<PlaceFamily, PageError> {
    // What no slug can be never reaches the database.
    let plain = slug
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !plain || slug.len() > SLUG_LENGTH {
        return Err(PageError::NotFound);
    }
    let mut family = conn
        .find_place_family(slug)
        .await?
        .ok_or(PageError::NotFound)?;
    // Building 2 before building 10.
    family.children.sort_by_cached_key(|place| {
        let name = place.names.in_language(Language::Hans);
        natural_order::key(&domain::text::fold(name))
    });
    Ok(family)
}

/// The neighbourhood of who lives at the end of this path: the community, or
/// the place itself where it lies in none.
pub(crate) fn neighbourhood(path: Vec<Place>) -> Option<Place> {
    let community = path
        .iter()
        .rposition(|place| place.kind == PlaceKind::Community);
    let at = community.or(path.len().checked_sub(1))?;
    path.into_iter().nth(at)
}
