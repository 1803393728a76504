//! What came of a decision, or how it stands where that is shown all along: in words
//! first, then as bars, then as a table. With few answers only the outcome is told.

use domain::decision::tally::Standing;
use domain::decision::{self, Amount, Decision, Outcome, Stage, Tally, Voters};
use domain::language::Language;
use domain::method::Shape;
use leptos::prelude::*;
use store::threads::Reasoned;

use super::answering::{marks, said};
use super::load::Here;
use super::page::Loaded;
use super::reasons;
use super::rules::quorum;
use crate::components::{Bar, More};
use crate::text::decisions as words;
use crate::visitor::Visitor;

/// Areas are told of so many flats together, or of none.
const FEWEST_FLATS: u64 = 5;

/// What came of it, or how it stands; nothing before it opens.
pub(super) fn section(visitor: &Visitor, loaded: &Loaded) -> Option<AnyView> {
    let (lang, here) = (visitor.language(), &loaded.here);
    match (&here.decision.stage, &loaded.along) {
        (
            Stage::Closed {
                tally,
                outcome,
                early,
                ..
            },
            _,
        ) => {
            let early = early
                .as_ref()
                .map(|early| view! { <p>{words::result_early(lang, early.as_str())}</p> });
            let [cast, eligible] = [tally.cast, tally.eligible].map(|one| one.heads.to_string());
            // Of a few who took part not even how many: one less or more would be somebody.
            let turnout = tally
                .is_published()
                .then(|| view! { <p>{words::result_turnout(lang, &cast, &eligible)}</p> });
            let more = not_all(lang, tally, loaded.kept.len());
            let view = view! {
                <section class="card" aria-labelledby="result">
                    <h2 id="result">{words::result(lang)}</h2>
                    <p class="lead">{told(lang, here, (outcome, tally.is_published()))}</p>
                    {turnout}
                    {missed(lang, here, (outcome, tally))}
                    {early}
                    {counts(lang, here, tally, words::result_few(lang))}
                    {reasons::section(visitor, here, &loaded.kept, more)}
                    {names(lang, here, tally, &loaded.kept)}
                    {recount(lang, here)}
                </section>
            };
            Some(view.into_any())
        }
        (Stage::Open { .. }, Some(tally)) => {
            let view = view! {
                <section class="card" aria-labelledby="standing">
                    <h2 id="standing">{words::standing(lang)}</h2>
                    {counts(lang, here, tally, words::standing_few(lang))}
                </section>
            };
            Some(view.into_any())
        }
        _ => None,
    }
}

/// Which of the shares was missed, where the method asks for several: the area of a house
/// can be enough when its flats are not. With few ballots it would tell who took part.
fn missed(lang: Language, here: &Here, (outcome, tally): (&Outcome, &Tally)) -> Option<AnyView> {
    let (method, voters) = (&here.decision.method, here.decision.voters);
    if *outcome != Outcome::NoQuorum || !tally.is_published() || method.quorum.len() < 2 {
        return None;
    }
    let items = decision::missed(method, tally)
        .map(|one| view! { <li>{quorum(lang, one, voters)}</li> })
        .collect_view();
    let view = view! { <p>{words::result_missed(lang)}</p><ul class="sentences">{items}</ul> };
    Some(view.into_any())
}

