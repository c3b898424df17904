//! The answer of another program about a signature: the document of `eds verify --output json`, of which it may leave out
//! what does not matter here. What contradicts itself counts as no answer.

use serde::Deserialize;

use crate::domain::time::Moment;
use crate::eds::cause::{Cause, Reason, Trouble};
use crate::eds::certificate::Serial;
use crate::eds::report::{Report, Signer};
use crate::eds::subject::{Role, Subject};
use crate::eds::trust::{Method, Standing};
use crate::eds::verify::{Wanted, unwanted};

/// The whole document.
#[derive(Clone, Debug, Deserialize)]
pub struct Answer {
    valid: bool,
    reason: Option<String>,
    #[serde(default)]
    causes: Vec<String>,
    #[serde(default)]
    signers: Vec<Told>,
}

#[derive(Clone, Debug, Deserialize)]
struct Told {
    iin: Option<String>,
    bin: Option<String>,
    name: Option<String>,
    organisation: Option<String>,
    roles: Vec<String>,
    serial: String,
    not_before: Option<String>,
    not_after: Option<String>,
    signed_at: Option<String>,
    time_stamp: Option<String>,
    revocation: Option<ToldRevocation>,
}

#[derive(Clone, Debug, Deserialize)]
struct ToldRevocation {
    method: Option<String>,
    this_update: Option<String>,
}

/// Why it is no answer, and what was seen.
type Wrong = (Trouble, String);

impl Answer {
    /// Reads what a program wrote that ended with this code: 0 goes with a signature that holds, 3 with one that does not;
    /// with 0 it may say either.
    pub fn read(bytes: &[u8], code: i32) -> Result<Self, Wrong> {
        let answer: Answer = serde_json::from_slice(bytes).map_err(|e| (Trouble::NotJson, e.to_string()))?;
        if answer.valid && (code != 0 || answer.reason.is_some() || !answer.causes.is_empty()) {
            let reason = answer.reason.as_deref().unwrap_or("-");
            return Err((Trouble::Contradicts, format!("valid, reason {reason}, exit status {code}")));
        }
        if !answer.valid && answer.reason.is_none() {
            return Err((Trouble::Contradicts, "not valid, without a reason".to_owned()));
        }
        if answer.valid && answer.signers.is_empty() {
            return Err((Trouble::NoSigners, "signers []".to_owned()));
        }
        answer.causes()?;
        answer.signers.iter().try_for_each(|told| told.signer(Moment::END).map(|_| ()))?;
        Ok(answer)
    }

    /// Every cause where all of them are known here, else one that stands for the reason.
    fn causes(&self) -> Result<Vec<Cause>, Wrong> {
        let Some(word) = &self.reason else { return Ok(Vec::new()) };
        let reason = Reason::parse(word).ok_or_else(|| (Trouble::UnknownWord, word.clone()))?;
        let known: Option<Vec<Cause>> = self.causes.iter().map(|word| Cause::parse(word)).collect();
        Ok(match known {
            Some(causes) if causes.iter().any(|cause| cause.reason() == Some(reason)) => causes,
            _ => vec![standing_for(reason)],
        })
    }

    /// What it comes to: its own verdict, and what of the wanted role and person does not fit whom it names.
    pub fn report(&self, name: &str, now: Moment, wanted: &Wanted) -> Result<Report, Wrong> {
        let mut signers = self.signers.iter().map(|told| told.signer(now)).collect::<Result<Vec<_>, _>>()?;
        for signer in &mut signers {
            signer.causes = unwanted(&signer.roles, &signer.subject, wanted);
        }
        Ok(Report::of_another(name, self.causes()?, signers))
    }
}

/// The cause that says no more than its reason.
fn standing_for(reason: Reason) -> Cause {
    match reason {
        Reason::Malformed => Cause::SignedDataForm,
        Reason::NoSigner => Cause::NobodySigned,
        Reason::UnsupportedAlgorithm => Cause::SignatureUnknown,
        Reason::ContentMissing => Cause::NoContent,
        Reason::DigestMismatch => Cause::DigestDiffers,
        Reason::BadSignature => Cause::SignatureWrong,
        Reason::CertificateMismatch => Cause::SigningCertificateDiffers,
        Reason::UntrustedChain => Cause::IssuerUnknown,
        Reason::Expired => Cause::SignerExpired,
        Reason::NotYetValid => Cause::SignerNotYet,
        Reason::Revoked => Cause::RevokedByVerifier,
        Reason::RevocationUnavailable => Cause::UnknownToVerifier,
        Reason::NotForSigning => Cause::NoSigningPurpose,
        Reason::WrongRole => Cause::RoleMissing,
        Reason::WrongPerson => Cause::IinDiffers,
    }
}

fn moment(text: Option<&String>, key: &str) -> Result<Option<Moment>, Wrong> {
    let read = |text: &String| Moment::parse(text).ok_or_else(|| (Trouble::UnknownWord, format!("{key} {text}")));
    text.map(read).transpose()
}

