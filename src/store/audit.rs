//! What an audit reads: the tables as images of what the journal describes, page by page. A row that this program
//! would never write is handed on as such, because an audit reports it and reads on.

use std::collections::BTreeMap;
use std::io::Read;

use sha2::{Digest, Sha256};

use crate::binds;
use crate::domain::batch::BatchStatus;
use crate::domain::budget::BudgetLine;
use crate::domain::image::{
    BatchImage, FileImage, FileKey, OrderImage, PlanImage, PlanKey, RequestImage, Signing, received,
};
use crate::domain::money::{Amount, Rate};
use crate::domain::notice::{NoticeKind, Payment, Subject, acceptance, digest};
use crate::domain::order::{OrderFacts, OrderNumber, OrderStatus};
use crate::domain::plan::{Months, PlanKind};
use crate::domain::standing::Standing;
use crate::domain::time::Moment;

use super::batch::{parts_of, told};
use super::eds::{self, StoredEds};
use super::journal::{StoredLink, read_facts, read_link};
use super::order::number;
use super::piece::Facts;
use super::{Conn, Row, StoreError};

/// Rows a page: small ones, and such that carry bodies.
const SMALL: i64 = 1_000;
const LARGE: i64 = 16;

/// A row: its key, and what it holds where it can be read.
pub type Seen<T> = (i64, Result<T, StoreError>);

