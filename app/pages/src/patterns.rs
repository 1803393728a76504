//! The pattern page: every component in every state, to be looked at. The
//! server gives it at `/dev/patterns`, in the demo only.

use domain::instant::Instant;
use domain::language::Language;
use leptos::prelude::*;

use crate::components::{
    Bank, Banks, Bar, Button, ButtonKind, CardItem, CardList, Chip, Empty, FilterGroup, FilterLink,
    FilterLinks, Flash, FlashNote, FlashTone, Icon, IconSign, Line, LinkButton, More, Now, Pager,
    Passage, Passages, Quote, SafeLink, Scene, SceneView, Tone,
};
use crate::dates::{self, Local, Moment};
use crate::routes;
use crate::text::components as parts;
use crate::text::patterns as words;

mod forms;
#[cfg(test)]
mod tests;

/// The day on which the page is.
const TODAY: &str = "2026-11-23T09:00:00+08:00";

/// The page. Its dates are fixed, so that two pictures of it can be compared.
pub fn view(lang: Language) -> impl IntoView {
    view! {
        <div class="title">
            <h1>{words::title(lang)}</h1>
            <p class="lead">{words::lead(lang)}</p>
        </div>
        <div class="hero">
            <div>
                <p class="soft">{words::place(lang)}</p>
                <h2>{words::greeting(lang)}</h2>
            </div>
            <SceneView scene=Scene::HereNeighbours/>
        </div>
        {doors(lang)}
        {case(lang)}
        {small_things(lang)}
        {forms::view(lang)}
        {lists(lang)}
        {nothing(lang)}
    }
}

fn day(text: &str, lang: Language) -> Moment {
    local(lang).near(moment(text))
}

fn local(lang: Language) -> Local {
    Local::new(lang, &dates::zone("Asia/Shanghai"), moment(TODAY))
}

fn moment(text: &str) -> Instant {
    Instant::parse(text).unwrap_or_default()
}

fn doors(lang: Language) -> impl IntoView {
    let door = |class: &'static str, href: &'static str, icon, name, note| {
        view! {
            <a class=class href=href>
                <IconSign icon/>
                <strong>{name}</strong>
                <span>{note}</span>
            </a>
        }
    };
    view! {
        <section class="stack" aria-labelledby="doors">
            <h2 id="doors">{words::doors(lang)}</h2>
            <div class="doors">
                {door(
                    "door first",
                    routes::REPORT,
                    Icon::Speak,
                    words::door_report(lang),
                    words::door_report_note(lang),
                )}
                {door(
                    "door",
                    routes::PLACES,
                    Icon::Place,
                    words::door_place(lang),
                    words::door_place_note(lang),
                )}
                {door(
                    "door",
                    routes::ME,
                    Icon::Mine,
                    words::door_mine(lang),
                    words::door_mine_note(lang),
                )}
            </div>
        </section>
    }
}

fn case(lang: Language) -> impl IntoView {
    view! {
        <div class="title">
            <p class="soft row"><span>{words::place(lang)}</span><span>"4827 3916"</span></p>
            <h2>{words::light(lang)}</h2>
            <p class="row">
                <Chip tone=Tone::Government label=words::chip_gov(lang)/>
                <span class="soft small">{words::chip_plain(lang)}</span>
            </p>
        </div>
        <div class="cols">
            <div class="stack">
                <Now
                    lang
                    bank=Bank::Government
                    with=Line::new(words::office(lang), words::beside(lang))
                    next=Line::new(words::next_date(lang), words::next_date_note(lang))
                    by=Some(day("2026-11-26T17:00:00+08:00", lang))
                    otherwise=words::otherwise(lang)
                >
                    <Button label=words::join(lang)/>
                    <LinkButton href=routes::CASES label=words::write(lang) kind=ButtonKind::Quiet/>
                </Now>
                <section class="card">
                    <h2>{parts::history(lang)}</h2>
                    <Banks lang passages=passages(lang) open=true/>
                </section>
            </div>
            <aside class="stack">
                <Now
                    lang
                    bank=Bank::Neighbours
                    with=Line::new(words::committee(lang), "")
                    next=Line::new(words::next_look(lang), words::next_look_note(lang))
                    by=Some(day("2026-11-20T17:00:00+08:00", lang))
                    otherwise=words::late(lang)
                    late=true
                    id="now-late"
                    heading=words::late_heading(lang)
                />
            </aside>
        </div>
    }
}

