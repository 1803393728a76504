//! The forms of the page: one for each act that is this person's to do now. All post to
//! the page itself, and what was typed comes back into the one that was refused.

use domain::language::Language;
use domain::mediation::{InShort, Stage};
use domain::permission::{MediationAct, Part, may_in_mediation};
use domain::text::Words as Typed;
use leptos::prelude::*;

use super::load::Here;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Checks, Choice, ChoiceOption, Field, FieldKind, Form, Hidden, More,
    Problems, TextArea, Words,
};
use crate::form::Posted;
use crate::routes;
use crate::text::mediation as words;
use crate::visitor::Visitor;

/// What all forms of one page share.
pub(super) struct Forms<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    here: &'a Here,
    /// What was posted, and what is wrong with it.
    pub(super) posted: Option<&'a Posted>,
    pub(super) problems: &'a Problems,
}

impl<'a> Forms<'a> {
    pub(super) const fn new(
        app: &'a App,
        visitor: &'a Visitor,
        here: &'a Here,
        posted: Option<&'a Posted>,
        problems: &'a Problems,
    ) -> Self {
        Self {
            app,
            visitor,
            here,
            posted,
            problems,
        }
    }

    fn may(&self, act: MediationAct) -> bool {
        let detail = &self.here.detail;
        may_in_mediation(
            &self.visitor.actor,
            act,
            &detail.mediation,
            detail.lives_there,
        )
        .is_ok()
    }

    /// Whether the two write down what they promise: not before they have met.
    pub(super) fn writes(&self) -> bool {
        let met = match self.here.detail.mediation.stage {
            Stage::Meeting { at, .. } => at <= self.visitor.now,
            _ => true,
        };
        met && self.may(MediationAct::Write)
    }

    /// What was typed into a field of the form that was refused.
    pub(super) fn typed(&self, act: &str, field: &str) -> Option<String> {
        let posted = self.posted.filter(|posted| posted.text("act") == act)?;
        Some(posted.text(field).to_owned())
    }

    pub(super) fn error(&self, act: &str, field: &str) -> Option<Words> {
        self.posted.filter(|posted| posted.text("act") == act)?;
        self.problems.at(field)
    }

    /// A form of the page, bound to the step that it shows.
    pub(super) fn form(&self, act: &'static str, inside: AnyView) -> AnyView {
        let step = self.here.detail.mediation.step.to_string();
        let step = view! { <Hidden name="step" value=step/> };
        self.bound(act, step.into_any(), inside)
    }

    /// A form bound to the text that it shows.
    pub(super) fn form_with_turn(&self, act: &'static str, inside: AnyView) -> AnyView {
        let turn = self.here.detail.mediation.text.turn.to_string();
        let turn = view! { <Hidden name="turn" value=turn/> };
        self.bound(act, turn.into_any(), inside)
    }

    fn bound(&self, act: &'static str, to: AnyView, inside: AnyView) -> AnyView {
        let action = routes::mediation(self.here.detail.mediation.reference);
        let key = self.app.ids.uuid().to_string();
        view! { <Form action key><Hidden name="act" value=act/>{to}{inside}</Form> }.into_any()
    }

    /// The form of the next step, where it is this person's.
    pub(super) fn next(&self) -> Option<AnyView> {
        let lang = self.visitor.language();
        if self.may(MediationAct::Answer) {
            Some(self.answer(lang))
        } else if self.may(MediationAct::Reply) {
            Some(self.reply(lang))
        } else if self.may(MediationAct::Name) {
            Some(self.name(lang))
        } else if self.may(MediationAct::Accept) {
            Some(self.invited(lang))
        } else if self.may(MediationAct::Arrange) {
            Some(self.arrange(lang))
        } else {
            None
        }
    }

    /// Yes and no; only yes for who has said no.
    fn yes_or_no(&self, lang: Language) -> AnyView {
        let no = (!self.is_declined()).then(|| {
            view! { <Button label=words::no_button(lang) kind=ButtonKind::Quiet name=Some("yes") value=Some("no".into())/> }
        });
        view! {
            <div class="actions">
                <Button label=words::yes_button(lang) name=Some("yes") value=Some("yes".into())/>
                {no}
            </div>
        }
        .into_any()
    }

    const fn is_declined(&self) -> bool {
        matches!(
            self.here.detail.mediation.stage,
            Stage::Offered { declined: true, .. } | Stage::Asked { declined: true, .. }
        )
    }

    fn declined(&self, lang: Language) -> Option<AnyView> {
        self.is_declined()
            .then(|| view! { <p><strong>{words::declined(lang)}</strong></p> }.into_any())
    }

    fn answer(&self, lang: Language) -> AnyView {
        let lead = words::answer_author(lang, self.here.body_name(lang));
        let chosen = self.typed("answer", "named").into_iter().collect();
        let buttons = self.yes_or_no(lang);
        let inside = view! { {named(lang, chosen)}{buttons} };
        let form = self.form("answer", inside.into_any());
        let declined = self.declined(lang);
        let inside = view! { <p>{lead}</p><p>{words::answer_free(lang)}</p>{declined}{form} };
        card("answer", words::answer_heading(lang), inside.into_any())
    }

    fn reply(&self, lang: Language) -> AnyView {
        let detail = &self.here.detail;
        let lead: Words = if detail.mediation.named {
            words::answer_other_named(lang, &detail.author).into()
        } else {
            words::answer_other(lang).into()
        };
        let form = self.form("reply", self.yes_or_no(lang));
        let declined = self.declined(lang);
        let inside = view! {
            <p>{lead}</p>
            <p>{words::answer_free(lang)}</p>
            <p class="small">{words::answer_names(lang)}" "{words::answer_household(lang)}</p>
            {declined}
            {form}
        };
        card("reply", words::answer_heading(lang), inside.into_any())
    }

