//! The journal told again: orders and batches are formed, signed, written and handed over (004 §5.2–5.4).

use super::fields::Fields;
use super::{Act, Replay, Told, sum};
use crate::domain::batch::BatchStatus;
use crate::domain::image::{BatchImage, FileImage, OrderImage, Signing};
use crate::domain::money::Amount;
use crate::domain::order::{OrderNumber, OrderStatus};

impl Replay {
    pub(super) fn order_formed(&mut self, e: &Fields<'_>) -> Told {
        let (number, batch, amount, digest) = (e.order()?, e.int("batch")?, e.amount("amount")?, e.digest("digest")?);
        let of_year = OrderNumber { number: 0, ..number }..=OrderNumber { number: i64::MAX, ..number };
        let last = self.orders.range(of_year).next_back().map_or(0, |(n, _)| n.number);
        if number.number != last + 1 || self.batches.contains_key(&batch) {
            return Err(format!("the last order of the year is {last}, or batch {batch} is formed already"));
        }
        let bin = self.request(e)?.bin.clone();
        if self.is_stopped(&bin) {
            return Err(format!("recipient {bin} is stopped"));
        }
        let s = &mut self.request(e)?.standing;
        if !s.is_waiting() || amount <= Amount::ZERO || amount > s.rest() {
            return Err(format!("the request is {}, its rest {}", s.status().word(), s.rest()));
        }
        s.ordered = sum(s.ordered, amount)?;
        let image = OrderImage {
            service: e.text("service")?.to_owned(),
            request: e.text("number")?.to_owned(),
            batch,
            amount,
            status: OrderStatus::AwaitingSignature,
            digest,
            dispatched_at: None,
            paid_at: None,
            ended_at: None,
        };
        self.orders.insert(number, image);
        self.members.entry(batch).or_default().push(number);
        *self.unsettled.entry(batch).or_default() += 1;
        Ok(())
    }

    /// How many orders of a batch are not declined, and their sum.
    fn kept(&self, batch: i64) -> Result<(i64, Amount), String> {
        let kept = self.of_batch(batch).filter(|(_, o)| o.status != OrderStatus::Declined);
        let (mut count, mut total) = (0, Amount::ZERO);
        for (_, order) in kept {
            (count, total) = (count + 1, sum(total, order.amount)?);
        }
        Ok((count, total))
    }

    fn of_batch(&self, batch: i64) -> impl Iterator<Item = (&OrderNumber, &OrderImage)> {
        let numbers = self.members.get(&batch).into_iter().flatten();
        numbers.filter_map(|n| self.orders.get_key_value(n))
    }

    pub(super) fn batch(&mut self, number: i64) -> Result<&mut BatchImage, String> {
        self.batches.get_mut(&number).ok_or_else(|| format!("batch {number} was not formed"))
    }

    pub(super) fn batch_formed(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (batch, service, line) = (e.int("batch")?, e.text("service")?, e.line("line")?);
        let (orders, total, manifest) = (e.int("orders")?, e.amount("total")?, e.digest("manifest")?);
        let next = self.batches.last_key_value().map_or(1, |(n, _)| n + 1);
        if batch != next || orders == 0 || (orders, total) != self.kept(batch)? {
            return Err(format!("batch {next} is next, with the orders just formed"));
        }
        if self.is_stopped(&line.to_string()) {
            return Err(format!("line {line} is stopped"));
        }
        let years: Vec<i32> = self.of_batch(batch).filter(|(_, o)| o.service == service).map(|(n, _)| n.year).collect();
        let year = years.first().copied().unwrap_or_default();
        if years.len() as i64 != orders || years.iter().any(|y| *y != year) {
            return Err("its orders are of another service or of several years".to_owned());
        }
        *self.live.entry((line, year)).or_default() += total.tiyn();
        let image = BatchImage {
            service: service.to_owned(),
            line,
            formed_at: act.at,
            orders,
            total,
            manifest,
            status: BatchStatus::AwaitingSignature,
            signing: None,
            exported_at: None,
            dispatched_at: None,
            copy: 1,
            copy_orders: None,
        };
        self.batches.insert(batch, image);
        Ok(())
    }

