//! The other outcome of looking at an application: it is refused on a named ground, with the reasons (004 §3). Where
//! electronic signatures are required the specialist first proposes the refusal; it is done when somebody has signed it, and
//! until then the application gets no money.

use crate::binds;
use crate::domain::batch::hex;
use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::notice::{Facts, NoticeKind, refusal};
use crate::domain::person::Role;
use crate::domain::rules::Ground;
use crate::domain::standing::Hold;
use crate::store::notice::{self, NewNotice};
use crate::store::request::{self, StoredRequest};
use crate::store::{Conn, Writing, queue};

use super::super::{Acting, Office, StageError, done_before, illegal_request, load_request};

/// The act that notes a proposal.
const PROPOSE: &str = "propose-refusal";

/// What came of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is done.
    Done,
    /// It waits for an electronic signature.
    Proposed,
}

/// Refuses a request on a named ground, or proposes it; the request must have neither live nor paid orders.
///
/// # Errors
/// Who is no specialist, a ground that is not in force, a state that does not allow it.
pub async fn refuse(office: &Office<'_>, actor: &Acting, id: i64, ground: &str) -> Result<Refused, StageError> {
    actor.require(&[Role::Specialist])?;
    let mut tx = office.writing(actor).await?;
    let r = load_request(&mut tx, id).await?;
    let named = named(office, &tx, ground)?;
    if office.settings.eds.required {
        return propose(tx, &r, ground, &named).await;
    }
    if r.refusal.as_deref() == Some(ground) && done_before(&mut tx, id, "refuse", ground).await? {
        return Ok(Refused::Done);
    }
    let mut events = Events::new();
    save(office, &mut tx, &r, ground, &mut events).await?;
    tx.commit(&events).await?;
    Ok(Refused::Done)
}

/// The ground of this code on the day.
fn named(office: &Office<'_>, tx: &Writing, ground: &str) -> Result<Ground, StageError> {
    office.rules.ground(ground, office.day(tx.moment)).cloned().ok_or_else(|| {
        let known: Vec<&str> = office.rules.grounds.all().map(|g| g.value.code.as_str()).collect();
        StageError::refuse("ground", Code::UnknownGround, ground, known.join(", "))
    })
}

/// Refuses what may not be refused any more: its state, or a ground that is no longer in force.
pub(super) fn allowed(office: &Office<'_>, tx: &Writing, r: &StoredRequest, ground: &str) -> Result<(), StageError> {
    named(office, tx, ground)?;
    refuse_settled(r)
}

fn refuse_settled(r: &StoredRequest) -> Result<(), StageError> {
    if !r.standing.refused && r.standing.ordered == Amount::ZERO && r.standing.rest() == Amount::ZERO {
        return Err(StageError::refuse("request", Code::NothingLeft, &r.number, "withdrawn"));
    }
    if r.standing.refused || r.standing.ordered > Amount::ZERO || r.standing.rest() == Amount::ZERO {
        return Err(illegal_request(r, "registered, confirmed"));
    }
    Ok(())
}

async fn propose(mut tx: Writing, r: &StoredRequest, ground: &str, named: &Ground) -> Result<Refused, StageError> {
    let proposed = proposal(&mut tx.conn, r).await?;
    if proposed.as_deref() == Some(ground) && done_before(&mut tx, r.id, PROPOSE, ground).await? {
        return Ok(Refused::Proposed);
    }
    if r.refusal.as_deref() == Some(ground) {
        return Ok(Refused::Done);
    }
    refuse_settled(r)?;
    queue::reopen(&mut tx, &[(r.id, Hold::RefusalProposed.bit())]).await?;
    request::act(&mut tx, r.id, PROPOSE, ground).await?;
    let mut events = Events::new();
    let fields: [(&str, &dyn std::fmt::Display); 4] =
        [("service", &r.service), ("number", &r.number), ("ground", &ground), ("paragraph", &named.paragraph)];
    events.add("refusal-proposed", &fields);
    tx.commit(&events).await?;
    Ok(Refused::Proposed)
}

/// The ground of the refusal that somebody proposed, while it waits.
pub async fn proposal(conn: &mut Conn, r: &StoredRequest) -> Result<Option<String>, StageError> {
    if r.standing.holds & Hold::RefusalProposed.bit() == 0 {
        return Ok(None);
    }
    let acts = conn.rows("request_acts", binds![r.id], |row| Ok((row.text(2)?, row.text(3)?))).await?;
    Ok(acts.into_iter().rev().find(|(act, _)| act == PROPOSE).map(|(_, ground)| ground))
}

/// The letter of a refusal that waits for its signature.
pub fn to_sign(office: &Office<'_>, r: &StoredRequest, ground: &str) -> Facts {
    let paragraph = office.rules.ground(ground, office.day(r.registered_at)).map_or("", |g| g.paragraph.as_str());
    crate::domain::notice::refusal_to_sign(ground, paragraph)
}

/// Refuses a request in the name of who acts.
pub(super) async fn save(
    office: &Office<'_>,
    tx: &mut Writing,
    r: &StoredRequest,
    ground: &str,
    events: &mut Events,
) -> Result<(), StageError> {
    refuse_settled(r)?;
    let named = named(office, tx, ground)?;
    let (moment, by) = (tx.moment, tx.actor.clone());
    tx.conn.execute("request_refuse", binds![r.id, ground, moment]).await?;
    request::act(tx, r.id, "refuse", ground).await?;
    let letter = NewNotice::of(r, NoticeKind::Refusal, &refusal(ground, &named.paragraph, moment, &by), office.rules);
    let fields: [(&str, &dyn std::fmt::Display); 5] = [
        ("service", &r.service),
        ("number", &r.number),
        ("ground", &ground),
        ("paragraph", &named.paragraph),
        ("notice", &hex(&letter.digest)),
    ];
    events.add("request-refused", &fields);
    notice::insert(tx, &[letter]).await?;
    Ok(())
}
