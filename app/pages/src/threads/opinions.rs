//! What people agree on: common ground first, in words; then the groups and what each
//! stands for; then where they differ and what is unclear; and all counts as a table.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::language::Language;
use domain::opinion::Tally;
use domain::text::foreign;
use domain::thread::{Camp, Drawn, Picture, Step};
use http::StatusCode;
use leptos::prelude::*;
use store::threads::Statement;

use super::live::live;
use super::load::{Shown, reference};
use super::{Answered, letter, many, picture};
use crate::app::App;
use crate::components::{Empty, LinkButton, Scene};
use crate::layout::{Page, Section};
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// Fewer answers say little yet.
const FEW: u32 = 10;

/// A picture with the words of its statements.
pub(super) struct Told<'a> {
    lang: Language,
    picture: &'a Picture,
    said: HashMap<i64, &'a str>,
}

/// Five statements of SQL in one snapshot.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Answered {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let shown = Shown::load(&app, &mut conn, reference(&number)?).await?;
    let statements = conn.list_statements(shown.thread.id, None).await?;
    let picture = conn.find_picture(shown.thread.id).await?;
    drop(snapshot);
    Ok(page(&app, &visitor, &shown, &statements, picture))
}

fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    statements: &[Statement],
    picture: Option<Picture>,
) -> Response {
    let (lang, now) = (visitor.language(), visitor.now);
    let mut about = Page::new(words::opinions_title(lang), Section::Elsewhere);
    about.islands = shown.thread.is_open();
    let reference = shown.thread.reference;
    let title = shown.thread.title.to_string();
    let weighs = shown.thread.step() == Some(Step::Weigh);
    let inside = if let Some(picture) = &picture {
        let said = statements
            .iter()
            .filter(|one| one.is_shown(now))
            .map(|one| (one.number, one.words.as_str()));
        let told = Told {
            lang,
            picture,
            said: said.collect(),
        };
        told.view()
    } else {
        let way = routes::thread_at(reference, "statements");
        let next = weighs.then(|| (way, words::to_statements(lang).into()));
        view! { <section class="card"><Empty scene=Scene::Bridge heading=words::opinions_none(lang) note=words::opinions_none_note(lang) next/></section> }
            .into_any()
    };
    let live = live(lang, shown, routes::thread_at(reference, "opinions"));
    respond::page(StatusCode::OK, &visitor.frame(app), &about, move || {
        let here = routes::thread(reference);
        let answer = routes::thread_at(reference, "statements");
        let look = weighs.then(|| {
            let href = routes::thread_at(reference, "opinions?look=again");
            view! { <p><a href=href>{words::opinions_refresh(lang)}</a></p> }
        });
        let answer = weighs
            .then(|| view! { <p><LinkButton href=answer label=words::to_statements(lang)/></p> });
        view! {
            <div class="title">
                <p class="soft row"><a href=here>{title}</a></p>
                <h1>{words::opinions_title(lang)}</h1>
            </div>
            <div class="stack" data-live="opinions">{inside}{answer}</div>
            {look}
            {live}
        }
    })
}

