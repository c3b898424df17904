//! What a command prints: results on stdout as a table for people, CSV or one JSON document; notes on stderr.

use std::io::Write;

use chrono_tz::Tz;
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};

use crate::domain::defect::Defect;
use crate::domain::money::Amount;
use crate::domain::rows::Column;
use crate::domain::sheet::{Cell, Sheet};
use crate::texts::Texts;

use super::grid::{self, Drawn};
use super::progress::Progress;
use super::told;

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// How CSV for people is written: as the outer contract has it, or as the spreadsheet of a country opens it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvStyle {
    /// Fields are parted by semicolons, and sums have a decimal comma: so Excel with Russian or Kazakh settings reads them.
    pub semicolon: bool,
    /// The file begins with the mark by which a spreadsheet knows UTF-8.
    pub bom: bool,
}

impl CsvStyle {
    /// A writer of this style; the mark is written at once.
    pub fn writer(self, out: &mut (dyn Write + Send)) -> std::io::Result<csv::Writer<&mut (dyn Write + Send)>> {
        if self.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        Ok(csv::WriterBuilder::new().delimiter(if self.semicolon { b';' } else { b',' }).from_writer(out))
    }

    /// A sum.
    fn money(self, amount: Amount) -> String {
        let text = amount.to_string();
        if self.semicolon { text.replace('.', ",") } else { text }
    }
}

/// Defects that a JSON report holds.
pub const DEFECTS_SHOWN: usize = 1_000;
/// Defects that a table shows.
const DEFECTS_PRINTED: usize = 50;

/// Rows of one table on a terminal.
const TABLE_ROWS: usize = 2_000;

/// Where a command prints, in which form, language and time zone.
pub struct Out<'a> {
    /// Results.
    pub stdout: &'a mut (dyn Write + Send),
    /// Notes, refusals, faults.
    pub stderr: &'a mut (dyn Write + Send),
    /// The form of results.
    pub form: Form,
    /// How CSV is written.
    pub csv: CsvStyle,
    /// The texts.
    pub texts: Texts,
    /// The department's time zone.
    pub zone: Tz,
    /// The days that the working calendar reaches.
    pub reach: String,
}

/// Rows as an array of objects, of which none stands in memory longer than it takes to write it.
struct JsonRows<'a> {
    sheet: &'a Sheet,
    texts: &'a Texts,
    zone: Tz,
}

impl Serialize for JsonRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.sheet.rows.len()))?;
        let progress = Progress::writing(self.texts, &self.sheet.rows);
        for row in self.sheet.rows.iter() {
            progress.row();
            let row = row.map_err(serde::ser::Error::custom)?;
            let pairs = self.sheet.columns.iter().zip(row.iter());
            let object = pairs.map(|(c, v)| ((*c).to_owned(), cell_json(v, self.zone))).collect::<Map<_, _>>();
            rows.serialize_element(&Value::Object(object))?;
        }
        rows.end()
    }
}

fn cell_json(cell: &Cell, zone: Tz) -> Value {
    match cell {
        Cell::None => Value::Null,
        Cell::Text(text) | Cell::Word(_, text) => json!(text),
        Cell::Int(n) => json!(n),
        Cell::Money(amount) => json!(amount.to_string()),
        Cell::Moment(moment) => json!(moment.rfc3339(zone)),
        Cell::Date(date) => json!(date.to_string()),
        Cell::Told(text) => json!(text),
        Cell::Facts(facts) => json!(Cell::facts_line(facts)),
        Cell::Files(files) => {
            let one = |[format, path, sha256]: &[String; 3]| json!({"format": format, "path": path, "sha256": sha256});
            Value::Array(files.iter().map(one).collect())
        }
    }
}

