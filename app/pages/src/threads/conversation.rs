//! What people say in a thread, and the form to say something oneself.

use domain::language::Language;
use domain::thread::Thread;
use islands::DraftKeeper;
use leptos::prelude::*;
use store::threads::Post;

use super::load::Shown;
use super::page::{Loaded, Typed};
use super::sight::{self, SaidHere};
use super::{calm, photos, posts};
use crate::components::{
    Button, ButtonKind, Form, Hidden, LinkButton, More, Pager, PostHead, Posts, Quote, TextArea,
    Written,
};
use crate::dates::Local;
use crate::island_words;
use crate::routes;
use crate::text::threads as words;
use crate::visitor::Visitor;

/// The id of the form, and under what the browser keeps what is written in it.
const KEPT_AS: &str = "post-form";

/// The posts of the page, the way to more, and to look for new ones.
pub(super) fn conversation(
    lang: Language,
    visitor: &Visitor,
    loaded: &Loaded,
    local: &Local,
) -> AnyView {
    let thread = &loaded.shown.thread;
    let here = routes::thread(thread.reference);
    let part = &loaded.part;
    let posts = &part.posts;
    let (previous, next) = (part.previous(thread.reference), part.next(thread.reference));
    // Who reads the first hundred does not see what comes.
    let newest = (!part.is_all()).then(|| {
        let href = format!("{here}?at={0}#post-{0}", loaded.count);
        view! { <a href=href>{words::newest(lang)}</a> }
    });
    let count = (loaded.count > 0)
        .then_some(loaded.count)
        .map(|count| view! { <span class="soft small">{words::posts_count(lang, count)}</span> });
    let can = posts::is_offered(visitor, &loaded.shown);
    let inside = if posts.is_empty() {
        let none = if thread.is_open() {
            words::posts_none(lang)
        } else {
            words::posts_none_over(lang)
        };
        view! { <p>{none}</p> }.into_any()
    } else {
        let mut list = Posts::new(lang, &here, local, posts.len());
        for one in posts {
            post(&mut list, lang, visitor, &loaded.shown, one, local, can);
        }
        view! { <p class="order">{words::posts_order(lang)}</p>{list.finish()} }.into_any()
    };
    view! {
        <section class="stack" aria-labelledby="posts" data-live="posts">
            <div class="row"><h2 id="posts">{words::posts(lang)}</h2>{count}</div>
            {inside}
            <Pager lang previous next/>
            <p class="row"><a href=loaded.once_more.clone()>{words::refresh(lang)}</a>{newest}</p>
        </section>
    }
    .into_any()
}

/// Writes one post into the list. `can` says whether the visitor may answer it.
fn post(
    list: &mut Posts<'_>,
    lang: Language,
    visitor: &Visitor,
    shown: &Shown,
    post: &Post,
    local: &Local,
    can: bool,
) {
    let facts = post.facts;
    let speaks_for = post
        .body
        .map(|body| words::speaks_for(lang, &shown.body_name(lang, body)));
    list.begin(PostHead {
        number: facts.number,
        reply: facts.root != facts.number,
        name: &post.name,
        speaks_for: speaks_for.as_deref(),
        at: facts.at,
    });
    let here = SaidHere::from(post);
    match here.instead(lang, visitor, shown, local, &post.words) {
        Some(instead) => {
            list.view(instead);
            // Who still sees the words sees the photos.
            let seen = here.is_seen(visitor, &shown.thread);
            if let Some(photos) = photos::shown(lang, &post.photos).filter(|_| seen) {
                list.view(photos);
            }
        }
        None => said(list, lang, shown, post, local),
    }
    let html = post.as_flagged.clone();
    if let Some(html) = html.filter(|_| here.is_decided_by(visitor, &shown.thread)) {
        list.view(sight::as_flagged(lang, html));
    }
    if let Some(kept) = here.let_stand(lang, visitor, shown) {
        list.view(kept);
    }
    if can && facts.root == facts.number {
        list.answer(words::answer_it(lang));
    }
    let own = visitor
        .person()
        .is_some_and(|person| person.id == facts.author);
    if can && own && !post.is_removed() {
        list.link(None, words::correct_it(lang));
    }
    for (mend, text) in here.offers(lang, visitor, shown) {
        list.link(Some(mend), text);
    }
    list.end();
}

