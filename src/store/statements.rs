//! The named statements of `sql/query/`, one file a table. A statement begins with `-- name: NAME`; comment lines
//! after it say what `$1`, `$2` … are.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::StoreError;

static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sql/query");

/// A statement that both engines understand.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// Its SQL, with `$1`, `$2` …
    pub text: &'static str,
    /// The same with `?1`, `?2` …: to SQLite `$1` is a name, and its place is where it first stands.
    pub sqlite: &'static str,
    /// How many values it wants: the highest `$n`.
    pub params: usize,
}

static ALL: LazyLock<BTreeMap<&'static str, Statement>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    for file in QUERIES.files() {
        for part in file.contents_utf8().unwrap_or_default().split("-- name: ").skip(1) {
            let (name, text) = part.split_once('\n').unwrap_or((part, ""));
            let sqlite: &'static str = Box::leak(numbered(text).into_boxed_str());
            all.insert(name.trim(), Statement { text, sqlite, params: params(text) });
        }
    }
    all
});

/// `$1` as `?1`.
fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let place = c == '$' && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if place { '?' } else { c });
    }
    out
}

fn params(text: &str) -> usize {
    let code = text.lines().filter(|l| !l.trim_start().starts_with("--"));
    code.flat_map(|l| l.split('$').skip(1))
        .filter_map(|rest| rest[..rest.bytes().take_while(u8::is_ascii_digit).count()].parse::<usize>().ok())
        .max()
        .unwrap_or(0)
}

/// The statement of this name.
pub fn sql(name: &'static str) -> Result<Statement, StoreError> {
    ALL.get(name).copied().ok_or(StoreError::UnknownStatement(name))
}

/// All of them by name: the test prepares each on both engines.
pub fn all() -> impl Iterator<Item = (&'static str, Statement)> {
    ALL.iter().map(|(name, statement)| (*name, *statement))
}
