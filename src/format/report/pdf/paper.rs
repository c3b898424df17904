//! A printed document as pages: A4 upright, the sandbox's mark and the page's number on each, no text cut.
#![allow(clippy::float_arithmetic)] // a page is measured in points; no sum of money is counted here

use krilla::Document;
use krilla::SerializeSettings;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;

use super::face::{BOLD, Face, REGULAR};
use super::{A4, HEAD, INK, MARK, PAD, PageFault, Pen, QUIET, RULE, WHITE, share};
use crate::format::report::paper::{Block, Paper, Signature, Style, Table};

const MARGIN: f32 = 48.0;
const WIDTH: f32 = A4.1 - 2.0 * MARGIN;
/// Size of what is read, and of a table's letters.
const SIZE: f32 = 10.0;
const SMALL: f32 = 8.0;
/// Height of a line for letters of size 1.
const LEAD: f32 = 1.32;
/// How much of the width the names of facts have.
const NAMES: f32 = 0.32;
/// Where the pages begin and end.
const TOP: f32 = 60.0;
const BOTTOM: f32 = A4.0 - 44.0;
/// How many pieces at most go along with a signature to the next page.
const ALONG: usize = 14;
const SHADE: [u8; 3] = [0xee, 0xf2, 0xf5];

/// What is drawn from top to bottom.
enum Piece<'p> {
    Text(Vec<String>, Style),
    Fact(Vec<String>, Vec<String>),
    Heads(&'p Sized<'p>),
    Row(&'p Sized<'p>, Vec<Vec<String>>, bool),
    Sign(&'p Signature, Vec<String>, Vec<String>),
    Gap(f32),
    NewPage,
}

/// A table with the widths of its columns.
struct Sized<'p> {
    table: &'p Table,
    widths: Vec<f32>,
    heads: Vec<Vec<String>>,
}

fn sized(block: &Block) -> Option<Sized<'_>> {
    match block {
        Block::Table(table) => Some(Sized::of(table)),
        _ => None,
    }
}

impl<'p> Sized<'p> {
    fn of(table: &'p Table) -> Self {
        let all = || table.rows.iter().chain(&table.totals);
        let measures = |column: usize| {
            let head = &table.heads[column];
            let word =
                |text: &str, face: &Face| text.split([' ', '\n']).map(|w| face.width(w, SMALL)).fold(0.0, f32::max);
            let (mut least, mut most) = (word(head, &BOLD), BOLD.width(head, SMALL).min(70.0));
            for text in all().filter_map(|row| row.get(column)) {
                let width = text.lines().map(|line| BOLD.width(line, SMALL)).fold(0.0, f32::max);
                least = least.max(if table.is_right(column) { width } else { word(text, &BOLD).min(60.0) });
                most = most.max(width.min(190.0));
            }
            (least + 2.0 * PAD + 0.5, most.max(least) + 2.0 * PAD + 0.5)
        };
        let wanted: Vec<(f32, f32)> = (0..table.heads.len()).map(measures).collect();
        let shared = share(&wanted, WIDTH);
        let used: f32 = shared.iter().sum();
        let widths: Vec<f32> = shared.iter().map(|width| width * WIDTH / used.max(1.0)).collect();
        let heads = table.heads.iter().zip(&widths).map(|(text, width)| BOLD.lines(text, SMALL, width - 2.0 * PAD));
        let heads = heads.collect();
        Sized { table, widths, heads }
    }

    fn cells(&self, row: &[String], face: &Face) -> Vec<Vec<String>> {
        row.iter().zip(&self.widths).map(|(text, width)| face.lines(text, SMALL, width - 2.0 * PAD)).collect()
    }
}

fn size_of(style: Style) -> (f32, [u8; 3], &'static Face) {
    match style {
        Style::Title => (14.0, INK, &BOLD),
        Style::Heading => (11.0, INK, &BOLD),
        Style::Plain => (SIZE, INK, &REGULAR),
        Style::Quiet => (8.5, QUIET, &REGULAR),
    }
}

/// The height of so many lines.
fn tall(lines: usize, size: f32) -> f32 {
    lines.max(1) as f32 * size * LEAD
}

fn tallest(cells: &[Vec<String>]) -> f32 {
    tall(cells.iter().map(Vec::len).max().unwrap_or(1), SMALL) + 2.0 * PAD
}

