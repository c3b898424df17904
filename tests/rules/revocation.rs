//! Whether a certificate is revoked, asked over the network: OCSP responders before a check, lists by `eds refresh`. The
//! authority is a server of ours. What is not known is never "valid"; it waits and is tried again.

use std::sync::Arc;

use qazyna::eds::crl::Revocation;
use qazyna::eds::ocsp::Status;
use qazyna::eds::sandbox::days;
use qazyna::eds::sandbox::lists::AnswerDraft;
use serde_json::Value;

use super::pki::at;
use super::scene::{Scene, both_with, text};
use crate::support::authority::{Authority, Reply, nowhere};
use crate::support::office::{Ran, request};

const REGISTERED: &str = "2026-02-27T10:00:00+05:00";
const NOW: &str = "2026-03-02T11:00:00+05:00";
const LIST: &str = "/nca.crl";
const DELTA: &str = "/nca_d.crl";

/// An office that believes an authority.
struct Place<'a> {
    scene: &'a Scene,
    authority: Authority,
}

impl<'a> Place<'a> {
    fn of(scene: &'a Scene) -> Self {
        let authority = Authority::at(NOW);
        authority.anchors(&scene.path("anchors"));
        Place { scene, authority }
    }

    /// With a batch of two orders that awaits the signature.
    fn with_a_batch(scene: &'a Scene) -> Self {
        scene.take(&at("09:30"), &[request("A", REGISTERED, 30), request("B", REGISTERED, 40)]);
        scene.tick(&at("10:00"));
        Self::of(scene)
    }

    fn run(&self, actor: &str, set: &[String], words: &[&str]) -> Ran {
        self.run_at(&at("11:00"), actor, set, words)
    }

    fn run_at(&self, time: &str, actor: &str, set: &[String], words: &[&str]) -> Ran {
        let own = ["eds.required=true".to_owned(), format!("eds.anchors={}", self.scene.path("anchors"))];
        let before: Vec<&str> = own.iter().chain(set).flat_map(|set| ["--set", set]).collect();
        self.scene.run(time, actor, &[&before, words].concat())
    }

    /// The manifest of the batch and its signature by this person.
    fn signed(&self, person: &str) -> [String; 2] {
        let manifest = self.scene.path("manifest.txt");
        self.scene.must("", "", &["batch", "manifest", "1", "--out", &manifest]);
        let cms = self.authority.sign(person, &std::fs::read(&manifest).unwrap());
        [manifest, self.scene.write(&format!("{person}.cms"), cms)]
    }

    /// The head presents it.
    fn present(&self, person: &str, set: &[String]) -> Ran {
        let [_, cms] = self.signed(person);
        self.run("head", set, &["batch", "sign", "1", "--signature", &cms])
    }

    /// Whether `eds verify` finds that it holds, and by what it knows that.
    fn method(&self, person: &str, set: &[String]) -> [String; 2] {
        let [manifest, cms] = self.signed(person);
        let told = self.run("", set, &["eds", "verify", "--cms", &cms, "--content", &manifest]).json();
        let reason = told["reason"].as_str().unwrap_or("valid").to_owned();
        [reason, text(&told["signers"][0]["revocation"]["method"])]
    }

    fn lists(&self) -> Vec<String> {
        vec![format!("eds.lists={},{}", self.authority.url(LIST), self.authority.url(DELTA))]
    }

    /// What `eds refresh` says of the first list: outcome, reason and the number of the list that is kept then.
    fn refresh(&self, set: &[String]) -> [String; 3] {
        let ran = self.run("", set, &["eds", "refresh"]);
        let told = ran.json();
        let failed = told.as_array().unwrap().iter().any(|one| one["outcome"] == "failed");
        assert_eq!((ran.code, ran.stderr.is_empty()), (u8::from(failed), !failed), "{ran:?}");
        ["outcome", "reason", "number"].map(|key| text(&told[0][key]))
    }
}

fn causes(ran: &Ran) -> Vec<String> {
    let document: Value = ran.json();
    document["defects"].as_array().unwrap().iter().map(|d| text(&d["value"])).collect()
}

