//! Signing that a building gets a group of its own, and taking that back.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use domain::founding::{FoundingRefused, Signed};
use domain::language::{Language, Names};
use domain::permission::{Action, Denied, Subject, may};
use domain::place::Place;
use store::foundings::Signing;

use super::one;
use crate::app::App;
use crate::components::{Flash, FlashTone};
use crate::errors::PageError;
use crate::form::Posted;
use crate::reading::refusal;
use crate::text::founding as words;
use crate::visitor::Visitor;
use crate::{place_family, routes};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/places/{slug}/found-group", post(act))
}

async fn act(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let person = visitor.signed_in()?.id;
    let here = routes::place(&slug);
    match may(&visitor.actor, Action::SignFounding, &Subject::Nothing) {
        Ok(()) => {}
        Err(Denied::NotConfirmed) => {
            return crate::codes::confirm_first(&app, &visitor, &here).await;
        }
        Err(_) => return Err(PageError::Denied),
    }
    let place = find(&app, &slug).await?;
    let done = if form.text("act") == "take-back" {
        let taken = app.store.take_back_signature(place.id, person, visitor.now);
        taken.await?.map(|()| "taken-back")
    } else {
        let signing = Signing {
            place: place.id,
            person,
            helps: form.has("helps"),
            names: &names(&place),
        };
        let signed = app.store.sign_founding(&signing, &app.ids, visitor.now);
        signed.await?.map(|signed| match signed {
            Signed::Waits(_) => "signed",
            Signed::Founded(_) => "founded",
        })
    };
    match done {
        Ok(done) => Ok(Redirect::to(&format!("{here}?done={done}")).into_response()),
        Err(why) => one::refused(&app, &slug, &visitor, no(visitor.language(), why)).await,
    }
}

async fn find(app: &App, slug: &str) -> Result<Place, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    Ok(place_family::find(&mut snapshot.conn(), slug).await?.place)
}

/// What the group will be called: after its building, in every language.
fn names(place: &Place) -> Names {
    let name = |lang| words::group_name(lang, place.names.in_language(lang));
    let [en, simplified, traditional] = [Language::En, Language::Hans, Language::Hant].map(name);
    Names::three(&en, &simplified, &traditional)
}

fn no(lang: Language, why: FoundingRefused) -> Flash {
    Flash {
        tone: FlashTone::Refused,
        text: refusal(lang, why.code()).text(lang),
    }
}

#[cfg(test)]
mod tests {
    use domain::place::PlaceKind;

    use super::*;

    #[test]
    fn every_no_of_a_founding_has_a_sentence_in_every_language() {
        for why in FoundingRefused::ALL {
            for lang in Language::ALL {
                assert!(!refusal(lang, why.code()).words.is_empty(), "{why:?}");
            }
        }
    }

    #[test]
    fn a_group_is_called_after_its_building() {
        let place = Place {
            id: domain::id::PlaceId::new(uuid::Uuid::from_u128(1)),
            parent: None,
            kind: PlaceKind::Building,
            slug: "willow-1".to_owned(),
            code: None,
            names: Names::only(Language::Hans, "柳巷1幢"),
        };
        let names = names(&place);
        assert_eq!(names.in_language(Language::En), "Building group of 柳巷1幢");
        assert_eq!(names.in_language(Language::Hans), "柳巷1幢楼组");
        assert_eq!(names.in_language(Language::Hant), "柳巷1幢樓組");
    }
}