impl Piece<'_> {
    fn height(&self) -> f32 {
        match self {
            Piece::Text(lines, style) => tall(lines.len(), size_of(*style).0) + 3.0,
            Piece::Fact(names, values) => tall(names.len().max(values.len()), SIZE - 1.0) + 5.0,
            Piece::Heads(table) => tallest(&table.heads),
            Piece::Row(_, cells, _) => tallest(cells),
            Piece::Sign(one, post, record) if one.record.is_empty() => {
                40.0_f32.max(tall(post.len(), SIZE) + 22.0) + tall(record.len(), SMALL) - tall(1, SMALL)
            }
            Piece::Sign(_, post, record) => tall(post.len(), SIZE).max(tall(record.len(), SMALL) + 2.0 * PAD) + 16.0,
            Piece::Gap(height) => *height,
            Piece::NewPage => 0.0,
        }
    }
}

/// The bytes of the document; nothing of the clock goes into it.
///
/// # Errors
/// [`PageFault`]: the fonts or the library.
pub fn write(paper: &Paper) -> Result<Vec<u8>, PageFault> {
    let tables: Vec<Sized<'_>> = paper.blocks.iter().filter_map(sized).collect();
    let pages = paginate(pieces(paper, &tables));
    let mut document = Document::new_with(SerializeSettings::default());
    let metadata = Metadata::new().title(paper.title.clone()).language(paper.lang.word().to_owned());
    document.set_metadata(metadata.creator("qazyna".to_owned()));
    for (place, page) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(A4.1, A4.0);
        let settings = settings.ok_or_else(|| PageFault::Made("a page without a size".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        let mut pen = Pen { surface: &mut surface };
        if let Some(mark) = &paper.mark {
            let width = BOLD.width(mark, 9.0) + 16.0;
            pen.colour(MARK);
            pen.rect((MARGIN, 28.0), width, 15.0);
            pen.colour(WHITE);
            pen.text(&BOLD, (MARGIN + 8.0, 38.5), 9.0, mark);
        }
        let mut y = TOP;
        for piece in page {
            draw(&mut pen, piece, y);
            y += piece.height();
        }
        let number =
            paper.page.replace("{pages}", &pages.len().to_string()).replace("{page}", &(place + 1).to_string());
        pen.colour(QUIET);
        pen.text(&REGULAR, (A4.1 - MARGIN - REGULAR.width(&number, SMALL), A4.0 - 22.0), SMALL, &number);
        let title = REGULAR.lines(&paper.title, SMALL, WIDTH - 100.0).swap_remove(0);
        pen.text(&REGULAR, (MARGIN, A4.0 - 22.0), SMALL, &title);
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|fault| PageFault::Made(format!("{fault:?}")))
}

fn pieces<'p>(paper: &'p Paper, tables: &'p [Sized<'p>]) -> Vec<Piece<'p>> {
    let (mut all, mut tables) = (Vec::new(), tables.iter());
    let text = |text: &str, style: Style| {
        let (size, _, face) = size_of(style);
        Piece::Text(face.lines(text, size, WIDTH), style)
    };
    for block in &paper.blocks {
        match block {
            Block::Text(style, words) => {
                if matches!(style, Style::Title | Style::Heading) {
                    all.push(Piece::Gap(8.0));
                }
                // a text of many lines may go on on the next page
                all.extend(words.split('\n').map(|line| text(line, *style)));
                if *style == Style::Title {
                    all.push(Piece::Gap(4.0));
                }
            }
            Block::Facts(facts) => {
                all.push(Piece::Gap(6.0));
                let names = WIDTH * NAMES - 2.0 * PAD;
                let fact = |(name, value): &(String, String)| {
                    let value = REGULAR.lines(value, SIZE - 1.0, WIDTH * (1.0 - NAMES) - 2.0 * PAD);
                    Piece::Fact(REGULAR.lines(name, SIZE - 1.0, names), value)
                };
                all.extend(facts.iter().map(fact));
                all.push(Piece::Gap(6.0));
            }
            Block::Table(table) => {
                let Some(sized) = tables.next() else { continue };
                all.push(Piece::Gap(6.0));
                all.push(Piece::Heads(sized));
                all.extend(table.rows.iter().map(|row| Piece::Row(sized, sized.cells(row, &REGULAR), false)));
                if table.rows.is_empty() {
                    all.push(text(&table.nothing, Style::Quiet));
                }
                all.extend(table.totals.iter().map(|row| Piece::Row(sized, sized.cells(row, &BOLD), true)));
                all.push(Piece::Gap(6.0));
            }
            Block::Signatures(signatures) => all.extend(signatures.iter().map(sign)),
            Block::NewPage => all.push(Piece::NewPage),
        }
    }
    all.push(Piece::Gap(14.0));
    all.extend(paper.footer.iter().map(|line| text(line, Style::Quiet)));
    all
}

