//! What a new version of the rules changes.

use super::{Answering, Category, Charter, Question, Turn};
use crate::language::Names;

/// One change between two versions. The words for people live in `pages`,
/// keyed by the variant and the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A field of the charter itself.
    Charter {
        /// Which field, as the file names it.
        field: &'static str,
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
    /// A new category.
    CategoryAdded {
        /// Its key.
        category: String,
    },
    /// A category that is no more. Cases filed under it keep it.
    CategoryRemoved {
        /// Its key.
        category: String,
    },
    /// A field of a category.
    Category {
        /// Its key.
        category: String,
        /// Which field, as the file names it.
        field: &'static str,
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
    /// The same categories stand in another order.
    Order,
    /// A new way to decide.
    WayAdded {
        /// Its key.
        way: String,
    },
    /// Another wording or other rules of a way to decide. Decisions that are open keep
    /// those they began with.
    WayChanged {
        /// Its key.
        way: String,
    },
    /// A way to decide that is no more.
    WayRemoved {
        /// Its key.
        way: String,
    },
}

/// All changes from `old` to `new`, in the order of the new charter, what was
/// removed last; empty if only the number differs.
pub fn difference(old: &Charter, new: &Charter) -> Vec<Change> {
    let mut changes = Vec::new();
    for ((field, from), (_, to)) in charter_fields(old).into_iter().zip(charter_fields(new)) {
        if from != to {
            changes.push(Change::Charter { field, from, to });
        }
    }
    for category in &new.categories {
        match old.category(&category.key) {
            None => changes.push(Change::CategoryAdded {
                category: category.key.clone(),
            }),
            Some(before) => {
                let pairs = category_fields(before)
                    .into_iter()
                    .zip(category_fields(category));
                for ((field, from), (_, to)) in pairs.filter(|((_, from), (_, to))| from != to) {
                    changes.push(Change::Category {
                        category: category.key.clone(),
                        field,
                        from,
                        to,
                    });
                }
            }
        }
    }
    for category in &old.categories {
        if new.category(&category.key).is_none() {
            changes.push(Change::CategoryRemoved {
                category: category.key.clone(),
            });
        }
    }
    if common_order(old, new) != common_order(new, old) {
        changes.push(Change::Order);
    }
    changes.extend(ways(old, new));
    changes
}

fn ways(old: &Charter, new: &Charter) -> Vec<Change> {
    let (before, after) = (old.ways(), new.ways());
    let known = |key: &str| before.iter().find(|one| one.key == key);
    let mut changes = Vec::new();
    for one in &after {
        let way = one.key.clone();
        match known(&one.key) {
            None => changes.push(Change::WayAdded { way }),
            Some(before) if before != one => changes.push(Change::WayChanged { way }),
            Some(_) => {}
        }
    }
    let gone = before.into_iter().filter(|one| new.way(&one.key).is_none());
    changes.extend(gone.map(|one| Change::WayRemoved { way: one.key }));
    changes
}

/// The categories that the other charter has too, in the order of this one.
fn common_order<'a>(charter: &'a Charter, other: &Charter) -> Vec<&'a str> {
    let keys = charter
        .categories
        .iter()
        .map(|category| category.key.as_str());
    keys.filter(|key| other.category(key).is_some()).collect()
}

