//! People and their roles (004 §6): who may act is decided here, by the dates and papers that were recorded.

use chrono::NaiveDate;

use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::ident::Iin;
use crate::domain::person::{Role, RoleHeld};
use crate::store::person::{self, StoredRole};
use crate::store::{Conn, Writing, access};

use super::{Acting, Office, StageError, must_say};

/// The person of this name with the roles of the day.
pub async fn acting(office: &Office<'_>, name: &str) -> Result<Acting, StageError> {
    let mut reading = office.reading().await?;
    let day = office.day(reading.moment);
    let all = person::roles(&mut reading.conn).await?;
    of_day(&all, day, |r| r.person == name).ok_or_else(|| StageError::refuse("actor", Code::UnknownPerson, name, ""))
}

/// A person who was ever given these roles, with those of the day.
pub fn holding(name: &str, given: &[RoleHeld], day: NaiveDate) -> Acting {
    let roles = given.iter().filter(|held| held.on(day)).map(|held| held.role).collect();
    Acting::Person { name: name.to_owned(), roles }
}

/// The person whom this operating-system user is.
pub async fn acting_login(office: &Office<'_>, login: &str) -> Result<Acting, StageError> {
    let mut reading = office.reading().await?;
    let day = office.day(reading.moment);
    let all = person::roles(&mut reading.conn).await?;
    let found = of_day(&all, day, |r| r.login.as_deref() == Some(login));
    found.ok_or_else(|| StageError::refuse("actor", Code::UnknownPerson, login, ""))
}

fn of_day(all: &[StoredRole], day: NaiveDate, is: impl Fn(&StoredRole) -> bool) -> Option<Acting> {
    let name = &all.iter().find(|r| is(r))?.person;
    let given: Vec<RoleHeld> = all.iter().filter(|r| r.person == *name).map(|r| r.held.clone()).collect();
    Some(holding(name, &given, day))
}

/// Everybody, with every role ever held.
pub async fn list(conn: &mut Conn) -> Result<Vec<StoredRole>, StageError> {
    Ok(person::roles(conn).await?)
}

/// A role to be given.
#[derive(Clone, Debug)]
pub struct NewRole<'a> {
    /// Whose.
    pub name: &'a str,
    /// The operating-system user that is this person.
    pub login: Option<&'a str>,
    /// The IIN that the person's certificate must name.
    pub iin: Option<&'a Iin>,
    /// The role and its dates.
    pub held: RoleHeld,
}

/// Gives a role. In production an admin does it, and the first person of an empty database becomes one; in the sandbox
/// anybody may. Under a simulated clock it binds no later moment.
pub async fn add(office: &Office<'_>, actor: &Acting, new: NewRole<'_>) -> Result<(), StageError> {
    must_say("person", new.name)?;
    let mut tx = begin(office, actor).await?;
    let all = person::roles(&mut tx.conn).await?;
    let sandbox = office.is_sandbox();
    if !sandbox && all.is_empty() && new.held.role != Role::Admin {
        return Err(StageError::refuse("role", Code::WrongRole, new.held.role.word(), Role::Admin.word()));
    }
    if !sandbox && !all.is_empty() {
        actor.require(&[Role::Admin])?;
    }
    let other = new.login.and_then(|l| all.iter().find(|r| r.login.as_deref() == Some(l)));
    if let Some(other) = other.filter(|o| o.person != new.name) {
        return Err(StageError::refuse("login", Code::AlreadyExists, new.login.unwrap_or(""), &other.person));
    }
    let own: Vec<&StoredRole> = all.iter().filter(|r| r.person == new.name).collect();
    let iin = new.iin.map(Iin::as_str);
    let other = iin.and_then(|iin| all.iter().find(|r| r.iin.as_deref() == Some(iin)));
    if let Some(other) = other.filter(|o| o.person != new.name) {
        return Err(StageError::refuse("iin", Code::AlreadyExists, iin.unwrap_or(""), &other.person));
    }
    let iin = iin.filter(|iin| own.iter().all(|r| r.iin.as_deref() != Some(iin)));
    if own.iter().any(|r| r.held == new.held) {
        // the role is held: a new IIN alone is noted
        let mut events = Events::new();
        if let Some(iin) = iin {
            note_iin(&mut tx, new.name, iin, &mut events).await?;
            return finish(office, tx, &events).await;
        }
        return Ok(());
    }
    if let Some(other) = own.iter().find(|r| r.held.role.excludes(new.held.role) && r.held.overlaps(&new.held)) {
        let wanted = format!("{}: {}", new.name, new.held.role.word());
        return Err(StageError::refuse("role", Code::RoleConflict, wanted, other.held.role.word()));
    }
    person::add_role(&mut tx, new.name, new.login, &new.held).await?;
    let date = |d: Option<chrono::NaiveDate>| d.map_or_else(String::new, |d| d.to_string());
    let mut events = Events::new();
    let fields: [(&str, &dyn std::fmt::Display); 6] = [
        ("person", &new.name),
        ("role", &new.held.role.word()),
        ("login", &new.login.unwrap_or("")),
        ("from", &date(new.held.from)),
        ("to", &date(new.held.to)),
        ("basis", &new.held.basis.as_deref().unwrap_or("")),
    ];
    events.add("role-given", &fields);
    if let Some(iin) = iin {
        note_iin(&mut tx, new.name, iin, &mut events).await?;
    }
    finish(office, tx, &events).await
}

