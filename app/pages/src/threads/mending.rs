//! Taking a post or a statement out of sight, appealing against that, and answering
//! the appeal: one page each, the same for both.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::case::Rule;
use domain::id::PersonId;
use domain::language::Language;
use domain::thread::Refused;
use domain::thread::moderate::{Said, may_answer, may_appeal, may_remove};
use http::StatusCode;
use leptos::prelude::*;
use store::threads::{Mending, Removal};

use super::load::{Shown, reference};
use super::{Answered, sentence};
use crate::app::App;
use crate::case::rule_name;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, ErrorSummary, Form, Hidden, Problems, Quote, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::Reading;
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// What is done about something that was said, as it stands in its address.
pub const MENDS: [&str; 3] = ["remove", "appeal", "answer-appeal"];

/// What it is about.
struct About {
    shown: Shown,
    said: Said,
    number: i64,
    author: PersonId,
    words: String,
    removal: Option<Removal>,
    mend: &'static str,
}

impl About {
    async fn load(
        app: &App,
        visitor: &Visitor,
        said: Said,
        (thread, number, mend): (String, String, String),
    ) -> Result<Self, PageError> {
        let mend = MENDS.into_iter().find(|one| *one == mend);
        let mend = mend.ok_or(PageError::NotFound)?;
        let number: i64 = number.parse().map_err(|_| PageError::NotFound)?;
        let mut snapshot = app.store.snapshot().await?;
        let mut conn = snapshot.conn();
        let shown = Shown::load(app, &mut conn, reference(&thread)?).await?;
        visitor.signed_in()?;
        let (author, words, removal) = match said {
            Said::Post => {
                let post = conn.find_post(shown.thread.id, number).await?;
                let post = post.ok_or(PageError::NotFound)?;
                (post.facts.author, post.words, post.removal)
            }
            Said::Statement => {
                let all = conn.list_statements(shown.thread.id, None).await?;
                let one = all.into_iter().find(|one| one.number == number);
                let one = one.ok_or(PageError::NotFound)?;
                (one.author, one.words, one.removal)
            }
        };
        let about = Self {
            shown,
            said,
            number,
            author,
            words,
            removal,
            mend,
        };
        let removal = about.removal.as_ref();
        let seen = removal.is_none_or(|removal| about.own(visitor) || leaders_see(removal));
        match about.may(visitor) {
            Err(Refused::Denied(_) | Refused::NotOwnPost) => Err(PageError::Denied),
            _ if !seen => Err(PageError::Denied),
            // What does not fit any more is said when it is posted.
            Ok(()) | Err(_) => Ok(about),
        }
    }

    fn own(&self, visitor: &Visitor) -> bool {
        visitor
            .person()
            .is_some_and(|person| person.id == self.author)
    }

    /// Whether somebody takes their own words back.
    fn takes_back(&self, visitor: &Visitor) -> bool {
        self.mend == "remove" && self.own(visitor)
    }

    fn may(&self, visitor: &Visitor) -> Result<(), Refused> {
        let (thread, actor) = (&self.shown.thread, &visitor.actor);
        let standing = self.removal.as_ref().map(Removal::standing);
        match self.mend {
            "remove" => {
                let rule = if self.own(visitor) {
                    Rule::OwnWish
                } else {
                    Rule::OffTopic
                };
                may_remove(thread, actor, self.author, rule, standing).map(drop)
            }
            "appeal" => may_appeal(actor, self.author, standing.ok_or(Refused::NoAppeal)?),
            _ => may_answer(
                thread,
                actor,
                self.author,
                standing.ok_or(Refused::NoAppeal)?,
            ),
        }
    }

    fn address(&self, mend: &str) -> String {
        mend_address(&self.shown, self.said, self.number, mend)
    }

    /// Where it stands.
    fn back(&self) -> String {
        let reference = self.shown.thread.reference;
        match self.said {
            Said::Post => {
                let here = routes::thread(reference);
                format!("{here}?at={0}#post-{0}", self.number)
            }
            Said::Statement => routes::thread_at(reference, "statements"),
        }
    }
}

/// Whether who leads through the thread still sees the words: not those that somebody
/// took back.
pub(super) fn leaders_see(removal: &Removal) -> bool {
    removal.rule != Rule::OwnWish
}

/// The address of an act on a post or statement.
pub(super) fn mend_address(shown: &Shown, said: Said, number: i64, mend: &str) -> String {
    let rest = match said {
        Said::Post => format!("posts/{number}/{mend}"),
        Said::Statement => format!("statements/{number}/{mend}"),
    };
    routes::thread_at(shown.thread.reference, &rest)
}

