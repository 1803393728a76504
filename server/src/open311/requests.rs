//! Public cases as service requests: what a visitor without an account sees.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::body::Body;
use domain::case::{Case, Recorded, Stage, StageName, StepCode, Work};
use domain::id::PlaceId;
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Parts, visible_parts};
use domain::person::Actor;
use domain::reference::Reference;
use domain::routing::Ground;
use pages::text::{open311 as words, stages};
use store::lists::CaseSummary;
use store::lists::places::PlaceAddress;
use store::lists::requests::RequestFilter;
use store::rulebook::Rulebook;

use super::asked::{Asked, LONGEST, written};
use super::fault::Fault;
use super::tree::{Document, Node};
use super::updates;

/// The most characters of a description in the standard.
const DESCRIPTION: usize = 4_000;

/// The two states that the standard knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Somebody works on it, or should.
    Open,
    /// The office says that it is done, or it ended.
    Closed,
}

impl Status {
    /// The word of the standard.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Which of the two a stage is. *Reported done* is closed here, and whether
    /// residents say *solved* is an extended attribute.
    pub const fn of(stage: StageName) -> Self {
        match stage {
            StageName::ReportedDone => Self::Closed,
            stage if stage.is_open() => Self::Open,
            _ => Self::Closed,
        }
    }
}

fn stages_of(asked: &Asked<'_>) -> Result<Vec<StageName>, Fault> {
    let mut stages = Vec::new();
    for word in asked.list("status") {
        let status = [Status::Open, Status::Closed]
            .into_iter()
            .find(|status| status.word().eq_ignore_ascii_case(word))
            .ok_or_else(|| Fault::bad(words::bad_status(asked.lang, word)))?;
        let all = StageName::ALL.into_iter();
        stages.extend(all.filter(|stage| Status::of(*stage) == status));
    }
    Ok(stages)
}

/// `requests`: by number, or by time, service and status.
pub async fn list(asked: &Asked<'_>) -> Result<Document, Fault> {
    let numbers = asked.list("service_request_id");
    let found = if numbers.is_empty() {
        let (from, until) = asked.span()?;
        let filter = RequestFilter {
            from,
            until,
            categories: asked
                .list("service_code")
                .into_iter()
                .map(str::to_owned)
                .collect(),
            stages: stages_of(asked)?,
        };
        let stretch = asked.stretch()?;
        let dated = &updates::DATED;
        asked.stored(asked.app.store.list_requests(&filter, dated, stretch).await)?
    } else {
        // None is left out without a word: whoever asks takes that for private.
        if numbers.len() > usize::try_from(LONGEST).unwrap_or(usize::MAX) {
            return Err(Fault::bad(words::too_many_numbers(asked.lang, LONGEST)));
        }
        let known: Vec<Reference> = numbers.into_iter().filter_map(Reference::parse).collect();
        asked.stored(asked.app.store.find_requests(&known, &updates::DATED).await)?
    };
    let around = Around::of(asked, &found).await?;
    let requests = found
        .iter()
        .filter_map(|summary| request(asked, &around, summary))
        .map(Node::Fields)
        .collect();
    Ok(requested(requests))
}

/// What is told of requests beside their cases.
struct Around {
    book: Arc<Rulebook>,
    addresses: BTreeMap<PlaceId, PlaceAddress>,
}

impl Around {
    async fn of(asked: &Asked<'_>, found: &[CaseSummary]) -> Result<Self, Fault> {
        let store = &asked.app.store;
        let places: BTreeSet<PlaceId> = found.iter().map(|one| one.case.concern.place).collect();
        let places: Vec<PlaceId> = places.into_iter().collect();
        let addresses = asked.stored(store.list_addresses(&places).await)?;
        Ok(Self {
            book: asked.stored(store.current_rulebook().await)?,
            addresses: addresses.into_iter().map(|one| (one.place, one)).collect(),
        })
    }
}

