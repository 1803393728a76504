//! `/threads`: neighbours talk something over. The page of a thread with its posts;
//! opening one; leading through it; short statements, one at a time; and what the
//! answers have in common; decisions; and meetings.
//!
//! What may be done is asked of `domain::permission`, what it leads to of
//! `domain::thread`; here it gets its words.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use domain::language::Language;
use domain::opinion::Answer;
use domain::permission::Denied;
use domain::thread::Refused;
use store::threads::ThreadError;

use crate::app::App;
use crate::components::Refusal;
use crate::errors::PageError;
use crate::reading::refusal;
use crate::visitor::Visitor;

mod answering;
mod calm;
mod card;
mod commitments;
mod conversation;
mod decisions;
mod flagging;
mod holds;
mod lead;
mod list;
mod live;
mod load;
mod meetings;
mod mending;
mod moderation;
mod open;
mod opinions;
mod outcome;
mod page;
mod part;
mod photos;
mod picture;
mod posts;
mod retell;
mod sight;
mod statements;
mod waiting;

pub(crate) use card::card;
pub use decisions::LEADS as DECISION_LEADS;
pub(crate) use decisions::rules;
pub use lead::LEADS;
pub use meetings::LEADS as MEETING_LEADS;
pub(crate) use meetings::{ahead as meetings_ahead, own_card as own_meeting};
pub use mending::MENDS;
pub(crate) use open::is_offered;
pub use page::Loaded;
pub(crate) use sight::sees_post;
pub(crate) use waiting::item as waiting_item;

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/places/{slug}/threads", get(list::show))
        .route("/places/{slug}/moderation", get(moderation::show))
        .route(
            "/places/{slug}/open-thread",
            get(open::ask).post(open::open),
        )
        .route("/threads/{thread}", get(page::show))
        .route("/threads/{thread}/opinions", get(opinions::show))
        .route("/threads/{thread}/live", get(live::follow))
        .route("/threads/{thread}/holds", get(holds::show).post(holds::say))
        .route(
            "/threads/{thread}/statements",
            get(statements::show).post(statements::add),
        )
        .route("/threads/{thread}/answers", post(answering::answer))
        .route("/threads/{thread}/answers/back", post(answering::back))
        .route(
            "/threads/{thread}/posts",
            post(posts::write).layer(DefaultBodyLimit::max(photos::FORM_BYTES)),
        )
        .route(
            "/threads/{thread}/posts/{number}",
            get(posts::ask).post(posts::correct),
        )
        .route(
            "/threads/{thread}/posts/{number}/{mend}",
            get(mending::ask_post).post(mending::do_post),
        )
        .route(
            "/threads/{thread}/statements/{number}/{mend}",
            get(mending::ask_statement).post(mending::do_statement),
        )
        .route(
            "/threads/{thread}/objections/{slip}/{mend}",
            get(mending::ask_objection).post(mending::do_objection),
        )
        .route(
            "/threads/{thread}/reasons/{number}/{mend}",
            get(mending::ask_reason).post(mending::do_reason),
        )
        .merge(decisions::routes())
        .merge(meetings::routes())
        .route("/threads/{thread}/{lead}", get(lead::ask).post(lead::act))
}

/// What to do about something that failed: nothing that this page could mend, or a
/// sentence that says why a rule said no.
fn sentence(visitor: &Visitor, error: ThreadError) -> Result<(Refused, Refusal), PageError> {
    match error {
        ThreadError::NotFound | ThreadError::Refused(Refused::Denied(Denied::NotVisible)) => {
            Err(PageError::NotFound)
        }
        ThreadError::Store(error) => Err(error.into()),
        ThreadError::Refused(Refused::Denied(Denied::NotMember)) => Err(PageError::Denied),
        ThreadError::Refused(Refused::Denied(Denied::SignInRequired)) => {
            Err(PageError::SignInRequired {
                back: visitor.reading.here.clone(),
            })
        }
        ThreadError::Refused(refused) => Ok((refused, refusal(visitor.language(), refused.code()))),
    }
}

/// What an act on something that was said led to, where that is worth a word.
fn done(lang: Language, mend: &str) -> Option<&'static str> {
    match mend {
        "flag" => Some(crate::text::moderation::flagged_done(lang)),
        "unflag" => Some(crate::text::moderation::unflagged_done(lang)),
        "keep" => Some(crate::text::moderation::kept_done(lang)),
        _ => None,
    }
}

/// A number as a count of words.
fn many(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What an answer is called.
const fn answer_name(lang: Language, answer: Answer) -> &'static str {
    match answer {
        Answer::Agree => crate::text::threads::agree(lang),
        Answer::Disagree => crate::text::threads::disagree(lang),
        Answer::Pass => crate::text::threads::pass(lang),
    }
}

/// The letter of a group.
fn letter(lang: Language, group: usize) -> &'static str {
    let letters = match lang {
        Language::En => ["A", "B", "C", "D", "E"],
        Language::Hans | Language::Hant => ["甲", "乙", "丙", "丁", "戊"],
    };
    letters[group.min(4)]
}

/// What every handler of this area comes back with.
type Answered = Result<Response, PageError>;
