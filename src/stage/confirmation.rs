//! Stage 1, confirmation (004 §5.1): the specialist, or the tick for him, confirms within one working day that the
//! application is accepted; the notification is stored with its facts and digest.

use crate::binds;
use crate::domain::deadline::{Limit, due};
use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::notice::{Facts, NoticeKind, Subject, digest, templates_digest};
use crate::domain::person::Role;
use crate::domain::time::Moment;
use crate::store::installation::Keys;
use crate::store::notice::{self, NewNotice};
use crate::store::{Conn, Writing};

use super::{Acting, Office, StageError};

/// A request that waits for its confirmation.
struct Unconfirmed {
    id: i64,
    service: String,
    number: String,
    registered_at: Moment,
    bin: String,
    name: String,
    amount: Amount,
}

/// Confirms everything that is registered; how many. The tick does it in mode `automatic`.
pub async fn confirm_all(office: &Office<'_>) -> Result<u64, StageError> {
    let mut tx = office.writing(&Acting::System).await?;
    let open = unconfirmed(&mut tx.conn).await?;
    if open.is_empty() {
        return Ok(0);
    }
    let keys = Keys::load(&mut tx.conn).await?;
    let moment = tx.moment;
    for service in &office.rules.services {
        let form_due = form_due(office, &service.name, moment)?;
        let binds = binds![moment, Acting::System.name(), form_due, keys.service(&service.name)];
        tx.conn.execute("request_confirm_all", binds).await?;
    }
    let mut events = Events::new();
    record(office, &mut tx, &open, &mut events).await?;
    tx.commit(&events).await?;
    Ok(open.len() as u64)
}

/// Confirms these requests on the specialist's word; one confirmed by the same person already is a quiet repeat.
pub async fn confirm(office: &Office<'_>, actor: &Acting, requests: &[i64]) -> Result<u64, StageError> {
    actor.require(&[Role::Specialist])?;
    if office.settings.eds_required {
        return Err(StageError::refuse("eds", Code::SignatureNeeded, "notice", "eds.required"));
    }
    let mut tx = office.writing(actor).await?;
    let open = unconfirmed(&mut tx.conn).await?;
    let mut events = Events::new();
    let mut done = 0;
    for id in requests {
        match open.iter().find(|u| u.id == *id) {
            Some(one) => {
                let (moment, by) = (tx.moment, tx.actor.clone());
                let binds = binds![*id, moment, by, form_due(office, &one.service, moment)?];
                tx.conn.execute("request_confirm", binds).await?;
                record(office, &mut tx, std::slice::from_ref(one), &mut events).await?;
                done += 1;
            }
            None => repeat(&mut tx, *id).await?,
        }
    }
    tx.commit(&events).await?;
    Ok(done)
}

/// Lets pass what the same person confirmed before; refuses everything else.
async fn repeat(tx: &mut Writing, id: i64) -> Result<(), StageError> {
    let stored = crate::store::request::one(&mut tx.conn, id).await?;
    match stored {
        Some(r) if r.confirmed_by.as_deref() == Some(&tx.actor) => Ok(()),
        Some(r) => Err(StageError::refuse(
            "request",
            Code::IllegalState,
            format!("{}: {}", r.number, r.standing.status().word()),
            "registered",
        )),
        None => Err(StageError::refuse("request", Code::NotFound, id, "")),
    }
}

fn form_due(office: &Office<'_>, service: &str, confirmed: Moment) -> Result<Moment, StageError> {
    let limit = office.rules.service(service).map_or(Limit::WorkingDays(2), |s| s.form_limit);
    Ok(due(&office.rules.calendar, confirmed, limit)?.due)
}

async fn unconfirmed(conn: &mut Conn) -> Result<Vec<Unconfirmed>, StageError> {
    let rows = conn
        .rows("request_to_confirm", binds![], |r| {
            Ok(Unconfirmed {
                id: r.int(0)?,
                service: r.text(1)?,
                number: r.text(2)?,
                registered_at: r.moment(3)?,
                bin: r.text(4)?,
                name: r.text(5)?,
                amount: r.amount(6)?,
            })
        })
        .await?;
    Ok(rows)
}

/// Stores the notifications and notes the confirmations.
async fn record(
    office: &Office<'_>,
    tx: &mut Writing,
    confirmed: &[Unconfirmed],
    events: &mut Events,
) -> Result<(), StageError> {
    let templates = templates_digest(office.rules, NoticeKind::Acceptance);
    let moment = tx.moment;
    let mut notices = Vec::with_capacity(confirmed.len());
    let mut facts: std::collections::BTreeMap<&str, String> = std::collections::BTreeMap::new();
    for one in confirmed {
        if !facts.contains_key(one.service.as_str()) {
            let form_due = form_due(office, &one.service, moment)?;
            let pairs = Facts::new(&[
                ("confirmed_at", &moment.rfc3339_utc()),
                ("form_due", &form_due.rfc3339_utc()),
                ("specialist", &tx.actor),
            ]);
            facts.insert(&one.service, pairs.text());
        }
        let fields = &facts[one.service.as_str()];
        let subject = Subject {
            service: &one.service,
            number: &one.number,
            registered_at: one.registered_at,
            recipient: &one.name,
            bin: &one.bin,
            amount: one.amount,
        };
        let digest = digest(NoticeKind::Acceptance, &subject, fields, &templates);
        events.add(
            "request-confirmed",
            &[("service", &one.service), ("number", &one.number), ("notice", &crate::domain::batch::hex(&digest))],
        );
        tx.keep(events);
        notices.push(NewNotice { request_id: one.id, kind: NoticeKind::Acceptance, fields: fields.clone(), digest });
    }
    notice::insert(tx, &notices).await?;
    Ok(())
}