/// `requests/{id}`: one of them, with what was said when more is asked for.
pub async fn one(asked: &Asked<'_>, id: &str) -> Result<Document, Fault> {
    let summary = find(asked, id).await?;
    let around = Around::of(asked, std::slice::from_ref(&summary)).await?;
    let fields = request(asked, &around, &summary);
    let mut fields = fields.ok_or_else(|| Fault::not_found(asked.lang))?;
    if asked.extensions() {
        let history = asked.stored(asked.app.store.case_history(summary.case.id).await)?;
        let told: Vec<&Recorded> = history.iter().map(|entry| &entry.recorded).collect();
        let notes = updates::notes(asked, &summary.case, &told);
        fields.push(("notes", Node::List("note", notes)));
    }
    Ok(requested(vec![Node::Fields(fields)]))
}

/// `tokens/{id}`: a case has its number at once, so the number is its own token.
pub async fn token(asked: &Asked<'_>, id: &str) -> Result<Document, Fault> {
    let summary = find(asked, id).await?;
    let number = summary.case.reference.to_string();
    Ok(requested(vec![Node::Fields(vec![
        ("service_request_id", Node::text(number.as_str())),
        ("token", Node::text(number)),
    ])]))
}

async fn find(asked: &Asked<'_>, id: &str) -> Result<CaseSummary, Fault> {
    let reference = Reference::parse(id).ok_or_else(|| Fault::not_found(asked.lang))?;
    let store = &asked.app.store;
    let found = asked.stored(store.find_requests(&[reference], &updates::DATED).await)?;
    let mut found = found.into_iter();
    found.next().ok_or_else(|| Fault::not_found(asked.lang))
}

/// A list of requests.
pub fn requested(requests: Vec<Node>) -> Document {
    Document {
        root: "service_requests",
        node: Node::List("request", requests),
    }
}

/// What a list and a page tell of a case; `None` if it is not public.
fn request(
    asked: &Asked<'_>,
    around: &Around,
    summary: &CaseSummary,
) -> Option<Vec<(&'static str, Node)>> {
    let (case, lang) = (&summary.case, asked.lang);
    let parts = visible_parts(&Actor::Visitor, case).ok()?;
    let stage = case.stage.name();
    let category = around
        .book
        .charter(case.charter_version)
        .and_then(|charter| charter.category(&case.concern.category));
    let holder = around.book.body(case.holding.holder);
    let holder_name = holder.map(|body| body.names.in_language(lang));
    let step = case.next_step().filter(|_| case.is_open());
    let notice = step.and_then(|step| next(lang, holder_name?, step.what));
    let status_notes = stages::find(lang, stage.code());
    let category_name = category.map(|one| one.names.in_language(lang));
    let mut fields = vec![
        ("service_request_id", Node::text(case.reference.to_string())),
        ("status", Node::text(Status::of(stage).word())),
        ("status_notes", Node::maybe(status_notes)),
        ("service_name", Node::maybe(category_name)),
        ("service_code", Node::text(case.concern.category.as_str())),
        ("description", Node::maybe(description(&parts))),
        ("agency_responsible", Node::maybe(holder_name)),
        ("service_notice", Node::maybe(notice)),
    ];
    fields.extend(dates(summary));
    fields.extend(location(lang, around, summary));
    let picture = media(asked, &parts).into_iter().next();
    fields.push(("media_url", picture.unwrap_or(Node::Null)));
    if asked.extensions() {
        fields.push(("extended_attributes", extended(asked, case, holder, &parts)));
    }
    Some(fields)
}

