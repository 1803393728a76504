//! The sheet of a body: names, contact, level, places, categories. What is typed goes
//! through the rules that an import of files goes through.

use std::collections::BTreeSet;

use domain::body::{Body, BodyKind, Competence, Contact, Tier};
use domain::body_check::{self as check, BodiesWrong, BodyWrong};
use domain::charter::Charter;
use domain::id::PlaceId;
use domain::language::{Language, Names};
use domain::place::Place;
use domain::text::check_name;
use leptos::prelude::*;
use store::rulebook::Rulebook;

use super::desk::{self, Desk};
use crate::app::App;
use crate::components::{
    Checks, Choice, ChoiceOption, Field, FieldKind, Pick, Problems, TextArea, Words,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::text::stewards as words;

/// What a body is judged against.
pub(super) struct Around {
    pub(super) book: std::sync::Arc<Rulebook>,
    places: Vec<Place>,
    charter: Charter,
}

impl Around {
    pub(super) async fn load(app: &App) -> Result<Self, PageError> {
        let mut snapshot = app.store.snapshot().await?;
        let book = app.store.rulebook(snapshot.conn()).await?;
        let places = snapshot.conn().list_places().await?;
        let newest = book.charters().last();
        let charter = newest.map_or_else(Charter::shipped, |version| version.charter.clone());
        Ok(Self {
            book,
            places,
            charter,
        })
    }
}

/// A body as the fields of the form write it.
pub(super) fn as_typed(body: &Body, around: &Around) -> Posted {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let slug = |id: &PlaceId| {
        let place = around.places.iter().find(|place| place.id == *id);
        place.map(|place| place.slug.clone())
    };
    let places: Vec<String> = body.places.iter().filter_map(slug).collect();
    let above = body.answers_to.and_then(|above| around.book.body(above));
    let mut fields = vec![
        ("name-en", some(&body.names.en)),
        ("name-hans", some(&body.names.hans)),
        ("name-hant", some(&body.names.hant)),
        ("phone", some(&body.contact.phone)),
        ("email", some(&body.contact.email)),
        ("address", some(&body.contact.address)),
        ("open", some(&body.contact.hours)),
        ("tier", body.tier.number().to_string()),
        ("places", places.join("\n")),
        ("rank", body.rank.to_string()),
        (
            "answers-to",
            above.map_or_else(String::new, |above| above.key.clone()),
        ),
    ];
    match &body.competence {
        Competence::All => fields.push(("deals", "all".to_owned())),
        Competence::Only(keys) => {
            fields.push(("deals", "only".to_owned()));
            fields.extend(keys.iter().map(|key| ("category", key.clone())));
        }
    }
    if body.last_resort {
        fields.push(("last-resort", "yes".to_owned()));
    }
    let own = |(name, value): (&str, String)| (name.to_owned(), value);
    Posted::from_fields(fields.into_iter().map(own))
}

/// Reads the sheet as it was typed.
pub(super) struct Reading<'a> {
    pub(super) desk: &'a Desk,
    pub(super) form: &'a Posted,
    pub(super) around: &'a Around,
    pub(super) problems: &'a mut Problems,
}

