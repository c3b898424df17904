//! A throw-away PKI with the real profile: a root, an issuing authority, a time-stamp authority, a responder and people.
//! It stands for nobody: every name says so, and no production installation may trust it.

pub mod issue;
pub mod lists;
pub mod sign;

use der::oid::ObjectIdentifier as Oid;

use crate::domain::ident::{Bin, check_digit};
use crate::domain::time::Moment;

use super::cause::Cause;
use super::certificate::Certificate;
use super::crl::Revocation;
use super::curve::SecretKey;
use super::ocsp::Status;
use super::oid;

use issue::{CertificateDraft, Seed, authority, authority_key_id, key_id, key_info, name, policies, usage, uses};
use lists::{AnswerDraft, ListDraft};
use sign::{SignedDraft, SignerDraft, stamp, stamp_info};

/// Stands in every subject.
pub const MARK: &str = "ОБРАЗЕЦ / ҮЛГІ / SANDBOX";

const DAY: i64 = 86_400;
/// Key usage of a signer: sign data, non-repudiation, key agreement.
const SIGNER: u8 = 0xc8;
/// Key usage of an authority: sign certificates and lists.
const AUTHORITY: u8 = 0x06;

/// A holder of a key.
pub struct Holder {
    /// The word of its files.
    pub word: String,
    /// The certificate.
    pub certificate: Certificate,
    /// The key.
    pub key: SecretKey,
    /// The key's bytes: 64, little-endian.
    pub scalar: Vec<u8>,
    /// What the certificate was made from.
    pub draft: CertificateDraft,
}

/// The whole PKI.
pub struct Sandbox {
    /// The moment that it was made for.
    pub now: Moment,
    /// The root.
    pub root: Holder,
    /// The issuing authority.
    pub issuer: Holder,
    /// The time-stamp authority.
    pub stamper: Holder,
    /// The OCSP responder.
    pub responder: Holder,
    /// The people, see [`PEOPLE`].
    pub people: Vec<Holder>,
    /// The full list.
    pub list: ListDraft,
    /// The delta to it.
    pub delta: ListDraft,
}

/// The people by the word of their files, with what their certificates are for.
pub const PEOPLE: [(&str, &[Oid]); 10] = [
    ("first-head", &[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::FIRST_HEAD]),
    ("right-to-sign", &[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::RIGHT_TO_SIGN]),
    ("financial", &[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::FINANCIAL]),
    ("employee", &[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::EMPLOYEE]),
    ("treasury-client", &[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::TREASURY_CLIENT]),
    ("individual", &[oid::FOR_SIGNING, oid::INDIVIDUAL]),
    ("login-only", &[oid::FOR_LOGIN, oid::INDIVIDUAL]),
    ("expired", &[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::FIRST_HEAD]),
    ("revoked", &[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::FIRST_HEAD]),
    ("revoked-in-delta", &[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::RIGHT_TO_SIGN]),
];

/// Later by so many days; a moment at the end of time stays there.
pub fn days(moment: Moment, days: i64) -> Moment {
    moment.plus_seconds(days * DAY).unwrap_or(moment)
}

/// The first number of twelve digits that begins so and whose check digit exists, from `from` on.
fn twelve(start: &str, from: u32) -> String {
    let width = 11 - start.len();
    let numbers = (from..).map(|n| format!("{start}{n:0width$}"));
    let mut whole = numbers.filter_map(|text| {
        let digits: Vec<u8> = text.bytes().map(|b| b - b'0').collect();
        check_digit(&digits).map(|digit| format!("{text}{digit}"))
    });
    whole.next().unwrap_or_default()
}

/// The IIN of the person at this place of [`PEOPLE`]: a made-up one, with a right check digit.
pub fn iin(place: usize) -> String {
    twelve("8001013", u32::try_from(place).unwrap_or_default() * 10 + 1)
}

/// The BIN of the made-up organisation: that of the made-up department in `config/department.toml`.
pub fn bin() -> String {
    "010140999992".into()
}

fn holder(draft: CertificateDraft, word: &str, seed: &Seed, by: &SecretKey) -> Result<Holder, Cause> {
    let (key, scalar) = seed.key(word);
    Ok(Holder { word: word.to_owned(), certificate: Certificate::parse(&draft.signed(by))?, key, scalar, draft })
}

