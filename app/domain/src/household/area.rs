//! The list of flats with their floor areas, as a committee types or pastes it.

use super::{Door, MAX_DOORS};

/// A flat on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flat {
    /// Its door.
    pub door: Door,
    /// In hundredths of a square metre.
    pub area: u32,
    /// Whether its owners live elsewhere, so that who lives there does not vote for it.
    pub is_let: bool,
}

/// What is wrong with a list of flats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum FlatsWrong {
    /// There is none.
    #[error("no flat")]
    Missing,
    /// There are more than [`MAX_DOORS`].
    #[error("too many flats")]
    TooMany,
    /// A line, counted from 1, is no door with its area.
    #[error("line {0} is no door with its area")]
    Line(usize),
    /// A line, counted from 1, names a door that stands above already.
    #[error("line {0} names a door for the second time")]
    Twice(usize),
}

/// Reads a list: on each line a door, a comma or tab, its square metres with up to two
/// decimals, and `let` after another comma where its owners live elsewhere.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn flats(text: &str) -> Result<Vec<Flat>, FlatsWrong> {
    let mut found: Vec<Flat> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let flat = flat(line).ok_or(FlatsWrong::Line(at + 1))?;
        if found.iter().any(|known| known.door == flat.door) {
            return Err(FlatsWrong::Twice(at + 1));
        }
        if found.len() == MAX_DOORS {
            return Err(FlatsWrong::TooMany);
        }
        found.push(flat);
    }
    if found.is_empty() {
        return Err(FlatsWrong::Missing);
    }
    Ok(found)
}

fn flat(line: &str) -> Option<Flat> {
    let mut parts = line.split([',', '，', '\t', ';', '；']).map(str::trim);
    let door = Door::parse(parts.next()?).ok()?;
    let area = hundredths(parts.next()?)?;
    let is_let = match parts.next().unwrap_or_default() {
        "" => false,
        "let" | "Let" | "出租" => true,
        _ => return None,
    };
    parts
        .all(str::is_empty)
        .then_some(Flat { door, area, is_let })
}

/// Square metres from 1 to 9999.99 as hundredths.
fn hundredths(text: &str) -> Option<u32> {
    let text = text
        .trim_end_matches(['m', '²', '㎡', ' '])
        .replace('．', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    (whole > 0).then_some(whole * 100 + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_people_write_it() {
        let read = flats("2-301, 89.5\n\n2－302室，101.25，出租\n2-303\t60 m²\n").unwrap();
        let areas: Vec<(u32, bool)> = read.iter().map(|one| (one.area, one.is_let)).collect();
        assert_eq!(areas, [(8_950, false), (10_125, true), (6_000, false)]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert_eq!(flats(" \n"), Err(FlatsWrong::Missing));
        for line in [
            "2-301",
            "2-301,",
            "2-301, many",
            "2-301, 0",
            "2-301, -4",
            "2-301, 1.234",
            "2-301, 10000",
            "2-301, 60, sold",
            "2-301, 60, let, 4",
            ", 60",
            "2-301, 6e1",
        ] {
            assert_eq!(
                flats(&format!("1-101, 50\n{line}")),
                Err(FlatsWrong::Line(2)),
                "{line}"
            );
        }
        assert_eq!(flats("2-301, 60\n２-301, 61"), Err(FlatsWrong::Twice(2)));
        let many: Vec<String> = (0..=MAX_DOORS).map(|at| format!("{at}-1, 50")).collect();
        assert_eq!(flats(&many.join("\n")), Err(FlatsWrong::TooMany));
    }
}
