//! What holds for any order in which people take and give back seats.

use proptest::prelude::*;
use uuid::Uuid;

use crate::id::PersonId;
use crate::meeting::{Line, Refused, Standing};

#[derive(Clone, Copy, Debug)]
enum Step {
    Take(u128),
    Leave(u128),
    Resize(Option<i64>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1_u128..12).prop_map(Step::Take),
        3 => (1_u128..12).prop_map(Step::Leave),
        1 => proptest::option::of(1_i64..8).prop_map(Step::Resize),
    ];
    proptest::collection::vec(step, 0..60)
}

fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

#[test]
fn whoever_leaves_makes_room_for_the_next_one() {
    let mut line = Line::new(Vec::new(), Some(1));
    let [ana, bo, chen] = [1, 2, 3].map(person);
    assert_eq!(line.take(ana), Standing::Seated);
    assert_eq!(line.take(ana), Standing::Seated);
    assert_eq!(line.take(bo), Standing::Waiting { before: 0 });
    assert_eq!(line.take(chen), Standing::Waiting { before: 1 });
    assert_eq!(line.leave(bo), None);
    assert_eq!(line.leave(bo), None);
    assert_eq!(line.leave(ana), Some(chen));
    assert_eq!((line.seated(), line.waiting()), (&[chen][..], &[][..]));
    assert_eq!(line.standing(ana), None);
}

proptest! {
    #[test]
    fn seats_are_never_exceeded_and_the_order_is_kept(limit in proptest::option::of(1_i64..8), steps in steps()) {
        let mut line = Line::new(Vec::new(), limit);
        let mut seats = limit;
        // Who asked when; a second asking keeps the first place.
        let mut asked: Vec<PersonId> = Vec::new();
        for step in steps {
            let before = line.clone();
            match step {
                Step::Take(number) => {
                    let standing = line.take(person(number));
                    if !asked.contains(&person(number)) {
                        asked.push(person(number));
                    }
                    prop_assert_eq!(Some(standing), line.standing(person(number)));
                    prop_assert!(line.seated().starts_with(before.seated()));
                }
                Step::Leave(number) => {
                    let next = line.leave(person(number));
                    asked.retain(|one| *one != person(number));
                    // Exactly those have a seat anew who are told so, and nobody else lost one.
                    for one in line.seated() {
                        prop_assert_eq!(!before.seated().contains(one), next == Some(*one));
                    }
                    for one in before.seated() {
                        prop_assert!(*one == person(number) || line.seated().contains(one));
                    }
                }
                Step::Resize(to) => match line.resize(to) {
                    Ok(moved) => {
                        seats = to;
                        prop_assert!(line.seated().starts_with(before.seated()));
                        prop_assert_eq!(&line.seated()[before.seated().len()..], &moved[..]);
                    }
                    Err(refused) => {
                        prop_assert_eq!(refused, Refused::SeatsTaken);
                        prop_assert_eq!(&line, &before);
                    }
                },
            }
            let most = seats.map_or(usize::MAX, |seats| usize::try_from(seats).unwrap());
            prop_assert!(line.seated().len() <= most);
            // Nobody waits beside a free seat, and everybody stands where they asked.
            prop_assert!(line.waiting().is_empty() || line.seated().len() == most);
            prop_assert_eq!(line.everybody(), &asked[..]);
            for (place, one) in (1..).zip(line.everybody()) {
                prop_assert_eq!(line.standing(*one), Some(Standing::at(place, seats)));
            }
        }
    }
}
