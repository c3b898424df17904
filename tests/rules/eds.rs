//! The head's electronic signature (004 §5.3): over exactly the manifest's bytes, by the person who acts, for the
//! institution, in a role that may sign; nothing leaves without it where one is required.

use qazyna::eds::sandbox::iin;
use serde_json::Value;

use super::pki::{AT, DAY, Pki, at};
use super::scene::{Scene, both_with, line, text};
use crate::support::office::{STATEMENT, request};

fn iin_of(scene: &Scene, name: &str) -> String {
    text(&scene.list(&["user", "list"]).into_iter().find(|u| u["name"] == name).unwrap()["iin"])
}

#[test]
// law: 004-5.3-sign
fn the_head_signs_the_manifest_electronically_and_only_then_the_file_leaves() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let bare = pki.run("11:00", "head", &["batch", "sign", "1"]);
        assert_eq!((bare.code, bare.codes()), (3, vec!["signature-needed".to_owned()]), "{bare:?}");
        assert_eq!(pki.run("11:00", "", &["tick"]).code, 0);
        assert_eq!(scene.batch_status(1), "awaiting-signature");

        let cms = pki.sign("first-head", 1, None);
        let signed = pki.present("11:10", 1, &cms);
        assert_eq!((signed.code, &signed.json()["status"]), (0, &"signed".into()), "{signed:?}");
        assert_eq!(text(&scene.batch(1)["signed_at"]), "2026-03-02T11:10:00+05:00");
        // the sandbox learns by the first signature whom the head's certificate names
        assert_eq!(iin_of(scene, "head"), iin(0));
        let head = scene.head();
        assert_eq!(pki.present("11:20", 1, &cms).code, 0);
        assert_eq!(scene.head(), head, "the same again is quiet");

        let out = scene.path("treasury");
        let left = pki.run("12:00", "finance", &["export", "--batch", "1", "--as", "treasury-xml", "--out", &out]);
        assert_eq!(left.code, 0, "{left:?}");
        let file = std::fs::read_to_string(text(&left.json()[0]["path"])).unwrap();
        assert!(file.contains(&text(&scene.batch(1)["manifest_sha256"])), "the file carries the manifest's digest");
        assert_eq!(scene.batch_status(1), "exported");
    });
}

#[test]
fn each_signature_that_does_not_hold_is_refused_for_its_own_cause() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let cases: [(&str, Option<&str>, &[&str]); 8] = [
            ("first-head", Some("yesterday's manifest"), &["digest-differs"]),
            ("employee", None, &["role-missing"]),
            ("financial", None, &["role-missing"]),
            ("treasury-client", None, &["treasury-elsewhere"]),
            ("individual", None, &["role-missing", "bin-differs"]),
            ("login-only", None, &["for-login", "role-missing", "bin-differs"]),
            ("expired", None, &["signer-expired"]),
            ("revoked", None, &["revoked-in-list"]),
        ];
        for (person, content, wanted) in cases {
            let found = pki.refused(1, &pki.sign(person, 1, content));
            let causes: Vec<&str> = found.iter().map(|[cause, _]| cause.as_str()).collect();
            assert_eq!(causes, wanted, "{person}: {found:?}");
        }
        let text = scene.write("text.cms", "no signature");
        assert_eq!(pki.refused(1, &text)[0][0], "armor-broken");
        // whoever is believed by nobody
        let cms = pki.sign("first-head", 1, None);
        let nobody = scene.run(&at("11:00"), "head", &["batch", "sign", "1", "--signature", &cms]);
        assert_eq!(nobody.code, 3, "{nobody:?}");
        assert!(nobody.stdout.contains("\"issuer-unknown\""), "{nobody:?}");
        assert_eq!(scene.batch_status(1), "awaiting-signature");
    });
}

#[test]
fn a_signature_of_another_person_is_not_the_acting_heads() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        // the administrator notes the IIN beforehand; nobody else may have it
        scene.twice(&at("10:40"), "", &["user", "add", "head", "--role", "head", "--iin", &iin(0)]);
        scene.refused(
            &at("10:40"),
            "",
            &["user", "add", "acting", "--role", "head", "--iin", &iin(0)],
            "already-exists",
        );
        scene.must(&at("10:40"), "", &["user", "add", "acting", "--role", "head", "--iin", &iin(1)]);
        let deputy = pki.sign("right-to-sign", 1, None);
        let found = pki.refused(1, &deputy);
        assert_eq!(found.iter().map(|[cause, _]| cause.as_str()).collect::<Vec<_>>(), ["iin-differs"]);
        let ran = pki.run("11:30", "acting", &["batch", "sign", "1", "--signature", &deputy]);
        assert_eq!((ran.code, text(&ran.json()["signed_by"])), (0, "acting".to_owned()), "{ran:?}");
    });
}

