//! From a view to the bytes of a page. Synchronous on purpose: the data of a
//! page is loaded before, so the same data gives the same bytes.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use leptos::tachys::view::Position;

/// One view as one string.
pub fn render<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    let mut html = String::new();
    render_into(&mut html, view);
    html
}

/// One view at the end of a string: a whole page is not copied once more.
pub fn render_into<V: IntoView + 'static>(html: &mut String, view: impl FnOnce() -> V) {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    owner.with(|| {
        let view = view();
        html.reserve(view.html_len());
        view.to_html_with_buf(html, &mut Position::FirstChild, true, false, Vec::new());
    });
    owner.unset_with_forced_cleanup();
}
