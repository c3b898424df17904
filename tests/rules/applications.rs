//! Applications that their recipients sign (004 §4, §8.5–8.7): an XML document with its signature beside it or around it,
//! from the inbox or by hand. It is taken when its fields are right, the certificate is in force and not revoked, and the
//! certificate's organisation is the one that asks; else a message says in both languages which check failed.

use std::fs;

use qazyna::domain::request::COLUMNS;
use serde_json::Value;

use super::pki::{AT, Pki, at};
use super::scene::{Scene, both, both_with, text};
use crate::support::office::{Ran, request};

/// The organisation of the requests here, and another one.
const BIN: &str = "941240001151";
const OTHER: &str = "010140999992";

/// A request as an XML document; `change` sets one field.
pub fn application(number: &str, change: Option<(&str, &str)>) -> String {
    let row = request(number, AT, 30);
    let field = |(column, value): (&&str, &str)| {
        let value = change.filter(|(c, _)| c == column).map_or(value, |(_, other)| other);
        format!("  <{column}>{value}</{column}>\n")
    };
    let fields: String = COLUMNS.iter().zip(row.split(',')).map(field).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<application xmlns=\"urn:qazyna:application:1\">\n{fields}</application>\n"
    )
}

/// The inbox of an office whose recipients must sign.
struct Inbox<'a>(Pki<'a>);

impl<'a> Inbox<'a> {
    fn of(scene: &'a Scene) -> Self {
        fs::create_dir_all(scene.path("inbox")).unwrap();
        Inbox(Pki::with(scene, &[BIN]))
    }

    fn scene(&self) -> &Scene {
        self.0.0
    }

    /// A document signed by this person, laid down under this name with its signature beside it.
    fn put(&self, name: &str, person: &str, document: &str) {
        let file = self.scene().write(name, document);
        self.0.sign_file(person, &file);
        for end in ["", ".cms"] {
            fs::rename(format!("{file}{end}"), self.scene().path(&format!("inbox/{name}{end}"))).unwrap();
        }
    }

    fn tick(&self, time: &str) -> Ran {
        self.with(time, "", &["tick"])
    }

    /// Runs words where nobody may apply without a signature.
    fn with(&self, time: &str, actor: &str, words: &[&str]) -> Ran {
        let sets = ["intake.unsigned=".into(), self.0.set("eds.anchors", "anchors"), self.0.set("eds.crls", "crls")];
        let sets = sets.iter().chain([&"intake.settle=0s".to_owned()]).cloned().collect::<Vec<String>>();
        let before: Vec<&str> = sets.iter().flat_map(|set| ["--set", set.as_str()]).collect();
        self.scene().run(&at(time), actor, &[&before, words].concat())
    }

    fn lies(&self, place: &str) -> bool {
        fs::exists(self.scene().path(&format!("inbox/{place}"))).unwrap()
    }

    fn report(&self, place: &str) -> Value {
        let text = fs::read(self.scene().path(&format!("inbox/{place}.report.json"))).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

fn refusals(report: &Value) -> Vec<[String; 3]> {
    let one = |d: &Value| [text(&d["column"]), text(&d["code"]), text(&d["value"])];
    report["defects"].as_array().unwrap().iter().map(one).collect()
}

#[test]
// law: 004-4-eds
// law: 004-8.5-certificate
fn a_signed_application_is_taken_from_the_inbox_and_what_proves_it_is_kept() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        let person = format!("recipient-{BIN}");
        inbox.put("beside.xml", &person, &application("A-1", None));
        // around the document, and under a name of its own beside it
        let file = scene.write("around.xml", application("A-2", None));
        let key = scene.path(&format!("pki/people/SANDBOX-{person}.key"));
        let around = scene.path("inbox/around.p7m");
        let words = ["eds", "sign", "--key", &key, "--content", &file, "--attached", "--out", &around];
        scene.must(&at("10:30"), "", &words);
        inbox.put("short.xml", &person, &application("A-3", None));
        fs::rename(scene.path("inbox/short.xml.cms"), scene.path("inbox/short.p7s")).unwrap();

        let ran = inbox.tick("11:00");
        assert_eq!(ran.code, 0, "{ran:?}");
        for number in ["A-1", "A-2", "A-3"] {
            assert_eq!(text(&scene.request(number)["status"]), "confirmed", "{number}");
        }
        for name in ["beside.xml", "beside.xml.cms", "around.p7m", "short.xml", "short.xml.cms"] {
            assert!(inbox.lies(&format!("done/{name}")), "{name}");
        }
        let audit = scene.run("", "", &["audit", "verify"]);
        assert_eq!(audit.code, 0, "{audit:?}");
        // an auditor gets the document and all that proves it, and can repeat the check
        let bundle = scene.path("evidence.zip");
        let told = scene.must("", "", &["eds", "evidence", "microfinance-subsidy/A-2", "--out", &bundle]);
        assert_eq!((&told["proven"], &told["request"]), (&true.into(), &"microfinance-subsidy/A-2".into()));
        let mut zip = zip::ZipArchive::new(fs::File::open(&bundle).unwrap()).unwrap();
        zip.extract(scene.path("bundle")).unwrap();
        let inside = |name: &str| scene.path(&format!("bundle/application/{name}"));
        assert_eq!(fs::read_to_string(inside("application.xml")).unwrap(), application("A-2", None));
        let summary = fs::read_to_string(inside("summary.kk.txt")).unwrap();
        assert!(summary.contains("Қолтаңба жарамды") && summary.contains(BIN) && summary.contains("A-2"), "{summary}");
        let (cms, document) = (inside("signature.cms"), inside("application.xml"));
        let again = inbox.with("18:00", "", &["eds", "verify", "--cms", &cms, "--content", &document]);
        assert_eq!(again.code, 0, "{again:?}");
        // the same document again is a quiet repeat
        let head = scene.head();
        inbox.put("again.xml", &person, &application("A-1", None));
        assert_eq!(inbox.tick("11:10").code, 0);
        assert_eq!((scene.head(), &inbox.report("done/again.xml")["repeated"]), (head, &1.into()));
    });
}

