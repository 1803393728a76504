//! From a view to the bytes of a page. Synchronous on purpose: the data of a
//! page is loaded before, so the same data gives the same bytes.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;

/// One view as one string.
pub fn render<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().to_html());
    owner.unset_with_forced_cleanup();
    html
}
