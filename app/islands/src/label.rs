//! Words with places for values: `"{name} is removed."`.

/// Puts values into a label. Places without a value stay as they are, and a
/// value that itself looks like a place is not filled again.
pub fn fill(label: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(label.len() + 16);
    let mut rest = label;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        filled.push_str(before);
        let place = from
            .find('}')
            .map(|close| (&from[1..close], &from[close + 1..]));
        let known = place.and_then(|(name, after)| {
            values
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value, after))
        });
        if let Some((value, after)) = known {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('{');
            rest = &from[1..];
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn values_stand_in_their_places() {
        assert_eq!(
            fill(
                "{count} 张照片，共 {size}",
                &[("size", "2 MB"), ("count", "3")]
            ),
            "3 张照片，共 2 MB"
        );
    }

    #[test]
    fn a_value_that_looks_like_a_place_is_left_alone() {
        assert_eq!(
            fill(
                "{name}, {size}",
                &[("name", "{size}.jpg"), ("size", "1 kB")]
            ),
            "{size}.jpg, 1 kB"
        );
    }

    #[test]
    fn unknown_places_and_lone_braces_stay() {
        assert_eq!(fill("{who} { } {", &[("name", "x")]), "{who} { } {");
    }
}