impl Out<'_> {
    /// A sentence for people on stdout; nothing where a program reads.
    pub fn say(&mut self, id: &str, values: &[(&str, &dyn std::fmt::Display)]) -> std::io::Result<()> {
        if self.form == Form::Table {
            let text = self.texts.with(id, values);
            writeln!(self.stdout, "{text}")?;
        }
        Ok(())
    }

    /// A line for people on stdout as it is; nothing where a program reads.
    pub fn say_plain(&mut self, text: &str) -> std::io::Result<()> {
        if self.form == Form::Table { writeln!(self.stdout, "{text}") } else { Ok(()) }
    }

    /// A sentence on stderr, whoever reads.
    pub fn note(&mut self, id: &str, values: &[(&str, &dyn std::fmt::Display)]) -> std::io::Result<()> {
        let text = self.texts.with(id, values);
        writeln!(self.stderr, "{text}")
    }

    /// One JSON document; nothing in the other forms.
    pub fn json(&mut self, value: &Value) -> std::io::Result<()> {
        if self.form == Form::Json {
            serde_json::to_writer_pretty(&mut *self.stdout, value)?;
            writeln!(self.stdout)?;
        }
        Ok(())
    }

    /// A table in the form that was asked for, row after row.
    pub fn sheet(&mut self, sheet: &Sheet) -> std::io::Result<()> {
        match self.form {
            Form::Json => {
                let rows = JsonRows { sheet, texts: &self.texts, zone: self.zone };
                serde_json::to_writer_pretty(&mut *self.stdout, &rows)?;
                writeln!(self.stdout)
            }
            Form::Csv => self.sheet_csv(sheet),
            Form::Table => self.sheet_table(sheet),
        }
    }

    /// The rows as an array of objects.
    pub fn sheet_json(&self, sheet: &Sheet) -> std::io::Result<Value> {
        Ok(serde_json::to_value(JsonRows { sheet, texts: &self.texts, zone: self.zone })?)
    }

    /// RFC 4180 for people with a spreadsheet: a text that would be a formula gets a leading apostrophe.
    fn sheet_csv(&mut self, sheet: &Sheet) -> std::io::Result<()> {
        let style = self.csv;
        let mut csv = style.writer(&mut *self.stdout)?;
        csv.write_record(&sheet.columns)?;
        let progress = Progress::writing(&self.texts, &sheet.rows);
        for row in sheet.rows.iter() {
            progress.row();
            let row = row?;
            let cells = row.iter().map(|cell| match cell {
                Cell::None => String::new(),
                Cell::Text(text) | Cell::Told(text) => defuse(text),
                Cell::Facts(facts) => defuse(&Cell::facts_line(facts)),
                Cell::Word(_, word) => word.clone(),
                Cell::Int(n) => n.to_string(),
                Cell::Money(amount) => style.money(*amount),
                Cell::Moment(moment) => moment.rfc3339(self.zone),
                Cell::Date(date) => date.to_string(),
                Cell::Files(files) => files.iter().map(|[_, path, _]| path.as_str()).collect::<Vec<_>>().join(" "),
            });
            csv.write_record(cells)?;
        }
        csv.flush()
    }

    /// The columns that people see, headed and formatted in their language. A long table is one of several with the same
    /// headings, because the widths of a table follow from all its rows.
    fn sheet_table(&mut self, sheet: &Sheet) -> std::io::Result<()> {
        let shown = if sheet.shown.is_empty() { &sheet.columns } else { &sheet.shown };
        let places: Vec<usize> = shown.iter().filter_map(|c| sheet.columns.iter().position(|name| name == c)).collect();
        let heads: Vec<Drawn> = places.iter().map(|i| self.head(sheet, *i)).collect();
        let mut rows: Vec<Vec<Drawn>> = Vec::new();
        for row in sheet.rows.iter() {
            if rows.len() == TABLE_ROWS {
                writeln!(self.stdout, "{}\n", grid::table(&heads, &rows))?;
                rows.clear();
            }
            let row = row?;
            rows.push(places.iter().filter_map(|i| row.get(*i)).map(|c| self.drawn(c)).collect());
        }
        writeln!(self.stdout, "{}", grid::table(&heads, &rows))?;
        if rows.is_empty() {
            writeln!(self.stdout, "{}", self.texts.get("nothing-here"))?;
        }
        Ok(())
    }

    /// One row as a block: a line a value.
    pub fn card(&mut self, sheet: &Sheet) -> std::io::Result<()> {
        let Some(row) = sheet.rows.iter().next().transpose()? else { return Ok(()) };
        let heads: Vec<Drawn> = (0..sheet.columns.len()).map(|i| self.head(sheet, i)).collect();
        let cells: Vec<Drawn> = row.iter().map(|cell| self.drawn(cell)).collect();
        writeln!(self.stdout, "{}", grid::block(&heads, &cells))
    }

    /// The heading of a column; the currency of sums stands in it once.
    fn head(&self, sheet: &Sheet, place: usize) -> Drawn {
        let text = self.texts.get(&format!("col-{}", sheet.columns[place].replace('_', "-"))).replace(" №", "\u{a0}№");
        match sheet.rows.column(place) {
            Column { sum: Some(_), .. } => Drawn::number(format!("{text},\u{a0}₸")),
            Column { numbers: true, .. } => Drawn::number(text),
            Column { .. } => Drawn::fixed(text),
        }
    }

    /// A value as people see it.
    fn drawn(&self, cell: &Cell) -> Drawn {
        match cell {
            Cell::None => Drawn::nothing(),
            Cell::Text(text) => Drawn::text(text),
            Cell::Word(family, word) => Drawn::fixed(self.texts.get(&format!("{family}-{word}"))),
            Cell::Int(n) => Drawn::number(n.to_string()),
            Cell::Money(amount) => Drawn::sum(amount.for_people().trim_end_matches("\u{a0}₸")),
            Cell::Moment(moment) => Drawn::fixed(moment.for_people(self.zone)),
            Cell::Date(date) => Drawn::fixed(date.format("%d.%m.%Y").to_string()),
            Cell::Told(text) => Drawn::text(&told::value(text, &self.texts, self.zone)),
            Cell::Facts(facts) => Drawn::text(&told::facts(facts, &self.texts, self.zone)),
            Cell::Files(files) => Drawn::text(&files.iter().map(|[_, p, _]| p.as_str()).collect::<Vec<_>>().join("\n")),
        }
    }

    /// Each refusal with its code: a document for programs, sentences on stderr for people.
    pub fn refused(&mut self, defects: &[Defect]) -> std::io::Result<()> {
        let document = json!({ "defects": self.defects_json(defects, DEFECTS_SHOWN) });
        self.json(&document)?;
        self.defects(defects)
    }

    /// Defects as the outer contract has them, at most `most`.
    pub fn defects_json(&self, defects: &[Defect], most: usize) -> Value {
        let one = |d: &Defect| {
            json!({
                "line": d.line,
                "column": d.column,
                "code": d.code.word(),
                "value": d.value,
                "message": self.texts.defect(d),
            })
        };
        Value::Array(defects.iter().take(most).map(one).collect())
    }

    /// Defects as sentences on stderr.
    pub fn defects(&mut self, defects: &[Defect]) -> std::io::Result<()> {
        for d in defects.iter().take(DEFECTS_PRINTED) {
            let place = match d.line {
                Some(line) if d.column.is_empty() => self.texts.with("place-line-alone", &[("line", &line)]),
                Some(line) => self.texts.with("place-line", &[("line", &line), ("column", &d.column)]),
                None => d.column.clone(),
            };
            let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
            let text = grid::clean(&format!("{place}[{}] {}", d.code, self.texts.defect(d)));
            writeln!(self.stderr, "{text}")?;
        }
        if defects.len() > DEFECTS_PRINTED {
            self.note("defects-more", &[("count", &(defects.len() - DEFECTS_PRINTED))])?;
        }
        Ok(())
    }

    /// A sum as people write it.
    pub fn money(&self, amount: Amount) -> String {
        amount.for_people()
    }
}

/// A text that a spreadsheet would take for a formula, made harmless; a negative number is none.
pub fn defuse(text: &str) -> String {
    let is_number = |digits: &str| {
        digits.split(['.', ',']).all(|part| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty())
    };
    if text.strip_prefix('-').is_some_and(|rest| is_number(rest) && rest.split(['.', ',']).count() <= 2) {
        return text.to_owned();
    }
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::defuse;

    #[test]
    fn formulas_are_made_harmless_and_negative_numbers_stay_numbers() {
        for text in ["-1", "-12.50", "-0,5", "1-2", "ТОО", ""] {
            assert_eq!(defuse(text), text);
        }
        for text in ["=1+1", "+7 701", "-1+cmd|' /C calc'!A0", "-", "-.5", "-1.2.3", "--1", "@SUM(A1)", "\t=1", "\r1"] {
            assert_eq!(defuse(text), format!("'{text}"));
        }
    }
}