/// The outcome in one sentence.
fn told(lang: Language, here: &Here, (outcome, published): (&Outcome, bool)) -> String {
    let labels = here.labels(lang);
    let label = |at: &usize| labels.get(*at).cloned().unwrap_or_default();
    match outcome {
        Outcome::Passed { .. } if here.decision.method.proposal.is_some() => {
            words::result_passed(lang).to_owned()
        }
        Outcome::Passed { option } => words::result_chosen(lang, &label(option)),
        Outcome::NotPassed => words::result_not_passed(lang).to_owned(),
        Outcome::NoQuorum => words::result_no_quorum(lang).to_owned(),
        Outcome::Tie { options } => {
            let quoted = |at: &usize| match lang {
                Language::En | Language::Hans => format!("“{}”", label(at)),
                Language::Hant => format!("「{}」", label(at)),
            };
            let options: Vec<String> = options.iter().map(quoted).collect();
            let comma = match lang {
                Language::En => ", ",
                Language::Hans | Language::Hant => "、",
            };
            words::result_tie(lang, &options.join(comma))
        }
        // With few ballots the number of objections tells who is behind them.
        Outcome::ObjectionsStand { .. } if !published => words::result_objection(lang).to_owned(),
        Outcome::ObjectionsStand { objections } => {
            words::result_objections(lang, i64::try_from(*objections).unwrap_or(i64::MAX))
        }
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The counts as bars and as a table, or why they are not told.
fn counts(lang: Language, here: &Here, tally: &Tally, few: &'static str) -> AnyView {
    if !tally.is_published() {
        return view! { <p class="small soft">{few}</p> }.into_any();
    }
    let labels = here.labels(lang);
    let all = tally.cast.heads;
    let dots = tally.options.iter().map(|one| one.dots).sum();
    let bars = labels
        .iter()
        .zip(&tally.options)
        .map(|(label, one)| {
            let (part, whole) = match here.decision.method.shape {
                Shape::One | Shape::Each => (one.yes.heads, all),
                Shape::Rank | Shape::Dots => (one.dots, dots),
            };
            let label = words::bar(lang, label, &part.to_string(), &whole.to_string());
            view! { <Bar part=number(part) whole=number(whole) label/> }
        })
        .collect_view();
    view! {
        <div class="stack">{bars}</div>
        {table(lang, &here.decision, &labels, tally)}
    }
    .into_any()
}

/// A share in whole per cent, halves up.
fn percent(part: u64, whole: u64) -> String {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    format!("{} %", (200 * part + whole) / (2 * whole))
}

fn table(lang: Language, decision: &Decision, labels: &[String], tally: &Tally) -> AnyView {
    // The area of one or two flats names them, and so does what it leaves to all.
    let told = |one: &Standing| one.yes.heads == 0 || one.yes.heads >= FEWEST_FLATS;
    let gives = matches!(decision.method.shape, Shape::Rank | Shape::Dots);
    let area = decision.voters == Voters::Owners && !gives && tally.options.iter().all(told);
    let heads: Vec<&'static str> = match decision.method.shape {
        Shape::Each => marks(lang).to_vec(),
        Shape::One if area => vec![
            words::col_count(lang),
            words::col_share(lang),
            words::col_area(lang),
        ],
        Shape::One => vec![words::col_count(lang), words::col_share(lang)],
        Shape::Rank | Shape::Dots => vec![words::col_count(lang), words::col_sum(lang)],
    };
    let share = |one: Amount| percent(one.heads, tally.cast.heads);
    let rows = labels
        .iter()
        .zip(&tally.options)
        .map(|(label, one)| {
            let mut cells = vec![one.yes.heads.to_string()];
            match decision.method.shape {
                Shape::Each => cells.extend([one.maybe, one.no].map(|one| one.heads.to_string())),
                Shape::One => cells.push(share(one.yes)),
                Shape::Rank | Shape::Dots => cells.push(one.dots.to_string()),
            }
            if area {
                cells.push(percent(one.yes.area, tally.cast.area));
            }
            let cells = cells
                .into_iter()
                .map(|cell| view! { <td>{cell}</td> })
                .collect_view();
            view! { <tr><th scope="row">{label.clone()}</th>{cells}</tr> }
        })
        .collect_view();
    let heads = heads
        .into_iter()
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect_view();
    view! {
        <More summary=words::table(lang)>
            <div class="scroll" tabindex="0" role="region" aria-label=words::table(lang)>
                <table class="table">
                    <thead><tr><th scope="col">{words::col_option(lang)}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </More>
    }
    .into_any()
}

/// That more have answered than a page lists, if they have.
fn not_all(lang: Language, tally: &Tally, listed: usize) -> Option<AnyView> {
    let cast = tally.cast.heads;
    let some = u64::try_from(listed).is_ok_and(|listed| listed < cast);
    some.then(|| {
        let told = words::not_all(lang, &listed.to_string(), &cast.to_string());
        view! { <p class="small soft">{told}</p> }.into_any()
    })
}

/// Who answered what, where that was announced.
fn names(lang: Language, here: &Here, tally: &Tally, kept: &[Reasoned]) -> Option<AnyView> {
    if !here.decision.shows_names() || !tally.is_published() {
        return None;
    }
    let mut rows: Vec<(String, String)> = kept
        .iter()
        .map(|one| &one.ballot)
        .filter_map(|one| Some((one.name.clone()?, said(here, lang, &one.choice))))
        .collect();
    rows.sort();
    let items = rows
        .into_iter()
        .map(|(name, said)| view! { <li>{name}": "{said}</li> })
        .collect_view();
    let more = not_all(lang, tally, kept.len());
    Some(
        view! { <More summary=words::names(lang)>{more}<ul class="list">{items}</ul></More> }
            .into_any(),
    )
}

/// The way to the ballots, where they are published.
fn recount(lang: Language, here: &Here) -> Option<AnyView> {
    here.decision.publishes_ballots().then(|| {
        let href = here.href_of("ballots.json");
        view! {
            <p class="small"><a href=href>{words::recount(lang)}</a>" "{words::recount_how(lang)}</p>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_never_of_nothing() {
        assert_eq!(percent(1, 3), "33 %");
        assert_eq!(percent(2, 3), "67 %");
        assert_eq!(percent(1, 8), "13 %");
        assert_eq!(percent(0, 0), "0 %");
    }

    #[test]
    fn a_list_that_is_not_whole_says_so() {
        let of = |heads| {
            let mut tally = Tally::count(Amount::default(), 1, &[]);
            tally.cast.heads = heads;
            not_all(Language::En, &tally, 12).map(|told| crate::render::render(|| told))
        };
        assert!(of(12).is_none());
        assert!(of(13).is_some_and(|told| told.contains("12 of 13")));
    }
}
