//! What of a new picture is shown when there was one before: no count, and nothing that
//! is added up or taken away from counts, changes by what one to four people said. What was
//! not there before counts as 0, in the first picture and of a statement that is new.
//!
//! The answers to a statement lie in parts: those of each group, and those of who is in
//! none. All parts of a statement are shown anew together, and only if every set of them
//! has the same sum as when they were last shown, or one that takes at least five people
//! to come about: who is counted in it now and was not, and the other way round, are so
//! many at least as there are more of one answer, or fewer. Until then the counts of
//! before stand. The same holds for how many people are in each group.
//!
//! A group keeps its place from picture to picture: it takes that of the group before
//! whose counts are nearest. Where the number of groups changes, counts that cannot be
//! shown are left out; what was shown last is kept beside them to compare with.

use std::collections::{BTreeMap, BTreeSet};

use super::{Camp, Drawn, FEWEST_IN_GROUP, Picture};
use crate::opinion::{self, Tally};

impl Picture {
    /// What of this picture is shown where there was none before: the same as after one
    /// with nothing in it.
    #[must_use]
    pub fn first(self) -> Self {
        self.after(&Self::of(Vec::new(), Vec::new()))
    }

    /// What of this picture is shown to those who saw the one before.
    #[must_use]
    pub fn after(self, shown_before: &Self) -> Self {
        let mut before = shown_before.clone();
        let fresh = self.in_places_of(&mut before);
        let same = fresh.groups.len() == before.groups.len();
        let crowd = shown(&before.crowd(), &fresh.crowd(), same);
        if crowd.by_group.len() != fresh.groups.len() {
            // Their sizes cannot be told yet, and groups without a size are none.
            return Self {
                at: fresh.at,
                drawn_from: fresh.drawn_from,
                ..shown_before.clone()
            };
        }
        let old: BTreeMap<i64, &Drawn> = before.rows().map(|row| (row.number, row)).collect();
        let rows = fresh.statements.iter().map(|row| {
            old.get(&row.number)
                .map_or_else(|| first(row), |old| shown(old, row, same))
        });
        let statements: Vec<Drawn> = rows.collect();
        let there: BTreeSet<i64> = statements.iter().map(|row| row.number).collect();
        let out = before.rows().filter(|row| !there.contains(&row.number));
        let groups = camps(&before, &fresh, &statements, &crowd);
        Self {
            at: fresh.at,
            drawn_from: fresh.drawn_from,
            voters: crowd.tally.agrees,
            out: out.cloned().collect(),
            sizes: crowd.last,
            ..Self::of(groups, statements)
        }
    }

    /// Every statement of which anything was ever shown.
    fn rows(&self) -> impl Iterator<Item = &Drawn> {
        self.statements.iter().chain(&self.out)
    }

    /// How many people are in each group, as if it were a statement with which everybody
    /// agrees.
    fn crowd(&self) -> Drawn {
        let people = |agrees| Tally {
            agrees,
            ..Tally::default()
        };
        Drawn {
            number: 0,
            tally: people(self.voters),
            by_group: self.groups.iter().map(|camp| people(camp.size)).collect(),
            extremity: 0.0,
            last: self.sizes.clone(),
        }
    }

    /// The same picture with each group in the place of the one before that it is nearest
    /// to. Where there are fewer places than before, what was shown in the others is moved
    /// behind them.
    fn in_places_of(mut self, before: &mut Self) -> Self {
        let (groups, shown) = (self.groups.len(), before.groups.len());
        if groups == 0 {
            return self;
        }
        let known = before.rows().map(|row| parts(row).len() - 1);
        let known = known.max().unwrap_or(0);
        let known = known.max(parts(&before.crowd()).len() - 1);
        // Places that nothing shows now are taken by no group while their number stays.
        let places = if groups == shown {
            groups
        } else {
            groups.max(known)
        };
        let order = self.nearest(before, places);
        let (full, empty): (Vec<usize>, Vec<usize>) =
            (0..places).partition(|&place| order[place] < groups);
        let from: Vec<usize> = full.iter().map(|&place| order[place]).collect();
        self.groups = from.iter().map(|&at| self.groups[at].clone()).collect();
        for row in &mut self.statements {
            row.by_group = from.iter().map(|&at| row.by_group[at]).collect();
        }
        if groups != shown {
            let order = [full, empty].concat();
            before.sizes = moved(&before.crowd(), &order);
            for row in before.statements.iter_mut().chain(&mut before.out) {
                row.last = moved(row, &order);
            }
        }
        self
    }

    /// For each place the group that takes it; from their number on, none does.
    fn nearest(&self, before: &Self, places: usize) -> Vec<usize> {
        let fresh: BTreeMap<i64, &Drawn> = self
            .statements
            .iter()
            .map(|row| (row.number, row))
            .collect();
        let (crowd, crowd_before) = (self.crowd(), before.crowd());
        let rows = before.rows();
        let pairs = rows.filter_map(|row| Some((parts(row), *fresh.get(&row.number)?)));
        let pairs = pairs.chain([(parts(&crowd_before), &crowd)]);
        let mut far = vec![vec![0_u64; places]; places];
        for (old, new) in pairs {
            let old = &old[..old.len() - 1];
            for (place, far) in far.iter_mut().enumerate() {
                let there = old.get(place).copied().unwrap_or_default();
                for (group, far) in far.iter_mut().enumerate() {
                    let here = new.by_group.get(group).copied().unwrap_or_default();
                    *far += u64::from(gap(there, here));
                }
            }
        }
        let far_of = |order: &Vec<usize>| -> u64 {
            let each = order.iter().enumerate();
            each.map(|(place, &group)| far[place][group]).sum()
        };
        // The first of equal ones: what is like before stays where it was.
        orders(places)
            .into_iter()
            .min_by_key(far_of)
            .unwrap_or_default()
    }
}