/// The links to what this visitor may do about something that was said.
pub(super) fn links(
    lang: Language,
    visitor: &Visitor,
    shown: &Shown,
    (said, number): (Said, i64),
    author: PersonId,
    removal: Option<&Removal>,
) -> Vec<AnyView> {
    let (thread, actor) = (&shown.thread, &visitor.actor);
    let standing = removal.map(Removal::standing);
    let own = visitor.person().is_some_and(|person| person.id == author);
    let mut offered = Vec::new();
    match standing {
        None if own => offered.push(("remove", words::take_back(lang))),
        None if may_remove(thread, actor, author, Rule::OffTopic, None).is_ok() => {
            offered.push(("remove", words::remove_it(lang)));
        }
        None => {}
        Some(standing) => {
            if may_appeal(actor, author, standing).is_ok() {
                offered.push(("appeal", words::appeal_it(lang)));
            }
            if may_answer(thread, actor, author, standing).is_ok() {
                offered.push(("answer-appeal", words::answer_appeal(lang)));
            }
        }
    }
    offered
        .into_iter()
        .map(|(mend, label)| {
            let href = mend_address(shown, said, number, mend);
            view! { <a href=href>{label}</a> }.into_any()
        })
        .collect()
}

/// What everybody reads about a removal; for those who may still see them, with the words.
pub(super) fn told(lang: Language, removal: &Removal, words: Option<String>) -> AnyView {
    let what = if removal.rule == Rule::OwnWish {
        words::taken_back(lang).to_owned()
    } else if removal.restored {
        words::restored(lang, removal.answer.as_deref().unwrap_or_default())
    } else {
        words::removed(lang, rule_name(lang, removal.rule))
    };
    let reason = (!removal.restored && removal.rule != Rule::OwnWish)
        .then(|| view! { <p>{removal.reason.clone()}</p> });
    let appeal = removal.appeal.as_ref().filter(|_| words.is_some());
    let appeal =
        appeal.map(|appeal| view! { <p class="small">{words::appealed(lang, appeal)}</p> });
    let upheld = removal.answer.as_ref().filter(|_| !removal.restored);
    let upheld = upheld.map(|answer| view! { <p class="small">{words::upheld(lang, answer)}</p> });
    let kept = words.map(|text| view! { <Quote text by=words::what_was(lang)/> });
    view! { <p class="soft"><em>{what}</em></p>{reason}{appeal}{upheld}{kept} }.into_any()
}

pub(super) async fn ask_post(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Path<(String, String, String)>,
) -> Answered {
    ask(&app.0, &visitor, Said::Post, path).await
}

pub(super) async fn ask_statement(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Path<(String, String, String)>,
) -> Answered {
    ask(&app.0, &visitor, Said::Statement, path).await
}

async fn ask(app: &App, visitor: &Visitor, said: Said, path: (String, String, String)) -> Answered {
    let about = About::load(app, visitor, said, path).await?;
    Ok(page(
        app,
        visitor,
        &about,
        &Posted::default(),
        Problems::none(),
    ))
}

pub(super) async fn do_post(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Path<(String, String, String)>,
    form: Posted,
) -> Answered {
    act(&app.0, &visitor, Said::Post, path, form).await
}

pub(super) async fn do_statement(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Path<(String, String, String)>,
    form: Posted,
) -> Answered {
    act(&app.0, &visitor, Said::Statement, path, form).await
}

async fn act(
    app: &App,
    visitor: &Visitor,
    said: Said,
    path: (String, String, String),
    form: Posted,
) -> Answered {
    let about = About::load(app, visitor, said, path).await?;
    let mut reading = Reading::new(visitor.language(), &form, None);
    let mending = mending(&mut reading, visitor, &about);
    let problems = reading.problems;
    let Some(mending) = mending.filter(|_| problems.is_empty()) else {
        return Ok(page(app, visitor, &about, &form, problems));
    };
    let (store, actor, now) = (app.store.clone(), visitor.actor.clone(), visitor.now);
    let (thread, part) = (about.shown.thread.reference, (said, about.number));
    let outcome =
        tokio::spawn(async move { store.moderate(thread, part, &mending, &actor, now).await })
            .await
            .map_err(|error| PageError::internal("moderate a thread", &error))?;
    match outcome {
        Ok(()) => Ok(Redirect::to(&about.back()).into_response()),
        Err(error) => {
            let (_, told) = sentence(visitor, error)?;
            let mut problems = Problems::none();
            problems.push("", told);
            Ok(page(app, visitor, &about, &form, problems))
        }
    }
}