/// What every certificate begins with.
fn draft(seed: &Seed, word: &str, subject: Vec<u8>, issuer: Option<&Holder>, now: Moment) -> CertificateDraft {
    let mut serial = seed.bytes(&format!("serial {word}"))[..20].to_vec();
    serial[0] = serial[0] & 0x3f | 0x40;
    let own = key_id(&serial);
    let above = issuer.and_then(|i| i.certificate.key_id()).map_or_else(|| own.clone(), <[u8]>::to_vec);
    CertificateDraft {
        issuer: issuer.map_or_else(|| subject.clone(), |i| i.certificate.name().to_vec()),
        subject,
        not_before: days(now, -30),
        not_after: days(now, 365),
        key_info: key_info(&seed.key(word).0.public()),
        extensions: vec![
            (oid::POLICIES, false, policies(oid::POLICY_ARC)),
            (oid::SUBJECT_KEY_ID, false, super::write::octets(&own)),
            (oid::AUTHORITY_KEY_ID, false, authority_key_id(&above)),
        ],
        serial,
        algorithm: oid::SIGNATURE_2015_512,
    }
}

fn authority_draft(seed: &Seed, word: &str, title: &str, issuer: Option<&Holder>, now: Moment) -> CertificateDraft {
    let title = format!("{title} ({MARK})");
    let mut made = draft(seed, word, name(&[(oid::COMMON_NAME, &title), (oid::COUNTRY, "KZ")]), issuer, now);
    (made.not_before, made.not_after) = (days(now, -3_650), days(now, 3_650));
    made.set(oid::BASIC_CONSTRAINTS, true, authority(None));
    made.set(oid::KEY_USAGE, true, usage(AUTHORITY));
    made
}

fn service_draft(seed: &Seed, word: &str, title: &str, of: &Holder, now: Moment, purpose: Oid) -> CertificateDraft {
    let title = format!("{title} ({MARK})");
    let mut made = draft(seed, word, name(&[(oid::COMMON_NAME, &title), (oid::COUNTRY, "KZ")]), Some(of), now);
    (made.not_before, made.not_after) = (days(now, -3_650), days(now, 3_650));
    made.set(oid::KEY_USAGE, true, usage(0x80));
    made.set(oid::EXT_KEY_USAGE, true, uses(&[purpose]));
    made
}

/// The draft of a person's certificate; `place` counts in [`PEOPLE`].
pub fn person_draft(seed: &Seed, place: usize, issuer: &Holder, now: Moment) -> CertificateDraft {
    let (word, purposes) = PEOPLE[place.min(PEOPLE.len() - 1)];
    let (common, iin, bin) =
        (format!("ҮЛГІЛІ ҮЛГІ {place} ({MARK})"), format!("IIN{}", iin(place)), format!("BIN{}", bin()));
    let treasury = purposes.contains(&oid::TREASURY_CLIENT);
    let mut subject = Vec::new();
    if treasury {
        subject.push((oid::DOMAIN_COMPONENT, "ROLE01"));
    }
    subject.extend([(oid::COMMON_NAME, common.as_str()), (oid::SURNAME, "ҮЛГІЛІ")]);
    subject.extend([(oid::SERIAL_NUMBER, iin.as_str()), (oid::COUNTRY, "KZ")]);
    if purposes.contains(&oid::LEGAL_ENTITY) {
        subject.extend([(oid::ORGANISATION, MARK), (oid::ORGANISATIONAL_UNIT, bin.as_str())]);
    }
    if treasury {
        subject.push((oid::BUSINESS_CATEGORY, "KS00000"));
    }
    subject.push((oid::GIVEN_NAME, "ҮЛГІҰЛЫ"));
    let mut made = draft(seed, word, name(&subject), Some(issuer), now);
    if word == "expired" {
        (made.not_before, made.not_after) = (days(now, -730), days(now, -365));
    }
    made.set(oid::KEY_USAGE, true, usage(SIGNER));
    made.set(oid::EXT_KEY_USAGE, false, uses(purposes));
    made
}

/// The draft of the certificate of an organisation's head.
fn recipient_draft(
    seed: &Seed,
    place: usize,
    (word, bin): (&str, &Bin),
    issuer: &Holder,
    now: Moment,
) -> CertificateDraft {
    let common = format!("ҮЛГІЛІ ҮЛГІ {place} ({MARK})");
    let (iin, unit) = (format!("IIN{}", iin(place)), format!("BIN{bin}"));
    let subject = [
        (oid::COMMON_NAME, common.as_str()),
        (oid::SURNAME, "ҮЛГІЛІ"),
        (oid::SERIAL_NUMBER, &iin),
        (oid::COUNTRY, "KZ"),
        (oid::ORGANISATION, MARK),
        (oid::ORGANISATIONAL_UNIT, &unit),
        (oid::GIVEN_NAME, "ҮЛГІҰЛЫ"),
    ];
    let mut made = draft(seed, word, name(&subject), Some(issuer), now);
    made.set(oid::KEY_USAGE, true, usage(SIGNER));
    made.set(oid::EXT_KEY_USAGE, false, uses(&[oid::FOR_SIGNING, oid::LEGAL_ENTITY, oid::FIRST_HEAD]));
    made
}

