//! The batching writer: one task that gathers what comes by the thousand and
//! writes it with one statement, because a commit that the disk has confirmed
//! costs the same for one row as for a hundred.
//!
//! *How to add one more:* give [`Batcher::start`] a function that writes a
//! whole `Vec` with `json_each` (SQLite) or `unnest` (PostgreSQL) and answers
//! for each item.

use std::future::Future;

use tokio::sync::{mpsc, oneshot};

use crate::error::StoreError;

/// A handle to the task; the task ends when the last handle is gone.
#[derive(Debug)]
pub(crate) struct Batcher<T, R> {
    sender: mpsc::Sender<Item<T, R>>,
}

#[derive(Debug)]
struct Item<T, R> {
    value: T,
    answer: oneshot::Sender<Result<R, StoreError>>,
}

impl<T, R> Clone for Batcher<T, R> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
        }
    }
}

impl<T, R> Batcher<T, R>
where
    T: Clone + Send + 'static,
    R: Send + 'static,
{
    /// Starts the task. `write` gets at most `most` values and gives one
    /// answer for each, in their order. When a batch fails, its values are
    /// tried one by one, so that one bad value does not take the others along.
    pub(crate) fn start<W, F>(most: usize, mut write: W) -> Self
    where
        W: FnMut(Vec<T>) -> F + Send + 'static,
        F: Future<Output = Result<Vec<R>, StoreError>> + Send,
    {
        let (sender, mut receiver) = mpsc::channel::<Item<T, R>>(most * 4);
        tokio::spawn(async move {
            let mut items = Vec::with_capacity(most);
            while receiver.recv_many(&mut items, most).await > 0 {
                let values = items.iter().map(|item| item.value.clone()).collect();
                match write(values).await {
                    Ok(answers) => {
                        for (item, answer) in items.drain(..).zip(answers) {
                            reply(item.answer, Ok(answer));
                        }
                    }
                    Err(error) => {
                        let values = items.len();
                        tracing::warn!(%error, values, "a batch failed; trying one by one");
                        for item in items.drain(..) {
                            let alone = write(vec![item.value]).await;
                            reply(item.answer, alone.and_then(first));
                        }
                    }
                }
            }
        });
        Self { sender }
    }

    /// Writes `value` with whatever else waits, and returns when the database has it.
    pub(crate) async fn submit(&self, value: T) -> Result<R, StoreError> {
        let (answer, answered) = oneshot::channel();
        let item = Item { value, answer };
        self.sender
            .send(item)
            .await
            .map_err(|_closed| StoreError::Busy)?;
        answered.await.unwrap_or(Err(StoreError::Busy))
    }

    /// Writes `value` some time soon, if there is room in the queue. For what
    /// may be lost.
    pub(crate) fn hint(&self, value: T) {
        let (answer, _nobody_waits) = oneshot::channel();
        if self.sender.try_send(Item { value, answer }).is_err() {
            tracing::debug!("the batch queue is full; a hint was dropped");
        }
    }
}

fn first<R>(answers: Vec<R>) -> Result<R, StoreError> {
    answers.into_iter().next().ok_or(StoreError::Busy)
}

fn reply<R>(to: oneshot::Sender<Result<R, StoreError>>, answer: Result<R, StoreError>) {
    // Whoever asked may have gone; the write stands all the same.
    let _gone = to.send(answer);
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[tokio::test]
    async fn what_waits_together_is_written_together() {
        let sizes = Arc::new(Mutex::new(Vec::new()));
        let seen = sizes.clone();
        let batcher = Batcher::start(64, move |values: Vec<u32>| {
            seen.lock().unwrap().push(values.len());
            async move {
                tokio::task::yield_now().await;
                Ok(values.into_iter().map(|value| value * 2).collect())
            }
        });
        let tasks: Vec<_> = (0..200)
            .map(|number| {
                let batcher = batcher.clone();
                tokio::spawn(async move { batcher.submit(number).await.unwrap() })
            })
            .collect();
        for (number, task) in (0..).zip(tasks) {
            assert_eq!(task.await.unwrap(), number * 2);
        }
        let sizes = sizes.lock().unwrap();
        assert_eq!(sizes.iter().sum::<usize>(), 200);
        assert!(sizes.len() < 50, "{sizes:?}");
    }

    #[tokio::test]
    async fn one_bad_value_does_not_take_the_others_along() {
        let batcher = Batcher::start(8, |values: Vec<u32>| async move {
            if values.contains(&3) {
                Err(StoreError::Busy)
            } else {
                Ok(values)
            }
        });
        let tasks: Vec<_> = (0..6)
            .map(|number| {
                let batcher = batcher.clone();
                tokio::spawn(async move { batcher.submit(number).await.is_ok() })
            })
            .collect();
        for (number, task) in (0..).zip(tasks) {
            assert_eq!(task.await.unwrap(), number != 3);
        }
    }
}
