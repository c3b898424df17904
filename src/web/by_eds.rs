//! What is done with an electronic signature over something that was never signed before (004 §8.1–8.6): signing in, and the
//! registration of an organisation. What is to be signed is made here, kept for some minutes and counts once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use askama::Template;
use axum::http::{StatusCode, header};

use crate::clock::Clock;
use crate::domain::defect::{Code, Defect};
use crate::domain::ident::Bin;
use crate::domain::person::Role;
use crate::eds::algorithm::Digest;
use crate::eds::report::Signer;
use crate::eds::verify::{Content, Question, Wanted, digest_of};
use crate::signatures::{Checker, Presentation};
use crate::stage::electronic::{OF_AN_ORGANISATION, Proof};
use crate::stage::intake::Sent;
use crate::stage::{Acting, people, recipients};
use crate::store::access::{self, Holder, NewRecipient};

use super::answer::Answer;
use super::desk::{Desk, Frame, Page, Trouble};
use super::secrets;
use super::signing_in::{self, to_wait};

/// So long what is to be signed is kept.
const KEPT: Duration = Duration::from_secs(15 * 60);
/// So many at most: who asks for more makes others begin again.
const MOST: usize = 10_000;
/// Drafts of one organisation at most, the oldest gives way.
const DRAFTS: usize = 5;

/// What somebody is asked to sign, and what for.
#[derive(Clone, Debug)]
pub struct ToSign {
    /// The bytes.
    pub document: Vec<u8>,
    /// What happens when they are signed.
    pub purpose: Purpose,
}

/// What happens when it is signed.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// Somebody comes in.
    SignIn,
    /// An organisation registers: its BIN, its password in its PHC form, its address for e-mail.
    Register(Bin, String, String),
    /// An organisation applies.
    Apply(Draft),
    /// An organisation has new requisites.
    Correct(Correction),
}

/// An application that is filled in and not yet signed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Whose it is: a BIN.
    pub bin: String,
    /// Its number.
    pub number: String,
    /// What it says, as people read it.
    pub facts: Vec<(String, String)>,
    /// The files that come with it.
    pub attached: Vec<Sent>,
}

/// New requisites of an application.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Whose it is.
    pub bin: Bin,
    /// Its service and number.
    pub request: (String, String),
    /// The new account.
    pub account: String,
    /// The new bank.
    pub bic: String,
}

/// Everything that somebody was asked to sign and did not yet, by a mark that nobody can guess.
#[derive(Default)]
pub struct AskedToSign(Mutex<HashMap<String, (Instant, ToSign)>>);

impl AskedToSign {
    /// Keeps one; its mark.
    pub fn keep(&self, one: ToSign) -> std::io::Result<String> {
        let mark = secrets::token()?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (since, _)| since.elapsed() < KEPT);
        if all.len() >= MOST {
            // a stranger's flood takes no organisation's document away
            let of_strangers = |one: &ToSign| matches!(one.purpose, Purpose::SignIn | Purpose::Register(..));
            let strangers = all.iter().filter(|(_, (_, one))| of_strangers(one));
            let oldest = strangers.min_by_key(|(_, (since, _))| *since).map(|(mark, _)| mark.clone());
            if let Some(oldest) = oldest.or_else(|| all.keys().next().cloned()) {
                all.remove(&oldest);
            }
        }
        if let Purpose::Apply(new) = &one.purpose {
            // files lie on the disk: an organisation keeps a few drafts there and not as many as it likes
            let own = |one: &ToSign| matches!(&one.purpose, Purpose::Apply(draft) if draft.bin == new.bin);
            let mut drafts: Vec<(Instant, String)> =
                all.iter().filter(|(_, (_, one))| own(one)).map(|(mark, (since, _))| (*since, mark.clone())).collect();
            drafts.sort();
            for (_, mark) in drafts.iter().rev().skip(DRAFTS - 1) {
                all.remove(mark);
            }
        }
        all.insert(mark.clone(), (Instant::now(), one));
        Ok(mark)
    }

    /// The one of this mark.
    fn get(&self, mark: &str) -> Option<ToSign> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(mark).filter(|(since, _)| since.elapsed() < KEPT).map(|(_, one)| one.clone())
    }

    /// The one of this mark, for the last time.
    pub fn take(&self, mark: &str) -> Option<ToSign> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(mark).filter(|(since, _)| since.elapsed() < KEPT).map(|(_, one)| one)
    }
}

