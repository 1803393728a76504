//! What is sent of a case: what everybody sees of it, and nothing else. No
//! name, no address of a person, no answers to the extra questions.

use domain::case::Case;
use domain::exchange::mark;
use domain::permission::visible_parts;
use domain::person::Actor;
use pages::App;
use pages::text::exchange as words;
use store::StoreError;
use store::exchange::{Claimed, Connection};

/// The most characters of a concern that are sent: the standard's 4,000 have to
/// hold the place and the reference too.
const WORDS: usize = 3_400;

/// The fields of a request, without the key.
pub(super) async fn fields(
    app: &App,
    connection: &Connection,
    claimed: &Claimed,
    case: &Case,
) -> Result<Vec<(&'static str, String)>, StoreError> {
    let lang = connection.language;
    let mut snapshot = app.store.snapshot().await?;
    let path = snapshot.conn().find_place_path(case.concern.place).await?;
    let book = app.store.rulebook(snapshot.conn()).await?;
    drop(snapshot);
    let parts = visible_parts(&Actor::Visitor, case).ok();
    let category = book
        .charter(case.charter_version)
        .and_then(|charter| charter.category(&case.concern.category));
    let written = parts.as_ref().and_then(|parts| parts.words);
    let concern = match (written, category) {
        (Some(written), _) => shortened(written.as_str()),
        (None, Some(category)) => category.names.in_language(lang).to_owned(),
        (None, None) => case.concern.category.clone(),
    };
    let link = format!("{}{}", app.base_url, pages::routes::case(case.reference));
    let reference = words::reference(lang, &mark(case.reference, claimed.cause), &link);
    let places: Vec<&str> = path
        .iter()
        .rev()
        .map(|place| place.names.in_language(lang))
        .collect();
    let code = connection.services.code(&case.concern.category);
    let mut fields = vec![
        ("service_code", code.to_owned()),
        ("description", format!("{concern}\n{reference}")),
        ("address_string", places.join(", ")),
    ];
    if let Some(point) = case.concern.point {
        let degrees = |e6: i32| (f64::from(e6) / 1_000_000.0).to_string();
        fields.push(("lat", degrees(point.latitude_e6)));
        fields.push(("long", degrees(point.longitude_e6)));
    }
    if let Some(photo) = parts.and_then(|parts| parts.photos.first().map(|one| one.photo)) {
        let address = format!("{}{}", app.base_url, pages::routes::photo(photo, "large"));
        fields.push(("media_url", address));
    }
    Ok(fields)
}

fn shortened(words: &str) -> String {
    if words.chars().nth(WORDS).is_none() {
        return words.to_owned();
    }
    let mut short: String = words.chars().take(WORDS).collect();
    short.push('…');
    short
}
