//! Who to sign in as in the demo, and what to try: shown on its home page and
//! printed by `linli demo`. The people themselves stand in the server's data.

use domain::language::Language;
use leptos::prelude::*;

use crate::text::demo as words;

/// The password of everybody in the demo.
pub const PASSWORD: &str = "four friendly willow cats";

/// Somebody to sign in as.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// What to type as the address.
    pub handle: &'static str,
    /// The name they are seen under.
    pub name: &'static str,
    role: fn(Language) -> &'static str,
    hint: fn(Language) -> &'static str,
}

impl Account {
    /// What they are in the neighbourhood.
    pub fn role(&self, language: Language) -> &'static str {
        (self.role)(language)
    }

    /// What to try as this person.
    pub fn hint(&self, language: Language) -> &'static str {
        (self.hint)(language)
    }
}

/// The accounts to try, the first resident first.
pub const fn accounts() -> [Account; 8] {
    [
        account(
            "lin@willow.example",
            "林秀英",
            words::resident,
            words::resident_try,
        ),
        account(
            "emma@harbour.example",
            "Emma Clarke",
            words::asked,
            words::asked_try,
        ),
        account(
            "li@willow.example",
            "李明",
            words::member,
            words::member_try,
        ),
        account(
            "sarah@harbour.example",
            "Sarah Novak",
            words::convener,
            words::convener_try,
        ),
        account(
            "hu@willow.example",
            "胡建军",
            words::owners,
            words::owners_try,
        ),
        account(
            "pan@greenleaf.example",
            "潘工",
            words::partner,
            words::partner_try,
        ),
        account(
            "du@cuiyuan.example",
            "杜文静",
            words::officer,
            words::officer_try,
        ),
        account(
            "mo@linli.example",
            "莫离",
            words::steward,
            words::steward_try,
        ),
    ]
}

const fn account(
    handle: &'static str,
    name: &'static str,
    role: fn(Language) -> &'static str,
    hint: fn(Language) -> &'static str,
) -> Account {
    Account {
        handle,
        name,
        role,
        hint,
    }
}

/// The list of accounts, for the demo's home page.
pub fn view(lang: Language) -> impl IntoView + use<> {
    let people = accounts()
        .map(|account| {
            view! {
                <li>
                    <p>
                        <strong>{account.name}</strong>
                        " · "
                        {account.role(lang)}
                    </p>
                    <p>
                        <code translate="no">{account.handle}</code>
                    </p>
                    <p class="hint">{account.hint(lang)}</p>
                </li>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <section class="demo-people" aria-labelledby="demo-people">
            <h2 id="demo-people">{words::title(lang)}</h2>
            <p>
                {words::password(lang)}
                " "
                <code translate="no">{PASSWORD}</code>
            </p>
            <ul class="plain-list">{people}</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::render;

    #[test]
    fn everybody_is_listed_with_the_password_in_every_language() {
        for language in Language::ALL {
            let html = render(move || view(language));
            for account in accounts() {
                assert!(html.contains(account.handle), "{}", account.handle);
                assert!(html.contains(account.role(language)), "{}", account.name);
            }
            assert!(html.contains(PASSWORD));
        }
    }
}