fn sign(one: &Signature) -> Piece<'_> {
    let post = REGULAR.lines(&one.post, SIZE, WIDTH * 0.4 - 2.0 * PAD);
    let record = match one.record.as_str() {
        "" => REGULAR.lines(&one.name, SMALL, WIDTH * 0.3),
        record => REGULAR.lines(record, SMALL, WIDTH * 0.6 - 4.0 * PAD),
    };
    Piece::Sign(one, post, record)
}

/// Puts the pieces on pages; the headings of a table stand above its rows on each.
fn paginate(pieces: Vec<Piece<'_>>) -> Vec<Vec<Piece<'_>>> {
    let (mut pages, mut page, mut y): (Vec<Vec<Piece<'_>>>, Vec<Piece<'_>>, f32) = (Vec::new(), Vec::new(), TOP);
    for piece in pieces {
        if matches!(piece, Piece::NewPage) {
            pages.push(std::mem::take(&mut page));
            y = TOP;
            continue;
        }
        // headings never stand alone at the end of a page
        let needed = piece.height() + if matches!(piece, Piece::Heads(_)) { 40.0 } else { 0.0 };
        if y + needed > BOTTOM && !page.is_empty() {
            // nobody signs a page that does not say what: signatures stay together, with what stands before them
            let goes = |piece: &Piece<'_>| match piece {
                Piece::Text(_, style) => *style != Style::Title,
                other => matches!(other, Piece::Fact(..) | Piece::Gap(_) | Piece::Sign(..)),
            };
            let stays = page.iter().rposition(|piece| !goes(piece)).map_or(0, |last| last + 1);
            let stays = stays.max(page.len().saturating_sub(ALONG));
            let along = match piece {
                Piece::Sign(..) if stays > 0 => page.split_off(stays),
                _ => Vec::new(),
            };
            pages.push(std::mem::replace(&mut page, along));
            y = TOP + page.iter().map(Piece::height).sum::<f32>();
            if let Piece::Row(table, ..) = piece {
                let heads = Piece::Heads(table);
                y += heads.height();
                page.push(heads);
            }
        }
        if matches!(piece, Piece::Gap(_)) && page.is_empty() {
            continue;
        }
        y += piece.height();
        page.push(piece);
    }
    pages.push(page);
    pages
}

fn draw(pen: &mut Pen<'_, '_>, piece: &Piece<'_>, y: f32) {
    match piece {
        Piece::Gap(_) | Piece::NewPage => {}
        Piece::Text(lines, style) => {
            let (size, colour, face) = size_of(*style);
            pen.colour(colour);
            column(pen, face, lines, (MARGIN, y), size);
        }
        Piece::Fact(names, values) => {
            pen.colour(RULE);
            pen.rect((MARGIN, y + piece.height() - 0.5), WIDTH, 0.5);
            pen.colour(QUIET);
            column(pen, &REGULAR, names, (MARGIN + PAD, y + 1.2), SIZE - 1.0);
            pen.colour(INK);
            column(pen, &REGULAR, values, (MARGIN + WIDTH * NAMES + PAD, y + 1.2), SIZE - 1.0);
        }
        Piece::Heads(table) => {
            pen.colour(SHADE);
            pen.rect((MARGIN, y), WIDTH, piece.height());
            row(pen, table, &table.heads, &BOLD, (y, piece.height()));
        }
        Piece::Row(table, cells, sums) => {
            row(pen, table, cells, if *sums { &BOLD } else { &REGULAR }, (y, piece.height()));
        }
        Piece::Sign(one, post, record) => signature(pen, one, post, record, (y, piece.height())),
    }
}

fn column(pen: &mut Pen<'_, '_>, face: &Face, lines: &[String], (x, y): (f32, f32), size: f32) {
    for (n, line) in lines.iter().enumerate() {
        pen.text(face, (x, y + size + n as f32 * size * LEAD), size, line);
    }
}

fn row(pen: &mut Pen<'_, '_>, table: &Sized<'_>, cells: &[Vec<String>], face: &Face, (y, height): (f32, f32)) {
    pen.colour(RULE);
    pen.rect((MARGIN, y), WIDTH, 0.5);
    pen.rect((MARGIN, y + height), WIDTH, 0.5);
    let mut x = MARGIN;
    for (place, width) in table.widths.iter().enumerate() {
        pen.colour(RULE);
        pen.rect((x, y), 0.5, height);
        pen.colour(INK);
        for (n, line) in cells.get(place).into_iter().flatten().enumerate() {
            let shift = if table.table.is_right(place) { width - PAD - face.width(line, SMALL) } else { PAD };
            pen.text(face, (x + shift, y + PAD + SMALL - 1.0 + n as f32 * SMALL * LEAD), SMALL, line);
        }
        x += width;
    }
    pen.colour(RULE);
    pen.rect((MARGIN + WIDTH - 0.5, y), 0.5, height);
}

