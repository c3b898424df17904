//! Stage 5, the treasury's answers: a statement is matched line by line with our orders; what fits changes their state
//! and makes the result's letter (004 §3, §8.10), what does not fit becomes a break and changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use chrono::Datelike;
use sha2::{Digest, Sha256};

use crate::binds;
use crate::domain::batch::hex;
use crate::domain::defect::{Code, Defect};
use crate::domain::event::{Events, Line};
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::person::Role;
use crate::domain::request::Hold;
use crate::domain::statement::{Answered, Judged, Outcome, StatementLine, judge};
use crate::format::statement_csv::{Statement, canonical, read};
use crate::format::table::TableFault;
use crate::store::notice::{Letters, PaidOrder};
use crate::store::order::{self, Answerable, NewAnswer};
use crate::store::statement::{self, NewDifference, StoredStatement};
use crate::store::{StoreError, Value, Writing, plan, queue, restoration};

use super::{Acting, Office, StageError};

/// What became of a statement file.
#[derive(Clone, Debug, Default)]
pub struct StatementReport {
    /// Rows taken in, those among them that are breaks.
    pub accepted: u64,
    /// Rows of statements that were there already.
    pub repeated: u64,
    /// Rows refused.
    pub refused: u64,
    /// Everything that is wrong.
    pub defects: Vec<Defect>,
    /// Rows that answered an order.
    pub matched: u64,
    /// Rows that became a break.
    pub breaks: u64,
}

/// Takes in a statement file; the finance specialist does it.
pub async fn import(
    office: &Office<'_>,
    actor: &Acting,
    path: &Path,
    strict: bool,
) -> Result<StatementReport, StageError> {
    actor.require(&[Role::Finance])?;
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let input = BufReader::new(File::open(path).map_err(StageError::io(path))?);
    let file = match read(input, &name) {
        Ok(file) => file,
        Err(TableFault::Io(e)) => return Err(StageError::io(path)(e)),
        Err(TableFault::Form(defects)) => return Ok(StatementReport { defects, ..Default::default() }),
    };
    let mut report = StatementReport { refused: file.refused, defects: file.defects, ..Default::default() };
    let mut tx = office.writing(actor).await?;
    let mut events = Events::new();
    for statement in file.statements {
        take(office, &mut tx, statement, &mut report, &mut events).await?;
    }
    report.defects.sort_by_key(|d| d.line);
    if strict && !report.defects.is_empty() {
        let refused = report.refused + report.accepted + report.repeated;
        return Ok(StatementReport { refused, defects: report.defects, ..Default::default() });
    }
    restoration::reconcile(&mut tx, &mut events).await?;
    tx.commit(&events).await?;
    Ok(report)
}

/// Takes in one statement: new, a quiet repeat, the mended rest of a file that had wrong rows, or a conflict.
async fn take(
    office: &Office<'_>,
    tx: &mut Writing,
    statement: Statement,
    report: &mut StatementReport,
    events: &mut Events,
) -> Result<(), StageError> {
    let rows = statement.lines.len() as u64;
    if !statement.defects.is_empty() {
        report.refused += rows;
        let wrong: BTreeSet<u64> = statement.defects.iter().filter_map(|d| d.line).collect();
        let others = statement.lines.iter().map(|l| l.line).filter(|line| !wrong.contains(line));
        let refused = |line| Defect::new("statement_no", Code::DocumentRefused, &statement.number, "").on(line);
        report.defects.extend(others.map(refused).collect::<Vec<_>>());
        report.defects.extend(statement.defects);
        return Ok(());
    }
    let body = canonical(&statement.lines);
    let mut content = Sha256::new_with_prefix(format!("{}\n", statement.date));
    content.update(body.as_bytes());
    let content: [u8; 32] = content.finalize().into();
    let known = statement::one(&mut tx.conn, &statement.number, statement.date.year()).await?;
    let (id, fresh) = match &known {
        Some(stored) if stored.content == content => {
            report.repeated += rows;
            return Ok(());
        }
        Some(stored) => match mended(stored, &body) {
            Some(new) => (stored.id, new),
            None => {
                report.refused += rows;
                let line = statement.lines.first().map_or(0, |l| l.line);
                let shown = format!("{}, {}", statement.number, statement.date);
                let before = stored.imported_at.rfc3339(office.rules.calendar.zone());
                report.defects.push(Defect::new("statement_no", Code::StatementConflict, shown, before).on(line));
                return Ok(());
            }
        },
        None => (tx.conn.number("statement_next", binds![]).await?, vec![true; statement.lines.len()]),
    };
    let lines: Vec<&StatementLine> = statement.lines.iter().zip(&fresh).filter(|(_, f)| **f).map(|(l, _)| l).collect();
    report.repeated += rows - lines.len() as u64;
    let answers = answer(tx, &lines).await?;
    let matched = answers.matched() as i64 + known.as_ref().map_or(0, |s| s.matched);
    let packed = zstd::encode_all(body.as_bytes(), 1).map_err(StageError::io(Path::new("zstd")))?;
    drop(body);
    let (moment, count, refused) = (tx.moment, rows as i64, statement.refused as i64);
    if known.is_some() {
        tx.conn.execute("statement_update", binds![id, &content, count, refused, matched, packed]).await?;
    } else {
        let year = statement.date.year();
        let binds =
            binds![id, &statement.number, year, statement.date, moment, &content, count, refused, matched, packed];
        tx.conn.execute("statement_insert", binds).await?;
    }
    report.accepted += lines.len() as u64;
    report.matched += answers.matched();
    report.breaks += answers.breaks.len() as u64;
    events.add(
        "statement-imported",
        &[
            ("statement", &statement.number),
            ("date", &statement.date),
            ("rows", &lines.len()),
            ("matched", &answers.matched()),
            ("sha256", &hex(&content)),
        ],
    );
    save(office, tx, id, &statement.number, &answers, events).await
}

