//! Every address of Linli, as functions: a link to a page that does not exist
//! does not compile.

use domain::id::{BodyId, PersonId, PhotoId};
use domain::reference::Reference;

/// The front page: three doors.
pub const HOME: &str = "/";
/// File a concern: its first step.
pub const REPORT: &str = "/report";
/// The public list of cases.
pub const CASES: &str = "/cases";
/// The public list of what nobody takes up.
pub const GAPS: &str = "/gaps";
/// Hard matters behind many cases.
pub const CHALLENGES: &str = "/challenges";
/// All neighbourhoods.
pub const PLACES: &str = "/places";
/// The way to one's own neighbourhood.
pub const MY_PLACE: &str = "/places/mine";
/// The one list of a committee member or officer.
pub const INBOX: &str = "/inbox";
/// How the replies of one's bodies begin.
pub const TEMPLATES: &str = "/inbox/templates";
/// Being away from one's bodies.
pub const AWAY: &str = "/inbox/away";
/// What needs the steward.
pub const STEWARD: &str = "/steward";
/// The bodies, for the steward.
pub const STEWARD_BODIES: &str = "/steward/bodies";
/// A new body, by the steward.
pub const STEWARD_NEW_BODY: &str = "/steward/new-body";
/// A new place, by the steward.
pub const STEWARD_NEW_PLACE: &str = "/steward/new-place";
/// Flags about a body that no other body looks at, for the steward.
pub const STEWARD_FLAGS: &str = "/steward/flags";
/// Who is a steward.
pub const STEWARDS: &str = "/steward/stewards";
/// The versions of the rules, for the steward.
pub const STEWARD_CHARTER: &str = "/steward/charter";
/// What somebody follows, filed and is asked.
pub const ME: &str = "/me";
/// One has read one's notices (POST).
pub const NOTICES_READ: &str = "/me/notices/read";
/// With what somebody signs in.
pub const ACCOUNT: &str = "/me/account";
/// Another password (POST).
pub const ACCOUNT_PASSWORD: &str = "/me/account/password";
/// Another e-mail address or phone number (POST).
pub const ACCOUNT_ADDRESS: &str = "/me/account/address";
/// The devices somebody is signed in on.
pub const DEVICES: &str = "/me/devices";
/// The neighbours somebody helps.
pub const HELPING: &str = "/me/helping";
/// Acts for one of them from now on.
pub const HELP_ACT: &str = "/me/helping/act";
/// Acts for oneself again.
pub const HELP_STOP: &str = "/me/helping/stop";
/// Name, language, home.
pub const SETTINGS: &str = "/me/settings";
/// Behind which door somebody lives, and how that is shown.
pub const HOUSEHOLD: &str = "/me/household";
/// The buildings of a community body, and what does not fit in them.
pub const HOUSEHOLDS: &str = "/households";
/// The rules.
pub const CHARTER: &str = "/charter";
/// How Linli works, and whom to ask.
pub const HELP: &str = "/help";

/// Where the help says how the next statement is drawn.
pub const HELP_DRAW: &str = "/help#draw";
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
/// The connections to systems of bodies.
pub const CONNECTIONS: &str = "/steward/connections";
/// Something is to be sent again (POST).
pub const CONNECTIONS_AGAIN: &str = "/steward/connections/again";
/// Choose a language (POST).
pub const LANGUAGE: &str = "/language";
/// Choose a type size (POST).
pub const TYPE: &str = "/type";

/// One case.
pub fn case(reference: Reference) -> String {
    format!("/cases/{reference}")
}

/// One thread.
pub fn thread(reference: Reference) -> String {
    format!("/threads/{reference}")
}

/// Something below a thread: an act, its posts, its statements.
pub fn thread_at(reference: Reference, rest: &str) -> String {
    format!("/threads/{reference}/{rest}")
}

/// A decision of a thread.
pub fn decision(reference: Reference, number: i64) -> String {
    format!("/threads/{reference}/decisions/{number}")
}

/// Something below a decision: an act, an objection, its ballots.
pub fn decision_at(reference: Reference, number: i64, rest: &str) -> String {
    format!("/threads/{reference}/decisions/{number}/{rest}")
}

/// A meeting of a thread.
pub fn meeting(reference: Reference, number: i64) -> String {
    format!("/threads/{reference}/meetings/{number}")
}

