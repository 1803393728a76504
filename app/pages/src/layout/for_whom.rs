//! For whom a form was shown. Somebody who acts for a neighbour in one tab and for
//! themselves, or for another one, in the next says nothing in a wrong name: every form
//! carries the neighbour, and one that was shown for somebody else is refused.

use domain::id::PersonId;

/// The field.
pub(crate) const FIELD: &str = "for";

/// Puts the neighbour into every form that is posted. What people wrote holds no tag.
pub(super) fn mark(html: &str, neighbour: PersonId) -> String {
    let mut marked = String::with_capacity(html.len() + 1024);
    let mut pieces = html.split("<form");
    marked.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        marked.push_str("<form");
        match piece.split_once('>') {
            Some((head, rest)) if head.contains("method=\"post\"") => {
                marked.extend([head, ">"]);
                let id = neighbour.to_string();
                marked.extend([
                    "<input type=\"hidden\" name=\"",
                    FIELD,
                    "\" value=\"",
                    &id,
                    "\">",
                ]);
                marked.push_str(rest);
            }
            _ => marked.push_str(piece),
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forms_that_are_posted_carry_it() {
        let id = PersonId::new(uuid::Uuid::from_u128(7));
        let html = "<p>&lt;form method=\"post\"></p><form action=\"/q\"><i></i></form><form method=\"post\" action=\"/a\"><b></b></form>";
        let marked = mark(html, id);
        assert_eq!(marked.matches("name=\"for\"").count(), 1, "{marked}");
        assert!(marked.contains(&format!(
            "action=\"/a\"><input type=\"hidden\" name=\"for\" value=\"{id}\"><b>"
        )));
    }
}
