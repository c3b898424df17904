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
        lay(scene, "pain001", "most-orders = 1\n");
        let out = scene.path("out");
        for form in ["csv", "pain001"] {
            let ran =
                scene.run("2026-03-02T12:10", "finance", &["export", "--batch", "1", "--as", form, "--out", &out]);
            assert!(ran.code == 3 && ran.stderr.contains("[does-not-fit]"), "{ran:?}");
        }
        assert!(std::fs::read_dir(&out).unwrap().next().is_none(), "no part of a file is left");
        export(scene, "2026-03-02T12:20", "treasury-xml");
        lay(scene, "pain001", "most-orders = 2\n");
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
