//! ISO 20022 `pain.002.001.03` and `.10`, the bank's report on a `pain.001` file that it was given: which orders it refused.
//!
//! Only a refusal (`RJCT`) answers an order. That an order was accepted or settled (`ACSC`, `ACCC`) is no proof that money
//! went: the statement of the account is. A report need not repeat the sum of an order; where it does not, the reference
//! alone leads to it, since it is ours. A refusal of the whole file names no order and is kept as a line that nobody knows.

use std::io::BufRead;

use chrono::NaiveDate;

use super::entry::{Entry, Movement, Take};
use super::xml::{Closed, Listener, day, fault, walk};
use crate::domain::defect::Code;
use crate::domain::money::Amount;
use crate::domain::statement::StatementLine;
use crate::format::table::TableFault;

/// Whether a message of this name is such a report.
pub(super) fn is(message: &str) -> bool {
    matches!(message, "pain.002.001.03" | "pain.002.001.10")
}

/// Reads a report.
pub(super) fn read(input: &mut dyn BufRead, take: &mut dyn Take) -> Result<(), TableFault> {
    let mut report = Report { take, id: String::new(), created: None, whole: One::default(), one: One::default() };
    walk(input, &mut report)
}

/// What is said of the file, or of one order.
#[derive(Default)]
struct One {
    line: u64,
    status: String,
    order: String,
    reasons: Vec<String>,
    amount: Option<Amount>,
    currency: String,
    bin: String,
    account: String,
    reference: String,
}

struct Report<'t> {
    take: &'t mut dyn Take,
    id: String,
    created: Option<NaiveDate>,
    whole: One,
    one: One,
}

impl Report<'_> {
    fn tell(&mut self, one: &One, line: u64) -> Result<(), TableFault> {
        if one.status != "RJCT" {
            return Ok(());
        }
        let date = self.created.ok_or_else(|| fault(Code::MissingValue, "GrpHdr/CreDtTm", "", line))?;
        if self.id.is_empty() {
            return Err(fault(Code::MissingValue, "GrpHdr/MsgId", "", line));
        }
        self.take.entry(&Entry {
            statement: &self.id,
            date,
            line: one.line,
            account: "",
            currency: &one.currency,
            movement: Movement::Refused,
            amount: one.amount.unwrap_or(StatementLine::UNSAID),
            order: &one.order,
            payee_bin: &one.bin,
            payee_account: &one.account,
            reason: &one.reasons.join(" "),
            reference: &one.reference,
            value_date: date,
        })
    }
}

impl Listener for Report<'_> {
    fn open(&mut self, path: &str, line: u64) -> Result<(), TableFault> {
        if path == "Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts" {
            self.one = One { line, ..One::default() };
        }
        if path == "Document/CstmrPmtStsRpt/OrgnlGrpInfAndSts" {
            self.whole = One { line, ..One::default() };
        }
        Ok(())
    }

    fn close(&mut self, element: &Closed<'_>) -> Result<(), TableFault> {
        let Some(rest) = element.path.strip_prefix("Document/CstmrPmtStsRpt/") else { return Ok(()) };
        let text = || element.text.to_owned();
        if let Some(rest) = rest.strip_prefix("OrgnlPmtInfAndSts/TxInfAndSts/") {
            let one = &mut self.one;
            match rest {
                "OrgnlEndToEndId" => one.order = text(),
                "TxSts" => one.status = text(),
                "StsRsnInf/Rsn/Cd" | "StsRsnInf/Rsn/Prtry" | "StsRsnInf/AddtlInf" => one.reasons.push(text()),
                "AcctSvcrRef" => one.reference = text(),
                "OrgnlTxRef/Amt/InstdAmt" => {
                    let amount = Amount::parse(element.text);
                    one.amount = Some(amount.map_err(|_| fault(Code::BadAmount, element.text, "", element.line))?);
                    one.currency = element.currency.to_owned();
                }
                "OrgnlTxRef/Cdtr/Id/OrgId/Othr/Id" | "OrgnlTxRef/Cdtr/Pty/Id/OrgId/Othr/Id" => one.bin = text(),
                "OrgnlTxRef/CdtrAcct/Id/IBAN" => one.account = text(),
                _ => {}
            }
            return Ok(());
        }
        match rest {
            "GrpHdr/MsgId" => self.id = text(),
            "GrpHdr/CreDtTm" => self.created = Some(day(element.text, element.line)?),
            "OrgnlGrpInfAndSts/GrpSts" => self.whole.status = text(),
            "OrgnlGrpInfAndSts/OrgnlMsgId" => self.whole.reference = text(),
            "OrgnlGrpInfAndSts/StsRsnInf/Rsn/Cd" | "OrgnlGrpInfAndSts/StsRsnInf/AddtlInf" => {
                self.whole.reasons.push(text());
            }
            "OrgnlGrpInfAndSts" => {
                let whole = std::mem::take(&mut self.whole);
                self.tell(&whole, element.line)?;
            }
            "OrgnlPmtInfAndSts/TxInfAndSts" => {
                let one = std::mem::take(&mut self.one);
                self.tell(&one, element.line)?;
            }
            _ => {}
        }
        Ok(())
    }
}
