//! As much of HTML as a test needs: the forms of a page, as a browser would
//! send them.

/// A form of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Where it goes; empty for the page's own address.
    pub action: String,
    /// Its fields with the values they have on the page.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The form with `name` filled in.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Every form of a page that is sent by POST.
pub fn forms(html: &str) -> Vec<Form> {
    html.split("<form")
        .skip(1)
        .filter_map(|rest| form(rest.split("</form>").next()?))
        .collect()
}

fn form(inside: &str) -> Option<Form> {
    let (head, body) = inside.split_once('>')?;
    if !attribute(head, "method")?.eq_ignore_ascii_case("post") {
        return None;
    }
    let mut fields = Vec::new();
    for tag in body.split('<').skip(1) {
        let (head, text) = tag.split_once('>').unwrap_or((tag, ""));
        let Some(name) = attribute(head, "name") else {
            continue;
        };
        let kind = attribute(head, "type").unwrap_or_default();
        let value = attribute(head, "value");
        if head.starts_with("textarea") {
            fields.push((name, unescape(text.strip_prefix('\n').unwrap_or(text))));
        } else if head.starts_with("select") {
            fields.push((name, selected(body.split(tag).nth(1).unwrap_or_default())));
        } else if head.starts_with("input") {
            let chosen = !matches!(kind.as_str(), "checkbox" | "radio") || has(head, "checked");
            if chosen && !matches!(kind.as_str(), "submit" | "file") {
                fields.push((
                    name,
                    value.unwrap_or_else(|| {
                        if kind == "checkbox" {
                            "on".to_owned()
                        } else {
                            String::new()
                        }
                    }),
                ));
            }
        }
    }
    Some(Form {
        action: attribute(head, "action").unwrap_or_default(),
        fields,
    })
}

/// The chosen option in what follows a `<select>`, else its first one.
fn selected(after: &str) -> String {
    let inside = after.split("</select>").next().unwrap_or_default();
    let options: Vec<&str> = inside
        .split("<option")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap_or_default())
        .collect();
    let chosen = options
        .iter()
        .find(|head| has(head, "selected"))
        .or(options.first());
    chosen
        .and_then(|head| attribute(head, "value"))
        .unwrap_or_default()
}

fn has(head: &str, name: &str) -> bool {
    head.split_whitespace()
        .any(|word| word == name || word.starts_with(&format!("{name}=")))
}

/// The value of an attribute in the head of a tag.
pub fn attribute(head: &str, name: &str) -> Option<String> {
    let at = head.find(&format!(" {name}=\""))?;
    let rest = &head[at + name.len() + 3..];
    Some(unescape(rest.split('"').next()?))
}

/// Text as a browser reads it.
pub fn unescape(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn a_form_is_found_as_a_browser_would_send_it() {
    let html = r#"<form method="get" action="/x"><input name="q"></form><form class="a" method="post" action="/report">
        <input type="hidden" name="key" value="a&amp;b"><textarea name="words">
x &lt; y</textarea><input type="radio" name="where" value="1"><input type="radio" name="where" value="2" checked>
        <select name="lang"><option value="en">E</option><option value="zh" selected>Z</option></select>
        <input type="checkbox" name="no"><button name="step" value="next">Go</button></form>"#;
    let found = forms(html);
    assert_eq!(found.len(), 1);
    let expected = [
        ("key", "a&b"),
        ("words", "x < y"),
        ("where", "2"),
        ("lang", "zh"),
    ];
    assert_eq!(
        found[0].fields,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(found[0].action, "/report");
}
