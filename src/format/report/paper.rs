//! A printed document: a payment order, a register for signature, an act, a letter (004 §5.1–5.4, §8.10). It is made of
//! blocks that say what they are; the writers for pages and for a browser decide how they look.

use std::io::{self, Write};

use crate::domain::lang::Lang;

use super::html::escape;

/// How a text stands on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The name of the document.
    Title,
    /// A heading within it.
    Heading,
    /// What is read.
    Plain,
    /// Whose document it is, notes.
    Quiet,
}

/// A table of a document; its cells are texts already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The headings.
    pub heads: Vec<String>,
    /// Which columns stand at the right.
    pub right: Vec<bool>,
    /// The rows, each as long as `heads`.
    pub rows: Vec<Vec<String>>,
    /// Rows of sums under them.
    pub totals: Vec<Vec<String>>,
    /// Said where there are no rows.
    pub nothing: String,
}

/// Where somebody signs, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// His post, or whose side he signs for.
    pub post: String,
    /// His name, where it is known; else there is room for it.
    pub name: String,
    /// What is told of a signature that is there; empty: a line to sign on.
    pub record: String,
    /// What stands under the line: «signature», «name».
    pub under: [String; 2],
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines of text.
    Text(Style, String),
    /// What things are called, and what they are.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// Places for signatures.
    Signatures(Vec<Signature>),
    /// The next block begins a page.
    NewPage,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its language.
    pub lang: Lang,
    /// What it is, short: it stands on every page.
    pub title: String,
    /// What the files of the sandbox carry.
    pub mark: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// At the end: what it was made from.
    pub footer: Vec<String>,
    /// As in a report: a text with `{page}` and `{pages}`.
    pub page: String,
}

