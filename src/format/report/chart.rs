//! A chart of bars in groups, laid out once in whole numbers: a page of a browser draws it as SVG, a printed page with its
//! own means, and both show the same.

use std::fmt::Write;

/// Bars in groups: a group a category, a bar a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The same in words, for who cannot see it.
    pub alt: String,
    /// What the categories are called.
    pub categories: Vec<String>,
    /// The bars.
    pub series: Vec<Series>,
}

/// The bars of one colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// A number a category, in the same order, and what is written above the bar.
    pub values: Vec<(i64, String)>,
}

/// Colours that are told apart by who sees no red and green, and in grey: red, green, blue.
pub const COLOURS: [[u8; 3]; 4] = [[0x1f, 0x4e, 0x79], [0xe0, 0x9f, 0x3e], [0x5b, 0x9a, 0x8b], [0x8c, 0x3b, 0x3b]];

/// A rectangle of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Left edge.
    pub x: i64,
    /// Upper edge.
    pub y: i64,
    /// Width.
    pub width: i64,
    /// Height, at least 1 where there is something.
    pub height: i64,
    /// Place of its series.
    pub series: usize,
}

/// Where a text stands on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Begins there.
    Start,
    /// Its middle is there.
    Middle,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub x: i64,
    /// The line that it stands on.
    pub y: i64,
    /// What of it is at `x`.
    pub anchor: Anchor,
    /// Its size.
    pub size: i64,
    /// What it says.
    pub text: String,
}

/// A chart, laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Width of all.
    pub width: i64,
    /// Height of all.
    pub height: i64,
    /// The bars, and the marks of the legend.
    pub bars: Vec<Bar>,
    /// The texts.
    pub labels: Vec<Label>,
    /// The line on which the bars stand: from, to, height.
    pub base: (i64, i64, i64),
}

const TITLE: i64 = 34;
const LEGEND: i64 = 20;
const FOOT: i64 = 26;

impl Chart {
    /// Lays the chart out in these measures.
    pub fn draw(&self, width: i64, height: i64) -> Drawing {
        let base = height - FOOT;
        let mut drawing = Drawing { width, height, base: (0, width, base), ..Drawing::default() };
        let label = |x, y, anchor, size, text: &str| Label { x, y, anchor, size, text: text.to_owned() };
        drawing.labels.push(label(0, 16, Anchor::Start, 13, &self.title));
        let (mut x, mut legend) = (0, TITLE);
        for (series, one) in self.series.iter().enumerate() {
            let wide = 15 + 7 * one.name.chars().count() as i64;
            if x > 0 && x + wide > width {
                (x, legend) = (0, legend + LEGEND - 4);
            }
            drawing.bars.push(Bar { x, y: legend - 6, width: 10, height: 10, series });
            drawing.labels.push(label(x + 15, legend + 3, Anchor::Start, 10, &one.name));
            x += wide + 20;
        }
        let top = legend + LEGEND + 12;
        let most = self.series.iter().flat_map(|s| &s.values).map(|(n, _)| *n).max().unwrap_or(0).max(1);
        let groups = self.categories.len().max(1) as i64;
        let (step, bars) = (width / groups, self.series.len().max(1) as i64);
        let bar = (step * 3 / 4 / bars).clamp(1, 48);
        for (place, category) in self.categories.iter().enumerate() {
            let middle = step * place as i64 + step / 2;
            drawing.labels.push(label(middle, base + 16, Anchor::Middle, 10, category));
            for (series, one) in self.series.iter().enumerate() {
                let Some((value, text)) = one.values.get(place) else { continue };
                if *value <= 0 {
                    continue;
                }
                let room = i128::from(base - top);
                let height = i64::try_from(i128::from(*value) * room / i128::from(most)).unwrap_or(0).max(1);
                let x = middle - bar * bars / 2 + bar * series as i64;
                drawing.bars.push(Bar { x, y: base - height, width: bar - 1, height, series });
                if !text.is_empty() && bar >= 14 {
                    drawing.labels.push(label(x + bar / 2, base - height - 4, Anchor::Middle, 8, text));
                }
            }
        }
        drawing
    }

    /// As SVG, with the words for who cannot see it.
    pub fn svg(&self) -> String {
        let drawing = self.draw(760, 260);
        let (w, h) = (drawing.width, drawing.height);
        let mut out = format!(
            "<svg viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\" xmlns=\"http://www.w3.org/2000/svg\">\n<title>{}</title>\n",
            super::html::escape(&self.alt),
            super::html::escape(&self.alt)
        );
        let (from, to, base) = drawing.base;
        let _ = writeln!(out, "<line x1=\"{from}\" x2=\"{to}\" y1=\"{base}\" y2=\"{base}\" class=\"base\"/>");
        for Bar { x, y, width, height, series } in &drawing.bars {
            let [r, g, b] = COLOURS[series % COLOURS.len()];
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>"
            );
        }
        for Label { x, y, anchor, size, text } in &drawing.labels {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
            };
            let text = super::html::escape(text);
            let _ =
                writeln!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\">{text}</text>");
        }
        out.push_str("</svg>\n");
        out
    }
}

#[cfg(test)]
pub(crate) fn sample() -> Chart {
    let series = |name: &str, values: [i64; 3]| Series {
        name: name.to_owned(),
        values: values.map(|n| (n, format!("{n} %"))).to_vec(),
    };
    Chart {
        title: "Мерзімдер".into(),
        alt: "растау: 90 % мерзімінде; қалыптастыру: 100 %; қол қою: 50 %".into(),
        categories: ["растау", "қалыптастыру", "қол қою"].map(str::to_owned).to_vec(),
        series: vec![series("мерзімінде", [90, 100, 50]), series("кешіккен", [10, 0, 50])],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_stands_on_the_line_within_the_picture_and_is_as_high_as_its_share() {
        let drawing = sample().draw(600, 200);
        let bars: Vec<&Bar> = drawing.bars.iter().filter(|b| b.y + b.height == drawing.base.2).collect();
        assert_eq!(bars.len(), 5, "nothing is drawn for nothing");
        let height = |n: usize| bars[n].height;
        assert!(height(0) == height(2) * 9 / 10 && height(3) == height(4), "{bars:?}");
        assert!(bars.iter().all(|b| b.x >= 0 && b.x + b.width <= 600 && b.y > 0));
        let sums =
            Chart { series: vec![Series { name: "₸".into(), values: vec![(i64::MAX, String::new())] }], ..sample() };
        assert!(sums.draw(600, 200).bars[1].height <= 200);
    }

    #[test]
    fn a_long_legend_goes_on_in_the_next_line_within_the_picture() {
        let mut chart = sample();
        chart.series.iter_mut().for_each(|s| s.name = "мерзімінен кеш: жоспар жоқ немесе тоқтатылған".into());
        let drawing = chart.draw(500, 200);
        let marks: Vec<&Bar> = drawing.bars.iter().filter(|b| b.width == 10 && b.height == 10).collect();
        assert_eq!(marks.iter().map(|b| (b.x, b.y > marks[0].y)).collect::<Vec<_>>(), [(0, false), (0, true)]);
    }

    #[test]
    fn the_picture_says_in_words_what_it_shows() {
        let svg = sample().svg();
        assert!(svg.contains("aria-label=\"растау: 90 % мерзімінде") && svg.contains(">қол қою</text>"), "{svg}");
    }
}
