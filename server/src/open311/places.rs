//! Where a posted request is: a point, a place by its name in an address, or
//! the key of a place.

use domain::case::Point as CasePoint;
use domain::geometry::Point;
use domain::place::Place;
use pages::form::Posted;
use pages::text::open311 as words;

use super::asked::Asked;
use super::fault::Fault;

/// The most parts of an address that are looked up.
const PARTS: usize = 8;

/// Where it is.
#[derive(Clone, Debug)]
pub struct Located {
    /// The place.
    pub place: Place,
    /// The exact spot, if one was sent.
    pub point: Option<CasePoint>,
    /// The address, if it says more than the name of the place.
    pub address: Option<String>,
}

/// Finds out where a request is.
pub async fn locate(asked: &Asked<'_>, form: &Posted) -> Result<Located, Fault> {
    let field = |name| Some(form.text(name).trim()).filter(|text| !text.is_empty());
    let address = field("address_string").or_else(|| field("address"));
    let point = match (field("lat"), field("long")) {
        (None, None) => None,
        (lat, long) => {
            let point = Point::parse(lat.unwrap_or_default(), long.unwrap_or_default());
            Some(point.map_err(|_| Fault::bad(words::bad_point(asked.lang)))?)
        }
    };
    let place = match (point, field("address_id"), address) {
        (Some(point), _, _) => at_point(asked, point).await?,
        (None, Some(slug), _) => by_key(asked, slug).await?,
        (None, None, Some(address)) => by_address(asked, address).await?,
        (None, None, None) => return Err(Fault::bad(words::no_location(asked.lang))),
    };
    let says_more = |text: &&str| *text != place.names.in_language(asked.lang);
    Ok(Located {
        point: point.map(CasePoint::from),
        address: address.filter(says_more).map(str::to_owned),
        place,
    })
}

async fn at_point(asked: &Asked<'_>, point: Point) -> Result<Place, Fault> {
    let found = asked.stored(asked.app.store.locate(point).await)?;
    found.ok_or_else(|| Fault::bad(words::outside(asked.lang)))
}

async fn by_key(asked: &Asked<'_>, slug: &str) -> Result<Place, Fault> {
    let found = asked.stored(asked.app.store.find_place_by_slug(slug).await)?;
    found.ok_or_else(|| Fault::bad(words::no_such_place(asked.lang)))
}

/// The place that one part of an address names, the most specific part first.
/// A name that several places have is none: a guess would send it astray.
async fn by_address(asked: &Asked<'_>, address: &str) -> Result<Place, Fault> {
    let parts = address.split([',', '，', ';', '\n']).map(str::trim);
    for part in parts.filter(|part| !part.is_empty()).take(PARTS) {
        let found = asked.stored(asked.app.store.search_places(part, None, 20).await)?;
        let folded = domain::text::fold(part);
        let mut named = found.into_iter().filter(|place| {
            domain::language::Language::ALL
                .into_iter()
                .any(|lang| domain::text::fold(place.names.in_language(lang)) == folded)
        });
        if let (Some(place), None) = (named.next(), named.next()) {
            return Ok(place);
        }
    }
    Err(Fault::bad(words::address_unknown(asked.lang)))
}
