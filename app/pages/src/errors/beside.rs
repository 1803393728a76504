//! What a page about an error wants to know of the request that went wrong: by then the
//! handler with its visitor and its form is gone.

use std::sync::{Arc, OnceLock};

use crate::form::Posted;
use crate::visitor::Visitor;

/// Lies beside a request while it is answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside(Arc<Kept>);

#[derive(Debug, Default)]
struct Kept {
    visitor: OnceLock<Visitor>,
    words: OnceLock<Vec<String>>,
}

impl Beside {
    /// Keeps who asks. There is one visitor in a request, and one form.
    pub(crate) fn came(&self, visitor: &Visitor) {
        let _ = self.0.visitor.set(visitor.clone());
    }

    /// Keeps what somebody wrote into a form.
    pub(crate) fn lay(&self, posted: &Posted) {
        let words = posted.fields().iter();
        let words = words.filter(|(name, value)| !is_secret(name) && is_written(value));
        let _ = self
            .0
            .words
            .set(words.map(|(_, value)| value.clone()).collect());
    }

    /// Who asked, where that was looked up.
    pub(super) fn visitor(&self) -> Option<&Visitor> {
        self.0.visitor.get()
    }

    /// What was written.
    pub(super) fn words(&self) -> &[String] {
        self.0.words.get().map_or(&[], Vec::as_slice)
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
    use super::Beside;
    use crate::form::Posted;

    #[test]
    fn what_was_written_is_kept_and_no_secret_is() {
        let form = "post=So+be+it&answers=7&key=01890a5d&password=my+cat+sleeps&view=%E5%A5%BD";
        let beside = Beside::default();
        beside.lay(&Posted::parse(form.as_bytes()));
        assert_eq!(beside.words(), ["So be it", "好"]);
    }
}