    pub(super) fn remade(&mut self, e: &Fields<'_>) -> Told {
        let (number, manifest) = (e.int("batch")?, e.digest("manifest")?);
        let (orders, total) = (e.int("orders")?, e.amount("total")?);
        if (orders, total) != self.kept(number)? {
            return Err("count and sum are not those of the orders that are left".to_owned());
        }
        let batch = self.batch(number)?;
        (batch.orders, batch.total, batch.manifest) = (orders, total, manifest);
        if orders == 0 {
            batch.status = BatchStatus::Declined;
        }
        Ok(())
    }

    pub(super) fn signed(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (number, manifest, value_date) = (e.int("batch")?, e.digest("manifest")?, e.date("value_date")?);
        let batch = self.batch(number)?;
        if batch.status != BatchStatus::AwaitingSignature || batch.manifest != manifest {
            return Err(format!("batch {number} is {}, or another manifest was formed", batch.status.word()));
        }
        batch.status = BatchStatus::Signed;
        batch.signing = Some(Signing { at: act.at, by: act.actor.to_owned(), value_date });
        self.signatures.insert(number, manifest);
        self.turn(number, &[OrderStatus::AwaitingSignature], OrderStatus::Signed, |_| ());
        Ok(())
    }

    /// Takes every order of a batch that is in one of these states to the next; how many.
    fn turn(&mut self, batch: i64, from: &[OrderStatus], to: OrderStatus, also: impl Fn(&mut OrderImage)) -> i64 {
        let mut count = 0;
        for number in self.members.get(&batch).into_iter().flatten() {
            if let Some(order) = self.orders.get_mut(number).filter(|o| from.contains(&o.status)) {
                order.status = to;
                also(order);
                count += 1;
            }
        }
        count
    }

    pub(super) fn file_written(&mut self, e: &Fields<'_>) -> Told {
        let key = (e.int("batch")?, e.text("format")?.to_owned(), e.int("copy")?);
        let image = FileImage {
            name: e.text("name")?.to_owned(),
            sha256: e.digest("sha256")?,
            total: e.amount("total")?,
            complete: false,
            parts: e.text("parts").unwrap_or_default().to_owned(),
        };
        let batch = self.batch(key.0)?;
        if batch.signing.is_none() || batch.copy != key.2 {
            return Err(format!("batch {} is not signed, or its copy is {}", key.0, batch.copy));
        }
        if self.files.contains_key(&key) {
            return Err("the file was written before".to_owned());
        }
        self.files.insert(key, image);
        Ok(())
    }

    pub(super) fn file_complete(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let key = (e.int("batch")?, e.text("format")?.to_owned(), e.int("copy")?);
        let file = self.files.get_mut(&key).ok_or_else(|| "the file was not written".to_owned())?;
        file.complete = true;
        let batch = self.batch(key.0)?;
        if batch.status == BatchStatus::Signed {
            batch.status = BatchStatus::Exported;
            batch.exported_at.get_or_insert(act.at);
        }
        Ok(())
    }

    pub(super) fn dispatched(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (number, orders) = (e.int("batch")?, e.int("orders")?);
        self.batch(number)?.dispatched_at.get_or_insert(act.at);
        let turned = self.turn(number, &[OrderStatus::Signed], OrderStatus::Dispatched, |o| {
            o.dispatched_at = Some(act.at);
        });
        same_count(orders, turned)
    }

    pub(super) fn handed_over(&mut self, e: &Fields<'_>) -> Told {
        let number = e.int("batch")?;
        if self.batch(number)?.status == BatchStatus::OutcomeUnknown && self.copy_left(number)? {
            // a copy of some orders, while others are of unknown outcome
            return Ok(());
        }
        self.batch_in(number, &[BatchStatus::Exported, BatchStatus::HandedOver])?.status = BatchStatus::HandedOver;
        Ok(())
    }

