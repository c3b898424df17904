//! A report as a spreadsheet: sums, numbers, days and moments are such to the program that opens it, never texts that look
//! so; texts are texts, whatever they begin with.

use std::io::{self, Seek, Write};

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{Report, Value};

/// Rows that a sheet of the format can hold.
pub const MOST: usize = 1_048_576;
/// Characters that a cell can hold.
const CELL: usize = 32_767;
/// Height of a line of text, in points.
const LINE: u16 = 14;
/// Widths of columns, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=60;

/// Why a spreadsheet cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SheetFault {
    /// More rows than the format can hold.
    #[error("a spreadsheet holds at most {MOST} rows, and the report has {0}; ask for a shorter period, or for `csv`")]
    TooLong(usize),
    /// The library's.
    #[error("the spreadsheet cannot be made: {0}")]
    Made(#[from] XlsxError),
    /// The rows', or the file's.
    #[error("the spreadsheet cannot be written: {0}")]
    Io(#[from] io::Error),
}

struct Formats {
    /// A text that pages show; the others stand in one line, however long.
    text: Format,
    line: Format,
    int: Format,
    money: Format,
    moment: Format,
    date: Format,
}

impl Formats {
    fn new(base: &Format) -> Self {
        let with = |code: &str| base.clone().set_num_format(code);
        Formats {
            text: base.clone().set_text_wrap(),
            line: base.clone(),
            int: with("0_)"),
            // room at the right, so that a sum does not touch the text beside it
            money: with("#,##0.00_)"),
            moment: with("dd.mm.yyyy hh:mm").set_align(FormatAlign::Left),
            date: with("dd.mm.yyyy").set_align(FormatAlign::Left),
        }
    }
}

/// Writes the spreadsheet, row by row through a file of its own beside the system's others; nothing of the clock goes into it.
///
/// # Errors
/// [`SheetFault::TooLong`] where the rows do not fit.
pub fn write(report: &Report<'_>, out: impl Write + Seek + Send) -> Result<(), SheetFault> {
    let (rows, above) = (report.rows.count(), 4 + report.about.len() + usize::from(report.mark.is_some()));
    if rows + above + report.footer.len() + 4 > MOST {
        return Err(SheetFault::TooLong(rows));
    }
    let mut book = Workbook::new();
    let created = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &rust_xlsxwriter::DocProperties::new().set_title(&report.title).set_creation_datetime(&created),
    );
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(name_of(&report.title))?;
    let (title, quiet) = (Format::new().set_bold().set_font_size(14), Format::new().set_font_color(Color::Gray));
    let quiet = quiet.set_text_wrap().set_align(FormatAlign::Top);
    let columns = order_of(report);
    let widths: Vec<u16> = columns.iter().map(|place| width_of(report, *place)).collect::<io::Result<_>>()?;
    let printed = &widths[..report.shown.len().min(widths.len())];
    sheet.write_string_with_format(0, 0, &report.department, &quiet.clone().unset_text_wrap())?;
    sheet.write_string_with_format(1, 0, &report.title, &title)?;
    sheet.set_row_height(1, 21)?;
    let mut row = 2;
    let mark = Format::new().set_bold().set_font_color(Color::RGB(0x8c_3b3b));
    for (text, format) in report.mark.iter().map(|m| (m, &mark)).chain(report.about.iter().map(|a| (a, &quiet))) {
        across(sheet, row, text, format, printed)?;
        row += 1;
    }
    let head = row + 1;
    let heading = Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(0x1f_4e79))
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin);
    let mut tallest = 1;
    for (column, (place, width)) in (0..).zip(columns.iter().zip(&widths)) {
        sheet.write_string_with_format(head, column, &report.columns[*place], &heading)?;
        // bold letters are wider
        tallest = tallest.max(lines_of(&report.columns[*place], width * 5 / 6));
    }
    sheet.set_row_height(head, tallest * LINE + 4)?;
    let mut at = write_rows(sheet, report, head + 1, &columns, &widths)?;
    if report.is_empty() {
        sheet.write_string(at, 0, &report.nothing)?;
        at += 1;
    }
    let last = last_of(report.columns.len());
    sheet.autofilter(head, 0, at - 1, last)?;
    if let Some((label, _)) = report.totals.as_ref().filter(|_| !report.is_empty()) {
        let strong = Formats::new(&Format::new().set_bold().set_border_top(FormatBorder::Medium));
        for (column, place) in (0..).zip(&columns) {
            let value = match report.total(*place) {
                Some(sum) => Value::Money(sum),
                None if column == 0 => Value::Text(label.clone()),
                None => Value::Text(String::new()),
            };
            cell(sheet, at, column, &value, &strong)?;
        }
        at += 1;
    }
    for (row, line) in (at + 1..).zip(&report.footer) {
        across(sheet, row, line, &quiet, printed)?;
    }
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    // what pages show is printed; the other columns are there for who works with them
    let printed = last_of(printed.len());
    let end = at + u32::try_from(report.footer.len()).unwrap_or(0) + 1;
    sheet.set_print_area(0, 0, end, printed)?;
    sheet.set_freeze_panes(head + 1, 0)?;
    sheet.set_repeat_rows(head, head)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P / &N");
    Ok(book.save_to_writer(out)?)
}