/// The rows of a statement after a key; empty at the end.
pub(super) async fn page<T>(
    conn: &mut Conn,
    name: &'static str,
    after: i64,
    count: i64,
    read: impl Fn(Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<Seen<T>>, StoreError> {
    conn.rows(name, binds![after, count], |r| Ok((r.int(0)?, read(r)))).await
}

/// The journal's links after `after`.
pub async fn links(conn: &mut Conn, after: i64) -> Result<Vec<Seen<StoredLink>>, StoreError> {
    page(conn, "audit_links", after, LARGE, read_link).await
}

/// The next link after `after` without its body, and the hash that its facts and its body give now: the body is unpacked
/// piece by piece, because that of a large file would fill the memory.
pub async fn next_link(conn: &mut Conn, after: i64) -> Result<Option<Seen<(StoredLink, [u8; 32])>>, StoreError> {
    let found = page(conn, "audit_links", after, 1, |r| {
        let (link, packed) = (read_facts(r)?, r.bytes(8)?);
        let mut body = zstd::Decoder::new(packed.as_slice())?;
        let (mut hash, mut piece) = (Sha256::new(), vec![0u8; 1 << 16]);
        loop {
            match body.read(&mut piece)? {
                0 => break,
                n => hash.update(&piece[..n]),
            }
        }
        let computed = link.hash_of(&hash.finalize().into());
        Ok((link, computed))
    });
    Ok(found.await?.into_iter().next())
}

/// Every set of rules: its fingerprint and its packed files.
pub async fn rules(conn: &mut Conn) -> Result<Vec<Seen<([u8; 32], Vec<u8>)>>, StoreError> {
    let ids = conn.rows("rules_all", binds![], |r| r.int(0)).await?;
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        all.extend(conn.rows("rules_bundle", binds![id], |r| Ok((id, both(r.digest(0), r.bytes(1))))).await?);
    }
    Ok(all)
}

fn both<A, B>(a: Result<A, StoreError>, b: Result<B, StoreError>) -> Result<(A, B), StoreError> {
    Ok((a?, b?))
}

/// A request under service and number, and the SHA-256 of the file that it came in; which link of the journal that is, the caller
/// knows.
pub type SeenRequest = ((String, String), RequestImage, [u8; 32]);

/// Applications after the key `after`.
pub async fn requests(conn: &mut Conn, after: i64) -> Result<Vec<Seen<SeenRequest>>, StoreError> {
    page(conn, "audit_requests", after, SMALL, request).await
}

fn request(r: Row<'_>) -> Result<SeenRequest, StoreError> {
    let (confirmed_at, refused_at) = (r.opt_moment(19)?, r.opt_moment(22)?);
    let texts = [r.text(4)?, r.text(5)?, r.text(6)?, r.amount(7)?.to_string()];
    let [bin, name, kbe, base] = &texts;
    let rate = Rate::from_parts(r.int(8)?).to_string();
    let agreement = [r.text(9)?, r.text(10)?, r.text(11)?, r.text(12)?];
    let [number, date, from, to] = &agreement;
    let due = r.moment(13)?.rfc3339_utc();
    let image = RequestImage {
        registered_at: r.moment(3)?,
        bin: bin.clone(),
        facts: received([bin, name, kbe, base, &rate, number, date, from, to, &due]),
        taken_in: 0,
        account: r.text(14)?,
        bic: r.text(15)?,
        standing: Standing {
            amount: r.amount(16)?,
            ordered: r.amount(24)?,
            paid: r.amount(25)?,
            withdrawn: r.amount(17)?,
            holds: r.int(18)?,
            confirmed: confirmed_at.is_some(),
            refused: r.opt_text(21)?.is_some(),
        },
        confirmed: with("confirmed_by", confirmed_at, r.opt_text(20)?)?,
        refusal: with("refusal", refused_at, r.opt_text(21)?)?.map(|(at, ground)| (ground, at)),
        short_at: r.opt_moment(23)?,
    };
    // the file that it came in must be known
    let file = r.digest(26)?;
    Ok(((r.text(1)?, r.text(2)?), image, file))
}

/// Two columns that are there together or not at all.
fn with<T>(column: &'static str, at: Option<Moment>, of: Option<T>) -> Result<Option<(Moment, T)>, StoreError> {
    match (at, of) {
        (Some(at), Some(of)) => Ok(Some((at, of))),
        (None, None) => Ok(None),
        _ => Err(StoreError::inconsistent("?", column, "one of two that belong together")),
    }
}

/// Payment orders after the key `after`; `facts` reads on where the page before ended.
pub async fn orders(
    conn: &mut Conn,
    facts: &mut Facts,
    after: i64,
) -> Result<Vec<Seen<(OrderNumber, OrderImage)>>, StoreError> {
    let mut seen = Vec::new();
    for (id, row) in page(conn, "audit_orders", after, SMALL, order).await? {
        let image = match row {
            Ok((image, number)) => facts.of(conn, id).await.and_then(|f| whole(image, &number, &f)),
            Err(error) => Err(error),
        };
        seen.push((id, image));
    }
    Ok(seen)
}

/// The image of an order without what binds its facts, and the number of the request that it belongs to.
fn order(r: Row<'_>) -> Result<(OrderImage, String), StoreError> {
    let code = r.int(2)?;
    let status = OrderStatus::from_code(code);
    let image = OrderImage {
        service: r.text(4)?,
        batch: r.int(3)?,
        amount: r.amount(1)?,
        status: status.ok_or_else(|| StoreError::inconsistent("payment_order", "own_status", code))?,
        digest: [0; 32],
        dispatched_at: r.opt_moment(6)?,
        paid_at: r.opt_moment(7)?,
        ended_at: r.opt_moment(8)?,
        request: String::new(),
    };
    Ok((image, r.text(5)?))
}

fn whole(image: OrderImage, request: &str, facts: &OrderFacts) -> Result<(OrderNumber, OrderImage), StoreError> {
    if facts.request != request {
        return Err(StoreError::inconsistent("payment_order", "request_id", format!("{}: {request}", facts.number)));
    }
    Ok((facts.number, OrderImage { digest: facts.digest(), request: facts.request.clone(), ..image }))
}

/// Batches after the number `after`.
pub async fn batches(conn: &mut Conn, after: i64) -> Result<Vec<Seen<BatchImage>>, StoreError> {
    page(conn, "audit_batches", after, SMALL, batch).await
}

fn batch(r: Row<'_>) -> Result<BatchImage, StoreError> {
    let status = r.int(7)?;
    let act = with("signed_by", r.opt_moment(8)?, r.opt_text(9)?)?;
    let value_date = r.opt_date(10)?;
    Ok(BatchImage {
        service: r.text(1)?,
        line: line(&r.text(2)?)?,
        formed_at: r.moment(3)?,
        orders: r.int(4)?,
        total: r.amount(5)?,
        manifest: r.digest(6)?,
        status: BatchStatus::from_code(status).ok_or_else(|| StoreError::inconsistent("batch", "status", status))?,
        signing: match (act, value_date) {
            (Some((at, by)), Some(value_date)) => Some(Signing { at, by, value_date }),
            (None, None) => None,
            _ => return Err(StoreError::inconsistent("batch", "value_date", "not as the signature")),
        },
        exported_at: r.opt_moment(11)?,
        dispatched_at: r.opt_moment(12)?,
        copy: r.int(13)?,
        copy_orders: r.opt_text(14)?,
    })
}

fn line(code: &str) -> Result<BudgetLine, StoreError> {
    BudgetLine::parse(code).ok_or_else(|| StoreError::inconsistent("budget_line", "code", code))
}

/// The head's act over a batch.
#[derive(Clone, Debug)]
pub struct SeenSignature {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// SHA-256 of the manifest, as stored beside it.
    pub digest: [u8; 32],
}

/// Signatures after the batch `after`.
pub async fn signatures(conn: &mut Conn, after: i64) -> Result<Vec<Seen<SeenSignature>>, StoreError> {
    page(conn, "audit_signatures", after, LARGE, |r| {
        Ok(SeenSignature { at: r.moment(1)?, by: r.text(2)?, digest: r.digest(3)? })
    })
    .await
}

/// Electronic signatures after the batch `after`.
pub async fn electronic(conn: &mut Conn, after: i64) -> Result<Vec<Seen<StoredEds>>, StoreError> {
    page(conn, "audit_eds", after, LARGE, eds::stored).await
}

/// A file under what names it, and its bytes.
pub type SeenFile = (FileKey, FileImage, Vec<u8>);

/// Files after the key `after`.
pub async fn files(conn: &mut Conn, after: i64) -> Result<Vec<Seen<SeenFile>>, StoreError> {
    let mut files = page(conn, "audit_files", after, LARGE, |r| {
        let (name, sha256, total, complete) = (r.text(4)?, r.digest(5)?, r.amount(6)?, r.int(7)? == 1);
        let image = FileImage { name, sha256, total, complete, parts: String::new() };
        Ok(((r.int(1)?, r.text(2)?, r.int(3)?), image, zstd::decode_all(r.bytes(8)?.as_slice())?))
    })
    .await?;
    for ((batch, format, copy), image, _) in files.iter_mut().filter_map(|(_, row)| row.as_mut().ok()) {
        image.parts = told(&parts_of(conn, *batch, format, *copy).await?);
    }
    Ok(files)
}

/// A letter with the facts of its request.
#[derive(Clone, Debug)]
pub struct SeenNotice {
    /// Which letter.
    pub kind: NoticeKind,
    /// By which rules.
    pub rules_id: i64,
    /// Its facts beside the request's.
    pub fields: String,
    /// What binds it.
    pub digest: [u8; 32],
    /// SHA-256 over its templates, where it follows from other rows.
    pub templates: Option<[u8; 32]>,
    /// Name of the service.
    pub service: String,
    /// Number of the request.
    pub number: String,
    /// When the request was registered.
    pub registered_at: Moment,
    /// The recipient's name.
    pub recipient: String,
    /// The recipient's BIN.
    pub bin: String,
    /// What was claimed.
    pub amount: Amount,
}

/// Where a letter comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// It stands in a row of its own.
    Stored,
    /// It follows from a confirmation.
    OfConfirmations,
    /// It follows from an answer of the treasury.
    OfAnswers,
}