impl Told<'_> {
    fn words(&self, number: i64) -> String {
        self.said
            .get(&number)
            .copied()
            .unwrap_or_default()
            .to_owned()
    }

    fn view(&self) -> AnyView {
        let lang = self.lang;
        let count = i64::from(self.picture.voters);
        view! {
            <p class="lead">{words::opinions_lead(lang, count)}</p>
            <p class="small soft">{words::opinions_rule(lang)}</p>
            {self.common()}
            {self.groups()}
            {self.apart()}
            {self.unsure()}
            {self.counts()}
        }
        .into_any()
    }

    fn list(&self, numbers: &[i64], line: impl Fn(&Drawn) -> String) -> AnyView {
        let items = numbers
            .iter()
            .filter(|number| self.said.contains_key(number))
            .filter_map(|number| self.picture.statement(*number))
            .map(|one| view! { <li>{line(one)}</li> })
            .collect_view();
        view! { <ul class="sentences">{items}</ul> }.into_any()
    }

    /// "All 3 groups agree: … (41 of 47)".
    fn together(&self, one: &Drawn) -> String {
        let (lang, groups) = (self.lang, many(self.picture.groups.len()));
        let statement = self.words(one.number);
        let agrees = one.tally.agrees > one.tally.disagrees;
        let some = if agrees {
            one.tally.agrees
        } else {
            one.tally.disagrees
        };
        let (some, all) = (some.to_string(), one.tally.answers().to_string());
        match (groups, agrees) {
            (0, true) => words::most_agree(lang, &statement, &some, &all),
            (0, false) => words::most_disagree(lang, &statement, &some, &all),
            (2, true) => words::both_agree(lang, &statement, &some, &all),
            (2, false) => words::both_disagree(lang, &statement, &some, &all),
            (_, true) => words::all_groups_agree(lang, groups, &statement, &some, &all),
            (_, false) => words::all_groups_disagree(lang, groups, &statement, &some, &all),
        }
    }

    fn common(&self) -> AnyView {
        let lang = self.lang;
        let note = if self.picture.groups.is_empty() {
            words::common_all(lang)
        } else {
            words::common_groups(lang)
        };
        let inside = if self.picture.common.is_empty() {
            view! { <p>{words::common_none(lang)}</p> }.into_any()
        } else {
            let list = self.list(&self.picture.common, |one| self.together(one));
            view! { <p class="order">{note}</p>{list} }.into_any()
        };
        view! {
            <section class="card" aria-labelledby="common">
                <h2 id="common">{words::common(lang)}</h2>
                {inside}
            </section>
        }
        .into_any()
    }

    fn groups(&self) -> AnyView {
        let lang = self.lang;
        let inside = if self.picture.groups.is_empty() {
            view! { <p>{words::groups_none(lang)}</p> }.into_any()
        } else {
            let map = picture::map(lang, &self.picture.groups);
            let camps = self.picture.groups.iter().enumerate();
            let camps = camps.map(|(at, camp)| self.camp(at, camp)).collect_view();
            let closest = self.picture.closest().map(|(one, two)| {
                let (one, two) = (letter(lang, one), letter(lang, two));
                view! { <p>{words::groups_closest(lang, one, two)}</p> }
            });
            view! { <p class="order">{words::groups_note(lang)}</p>{map}{closest}<div class="pair">{camps}</div> }.into_any()
        };
        view! {
            <section class="card" aria-labelledby="groups">
                <h2 id="groups">{words::groups(lang)}</h2>
                {inside}
            </section>
        }
        .into_any()
    }

    fn camp(&self, at: usize, camp: &Camp) -> AnyView {
        let lang = self.lang;
        let items = camp
            .stands_for
            .iter()
            .filter(|(number, _)| self.said.contains_key(number))
            .map(|(number, agrees)| {
                let statement = self.words(*number);
                let told = if *agrees {
                    words::stands_agree(lang, &statement)
                } else {
                    words::stands_disagree(lang, &statement)
                };
                view! { <li>{told}</li> }
            })
            .collect_view();
        let inside = if camp.stands_for.is_empty() {
            view! { <p>{words::stands_nothing(lang)}</p> }.into_any()
        } else {
            view! { <p class="small soft">{words::stands_for(lang)}</p><ul class="sentences">{items}</ul> }.into_any()
        };
        let heading = words::group_of(lang, letter(lang, at), i64::from(camp.size));
        view! { <div><h3>{heading}</h3>{inside}</div> }.into_any()
    }

    fn apart(&self) -> Option<AnyView> {
        let lang = self.lang;
        if self.picture.groups.is_empty() {
            return None;
        }
        let inside = if self.picture.apart.is_empty() {
            view! { <p>{words::apart_none(lang)}</p> }.into_any()
        } else {
            self.list(&self.picture.apart, |one| {
                let groups = one.by_group.iter().enumerate().map(|(at, tally)| {
                    let name = words::col_group(lang, letter(lang, at));
                    words::apart_group(lang, &name, &agree_of(lang, tally))
                });
                let groups: Vec<String> = groups.collect();
                words::apart_item(
                    lang,
                    &self.words(one.number),
                    &groups.join(words::apart_between(lang)),
                )
            })
        };
        let view = view! {
            <section class="card" aria-labelledby="apart">
                <h2 id="apart">{words::apart(lang)}</h2>
                {inside}
            </section>
        };
        Some(view.into_any())
    }

    fn unsure(&self) -> Option<AnyView> {
        let lang = self.lang;
        if self.picture.unsure.is_empty() {
            return None;
        }
        let list = self.list(&self.picture.unsure, |one| self.words(one.number));
        let view = view! {
            <section class="card" aria-labelledby="unsure">
                <h2 id="unsure">{words::unsure(lang)}</h2>
                <p class="order">{words::unsure_note(lang)}</p>
                {list}
            </section>
        };
        Some(view.into_any())
    }

    /// The cells of the groups; where their counts cannot be told yet, that.
    fn of_groups(&self, one: &Drawn) -> AnyView {
        let lang = self.lang;
        if one.by_group.is_empty() && !self.picture.groups.is_empty() {
            let columns = self.picture.groups.len().to_string();
            return view! { <td class="soft" colspan=columns>{words::groups_later(lang)}</td> }
                .into_any();
        }
        let cells = one.by_group.iter();
        let cells = cells.map(|tally| view! { <td>{counts(lang, tally)}</td> });
        cells.collect_view().into_any()
    }

    /// The counts of a statement; of a handful of answers, as of none, that there are few.
    fn cells(&self, one: &Drawn) -> AnyView {
        let (lang, answers) = (self.lang, one.tally.answers());
        if answers == 0 {
            let columns = (1 + self.picture.groups.len()).to_string();
            return view! { <td class="soft" colspan=columns>{words::few_yet(lang)}</td> }
                .into_any();
        }
        let few =
            (answers < FEW).then(|| view! { <br/><span class="soft">{words::few(lang)}</span> });
        let groups = self.of_groups(one);
        view! { <td>{counts(lang, &one.tally)}{few}</td>{groups} }.into_any()
    }

    /// Everything as a table.
    fn counts(&self) -> AnyView {
        let lang = self.lang;
        let heads = (0..self.picture.groups.len())
            .map(|at| view! { <th scope="col">{words::col_group(lang, letter(lang, at))}</th> })
            .collect_view();
        let rows = self
            .picture
            .statements
            .iter()
            // What was removed since the picture was drawn is not told any more.
            .filter(|one| self.said.contains_key(&one.number))
            .map(|one| {
                let cells = self.cells(one);
                let words_said = self.words(one.number);
                let tongue = foreign(&words_said, lang);
                view! { <tr><th scope="row" lang=tongue>{words_said}</th>{cells}</tr> }
            })
            .collect_view();
        view! {
            <div class="card">
                <h2 id="counts">{words::all_counts(lang)}</h2>
                <div class="scroll" tabindex="0" role="region" aria-labelledby="counts">
                    <table class="table">
                        <thead><tr><th scope="col">{words::col_statement(lang)}</th><th scope="col">{words::col_all(lang)}</th>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        }
        .into_any()
    }
}

fn agree_of(lang: Language, tally: &Tally) -> String {
    words::agree_of(
        lang,
        &tally.agrees.to_string(),
        &tally.answers().to_string(),
    )
}

fn counts(lang: Language, tally: &Tally) -> String {
    let [agrees, disagrees, passes] =
        [tally.agrees, tally.disagrees, tally.passes].map(|n| n.to_string());
    words::counts(lang, &agrees, &disagrees, &passes)
}
