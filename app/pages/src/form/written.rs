//! What somebody wrote, for the page that says why their form was not taken: by then
//! the handler with the form is gone.

use std::sync::{Arc, OnceLock};

use super::Posted;

/// Lies beside a request while it is answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written(Arc<OnceLock<Vec<String>>>);

impl Written {
    /// Keeps what somebody wrote into a form. There is one form in a request.
    pub(crate) fn lay(&self, posted: &Posted) {
        let _ = self.0.set(posted.written());
    }

    /// What was written.
    pub(crate) fn words(&self) -> &[String] {
        self.0.get().map_or(&[], Vec::as_slice)
    }
}

impl Posted {
    /// What somebody wrote into it.
    pub(crate) fn written(&self) -> Vec<String> {
        let words = self.fields().iter();
        let words = words.filter(|(name, value)| !is_secret(name) && is_written(value));
        words.map(|(_, value)| value.clone()).collect()
    }
}

fn is_secret(name: &str) -> bool {
    name.contains("password") || name == "code" || name == "handle"
}

/// Whether somebody wrote it, and no button or choice of ours did.
fn is_written(value: &str) -> bool {
    value.contains(char::is_whitespace) || !value.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::Written;
    use crate::form::Posted;

    #[test]
    fn what_was_written_is_kept_and_no_secret_is() {
        let form = "post=So+be+it&answers=7&key=01890a5d&password=my+cat+sleeps&view=%E5%A5%BD";
        let written = Written::default();
        written.lay(&Posted::parse(form.as_bytes()));
        assert_eq!(written.words(), ["So be it", "好"]);
    }
}
