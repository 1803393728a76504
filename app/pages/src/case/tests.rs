//! Every act, every refusal and every part of the page has its words.

use domain::case::{Refused, StageName};
use domain::language::Language;
use domain::permission::Denied;
use domain::routing::RouteRefused;

use super::Verb;
use crate::text::refused;

#[test]
fn every_act_has_its_words_in_every_language() {
    for lang in Language::ALL {
        for verb in Verb::ALL {
            for text in [
                verb.label(lang),
                verb.title(lang),
                verb.lead(lang),
                verb.button(lang),
            ] {
                assert!(!text.is_empty(), "{verb:?}");
            }
            assert_eq!(Verb::from_code(verb.code()), Some(verb));
        }
    }
}

#[test]
fn every_refusal_says_what_to_do_in_every_language() {
    let routes = [
        RouteRefused::CategoryUnknown,
        RouteRefused::NobodyAtAll,
        RouteRefused::ConcernsTheTop,
    ];
    let all = Refused::ALL
        .into_iter()
        .chain(Denied::ALL.map(Refused::Denied))
        .chain(routes.map(Refused::Route));
    for refusal in all {
        for lang in Language::ALL {
            let text = refused::find(lang, refusal.code());
            assert!(text.is_some(), "text/refused.toml lacks {}", refusal.code());
        }
    }
}

#[test]
fn every_stage_has_its_own_chip() {
    for lang in Language::ALL {
        let mut told: Vec<_> = StageName::ALL
            .map(|name| crate::text::case::find(lang, &format!("stage-{}", name.code())))
            .into_iter()
            .flatten()
            .collect();
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), StageName::ALL.len(), "{lang:?}");
    }
}
