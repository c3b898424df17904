//! Another program that checks signatures (`eds.verifier`): it decides or must agree, is asked before anything is written, and
//! whatever goes wrong with it is never "the signature holds". The stand-ins are scripts, and `eds verify` itself.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::pki::{Pki, at};
use super::scene::{Scene, both_with, text};
use crate::support::office::{Ran, request};

const QAZYNA: &str = env!("CARGO_BIN_EXE_qazyna");

/// The setting of a command.
fn command(words: &[&str]) -> String {
    format!("eds.command={}", words.join(","))
}

/// A name that no other file of these tests has.
fn new_name(ending: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("stand-in-{}.{ending}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A script as the command.
fn script(scene: &Scene, text: &str) -> String {
    command(&["sh", &scene.write(&new_name("sh"), format!("{text}\n"))])
}

/// The command that prints this document, whatever it is asked.
fn saying(scene: &Scene, answer: &Value) -> String {
    let file = scene.write(&new_name("json"), answer.to_string());
    script(scene, &format!("cat > /dev/null; cat '{file}'"))
}

/// `eds verify` of another installation, which knows these revocation lists.
fn another(pki: &Pki<'_>, lists: &str) -> String {
    let (config, anchors) = (pki.0.path("qazyna.toml"), pki.set("eds.anchors", "anchors"));
    let before =
        [QAZYNA, "--config", &config, "--set", &anchors, "--set", lists, "--at", "{moment}", "--output", "json"];
    command(&[&before[..], &["eds", "verify", "--cms", "{cms}", "--content", "{content}"]].concat())
}

/// The head presents a signature where this program checks.
fn present(pki: &Pki<'_>, mode: &str, command: &str, time: &str, cms: &str) -> Ran {
    let mode = format!("eds.verifier={mode}");
    pki.run(time, "head", &["--set", &mode, "--set", command, "batch", "sign", "1", "--signature", cms])
}

/// What a right answer about the first head's signature says.
fn right_answer(pki: &Pki<'_>, cms: &str) -> Value {
    let manifest = pki.0.path("manifest.txt");
    let told = pki.run("11:00", "", &["eds", "verify", "--cms", cms, "--content", &manifest]);
    assert_eq!(told.code, 0, "{told:?}");
    told.json()
}

#[test]
fn a_program_that_does_not_work_is_told_in_its_own_words_and_nothing_is_signed() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let cms = pki.sign("first-head", 1, None);
        let right = right_answer(&pki, &cms);
        let mut nobody = right.clone();
        nobody["signers"] = json!([]);
        let head = scene.head();
        let cases = [
            (script(scene, "sleep 1000"), "did not answer within 700ms"),
            (script(scene, "kill -9 $$"), "ended with a fault (signal: 9"),
            (script(scene, "echo no licence >&2; exit 1"), "ended with a fault (exit status: 1; no licence)"),
            (script(scene, "echo ok"), "did not write the JSON document"),
            (script(scene, ":"), "did not write the JSON document"),
            (script(scene, "yes"), "wrote more than 1048576 bytes"),
            (saying(scene, &nobody), "does not name the signer"),
            (saying(scene, &json!({"valid": true, "reason": "revoked"})), "contradicts itself"),
            (saying(scene, &json!({"valid": false, "reason": "tired"})), "wrote the unknown value \"tired\""),
            (command(&["/nowhere/verifier"]), "cannot be started"),
        ];
        for (command, trouble) in cases {
            let limit = if trouble.contains("700ms") { "eds.timeout=700ms" } else { "eds.timeout=1min" };
            for mode in ["command", "both"] {
                let mode = format!("eds.verifier={mode}");
                let set = ["--set", limit, "--set", &command, "--set", &mode];
                let sign = [&set[..], &["batch", "sign", "1", "--signature", &cms]].concat();
                let ran = pki.run("11:00", "head", &sign);
                assert_eq!((ran.code, ran.codes()), (3, vec!["verifier-down".to_owned()]), "{trouble}: {ran:?}");
                let message = text(&ran.json()["defects"][0]["message"]);
                assert!(message.contains(trouble) && message.contains("try again later"), "{trouble}: {ran:?}");
                let document = scene.path("manifest.txt");
                let verify = [&set[..], &["eds", "verify", "--cms", &cms, "--content", &document]].concat();
                let ran = pki.run("11:00", "", &verify);
                assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{trouble}: {ran:?}");
                assert!(ran.stderr.contains(trouble), "{ran:?}");
            }
        }
        assert_eq!((scene.head(), scene.batch_status(1)), (head, "awaiting-signature".to_owned()));
    });
}

#[test]
fn the_program_gets_files_and_one_document_and_its_word_decides() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let cms = pki.sign("first-head", 1, None);
        let [right, asked, copy] = ["right.json", "asked.json", "copy.txt"].map(|name| scene.path(name));
        std::fs::write(&right, right_answer(&pki, &cms).to_string()).unwrap();
        let keep = format!("cat > '{asked}'; cp \"$1\" '{copy}'; cat '{right}'");
        let words = format!("{},{{content}}", script(scene, &keep));
        let no = saying(scene, &json!({"valid": false, "reason": "bad-signature"}));
        let refused = present(&pki, "command", &no, "11:00", &cms);
        assert_eq!((refused.code, text(&refused.json()["defects"][0]["value"])), (3, "signature-wrong".to_owned()));
        assert_eq!(present(&pki, "command", &words, "11:10", &cms).code, 0);
        assert_eq!(scene.batch_status(1), "signed");
        let asked: Value = serde_json::from_slice(&std::fs::read(asked).unwrap()).unwrap();
        let keys: Vec<&String> = asked.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["cms", "content", "digest", "moment", "anchors", "crls", "answers"]);
        assert_eq!(asked["moment"], "2026-03-02T06:10:00Z");
        assert_eq!([&asked["anchors"], &asked["crls"]].map(|list| list.as_array().unwrap().len()), [2, 2]);
        assert!(std::fs::read(copy).unwrap() == std::fs::read(scene.path("manifest.txt")).unwrap());
        assert!(!std::path::Path::new(&text(&asked["cms"])).exists(), "nothing is left behind");
    });
}