#[test]
fn a_batch_signed_without_a_key_leaves_only_after_the_same_head_has_added_the_signature() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        scene.sign(&at("10:20"), 1);
        let out = scene.path("treasury");
        let export = ["export", "--batch", "1", "--as", "treasury-xml", "--out", &out];
        let kept_back = pki.run("11:00", "finance", &export);
        assert!(kept_back.code == 3 && kept_back.stderr.contains("[signature-needed]"), "{kept_back:?}");
        let ticked = pki.run("11:01", "", &["tick"]);
        assert_eq!(ticked.code, 0, "{ticked:?}");
        assert_eq!(scene.batch_status(1), "signed");
        let cms = pki.sign("first-head", 1, None);
        assert_eq!(pki.present("11:10", 1, &cms).code, 0);
        assert_eq!(text(&scene.batch(1)["signed_at"]), "2026-03-02T10:20:00+05:00", "the act is the first one");
        assert_eq!(pki.run("12:00", "finance", &export).code, 0);
    });
}

#[test]
fn an_order_declined_after_the_signature_was_made_makes_it_a_signature_of_something_else() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let cms = pki.sign("first-head", 1, None);
        let decline = ["batch", "decline", "1", "--order", "1", "--reason", "another account"];
        scene.must(&at("10:50"), "head", &decline);
        let found = pki.refused(1, &cms);
        assert_eq!(found[0][0], "digest-differs");
        assert_eq!(pki.present("11:10", 1, &pki.sign("first-head", 1, None)).code, 0);
    });
}

#[test]
fn an_auditor_gets_one_file_with_everything_that_proves_the_signature() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let bundle = scene.path("batch-1.zip");
        scene.refused("", "", &["eds", "evidence", "1", "--out", &bundle], "signature-needed");
        scene.refused("", "", &["eds", "evidence", "7", "--out", &bundle], "not-found");
        assert_eq!(pki.present("11:10", 1, &pki.sign("first-head", 1, None)).code, 0);
        let told = scene.must("", "", &["eds", "evidence", "1", "--out", &bundle]);
        assert_eq!((&told["batch"], &told["proven"]), (&1.into(), &true.into()));
        let bytes = std::fs::read(&bundle).unwrap();
        scene.must(&at("15:00"), "", &["eds", "evidence", "1", "--out", &bundle]);
        assert!(std::fs::read(&bundle).unwrap() == bytes, "the same bytes at another moment");

        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        zip.extract(scene.path("bundle")).unwrap();
        let inside = |name: &str| scene.path(&format!("bundle/{name}"));
        let read = |name: &str| std::fs::read_to_string(inside(name)).unwrap();
        assert_eq!(read("manifest.txt"), std::fs::read_to_string(scene.path("manifest.txt")).unwrap());
        for (lang, sentence) in
            [("ru", "Подпись действительна"), ("kk", "Қолтаңба жарамды"), ("en", "The signature holds")]
        {
            let summary = read(&format!("summary.{lang}.txt"));
            for part in [sentence, &iin(0), "70,00\u{a0}₸", "02.03.2026", "CRL"] {
                assert!(summary.contains(part), "{lang}: {part} is not in\n{summary}");
            }
        }
        for name in ["certificates/1-0-signer.cer", "certificates/1-1-authority.cer", "evidence.json"] {
            assert!(std::fs::metadata(inside(name)).unwrap().len() > 0, "{name}");
        }
        let (cms, manifest) = (inside("signature.cms"), inside("manifest.txt"));
        let verify = ["eds", "verify", "--cms", &cms, "--content", &manifest];
        let again = pki.run("18:00", "", &verify);
        assert_eq!((again.code, &again.json()["valid"]), (0, &true.into()), "{again:?}");
    });
}

