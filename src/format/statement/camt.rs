//! ISO 20022 statements of an account: `camt.053` (a day's or a period's statement) and `camt.054` (a notice of single
//! movements), of the versions .02, .03, .04 and .08.
//!
//! A booked debit is a payment, a debit taken back (`RvslInd`) or a credit with `RtrInf` is one that came back; what is only
//! announced (`PDNG`, `INFO`) moved nothing. One entry may book many payments (`TxDtls`): where these say their sums and the
//! sums add up each is a line of its own, else the entry is one line that names no order. Where a statement tells its opening
//! and its closing balance, what it lists must lead from the one to the other.

use std::io::BufRead;
use std::mem::take;

use chrono::NaiveDate;

use super::entry::{Entry, Movement, Take, reference_in};
use super::xml::{Closed, Listener, day, fault, walk};
use crate::domain::defect::Code;
use crate::domain::money::Amount;
use crate::domain::statement::Answered;
use crate::format::table::TableFault;

/// Payments that one entry may book: they are held until their sum is known.
const DETAILS: usize = 200_000;
/// Where statements of an account and notices of movements stand.
const ROOTS: [&str; 2] = ["Document/BkToCstmrStmt/Stmt", "Document/BkToCstmrDbtCdtNtfctn/Ntfctn"];

/// Whether a message of this name is one of these.
pub(super) fn is(message: &str) -> bool {
    let version = message.strip_prefix("camt.053.001.").or_else(|| message.strip_prefix("camt.054.001."));
    version.is_some_and(|version| matches!(version, "02" | "03" | "04" | "08"))
}

/// Reads a file of such statements.
pub(super) fn read(input: &mut dyn BufRead, take: &mut dyn Take) -> Result<(), TableFault> {
    let statement = Statement::default();
    walk(
        input,
        &mut Camt { take, statement, balance: Balance::default(), entry: Booked::default(), detail: Detail::default() },
    )
}

/// The head of a statement.
#[derive(Default)]
struct Statement {
    id: String,
    page: String,
    last_page: bool,
    date: Option<NaiveDate>,
    account: String,
    currency: String,
    opening: Option<i64>,
    closing: Option<i64>,
    /// What the entries add up to, in tiyn; credits count up.
    moved: i128,
}

impl Statement {
    fn is_whole(&self) -> bool {
        self.page.is_empty() || (self.page == "1" && self.last_page)
    }

    /// Its number: a page of several is a statement of its own.
    fn number(&self) -> String {
        if self.is_whole() { self.id.clone() } else { format!("{}/{}", self.id, self.page) }
    }
}

#[derive(Default)]
struct Balance {
    kind: String,
    amount: i64,
    debit: bool,
    day: Option<NaiveDate>,
}

/// An entry.
#[derive(Default)]
struct Booked {
    line: u64,
    amount: Option<Amount>,
    currency: String,
    debit: bool,
    reversal: bool,
    status: String,
    booked: Option<NaiveDate>,
    value: Option<NaiveDate>,
    reference: String,
    info: String,
    details: Vec<Detail>,
}

/// A payment within an entry.
#[derive(Default)]
struct Detail {
    order: String,
    amount: Option<Amount>,
    bin: String,
    account: String,
    /// Whom the money came from: of a payment that came back it may be its payee.
    from_bin: String,
    from_account: String,
    text: String,
    reason: String,
    reference: String,
    returned: bool,
}

struct Camt<'t> {
    take: &'t mut dyn Take,
    statement: Statement,
    balance: Balance,
    entry: Booked,
    detail: Detail,
}

fn amount(element: &Closed<'_>) -> Result<Amount, TableFault> {
    Amount::parse(element.text).map_err(|_| fault(Code::BadAmount, element.text, "", element.line))
}

