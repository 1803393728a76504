//! Slugs and keys: the part of an address that names a place or a body.

/// The longest slug or key, in characters.
pub const LONGEST_SLUG: usize = 80;

/// Whether a text can be part of an address: `a`–`z`, `0`–`9` and single dashes inside.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_SLUG
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// A slug out of an English name; `None` when the name has no ASCII letter or digit.
pub fn slug_of(name: &str) -> Option<String> {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && character != '\'' && character != '’'
        {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST_SLUG);
    let slug = slug.trim_end_matches('-').to_owned();
    (!slug.is_empty() && name.is_ascii()).then_some(slug)
}

/// A slug for something of this `kind` inside what has the slug `parent`.
pub fn inside(parent: &str, kind: &str) -> String {
    let room = LONGEST_SLUG - kind.len().min(LONGEST_SLUG) - 1;
    let start: String = parent.chars().take(room).collect();
    format!("{}-{kind}", start.trim_end_matches('-'))
}

/// `first`, or with a number where it is `taken`: the first of these that is free.
pub fn free(first: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&first) {
        return first;
    }
    let numbered = (2_u32..).map(|number| format!("{first}-{number}"));
    let mut free = numbered.filter(|slug| !taken(slug));
    free.next().unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_made_from_english_names_only() {
        for (name, slug) in [
            ("Jamaica Plain", Some("jamaica-plain")),
            ("St. Mary's  (north)", Some("st-marys-north")),
            ("清波街道", None),
            ("Café", None),
            ("—", None),
        ] {
            assert_eq!(slug_of(name).as_deref(), slug, "{name}");
        }
    }

    #[test]
    fn a_slug_is_fit_for_an_address() {
        for good in ["a", "p-330102001051", "back-bay"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a b", "清", "../x", "a\n"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_taken_gets_a_number() {
        let taken = ["plum", "plum-2"];
        let free = |first: &str| free(first.to_owned(), |slug| taken.contains(&slug));
        assert_eq!([free("plum"), free("pear")], ["plum-3", "pear"]);
    }
}
