//! Photos of what was done: they wait for the report until it is in order.

use domain::case::Case;
use domain::id::PhotoId;
use domain::instant::Instant;
use domain::person::Person;

use crate::app::App;
use crate::case::command::Reading;
use crate::errors::PageError;
use crate::photos::MOST;
use crate::staging::Staging;
use crate::text::photos as words;

fn staging(app: &App, person: &Person, case: &Case) -> Staging {
    Staging::new(app, "report photos", person.id, case.id.uuid(), MOST)
}

/// The photos that wait for the report.
pub(super) async fn kept(
    app: &App,
    person: &Person,
    case: &Case,
) -> Result<Vec<PhotoId>, PageError> {
    staging(app, person, case).kept(app).await
}

/// Takes in the photos that came with the form, and says what is wrong with
/// the others. Gives all that wait.
pub(super) async fn take(
    app: &App,
    person: &Person,
    case: &Case,
    files: Vec<Vec<u8>>,
    reading: &mut Reading<'_>,
    now: Instant,
) -> Result<Vec<PhotoId>, PageError> {
    let staging = staging(app, person, case);
    let mut all = staging.kept(app).await?;
    for file in files {
        match staging.take(app, file, all.len(), now).await? {
            Ok(photo) => all.push(photo),
            Err(refused) => {
                let text = words::find(reading.lang, refused.code()).unwrap_or_default();
                reading.problems.push("photo", text);
            }
        }
    }
    Ok(all)
}

/// Forgets the draft once its photos belong to the case.
pub(super) async fn forget(app: &App, person: &Person, case: &Case) -> Result<(), PageError> {
    staging(app, person, case).forget(app).await
}