#[test]
fn the_files_that_an_application_names_lie_beside_it_by_hand_and_the_inbox_brings_none() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        let person = format!("recipient-{BIN}");
        let paper = "%PDF-1.7 a paper";
        let digest = qazyna::domain::batch::hex(&qazyna::domain::batch::sha256(paper.as_bytes()));
        let named = format!("<attachments><attachment name=\"a.pdf\" bytes=\"16\" sha256=\"{digest}\"/></attachments>");
        let document =
            |number: &str| application(number, None).replace("</application>", &format!("{named}</application>"));
        inbox.put("inbox.xml", &person, &document("P-1"));
        assert_eq!(inbox.tick("11:00").code, 3);
        let said = refusals(&inbox.report("failed/inbox.xml"));
        assert!(said.iter().any(|[_, code, value]| code == "attachment-missing" && value == "a.pdf"), "{said:?}");
        let file = scene.write("P-2.xml", document("P-2"));
        inbox.0.sign_file(&person, &file);
        let import = |time: &str| inbox.with(time, "specialist", &["request", "import", &file]);
        assert_eq!(import("11:10").codes(), ["attachment-missing"]);
        fs::create_dir(format!("{file}.attached")).unwrap();
        let beside = format!("{file}.attached/a.pdf");
        fs::write(&beside, "%PDF-1.7 another").unwrap();
        assert_eq!(import("11:11").codes(), ["attachment-differs"]);
        fs::write(&beside, paper).unwrap();
        let ran = import("11:12");
        assert_eq!(ran.code, 0, "{ran:?}");
        // an auditor gets the paper beside the document that names it
        let bundle = scene.path("evidence.zip");
        scene.must("", "", &["eds", "evidence", "microfinance-subsidy/P-2", "--out", &bundle]);
        let mut zip = zip::ZipArchive::new(fs::File::open(&bundle).unwrap()).unwrap();
        zip.extract(scene.path("bundle")).unwrap();
        assert_eq!(fs::read_to_string(scene.path("bundle/attached/a.pdf")).unwrap(), paper);
        assert_eq!(scene.run("", "", &["audit", "verify"]).code, 0);
    });
}