/// Writes the rows; the row after them.
fn write_rows(
    sheet: &mut Worksheet,
    report: &Report<'_>,
    first: u32,
    columns: &[usize],
    widths: &[u16],
) -> Result<u32, SheetFault> {
    let printed = report.shown.len();
    let plain = Formats::new(&Format::new().set_align(FormatAlign::Top));
    let mut at = first;
    for values in report.rows.pass() {
        let (values, mut tallest) = (values?, 1);
        for (column, (place, width)) in (0..).zip(columns.iter().zip(widths)) {
            let value = values.get(*place).unwrap_or(&Value::None);
            match value {
                Value::Text(text) if usize::from(column) < printed => {
                    cell(sheet, at, column, value, &plain)?;
                    tallest = tallest.max(lines_of(text, *width));
                }
                Value::Text(text) => _ = sheet.write_string_with_format(at, column, held(text), &plain.line)?,
                _ => cell(sheet, at, column, value, &plain)?,
            }
        }
        // programs that do not measure texts would lay the lines of one row over the next
        if tallest > 1 {
            sheet.set_row_height(at, tallest.min(27) * LINE)?;
        }
        at += 1;
    }
    Ok(at)
}

/// A text across the columns that are printed, as tall as it must be.
fn across(sheet: &mut Worksheet, row: u32, text: &str, format: &Format, widths: &[u16]) -> Result<(), XlsxError> {
    let lines = lines_of(text, widths.iter().sum());
    if lines > 1 {
        sheet.set_row_height(row, lines * LINE)?;
    }
    match widths {
        [] | [_] => sheet.write_string_with_format(row, 0, text, format)?,
        _ => sheet.merge_range(row, 0, row, last_of(widths.len()), text, format)?,
    };
    Ok(())
}

/// What of a text a cell can hold.
fn held(text: &str) -> &str {
    text.char_indices().nth(CELL).map_or(text, |(end, _)| &text[..end])
}

/// The place of the last of so many columns.
fn last_of(columns: usize) -> u16 {
    u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX)
}

/// The columns: those that pages show, in the same order, then the others.
fn order_of(report: &Report<'_>) -> Vec<usize> {
    let others = (0..report.columns.len()).filter(|place| !report.shown.contains(place));
    report.shown.iter().copied().chain(others).collect()
}

/// In how many lines a text stands in a column of so many characters.
fn lines_of(text: &str, width: u16) -> u16 {
    let width = usize::from(width.saturating_sub(1)).max(1);
    let lines = |paragraph: &str| {
        let (mut lines, mut room) = (1, width);
        for word in paragraph.split(' ').map(|word| word.chars().count()) {
            if word <= room {
                room = room.saturating_sub(word + 1);
            } else if word <= width {
                (lines, room) = (lines + 1, width.saturating_sub(word + 1));
            } else {
                // a word that fits no line is broken
                lines += word.div_ceil(width) - usize::from(room == width);
                room = width - word % width;
            }
        }
        lines
    };
    u16::try_from(text.lines().map(lines).sum::<usize>().max(1)).unwrap_or(u16::MAX)
}

