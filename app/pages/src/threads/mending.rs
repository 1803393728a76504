//! What is done about a post, a statement, an objection or a published reason: flagging it,
//! taking it out of sight, appealing against that, answering the appeal. One page each, the
//! same for all.

use axum::response::{IntoResponse as _, Redirect, Response};
use domain::case::Rule;
use domain::language::Language;
use domain::permission::{ThreadAct, may_in_thread};
use domain::thread::Refused;
use domain::thread::flag::may_keep;
use domain::thread::moderate::{Said, is_own, may_answer, may_appeal, may_remove};
use http::StatusCode;
use leptos::prelude::*;
use store::threads::{Mending, OwnFlag, judge};

use super::load::{Shown, reference};
use super::sight::{SaidHere, judges_see, mend_address, said_address, what_counts};
use super::{Answered, flagging, photos, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, ErrorSummary, Form, Hidden, Problems, Quote, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::named;
use crate::reading::Reading;
use crate::respond;
use crate::text::threads as words;
use crate::visitor::Visitor;

mod found;
mod handlers;

use found::{Found, found};
pub(super) use handlers::{
    ask_objection, ask_post, ask_reason, ask_statement, do_objection, do_post, do_reason,
    do_statement,
};

/// What is done about something that was said, as it stands in its address.
pub const MENDS: [&str; 6] = [
    "remove",
    "appeal",
    "answer-appeal",
    "flag",
    "unflag",
    "keep",
];

/// What it is about.
pub(super) struct About {
    pub(super) shown: Shown,
    said: Said,
    number: i64,
    found: Found,
    /// What the visitor said when they flagged it.
    pub(super) own_flag: Option<OwnFlag>,
    /// What others are called who look at it where it is about the body.
    pub(super) others: String,
    pub(super) mend: &'static str,
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
        let thread = shown.thread.id;
        let found = found(&mut conn, thread, number, said).await?;
        let own_flag = match visitor.person() {
            Some(person) => conn.find_flag((thread, said, number), person.id).await?,
            None => None,
        };
        let others = shown.others(&mut conn, visitor.language()).await?;
        // Whoever flags it already is shown that, with the way back.
        let flags_it = mend == "flag" && own_flag.is_some();
        let mend = if flags_it { "unflag" } else { mend };
        let about = Self {
            shown,
            said,
            number,
            found,
            own_flag,
            others,
            mend,
        };
        let removal = about.found.removal.as_ref();
        let seen = removal.is_none_or(|removal| about.own(visitor) || judges_see(removal));
        match about.may(visitor) {
            Err(Refused::Denied(_) | Refused::NotOwnPost) => Err(PageError::Denied),
            _ if !seen => Err(PageError::Denied),
            // What does not fit any more is said when it is posted.
            Ok(()) | Err(_) => Ok(about),
        }
    }

    fn own(&self, visitor: &Visitor) -> bool {
        is_own(&visitor.actor, self.found.author)
    }

    /// Whether nobody knows who said it: then nobody is told what becomes of it, nor appeals.
    pub(super) const fn is_nobodys(&self) -> bool {
        self.found.author.is_none()
    }

    /// Whether somebody takes their own words back.
    fn takes_back(&self, visitor: &Visitor) -> bool {
        self.mend == "remove" && self.own(visitor)
    }

    fn may(&self, visitor: &Visitor) -> Result<(), Refused> {
        let (thread, actor, found) = (&self.shown.thread, &visitor.actor, &self.found);
        let standing = found.removal.as_ref();
        let standing = standing.map(|removal| removal.standing(found.corrected));
        let judge = judge(thread, found.flagged.as_ref());
        match self.mend {
            "remove" => {
                let rule = if self.own(visitor) {
                    Rule::OwnWish
                } else {
                    Rule::OffTopic
                };
                let part = (self.said, found.author);
                may_remove(thread, actor, part, rule, judge, standing).map(drop)
            }
            "appeal" => may_appeal(actor, found.author, standing.ok_or(Refused::NoAppeal)?),
            "keep" => {
                let waits = found.flagged.is_some_and(|flagged| flagged.waits);
                may_keep(thread, actor, found.author, judge, waits).map(drop)
            }
            "flag" | "unflag" => may_in_thread(actor, ThreadAct::Flag, thread).map(drop),
            _ => may_answer(
                thread,
                actor,
                found.author,
                standing.ok_or(Refused::NoAppeal)?,
            ),
        }
    }

    /// The words, unless they are out of sight for this visitor.
    fn words(&self, visitor: &Visitor) -> Option<String> {
        let said = SaidHere {
            said: self.said,
            number: self.number,
            author: self.found.author,
            corrected: self.found.corrected,
            removal: self.found.removal.as_ref(),
            flagged: self.found.flagged.as_ref(),
            kept: None,
        };
        said.is_seen(visitor, &self.shown.thread)
            .then(|| self.found.words.clone())
    }

    fn address(&self, mend: &str) -> String {
        mend_address(&self.shown.thread, self.said, self.number, mend)
    }

    /// Whether the body that leads through the thread removed it: then others can be
    /// asked to answer.
    fn appeals_to_lead(&self) -> bool {
        let removal = self.found.removal.as_ref();
        removal.is_some_and(|removal| removal.body == Some(self.shown.thread.body))
    }

    pub(super) fn body_name(&self, lang: Language) -> String {
        self.shown.body_name(lang, self.shown.thread.body)
    }

    /// Where it stands.
    fn back(&self) -> String {
        let decision = self.found.decision;
        said_address(&self.shown.thread, self.said, self.number, decision)
    }

    /// The same, saying what was done.
    fn done(&self) -> String {
        let back = self.back();
        let done = format!("done={}", self.mend);
        match back.split_once('?') {
            Some((start, rest)) => format!("{start}?{done}&{rest}"),
            None => match back.split_once('#') {
                Some((page, part)) => format!("{page}?{done}#{part}"),
                None => format!("{back}?{done}"),
            },
        }
    }
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
    let (thread, part) = (about.shown.thread.reference, (said, about.number));
    let acting = Acting::of(app, visitor, &form)?;
    let outcome = acting
        .carry("moderate a thread", |me| async move {
            let (store, ids) = (&me.app.store, &me.app.ids);
            store
                .moderate(thread, part, &mending, &me.actor, ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(()) => Ok(Redirect::to(&about.done()).into_response()),
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
            flags: false,
        });
    }
    match about.mend {
        "flag" | "unflag" | "keep" => flagging::mending(reading, about.mend),
        "remove" => {
            let rule = reading.choice("rule", read_rule);
            let reason = reading.sentence("words");
            Some(Mending::Remove {
                rule: rule?,
                reason: reason?,
                flags: reading.form.has("flags"),
            })
        }
        "appeal" => Some(Mending::Appeal {
            words: reading.sentence("words")?,
            about: reading.form.has("about"),
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

/// The rules by which others are judged.
pub(super) fn read_rule(code: &str) -> Option<Rule> {
    Rule::from_code(code).filter(|rule| *rule != Rule::OwnWish)
}

/// Title, lead and button.
fn told_above(
    lang: Language,
    visitor: &Visitor,
    about: &About,
) -> (&'static str, String, &'static str) {
    let [title, lead, label] = if about.takes_back(visitor) {
        [
            words::mend_own_title(lang),
            words::mend_own_lead(lang),
            words::mend_own_button(lang),
        ]
    } else {
        match about.mend {
            "flag" | "unflag" | "keep" => return flagging::told_above(lang, about),
            "remove" => [
                words::mend_remove_title(lang),
                if about.is_nobodys() {
                    crate::text::moderation::remove_nobodys_lead(lang)
                } else {
                    words::mend_remove_lead(lang)
                },
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
    };
    (title, lead.to_owned(), label)
}

/// The rules, as something to choose from.
pub(super) fn rule_choice(lang: Language, typed: &Posted, problems: &Problems) -> AnyView {
    let rules = Rule::ALL.into_iter().filter(|rule| *rule != Rule::OwnWish);
    let options = rules
        .map(|rule| ChoiceOption::new(rule.code(), named::rule(lang, rule), ""))
        .collect();
    let (chosen, error) = (typed.text("rule").to_owned(), problems.at("rule"));
    view! { <Choice lang name="rule" label=words::f_rule(lang) options chosen error/> }.into_any()
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
        "flag" | "unflag" => return flagging::fields(lang, about, typed, problems),
        "remove" => {
            if about.found.flagged.is_some_and(|flagged| flagged.waits) {
                fields.push(view! { <Hidden name="flags" value="yes"/> }.into_any());
            }
            fields.push(rule_choice(lang, typed, problems));
        }
        "appeal" if about.appeals_to_lead() => fields.push(flagging::about_check(
            lang,
            words::f_about_appeal(lang),
            crate::text::moderation::appeal_about(lang, &about.body_name(lang)),
            &about.others,
            typed,
        )),
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
    let (title, lead, label) = told_above(lang, visitor, about);
    let described = Page::new(title, Section::Elsewhere).with_problems(wrong);
    let fields = fields(lang, visitor, about, typed, &problems);
    let appeal = about
        .found
        .removal
        .as_ref()
        .and_then(|removal| removal.appeal.clone());
    let appeal = appeal.map(|appeal| view! { <p>{words::appealed(lang, &appeal)}</p> });
    let kind = if about.mend == "remove" {
        ButtonKind::Danger
    } else {
        ButtonKind::Filled
    };
    let quote = about.words(visitor).map(|text| {
        let photos = photos::shown(lang, &about.found.photos);
        view! { <Quote lang text/>{photos} }
    });
    let counts = what_counts(lang, about.said).filter(|_| about.mend == "remove");
    let counts = counts.map(|told| view! { <p>{told}</p> });
    let (back, action) = (about.back(), about.address(about.mend));
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
                {quote}
                {counts}
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
