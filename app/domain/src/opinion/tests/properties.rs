//! What holds for any answers.

use proptest::prelude::*;

use super::super::components::{Deviations, centre};
use super::super::krylov::Symmetric as _;
use super::super::{Answer, OpinionMap, Votes, map};

type Cast = Vec<(u32, u32, Answer)>;

const PEOPLE: u32 = 40;
const STATEMENTS: u32 = 12;

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        Just(Answer::Agree),
        Just(Answer::Disagree),
        Just(Answer::Pass)
    ]
}

fn cast() -> impl Strategy<Value = Cast> {
    prop::collection::btree_map((0..PEOPLE, 0..STATEMENTS), answer(), 0..300).prop_map(|votes| {
        votes
            .into_iter()
            .map(|((who, what), how)| (who, what, how))
            .collect()
    })
}

fn votes(cast: Cast, removed: &[u32]) -> Votes {
    let out = (0..STATEMENTS)
        .map(|statement| removed.contains(&statement))
        .collect();
    Votes::new(40, out, &cast)
}

fn bits(map: &OpinionMap) -> Vec<u64> {
    map.components
        .iter()
        .flatten()
        .chain(&map.centre)
        .copied()
        .chain(
            map.people
                .iter()
                .flat_map(|person| [person.at.x, person.at.y]),
        )
        .chain(
            map.statements
                .iter()
                .flat_map(|row| [row.consensus, row.priority, row.extremity]),
        )
        .chain(map.silhouettes.iter().map(|&(_, clear)| clear))
        .map(f64::to_bits)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever the order in which answers come, the bits are the same.
    #[test]
    fn the_order_of_answers_does_not_matter(
        (cast, shuffled) in cast().prop_flat_map(|cast| (Just(cast.clone()), Just(cast).prop_shuffle())),
    ) {
        let (one, other) = (map(&votes(cast, &[3]), None), map(&votes(shuffled, &[3]), None));
        prop_assert_eq!(bits(&one), bits(&other));
        prop_assert_eq!(one, other);
    }

    /// The components are eigenvectors: what they are turned into lies along them,
    /// they stand at right angles, and no direction differs more than the first.
    #[test]
    fn components_are_eigenvectors(cast in cast(), removed in prop::option::of(0..STATEMENTS)) {
        let votes = votes(cast, removed.as_slice());
        let map = map(&votes, None);
        let largest = check_eigenvector(&votes, &map.components[0])?;
        let second = check_eigenvector(&votes, &map.components[1])?;
        prop_assert!(second <= largest + 1e-9);
        prop_assert!(dot(&map.components[0], &map.components[1]).abs() < 1e-9);
        for statement in 0..12 {
            let mut along = vec![0.0; 12];
            along[statement] = 1.0;
            prop_assert!(dot(&along, &turned(&votes, &along)) <= largest + 1e-9);
        }
    }

    /// What is out or what all answer alike tells nobody from anybody, to the last bit.
    #[test]
    fn what_parts_nobody_lies_in_the_middle(cast in cast(), alike in answer()) {
        let cast: Cast = cast
            .into_iter()
            .map(|(who, what, how)| (who, what, if what == 7 { alike } else { how }))
            .collect();
        let map = map(&votes(cast, &[3]), None);
        for at in [3, 7] {
            let row = map.statements[at];
            let numbers = [row.at.x, row.at.y, row.extremity];
            for number in map.components.iter().map(|entries| entries[at]).chain(numbers) {
                prop_assert_eq!(number.to_bits(), 0.0_f64.to_bits());
            }
        }
    }

    /// Walking over the answers gives what the definition says.
    #[test]
    fn products_are_those_of_the_definition(
        cast in cast(),
        removed in prop::option::of(0..STATEMENTS),
        vector in prop::collection::vec(-1.0..1.0, 12),
    ) {
        let votes = votes(cast, removed.as_slice());
        let deviations = Deviations::new(&votes, &centre(&votes, &votes.tallies()));
        let mut product = vec![f64::NAN; 12];
        deviations.times(&vector, &mut product);
        for (product, wanted) in product.iter().zip(turned(&votes, &vector)) {
            prop_assert!((product - wanted).abs() < 1e-12 * 300.0, "{product} and {wanted}");
        }
    }

    /// Everybody who counts is in one group, and all counts add up.
    #[test]
    fn groups_part_those_who_count(cast in cast(), wanted in prop::option::of(1_usize..7)) {
        let votes = votes(cast, &[0, 5]);
        let map = map(&votes, wanted);
        let mut members: Vec<usize> =
            map.groups.iter().flat_map(|group| group.members.clone()).collect();
        members.sort_unstable();
        let tallies = votes.tallies();
        let heard = tallies.iter().filter(|tally| tally.answers() > 0).count();
        let enough = u32::try_from(heard.min(7)).unwrap();
        let counting: Vec<usize> = (0..40)
            .filter(|&person| person < 15 || votes.answered(person) >= enough)
            .collect();
        prop_assert_eq!(members, counting);
        prop_assert!(map.groups.iter().all(|group| !group.members.is_empty()));
        prop_assert!(map.groups.len() <= wanted.unwrap_or(5));
        for group in &map.groups {
            prop_assert!(group.representative.len() <= 5);
            prop_assert!(group.representative.iter().all(|shown| ![0, 5].contains(&shown.singled.statement)));
            let answers: u32 = group.counts.iter().map(|tally| tally.answers()).sum();
            let own: u32 = group.members.iter().map(|&person| votes.answered(person)).sum();
            prop_assert_eq!(answers, own);
        }
        prop_assert!(map.statements.iter().all(|row| row.priority > 0.0));
    }

    /// Wherever a statement is added that nobody answers, removed or not, all numbers of
    /// the others stay as they are.
    #[test]
    fn a_statement_without_answers_changes_nothing(
        cast in cast(),
        place in 0..=STATEMENTS,
        removed in any::<bool>(),
    ) {
        let wider: Cast = cast
            .iter()
            .map(|&(who, what, how)| (who, what + u32::from(what >= place), how))
            .collect();
        let mut out: Vec<bool> = (0..STATEMENTS).map(|statement| statement == 3).collect();
        out.insert(usize::try_from(place).unwrap(), removed);
        let without = map(&votes(cast, &[3]), None);
        let mut with = map(&Votes::new(40, out, &wider), None);
        let place = usize::try_from(place).unwrap();
        let added = with.statements.remove(place);
        prop_assert_eq!((added.tally.answers(), added.extremity), (0, 0.0));
        prop_assert_eq!(with.centre.remove(place).to_bits(), 0.0_f64.to_bits());
        for component in &mut with.components {
            prop_assert_eq!(component.remove(place).to_bits(), 0.0_f64.to_bits());
        }
        let groups = |map: &OpinionMap| -> Vec<_> {
            map.groups.iter().map(|group| (group.members.clone(), group.representative.len())).collect()
        };
        prop_assert_eq!(groups(&with), groups(&without));
        prop_assert_eq!(bits(&with), bits(&without));
    }

    /// If everybody says the opposite of everything, the picture is the same from behind.
    #[test]
    fn opposite_answers_give_the_same_distances(cast in cast()) {
        let opposite = cast
            .iter()
            .map(|&(who, what, how)| (who, what, match how {
                Answer::Agree => Answer::Disagree,
                Answer::Disagree => Answer::Agree,
                Answer::Pass => Answer::Pass,
            }))
            .collect();
        let (one, other) = (map(&votes(cast, &[]), Some(2)), map(&votes(opposite, &[]), Some(2)));
        for (left, right) in one.people.iter().zip(&other.people) {
            prop_assert!((left.at.x.abs() - right.at.x.abs()).abs() < 1e-6);
            prop_assert!((left.at.y.abs() - right.at.y.abs()).abs() < 1e-6);
        }
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter()
        .zip(right)
        .map(|(left, right)| left * right)
        .sum()
}

/// The products with the matrix, written out plainly.
fn turned(votes: &Votes, vector: &[f64]) -> Vec<f64> {
    let centre = centre(votes, &votes.tallies());
    let mut product = vec![0.0; vector.len()];
    for person in 0..votes.people() {
        let kept = || {
            let answers = votes.of(person);
            answers.filter(|(statement, _)| !votes.removed()[*statement])
        };
        let along: f64 = kept()
            .map(|(at, answer)| (answer.value() - centre[at]) * vector[at])
            .sum();
        for (at, answer) in kept() {
            product[at] += (answer.value() - centre[at]) * along;
        }
    }
    product
}

fn check_eigenvector(votes: &Votes, component: &[f64]) -> Result<f64, TestCaseError> {
    let product = turned(votes, component);
    let value = dot(component, &product);
    let length = dot(component, component);
    prop_assert!(length == 0.0 || (length - 1.0).abs() < 1e-12);
    for (entry, product) in component.iter().zip(product) {
        prop_assert!((product - value * entry).abs() < 1e-9 * (1.0 + value));
    }
    Ok(value)
}