/// Where an earlier file of this number had wrong rows: which lines of the new one were not taken yet. `None` where the
/// new file contradicts what was taken, or where nothing was wrong before.
fn mended(stored: &StoredStatement, body: &str) -> Option<Vec<bool>> {
    if stored.refused == 0 {
        return None;
    }
    let before = std::str::from_utf8(&stored.body).ok()?;
    let mut taken: HashMap<&str, usize> = HashMap::new();
    for line in before.lines() {
        *taken.entry(line).or_default() += 1;
    }
    let mut fresh = Vec::new();
    for text in body.lines() {
        match taken.get_mut(text) {
            Some(count) if *count > 0 => {
                *count -= 1;
                fresh.push(false);
            }
            _ => fresh.push(true),
        }
    }
    taken.values().all(|c| *c == 0).then_some(fresh)
}

/// What the lines of a statement mean, before anything is written.
struct Answers<'a> {
    /// For each answered order: the order, and its answers in the order of the lines.
    orders: Vec<(Answerable, OrderStatus, Vec<&'a StatementLine>)>,
    breaks: Vec<NewDifference>,
}

impl Answers<'_> {
    fn matched(&self) -> u64 {
        self.orders.iter().map(|(_, _, lines)| lines.len() as u64).sum()
    }
}

/// Judges the lines one after the other; a line sees what the lines before it did.
async fn answer<'a>(tx: &mut Writing, lines: &[&'a StatementLine]) -> Result<Answers<'a>, StageError> {
    let references: Vec<Answered> = lines.iter().map(|l| l.order).collect();
    let mut known = order::candidates(&mut tx.conn, &references).await?;
    // by number within a year, because a line may leave the year out
    known.sort_by_key(|o| (o.candidate.number.number, o.candidate.number.year));
    let mut answered: BTreeMap<usize, (OrderStatus, Vec<&StatementLine>)> = BTreeMap::new();
    let mut breaks = Vec::new();
    for line in lines {
        let number = line.order.number();
        let first = known.partition_point(|o| o.candidate.number.number < number);
        let same = known[first..].iter().take_while(|o| o.candidate.number.number == number);
        let meant: Vec<usize> = (first..)
            .zip(same)
            .filter(|(_, o)| !matches!(line.order, Answered::Full(n) if n != o.candidate.number))
            .map(|(place, _)| place)
            .collect();
        let candidates: Vec<_> = meant.iter().map(|place| &known[*place].candidate).collect();
        match judge(line, &candidates) {
            Judged::Answers(place) => {
                let order = &mut known[meant[place]].candidate;
                answered.entry(meant[place]).or_insert_with(|| (order.status, Vec::new())).1.push(line);
                order.status = line.outcome.status();
                order.answered.push(line.outcome);
            }
            Judged::Break(kind, expected, found) => {
                let order_number = match candidates.as_slice() {
                    [one] => one.number.to_string(),
                    _ => line.order_text.clone(),
                };
                breaks.push(NewDifference { kind, order_number, expected, found, line: line.line });
            }
        }
    }
    let mut orders = Vec::with_capacity(answered.len());
    for (place, order) in known.into_iter().enumerate() {
        if let Some((before, lines)) = answered.remove(&place) {
            orders.push((order, before, lines));
        }
    }
    orders.sort_by_key(|(order, _, _)| order.candidate.id);
    Ok(Answers { orders, breaks })
}

