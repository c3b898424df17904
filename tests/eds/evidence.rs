//! Evidence is stored and the check repeated offline; two verifiers that do not agree refuse.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qazyna::eds::cause::Cause;
use qazyna::eds::crl::{List, Lists};
use qazyna::eds::evidence::{Again, Evidence};
use qazyna::eds::ocsp::Status;
use qazyna::eds::report::Report;
use qazyna::eds::verifier::{BothMustAgree, InHouse, OnTheWordOf, SignatureVerifier, VerifierDown};
use qazyna::eds::verify::{Content, Question, Wanted, verify};

use crate::scene::{CONTENT, SANDBOX, Scene, now};

fn kept(scene: &Scene) -> (Evidence, Lists) {
    let (cms, trust) = (scene.cms(), scene.trust());
    let content = Content::Bytes(CONTENT);
    let question = Question { cms: &cms, content, now: now(), trust: &trust, wanted: &scene.wanted };
    let evidence = Evidence::of(&question, &verify(&question));
    let text = evidence.to_json().unwrap();
    let read = Evidence::from_json(&text).unwrap();
    assert_eq!(read, evidence);
    (read, trust.lists)
}

#[test]
fn a_check_by_an_answer_is_repeated_from_what_is_kept_alone() {
    for attached in [true, false] {
        let mut scene = Scene::asking("first-head", Status::Good);
        scene.attached = attached;
        let (evidence, _) = kept(&scene);
        let again = evidence.verify_again(&scene.anchors, None, &Lists::default()).unwrap();
        assert!(matches!(again, Again::Same(report) if report.valid()));
        let again = evidence.verify_again(&scene.anchors, Some(b"other"), &Lists::default()).unwrap();
        assert!(matches!(again, Again::Differs(_)));
        assert!(matches!(evidence.verify_again(&[], None, &Lists::default()).unwrap(), Again::Differs(_)));
    }
}

#[test]
fn a_check_by_lists_is_repeated_with_them_and_told_apart_without() {
    let scene = Scene::of("first-head");
    let (evidence, lists) = kept(&scene);
    let again = evidence.verify_again(&scene.anchors, None, &lists).unwrap();
    assert!(matches!(again, Again::Same(report) if report.valid()));
    let again = evidence.verify_again(&scene.anchors, None, &Lists::default()).unwrap();
    assert!(matches!(again, Again::SameButLists(report) if report.causes == [Cause::NoList]));
}

#[test]
fn a_document_changed_inside_what_is_kept_is_found() {
    let mut scene = Scene::asking("first-head", Status::Good);
    scene.content = None;
    let (evidence, _) = kept(&scene);
    let text = evidence.to_json().unwrap();
    let right = STANDARD.encode(scene.cms());
    let mut cms = scene.cms();
    let place = cms.windows(CONTENT.len()).position(|w| w == CONTENT).unwrap();
    cms[place + CONTENT.len() - 1] = b'2';
    let changed = Evidence::from_json(&text.replace(&right, &STANDARD.encode(cms))).unwrap();
    assert_ne!(changed, evidence);
    let again = changed.verify_again(&scene.anchors, None, &Lists::default()).unwrap();
    assert!(matches!(again, Again::Differs(report) if report.causes == [Cause::EnclosedDiffers]));
}

#[test]
fn evidence_of_another_version_or_with_unknown_keys_is_refused() {
    let (evidence, _) = kept(&Scene::of("first-head"));
    let text = evidence.to_json().unwrap();
    assert!(Evidence::from_json(&text.replacen("\"version\":2", "\"version\":3", 1)).is_err());
    assert!(Evidence::from_json(&text.replacen("\"version\":2", "\"version\":2,\"x\":1", 1)).is_err());
    assert!(Evidence::from_json("").is_err());
}

/// Says what it was told to say.
struct Other(Report);

impl SignatureVerifier for Other {
    fn name(&self) -> String {
        "other".into()
    }

    fn check(&self, _: &Question<'_>) -> Result<Report, VerifierDown> {
        Ok(self.0.clone())
    }
}

#[test]
fn two_verifiers_that_do_not_agree_refuse() {
    let scene = Scene::of("first-head");
    let (cms, trust, wanted) = (scene.cms(), scene.trust(), Wanted::default());
    let question = Question { cms: &cms, content: Content::Bytes(CONTENT), now: now(), trust: &trust, wanted: &wanted };
    let ours = verify(&question);
    let both = |other: Report| BothMustAgree(InHouse, Other(other)).check(&question).unwrap();
    assert!(both(ours.clone()).valid());
    let refusing = Report::new(vec![Cause::SignatureWrong], ours.signers.clone());
    assert_eq!(both(refusing).causes, [Cause::SignatureWrong, Cause::VerifiersDisagree]);
    let somebody_else = Scene::of("employee").ask();
    assert!(somebody_else.valid());
    assert_eq!(both(somebody_else).causes, [Cause::VerifiersDisagree]);
}

