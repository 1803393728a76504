//! The page that belongs to an address which only takes forms: where somebody comes
//! back to who had to sign in first, or changed the language of a refused form.

use super::ROUTES;

/// The address itself, if it has a page; else that of the nearest page above it.
pub fn nearest_page(path: &str) -> &str {
    let mut path = path;
    while !path.is_empty() {
        if has_page(path) {
            return path;
        }
        path = path.rsplit_once('/').map_or("", |(above, _)| above);
    }
    "/"
}

/// Whether the template that takes this address takes GET, too.
fn has_page(path: &str) -> bool {
    let fitting = ROUTES
        .iter()
        .filter(|(_, template, _)| fits(template, path));
    // As the router does: what is written out comes before what stands for anything.
    let Some(best) = fitting
        .map(|(_, template, _)| *template)
        .min_by_key(|template| rank(template))
    else {
        return false;
    };
    ROUTES
        .iter()
        .any(|(method, template, _)| *method == "GET" && *template == best)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || stands_for_any(wanted) => {}
            _ => return false,
        }
    }
}

/// For each segment whether it stands for anything, the first one first.
fn rank(template: &str) -> Vec<bool> {
    template.split('/').map(stands_for_any).collect()
}

fn stands_for_any(segment: &str) -> bool {
    segment.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::nearest_page;

    #[test]
    fn a_form_leads_back_to_the_page_it_stands_on() {
        for (address, page) in [
            ("/threads/88249161/posts", "/threads/88249161"),
            (
                "/threads/88249161/decisions/2/answer",
                "/threads/88249161/decisions/2",
            ),
            (
                "/threads/88249161/decisions/2/open",
                "/threads/88249161/decisions/2/open",
            ),
            (
                "/threads/88249161/meetings/1/seat",
                "/threads/88249161/meetings/1",
            ),
            ("/threads/88249161/answers", "/threads/88249161"),
            ("/cases/41377264/plan", "/cases/41377264/plan"),
            ("/cases/41377264/notes/open", "/cases/41377264/notes"),
            ("/report/where", "/report/where"),
            ("/nothing/like/this", "/"),
            ("/", "/"),
        ] {
            assert_eq!(nearest_page(address), page, "{address}");
        }
    }
}
