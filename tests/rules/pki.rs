//! A throw-away PKI in an office's folder, and acts with its keys.

use serde_json::Value;

use super::scene::{Scene, text};
use crate::support::office::{Ran, request};

/// When the requests of a batch were registered.
pub const AT: &str = "2026-02-27T10:00:00+05:00";
/// The day of all acts.
pub const DAY: &str = "2026-03-02";

/// A throw-away PKI in an office's folder.
pub struct Pki<'a>(pub &'a Scene);

impl<'a> Pki<'a> {
    /// A batch of two orders, formed, and keys for people.
    pub fn with_a_batch(scene: &'a Scene) -> Self {
        scene.take(&at("09:30"), &[request("A", AT, 30), request("B", AT, 40)]);
        scene.tick(&at("10:00"));
        scene.must(&at("10:00"), "", &["eds", "sandbox", "--out", &scene.path("pki")]);
        Pki(scene)
    }

    /// The file of a signature by this person over the manifest, or over another content.
    pub fn sign(&self, person: &str, batch: i64, content: Option<&str>) -> String {
        let manifest = self.0.path("manifest.txt");
        self.0.must("", "", &["batch", "manifest", &batch.to_string(), "--out", &manifest]);
        let document = content.map_or(manifest, |other| self.0.write("other.txt", other));
        let key = self.0.path(&format!("pki/people/SANDBOX-{person}.key"));
        let cms = self.0.path(&format!("{person}.cms"));
        self.0.must(&at("10:30"), "", &["eds", "sign", "--key", &key, "--content", &document, "--out", &cms]);
        cms
    }

    /// The signature of this person over a file, laid beside it.
    pub fn sign_file(&self, person: &str, file: &str) {
        let key = self.0.path(&format!("pki/people/SANDBOX-{person}.key"));
        let cms = format!("{file}.cms");
        self.0.must(&at("10:30"), "", &["eds", "sign", "--key", &key, "--content", file, "--out", &cms]);
    }

    /// Keys for people, and for the heads of these organisations.
    pub fn with(scene: &'a Scene, recipients: &[&str]) -> Self {
        let dir = scene.path("pki");
        let mut words = vec!["eds", "sandbox", "--out", &dir];
        words.extend(recipients.iter().flat_map(|bin| ["--recipient", bin]));
        scene.must(&at("09:00"), "", &words);
        Pki(scene)
    }

    /// Runs words where signatures are required and the PKI is believed.
    pub fn run(&self, time: &str, actor: &str, words: &[&str]) -> Ran {
        let sets = ["eds.required=true".to_owned(), self.set("eds.anchors", "anchors"), self.set("eds.crls", "crls")];
        let before: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
        self.0.run(&at(time), actor, &[&before, words].concat())
    }

    pub fn set(&self, key: &str, folder: &str) -> String {
        format!("{key}={}", self.0.path(&format!("pki/{folder}")))
    }

    /// The head presents this signature.
    pub fn present(&self, time: &str, batch: i64, cms: &str) -> Ran {
        self.run(time, "head", &["batch", "sign", &batch.to_string(), "--signature", cms])
    }

    /// A refusal: each cause with its reason. Nothing was changed by it.
    pub fn refused(&self, batch: i64, cms: &str) -> Vec<[String; 2]> {
        let head = self.0.head();
        let ran = self.present("11:00", batch, cms);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.codes().iter().all(|code| code == "signature-refused"), "{ran:?}");
        assert_eq!(self.0.head(), head);
        let document: Value = ran.json();
        let one = |d: &Value| {
            let message = text(&d["message"]);
            assert!(!message.contains("eds-cause-"), "{message}");
            [text(&d["value"]), message]
        };
        document["defects"].as_array().unwrap().iter().map(one).collect()
    }
}

/// This time of that day, in the department's zone.
pub fn at(time: &str) -> String {
    format!("{DAY}T{time}")
}
