//! A small town for stories: the places, bodies, people and rules that
//! `linli import` would load, and what a story does again and again in it.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Parser as _;
use domain::case::Case;
use domain::charter::SHIPPED;
use domain::handle::Handle;
use domain::id::PersonId;
use domain::reference::Reference;
use jiff::tz::TimeZone;
use server::commands::Outcome;
use server::commands::import::{self, Surroundings};
use store::Store;
use store::ids::Ids;
use store::testing::TestStore;

use crate::app::{Answer, TestApp, Visitor};
use crate::html::attribute;

/// A password that the rule takes.
pub const PASSWORD: &str = "four quiet herons by the lake";

const PLACES: &str = "\
slug,parent_code,kind,name_en,name_zh_hans,name_zh_hant
river-city,,city,River City,江城,江城
bridge,river-city,sub-district,Bridge Street,桥头街道,橋頭街道
willow-lane,bridge,community,Willow Lane,柳巷社区,柳巷社區
plum-court,bridge,community,Plum Court,梅苑社区,梅苑社區
willow-1,willow-lane,building,Willow Lane 1,柳巷1幢,柳巷1幢
";

const BOUNDARIES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"slug":"willow-lane"},"geometry":{"type":"Polygon","coordinates":[[[120.00,30.00],[120.01,30.00],[120.01,30.01],[120.00,30.01],[120.00,30.00]]]}},
{"type":"Feature","properties":{"slug":"plum-court"},"geometry":{"type":"Polygon","coordinates":[[[120.02,30.00],[120.03,30.00],[120.03,30.01],[120.02,30.01],[120.02,30.00]]]}}
]}"#;

const BODIES: &str = r#"
[calendar.office]
zone = "Asia/Shanghai"
hours = "Mon-Fri 09:00-17:00"

[[body]]
key = "willow-committee"
kind = "self-governance"
tier = 1
name = { en = "Willow Lane committee", zh-Hans = "柳巷居委会", zh-Hant = "柳巷居委會" }
places = ["willow-lane"]
categories = "all"
calendar = "office"

[[body]]
key = "plum-committee"
kind = "self-governance"
tier = 1
name = { en = "Plum Court committee", zh-Hans = "梅苑居委会", zh-Hant = "梅苑居委會" }
places = ["plum-court"]
categories = "all"
calendar = "office"

[[body]]
key = "bridge-office"
kind = "government"
tier = 2
name = { en = "Bridge Street office", zh-Hans = "桥头街道办", zh-Hant = "橋頭街道辦" }
places = ["bridge"]
categories = "all"
calendar = "office"

[[body]]
key = "city-duty"
kind = "government"
tier = 4
name = { en = "City duty room", zh-Hans = "市值班室", zh-Hant = "市值班室" }
places = ["river-city"]
categories = "all"
zone = "Asia/Shanghai"
hours = "always"
duty = true
last-resort = true
"#;

/// Nobody sits on the committee of Plum Court.
const PEOPLE: &str = "\
handle,name,language,body,role,home,steward
wang@town.example,Auntie Wang,en,willow-committee,convener,willow-lane,
li@town.example,Mr Li,en,bridge-office,officer,,
zhao@town.example,Ms Zhao,en,city-duty,officer,,
";

/// Writes the files of the town and gives the imports that load them, in their order.
pub fn write(folder: &Path) -> Vec<Vec<String>> {
    let files = [
        ("places", "places.csv", PLACES),
        ("boundaries", "boundaries.geojson", BOUNDARIES),
        ("charter", "charter.toml", SHIPPED),
        ("bodies", "bodies.toml", BODIES),
        ("people", "people.csv", PEOPLE),
    ];
    files
        .into_iter()
        .map(|(what, name, text)| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            vec![what.to_owned(), path.display().to_string()]
        })
        .collect()
}

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    args: import::Args,
}

/// `linli import …` into a store.
pub async fn import(store: &Store, now: domain::instant::Instant, words: &[String]) {
    let words = std::iter::once("import").chain(words.iter().map(String::as_str));
    let cli = Cli::try_parse_from(words).unwrap();
    let around = Surroundings {
        ids: Ids::system(),
        now,
        zone: TimeZone::UTC,
    };
    let mut out = Vec::new();
    let outcome = import::into(&cli.args, store, &around, &mut out)
        .await
        .unwrap();
    assert_eq!(outcome, Outcome::Fine, "{}", String::from_utf8_lossy(&out));
}

/// The application with the town in it.
pub async fn open(store: TestStore) -> TestApp {
    let app = TestApp::on(store);
    settle(&app).await;
    app
}

/// Loads the town into an application; who has a seat has typed their code.
pub async fn settle(app: &TestApp) {
    let folder = tempfile::tempdir().unwrap();
    for step in write(folder.path()) {
        import(&app.app.store, app.app.clock.now(), &step).await;
    }
    for line in PEOPLE.lines().skip(1) {
        let address = line.split(',').next().unwrap();
        let handle = Handle::parse(address).unwrap();
        let account = app.store.find_account(&handle).await.unwrap().unwrap();
        let now = app.app.clock.now();
        let confirmed = app.store.confirm_handle(account.person, &handle, now);
        assert!(confirmed.await.unwrap(), "{address}");
    }
}

