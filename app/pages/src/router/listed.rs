//! Every address of the pages with whom it is for. A test compares this list
//! with what axum really serves and walks each row as everybody, so no way in
//! is there by accident.

/// Whom an address is for. What somebody may do there is asked of
/// `domain::permission`; this says what everybody else gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, and for every visitor without a session it is the same page.
    Everybody,
    /// Everybody, about something of their own browser: a draft, a code, a choice.
    Browser,
    /// Who is signed in; others are led to the sign-in page and back.
    SignedIn,
    /// Who has a seat in a body.
    Seat,
    /// Who has a seat in a body of residents; one that serves the place, where there is one.
    Committee,
    /// Who runs the installation.
    Steward,
    /// Who may see the case; for others it does not exist.
    Case,
    /// Who holds a link that we signed or sent; for others it does not exist.
    Link,
    /// Programs that speak a published protocol: everybody reads what is public,
    /// and a key opens what changes something.
    Program,
    /// Machines that watch over the server.
    Machine,
    /// Everybody, in a demo only.
    Demo,
}

/// An address: its method, its template, whom it is for.
pub type Listed = (&'static str, &'static str, Access);

/// Every address that [`super::router`] serves; HEAD comes with GET.
pub const ROUTES: &[Listed] = &[
    ("GET", "/", Access::Everybody),
    ("GET", "/cases", Access::Everybody),
    ("GET", "/gaps", Access::Everybody),
    ("GET", "/challenges", Access::Everybody),
    ("GET", "/challenges/{challenge}", Access::Everybody),
    ("GET", "/challenges/{challenge}/{act}", Access::SignedIn),
    ("POST", "/challenges/{challenge}/{act}", Access::SignedIn),
    ("GET", "/places/{slug}/open-thread", Access::Committee),
    ("POST", "/places/{slug}/open-thread", Access::Committee),
    ("GET", "/places/{slug}/threads", Access::Everybody),
    ("GET", "/threads/{thread}", Access::Everybody),
    ("GET", "/threads/{thread}/opinions", Access::Everybody),
    ("GET", "/threads/{thread}/statements", Access::Everybody),
    ("POST", "/threads/{thread}/statements", Access::SignedIn),
    ("POST", "/threads/{thread}/answers", Access::SignedIn),
    ("POST", "/threads/{thread}/answers/back", Access::SignedIn),
    ("POST", "/threads/{thread}/posts", Access::SignedIn),
    ("GET", "/threads/{thread}/posts/{number}", Access::SignedIn),
    ("POST", "/threads/{thread}/posts/{number}", Access::SignedIn),
    (
        "GET",
        "/threads/{thread}/posts/{number}/{mend}",
        Access::SignedIn,
    ),
    (
        "POST",
        "/threads/{thread}/posts/{number}/{mend}",
        Access::SignedIn,
    ),
    (
        "GET",
        "/threads/{thread}/statements/{number}/{mend}",
        Access::SignedIn,
    ),
    (
        "POST",
        "/threads/{thread}/statements/{number}/{mend}",
        Access::SignedIn,
    ),
    ("GET", "/threads/{thread}/{lead}", Access::SignedIn),
    ("POST", "/threads/{thread}/{lead}", Access::SignedIn),
    ("GET", "/places", Access::Everybody),
    ("GET", "/places/mine", Access::Browser),
    ("GET", "/places/{slug}", Access::Everybody),
    ("GET", "/charter", Access::Everybody),
    ("GET", "/help", Access::Everybody),
    ("POST", "/language", Access::Browser),
    ("POST", "/type", Access::Browser),
    ("GET", "/sign-up", Access::Browser),
    ("POST", "/sign-up", Access::Browser),
    ("GET", "/sign-in", Access::Browser),
    ("POST", "/sign-in", Access::Browser),
    ("POST", "/sign-out", Access::Browser),
    ("GET", "/confirm", Access::Browser),
    ("POST", "/confirm", Access::Browser),
    ("POST", "/confirm/again", Access::Browser),
    ("GET", "/forgot", Access::Browser),
    ("POST", "/forgot", Access::Browser),
    ("GET", "/new-password", Access::Browser),
    ("POST", "/new-password", Access::Browser),
    ("GET", "/me", Access::SignedIn),
    ("POST", "/me/notices/read", Access::SignedIn),
    ("GET", "/me/devices", Access::SignedIn),
    ("POST", "/me/devices/end", Access::SignedIn),
    ("POST", "/me/devices/end-all", Access::SignedIn),
    ("GET", "/me/settings", Access::SignedIn),
    ("POST", "/me/settings", Access::SignedIn),
    ("GET", "/me/household", Access::SignedIn),
    ("POST", "/me/household", Access::SignedIn),
    ("GET", "/steward/connections", Access::Steward),
    ("POST", "/steward/connections/again", Access::Steward),
    ("GET", "/steward", Access::Steward),
    ("GET", "/steward/bodies", Access::Steward),
    ("GET", "/steward/bodies/{key}", Access::Steward),
    ("POST", "/steward/bodies/{key}/seats", Access::Steward),
    (
        "GET",
        "/steward/bodies/{key}/seats/{person}",
        Access::Steward,
    ),
    (
        "POST",
        "/steward/bodies/{key}/seats/{person}",
        Access::Steward,
    ),
    ("GET", "/steward/bodies/{key}/edit", Access::Steward),
    ("POST", "/steward/bodies/{key}/edit", Access::Steward),
    ("GET", "/steward/bodies/{key}/calendar", Access::Steward),
    ("POST", "/steward/bodies/{key}/calendar", Access::Steward),
    ("GET", "/steward/bodies/{key}/service", Access::Steward),
    ("POST", "/steward/bodies/{key}/service", Access::Steward),
    ("GET", "/steward/charter", Access::Steward),
    ("POST", "/steward/charter", Access::Steward),
    ("GET", "/steward/stewards", Access::Steward),
    ("POST", "/steward/stewards", Access::Steward),
    ("GET", "/bodies/{key}", Access::Everybody),
    ("GET", "/steward/{token}", Access::Link),
    ("POST", "/steward/{token}", Access::Link),
    ("GET", "/report", Access::Browser),
    ("POST", "/report", Access::Browser),
    ("POST", "/report/start-again", Access::Browser),
    ("GET", "/report/kind", Access::Browser),
    ("POST", "/report/kind", Access::Browser),
    ("GET", "/report/more", Access::Browser),
    ("POST", "/report/more", Access::Browser),
    ("GET", "/report/where", Access::Browser),
    ("POST", "/report/where", Access::Browser),
    ("GET", "/report/photos", Access::Browser),
    ("POST", "/report/photos", Access::Browser),
    ("POST", "/report/photos/remove", Access::Browser),
    ("GET", "/report/photos/{id}", Access::Browser),
    ("GET", "/report/who", Access::Browser),
    ("POST", "/report/who", Access::Browser),
    ("GET", "/report/similar", Access::Browser),
    ("POST", "/report/similar", Access::Browser),
    ("GET", "/report/check", Access::Browser),
    ("POST", "/report/check", Access::Browser),
    ("GET", "/cases/{reference}", Access::Case),
    ("GET", "/cases/{reference}/receipt", Access::Case),
    ("GET", "/cases/{reference}/report-done", Access::Case),
    ("POST", "/cases/{reference}/report-done", Access::Case),
    ("GET", "/cases/{reference}/gather", Access::Case),
    ("POST", "/cases/{reference}/gather", Access::Case),
    ("GET", "/cases/{reference}/open-challenge", Access::Case),
    ("POST", "/cases/{reference}/open-challenge", Access::Case),
    ("GET", "/cases/{reference}/{verb}", Access::Case),
    ("POST", "/cases/{reference}/{verb}", Access::Case),
    ("GET", "/photos/{id}/{size}", Access::Case),
    ("GET", "/answer/{token}", Access::Link),
    ("POST", "/answer/{token}", Access::Link),
    ("GET", "/inbox", Access::Seat),
    ("GET", "/households", Access::Committee),
    ("POST", "/households", Access::Committee),
    ("GET", "/households/{slug}", Access::Committee),
    ("POST", "/households/{slug}", Access::Committee),
    ("GET", "/inbox/templates", Access::Seat),
    ("POST", "/inbox/templates", Access::Seat),
    ("GET", "/inbox/away", Access::Seat),
    ("POST", "/inbox/away", Access::Seat),
    ("GET", "/cases/{reference}/look-after", Access::Case),
    ("POST", "/cases/{reference}/look-after", Access::Case),
    ("GET", "/cases/{reference}/notes", Access::Case),
    ("POST", "/cases/{reference}/notes", Access::Case),
    ("POST", "/cases/{reference}/notes/open", Access::Case),
];

/// Pages that are the same for every visitor without a session, in one
/// language and one type size, and may be kept in memory while nothing
/// changes. Of a case this is what everybody sees; a receipt is somebody's own.
pub const KEPT: &[&str] = &[
    "/",
    "/cases",
    "/cases/{reference}",
    "/challenges",
    "/challenges/{challenge}",
    "/places",
    "/places/{slug}",
    "/places/{slug}/threads",
    "/charter",
    "/help",
];
