//! Who gets it, why them, by when, and what happens otherwise: in sentences,
//! before it is sent and on the receipt.

use domain::charter::{Charter, Turned, Urgency};
use domain::clock::Limits;
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use domain::routing::{Ground, RouteRefused, SkipReason, Skipped};
use leptos::prelude::*;
use store::rulebook::Rulebook;

use crate::components::{Flash, FlashNote, FlashTone, More};
use crate::dates::{self, Local};
use crate::named;
use crate::text::report as words;
use crate::told::gap;

/// Where a case goes, as a route or a holding knows it.
pub(super) struct Going<'a> {
    pub holder: BodyId,
    pub ground: Option<Ground>,
    pub gap: bool,
    /// The key of the category, and the answers that changed where it goes.
    pub category: &'a str,
    pub answered: &'a [Turned],
    pub skipped: &'a [Skipped],
    pub next: Option<BodyId>,
    pub beside: Option<BodyId>,
    pub heard_due: Instant,
    pub plan_due: Instant,
    /// How it is told, where a letter has to be handed over before any date is known.
    pub letter: Option<ByLetter>,
}

/// A letter that comes before the dates.
#[derive(Clone, Copy)]
pub(super) struct ByLetter {
    /// How pressing it is.
    pub urgency: Urgency,
    /// Whether the resident takes it there, because nobody else may know of it.
    pub yours: bool,
}

/// The name of a body.
pub(super) fn name(book: &Rulebook, lang: Language, body: BodyId) -> String {
    book.body(body)
        .map(|body| body.names.in_language(lang).to_owned())
        .unwrap_or_default()
}

/// Dates in the holder's own time.
pub(super) fn local(book: &Rulebook, lang: Language, holder: BodyId, now: Instant) -> Local {
    let zone = book
        .body(holder)
        .map_or("UTC", |body| body.calendar.zone.as_str());
    Local::new(lang, &dates::zone(zone), now)
}

/// All of it as a list of sentences.
pub(super) fn view(
    book: &Rulebook,
    charter: &Charter,
    lang: Language,
    going: &Going<'_>,
    now: Instant,
) -> impl IntoView + use<> {
    let holder = name(book, lang, going.holder);
    let local = local(book, lang, going.holder, now);
    let goes = if going.ground.is_none() {
        words::goes_first(lang, &holder)
    } else {
        words::goes_to(lang, &holder)
    };
    let otherwise = match going.next {
        Some(next) => words::otherwise(lang, &name(book, lang, next)),
        None => words::otherwise_top(lang).to_owned(),
    };
    let beside = going
        .beside
        .map(|body| words::beside(lang, &name(book, lang, body)));
    let said = because_said(lang, charter, going);
    // The page that asks could not know that somebody may be hurt.
    let emergency = (!said.is_empty() && going.ground == Some(Ground::Danger)).then(|| {
        let text = words::emergency(lang, &charter.emergency_number);
        let tone = FlashTone::Refused;
        view! { <FlashNote flash=Flash { tone, text }/> }
    });
    let because = because(lang, charter, going.ground, going.gap);
    let goes: Vec<String> = [goes, because].into_iter().chain(said).collect();
    let goes = goes.join(gap(lang));
    let dates = match going.letter {
        Some(letter) => after_letter(lang, letter),
        None => vec![
            words::by_when(lang, &local.full(going.heard_due).shown),
            words::plan_when(lang, &local.full(going.plan_due).shown),
        ],
    };
    let items = std::iter::once(goes)
        .chain(dates)
        .chain([otherwise])
        .chain(beside)
        .map(|text| view! { <li>{text}</li> })
        .collect_view();
    let skipped: Vec<_> = going
        .skipped
        .iter()
        .map(|one| skip(book, lang, one))
        .collect();
    let why = (!skipped.is_empty()).then(|| {
        let items = skipped
            .into_iter()
            .map(|text| view! { <li>{text}</li> })
            .collect_view();
        view! { <More summary=words::why_skipped(lang)><ul>{items}</ul></More> }
    });
    view! { {emergency} <ul class="sentences">{items}</ul> {why} }
}

