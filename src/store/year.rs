//! The budget years of which there are orders. On PostgreSQL each has partitions of its own (`sql/schema/postgres`, 0015),
//! which are there before its first order.

use std::collections::BTreeSet;

use crate::domain::order::A_YEAR;

use super::{Conn, StoreError, Value};

/// Makes sure that orders of this year can be stored: one look into the catalogue but for the first forming of a year. Only
/// a writer may ask, since writers wait for each other.
pub async fn open(conn: &mut Conn, year: i32) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(_) => conn.run(format!("SELECT open_year({year})")).await,
    }
}

/// The years of rows that a restore takes in.
#[derive(Debug)]
pub(super) struct Years {
    /// Those that were made; `None` where the schema knows no years: it is older, or a file's.
    made: Option<BTreeSet<i64>>,
}

impl Years {
    /// Of a new database, in which there are none.
    pub(super) async fn of(conn: &mut Conn) -> Result<Self, StoreError> {
        let known = match conn {
            Conn::Sqlite(_) => false,
            Conn::Postgres(_) => {
                let text = "SELECT CAST(COUNT(*) AS BIGINT) FROM pg_proc
                            WHERE proname = 'add_year' AND pronamespace = CAST(current_schema() AS regnamespace)";
                conn.rows_of(text, |r| r.int(0)).await?.contains(&1)
            }
        };
        Ok(Years { made: known.then(BTreeSet::new) })
    }

    /// Makes the years of these rows. Their guards come later, because tables come in any order.
    pub(super) async fn make(
        &mut self,
        conn: &mut Conn,
        table: &str,
        columns: &[&str],
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        let (key, unit) = match table {
            "payment_order" => ("id", A_YEAR),
            "order_piece" => ("first", A_YEAR),
            "answer" => ("id", A_YEAR * 8),
            _ => return Ok(()),
        };
        let (Some(made), Some(place)) = (&mut self.made, columns.iter().position(|c| *c == key)) else { return Ok(()) };
        for row in values.chunks(columns.len()) {
            if let Some(Value::Int(Some(key))) = row.get(place)
                && made.insert(key / unit)
            {
                conn.run(format!("SELECT add_year({})", key / unit)).await?;
            }
        }
        Ok(())
    }

    /// Sets the guards between the years that were made.
    pub(super) async fn guard(&self, conn: &mut Conn) -> Result<(), StoreError> {
        match &self.made {
            Some(_) => conn.run("SELECT guard_years()".to_owned()).await,
            None => Ok(()),
        }
    }
}