    /// Whether a file of the copy that is, or will be, with the treasury stood whole.
    fn copy_left(&mut self, number: i64) -> Result<bool, String> {
        let copy = self.batch(number)?.copy;
        let of = |(key, file): (&super::FileKey, &FileImage)| key.0 == number && key.2 == copy && file.complete;
        Ok(self.files.iter().any(of))
    }

    pub(super) fn unknown(&mut self, e: &Fields<'_>) -> Told {
        let (number, orders) = (e.int("batch")?, e.int("orders")?);
        let signed_at = self.batch(number)?.signing.as_ref().map(|s| s.at);
        let mut from = vec![BatchStatus::Exported, BatchStatus::HandedOver];
        if signed_at.is_some_and(|at| self.may_have_left(at)) {
            from.push(BatchStatus::Signed);
        }
        if self.copy_left(number)? {
            from.push(BatchStatus::OutcomeUnknown);
        }
        let batch = self.batch_in(number, &from)?;
        batch.status = BatchStatus::OutcomeUnknown;
        let from = [OrderStatus::Signed, OrderStatus::Dispatched];
        same_count(orders, self.turn(number, &from, OrderStatus::OutcomeUnknown, |_| ()))
    }

    pub(super) fn resolved(&mut self, e: &Fields<'_>) -> Told {
        let (number, outcome) = (e.int("batch")?, e.text("outcome")?);
        let left = self.of_batch(number).filter(|(_, o)| o.status == OrderStatus::Signed);
        let left: Vec<String> = left.map(|(n, _)| n.to_string()).collect();
        let batch = self.batch(number)?;
        match outcome {
            "paid" => {}
            "not-received" => {
                batch.copy += 1;
                batch.copy_orders = Some(left.join(" "));
            }
            other => return Err(format!("`{other}` is no outcome")),
        }
        Ok(())
    }

    pub(super) fn not_received(&mut self, e: &Fields<'_>) -> Told {
        let number = e.order()?;
        let before = self.step(number, &[OrderStatus::OutcomeUnknown], OrderStatus::Signed)?;
        if let Some(order) = self.orders.get_mut(&number) {
            order.dispatched_at = None;
        }
        let carried = self.batch(before.batch)?.copy_orders.get_or_insert_default();
        if !carried.is_empty() {
            carried.push(' ');
        }
        carried.push_str(&number.to_string());
        Ok(())
    }

    pub(super) fn batch_status(&mut self, e: &Fields<'_>) -> Told {
        let (number, word) = (e.int("batch")?, e.text("status")?);
        let left = self.copy_left(number)?;
        let any = |status| self.of_batch(number).any(|(_, o)| o.status == status);
        let follows = match () {
            () if self.of_batch(number).all(|(_, o)| o.status.is_settled()) => BatchStatus::Settled,
            () if any(OrderStatus::OutcomeUnknown) => BatchStatus::OutcomeUnknown,
            () if any(OrderStatus::Signed) && !left => BatchStatus::Signed,
            () => BatchStatus::Exported,
        };
        if follows.word() != word {
            return Err(format!("its orders make it {}", follows.word()));
        }
        self.batch(number)?.status = follows;
        Ok(())
    }

    fn batch_in(&mut self, number: i64, states: &[BatchStatus]) -> Result<&mut BatchImage, String> {
        let batch = self.batch(number)?;
        if states.contains(&batch.status) {
            return Ok(batch);
        }
        Err(format!("batch {number} is {}", batch.status.word()))
    }

    /// A batch is settled when nothing more is expected for any of its orders.
    pub(super) fn settle(&mut self, order: OrderNumber) -> Told {
        let number = self.orders.get(&order).map_or(0, |o| o.batch);
        let settled = self.unsettled.get(&number) == Some(&0);
        let batch = self.batch(number)?;
        let out = [BatchStatus::Exported, BatchStatus::HandedOver, BatchStatus::OutcomeUnknown];
        if settled && out.contains(&batch.status) {
            batch.status = BatchStatus::Settled;
        }
        Ok(())
    }
}

fn same_count(said: i64, found: i64) -> Told {
    if said == found { Ok(()) } else { Err(format!("{found} orders are in the state for it")) }
}
