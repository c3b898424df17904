//! The offices from which worlds begin.

use std::sync::{Arc, Mutex, Weak};

use super::support::Engine;
use super::support::office::Office;

/// A new office on each engine.
pub type First = [Office; 2];

/// The offices from which every world begins, made once while anybody holds them: setting one up takes longer than living
/// in it.
pub fn first() -> Arc<First> {
    static FIRST: Mutex<Weak<First>> = Mutex::new(Weak::new());
    let mut known = FIRST.lock().unwrap();
    known.upgrade().unwrap_or_else(|| {
        let made = Arc::new(Engine::ALL.map(|engine| simple(Office::new(engine))));
        *known = Arc::downgrade(&made);
        made
    })
}

/// Keeps of the rules what these worlds need: every command reads all of them.
fn simple(office: Office) -> Office {
    for year in 2019..2026 {
        let _ = std::fs::remove_file(office.path(&format!("rules/calendar/{year}.csv")));
    }
    let keep = |file: &str, starts: &[&str]| {
        let text = std::fs::read_to_string(office.path(file)).unwrap();
        let rows = text.lines().enumerate().filter(|(i, row)| *i == 0 || starts.iter().any(|s| row.starts_with(s)));
        office.write(file, rows.map(|(_, row)| format!("{row}\n")).collect::<String>());
    };
    keep("rules/banks.csv", &["ALMNKZKA", "EURIKZKA", "HSBKKZKX", "KKMFKZ2A", "NBRKKZKX"]);
    keep("rules/codes/kbe.csv", &["12", "15"]);
    for file in ["department.toml", "services/guarantee-commission.toml", "services/microfinance-subsidy.toml"] {
        let file = format!("rules/{file}");
        let text = std::fs::read_to_string(office.path(&file)).unwrap();
        let rows = text.lines().filter(|row| !row.starts_with('#'));
        office.write(&file, rows.map(|row| format!("{row}\n")).collect::<String>());
    }
    office
}