/// Every order of so many, the usual one first. There are at most five groups.
fn orders(many: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..many {
        let longer = all.iter().flat_map(|begun: &Vec<usize>| {
            let left = (0..many).filter(move |one| !begun.contains(one));
            left.map(move |one| [begun.as_slice(), &[one]].concat())
        });
        all = longer.collect();
    }
    all
}

/// The parts that were last shown, in another order of their places.
fn moved(row: &Drawn, order: &[usize]) -> Vec<Tally> {
    let parts = parts(row);
    let (rest, groups) = parts.split_last().expect("those in no group come last");
    let places = order.iter();
    let mut moved: Vec<Tally> = places
        .map(|&place| groups.get(place).copied().unwrap_or_default())
        .collect();
    moved.push(*rest);
    moved
}

/// The parts as they were last shown: each group, and then those in none.
fn parts(row: &Drawn) -> Vec<Tally> {
    if row.by_group.is_empty() && !row.last.is_empty() {
        return row.last.clone();
    }
    let rest = |part: fn(&Tally) -> u32| {
        let grouped: u32 = row.by_group.iter().map(part).sum();
        part(&row.tally).saturating_sub(grouped)
    };
    let rest = Tally {
        agrees: rest(|one| one.agrees),
        disagrees: rest(|one| one.disagrees),
        passes: rest(|one| one.passes),
    };
    [row.by_group.as_slice(), &[rest]].concat()
}

/// How many people it takes at least that one count became the other: each of them is
/// one more at most of one answer, and one fewer at most of another.
fn gap(before: Tally, now: Tally) -> u32 {
    let more = |before: Tally, now: Tally| {
        now.agrees.saturating_sub(before.agrees)
            + now.disagrees.saturating_sub(before.disagrees)
            + now.passes.saturating_sub(before.passes)
    };
    more(before, now).max(more(now, before))
}

/// Whether one count can follow the other.
fn follows(before: Tally, now: Tally) -> bool {
    let people = gap(before, now);
    people == 0 || people >= opinion::count(FEWEST_IN_GROUP)
}

/// Whether all parts can follow those that were shown last, however they are added up.
fn all_follow(before: &Drawn, now: &Drawn) -> bool {
    let (old, new) = (parts(before), parts(now));
    let places = old.len().max(new.len()) - 1;
    let of = |parts: &[Tally], place: usize| {
        let groups = parts.len() - 1;
        let found = if place == places {
            parts.last()
        } else {
            parts[..groups].get(place)
        };
        found.copied().unwrap_or_default()
    };
    let sum = |parts: &[Tally], chosen: usize| {
        (0..=places)
            .filter(|place| (chosen >> place) & 1 == 1)
            .fold(Tally::default(), |sum, place| sum + of(parts, place))
    };
    follows(before.tally, now.tally)
        && (1..1_usize << (places + 1)).all(|chosen| follows(sum(&old, chosen), sum(&new, chosen)))
}

/// What is shown of a statement that was shown before.
fn shown(before: &Drawn, now: &Drawn, same: bool) -> Drawn {
    if !now.by_group.is_empty() && all_follow(before, now) {
        return Drawn {
            last: Vec::new(),
            ..now.clone()
        };
    }
    if same && !before.by_group.is_empty() {
        return before.clone();
    }
    // Without the groups; what was last shown of them is not forgotten.
    let last = if before.by_group.is_empty() {
        before.last.clone()
    } else {
        parts(before)
    };
    let shown = if follows(before.tally, now.tally) {
        now
    } else {
        before
    };
    Drawn {
        by_group: Vec::new(),
        last,
        ..shown.clone()
    }
}

/// What is shown of a statement for the first time: of groups nothing that so few said; and
/// while a handful have answered, what is shown of one that nobody has.
fn first(now: &Drawn) -> Drawn {
    let nothing = Drawn {
        tally: Tally::default(),
        by_group: Vec::new(),
        extremity: 0.0,
        ..now.clone()
    };
    if all_follow(&nothing, now) {
        return now.clone();
    }
    if !follows(nothing.tally, now.tally) {
        return nothing;
    }
    Drawn {
        tally: now.tally,
        extremity: now.extremity,
        ..nothing
    }
}

/// The groups: where they lie moves when their sizes do, and what they stand for is told
/// of the counts that are shown.
fn camps(before: &Picture, fresh: &Picture, rows: &[Drawn], crowd: &Drawn) -> Vec<Camp> {
    let anew: BTreeSet<i64> = fresh
        .statements
        .iter()
        .filter(|now| rows.iter().any(|row| row == *now) && !now.by_group.is_empty())
        .map(|now| now.number)
        .collect();
    let stays = fresh.groups.len() == before.groups.len();
    let moves = !stays || (*crowd == fresh.crowd() && crowd.by_group != before.crowd().by_group);
    let kept = |number: &i64| {
        let shown = rows.iter().find(|row| row.number == *number);
        !anew.contains(number) && shown.is_some_and(|row| !row.by_group.is_empty())
    };
    let camp = |(at, now): (usize, &Camp)| {
        let old = before.groups.get(at).filter(|_| stays);
        let fresh = now.stands_for.iter();
        let fresh = fresh.filter(|(number, _)| anew.contains(number));
        let older = old.into_iter().flat_map(|old| &old.stands_for);
        let older = older.filter(|(number, _)| kept(number));
        Camp {
            stands_for: fresh.chain(older).copied().collect(),
            ..old.filter(|_| !moves).unwrap_or(now).clone()
        }
    };
    fresh.groups.iter().enumerate().map(camp).collect()
}
