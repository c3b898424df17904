//! `reconcile --act`: the act of reconciliation (акт сверки) with the treasury or with a recipient, for a period.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::act::{Entry, Movement, balance};
use crate::domain::defect::Code;
use crate::domain::ident::Bin;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::format::report::paper::{Block, Paper, Style, Table};
use crate::stage::StageError;
use crate::stage::reconciliation::act::{self, Said};
use crate::stage::reconciliation::{self, Break};
use crate::store::order::ListedOrder;

use super::orders::bare;
use super::{head_post, paper, sums, to_sign};
use crate::stage::Office;
use crate::telling::Failure;
use crate::telling::out::Out;
use crate::telling::told;

fn people(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

/// The act with the recipient of this BIN.
///
/// # Errors
/// Nobody of this BIN ever applied.
pub async fn with_recipient(
    office: &Office<'_>,
    out: &Out<'_>,
    bin: &Bin,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Paper, Failure> {
    let mut reading = office.reading().await?;
    let (name, entries) = act::with_recipient(office, &mut reading.conn, bin.as_str()).await?;
    let texts = &out.texts;
    let sum = balance(&entries, from, to)
        .ok_or_else(|| StageError::refuse("amount", Code::AmountTooLarge, bin.as_str(), Amount::MAX))?;
    let department = office.rules.department.names.get(texts.lang).to_owned();
    let title = texts.with("paper-act-recipient", &[("from", &people(from)), ("to", &people(to))]);
    let at = |what: Movement, entry: &Entry| if entry.what == what { bare(entry.amount) } else { String::new() };
    let row = |(n, entry): (usize, &Entry)| {
        let word = match entry.what {
            Movement::Accepted => "paper-entry-accepted",
            Movement::Paid => "paper-entry-paid",
            Movement::Returned => "paper-entry-returned",
        };
        let mut document = texts.with(word, &[("number", &entry.document)]);
        if !entry.reference.is_empty() {
            document = format!("{document}\n{}", entry.reference);
        }
        vec![
            (n + 1).to_string(),
            people(entry.on),
            document,
            at(Movement::Accepted, entry),
            at(Movement::Paid, entry),
            at(Movement::Returned, entry),
        ]
    };
    let empty = String::new;
    let moved =
        vec![empty(), empty(), texts.get("paper-turnover"), bare(sum.accepted), bare(sum.paid), bare(sum.returned)];
    let shown = entries.iter().filter(|entry| (from..=to).contains(&entry.on));
    let table = Table {
        heads: ["paper-n", "col-date", "paper-document", "paper-accepted", "paper-paid", "paper-returned"]
            .map(|head| texts.get(head))
            .to_vec(),
        right: vec![true, false, false, true, true, true],
        rows: shown.enumerate().map(row).collect(),
        totals: vec![moved],
        nothing: texts.get("nothing-here"),
    };
    let fact = |name: &str, value: String| (texts.get(name), value);
    let parties = vec![
        fact("paper-side-department", format!("{department}\n{}", office.rules.department.bin.as_str())),
        fact("paper-side-recipient", format!("{name}\n{}", bin.as_str())),
    ];
    let opening = texts.with("paper-opening", &[("date", &people(from))]);
    let closing = texts.with("paper-closing", &[("date", &people(to))]);
    let mut end = vec![(opening, sum.opening.for_people())];
    let mut closed = sums(out, "col-amount", sum.closing);
    closed[0].0 = closing;
    end.extend(closed);
    let blocks = vec![
        Block::Text(Style::Quiet, department),
        Block::Text(Style::Title, title.clone()),
        Block::Facts(parties),
        Block::Table(table),
        Block::Facts(end),
        Block::Text(Style::Plain, texts.get("paper-act-words")),
        Block::Signatures(vec![
            to_sign(out, format!("{}\n{}", texts.get("paper-side-department"), head_post(office, out)), ""),
            to_sign(out, texts.get("paper-accountant"), &office.rules.department.chief_accountant),
            to_sign(out, format!("{}\n{name}", texts.get("paper-side-recipient")), ""),
        ]),
    ];
    Ok(paper(office, out, &reading, title, blocks))
}

/// The act with the treasury: the orders of the period, what was answered, and what differs.
pub async fn with_treasury(
    office: &Office<'_>,
    out: &Out<'_>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Paper, Failure> {
    let mut reading = office.reading().await?;
    let orders = act::with_treasury(office, &mut reading.conn, (from, to)).await?;
    let now = reading.moment;
    let open = reconciliation::open(office, &mut reading.conn, now).await?;
    let (texts, department) = (&out.texts, &office.rules.department);
    let title = texts.with("paper-act-treasury", &[("from", &people(from)), ("to", &people(to))]);
    let name = department.names.get(texts.lang).to_owned();
    let fact = |name: &str, value: String| (texts.get(name), value);
    let payer = vec![
        fact("paper-side-department", format!("{name}\n{}", department.bin.as_str())),
        fact("paper-institution", department.institution.clone()),
        fact("paper-account", format!("{}, {}", department.payer_account.as_str(), department.payer_bic.as_str())),
    ];
    let paid = orders.iter().filter(|(o, _)| o.order.status == OrderStatus::Paid).map(|(o, _)| o.order.facts.amount);
    let paid = Amount::sum(paid).unwrap_or(Amount::MAX);
    let mut blocks = vec![
        Block::Text(Style::Quiet, name),
        Block::Text(Style::Title, title.clone()),
        Block::Facts(payer),
        Block::Table(sent(office, out, &orders)),
        Block::Text(Style::Heading, texts.get("paper-outcomes")),
        Block::Table(outcomes(out, &orders)),
        Block::Facts(sums(out, "paper-paid", paid)),
        Block::Text(Style::Heading, texts.get("paper-breaks")),
    ];
    blocks.push(match open.is_empty() {
        true => Block::Text(Style::Plain, texts.get("paper-no-breaks")),
        false => Block::Table(breaks(out, &open)),
    });
    blocks.push(Block::Signatures(vec![
        to_sign(out, format!("{}\n{}", texts.get("paper-side-department"), head_post(office, out)), ""),
        to_sign(out, texts.get("paper-accountant"), &department.chief_accountant),
        to_sign(out, texts.get("paper-side-treasury"), ""),
    ]));
    Ok(paper(office, out, &reading, title, blocks))
}

fn sent(office: &Office<'_>, out: &Out<'_>, orders: &[(ListedOrder, Vec<Said>)]) -> Table {
    let texts = &out.texts;
    let row = |(n, (order, said)): (usize, &(ListedOrder, Vec<Said>))| {
        let (facts, last) = (&order.order.facts, said.last());
        let told = last.map_or_else(String::new, |said| {
            let parts = [Some(people(said.value_date)), said.reference.clone(), said.statement.clone()];
            parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
        });
        vec![
            (n + 1).to_string(),
            facts.number.to_string(),
            order.dispatched_at.map_or_else(String::new, |at| people(office.day(at))),
            format!("{}\n{}", facts.payee_name, facts.payee_bin.as_str()),
            bare(facts.amount),
            texts.get(&format!("order-status-{}", order.order.status.word())),
            told,
        ]
    };
    let total = Amount::sum(orders.iter().map(|(o, _)| o.order.facts.amount)).unwrap_or(Amount::MAX);
    let empty = String::new;
    let count = texts.with("paper-orders", &[("count", &orders.len())]);
    Table {
        heads: [
            "paper-n",
            "paper-order-only",
            "paper-sent",
            "paper-payee-bin",
            "paper-sum",
            "paper-outcome",
            "paper-answer",
        ]
        .map(|head| texts.get(head))
        .to_vec(),
        right: vec![true, false, false, false, true, false, false],
        rows: orders.iter().enumerate().map(row).collect(),
        totals: vec![vec![empty(), empty(), empty(), count, bare(total), empty(), empty()]],
        nothing: texts.get("nothing-here"),
    }
}

fn outcomes(out: &Out<'_>, orders: &[(ListedOrder, Vec<Said>)]) -> Table {
    let texts = &out.texts;
    let mut sums: BTreeMap<i64, (&'static str, usize, i64)> = BTreeMap::new();
    for (order, _) in orders {
        let status = order.order.status;
        let of = sums.entry(status.code()).or_insert((status.word(), 0, 0));
        *of = (of.0, of.1 + 1, of.2.saturating_add(order.order.facts.amount.tiyn()));
    }
    let row = |(word, count, sum): &(&'static str, usize, i64)| {
        vec![texts.get(&format!("order-status-{word}")), count.to_string(), bare(Amount::from_tiyn(*sum))]
    };
    Table {
        heads: ["paper-outcome", "col-orders", "paper-sum"].map(|head| texts.get(head)).to_vec(),
        right: vec![false, true, true],
        rows: sums.values().map(row).collect(),
        totals: Vec::new(),
        nothing: texts.get("nothing-here"),
    }
}

fn breaks(out: &Out<'_>, open: &[Break]) -> Table {
    let texts = &out.texts;
    let row = |b: &Break| {
        let place = [b.statement_no.clone(), b.line.map(|line| line.to_string())];
        vec![
            b.id.clone(),
            texts.get(&format!("break-{}", b.kind.word())),
            b.order_number.clone(),
            told::value(&b.expected, texts, out.zone),
            told::value(&b.found, texts, out.zone),
            place.into_iter().flatten().collect::<Vec<_>>().join(", "),
        ]
    };
    Table {
        heads: ["col-id", "col-kind", "col-order-number", "col-expected", "col-found", "paper-statement"]
            .map(|head| texts.get(head))
            .to_vec(),
        right: vec![false; 6],
        rows: open.iter().map(row).collect(),
        totals: Vec::new(),
        nothing: texts.get("nothing-here"),
    }
}
