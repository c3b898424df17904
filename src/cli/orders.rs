//! `order list`, `order show`.

use crate::domain::defect::Code;
use crate::domain::order::OrderStatus;
use crate::stage::StageError;
use crate::stage::reporting::listing;
use crate::store::order;
use crate::telling::out::{Form, Out};
use crate::telling::progress::Progress;

use super::app::App;
use super::args::OrderCommand;
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
            let (mut sheet, fetching) = (listing::orders_sheet(), Progress::fetching(&out.texts));
            order::each(&mut reading.conn, |o| {
                let wanted = status.as_deref().is_none_or(|s| o.order.status.word() == s);
                if wanted && batch.is_none_or(|b| o.batch == b) {
                    sheet.rows.push(listing::order_row(&o));
                }
            })
            .await?;
            drop(fetching);
            out.sheet(&sheet)?;
        }
        OrderCommand::Show { number, print } => {
            let number = app.order_number(number).await?;
            if let Some(form) = print.form {
                let paper = crate::telling::papers::orders::order(&app.office(), out, number).await?;
                return papers::deliver(out, form, print.out.as_ref(), &paper);
            }
            let mut reading = app.office().reading().await?;
            let Some(found) = order::one(&mut reading.conn, number).await? else {
                return Err(StageError::refuse("order", Code::NotFound, number, "").into());
            };
            let mut sheet = listing::orders_sheet();
            sheet.rows.push(listing::order_row(&found));
            let document = out.sheet_json(&sheet)?[0].take();
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