#[test]
// law: 004-8.6-eds
// law: 004-8.7-refusal
fn a_signature_that_does_not_stand_for_the_recipient_refuses_in_both_languages_and_names_the_check() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        let cases = [
            ("first-head", "recipient_bin", "bin-differs"),
            ("expired", "signature", "signer-expired"),
            ("revoked", "signature", "revoked-in-list"),
            ("individual", "signature", "role-missing"),
            ("treasury-client", "signature", "treasury-elsewhere"),
        ];
        let head = scene.head();
        for (person, column, cause) in cases {
            let name = format!("{person}.xml");
            inbox.put(&name, person, &application("B-1", None));
            let ran = inbox.tick("11:00");
            assert_eq!(ran.code, 3, "{person}: {ran:?}");
            let report = inbox.report(&format!("failed/{name}"));
            assert_eq!(refusals(&report), [[column, "signature-refused", cause]], "{person}");
            assert_eq!((&report["accepted"], &report["refused"]), (&0.into(), &1.into()));
            let [ru, kk] = ["ru", "kk"].map(|lang| text(&report["defects"][0][format!("message_{lang}")]));
            assert!(ru.contains("подпись") && kk.contains("қолтаңба") && ru != kk, "{ru} {kk}");
            assert!(inbox.lies(&format!("failed/{name}.cms")));
        }
        // what was changed after the signature
        inbox.put("changed.xml", &format!("recipient-{BIN}"), &application("B-1", None));
        let other = application("B-1", Some(("recipient_name", "ТОО Другое")));
        scene.write("inbox/changed.xml", other);
        inbox.tick("11:00");
        assert_eq!(
            refusals(&inbox.report("failed/changed.xml")),
            [["signature", "signature-refused", "digest-differs"]]
        );
        // faults of the form come first, all of them, and the signature's after them
        inbox.put("form.xml", "expired", &application("B-1", Some(("kbe", "99"))));
        inbox.tick("11:00");
        let found = refusals(&inbox.report("failed/form.xml"));
        assert_eq!(found, [["kbe", "bad-kbe", "99"], ["signature", "signature-refused", "signer-expired"]]);
        assert_eq!(inbox.report("failed/form.xml")["defects"][0]["line"], 10);
        assert_eq!((scene.requests().len(), scene.head()), (0, head), "nothing was taken");
    });
}

#[test]
// law: 004-8.6-eds
fn while_nobody_can_tell_whether_a_certificate_is_revoked_the_application_waits_and_is_tried_again() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        inbox.put("a.xml", &format!("recipient-{BIN}"), &application("C-1", None));
        let lists = scene.path("pki/crls");
        let aside = scene.path("pki/aside");
        fs::rename(&lists, &aside).unwrap();
        fs::create_dir(&lists).unwrap();
        let (head, ran) = (scene.head(), inbox.tick("11:00"));
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.json()["waiting"][0]["name"], "a.xml");
        assert_eq!(ran.json()["waiting"][0]["defects"][0]["value"], "no-list");
        assert!(inbox.lies("working/a.xml") && inbox.lies("working/a.xml.cms"));
        assert_eq!((scene.requests().len(), scene.head()), (0, head));
        // by hand nobody waits: it is refused, to be given again
        let file = scene.path("inbox/working/a.xml");
        let ran = inbox.with("11:05", "specialist", &["request", "import", &file]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["signature-refused".to_owned()]), "{ran:?}");

        fs::remove_dir(&lists).unwrap();
        fs::rename(&aside, &lists).unwrap();
        assert_eq!(inbox.tick("11:10").code, 0);
        assert_eq!(text(&scene.request("C-1")["status"]), "confirmed");
        assert!(inbox.lies("done/a.xml") && inbox.lies("done/a.xml.cms"));
    });
}

#[test]
fn the_configuration_says_from_where_applications_come_without_a_signature() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        let table = format!("{}\n{}\n", COLUMNS.join(","), request("D-1", AT, 30));
        scene.write("inbox/table.csv", &table);
        scene.write("inbox/bare.xml", application("D-2", None));
        let ran = inbox.tick("11:00");
        assert_eq!(ran.code, 3, "{ran:?}");
        assert_eq!(refusals(&inbox.report("failed/table.csv")), [["signature", "unsigned", "table.csv"]]);
        // an application's signature may still come
        assert_eq!(ran.json()["halves"], serde_json::json!([{ "name": "bare.xml", "lacks": "signature" }]));
        assert!(inbox.lies("bare.xml"));
        let file = scene.write("table.csv", &table);
        let ran = inbox.with("11:05", "specialist", &["request", "import", &file]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["unsigned".to_owned()]));
        assert_eq!(scene.requests().len(), 0);

        // from the inbox alone
        let allowed = ["--set", "intake.unsigned=inbox", "tick"];
        scene.must(&at("11:10"), "", &allowed);
        assert_eq!(text(&scene.request("D-2")["status"]), "confirmed");
        let ran =
            scene.run(&at("11:15"), "specialist", &["--set", "intake.unsigned=inbox", "request", "import", &file]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["unsigned".to_owned()]));
        let ran = scene.run(&at("11:15"), "", &["--set", "intake.unsigned=everywhere", "tick"]);
        assert_eq!(ran.code, 2, "{ran:?}");
    });
}