/// A browser of a resident who is signed in and confirmed.
pub async fn resident(app: &TestApp, name: &str) -> (Visitor, PersonId) {
    let id = app.person(name).await;
    let handle = Handle::parse(&format!("{name}@example.org")).unwrap();
    let now = app.app.clock.now();
    assert!(app.store.confirm_handle(id, &handle, now).await.unwrap());
    (app.signed_in(id).await, id)
}

/// The six digits in the newest message to an address.
pub async fn code_sent_to(app: &TestApp, address: &str) -> String {
    app.work().await;
    let messages = app.mail.list(100).await.unwrap();
    let message = messages
        .iter()
        .find(|message| message.to == address && digits(&message.text).is_some())
        .unwrap_or_else(|| panic!("no code was sent to {address}: {messages:?}"));
    digits(&message.text).unwrap()
}

/// `048 213` in a text.
pub fn digits(text: &str) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.windows(7).find_map(|seven| {
        let fits = |at: usize| {
            if at == 3 {
                seven[at] == ' '
            } else {
                seven[at].is_ascii_digit()
            }
        };
        (0..7).all(fits).then(|| seven.iter().collect())
    })
}

/// What a report says; the rest is left as the pages suggest it.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// What is wrong.
    pub words: &'a str,
    /// The key of the category.
    pub category: &'a str,
    /// The slug of the place.
    pub place: &'a str,
    /// Degrees north and east.
    pub point: Option<(&'a str, &'a str)>,
    /// The code of the visibility.
    pub visibility: &'a str,
}

impl Default for Report<'_> {
    fn default() -> Self {
        Self {
            words: "The light on the third floor has been out for a week.",
            category: "stair-light",
            place: "willow-1",
            point: None,
            visibility: "public-without-name",
        }
    }
}

impl Report<'_> {
    /// Answers the pages one after the other up to the last, as the forms ask.
    pub async fn write(&self, visitor: &mut Visitor) {
        let to = |answer: &Answer| answer.location().unwrap_or_default();
        let answer = visitor.post("/report", &[("words", self.words)]).await;
        assert_eq!(to(&answer), "/report/kind", "{}", answer.text);
        let mut answer = visitor
            .post("/report/kind", &[("category", self.category)])
            .await;
        if to(&answer) == "/report/more" {
            answer = visitor.post("/report/more", &[]).await;
        }
        assert_eq!(to(&answer), "/report/where", "{}", answer.text);
        let mut fields = vec![("place", self.place)];
        if let Some((latitude, longitude)) = self.point {
            fields.extend([("latitude", latitude), ("longitude", longitude)]);
        }
        let answer = visitor.post("/report/where", &fields).await;
        assert_eq!(to(&answer), "/report/photos", "{}", answer.text);
        let answer = photos(visitor, &[], true).await;
        assert_eq!(to(&answer), "/report/who", "{}", answer.text);
        let answer = visitor
            .post("/report/who", &[("visibility", self.visibility)])
            .await;
        assert_eq!(to(&answer), "/report/similar", "{}", answer.text);
        let answer = visitor.get("/report/similar").await;
        if answer.location().is_none() {
            visitor.post("/report/similar", &[]).await.expect(303);
        }
    }

    /// Writes and sends it as somebody who is signed in: its reference.
    pub async fn file(&self, visitor: &mut Visitor) -> Reference {
        self.write(visitor).await;
        send(visitor).await
    }
}

/// Sends the report that a browser has written: its reference.
pub async fn send(visitor: &mut Visitor) -> Reference {
    let form = visitor
        .get("/report/check")
        .await
        .expect(200)
        .form("/report/check");
    let sent = visitor.submit(&form).await;
    receipt(&sent)
}

/// The reference that an answer leads to the receipt of.
#[track_caller]
pub fn receipt(answer: &Answer) -> Reference {
    let location = answer.location().unwrap_or_default();
    let reference = location
        .strip_prefix("/cases/")
        .and_then(|rest| rest.strip_suffix("/receipt"))
        .and_then(Reference::parse);
    reference.unwrap_or_else(|| panic!("{:?} leads to no receipt: {}", answer.headers, answer.text))
}

/// Sends files to the photo page, and goes on or stays.
pub async fn photos(visitor: &mut Visitor, files: &[&[u8]], go_on: bool) -> Answer {
    photos_for(visitor, "", files, go_on).await
}