/// Something below a meeting: an act, its seats, its sheet.
pub fn meeting_at(reference: Reference, number: i64, rest: &str) -> String {
    format!("/threads/{reference}/meetings/{number}/{rest}")
}

/// A meeting as a file for calendars (RFC 5545).
pub fn meeting_calendar(reference: Reference, number: i64) -> String {
    format!("/calendar/threads/{reference}/meetings/{number}.ics")
}

/// The meetings that touch a place as one calendar to follow.
pub fn place_calendar(slug: &str) -> String {
    format!("/calendar/places/{slug}.ics")
}

/// What neighbours talk over in a place.
pub fn threads_of(slug: &str) -> String {
    format!("/places/{slug}/threads")
}

/// How the threads of a place are moderated, and how often.
pub fn moderation_of(slug: &str) -> String {
    format!("/places/{slug}/moderation")
}

/// Open a thread in a place.
pub fn open_thread(slug: &str) -> String {
    format!("/places/{slug}/open-thread")
}

/// The same about a case there: the form begins with what the case says.
pub fn open_thread_about(slug: &str, case: Reference) -> String {
    format!("/places/{slug}/open-thread?case={case}")
}

/// An act on a case, such as `join`: its form (GET) and the act (POST).
pub fn case_act(reference: Reference, verb: &str) -> String {
    format!("/cases/{reference}/{verb}")
}

/// One challenge.
pub fn challenge(reference: Reference) -> String {
    format!("{CHALLENGES}/{reference}")
}

/// An act on a challenge, such as `review`: its form (GET) and the act (POST).
pub fn challenge_act(reference: Reference, act: &str) -> String {
    format!("{CHALLENGES}/{reference}/{act}")
}

/// The challenges that touch a place.
pub fn challenges_of(slug: &str) -> String {
    format!("{CHALLENGES}?place={}", query_value(slug))
}

/// Choose the challenge that a case is gathered under.
pub fn gather(case: Reference) -> String {
    format!("/cases/{case}/gather")
}

/// Open a challenge out of a case.
pub fn open_challenge(case: Reference) -> String {
    format!("/cases/{case}/open-challenge")
}

/// A step of a report, such as `where`.
pub fn report_step(step: &str) -> String {
    format!("{REPORT}/{step}")
}

/// A neighbourhood.
pub fn place(slug: &str) -> String {
    format!("/places/{slug}")
}

/// Signing that a group of a building is founded.
pub fn found_group(slug: &str) -> String {
    format!("/places/{slug}/found-group")
}

/// The households of one building.
pub fn households_of(slug: &str) -> String {
    format!("{HOUSEHOLDS}/{slug}")
}

/// The page to type the code of a letter on, with the code filled in.
pub fn household_code(code: &str) -> String {
    format!("{HOUSEHOLD}?code={}", query_value(code))
}

/// The inbox of one body.
pub fn inbox_of(body: BodyId) -> String {
    format!("{INBOX}?body={body}")
}

/// What the line of one case in the inbox is called, to lead to it.
pub fn inbox_anchor(case: Reference) -> String {
    format!("case-{case}")
}

/// The id of the heading of such a line.
pub fn inbox_heading(case: Reference) -> String {
    format!("{}-heading", inbox_anchor(case))
}

/// The inbox at the line of one case.
pub fn inbox_at(case: Reference) -> String {
    format!("{INBOX}#{}", inbox_anchor(case))
}

/// The same list of another page of a member, such as the templates.
pub fn of_body(page: &str, body: BodyId) -> String {
    format!("{page}?body={body}")
}

/// A body as everybody sees it.
pub fn body(key: &str) -> String {
    format!("/bodies/{key}")
}

/// A body as the steward sees it, or a part of it such as `calendar`.
pub fn steward_body(key: &str, part: &str) -> String {
    if part.is_empty() {
        format!("{STEWARD_BODIES}/{key}")
    } else {
        format!("{STEWARD_BODIES}/{key}/{part}")
    }
}

/// The seat of a person in a body, for the steward.
pub fn steward_seat(key: &str, person: PersonId) -> String {
    format!("{STEWARD_BODIES}/{key}/seats/{person}")
}

/// The notes between the bodies on a case.
pub fn notes(reference: Reference) -> String {
    format!("/cases/{reference}/notes")
}

