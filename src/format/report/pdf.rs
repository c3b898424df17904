//! A report as printed pages: A4, upright or lying as the columns need it, headings on every page, page numbers, and no text
//! cut: what does not fit a line goes on in the next one. The font is in the file and has all letters of the three
//! languages.
#![allow(clippy::float_arithmetic)] // a page is measured in points; no sum of money is counted here

mod face;
pub mod paper;

use std::io;

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use self::face::{BOLD, Face, REGULAR};
use super::chart::{Anchor, COLOURS, Chart};
use super::{Report, Value};

/// The long side and the short side of A4, in points.
const A4: (f32, f32) = (841.89, 595.28);
const MARGIN: f32 = 34.0;
/// Size of the table's letters, and the height of its lines.
const SIZE: f32 = 8.0;
const LINE: f32 = 10.4;
/// Around the text of a cell.
const PAD: f32 = 3.5;
/// A column is never narrower.
const NARROWEST: f32 = 26.0;
/// A text column asks for no more than this.
const WIDEST: f32 = 230.0;

const INK: [u8; 3] = [0x1a, 0x25, 0x30];
const QUIET: [u8; 3] = [0x4a, 0x57, 0x63];
const RULE: [u8; 3] = [0xc9, 0xd2, 0xda];
const HEAD: [u8; 3] = COLOURS[0];
const WHITE: [u8; 3] = [0xff; 3];
const MARK: [u8; 3] = COLOURS[3];

/// Rows that pages are made of at most: all of them lie in memory until the last one is drawn.
pub const MOST: usize = 50_000;

/// Why pages cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PageFault {
    /// More rows than anybody prints.
    #[error("pages hold at most {MOST} rows, and the report has {0}; ask for a shorter period, or for `xlsx` or `csv`")]
    TooLong(usize),
    /// The fonts or the library.
    #[error("the pages cannot be made: {0}")]
    Made(String),
    /// The rows.
    #[error("the pages cannot be made: {0}")]
    Io(#[from] io::Error),
}

/// A page being drawn on.
struct Pen<'a, 's> {
    surface: &'a mut Surface<'s>,
}

impl Pen<'_, '_> {
    fn colour(&mut self, [r, g, b]: [u8; 3]) {
        self.surface.set_fill(Some(Fill { paint: rgb::Color::new(r, g, b).into(), ..Fill::default() }));
    }

    fn text(&mut self, face: &Face, (x, y): (f32, f32), size: f32, text: &str) {
        if let Some(font) = face.font.clone().filter(|_| !text.is_empty()) {
            self.surface.draw_glyphs(Point::from_xy(x, y), &face.glyphs(text), font, text, size, false);
        }
    }

    fn rect(&mut self, (x, y): (f32, f32), width: f32, height: f32) {
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            path.push_rect(rect);
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }
}

/// Where everything goes before anything is drawn.
struct Layout<'r> {
    report: &'r Report<'r>,
    columns: Vec<usize>,
    widths: Vec<f32>,
    right: Vec<bool>,
    size: (f32, f32),
    heads: Vec<Vec<String>>,
}

impl<'r> Layout<'r> {
    fn of(report: &'r Report<'r>) -> io::Result<Self> {
        let columns = report.shown.clone();
        let right: Vec<bool> = columns.iter().map(|i| report.rows.has_numbers(*i)).collect();
        let measured: Vec<Vec<Value>> = report.rows.pass().take(2_000).collect::<io::Result<_>>()?;
        let wanted: Vec<(f32, f32)> = columns.iter().map(|i| measures(report, &measured, *i)).collect();
        let natural: f32 = wanted.iter().map(|(_, most)| most).sum();
        let size = if natural <= A4.1 - 2.0 * MARGIN { (A4.1, A4.0) } else { A4 };
        let widths = share(&wanted, size.0 - 2.0 * MARGIN);
        let mut heads = Vec::new();
        for (i, width) in columns.iter().zip(&widths) {
            heads.push(BOLD.lines(&report.columns[*i], SIZE, width - 2.0 * PAD));
        }
        Ok(Layout { report, columns, widths, right, size, heads })
    }

