//! A CSV rule file as typed rows with their line numbers. Comment lines stand above the header only, so that no
//! rule disappears behind a stray `#`.

use serde::de::DeserializeOwned;

use super::fault::{At, RulesFault, utf8};

/// The rows of a file whose header is exactly `columns`, each with its line, from 1.
pub(super) fn rows<T: DeserializeOwned>(
    file: &str,
    bytes: &[u8],
    columns: &[&str],
) -> Result<Vec<(u64, T)>, RulesFault> {
    let text = utf8(file, bytes)?;
    let comments: Vec<&str> = text.split_inclusive('\n').take_while(|l| l.starts_with('#')).collect();
    let above = comments.len() as u64;
    let body = &text[comments.iter().map(|l| l.len()).sum()..];
    let mut reader = csv::ReaderBuilder::new().from_reader(body.as_bytes());
    let wrong = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line) + above;
        let found = match e.kind() {
            csv::ErrorKind::UnequalLengths { len, .. } => format!("{len} values"),
            _ => e.to_string(),
        };
        let expected = format!("{} values, separated by commas, in quotes where one holds a comma", columns.len());
        At::line(file, line).fault(found, expected)
    };
    let header = reader.headers().map_err(|e| wrong(&e))?.clone();
    if header.iter().ne(columns.iter().copied()) {
        let found = header.iter().collect::<Vec<_>>().join(",");
        return Err(At::line(file, above + 1).wrong(found, format!("the header `{}`", columns.join(","))));
    }
    let mut found = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(|e| wrong(&e))?;
        let line = record.position().map_or(1, csv::Position::line) + above;
        if record.iter().any(|field| field.contains(['\n', '\r'])) {
            return Err(At::line(file, line)
                .fault("a value that runs over several lines", "every quote closed in its own line"));
        }
        found.push((line, record.deserialize(Some(&header)).map_err(|e| wrong(&e))?));
    }
    Ok(found)
}
