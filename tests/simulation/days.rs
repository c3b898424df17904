//! The working days as an outsider counts them: weekends, and the holidays of the calendar files.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Datelike, Duration, NaiveDate, TimeZone, Weekday};
use chrono_tz::{Asia::Almaty, Tz};

/// A moment in the department's zone.
pub type Moment = DateTime<Tz>;

/// A moment of this day, so many minutes after midnight.
pub fn at(day: NaiveDate, minutes: i64) -> Moment {
    let midnight = Almaty.from_local_datetime(&day.and_hms_opt(0, 0, 0).unwrap()).single().unwrap();
    midnight + Duration::minutes(minutes)
}

/// Minutes after midnight of opening and closing.
pub const HOURS: (i64, i64) = (9 * 60, 18 * 60 + 30);

/// Which days are off.
#[derive(Clone, Debug)]
pub struct Days(BTreeSet<NaiveDate>);

impl Days {
    /// From a folder of calendar files.
    pub fn read(folder: &Path) -> Self {
        let mut off = BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            for row in std::fs::read_to_string(file.unwrap().path()).unwrap().lines() {
                let mut fields = row.split(',');
                let day = fields.next().and_then(|d| d.parse().ok());
                if let (Some(day), Some("holiday" | "day-off")) = (day, fields.next()) {
                    off.insert(day);
                }
            }
        }
        Days(off)
    }

    pub fn works(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.0.contains(&day)
    }

    /// The next working day after this one.
    pub fn next(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().skip(1).find(|d| self.works(*d)).unwrap()
    }

    /// Whether a tick does its whole work at this moment.
    pub fn open(&self, moment: Moment) -> bool {
        let day = moment.date_naive();
        self.works(day) && (at(day, HOURS.0)..=at(day, HOURS.1)).contains(&moment)
    }

    /// Closing of the day so many working days after the day on which the event counts.
    pub fn due(&self, event: Moment, days: usize) -> Moment {
        let day = event.date_naive();
        let counts = self.works(day) && event <= at(day, HOURS.1);
        let first = if counts { day } else { self.next(day) };
        at((0..days).fold(first, |d, _| self.next(d)), HOURS.1)
    }
}
