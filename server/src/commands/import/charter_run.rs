//! `linli import charter`: a new version of the rules, from when it applies,
//! and the notice that volunteers get.

use std::path::PathBuf;

use anyhow::Context;
use domain::body::Body;
use domain::charter::{self as charter_rules, Charter, NOTICE_DAYS, StartWrong};
use domain::id::BodyId;
use domain::instant::Instant;
use domain::routing;
use jiff::civil::Date;
use store::charters::CharterVersion;

use super::load::Mode;
use super::mistake::{Mistakes, Spot, shown};
use super::source::Source;
use super::{Job, Told, charter};
use crate::first_rules;

/// Options of `linli import charter`.
#[derive(Debug, clap::Args)]
pub struct CharterArgs {
    /// The TOML file
    file: PathBuf,
    /// First day on which it applies [default: at once for the first charter, in 30 days for a change]
    #[arg(long, value_name = "YYYY-MM-DD")]
    applies_from: Option<Date>,
    /// Why it cannot wait 30 days; published with the change
    #[arg(long, value_name = "REASON")]
    because: Option<String>,
}

impl Job<'_> {
    pub(super) async fn charter(&mut self, args: &CharterArgs) -> anyhow::Result<Told> {
        let Some(source) = self.read(&args.file)? else {
            return Ok(Told::Mistakes);
        };
        let new = charter::read(&source, &mut self.mistakes);
        let bodies = self.store.list_bodies().await?;
        if let Some(new) = &new {
            find_ties(&source, new, &bodies, &mut self.mistakes);
        }
        let versions = self.store.list_charters().await?;
        let from = self.applies_from(args, &versions).await?;
        let (Some(new), Some(from), true) = (new, from, self.mistakes.is_empty()) else {
            return Ok(Told::Mistakes);
        };
        let changes = match versions.last() {
            Some(last) => charter::changes(&last.charter, &new),
            None => Vec::new(),
        };
        if versions.last().is_some() && changes.is_empty() {
            writeln!(
                self.out,
                "Nothing to change: these are the rules of version {}.",
                versions.len()
            )?;
            return Ok(Told::Done);
        }
        let note: Vec<&str> = args
            .because
            .iter()
            .chain(&changes)
            .map(String::as_str)
            .collect();
        let version = match self.mode {
            Mode::DryRun => None,
            Mode::Write => {
                if from > self.around.now {
                    // Until then there have to be rules too.
                    first_rules::keep(self.store, self.around.now).await?;
                }
                let kept = self
                    .store
                    .import_charter(&new, &source.text, from, &note.join("\n"), self.around.now)
                    .await;
                kept.context("write the charter")?
            }
        };
        self.tell_charter(&new, version, from, &changes, &bodies)
    }

    /// From when on it applies; `None` after a mistake.
    async fn applies_from(
        &mut self,
        args: &CharterArgs,
        versions: &[CharterVersion],
    ) -> anyhow::Result<Option<Instant>> {
        let now = self.around.now;
        let known = versions.iter().map(|one| (&one.charter, one.imported_at));
        let has_cases = self.store.has_cases().await?;
        let first = charter_rules::is_first(known, has_cases, now);
        let Some(date) = args.applies_from else {
            return Ok(Some(charter_rules::earliest_start(first, now)));
        };
        let start = date
            .to_zoned(self.around.zone.clone())
            .context("this date does not exist; choose another")?;
        let from = Instant::from_timestamp(start.timestamp());
        match charter_rules::start(from, first, args.because.is_some(), now) {
            Ok(from) => Ok(Some(from)),
            Err(wrong) => {
                too_early(&mut self.mistakes, date, wrong);
                Ok(None)
            }
        }
    }

    fn tell_charter(
        &mut self,
        new: &Charter,
        version: Option<i64>,
        from: Instant,
        changes: &[String],
        bodies: &[Body],
    ) -> anyhow::Result<Told> {
        let day = self
            .around
            .zone
            .to_datetime(from.timestamp())
            .strftime("%Y-%m-%d %H:%M")
            .to_string();
        match version {
            Some(version) => writeln!(
                self.out,
                "Version {version} of the charter with {} categories applies from {day}. A case keeps the version it was filed under.",
                new.categories.len()
            )?,
            None => writeln!(
                self.out,
                "Only tried, nothing was written. It would apply from {day}."
            )?,
        }
        for change in changes {
            writeln!(self.out, "  {change}")?;
        }
        for (category, key) in new.named_bodies() {
            if !bodies.iter().any(|body| body.key == key) {
                writeln!(
                    self.out,
                    "Note: {} names the body {key}, which is not there yet; import it next.",
                    category.key
                )?;
            }
        }
        Ok(Told::Done)
    }
}

/// Under the new rules too it has to be clear who is asked first.
fn find_ties(source: &Source, new: &Charter, bodies: &[Body], mistakes: &mut Mistakes) {
    let key = |id: BodyId| {
        bodies
            .iter()
            .find(|body| body.id == id)
            .map_or("", |body| body.key.as_str())
    };
    for tie in routing::ties(bodies, new) {
        mistakes.push(
            source.whole(),
            format!(
                "{} and {} would tie for {}: nothing says who is asked first.",
                shown(key(tie.one)),
                shown(key(tie.other)),
                shown(tie.category)
            ),
            "Name both under order in this category, or import the bodies with another rank first.",
        );
    }
}

fn too_early(mistakes: &mut Mistakes, date: Date, wrong: StartWrong) {
    let spot = Spot::whole(&"--applies-from".into());
    match wrong {
        StartWrong::Over => mistakes.push(
            spot,
            format!("{date} is over."),
            "Choose a day to come: what was filed keeps the rules it was filed under.",
        ),
        StartWrong::NoticeTooShort => mistakes.push(
            spot,
            format!("{date} gives volunteers less than {NOTICE_DAYS} days' notice."),
            "Choose a later day, or say with --because why it cannot wait; the reason is published.",
        ),
    }
}
