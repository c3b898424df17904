//! The result's letters (004 §3, §8.10) for what a statement says was paid.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Answers;
use crate::domain::money::Amount;
use crate::domain::notice::{Facts, NoticeKind, Subject, digest, templates_digest};
use crate::domain::statement::{Outcome, StatementLine};
use crate::stage::{Office, StageError};
use crate::store::notice::{self, NewNotice};
use crate::store::{Writing, statement};

/// The digests of the letters just made, by the key of their order.
pub(super) type Letters = HashMap<i64, [u8; 32]>;

/// The result's letter for every order that was paid.
pub(super) async fn letters(
    office: &Office<'_>,
    tx: &mut Writing,
    answers: &Answers<'_>,
) -> Result<Letters, StageError> {
    let paid = |lines: &[&StatementLine]| lines.iter().find(|l| l.outcome == Outcome::Paid).map(|l| l.value_date);
    let ids: BTreeSet<i64> =
        answers.orders.iter().filter(|(_, _, lines)| paid(lines).is_some()).map(|(o, _, _)| o.request_id).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut subjects: BTreeMap<i64, statement::LetterSubject> =
        statement::subjects(&mut tx.conn, &ids).await?.into_iter().map(|s| (s.id, s)).collect();
    let templates = templates_digest(office.rules, NoticeKind::Result);
    let (mut notices, mut digests) = (Vec::with_capacity(ids.len()), Letters::new());
    for (order, _, lines) in &answers.orders {
        let (Some(day), Some(s)) = (paid(lines), subjects.get_mut(&order.request_id)) else { continue };
        s.paid = Amount::from_tiyn(s.paid.tiyn() + order.candidate.amount.tiyn());
        let rest = Amount::from_tiyn(s.amount.tiyn() - s.withdrawn.tiyn() - s.paid.tiyn());
        let facts = Facts::new(&[
            ("order", &order.candidate.number),
            ("paid_amount", &order.candidate.amount),
            ("paid_on", &day),
            ("account", &order.candidate.account),
            ("rest", &rest),
            ("specialist", &tx.actor),
        ]);
        let subject = Subject {
            service: &s.service,
            number: &s.number,
            registered_at: s.registered_at,
            recipient: &s.name,
            bin: &s.bin,
            amount: s.amount,
        };
        let fields = facts.text();
        let digest = digest(NoticeKind::Result, &subject, &fields, &templates);
        digests.insert(order.candidate.id, digest);
        notices.push(NewNotice { request_id: order.request_id, kind: NoticeKind::Result, fields, digest });
    }
    notice::insert(tx, &notices).await?;
    Ok(digests)
}