#[test]
fn a_responder_is_asked_about_the_signer_and_whatever_it_does_not_say_is_not_valid() {
    both_with(100, |scene| {
        let place = Place::with_a_batch(scene);
        let (authority, now) = (&place.authority, place.authority.pki().now);
        let ocsp = |change: fn(&mut AnswerDraft)| Reply::Ocsp(Arc::new(change));
        let kind = "application/ocsp-response";
        let revoked = Status::Revoked(Revocation { at: days(now, -1), reason: 1 });
        let cases: [(&str, Reply); 15] = [
            ("revoked-by-answer", Reply::Ocsp(Arc::new(move |draft| draft.status = revoked))),
            ("unknown-to-responder", ocsp(|draft| draft.status = Status::Unknown)),
            ("answer-try-later", ocsp(|draft| draft.outcome = 3)),
            ("answer-for-another", ocsp(|draft| draft.serial[19] ^= 1)),
            ("answer-too-old", ocsp(|draft| draft.this_update = days(draft.this_update, -1))),
            ("answer-from-future", ocsp(|draft| draft.this_update = days(draft.this_update, 1))),
            ("answer-nonce", ocsp(|draft| draft.nonce = Some(vec![7; 16]))),
            ("answer-form", Reply::Bytes(kind, b"0123".to_vec())),
            ("responder-too-large", Reply::Bytes(kind, vec![0x30; 70_000])),
            ("responder-content", Reply::Bytes("text/html", b"<p>sign in</p>".to_vec())),
            ("responder-content", Reply::Redirect(authority.url("/elsewhere"))),
            ("responder-content", Reply::Status(404)),
            ("responder-down", Reply::Status(503)),
            ("responder-slow", Reply::Hang),
            ("responder-slow", Reply::Drip),
        ];
        authority.answers("/elsewhere", Status::Good);
        let set = |timeout: &str| {
            vec![format!("eds.responders={}", authority.url("/ocsp")), format!("eds.timeout={timeout}")]
        };
        let head = scene.head();
        for (cause, reply) in cases {
            authority.set("/ocsp", reply);
            let ran = place.present("first-head", &set(if cause == "responder-slow" { "500ms" } else { "30s" }));
            assert_eq!((ran.code, causes(&ran)), (3, vec![cause.to_owned()]), "{ran:?}");
            let again = !["revoked-by-answer", "unknown-to-responder"].contains(&cause);
            assert_eq!(ran.stderr.contains("repeat the command later"), again, "{ran:?}");
        }
        // nobody listens; or who listens does not speak TLS
        for address in [nowhere(), authority.url("/ocsp").replace("http:", "https:")] {
            let down =
                place.present("first-head", &[format!("eds.responders={address}"), "eds.timeout=30s".to_owned()]);
            assert_eq!((down.code, causes(&down)), (3, vec!["responder-down".to_owned()]), "{down:?}");
        }
        assert_eq!(authority.came("/elsewhere").times, 0, "nobody is sent elsewhere");
        assert_eq!((scene.head(), scene.batch_status(1)), (head, "awaiting-signature".to_owned()));

        authority.answers("/ocsp", Status::Good);
        let signed = place.present("first-head", &set("30s"));
        assert_eq!((signed.code, &signed.json()["status"]), (0, &"signed".into()), "{signed:?}");
        let came = authority.came("/ocsp");
        assert_eq!(came.kind, "application/ocsp-request");
        assert_eq!(came.agent, format!("qazyna/{}", env!("CARGO_PKG_VERSION")));
        // what it said is kept, and proves the signature when no network is there
        let bundle = scene.path("batch-1.zip");
        assert_eq!(scene.must("", "", &["eds", "evidence", "1", "--out", &bundle])["proven"], true);
        let mut zip = zip::ZipArchive::new(std::fs::File::open(bundle).unwrap()).unwrap();
        assert!(zip.by_name("answers/1.ocsp").is_ok());
    });
}