#[test]
fn a_signature_waits_for_its_document_and_a_kill_between_the_two_parts_nothing() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        let person = format!("recipient-{BIN}");
        inbox.put("e.xml", &person, &application("E-1", None));
        fs::rename(scene.path("inbox/e.xml"), scene.path("later.xml")).unwrap();
        let ran = inbox.tick("11:00");
        assert_eq!(ran.json()["halves"], serde_json::json!([{ "name": "e.xml.cms", "lacks": "document" }]));
        // as a kill leaves it between the two names of a claim, where a file of an earlier day has the name
        fs::create_dir_all(scene.path("inbox/done")).unwrap();
        scene.write("inbox/done/e.xml", "an earlier day");
        fs::rename(scene.path("later.xml"), scene.path("inbox/e.xml")).unwrap();
        fs::rename(scene.path("inbox/e.xml.cms"), scene.path("inbox/working/e-2.xml.cms")).unwrap();
        scene.write("inbox/working/.e-2.xml.pair", "[\"e.xml\",\"e.xml.cms\"]");
        let ran = inbox.tick("11:10");
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(text(&scene.request("E-1")["status"]), "confirmed");
        assert!(inbox.lies("done/e-2.xml") && inbox.lies("done/e-2.xml.cms") && inbox.lies("done/e-2.xml.report.json"));
        assert_eq!(fs::read(scene.path("inbox/done/e.xml")).unwrap(), b"an earlier day");
        assert!(fs::read_dir(scene.path("inbox/working")).unwrap().next().is_none());
    });
}

#[test]
fn a_table_that_one_organisation_signs_brings_its_own_rows_and_no_others() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        let strange = request("F-2", AT, 30).replace(BIN, OTHER);
        let table = format!("{}\n{}\n{strange}\n", COLUMNS.join(","), request("F-1", AT, 30));
        inbox.put("table.csv", &format!("recipient-{BIN}"), &table);
        let ran = inbox.tick("11:00");
        assert_eq!(ran.code, 3, "{ran:?}");
        let report = inbox.report("failed/table.csv");
        assert_eq!(refusals(&report), [["recipient_bin", "signature-refused", "bin-differs"]]);
        assert_eq!((&report["accepted"], &report["defects"][0]["line"]), (&1.into(), &3.into()));
        assert_eq!(text(&scene.request("F-1")["status"]), "confirmed");
        assert_eq!(scene.run("", "", &["audit", "verify"]).code, 0);
    });
}

#[test]
fn endings_in_capitals_pair_as_well_and_a_signature_that_comes_later_is_kept() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        let person = format!("recipient-{BIN}");
        inbox.put("G.xml", &person, &application("G-1", None));
        for (from, to) in [("G.xml", "G.XML"), ("G.xml.cms", "G.XML.CMS")] {
            fs::rename(scene.path(&format!("inbox/{from}")), scene.path(&format!("inbox/{to}"))).unwrap();
        }
        assert_eq!(inbox.tick("11:00").code, 0);
        assert!(inbox.lies("done/G.XML") && inbox.lies("done/G.XML.cms"));
        assert_eq!(text(&scene.request("G-1")["status"]), "confirmed");

        // taken in without a signature, by hand, and signed afterwards
        let file = scene.write("late.xml", application("G-2", None));
        scene.must(&at("11:10"), "specialist", &["request", "import", &file]);
        scene.refused("", "", &["eds", "evidence", "G-2", "--out", &scene.path("none.zip")], "not-found");
        inbox.0.sign_file(&person, &file);
        let ran = inbox.with("11:20", "specialist", &["request", "import", &file]);
        assert_eq!((ran.code, &ran.json()["repeated"]), (0, &1.into()), "{ran:?}");
        let told = scene.must("", "", &["eds", "evidence", "G-2", "--out", &scene.path("late.zip")]);
        assert_eq!(told["proven"], true);
    });
}

#[test]
fn a_clock_that_runs_behind_refuses_no_application() {
    both(|scene| {
        let inbox = Inbox::of(scene);
        scene.take(&at("10:50"), &[request("H-1", AT, 30)]);
        inbox.put("h.xml", &format!("recipient-{BIN}"), &application("H-2", None));
        let sets = ["--set", "intake.unsigned="];
        let ran = scene.run("2026-01-15T10:00", "", &[&sets[..], &["tick"]].concat());
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(!inbox.lies("failed/h.xml") && !inbox.lies("failed"), "it waits");
        assert_eq!(inbox.tick("11:00").code, 0);
        assert_eq!(text(&scene.request("H-2")["status"]), "confirmed");
    });
}

#[test]
fn an_application_that_somebody_linked_to_another_file_is_found() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", AT, 5)]);
        scene.take("2026-03-02T09:40", &[request("B", AT, 5)]);
        assert_eq!(scene.run("", "", &["audit", "verify"]).code, 0);
        scene.tampered();
        scene.alter("UPDATE request SET file_id = (SELECT MAX(r.file_id) FROM request r) WHERE number = 'A'");
        let audit = scene.run("", "", &["audit", "verify"]);
        assert!(audit.code == 4 && audit.stdout.contains("request microfinance-subsidy/A"), "{audit:?}");
    });
}
