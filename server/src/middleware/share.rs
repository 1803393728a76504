//! Layers that share what lies below them.
//!
//! A layer made of a function keeps a copy of everything below it for the next request,
//! down to the handler; with a dozen of them, every request would copy the lowest a dozen
//! times. What is shared is copied when it is called, once, and not at all where a layer
//! above answers by itself.

use std::sync::Arc;
use std::task::{Context, Poll};

use tower::util::Oneshot;
use tower::{Layer, Service, ServiceExt as _};

/// Shares what lies below this place.
#[derive(Clone, Copy, Debug)]
pub struct Share;

impl<S> Layer<S> for Share {
    type Service = Shared<S>;

    fn layer(&self, below: S) -> Shared<S> {
        Shared(Arc::new(below))
    }
}

/// `layer`, above what it shares.
pub const fn sharing<L>(layer: L) -> (L, Share) {
    (layer, Share)
}

/// A service whose copies are one.
#[derive(Debug)]
pub struct Shared<S>(Arc<S>);

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Service<R> + Clone, R> Service<R> for Shared<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = Oneshot<S, R>;

    /// Always: the copy that will answer is made and asked in [`Self::call`].
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: R) -> Self::Future {
        S::clone(&self.0).oneshot(request)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Answers with nothing and counts its copies.
    #[derive(Debug, Default)]
    struct Counted(Arc<AtomicUsize>);

    impl Clone for Counted {
        fn clone(&self) -> Self {
            self.0.fetch_add(1, Ordering::Relaxed);
            Self(Arc::clone(&self.0))
        }
    }

    impl Service<()> for Counted {
        type Response = ();
        type Error = Infallible;
        type Future = std::future::Ready<Result<(), Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, (): ()) -> Self::Future {
            std::future::ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn what_is_shared_is_copied_only_when_it_is_called() {
        let counted = Counted::default();
        let copies = Arc::clone(&counted.0);
        let shared = Share.layer(counted);
        let other = shared.clone();
        assert_eq!(copies.load(Ordering::Relaxed), 0);
        other.oneshot(()).await.unwrap();
        assert_eq!(copies.load(Ordering::Relaxed), 1);
    }
}
