//! Who is looking at a page, in which language, in which type size.
//!
//! Identity comes from the session and nothing else. Language and type size
//! come from two plain cookies, so that a visitor who only reads has no
//! session and costs no write.

use std::sync::{Arc, OnceLock};

use axum::extract::{FromRef, FromRequestParts};
use domain::helping::{ReachedBy, may_speak_for};
use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::Denied;
use domain::person::{Actor, Person};
use http::Method;
use http::header::{ACCEPT_LANGUAGE, COOKIE};
use http::request::Parts;
use store::people::Helped;
use tower_sessions::Session;
use uuid::Uuid;

use crate::app::App;
use crate::errors::PageError;
use crate::layout::{Frame, TypeSize, Viewer};
use crate::listed::nearest_page;
use crate::routes;

/// The session field that says who is signed in.
pub const SESSION_PERSON: &str = "person";
/// The session field that says for whom they act.
const SESSION_NEIGHBOUR: &str = "neighbour";
/// The cookie that keeps the language somebody chose.
pub const LANGUAGE_COOKIE: &str = "language";
/// The cookie that keeps the type size somebody chose: `large` or nothing.
pub const TYPE_COOKIE: &str = "type";

/// How a page is shown, whoever looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The language of the page.
    pub language: Language,
    /// Large type.
    pub large: bool,
    /// Path and query of this page, to come back to; of a form's answer the page it belongs to.
    pub here: String,
}

impl Reading {
    /// From the request's own headers, without the database.
    pub fn of(parts: &Parts) -> Self {
        let header = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let cookies = header(COOKIE).unwrap_or_default();
        let language = cookie(cookies, LANGUAGE_COOKIE)
            .and_then(Language::from_tag)
            .or_else(|| Language::from_accept_language(header(ACCEPT_LANGUAGE)?))
            .unwrap_or_default();
        let here = match parts.method {
            Method::GET | Method::HEAD => {
                parts.uri.path_and_query().map_or("/", |here| here.as_str())
            }
            // A form's own address may be no page.
            _ => nearest_page(parts.uri.path()),
        };
        Self {
            language,
            large: cookie(cookies, TYPE_COOKIE) == Some("large"),
            here: here.to_owned(),
        }
    }

    /// The frame for somebody of whom only the request's own headers are known.
    pub fn frame(&self, app: &App) -> Frame {
        Frame {
            site: app.site.clone(),
            language: self.language,
            type_size: if self.large {
                TypeSize::Large
            } else {
                TypeSize::Usual
            },
            path: self.here.clone(),
            demo: app.demo,
            ..Frame::default()
        }
    }
}

/// The value of the cookie `name` in a `Cookie` header.
pub fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|pair| {
        let (found, value) = pair.split_once('=')?;
        (found.trim() == name).then(|| value.trim())
    })
}

/// Who acts for a neighbour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helping {
    /// Who is signed in.
    pub helper: Person,
    /// How the neighbour is reached.
    pub reached: ReachedBy,
}

/// Who is looking.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// As whom they act.
    pub actor: Actor,
    /// Who acts for them; none where they act themselves.
    pub helping: Option<Helping>,
    /// How they read.
    pub reading: Reading,
    /// The time at which the request came.
    pub now: Instant,
    /// Their session; untouched, it leaves no cookie and no row.
    pub session: Session,
}

impl Visitor {
    /// The language of the page.
    pub fn language(&self) -> Language {
        self.reading.language
    }

    /// The signed-in person.
    pub fn person(&self) -> Option<&Person> {
        self.actor.person()
    }

    /// The frame of a page for this visitor.
    pub fn frame(&self, app: &App) -> Frame {
        self.frame_asked(app, 0)
    }

    /// The same on a page that knows how many questions wait for them; no other
    /// page looks them up.
    pub fn frame_asked(&self, app: &App, asked: i64) -> Frame {
        let viewer = self
            .person()
            .map_or(Viewer::Anonymous, |person| Viewer::Person {
                name: person.name.clone(),
                office: !person.offices.is_empty(),
                asked,
            });
        let home = self.person().and_then(|person| person.home);
        Frame {
            viewer,
            acts_for: self.neighbour().map(|one| (one.id, one.name.clone())),
            steward: self.person().is_some_and(|person| person.steward),
            place: home.map(|_| routes::MY_PLACE.to_owned()),
            ..self.reading.frame(app)
        }
    }

    /// Who sits before the screen: the helper, where somebody acts for another.
    pub fn hand(&self) -> Option<&Person> {
        match &self.helping {
            Some(helping) => Some(&helping.helper),
            None => self.person(),
        }
    }

    /// Whether what this person says comes as slowly as paper.
    pub fn on_paper(&self) -> bool {
        self.helping
            .as_ref()
            .is_some_and(|helping| helping.reached.on_paper())
    }

    /// The neighbour for whom they act, if they do.
    pub fn neighbour(&self) -> Option<&Person> {
        self.helping.as_ref().and(self.person())
    }