#[test]
// law: 004-5.1-confirm, 004-5.1-eds
fn an_application_is_confirmed_when_a_person_has_signed_its_notice_and_nothing_is_formed_before() {
    both_with(100, |scene| {
        scene.must(&at("09:10"), "", &["eds", "sandbox", "--out", &scene.path("pki")]);
        let pki = Pki(scene);
        scene.take(&at("09:30"), &[request("A/1", AT, 30), request("B", AT, 40)]);
        for time in ["10:00", "10:01"] {
            let tick = pki.run(time, "", &["tick"]);
            assert_eq!((tick.code, &tick.json()["unsigned"]), (0, &2.into()), "{tick:?}");
        }
        assert_eq!(scene.facts("B", ["status", "confirmed_at"]), ["registered", ""]);
        assert!(scene.orders().is_empty());
        let waiting = scene.list(&["notice", "list"]);
        let names: Vec<String> = waiting.iter().map(|n| text(&n["file"])).collect();
        assert_eq!(names, ["microfinance-subsidy_A%2F1.txt", "microfinance-subsidy_B.txt"]);
        assert_eq!(text(&waiting[1]["confirm_due"]), "2026-03-02T18:30:00+05:00");

        let folder = scene.path("notices");
        for _ in 0..2 {
            assert_eq!(scene.must("", "", &["notice", "bundle", "--out", &folder])["notices"], 2);
        }
        let [a, b] = [&names[0], &names[1]].map(|name| format!("{folder}/{name}"));
        let document = std::fs::read_to_string(&b).unwrap();
        for part in ["УВЕДОМЛЕНИЕ", "ХАБАРЛАМА", "дата и время электронной цифровой подписи", "электрондық цифрлық"]
        {
            assert!(document.contains(part), "{part} is not in\n{document}");
        }
        let apply = ["notice", "apply", &folder];
        assert_eq!(pki.run("10:40", "head", &apply).codes(), ["wrong-role"]);
        let none = pki.run("10:40", "specialist", &apply).json();
        assert_eq!((&none["confirmed"], &none["unsigned"]), (&0.into(), &2.into()));

        pki.sign_file("employee", &b);
        pki.sign_file("individual", &a);
        let applied = pki.run("11:00", "specialist", &apply);
        let told = applied.json();
        assert_eq!((applied.code, &told["confirmed"], &told["unsigned"]), (3, &1.into(), &0.into()), "{applied:?}");
        let causes: Vec<String> = told["defects"].as_array().unwrap().iter().map(|d| text(&d["value"])).collect();
        assert_eq!(causes, ["role-missing", "bin-differs"], "{applied:?}");
        assert_eq!(text(&told["defects"][0]["column"]), names[0]);
        assert_eq!(iin_of(scene, "specialist"), iin(3));
        assert_eq!(scene.facts("B", ["status", "confirmed_at"]), ["confirmed", "2026-03-02T11:00:00+05:00"]);
        assert_eq!(scene.facts("A/1", ["status"]), ["registered"]);

        // what lies in the folder is not believed: the signature is held against the document as it is made now
        std::fs::write(&a, "чужой текст").unwrap();
        pki.sign_file("employee", &a);
        let other = pki.run("11:10", "specialist", &apply);
        assert_eq!(text(&other.json()["defects"][0]["value"]), "digest-differs", "{other:?}");
        assert_eq!(pki.run("11:11", "", &["notice", "bundle", "--out", &folder]).codes(), ["already-exists"]);
        std::fs::remove_file(&a).unwrap();
        scene.must("", "", &["notice", "bundle", "--out", &folder]);
        pki.sign_file("employee", &a);
        assert_eq!(pki.run("11:20", "specialist", &apply).json()["confirmed"], 1);
        let head = scene.head();
        assert_eq!(pki.run("11:30", "specialist", &apply).code, 0);
        assert_eq!((scene.head(), scene.list(&["notice", "list"]).len()), (head, 0), "the same again is quiet");

        // and the whole way to the treasury, signature by signature
        assert_eq!(pki.run("12:00", "", &["tick"]).json()["unsigned"], 0);
        assert_eq!(pki.present("12:10", 1, &pki.sign("first-head", 1, None)).code, 0);
        assert_eq!(pki.run("12:20", "", &["tick"]).code, 0);
        assert_eq!(scene.of_orders(["request", "status"]), [["A/1", "dispatched"], ["B", "dispatched"]]);
    });
}

