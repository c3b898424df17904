//! Tables drawn for people within the columns of a terminal. No sum, date or word is ever broken in the middle: where
//! a table would need that, its first columns become headings of groups, or each row becomes a block of its own.

use unicode_width::UnicodeWidthStr;

/// Columns of a terminal that everything fits.
pub const WIDTH: usize = 100;
/// Blanks between two columns.
const GAP: usize = 2;
/// A word of free text longer than this may go on in the next line after a sign inside it.
const LONG: usize = 20;
/// A word longer than this may go on in the next line anywhere: digests.
const ENDLESS: usize = 40;
/// The pieces of such a word.
const PIECE: usize = 16;
/// What stands where nothing is.
const NOTHING: &str = "–";
/// At most so many columns are lifted into the headings of groups.
const LIFTED: usize = 2;

/// A value as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    text: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Fixed,
    Number,
    Sum,
}

impl Drawn {
    /// A text of people, which may go on in the next line.
    pub fn text(text: &str) -> Self {
        let text = if text.is_empty() { NOTHING.to_owned() } else { clean(text) };
        Drawn { text, kind: Kind::Text }
    }

    /// A date, a word of ours: only its blanks may end a line.
    pub fn fixed(text: impl Into<String>) -> Self {
        Drawn { text: text.into(), kind: Kind::Fixed }
    }

    /// A number, at the right of its column.
    pub fn number(text: impl Into<String>) -> Self {
        Drawn { text: text.into(), kind: Kind::Number }
    }

    /// A sum of money, at the right of its column and of a block.
    pub fn sum(text: impl Into<String>) -> Self {
        Drawn { text: text.into(), kind: Kind::Sum }
    }

    /// Nothing there.
    pub fn nothing() -> Self {
        Drawn::fixed(NOTHING)
    }

    fn is_right(&self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Sum)
    }
}

/// A control character never reaches a terminal; the line's end does.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// A piece of text that is not broken, and whether a blank stands before it.
type Atom<'a> = (&'a str, bool);

/// The pieces of one line.
fn atoms(line: &str, free: bool) -> Vec<Atom<'_>> {
    let mut found = Vec::new();
    for word in line.split(' ').filter(|w| !w.is_empty()) {
        let mut rest = word;
        let endless = word.width() > ENDLESS;
        let mut blank = true;
        while free && rest.width() > LONG {
            let sign = |(i, c): (usize, char)| "-/_.,;:=@".contains(c).then(|| i + c.len_utf8());
            let within = rest.char_indices().take(LONG).filter_map(sign).last().filter(|end| *end < rest.len());
            let anywhere = || rest.char_indices().nth(PIECE).map(|(i, _)| i).filter(|_| endless);
            let Some(end) = within.or_else(anywhere) else { break };
            let (piece, after) = rest.split_at(end);
            found.push((piece, blank));
            (rest, blank) = (after, false);
        }
        found.push((rest, blank));
    }
    found
}

/// The lines of a text in a column of this width, each at most so wide where no piece is wider.
fn wrap(drawn: &Drawn, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in drawn.text.split('\n') {
        let mut line = String::new();
        for (piece, blank) in atoms(paragraph, drawn.kind == Kind::Text) {
            let wider = line.width() + usize::from(blank) + piece.width();
            if !line.is_empty() && wider > width {
                lines.push(std::mem::take(&mut line));
            }
            if blank && !line.is_empty() {
                line.push(' ');
            }
            line.push_str(piece);
        }
        lines.push(line);
    }
    lines
}

/// A sentence in lines that fit.
pub fn paragraph(text: &str) -> String {
    wrap(&Drawn::fixed(text), WIDTH).join("\n")
}

/// The narrowest and the widest that a value is drawn.
fn extent(drawn: &Drawn) -> (usize, usize) {
    let lines = || drawn.text.split('\n');
    let least =
        lines().flat_map(|l| atoms(l, drawn.kind == Kind::Text)).map(|(piece, _)| piece.width()).max().unwrap_or(0);
    (least, lines().map(str::width).max().unwrap_or(0))
}

/// The widths of the columns, or `None` where a word would have to be broken.
fn widths(heads: &[Drawn], rows: &[&[Drawn]]) -> Option<Vec<usize>> {
    let mut columns: Vec<(usize, usize)> = heads.iter().map(extent).collect();
    for row in rows {
        for ((least, most), cell) in columns.iter_mut().zip(*row) {
            let (cell_least, cell_most) = extent(cell);
            (*least, *most) = ((*least).max(cell_least), (*most).max(cell_most));
        }
    }
    let gaps = GAP * columns.len().saturating_sub(1);
    let mut left = WIDTH.checked_sub(gaps + columns.iter().map(|(least, _)| least).sum::<usize>())?;
    let mut widths: Vec<usize> = columns.iter().map(|(least, _)| *least).collect();
    loop {
        let narrow: Vec<usize> = (0..widths.len()).filter(|i| widths[*i] < columns[*i].1).collect();
        if narrow.is_empty() || left == 0 {
            return Some(widths);
        }
        let share = (left / narrow.len()).max(1);
        for i in narrow {
            let more = share.min(columns[i].1 - widths[i]).min(left);
            widths[i] += more;
            left -= more;
        }
    }
}

