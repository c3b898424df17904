//! What is kept of a check, so that an auditor can repeat it offline for years: the signature, the certificates, the
//! answers or the lists by number and hash, the moment. JSON with a version; bytes are base64 or hexadecimal.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::domain::batch::sha256;
use crate::domain::ident::{Bin, Iin};
use crate::domain::time::Moment;

use super::algorithm::Digest;
use super::asked::{Asked, asked};
use super::cause::{Cause, Reason};
use super::certificate::Certificate;
use super::crl::{ListFacts, Lists};
use super::ocsp;
use super::report::{OWN, Report, Signer};
use super::subject::Role;
use super::trust::Trust;
use super::verify::{Content, Question, Wanted, verify};

/// The form that is written; the one before it named no verifier: our own check alone decided.
const VERSION: u32 = 2;
/// The forms that are read.
const READ: std::ops::RangeInclusive<u32> = 1..=VERSION;
/// Which rules judged; a later program that judges otherwise writes another number.
const RULES: u32 = 1;

/// Evidence that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the evidence is wrong: {0}")]
pub struct EvidenceFault(String);

/// What is kept of one check.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    version: u32,
    rules: u32,
    cms: String,
    now: String,
    answer_age: i64,
    wanted_roles: Vec<String>,
    wanted_iin: Option<String>,
    wanted_bin: Option<String>,
    signers: Vec<KeptSigner>,
    valid: bool,
    causes: Vec<String>,
    /// Who checked, by name.
    #[serde(default)]
    verifiers: Vec<String>,
    /// What our own check found where another verifier decided; missing: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own: Option<Vec<String>>,
    /// Responders' answers about the authorities and the time stamps of the signers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    further_answers: Vec<String>,
    /// The lists that were asked about them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    further_lists: Vec<KeptList>,
}

/// What is kept of one signer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeptSigner {
    check_moment: String,
    digest_oid: Option<String>,
    digest: Option<String>,
    chain: Vec<String>,
    answer: Option<String>,
    lists: Vec<KeptList>,
}

/// A list by number and hash.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeptList {
    number: u64,
    base: Option<u64>,
    this_update: String,
    next_update: Option<String>,
    sha256: String,
}

/// What a repeated check found.
#[derive(Clone, Debug)]
pub enum Again {
    /// The same.
    Same(Report),
    /// The same but for the revocation lists, which were not given again: their numbers and hashes stand in the
    /// evidence.
    SameButLists(Report),
    /// Something else than was recorded.
    Differs(Report),
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pair = |pair: &[u8]| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?);
    text.as_bytes().chunks(2).map(pair).collect()
}

fn words(causes: &[Cause]) -> Vec<String> {
    causes.iter().map(|cause| cause.word().to_owned()).collect()
}

/// What was known of the authorities and time stamps: without it a repeat could not tell whether they were revoked. Lists that
/// were asked about a signer are kept with him.
fn further(question: &Question<'_>, report: &Report) -> (Vec<String>, Vec<KeptList>) {
    let (trust, now) = (question.trust, question.now);
    let (mut answers, mut lists) = (Vec::new(), Vec::new());
    // a signer right under an anchor and without a time stamp, as nearly all are, needs nothing more
    let alone = |s: &Signer| s.chain.len() <= 2 && s.time_stamp.is_none() && s.stamp_fault.is_none();
    if report.signers.iter().all(alone) {
        return (answers, lists);
    }
    let all = asked(question.cms, trust);
    let own: Vec<&Asked> = all.iter().filter(|one| one.of_signer).collect();
    let of =
        |one: &Asked| trust.lists.ask(&one.certificate, now).asked.into_iter().map(KeptList::of).collect::<Vec<_>>();
    let with_signers: Vec<KeptList> = own.into_iter().flat_map(of).collect();
    for one in all.iter().filter(|one| !one.of_signer) {
        let serial = one.certificate.serial;
        let right = |bytes: &&Vec<u8>| ocsp::read(bytes, &one.issuer, serial, now, trust.answer_age).is_ok();
        answers.extend(trust.answers.iter().find(right).map(|bytes| STANDARD.encode(bytes)));
        let new = of(one).into_iter().filter(|list| !with_signers.contains(list));
        lists.extend(new.collect::<Vec<_>>());
    }
    lists.sort_by(|a: &KeptList, b| a.sha256.cmp(&b.sha256));
    lists.dedup();
    (answers, lists)
}

impl Evidence {
    /// Of a check and what it found.
    pub fn of(question: &Question<'_>, report: &Report) -> Self {
        let wanted = question.wanted;
        let (further_answers, further_lists) = further(question, report);
        Evidence {
            version: VERSION,
            rules: RULES,
            cms: STANDARD.encode(question.cms),
            now: question.now.rfc3339_utc(),
            answer_age: question.trust.answer_age,
            wanted_roles: wanted.roles.iter().map(|role| role.word().to_owned()).collect(),
            wanted_iin: wanted.iin.as_ref().map(|iin| iin.as_str().to_owned()),
            wanted_bin: wanted.bin.as_ref().map(|bin| bin.as_str().to_owned()),
            signers: report.signers.iter().map(KeptSigner::of).collect(),
            valid: report.valid(),
            causes: words(&report.causes),
            verifiers: report.by.clone(),
            own: (report.own != report.causes).then(|| words(&report.own)),
            further_answers,
            further_lists,
        }
    }

