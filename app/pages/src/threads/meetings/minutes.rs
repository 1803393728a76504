//! Minutes: as they are typed, and as they stand.

use domain::instant::Instant;
use domain::language::Language;
use domain::meeting::{Correction, InRoom, Meeting, Minutes, Reached, Refused, Stage};
use domain::permission::ThreadAct;
use domain::text::{Words, WordsInvalid};
use leptos::prelude::*;

use super::form::whole;
use super::load::Here;
use crate::components::{
    ButtonKind, ChoiceOption, Field, FieldKind, LinkButton, More, Pick, Problems, TextArea,
    Written, clean_html, shows_something,
};
use crate::dates::Local;
use crate::form::Posted;
use crate::reading::Reading;
use crate::routes;
use crate::text::meetings as words;
use crate::visitor::Visitor;

/// Rows for decisions on the form; empty ones are left out.
const ROWS: [[&str; 2]; 4] = [
    ["what-1", "how-1"],
    ["what-2", "how-2"],
    ["what-3", "how-3"],
    ["what-4", "how-4"],
];

/// How those present reached a decision, in words.
pub(super) const fn how(lang: Language, how: Reached) -> &'static str {
    match how {
        Reached::Unopposed => words::how_unopposed(lang),
        Reached::Most => words::how_most(lang),
    }
}

/// Reads minutes; their HTML is made here, once.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Minutes> {
    let present = whole(reading.form.text("present")).ok_or(Refused::PresentStrange.code());
    let present = reading.fit("present", present);
    let said = Words::parse(reading.form.text("words")).and_then(|said| {
        let shows = shows_something(said.as_str());
        shows.then_some(said).ok_or(WordsInvalid::Missing)
    });
    let said = said.map_err(WordsInvalid::code);
    let said = reading.fit("words", said);
    let decided = decided(reading);
    let said = said?;
    Some(Minutes {
        present: present?,
        html: clean_html(said.as_str()),
        words: said,
        decided: decided?,
    })
}

fn decided(reading: &mut Reading<'_>) -> Option<Vec<InRoom>> {
    let mut found = Some(Vec::new());
    for [what_field, how_field] in ROWS {
        let typed = !reading.form.text(what_field).trim().is_empty();
        let how = Reached::from_code(reading.form.text(how_field));
        if !typed && how.is_none() {
            continue;
        }
        let what = if typed {
            reading.sentence(what_field)
        } else {
            reading.say(what_field, Refused::DecidedHalf.code());
            None
        };
        if how.is_none() {
            reading.say(how_field, Refused::DecidedHalf.code());
        }
        found = match (found, what, how) {
            (Some(mut found), Some(what), Some(how)) => {
                found.push(InRoom { what, how });
                Some(found)
            }
            _ => None,
        };
    }
    found
}

/// What a form begins with: minutes as they stand.
pub(super) fn filled(minutes: &Minutes) -> Posted {
    let said = [
        ("present".to_owned(), minutes.present.to_string()),
        ("words".to_owned(), minutes.words.to_string()),
    ];
    let rows = minutes.decided.iter().zip(ROWS);
    let rows = rows.flat_map(|(one, [what, how])| {
        [
            (what.to_owned(), one.what.to_string()),
            (how.to_owned(), one.how.code().to_owned()),
        ]
    });
    Posted::from_fields(said.into_iter().chain(rows))
}

/// The fields.
pub(super) fn fields(lang: Language, typed: &Posted, problems: &Problems) -> AnyView {
    let value = |name: &str| typed.text(name).to_owned();
    let error = |name: &str| problems.at(name);
    let options = || {
        let none = ChoiceOption::new("", words::how_choose(lang), "");
        let all = Reached::ALL.map(|one| ChoiceOption::new(one.code(), how(lang, one), ""));
        vec![(
            "".into(),
            std::iter::once(none).chain(all).collect::<Vec<_>>(),
        )]
    };
    let rows = ROWS
        .into_iter()
        .zip(1_i64..)
        .map(|([what, how], number)| {
            view! {
                <fieldset class="group">
                    <legend>{words::f_what(lang, &number.to_string())}</legend>
                    <Field lang name=what label=words::f_which(lang) value=value(what) error=error(what) optional=true/>
                    <Pick lang name=how label=words::f_how(lang) options=options() chosen=value(how) error=error(how) optional=true/>
                </fieldset>
            }
        })
        .collect_view();
    view! {
        <Field lang name="present" label=words::f_present(lang) value=value("present") error=error("present") kind=FieldKind::Number/>
        <TextArea lang name="words" label=words::f_words(lang) hint=words::f_words_hint(lang) value=value("words") error=error("words") rows=10/>
        <div class="stack">
            <h2>{words::f_decided(lang)}</h2>
            <p class="small soft">{words::f_decided_note(lang)}</p>
            {rows}
        </div>
    }
    .into_any()
}

/// What was said and decided, or that it is not written down yet.
pub(super) fn section(visitor: &Visitor, here: &Here, local: &Local) -> Option<AnyView> {
    let lang = visitor.language();
    match &here.meeting.stage {
        Stage::CalledOff { .. } => None,
        Stage::Called { .. } => waits(lang, &here.meeting, visitor.now),
        Stage::Held {
            minutes, corrected, ..
        } => {
            let agree = agree(visitor, here, minutes);
            let view = view! {
                <section class="card" aria-labelledby="minutes">
                    <h2 id="minutes">{words::minutes(lang)}</h2>
                    {body(lang, minutes)}
                    {agree}
                    {corrected.as_ref().map(|one| correction(lang, one, local))}
                </section>
            };
            Some(view.into_any())
        }
    }
}

fn waits(lang: Language, meeting: &Meeting, now: Instant) -> Option<AnyView> {
    (now >= meeting.plan.until())
        .then(|| view! { <p class="warn">{words::minutes_missing(lang)}</p> }.into_any())
}

fn body(lang: Language, minutes: &Minutes) -> AnyView {
    let items = minutes
        .decided
        .iter()
        .map(|one| {
            let how = how(lang, one.how);
            view! { <li><strong>{one.what.to_string()}</strong>" "<span class="soft">{how}</span></li> }
        })
        .collect_view();
    let decided = if minutes.decided.is_empty() {
        view! { <p class="soft">{words::decided_none(lang)}</p> }.into_any()
    } else {
        view! { <h3>{words::decided(lang)}</h3><ul class="sentences">{items}</ul> }.into_any()
    };
    view! {
        <p class="soft">{words::present(lang, minutes.present)}</p>
        <Written lang html=minutes.html.clone()/>
        {decided}
    }
    .into_any()
}

fn correction(lang: Language, corrected: &Correction, local: &Local) -> AnyView {
    let when = local.full(corrected.at).shown;
    let told = words::corrected(lang, &when, corrected.why.as_str());
    let first = body(lang, &corrected.first);
    view! {
        <p class="small soft">{told}</p>
        <More summary=words::first_wording(lang)>{first}</More>
    }
    .into_any()
}

/// The way to the agreement of the thread, for who leads, with what was decided.
fn agree(visitor: &Visitor, here: &Here, minutes: &Minutes) -> Option<AnyView> {
    let offered = !minutes.decided.is_empty() && here.shown.may(&visitor.actor, ThreadAct::Agree);
    offered.then(|| {
        let agree = routes::thread_at(here.meeting.reference, ThreadAct::Agree.code());
        let href = format!("{agree}?meeting={}", here.meeting.number);
        let label = words::agree_link(visitor.language());
        view! { <p class="actions"><LinkButton href label kind=ButtonKind::Quiet/></p> }.into_any()
    })
}
