//! From messages that are complete to the Rust that says them.

use std::fmt::Write as _;

use super::{LANGUAGES, Message, Piece};

/// The source of one area.
pub(super) fn module(area: &str, messages: &[Message], by_code: bool, told: bool) -> String {
    let mut code = format!(
        "/// The messages of `text/{area}.toml`.\npub mod {area} {{\n    use domain::language::Language;\n"
    );
    if told {
        code.push_str("    use crate::told::{Argument, Piece, Told};\n");
    }
    for message in messages {
        if told && !message.arguments.is_empty() {
            write_told(&mut code, message);
        } else {
            write_function(&mut code, message);
        }
    }
    if by_code {
        write_find(&mut code, messages);
    }
    code.push_str("}\n");
    code
}

/// `fn`, its doc comment (the English text), and one arm per distinct text.
fn write_function(code: &mut String, message: &Message) {
    let key = &message.key;
    let doc = doc(&message.texts[0]);
    let mut parameters = String::new();
    for (name, number) in &message.arguments {
        let kind = if *number { "i64" } else { "&str" };
        let _ = write!(parameters, ", {name}: {kind}");
    }
    let bodies = message
        .texts
        .each_ref()
        .map(|text| body(text, &message.arguments));
    let result = if message.arguments.is_empty() {
        "&'static str"
    } else {
        "String"
    };
    let constant = if message.arguments.is_empty() {
        "const "
    } else {
        ""
    };
    let lang = language(&bodies);
    let _ = writeln!(code, "    #[doc = {doc:?}]");
    let _ = writeln!(
        code,
        "    pub {constant}fn {key}({lang}: Language{parameters}) -> {result} {{"
    );
    for (name, number) in &message.arguments {
        if *number && prints(&message.texts, name) {
            let _ = writeln!(code, "        let {name}_digits = {name}.to_string();");
        }
    }
    let _ = writeln!(code, "        {}\n    }}", chosen(&bodies));
}

/// How many arguments every `Told` has room for; must be the default of that type.
const ROOM: usize = 3;

/// `fn` that gives the pieces of the text and what stands between them.
fn write_told(code: &mut String, message: &Message) {
    let names = || message.arguments.iter().map(|(name, _)| name.as_str());
    let bodies = message.texts.each_ref().map(|text| {
        let pieces: Vec<String> = text
            .iter()
            .filter_map(|piece| match piece {
                Piece::Words(words) => Some(format!("Piece::Words({words:?})")),
                Piece::Place(name) | Piece::Number { name, .. } => names()
                    .position(|other| other == name)
                    .map(|at| format!("Piece::Place({at})")),
            })
            .collect();
        format!("&[{}]", pieces.join(", "))
    });
    let mut parameters = String::new();
    for name in names() {
        let _ = write!(parameters, ", {name}: impl Into<Argument<'a>>");
    }
    let count = message.arguments.len();
    let given = names().map(|name| format!("{name}.into()"));
    let none = (count..ROOM).map(|_| "Argument::Nothing".to_owned());
    let with: Vec<String> = given.chain(none).collect();
    let _ = writeln!(
        code,
        "    #[doc = {:?}]\n    pub fn {}<'a>({}: Language{parameters}) -> Told<'a, {}> {{\n        \
         let pieces: &'static [Piece] = {};\n        Told::new(pieces, [{}])\n    }}",
        doc(&message.texts[0]),
        message.key,
        language(&bodies),
        with.len(),
        chosen(&bodies),
        with.join(", ")
    );
}

/// What the parameter is called: some messages are the same in all languages.
fn language(bodies: &[String; 3]) -> &'static str {
    if bodies.iter().all(|body| *body == bodies[0]) {
        "_lang"
    } else {
        "lang"
    }
}

/// The text of the language: one arm per distinct text.
fn chosen(bodies: &[String; 3]) -> String {
    if language(bodies) == "_lang" {
        return bodies[0].clone();
    }
    let mut code = "match lang {\n".to_owned();
    for at in 0..3 {
        if bodies[..at].contains(&bodies[at]) {
            continue;
        }
        let arms: Vec<String> = (at..3)
            .filter(|other| bodies[*other] == bodies[at])
            .map(|other| format!("Language::{}", LANGUAGES[other].1))
            .collect();
        let _ = writeln!(code, "            {} => {},", arms.join(" | "), bodies[at]);
    }
    code.push_str("        }");
    code
}

fn prints(texts: &[Vec<Piece>; 3], name: &str) -> bool {
    texts
        .iter()
        .flatten()
        .any(|piece| matches!(piece, Piece::Place(place) if place == name))
}

fn doc(text: &[Piece]) -> String {
    let words: String = text
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.replace('`', "'"),
            Piece::Place(name) => format!("{{{name}}}"),
            Piece::Number { other, .. } => other.clone(),
        })
        .collect();
    format!(
        " `{}`",
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    )
}

fn body(text: &[Piece], arguments: &[(String, bool)]) -> String {
    if let ([Piece::Words(words)], true) = (text, arguments.is_empty()) {
        return format!("{words:?}");
    }
    let number = |name: &str| {
        arguments
            .iter()
            .any(|(other, number)| other == name && *number)
    };
    let parts: Vec<String> = text
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => format!("{words:?}"),
            Piece::Place(name) if number(name) => format!("{name}_digits.as_str()"),
            Piece::Place(name) => name.clone(),
            Piece::Number { name, one, other } => {
                format!("if {name} == 1 {{ {one:?} }} else {{ {other:?} }}")
            }
        })
        .collect();
    format!("[{}].concat()", parts.join(", "))
}

/// A table sorted by code, searched by halves.
fn write_find(code: &mut String, messages: &[Message]) {
    let mut plain: Vec<&str> = messages
        .iter()
        .filter(|message| message.arguments.is_empty())
        .map(|message| message.key.as_str())
        .collect();
    plain.sort_unstable_by_key(|key| key.replace('_', "-"));
    code.push_str("    type Plain = fn(Language) -> &'static str;\n");
    let _ = writeln!(
        code,
        "    const PLAIN: [(&str, Plain); {}] = [",
        plain.len()
    );
    for key in plain {
        let _ = writeln!(code, "        ({:?}, self::{key}),", key.replace('_', "-"));
    }
    code.push_str(
        "    ];\n    /// The message of a stable code such as `words-missing`, if there is one.\n    \
         pub fn find(lang: Language, code: &str) -> Option<&'static str> {\n        \
         let at = PLAIN.binary_search_by(|(key, _)| (*key).cmp(code)).ok()?;\n        \
         Some(PLAIN[at].1(lang))\n    }\n",
    );
}
