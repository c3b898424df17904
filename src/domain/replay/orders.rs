//! The journal told again: what becomes of one order, and of the request that it covers.

use super::fields::Fields;
use super::{Act, Replay, Told, sum};
use crate::domain::image::OrderImage;
use crate::domain::money::Amount;
use crate::domain::order::{OrderNumber, OrderStatus};
use crate::domain::standing::{Hold, Standing};

impl Replay {
    /// Takes an order that is in one of these states to its next; gives the order as it was.
    pub(super) fn step(
        &mut self,
        number: OrderNumber,
        from: &[OrderStatus],
        to: OrderStatus,
    ) -> Result<OrderImage, String> {
        let order = self.orders.get_mut(&number).ok_or_else(|| format!("order {number} was not formed"))?;
        if !from.contains(&order.status) {
            return Err(format!("order {number} is {}", order.status.word()));
        }
        let before = order.clone();
        order.status = to;
        if to.is_settled() && !before.status.is_settled() {
            *self.unsettled.entry(before.batch).or_default() -= 1;
        }
        Ok(before)
    }

    /// An order that no longer covers its request: what it held is open again, on hold where `hold` says so, and the
    /// plan has it back where `frees` says so.
    fn end(&mut self, act: &Act<'_>, e: &Fields<'_>, to: OrderStatus, hold: Option<Hold>, frees: bool) -> Told {
        let number = e.order()?;
        let from: &[OrderStatus] = match to {
            OrderStatus::Declined if hold.is_none() => &[OrderStatus::AwaitingSignature, OrderStatus::Signed],
            OrderStatus::Declined => &[OrderStatus::AwaitingSignature],
            OrderStatus::Returned => &[OrderStatus::Dispatched, OrderStatus::OutcomeUnknown, OrderStatus::Paid],
            _ => &[OrderStatus::Dispatched, OrderStatus::OutcomeUnknown],
        };
        let before = self.step(number, from, to)?;
        let line = self.batch(before.batch)?.line;
        if let Some(order) = self.orders.get_mut(&number) {
            order.ended_at = Some(act.at);
        }
        if frees {
            *self.live.entry((line, number.year)).or_default() -= before.amount.tiyn();
        }
        let s = self.standing_of(&before)?;
        s.ordered = rest(s.ordered, before.amount)?;
        if before.status == OrderStatus::Paid {
            s.paid = rest(s.paid, before.amount)?;
        }
        s.holds |= hold.map_or(0, Hold::bit);
        Ok(())
    }

    fn standing_of(&mut self, order: &OrderImage) -> Result<&mut Standing, String> {
        let of_service = self.requests.get_mut(&order.service);
        let request = of_service.and_then(|requests| requests.get_mut(&order.request));
        request.map(|r| &mut r.standing).ok_or_else(|| "its request was not received".to_owned())
    }

    pub(super) fn declined(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let hold = match e.text("hold")? {
            "" => None,
            "declined" => Some(Hold::Declined),
            other => return Err(format!("a decline holds as `declined` or not at all, not as `{other}`")),
        };
        self.end(act, e, OrderStatus::Declined, hold, true)
    }

    pub(super) fn rejected(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        self.end(act, e, OrderStatus::Rejected, Some(Hold::Rejected), true)?;
        self.settle(e.order()?)
    }

    pub(super) fn returned(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (number, value_date) = (e.order()?, e.date("value_date")?);
        let within_year = chrono::Datelike::year(&value_date) <= number.year;
        self.end(act, e, OrderStatus::Returned, Some(Hold::Returned), within_year)?;
        self.unsigned.remove(&number);
        self.settle(number)
    }

    pub(super) fn paid(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (number, notice) = (e.order()?, e.text("notice").ok());
        let before = self.step(number, &[OrderStatus::Dispatched, OrderStatus::OutcomeUnknown], OrderStatus::Paid)?;
        if let Some(order) = self.orders.get_mut(&number) {
            order.paid_at = Some(act.at);
        }
        let s = self.standing_of(&before)?;
        s.paid = sum(s.paid, before.amount)?;
        if notice.is_some() {
            self.notice(act.link, e.digest("notice")?)?;
        }
        if e.text("eds").is_ok() {
            self.unsigned.insert(number);
        }
        self.settle(number)
    }
}

fn rest(a: Amount, b: Amount) -> Result<Amount, String> {
    a.checked_sub(b).filter(|r| *r >= Amount::ZERO).ok_or_else(|| format!("{b} is more than {a}"))
}
