//! What `linli import` understands on the command line.

use std::path::PathBuf;

use domain::language::Language;
use domain::place::PlaceKind;

use super::charter_run::CharterArgs;

/// Options of `linli import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    pub(super) what: What,
    /// Check and tell what would change, but write nothing
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Places: a CSV table or JSON lists, also the official Chinese division lists
    Places(PlacesArgs),
    /// Boundaries of places: a `GeoJSON` `FeatureCollection`
    Boundaries(BoundariesArgs),
    /// Bodies that hold cases: TOML, CSV or JSON
    Bodies {
        /// The file
        file: PathBuf,
    },
    /// People with seats in bodies: CSV or JSON; each sets a password with “forgotten password”
    People {
        /// The file
        file: PathBuf,
    },
    /// The charter: TOML; a new version keeps the old one
    Charter(CharterArgs),
    /// Connections of bodies to systems of their own over Open311: TOML
    Connections {
        /// The file
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct PlacesArgs {
    /// One or more files that belong together
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Name of the city that the places lie in, when no file holds it
    #[arg(long, value_name = "NAME")]
    pub(super) root: Option<String>,
    /// The official code of that city
    #[arg(long, value_name = "CODE", requires = "root")]
    pub(super) root_code: Option<String>,
    /// Language of names in a column “name” [default: told by the script]
    #[arg(long, value_name = "TAG", value_parser = language)]
    pub(super) language: Option<Language>,
}

#[derive(Debug, clap::Args)]
pub(super) struct BoundariesArgs {
    /// The GeoJSON file
    pub(super) file: PathBuf,
    /// The property that names the place [default: code, slug or name]
    #[arg(long = "match", value_name = "PROPERTY")]
    pub(super) by: Option<String>,
    /// Make a place of this kind out of each area that has none
    #[arg(long, value_name = "KIND", requires = "parent", value_parser = kind)]
    pub(super) create_places: Option<PlaceKind>,
    /// Slug or code of the place that the new places lie in
    #[arg(long, value_name = "SLUG")]
    pub(super) parent: Option<String>,
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_tag(text)
        .ok_or_else(|| format!("use {}", Language::ALL.map(Language::tag).join(", ")))
}

fn kind(text: &str) -> Result<PlaceKind, String> {
    PlaceKind::from_code(text)
        .ok_or_else(|| format!("use {}", PlaceKind::ALL.map(PlaceKind::code).join(", ")))
}
