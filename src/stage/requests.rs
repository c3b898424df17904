//! Acts of people on one application: withdrawal, correction of requisites on two
//! people's word, release of a hold. Each is refused in a sentence where the request's state does not allow it.

use crate::binds;
use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::ident::{Bic, Iban};
use crate::domain::money::Amount;
use crate::domain::person::Role;
use crate::domain::rules::BankCheck;
use crate::domain::standing::{CORRECTABLE, RELEASABLE};
use crate::store::{Conn, eds, queue, request};

use super::electronic::{self, Proof};
use super::{Acting, Office, StageError, done_before, illegal_request, load_request, must_say};

/// Finds the request that a person names: `NUMBER`, or `SERVICE/NUMBER` where the number is not unique.
pub async fn find(office: &Office<'_>, conn: &mut Conn, text: &str) -> Result<i64, StageError> {
    let mut found = request::by_number(conn, text).await?;
    if let Some((service, number)) = text.split_once('/').filter(|(s, _)| office.rules.service(s).is_some()) {
        let under = request::by_number(conn, number).await?;
        found.extend(under.into_iter().filter(|(_, s)| s == service));
    }
    match found.as_slice() {
        [] => Err(StageError::refuse("request", Code::NotFound, text, "")),
        [(id, _)] => Ok(*id),
        many => {
            let names: Vec<String> = many.iter().map(|(_, service)| format!("{service}/{text}")).collect();
            Err(StageError::refuse("request", Code::Ambiguous, text, names.join(", ")))
        }
    }
}

/// The request of this number under this service, where both are known and nothing has to be guessed.
pub async fn find_exactly(conn: &mut Conn, service: &str, number: &str) -> Result<Option<i64>, StageError> {
    let under = request::by_number(conn, number).await?;
    Ok(under.into_iter().find(|(_, s)| s == service).map(|(id, _)| id))
}

/// Withdraws what no live order covers, at any time; it ends every hold. The specialist does it, or the organisation whose
/// application it is.
pub async fn withdraw(office: &Office<'_>, actor: &Acting, id: i64) -> Result<(), StageError> {
    let mut tx = office.writing(actor).await?;
    let r = load_request(&mut tx, id).await?;
    if !actor.speaks_for(&r.bin) {
        actor.require(&[Role::Specialist])?;
    }
    let rest = r.standing.rest();
    if rest == Amount::ZERO {
        if !r.standing.refused && done_before(&mut tx, id, "withdraw", &r.standing.withdrawn.to_string()).await? {
            return Ok(());
        }
        return Err(StageError::refuse("request", Code::NothingLeft, &r.number, r.standing.status().word()));
    }
    tx.conn.execute("request_withdraw", binds![id, rest]).await?;
    let all = Amount::from_tiyn(r.standing.withdrawn.tiyn() + rest.tiyn());
    request::act(&mut tx, id, "withdraw", &all.to_string()).await?;
    let mut events = Events::new();
    events.add("request-withdrawn", &[("service", &r.service), ("number", &r.number), ("amount", &rest)]);
    tx.commit(&events).await?;
    Ok(())
}

/// Lifts the holds `possible-duplicate`, `declined`, `rejected`, `returned`, with a reason.
pub async fn release(office: &Office<'_>, actor: &Acting, id: i64, reason: &str) -> Result<(), StageError> {
    actor.require(&[Role::Specialist])?;
    must_say("reason", reason)?;
    let mut tx = office.writing(actor).await?;
    let r = load_request(&mut tx, id).await?;
    let lifted = r.standing.holds & RELEASABLE;
    if lifted == 0 {
        if done_before(&mut tx, id, "release", reason).await? {
            return Ok(());
        }
        return Err(StageError::refuse("request", Code::NotHeld, &r.number, r.standing.status().word()));
    }
    tx.conn.execute("request_release", binds![id, lifted]).await?;
    queue::release(&mut tx, id).await?;
    request::act(&mut tx, id, "release", reason).await?;
    let mut events = Events::new();
    let fields: [(&str, &dyn std::fmt::Display); 4] =
        [("service", &r.service), ("number", &r.number), ("holds", &lifted), ("reason", &reason)];
    events.add("request-released", &fields);
    tx.commit(&events).await?;
    Ok(())
}

/// New requisites as the recipient's document gives them.
#[derive(Clone, Copy, Debug)]
pub struct Requisites<'a> {
    /// The new account.
    pub account: &'a str,
    /// The new bank.
    pub bic: &'a str,
    /// The recipient's document.
    pub document: &'a str,
}