#[test]
fn who_decides_in_our_place_is_believed_only_where_we_cannot_tell_and_the_evidence_says_so() {
    let mut scene = Scene::of("first-head");
    let right = scene.ask();
    scene.lists = Vec::new();
    let (cms, trust, wanted) = (scene.cms(), scene.trust(), Wanted::default());
    let question = Question { cms: &cms, content: Content::Bytes(CONTENT), now: now(), trust: &trust, wanted: &wanted };
    let told = Report::of_another("other", Vec::new(), right.signers.clone());
    let report = OnTheWordOf(Other(told.clone())).check(&question).unwrap();
    assert!(report.valid(), "{:?}", report.causes);
    assert_eq!((report.own.as_slice(), report.by.as_slice()), (&[Cause::NoList][..], &["other".to_owned()][..]));
    let kept = Evidence::from_json(&Evidence::of(&question, &report).to_json().unwrap()).unwrap();
    assert_eq!(kept.verifiers(), ["other"]);
    let again = kept.verify_again(&scene.anchors, None, &Lists::default()).unwrap();
    assert!(matches!(again, Again::Same(_)));
    assert!(matches!(kept.verify_again(&scene.anchors, Some(b"x"), &Lists::default()).unwrap(), Again::Differs(_)));

    // a certificate that we know to be wrong is not made right by anybody's word
    let question = Question { content: Content::Bytes(b"other"), ..question };
    let report = OnTheWordOf(Other(told)).check(&question).unwrap();
    assert_eq!(report.causes, [Cause::EnclosedDiffers, Cause::VerifiersDisagree]);
}

#[test]
fn evidence_of_the_form_before_is_read_as_checked_by_this_program_alone() {
    let (evidence, lists) = kept(&Scene::of("first-head"));
    let text = evidence.to_json().unwrap().replacen("\"version\":2", "\"version\":1", 1);
    let old = Evidence::from_json(&text.replacen(",\"verifiers\":[\"qazyna\"]", "", 1)).unwrap();
    assert_eq!(old.verifiers(), ["qazyna"]);
    assert!(matches!(old.verify_again(&Scene::of("first-head").anchors, None, &lists).unwrap(), Again::Same(_)));
}

#[test]
fn what_was_known_of_a_time_stamp_and_of_an_authority_between_is_kept_and_repeats_the_moment_of_the_check() {
    let stamped = qazyna::eds::sandbox::days(now(), -2);
    let mut scene = Scene::asking("first-head", Status::Good);
    scene.stamp = Some(Box::new(move |over| SANDBOX.stamp(over, stamped)));
    // the issuing authority is known, and only the root is believed
    scene.between = vec![SANDBOX.issuer.certificate.clone()];
    scene.anchors = vec![SANDBOX.root.certificate.clone()];
    let (cms, mut trust) = (scene.cms(), scene.trust());
    trust.answers.push(SANDBOX.answer(&SANDBOX.stamper, Status::Good).signed(&SANDBOX.responder.key));
    let mut roots = SANDBOX.list.clone();
    roots.issuer = SANDBOX.root.certificate.name().to_vec();
    roots.issuer_key_id = SANDBOX.root.certificate.key_id().unwrap().to_vec();
    trust.lists.add(List::load(&roots.signed(&SANDBOX.root.key), &scene.anchors).unwrap());
    let question =
        Question { cms: &cms, content: Content::Bytes(CONTENT), now: now(), trust: &trust, wanted: &Wanted::default() };
    let report = verify(&question);
    assert!(report.valid(), "{:?}", report.causes);
    assert_eq!(report.signers[0].check_moment, stamped);
    let evidence = Evidence::from_json(&Evidence::of(&question, &report).to_json().unwrap()).unwrap();
    let names: Vec<String> = evidence.files().unwrap().into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"answers/further-1.ocsp".to_owned()), "{names:?}");
    let same = evidence.verify_again(&scene.anchors, None, &trust.lists).unwrap();
    assert!(matches!(same, Again::Same(again) if again.signers[0].check_moment == stamped));
    let without = evidence.verify_again(&scene.anchors, None, &Lists::default()).unwrap();
    assert!(matches!(without, Again::SameButLists(again) if again.causes == [Cause::IssuerUnchecked]));
}