/// A page on which a document is signed and sent to `action`.
#[derive(Template)]
#[template(path = "to_sign.html", config = "src/web/askama.toml")]
pub struct Signing {
    /// The frame.
    pub f: Frame,
    /// What is signed and why.
    pub about: String,
    /// What the document says.
    pub text: String,
    /// The same as people read it, where it is a form.
    pub facts: Vec<(String, String)>,
    /// Its mark.
    pub challenge: String,
    /// Where the signature goes.
    pub action: &'static str,
}

impl Signing {
    /// Keeps what is to be signed for a while; the page with this frame and sentence on which it is.
    pub fn of(
        desk: &Desk<'_>,
        one: ToSign,
        (f, about): (Frame, String),
        action: &'static str,
    ) -> std::io::Result<Self> {
        let text = String::from_utf8_lossy(&one.document).into_owned();
        let facts = match &one.purpose {
            Purpose::Apply(draft) => draft.facts.clone(),
            Purpose::SignIn | Purpose::Register(..) | Purpose::Correct(_) => Vec::new(),
        };
        let challenge = desk.site.asked_to_sign.keep(one)?;
        Ok(Signing { f, about, text, facts, challenge, action })
    }
}

/// The document of a mark: a stranger's for whoever was given the mark, an organisation's for itself alone.
pub fn document(desk: &Desk<'_>, mark: &str) -> Page {
    let one = desk.site.asked_to_sign.get(mark).ok_or(Trouble::Status(StatusCode::NOT_FOUND))?;
    let own = match &one.purpose {
        Purpose::SignIn | Purpose::Register(..) => None,
        Purpose::Apply(draft) => Some(draft.bin.as_str()),
        Purpose::Correct(correction) => Some(correction.bin.as_str()),
    };
    if own.is_some_and(|bin| desk.organisation().ok() != Some(bin)) {
        return Err(Trouble::Status(StatusCode::NOT_FOUND));
    }
    let name = match &one.purpose {
        Purpose::Apply(draft) => format!("{}.xml", draft.number),
        Purpose::SignIn | Purpose::Register(..) | Purpose::Correct(_) => "to-sign.txt".to_owned(),
    };
    Ok(Answer::file("application/octet-stream", &name, one.document))
}

/// A text that was never signed before.
pub fn challenge(desk: &Desk<'_>, what: &str) -> std::io::Result<Vec<u8>> {
    let (at, chance) = (Clock::System.now(None).rfc3339_utc(), secrets::token()?);
    let department = desk.office.rules.department.names.get(desk.texts.lang);
    Ok(format!("qazyna\n{what}\n{department}\n{at}\n{chance}\n").into_bytes())
}

/// The page that asks for a signature to come in.
pub async fn sign_in(desk: &Desk<'_>) -> Page {
    let document = challenge(desk, &desk.t("by-eds-sign-in"))?;
    let (f, about) = (desk.frame(desk.t("by-eds-title")), desk.t("by-eds-about"));
    Ok(Answer::page(&Signing::of(desk, ToSign { document, purpose: Purpose::SignIn }, (f, about), "/sign-in/eds")?))
}

/// The signature of a form: a file, or text.
pub fn cms(desk: &Desk<'_>) -> Result<Vec<u8>, Trouble> {
    match desk.asked.file("cms-file") {
        Some(upload) => Ok(crate::signatures::files::bytes_of(upload.file.path())?),
        None => Ok(desk.asked.form.text("cms").as_bytes().to_vec()),
    }
}

