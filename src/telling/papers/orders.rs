//! The printed payment order («счёт к оплате») and the register of a batch for signature (004 §5.2–5.3).

use crate::domain::batch::{Payer, hex};
use crate::domain::defect::Code;
use crate::domain::money::Amount;
use crate::domain::order::{OrderNumber, OrderStatus};
use crate::format::report::paper::{Block, Paper, Style, Table};
use crate::stage::StageError;
use crate::store::order::ListedOrder;
use crate::store::{Reading, StoreError, batch, order};

use super::{paper, signatures, sums};
use crate::stage::Office;
use crate::telling::Failure;
use crate::telling::out::Out;

/// The payer as a batch was formed with it.
fn payer_of(batch: &batch::StoredBatch) -> Result<Payer, Failure> {
    Ok(Payer::parse(&batch.payer).ok_or_else(|| StoreError::inconsistent("batch", "payer", &batch.payer))?)
}

async fn batch_of(reading: &mut Reading, number: i64) -> Result<batch::StoredBatch, Failure> {
    let found = batch::one(&mut reading.conn, number).await?;
    Ok(found.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))?)
}

/// The words of a name that may hold more than one line's worth, and its code.
fn named(name: &str, code: &str) -> String {
    format!("{name}\n{code}")
}

/// The payment order of this number.
///
/// # Errors
/// No such order.
pub async fn order(office: &Office<'_>, out: &Out<'_>, number: OrderNumber) -> Result<Paper, Failure> {
    let mut reading = office.reading().await?;
    let found = order::one(&mut reading.conn, number).await?;
    let found = found.ok_or_else(|| StageError::refuse("order", Code::NotFound, number, ""))?;
    let of = batch_of(&mut reading, found.batch).await?;
    let (payer, facts, texts) = (payer_of(&of)?, &found.order.facts, &out.texts);
    let day = |day: chrono::NaiveDate| day.format("%d.%m.%Y").to_string();
    let title = texts.with("paper-order", &[("number", &facts.number), ("date", &day(facts.date))]);
    let fact = |name: &str, value: &str| (texts.get(name), value.to_owned());
    let status = found.order.status;
    let mut state = vec![fact("col-status", &texts.get(&format!("order-status-{}", status.word())))];
    state.extend(found.reason.as_deref().filter(|r| !r.is_empty()).map(|reason| fact("col-reason", reason)));
    state.push((texts.get("col-batch"), found.batch.to_string()));
    state.push(fact("col-request", &facts.request));
    state.push(fact("col-service", &texts.get(&format!("service-{}", found.service))));
    state.extend(found.replaces.map(|n| (texts.get("col-replaces"), n.to_string())));
    let bank = office.rules.bank(&facts.bank_bic, facts.date);
    let bank = bank.map_or_else(|| facts.bank_bic.to_string(), |bank| named(facts.bank_bic.as_str(), &bank.name_ru));
    let side = |name: &str, payer: &str, payee: &str| vec![texts.get(name), payer.to_owned(), payee.to_owned()];
    // the first digit of both codes
    let resident = |code: &str| texts.get(if code.starts_with('1') { "paper-resident" } else { "paper-non-resident" });
    let parties = Table {
        heads: vec![String::new(), texts.get("paper-payer"), texts.get("paper-payee")],
        right: vec![false; 3],
        rows: vec![
            side("paper-name", &payer.name, &facts.payee_name),
            side("paper-bin", payer.bin.as_str(), facts.payee_bin.as_str()),
            side("paper-account", payer.account.as_str(), facts.account.as_str()),
            side("col-bank-bic", payer.bic.as_str(), &bank),
            side("paper-kod-kbe", &payer.kod, &facts.kbe),
            side("paper-residency", &resident(&payer.kod), &resident(&facts.kbe)),
        ],
        ..Table::default()
    };
    let mut sum = sums(out, "col-amount", facts.amount);
    sum.push(fact("col-purpose", &facts.purpose));
    sum.push(fact("col-knp", &facts.knp));
    sum.push(fact("col-budget-line", &found.line.to_string()));
    sum.push(fact("paper-institution", &payer.institution));
    sum.push(fact("paper-funding", &payer.funding_source));
    sum.extend(of.value_date.map(|value_date| (texts.get("paper-value-date"), day(value_date))));
    if let (OrderStatus::Paid | OrderStatus::Returned, Some(on)) = (status, found.value_date) {
        sum.push((texts.get("paper-treasury-date"), day(on)));
    }
    sum.extend(found.treasury_ref.as_deref().map(|reference| fact("col-treasury-reference", reference)));
    let blocks = vec![
        Block::Text(Style::Quiet, office.rules.department.names.get(texts.lang).to_owned()),
        Block::Text(Style::Title, title.clone()),
        Block::Facts(state),
        Block::Table(parties),
        Block::Facts(sum),
        Block::Signatures(signatures(office, out, &mut reading, &of).await?),
    ];
    Ok(paper(office, out, &reading, title, blocks))
}

