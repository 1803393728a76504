//! The macros that let one SQL text and one bind chain serve both engines:
//! they expand a body once per engine, so it stays fully typed, and nobody has
//! to keep two copies alike.

/// Runs one statement on whichever engine `$target` is connected to: the body is
/// expanded once per engine, fully typed. `$target` is anything with `.conn()`.
///
/// With two texts (`on!(conn, A_SQLITE | A_POSTGRES, |conn, sql| …)`) the body
/// gets the one of its engine.
macro_rules! on {
    ($target:expr, |$conn:ident| $body:expr) => {{
        $crate::statements::note();
        match $target.conn() {
            $crate::Conn::Sqlite($conn) => $body,
            $crate::Conn::Postgres($conn) => $body,
        }
    }};
    ($target:expr, $sqlite:ident | $postgres:ident, |$conn:ident, $sql:ident| $body:expr) => {{
        $crate::statements::note();
        match $target.conn() {
            $crate::Conn::Sqlite($conn) => {
                let $sql = $sqlite;
                $body
            }
            $crate::Conn::Postgres($conn) => {
                let $sql = $postgres;
                $body
            }
        }
    }};
}

/// Runs a whole write transaction, and runs it again (six times at most) when
/// it lost against another one. The body sees `$tx: &mut Writer`, may use `?`
/// with `StoreError` or with the type named after `throws`, and commits by
/// returning `Ok`. It must not have effects outside the database.
macro_rules! transaction {
    ($store:expr, |$tx:ident| $body:block) => {
        $crate::engine::connection::transaction!($store, throws $crate::StoreError, |$tx| $body)
    };
    ($store:expr, throws $error:ty, |$tx:ident| $body:block) => {{
        let mut tries_left = 5_u8;
        loop {
            let mut writer = $store.writer().await?;
            let outcome: Result<_, $error> = async {
                let $tx = &mut writer;
                $body
            }
            .await;
            let outcome = match outcome {
                Ok(value) => writer.commit().await.map(|()| value).map_err(<$error>::from),
                Err(refusal) => {
                    // Nothing was written either way; why it was undone matters more.
                    if let Err(error) = writer.rollback().await {
                        tracing::warn!(%error, "a transaction ended without its rollback");
                    }
                    Err(refusal)
                }
            };
            match outcome {
                Err(error) if tries_left > 0 && error.is_conflict() => {
                    tries_left -= 1;
                    // The other one needs a moment to take what this one has let go.
                    let pause = std::time::Duration::from_millis(20 << (5 - tries_left));
                    tokio::time::sleep(pause).await;
                }
                outcome => break outcome,
            }
        }
    }};
}

/// Gives `Store` the named methods of `Conn`, each on a connection of its own.
macro_rules! reads {
    ($($name:ident($($argument:ident: $type:ty),* $(,)?) -> $output:ty;)+) => {
        impl $crate::Store {$(
            #[doc = concat!("[`Conn::", stringify!($name), "`](crate::Conn::", stringify!($name), ") on a connection of its own.")]
            pub async fn $name(&self, $($argument: $type),*) -> Result<$output, $crate::StoreError> {
                self.reader().await?.conn().$name($($argument),*).await
            }
        )+}
    };
}

/// Gives `Store` the named methods of `Writer`, each in a transaction of
/// its own. Arguments are `Copy`, because a transaction may have to run twice.
macro_rules! writes {
    ($($name:ident($($argument:ident: $type:ty),* $(,)?) -> $output:ty;)+) => {
        impl $crate::Store {$(
            #[doc = concat!("[`Writer::", stringify!($name), "`](crate::Writer::", stringify!($name), ") in a transaction of its own.")]
            pub async fn $name(&self, $($argument: $type),*) -> Result<$output, $crate::StoreError> {
                $crate::engine::connection::transaction!(self, |tx| { tx.$name($($argument),*).await })
            }
        )+}
    };
}

pub(crate) use {on, reads, transaction, writes};

#[cfg(test)]
mod tests {
    use domain::handle::Handle;
    use domain::id::PersonId;
    use domain::instant::Instant;
    use domain::language::Language;
    use sqlx::types::Uuid;
    use tokio::sync::Barrier;

    use crate::people::NewAccount;
    use crate::testing::postgres;
    use crate::{Store, StoreError};

    const NOW: Instant = Instant::from_micros(0);

    async fn person(store: &Store, number: u128) -> PersonId {
        let handle = Handle::parse(&format!("p{number}@example.org")).unwrap();
        let id = PersonId::new(Uuid::from_u128(number));
        let (language, home, phc) = (Language::En, None, None);
        let account = NewAccount {
            id,
            name: "somebody",
            language,
            home,
            handle: &handle,
            phc,
        };
        assert!(store.create_account(&account, NOW).await.unwrap());
        id
    }

    /// Renames one, waits until the other side has done so too, renames the
    /// other. Says how often it was run.
    async fn cross(
        store: &Store,
        people: [PersonId; 2],
        name: &str,
        meet: &Barrier,
    ) -> Result<u32, StoreError> {
        let mut runs = 0;
        transaction!(store, |tx| {
            runs += 1;
            tx.rename_person(people[0], name, NOW).await?;
            if runs == 1 {
                meet.wait().await;
            }
            tx.rename_person(people[1], name, NOW).await
        })?;
        Ok(runs)
    }

    #[tokio::test]
    async fn a_transaction_that_lost_a_deadlock_is_run_again() {
        let store = postgres().await;
        let (ann, bob) = (person(&store, 1).await, person(&store, 2).await);
        let meet = Barrier::new(2);
        let (forth, back) = tokio::join!(
            cross(&store, [ann, bob], "forth", &meet),
            cross(&store, [bob, ann], "back", &meet),
        );
        // Each held what the other wanted, so one was chosen to give way, and came again.
        let runs = forth.unwrap().max(back.unwrap());
        assert!(runs > 1, "nobody gave way");
        let names = (
            store.find_person(ann).await.unwrap().unwrap().name,
            store.find_person(bob).await.unwrap().unwrap().name,
        );
        assert_eq!(names.0, names.1);
    }
}
