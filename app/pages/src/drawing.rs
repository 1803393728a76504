//! Pictures are drawn beside the answers: nobody waits for one, no picture is drawn
//! twice at once by a server, and a large one leaves the server time for other things.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::id::ThreadId;
use domain::thread::Thread;
use store::Store;
use store::clock::Clock;
use tokio::time::Instant;

/// What is answered within this time is drawn together.
const TOGETHER: Duration = Duration::from_millis(100);
/// For each second of drawing so many seconds nothing is drawn of that thread.
const REST: u32 = 2;

/// The threads of which pictures are drawn, and whether somebody answered since. Cheap
/// to clone.
#[derive(Clone, Debug, Default)]
pub struct Drawing(Arc<Mutex<HashMap<ThreadId, bool>>>);

impl Drawing {
    fn threads(&self) -> MutexGuard<'_, HashMap<ThreadId, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody answered; whether nobody draws it yet.
    fn begins(&self, thread: ThreadId) -> bool {
        self.threads().insert(thread, true).is_none()
    }

    /// Whether to draw it, once more or for the first time; if not, nobody does any more.
    fn goes_on(&self, thread: ThreadId) -> bool {
        let mut threads = self.threads();
        let again = threads.get_mut(&thread).is_some_and(std::mem::take);
        if !again {
            threads.remove(&thread);
        }
        again
    }

    /// Draws the picture anew, if it is time to, and again while people answer.
    pub fn soon(&self, store: &Store, clock: &Clock, thread: Arc<Thread>) {
        if !self.begins(thread.id) {
            return;
        }
        let (drawing, store, clock) = (self.clone(), store.clone(), clock.clone());
        tokio::spawn(async move {
            while drawing.goes_on(thread.id) {
                let began = Instant::now();
                if let Err(error) = store.draw_picture(&thread, clock.now()).await {
                    tracing::warn!(%error, "the picture of a thread was not drawn");
                }
                tokio::time::sleep(TOGETHER.max(began.elapsed() * REST)).await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_answered_while_it_is_drawn_is_drawn_once_more_by_the_same() {
        let (drawing, thread) = (Drawing::default(), ThreadId::new(Uuid::from_u128(1)));
        assert!(drawing.begins(thread));
        assert!(drawing.goes_on(thread));
        // Two answers meanwhile: one more picture.
        assert!(!drawing.begins(thread) && !drawing.begins(thread));
        assert!(drawing.goes_on(thread));
        assert!(!drawing.goes_on(thread));
        assert!(drawing.begins(thread), "the next answer begins anew");
    }
}