fn charter_fields(charter: &Charter) -> [(&'static str, String); 3] {
    // Taken apart, so that a new field cannot be forgotten here.
    let Charter {
        version: _,
        title,
        emergency_number,
        outside_address,
        categories: _,
        methods: _,
    } = charter;
    [
        ("title", names(title)),
        ("emergency_number", emergency_number.clone()),
        ("outside_address", names(outside_address)),
    ]
}

fn category_fields(category: &Category) -> [(&'static str, String); 14] {
    let Category {
        key: _,
        names: own_names,
        examples,
        words,
        urgency,
        path,
        lowest,
        highest,
        reserved,
        household,
        participation,
        questions,
        notice,
        partners,
        order,
    } = category;
    let flag = |flag: bool| if flag { "true" } else { "false" }.to_owned();
    [
        ("names", names(own_names)),
        ("examples", names(examples)),
        ("words", words.join(", ")),
        ("urgency", urgency.code().to_owned()),
        ("path", path.code().to_owned()),
        ("tiers", format!("{}–{}", lowest.number(), highest.number())),
        ("reserved", flag(*reserved)),
        ("household", flag(*household)),
        ("participation", participation.code().to_owned()),
        (
            "question",
            questions
                .iter()
                .map(question)
                .collect::<Vec<_>>()
                .join("; "),
        ),
        (
            "route",
            questions
                .iter()
                .flat_map(turns)
                .collect::<Vec<_>>()
                .join("; "),
        ),
        ("notice", notice.as_ref().map(names).unwrap_or_default()),
        ("partners", partners.join(", ")),
        ("order", order.join(", ")),
    ]
}

fn question(question: &Question) -> String {
    let kind = match &question.answering {
        Answering::Text => "text".to_owned(),
        Answering::Number => "number".to_owned(),
        Answering::YesNo => "yes-no".to_owned(),
        Answering::Choice { options } => {
            let options = options
                .iter()
                .map(|option| format!("{}: {}", option.key, names(&option.names)));
            format!("choice [{}]", options.collect::<Vec<_>>().join(", "))
        }
    };
    format!("{} ({kind}): {}", question.key, names(&question.names))
}

/// Where the answers to a question lead.
fn turns(question: &Question) -> Vec<String> {
    let told = |(answer, turned): (&String, &Turn)| {
        let what = turn(*turned);
        format!("{}: {answer} → {what}", question.key)
    };
    question.turns.iter().map(told).collect()
}

fn turn(turn: Turn) -> String {
    let Turn {
        urgency,
        reserved,
        tiers,
    } = turn;
    let urgency = urgency.map(|urgency| urgency.code().to_owned());
    let reserved = reserved.then(|| "reserved".to_owned());
    let tiers = tiers.map(|(lowest, highest)| format!("{}–{}", lowest.number(), highest.number()));
    let parts: Vec<String> = urgency.into_iter().chain(reserved).chain(tiers).collect();
    parts.join(", ")
}

/// All languages of a text, each once.
fn names(names: &Names) -> String {
    let mut texts: Vec<&str> = Vec::new();
    let Names { en, hans, hant } = names;
    for text in [en, hans, hant].into_iter().filter_map(Option::as_deref) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(" / ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Tier;
    use crate::charter::{Participation, Urgency};

    fn line(change: Change) -> String {
        match change {
            Change::Charter { field, from, to } => format!("{field}: {from} -> {to}"),
            Change::CategoryAdded { category } => format!("+ {category}"),
            Change::CategoryRemoved { category } => format!("- {category}"),
            Change::Category {
                category,
                field,
                from,
                to,
            } => format!("{category}.{field}: {from} -> {to}"),
            Change::Order => "order".to_owned(),
            Change::WayAdded { way } => format!("+ way {way}"),
            Change::WayChanged { way } => format!("way {way}"),
            Change::WayRemoved { way } => format!("- way {way}"),
        }
    }

    #[test]
    fn only_what_changed_is_named() {
        let old = Charter::shipped();
        assert_eq!(
            difference(
                &old,
                &Charter {
                    version: 2,
                    ..old.clone()
                }
            ),
            []
        );

        let mut new = old.clone();
        new.emergency_number = "112".to_owned();
        let lift = new
            .categories
            .iter_mut()
            .find(|category| category.key == "lift")
            .unwrap();
        lift.urgency = Urgency::Danger;
        lift.highest = Tier::TOP;
        lift.questions.clear();
        let parking = new
            .categories
            .iter_mut()
            .find(|category| category.key == "parking")
            .unwrap();
        parking.participation = Participation::CoDecide;
        let mut fresh = new.categories[0].clone();
        fresh.key = "balcony".to_owned();
        new.categories.push(fresh);
        new.categories.retain(|category| category.key != "dogs");
        new.categories.swap(0, 2);

        let found: Vec<String> = difference(&old, &new).into_iter().map(line).collect();
        assert_eq!(
            found,
            [
                "emergency_number: 110 -> 112",
                "lift.urgency: utility -> danger",
                "lift.tiers: 1–3 -> 1–4",
                "lift.question: stuck (yes-no): Is somebody stuck inside? / 是不是有人困在里面？ / 是不是有人被困在裡面？ -> ",
                "lift.route: stuck: yes → danger -> ",
                "parking.participation: decide -> co-decide",
                "+ balcony",
                "- dogs",
                "order",
            ]
        );
    }
}
