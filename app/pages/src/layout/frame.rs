//! The visible frame: skip link, header, navigation, switches, footer.

use domain::language::Language;
use leptos::prelude::*;

use super::{Frame, Page, Section, TypeSize, Viewer};
use crate::components::{FlashNote, Icon, IconSign, Mark};
use crate::routes;
use crate::text::helping;
use crate::text::layout as words;
use crate::text::stewards;

/// The body of a document around `main`.
pub(super) fn view<V: IntoView + 'static>(
    frame: &Frame,
    page: &Page,
    main: V,
) -> impl IntoView + use<V> {
    let lang = frame.language;
    let flash = frame
        .flash
        .clone()
        .map(|flash| view! { <FlashNote flash/> });
    let demo = frame
        .demo
        .then(|| view! { <p class="demo-note">{words::demo(lang)}</p> });
    view! {
        <body>
            <a class="skip" href="#main">{words::skip(lang)}</a>
            <header class="top">
                {demo}
                {acts_for(frame)}
                <div class="wrap">
                    <a class="mark" href=routes::HOME>
                        <Mark/>
                        <span>{words::site(lang)}</span>
                    </a>
                    {navigation(frame, page)}
                    {switches(frame)}
                </div>
            </header>
            <main id="main" class="wrap" tabindex="-1">{flash}{main}</main>
            {footer(frame)}
        </body>
    }
}

/// Whose page it is, on every page that somebody sees for a neighbour, and the way out.
fn acts_for(frame: &Frame) -> Option<AnyView> {
    let lang = frame.language;
    let (_, name) = frame.acts_for.as_ref()?;
    let strip = view! {
        <form class="acts-for" method="post" action=routes::HELP_STOP>
            <p>{helping::acts_for(lang, name)}</p>
            <button class="button quiet">{helping::stop(lang)}</button>
        </form>
    };
    Some(strip.into_any())
}

/// One entry of the main navigation.
struct Entry {
    section: Section,
    href: String,
    label: &'static str,
    icon: Icon,
    count: i64,
}

fn entries(frame: &Frame) -> Vec<Entry> {
    let lang = frame.language;
    let entry = |section, href: &str, label, icon| Entry {
        section,
        href: href.to_owned(),
        label,
        icon,
        count: 0,
    };
    let mut all = vec![
        entry(Section::Home, routes::HOME, words::home(lang), Icon::Home),
        entry(
            Section::Report,
            routes::REPORT,
            words::report(lang),
            Icon::Speak,
        ),
        match &frame.place {
            Some(address) => entry(Section::Place, address, words::place(lang), Icon::Place),
            None => entry(
                Section::Place,
                routes::CASES,
                words::cases(lang),
                Icon::Place,
            ),
        },
    ];
    match &frame.viewer {
        Viewer::Anonymous => {
            all.push(entry(
                Section::Mine,
                routes::SIGN_IN,
                words::sign_in(lang),
                Icon::Mine,
            ));
        }
        Viewer::Person { office, asked, .. } => {
            let mine = entry(Section::Mine, routes::ME, words::mine(lang), Icon::Mine);
            all.push(Entry {
                count: *asked,
                ..mine
            });
            if *office {
                all.push(entry(
                    Section::Inbox,
                    routes::INBOX,
                    words::inbox(lang),
                    Icon::Inbox,
                ));
            } else if frame.steward {
                // Whoever has both finds it in the footer: a phone has room for five.
                all.push(entry(
                    Section::Steward,
                    routes::STEWARD,
                    stewards::title(lang),
                    Icon::Inbox,
                ));
            }
        }
    }
    all
}

fn navigation(frame: &Frame, page: &Page) -> impl IntoView + use<> {
    let lang = frame.language;
    let here = page.section;
    let links = entries(frame)
        .into_iter()
        .map(|entry| {
            let current = (entry.section == here).then_some("page");
            let count = (entry.count > 0).then(|| {
                view! {
                    <span class="count" aria-hidden="true">{entry.count.to_string()}</span>
                    <span class="unseen">{words::mine_asked(lang, entry.count)}</span>
                }
            });
            view! {
                <a href=entry.href aria-current=current>
                    <IconSign icon=entry.icon/>
                    <span>{entry.label}</span>
                    {count}
                </a>
            }
        })
        .collect_view();
    view! { <nav class="main-nav" aria-label=words::main_navigation(lang)>{links}</nav> }
}

/// Size of letters and language: plain forms that come back to this page.
fn switches(frame: &Frame) -> impl IntoView + use<> {
    let lang = frame.language;
    let (to, label) = match frame.type_size {
        TypeSize::Usual => (TypeSize::Large, words::larger(lang)),
        TypeSize::Large => (TypeSize::Usual, words::smaller(lang)),
    };
    let back = frame.path.clone();
    view! {
        <div class="switches">
            <form method="post" action=routes::TYPE>
                <input type="hidden" name="back" value=frame.path.clone()/>
                <button class="switch" name="to" value=to.code()>
                    <IconSign icon=Icon::Letters/>
                    <span>{label}</span>
                </button>
            </form>
            <details class="menu">
                <summary class="switch">
                    <IconSign icon=Icon::Globe/>
                    <span class="unseen">{words::language(lang)} ": "</span>
                    <span>{lang.own_name()}</span>
                </summary>
                <form method="post" action=routes::LANGUAGE>
                    <input type="hidden" name="back" value=back/>
                    {languages(lang)}
                </form>
            </details>
        </div>
    }
}

fn languages(lang: Language) -> impl IntoView + use<> {
    Language::ALL
        .map(|other| {
            let current = (other == lang).then_some("true");
            view! {
                <button name="to" value=other.tag() lang=other.tag() aria-current=current>
                    {other.own_name()}
                </button>
            }
        })
        .into_iter()
        .collect_view()
}

fn footer(frame: &Frame) -> impl IntoView + use<> {
    let lang = frame.language;
    let signed_in = match &frame.viewer {
        Viewer::Anonymous => None,
        Viewer::Person { name, .. } => Some(view! {
            <form class="row" method="post" action=routes::SIGN_OUT>
                <span>{words::signed_in_as(lang, name)}</span>
                <button class="plain">{words::sign_out(lang)}</button>
            </form>
        }),
    };
    let steward = frame
        .steward
        .then(|| view! { <p><a href=routes::STEWARD>{words::steward(lang)}</a></p> });
    view! {
        <footer class="foot">
            <div class="wrap">
                <nav aria-label=words::footer(lang)>
                    <a href=routes::HELP>{words::help(lang)}</a>
                    <a href=routes::CHARTER>{words::charter(lang)}</a>
                    <a href=routes::CASES>{words::all_cases(lang)}</a>
                    <a href=routes::GAPS>{words::gaps(lang)}</a>
                    <a href=routes::CHALLENGES>{words::challenges(lang)}</a>
                </nav>
                <p>{words::help_note(lang)}</p>
                {steward}
                {signed_in}
                <p class="motto">{words::motto(lang)}</p>
            </div>
        </footer>
    }
}
