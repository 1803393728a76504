//! Taking over what is new from one version of a page into another that somebody is
//! reading: what did not change is not touched, so that nothing jumps, no selection is
//! lost and what was opened stays open.

use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, Node};

/// What was taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The ids of the posts that were not there before, in their order.
    pub fresh: Vec<String>,
    /// Whether anything that is more than the time of day changed.
    pub changed: bool,
}

/// Takes over the parts marked `data-live` that both versions have.
pub fn merge(here: &Document, there: &Document) -> Seen {
    let before = posts(here);
    let mut seen = Seen::default();
    let focus = here.active_element();
    for (name, new) in parts(there) {
        let selector = format!("[data-live=\"{name}\"]");
        if let Ok(Some(old)) = here.query_selector(&selector) {
            Merge {
                here,
                focus: focus.as_ref(),
                seen: &mut seen,
            }
            .element(&old, &new);
        }
    }
    seen.fresh = posts(here);
    seen.fresh.retain(|post| !before.contains(post));
    seen
}

/// The ids of the posts on a page, in their order.
fn posts(page: &Document) -> Vec<String> {
    let Ok(found) = page.query_selector_all("[id^=\"post-\"]") else {
        return Vec::new();
    };
    let elements = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok());
    elements.map(|one: Element| one.id()).collect()
}

fn parts(page: &Document) -> Vec<(String, Element)> {
    let Ok(found) = page.query_selector_all("[data-live]") else {
        return Vec::new();
    };
    let elements = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok());
    elements
        .filter_map(|one: Element| Some((one.get_attribute("data-live")?, one)))
        .collect()
}

/// What makes a child the same child in both versions: its id, or which one of its sort
/// it is among those without one.
pub fn keys(children: &[(String, String)]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(children.len());
    for (id, tag) in children {
        if id.is_empty() {
            let mut key = tag.clone();
            // The second paragraph is `P+`; there are few of a sort without ids.
            while keys.contains(&key) {
                key.push('+');
            }
            keys.push(key);
        } else {
            keys.push(["#", id].concat());
        }
    }
    keys
}

struct Merge<'a> {
    here: &'a Document,
    focus: Option<&'a Element>,
    seen: &'a mut Seen,
}

impl Merge<'_> {
    fn element(&mut self, old: &Element, new: &Element) {
        // What a reader opened stays open.
        if old.has_attribute("open") && new.tag_name() == "DETAILS" {
            let _ = new.set_attribute("open", "");
        }
        if old.is_equal_node(Some(new)) {
            return;
        }
        let same_sort = old.tag_name() == new.tag_name() && same_attributes(old, new);
        if same_sort && is_frame(old) && is_frame(new) {
            self.children(old, new);
        } else {
            self.replace(old, new);
        }
    }

    fn replace(&mut self, old: &Element, new: &Element) {
        // Not under somebody's hands: the next change brings it.
        if self.focus.is_some_and(|focus| old.contains(Some(focus))) {
            return;
        }
        self.seen.changed |= new.tag_name() != "TIME";
        if let Ok(new) = self.here.adopt_node(new) {
            let _ = old.replace_with_with_node_1(&new);
        }
    }

    fn children(&mut self, old: &Element, new: &Element) {
        let (olds, news) = (children(old), children(new));
        let mut known: Vec<(String, Element)> =
            keys(&describe(&olds)).into_iter().zip(olds).collect();
        let mut next = old.first_element_child();
        for (key, new) in keys(&describe(&news)).into_iter().zip(news) {
            // Nearly always the first that is left, so that this is quick for long pages.
            match known.iter().position(|(one, _)| *one == key) {
                Some(at) => {
                    let (_, one) = known.remove(at);
                    if next.as_ref() == Some(&one) {
                        next = one.next_element_sibling();
                    } else {
                        let _ = old.insert_before(&one, next.as_deref());
                    }
                    self.element(&one, &new);
                }
                None => self.insert(old, &new, next.as_deref()),
            }
        }
        for (_, gone) in known {
            if !self.focus.is_some_and(|focus| gone.contains(Some(focus))) {
                self.seen.changed = true;
                gone.remove();
            }
        }
    }

    fn insert(&mut self, into: &Element, new: &Element, before: Option<&Node>) {
        self.seen.changed = true;
        if let Ok(new) = self.here.adopt_node(new) {
            let _ = into.insert_before(&new, before);
        }
    }
}

/// Whether it holds elements and no words of its own.
fn is_frame(element: &Element) -> bool {
    let nodes = element.child_nodes();
    let mut all = (0..nodes.length()).filter_map(|at| nodes.get(at));
    element.child_element_count() > 0
        && all.all(|node| {
            node.node_type() != Node::TEXT_NODE
                || node
                    .text_content()
                    .is_none_or(|text| text.trim().is_empty())
        })
}

fn same_attributes(old: &Element, new: &Element) -> bool {
    match (old.clone_node(), new.clone_node()) {
        (Ok(old), Ok(new)) => old.is_equal_node(Some(&new)),
        _ => false,
    }
}

fn children(of: &Element) -> Vec<Element> {
    let all = of.children();
    (0..all.length()).filter_map(|at| all.item(at)).collect()
}

fn describe(elements: &[Element]) -> Vec<(String, String)> {
    elements
        .iter()
        .map(|one| (one.id(), one.tag_name()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn a_child_is_known_by_its_id_or_by_its_place_among_its_sort() {
        let children = [
            ("", "P"),
            ("post-2", "LI"),
            ("", "OL"),
            ("", "P"),
            ("post-1", "LI"),
        ];
        let children = children.map(|(id, tag)| (id.to_owned(), tag.to_owned()));
        assert_eq!(keys(&children), ["P", "#post-2", "OL", "P+", "#post-1"]);
    }
}
