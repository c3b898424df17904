//! A report as a spreadsheet: sums, numbers, days and moments are such to the program that opens it, never texts that look
//! so; texts are texts, whatever they begin with.

use std::io::{self, Seek, Write};

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{Report, Value};

/// Rows that a sheet of the format can hold.
pub const MOST: usize = 1_048_576;
/// Characters that a cell can hold.
const CELL: usize = 32_767;
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
    text: Format,
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
            int: with("0"),
            money: with("#,##0.00"),
            moment: with("dd.mm.yyyy hh:mm"),
            date: with("dd.mm.yyyy"),
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
    // before its first row, since what was written is gone
    for column in 0..report.columns.len() {
        sheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), width_of(report, column)?)?;
    }
    sheet.set_name(name_of(&report.title))?;
    let (title, quiet) = (Format::new().set_bold().set_font_size(14), Format::new().set_font_color(Color::Gray));
    sheet.write_string_with_format(0, 0, &report.department, &quiet)?;
    sheet.write_string_with_format(1, 0, &report.title, &title)?;
    let mut row = 2;
    let mark = Format::new().set_bold().set_font_color(Color::RGB(0x8c_3b3b));
    for (text, format) in report.mark.iter().map(|m| (m, &mark)).chain(report.about.iter().map(|a| (a, &quiet))) {
        sheet.write_string_with_format(row, 0, text, format)?;
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
    for (column, one) in (0..).zip(&report.columns) {
        sheet.write_string_with_format(head, column, one, &heading)?;
    }
    let plain = Formats::new(&Format::new().set_align(FormatAlign::Top));
    let mut at = head + 1;
    for values in report.rows.pass() {
        for (column, value) in (0..).zip(&values?) {
            cell(sheet, at, column, value, &plain)?;
        }
        at += 1;
    }
    if report.is_empty() {
        sheet.write_string(at, 0, &report.nothing)?;
        at += 1;
    }
    let last = u16::try_from(report.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(head, 0, at - 1, last)?;
    if let Some((label, _)) = report.totals.as_ref().filter(|_| !report.is_empty()) {
        let strong = Formats::new(&Format::new().set_bold().set_border_top(FormatBorder::Medium));
        for column in 0..=last {
            let value = match report.total(column.into()) {
                Some(sum) => Value::Money(sum),
                None if column == 0 => Value::Text(label.clone()),
                None => Value::Text(String::new()),
            };
            cell(sheet, at, column, &value, &strong)?;
        }
        at += 1;
    }
    for (row, line) in (at + 1..).zip(&report.footer) {
        sheet.write_string_with_format(row, 0, line, &quiet)?;
    }
    sheet.set_freeze_panes(head + 1, 0)?;
    sheet.set_repeat_rows(head, head)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P / &N");
    Ok(book.save_to_writer(out)?)
}

fn cell(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, formats: &Formats) -> Result<(), XlsxError> {
    match value {
        Value::None => sheet.write_blank(row, column, &formats.text)?,
        Value::Text(text) => {
            let whole = text.char_indices().nth(CELL).map_or(text.as_str(), |(end, _)| &text[..end]);
            sheet.write_string_with_format(row, column, whole, &formats.text)?
        }
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
        assert_eq!(at(5, 1), Data::String("Алушы".into()));
        assert_eq!(at(6, 3).as_f64(), Some(1_234_567.89));
        assert_eq!(at(9, 3).as_f64(), Some(3_703_703.70), "the sum");
        let day = NaiveDate::from_ymd_opt(2026, 3, 18).unwrap();
        assert_eq!(at(6, 2).as_datetime(), day.and_hms_opt(9, 5, 0));
        assert_eq!(at(6, 5).as_date(), Some(day));
        assert_eq!(at(6, 6), Data::String("=1+1".into()));
        assert!(book.worksheet_formula("Өтінімдер тізілімі").unwrap().used_cells().next().is_none());
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