    /// As it is stored.
    pub fn to_json(&self) -> Result<String, EvidenceFault> {
        serde_json::to_string(self).map_err(|e| EvidenceFault(e.to_string()))
    }

    /// As it was stored; another version is refused.
    pub fn from_json(text: &str) -> Result<Self, EvidenceFault> {
        let read: Evidence = serde_json::from_str(text).map_err(|e| EvidenceFault(e.to_string()))?;
        if !READ.contains(&read.version) || read.rules != RULES {
            let found = format!("version {} by rules {}", read.version, read.rules);
            return Err(EvidenceFault(format!("{found}; expected version {VERSION} by rules {RULES}")));
        }
        Ok(read)
    }

    /// What is inside, each thing as a file of its own for other programs: the signature, the certificates of each signer up
    /// to the anchor, the responders' answers. In DER, by name, in a fixed order.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, EvidenceFault> {
        let read = |what: &str, text: &str| {
            STANDARD.decode(text).map_err(|_| EvidenceFault(format!("`{what}` cannot be read")))
        };
        let cms = read("cms", &self.cms)?;
        let der = super::armor::open(&cms).map(std::borrow::Cow::into_owned).unwrap_or(cms);
        let mut files = vec![("signature.cms".to_owned(), der)];
        for (signer, kept) in (1..).zip(&self.signers) {
            for (place, text) in (0..).zip(&kept.chain) {
                let word = if place == 0 { "signer" } else { "authority" };
                let name = format!("certificates/{signer}-{place}-{word}.cer");
                files.push((name, read("chain", text)?));
            }
            if let Some(text) = &kept.answer {
                files.push((format!("answers/{signer}.ocsp"), read("answer", text)?));
            }
        }
        for (number, text) in (1..).zip(&self.further_answers) {
            files.push((format!("answers/further-{number}.ocsp"), read("answer", text)?));
        }
        Ok(files)
    }

    /// Who checked, by name.
    pub fn verifiers(&self) -> Vec<&str> {
        let named: Vec<&str> = self.verifiers.iter().map(String::as_str).collect();
        if named.is_empty() { vec![OWN] } else { named }
    }

    /// The revocation lists that were asked: number, moment and hash of each, a text each.
    pub fn lists(&self) -> Vec<String> {
        self.kept_lists()
            .map(|list| format!("№ {}, {}, SHA-256 {}", list.number, list.this_update, list.sha256))
            .collect()
    }

    fn kept_lists(&self) -> impl Iterator<Item = &KeptList> {
        self.signers.iter().flat_map(|signer| &signer.lists).chain(&self.further_lists)
    }

    /// Digest of the content that the first signer made, as it was recorded.
    pub fn content(&self) -> Result<Option<(Digest, Vec<u8>)>, EvidenceFault> {
        self.digest().map_err(|what| EvidenceFault(format!("`{what}` cannot be read")))
    }

    /// The certificates at which the chains ended when it was recorded. Whoever knows by other means that the evidence is
    /// what was recorded then, as the journal proves, may believe them; an auditor brings anchors of his own.
    pub fn anchors(&self) -> Result<Vec<Certificate>, EvidenceFault> {
        let fault = || EvidenceFault("`chain` cannot be read".into());
        let last = self.signers.iter().filter_map(|signer| signer.chain.last());
        let read = |text: &String| {
            let der = STANDARD.decode(text).map_err(|_| fault())?;
            Certificate::parse(&der).map_err(|_| fault())
        };
        last.map(read).collect()
    }

    /// Repeats the check as of its own moment. `anchors` are those that the auditor believes; the stored ones are only
    /// used between. Without `content` the recorded digest stands for it. Of `lists` only those with a recorded hash are
    /// asked.
    pub fn verify_again(
        &self,
        anchors: &[Certificate],
        content: Option<&[u8]>,
        lists: &Lists,
    ) -> Result<Again, EvidenceFault> {
        let fault = |what: &str| EvidenceFault(format!("`{what}` cannot be read"));
        let cms = STANDARD.decode(&self.cms).map_err(|_| fault("cms"))?;
        let now = Moment::parse(&self.now).ok_or_else(|| fault("now"))?;
        let mut trust = Trust { anchors: anchors.to_vec(), answer_age: self.answer_age, ..Trust::default() };
        for text in self.signers.iter().flat_map(|signer| &signer.chain) {
            let der = STANDARD.decode(text).map_err(|_| fault("chain"))?;
            trust.between.push(Certificate::parse(&der).map_err(|_| fault("chain"))?);
        }
        let answers = self.signers.iter().filter_map(|signer| signer.answer.as_ref());
        for text in answers.chain(&self.further_answers) {
            trust.answers.push(STANDARD.decode(text).map_err(|_| fault("answer"))?);
        }
        let kept: Vec<&String> = self.kept_lists().map(|list| &list.sha256).collect();
        let recorded = |facts: &ListFacts| kept.contains(&&hex(&facts.sha256));
        lists.all().iter().filter(|l| recorded(&l.facts)).for_each(|list| trust.lists.add(list.clone()));
        let complete = kept.iter().all(|hash| trust.lists.all().iter().any(|l| hex(&l.facts.sha256) == **hash));
        let digest = self.digest().map_err(fault)?;
        let content = match (content, &digest) {
            (Some(bytes), _) => Content::Bytes(bytes),
            (None, Some((digest, value))) => Content::Digest(*digest, value),
            (None, None) => Content::Enclosed,
        };
        let wanted = self.wanted().map_err(fault)?;
        let report = verify(&Question { cms: &cms, content, now, trust: &trust, wanted: &wanted });
        Ok(self.compared(report, complete))
    }

    fn compared(&self, report: Report, complete: bool) -> Again {
        let found = words(&report.causes);
        let recorded = self.own.as_ref().unwrap_or(&self.causes);
        let moments = report.signers.iter().map(|s| s.check_moment.rfc3339_utc());
        let same_moments = moments.eq(self.signers.iter().map(|s| s.check_moment.clone()));
        if found == *recorded && same_moments {
            return Again::Same(report);
        }
        let by_lists = |word: &String| {
            let reason = Cause::parse(word).and_then(|cause| cause.reason());
            matches!(reason, Some(Reason::Revoked | Reason::RevocationUnavailable))
        };
        let others = |words: &[String]| words.iter().filter(|w| !by_lists(w)).cloned().collect::<Vec<_>>();
        // where another verifier decided, ours may not have known then either whether a certificate was revoked
        if (!complete || self.own.is_some()) && others(&found) == others(recorded) {
            return Again::SameButLists(report);
        }
        Again::Differs(report)
    }

    fn digest(&self) -> Result<Option<(Digest, Vec<u8>)>, &'static str> {
        let pair = self.signers.iter().find_map(|s| s.digest_oid.as_ref().zip(s.digest.as_ref()));
        let Some((oid, value)) = pair else { return Ok(None) };
        let known = [Digest::Streebog512, Digest::Streebog256, Digest::Gost95, Digest::Sha256];
        let digest = known.into_iter().find(|one| one.oid().to_string() == *oid).ok_or("digest_oid")?;
        Ok(Some((digest, unhex(value).ok_or("digest")?)))
    }

    fn wanted(&self) -> Result<Wanted, &'static str> {
        let roles = self.wanted_roles.iter().map(|word| Role::parse(word).ok_or("wanted_roles"));
        Ok(Wanted {
            roles: roles.collect::<Result<_, _>>()?,
            iin: self.wanted_iin.as_deref().map(Iin::parse).transpose().map_err(|_| "wanted_iin")?,
            bin: self.wanted_bin.as_deref().map(Bin::parse).transpose().map_err(|_| "wanted_bin")?,
        })
    }
}