const STYLE: &str = "
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, 'DejaVu Sans', 'Noto Sans', sans-serif; color: #1a2530; background: #e9edf0; margin: 0; }
main { max-width: 820px; margin: 24px auto; padding: 44px 52px; background: #fff; box-shadow: 0 1px 6px #0003; }
.mark { display: inline-block; margin: 0 0 14px; padding: 3px 10px; border: 2px solid #8c3b3b; color: #8c3b3b; font-weight: 700; }
h1 { font-size: 21px; line-height: 1.3; margin: 14px 0 10px; white-space: pre-line; }
h2 { font-size: 16px; margin: 22px 0 6px; }
p { margin: 6px 0; white-space: pre-line; overflow-wrap: anywhere; }
.q, footer p { color: #4a5763; font-size: 13px; }
dl { display: grid; grid-template-columns: minmax(130px, 32%) 1fr; margin: 14px 0; border-top: 1px solid #dde3e8; }
dt, dd { padding: 6px 8px; margin: 0; border-bottom: 1px solid #dde3e8; overflow-wrap: anywhere; white-space: pre-line; }
dt { color: #4a5763; }
table { border-collapse: collapse; width: 100%; margin: 14px 0; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 7px; text-align: left; vertical-align: top; border: 1px solid #c9d2da; }
th { background: #eef2f5; font-weight: 600; }
td { white-space: pre-line; }
td.n, th.n { text-align: right; }
td.n { white-space: nowrap; }
tfoot td { font-weight: 700; }
.sign { display: grid; grid-template-columns: 40% 26% 1fr; gap: 4px 18px; margin: 26px 0 0; align-items: end; break-inside: avoid; }
.sign.done { align-items: start; }
.sign .line { border-bottom: 1px solid #1a2530; min-height: 26px; }
.sign .record { grid-column: 2 / 4; border: 1px solid #1f4e79; border-radius: 4px; padding: 6px 10px; font-size: 13px; overflow-wrap: anywhere; white-space: pre-line; }
.sign small { color: #4a5763; }
hr.page { border: 0; border-top: 2px dashed #c9d2da; margin: 40px 0; }
footer { margin-top: 28px; overflow-wrap: anywhere; }
footer p { margin: 2px 0; }
@media (max-width: 640px) {
  main { margin: 0; padding: 18px 14px; box-shadow: none; }
  dl { grid-template-columns: 1fr; }
  dt { border: 0; padding-bottom: 0; }
  thead { display: none; }
  table, tbody, tfoot, tr, td { display: block; width: 100%; }
  tr { border: 1px solid #c9d2da; border-radius: 6px; margin: 0 0 10px; padding: 4px 10px; }
  td, td.n { display: flex; justify-content: space-between; gap: 14px; text-align: right; white-space: pre-line; border: 0; padding: 4px 0; overflow-wrap: anywhere; }
  td::before { content: attr(data-head); color: #4a5763; text-align: left; flex: 0 0 auto; max-width: 45%; }
  td:empty { display: none; }
  .sign { grid-template-columns: 1fr; }
  .sign .record { grid-column: 1; }
}
@media print {
  @page { size: A4; margin: 14mm; }
  body { background: #fff; font-size: 11px; }
  main { margin: 0; padding: 0; max-width: none; box-shadow: none; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  hr.page { border: 0; margin: 0; break-after: page; }
}
";

/// Markup that keeps the ends of lines.
fn lines(text: &str) -> String {
    text.split('\n').map(escape).collect::<Vec<_>>().join("\n")
}

/// Writes it as one page of a browser.
///
/// # Errors
/// The output.
pub fn write(paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    let (lang, title) = (paper.lang.word(), escape(&paper.title));
    write!(out, "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n")?;
    write!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n")?;
    writeln!(out, "<style>{STYLE}</style>\n</head>\n<body>\n<main>")?;
    let mark = |out: &mut dyn Write| match &paper.mark {
        Some(mark) => writeln!(out, "<p class=\"mark\">{}</p>", escape(mark)),
        None => Ok(()),
    };
    mark(out)?;
    for block in &paper.blocks {
        match block {
            Block::Text(Style::Title, text) => writeln!(out, "<h1>{}</h1>", lines(text))?,
            Block::Text(Style::Heading, text) => writeln!(out, "<h2>{}</h2>", lines(text))?,
            Block::Text(Style::Plain, text) => writeln!(out, "<p>{}</p>", lines(text))?,
            Block::Text(Style::Quiet, text) => writeln!(out, "<p class=\"q\">{}</p>", lines(text))?,
            Block::Facts(facts) => {
                writeln!(out, "<dl>")?;
                for (name, value) in facts {
                    writeln!(out, "<dt>{}</dt><dd>{}</dd>", escape(name), lines(value))?;
                }
                writeln!(out, "</dl>")?;
            }
            Block::Table(table) => table.write(out)?,
            Block::Signatures(all) => all.iter().try_for_each(|one| one.write(out))?,
            Block::NewPage => {
                writeln!(out, "<hr class=\"page\">")?;
                mark(out)?;
            }
        }
    }
    writeln!(out, "<footer>")?;
    for line in &paper.footer {
        writeln!(out, "<p>{}</p>", escape(line))?;
    }
    writeln!(out, "</footer>\n</main>\n</body>\n</html>")
}

impl Table {
    /// Whether a column stands at the right.
    pub fn is_right(&self, column: usize) -> bool {
        self.right.get(column).copied().unwrap_or(false)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let class = |column: usize| if self.is_right(column) { " class=\"n\"" } else { "" };
        writeln!(out, "<table>\n<thead>\n<tr>")?;
        for (column, head) in self.heads.iter().enumerate() {
            writeln!(out, "<th scope=\"col\"{}>{}</th>", class(column), escape(head))?;
        }
        writeln!(out, "</tr>\n</thead>\n<tbody>")?;
        let row = |out: &mut dyn Write, cells: &[String], name_all: bool| {
            write!(out, "<tr>")?;
            for (column, text) in cells.iter().enumerate() {
                let head = if name_all || self.is_right(column) { self.heads.get(column) } else { None };
                let head = escape(head.map_or("", String::as_str));
                write!(out, "<td data-head=\"{head}\"{}>{}</td>", class(column), lines(text))?;
            }
            writeln!(out, "</tr>")
        };
        self.rows.iter().try_for_each(|cells| row(out, cells, true))?;
        if self.rows.is_empty() {
            writeln!(out, "<tr><td colspan=\"{}\">{}</td></tr>", self.heads.len().max(1), escape(&self.nothing))?;
        }
        writeln!(out, "</tbody>")?;
        if !self.totals.is_empty() {
            writeln!(out, "<tfoot>")?;
            self.totals.iter().try_for_each(|cells| row(out, cells, false))?;
            writeln!(out, "</tfoot>")?;
        }
        writeln!(out, "</table>")
    }
}

impl Signature {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (post, name) = (lines(&self.post), escape(&self.name));
        if !self.record.is_empty() {
            let record = lines(&self.record);
            return writeln!(
                out,
                "<div class=\"sign done\"><div>{post}</div><div class=\"record\">{record}</div></div>"
            );
        }
        let [under, beside] = [&self.under[0], &self.under[1]].map(|text| escape(text));
        writeln!(
            out,
            "<div class=\"sign\"><div>{post}</div><div class=\"line\"></div><div class=\"line\">{name}</div>"
        )?;
        writeln!(out, "<div></div><small>{under}</small><small>{beside}</small></div>")
    }
}

#[cfg(test)]
pub(crate) fn sample(rows: usize) -> Paper {
    let text = |text: &str| text.to_owned();
    let row = |n: usize| {
        vec![
            n.to_string(),
            format!("2026-{n}"),
            text("ТОО «Микрокредитная организация «Өңір Қаржы Һәм <&>»\n941240001151"),
            text("1\u{a0}234\u{a0}567,89"),
        ]
    };
    Paper {
        lang: Lang::Kk,
        title: text("Төлем тапсырмаларының тізілімі"),
        mark: Some(text(super::super::SANDBOX_MARK)),
        blocks: vec![
            Block::Text(Style::Quiet, text("Басқарма")),
            Block::Text(Style::Title, text("Төлем тапсырмаларының тізілімі № 7")),
            Block::Facts(vec![(text("Бюджет жолы"), text("255/061/015/311")), (text("Сома"), text("бір\nекі"))]),
            Block::Table(Table {
                heads: ["№", "Тапсырма", "Алушы", "Сома, ₸"].map(str::to_owned).to_vec(),
                right: vec![true, false, false, true],
                rows: (1..=rows).map(row).collect(),
                totals: vec![["", "Барлығы", "", "9,99"].map(str::to_owned).to_vec()],
                nothing: text("Ештеңе жоқ"),
            }),
            Block::Signatures(vec![
                Signature {
                    post: text("Басқарма басшысы"),
                    name: String::new(),
                    record: String::new(),
                    under: [text("қолы"), text("аты-жөні")],
                },
                Signature {
                    post: text("Бас бухгалтер"),
                    name: String::new(),
                    record: text("ЭЦҚ қойылды\n0fa6ed804c33a987bcd3062f9c6e26a48a4c0e23e04c27662556f54b7c4d5dcb"),
                    under: Default::default(),
                },
            ]),
            Block::NewPage,
            Block::Text(Style::Plain, text("келесі бет")),
        ],
        footer: vec![text("18.03.2026 11:30")],
        page: text("{page} / {pages} бет"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_needs_nothing_from_outside_and_no_text_becomes_markup() {
        let mut out = Vec::new();
        write(&sample(3), &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(page.contains("Һәм &lt;&amp;&gt;»\n941240001151") && page.contains("<html lang=\"kk\">"));
        for outside in ["<script", "href=", "src=", "url(", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert_eq!((page.matches("<tr>").count(), page.matches("</tr>").count()), (5, 5));
        assert_eq!(page.matches(super::super::super::SANDBOX_MARK).count(), 2, "each page says that it is no payment");
    }
}
