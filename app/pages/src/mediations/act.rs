//! What the forms of the page do: one address for all of them, so that it tells nothing
//! of the step.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::mediation::{Command, Kept, Order, Refused};
use domain::permission::{MediationAct, Part};
use domain::text::{Sentence, SentenceInvalid, Words, WordsInvalid};
use jiff::civil::DateTime;
use uuid::Uuid;

use super::forms::words_or_nothing;
use super::load::Here;
use super::{Answered, page, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::Problems;
use crate::errors::PageError;
use crate::form::Posted;
use crate::reading::Reading;
use crate::routes;
use crate::text::mediation as words;
use crate::throttle::Act;
use crate::visitor::Visitor;

/// A command, and who is named by it.
type Asked = (Command, Option<PersonId>);

pub(super) async fn act(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Answered {
    let here = Here::load(&app, &visitor, &number).await?;
    let calendar = here.body().map(|body| body.calendar.clone());
    let mut reading = Reading::new(visitor.language(), &form, calendar.as_ref());
    let asked = read(&app, &visitor, &here, &mut reading).await?;
    let problems = reading.problems;
    let Some(asked) = asked.filter(|_| problems.is_empty()) else {
        return Ok(page::page(
            &app,
            &visitor,
            &here,
            None,
            (Some(form), problems),
        ));
    };
    let done = done(&asked.0);
    let outcome = carry_out(&app, &visitor, &here, asked, &form).await?;
    let Err(error) = outcome else {
        let here = routes::mediation(here.detail.mediation.reference);
        return Ok(Redirect::to(&format!("{here}?done={done}")).into_response());
    };
    let (refused, told) = sentence(&visitor, error)?;
    let mut problems = Problems::none();
    problems.push(field_of(refused), told);
    // As it is now, with everything that was typed; gone for who has no part any more.
    let here = Here::load(&app, &visitor, &number).await?;
    Ok(page::page(
        &app,
        &visitor,
        &here,
        None,
        (Some(form), problems),
    ))
}

type Outcome = Result<(), store::mediations::MediationError>;

async fn carry_out(
    app: &App,
    visitor: &Visitor,
    here: &Here,
    (command, named): Asked,
    form: &Posted,
) -> Result<Outcome, PageError> {
    let acting = Acting::of(app, visitor, form)?;
    let order = Order {
        command,
        expected_step: form.text("step").parse().ok(),
    };
    let reference = here.detail.mediation.reference;
    let outcome = acting
        .carry("act on a mediation", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .act_on_mediation(
                    reference,
                    &order,
                    named,
                    &me.actor,
                    once.as_ref(),
                    ids,
                    me.now,
                )
                .await
        })
        .await?;
    Ok(outcome.map(drop))
}

/// The command of a form; what is wrong with it goes to `reading`.
async fn read(
    app: &App,
    visitor: &Visitor,
    here: &Here,
    reading: &mut Reading<'_>,
) -> Result<Option<Asked>, PageError> {
    let act = MediationAct::from_code(reading.form.text("act"));
    if act == Some(MediationAct::Name) {
        let named = candidate(app, visitor, here, reading).await?;
        let problem = !reading.problems.is_empty();
        return Ok((!problem).then_some((Command::Name, named)));
    }
    let lang = visitor.language();
    let form = reading.form;
    let yes = form.text("yes") == "yes";
    // A turn that cannot be read is none that there ever was.
    let turn = form.text("turn").parse().unwrap_or(-1);
    let command = match act {
        Some(MediationAct::Answer) => Some(Command::Answer {
            yes,
            named: form.has("named"),
        }),
        Some(MediationAct::Reply) => Some(Command::Reply { yes }),
        Some(MediationAct::Accept) => Some(Command::Accept),
        Some(MediationAct::Another) => Some(Command::Another),
        Some(MediationAct::Arrange) => arrange(lang, reading),
        Some(MediationAct::Write) => {
            let parsed = Words::parse(form.text("words")).map_err(WordsInvalid::code);
            let words = reading.fit("words", parsed);
            words.map(|words| Command::Write { words, turn })
        }
        Some(MediationAct::Confirm) => Some(Command::Confirm { turn }),
        Some(MediationAct::Follow) => {
            let kept = reading.choice("kept", Kept::from_code);
            kept.map(|kept| Command::Follow { kept })
        }
        Some(MediationAct::End) => {
            let learnt = reading.fit("learnt", words_or_nothing(form.text("learnt")));
            learnt.map(|learnt| Command::End { learnt })
        }
        _ => {
            reading.say("", Refused::NotNow.code());
            None
        }
    };
    Ok(command.map(|command| (command, None)))
}

fn arrange(lang: domain::language::Language, reading: &mut Reading<'_>) -> Option<Command> {
    let typed = reading.form.text("at").trim().to_owned();
    let at = if typed.is_empty() {
        reading.problems.push("at", words::at_missing(lang));
        None
    } else {
        let at = typed.parse::<DateTime>().ok();
        let at = at.and_then(|at| reading.moment(at));
        if at.is_none() {
            reading.problems.push("at", words::at_unclear(lang));
        }
        at
    };
    let parsed = Sentence::parse(reading.form.text("place")).map_err(SentenceInvalid::code);
    let place = reading.fit("place", parsed);
    Some(Command::Arrange {
        at: at?,
        place: place?,
    })
}

/// Who is named: a member of the body, or whoever has that address; `None` where nobody
/// does, which the rules answer like anybody who is not fit.
async fn candidate(
    app: &App,
    visitor: &Visitor,
    here: &Here,
    reading: &mut Reading<'_>,
) -> Result<Option<PersonId>, PageError> {
    // Not for everybody: it tells who has an account.
    if here.part != Part::Body {
        return Ok(None);
    }
    let lang = visitor.language();
    let (member, handle) = (reading.form.text("member"), reading.form.text("handle"));
    if !member.is_empty() && handle.trim().is_empty() {
        let member = Uuid::parse_str(member).ok().map(PersonId::new);
        let known = |one: &PersonId| here.members.iter().any(|member| member.person == *one);
        return Ok(member.filter(known));
    }
    if handle.trim().is_empty() {
        reading.problems.push("member", words::name_missing(lang));
        return Ok(None);
    }
    let handle = match Handle::parse(handle) {
        Ok(handle) => handle,
        Err(wrong) => {
            let told = crate::text::people::find(lang, wrong.code()).unwrap_or_default();
            reading.problems.push("handle", told);
            return Ok(None);
        }
    };
    // Whoever tries names out here learns little.
    let by = visitor.signed_in()?.id.to_string();
    app.throttle.by_account(Act::Code, &by, visitor.now)?;
    let account = app.store.find_account(&handle).await?;
    Ok(account.map(|account| account.person))
}

/// What the page says after it, in one word.
const fn done(command: &Command) -> &'static str {
    match command {
        Command::Answer { yes, .. } | Command::Reply { yes } => {
            if *yes {
                "yes"
            } else {
                "no"
            }
        }
        other => other.act().code(),
    }
}

const fn field_of(refused: Refused) -> &'static str {
    match refused {
        Refused::MediatorUnfit => "handle",
        Refused::MeetingPast | Refused::MeetingFar => "at",
        Refused::TextStale => "words",
        _ => "",
    }
}
