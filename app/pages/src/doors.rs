//! The keyed hashes by which doors and the codes of their letters are known; neither
//! is kept itself.

use domain::household::{Door, PaperCode};
use domain::id::PlaceId;
use store::sessions::Hash;

use crate::secret::Secret;

/// The keyed hash by which a door of a place is known.
pub fn door_hash(secret: &Secret, place: PlaceId, door: &Door) -> Hash {
    let place = place.uuid();
    let parts = [place.as_bytes().as_slice(), door.folded().as_bytes()];
    secret.keyed_hash("household-door", &parts)
}

/// The keyed hash by which the code of a letter is known.
pub fn code_hash(secret: &Secret, code: PaperCode) -> Hash {
    secret.keyed_hash("household-code", &[code.signs().as_bytes()])
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_door_is_another_one_in_another_place_and_under_another_key() {
        let (one, two) = (Secret::new([7; 32]), Secret::new([8; 32]));
        let place = |n| PlaceId::new(Uuid::from_u128(n));
        let door = Door::parse("2-301").unwrap();
        let same = Door::parse("２－３０１室").unwrap();
        let hash = door_hash(&one, place(1), &door);
        assert_eq!(hash, door_hash(&one, place(1), &same));
        assert_ne!(hash, door_hash(&one, place(2), &door));
        assert_ne!(hash, door_hash(&two, place(1), &door));
    }
}
