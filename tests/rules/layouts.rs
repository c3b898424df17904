//! How payment files are laid out is an official's to set; what has left stays as it was, and is proven as it was.

use serde_json::Value;

use super::scene::{Scene, both_with, text};
use crate::support::office::request;

const AT: &str = "2026-02-27T10:00:00+05:00";

/// A signed batch of two payees, one of them with letters that windows-1251 lacks.
fn signed(scene: &Scene) {
    let kazakh = request("B", AT, 20).replace("Береке", "Ұлытау Үміт");
    scene.take("2026-03-02T09:30", &[request("A", AT, 10), kazakh]);
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T12:00", 1);
}

fn lay(scene: &Scene, form: &str, text: &str) {
    std::fs::write(scene.path(&format!("formats/{form}.toml")), text).unwrap();
}

fn export(scene: &Scene, at: &str, form: &str) -> Value {
    scene.must(at, "finance", &["export", "--batch", "1", "--as", form, "--out", &scene.path("out")])[0].clone()
}

#[test]
fn a_file_is_laid_out_as_the_official_says_and_given_again_as_it_left() {
    both_with(1_000, |scene| {
        signed(scene);
        lay(
            scene,
            "1c",
            "encoding = \"windows-1251\"\nletters = \"spell\"\nname = \"PL_{date}_{batch}\"\nextension = \"kl\"\n",
        );
        let file = export(scene, "2026-03-02T12:10", "1c");
        let path = text(&file["path"]);
        assert!(path.ends_with("/SANDBOX-PL_20260302_1.kl"), "{path}");
        let bytes = std::fs::read(&path).unwrap();
        let told = encoding_rs::WINDOWS_1251.decode(&bytes).0.into_owned();
        assert!(told.contains("Кодировка=Windows") && told.contains("ОБРАЗЕЦ / У`ЛГІ / SANDBOX"), "{told}");
        assert!(told.contains("У``лытау У`міт"), "{told}");
        // another layout changes nothing of what has left, and it is proven as it left
        lay(scene, "1c", "");
        std::fs::remove_file(&path).unwrap();
        let again = export(scene, "2026-03-02T12:20", "1c");
        assert_eq!((&again["path"], &again["sha256"]), (&file["path"], &file["sha256"]));
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        let proofs = scene.must("", "", &["export", "--prove", "--batch", "1"]);
        let one_c = proofs.as_array().unwrap().iter().find(|proof| proof["format"] == "1c").unwrap();
        assert_eq!((text(&one_c["left"]).as_str(), &one_c["sha256"]), ("same", &file["sha256"]), "{one_c}");
    });
}

#[test]
fn a_batch_that_its_layout_cannot_carry_is_refused_and_leaves_in_another_form() {
    both_with(1_000, |scene| {
        signed(scene);
        lay(scene, "csv", "encoding = \"windows-1251\"\n");
        lay(scene, "pain001", "most-sum = \"5.00\"\n");
        let out = scene.path("out");
        for (form, code) in [("csv", "does-not-fit"), ("pain001", "order-too-large")] {
            let ran =
                scene.run("2026-03-02T12:10", "finance", &["export", "--batch", "1", "--as", form, "--out", &out]);
            assert!(ran.code == 3 && ran.stderr.contains(&format!("[{code}]")), "{ran:?}");
        }
        assert!(std::fs::read_dir(&out).unwrap().next().is_none(), "no part of a file is left");
        export(scene, "2026-03-02T12:20", "treasury-xml");
        lay(scene, "pain001", "most-sum = \"30.00\"\n");
        export(scene, "2026-03-02T12:30", "pain001");
    });
}

#[test]
fn a_layout_that_is_wrong_stops_the_command_and_says_where() {
    both_with(1_000, |scene| {
        for (form, wrong, words) in [
            ("1c", "encoding = \"cp866\"", ["1c.toml", "`windows-1251`"]),
            ("mt102", "most-orders = 60", ["mt102.toml", "1 to 50"]),
            ("csv", "name = \"{batch}.{format}\"\ncolour = 1", ["csv.toml", "colour"]),
        ] {
            lay(scene, form, wrong);
            let ran = scene.run("2026-03-02T10:00", "", &["tick"]);
            assert_eq!(ran.code, 2, "{ran:?}");
            assert!(words.iter().all(|word| ran.stderr.contains(word)), "{ran:?}");
            lay(scene, form, "");
        }
        scene.tick("2026-03-02T10:00");
    });
}

#[test]
fn a_copy_is_laid_out_as_the_first_file_whose_messages_the_bank_may_have() {
    both_with(1_000, |scene| {
        signed(scene);
        let first = std::fs::read(text(&export(scene, "2026-03-02T12:10", "mt102")["path"])).unwrap();
        lay(scene, "mt102", "most-orders = 1\n");
        scene.must("2026-03-02T13:00", "finance", &["batch", "outcome-unknown", "1", "--reason", "silence"]);
        for who in ["finance", "head"] {
            scene.must("2026-03-02T13:10", who, &["batch", "resolve", "1", "--not-received", "--reason", "asked"]);
        }
        let copy = export(scene, "2026-03-02T13:20", "mt102");
        assert!(text(&copy["path"]).ends_with("-copy2.txt"), "{copy}");
        assert_eq!(std::fs::read(text(&copy["path"])).unwrap(), first, "the same messages under the same numbers");
    });
}

#[test]
fn a_name_that_a_file_of_another_batch_has_is_refused() {
    both_with(1_000, |scene| {
        signed(scene);
        lay(scene, "csv", "name = \"1-{batch}\"\n");
        let file = export(scene, "2026-03-02T12:10", "csv");
        assert!(text(&file["path"]).ends_with("/SANDBOX-1-1.csv"), "{file}");
        scene.take("2026-03-02T12:20", &[request("C", AT, 30)]);
        scene.tick("2026-03-02T12:30");
        scene.sign("2026-03-02T12:40", 2);
        let out = scene.path("out");
        let second = ["export", "--batch", "2", "--as", "1c", "--out", &out];
        lay(scene, "1c", "name = \"{batch}\"\nextension = \"csv\"\n");
        lay(scene, "csv", "name = \"other-{batch}\"\n");
        // the first batch had this name in another form
        std::fs::write(scene.path("formats/1c.toml"), "name = \"1-{batch}\"\nextension = \"csv\"\n").unwrap();
        let ran = scene.run("2026-03-02T12:50", "finance", &["export", "--batch", "1", "--as", "1c", "--out", &out]);
        assert!(ran.code == 3 && ran.stderr.contains("[already-exists]"), "{ran:?}");
        assert_eq!(scene.run("2026-03-02T12:55", "finance", &second).code, 0, "the second has a name of its own");
        assert!(std::fs::read(text(&file["path"])).unwrap().starts_with(b"reference,"), "the first file stands");
    });
}
