//! The manifest of more orders than stand in it by themselves (004 §5.3): it names sheets, each of which binds a thousand.

use qazyna::domain::batch::{hex, sha256};
use qazyna::domain::order::line_digest;

use super::pki::{AT, Pki, at};
use super::scene::{Scene, both_with, text};
use crate::support::office::request;

/// A batch of so many orders, and keys for people.
fn with_orders(scene: &Scene, orders: usize) -> Pki<'_> {
    let rows: Vec<String> = (1..=orders).map(|n| request(&format!("N-{n:05}"), AT, 1 + n as u64 % 7)).collect();
    scene.take(&at("09:30"), &rows);
    scene.tick(&at("10:00"));
    scene.must(&at("10:00"), "", &["eds", "sandbox", "--out", &scene.path("pki")]);
    Pki(scene)
}

/// The manifest, and the orders beside it, where there are some.
fn manifest(scene: &Scene) -> (String, Option<String>) {
    let path = scene.path("manifest.txt");
    let told = scene.must("", "", &["batch", "manifest", "1", "--out", &path]);
    let orders = told.get("orders_path").map(|path| std::fs::read_to_string(text(path)).unwrap());
    let bytes = std::fs::read_to_string(path).unwrap();
    assert_eq!(text(&told["manifest_sha256"]), hex(&sha256(bytes.as_bytes())));
    (bytes, orders)
}

/// Each line behind the head: its fields.
fn records(manifest: &str) -> Vec<Vec<&str>> {
    manifest.lines().skip(8).map(|line| line.split('\t').collect()).collect()
}

/// That each sheet states number, count and digest of its thousand of these lines.
fn assert_bound(manifest: &str, orders: &str) {
    let lines: Vec<&str> = orders.split_inclusive('\n').collect();
    let sheets = records(manifest);
    assert_eq!(sheets.len(), lines.len().div_ceil(1_000));
    for (place, (sheet, bound)) in sheets.iter().zip(lines.chunks(1_000)).enumerate() {
        let number = |line: &str| line.split('\t').nth(1).unwrap().to_owned();
        let wanted = [
            "sheet".to_owned(),
            (place + 1).to_string(),
            number(bound[0]),
            number(bound[bound.len() - 1]),
            bound.len().to_string(),
        ];
        assert_eq!(sheet[..5], wanted);
        assert_eq!(sheet[6], hex(&sha256(bound.concat().as_bytes())));
    }
}

fn export(pki: &Pki<'_>) -> crate::support::office::Ran {
    let out = pki.0.path("treasury");
    pki.run("12:00", "finance", &["export", "--batch", "1", "--as", "pain001", "--out", &out])
}

#[test]
// law: 004-5.3-sign
fn a_manifest_of_more_than_a_thousand_orders_names_sheets_and_each_binds_its_orders() {
    both_with(10_000, |scene| {
        let pki = with_orders(scene, 2_001);
        let (bytes, orders) = manifest(scene);
        assert!(bytes.starts_with("qazyna manifest 2\nbatch\t1\n"), "{bytes}");
        assert_bound(&bytes, &orders.unwrap());
        let sum = |field: &str| field.parse::<f64>().unwrap();
        let total: f64 = records(&bytes).iter().map(|sheet| sum(sheet[5])).sum();
        assert!((total - sum(&text(&scene.batch(1)["total"]))).abs() < 0.001);

        let signed = pki.present("11:10", 1, &pki.sign("first-head", 1, None));
        assert_eq!((signed.code, &signed.json()["status"]), (0, &"signed".into()), "{signed:?}");
        let left = export(&pki);
        assert_eq!(left.code, 0, "{left:?}");
        scene.must(&at("12:10"), "finance", &["export", "--batch", "1", "--prove"]);
        let bundle = scene.path("batch-1.zip");
        let told = scene.must("", "", &["eds", "evidence", "1", "--out", &bundle]);
        assert_eq!(told["proven"], true);
        let mut zip = zip::ZipArchive::new(std::fs::File::open(bundle).unwrap()).unwrap();
        zip.extract(scene.path("bundle")).unwrap();
        let inside = |name: &str| std::fs::read_to_string(scene.path(&format!("bundle/{name}"))).unwrap();
        assert_eq!(inside("manifest.txt"), bytes);
        assert_bound(&bytes, &inside("manifest.txt.orders"));
    });
}

