//! A report as one page of a browser: no outside address, no script; readable on a phone, where each row becomes a card,
//! and on paper.

use std::io::{self, Write};

use super::{Report, Value};

/// A text within markup or an attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push(' '),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

const STYLE: &str = "
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, 'DejaVu Sans', 'Noto Sans', sans-serif; color: #1a2530; background: #f4f6f8; margin: 0; }
main { width: fit-content; min-width: min(1180px, 100%); margin: 0 auto; padding: 28px 24px; background: #fff; min-height: 100vh; }
main > :not(table) { max-width: 1132px; }
header p { margin: 0; color: #4a5763; }
h1 { font-size: 24px; line-height: 1.2; margin: 4px 0 8px; }
.mark { display: inline-block; margin: 0 0 12px; padding: 3px 10px; border: 2px solid #8c3b3b; color: #8c3b3b; font-weight: 700; }
figure { margin: 18px 0; }
svg { width: 100%; max-width: 760px; height: auto; font-family: inherit; }
svg text { fill: #1a2530; }
svg .base { stroke: #8a97a3; }
table { border-collapse: collapse; width: 100%; margin: 18px 0; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 8px; text-align: left; vertical-align: top; border-bottom: 1px solid #dde3e8; }
th { background: #1f4e79; color: #fff; font-weight: 600; position: sticky; top: 0; }
td.n, th.n { text-align: right; }
td.n, td.d { white-space: nowrap; }
tbody tr:nth-child(even) { background: #f7f9fb; }
tfoot td { font-weight: 700; border-top: 2px solid #1f4e79; }
footer { color: #4a5763; font-size: 13px; overflow-wrap: anywhere; }
footer p { margin: 2px 0; }
@media (max-width: 720px) {
  main { width: auto; padding: 16px 14px; }
  thead { display: none; }
  table, tbody, tfoot, tr, td { display: block; width: 100%; }
  tr { border: 1px solid #dde3e8; border-radius: 6px; margin: 0 0 10px; padding: 4px 10px; }
  td, td.n { display: flex; justify-content: space-between; gap: 16px; text-align: right; white-space: normal; border: 0; padding: 4px 0; overflow-wrap: anywhere; }
  td::before { content: attr(data-head); color: #4a5763; text-align: left; flex: 0 0 auto; max-width: 45%; }
  figure { overflow-x: auto; }
  svg { width: 640px; max-width: none; }
}
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body, main { background: #fff; }
  main { width: auto; min-width: 0; padding: 0; }
  main > :not(table) { max-width: none; }
  body { font-size: 10px; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  th { position: static; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
";

fn class(value: &Value) -> &'static str {
    match value {
        Value::Int(_) | Value::Money(_) => " class=\"n\"",
        Value::Moment(_) | Value::Date(_) => " class=\"d\"",
        Value::None | Value::Text(_) => "",
    }
}

/// Writes the page.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (lang, title) = (report.lang.word(), escape(&report.title));
    write!(out, "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n")?;
    write!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n")?;
    write!(out, "<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<header>\n<p>{}</p>\n", escape(&report.department))?;
    writeln!(out, "<h1>{title}</h1>")?;
    if let Some(mark) = &report.mark {
        writeln!(out, "<p class=\"mark\">{}</p>", escape(mark))?;
    }
    for line in &report.about {
        writeln!(out, "<p>{}</p>", escape(line))?;
    }
    writeln!(out, "</header>")?;
    if let Some(chart) = &report.chart {
        writeln!(out, "<figure>\n{}</figure>", chart.svg())?;
    }
    table(report, out)?;
    writeln!(out, "<footer>")?;
    for line in &report.footer {
        writeln!(out, "<p>{}</p>", escape(line))?;
    }
    writeln!(out, "</footer>\n</main>\n</body>\n</html>")
}

fn table(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let shown = &report.shown;
    let numbers: Vec<bool> = shown.iter().map(|i| report.rows.has_numbers(*i)).collect();
    writeln!(out, "<table>\n<thead>\n<tr>")?;
    for (i, number) in shown.iter().zip(&numbers) {
        let class = if *number { " class=\"n\"" } else { "" };
        writeln!(out, "<th scope=\"col\"{class}>{}</th>", escape(&report.columns[*i]))?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody>")?;
    let heads: Vec<String> = shown.iter().map(|i| escape(&report.columns[*i])).collect();
    for row in report.rows.pass() {
        let row = row?;
        write!(out, "<tr>")?;
        for (i, head) in shown.iter().zip(&heads) {
            let value = row.get(*i).unwrap_or(&Value::None);
            write!(out, "<td data-head=\"{head}\"{}>{}</td>", class(value), escape(&value.for_people()))?;
        }
        writeln!(out, "</tr>")?;
    }
    if report.is_empty() {
        writeln!(out, "<tr><td colspan=\"{}\">{}</td></tr>", shown.len().max(1), escape(&report.nothing))?;
    }
    writeln!(out, "</tbody>")?;
    if let Some((label, _)) = report.totals.as_ref().filter(|_| !report.is_empty()) {
        write!(out, "<tfoot>\n<tr>")?;
        for (place, (i, head)) in shown.iter().zip(&heads).enumerate() {
            match report.total(*i) {
                Some(sum) => {
                    let sum = escape(&Value::Money(sum).for_people());
                    write!(out, "<td data-head=\"{head}\" class=\"n\">{sum}</td>")?;
                }
                None if place == 0 => write!(out, "<td>{}</td>", escape(label))?,
                None => write!(out, "<td></td>")?,
            }
        }
        writeln!(out, "</tr>\n</tfoot>")?;
    }
    writeln!(out, "</table>")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_page_needs_nothing_from_outside_and_no_text_becomes_markup() {
        let mut out = Vec::new();
        write(&sample(3), &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(page.contains("«Өңір Қаржы Һәм &lt;&amp;&gt;»") && page.contains("<html lang=\"kk\">"));
        for outside in ["<script", "href=", "src=", "url(", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert_eq!((page.matches("<tr>").count(), page.matches("</tr>").count()), (5, 5));
        assert!(page.contains("3\u{a0}703\u{a0}703,70"), "the sum of three rows");
        assert!(!page.contains("Күні"), "what pages do not show is not there");
    }

    #[test]
    fn a_page_without_rows_says_so() {
        let mut out = Vec::new();
        write(&sample(0), &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("Ештеңе жоқ"));
    }
}
