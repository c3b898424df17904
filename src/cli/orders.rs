//! `order list`, `order show`.

use crate::domain::defect::Code;
use crate::domain::order::OrderStatus;
use crate::stage::StageError;
use crate::stage::reporting::listing;
use crate::store::order;

use super::app::App;
use super::args::OrderCommand;
use super::out::{Form, Out};
use super::{DONE, Failure, Outcome, papers};

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: OrderCommand) -> Outcome {
    match command {
        OrderCommand::List { status, batch } => {
            if let Some(word) = status.as_deref().filter(|w| OrderStatus::from_word(w).is_none()) {
                let known = OrderStatus::ALL.map(OrderStatus::word).join(", ");
                return Err(Failure::Usage(format!("`{word}` is no status of an order; expected one of {known}")));
            }
            let mut reading = app.office().reading().await?;
            let all = order::all(&mut reading.conn).await?;
            let wanted = all.iter().filter(|o| {
                status.as_deref().is_none_or(|s| o.order.status.word() == s) && batch.is_none_or(|b| o.batch == b)
            });
            out.sheet(&listing::orders(wanted))?;
        }
        OrderCommand::Show { number, print } => {
            let number = app.order_number(number).await?;
            if let Some(form) = print.form {
                let paper = papers::orders::order(app, out, number).await?;
                return papers::deliver(out, form, print.out.as_ref(), &paper);
            }
            let mut reading = app.office().reading().await?;
            let all = order::all(&mut reading.conn).await?;
            let Some(found) = all.iter().find(|o| o.order.facts.number == number) else {
                return Err(StageError::refuse("order", Code::NotFound, number, "").into());
            };
            let mut sheet = listing::orders(std::iter::once(found));
            let document = out.sheet_json(&sheet)[0].clone();
            out.json(&document)?;
            if out.form == Form::Csv {
                out.sheet(&sheet)?;
            }
            if out.form == Form::Table {
                sheet.shown.clear();
                out.card(&sheet)?;
            }
        }
    }
    Ok(DONE)
}