/// Writes the new states, the requests' sums, what is free again, the letters, and the breaks.
async fn save(
    office: &Office<'_>,
    tx: &mut Writing,
    statement: i64,
    number: &str,
    answers: &Answers<'_>,
    events: &mut Events,
) -> Result<(), StageError> {
    let mut letters = Letters::begin(tx, office.rules, &paid_requests(answers)).await?;
    let (mut new, mut open_again): (Vec<NewAnswer<'_>>, Vec<(i64, i64)>) = (Vec::new(), Vec::new());
    let mut notes = Vec::new();
    for (order, _, lines) in &answers.orders {
        for line in lines {
            let mut rest = None;
            match line.outcome {
                Outcome::Paid => rest = letters.rest(order.request_id, order.candidate.amount),
                Outcome::Rejected => open_again.push((order.request_id, Hold::Rejected.bit())),
                Outcome::Returned => open_again.push((order.request_id, Hold::Returned.bit())),
            }
            new.push(NewAnswer {
                order: order.candidate.id,
                status: line.outcome.status(),
                reason: &line.reason,
                value_date: line.value_date,
                reference: Some(&line.treasury_reference),
                statement: Some((statement, line.line)),
                letter: rest.map(|rest| (letters.run, rest)),
            });
            notes.push(Note::of(order, line, rest));
        }
    }
    // the letters' digests are computed while the answers are stored
    let of = number.to_owned();
    let telling = tokio::task::spawn_blocking(move || tell(&letters, &of, &notes));
    order::insert_answers(tx, &new).await?;
    let told = telling.await.map_err(|e| StoreError::from(std::io::Error::other(e)))?;
    events.add_lines(&told, new.len() as u64);
    tx.keep(events);
    queue::reopen(tx, &open_again).await?;
    free(tx, answers).await?;
    let batches: BTreeSet<i64> = answers.orders.iter().map(|(o, _, _)| o.batch).collect();
    let keys: Vec<Value<'_>> = batches.into_iter().map(Value::from).collect();
    tx.conn.execute_for_keys("batches_settle", keys).await?;
    statement::insert_differences(tx, statement, &answers.breaks).await?;
    for d in &answers.breaks {
        let fields: [(&str, &dyn std::fmt::Display); 6] = [
            ("kind", &d.kind.word()),
            ("order", &d.order_number),
            ("expected", &d.expected),
            ("found", &d.found),
            ("statement", &number),
            ("line", &d.line),
        ];
        events.add("break-found", &fields);
    }
    Ok(())
}

/// The requests that the statement says were paid, with the sums.
fn paid_requests(answers: &Answers<'_>) -> Vec<(i64, Amount)> {
    let paid = |lines: &[&StatementLine]| lines.iter().any(|l| l.outcome == Outcome::Paid);
    let orders = answers.orders.iter().filter(|(_, _, lines)| paid(lines));
    orders.map(|(order, _, _)| (order.request_id, order.candidate.amount)).collect()
}

/// What the journal says of an answer.
struct Note {
    order: PaidOrder,
    outcome: Outcome,
    line: u64,
    reason: String,
    /// Of a paid order: what of its request is unpaid after it.
    rest: Option<Amount>,
}

impl Note {
    fn of(order: &Answerable, line: &StatementLine, rest: Option<Amount>) -> Self {
        let order = PaidOrder {
            request_id: order.request_id,
            number: order.candidate.number,
            amount: order.candidate.amount,
            account: order.candidate.account.clone(),
            paid_on: line.value_date,
        };
        Note { order, outcome: line.outcome, line: line.line, reason: line.reason.clone(), rest }
    }
}

/// The events of answers, a line each.
fn tell(letters: &Letters, statement: &str, notes: &[Note]) -> String {
    let mut lines = String::with_capacity(notes.len() * 200);
    for note in notes {
        let kind = match note.outcome {
            Outcome::Paid => "order-paid",
            Outcome::Rejected => "order-rejected",
            Outcome::Returned => "order-returned",
        };
        let mut line = Line::begin(&mut lines, kind);
        line.plain("order", &note.order.number.to_string())
            .plain("value_date", &note.order.paid_on.to_string())
            .plain("by", "statement")
            .text("statement", statement)
            .plain("line", &note.line.to_string())
            .text("reason", &note.reason);
        if note.outcome == Outcome::Paid {
            match note.rest.and_then(|rest| letters.digest(&note.order, rest)) {
                Some(digest) => line.digest("notice", &digest),
                None => line.plain("notice", ""),
            };
        }
        line.end();
    }
    lines
}

/// Gives the plan back what was rejected, or returned within its budget year by the return's value date.
async fn free(tx: &mut Writing, answers: &Answers<'_>) -> Result<(), StageError> {
    let back = |(order, _, lines): &&(Answerable, OrderStatus, Vec<&StatementLine>)| {
        let year = order.candidate.number.year;
        lines.iter().any(|l| match l.outcome {
            Outcome::Paid => false,
            Outcome::Rejected => true,
            Outcome::Returned => l.value_date.year() <= year,
        })
    };
    let freed: Vec<_> = answers.orders.iter().filter(back).collect();
    let keys = freed.iter().map(|(o, _, _)| Value::from(o.candidate.id)).collect();
    let lines: HashMap<i64, i64> = tx
        .conn
        .rows_for_keys("orders_for_answers", binds![], keys, |r| Ok((r.int(0)?, r.int(1)?)))
        .await?
        .into_iter()
        .collect();
    let mut sums: BTreeMap<(i64, i32), i64> = BTreeMap::new();
    for (order, _, _) in freed {
        let line = lines.get(&order.candidate.id).copied().unwrap_or(-1);
        *sums.entry((line, order.candidate.number.year)).or_default() += order.candidate.amount.tiyn();
    }
    for ((line, year), sum) in sums {
        plan::free(tx, line, year, Amount::from_tiyn(sum)).await?;
    }
    Ok(())
}