#[test]
fn a_second_responder_answers_for_one_that_does_not_and_lists_answer_for_none() {
    both_with(100, |scene| {
        let place = Place::with_a_batch(scene);
        let authority = &place.authority;
        authority.answers("/good", Status::Good);
        authority.set("/late", Reply::Ocsp(Arc::new(|draft| draft.outcome = 3)));
        let responders = |pages: &[&str]| {
            let urls: Vec<String> = pages.iter().map(|page| authority.url(page)).collect();
            vec![format!("eds.responders={}", urls.join(",")), "eds.timeout=30s".to_owned()]
        };
        assert_eq!(place.method("first-head", &responders(&["/late", "/good"])), ["valid", "ocsp"]);
        assert_eq!(place.method("first-head", &responders(&["/late"])), ["revocation-unavailable", ""]);
        authority.serve(LIST, &authority.pki().list);
        authority.serve(DELTA, &authority.pki().delta);
        assert_eq!(place.refresh(&place.lists()), ["new", "", "5"]);
        // a fresh list is as good as its authority says, and a responder that answers is fresher
        assert_eq!(place.method("first-head", &responders(&["/late"])), ["valid", "crl"]);
        assert_eq!(place.method("first-head", &responders(&["/good"])), ["valid", "ocsp"]);
        // whoever says "revoked" is believed; about whom a list says it nobody is asked
        let before = authority.came("/good").times;
        for person in ["revoked", "revoked-in-delta"] {
            assert_eq!(place.method(person, &responders(&["/good"])), ["revoked", "crl"], "{person}");
        }
        assert_eq!(authority.came("/good").times, before);
        let revoked = Status::Revoked(Revocation { at: days(authority.pki().now, -1), reason: 1 });
        authority.answers("/good", revoked);
        assert_eq!(place.method("first-head", &responders(&["/good"])), ["revoked", "ocsp"]);
    });
}

#[test]
fn for_a_folder_of_notices_a_responder_is_asked_once_a_certificate() {
    both_with(100, |scene| {
        scene.take(&at("09:30"), &["A", "B", "C"].map(|n| request(n, REGISTERED, 5)));
        let place = Place::of(scene);
        let (authority, folder) = (&place.authority, scene.path("notices"));
        scene.must("", "", &["notice", "bundle", "--out", &folder]);
        for number in ["A", "B", "C"] {
            let file = format!("{folder}/microfinance-subsidy_{number}.txt");
            let cms = authority.sign("employee", &std::fs::read(&file).unwrap());
            std::fs::write(format!("{file}.cms"), cms).unwrap();
        }
        let apply = |timeout: &str| {
            let set = [format!("eds.responders={}", authority.url("/ocsp")), format!("eds.timeout={timeout}")];
            place.run("specialist", &set, &["notice", "apply", &folder])
        };
        authority.set("/ocsp", Reply::Hang);
        let waits = apply("500ms");
        assert_eq!((waits.code, causes(&waits)), (3, vec!["responder-slow".to_owned(); 3]), "{waits:?}");
        assert!(waits.stderr.contains("repeat the command later"), "{waits:?}");
        assert_eq!(authority.came("/ocsp").times, 1);
        authority.answers("/ocsp", Status::Good);
        let applied = apply("30s");
        assert_eq!((applied.code, &applied.json()["confirmed"]), (0, &3.into()), "{applied:?}");
        assert_eq!(authority.came("/ocsp").times, 2);
    });
}