impl Sandbox {
    /// As [`Sandbox::make`], with a head of each of these organisations beside the people: `recipient-BIN`.
    pub fn with(seed: &Seed, now: Moment, recipients: &[Bin]) -> Result<Self, Cause> {
        let mut pki = Self::make(seed, now)?;
        for (place, bin) in recipients.iter().enumerate() {
            let word = format!("recipient-{bin}");
            let draft = recipient_draft(seed, PEOPLE.len() + place, (&word, bin), &pki.issuer, now);
            let by = seed.key("issuer").0;
            pki.people.push(holder(draft, &word, seed, &by)?);
        }
        Ok(pki)
    }

    /// Makes the PKI: the same seed and moment make the same bytes. The certificates of people hold for a year, those of
    /// the authorities for ten, the lists for a year.
    pub fn make(seed: &Seed, now: Moment) -> Result<Self, Cause> {
        let (root_key, issuer_key) = (seed.key("root").0, seed.key("issuer").0);
        let root = holder(authority_draft(seed, "root", "НЕГІЗГІ ОРТАЛЫҚ", None, now), "root", seed, &root_key)?;
        let made = authority_draft(seed, "issuer", "КУӘЛАНДЫРУШЫ ОРТАЛЫҚ", Some(&root), now);
        let issuer = holder(made, "issuer", seed, &root_key)?;
        let made = service_draft(seed, "stamper", "TIME-STAMPING AUTHORITY", &issuer, now, oid::FOR_STAMPING);
        let stamper = holder(made, "stamper", seed, &issuer_key)?;
        let made = service_draft(seed, "responder", "OCSP RESPONDER", &issuer, now, oid::FOR_ANSWERING);
        let responder = holder(made, "responder", seed, &issuer_key)?;
        let made = |(place, (word, _)): (usize, &(&'static str, _))| {
            holder(person_draft(seed, place, &issuer, now), word, seed, &issuer_key)
        };
        let people = PEOPLE.iter().enumerate().map(made).collect::<Result<Vec<_>, _>>()?;
        let entry = |word: &str| {
            let revoked = Revocation { at: days(now, -10), reason: 4 };
            people.iter().filter(|p| p.word == word).map(|p| (p.draft.serial.clone(), revoked)).collect()
        };
        let list = ListDraft {
            issuer: issuer.certificate.name().to_vec(),
            issuer_key_id: issuer.certificate.key_id().unwrap_or_default().to_vec(),
            number: 5,
            base: None,
            this_update: days(now, -1),
            next_update: days(now, 365),
            entries: entry("revoked"),
            further: Vec::new(),
        };
        let delta = ListDraft { number: 6, base: Some(5), entries: entry("revoked-in-delta"), ..list.clone() };
        Ok(Sandbox { now, root, issuer, stamper, responder, people, list, delta })
    }

    /// The person of this word.
    pub fn person(&self, word: &str) -> Option<&Holder> {
        self.people.iter().find(|person| person.word == word)
    }

    /// A responder's answer about a certificate of the issuing authority.
    pub fn answer(&self, about: &Holder, status: Status) -> AnswerDraft {
        AnswerDraft {
            outcome: 0,
            issuer: self.issuer.certificate.clone(),
            serial: about.draft.serial.clone(),
            status,
            this_update: self.now,
            responder: self.responder.certificate.clone(),
            nonce: None,
        }
    }

    /// A time-stamp token over a signature.
    pub fn stamp(&self, over: &[u8], moment: Moment) -> Vec<u8> {
        let info = stamp_info(over, moment, 1);
        stamp(info, &self.stamper.certificate, &self.stamper.key, moment)
    }
}

/// Signs a content: attached or detached, with the moment of the signer's clock.
pub fn sign(certificate: &Certificate, key: &SecretKey, content: &[u8], attached: bool, moment: Moment) -> Vec<u8> {
    let signer = SignerDraft::over(content, oid::DATA, certificate, moment).sign(key);
    SignedDraft::by(certificate, signer, attached.then(|| content.to_vec())).der()
}
