//! Opening a thread in a place: by a body of residents that serves it.

use axum::extract::{Path, Query, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::body::{Body, BodyKind};
use domain::case::deliberate::can_have_thread;
use domain::case::{Case, Part, Refused as CaseRefused};
use domain::charter::Participation;
use domain::language::Language;
use domain::permission::{Action, Subject, may, opens_on};
use domain::reference::Reference;
use domain::text::{Title, TitleInvalid, Words, WordsInvalid};
use domain::thread::{Adding, MOST_DAYS, Refused, Share};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::Conn;
use store::lists::places::PlaceFamily;
use store::rulebook::Rulebook;
use store::threads::NewThread;

use super::{Answered, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, Choice, ChoiceOption, ErrorSummary, Field, FieldKind, Form, Hidden, Problem, Problems,
    Refusal, TextArea,
};
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::first_sentence::first_sentence;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::Reading;
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{named, place_family, respond, routes};

mod barred;

/// What a title takes.
const TITLE_CHARACTERS: usize = 90;

/// Where it is opened, by which body of this person, and about what.
struct Here {
    family: PlaceFamily,
    body: Body,
    matter: Matter,
    /// Why there can be no thread about it.
    barred: Option<&'static str>,
}

/// That somebody cannot open one there, and the case they came from.
struct NotTheirs {
    family: PlaceFamily,
    case: Option<Reference>,
}

/// What it is about.
enum Matter {
    Topic,
    /// A case, and what residents can decide in matters of its kind.
    Case(Box<Case>, Option<Participation>),
    Challenge(Reference),
}

impl Here {
    /// Four statements; five about a case or a challenge.
    async fn load(
        app: &App,
        visitor: &Visitor,
        slug: &str,
        about: &About,
    ) -> Result<Result<Self, NotTheirs>, PageError> {
        let person = visitor.signed_in()?;
        let mut snapshot = app.store.snapshot().await?;
        let family = place_family::find(&mut snapshot.conn(), slug).await?;
        let book = app.store.rulebook(snapshot.conn()).await?;
        if let Some(challenge) = Reference::parse(&about.challenge) {
            let conn = &mut snapshot.conn();
            let here = Self::on_challenge(conn, visitor, (family, &book), challenge).await?;
            return Ok(Ok(here));
        }
        let mut path: Vec<_> = family.above.iter().map(|place| place.id).collect();
        path.push(family.place.id);
        let case = match Reference::parse(&about.case) {
            Some(case) => Some(seen(&mut snapshot.conn(), visitor, case).await),
            None => None,
        };
        let mut offices = person.offices.iter();
        if !offices.any(|office| office.kind == BodyKind::SelfGovernance) {
            // Of a case that is not theirs they read the same as of none.
            let case = case.and_then(Result::ok).map(|case| case.reference);
            return Ok(Err(NotTheirs { family, case }));
        }
        let case = case.transpose()?;
        let charter = case
            .as_ref()
            .and_then(|case| book.charter(case.charter_version));
        let can = case.as_ref().zip(charter);
        let can = can.map(|(case, charter)| can_have_thread(case, charter));
        let deals = can.and_then(Result::ok);
        let own = |body: &&Body| {
            let deals = deals.is_none_or(|deals| deals == body.id);
            deals && body.kind == BodyKind::SelfGovernance && person.office_in(body.id).is_some()
        };
        let body = book.bodies_serving(&path).into_iter().find(own);
        let Some(body) = body.cloned() else {
            return Ok(Err(NotTheirs {
                family,
                case: case.map(|case| case.reference),
            }));
        };
        let matter = case.map_or(Matter::Topic, |case| {
            let category = charter.and_then(|charter| case.concern.line(charter));
            let level = category.map(|category| category.participation);
            Matter::Case(Box::new(case), level)
        });
        Ok(Ok(Self {
            family,
            body,
            matter,
            barred: can.and_then(Result::err).map(CaseRefused::code),
        }))
    }

    /// About a challenge: by whoever sits at its joint table.
    async fn on_challenge(
        conn: &mut Conn<'_>,
        visitor: &Visitor,
        (family, book): (PlaceFamily, &Rulebook),
        reference: Reference,
    ) -> Result<Self, PageError> {
        let challenge = conn.find_challenge(reference).await?;
        let challenge = challenge.filter(|one| one.place == family.place.id);
        let challenge = challenge.ok_or(PageError::NotFound)?;
        let (body, barred) = match opens_on(&visitor.actor, &challenge) {
            Ok(body) => (body, None),
            Err(Refused::Denied(_)) => return Err(PageError::Denied),
            Err(refused) => (challenge.convener, Some(refused.code())),
        };
        Ok(Self {
            family,
            body: book.body(body).ok_or(PageError::NotFound)?.clone(),
            matter: Matter::Challenge(reference),
            barred,
        })
    }

    const fn case(&self) -> Option<Reference> {
        match &self.matter {
            Matter::Case(case, _) => Some(case.reference),
            Matter::Topic | Matter::Challenge(_) => None,
        }
    }

    const fn challenge(&self) -> Option<Reference> {
        match self.matter {
            Matter::Challenge(challenge) => Some(challenge),
            Matter::Topic | Matter::Case(..) => None,
        }
    }

    /// The last day on which people can talk, in words.
    fn latest(&self, lang: Language, visitor: &Visitor) -> String {
        let latest = self.body.calendar.end_of_day_after(visitor.now, MOST_DAYS);
        self.local(lang, visitor).date(latest).shown
    }

    /// Why a rule said no; where the talk would be too short, with the first end it can have.
    fn problem(&self, visitor: &Visitor, refused: Refused, told: Refusal) -> Problem {
        let Refused::TalkTooShort { from } = refused else {
            return told.into();
        };
        let lang = visitor.language();
        let from = self.local(lang, visitor).full(from).shown;
        told.saying(words::talk_at_least(lang, &from))
    }

    fn local(&self, lang: Language, visitor: &Visitor) -> Local {
        let zone = dates::zone(&self.body.calendar.zone);
        Local::new(lang, &zone, visitor.now)
    }
}

/// The case, as it is there for who may see it.
async fn seen(
    conn: &mut Conn<'_>,
    visitor: &Visitor,
    reference: Reference,
) -> Result<Case, PageError> {
    let case = conn.find_case(reference).await?;
    let case = case.ok_or(PageError::NotFound)?;
    may(&visitor.actor, Action::SeeCase, &Subject::Case(&case)).map_err(|_| PageError::NotFound)?;
    Ok(case)
}

/// Whether this person can open a thread where these bodies serve.
pub(crate) fn is_offered(visitor: &Visitor, serving: &[&Body]) -> bool {
    visitor.person().is_some_and(|person| {
        let mut serving = serving.iter();
        serving.any(|body| {
            body.kind == BodyKind::SelfGovernance && person.office_in(body.id).is_some()
        })
    })
}

/// What the address says a thread is about.
#[derive(Debug, Default, Deserialize)]
pub(super) struct About {
    #[serde(default)]
    case: String,
    #[serde(default)]
    challenge: String,
}

impl About {
    fn of(form: &Posted) -> Self {
        Self {
            case: form.text("case").to_owned(),
            challenge: form.text("challenge").to_owned(),
        }
    }
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(about): Query<About>,
) -> Answered {
    let here = match Here::load(&app, &visitor, &slug, &about).await? {
        Ok(here) => here,
        Err(other) => return Ok(barred::not_theirs(&app, &visitor, &other)),
    };
    if let Some(why) = here.barred {
        return Ok(barred::page(&app, &visitor, &here, why));
    }
    let typed = beginning(&here.matter);
    Ok(page(&app, &visitor, &here, &typed, Problems::none()))
}

/// What the form begins with: of a case its first sentence, what its author wrote, and what
/// residents can decide in matters of its kind.
fn beginning(matter: &Matter) -> Posted {
    let Matter::Case(case, level) = matter else {
        return Posted::default();
    };
    let mut fields = Vec::new();
    if !case.is_removed(Part::Concern) {
        let words = case.concern.words.as_str();
        fields.push(("title", title_of(words)));
        fields.push(("about", words.to_owned()));
    }
    if let Some(level) = level {
        fields.push(("level", level.code().to_owned()));
    }
    Posted::from_fields(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    )
}

/// The first sentence as a title; the mark that it goes on takes a character of its own.
fn title_of(words: &str) -> String {
    let sentence = first_sentence(words);
    if Title::parse(&sentence).is_ok() {
        return sentence;
    }
    let mut short: String = sentence.chars().take(TITLE_CHARACTERS - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

pub(super) async fn open(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    form: Posted,
) -> Answered {
    let here = match Here::load(&app, &visitor, &slug, &About::of(&form)).await? {
        Ok(here) => here,
        Err(other) => return Ok(barred::not_theirs(&app, &visitor, &other)),
    };
    let acting = Acting::of(&app, &visitor, &form)?;
    let mut reading = Reading::new(visitor.language(), &form, Some(&here.body.calendar));
    let new = read(&mut reading, &here);
    let problems = reading.problems;
    let Some(new) = new.filter(|_| problems.is_empty()) else {
        return Ok(page(&app, &visitor, &here, &form, problems));
    };
    let outcome = acting
        .carry("open a thread", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .open_thread(&new, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(opened) => {
            let to = format!("{}?done=opened", routes::thread(opened.thread.reference));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (refused, told) = sentence(&visitor, error)?;
            let mut problems = Problems::none();
            let field = match refused {
                Refused::EndInThePast | Refused::EndTooFar | Refused::TalkTooShort { .. } => {
                    "until"
                }
                _ => "",
            };
            problems.push(field, here.problem(&visitor, refused, told));
            Ok(page(&app, &visitor, &here, &form, problems))
        }
    }
}

fn read(reading: &mut Reading<'_>, here: &Here) -> Option<NewThread> {
    let title = Title::parse(reading.form.text("title")).map_err(TitleInvalid::code);
    let title = reading.fit("title", title);
    let about = Words::parse(reading.form.text("about")).map_err(WordsInvalid::code);
    let about = reading.fit("about", about);
    let level = reading.choice("level", Participation::from_code);
    let last_word = reading.sentence("last_word");
    let adding = reading.choice("adding", Adding::from_code);
    // Who says nothing about it leaves it as it is anywhere else.
    let share = Share::from_code(reading.form.text("share")).unwrap_or_default();
    let until = reading.day("until");
    Some(NewThread {
        place: here.family.place.id,
        body: here.body.id,
        case: here.case(),
        challenge: here.challenge(),
        title: title?,
        words: about?,
        level: level?,
        last_word: last_word?,
        adding: adding?,
        share,
        until: until?,
    })
}

fn fields(visitor: &Visitor, here: &Here, typed: &Posted, problems: &Problems) -> Vec<AnyView> {
    let (lang, error) = (visitor.language(), |name: &str| problems.at(name));
    let value = |name: &str| typed.text(name).to_owned();
    let levels = Participation::ALL
        .map(|one| ChoiceOption::new(one.code(), named::participation(lang, one), ""))
        .to_vec();
    let adding = vec![
        ChoiceOption::new(Adding::Everybody.code(), words::adding_everybody(lang), ""),
        ChoiceOption::new(Adding::Body.code(), words::adding_body(lang), ""),
    ];
    let who = if typed.has("adding") {
        value("adding")
    } else {
        Adding::Everybody.code().to_owned()
    };
    let shares = Share::ALL
        .map(|one| {
            let label = words::share_of(lang, &one.a_day().to_string());
            ChoiceOption::new(one.code(), label, "")
        })
        .to_vec();
    let share = Share::from_code(typed.text("share")).unwrap_or_default();
    let share = share.code().to_owned();
    let hint = words::f_until_hint(lang, &here.latest(lang, visitor));
    vec![
        view! { <Field lang name="title" label=words::f_title(lang) hint=words::f_title_hint(lang) value=value("title") error=error("title")/> }.into_any(),
        view! { <TextArea lang name="about" label=words::f_words(lang) hint=words::f_words_hint(lang) value=value("about") error=error("about")/> }.into_any(),
        view! { <Choice lang name="level" label=words::f_level(lang) options=levels chosen=value("level") error=error("level")/> }.into_any(),
        view! { <Field lang name="last_word" label=words::f_last_word(lang) hint=words::f_last_word_hint(lang) value=value("last_word") error=error("last_word")/> }.into_any(),
        view! { <Choice lang name="adding" label=words::f_adding(lang) options=adding chosen=who error=error("adding")/> }.into_any(),
        view! { <Choice lang name="share" label=words::f_share(lang) options=shares chosen=share/> }.into_any(),
        view! { <Field lang name="until" label=words::f_until(lang) hint value=value("until") error=error("until") kind=FieldKind::Date/> }.into_any(),
    ]
}

/// What it is about, for people and for the form.
fn matter(lang: Language, matter: &Matter) -> Option<AnyView> {
    let (href, told, note, name, number) = match matter {
        Matter::Topic => return None,
        Matter::Case(case, _) => (
            routes::case(case.reference),
            words::about_case(lang, &case.reference.spaced()),
            words::open_waits(lang),
            "case",
            case.reference,
        ),
        Matter::Challenge(challenge) => (
            routes::challenge(*challenge),
            words::about_challenge(lang, &challenge.spaced()),
            words::open_challenge(lang),
            "challenge",
            *challenge,
        ),
    };
    let view = view! {
        <p><a href=href>{told}</a></p>
        <p class="small">{note}</p>
        <Hidden name value=number.to_string()/>
    };
    Some(view.into_any())
}

fn page(app: &App, visitor: &Visitor, here: &Here, typed: &Posted, problems: Problems) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let about = Page::new(words::open_title(lang), Section::Inbox).with_problems(wrong);
    let fields = fields(visitor, here, typed, &problems);
    let matter = matter(lang, &here.matter);
    let place = &here.family.place;
    let (name, slug) = (place.names.in_language(lang).to_owned(), place.slug.clone());
    let leader = here.body.names.in_language(lang).to_owned();
    let key = app.ids.uuid().to_string();
    respond::page(status, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=routes::place(&slug)>{name}</a><span>{leader}</span></p>
                    <h1>{words::open_title(lang)}</h1>
                    <p class="lead">{words::open_lead(lang)}</p>
                </div>
                <Form action=routes::open_thread(&slug) key>
                    {matter}
                    {fields}
                    <Button label=words::open_button(lang)/>
                </Form>
            </div>
        }
    })
}
