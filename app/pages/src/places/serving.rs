//! Who is there for a place: its bodies, and how they are reached.

use domain::body::{Body, BodyKind, Contact};
use domain::language::Language;
use leptos::prelude::*;

use crate::components::{Chip, SafeLink, Tone};
use crate::routes;
use crate::text::cases as kinds;
use crate::text::places as words;

/// The bodies, in the order given.
pub(super) fn view(lang: Language, bodies: &[&Body]) -> AnyView {
    if bodies.is_empty() {
        return view! { <p>{words::who_none(lang)}</p> }.into_any();
    }
    let items = bodies.iter().map(|body| item(lang, body)).collect_view();
    view! {
        <p class="order">{words::who_order(lang)}</p>
        <ul class="list">{items}</ul>
    }
    .into_any()
}

fn item(lang: Language, body: &Body) -> impl IntoView + use<> {
    let (tone, kind) = match body.kind {
        BodyKind::SelfGovernance => (Tone::Neighbours, kinds::self_governance(lang)),
        BodyKind::Partner => (Tone::Neighbours, kinds::partner(lang)),
        BodyKind::Government => (Tone::Government, kinds::government(lang)),
    };
    let contact = &body.contact;
    let row = |label: &'static str, value: AnyView| {
        view! { <p>{label} " " {value}</p> }
    };
    let phone = contact.phone.clone().map(|phone| {
        let href = dialled(&phone);
        let link = view! { <a href=href>{phone}</a> }.into_any();
        row(words::phone(lang), link)
    });
    let email = contact.email.clone().map(|email| {
        let href = ["mailto:", &email].concat();
        let link = view! { <SafeLink href label=email/> }.into_any();
        row(words::email(lang), link)
    });
    let address = contact
        .address
        .clone()
        .map(|address| row(words::address(lang), address.into_any()));
    let hours = contact
        .hours
        .clone()
        .map(|hours| row(words::hours(lang), hours.into_any()));
    // A group that residents founded has no door or number of its own.
    let through = (*contact == Contact::default() && body.kind == BodyKind::SelfGovernance)
        .then(|| view! { <p>{words::through_linli(lang)}</p> });
    let duty = body
        .calendar
        .duty
        .then(|| view! { <p>{words::duty(lang)}</p> });
    let resting = (!body.takes_cases()).then(|| view! { <p>{words::out_of_service(lang)}</p> });
    view! {
        <li>
            <div class="row small"><Chip tone label=kind/></div>
            <strong><a href=routes::body(&body.key)>{body.names.in_language(lang).to_owned()}</a></strong>
            {phone}
            {email}
            {address}
            {hours}
            {through}
            {duty}
            {resting}
        </li>
    }
}

/// The address of a number that is dialled: its digits, and the plus of a country.
fn dialled(phone: &str) -> String {
    let digits = phone
        .chars()
        .filter(|character| character.is_ascii_digit() || *character == '+');
    std::iter::once("tel:".to_owned())
        .chain(digits.map(String::from))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialled_by_its_digits_and_nothing_else() {
        assert_eq!(dialled("+86 571 8700-0000"), "tel:+8657187000000");
        assert_eq!(dialled("javascript:alert(1)"), "tel:1");
    }
}