    /// Whether they may say something on what `holder` has: see [`may_speak_for`].
    ///
    /// # Errors
    /// [`Denied::HolderNever`].
    pub fn may_act_on(&self, holder: BodyId) -> Result<(), Denied> {
        match (&self.helping, self.person()) {
            (Some(helping), Some(person)) => may_speak_for(&helping.helper, person.id, holder),
            _ => Ok(()),
        }
    }

    /// The signed-in person, or the way to the sign-in page and back here.
    ///
    /// # Errors
    /// [`PageError::SignInRequired`] when nobody is signed in.
    pub fn signed_in(&self) -> Result<&Person, PageError> {
        self.person().ok_or_else(|| PageError::SignInRequired {
            back: self.reading.here.clone(),
        })
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let app = App::from_ref(state);
        let mut reading = Reading::of(parts);
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(|(_, why)| PageError::internal("no session layer", &why))?;
        let id: Option<Uuid> = session
            .get(SESSION_PERSON)
            .await
            .map_err(|error| PageError::of_session("load session", &error))?;
        let person = match id {
            Some(id) => app.store.find_person(PersonId::new(id)).await?,
            None => None,
        };
        if let Some(person) = &person
            && !chose_language(parts)
        {
            reading.language = person.language;
        }
        let safe = parts.method.is_safe();
        let (person, helping) = acting(&app, &session, person, safe).await?;
        let visitor = Self {
            actor: person.map_or(Actor::Visitor, Actor::Person),
            helping,
            reading,
            now: app.clock.now(),
            session,
        };
        if let Some(came) = parts.extensions.get::<Came>() {
            came.keep(&visitor);
        }
        if visitor.helping.is_some() && !safe && !routes::acts_for_another(parts.uri.path()) {
            return Err(PageError::ForAnother);
        }
        Ok(visitor)
    }
}

/// Acts for a neighbour on this browser from now on, or for oneself again.
pub(crate) async fn act_for(
    session: &Session,
    neighbour: Option<PersonId>,
) -> Result<(), PageError> {
    let kept = match neighbour {
        Some(neighbour) => session.insert(SESSION_NEIGHBOUR, neighbour.uuid()).await,
        None => session.remove_value(SESSION_NEIGHBOUR).await.map(drop),
    };
    kept.map_err(|error| PageError::of_session("keep a session", &error))
}

/// As whom `person` acts: as a neighbour, where they chose so and still help them. What
/// was written for a neighbour is not sent in one's own name once the help has ended.
async fn acting(
    app: &App,
    session: &Session,
    person: Option<Person>,
    safe: bool,
) -> Result<(Option<Person>, Option<Helping>), PageError> {
    let neighbour: Option<Uuid> = session
        .get(SESSION_NEIGHBOUR)
        .await
        .map_err(|error| PageError::of_session("load session", &error))?;
    let (Some(helper), Some(neighbour)) = (&person, neighbour) else {
        return Ok((person, None));
    };
    let neighbour = PersonId::new(neighbour);
    Ok(match app.store.find_helped(helper.id, neighbour).await? {
        Some(Helped {
            person: neighbour,
            reached,
            ..
        }) => {
            let helping = person.map(|helper| Helping { helper, reached });
            (Some(neighbour), helping)
        }
        None if safe => (person, None),
        None => {
            act_for(session, None).await?;
            return Err(PageError::Conflict);
        }
    })
}

/// Who asks, for the page about an error: it lies beside a request while that is
/// answered, because by then the handler with its visitor is gone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Came(Arc<OnceLock<Visitor>>);

impl Came {
    /// Keeps who asks. There is one visitor in a request.
    fn keep(&self, visitor: &Visitor) {
        let _ = self.0.set(visitor.clone());
    }

    /// Who asked, where that was looked up.
    pub(crate) fn visitor(&self) -> Option<&Visitor> {
        self.0.get()
    }
}

fn chose_language(parts: &Parts) -> bool {
    let cookies = parts
        .headers
        .get(COOKIE)
        .and_then(|value| value.to_str().ok());
    cookies
        .and_then(|header| cookie(header, LANGUAGE_COOKIE))
        .is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let header = "xlanguage=zh-Hant; language=zh-Hans;type=large";
        assert_eq!(cookie(header, "language"), Some("zh-Hans"));
        assert_eq!(cookie(header, "type"), Some("large"));
        assert_eq!(cookie(header, "anguage"), None);
    }

    #[test]
    fn what_somebody_chose_goes_before_what_the_browser_says() {
        let request = http::Request::get("/cases?stage=open")
            .header("cookie", "language=zh-Hant")
            .header("accept-language", "en")
            .body(())
            .unwrap();
        let reading = Reading::of(&request.into_parts().0);
        assert_eq!(reading.language, Language::Hant);
        assert_eq!(reading.here, "/cases?stage=open");
        assert!(!reading.large);
    }
}
