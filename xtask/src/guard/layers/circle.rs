//! Knots of modules that all reach each other, and the shortest way round in one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::arrows::Arrow;

/// Modules by name, each with those it knows.
type Known<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn known(arrows: &[Arrow]) -> Known<'_> {
    let mut known = Known::new();
    for arrow in arrows {
        known.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    known
}

/// Everything that can be reached from `start`, itself only where a way leads back.
fn reached<'a>(known: &Known<'a>, start: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = vec![start];
    while let Some(next) = waiting.pop() {
        for to in known.get(next).into_iter().flatten() {
            if reached.insert(*to) {
                waiting.push(to);
            }
        }
    }
    reached
}

/// Each knot once, its modules in the order of the alphabet.
pub(super) fn knots(arrows: &[Arrow]) -> Vec<Vec<&str>> {
    let known = known(arrows);
    let reach: BTreeMap<&str, BTreeSet<&str>> = known
        .keys()
        .map(|module| (*module, reached(&known, module)))
        .collect();
    let mut knots = BTreeSet::new();
    for (module, far) in &reach {
        if far.contains(module) {
            let back = far.iter().copied().filter(|other| {
                reach
                    .get(other)
                    .is_some_and(|theirs| theirs.contains(module))
            });
            knots.insert(back.collect::<Vec<_>>());
        }
    }
    knots.into_iter().collect()
}

/// The shortest way from a module of the knot back to itself, the first one again at the end.
pub(super) fn shortest<'a>(knot: &[&'a str], arrows: &'a [Arrow]) -> Option<Vec<&'a str>> {
    let known = known(arrows);
    knot.iter()
        .filter_map(|start| round(&known, start))
        .min_by_key(Vec::len)
}

fn round<'a>(known: &Known<'a>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut waiting = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = waiting.pop_front() {
        let here = way.last()?;
        for to in known.get(here).into_iter().flatten() {
            let mut on = way.clone();
            on.push(*to);
            if *to == start {
                return Some(on);
            }
            if seen.insert(*to) {
                waiting.push_back(on);
            }
        }
    }
    None
}

/// The arrows of a way, one after the other.
pub(super) fn steps<'a>(way: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    way.iter().copied().zip(way.iter().copied().skip(1))
}