/// Whether stored evidence still proves that its signature held: it has the digest that was `noted`, and its check,
/// repeated against the anchors of its own day without the lists, comes out the same. Gives the digest of the content
/// that it proves, which the caller holds against the content; or says why it proves nothing.
pub fn still_proves(json: &str, noted: &[u8; 32]) -> Result<Option<(Digest, Vec<u8>)>, String> {
    if sha256(json.as_bytes()) != *noted {
        return Err("the evidence has another digest than was noted".into());
    }
    let again = || -> Result<_, EvidenceFault> {
        let evidence = Evidence::from_json(json)?;
        let again = evidence.verify_again(&evidence.anchors()?, None, &Lists::default())?;
        Ok((evidence.valid, evidence.content()?, again))
    };
    match again().map_err(|fault| fault.to_string())? {
        (false, ..) => Err("it was recorded as one that does not hold".into()),
        (true, content, Again::Same(_) | Again::SameButLists(_)) => Ok(content),
        (true, _, Again::Differs(report)) => {
            let causes: Vec<&str> = report.causes.iter().map(|cause| cause.word()).collect();
            Err(format!("checked again it does not hold: {}", causes.join(" ")))
        }
    }
}

impl KeptSigner {
    fn of(signer: &Signer) -> Self {
        KeptSigner {
            check_moment: signer.check_moment.rfc3339_utc(),
            digest_oid: signer.content.as_ref().map(|(digest, _)| digest.oid().to_string()),
            digest: signer.content.as_ref().map(|(_, value)| hex(value)),
            chain: signer.chain.iter().map(|der| STANDARD.encode(der)).collect(),
            answer: signer.revocation.answer.as_ref().map(|bytes| STANDARD.encode(bytes)),
            lists: signer.revocation.lists.iter().map(KeptList::of).collect(),
        }
    }
}

impl KeptList {
    fn of(facts: &ListFacts) -> Self {
        KeptList {
            number: facts.number,
            base: facts.base,
            this_update: facts.this_update.rfc3339_utc(),
            next_update: facts.next_update.map(Moment::rfc3339_utc),
            sha256: hex(&facts.sha256),
        }
    }
}