/// The printed sheets for bodies at a joint table that never sign in.
pub fn seats(reference: Reference) -> String {
    format!("/cases/{reference}/seats")
}

/// The printed letter to an office that never signs in.
pub fn letter(reference: Reference) -> String {
    format!("/cases/{reference}/letter")
}

/// Offering a mediation at a case.
pub fn case_mediation(reference: Reference) -> String {
    format!("/cases/{reference}/mediation")
}

/// A mediation, for those who take part in it.
pub fn mediation(reference: Reference) -> String {
    format!("/mediation/{reference}")
}

/// Who of the holder looks after a case.
pub fn look_after(reference: Reference) -> String {
    format!("/cases/{reference}/look-after")
}

/// The kind `key` in the rules of this version.
pub fn category_in(version: i64, key: &str) -> String {
    format!("{CHARTER}?version={version}#{key}")
}

/// The report of something in the place with this slug.
pub fn report_at(slug: &str) -> String {
    format!("{REPORT}?place={}", query_value(slug))
}

/// A photo in one of its sizes: `small` or `large`.
pub fn photo(id: PhotoId, size: &str) -> String {
    format!("/photos/{id}/{size}")
}

/// A one-tap answer, by its signed token.
pub fn one_tap(token: &str) -> String {
    format!("/answer/{token}")
}

/// Where the weekly digest of a person ends, by its signed token.
pub fn digest(token: &str) -> String {
    format!("/digest/{token}")
}

/// The sign-in page, coming back to `back` afterwards.
pub fn sign_in_then(back: &str) -> String {
    format!("{SIGN_IN}?back={}", query_value(back))
}

/// The page for a new account, coming back to `back` afterwards.
pub fn sign_up_then(back: &str) -> String {
    format!("{SIGN_UP}?back={}", query_value(back))
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

/// Whether a form of this address may be posted for a neighbour whom one helps: what
/// residents say of a case, what the neighbour is called, and the ways out.
pub fn acts_for_another(path: &str) -> bool {
    let whole = [SETTINGS, NOTICES_READ, SIGN_OUT, LANGUAGE, TYPE, REPORT];
    let parts: Vec<&str> = path.trim_start_matches('/').splitn(4, '/').collect();
    let apart = ["gather", "open-challenge", "mediation"];
    whole.contains(&path)
        || match parts.as_slice() {
            ["report" | "answer" | "digest", ..] | ["me", "helping", ..] => true,
            ["cases", _, verb] => !apart.contains(verb),
            _ => false,
        }
}

/// Whether a form of this address says itself whom it is about, or nothing of anybody.
pub fn is_for_whoever(path: &str) -> bool {
    let whole = [SIGN_OUT, LANGUAGE, TYPE];
    let under = [HELPING, "/answer/", "/digest/"];
    whole.contains(&path) || under.iter().any(|start| path.starts_with(start))
}

/// Whether a form that is posted here may bring photos, which a phone sends slowly.
pub fn takes_photos(path: &str) -> bool {
    let parts: Vec<&str> = path.trim_start_matches('/').splitn(4, '/').collect();
    matches!(
        parts.as_slice(),
        ["report", "photos"]
            | ["cases", _, "report-done" | "enter-reply"]
            | ["threads", _, "posts"]
    )
}

/// Where to go after signing in: `back` if it is a path of this site, else home.
/// Anything that a browser could read as another host is refused, and what no header can carry.
pub fn safe_back(back: &str) -> &str {
    let local = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && !back.contains(char::is_control)
        && back.len() <= 2_000;
    if local { back } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_forms_bring_photos() {
        for path in [
            "/report/photos",
            "/cases/48273916/report-done",
            "/threads/48273916/posts",
        ] {
            assert!(takes_photos(path), "{path}");
        }
        for path in [
            "/",
            "/sign-in",
            "/report",
            "/report/photos/remove",
            "/cases/48273916/hear",
            "/threads/48273916/posts/1",
        ] {
            assert!(!takes_photos(path), "{path}");
        }
    }

    #[test]
    fn nobody_is_sent_to_another_host() {
        for hostile in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil",
            "/\u{1}",
            "/\u{7f}",
            "/a\r\nb",
            "",
            "evil",
        ] {
            assert_eq!(safe_back(hostile), HOME, "{hostile:?}");
        }
        assert_eq!(safe_back("/cases/48273916?a=b"), "/cases/48273916?a=b");
    }
}