/// The signature of the form over this document, where everything holds: the certificate, its revocation, its purpose.
///
/// # Errors
/// Every cause for which the signature does not hold.
pub async fn proof(desk: &Desk<'_>, one: &ToSign, wanted: &Wanted) -> Result<Proof, Trouble> {
    let cms = cms(desk)?;
    let now = desk.reading().await?.moment;
    let mut checker = Checker::of(desk.office.settings)?;
    if checker.asks() {
        checker.ahead(&[Presentation { cms: &cms, document: &one.document }], now);
    }
    // what cannot be read is refused by the check, whatever digest it is held against
    let kind = digest_of(&cms).unwrap_or(Digest::Streebog512);
    let value = kind.of_bytes(&[&one.document]);
    let question = Question { cms: &cms, content: Content::Digest(kind, &value), now, trust: &checker.trust, wanted };
    Ok(Proof::of(&question, &one.document, checker.verifier())?)
}

/// The page of what is to be signed once more, with what was wrong: nothing that was typed is lost.
pub fn again(desk: &Desk<'_>, one: ToSign, title: &str, action: &'static str, lines: Vec<String>) -> Page {
    let (f, about) = (desk.frame(desk.t(title)).saying(lines), desk.t("to-sign-again"));
    Ok(Answer::page_of(StatusCode::UNPROCESSABLE_ENTITY, &Signing::of(desk, one, (f, about), action)?))
}

/// Takes what is to be signed, and refuses who tries too often.
pub async fn taken(desk: &Desk<'_>) -> Result<ToSign, Trouble> {
    let now = Clock::System.now(None);
    let subjects = [String::new(), format!("address {}", desk.asked.address)];
    if to_wait(desk, &subjects, now).await?.is_some() {
        return Err(Trouble::Status(StatusCode::TOO_MANY_REQUESTS));
    }
    let gone = || Defect::new("signature", Code::DocumentGone, "", "");
    let one = desk.site.asked_to_sign.take(desk.asked.form.text("challenge"));
    one.ok_or_else(|| Trouble::Stage(crate::stage::StageError::Refused(vec![gone()])))
}

/// Lets in whom the certificate names: a person of the department by the IIN, else somebody of a registered organisation.
pub async fn enter(desk: &Desk<'_>) -> Page {
    let one = taken(desk).await?;
    let Purpose::SignIn = one.purpose else { return Err(Trouble::Status(StatusCode::BAD_REQUEST)) };
    let signer = proof(desk, &one, &Wanted::default()).await?.signer;
    let holder = holder(desk, &signer).await?;
    let Some(holder) = holder else {
        let f = desk.frame(desk.t("by-eds-title")).saying(vec![desk.t("by-eds-unknown")]);
        let page = Registering { f, bin: signer.bin().unwrap_or_default().to_owned(), shortest: secrets::SHORTEST };
        return Ok(Answer::page_of(StatusCode::UNAUTHORIZED, &page));
    };
    let cookie = signing_in::begin(desk, &holder, Clock::System.now(None)).await?;
    tracing::info!(?holder, address = %desk.asked.address, "somebody signed in by an electronic signature");
    Ok(Answer::go("/").with(header::SET_COOKIE, cookie))
}

async fn holder(desk: &Desk<'_>, signer: &Signer) -> Result<Option<Holder>, Trouble> {
    let mut reading = desk.reading().await?;
    let known = people::list(&mut reading.conn).await?;
    let named = signer.iin().and_then(|iin| known.iter().find(|one| one.iin.as_deref() == Some(iin)));
    if let Some(person) = named {
        let acting = people::acting(&desk.office, &person.person).await?;
        let access = access::of(&mut reading.conn, &person.person).await?;
        let holds = matches!(&acting, Acting::Person { .. }) && Role::ALL.iter().any(|role| acting.is(*role));
        return Ok(access.filter(|_| holds).map(|access| Holder::Person(access.person)));
    }
    // whoever may only hold a key as a natural person does not speak for an organisation
    let speaks = OF_AN_ORGANISATION.iter().any(|role| signer.roles.contains(role));
    let Some(bin) = signer.bin().filter(|_| speaks) else { return Ok(None) };
    let registered = access::recipient(&mut reading.conn, bin).await?;
    Ok(registered.map(|_| Holder::Recipient(bin.to_owned())))
}