/// One row as lines of text.
fn draw_row(row: &[Drawn], widths: &[usize], out: &mut String) {
    let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    for i in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
        let mut line = String::new();
        for ((cell, drawn), width) in cells.iter().zip(row).zip(widths) {
            let text = cell.get(i).map_or("", String::as_str);
            let blanks = " ".repeat(width.saturating_sub(text.width()));
            let (before, after) = if drawn.is_right() { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
            line.push_str(before);
            line.push_str(text);
            line.push_str(after);
            line.push_str(&" ".repeat(GAP));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn draw(heads: &[Drawn], rows: &[&[Drawn]], widths: &[usize]) -> String {
    let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    let mut out = format!("{}\n", "─".repeat(total));
    draw_row(heads, widths, &mut out);
    out.push_str(&format!("{}\n", "═".repeat(total)));
    for row in rows {
        draw_row(row, widths, &mut out);
    }
    out + &"─".repeat(total)
}

/// Rows under their headings: as one table, as a table for each group, or as a block for each row.
pub fn table(heads: &[Drawn], rows: &[Vec<Drawn>]) -> String {
    let all: Vec<&[Drawn]> = rows.iter().map(Vec::as_slice).collect();
    if let Some(widths) = widths(heads, &all) {
        return draw(heads, &all, &widths);
    }
    for lifted in 1..=LIFTED.min(heads.len().saturating_sub(2)) {
        let groups: Vec<&[Vec<Drawn>]> = rows.chunk_by(|a, b| a[..lifted] == b[..lifted]).collect();
        let rest: Vec<&[Drawn]> = rows.iter().map(|r| &r[lifted..]).collect();
        if groups.len() * 2 > rows.len() {
            break;
        }
        if let Some(widths) = widths(&heads[lifted..], &rest) {
            let group = |rows: &&[Vec<Drawn>]| {
                let names = heads.iter().zip(&rows[0][..lifted]).map(|(h, c)| format!("{}: {}", h.text, c.text));
                let rest: Vec<&[Drawn]> = rows.iter().map(|r| &r[lifted..]).collect();
                format!("{}\n{}", names.collect::<Vec<_>>().join(", "), draw(&heads[lifted..], &rest, &widths))
            };
            return groups.iter().map(group).collect::<Vec<_>>().join("\n\n");
        }
    }
    rows.iter().map(|row| block(heads, row)).collect::<Vec<_>>().join("\n")
}

/// One row as a block: a line a value, under a rule.
pub fn block(heads: &[Drawn], row: &[Drawn]) -> String {
    let label = heads.iter().map(|h| h.text.width()).max().unwrap_or(0);
    let room = WIDTH.saturating_sub(label + GAP);
    let sum = row.iter().filter(|c| c.kind == Kind::Sum).map(|c| c.text.width()).max().unwrap_or(0);
    let mut out = "─".repeat(WIDTH);
    for (head, cell) in heads.iter().zip(row) {
        let widths = [label, if cell.kind == Kind::Sum { sum } else { room }];
        let kind = if cell.kind == Kind::Number { Kind::Fixed } else { cell.kind };
        let cell = Drawn { text: cell.text.clone(), kind };
        let mut lines = String::new();
        draw_row(&[Drawn::fixed(head.text.replace(' ', "\u{a0}")), cell], &widths, &mut lines);
        out.push('\n');
        out.push_str(lines.trim_end_matches('\n'));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(names: &[&str]) -> Vec<Drawn> {
        names.iter().map(|n| Drawn::fixed(*n)).collect()
    }

    #[test]
    fn a_long_word_goes_on_after_a_sign_and_a_sum_never() {
        let long = Drawn::text("KRG-2026-MF-00000000-ҚАЗ-ДЛИНН");
        assert_eq!(wrap(&long, 16), ["KRG-2026-MF-", "00000000-ҚАЗ-ДЛИНН"].map(str::to_owned).to_vec());
        let sum = Drawn::sum("345\u{a0}678\u{a0}901,05");
        assert_eq!(extent(&sum), (14, 14));
        assert_eq!(wrap(&sum, 3).len(), 1);
        let digest = Drawn::text(&"a1".repeat(32));
        assert_eq!(extent(&digest), (PIECE, 64));
        assert_eq!(wrap(&digest, 64).len(), 1);
    }

    #[test]
    fn what_does_not_fit_becomes_groups_and_then_blocks() {
        let sum = |n: usize| Drawn::sum(format!("{n}\u{a0}234\u{a0}567\u{a0}890,12"));
        let rows = |width: usize| (0..4).map(|n| vec![sum(n); width]).collect::<Vec<_>>();
        let fits = |drawn: &str| drawn.lines().all(|l| l.width() <= WIDTH);
        let one = table(&heads(&["a"; 5]), &rows(5));
        assert!(fits(&one) && one.lines().count() == 8, "{one}");
        let blocks = table(&heads(&["a"; 6]), &rows(6));
        assert!(fits(&blocks) && blocks.lines().count() == 4 * 7, "{blocks}");
        let grouped: Vec<Vec<Drawn>> =
            rows(5).into_iter().map(|r| [vec![Drawn::fixed("255/061/015/311")], r].concat()).collect();
        let groups = table(&heads(&["line", "a", "b", "c", "d", "e"]), &grouped);
        assert!(fits(&groups) && groups.starts_with("line: 255/061/015/311\n"), "{groups}");
    }

    #[test]
    fn a_control_character_does_not_reach_the_terminal() {
        assert_eq!(Drawn::text("a\u{1b}[2Jb\u{0}").text, "a\u{fffd}[2Jb\u{fffd}");
    }
}
