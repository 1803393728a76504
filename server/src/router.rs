//! The whole web application as one router: pages, static files, health,
//! Open311, and what only a demo shows, inside all layers.

use std::path::PathBuf;

use anyhow::Context as _;
use axum::Router;
use pages::listed::{Access, Listed};
use pages::{App, PageError};

use crate::assets::Assets;
use crate::health;
use crate::messages::folder::Folder;
use crate::middleware::{self, Surroundings};
use crate::open311;
use crate::policy_reports;

/// What a router is made of.
#[derive(Debug)]
pub struct Parts<'a> {
    /// What handlers are given.
    pub app: App,
    /// Static files.
    pub assets: &'a Assets,
    /// What the layers need.
    pub surroundings: Surroundings,
    /// The data folder, whose disk is watched.
    pub data: PathBuf,
    /// The mail folder, shown in a demo only.
    pub mail: Folder,
}

/// Every address besides the pages and the files of the site; HEAD comes with GET.
pub const ROUTES: &[Listed] = &[
    ("GET", "/healthz", Access::Machine),
    ("GET", "/readyz", Access::Machine),
    ("POST", policy_reports::PATH, Access::Machine),
    ("GET", "/open311/v2/{resource}", Access::Program),
    ("POST", "/open311/v2/{resource}", Access::Program),
    ("GET", "/open311/v2/{resource}/{id}", Access::Program),
    ("GET", "/dev/mail", Access::Demo),
    ("GET", "/dev/mail/{name}", Access::Demo),
    ("GET", "/dev/patterns", Access::Demo),
];

/// Puts it together.
pub fn assemble(parts: Parts<'_>) -> anyhow::Result<Router> {
    let Parts {
        app,
        assets,
        surroundings,
        data,
        mail,
    } = parts;
    let mut router = pages::router(app.clone())
        .merge(assets.routes())
        .merge(open311::routes(app.clone()))
        .merge(health::routes(app.store.clone(), data))
        .merge(policy_reports::routes());
    if app.demo {
        router = router.merge(crate::dev::routes(app.clone(), mail));
    }
    let router = router.method_not_allowed_fallback(|| async { PageError::MethodNotAllowed });
    middleware::around(router, &app, &surroundings).context("base_url cannot be a trusted origin")
}
