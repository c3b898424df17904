//! A throw-away PKI and a question about a document of the first head, of which a case breaks one thing.

use std::sync::LazyLock;

use qazyna::domain::time::Moment;
use qazyna::eds::certificate::Certificate;
use qazyna::eds::crl::{List, Lists};
use qazyna::eds::ocsp::Status;
use qazyna::eds::oid;
use qazyna::eds::report::Report;
use qazyna::eds::sandbox::issue::{CertificateDraft, Seed};
use qazyna::eds::sandbox::lists::{AnswerDraft, ListDraft};
use qazyna::eds::sandbox::sign::{SignedDraft, SignerDraft};
use qazyna::eds::sandbox::{Holder, Sandbox};
use qazyna::eds::trust::Trust;
use qazyna::eds::verify::{Content, Question, Wanted, verify};

pub const CONTENT: &[u8] = "ОБРАЗЕЦ: заявка 1".as_bytes();

pub static SANDBOX: LazyLock<Sandbox> = LazyLock::new(|| Sandbox::make(&seed(), now()).unwrap());

/// The full list and the delta as they are.
static LISTS: LazyLock<(List, List)> = LazyLock::new(|| {
    let issuer = &SANDBOX.issuer;
    (load(&SANDBOX.list, issuer), load(&SANDBOX.delta, issuer))
});

fn load(draft: &ListDraft, by: &Holder) -> List {
    let known = [&SANDBOX.issuer.certificate, &SANDBOX.root.certificate];
    List::load(&draft.signed(&by.key), known).unwrap()
}

pub fn seed() -> Seed {
    Seed([7; 32])
}

pub fn now() -> Moment {
    Moment::parse("2026-03-05T10:00:00+05:00").unwrap()
}

pub fn person(word: &str) -> &'static Holder {
    SANDBOX.person(word).unwrap()
}

/// A token over a signature.
type Stamping = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// Everything that goes into a check; each field may be broken before the question is asked.
pub struct Scene {
    /// What the signer's certificate is made from; signed anew by the issuing authority when it was changed.
    pub certificate: CertificateDraft,
    pub signer_key: &'static Holder,
    pub issued_by: &'static Holder,
    /// Changes the signer's part before it is signed.
    pub before: Box<dyn Fn(&mut SignerDraft)>,
    /// Changes it afterwards.
    pub after: Box<dyn Fn(&mut SignerDraft)>,
    pub stamp: Option<Stamping>,
    /// Changes the document.
    pub document: Box<dyn Fn(&mut SignedDraft)>,
    /// Changes the bytes.
    pub bytes: Box<dyn Fn(Vec<u8>) -> Vec<u8>>,
    pub attached: bool,
    pub content: Option<&'static [u8]>,
    pub now: Moment,
    pub lists: Vec<ListDraft>,
    pub list_key: &'static Holder,
    pub answer: Option<AnswerDraft>,
    pub answer_key: &'static Holder,
    pub anchors: Vec<Certificate>,
    pub between: Vec<Certificate>,
    pub answer_age: i64,
    pub wanted: Wanted,
}

impl Scene {
    pub fn of(word: &'static str) -> Self {
        let sandbox = &*SANDBOX;
        let holder = person(word);
        Scene {
            certificate: holder.draft.clone(),
            signer_key: holder,
            issued_by: &sandbox.issuer,
            before: Box::new(|_| {}),
            after: Box::new(|_| {}),
            stamp: None,
            document: Box::new(|_| {}),
            bytes: Box::new(|bytes| bytes),
            attached: true,
            content: Some(CONTENT),
            now: now(),
            lists: vec![sandbox.list.clone(), sandbox.delta.clone()],
            list_key: &sandbox.issuer,
            answer: None,
            answer_key: &sandbox.responder,
            anchors: vec![sandbox.issuer.certificate.clone()],
            between: Vec::new(),
            answer_age: 86_400,
            wanted: Wanted::default(),
        }
    }

    /// Asks a responder instead of the lists.
    pub fn asking(word: &'static str, status: Status) -> Self {
        let mut scene = Scene::of(word);
        scene.lists = Vec::new();
        scene.answer = Some(SANDBOX.answer(person(word), status));
        scene
    }

    pub fn signer(&self) -> Certificate {
        if self.certificate == self.signer_key.draft && self.issued_by.word == "issuer" {
            return self.signer_key.certificate.clone();
        }
        Certificate::parse(&self.certificate.signed(&self.issued_by.key)).unwrap()
    }

    pub fn trust(&self) -> Trust {
        let mut lists = Lists::default();
        for draft in &self.lists {
            lists.add(self.list(draft));
        }
        let answers = self.answer.iter().map(|draft| draft.signed(&self.answer_key.key)).collect();
        let (anchors, between) = (self.anchors.clone(), self.between.clone());
        Trust { anchors, between, lists, answers, answer_age: self.answer_age, ..Trust::default() }
    }

    /// Signed by the root where it is the root's, else by the key of the scene.
    fn list(&self, draft: &ListDraft) -> List {
        let usual = [(&SANDBOX.list, &LISTS.0), (&SANDBOX.delta, &LISTS.1)];
        let ready = usual.into_iter().find(|(one, _)| *one == draft && self.list_key.word == "issuer");
        if let Some((_, list)) = ready {
            return list.clone();
        }
        let root = draft.issuer == SANDBOX.root.certificate.name();
        load(draft, if root { &SANDBOX.root } else { self.list_key })
    }

    pub fn cms(&self) -> Vec<u8> {
        let signer = self.signer();
        let mut part = SignerDraft::over(CONTENT, oid::DATA, &signer, self.now);
        (self.before)(&mut part);
        let mut part = part.sign(&self.signer_key.key);
        (self.after)(&mut part);
        if let Some(stamp) = &self.stamp {
            let token = stamp(&part.signature);
            part = part.stamped(token);
        }
        let mut document = SignedDraft::by(&signer, part, self.attached.then(|| CONTENT.to_vec()));
        (self.document)(&mut document);
        (self.bytes)(document.der())
    }

    pub fn ask(&self) -> Report {
        let (cms, trust) = (self.cms(), self.trust());
        let content = self.content.map_or(Content::Enclosed, Content::Bytes);
        verify(&Question { cms: &cms, content, now: self.now, trust: &trust, wanted: &self.wanted })
    }
}
