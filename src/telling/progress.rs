//! How far a long list or report has come, for whoever waits at a terminal; nothing where nobody does. It is drawn on the
//! standard error output and wiped away at the end.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::domain::rows::Rows;
use crate::texts::Texts;

/// What takes less than this many rows is done before it could be read.
const FEW: usize = 20_000;
/// How often the mark of something without a known end moves.
const BEAT: Duration = Duration::from_millis(250);

/// A bar, or nothing.
pub struct Progress(ProgressBar);

impl Progress {
    /// While rows are fetched, of which nobody knows yet how many there are.
    pub fn fetching(texts: &Texts) -> Self {
        if !io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner().with_message(texts.get("progress-fetching"));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed_precise}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(BEAT);
        Progress(bar)
    }

    /// While these rows are written.
    pub fn writing(texts: &Texts, rows: &Rows) -> Self {
        if rows.len() < FEW || !io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(rows.len() as u64).with_message(texts.get("progress-writing"));
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        Progress(bar)
    }

    /// One row more.
    pub fn row(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
