//! People and their roles.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::binds;
use crate::domain::image::{PersonImage, RoleImage};
use crate::domain::person::{Role, RoleHeld};

use super::{Conn, Row, StoreError, Writing, access};

/// A role with its key.
#[derive(Clone, Debug)]
pub struct StoredRole {
    /// Its key.
    pub id: i64,
    /// Whose.
    pub person: String,
    /// The person's login, where one is mapped.
    pub login: Option<String>,
    /// The IIN that the person's certificate must name, where it is known.
    pub iin: Option<String>,
    /// The role and its dates.
    pub held: RoleHeld,
}

/// All roles ever given, by the order in which they were given.
pub async fn roles(conn: &mut Conn) -> Result<Vec<StoredRole>, StoreError> {
    conn.rows("person_roles", binds![], |r| {
        let (person, login, iin) = (r.text(1)?, r.opt_text(2)?, r.opt_text(8)?);
        Ok(StoredRole { id: r.int(0)?, person, login, iin, held: held(&r, 3)? })
    })
    .await
}

/// A role with its dates, which begins in this column.
pub(super) fn held(r: &Row<'_>, at: usize) -> Result<RoleHeld, StoreError> {
    let word = r.text(at)?;
    Ok(RoleHeld {
        role: Role::from_word(&word).ok_or_else(|| StoreError::inconsistent("role", "role", word))?,
        from: r.opt_date(at + 1)?,
        to: r.opt_date(at + 2)?,
        basis: r.opt_text(at + 3)?,
        ended_at: r.opt_moment(at + 4)?,
    })
}

/// Every person with all roles, as the audit compares them with the journal.
pub async fn images(conn: &mut Conn) -> Result<BTreeMap<String, PersonImage>, StoreError> {
    let read = |r: Row<'_>| {
        let text = |at| r.opt_text(at).map(Option::unwrap_or_default);
        let role = RoleImage { role: text(3)?, from: text(4)?, to: text(5)?, basis: text(6)?, ended: r.opt_moment(7)? };
        Ok((r.text(1)?, text(2)?, text(8)?, role))
    };
    let mut people: BTreeMap<String, PersonImage> = BTreeMap::new();
    let secrets = access::digests(conn).await?;
    for (name, login, iin, role) in conn.rows("person_roles", binds![], read).await? {
        let own = secrets.get(&name).cloned().unwrap_or_default();
        let person = people.entry(name).or_default();
        person.secrets = own;
        (person.login, person.iin) = (login, iin);
        person.roles.push(role);
    }
    Ok(people)
}

/// Adds a role to a person, who is made where the name is new.
pub async fn add_role(tx: &mut Writing, name: &str, login: Option<&str>, held: &RoleHeld) -> Result<(), StoreError> {
    let conn = &mut tx.conn;
    let known = conn.row("person_id", binds![name], |r| r.int(0)).await?;
    let id = match known {
        Some(id) => {
            if login.is_some() {
                conn.execute("person_login", binds![id, login]).await?;
            }
            id
        }
        None => {
            conn.execute("person_insert", binds![name, login]).await?;
            conn.number("person_id", binds![name]).await?
        }
    };
    let date = |d: Option<NaiveDate>| d.map(|d| d.to_string());
    let binds = binds![id, held.role.word(), date(held.from), date(held.to), held.basis.clone()];
    conn.execute("role_insert", binds).await?;
    Ok(())
}

/// Notes the IIN of a person's certificates.
pub async fn set_iin(tx: &mut Writing, name: &str, iin: &str) -> Result<(), StoreError> {
    tx.conn.execute("person_iin", binds![name, iin]).await.map(|_| ())
}

/// Ends all roles of a person; how many were open.
pub async fn end_roles(tx: &mut Writing, name: &str) -> Result<u64, StoreError> {
    let moment = tx.moment;
    tx.conn.execute("role_end", binds![name, moment]).await
}
