//! Folders that cannot be written, files that were altered, rows that somebody changed by hand.

use std::path::{Path, PathBuf};

use qazyna::store::{Db, batch, piece};

use super::*;

fn exported(office: &Office) -> PathBuf {
    let files = office.must("2026-03-02T11:00", "finance", &["export", "--batch", "1"]);
    files[0]["path"].as_str().unwrap().into()
}

fn signed(office: &Office) {
    with_plan(office, 1_000);
    import_requests(office, requests(&[request("R", REGISTERED, 100)]));
    office.must("2026-03-02T10:00", "", &["tick"]);
    office.must("2026-03-02T10:10", "head", &["batch", "sign", "1"]);
}

fn status(office: &Office) -> String {
    office.list(&["order", "list"])[0]["status"].as_str().unwrap().to_owned()
}

#[test]
fn an_outbox_that_cannot_be_written_is_a_fault_and_the_next_tick_makes_it_good() {
    both(|office| {
        signed(office);
        office.write("outbox", "a file where the folder should be");
        let ran = office.run("2026-03-02T10:20", "", &["tick"]);
        assert_eq!((ran.code, ran.stderr.contains("outbox"), status(office).as_str()), (1, true, "signed"), "{ran:?}");
        std::fs::remove_file(office.path("outbox")).unwrap();
        let done = office.must("2026-03-02T10:30", "", &["tick"]);
        assert_eq!((done["files"].as_array().unwrap().len(), status(office).as_str()), (1, "dispatched"));
    });
}

#[test]
fn a_folder_in_the_place_of_the_file_is_a_fault_and_the_next_tick_makes_it_good() {
    both(|office| {
        signed(office);
        let name = "outbox/SANDBOX-2550101-B1-20260302-treasury-xml.xml";
        std::fs::create_dir_all(office.path(name)).unwrap();
        let ran = office.run("2026-03-02T10:20", "", &["tick"]);
        assert_eq!((ran.code, status(office).as_str()), (1, "signed"), "{ran:?}");
        std::fs::remove_dir(office.path(name)).unwrap();
        office.must("2026-03-02T10:30", "", &["tick"]);
        assert_eq!(status(office), "dispatched");
        assert!(Path::new(&office.path(name)).is_file());
    });
}

#[test]
fn an_exported_file_that_was_altered_is_moved_aside_and_the_same_bytes_restored() {
    both(|office| {
        with_order(office);
        let path = exported(office);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, b"<altered/>").unwrap();
        assert_eq!(exported(office), path);
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        let aside = std::fs::read_dir(path.parent().unwrap()).unwrap().map(|e| e.unwrap().path());
        let aside: Vec<PathBuf> = aside.filter(|p| p.to_string_lossy().contains("altered")).collect();
        assert_eq!(aside.iter().map(|p| std::fs::read(p).unwrap()).collect::<Vec<_>>(), [b"<altered/>"]);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(std::fs::read(exported(office)).unwrap(), bytes, "and a lost one too");
    });
}

#[test]
fn stored_bytes_that_were_altered_in_the_database_are_never_exported() {
    both(|office| {
        with_order(office);
        let path = exported(office);
        std::fs::remove_file(&path).unwrap();
        let other = zstd::encode_all(b"<other/>".as_slice(), 1).unwrap();
        for bytes in [other.as_slice(), b"no archive at all", b""] {
            office.alter(&format!("UPDATE export_file SET body = {}", office.literal(bytes)));
            let ran = office.run("2026-03-02T11:10", "finance", &["export", "--batch", "1"]);
            assert_eq!(ran.code, 3, "{ran:?}");
            assert!(ran.stderr.contains("file-differs") && !path.exists(), "{ran:?}");
        }
    });
}

/// What an alteration does to the only order: its row of numbers, or one word of its facts.
fn alter_order(office: &Office, word: &str, other: &str) {
    if word == "amount" {
        return office.alter("UPDATE payment_order SET amount = amount + 1");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let line = runtime.block_on(async {
        let db = Db::open(office.url(), Path::new("."), false).await.unwrap();
        let mut conn = db.read().await.unwrap();
        let key = batch::one(&mut conn, 1).await.unwrap().unwrap().keys.first;
        let piece = piece::holding(&mut conn, key).await.unwrap().unwrap();
        drop(conn);
        db.close().await;
        piece.line(key).unwrap().to_owned()
    });
    let altered = line.replacen(word, other, 1);
    assert_ne!(altered, line, "{word}");
    office.alter(&format!("UPDATE order_piece SET body = {}", office.literal(format!("{altered}\n").as_bytes())));
}

#[test]
fn an_order_that_was_altered_in_the_database_is_never_exported() {
    for (word, other) in [("amount", ""), ("KZ476010131000179714", "KZ86125KZT5004100100"), ("ТОО", "ООО")] {
        both(|office| {
            signed(office);
            alter_order(office, word, other);
            let ran = office.run("2026-03-02T10:20", "finance", &["export", "--batch", "1"]);
            assert_eq!((ran.code, ran.stderr.contains("manifest-differs")), (3, true), "{word}: {ran:?}");
            let ran = office.run("2026-03-02T10:20", "", &["tick"]);
            assert_eq!((ran.code, ran.codes()), (3, vec!["manifest-differs".to_owned()]), "{word}: {ran:?}");
            assert_eq!(status(office), "signed");
            assert!(!Path::new(&office.path("outbox")).read_dir().is_ok_and(|mut d| d.next().is_some()), "a file left");
        });
    }
}

#[test]
fn an_order_that_was_altered_before_the_signature_is_never_signed() {
    both(|office| {
        with_plan(office, 1_000);
        import_requests(office, requests(&[request("R", REGISTERED, 100)]));
        office.must("2026-03-02T10:00", "", &["tick"]);
        alter_order(office, "HSBK", "HSBA");
        let ran = office.run("2026-03-02T10:10", "head", &["batch", "sign", "1"]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["manifest-differs".to_owned()]), "{ran:?}");
    });
}
