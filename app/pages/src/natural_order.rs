//! The order in which people expect names with numbers: 2 before 10.

/// A part of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Piece {
    /// Digits, by length and then by themselves: as numbers, however long.
    Number(usize, String),
    /// Anything else.
    Letters(String),
}

/// What a name is sorted by.
pub(crate) fn key(name: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for character in name.chars() {
        let digit = character.is_ascii_digit();
        match pieces.last_mut() {
            Some(Piece::Number(length, digits)) if digit => {
                // Zeros in front count for nothing.
                if digits == "0" {
                    digits.clear();
                    *length = 0;
                }
                digits.push(character);
                *length += 1;
            }
            Some(Piece::Letters(letters)) if !digit => letters.push(character),
            _ if digit => pieces.push(Piece::Number(1, character.to_string())),
            _ => pieces.push(Piece::Letters(character.to_string())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_sorted_as_numbers() {
        let mut names = [
            "10幢",
            "2幢",
            "1幢",
            "Building 11",
            "Building 9",
            "01幢b",
            "翠苑",
        ];
        names.sort_by_cached_key(|name| key(name));
        assert_eq!(
            names,
            [
                "1幢",
                "01幢b",
                "2幢",
                "10幢",
                "Building 9",
                "Building 11",
                "翠苑"
            ]
        );
    }
}
