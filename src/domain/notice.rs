//! The letters of the procedure (004 §5.1 acceptance, §3 and §8.10 refusal and result). A letter is a function of its
//! facts and its template; the facts and the digest are stored, so that it can be made again and proven for years.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::digits::push_int;
use super::lang::Lang;
use super::money::Amount;
use super::order::{OrderNumber, escape_into};
use super::rules::{Rules, Service};
use super::template::fill;
use super::time::Moment;
use super::words::{in_words_kk, in_words_ru};

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// The application is accepted.
    Acceptance,
    /// The service is refused on a ground.
    Refusal,
    /// The money was transferred.
    Result,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [NoticeKind; 3] = [NoticeKind::Acceptance, NoticeKind::Refusal, NoticeKind::Result];

    /// The word, which is also the template's name.
    pub const fn word(self) -> &'static str {
        match self {
            NoticeKind::Acceptance => "acceptance",
            NoticeKind::Refusal => "refusal",
            NoticeKind::Result => "result",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// What the request contributes to its letters: facts that never change.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// Name of the service.
    pub service: &'a str,
    /// Number of the request.
    pub number: &'a str,
    /// When it was registered.
    pub registered_at: Moment,
    /// The recipient's name.
    pub recipient: &'a str,
    /// The recipient's BIN.
    pub bin: &'a str,
    /// The sum claimed.
    pub amount: Amount,
}

/// The facts of one letter beside its subject, as `key=value` lines in a fixed order: values as machines write them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(Vec<(String, String)>);

impl Facts {
    /// From pairs, in their order.
    pub fn new(pairs: &[(&str, &dyn std::fmt::Display)]) -> Self {
        Facts(pairs.iter().map(|(k, v)| ((*k).to_owned(), v.to_string())).collect())
    }

    /// One line a fact, as it is stored.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (key, value) in &self.0 {
            out.push_str(key);
            out.push('=');
            escape_into(&mut out, value);
            out.push('\n');
        }
        out
    }

    /// Reads back what [`Facts::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let pair = |line: &str| {
            let (key, value) = line.split_once('=')?;
            Some((key.to_owned(), super::order::unescape(value)?))
        };
        text.lines().map(pair).collect::<Option<Vec<_>>>().map(Facts)
    }

    /// As these facts, for a letter that somebody is yet to sign electronically: he is named by the signature.
    pub fn to_sign(mut self) -> Self {
        self.0
            .iter_mut()
            .filter(|(key, _)| key == "specialist")
            .for_each(|(_, value)| *value = BY_SIGNATURE.to_owned());
        self
    }

    /// The value of a fact, or an empty text.
    pub fn get(&self, key: &str) -> &str {
        self.0.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v)
    }
}

/// What the letter of acceptance says beside its request: the moment of the confirmation, the deadline of the order, who
/// confirmed.
pub fn acceptance(confirmed_at: Moment, form_due: Moment, specialist: &str) -> Facts {
    Facts::new(&[
        ("confirmed_at", &confirmed_at.rfc3339_utc()),
        ("form_due", &form_due.rfc3339_utc()),
        ("specialist", &specialist),
    ])
}

/// In the place of a fact that the electronic signature under the letter gives: moment, deadline, person.
const BY_SIGNATURE: &str = "signature";

/// As [`acceptance`], for a letter that somebody is yet to sign electronically: its bytes hold nothing of the moment.
pub fn acceptance_to_sign() -> Facts {
    Facts::new(&[("confirmed_at", &BY_SIGNATURE), ("form_due", &BY_SIGNATURE), ("specialist", &BY_SIGNATURE)])
}

/// What the letter of a refusal says beside its request.
pub fn refusal(ground: &str, paragraph: &str, refused_at: Moment, specialist: &str) -> Facts {
    let at = refused_at.rfc3339_utc();
    Facts::new(&[("ground", &ground), ("paragraph", &paragraph), ("refused_at", &at), ("specialist", &specialist)])
}

/// As [`refusal`], for a letter that somebody is yet to sign electronically.
pub fn refusal_to_sign(ground: &str, paragraph: &str) -> Facts {
    Facts::new(&[
        ("ground", &ground),
        ("paragraph", &paragraph),
        ("refused_at", &BY_SIGNATURE),
        ("specialist", &BY_SIGNATURE),
    ])
}

/// A letter in both languages as one document to be signed (004 §5.1, §8.10): the same bytes for the same facts under the
/// same rules. `None` where the rules hold no such template or service.
pub fn document(kind: NoticeKind, subject: &Subject<'_>, facts: &Facts, rules: &Rules) -> Option<String> {
    let one = |lang| render(kind, subject, facts, rules, lang);
    let (kk, ru) = (one(Lang::Kk)?, one(Lang::Ru)?);
    Some(format!("{}\n\n* * *\n\n{}\n", kk.trim_end(), ru.trim_end()))
}

/// What stands in the letter for what its signature gives.
fn by_signature(name: &str, lang: Lang) -> Option<&'static str> {
    Some(match (name, lang) {
        ("confirmed_at", Lang::Kk) => "осы хабарламаға қойылған электрондық цифрлық қолтаңбаның күні мен уақыты",
        ("confirmed_at", _) => "дата и время электронной цифровой подписи под этим уведомлением",
        ("refused_at", Lang::Kk) => "осы хатқа қойылған электрондық цифрлық қолтаңбаның күні мен уақыты",
        ("refused_at", _) => "дата и время электронной цифровой подписи под этим письмом",
        ("form_due", Lang::Kk) => "осы хабарламаға қол қойылған күннен бастап есептеледі",
        ("form_due", _) => "считается со дня подписания этого уведомления",
        ("specialist", Lang::Kk) => "осы хабарламаға электрондық цифрлық қолтаңба қойған тұлға",
        ("specialist", _) => "лицо, подписавшее это уведомление электронной цифровой подписью",
        _ => return None,
    })
}