impl Reading<'_> {
    /// The body as it was typed; it means nothing after a mistake.
    pub(super) fn body(&mut self, before: &Body) -> Body {
        let names = Names {
            en: self.name("name-en"),
            hans: self.name("name-hans"),
            hant: self.name("name-hant"),
        };
        let contact = Contact {
            phone: self.name("phone"),
            email: self.name("email"),
            address: self.name("address"),
            hours: self.name("open"),
        };
        if contact
            .email
            .as_ref()
            .is_some_and(|email| !email.contains('@'))
        {
            self.problems
                .push("email", words::email_wrong(self.desk.lang));
        }
        let tier = self.form.text("tier").parse().ok().and_then(Tier::new);
        let rank = self.form.text("rank").trim().parse().unwrap_or_else(|_| {
            self.problems
                .push("rank", words::rank_wrong(self.desk.lang));
            before.rank
        });
        let competence = if self.form.text("deals") == "only" {
            Competence::Only(self.form.all("category").map(str::to_owned).collect())
        } else {
            Competence::All
        };
        let above = self.form.text("answers-to");
        let above = self.around.book.body_by_key(above);
        let body = Body {
            names,
            contact,
            tier: tier.unwrap_or(before.tier),
            rank,
            competence,
            places: self.places(),
            answers_to: above.map(|above| above.id),
            last_resort: self.form.has("last-resort"),
            ..before.clone()
        };
        self.judge(&body, above.map(|above| above.kind));
        body
    }

    fn name(&mut self, field: &str) -> Option<String> {
        let typed = self.form.text(field).trim();
        if let Err(wrong) = check_name(typed) {
            self.problems.push(field, self.desk.say(wrong.code()));
        }
        (!typed.is_empty()).then(|| typed.to_owned())
    }

    fn places(&mut self) -> Vec<PlaceId> {
        let lines = self.form.text("places").split([',', '\n', ' ', '\r']);
        let mut found = BTreeSet::new();
        for slug in lines.map(str::trim).filter(|slug| !slug.is_empty()) {
            let mut places = self.around.places.iter();
            match places.find(|place| place.slug == slug || place.code.as_deref() == Some(slug)) {
                Some(place) => {
                    found.insert(place.id);
                }
                None => self
                    .problems
                    .push("places", words::place_unknown(self.desk.lang)),
            }
        }
        if found.is_empty() && self.problems.at("places").is_none() {
            self.problems
                .push("places", self.desk.say("places-missing"));
        }
        found.into_iter().collect()
    }

    /// The rules of one body, and of all bodies side by side.
    fn judge(&mut self, body: &Body, above: Option<BodyKind>) {
        for wrong in check::alone(body, above, &self.around.charter) {
            let field = match &wrong {
                BodyWrong::SuperiorMissing
                | BodyWrong::SuperiorNotNeeded
                | BodyWrong::SuperiorIsPartner => "answers-to",
                BodyWrong::CategoryUnknown(_) | BodyWrong::CategoriesMissing => "category",
                BodyWrong::NameMissing => "name-en",
            };
            self.problems.push(field, self.desk.say(wrong.code()));
        }
        if !self.problems.is_empty() {
            return;
        }
        let others = self.around.book.bodies().iter();
        let mut all: Vec<Body> = others.filter(|one| one.id != body.id).cloned().collect();
        all.push(body.clone());
        for wrong in check::together(&all, &self.around.places, &self.around.charter) {
            let (field, text) = self.together(&all, &wrong);
            self.problems.push(field, text);
        }
    }

    fn together(&self, all: &[Body], wrong: &BodiesWrong) -> (&'static str, Words) {
        let lang = self.desk.lang;
        let body = |id| {
            let found = all.iter().find(|body| body.id == id);
            found.map_or("", |body| body.names.in_language(lang))
        };
        let place = |id| {
            let found = self.around.places.iter().find(|place| place.id == id);
            found.map_or("", |place| place.names.in_language(lang))
        };
        match wrong {
            BodiesWrong::PartnerLastResort(_) => {
                ("last-resort", self.desk.say(wrong.code()).into())
            }
            BodiesWrong::LastResortMissing(root) => (
                "last-resort",
                words::root_without(lang, place(*root)).into(),
            ),
            BodiesWrong::LastResortTwice(root, ..) => {
                ("last-resort", words::root_twice(lang, place(*root)).into())
            }
            BodiesWrong::Tie {
                one,
                other,
                category,
                ..
            } => {
                let known = self.around.charter.category(category);
                let category = known.map_or(category.as_str(), |one| one.names.in_language(lang));
                let text = words::tie(lang, body(*one), body(*other), category);
                ("rank", text.into())
            }
        }
    }
}

/// Whether it is asked who stands above.
#[derive(Clone, Copy, Debug)]
pub(super) enum Above {
    /// No: the level says so.
    ByLevel,
    /// Of a partner.
    Asked,
    /// Where nobody knows yet whether it is one.
    IfPartner,
}