/// The register of a batch: what the head is asked to sign, or signed.
///
/// # Errors
/// No such batch.
pub async fn register(office: &Office<'_>, out: &Out<'_>, number: i64) -> Result<Paper, Failure> {
    let mut reading = office.reading().await?;
    let of = batch_of(&mut reading, number).await?;
    let (payer, texts) = (payer_of(&of)?, &out.texts);
    let mut all = Vec::new();
    order::each_of(&mut reading.conn, of.keys, |order| all.push(order)).await?;
    let (declined, orders): (Vec<ListedOrder>, Vec<ListedOrder>) =
        all.into_iter().partition(|o| o.order.status == OrderStatus::Declined);
    let date = of.date.format("%d.%m.%Y").to_string();
    let title = texts.with("paper-register", &[("batch", &number), ("date", &date)]);
    let fact = |name: &str, value: &str| (texts.get(name), value.to_owned());
    let mut about = vec![
        fact("col-status", &texts.get(&format!("batch-status-{}", of.status.word()))),
        fact("col-service", &texts.get(&format!("service-{}", of.service))),
        fact("col-budget-line", &of.line.to_string()),
        fact("paper-payer", &format!("{}\n{}, {}", payer.name, payer.bin.as_str(), payer.account.as_str())),
        fact("paper-institution", &payer.institution),
        fact("col-manifest-sha256", &hex(&of.manifest_sha256)),
    ];
    if !declined.is_empty() {
        let numbers: Vec<String> = declined.iter().map(|o| o.order.facts.number.to_string()).collect();
        about.push(fact("paper-declined", &numbers.join(", ")));
    }
    let total = Amount::sum(orders.iter().map(|o| o.order.facts.amount)).unwrap_or(of.total);
    let count = texts.with("paper-orders", &[("count", &orders.len())]);
    let empty = String::new;
    let table = Table {
        heads: ["paper-n", "paper-order-col", "paper-payee-bin", "paper-account-bic", "paper-kbe-knp", "paper-sum"]
            .map(|name| texts.get(name))
            .to_vec(),
        right: vec![true, false, false, false, false, true],
        rows: orders.iter().zip(1..).map(|(order, n)| row(order, n)).collect(),
        totals: vec![vec![empty(), empty(), count, empty(), empty(), bare(total)]],
        nothing: texts.get("nothing-here"),
    };
    let blocks = vec![
        Block::Text(Style::Quiet, office.rules.department.names.get(texts.lang).to_owned()),
        Block::Text(Style::Title, title.clone()),
        Block::Facts(about),
        Block::Table(table),
        Block::Facts(sums(out, "report-sum", total)),
        Block::Signatures(signatures(office, out, &mut reading, &of).await?),
    ];
    Ok(paper(office, out, &reading, title, blocks))
}

/// A sum without its currency, which stands in the heading.
pub fn bare(amount: Amount) -> String {
    amount.for_people().trim_end_matches("\u{a0}₸").to_owned()
}

fn row(order: &ListedOrder, n: usize) -> Vec<String> {
    let facts = &order.order.facts;
    vec![
        n.to_string(),
        format!("{}\n{}", facts.number, facts.request),
        named(&facts.payee_name, facts.payee_bin.as_str()),
        named(facts.account.as_str(), facts.bank_bic.as_str()),
        format!("{} / {}", facts.kbe, facts.knp),
        bare(facts.amount),
    ]
}