    fn name(&self, lang: Language) -> AnyView {
        let mut options: Vec<ChoiceOption> = self
            .here
            .members
            .iter()
            .map(|one| ChoiceOption::new(one.person.to_string(), one.name.clone(), ""))
            .collect();
        options.push(ChoiceOption::new("", words::f_member_none(lang), ""));
        let typed = |field| self.typed("name", field).unwrap_or_default();
        let (chosen, value) = (typed("member"), typed("handle"));
        let (at_member, at_handle) = (self.error("name", "member"), self.error("name", "handle"));
        let inside = view! {
            <Choice lang name="member" label=words::f_member(lang) options chosen error=at_member/>
            <Field lang name="handle" label=words::f_handle(lang) hint=words::f_handle_hint(lang) value error=at_handle kind=FieldKind::Handle optional=true/>
            <Button label=words::name_button(lang)/>
        };
        let form = self.form("name", inside.into_any());
        let inside = view! { <p>{words::name_lead(lang)}</p>{form} };
        card("name", words::name_heading(lang), inside.into_any())
    }

    fn invited(&self, lang: Language) -> AnyView {
        let lead = words::invited_lead(lang, self.here.body_name(lang));
        let accept = self.form(
            "accept",
            view! { <Button label=words::accept_button(lang)/> }.into_any(),
        );
        let refuse = self.form(
            "another",
            view! { <Button label=words::refuse_button(lang) kind=ButtonKind::Quiet/> }.into_any(),
        );
        let inside = view! {
            <p>{lead}</p>
            <p>{words::invited_free(lang)}</p>
            <p class="small">{words::invited_names(lang)}</p>
            {accept}
            {refuse}
        };
        card("invited", words::invited_heading(lang), inside.into_any())
    }

    fn arrange(&self, lang: Language) -> AnyView {
        let typed = |field| self.typed("arrange", field).unwrap_or_default();
        let (at, place) = (typed("at"), typed("place"));
        let (at_at, at_place) = (self.error("arrange", "at"), self.error("arrange", "place"));
        let inside = view! {
            <Field lang name="at" label=words::f_at(lang) value=at error=at_at kind=FieldKind::Moment/>
            <Field lang name="place" label=words::f_where(lang) hint=words::f_where_hint(lang) value=place error=at_place/>
            <Button label=words::meet_button(lang)/>
        };
        let form = self.form("arrange", inside.into_any());
        let first = self.here.detail.mediation.in_short() == InShort::Arranging;
        if first {
            let inside = view! { <p>{words::meet_lead(lang)}</p>{form} };
            card("arrange", words::meet_heading(lang), inside.into_any())
        } else {
            self.folded("arrange", words::meet_again(lang), form)
        }
    }

    /// What is seldom needed, behind its name; open where it was refused.
    fn folded(&self, act: &'static str, summary: &'static str, inside: AnyView) -> AnyView {
        if self.typed(act, "act").is_some() {
            card(act, summary, inside)
        } else {
            view! { <More summary>{inside}</More> }.into_any()
        }
    }

    /// What can be done at any time: somebody else as mediator, the end.
    pub(super) fn ways_out(&self) -> AnyView {
        let lang = self.visitor.language();
        let another = (self.may(MediationAct::Another) && self.here.part != Part::Invited)
            .then(|| self.another(lang));
        let end = self.may(MediationAct::End).then(|| self.end(lang));
        view! { {another}{end} }.into_any()
    }

    fn another(&self, lang: Language) -> AnyView {
        let (summary, lead, label) = if self.here.part == Part::Mediator {
            let label = words::step_back_button(lang);
            (label, words::step_back_lead(lang), label)
        } else {
            let label = words::another_button(lang);
            (
                words::another_heading(lang),
                words::another_lead(lang),
                label,
            )
        };
        let button = view! { <Button label kind=ButtonKind::Quiet/> };
        let form = self.form("another", button.into_any());
        self.folded("another", summary, view! { <p>{lead}</p>{form} }.into_any())
    }

    fn end(&self, lang: Language) -> AnyView {
        let value = self.typed("end", "learnt").unwrap_or_default();
        let error = self.error("end", "learnt");
        let inside = view! {
            <TextArea lang name="learnt" label=words::f_learnt(lang) hint=words::f_learnt_hint(lang) value error rows=3 optional=true/>
            <Button label=words::end_button(lang) kind=ButtonKind::Danger/>
        };
        let form = self.form("end", inside.into_any());
        let lead = words::end_lead(lang);
        let inside = view! { <p>{lead}</p>{form} };
        self.folded("end", words::end_heading(lang), inside.into_any())
    }
}

/// Whether the author's name is shown with the question.
pub(super) fn named(lang: Language, chosen: Vec<String>) -> AnyView {
    let options = vec![ChoiceOption::new(
        "yes",
        words::f_named_option(lang),
        words::f_named_hint(lang),
    )];
    view! { <Checks lang name="named" label=words::f_named(lang) options chosen optional=true/> }
        .into_any()
}

fn card(id: &'static str, title: &'static str, inside: AnyView) -> AnyView {
    view! {
        <section class="card stack" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {inside}
        </section>
    }
    .into_any()
}

/// Words, or nothing where nothing was typed.
pub(super) fn words_or_nothing(text: &str) -> Result<Option<Typed>, &'static str> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let parsed = Typed::parse(text).map_err(domain::text::WordsInvalid::code)?;
    Ok(Some(parsed))
}
