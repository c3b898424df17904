//! Reading a row of either engine.

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::StoreError;
use super::copied::CopiedRow;

/// A row of either engine; columns are counted from 0.
#[derive(Clone, Copy)]
pub enum Row<'r> {
    /// From SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// From PostgreSQL.
    Postgres(&'r PgRow),
    /// Of PostgreSQL's binary `COPY`.
    Copied(&'r CopiedRow<'r>),
}

macro_rules! column {
    ($self:expr, $i:expr, $copied:expr) => {
        match $self {
            Row::Sqlite(row) => Ok(row.get($i)?),
            Row::Postgres(row) => Ok(row.try_get($i)?),
            Row::Copied(row) => $copied(row),
        }
    };
}

impl<'r> Row<'r> {
    /// A BIGINT.
    pub fn int(self, i: usize) -> Result<i64, StoreError> {
        column!(self, i, |r: &CopiedRow<'_>| r.there(i, CopiedRow::int))
    }

    /// A BIGINT that may be missing.
    pub fn opt_int(self, i: usize) -> Result<Option<i64>, StoreError> {
        column!(self, i, |r: &CopiedRow<'_>| r.int(i))
    }

    /// A TEXT.
    pub fn text(self, i: usize) -> Result<String, StoreError> {
        column!(self, i, |r: &CopiedRow<'_>| Ok(r.there(i, CopiedRow::str)?.to_owned()))
    }

    /// A TEXT where it lies.
    pub fn str(self, i: usize) -> Result<&'r str, StoreError> {
        match self {
            Row::Sqlite(row) => Ok(row.get_ref(i)?.as_str().map_err(rusqlite::Error::from)?),
            Row::Postgres(row) => Ok(row.try_get(i)?),
            Row::Copied(row) => row.there(i, CopiedRow::str),
        }
    }

    /// A TEXT that may be missing.
    pub fn opt_text(self, i: usize) -> Result<Option<String>, StoreError> {
        column!(self, i, |r: &CopiedRow<'_>| Ok(r.str(i)?.map(str::to_owned)))
    }

    /// A BYTEA.
    pub fn bytes(self, i: usize) -> Result<Vec<u8>, StoreError> {
        column!(self, i, |r: &CopiedRow<'_>| Ok(r.there(i, CopiedRow::bytes)?.to_owned()))
    }

    /// A BYTEA that may be missing.
    pub fn opt_bytes(self, i: usize) -> Result<Option<Vec<u8>>, StoreError> {
        column!(self, i, |r: &CopiedRow<'_>| Ok(r.bytes(i)?.map(<[u8]>::to_owned)))
    }

    /// A SHA-256.
    pub fn digest(self, i: usize) -> Result<[u8; 32], StoreError> {
        let bytes = self.bytes(i)?;
        bytes.try_into().map_err(|b: Vec<u8>| StoreError::inconsistent("?", "digest", format!("{} bytes", b.len())))
    }

    /// A SHA-256 that may be missing.
    pub fn opt_digest(self, i: usize) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(if self.opt_bytes(i)?.is_some() { Some(self.digest(i)?) } else { None })
    }

    /// A sum of money.
    pub fn amount(self, i: usize) -> Result<crate::domain::money::Amount, StoreError> {
        self.int(i).map(crate::domain::money::Amount::from_tiyn)
    }

    /// A moment.
    pub fn moment(self, i: usize) -> Result<crate::domain::time::Moment, StoreError> {
        self.int(i).map(crate::domain::time::Moment::from_micros)
    }

    /// A moment that may be missing.
    pub fn opt_moment(self, i: usize) -> Result<Option<crate::domain::time::Moment>, StoreError> {
        Ok(self.opt_int(i)?.map(crate::domain::time::Moment::from_micros))
    }

    /// A date.
    pub fn date(self, i: usize) -> Result<chrono::NaiveDate, StoreError> {
        let text = self.str(i)?;
        crate::domain::time::parse_date(text).ok_or_else(|| StoreError::inconsistent("?", "date", text))
    }

    /// A date that may be missing.
    pub fn opt_date(self, i: usize) -> Result<Option<chrono::NaiveDate>, StoreError> {
        match self.opt_text(i)? {
            None => Ok(None),
            Some(text) => crate::domain::time::parse_date(&text)
                .map(Some)
                .ok_or_else(|| StoreError::inconsistent("?", "date", text)),
        }
    }
}
