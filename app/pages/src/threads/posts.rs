//! Saying something in a thread, and correcting it.

use axum::extract::{Path, Request, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::instant::Instant;
use domain::permission::{ThreadAct, may_in_thread};
use domain::reference::Reference;
use domain::text::{Words, WordsInvalid};
use domain::thread::Refused;
use domain::thread::post::{Correction, may_correct};
use http::StatusCode;
use leptos::prelude::*;
use store::threads::{NewPhotos, NewPost, Post, ThreadError};

use super::load::{Shown, reference};
use super::page::{self, Typed};
use super::photos::{self, Sent};
use super::{Answered, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, ErrorSummary, Form, Problems, Refusal, TextArea, clean_html, shows_something,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::{Reading, refusal};
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// What was typed, or the sentence of what is wrong with it.
fn read(visitor: &Visitor, form: &Posted) -> Result<Words, Refusal> {
    let words = Words::parse(form.text("post"));
    let seen = words.and_then(|words| {
        let shows = shows_something(words.as_str());
        shows.then_some(words).ok_or(WordsInvalid::Missing)
    });
    seen.map_err(|wrong| {
        let code = match wrong {
            WordsInvalid::Missing => "post-missing",
            WordsInvalid::TooLong | WordsInvalid::TooLarge => "post-too-long",
        };
        refusal(visitor.language(), code)
    })
}

pub(super) async fn write(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    request: Request,
) -> Answered {
    let number = reference(&number)?;
    let thread = app.store.find_thread(number).await?;
    let thread = thread.ok_or(PageError::NotFound)?;
    let may = may_in_thread(&visitor.actor, ThreadAct::Post, &thread).is_ok();
    let writer = visitor.person().filter(|_| may);
    let staging = writer.map(|person| photos::staging(&app, person.id, &thread));
    // Read also for who has to sign in first, so that their words come back.
    let sent = photos::read(&app, &visitor, staging.as_ref(), request).await?;
    let form = &sent.form;
    let acting = Acting::of(&app, &visitor, form)?;
    let mut reading = Reading::new(visitor.language(), form, None);
    let (said, shows) = (read(&visitor, form), reading.optional("shows"));
    let mut problems = reading.problems;
    for told in &sent.refused {
        problems.push("photos", *told);
    }
    if let Err(told) = said {
        problems.push("post", told);
    }
    let Some(words) = said.ok().filter(|_| problems.is_empty()) else {
        return again(&app, &visitor, number, sent, problems, None).await;
    };
    let new = NewPost {
        html: clean_html(words.as_str()),
        words,
        answers: form.text("answers").parse().ok(),
        photos: NewPhotos {
            photos: sent.photos.clone(),
            shows,
        },
    };
    let outcome = acting
        .carry("write a post", |me| async move {
            let (store, once) = (&me.app.store, me.once());
            store
                .write_post(number, &new, &me.actor, once.as_ref(), me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(posted) => {
            if let Some(staging) = staging.filter(|_| !sent.photos.is_empty()) {
                staging.forget(&app).await?;
            }
            let at = posted.number;
            let here = routes::thread(number);
            let to = format!("{here}?done=posted&at={at}#post-{at}");
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (refused, told) = sentence(&visitor, error)?;
            again_because(&app, &visitor, number, sent, refused, told).await
        }
    }
}

/// The thread once more, because a rule said no.
async fn again_because(
    app: &App,
    visitor: &Visitor,
    number: Reference,
    sent: Sent,
    refused: Refused,
    told: Refusal,
) -> Answered {
    let mut problems = Problems::none();
    // From when on one can write again is told by the page.
    if refused.again().is_none() {
        let field = match refused {
            Refused::PhotosMany | Refused::PhotoGone => "photos",
            _ => "post",
        };
        problems.push(field, told);
    }
    again(app, visitor, number, sent, problems, refused.again()).await
}

/// The thread once more, with what was typed and what is wrong with it, or from when on
/// one can write again.
async fn again(
    app: &App,
    visitor: &Visitor,
    number: Reference,
    sent: Sent,
    problems: Problems,
    again: Option<Instant>,
) -> Answered {
    let typed = Typed {
        words: sent.form.text("post").to_owned(),
        answers: sent.form.text("answers").parse().ok(),
        shows: sent.form.text("shows").to_owned(),
        photos: sent.photos,
        again,
        problems,
        sent: false,
    };
    page::again(app, visitor, number, typed).await
}

/// A post of one's own that is still to be corrected, or why it is not.
async fn own(
    app: &App,
    visitor: &Visitor,
    number: &str,
    post: &str,
) -> Result<(Shown, Post, Correction), PageError> {
    let shown = Shown::alone(app, reference(number)?).await?;
    visitor.signed_in()?;
    let post: i64 = post.parse().map_err(|_| PageError::NotFound)?;
    let post = app.store.find_post(shown.thread.id, post).await?;
    let post = post.ok_or(PageError::NotFound)?;
    let may = may_correct(
        &shown.thread,
        &visitor.actor,
        post.facts,
        post.is_noticed(),
        visitor.now,
    );
    let correction = may.map_err(|_| PageError::Denied)?;
    Ok((shown, post, correction))
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((number, post)): Path<(String, String)>,
) -> Answered {
    let (shown, post, correction) = own(&app, &visitor, &number, &post).await?;
    let words = post.words.clone();
    Ok(form(
        &app,
        &visitor,
        &shown,
        &post,
        correction,
        words,
        Problems::none(),
    ))
}

pub(super) async fn correct(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((number, post)): Path<(String, String)>,
    posted: Posted,
) -> Answered {
    let (shown, post, correction) = own(&app, &visitor, &number, &post).await?;
    let reference = shown.thread.reference;
    let at = post.facts.number;
    let told = match read(&visitor, &posted) {
        Ok(words) => {
            let html = clean_html(words.as_str());
            let acting = Acting::of(&app, &visitor, &posted)?;
            let outcome = acting
                .carry("correct a post", |me| async move {
                    me.app
                        .store
                        .correct_post(reference, at, &words, &html, &me.actor, me.now)
                        .await
                })
                .await?;
            match outcome {
                Ok(()) => {
                    let here = routes::thread(reference);
                    let to = format!("{here}?done=corrected&at={at}#post-{at}");
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(error @ ThreadError::Refused(_)) => sentence(&visitor, error)?.1,
                Err(error) => {
                    return Err(sentence(&visitor, error)
                        .err()
                        .unwrap_or(PageError::NotFound));
                }
            }
        }
        Err(told) => told,
    };
    let mut problems = Problems::none();
    problems.push("post", told);
    let typed = posted.text("post").to_owned();
    Ok(form(
        &app, &visitor, &shown, &post, correction, typed, problems,
    ))
}

fn form(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    post: &Post,
    correction: Correction,
    value: String,
    problems: Problems,
) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let about = Page::new(words::correct_title(lang), Section::Elsewhere).with_problems(wrong);
    let note = match correction {
        Correction::Silent => words::correct_silent(lang),
        Correction::Visible => words::correct_visible(lang),
    };
    let here = routes::thread(shown.thread.reference);
    let action = routes::thread_at(
        shown.thread.reference,
        &format!("posts/{}", post.facts.number),
    );
    let title = shown.thread.title.to_string();
    let error = problems.at("post");
    respond::page(status, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=here.clone()>{title}</a></p>
                    <h1>{words::correct_title(lang)}</h1>
                    <p class="lead">{note}</p>
                </div>
                <Form action>
                    <TextArea lang name="post" label=words::f_post(lang) value error rows=6/>
                    <Button label=words::correct_button(lang)/>
                </Form>
                <p><a href=here>{words::back(lang)}</a></p>
            </div>
        }
    })
}

/// Whether this visitor can write here now.
pub(super) fn is_offered(visitor: &Visitor, shown: &Shown) -> bool {
    shown.may(&visitor.actor, ThreadAct::Post)
}
