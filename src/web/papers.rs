//! Printed documents: the payment order, the register for signature, the letters of a request.

use crate::domain::defect::Code;
use crate::domain::order::OrderNumber;
use crate::format::report::paper::Paper;
use crate::format::report::pdf;
use crate::stage::StageError;
use crate::store::Reading;
use crate::store::request::StoredRequest;
use crate::telling::out::{CsvStyle, Form, Out};
use crate::telling::papers::{letters as letter_papers, orders as order_papers};

use super::answer::Answer;
use super::desk::{Desk, Page};

/// The payment order of this number.
pub async fn order(desk: &Desk<'_>, number: &str) -> Page {
    let which = OrderNumber::parse(number).filter(|number| number.key().is_some());
    let which = which.ok_or_else(|| StageError::refuse("order", Code::NotFound, number, ""))?;
    let mut ways = (std::io::sink(), std::io::sink());
    let paper = order_papers::order(&desk.office, &out(desk, &mut ways), which).await?;
    sent(&format!("order-{which}.pdf"), &paper)
}

/// The register of a batch for signature.
pub async fn register(desk: &Desk<'_>, number: i64) -> Page {
    let mut ways = (std::io::sink(), std::io::sink());
    let paper = order_papers::register(&desk.office, &out(desk, &mut ways), number).await?;
    sent(&format!("register-{number}.pdf"), &paper)
}

/// The letters of a request.
pub async fn letters(desk: &Desk<'_>, reading: &mut Reading, r: &StoredRequest) -> Page {
    let mut ways = (std::io::sink(), std::io::sink());
    let paper = letter_papers::of_request(&desk.office, &out(desk, &mut ways), reading, r, None).await?;
    sent(&format!("letters-{}.pdf", r.number), &paper)
}

fn sent(name: &str, paper: &Paper) -> Page {
    let bytes = pdf::paper::write(paper).map_err(|e| crate::telling::Failure::Fault(e.to_string()))?;
    Ok(Answer::document("application/pdf", name, bytes))
}

/// Where commands print: language and zone are the reader's.
pub fn out<'o>(desk: &Desk<'_>, ways: &'o mut (impl std::io::Write + Send, impl std::io::Write + Send)) -> Out<'o> {
    Out {
        stdout: &mut ways.0,
        stderr: &mut ways.1,
        form: Form::Table,
        csv: CsvStyle::default(),
        texts: desk.texts.clone(),
        zone: desk.zone,
        reach: desk.office.rules.calendar.reach(),
    }
}
