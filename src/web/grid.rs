//! A table of a page: the same table that commands and reports have, in the reader's words, with ways to single items.

use std::borrow::Cow;

use askama::Template;

use crate::domain::sheet::{Cell, Sheet};
use crate::telling::told;

use super::desk::Desk;

/// A table as a page shows it. On a narrow screen each row becomes a card, so every cell knows its heading.
#[derive(Template)]
#[template(path = "grid.html", config = "src/web/askama.toml")]
pub struct Grid {
    /// What it is, for who does not see it.
    pub caption: String,
    /// The headings.
    pub heads: Vec<Head>,
    /// The rows.
    pub rows: Vec<Line>,
    /// What is said where there is none.
    pub nothing: String,
    /// The name of the boxes that pick rows, where rows can be picked.
    pub pick: Option<&'static str>,
    /// What the box of a row says.
    pub pick_text: String,
    /// Whether every row is picked to begin with.
    pub all_picked: bool,
}

/// A heading.
pub struct Head {
    /// Its text.
    pub text: String,
    /// Whether what stands below is numbers.
    pub number: bool,
}

/// A row.
#[derive(Default)]
pub struct Line {
    /// Its cells.
    pub cells: Vec<Shown>,
    /// The value of its box, where it can be picked.
    pub picked: Option<String>,
}

/// A cell.
#[derive(Default)]
pub struct Shown {
    /// Its text.
    pub text: String,
    /// How it looks: `number`, `status s-paid`, nothing.
    pub look: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl Shown {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Shown { text: text.into(), ..Default::default() }
    }

    /// A number.
    pub fn number(text: impl Into<String>) -> Self {
        Shown { text: text.into(), look: "number".to_owned(), href: None }
    }

    /// A status: its text and the word that gives its colour.
    pub fn status(text: String, word: &str) -> Self {
        Shown { text, look: format!("status s-{word}"), href: None }
    }

    /// The same, leading somewhere.
    pub fn to(mut self, href: String) -> Self {
        self.href = Some(href);
        self
    }
}

/// An empty table with these headings.
pub fn empty(desk: &Desk<'_>, caption: String, heads: &[(&str, bool)]) -> Grid {
    let head = |(id, number): &(&str, bool)| Head { text: desk.t(id), number: *number };
    Grid {
        caption,
        heads: heads.iter().map(head).collect(),
        rows: Vec::new(),
        nothing: desk.t("nothing-here"),
        pick: None,
        pick_text: desk.t("console-pick"),
        all_picked: false,
    }
}

/// The columns of a table that are named; `way` gives where the first cell of a row leads.
pub fn of(
    desk: &Desk<'_>,
    caption: String,
    sheet: &Sheet,
    columns: &[&str],
    way: impl Fn(&[Cell]) -> Option<String>,
) -> std::io::Result<Grid> {
    let places: Vec<usize> = columns.iter().filter_map(|c| sheet.columns.iter().position(|name| name == c)).collect();
    let head = |place: &usize| {
        let column = sheet.rows.column(*place);
        let text = desk.t(&format!("col-{}", sheet.columns[*place].replace('_', "-")));
        let text = if column.sum.is_some() { format!("{text},\u{a0}₸") } else { text };
        Head { text, number: column.sum.is_some() || column.numbers }
    };
    let heads = places.iter().map(head).collect();
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in sheet.rows.iter() {
        let row: Cow<'_, [Cell]> = row?;
        let mut cells: Vec<Shown> = places.iter().filter_map(|place| row.get(*place)).map(|c| shown(desk, c)).collect();
        if let Some(first) = cells.first_mut() {
            first.href = way(&row);
        }
        rows.push(Line { cells, picked: None });
    }
    Ok(Grid { heads, rows, ..empty(desk, caption, &[]) })
}

/// A value in the reader's words.
pub fn shown(desk: &Desk<'_>, cell: &Cell) -> Shown {
    match cell {
        Cell::None => Shown::text("–"),
        Cell::Text(text) => Shown::text(text),
        Cell::Word(family, word) => {
            let text = desk.t(&format!("{family}-{word}"));
            if family.ends_with("-status") || *family == "hold" { Shown::status(text, word) } else { Shown::text(text) }
        }
        Cell::Int(n) => Shown::number(n.to_string()),
        Cell::Money(amount) => Shown::number(amount.for_people().trim_end_matches("\u{a0}₸")),
        Cell::Moment(moment) => Shown::text(desk.moment(*moment)),
        Cell::Date(date) => Shown::text(date.format("%d.%m.%Y").to_string()),
        Cell::Told(text) => Shown::text(told::value(text, &desk.texts, desk.zone)),
        Cell::Facts(facts) => Shown::text(told::facts(facts, &desk.texts, desk.zone)),
        Cell::Files(files) => {
            let names = files.iter().filter_map(|[_, path, _]| path.rsplit('/').next());
            Shown::text(names.collect::<Vec<_>>().join("\n"))
        }
    }
}