#[test]
fn two_that_do_not_agree_refuse_and_two_that_do_are_named_in_the_evidence() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let cms = pki.sign("first-head", 1, None);
        let mut somebody_else = right_answer(&pki, &cms);
        somebody_else["signers"][0]["serial"] = json!("4a01");
        let no = json!({"valid": false, "reason": "bad-signature", "signers": []});
        let waits = json!({"valid": false, "reason": "revocation-unavailable"});
        for (answer, wanted) in [
            (&somebody_else, &["verifiers-disagree"][..]),
            (&no, &["signature-wrong", "verifiers-disagree"]),
            // who cannot tell now contradicts nobody
            (&waits, &["unknown-to-verifier"]),
        ] {
            let ran = present(&pki, "both", &saying(scene, answer), "11:00", &cms);
            let defects = ran.json()["defects"].as_array().unwrap().clone();
            let causes: Vec<String> = defects.iter().map(|d| text(&d["value"])).collect();
            assert_eq!((ran.code, causes), (3, wanted.iter().map(|&w| w.to_owned()).collect()), "{ran:?}");
            let again = text(&defects[0]["message"]).contains("repeat the command later");
            assert_eq!(again, answer == &waits, "{ran:?}");
        }
        let other = another(&pki, &pki.set("eds.crls", "crls"));
        let signed = present(&pki, "both", &other, "11:10", &cms);
        assert_eq!(signed.code, 0, "{signed:?}");
        let bundle = scene.path("batch-1.zip");
        scene.must("", "", &["eds", "evidence", "1", "--out", &bundle]);
        let mut zip = zip::ZipArchive::new(std::fs::File::open(bundle).unwrap()).unwrap();
        let summary = std::io::read_to_string(zip.by_name("summary.en.txt").unwrap()).unwrap();
        assert!(summary.contains("Checked by: qazyna, qazyna\n"), "{summary}");
    });
}

#[test]
fn a_program_that_knows_what_this_one_cannot_tell_is_believed_in_that_and_in_nothing_else() {
    both_with(100, |scene| {
        let pki = Pki::with_a_batch(scene);
        let other = another(&pki, &pki.set("eds.crls", "crls"));
        let set = ["--set", "eds.crls=", "--set", &other];
        let sign = |mode: &str, person: &str| {
            let (mode, cms) = (format!("eds.verifier={mode}"), pki.sign(person, 1, None));
            pki.run("11:00", "head", &[&set[..], &["--set", &mode, "batch", "sign", "1", "--signature", &cms]].concat())
        };
        let value = |ran: &Ran| text(&ran.json()["defects"][0]["value"]);
        // both must know: without a list this one does not
        assert_eq!(value(&sign("both", "first-head")), "no-list");
        for (person, cause) in
            [("revoked", "revoked-in-list"), ("employee", "role-missing"), ("login-only", "for-login")]
        {
            let ran = sign("command", person);
            assert_eq!((ran.code, value(&ran).as_str()), (3, cause), "{ran:?}");
        }
        let signed = sign("command", "first-head");
        assert_eq!(signed.code, 0, "{signed:?}");
        // years later nobody asks the other program: what this one can tell still holds, and the file leaves
        let out = scene.path("treasury");
        let export = ["export", "--batch", "1", "--as", "treasury-xml", "--out", &out];
        assert_eq!(pki.run("12:00", "finance", &export).code, 0);
        assert_eq!(pki.run("12:10", "", &["audit", "verify"]).code, 0);
    });
}

#[test]
fn a_folder_of_notices_is_asked_about_before_anything_is_written_and_a_silent_program_only_once() {
    both_with(100, |scene| {
        scene.must(&at("09:10"), "", &["eds", "sandbox", "--out", &scene.path("pki")]);
        let pki = Pki(scene);
        scene.take(&at("09:30"), &["A", "B", "C"].map(|n| request(n, "2026-02-27T10:00:00+05:00", 5)));
        let folder = scene.path("notices");
        scene.must("", "", &["notice", "bundle", "--out", &folder]);
        for number in ["A", "B", "C"] {
            pki.sign_file("employee", &format!("{folder}/microfinance-subsidy_{number}.txt"));
        }
        let calls = scene.path("calls");
        let apply = |command: &str| {
            let set = ["--set", "eds.verifier=both", "--set", "eds.timeout=700ms", "--set", command];
            pki.run("11:00", "specialist", &[&set[..], &["notice", "apply", &folder]].concat())
        };
        let silent = apply(&script(scene, &format!("echo x >> '{calls}'; sleep 1000")));
        assert_eq!((silent.code, silent.codes()), (3, vec!["verifier-down".to_owned(); 3]), "{silent:?}");
        assert_eq!(std::fs::read_to_string(&calls).unwrap(), "x\n", "nobody waits three times");
        let other = another(&pki, &pki.set("eds.crls", "crls"));
        let set = ["--set", "eds.verifier=both", "--set", "eds.timeout=1min", "--set", &other];
        let applied = pki.run("11:10", "specialist", &[&set[..], &["notice", "apply", &folder]].concat());
        assert_eq!((applied.code, &applied.json()["confirmed"]), (0, &3.into()), "{applied:?}");
    });
}