/// Proposes new requisites; not while an unpaid order is live. They come into force when a head approves.
///
/// The specialist proposes them on a paper; the organisation itself on its signature, which is kept.
pub async fn correct(
    office: &Office<'_>,
    actor: &Acting,
    id: i64,
    new: Requisites<'_>,
    proof: Option<&Proof>,
) -> Result<(), StageError> {
    let mut tx = office.writing(actor).await?;
    let r = load_request(&mut tx, id).await?;
    if proof.is_none() || !actor.speaks_for(&r.bin) {
        actor.require(&[Role::Specialist])?;
    }
    let day = office.day(tx.moment);
    let account =
        Iban::parse(new.account).map_err(|_| StageError::refuse("account", Code::BadIban, new.account, ""))?;
    let bic = Bic::parse(new.bic).map_err(|_| StageError::refuse("bic", Code::BadBic, new.bic, ""))?;
    if let BankCheck::Contradiction { expected } = office.rules.check_bank(&account, &bic, day) {
        return Err(StageError::refuse("bic", Code::BankContradiction, new.bic, expected));
    }
    must_say("document", new.document)?;
    let content = format!("{account} {bic} {}", new.document);
    if done_before(&mut tx, id, "correct", &content).await? {
        return Ok(());
    }
    if r.standing.refused || r.standing.ordered > r.standing.paid {
        return Err(illegal_request(&r, "registered, confirmed, paid"));
    }
    let (moment, by) = (tx.moment, tx.actor.clone());
    tx.conn.execute("correction_drop", binds![id]).await?;
    let binds = binds![id, account.as_str(), bic.as_str(), new.document, &by, moment];
    tx.conn.execute("correction_insert", binds).await?;
    request::act(&mut tx, id, "correct", &content).await?;
    let mut events = Events::new();
    let fields: [(&str, &dyn std::fmt::Display); 5] = [
        ("service", &r.service),
        ("number", &r.number),
        ("account", &account),
        ("bic", &bic),
        ("document", &new.document),
    ];
    events.add("correction-proposed", &fields);
    if let Some(proof) = proof {
        let kept = proof.stored(&tx, &format!("correction {}/{}", r.service, r.number));
        eds::insert(&mut tx, &kept).await?;
        electronic::tell("correction-eds", &[("service", &r.service), ("number", &r.number)], &kept, &mut events);
    }
    tx.commit(&events).await?;
    Ok(())
}

/// Approves the proposed requisites: they are in force, and the holds after a decline, rejection or return end.
pub async fn approve_correction(office: &Office<'_>, actor: &Acting, id: i64) -> Result<(), StageError> {
    actor.require(&[Role::Head])?;
    let mut tx = office.writing(actor).await?;
    let r = load_request(&mut tx, id).await?;
    let open = tx
        .conn
        .row("correction_open", binds![id], |row| {
            Ok((row.int(0)?, row.text(1)?, row.text(2)?, row.text(3)?, row.text(4)?))
        })
        .await?;
    let Some((correction, account, bic, document, proposed_by)) = open else {
        if done_before(&mut tx, id, "approve-correction", &format!("{} {}", r.account, r.bic)).await? {
            return Ok(());
        }
        return Err(StageError::refuse("correction", Code::NotFound, &r.number, ""));
    };
    if proposed_by == tx.actor {
        return Err(StageError::refuse("correction", Code::SamePerson, &proposed_by, "correct"));
    }
    if r.standing.refused || r.standing.ordered > r.standing.paid {
        return Err(illegal_request(&r, "registered, confirmed"));
    }
    let (moment, by) = (tx.moment, tx.actor.clone());
    tx.conn.execute("correction_approve", binds![correction, &by, moment]).await?;
    let lifted = r.standing.holds & CORRECTABLE;
    tx.conn.execute("request_correct", binds![id, &account, &bic, lifted]).await?;
    queue::release(&mut tx, id).await?;
    request::act(&mut tx, id, "approve-correction", &format!("{account} {bic}")).await?;
    let mut events = Events::new();
    let fields: [(&str, &dyn std::fmt::Display); 6] = [
        ("service", &r.service),
        ("number", &r.number),
        ("account", &account),
        ("bic", &bic),
        ("holds", &lifted),
        ("document", &document),
    ];
    events.add("correction-approved", &fields);
    tx.commit(&events).await?;
    Ok(())
}