    fn cells(&self, row: &[Value]) -> Vec<Vec<String>> {
        let cell = |(i, width): (&usize, &f32)| {
            let text = row.get(*i).unwrap_or(&Value::None).for_people();
            REGULAR.lines(&text, SIZE, width - 2.0 * PAD)
        };
        self.columns.iter().zip(&self.widths).map(cell).collect()
    }

    /// The sums, a cell a column.
    fn totals(&self) -> Option<Vec<Vec<String>>> {
        let (label, _) = self.report.totals.as_ref().filter(|_| !self.report.is_empty())?;
        let cell = |(place, (i, width)): (usize, (&usize, &f32))| {
            let text = match self.report.total(*i) {
                Some(sum) => Value::Money(sum).for_people(),
                None if place == 0 => label.clone(),
                None => String::new(),
            };
            BOLD.lines(&text, SIZE, width - 2.0 * PAD)
        };
        Some(self.columns.iter().zip(&self.widths).enumerate().map(cell).collect())
    }

    fn text_width(&self) -> f32 {
        self.size.0 - 2.0 * MARGIN
    }
}

/// How narrow a column may be, and how wide it would be.
fn measures(report: &Report<'_>, rows: &[Vec<Value>], column: usize) -> (f32, f32) {
    let head = &report.columns[column];
    let word = |text: &str, face: &Face| text.split([' ', '\n']).map(|w| face.width(w, SIZE)).fold(0.0, f32::max);
    let (mut least, mut most) = (word(head, &BOLD), BOLD.width(head, SIZE).min(90.0));
    for row in rows {
        let Some(value) = row.get(column) else { continue };
        let text = value.for_people();
        let width = text.lines().map(|line| REGULAR.width(line, SIZE)).fold(0.0, f32::max);
        let whole = !matches!(value, Value::Text(_));
        least = least.max(if whole { width } else { word(&text, &REGULAR).min(70.0) });
        most = most.max(width.min(WIDEST));
    }
    if let Some((label, _)) = report.totals.as_ref().filter(|_| report.shown.first() == Some(&column)) {
        least = least.max(word(label, &BOLD));
    }
    if let Some(sum) = report.total(column) {
        least = least.max(BOLD.width(&Value::Money(sum).for_people(), SIZE));
    }
    let pad = 2.0 * PAD + 0.5;
    ((least + pad).max(NARROWEST), (most.max(least) + pad).max(NARROWEST))
}

/// Shares the room of a page: each column has what it must have, and of the rest as much as it asks for.
fn share(wanted: &[(f32, f32)], room: f32) -> Vec<f32> {
    let least: f32 = wanted.iter().map(|(least, _)| least).sum();
    let most: f32 = wanted.iter().map(|(_, most)| most).sum();
    let part = |over: f32, all: f32| if all > 0.0 { over / all } else { 0.0 };
    if least >= room {
        return wanted.iter().map(|(own, _)| own * part(room, least)).collect();
    }
    let grown = part((room - least).min(most - least), most - least);
    let widths: Vec<f32> = wanted.iter().map(|(least, most)| least + (most - least) * grown).collect();
    let used: f32 = widths.iter().sum();
    let wider = part(room, used).min(1.6);
    widths.iter().map(|width| width * wider).collect()
}

/// What is drawn from top to bottom.
enum Piece {
    /// Lines of a text: bold or not, size, colour.
    Text(Vec<String>, bool, f32, [u8; 3]),
    /// The sandbox's mark.
    Mark(String),
    /// A chart of this height.
    Chart(Chart, f32),
    /// The headings of the table.
    Heads,
    /// A row, and whether it holds the sums.
    Row(Vec<Vec<String>>, bool),
    /// Room.
    Gap(f32),
}

impl Piece {
    fn height(&self, layout: &Layout<'_>) -> f32 {
        let tall = |cells: &[Vec<String>]| cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        match self {
            Piece::Text(lines, _, size, _) => lines.len() as f32 * size * 1.3,
            Piece::Mark(_) => 22.0,
            Piece::Chart(_, height) => *height,
            Piece::Heads => tall(&layout.heads) as f32 * LINE + 2.0 * PAD,
            Piece::Row(cells, _) => tall(cells) as f32 * LINE + 2.0 * PAD - 2.0,
            Piece::Gap(height) => *height,
        }
    }
}