/// The same in a form that was shown for a neighbour; for nobody else with an empty name.
pub async fn photos_for(
    visitor: &mut Visitor,
    neighbour: &str,
    files: &[&[u8]],
    go_on: bool,
) -> Answer {
    const EDGE: &str = "----linli-edge";
    let mut body = Vec::new();
    if !neighbour.is_empty() {
        body.extend_from_slice(
            format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"for\"\r\n\r\n{neighbour}\r\n"
            )
            .as_bytes(),
        );
    }
    for file in files {
        body.extend_from_slice(
            format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n")
                .as_bytes(),
        );
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    if go_on {
        body.extend_from_slice(
            format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"go\"\r\n\r\non\r\n")
                .as_bytes(),
        );
    }
    body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
    visitor
        .post_bytes(
            "/report/photos",
            &format!("multipart/form-data; boundary={EDGE}"),
            body,
        )
        .await
}

/// The case as it is kept.
pub async fn case(app: &TestApp, reference: Reference) -> Case {
    app.store.find_case(reference).await.unwrap().unwrap()
}

/// The key of a case's holder.
pub async fn holder(app: &TestApp, case: &Case) -> String {
    let book = app.store.current_rulebook().await.unwrap();
    book.body(case.holding.holder).unwrap().key.clone()
}

/// What people and their programs would type to break in.
pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</option></select><img src=x onerror=alert(1)>",
    "<!--<script>alert(1)//-->",
    "javascript:alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "'; DROP TABLE cases; --",
    "\u{202e}gnp.exe\u{2066}abc\u{2069}",
    "a\0b",
    "a\r\nSet-Cookie: linli=evil\r\n\r\n<script>",
    "\u{1b}[31mred\u{7}",
    "👩‍👩‍👧‍👦🏳️‍🌈 e\u{301}\u{301}\u{301}",
    "楼道灯坏了 樓道燈壞了",
    "\u{feff}\u{200b}\u{2060}",
    "\u{fffe}\u{ffff}\u{fffd}",
    "%00%0d%0a%3Cscript%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
];

/// Whether anything on the page would run, or a header was added.
#[track_caller]
pub fn nothing_runs(answer: &Answer) {
    assert!(
        !answer.header("set-cookie").contains("evil"),
        "{:?}",
        answer.headers
    );
    for tag in tags(&answer.text) {
        let name = tag
            .trim_start_matches('/')
            .split(|one: char| one.is_whitespace() || one == '/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if name == "script" && !tag.starts_with('/') {
            let src = attribute(&tag, "src").unwrap_or_default();
            assert!(src.starts_with("/pkg/"), "<{tag}>");
        }
        for (attribute, value) in attributes(&tag) {
            assert!(!attribute.starts_with("on"), "<{tag}>");
            let value = value.trim().to_ascii_lowercase();
            let leads = matches!(attribute.as_str(), "href" | "src" | "action" | "formaction");
            assert!(!leads || !value.starts_with("javascript:"), "<{tag}>");
        }
    }
}

/// The inside of every tag, read as a browser does: quotes hide `>`.
pub fn tags(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|one: char| one.is_ascii_alphabetic() || one == '/') {
            continue;
        }
        let mut quote = None;
        let end = rest.char_indices().find(|(_, one)| match (quote, *one) {
            (None, '"' | '\'') => {
                quote = Some(*one);
                false
            }
            (Some(open), one) => {
                if open == one {
                    quote = None;
                }
                false
            }
            (None, one) => one == '>',
        });
        let end = end.map_or(rest.len(), |(at, _)| at);
        found.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    found
}

/// The attributes of a tag with their values.
pub fn attributes(tag: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let name = tag.trim_start_matches('/');
    let end = name.find(|one: char| one.is_whitespace() || one == '/');
    let mut rest = end.map_or("", |end| &name[end..]);
    loop {
        rest = rest.trim_start_matches(|one: char| one.is_whitespace() || one == '/');
        if rest.is_empty() {
            return found;
        }
        let end = rest
            .find(|one: char| one == '=' || one.is_whitespace())
            .unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|one| matches!(one, '"' | '\''));
            let (inside, left) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            (value, rest) = (inside, left);
        }
        found.insert(name, value.to_owned());
    }
}

#[test]
fn what_would_run_is_noticed() {
    let page = |text: &str| Answer {
        status: http::StatusCode::OK,
        headers: http::HeaderMap::new(),
        text: text.to_owned(),
    };
    for harmless in [
        "<p title=\"a > onerror=alert(1)\">&lt;script&gt;</p>",
        "<script type=\"module\" src=\"/pkg/start.js\"></script>",
        "<a href=\"/javascript:\">on x</a>",
    ] {
        nothing_runs(&page(harmless));
    }
    for harm in [
        "<script>alert(1)</script>",
        "<p><img src=x onerror=alert(1)></p>",
        "<svg/onload=alert(1)>",
        "<a href=\" JavaScript:alert(1)\">",
        "<p title=''onclick=alert(1)>",
    ] {
        let noticed = std::panic::catch_unwind(|| nothing_runs(&page(harm)));
        assert!(noticed.is_err(), "{harm}");
    }
}