async fn note_iin(tx: &mut Writing, name: &str, iin: &str, events: &mut Events) -> Result<(), StageError> {
    person::set_iin(tx, name, iin).await?;
    events.add("person-iin", &[("person", &name), ("iin", &iin), ("by", &"admin")]);
    Ok(())
}

/// Ends every role of a person; what was done under them stays.
pub async fn end(office: &Office<'_>, actor: &Acting, name: &str) -> Result<(), StageError> {
    let mut tx = begin(office, actor).await?;
    if !office.is_sandbox() {
        actor.require(&[Role::Admin])?;
    }
    let all = person::roles(&mut tx.conn).await?;
    if !all.iter().any(|r| r.person == name) {
        return Err(StageError::refuse("person", Code::UnknownPerson, name, ""));
    }
    let mut events = Events::new();
    if person::end_roles(&mut tx, name).await? > 0 {
        events.add("roles-ended", &[("person", &name)]);
    }
    finish(office, tx, &events).await
}

/// Gives a person the password of the console, as argon2id in its PHC form. One's own, or an admin does it; in the sandbox
/// anybody may. The journal keeps its digest.
pub async fn set_password(office: &Office<'_>, actor: &Acting, name: &str, phc: &str) -> Result<(), StageError> {
    let mut tx = begin(office, actor).await?;
    refuse_secret_of_another(office, actor, &mut tx, name).await?;
    access::set_password(&mut tx, name, phc).await?;
    let mut events = Events::new();
    events.add("password-set", &[("person", &name), ("secret", &access::digest(Some(phc.as_bytes())))]);
    finish(office, tx, &events).await
}

/// Gives a person a second factor, or takes it away; who may is as in [`set_password`].
pub async fn set_factor(
    office: &Office<'_>,
    actor: &Acting,
    name: &str,
    secret: Option<&[u8]>,
) -> Result<(), StageError> {
    let mut tx = begin(office, actor).await?;
    refuse_secret_of_another(office, actor, &mut tx, name).await?;
    access::set_factor(&mut tx, name, secret).await?;
    let mut events = Events::new();
    events.add("factor-set", &[("person", &name), ("secret", &access::digest(secret))]);
    finish(office, tx, &events).await
}

/// Gives a program of a person a token, of which only the digest is kept, or ends those that it has; who may is as in
/// [`set_password`].
pub async fn set_token(
    office: &Office<'_>,
    actor: &Acting,
    name: &str,
    program: &str,
    token: Option<&[u8; 32]>,
) -> Result<(), StageError> {
    must_say("program", program)?;
    let mut tx = begin(office, actor).await?;
    refuse_secret_of_another(office, actor, &mut tx, name).await?;
    access::end_tokens(&mut tx, name, program).await?;
    let mut events = Events::new();
    match token {
        Some(id) => {
            access::give_token(&mut tx, id, name, program).await?;
            let digest = crate::domain::batch::hex(id);
            events.add("token-given", &[("person", &name), ("program", &program), ("secret", &digest)]);
        }
        None => events.add("token-ended", &[("person", &name), ("program", &program)]),
    }
    finish(office, tx, &events).await
}

async fn refuse_secret_of_another(
    office: &Office<'_>,
    actor: &Acting,
    tx: &mut Writing,
    name: &str,
) -> Result<(), StageError> {
    if !office.is_sandbox() && actor.name() != name {
        actor.require(&[Role::Admin])?;
    }
    if access::of(&mut tx.conn, name).await?.is_none() {
        return Err(StageError::refuse("person", Code::UnknownPerson, name, ""));
    }
    Ok(())
}

async fn begin(office: &Office<'_>, actor: &Acting) -> Result<Writing, StageError> {
    let free = office.clock.is_simulated();
    Ok(office.db.writing(office.clock, actor.name(), office.in_force, free).await?)
}

async fn finish(office: &Office<'_>, tx: Writing, events: &Events) -> Result<(), StageError> {
    if office.clock.is_simulated() {
        tx.commit_free(events).await?;
    } else {
        tx.commit(events).await?;
    }
    Ok(())
}
