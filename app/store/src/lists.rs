//! Lists of cases: what everybody may read, page by page, and how much of it
//! neighbours settled. Private cases are left out in SQL, of the counts too.
//!
//! A list finds its references in an index first and reads the long rows of
//! one page only. It stays where it is when something new comes: a page is
//! told from a case ([`Cursor`]) and not from a number of rows. The lists of
//! one person are in [`mine`], those of places in [`places`], those that other
//! systems ask for in [`requests`].

use domain::body::BodyKind;
use domain::case::{Case, StageName};
use domain::id::PlaceId;
use domain::instant::Instant;
use domain::language::Names;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::places::escape_like;
use crate::statements::sql;

pub mod mine;
pub mod own;
pub(crate) mod place_now;
pub mod places;
pub mod requests;
pub mod said;

pub use place_now::PlaceNow;

/// How many words of a search are looked at.
pub const WORDS: usize = 4;
/// How many characters of a search are looked at.
const SEARCH_CHARACTERS: usize = 80;

/// How far a case has come, as a list tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// It has a next step and a date.
    Open,
    /// The residents said that it is solved.
    Solved,
    /// It ended in another way.
    Ended,
}

impl Progress {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Solved, Self::Ended];

    /// The code used in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Solved => "solved",
            Self::Ended => "ended",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// How far a case in this stage has come.
    pub const fn of(stage: StageName) -> Self {
        match stage {
            StageName::Solved => Self::Solved,
            stage if stage.is_open() => Self::Open,
            _ => Self::Ended,
        }
    }

    /// The codes of its stages, each between spaces, for a `LIKE`.
    fn stages(self) -> String {
        StageName::ALL
            .into_iter()
            .filter(|stage| Self::of(*stage) == self)
            .fold(String::from(" "), |list, stage| list + stage.code() + " ")
    }
}

/// Which cases a list holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter<'a> {
    /// How far they have come.
    pub progress: Option<Progress>,
    /// The key of their category.
    pub category: Option<&'a str>,
    /// What sort of body has them, or had them last.
    pub holder: Option<BodyKind>,
    /// Where: in this place or in what lies in it.
    pub place: Option<PlaceId>,
    /// Words that all have to stand in them, however they are written.
    pub words: &'a str,
}

/// A spot in a list that is ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The time of the case at that spot.
    pub at: Instant,
    /// Its reference, where several have the same time.
    pub reference: Reference,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// Its beginning: the newest.
    #[default]
    Newest,
    /// What is older than this spot.
    Before(Cursor),
    /// What is newer than this spot.
    After(Cursor),
}

/// A case on a list. What of it may be shown is for `domain::permission` to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSummary {
    /// The case.
    pub case: Case,
    /// The name of its place.
    pub place: Names,
    /// The time by which the list is ordered.
    pub at: Instant,
}

impl CaseSummary {
    /// Its spot in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            at: self.at,
            reference: self.case.reference,
        }
    }
}

/// A part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasePage {
    /// The cases, the newest first.
    pub cases: Vec<CaseSummary>,
    /// How many the whole list has; 0 if this part is empty.
    pub total: i64,
    /// Whether there are newer ones.
    pub newer: bool,
    /// Whether there are older ones.
    pub older: bool,
}

/// How the public cases of a place stand. The four other numbers add up to the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Settled {
    /// Everything that was ever filed.
    pub filed: i64,
    /// Solved, as the residents said, by bodies of residents.
    pub by_neighbours: i64,
    /// Solved, as the residents said, by offices and partners.
    pub by_others: i64,
    /// Still open.
    pub open: i64,
    /// Ended in another way.
    pub otherwise: i64,
}

/// What everybody may read.
macro_rules! public {
    () => {
        "c.visibility IN ('public', 'public-without-name')"
    };
}