#[derive(Template)]
#[template(path = "register.html", config = "src/web/askama.toml")]
struct Registering {
    f: Frame,
    bin: String,
    shortest: usize,
}

/// The page on which an organisation registers, or gives itself another password.
pub fn register(desk: &Desk<'_>) -> Page {
    let f = desk.frame(desk.t("register-title"));
    Ok(Answer::page(&Registering { f, bin: desk.asked.query.text("bin").to_owned(), shortest: secrets::SHORTEST }))
}

/// BIN and password are typed; the signature that proves whose they are comes next.
pub async fn begin_register(desk: &Desk<'_>) -> Page {
    let form = &desk.asked.form;
    let (bin, password) = (form.text("bin").to_owned(), form.get("password").unwrap_or_default());
    let wrong = |text: String| {
        let f = desk.frame(desk.t("register-title")).saying(vec![text]);
        let page = Registering { f, bin: bin.clone(), shortest: secrets::SHORTEST };
        Ok(Answer::page_of(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    let Ok(parsed) = Bin::parse(&bin) else {
        return wrong(desk.texts.defect_on_page(&Defect::new("bin", Code::BadBin, &bin, "")));
    };
    if password != form.get("password-again").unwrap_or_default() {
        return wrong(desk.t("own-not-the-same"));
    }
    if !secrets::long_enough(password) {
        return wrong(desk.with("own-too-short", &[("least", &secrets::SHORTEST)]));
    }
    let mail = form.text("mail").to_owned();
    if !mail.is_empty() && mail.parse::<lettre::Address>().is_err() {
        return wrong(desk.t("register-wrong-mail"));
    }
    let phc = secrets::hashed(password).map_err(crate::telling::Failure::Usage)?;
    let document = challenge(desk, &desk.with("by-eds-register", &[("bin", &bin)]))?;
    let (f, about) = (desk.frame(desk.t("register-title")), desk.t("register-sign-about"));
    let one = ToSign { document, purpose: Purpose::Register(parsed, phc, mail) };
    Ok(Answer::page(&Signing::of(desk, one, (f, about), "/register/eds")?))
}

/// The signature proves that somebody of the organisation asks: it is registered and comes in. Sessions of before end.
pub async fn end_register(desk: &Desk<'_>) -> Page {
    let one = taken(desk).await?;
    let Purpose::Register(bin, phc, mail) = &one.purpose else { return Err(Trouble::Status(StatusCode::BAD_REQUEST)) };
    let wanted = Wanted { roles: OF_AN_ORGANISATION.to_vec(), iin: None, bin: Some(bin.clone()) };
    let proof = match proof(desk, &one, &wanted).await {
        Ok(proof) => proof,
        Err(Trouble::Stage(crate::stage::StageError::Refused(defects))) => {
            return again(desk, one.clone(), "register-title", "/register/eds", desk.sentences(&defects));
        }
        Err(other) => return Err(other),
    };
    let signer = &proof.signer;
    let (serial, iin) = (signer.serial.hex(), signer.iin().unwrap_or_default().to_owned());
    let name = signer.subject.organisation.clone().unwrap_or_else(|| bin.to_string());
    let new = NewRecipient { bin: bin.as_str(), name: &name, phc, iin: &iin, serial: &serial, mail };
    recipients::register(&desk.office, new, &proof).await?;
    desk.office.db.end_sessions_of_recipient(bin.as_str()).await?;
    let holder = Holder::Recipient(bin.as_str().to_owned());
    let cookie = signing_in::begin(desk, &holder, Clock::System.now(None)).await?;
    Ok(Answer::go("/cabinet").with(header::SET_COOKIE, cookie))
}