fn mending(reading: &mut Reading<'_>, visitor: &Visitor, about: &About) -> Option<Mending> {
    if about.takes_back(visitor) {
        let reason = domain::text::Sentence::parse(words::taken_back(visitor.language()));
        return Some(Mending::Remove {
            rule: Rule::OwnWish,
            reason: reason.ok()?,
        });
    }
    match about.mend {
        "remove" => {
            let rule = reading.choice("rule", |code| {
                Rule::from_code(code).filter(|rule| *rule != Rule::OwnWish)
            });
            let reason = reading.sentence("words");
            Some(Mending::Remove {
                rule: rule?,
                reason: reason?,
            })
        }
        "appeal" => Some(Mending::Appeal {
            words: reading.sentence("words")?,
        }),
        _ => {
            let restore = reading.choice("verdict", |code| match code {
                "restore" => Some(true),
                "stay" => Some(false),
                _ => None,
            });
            let words = reading.sentence("words");
            Some(Mending::Answer {
                restore: restore?,
                words: words?,
            })
        }
    }
}

/// Title, lead and button.
fn told_above(lang: Language, visitor: &Visitor, about: &About) -> [&'static str; 3] {
    if about.takes_back(visitor) {
        return [
            words::mend_own_title(lang),
            words::mend_own_lead(lang),
            words::mend_own_button(lang),
        ];
    }
    match about.mend {
        "remove" => [
            words::mend_remove_title(lang),
            words::mend_remove_lead(lang),
            words::mend_remove_button(lang),
        ],
        "appeal" => [
            words::mend_appeal_title(lang),
            words::mend_appeal_lead(lang),
            words::mend_appeal_button(lang),
        ],
        _ => [
            words::mend_answer_title(lang),
            words::mend_answer_lead(lang),
            words::mend_answer_button(lang),
        ],
    }
}

fn fields(
    lang: Language,
    visitor: &Visitor,
    about: &About,
    typed: &Posted,
    problems: &Problems,
) -> Vec<AnyView> {
    if about.takes_back(visitor) {
        return vec![view! { <Hidden name="rule" value=Rule::OwnWish.code()/> }.into_any()];
    }
    let value = |name: &str| typed.text(name).to_owned();
    let error = |name: &str| problems.at(name);
    let mut fields = Vec::new();
    match about.mend {
        "remove" => {
            let rules = Rule::ALL.into_iter().filter(|rule| *rule != Rule::OwnWish);
            let options = rules
                .map(|rule| ChoiceOption::new(rule.code(), rule_name(lang, rule), ""))
                .collect();
            fields.push(
                view! { <Choice lang name="rule" label=words::f_rule(lang) options chosen=value("rule") error=error("rule")/> }
                    .into_any(),
            );
        }
        "answer-appeal" => {
            let options = vec![
                ChoiceOption::new("restore", words::verdict_restore(lang), ""),
                ChoiceOption::new("stay", words::verdict_stay(lang), ""),
            ];
            fields.push(
                view! { <Choice lang name="verdict" label=words::f_verdict(lang) options chosen=value("verdict") error=error("verdict")/> }
                    .into_any(),
            );
        }
        _ => {}
    }
    fields.push(
        view! { <TextArea lang name="words" label=words::f_reason(lang) value=value("words") error=error("words") rows=3/> }
            .into_any(),
    );
    fields
}

fn page(
    app: &App,
    visitor: &Visitor,
    about: &About,
    typed: &Posted,
    problems: Problems,
) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let [title, lead, label] = told_above(lang, visitor, about);
    let described = Page::new(title, Section::Elsewhere).with_problems(wrong);
    let fields = fields(lang, visitor, about, typed, &problems);
    let appeal = about
        .removal
        .as_ref()
        .and_then(|removal| removal.appeal.clone());
    let appeal = appeal.map(|appeal| view! { <p>{words::appealed(lang, &appeal)}</p> });
    let kind = if about.mend == "remove" {
        ButtonKind::Danger
    } else {
        ButtonKind::Filled
    };
    let (text, back, action) = (about.words.clone(), about.back(), about.address(about.mend));
    let thread = about.shown.thread.title.to_string();
    respond::page(status, &visitor.frame(app), &described, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=back.clone()>{thread}</a></p>
                    <h1>{title}</h1>
                    <p class="lead">{lead}</p>
                </div>
                <Quote text/>
                {appeal}
                <Form action>
                    {fields}
                    <Button label kind/>
                </Form>
                <p><a href=back>{words::back(lang)}</a></p>
            </div>
        }
    })
}