#[test]
fn a_list_takes_the_place_of_an_older_one_only_when_it_is_whole_signed_good_and_newer() {
    both_with(100, |scene| {
        let place = Place::with_a_batch(scene);
        let (authority, set) = (&place.authority, place.lists());
        let pki = authority.pki();
        assert_eq!(place.refresh(&[]), ["", "", ""].map(str::to_owned), "no addresses, nothing to do");
        assert_eq!(place.refresh(&set), ["failed", "content", ""]);
        assert_eq!(place.method("first-head", &set), ["revocation-unavailable", ""]);
        authority.serve(LIST, &pki.list);
        authority.serve(DELTA, &pki.delta);
        assert_eq!(place.refresh(&set), ["new", "", "5"]);
        assert_eq!(place.refresh(&set), ["same", "", "5"]);
        assert_eq!(place.method("first-head", &set), ["valid", "crl"]);

        let changed = |change: &dyn Fn(&mut qazyna::eds::sandbox::lists::ListDraft)| {
            let mut draft = pki.list.clone();
            draft.number = 7;
            change(&mut draft);
            draft.signed(&pki.issuer.key)
        };
        let whole = changed(&|_| {});
        let kind = "application/pkix-crl";
        let bytes = |bytes: Vec<u8>| Reply::Bytes(kind, bytes);
        let by_another = pki.list.signed(&pki.people[0].key);
        let of_a_part = (qazyna::eds::oid::ISSUING_POINT, true, vec![0x30, 0]);
        let cases = [
            ("older", bytes(changed(&|draft| draft.number = 4))),
            ("older", bytes(changed(&|draft| (draft.number, draft.this_update) = (5, days(pki.now, -2))))),
            ("over", bytes(changed(&|draft| draft.next_update = days(pki.now, -1)))),
            ("signature", bytes(by_another)),
            ("partial", bytes(changed(&|draft| draft.further.push(of_a_part.clone())))),
            ("form", bytes(whole[..whole.len() - 1].to_vec())),
            ("form", Reply::Bytes("text/html", b"<p>sign in</p>".to_vec())),
            ("too-large", bytes(vec![0x30; 2_001_000])),
            ("content", Reply::Redirect(authority.url("/elsewhere"))),
            ("down", Reply::Status(502)),
            ("slow", Reply::Hang),
            ("slow", Reply::Drip),
        ];
        authority.set("/elsewhere", bytes(whole.clone()));
        for (reason, reply) in cases {
            authority.set(LIST, reply);
            let timeout = if reason == "slow" { "500ms" } else { "30s" };
            let more = [format!("eds.timeout={timeout}"), "eds.lists-largest=2MB".to_owned()];
            assert_eq!(place.refresh(&[&set[..], &more].concat()), ["failed", reason, "5"]);
        }
        assert_eq!(authority.came("/elsewhere").times, 0);
        let folder = std::fs::read_dir(scene.path("revocation")).unwrap();
        let names: Vec<String> = folder.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names.len(), 2, "nothing half is left: {names:?}");
        assert_eq!(place.method("first-head", &set), ["valid", "crl"], "the older one is used until its end");

        authority.set(LIST, bytes(whole));
        assert_eq!(place.refresh(&set), ["new", "", "7"]);
        // what was written over by somebody is named, and comes again whole
        let kept = text(&place.run("", &set, &["eds", "refresh"]).json()[0]["path"]);
        std::fs::write(&kept, "spoiled").unwrap();
        let [manifest, cms] = place.signed("first-head");
        let spoiled = place.run("", &set, &["eds", "verify", "--cms", &cms, "--content", &manifest]);
        assert!(spoiled.code == 2 && spoiled.stderr.contains("eds.lists-folder"), "{spoiled:?}");
        assert_eq!(place.refresh(&set), ["new", "", "7"]);
        let away = [&set[..], &[format!("eds.lists-folder={}", scene.path("inbox-of-lists/deep"))]].concat();
        assert_eq!(place.refresh(&away), ["new", "", "7"]);
    });
}

