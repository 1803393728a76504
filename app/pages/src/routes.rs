//! Every address of Linli, as functions: a link to a page that does not exist
//! does not compile.

use domain::id::{BodyId, PhotoId};
use domain::reference::Reference;

/// The front page: three doors.
pub const HOME: &str = "/";
/// File a concern: its first step.
pub const REPORT: &str = "/report";
/// The public list of cases.
pub const CASES: &str = "/cases";
/// The public list of what nobody takes up.
pub const GAPS: &str = "/gaps";
/// All neighbourhoods.
pub const PLACES: &str = "/places";
/// The way to one's own neighbourhood.
pub const MY_PLACE: &str = "/places/mine";
/// The one list of a committee member or officer.
pub const INBOX: &str = "/inbox";
/// What somebody follows, filed and is asked.
pub const ME: &str = "/me";
/// One has read one's notices (POST).
pub const NOTICES_READ: &str = "/me/notices/read";
/// The devices somebody is signed in on.
pub const DEVICES: &str = "/me/devices";
/// Name, language, home.
pub const SETTINGS: &str = "/me/settings";
/// The rules.
pub const CHARTER: &str = "/charter";
/// How Linli works, and whom to ask.
pub const HELP: &str = "/help";
/// Make an account.
pub const SIGN_UP: &str = "/sign-up";
/// Sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Sign out.
pub const SIGN_OUT: &str = "/sign-out";
/// A password was forgotten.
pub const FORGOT: &str = "/forgot";
/// Type the short code that was sent.
pub const CONFIRM: &str = "/confirm";
/// Choose a new password.
pub const NEW_PASSWORD: &str = "/new-password";
/// Choose a language (POST).
pub const LANGUAGE: &str = "/language";
/// Choose a type size (POST).
pub const TYPE: &str = "/type";

/// One case.
pub fn case(reference: Reference) -> String {
    format!("/cases/{reference}")
}

/// An act on a case, such as `join`: its form (GET) and the act (POST).
pub fn case_act(reference: Reference, verb: &str) -> String {
    format!("/cases/{reference}/{verb}")
}

/// A step of a report, such as `where`.
pub fn report_step(step: &str) -> String {
    format!("{REPORT}/{step}")
}

/// A neighbourhood.
pub fn place(slug: &str) -> String {
    format!("/places/{slug}")
}

/// The inbox of one body.
pub fn inbox_of(body: BodyId) -> String {
    format!("{INBOX}?body={body}")
}

/// One category of the charter.
pub fn category(key: &str) -> String {
    format!("{CHARTER}#{key}")
}

/// A photo in one of its sizes: `small` or `large`.
pub fn photo(id: PhotoId, size: &str) -> String {
    format!("/photos/{id}/{size}")
}

/// A one-tap answer, by its signed token.
pub fn one_tap(token: &str) -> String {
    format!("/answer/{token}")
}

/// The sign-in page, coming back to `back` afterwards.
pub fn sign_in_then(back: &str) -> String {
    format!("{SIGN_IN}?back={}", query_value(back))
}

/// Text made safe as a value in a query (RFC 3986 section 2.3: all but unreserved).
pub fn query_value(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    safe
}

/// A hexadecimal digit in upper case.
fn hex(digit: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(digit & 15)])
}

/// Where to go after signing in: `back` if it is a path of this site, else home.
/// Anything that a browser could read as another host is refused.
pub fn safe_back(back: &str) -> &str {
    let local = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains(['\\', '\r', '\n', '\t', '\0'])
        && back.len() <= 2_000;
    if local { back } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        for hostile in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil",
            "",
            "evil",
        ] {
            assert_eq!(safe_back(hostile), HOME, "{hostile:?}");
        }
        assert_eq!(safe_back("/cases/48273916?a=b"), "/cases/48273916?a=b");
    }
}
