//! JSON with positions: every value knows its byte offset, so that a mistake
//! in it can be named with its line and column.
//!
//! `serde_json` keeps no positions once a text is parsed; this reader does,
//! leaves strings to it, and refuses nesting deeper than any real file has.

#[cfg(test)]
mod tests;

/// The deepest nesting that is read. GeoJSON needs eight.
pub const DEEPEST: usize = 64;

/// A value and where it starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Byte offset in the text.
    pub offset: usize,
    /// What it is.
    pub value: Value,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A finite number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object, in the order of the text.
    Object(Vec<Member>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// The value.
    pub node: Node,
}

/// Where and why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Byte offset.
    pub offset: usize,
    /// What is wrong, as a sentence.
    pub what: &'static str,
}

impl Node {
    /// The value under `key`, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => members
                .iter()
                .find(|member| member.key == key)
                .map(|member| &member.node),
            Value::Null | Value::Flag(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => {
                None
            }
        }
    }

    /// The text, if this is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Null | Value::Flag(_) | Value::Number(_) | Value::List(_) | Value::Object(_) => {
                None
            }
        }
    }

    /// The items, if this is an array.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            Value::Null | Value::Flag(_) | Value::Number(_) | Value::Text(_) | Value::Object(_) => {
                None
            }
        }
    }

    /// The number, if this is one.
    pub fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(number) => Some(*number),
            Value::Null | Value::Flag(_) | Value::Text(_) | Value::List(_) | Value::Object(_) => {
                None
            }
        }
    }

    /// A text, or a whole number or flag written as one: what a table cell would hold.
    pub fn cell(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.clone()),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Some(format!("{number:.0}"))
            }
            Value::Number(number) => Some(number.to_string()),
            Value::Flag(flag) => Some(flag.to_string()),
            Value::Null => Some(String::new()),
            Value::List(_) | Value::Object(_) => None,
        }
    }
}

/// Reads a JSON text.
///
/// # Errors
/// [`Broken`], at the first place where the text is no JSON.
pub fn parse(text: &str) -> Result<Node, Broken> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
    };
    let node = reader.value(0)?;
    reader.skip_space();
    if reader.at < reader.bytes.len() {
        return Err(reader.broken("There is something after the end of the JSON value."));
    }
    Ok(node)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn broken(&self, what: &'static str) -> Broken {
        Broken {
            offset: self.at,
            what,
        }
    }

    fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Node, Broken> {
        self.skip_space();
        let offset = self.at;
        if depth > DEEPEST {
            return Err(self.broken("The values are nested more than 64 deep."));
        }
        let value = match self.bytes.get(self.at) {
            None => return Err(self.broken("The text ends where a value is expected.")),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(_) => self.word()?,
        };
        Ok(Node { offset, value })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Broken> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        self.skip_space();
        if self.eat(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_space();
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(self.broken("A key in double quotes is expected here."));
            }
            let key_at = self.at;
            let key = self.string()?;
            if members.iter().any(|member| member.key == key) {
                return Err(Broken {
                    offset: key_at,
                    what: "This key stands twice in one object.",
                });
            }
            self.skip_space();
            if !self.eat(b':') {
                return Err(self.broken("A colon is expected after the key."));
            }
            let node = self.value(depth + 1)?;
            members.push(Member { key, node });
            self.skip_space();
            if self.eat(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.eat(b',') {
                return Err(self.broken("A comma or a closing brace is expected here."));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Broken> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.eat(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.eat(b']') {
                return Ok(Value::List(items));
            }
            if !self.eat(b',') {
                return Err(self.broken("A comma or a closing bracket is expected here."));
            }
        }
    }

    fn string(&mut self) -> Result<String, Broken> {
        let start = self.at;
        let mut at = start + 1;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += 2,
                Some(0..=0x1f) => {
                    return Err(Broken {
                        offset: at,
                        what: "A text in quotes has a line break or control character.",
                    });
                }
                Some(_) => at += 1,
                None => {
                    return Err(Broken {
                        offset: start,
                        what: "This text in quotes is never closed.",
                    });
                }
            }
        }
        self.at = at + 1;
        serde_json::from_str(&self.text[start..self.at]).map_err(|_| Broken {
            offset: start,
            what: "This text has a backslash sequence that JSON does not know.",
        })
    }

    fn number(&mut self) -> Result<f64, Broken> {
        let start = self.at;
        while matches!(
            self.bytes.get(self.at),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        let broken = Broken {
            offset: start,
            what: "This is no number as JSON writes it.",
        };
        let raw = &self.text[start..self.at];
        let digits = raw.trim_start_matches('-');
        let padded =
            digits.starts_with('0') && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        match raw.parse::<f64>() {
            Ok(number) if number.is_finite() && !padded && !raw.ends_with('.') => Ok(number),
            Ok(_) | Err(_) => Err(broken),
        }
    }

    fn word(&mut self) -> Result<Value, Broken> {
        for (word, value) in [
            ("null", Value::Null),
            ("true", Value::Flag(true)),
            ("false", Value::Flag(false)),
        ] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.broken(
            "A value is expected here: text in double quotes, a number, a list or an object.",
        ))
    }
}