impl Told {
    fn signer(&self, now: Moment) -> Result<Signer, Wrong> {
        let unknown = |word: &str| (Trouble::UnknownWord, word.to_owned());
        let role = |word: &String| Role::parse(word).ok_or_else(|| unknown(word));
        let time_stamp = moment(self.time_stamp.as_ref(), "time_stamp")?;
        let mut revocation = Standing::default();
        if let Some(told) = &self.revocation {
            let method = match told.method.as_deref() {
                None => None,
                Some(word) => Some(Method::parse(word).ok_or_else(|| unknown(word))?),
            };
            revocation.told(method, moment(told.this_update.as_ref(), "this_update")?, false);
        }
        let digits = |text: &&String| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        if let Some(number) = self.iin.iter().chain(&self.bin).find(|text| !digits(text)) {
            return Err(unknown(number));
        }
        Ok(Signer {
            subject: Subject {
                common_name: self.name.clone(),
                organisation: self.organisation.clone(),
                iins: self.iin.iter().cloned().collect(),
                bins: self.bin.iter().cloned().collect(),
                ..Subject::default()
            },
            roles: self.roles.iter().map(role).collect::<Result<_, _>>()?,
            serial: Serial::parse(&self.serial).ok_or_else(|| unknown(&self.serial))?,
            not_before: moment(self.not_before.as_ref(), "not_before")?.unwrap_or(now),
            not_after: moment(self.not_after.as_ref(), "not_after")?.unwrap_or(now),
            algorithm: None,
            signed_at: moment(self.signed_at.as_ref(), "signed_at")?,
            time_stamp,
            stamp_fault: None,
            check_moment: time_stamp.unwrap_or(now),
            revocation,
            content: None,
            chain: Vec::new(),
            causes: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::ident::Iin;

    use super::*;

    const SIGNER: &str = r#"{"iin":"800101300018","bin":null,"roles":["first-head"],"serial":"4A01"}"#;

    fn of(text: &str, code: i32) -> Result<Report, Trouble> {
        let read = Answer::read(text.as_bytes(), code).map_err(|(trouble, _)| trouble)?;
        Ok(read.report("other", Moment::END, &Wanted::default()).unwrap())
    }

    #[test]
    fn a_short_answer_is_enough_and_what_is_more_is_passed_over() {
        let report = of(&format!(r#"{{"valid":true,"signers":[{SIGNER}],"library":"x"}}"#), 0).unwrap();
        assert!(report.valid());
        assert_eq!((report.signers[0].iin(), report.signers[0].serial.hex().as_str()), (Some("800101300018"), "4a01"));
        let revoked = of(r#"{"valid":false,"reason":"revoked"}"#, 3).unwrap();
        assert_eq!((revoked.causes, revoked.by), (vec![Cause::RevokedByVerifier], vec!["other".to_owned()]));
        let known = of(r#"{"valid":false,"reason":"revoked","causes":["revoked-in-delta","role-missing"]}"#, 0);
        assert_eq!(known.unwrap().causes, [Cause::RevokedInDelta, Cause::RoleMissing]);
        let own_words = of(r#"{"valid":false,"reason":"revoked","causes":["KC_REVOKED"]}"#, 0).unwrap();
        assert_eq!(own_words.causes, [Cause::RevokedByVerifier]);
    }

    #[test]
    fn each_reason_has_a_cause_that_stands_for_it() {
        for reason in Reason::ALL {
            let text = format!(r#"{{"valid":false,"reason":"{reason}"}}"#);
            assert_eq!(of(&text, 3).unwrap().reason(), Some(*reason));
        }
    }

    #[test]
    fn who_was_wanted_is_compared_with_whom_the_answer_names() {
        let text = format!(r#"{{"valid":true,"signers":[{SIGNER}]}}"#);
        let read = Answer::read(text.as_bytes(), 0).unwrap();
        let wanted = |role| Wanted { roles: vec![role], ..Wanted::default() };
        let causes = |wanted: &Wanted| read.report("other", Moment::END, wanted).unwrap().causes;
        assert_eq!(causes(&wanted(Role::FirstHead)), []);
        assert_eq!(causes(&wanted(Role::Financial)), [Cause::RoleMissing]);
        let other = Iin::parse(&crate::eds::sandbox::iin(1)).unwrap();
        assert_eq!(causes(&Wanted { iin: Some(other), ..Wanted::default() }), [Cause::IinDiffers]);
    }

    #[test]
    fn what_contradicts_itself_or_uses_unknown_words_is_no_answer() {
        let cases = [
            ("", 0, Trouble::NotJson),
            ("[]", 0, Trouble::NotJson),
            (r#"{"valid":"yes"}"#, 0, Trouble::NotJson),
            (r#"{"valid":true,"signers":[]}"#, 0, Trouble::NoSigners),
            (r#"{"valid":true}"#, 0, Trouble::NoSigners),
            (r#"{"valid":false}"#, 3, Trouble::Contradicts),
            (r#"{"valid":true,"reason":"revoked"}"#, 0, Trouble::Contradicts),
            (r#"{"valid":true,"causes":["x"]}"#, 0, Trouble::Contradicts),
            (r#"{"valid":true}"#, 3, Trouble::Contradicts),
            (r#"{"valid":false,"reason":"tired"}"#, 3, Trouble::UnknownWord),
        ];
        for (text, code, wanted) in cases {
            assert_eq!(of(text, code).unwrap_err(), wanted, "{text}");
        }
        for (from, to) in [("first-head", "boss"), ("4A01", "4A0"), ("800101300018", "8001")] {
            let text = format!(r#"{{"valid":true,"signers":[{}]}}"#, SIGNER.replace(from, to));
            assert_eq!(of(&text, 0).unwrap_err(), Trouble::UnknownWord, "{to}");
        }
    }
}
