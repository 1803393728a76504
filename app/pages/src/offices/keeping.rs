//! Who of the holder looks after a case. Only its members see it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::case::Case;
use domain::id::{BodyId, CaseId, PersonId};
use domain::instant::Instant;
use domain::language::Language;
use domain::office::{Absence, keeper};
use domain::permission::{Action, Subject, may};
use domain::reference::Reference;
use http::StatusCode;
use leptos::prelude::*;
use store::Conn;
use store::offices::away::Reach;
use store::offices::away::{AbsenceLine, Kept};
use store::people::Member;
use uuid::Uuid;

use super::{denied, refused};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, ChoiceOption, ErrorSummary, Form, Hidden, Pick, Problems, Words,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::office_refused;
use crate::text::offices as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/cases/{reference}/look-after", get(ask).post(keep))
}

/// Who took on what in some bodies, and who of them is away.
#[derive(Debug, Default)]
pub(crate) struct Keeping {
    kept: Vec<Kept>,
    absences: Vec<AbsenceLine>,
}

impl Keeping {
    /// Of all open cases of these bodies: two statements.
    pub(crate) async fn of_bodies(
        conn: &mut Conn<'_>,
        bodies: &[BodyId],
        now: Instant,
    ) -> Result<Self, PageError> {
        Ok(Self {
            kept: conn.list_kept(bodies).await?,
            absences: conn.list_absences(bodies, now).await?,
        })
    }

    /// Of one case, with how `reach` is reached: one statement.
    pub(crate) async fn of_case(
        conn: &mut Conn<'_>,
        case: &Case,
        reach: Option<PersonId>,
        now: Instant,
    ) -> Result<(Self, Reach), PageError> {
        let holder = case.holding.holder;
        let found = conn.find_keeping(case.id, holder, reach, now).await?;
        let (kept, absences, reach) = found;
        let kept = kept.into_iter().collect();
        Ok((Self { kept, absences }, reach))
    }

    /// Who looks after a case at `now`: who, and their line in words.
    pub(crate) fn line(
        &self,
        lang: Language,
        case: CaseId,
        me: Option<PersonId>,
        now: Instant,
    ) -> (Option<PersonId>, String) {
        let Some(kept) = self.kept.iter().find(|kept| kept.case == case) else {
            return (None, words::nobody(lang).to_owned());
        };
        let here = || self.absences.iter().filter(|one| one.body == kept.body);
        let absences: Vec<Absence> = here().map(|one| one.absence).collect();
        match keeper(kept.person, &absences, now) {
            None => (None, words::nobody(lang).to_owned()),
            Some(who) if Some(who) == me => (Some(who), words::looked_after_you(lang).to_owned()),
            Some(who) if who == kept.person => (Some(who), words::looked_after(lang, &kept.name)),
            Some(who) => {
                let line = here().find(|one| one.absence.hand_to == Some(who));
                let name = line.and_then(|one| one.to.as_deref()).unwrap_or_default();
                (Some(who), words::for_now(lang, name, &kept.name))
            }
        }
    }
}

/// A button with which a member takes a case on, or the way to hand it over; `about` is the
/// id of the heading of the case, where a page has several.
pub(crate) fn take_button(
    lang: Language,
    reference: Reference,
    me: PersonId,
    who: Option<PersonId>,
    back: &'static str,
    about: Option<String>,
) -> AnyView {
    let action = routes::look_after(reference);
    if who.is_some() {
        let label = words::hand_over(lang);
        return view! { <a href=action aria-describedby=about>{label}</a> }.into_any();
    }
    let about = about.unwrap_or_default();
    view! {
        <Form action>
            <Hidden name="to" value=me.to_string()/>
            <Hidden name="back" value=back/>
            <Button label=words::take(lang) kind=ButtonKind::Quiet about/>
        </Form>
    }
    .into_any()
}

/// The case, if the visitor sits in its holder.
async fn held(app: &App, visitor: &Visitor, number: &str) -> Result<Case, PageError> {
    let reference = Reference::parse(number).ok_or(PageError::NotFound)?;
    let case = app.store.find_case(reference).await?;
    let case = case.ok_or(PageError::NotFound)?;
    // For everybody else there is no such page.
    match may(&visitor.actor, Action::LookAfter, &Subject::Case(&case)) {
        Ok(()) => Ok(case),
        Err(domain::permission::Denied::NotConfirmed) => Err(PageError::Denied),
        Err(_) => Err(PageError::NotFound),
    }
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let case = held(&app, &visitor, &number).await?;
    page(&app, &visitor, &case, Problems::none()).await
}

async fn keep(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Result<Response, PageError> {
    let case = held(&app, &visitor, &number).await?;
    let to = form.text("to");
    let chosen = Uuid::parse_str(to).ok().map(PersonId::new);
    let mut problems = Problems::none();
    if chosen.is_none() && to != "body" {
        problems.push("to", words::choice_missing(visitor.language()));
        return page(&app, &visitor, &case, problems).await;
    }
    let kept = app
        .store
        .look_after(case.reference, chosen, &visitor.actor, visitor.now)
        .await;
    match kept {
        Ok(()) if form.text("back") == "inbox" => {
            // Back where it stood, which says who looks after it by now.
            let to = routes::inbox_at(case.reference);
            Ok(Redirect::to(&to).into_response())
        }
        Ok(()) => Ok(Redirect::to(&routes::case(case.reference)).into_response()),
        Err(error) => {
            let code = refused(error)?;
            let text = office_refused::find(visitor.language(), code);
            problems.push("to", text.unwrap_or_default());
            page(&app, &visitor, &case, problems).await
        }
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    problems: Problems,
) -> Result<Response, PageError> {
    let holder = case.holding.holder;
    let me = visitor.signed_in()?.id;
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let members: Vec<Member> = conn.list_members(holder).await?;
    let (keeping, _) = Keeping::of_case(&mut conn, case, None, visitor.now).await?;
    drop(snapshot);
    let lang = visitor.language();
    let (_, line) = keeping.line(lang, case.id, Some(me), visitor.now);
    let mut options = vec![ChoiceOption::new("body", words::look_after_body(lang), "")];
    options.extend(
        members
            .into_iter()
            .map(|member| ChoiceOption::new(member.person.to_string(), member.name, "")),
    );
    let options = vec![(Words::from(""), options)];
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about = Page::new(words::look_after_title(lang), Section::Inbox)
        .with_problems(!problems.is_empty());
    let reference = case.reference;
    let frame = visitor.frame(app);
    Ok(respond::page(status, &frame, &about, move || {
        let error = problems.at("to");
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft"><a href=routes::case(reference)>{reference.spaced()}</a></p>
                    <h1>{words::look_after_title(lang)}</h1>
                    <p class="lead">{words::look_after_lead(lang)}</p>
                    <p><strong>{line}</strong></p>
                </div>
                <Form action=routes::look_after(reference)>
                    <Pick lang name="to" label=words::look_after_pick(lang) options chosen=me.to_string() error/>
                    <Button label=words::look_after_keep(lang)/>
                </Form>
                <p><a href=routes::case(reference)>{words::back_to_case(lang)}</a></p>
            </div>
        }
    }))
}

/// Whether the visitor may know who looks after a case.
pub(crate) fn sees_keeping(visitor: &Visitor, case: &Case) -> bool {
    may(&visitor.actor, Action::LookAfter, &Subject::Case(case))
        .map_err(denied)
        .is_ok()
}