#[test]
fn a_thousand_orders_stand_in_the_manifest_itself() {
    both_with(10_000, |scene| {
        with_orders(scene, 1_000);
        let (bytes, orders) = manifest(scene);
        assert!(bytes.starts_with("qazyna manifest 1\n"));
        assert_eq!((records(&bytes).len(), orders), (1_000, None));
    });
}

#[test]
fn a_decline_makes_the_sheets_anew_until_the_orders_stand_in_the_manifest_itself() {
    both_with(10_000, |scene| {
        let pki = with_orders(scene, 1_002);
        let number = |n: usize| text(&scene.orders()[n]["number"]);
        let (first, last) = (number(0), number(1_001));
        let decline = |order: &str| {
            scene.must(&at("10:30"), "head", &["batch", "decline", "1", "--order", order, "--reason", "a wrong sum"])
        };
        decline(&first);
        let (bytes, orders) = manifest(scene);
        let orders = orders.unwrap();
        assert!(!orders.contains(&format!("\t{first}\t")), "a declined order is in no sheet");
        assert_bound(&bytes, &orders);
        assert_eq!(records(&bytes).iter().map(|sheet| sheet[4]).collect::<Vec<_>>(), ["1000", "1"]);
        let before = pki.sign("first-head", 1, None);
        decline(&last);
        let (bytes, orders) = manifest(scene);
        assert!(bytes.starts_with("qazyna manifest 1\n"));
        assert_eq!((records(&bytes).len(), orders), (1_000, None));
        assert_eq!(pki.refused(1, &before)[0][0], "digest-differs");
        assert_eq!(pki.present("11:10", 1, &pki.sign("first-head", 1, None)).code, 0);
        assert_eq!(export(&pki).code, 0);
    });
}

#[test]
fn an_order_that_changed_behind_its_sheet_never_leaves() {
    both_with(10_000, |scene| {
        let pki = with_orders(scene, 1_001);
        let cms = pki.sign("first-head", 1, None);
        assert_eq!(pki.present("11:10", 1, &cms).code, 0);
        scene.tampered();
        let (_, orders) = manifest(scene);
        let last = orders.unwrap().lines().last().unwrap().strip_prefix("order\t").unwrap().to_owned();
        let other = last.replace("KZ476010131000179714", "KZ098010131000179714");
        assert_ne!(last, other);
        let body = scene.literal(format!("{other}\n").as_bytes());
        scene.alter(&format!("UPDATE order_piece SET body = {body} WHERE first = last"));
        let left = export(&pki);
        assert!(left.code == 3 && left.stderr.contains("[manifest-differs]"), "{left:?}");
        assert_eq!(scene.run("", "", &["audit", "verify"]).code, 4);
    });
}

#[test]
fn sheets_that_changed_are_not_signed_and_the_audit_names_them() {
    both_with(10_000, |scene| {
        let pki = with_orders(scene, 1_001);
        let cms = pki.sign("first-head", 1, None);
        scene.tampered();
        scene.alter("UPDATE batch_sheets SET sheets = replace(sheets, 'sheet', 'sheep')");
        let refused = pki.present("11:10", 1, &cms);
        assert_eq!((refused.code, refused.codes()), (3, vec!["manifest-differs".to_owned()]), "{refused:?}");
        let audit = scene.run("", "", &["audit", "verify"]);
        assert_eq!(audit.code, 4);
        assert!(format!("{audit:?}").contains("batch 1 sheets"), "{audit:?}");
    });
}

#[test]
fn a_batch_that_was_formed_before_there_were_sheets_is_signed_and_leaves_over_all_its_orders() {
    both_with(10_000, |scene| {
        let pki = with_orders(scene, 1_001);
        let (bytes, orders) = manifest(scene);
        let head: String = bytes.split_inclusive('\n').take(8).collect();
        let record = |line: &str| {
            let facts = line.strip_prefix("order\t").unwrap();
            format!("order\t{}\t{facts}\n", hex(&line_digest(facts)))
        };
        let records: String = orders.unwrap().lines().map(record).collect();
        let old = head.replace("manifest 2", "manifest 1") + &records;
        scene.tampered();
        scene.alter("DELETE FROM batch_sheets");
        let digest = scene.literal(&sha256(old.as_bytes()));
        scene.alter(&format!("UPDATE batch SET manifest_sha256 = {digest}"));
        assert_eq!(manifest(scene), (old, None));
        assert_eq!(pki.present("11:10", 1, &pki.sign("first-head", 1, None)).code, 0);
        let left = export(&pki);
        assert_eq!(left.code, 0, "{left:?}");
    });
}
