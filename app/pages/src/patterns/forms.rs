//! Forms on the pattern page: fresh, and come back with mistakes.

use domain::language::Language;
use leptos::prelude::*;

use crate::components::{
    Answer, Answers, Button, Checks, Choice, ChoiceOption, ErrorSummary, Field, FieldKind,
    FileField, Form, Pick, Problems, Step, Steps, TextArea, Words,
};
use crate::routes;
use crate::text::patterns as words;

/// A report, half way, with mistakes; and the answers to look at before sending.
pub(super) fn view(lang: Language) -> impl IntoView {
    let mut problems = Problems::none();
    problems.push("words", words::f_words_wrong(lang));
    problems.push("handle", words::f_handle_wrong(lang));
    problems.push("who", words::f_wrong(lang));
    view! {
        <section class="card" aria-labelledby="forms">
            <h2 id="forms">{words::forms(lang)}</h2>
            {steps(lang)}
            <ErrorSummary lang problems=problems.clone()/>
            <Form action=routes::REPORT key="pattern">
                <TextArea
                    lang
                    name="words"
                    label=words::f_words(lang)
                    hint=words::f_words_hint(lang)
                    value=words::light(lang)
                    error=problems.at("words")
                />
                <Pick lang name="place" label=words::f_place(lang) options=places(lang)/>
                <FileField lang name="photos" label=words::f_photos(lang) hint=words::f_photos_hint(lang) several=true/>
                <Choice lang name="who" label=words::f_who(lang) options=audience(lang) error=problems.at("who")/>
                <Choice lang name="who-again" label=words::f_who(lang) options=audience(lang) chosen="all"/>
                <Checks
                    lang
                    name="notice"
                    label=words::f_notice(lang)
                    options=channels(lang)
                    chosen=vec!["mail".to_owned()]
                    optional=true
                />
                <Field
                    lang
                    name="handle"
                    label=words::f_handle(lang)
                    hint=words::f_handle_hint(lang)
                    kind=FieldKind::Handle
                    value="lin@"
                    error=problems.at("handle")
                />
                <Field lang name="code" label=words::f_code(lang) kind=FieldKind::Code value="482739"/>
                <Button label=words::f_send(lang)/>
            </Form>
        </section>
        <section class="card" aria-label=words::step_check(lang)>
            <Answers rows=answers(lang)/>
        </section>
    }
}

fn steps(lang: Language) -> impl IntoView {
    let step = |label: &'static str, done: bool| Step {
        label: label.into(),
        href: done.then(|| routes::REPORT.to_owned()),
    };
    let steps = vec![
        step(words::step_what(lang), true),
        step(words::step_where(lang), true),
        step(words::step_who(lang), false),
        step(words::step_check(lang), false),
    ];
    view! { <Steps lang steps current=2/> }
}

fn places(lang: Language) -> Vec<(Words, Vec<ChoiceOption>)> {
    vec![(
        words::committee(lang).into(),
        vec![
            ChoiceOption::new("4", words::place(lang), ""),
            ChoiceOption::new("all", words::committee(lang), ""),
        ],
    )]
}

fn audience(lang: Language) -> Vec<ChoiceOption> {
    vec![
        ChoiceOption::new("all", words::f_who_all(lang), words::f_who_all_note(lang)),
        ChoiceOption::new("few", words::f_who_few(lang), words::f_who_few_note(lang)),
    ]
}

fn channels(lang: Language) -> Vec<ChoiceOption> {
    vec![
        ChoiceOption::new("mail", words::f_mail(lang), ""),
        ChoiceOption::new("sms", words::f_sms(lang), ""),
    ]
}

fn answers(lang: Language) -> Vec<Answer> {
    let answer = |label: &'static str, value: &'static str, change| Answer {
        label: label.into(),
        value: value.into(),
        change,
    };
    let change = (
        routes::report_step("where"),
        words::change_place(lang).into(),
    );
    vec![
        answer(words::f_words(lang), words::light(lang), None),
        answer(words::f_place(lang), words::place(lang), Some(change)),
        answer(words::f_who(lang), words::f_who_all(lang), None),
    ]
}
