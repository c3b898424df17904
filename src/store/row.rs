//! Reading a row of either engine.

use std::borrow::Cow;

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::StoreError;

/// A row of either engine; columns are counted from 0.
#[derive(Clone, Copy)]
pub enum Row<'r> {
    /// From SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// From PostgreSQL.
    Postgres(&'r PgRow),
    /// A line of PostgreSQL's `COPY`, unescaped; NULL is `None`.
    Copied(&'r [Option<Cow<'r, str>>]),
}

macro_rules! column {
    ($self:expr, $i:expr, $copied:expr) => {
        match $self {
            Row::Sqlite(row) => Ok(row.get($i)?),
            Row::Postgres(row) => Ok(row.try_get($i)?),
            Row::Copied(fields) => {
                let field = fields.get($i).ok_or_else(|| odd($i, "no such column"))?;
                $copied(field.as_deref())
            }
        }
    };
}

fn odd(i: usize, what: &str) -> StoreError {
    StoreError::inconsistent("?", "?", format!("column {i}: {what}"))
}

impl<'r> Row<'r> {
    /// A BIGINT.
    pub fn int(self, i: usize) -> Result<i64, StoreError> {
        column!(self, i, |f: Option<&str>| f.and_then(|t| t.parse().ok()).ok_or_else(|| odd(i, "no number")))
    }

    /// A BIGINT that may be missing.
    pub fn opt_int(self, i: usize) -> Result<Option<i64>, StoreError> {
        column!(self, i, |f: Option<&str>| f.map(|t| t.parse().map_err(|_| odd(i, "no number"))).transpose())
    }

    /// A TEXT.
    pub fn text(self, i: usize) -> Result<String, StoreError> {
        column!(self, i, |f: Option<&str>| f.map(str::to_owned).ok_or_else(|| odd(i, "missing")))
    }

    /// A TEXT where it lies.
    pub fn str(self, i: usize) -> Result<&'r str, StoreError> {
        match self {
            Row::Sqlite(row) => Ok(row.get_ref(i)?.as_str().map_err(rusqlite::Error::from)?),
            Row::Postgres(row) => Ok(row.try_get(i)?),
            Row::Copied(fields) => fields.get(i).and_then(|f| f.as_deref()).ok_or_else(|| odd(i, "missing")),
        }
    }

    /// A TEXT that may be missing.
    pub fn opt_text(self, i: usize) -> Result<Option<String>, StoreError> {
        column!(self, i, |f: Option<&str>| Ok(f.map(str::to_owned)))
    }

    /// A BYTEA.
    pub fn bytes(self, i: usize) -> Result<Vec<u8>, StoreError> {
        column!(self, i, |f: Option<&str>| {
            f.and_then(|t| unhex(t.strip_prefix("\\x")?)).ok_or_else(|| odd(i, "no bytes"))
        })
    }

    /// A BYTEA that may be missing.
    pub fn opt_bytes(self, i: usize) -> Result<Option<Vec<u8>>, StoreError> {
        column!(self, i, |f: Option<&str>| {
            f.map(|t| t.strip_prefix("\\x").and_then(unhex).ok_or_else(|| odd(i, "no bytes"))).transpose()
        })
    }

    /// A SHA-256.
    pub fn digest(self, i: usize) -> Result<[u8; 32], StoreError> {
        let bytes = self.bytes(i)?;
        bytes.try_into().map_err(|b: Vec<u8>| StoreError::inconsistent("?", "digest", format!("{} bytes", b.len())))
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

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    let digits = digits?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|d| d[0] << 4 | d[1]).collect())
}

/// A line of PostgreSQL's text `COPY` into its fields.
pub(super) fn copied(line: &[u8]) -> Result<Vec<Option<Cow<'_, str>>>, StoreError> {
    let line = std::str::from_utf8(line).map_err(|e| StoreError::inconsistent("?", "?", e))?;
    Ok(line.split('\t').map(|field| if field == "\\N" { None } else { Some(plain(field)) }).collect())
}

/// A field of `COPY` without its escapes.
fn plain(field: &str) -> Cow<'_, str> {
    if !field.contains('\\') {
        return Cow::Borrowed(field);
    }
    let mut out = String::with_capacity(field.len());
    let mut rest = field.chars();
    while let Some(c) = rest.next() {
        out.push(match c {
            '\\' => match rest.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('v') => '\u{b}',
                Some(other) => other,
                None => '\\',
            },
            c => c,
        });
    }
    Cow::Owned(out)
}