#[test]
// law: 004-3-refusal
fn a_refusal_waits_for_a_signature_keeps_its_request_from_money_and_is_done_with_it() {
    both_with(100, |scene| {
        scene.take(&at("09:30"), &[request("A", AT, 30), request("B", AT, 40), request("C", AT, 10)]);
        let pki = Pki::with(scene, &[]);
        let refuse = |number: &str, ground: &str| {
            pki.run("10:00", "specialist", &["request", "refuse", number, "--ground", ground])
        };
        assert_eq!(refuse("A", "debt").code, 0);
        assert_eq!(text(&scene.request("A")["hold"]), "refusal-proposed");
        let head = scene.head();
        assert_eq!(refuse("A", "debt").code, 0);
        assert_eq!(scene.head(), head, "the same again is quiet");
        assert_eq!(refuse("A", "no-such-ground").codes(), ["unknown-ground"]);
        // another ground takes the place of the first
        assert_eq!(refuse("A", "false-data").code, 0);
        assert_eq!(refuse("C", "duplicate").code, 0);
        let list: Value = pki.run("10:05", "", &["notice", "list"]).json();
        let kinds: Vec<[String; 2]> =
            list.as_array().unwrap().iter().map(|n| [text(&n["kind"]), text(&n["number"])]).collect();
        assert_eq!(kinds, [["acceptance", "B"], ["refusal", "A"], ["refusal", "C"]]);

        let folder = scene.path("notices");
        assert_eq!(pki.run("10:10", "", &["notice", "bundle", "--out", &folder]).code, 0);
        let letter = std::fs::read_to_string(format!("{folder}/refusal_microfinance-subsidy_A.txt")).unwrap();
        assert!(
            letter.contains("недостоверность") && letter.contains("БАС ТАРТУ") && !letter.contains('{'),
            "{letter}"
        );
        for file in ["refusal_microfinance-subsidy_A.txt", "microfinance-subsidy_B.txt"] {
            pki.sign_file("employee", &format!("{folder}/{file}"));
        }
        // a file that is no signature keeps no other back
        let large = format!("{folder}/refusal_microfinance-subsidy_C.txt.cms");
        std::fs::write(&large, vec![b'A'; (1 << 20) + 1]).unwrap();
        let applied = pki.run("10:30", "specialist", &["notice", "apply", &folder]);
        assert_eq!(
            (applied.code, text(&applied.json()["defects"][0]["value"])),
            (3, "too-large".to_owned()),
            "{applied:?}"
        );
        std::fs::remove_file(large).unwrap();
        let counts = ["confirmed", "refused", "results", "unsigned"].map(|key| applied.json()[key].as_u64().unwrap());
        assert_eq!(counts, [1, 1, 0, 0]);
        assert_eq!(scene.facts("A", ["status", "refusal"]), ["refused", "false-data"]);
        assert!(scene.request("A")["hold"].is_null());
        let bundle = scene.path("refusal.zip");
        let told = scene.must("", "", &["eds", "evidence", "A", "--out", &bundle]);
        assert_eq!(told["signatures"], serde_json::json!(["refusal microfinance-subsidy/A"]));
        // the other one stays out of the money until it is signed or taken back
        assert_eq!(pki.run("11:00", "", &["tick"]).code, 0);
        assert_eq!(scene.of_orders(["request", "amount"]), [["B", "40.00"]]);
        assert_eq!(pki.run("11:05", "specialist", &["request", "release", "C", "--reason", "ошибка"]).code, 0);
        let list: Value = pki.run("11:10", "", &["notice", "list"]).json();
        assert_eq!((list.as_array().unwrap().len(), text(&list[0]["kind"])), (1, "acceptance".to_owned()));
    });
}

#[test]
// law: 004-8.10-eds
fn a_result_waits_for_the_signature_of_an_authorised_person_and_goes_when_the_money_comes_back() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let cms = pki.sign("first-head", 1, None);
        assert_eq!(pki.present("11:00", 1, &cms).code, 0);
        let out = scene.path("treasury");
        let words = ["export", "--batch", "1", "--as", "treasury-xml", "--out", &out];
        assert_eq!(pki.run("11:30", "finance", &words).code, 0);
        let orders = scene.orders();
        let rows = [line("S-1", "2026-1", &orders[0], "paid", DAY), line("S-1", "2026-2", &orders[1], "paid", DAY)];
        let statement = scene.file("statement", STATEMENT, &rows);
        let ran = pki.run("12:00", "finance", &["statement", "import", &statement]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let list: Value = pki.run("12:05", "", &["notice", "list"]).json();
        let told: Vec<[String; 3]> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|n| [text(&n["kind"]), text(&n["order"]), text(&n["amount"])])
            .collect();
        assert_eq!(told, [["result", "2026-1", "30.00"], ["result", "2026-2", "40.00"]]);

        let folder = scene.path("notices");
        assert_eq!(pki.run("12:10", "", &["notice", "bundle", "--out", &folder]).code, 0);
        let file = format!("{folder}/result-2026-1_microfinance-subsidy_A.txt");
        let letter = std::fs::read_to_string(&file).unwrap();
        assert!(
            letter.contains("KZ476010131000179714") && letter.contains("2026-1") && !letter.contains('{'),
            "{letter}"
        );
        pki.sign_file("right-to-sign", &file);
        let applied = pki.run("12:20", "specialist", &["notice", "apply", &folder]);
        assert_eq!((applied.code, &applied.json()["results"], &applied.json()["unsigned"]), (0, &1.into(), &1.into()));
        assert_eq!(pki.run("12:25", "specialist", &["notice", "apply", &folder]).json()["results"], 0, "once");

        // nobody is told of a payment that came back
        let returned = scene.file("statement", STATEMENT, &[line("S-2", "2026-2", &orders[1], "returned", DAY)]);
        assert_eq!(pki.run("13:00", "finance", &["statement", "import", &returned]).code, 0);
        let list: Value = pki.run("13:05", "", &["notice", "list"]).json();
        assert_eq!(list, serde_json::json!([]));
    });
}