fn signature(pen: &mut Pen<'_, '_>, one: &Signature, post: &[String], record: &[String], (y, height): (f32, f32)) {
    let left = MARGIN + WIDTH * 0.4;
    pen.colour(INK);
    column(pen, &REGULAR, post, (MARGIN, y + 12.0), SIZE);
    if !one.record.is_empty() {
        let box_height = height - 14.0;
        pen.colour(HEAD);
        for (at, width, tall) in [
            ((left, y + 10.0), WIDTH * 0.6, 0.8),
            ((left, y + 10.0 + box_height), WIDTH * 0.6, 0.8),
            ((left, y + 10.0), 0.8, box_height),
            ((left + WIDTH * 0.6 - 0.8, y + 10.0), 0.8, box_height),
        ] {
            pen.rect(at, width, tall);
        }
        pen.colour(INK);
        column(pen, &REGULAR, record, (left + 2.0 * PAD, y + 10.0 + PAD), SMALL);
        return;
    }
    let line = y + height - 14.0;
    let (second, width) = (left + WIDTH * 0.28, WIDTH * 0.32);
    pen.rect((left, line), WIDTH * 0.25, 0.6);
    pen.rect((second, line), width, 0.6);
    column(pen, &REGULAR, record, (second + 2.0, line - tall(record.len(), SMALL) - 1.0), SMALL);
    pen.colour(QUIET);
    pen.text(&REGULAR, (left, line + 8.5), 7.0, &one.under[0]);
    pen.text(&REGULAR, (second, line + 8.5), 7.0, &one.under[1]);
}

#[cfg(test)]
mod tests {
    use super::super::super::paper::sample;
    use super::*;

    #[test]
    fn a_document_fits_its_pages_and_a_table_goes_on_under_its_headings() {
        let paper = sample(120);
        let tables: Vec<Sized<'_>> = paper.blocks.iter().filter_map(sized).collect();
        assert!((tables[0].widths.iter().sum::<f32>() - WIDTH).abs() < 0.1);
        let pages = paginate(pieces(&paper, &tables));
        assert!(pages.len() > 4);
        assert!(pages[1..pages.len() - 2].iter().all(|page| matches!(page[0], Piece::Heads(_))));
        let rows = pages.iter().flatten().filter(|p| matches!(p, Piece::Row(_, _, false))).count();
        assert_eq!(rows, 120);
        for page in &pages {
            assert!(TOP + page.iter().map(Piece::height).sum::<f32>() <= BOTTOM + 0.1);
        }
        assert!(matches!(&pages[pages.len() - 1][0], Piece::Text(lines, _) if lines[0] == "келесі бет"));
    }

    #[test]
    fn a_signature_takes_what_is_signed_along_to_the_next_page() {
        for rows in 1..60 {
            let mut paper = sample(rows);
            paper.blocks.insert(4, Block::Facts(vec![("Сома".into(), "жазумен".into()); 3]));
            let tables: Vec<Sized<'_>> = paper.blocks.iter().filter_map(sized).collect();
            let pages = paginate(pieces(&paper, &tables));
            let signs = |page: &&Vec<Piece<'_>>| page.iter().any(|piece| matches!(piece, Piece::Sign(..)));
            let first = pages.iter().find(signs).unwrap();
            assert_eq!(pages.iter().filter(signs).count(), 1, "both stand together");
            assert!(first.iter().any(|piece| matches!(piece, Piece::Fact(..))), "{rows} rows");
            assert!(TOP + first.iter().map(Piece::height).sum::<f32>() <= BOTTOM + 0.1, "{rows} rows");
        }
    }

    #[test]
    fn the_same_document_has_the_same_bytes() {
        let bytes = write(&sample(40)).unwrap();
        assert!(bytes.starts_with(b"%PDF") && bytes == write(&sample(40)).unwrap());
    }

    #[test]
    fn the_pages_are_those_of_the_golden_file() {
        let (found, path) = (write(&sample(3)).unwrap(), "tests/golden/paper.pdf");
        if std::env::var_os("QAZYNA_BLESS").is_some() {
            std::fs::write(path, &found).unwrap();
        }
        assert!(std::fs::read(path).unwrap() == found, "{path}: QAZYNA_BLESS=1 writes it anew");
    }
}
