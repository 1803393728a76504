//! How the replies of a body begin.

use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Names;
use domain::office::{ReplyUse, Template};
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::row::Spot;
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    LIST_TEMPLATES = "SELECT id, used_for, name, texts FROM templates WHERE body = $1 ORDER BY used_for, name, id";
    KEEP_TEMPLATE = "INSERT INTO templates (id, body, used_for, name, texts, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE
        SET used_for = excluded.used_for, name = excluded.name, texts = excluded.texts, changed_at = excluded.changed_at
        WHERE templates.body = excluded.body";
    DROP_TEMPLATE = "DELETE FROM templates WHERE body = $1 AND id = $2";
}

/// A template that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTemplate {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub template: Template,
}

#[derive(FromRow)]
struct TemplateRow {
    id: Uuid,
    used_for: String,
    name: String,
    texts: Json<Names>,
}

impl Conn<'_> {
    /// The templates of a body, by use and name.
    pub async fn list_templates(&mut self, body: BodyId) -> Result<Vec<KeptTemplate>, StoreError> {
        let rows: Vec<TemplateRow> = on!(self, |conn| sqlx::query_as(LIST_TEMPLATES)
            .bind(body.uuid())
            .fetch_all(conn)
            .await)
        .during("list templates")?;
        rows.into_iter()
            .map(|row| {
                let spot = Spot::new("templates", row.id);
                let of = spot.word("used_for", &row.used_for, ReplyUse::from_code)?;
                let (name, texts) = (row.name, row.texts.0);
                let template = Template { of, name, texts };
                Ok(KeptTemplate {
                    id: row.id,
                    template,
                })
            })
            .collect()
    }
}

impl Writer {
    /// Keeps a template of a body, new or changed.
    pub async fn keep_template(
        &mut self,
        body: BodyId,
        kept: &KeptTemplate,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(KEEP_TEMPLATE)
            .bind(kept.id)
            .bind(body.uuid())
            .bind(kept.template.of.code())
            .bind(&kept.template.name)
            .bind(Json(&kept.template.texts))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("keep a template")
    }

    /// Drops a template of a body.
    pub async fn drop_template(&mut self, body: BodyId, id: Uuid) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(DROP_TEMPLATE)
            .bind(body.uuid())
            .bind(id)
            .execute(conn)
            .await
            .map(drop))
        .during("drop a template")
    }
}

reads! {
    list_templates(body: BodyId) -> Vec<KeptTemplate>;
}

writes! {
    keep_template(body: BodyId, kept: &KeptTemplate, now: Instant) -> ();
    drop_template(body: BodyId, id: Uuid) -> ();
}