/// What the letter of the result says beside its request.
#[derive(Clone, Copy, Debug)]
pub struct Payment<'a> {
    /// The order that was paid.
    pub order: OrderNumber,
    /// Its sum.
    pub amount: Amount,
    /// The day on which the money went.
    pub paid_on: NaiveDate,
    /// Where it went.
    pub account: &'a str,
    /// What of the request is unpaid after it.
    pub rest: Amount,
    /// Who learnt of it.
    pub specialist: &'a str,
}

impl Payment<'_> {
    /// As the facts of the letter, a line each: [`Facts::text`].
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(160);
        out.push_str("order=");
        push_int(&mut out, self.order.year.into());
        out.push('-');
        push_int(&mut out, self.order.number);
        out.push_str("\npaid_amount=");
        self.amount.push_to(&mut out);
        out.push_str("\npaid_on=");
        out.push_str(&self.paid_on.to_string());
        out.push_str("\naccount=");
        escape_into(&mut out, self.account);
        out.push_str("\nrest=");
        self.rest.push_to(&mut out);
        out.push_str("\nspecialist=");
        escape_into(&mut out, self.specialist);
        out.push('\n');
        out
    }
}

/// SHA-256 that binds a letter: the digests of both templates, the subject and the facts. Who holds the rules of its
/// day and these facts can make the letter again, and nothing else gives this digest.
pub fn digest(kind: NoticeKind, subject: &Subject<'_>, facts: &str, templates: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"qazyna notice 1\n");
    hash.update(templates);
    for text in [kind.word(), subject.service, subject.number, subject.recipient, subject.bin, facts] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(subject.registered_at.micros().to_le_bytes());
    hash.update(subject.amount.tiyn().to_le_bytes());
    hash.finalize().into()
}

/// The digest of a letter's templates in both languages: name, version and text.
pub fn templates_digest(rules: &Rules, kind: NoticeKind) -> [u8; 32] {
    let mut hash = Sha256::new();
    for lang in [Lang::Ru, Lang::Kk] {
        if let Some(template) = rules.template(kind.word(), lang) {
            for text in [&template.name, &template.version, &template.text] {
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text.as_bytes());
            }
        }
    }
    hash.finalize().into()
}

/// Makes the letter in Russian or Kazakh; `None` where the rules hold no such template or service.
pub fn render(kind: NoticeKind, subject: &Subject<'_>, facts: &Facts, rules: &Rules, lang: Lang) -> Option<String> {
    let template = rules.template(kind.word(), lang)?;
    let service = rules.service(subject.service)?;
    Some(fill(&template.text, |name| field(name, subject, facts, rules, service, lang)))
}

fn field(name: &str, s: &Subject<'_>, facts: &Facts, rules: &Rules, service: &Service, lang: Lang) -> String {
    let zone = rules.calendar.zone();
    let moment = |key: &str| Moment::parse(facts.get(key)).map_or_else(String::new, |m| m.for_people(zone));
    let money = |key: &str| Amount::parse(facts.get(key)).map_or_else(|_| String::new(), Amount::for_people);
    let ground = || {
        let day = s.registered_at.date(zone);
        rules.ground(facts.get("ground"), day).map(|g| g.names.get(lang).to_owned())
    };
    if let Some(words) = by_signature(name, lang).filter(|_| facts.get(name) == BY_SIGNATURE) {
        return words.to_owned();
    }
    match name {
        "department" => rules.department.names.get(lang).to_owned(),
        "service" => service.title.get(lang).to_owned(),
        "number" => s.number.to_owned(),
        "registered_at" => s.registered_at.for_people(zone),
        "recipient" => s.recipient.to_owned(),
        "bin" => s.bin.to_owned(),
        "amount" => s.amount.for_people(),
        "amount_words" => match lang {
            Lang::Kk => in_words_kk(s.amount),
            Lang::Ru | Lang::En => in_words_ru(s.amount),
        },
        "confirmed_at" | "form_due" | "refused_at" => moment(name),
        "ground" => ground().unwrap_or_else(|| facts.get("ground").to_owned()),
        "paid_amount" | "rest" => money(name),
        "paid_on" => {
            super::time::parse_date(facts.get(name)).map_or_else(String::new, |d| d.format("%d.%m.%Y").to_string())
        }
        "complaint_executive" => service.complaint_executive_wd.to_string(),
        "complaint_quality" => service.complaint_quality_wd.to_string(),
        "complaint_extension" => service.complaint_quality_extension_wd.to_string(),
        "specialist" if facts.get(name) == "system" => match lang {
            Lang::Kk => "бағдарлама, автоматты түрде".to_owned(),
            Lang::Ru | Lang::En => "программа, автоматически".to_owned(),
        },
        "legal_basis" => legal_basis(&service.legal_basis, lang).to_owned(),
        other => facts.get(other).to_owned(),
    }
}

/// The configured text is Russian / Kazakh.
fn legal_basis(text: &str, lang: Lang) -> &str {
    match (text.split_once(" / "), lang) {
        (Some((_, kk)), Lang::Kk) => kk,
        (Some((ru, _)), _) => ru,
        (None, _) => text,
    }
}