/// Letters of one kind after the key `after`.
pub async fn letters(
    conn: &mut Conn,
    facts: &mut Facts,
    letters: Letters,
    after: i64,
) -> Result<Vec<Seen<SeenNotice>>, StoreError> {
    match letters {
        Letters::Stored => notices(conn, after).await,
        Letters::OfConfirmations => acceptances(conn, after).await,
        Letters::OfAnswers => results(conn, facts, after).await,
    }
}

/// A letter that follows from other rows: what binds it is computed from them, its run's person and templates.
fn derived(r: Row<'_>, kind: NoticeKind, at: usize, fields: String) -> Result<SeenNotice, StoreError> {
    let templates = r.digest(at + 1)?;
    let mut seen = SeenNotice {
        kind,
        rules_id: r.int(at)?,
        fields,
        digest: [0; 32],
        templates: Some(templates),
        service: r.text(at + 2)?,
        number: r.text(at + 3)?,
        registered_at: r.moment(at + 4)?,
        recipient: r.text(at + 5)?,
        bin: r.text(at + 6)?,
        amount: r.amount(at + 7)?,
    };
    seen.digest = seen.made(&templates);
    Ok(seen)
}

async fn acceptances(conn: &mut Conn, after: i64) -> Result<Vec<Seen<SeenNotice>>, StoreError> {
    page(conn, "audit_acceptances", after, SMALL, |r| {
        let facts = acceptance(r.moment(1)?, r.moment(2)?, &r.text(3)?);
        derived(r, NoticeKind::Acceptance, 4, facts.text())
    })
    .await
}

