//! Words with places for values: `"{name} is removed."`, and how an island's
//! words travel to the browser.

/// Makes a struct of words, a `String` each, that travels as a plain list: the
/// code that reads a list is in the WebAssembly once, the code that reads a
/// struct once per struct, at two kilobytes each.
macro_rules! words {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$what:meta])* $word:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(from = "Vec<String>", into = "Vec<String>")]
        pub struct $name {
            $($(#[$what])* pub $word: String,)*
        }

        impl From<Vec<String>> for $name {
            fn from(list: Vec<String>) -> Self {
                let mut list = list.into_iter();
                // In the order in which the fields are written.
                Self { $($word: list.next().unwrap_or_default(),)* }
            }
        }

        impl From<$name> for Vec<String> {
            fn from(words: $name) -> Self {
                vec![$(words.$word,)*]
            }
        }
    };
}
pub(crate) use words;

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

    words! {
        /// Two words.
        pub struct Two {
            /// One.
            one,
            /// Other.
            other,
        }
    }

    #[test]
    fn words_travel_as_a_list() {
        let two = Two {
            one: "一".into(),
            other: "二".into(),
        };
        let sent = leptos::serde_json::to_string(&two).unwrap();
        assert_eq!(sent, r#"["一","二"]"#);
        let back: Two = leptos::serde_json::from_str(&sent).unwrap();
        assert_eq!((back.one.as_str(), back.other.as_str()), ("一", "二"));
    }

    #[test]
    fn unknown_places_and_lone_braces_stay() {
        assert_eq!(fill("{who} { } {", &[("name", "x")]), "{who} { } {");
    }
}
