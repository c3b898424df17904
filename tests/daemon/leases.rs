//! One lease a stage: who holds it works, who waits gets it when the holder dies, who lost it notices.

use std::time::Duration;

use qazyna::store::{Db, Lease, Stage, StoreError};
use sqlx::Executor;

use crate::support::{Engine, fresh_db};

/// Whether the lease is held by somebody else: a wait that does not end is given up.
async fn is_held(db: &Db, stage: Stage) -> bool {
    tokio::time::timeout(Duration::from_millis(200), db.lease(stage)).await.is_err()
}

async fn soon(db: &Db, stage: Stage) -> Lease {
    tokio::time::timeout(Duration::from_secs(20), db.lease(stage)).await.expect("it comes free").unwrap()
}

#[tokio::test]
async fn a_stage_has_one_holder_another_stage_another_and_the_next_one_follows_at_once() {
    let dir = tempfile::tempdir().unwrap();
    for engine in Engine::ALL {
        let db = fresh_db(engine, dir.path()).await;
        let mut export = soon(&db, Stage::Export).await;
        export.check().await.unwrap();
        assert!(is_held(&db, Stage::Export).await, "{engine:?}");
        let inbox = soon(&db, Stage::Inbox).await;
        drop(export);
        soon(&db, Stage::Export).await;
        assert!(is_held(&db, Stage::Inbox).await, "{engine:?}");
        drop(inbox);
        soon(&db, Stage::Inbox).await;
        db.close().await;
    }
}

#[tokio::test]
async fn a_lease_that_died_with_its_connection_is_noticed_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let db = fresh_db(Engine::Postgres, dir.path()).await;
    let mut lease = soon(&db, Stage::Export).await;
    let Db::Postgres { pool, .. } = &db else { panic!("a server") };
    let holders = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted \
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    pool.execute(holders).await.unwrap();
    // somebody else has it already
    let mut other = soon(&db, Stage::Export).await;
    assert!(matches!(lease.check().await, Err(StoreError::LeaseLost { stage: "export", .. })));
    other.check().await.unwrap();
    drop((lease, other));
    db.close().await;
}