async fn results(conn: &mut Conn, facts: &mut Facts, after: i64) -> Result<Vec<Seen<SeenNotice>>, StoreError> {
    let rows = page(conn, "audit_results", after, SMALL, |r| {
        let seen = derived(r, NoticeKind::Result, 5, String::new())?;
        Ok((seen, r.amount(1)?, r.date(2)?, r.amount(3)?, r.text(4)?))
    });
    let mut all = Vec::new();
    for (id, row) in rows.await? {
        let seen = match row {
            Ok((mut seen, amount, paid_on, rest, specialist)) => match facts.account(conn, id / 8).await {
                Ok(account) => {
                    let (order, specialist) = (number(id / 8)?, specialist.as_str());
                    let payment = Payment { order, amount, paid_on, account: &account, rest, specialist };
                    seen.fields = payment.text();
                    seen.digest = seen.templates.map_or(seen.digest, |templates| seen.made(&templates));
                    Ok(seen)
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        all.push((id, seen));
    }
    Ok(all)
}

impl SeenNotice {
    /// The digest that its facts give under these templates.
    pub fn made(&self, templates: &[u8; 32]) -> [u8; 32] {
        let subject = Subject {
            service: &self.service,
            number: &self.number,
            registered_at: self.registered_at,
            recipient: &self.recipient,
            bin: &self.bin,
            amount: self.amount,
        };
        digest(self.kind, &subject, &self.fields, templates)
    }
}

async fn notices(conn: &mut Conn, after: i64) -> Result<Vec<Seen<SeenNotice>>, StoreError> {
    page(conn, "audit_notices", after, SMALL, |r| {
        let word = r.text(1)?;
        Ok(SeenNotice {
            kind: NoticeKind::from_word(&word).ok_or_else(|| StoreError::inconsistent("notice", "kind", word))?,
            rules_id: r.int(2)?,
            fields: r.text(3)?,
            digest: r.digest(4)?,
            templates: None,
            service: r.text(5)?,
            number: r.text(6)?,
            registered_at: r.moment(7)?,
            recipient: r.text(8)?,
            bin: r.text(9)?,
            amount: r.amount(10)?,
        })
    })
    .await
}

/// Every document of the plan.
pub async fn plan(conn: &mut Conn) -> Result<BTreeMap<PlanKey, Result<PlanImage, StoreError>>, StoreError> {
    let rows = conn.rows("audit_plan", binds![], |r| Ok((plan_key(r)?, plan_row(r)))).await?;
    let mut documents: BTreeMap<PlanKey, Result<PlanImage, StoreError>> = BTreeMap::new();
    for (key, row) in rows {
        let document = match row {
            Ok((date, in_force, line, month, amount)) => {
                let empty = || Ok(PlanImage { date, in_force, lines: BTreeMap::new() });
                let document = documents.entry(key).or_insert_with(empty);
                if let Ok(image) = document {
                    image.lines.entry(line).or_insert_with(Months::default)[month] = amount;
                }
                continue;
            }
            Err(error) => Err(error),
        };
        documents.insert(key, document);
    }
    Ok(documents)
}

fn plan_key(r: Row<'_>) -> Result<PlanKey, StoreError> {
    let (year, word) = (r.int(1)?, r.text(2)?);
    let year = i32::try_from(year).map_err(|_| StoreError::inconsistent("plan_document", "year", year))?;
    let kind = PlanKind::from_word(&word).ok_or_else(|| StoreError::inconsistent("plan_document", "kind", word))?;
    Ok((year, kind, r.text(3)?, r.text(4)?))
}

type PlanCell = (chrono::NaiveDate, chrono::NaiveDate, BudgetLine, usize, Amount);

fn plan_row(r: Row<'_>) -> Result<PlanCell, StoreError> {
    let (date, month) = (r.date(5)?, r.int(8)?);
    let place = usize::try_from(month - 1).ok().filter(|place| *place < 12);
    let place = place.ok_or_else(|| StoreError::inconsistent("plan_row", "month", month))?;
    Ok((date, date.max(r.date(6)?), line(&r.text(7)?)?, place, r.amount(9)?))
}

/// What lives against each line and year by the guard's account, in tiyn.
pub async fn balances(conn: &mut Conn) -> Result<BTreeMap<(BudgetLine, i32), i64>, StoreError> {
    let rows = conn.rows("audit_balances", binds![], |r| {
        let year = r.int(1)?;
        let year = i32::try_from(year).map_err(|_| StoreError::inconsistent("budget_balance", "year", year))?;
        Ok(((line(&r.text(0)?)?, year), r.int(2)?))
    });
    Ok(rows.await?.into_iter().collect())
}

/// Requests on which something is open and that neither confirming nor forming would look at.
pub async fn forgotten(conn: &mut Conn) -> Result<Vec<i64>, StoreError> {
    conn.rows("audit_forgotten", binds![], |r| r.int(0)).await
}
