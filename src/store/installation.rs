//! What this database is, and the small tables of keys: services and budget lines.

use std::collections::BTreeMap;

use crate::binds;
use crate::domain::budget::BudgetLine;

use super::{Conn, StoreError};

/// The profile recorded at `init`; `None` in a database that was never set up.
pub async fn profile(conn: &mut Conn) -> Result<Option<String>, StoreError> {
    conn.row("installation_profile", binds![], |r| r.text(0)).await
}

/// The keys of services and budget lines.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    services: BTreeMap<String, i64>,
    lines: BTreeMap<BudgetLine, i64>,
}

impl Keys {
    /// Reads all of them.
    pub async fn load(conn: &mut Conn) -> Result<Self, StoreError> {
        let services = conn.rows("service_ids", binds![], |r| Ok((r.text(1)?, r.int(0)?))).await?;
        let lines = conn
            .rows("line_ids", binds![], |r| {
                let code = r.text(1)?;
                let line =
                    BudgetLine::parse(&code).ok_or_else(|| StoreError::inconsistent("budget_line", "code", code))?;
                Ok((line, r.int(0)?))
            })
            .await?;
        Ok(Keys { services: services.into_iter().collect(), lines: lines.into_iter().collect() })
    }

    /// The key of a service, or -1 where nothing was ever stored for it.
    pub fn service(&self, name: &str) -> i64 {
        self.services.get(name).copied().unwrap_or(-1)
    }

    /// The name of a service's key.
    pub fn service_name(&self, id: i64) -> &str {
        self.services.iter().find(|(_, k)| **k == id).map_or("", |(name, _)| name)
    }

    /// All services that were ever stored.
    pub fn services(&self) -> impl Iterator<Item = (&str, i64)> {
        self.services.iter().map(|(name, key)| (name.as_str(), *key))
    }

    /// The key of a line, or -1 where nothing was ever stored for it.
    pub fn line(&self, line: BudgetLine) -> i64 {
        self.lines.get(&line).copied().unwrap_or(-1)
    }

    /// The line of a key.
    pub fn line_of(&self, id: i64) -> Result<BudgetLine, StoreError> {
        let found = self.lines.iter().find(|(_, k)| **k == id).map(|(line, _)| *line);
        found.ok_or_else(|| StoreError::inconsistent("budget_line", "id", id))
    }

    /// All lines that were ever stored.
    pub fn lines(&self) -> impl Iterator<Item = (BudgetLine, i64)> {
        self.lines.iter().map(|(l, k)| (*l, *k))
    }

    /// The key of a service, made where it is new.
    pub async fn service_or_new(&mut self, conn: &mut Conn, name: &str) -> Result<i64, StoreError> {
        if !self.services.contains_key(name) {
            conn.execute("service_insert", binds![name]).await?;
            *self = Keys::load(conn).await?;
        }
        Ok(self.service(name))
    }

    /// The key of a line, made where it is new.
    pub async fn line_or_new(&mut self, conn: &mut Conn, line: BudgetLine) -> Result<i64, StoreError> {
        if !self.lines.contains_key(&line) {
            conn.execute("line_insert", binds![line.to_string()]).await?;
            *self = Keys::load(conn).await?;
        }
        Ok(self.line(line))
    }
}
