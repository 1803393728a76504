//! Who gets it, why them, by when, and what happens otherwise: in sentences,
//! before it is sent and on the receipt.

use domain::body::BodyKind;
use domain::case::deliberate::is_for_talk_first;
use domain::charter::{Category, Charter, Turned, Urgency};
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
use crate::text::{charter as rules, report as words};
use crate::told::gap;

/// Where a case goes, as a route or a holding knows it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what is true of where it goes, each told by itself"
)]
pub(super) struct Going<'a> {
    /// Whether everybody can read it: what is for the body in charge only is told of nowhere.
    pub public: bool,
    /// Whether the holder has it from somebody else.
    pub moved: bool,
    /// Whether neighbours talk it over before anything is done.
    pub talked: bool,
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
    let goes = if going.moved {
        words::is_with(lang, &holder)
    } else if going.ground.is_none() {
        words::goes_first(lang, &holder)
    } else {
        words::goes_to(lang, &holder)
    };
    let otherwise = otherwise(book, lang, going);
    // Nobody else is told of what is for the body in charge only.
    let beside = going
        .beside
        .filter(|_| going.public)
        .map(|body| words::beside(lang, &name(book, lang, body)));
    let talked = going.talked.then(|| rules::way_deliberate(lang).to_owned());
    let said = because_said(lang, charter, going);
    // The page that asks could not know that somebody may be hurt.
    let emergency = (!said.is_empty() && going.ground == Some(Ground::Danger)).then(|| {
        let text = words::emergency(lang, &charter.emergency_number);
        let tone = FlashTone::Refused;
        view! { <FlashNote flash=Flash { tone, text }/> }
    });
    let because = because(lang, charter, going);
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
        .chain(talked)
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

/// What happens when a date passes, as the clock does it: a public case goes up by itself,
/// the author of any other is asked first.
fn otherwise(book: &Rulebook, lang: Language, going: &Going<'_>) -> String {
    let next = going.next.map(|next| name(book, lang, next));
    match (next, going.public) {
        (Some(next), true) => words::otherwise(lang, &next),
        (Some(next), false) => words::otherwise_private(lang, &next),
        (None, true) => words::otherwise_top(lang).to_owned(),
        (None, false) => words::otherwise_top_private(lang).to_owned(),
    }
}

/// Why the holder has it: where it starts, or what brought it there since.
fn because(lang: Language, charter: &Charter, going: &Going<'_>) -> String {
    let Some(ground) = going.ground else {
        return words::because_lowest(lang).to_owned();
    };
    if going.moved {
        return named::ground(lang, ground).to_owned();
    }
    match ground {
        Ground::Danger if going.gap => {
            words::because_danger_nobody(lang, &charter.emergency_number)
        }
        Ground::Danger => words::because_danger(lang).to_owned(),
        Ground::Reserved => words::because_reserved(lang).to_owned(),
        Ground::ConflictOfInterest => words::because_conflict(lang).to_owned(),
        Ground::NoBody if going.public => words::because_nobody(lang).to_owned(),
        Ground::NoBody => words::because_nobody_private(lang).to_owned(),
        since => named::ground(lang, since).to_owned(),
    }
}

/// Whether neighbours talk it over first where it starts, as the rules say.
pub(super) fn talked(
    book: &Rulebook,
    line: Option<&Category>,
    holder: BodyId,
    public: bool,
) -> bool {
    let own = book
        .body(holder)
        .is_some_and(|body| body.kind == BodyKind::SelfGovernance);
    own && line.is_some_and(|category| is_for_talk_first(category, public))
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
