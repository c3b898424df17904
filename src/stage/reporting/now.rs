//! What is open at this moment, for whoever watches the program: the steps that wait, and those that are late.

use crate::binds;
use crate::domain::time::Moment;
use crate::store::Conn;

use super::super::StageError;

/// A step of the procedure and what waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenStep {
    /// `confirm`, `form`, `sign` or `dispatch`.
    pub step: String,
    /// How many items wait.
    pub open: i64,
    /// How many of them are late by the department's own cause.
    pub late: i64,
    /// When the first of them is due.
    pub first_due: Option<Moment>,
}

/// The steps that wait at `now`: a look at open items alone, however many are settled.
pub async fn open_steps(conn: &mut Conn, now: Moment) -> Result<Vec<OpenStep>, StageError> {
    let read = conn.rows("steps_open", binds![now], |r| {
        Ok(OpenStep { step: r.text(0)?, open: r.int(1)?, late: r.int(2)?, first_due: r.opt_moment(3)? })
    });
    Ok(read.await?)
}