fn passages(lang: Language) -> Passages {
    let passage = |bank, at, said: &'static str, because: &'static str, quote| Passage {
        photos: Vec::new(),
        bank,
        at: local(lang).told(moment(at)),
        said: said.into(),
        because: because.split_terminator('\n').map(Into::into).collect(),
        quote,
    };
    let (own, gov) = (Bank::Neighbours, Bank::Government);
    let told = [
        passage(
            own,
            "2026-11-09T08:12:00+08:00",
            words::h_filed(lang),
            words::h_filed_why(lang),
            "",
        ),
        passage(
            own,
            "2026-11-09T10:40:00+08:00",
            words::h_heard(lang),
            "",
            words::h_heard_quote(lang),
        ),
        passage(
            own,
            "2026-11-16T09:05:00+08:00",
            words::h_up(lang),
            words::h_up_why(lang),
            "",
        ),
        passage(
            gov,
            "2026-11-17T11:20:00+08:00",
            words::h_office(lang),
            "",
            words::h_office_quote(lang),
        ),
        passage(
            own,
            "2026-11-22T19:30:00+08:00",
            words::h_back(lang),
            "",
            "",
        ),
    ];
    let mut passages = Passages::new(lang, told.len());
    for passage in &told {
        passages.tell(passage);
    }
    passages
}

fn small_things(lang: Language) -> impl IntoView {
    let flash = |tone, text: &str| Flash {
        tone,
        text: text.to_owned(),
    };
    view! {
        <section class="card" aria-labelledby="buttons">
            <h2 id="buttons">{words::buttons(lang)}</h2>
            <div class="actions">
                <Button label=words::f_send(lang)/>
                <Button label=words::write(lang) kind=ButtonKind::Quiet/>
                <Button label=words::withdraw(lang) kind=ButtonKind::Danger/>
            </div>
            <p class="row">
                <Chip label=words::chip_plain(lang)/>
                <Chip tone=Tone::Neighbours label=words::chip_own(lang)/>
                <Chip tone=Tone::Government label=words::chip_gov(lang)/>
                <Chip tone=Tone::Asks label=words::chip_ask(lang)/>
                <Chip tone=Tone::Waits label=words::chip_wait(lang)/>
                <Chip tone=Tone::Solved label=words::chip_solved(lang)/>
            </p>
            <FlashNote flash=flash(FlashTone::Done, words::flash_done(lang))/>
            <FlashNote flash=flash(FlashTone::Told, words::flash_told(lang))/>
            <FlashNote flash=flash(FlashTone::Refused, words::flash_refused(lang))/>
            <Bar part=8 whole=10 label=words::bar(lang)/>
            <Quote lang text=words::h_heard_quote(lang) by=words::committee(lang)/>
            <More summary=words::more(lang)>
                <p>{words::more_note(lang)}</p>
            </More>
            <p><SafeLink href="https://example.org/"/> " " <SafeLink href="javascript:alert(1)"/></p>
        </section>
    }
}

fn lists(lang: Language) -> impl IntoView {
    let item = |title: &str, chip, due: &str| CardItem {
        href: routes::CASES.to_owned(),
        title: title.to_owned(),
        tongue: None,
        chip: Some(chip),
        aside: words::place(lang).into(),
        note: words::chip_plain(lang).into(),
        due: Some((words::due(lang).into(), day(due, lang))),
    };
    let link = |label: &'static str, current| FilterLink {
        label: label.into(),
        href: routes::CASES.to_owned(),
        current,
    };
    let stages = FilterGroup {
        label: words::filter_stage(lang).into(),
        links: vec![
            link(words::filter_all(lang), false),
            link(words::filter_open(lang), true),
            link(words::filter_done(lang), false),
        ],
    };
    let items = vec![
        item(
            words::light(lang),
            (Tone::Asks, words::chip_ask(lang).into()),
            "2026-11-23T17:00:00+08:00",
        ),
        item(
            words::bicycles(lang),
            (Tone::Neighbours, words::chip_own(lang).into()),
            "2026-11-24T17:00:00+08:00",
        ),
    ];
    let page = parts::page_of(lang, "2", "5");
    view! {
        <section class="card" aria-labelledby="lists">
            <h2 id="lists">{words::lists(lang)}</h2>
            <FilterLinks label=words::filter(lang) groups=vec![stages]/>
            <p class="order">{words::order(lang)}</p>
            <CardList items/>
            <Pager
                lang
                previous=Some(routes::CASES.to_owned())
                next=Some(routes::CASES.to_owned())
                place=page
            />
        </section>
    }
}

fn nothing(lang: Language) -> impl IntoView {
    let next = Some((routes::REPORT.to_owned(), words::door_report(lang).into()));
    view! {
        <section class="stack" aria-labelledby="nothing">
            <h2 id="nothing">{words::nothing(lang)}</h2>
            <div class="doors">
                <Empty heading=words::empty(lang) note=words::empty_note(lang) next/>
                <Empty scene=Scene::Settled heading=words::settled(lang)/>
                <Empty scene=Scene::Lost heading=words::lost(lang) note=words::lost_note(lang)/>
            </div>
        </section>
    }
}