/// What a [`CaseFilter`] leaves, bound as `$1` to `$8`.
macro_rules! chosen {
    () => {
        concat!(
            public!(),
            r"
                AND ($1 LIKE '% ' || c.stage || ' %' OR $1 IS NULL)
                AND (c.category = $2 OR $2 IS NULL)
                AND (EXISTS (SELECT 1 FROM bodies b WHERE b.id = c.holder AND b.kind = $3) OR $3 IS NULL)
                AND (EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = c.place AND t.ancestor = $4) OR $4 IS NULL)
                AND (CAST($5 AS TEXT) IS NULL OR c.folded LIKE $5 ESCAPE '\')
                AND (CAST($6 AS TEXT) IS NULL OR c.folded LIKE $6 ESCAPE '\')
                AND (CAST($7 AS TEXT) IS NULL OR c.folded LIKE $7 ESCAPE '\')
                AND (CAST($8 AS TEXT) IS NULL OR c.folded LIKE $8 ESCAPE '\')"
        )
    };
}

/// One part of the list, `$9` and `$10` its spot, `$11` its length.
macro_rules! part {
    ($than:literal, $direction:literal) => {
        concat!(
            "SELECT f.state, f.filed_at AS at, p.names AS place, (SELECT COUNT(*) FROM cases c WHERE ",
            chosen!(),
            ") AS total
        FROM (SELECT c.reference
            FROM cases c
            WHERE ",
            chosen!(),
            "
                AND ((c.filed_at, c.reference) ", $than, " ($9, $10) OR $9 IS NULL)
            ORDER BY c.filed_at ", $direction, ", c.reference ", $direction, "
            LIMIT $11) k
        JOIN cases f ON f.reference = k.reference
        JOIN places p ON p.id = f.place
        ORDER BY f.filed_at ", $direction, ", f.reference ", $direction
        )
    };
}

macro_rules! settled {
    () => {
        concat!("SELECT COUNT(*) AS filed,
            CAST(COALESCE(SUM(CASE WHEN c.stage = 'solved' AND b.kind = 'self-governance' THEN 1 ELSE 0 END), 0) AS BIGINT) AS by_neighbours,
            CAST(COALESCE(SUM(CASE WHEN c.stage = 'solved' AND b.kind <> 'self-governance' THEN 1 ELSE 0 END), 0) AS BIGINT) AS by_others,
            CAST(COALESCE(SUM(CASE WHEN $2 LIKE '% ' || c.stage || ' %' THEN 1 ELSE 0 END), 0) AS BIGINT) AS open,
            CAST(COALESCE(SUM(CASE WHEN $3 LIKE '% ' || c.stage || ' %' THEN 1 ELSE 0 END), 0) AS BIGINT) AS otherwise
        FROM cases c
        JOIN bodies b ON b.id = c.holder
        WHERE ", public!(), "
            AND (EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = c.place AND t.ancestor = $1) OR $1 IS NULL)")
    };
}

pub(crate) use {public, settled};

sql! {
    LIST_CASES_DOWN = part!("<", "DESC");
    LIST_CASES_UP = part!(">", "ASC");
    LIST_MOVED = concat!("SELECT f.state, f.changed_at AS at, p.names AS place
        FROM (SELECT c.reference
            FROM cases c
            WHERE ", public!(), "
                AND (EXISTS (SELECT 1 FROM place_paths t WHERE t.descendant = c.place AND t.ancestor = $1) OR $1 IS NULL)
                AND ($3 LIKE '% ' || c.stage || ' %' OR $3 IS NULL)
            ORDER BY c.changed_at DESC, c.reference DESC
            LIMIT $2) k
        JOIN cases f ON f.reference = k.reference
        JOIN places p ON p.id = f.place
        ORDER BY f.changed_at DESC, f.reference DESC");
    LIST_GAPS = concat!("SELECT c.state, COALESCE(c.next_step_by, c.changed_at) AS at, p.names AS place
        FROM cases c
        JOIN places p ON p.id = c.place
        WHERE c.gap AND ", public!(), "
        ORDER BY c.next_step_by, c.reference
        LIMIT $1");
    COUNT_SETTLED = settled!();
}

#[derive(FromRow)]
pub(crate) struct SummaryRow {
    state: Json<Case>,
    at: i64,
    place: Json<Names>,
}

impl SummaryRow {
    pub(crate) fn summary(self) -> CaseSummary {
        CaseSummary {
            case: self.state.0,
            place: self.place.0,
            at: Instant::from_micros(self.at),
        }
    }
}

#[derive(FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    total: i64,
}

/// The words to look for, each as the pattern of a `LIKE`; a text has to match all.
fn patterns(words: &str) -> [Option<String>; WORDS] {
    let short: String = words.chars().take(SEARCH_CHARACTERS).collect();
    let folded = domain::text::fold(&short);
    let mut found = folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| ["%", &escape_like(word), "%"].concat());
    std::array::from_fn(|_| found.next())
}

impl Conn<'_> {
    /// A part of the public list of cases, at most `length` of them, the newest first.
    pub async fn list_cases(
        &mut self,
        filter: CaseFilter<'_>,
        turn: Turn,
        length: usize,
    ) -> Result<CasePage, StoreError> {
        let stages = filter.progress.map(Progress::stages);
        let [first, second, third, fourth] = patterns(filter.words);
        let (text, spot) = match turn {
            Turn::Newest => (LIST_CASES_DOWN, None),
            Turn::Before(spot) => (LIST_CASES_DOWN, Some(spot)),
            Turn::After(spot) => (LIST_CASES_UP, Some(spot)),
        };
        let rows: Vec<ListedRow> = on!(self, |conn| sqlx::query_as(text)
            .bind(stages)
            .bind(filter.category)
            .bind(filter.holder.map(BodyKind::code))
            .bind(filter.place.map(PlaceId::uuid))
            .bind(first)
            .bind(second)
            .bind(third)
            .bind(fourth)
            .bind(spot.map(|spot| spot.at.micros()))
            .bind(spot.map(|spot| spot.reference.number()))
            .bind(one_more(length))
            .fetch_all(conn)
            .await)
        .during("list cases")?;
        let total = rows.first().map_or(0, |row| row.total);
        let cases = rows.into_iter().map(|row| row.summary.summary()).collect();
        Ok(CasePage {
            total,
            ..paged(cases, turn, length)
        })
    }

    /// The public cases that changed last, in `place` or everywhere, all of
    /// them or those that have come so far.
    pub async fn list_moved(
        &mut self,
        place: Option<PlaceId>,
        progress: Option<Progress>,
        length: i64,
    ) -> Result<Vec<CaseSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_MOVED)
            .bind(place.map(PlaceId::uuid))
            .bind(length)
            .bind(progress.map(Progress::stages))
            .fetch_all(conn)
            .await)
        .during("list what moved")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }

    /// The public list of gaps: open cases that nobody who should have could
    /// take, or whose joint table was not called; what was owed first at the top.
    pub async fn list_gaps(&mut self, length: i64) -> Result<Vec<CaseSummary>, StoreError> {
        let rows: Vec<SummaryRow> = on!(self, |conn| sqlx::query_as(LIST_GAPS)
            .bind(length)
            .fetch_all(conn)
            .await)
        .during("list gaps")?;
        Ok(rows.into_iter().map(SummaryRow::summary).collect())
    }

    /// How the public cases of `place`, or all of them, stand.
    pub async fn count_settled(&mut self, place: Option<PlaceId>) -> Result<Settled, StoreError> {
        on!(self, |conn| sqlx::query_as(COUNT_SETTLED)
            .bind(place.map(PlaceId::uuid))
            .bind(Progress::Open.stages())
            .bind(Progress::Ended.stages())
            .fetch_one(conn)
            .await)
        .during("count what was settled")
    }
}

