//! Printed documents: payment orders, registers for signature, acts of reconciliation, letters.

pub mod acts;
pub mod letters;
pub mod orders;

use crate::domain::batch::hex;
use crate::domain::lang::Lang;
use crate::domain::money::Amount;
use crate::domain::words::{in_words_kk, in_words_ru};
use crate::format::SANDBOX_MARK;
use crate::format::report::paper::{Block, Paper, Signature};
use crate::stage::electronic::second_of;
use crate::store::batch::StoredBatch;
use crate::store::{Reading, eds};

use super::out::Out;
use super::{Failure, reports};
use crate::stage::Office;

/// A document of these blocks, in the reader's language, with what it was made from at its end.
pub fn paper(office: &Office<'_>, out: &Out<'_>, reading: &Reading, title: String, blocks: Vec<Block>) -> Paper {
    Paper {
        lang: out.texts.lang,
        title,
        mark: office.is_sandbox().then(|| SANDBOX_MARK.to_owned()),
        blocks,
        footer: reports::made_from(office, out, reading).lines().map(str::to_owned).collect(),
        page: out.texts.with("report-page", &[("page", &"{page}"), ("pages", &"{pages}")]),
    }
}

/// A sum in figures, and in words of both languages.
pub fn sums(out: &Out<'_>, name: &str, amount: Amount) -> Vec<(String, String)> {
    vec![
        (out.texts.get(name), amount.for_people()),
        (out.texts.get("paper-words-kk"), in_words_kk(amount)),
        (out.texts.get("paper-words-ru"), in_words_ru(amount)),
    ]
}

/// Where somebody of this side signs by hand.
pub fn to_sign(out: &Out<'_>, post: String, name: &str) -> Signature {
    let under = [out.texts.get("paper-under-signature"), out.texts.get("paper-under-name")];
    Signature { post, name: name.to_owned(), record: String::new(), under }
}

/// The head's post in the reader's language.
pub fn head_post(office: &Office<'_>, out: &Out<'_>) -> String {
    match out.texts.lang {
        Lang::Ru => office.rules.department.head_title_ru.clone(),
        Lang::Kk => office.rules.department.head_title_kk.clone(),
        Lang::En => out.texts.get("paper-head"),
    }
}

/// Head and chief accountant: what is kept of their signatures over a batch, or lines to sign on.
pub async fn signatures(
    office: &Office<'_>,
    out: &Out<'_>,
    reading: &mut Reading,
    batch: &StoredBatch,
) -> Result<Vec<Signature>, Failure> {
    let manifest = hex(&batch.manifest_sha256);
    let mut head = to_sign(out, head_post(office, out), "");
    if let (Some(person), Some(at)) = (&batch.signed_by, batch.signed_at) {
        let at = at.for_people(out.zone);
        let kept = eds::of(&mut reading.conn, &eds::of_batch(batch.number)).await?;
        head.record = match kept {
            Some(kept) => electronically(out, &kept.person, &at, &kept.iin, &kept.serial, &manifest),
            None => out.texts.with("paper-signed", &[("person", person), ("at", &at), ("sha256", &manifest)]),
        };
    }
    let accountant = office.rules.department.chief_accountant.as_str();
    let mut second = to_sign(out, out.texts.get("paper-accountant"), accountant);
    if let Some(kept) = second_of(&mut reading.conn, batch).await? {
        let at = kept.at.for_people(out.zone);
        second.record = electronically(out, &kept.person, &at, &kept.iin, &kept.serial, &manifest);
    }
    Ok(vec![head, second])
}

/// What a document tells of an electronic signature.
pub fn electronically(out: &Out<'_>, person: &str, at: &str, iin: &str, serial: &str, sha256: &str) -> String {
    let fields: [(&str, &dyn std::fmt::Display); 5] =
        [("person", &person), ("at", &at), ("iin", &iin), ("serial", &serial), ("sha256", &sha256)];
    out.texts.with("paper-signed-eds", &fields)
}
