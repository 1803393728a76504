//! One tree, written as XML and as JSON. The JSON is what the standard's
//! "Spark convention" makes of the XML: the element of a list and the root have
//! no name there, numbers and booleans are bare, an empty element is `null`.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// In which of the standard's forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `text/xml`.
    Xml,
    /// `application/json`.
    Json,
}

impl Format {
    /// Its content type.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Xml => "text/xml; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// A value of the standard.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing is known.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Real(f64),
    /// Text.
    Text(String),
    /// A list, and the name of its elements in XML.
    List(&'static str, Vec<Node>),
    /// Named values, in their order.
    Fields(Vec<(&'static str, Node)>),
}

impl Node {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Text, or nothing.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Null, Self::text)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Whole(number) => to.serialize_i64(*number),
            Self::Real(number) => to.serialize_f64(*number),
            Self::Text(text) => to.serialize_str(text),
            Self::List(_, nodes) => {
                let mut list = to.serialize_seq(Some(nodes.len()))?;
                for node in nodes {
                    list.serialize_element(node)?;
                }
                list.end()
            }
            Self::Fields(fields) => {
                let mut map = to.serialize_map(Some(fields.len()))?;
                for (name, node) in fields {
                    map.serialize_entry(name, node)?;
                }
                map.end()
            }
        }
    }
}

/// A tree under the name of its root in XML.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The name of the root.
    pub root: &'static str,
    /// What is in it.
    pub node: Node,
}

impl Document {
    /// As an answer, without a status.
    pub fn written(&self, format: Format) -> Response {
        ([(CONTENT_TYPE, format.kind())], self.text(format)).into_response()
    }

    /// The text of it.
    pub fn text(&self, format: Format) -> String {
        match format {
            Format::Xml => self.xml(),
            Format::Json => serde_json::to_string(&self.node)
                .expect("a tree of names and values is always JSON"),
        }
    }

    fn xml(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        element(&mut text, self.root, &self.node);
        text.push('\n');
        text
    }
}

fn element(text: &mut String, name: &str, node: &Node) {
    text.extend(["<", name, ">"]);
    match node {
        Node::Null => {}
        Node::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Node::Whole(number) => text.push_str(&number.to_string()),
        Node::Real(number) => text.push_str(&number.to_string()),
        Node::Text(words) => words.chars().for_each(|one| escape(text, one)),
        Node::List(item, nodes) => nodes.iter().for_each(|node| element(text, item, node)),
        Node::Fields(fields) => fields
            .iter()
            .for_each(|(name, node)| element(text, name, node)),
    }
    text.extend(["</", name, ">"]);
}

/// A character as XML 1.0 holds it (production 2, `Char`); what it cannot hold goes.
fn escape(text: &mut String, one: char) {
    match one {
        '&' => text.push_str("&amp;"),
        '<' => text.push_str("&lt;"),
        '>' => text.push_str("&gt;"),
        // A reader makes a line feed of it otherwise.
        '\r' => text.push_str("&#13;"),
        '\t' | '\n' => text.push(one),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
        one => text.push(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Document {
        let one = Node::Fields(vec![
            ("id", Node::text("1")),
            (
                "words",
                Node::text("a < b & c > \"d\"\u{0}\u{b}\u{ffff}\r\n]]>"),
            ),
            ("lat", Node::Real(30.25)),
            ("long", Node::Real(-120.0)),
            ("count", Node::Whole(3)),
            ("open", Node::Flag(true)),
            ("note", Node::Null),
        ]);
        Document {
            root: "things",
            node: Node::List("thing", vec![one, Node::Null]),
        }
    }

    #[test]
    fn xml_names_everything_and_holds_nothing_that_is_not_xml() {
        assert_eq!(
            tree().xml(),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<things><thing><id>1</id>\
             <words>a &lt; b &amp; c &gt; \"d\"&#13;\n]]&gt;</words><lat>30.25</lat><long>-120</long>\
             <count>3</count><open>true</open><note></note></thing><thing></thing></things>\n"
        );
    }

    #[test]
    fn json_is_the_same_without_the_names_of_lists() {
        let json = serde_json::to_value(tree().node).unwrap();
        assert_eq!(json[0]["id"], "1");
        assert_eq!(json[0]["lat"], 30.25);
        assert_eq!(json[0]["note"], serde_json::Value::Null);
        assert_eq!(json[1], serde_json::Value::Null);
    }
}
