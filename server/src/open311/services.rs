//! What the endpoint is, and the categories of today's charter as services.

use domain::charter::{Answering, Category, Question};
use pages::text::open311 as words;

use super::ROOT;
use super::asked::{Asked, written};
use super::fault::Fault;
use super::tree::{Document, Node};

/// The name of the standard, as its discovery file wants it.
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";

/// `discovery`: where everything is and who is asked.
pub async fn discovery(asked: &Asked<'_>) -> Result<Document, Fault> {
    let base = &asked.app.base_url;
    let book = asked.stored(asked.app.store.current_rulebook().await)?;
    let since = book
        .charter_at(asked.now)
        .map(|version| version.applies_from);
    let changeset = written(since.unwrap_or_default());
    let kind = if asked.app.demo { "test" } else { "production" };
    let formats = ["text/xml", "application/json"].map(Node::text).to_vec();
    let endpoint = Node::Fields(vec![
        ("specification", Node::text(SPECIFICATION)),
        ("url", Node::text(format!("{base}{ROOT}"))),
        ("changeset", Node::text(changeset.as_str())),
        ("type", Node::text(kind)),
        ("formats", Node::List("format", formats)),
    ]);
    let help = format!("{base}{}", pages::routes::HELP);
    Ok(Document {
        root: "discovery",
        node: Node::Fields(vec![
            ("changeset", Node::text(changeset)),
            ("contact", Node::text(words::contact(asked.lang, &help))),
            (
                "key_service",
                Node::text(words::key_service(asked.lang, &help)),
            ),
            ("endpoints", Node::List("endpoint", vec![endpoint])),
        ]),
    })
}

/// `services`: every category, in the order people see them.
pub async fn list(asked: &Asked<'_>) -> Result<Document, Fault> {
    let book = asked.stored(asked.app.store.current_rulebook().await)?;
    let categories = book
        .charter_at(asked.now)
        .map_or(&[][..], |version| &version.charter.categories);
    let services = categories.iter().map(|one| service(asked, one)).collect();
    Ok(Document {
        root: "services",
        node: Node::List("service", services),
    })
}

fn service(asked: &Asked<'_>, category: &Category) -> Node {
    let lang = asked.lang;
    let notice = category.notice.as_ref().map(|one| one.in_language(lang));
    let description = match notice {
        Some(notice) => format!("{notice} {}", category.examples.in_language(lang)),
        None => category.examples.in_language(lang).to_owned(),
    };
    Node::Fields(vec![
        ("service_code", Node::text(category.key.as_str())),
        ("service_name", Node::text(category.names.in_language(lang))),
        ("description", Node::text(description)),
        ("metadata", Node::Flag(!category.questions.is_empty())),
        ("type", Node::text("realtime")),
        ("keywords", Node::text(category.words.join(", "))),
        (
            "group",
            Node::maybe(words::find(
                lang,
                &["group-", category.urgency.code()].concat(),
            )),
        ),
    ])
}

/// `services/{code}`: the questions of a category.
pub async fn one(asked: &Asked<'_>, code: &str) -> Result<Document, Fault> {
    let book = asked.stored(asked.app.store.current_rulebook().await)?;
    let category = book
        .charter_at(asked.now)
        .and_then(|version| version.charter.category(code))
        .ok_or_else(|| Fault::missing(words::no_service(asked.lang, code)))?;
    let attributes = category
        .questions
        .iter()
        .zip(1..)
        .map(|(question, order)| attribute(asked, question, order))
        .collect();
    Ok(Document {
        root: "service_definition",
        node: Node::Fields(vec![
            ("service_code", Node::text(category.key.as_str())),
            ("attributes", Node::List("attribute", attributes)),
        ]),
    })
}

fn attribute(asked: &Asked<'_>, question: &Question, order: i64) -> Node {
    let lang = asked.lang;
    let value = |key: &str, name: &str| {
        Node::Fields(vec![("key", Node::text(key)), ("name", Node::text(name))])
    };
    let (datatype, hint, values) = match &question.answering {
        Answering::Text => ("string", words::answer_text(lang), Vec::new()),
        Answering::Number => ("number", words::answer_number(lang), Vec::new()),
        Answering::YesNo => (
            "singlevaluelist",
            words::answer_choice(lang),
            vec![value("yes", words::yes(lang)), value("no", words::no(lang))],
        ),
        Answering::Choice { options } => (
            "singlevaluelist",
            words::answer_choice(lang),
            options
                .iter()
                .map(|one| value(&one.key, one.names.in_language(lang)))
                .collect(),
        ),
    };
    Node::Fields(vec![
        ("variable", Node::Flag(true)),
        ("code", Node::text(question.key.as_str())),
        ("datatype", Node::text(datatype)),
        // A concern is never turned away for an answer that somebody does not have.
        ("required", Node::Flag(false)),
        ("datatype_description", Node::text(hint)),
        ("order", Node::Whole(order)),
        ("description", Node::text(question.names.in_language(lang))),
        ("values", Node::List("value", values)),
    ])
}