/// The bytes of the document; nothing of the clock goes into it.
///
/// # Errors
/// [`PageFault`]: too many rows, the fonts or the library.
pub fn write(report: &Report<'_>) -> Result<Vec<u8>, PageFault> {
    if report.rows.count() > MOST {
        return Err(PageFault::TooLong(report.rows.count()));
    }
    let layout = Layout::of(report)?;
    let pages = paginate(&layout, pieces(&layout)?);
    let mut document = Document::new_with(SerializeSettings::default());
    let metadata = Metadata::new().title(report.title.clone()).language(report.lang.word().to_owned());
    document.set_metadata(metadata.creator("qazyna".to_owned()));
    let count = pages.len();
    for (place, page) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(layout.size.0, layout.size.1);
        let settings = settings.ok_or_else(|| PageFault::Made("a page without a size".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        let mut pen = Pen { surface: &mut surface };
        let mut y = MARGIN;
        for piece in page {
            draw(&mut pen, &layout, piece, y);
            y += piece.height(&layout);
        }
        let number = report.page.replace("{pages}", &count.to_string()).replace("{page}", &(place + 1).to_string());
        pen.colour(QUIET);
        let x = layout.size.0 - MARGIN - REGULAR.width(&number, SIZE);
        pen.text(&REGULAR, (x, layout.size.1 - 18.0), SIZE, &number);
        let title = format!("{} · {}", report.department, report.title);
        let title = REGULAR.lines(&title, SIZE, layout.text_width() - 100.0).swap_remove(0);
        pen.text(&REGULAR, (MARGIN, layout.size.1 - 18.0), SIZE, &title);
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|fault| PageFault::Made(format!("{fault:?}")))
}

fn pieces(layout: &Layout<'_>) -> io::Result<Vec<Piece>> {
    let (report, width) = (layout.report, layout.text_width());
    let mut all = vec![
        Piece::Text(REGULAR.lines(&report.department, 9.0, width), false, 9.0, QUIET),
        Piece::Text(BOLD.lines(&report.title, 15.0, width), true, 15.0, INK),
    ];
    all.extend(report.mark.clone().map(Piece::Mark));
    let about = report.about.iter().map(|line| Piece::Text(REGULAR.lines(line, 9.0, width), false, 9.0, QUIET));
    all.extend(about);
    all.push(Piece::Gap(8.0));
    if let Some(chart) = &report.chart {
        all.push(Piece::Chart(chart.clone(), 200.0));
        all.push(Piece::Gap(8.0));
    }
    all.push(Piece::Heads);
    for row in report.rows.pass() {
        all.push(Piece::Row(layout.cells(&row?), false));
    }
    if report.is_empty() {
        all.push(Piece::Text(vec![String::new(), report.nothing.clone()], false, 9.0, QUIET));
    }
    all.extend(layout.totals().map(|cells| Piece::Row(cells, true)));
    all.push(Piece::Gap(10.0));
    all.extend(report.footer.iter().map(|line| Piece::Text(REGULAR.lines(line, 7.5, width), false, 7.5, QUIET)));
    Ok(all)
}

/// Puts the pieces on pages; the headings stand above the rows of each.
fn paginate(layout: &Layout<'_>, pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let room = layout.size.1 - MARGIN - 34.0;
    let (mut pages, mut page, mut y): (Vec<Vec<Piece>>, Vec<Piece>, f32) = (Vec::new(), Vec::new(), MARGIN);
    for piece in pieces {
        let mut height = piece.height(layout);
        if y + height > room && page.iter().any(|p| !matches!(p, Piece::Heads)) {
            pages.push(std::mem::take(&mut page));
            y = MARGIN;
            if matches!(piece, Piece::Row(..)) {
                y += Piece::Heads.height(layout);
                page.push(Piece::Heads);
            }
            height = piece.height(layout);
        }
        y += height;
        page.push(piece);
    }
    pages.push(page);
    pages
}

fn draw(pen: &mut Pen<'_, '_>, layout: &Layout<'_>, piece: &Piece, y: f32) {
    match piece {
        Piece::Gap(_) => {}
        Piece::Text(lines, bold, size, colour) => {
            pen.colour(*colour);
            let face = if *bold { &*BOLD } else { &*REGULAR };
            for (n, line) in lines.iter().enumerate() {
                pen.text(face, (MARGIN, y + size + n as f32 * size * 1.3), *size, line);
            }
        }
        Piece::Mark(text) => {
            pen.colour(MARK);
            let width = BOLD.width(text, 9.0) + 16.0;
            pen.rect((MARGIN, y + 3.0), width, 15.0);
            pen.colour(WHITE);
            pen.text(&BOLD, (MARGIN + 8.0, y + 13.5), 9.0, text);
        }
        Piece::Chart(chart, height) => picture(pen, chart, layout.text_width(), *height, y),
        Piece::Heads => {
            pen.colour(HEAD);
            pen.rect((MARGIN, y), layout.widths.iter().sum(), piece.height(layout));
            pen.colour(WHITE);
            cells(pen, layout, &BOLD, &layout.heads, y);
        }
        Piece::Row(texts, sums) => {
            let height = piece.height(layout);
            pen.colour(if *sums { HEAD } else { RULE });
            let line = if *sums { y } else { y + height - 0.5 };
            pen.rect((MARGIN, line), layout.widths.iter().sum(), if *sums { 1.2 } else { 0.5 });
            pen.colour(INK);
            cells(pen, layout, if *sums { &BOLD } else { &REGULAR }, texts, y - 1.0);
        }
    }
}

fn cells(pen: &mut Pen<'_, '_>, layout: &Layout<'_>, face: &Face, texts: &[Vec<String>], y: f32) {
    let mut x = MARGIN;
    for ((lines, width), right) in texts.iter().zip(&layout.widths).zip(&layout.right) {
        for (n, line) in lines.iter().enumerate() {
            let shift = if *right { width - PAD - face.width(line, SIZE) } else { PAD };
            pen.text(face, (x + shift, y + PAD + SIZE - 0.6 + n as f32 * LINE), SIZE, line);
        }
        x += width;
    }
}

fn picture(pen: &mut Pen<'_, '_>, chart: &Chart, width: f32, height: f32, top: f32) {
    let drawing = chart.draw(width as i64, height as i64);
    let at = |x: i64, y: i64| (MARGIN + x as f32, top + y as f32);
    for bar in &drawing.bars {
        pen.colour(COLOURS[bar.series % COLOURS.len()]);
        pen.rect(at(bar.x, bar.y), bar.width as f32, bar.height as f32);
    }
    let (from, to, base) = drawing.base;
    pen.colour(QUIET);
    pen.rect(at(from, base), (to - from) as f32, 0.6);
    pen.colour(INK);
    for label in &drawing.labels {
        let size = label.size as f32 * 0.85;
        let (x, y) = at(label.x, label.y);
        let shift = match label.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => REGULAR.width(&label.text, size) / 2.0,
        };
        pen.text(&REGULAR, (x - shift, y), size, &label.text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_table_fits_the_page_and_each_page_begins_with_the_headings() {
        let report = sample(120);
        let layout = Layout::of(&report).unwrap();
        assert!(layout.widths.iter().sum::<f32>() <= layout.text_width() + 0.1);
        let pages = paginate(&layout, pieces(&layout).unwrap());
        assert!(pages.len() > 3);
        assert!(pages[1..pages.len() - 1].iter().all(|page| matches!(page[0], Piece::Heads)));
        let rows: usize = pages.iter().flatten().filter(|p| matches!(p, Piece::Row(_, false))).count();
        assert_eq!(rows, 120);
        let low = |page: &Vec<Piece>| page.iter().map(|p| p.height(&layout)).sum::<f32>() + MARGIN;
        assert!(pages.iter().all(|page| low(page) <= layout.size.1 - 30.0));
    }

    #[test]
    fn the_same_report_has_the_same_bytes() {
        let bytes = write(&sample(40)).unwrap();
        assert!(bytes.starts_with(b"%PDF") && bytes == write(&sample(40)).unwrap());
        assert!(write(&sample(0)).unwrap().len() > 1_000);
    }

    #[test]
    fn the_pages_are_those_of_the_golden_file() {
        let (found, path) = (write(&sample(3)).unwrap(), "tests/golden/report.pdf");
        if std::env::var_os("QAZYNA_BLESS").is_some() {
            std::fs::write(path, &found).unwrap();
        }
        assert!(std::fs::read(path).unwrap() == found, "{path}: QAZYNA_BLESS=1 writes it anew");
    }
}