/// What somebody said, as everybody reads it.
fn said(list: &mut Posts<'_>, lang: Language, shown: &Shown, post: &Post, local: &Local) {
    list.written(&post.html);
    if let Some(photos) = photos::shown(lang, &post.photos) {
        list.view(photos);
    }
    if let Some((at, first)) = &post.corrected {
        let told = words::corrected(lang, &local.near(*at).shown);
        let html = first.clone();
        list.view(view! {
            <p class="small soft">{told}</p>
            <More summary=words::first_said(lang)><Written lang html/></More>
        });
    }
    if let Some(removal) = &post.removal {
        list.view(sight::told(lang, shown, removal, None));
    }
}

/// The form to say something, or why there is none.
pub(super) fn write(
    lang: Language,
    visitor: &Visitor,
    loaded: &Loaded,
    typed: Typed,
    key: String,
) -> AnyView {
    let thread = &loaded.shown.thread;
    let local = loaded.shown.local(lang, visitor.now);
    let cools = thread.cool_now(visitor.now);
    if cools.is_some() || !posts::is_offered(visitor, &loaded.shown) {
        let inside = if let Some(until) = cools {
            calm::cooling(lang, loaded, &local, until)
        } else if !thread.is_open() {
            view! { <p class="soft">{words::over_note(lang)}</p> }.into_any()
        } else if visitor.person().is_some() {
            view! { <p class="soft">{words::confirm_to_speak(lang)}</p> }.into_any()
        } else {
            let href = routes::sign_in_then(&routes::thread(thread.reference));
            view! { <p><LinkButton href label=words::sign_in_to_speak(lang) kind=ButtonKind::Quiet/></p> }.into_any()
        };
        // It may have ended while somebody wrote: their words are not lost.
        let kept = (!typed.words.is_empty()).then(|| {
            view! { <Quote lang text=typed.words by=words::f_post(lang)/> }
        });
        return view! { <div class="stack" id="write">{inside}{kept}</div> }.into_any();
    }
    let answered = typed
        .answers
        .and_then(|number| {
            loaded
                .part
                .posts
                .iter()
                .find(|post| post.facts.number == number)
        })
        .filter(|post| post.facts.root == post.facts.number);
    let heading = answered.map_or_else(
        || words::write(lang).to_owned(),
        |post| words::write_answer(lang, &post.name),
    );
    let here = format!("{}#write", routes::thread(thread.reference));
    let answers = typed.answers.map(|number| {
        view! {
            <Hidden name="answers" value=number.to_string()/>
            <p class="small"><a class="lone" href=here>{words::not_answer(lang)}</a></p>
        }
    });
    let hint = calm::gentle(lang, visitor, &loaded.latest);
    let action = routes::thread_at(thread.reference, "posts");
    let (value, error) = (typed.words.clone(), typed.problems.at("post"));
    let keeper = keeper(lang, thread, typed.sent);
    view! {
        <section class="card" id="write" aria-labelledby="write-heading">
            <h2 id="write-heading">{heading}</h2>
            {calm::slow(lang, visitor, thread, &local)}
            {hint}
            <Form action key id=KEPT_AS files=true>
                {answers}
                <TextArea lang name="post" label=words::f_post(lang) hint=words::f_post_hint(lang) value error/>
                {photos::fields(lang, &typed)}
                <Button label=words::post_button(lang)/>
            </Form>
            {keeper}
        </section>
    }
    .into_any()
}

/// One has to sign in again some day, and goes on with what one has written.
fn keeper(lang: Language, thread: &Thread, sent: bool) -> impl IntoView {
    view! {
        <DraftKeeper
            key=format!("{KEPT_AS}-{}", thread.reference)
            form=KEPT_AS.to_owned()
            fields=vec!["post".to_owned()]
            sent
            labels=island_words::draft_labels(lang)
        />
    }
}