fn dates(summary: &CaseSummary) -> [(&'static str, Node); 3] {
    let case = &summary.case;
    [
        (
            "requested_datetime",
            Node::text(written(case.counted_from())),
        ),
        ("updated_datetime", Node::text(written(summary.at))),
        (
            "expected_datetime",
            Node::maybe(expected(case).map(written)),
        ),
    ]
}

/// By when it can be expected to be done: the promised date, else the one by which its
/// residents are owed an outcome; nothing once it is said to be done or is over.
fn expected(case: &Case) -> Option<Instant> {
    if Status::of(case.stage.name()) == Status::Closed {
        return None;
    }
    Some(match &case.stage {
        Stage::Acting {
            work: Work::Planned { plan },
        } => plan.promised,
        _ => case.resident_due(),
    })
}

/// Where it is: the names from the place itself to the root, as an address is written
/// that finds it again.
fn location(lang: Language, around: &Around, summary: &CaseSummary) -> [(&'static str, Node); 5] {
    let concern = &summary.case.concern;
    let known = around.addresses.get(&concern.place);
    let path = known.map(|address| {
        let names = address.path.iter().map(|names| names.in_language(lang));
        names.collect::<Vec<_>>().join(", ")
    });
    let address = path.unwrap_or_else(|| summary.place.in_language(lang).to_owned());
    [
        ("address", Node::text(address)),
        (
            "address_id",
            Node::maybe(known.map(|address| address.slug.as_str())),
        ),
        ("zipcode", Node::Null),
        ("lat", degrees(concern.point.map(|point| point.latitude_e6))),
        (
            "long",
            degrees(concern.point.map(|point| point.longitude_e6)),
        ),
    ]
}

/// With whom a case is, and what they do next, in a sentence.
pub fn next(lang: Language, holder: &str, step: StepCode) -> Option<String> {
    let step = stages::find(lang, &["step-", step.code()].concat())?;
    Some(stages::with_next(lang, holder, step))
}

/// Millionths of a degree as degrees.
fn degrees(e6: Option<i32>) -> Node {
    e6.map_or(Node::Null, |e6| Node::Real(f64::from(e6) / 1_000_000.0))
}

/// What the resident wrote, as far as the standard has room; nothing if it was removed.
fn description(parts: &Parts<'_>) -> Option<String> {
    let words = parts.words?.as_str();
    Some(words.chars().take(DESCRIPTION).collect())
}

/// The addresses of the photos that everybody may see.
fn media(asked: &Asked<'_>, parts: &Parts<'_>) -> Vec<Node> {
    let base = &asked.app.base_url;
    let address = |photo| format!("{base}{}", pages::routes::photo(photo, "large"));
    parts
        .photos
        .iter()
        .map(|one| Node::text(address(one.photo)))
        .collect()
}

/// What Linli knows beyond the standard. Here *reported done* and *solved* are
/// kept apart, and the resident's own date stands beside the office's.
fn extended(asked: &Asked<'_>, case: &Case, holder: Option<&Body>, parts: &Parts<'_>) -> Node {
    let stage = case.stage.name();
    let base = &asked.app.base_url;
    let next = case.next_step().filter(|_| case.is_open());
    Node::Fields(vec![
        ("stage", Node::text(stage.code())),
        (
            "reported_done",
            Node::Flag(stage == StageName::ReportedDone),
        ),
        ("solved", Node::Flag(stage == StageName::Solved)),
        (
            "holder_kind",
            Node::maybe(holder.map(|body| body.kind.code())),
        ),
        ("ground", Node::maybe(case.holding.ground.map(Ground::code))),
        (
            "resident_due_datetime",
            Node::text(written(case.resident_due())),
        ),
        (
            "next_step_due_datetime",
            Node::maybe(next.map(|step| written(step.by))),
        ),
        (
            "affected",
            Node::Whole(i64::try_from(case.affected.len()).unwrap_or(i64::MAX)),
        ),
        (
            "url",
            Node::text(format!("{base}{}", pages::routes::case(case.reference))),
        ),
        ("photos", Node::List("media_url", media(asked, parts))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_somebody_still_works_on_is_open() {
        let open: Vec<&str> = StageName::ALL
            .into_iter()
            .filter(|stage| Status::of(*stage) == Status::Open)
            .map(StageName::code)
            .collect();
        assert_eq!(
            open,
            [
                "waiting",
                "heard",
                "deliberating",
                "acting",
                "awaiting-resident",
                "appealed",
                "table-owed"
            ]
        );
    }
}
