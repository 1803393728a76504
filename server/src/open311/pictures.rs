//! The addresses of pictures that come with a request or an update. They are not
//! fetched: they stand behind the words, each on a line of its own.

use pages::form::Posted;
use pages::text::open311 as words;

use super::asked::Asked;
use super::fault::Fault;

/// Fewer characters of the words than this are not kept for what stands behind them.
const LEAST: usize = 100;

/// Everything that came as `media_url`.
pub fn addresses(form: &Posted) -> impl Iterator<Item = &str> {
    let sent = form.all("media_url").map(str::trim);
    sent.filter(|address| !address.is_empty())
}

/// The same as lines to be read.
pub fn lines(asked: &Asked<'_>, form: &Posted) -> Result<Vec<String>, Fault> {
    addresses(form)
        .map(|address| {
            if address.starts_with("https://") || address.starts_with("http://") {
                Ok(words::picture(asked.lang, address))
            } else {
                Err(Fault::bad(words::bad_media(asked.lang)))
            }
        })
        .collect()
}

/// Words with lines behind them, in at most `most` characters: where they do not fit
/// together, an ellipsis stands for the end of the words. `None` if hardly anything
/// would be left of them.
pub fn behind(said: &str, lines: &[String], most: usize) -> Option<String> {
    let taken: usize = lines.iter().map(|line| line.chars().count() + 1).sum();
    let room = most.saturating_sub(taken);
    let mut text = if said.chars().nth(room).is_none() {
        said.to_owned()
    } else if room < LEAST {
        return None;
    } else {
        let short: String = said.chars().take(room - 1).collect();
        short + "…"
    };
    for line in lines {
        text.push('\n');
        text.push_str(line);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_give_way_to_what_stands_behind_them() {
        let line = "x".repeat(99);
        let lines = [line.clone()];
        let whole = behind(&"a".repeat(500), &lines, 600).unwrap();
        assert_eq!(whole, ["a".repeat(500).as_str(), &line].join("\n"));
        let cut = behind(&"灯".repeat(501), &lines, 600).unwrap();
        assert_eq!(cut.chars().count(), 600);
        assert!(cut.contains("灯…\nx"), "{cut}");
        assert_eq!(
            behind(&"a".repeat(700), &[], 600).unwrap().chars().count(),
            600
        );
        let much = vec![line; 6];
        assert_eq!(
            behind("It is dark, and has been for a week.", &much, 600),
            None
        );
        assert_eq!(behind("", &[], 600).as_deref(), Some(""));
    }
}