/// Which answers decided where it goes.
fn because_said(lang: Language, charter: &Charter, going: &Going<'_>) -> Vec<String> {
    let category = charter.category(going.category);
    let said = going.answered.iter().filter_map(|one| {
        let mut questions = category?.questions.iter();
        let question = questions.find(|question| question.key == one.question)?;
        let answer = named::answer(lang, &question.answering, &one.answer);
        let asked = question.names.in_language(lang);
        Some(words::because_said(lang, &answer, asked))
    });
    said.collect()
}

/// The limits of an office that is told by letter: nobody knows yet on which day its
/// time begins.
fn after_letter(lang: Language, letter: ByLetter) -> Vec<String> {
    let limits = Limits::of(letter.urgency);
    let mut told = vec![words::by_letter(lang).to_owned()];
    if letter.yours {
        told.push(words::letter_yours(lang).to_owned());
    }
    told.push(words::heard_after_letter(
        lang,
        &named::limit(lang, limits.heard),
    ));
    told.push(words::plan_after_letter(
        lang,
        &named::limit(lang, limits.plan),
    ));
    told
}

fn because(lang: Language, charter: &Charter, ground: Option<Ground>, gap: bool) -> String {
    match ground {
        None => words::because_lowest(lang).to_owned(),
        Some(Ground::Danger) if gap => {
            words::because_danger_nobody(lang, &charter.emergency_number)
        }
        Some(Ground::Danger) => words::because_danger(lang).to_owned(),
        Some(Ground::Reserved) => words::because_reserved(lang).to_owned(),
        Some(Ground::ConflictOfInterest) => words::because_conflict(lang).to_owned(),
        Some(
            Ground::NoBody
            | Ground::Appeal
            | Ground::SecondTime
            | Ground::Correction
            | Ground::BodyVanished
            | Ground::Clock
            | Ground::OutsidePowers
            | Ground::OutsideMeans
            | Ground::TriedAndFailed
            | Ground::WithinCommunityPowers
            | Ground::WrongPlace
            | Ground::Across
            | Ground::Residents
            | Ground::Contested
            | Ground::PassedOnTwice
            | Ground::NoOutcome
            | Ground::JointTable
            | Ground::NoConflict
            | Ground::RegradeContested,
        ) => words::because_nobody(lang).to_owned(),
    }
}

fn skip(book: &Rulebook, lang: Language, skipped: &Skipped) -> String {
    let tier = skipped.tier.number().to_string();
    let body = skipped
        .body
        .map(|body| name(book, lang, body))
        .unwrap_or_default();
    match skipped.why {
        SkipReason::BelowLowestTier => words::skip_below_lowest_tier(lang, &tier),
        SkipReason::NobodyServesPlace => words::skip_nobody_serves_place(lang, &tier),
        SkipReason::NotCompetent => words::skip_not_competent(lang, &body),
        SkipReason::NoMembers => words::skip_no_members(lang, &body),
        SkipReason::OutOfService => words::skip_out_of_service(lang, &body),
        SkipReason::NoDuty => words::skip_no_duty(lang, &body),
        SkipReason::Reserved => words::skip_reserved(lang, &body),
        SkipReason::Concerned => words::skip_concerned(lang, &body),
    }
}

/// Why there is no route, and what to do instead.
pub(super) fn refused(lang: Language, charter: &Charter, why: RouteRefused) -> String {
    match why {
        RouteRefused::CategoryUnknown => words::no_route_category(lang).to_owned(),
        RouteRefused::NobodyAtAll => words::no_route_nobody(lang, &charter.emergency_number),
        RouteRefused::ConcernsTheTop => {
            words::no_route_top(lang, charter.outside_address.in_language(lang))
        }
    }
}