/// The fields of the sheet, and why it is so.
pub(super) fn fields(
    desk: &Desk,
    around: &Around,
    above: Above,
    typed: &Posted,
    problems: &Problems,
) -> AnyView {
    let lang = desk.lang;
    let line = |field: &'static str, label: &'static str, optional: bool| {
        let (value, error) = (typed.text(field).to_owned(), problems.at(field));
        view! { <Field lang name=field label value error optional/> }.into_any()
    };
    let names = [
        line("name-en", words::name_en(lang), true),
        line("name-hans", words::name_hans(lang), true),
        line("name-hant", words::name_hant(lang), true),
        line("phone", words::phone(lang), true),
        line("email", words::email(lang), true),
        line("address", words::address(lang), true),
        line("open", words::open(lang), true),
    ];
    let work = work(desk, around, above, typed, problems);
    let (reason, bad_reason) = (typed.text("reason").to_owned(), problems.at("reason"));
    view! {
        {names.into_iter().collect_view()}
        {work}
        <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason error=bad_reason rows=2/>
    }
    .into_any()
}

/// The fields of where and what about a body works.
fn work(
    desk: &Desk,
    around: &Around,
    above: Above,
    typed: &Posted,
    problems: &Problems,
) -> AnyView {
    let lang = desk.lang;
    let text = |field: &str| typed.text(field).to_owned();
    let bad = |field: &str| problems.at(field);
    let tiers: Vec<ChoiceOption> = Tier::all()
        .map(|tier| {
            let number = tier.number();
            ChoiceOption::new(number.to_string(), desk::tier(lang, number), "")
        })
        .collect();
    let deals = vec![
        ChoiceOption::new("all", words::categories_all(lang), ""),
        ChoiceOption::new("only", words::categories_only(lang), ""),
    ];
    let categories: Vec<ChoiceOption> = around
        .charter
        .categories
        .iter()
        .map(|one| ChoiceOption::new(one.key.clone(), one.names.in_language(lang).to_owned(), ""))
        .collect();
    let ticked: Vec<String> = typed.all("category").map(str::to_owned).collect();
    // Some thirty boxes, of no use to a body that deals with everything.
    let opened = !ticked.is_empty() || bad("category").is_some();
    let superior = superior(lang, around, above, typed, problems);
    let resort = vec![ChoiceOption::new("yes", words::last_resort_yes(lang), "")];
    let is_resort = if typed.has("last-resort") {
        vec!["yes".to_owned()]
    } else {
        Vec::new()
    };
    let tiers = vec![(Words::from(""), tiers)];
    view! {
        <Pick lang name="tier" label=words::tier(lang) options=tiers chosen=text("tier") error=bad("tier")/>
        {superior}
        <TextArea lang name="places" label=words::places(lang) hint=words::places_hint(lang) value=text("places") error=bad("places") rows=3/>
        <Choice lang name="deals" label=words::categories(lang) options=deals chosen=text("deals")/>
        <details class="more" open=opened>
            <summary>{words::categories_ticked(lang)}</summary>
            <div><Checks lang name="category" label=words::categories_ticked(lang) options=categories chosen=ticked error=bad("category") optional=true/></div>
        </details>
        <Field lang name="rank" label=words::rank(lang) hint=words::rank_hint(lang) value=text("rank") kind=FieldKind::Number error=bad("rank")/>
        <Checks lang name="last-resort" label=words::last_resort(lang) options=resort chosen=is_resort error=bad("last-resort") optional=true/>
    }
    .into_any()
}

/// Who stands above a partner.
fn superior(
    lang: Language,
    around: &Around,
    above: Above,
    typed: &Posted,
    problems: &Problems,
) -> Option<AnyView> {
    let none = match above {
        Above::ByLevel => return None,
        Above::Asked => None,
        Above::IfPartner => Some(ChoiceOption::new("", words::answers_to_nobody(lang), "")),
    };
    let bodies = around.book.bodies().iter();
    let others = bodies
        .filter(|one| one.kind != BodyKind::Partner)
        .map(|one| ChoiceOption::new(one.key.clone(), one.names.in_language(lang).to_owned(), ""));
    let options = vec![(Words::from(""), none.into_iter().chain(others).collect())];
    let (chosen, error) = (
        typed.text("answers-to").to_owned(),
        problems.at("answers-to"),
    );
    let view = view! {
        <Pick lang name="answers-to" label=words::answers_to(lang) options chosen error/>
    };
    Some(view.into_any())
}