#[test]
fn where_two_sign_the_head_waits_for_the_accountant_and_a_decline_voids_what_was_signed() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let run = |time: &str, actor: &str, words: &[&str]| {
            pki.run(time, actor, &[&["--set", "eds.second=financial"], words].concat())
        };
        let sign = |time: &str, actor: &str, cms: &str| run(time, actor, &["batch", "sign", "1", "--signature", cms]);
        let head = pki.sign("first-head", 1, None);
        assert_eq!(sign("11:00", "head", &head).codes(), ["second-signature-needed"]);
        assert_eq!(run("11:00", "finance", &["batch", "sign", "1"]).codes(), ["signature-needed"]);
        let wrong = sign("11:00", "finance", &pki.sign("employee", 1, None));
        assert_eq!(wrong.json()["defects"][0]["value"], "role-missing", "{wrong:?}");
        let accountant = pki.sign("financial", 1, None);
        let signed = sign("11:05", "finance", &accountant);
        assert_eq!((signed.code, &signed.json()["status"]), (0, &"awaiting-signature".into()), "{signed:?}");
        let before = scene.head();
        assert_eq!(sign("11:06", "finance", &accountant).code, 0);
        assert_eq!(scene.head(), before, "the same again is quiet");
        assert_eq!(text(&run("11:06", "", &["batch", "show", "1"]).json()["second_signature"]["iin"]), iin(2));

        // another manifest: what was signed stands for nothing any more
        let words = ["batch", "decline", "1", "--order", "2026-1", "--reason", "сверить"];
        let declined = run("11:10", "head", &words);
        assert!(declined.code == 0 && declined.stderr.contains("is void"), "{declined:?}");
        assert!(run("11:10", "", &["batch", "show", "1"]).json()["second_signature"].is_null());
        let head = pki.sign("first-head", 1, None);
        assert_eq!(sign("11:15", "head", &head).codes(), ["second-signature-needed"]);
        assert_eq!(sign("11:15", "finance", &accountant).json()["defects"][0]["value"], "digest-differs");
        assert_eq!(sign("11:20", "finance", &pki.sign("financial", 1, None)).code, 0);
        assert_eq!(sign("11:25", "head", &head).code, 0);
        assert_eq!(scene.batch_status(1), "signed");
        let audit = scene.run("", "", &["audit", "verify"]);
        assert_eq!(audit.code, 0, "{audit:?}");
        let out = scene.path("treasury");
        let left = run("12:00", "finance", &["export", "--batch", "1", "--as", "treasury-xml", "--out", &out]);
        assert_eq!(left.code, 0, "{left:?}");
    });
}

#[test]
fn a_batch_that_only_the_head_signed_does_not_leave_where_two_must_sign() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        assert_eq!(pki.present("11:00", 1, &pki.sign("first-head", 1, None)).code, 0);
        let run = |time: &str, actor: &str, words: &[&str]| {
            pki.run(time, actor, &[&["--set", "eds.second=financial"], words].concat())
        };
        let out = scene.path("treasury");
        let words = ["export", "--batch", "1", "--as", "treasury-xml", "--out", &out];
        let refused = run("11:30", "finance", &words);
        assert!(refused.code == 3 && refused.stderr.contains("financial"), "{refused:?}");
        let withheld = run("11:31", "", &["tick"]);
        assert_eq!(withheld.json()["withheld"][0]["code"], "second-signature-needed", "{withheld:?}");
        let cms = pki.sign("financial", 1, None);
        assert_eq!(run("11:35", "finance", &["batch", "sign", "1", "--signature", &cms]).code, 0);
        assert_eq!(run("11:40", "finance", &words).code, 0);
    });
}