/// One row more than is shown says whether there are more.
pub(super) fn one_more(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX - 1) + 1
}

/// Puts a part in order and says what lies on both sides of it.
pub(super) fn paged(mut cases: Vec<CaseSummary>, turn: Turn, length: usize) -> CasePage {
    let more = cases.len() > length;
    cases.truncate(length);
    let (newer, older) = match turn {
        Turn::Newest => (false, more),
        Turn::Before(_) => (true, more),
        Turn::After(_) => {
            cases.reverse();
            (more, true)
        }
    };
    CasePage {
        cases,
        total: 0,
        newer,
        older,
    }
}

reads! {
    list_cases(filter: CaseFilter<'_>, turn: Turn, length: usize) -> CasePage;
    list_moved(place: Option<PlaceId>, progress: Option<Progress>, length: i64) -> Vec<CaseSummary>;
    list_gaps(length: i64) -> Vec<CaseSummary>;
    count_settled(place: Option<PlaceId>) -> Settled;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_belongs_to_one_progress() {
        let all: String = Progress::ALL.map(Progress::stages).concat();
        for stage in StageName::ALL {
            let wanted = format!(" {} ", stage.code());
            assert_eq!(all.matches(&wanted).count(), 1, "{stage:?}");
        }
    }

    #[test]
    fn a_search_is_folded_and_its_signs_stand_for_themselves() {
        let [first, second, third, fourth] = patterns("  樓道　100%_LIGHT\u{0}\\ ");
        assert_eq!(first.as_deref(), Some("%楼道%"));
        assert_eq!(second.as_deref(), Some(r"%100\%\_light%"));
        assert_eq!(third.as_deref(), Some(r"%\\%"));
        assert_eq!(fourth, None);
        assert_eq!(patterns(" \u{202e}\u{0} "), [None, None, None, None]);
    }
}
