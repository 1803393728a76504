//! Who sits at the table of a challenge: the fields, filled with what stands now,
//! and what they say.

use domain::body::{Body, BodyKind};
use domain::case::{Seat, Share};
use domain::challenge::Command;
use domain::language::Language;
use leptos::prelude::*;

use super::load::Shown;
use super::reading::Reading;
use super::state::State;
use crate::burden;
use crate::components::{ChoiceOption, Field, Pick};
use crate::text::case as case_words;
use crate::text::challenges as words;

/// What a seat says beside its share: the name of the field, and its part of the seat.
const SAID: [&str; 4] = ["task", "cost", "risk", "benefit"];

fn said<'s>(seat: Option<&'s Seat>, part: &str) -> &'s str {
    let Some(seat) = seat else {
        return "";
    };
    let text = match part {
        "task" => &seat.task,
        "cost" => &seat.cost,
        "risk" => &seat.risk,
        _ => &seat.benefit,
    };
    text.as_ref().map_or("", |text| text.as_str())
}

/// The field for the convener, then one group for each body that can sit there.
pub(super) fn view(lang: Language, shown: &Shown, state: &State) -> AnyView {
    let bodies = shown.can_sit();
    let conveners: Vec<ChoiceOption> = bodies
        .iter()
        .filter(|body| body.kind != BodyKind::Partner)
        .map(|body| {
            let name = body.names.in_language(lang).to_owned();
            ChoiceOption::new(body.key.clone(), name, "")
        })
        .collect();
    let now = shown.convener().map_or("", |body| body.key.as_str());
    let chosen = state.or("convener", now);
    let options = vec![("".into(), conveners)];
    let groups: Vec<AnyView> = bodies
        .into_iter()
        .map(|body| group(lang, body, shown, state))
        .collect();
    view! {
        <Pick lang name="convener" label=words::f_convener(lang) options chosen error=state.problems.at("convener")/>
        <fieldset class="group seats">
            <legend>{case_words::f_seats(lang)}</legend>
            <p class="hint">{words::f_seats_hint(lang)}</p>
            {groups}
        </fieldset>
    }
    .into_any()
}

fn group(lang: Language, body: &Body, shown: &Shown, state: &State) -> AnyView {
    let mut seats = shown.challenge.seats.iter();
    let seat = seats.find(|seat| seat.body == body.id);
    let name = |part: &str| format!("{part}-{}", body.key);
    let share = state.or(&name("share"), seat.map_or("", |seat| seat.share.code()));
    let shares = Share::ALL.map(|share| {
        let label = case_words::find(lang, &format!("share-{}", share.code()));
        ChoiceOption::new(share.code(), label.unwrap_or_default(), "")
    });
    let options: Vec<ChoiceOption> =
        std::iter::once(ChoiceOption::new("", case_words::share_none(lang), ""))
            .chain(shares)
            .collect();
    let options = vec![("".into(), options)];
    let line = |part: &str, label: &'static str| {
        let name = name(part);
        let value = state.or(&name, said(seat, part));
        let error = state.problems.at(&name);
        view! { <Field lang name label value error optional=true/> }
    };
    let end = ["-", &body.key].concat();
    let value = |field: &str| {
        let part = field.strip_suffix(&end).unwrap_or(field);
        let before = if burden::is_known_field(part) {
            burden::known_before(seat)
        } else {
            said(seat, part)
        };
        state.or(field, before)
    };
    let burden = burden::fields(lang, &body.key, value, &state.problems);
    let error = state.problems.at(&name("share"));
    view! {
        <fieldset class="card">
            <legend>{body.names.in_language(lang).to_owned()}</legend>
            <Pick lang name=name("share") label=case_words::f_share(lang) options chosen=share error/>
            {line("task", case_words::f_task(lang))}
            {burden}
        </fieldset>
    }
    .into_any()
}

impl Reading<'_> {
    pub(super) fn table(&mut self, shown: &Shown) -> Option<Command> {
        let bodies = shown.can_sit();
        let words = self.sentence("words");
        let convener = self.choice("convener", |key| {
            let body = bodies.iter().find(|body| body.key == key);
            body.map(|body| body.id)
        });
        let mut seats = Vec::new();
        for body in &bodies {
            let field = |part: &str| format!("{part}-{}", body.key);
            let silent = SAID
                .iter()
                .all(|part| self.form.text(&field(part)).trim().is_empty());
            if self.form.text(&field("share")).is_empty() && silent {
                continue;
            }
            let Some(share) = self.choice(&field("share"), Share::from_code) else {
                continue;
            };
            for missing in burden::missing(self.form, &body.key) {
                self.say(&missing, "burden-missing");
            }
            let [task, cost, risk, benefit] = SAID.map(|part| self.optional(&field(part)));
            if share.needs_task() && task.is_none() && self.problems.at(&field("task")).is_none() {
                self.say(&field("task"), "table-task-missing");
            }
            seats.push(Seat {
                body: body.id,
                share,
                task,
                cost,
                risk,
                benefit,
                unknown: burden::is_unknown(self.form, &body.key),
            });
        }
        Some(Command::SetTable {
            convener: convener?,
            seats,
            words: words?,
        })
    }
}