#[test]
fn the_doctor_tells_of_each_list_and_responder_how_old_how_long_good_and_what_to_do() {
    both_with(100, |scene| {
        let place = Place::of(scene);
        let authority = &place.authority;
        authority.answers("/ocsp", Status::Good);
        let set = [&place.lists()[..], &[format!("eds.responders={}", authority.url("/ocsp"))]].concat();
        let lines = |time: &str, set: &[String], check: &str| -> Vec<[String; 2]> {
            let told = place.run_at(time, "", set, &["doctor"]).json();
            let own = told.as_array().unwrap().iter().filter(|line| line["check"] == check);
            own.map(|line| [text(&line["status"]), text(&line["text"])]).collect()
        };
        let now = at("11:00");
        assert!(lines(&now, &[], "revocation-list").is_empty() && lines(&now, &[], "responder").is_empty());
        assert_eq!(lines(&now, &[], "certificates")[0][0], "fault", "nobody knows who is revoked");
        assert_eq!(lines(&now, &set, "certificates")[0][0], "good", "a responder is asked");
        let missing = lines(&now, &set, "revocation-list");
        assert!(missing.len() == 2 && missing.iter().all(|[status, _]| status == "fault"), "{missing:?}");
        assert!(missing[0][1].contains(LIST) && missing[0][1].contains("qazyna eds refresh"), "{missing:?}");
        authority.serve(LIST, &authority.pki().list);
        authority.serve(DELTA, &authority.pki().delta);
        place.refresh(&set);
        for (time, status, part) in [
            (now.as_str(), "good", "issued 24 h 0 min ago, good until 02.03.2027"),
            ("2026-12-15T11:00", "warning", "qazyna eds refresh"),
            ("2027-03-02T12:00", "fault", "over since 02.03.2027"),
        ] {
            let told = lines(time, &set, "revocation-list");
            assert_eq!(told[0][0], status, "{told:?}");
            assert!(told[0][1].contains(part), "{told:?}");
        }
        let good = lines("2026-03-02T11:30", &set, "responder");
        assert_eq!(good[0][0], "good");
        assert!(good[0][1].contains("age of its answer: 0 h 30 min"), "{good:?}");
        for reply in
            [Reply::Status(503), Reply::Redirect(authority.url(LIST)), Reply::Ocsp(Arc::new(|d| d.outcome = 3))]
        {
            authority.set("/ocsp", reply);
            let told = lines(&now, &set, "responder");
            assert!(told[0][0] == "fault" && told[0][1].contains("/ocsp"), "{told:?}");
        }
        for (program, status) in [("sh", "good"), ("/nowhere/verifier", "fault")] {
            let set = [&set[..], &["eds.verifier=both".to_owned(), format!("eds.command={program}")]].concat();
            assert_eq!(lines(&now, &set, "verifier")[0][0], status, "{program}");
        }
    });
}

#[test]
// law: 004-8.6-eds
fn an_application_waits_while_its_responder_is_down_and_is_taken_when_it_answers() {
    both_with(100, |scene| {
        let place = Place::of(scene);
        let authority = &place.authority;
        let own = qazyna::eds::sandbox::bin();
        let document = super::applications::application("N-1", Some(("recipient_bin", &own)));
        scene.write("inbox/n.xml.cms", authority.sign("first-head", document.as_bytes()));
        scene.write("inbox/n.xml", &document);
        let set = [
            format!("eds.responders={}", authority.url("/ocsp")),
            "eds.required=false".into(),
            "intake.unsigned=".into(),
        ];
        authority.set("/ocsp", Reply::Status(503));
        let (head, ran) = (scene.head(), place.run("", &set, &["tick"]));
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.json()["waiting"][0]["defects"][0]["value"], "responder-down", "{ran:?}");
        assert_eq!((scene.requests().len(), scene.head()), (0, head));

        authority.answers("/ocsp", Status::Good);
        assert_eq!(place.run("", &set, &["tick"]).code, 0);
        assert_eq!(text(&scene.request("N-1")["status"]), "ordered");
        assert_eq!(scene.run("", "", &["audit", "verify"]).code, 0);
        // the answer is kept with the signature
        let bundle = scene.path("n.zip");
        scene.must("", "", &["eds", "evidence", "N-1", "--out", &bundle]);
        let mut zip = zip::ZipArchive::new(std::fs::File::open(bundle).unwrap()).unwrap();
        let names: Vec<String> =
            (0..zip.len()).map(|n| zip.by_index(n).unwrap().name().unwrap().into_owned()).collect();
        assert!(names.iter().any(|name| name.contains("ocsp")), "{names:?}");
    });
}