/// Adds a text to others, a blank between.
fn add(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

impl Camt<'_> {
    fn head(&mut self, rest: &str, element: &Closed<'_>) -> Result<(), TableFault> {
        let (statement, balance) = (&mut self.statement, &mut self.balance);
        match rest {
            "Id" => statement.id = element.text.to_owned(),
            "StmtPgntn/PgNb" | "NtfctnPgntn/PgNb" => statement.page = element.text.to_owned(),
            "StmtPgntn/LastPgInd" | "NtfctnPgntn/LastPgInd" => statement.last_page = element.text == "true",
            "CreDtTm" => statement.date = Some(day(element.text, element.line)?),
            "FrToDt/ToDtTm" => statement.date = Some(day(element.text, element.line)?),
            "Acct/Id/IBAN" | "Acct/Id/Othr/Id" => statement.account = element.text.to_owned(),
            "Acct/Ccy" => statement.currency = element.text.to_owned(),
            "Bal/Tp/CdOrPrtry/Cd" => balance.kind = element.text.to_owned(),
            "Bal/Amt" => balance.amount = amount(element)?.tiyn(),
            "Bal/CdtDbtInd" => balance.debit = element.text == "DBIT",
            "Bal/Dt/Dt" | "Bal/Dt/DtTm" => balance.day = Some(day(element.text, element.line)?),
            "Bal" => {
                let balance = take(balance);
                let signed = if balance.debit { -balance.amount } else { balance.amount };
                match balance.kind.as_str() {
                    "OPBD" | "PRCD" => statement.opening = Some(signed),
                    "CLBD" => {
                        statement.closing = Some(signed);
                        statement.date = balance.day.or(statement.date);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn entry(&mut self, rest: &str, element: &Closed<'_>) -> Result<(), TableFault> {
        let entry = &mut self.entry;
        match rest {
            "Amt" => {
                entry.amount = Some(amount(element)?);
                entry.currency = element.currency.to_owned();
            }
            "CdtDbtInd" => entry.debit = element.text == "DBIT",
            "RvslInd" => entry.reversal = matches!(element.text, "true" | "1"),
            "Sts" | "Sts/Cd" if !element.text.is_empty() => entry.status = element.text.to_owned(),
            "BookgDt/Dt" | "BookgDt/DtTm" => entry.booked = Some(day(element.text, element.line)?),
            "ValDt/Dt" | "ValDt/DtTm" => entry.value = Some(day(element.text, element.line)?),
            "AcctSvcrRef" => entry.reference = element.text.to_owned(),
            "AddtlNtryInf" => add(&mut entry.info, element.text),
            "NtryDtls/TxDtls" => {
                let detail = take(&mut self.detail);
                if entry.details.len() == DETAILS {
                    return Err(fault(Code::TooLong, "NtryDtls", DETAILS, element.line));
                }
                entry.details.push(detail);
            }
            _ => {}
        }
        Ok(())
    }

    fn detail(&mut self, rest: &str, element: &Closed<'_>) -> Result<(), TableFault> {
        let (detail, text) = (&mut self.detail, element.text);
        match rest {
            "Refs/EndToEndId" => detail.order = text.to_owned(),
            "Refs/AcctSvcrRef" => detail.reference = text.to_owned(),
            "Amt" | "AmtDtls/TxAmt/Amt" => detail.amount = Some(amount(element)?),
            "RltdPties/CdtrAcct/Id/IBAN" | "RltdPties/CdtrAcct/Id/Othr/Id" => detail.account = text.to_owned(),
            "RltdPties/DbtrAcct/Id/IBAN" | "RltdPties/DbtrAcct/Id/Othr/Id" => detail.from_account = text.to_owned(),
            "RmtInf/Ustrd" | "AddtlTxInf" => add(&mut detail.text, text),
            "RtrInf/Rsn/Cd" | "RtrInf/Rsn/Prtry" | "RtrInf/AddtlInf" => add(&mut detail.reason, text),
            "RtrInf" => detail.returned = true,
            _ => {
                let party = |of: &str| rest.strip_prefix("RltdPties/").and_then(|rest| rest.strip_prefix(of));
                let is_id = |rest: &str| {
                    let rest = rest.strip_prefix("/Pty").unwrap_or(rest);
                    matches!(rest, "/Id/OrgId/Othr/Id" | "/Id/PrvtId/Othr/Id")
                };
                if party("Cdtr").is_some_and(is_id) {
                    detail.bin = text.to_owned();
                } else if party("Dbtr").is_some_and(is_id) {
                    detail.from_bin = text.to_owned();
                }
            }
        }
        Ok(())
    }

    /// The entry is read: its payments are told.
    fn booked(&mut self, line: u64) -> Result<(), TableFault> {
        let mut entry = take(&mut self.entry);
        let sum = entry.amount.ok_or_else(|| fault(Code::MissingValue, "Ntry/Amt", "", line))?;
        if !matches!(entry.status.as_str(), "BOOK" | "") {
            return Ok(());
        }
        let tiyn = i128::from(sum.tiyn());
        self.statement.moved += if entry.debit { -tiyn } else { tiyn };
        let mut details = take(&mut entry.details);
        let of_details = details.iter().map(|d| d.amount.map(|a| i128::from(a.tiyn()))).sum::<Option<i128>>();
        if details.len() > 1 && of_details != Some(tiyn) {
            // which of them went the bank does not say
            details.clear();
        }
        if let [one] = details.as_mut_slice() {
            one.amount = Some(sum);
        }
        if details.is_empty() {
            details.push(Detail { amount: Some(sum), ..Detail::default() });
        }
        for detail in &details {
            self.tell(&entry, detail, line)?;
        }
        Ok(())
    }

    fn tell(&mut self, entry: &Booked, detail: &Detail, line: u64) -> Result<(), TableFault> {
        let statement = &self.statement;
        let missing = |what: &str| fault(Code::MissingValue, what, "", line);
        let date = statement.date.ok_or_else(|| missing("CreDtTm"))?;
        let number = statement.number();
        if number.is_empty() {
            return Err(missing("Id"));
        }
        let movement = match (entry.debit, entry.reversal) {
            (true, false) => Movement::Debit,
            (false, true) => Movement::Back,
            (false, false) if detail.returned => Movement::Back,
            // money that came, and money that came by mistake and went back
            (false, false) | (true, true) => Movement::Credit,
        };
        let named = Answered::parse(&detail.order).is_some_and(|order| matches!(order, Answered::Full(_)));
        let within = || reference_in(&detail.text).or_else(|| reference_in(&entry.info)).unwrap_or_default();
        // of money that came back the payee may stand where the payer stood
        let back = movement == Movement::Back && (detail.account.is_empty() || detail.account == statement.account);
        let (bin, account) =
            if back { (&detail.from_bin, &detail.from_account) } else { (&detail.bin, &detail.account) };
        let reference = if detail.reference.is_empty() { &entry.reference } else { &detail.reference };
        let mut reason = detail.reason.clone();
        if movement == Movement::Back && reason.is_empty() {
            reason.clone_from(&entry.info);
        }
        self.take.entry(&Entry {
            statement: &number,
            date,
            line: entry.line,
            account: &statement.account,
            currency: if entry.currency.is_empty() { &statement.currency } else { &entry.currency },
            movement,
            amount: detail.amount.unwrap_or_default(),
            order: if named { &detail.order } else { within() },
            payee_bin: bin,
            payee_account: account,
            reason: &reason,
            reference,
            value_date: entry.value.or(entry.booked).unwrap_or(date),
        })
    }

    /// The statement is read: its balances must agree with its entries.
    fn finish(&mut self, line: u64) -> Result<(), TableFault> {
        let statement = take(&mut self.statement);
        let (Some(opening), Some(closing)) = (statement.opening, statement.closing) else { return Ok(()) };
        let due = i128::from(opening) + statement.moved;
        // a page lists a part of the entries between the balances
        if due == i128::from(closing) || !statement.is_whole() {
            return Ok(());
        }
        let shown =
            |tiyn: i128| i64::try_from(tiyn).map_or_else(|_| tiyn.to_string(), |t| Amount::from_tiyn(t).to_string());
        Err(fault(Code::ControlTotal, shown(due), shown(closing.into()), line))
    }
}

/// What stands behind the path of a statement.
fn within(path: &str) -> Option<&str> {
    ROOTS.iter().find_map(|root| path.strip_prefix(root))
}

impl Listener for Camt<'_> {
    fn open(&mut self, path: &str, line: u64) -> Result<(), TableFault> {
        match within(path) {
            Some("") => {
                self.take.begin();
                self.statement = Statement::default();
            }
            Some("/Ntry") => self.entry = Booked { line, ..Booked::default() },
            Some("/Ntry/NtryDtls/TxDtls") => self.detail = Detail::default(),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, element: &Closed<'_>) -> Result<(), TableFault> {
        let Some(rest) = within(element.path) else { return Ok(()) };
        match rest.strip_prefix('/') {
            None => self.finish(element.line),
            Some("Ntry") => self.booked(element.line),
            Some(rest) => match rest.strip_prefix("Ntry/") {
                Some(of_entry) => match of_entry.strip_prefix("NtryDtls/TxDtls/") {
                    Some(of_detail) => self.detail(of_detail, element),
                    None => self.entry(of_entry, element),
                },
                None => self.head(rest, element),
            },
        }
    }
}