fn cell(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, formats: &Formats) -> Result<(), XlsxError> {
    match value {
        Value::None => sheet.write_blank(row, column, &formats.text)?,
        Value::Text(text) => sheet.write_string_with_format(row, column, held(text), &formats.text)?,
        Value::Int(n) => match n.to_string().parse::<f64>() {
            Ok(number) if n.unsigned_abs() < 1 << 53 => {
                sheet.write_number_with_format(row, column, number, &formats.int)?
            }
            _ => sheet.write_string_with_format(row, column, n.to_string(), &formats.text)?,
        },
        // a sum that a double cannot hold to the tiyn stays a text
        Value::Money(amount) => match amount.to_string().parse::<f64>() {
            Ok(number) if amount.tiyn().unsigned_abs() < 1 << 50 => {
                sheet.write_number_with_format(row, column, number, &formats.money)?
            }
            _ => sheet.write_string_with_format(row, column, amount.to_string(), &formats.text)?,
        },
        Value::Moment(moment) => sheet.write_datetime_with_format(row, column, moment, &formats.moment)?,
        Value::Date(date) => sheet.write_datetime_with_format(row, column, date, &formats.date)?,
    };
    Ok(())
}

/// Characters of the longest value, within bounds.
fn width_of(report: &Report<'_>, column: usize) -> io::Result<u16> {
    let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let head = report.columns[column].split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let mut values = 0;
    for row in report.rows.pass().take(1_000) {
        values = values.max(row?.get(column).map_or(0, |value| longest(&value.for_people())));
    }
    let sum = report.total(column).map_or(0, |sum| longest(&Value::Money(sum).for_people()));
    let width = values.max(head).max(sum) + 2;
    Ok(u16::try_from(width.clamp(*WIDTHS.start(), *WIDTHS.end())).unwrap_or(8))
}

/// A sheet's name has at most 31 characters, and some are not allowed in it.
fn name_of(title: &str) -> String {
    title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, DataType, Reader, Xlsx};
    use chrono::NaiveDate;

    use super::super::sample;
    use super::*;

    fn bytes(report: &Report<'_>) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        write(report, &mut out).unwrap();
        out.into_inner()
    }

    #[test]
    fn numbers_and_dates_are_such_and_texts_are_no_formulas() {
        let made = bytes(&sample(3));
        assert_eq!(made, bytes(&sample(3)), "the same report has the same bytes");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(made)).unwrap();
        assert_eq!(book.sheet_names(), ["Өтінімдер тізілімі"]);
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        let at = |row: u32, column: u32| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        // department, title, mark, period, an empty line, headings
        // what pages show comes first
        assert_eq!(at(5, 2), Data::String("Алушы".into()));
        assert_eq!(at(6, 3).as_f64(), Some(1_234_567.89));
        assert_eq!(at(9, 3).as_f64(), Some(3_703_703.70), "the sum");
        let day = NaiveDate::from_ymd_opt(2026, 3, 18).unwrap();
        assert_eq!(at(6, 1).as_datetime(), day.and_hms_opt(9, 5, 0));
        assert_eq!(at(6, 6).as_date(), Some(day));
        assert_eq!(at(6, 5), Data::String("=1+1".into()));
        assert!(book.worksheet_formula("Өтінімдер тізілімі").unwrap().used_cells().next().is_none());
    }

    #[test]
    fn the_lines_of_a_text_are_counted_as_a_column_breaks_them() {
        for (text, width, lines) in
            [("", 9, 1), ("один два", 9, 1), ("один два", 7, 2), ("a\nb", 20, 2), ("a b c d", 4, 2)]
        {
            assert_eq!(lines_of(text, width), lines, "{text} in {width}");
        }
        assert_eq!(lines_of(&"x".repeat(64), 33), 2);
        assert_eq!(lines_of(&format!("да {}", "x".repeat(64)), 33), 3);
    }

    #[test]
    fn what_a_double_cannot_hold_stays_a_text() {
        let mut report = sample(1);
        let mut row = report.rows.pass().next().unwrap().unwrap();
        row[3] = Value::Money(crate::domain::money::Amount::MAX);
        report.rows = Box::new(vec![row]);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes(&report))).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(range.get_value((6, 3)), Some(&Data::String("922337203685477.58".into())));
    }
}
