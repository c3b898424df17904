//! The department's calendar: which days are worked, from when to when, and at what moment an event counts.
//! Every deadline of the payment's way (004 §5.1–5.4) is counted with it. A year that was not loaded is unknown:
//! no question about it is ever answered by a guess.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Weekday};
use chrono_tz::Tz;

use super::dated::Dated;
use super::lang::Names;
use super::time::Moment;

/// The question is about a day that the calendar does not hold: its year, or the opening hours on it, are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the day `{date}` is outside the calendar: expected a calendar file of its year and opening hours in force on it; \
     add them to the rules"
)]
pub struct OutsideCalendar {
    /// The day that was asked about.
    pub date: NaiveDate,
}

/// What a calendar file says about a day that differs from its place in the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialKind {
    /// A public holiday, or the day to which it moved from a weekend.
    Holiday,
    /// A working day made a day off; another day is worked instead.
    DayOff,
    /// Worked instead of a day off.
    Workday,
    /// A working day that closes one hour earlier.
    Short,
}

impl SpecialKind {
    /// All, in the order of the documentation.
    pub const ALL: [SpecialKind; 4] =
        [SpecialKind::Holiday, SpecialKind::DayOff, SpecialKind::Workday, SpecialKind::Short];

    /// The word of the calendar files.
    pub const fn word(self) -> &'static str {
        match self {
            SpecialKind::Holiday => "holiday",
            SpecialKind::DayOff => "day-off",
            SpecialKind::Workday => "workday",
            SpecialKind::Short => "short",
        }
    }

    /// From [`SpecialKind::word`], exactly.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == text)
    }
}

/// A day named in a calendar file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Special {
    /// What it is.
    pub kind: SpecialKind,
    /// How it is called.
    pub names: Names,
    /// The act that says so.
    pub source: String,
}

/// The days of one year that differ from their place in the week.
pub type SpecialDays = BTreeMap<NaiveDate, Special>;

/// Why a day is worked or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// Monday to Friday, nothing said about it.
    Weekday,
    /// A working day that closes one hour earlier.
    Short,
    /// Worked instead of another day.
    WorkedInstead,
    /// Saturday or Sunday, nothing said about it.
    Weekend,
    /// A public holiday, on whatever day of the week.
    Holiday,
    /// A day off moved here.
    DayOff,
}

/// A day as the calendar knows it. Its name, where it has one, is [`Calendar::special`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which day.
    pub date: NaiveDate,
    /// Why it is worked or not.
    pub kind: DayKind,
}

impl Day {
    /// Whether the department works on it.
    pub const fn is_working(self) -> bool {
        matches!(self.kind, DayKind::Weekday | DayKind::Short | DayKind::WorkedInstead)
    }

    /// Whether it closes one hour earlier.
    pub const fn is_short(self) -> bool {
        matches!(self.kind, DayKind::Short)
    }
}

/// Opening hours on the wall clock of the department's zone. Opening ≤ lunch ≤ one hour before closing always holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    open: NaiveTime,
    close: NaiveTime,
    lunch_from: NaiveTime,
    lunch_to: NaiveTime,
}

impl Hours {
    /// From opening, closing and the lunch break (of no length where there is none). `None` where they are not in
    /// order, or where a short day, one hour less, would end before the break does.
    pub fn new(open: NaiveTime, close: NaiveTime, lunch_from: NaiveTime, lunch_to: NaiveTime) -> Option<Self> {
        let (short_close, wrapped) = close.overflowing_sub_signed(TimeDelta::hours(1));
        let ordered = open <= lunch_from && lunch_from <= lunch_to && lunch_to <= short_close && open < short_close;
        (wrapped == 0 && ordered).then_some(Hours { open, close, lunch_from, lunch_to })
    }

    /// Opening.
    pub const fn open(self) -> NaiveTime {
        self.open
    }

    /// Closing.
    pub const fn close(self) -> NaiveTime {
        self.close
    }

    /// Beginning of the lunch break.
    pub const fn lunch_from(self) -> NaiveTime {
        self.lunch_from
    }

    /// End of the lunch break.
    pub const fn lunch_to(self) -> NaiveTime {
        self.lunch_to
    }

    fn on_a_short_day(self) -> Self {
        Hours { close: self.close.overflowing_sub_signed(TimeDelta::hours(1)).0, ..self }
    }
}

/// Working days and hours of the department in its time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: Tz,
    years: BTreeMap<i32, SpecialDays>,
    hours: Vec<Dated<Hours>>,
}

impl Calendar {
    /// From the time zone, the known years with their special days, and the opening hours with their dates.
    pub fn new(zone: Tz, years: BTreeMap<i32, SpecialDays>, hours: Vec<Dated<Hours>>) -> Self {
        Calendar { zone, years, hours }
    }

    /// The department's time zone.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// The first day of the first known year, `None` for an empty calendar.
    pub fn first_known_day(&self) -> Option<NaiveDate> {
        self.years.keys().next().and_then(|y| NaiveDate::from_ymd_opt(*y, 1, 1))
    }

    /// The days that are known, for a sentence: `2019-01-01 – 2027-12-31`.
    pub fn reach(&self) -> String {
        let show = |day: Option<NaiveDate>| day.map_or_else(String::new, |d| d.to_string());
        format!("{} – {}", show(self.first_known_day()), show(self.last_known_day()))
    }

    /// The last day of the last known year, `None` for an empty calendar.
    pub fn last_known_day(&self) -> Option<NaiveDate> {
        self.years.keys().next_back().and_then(|y| NaiveDate::from_ymd_opt(*y, 12, 31))
    }

    /// What the calendar file says about `date`, where it says anything.
    pub fn special(&self, date: NaiveDate) -> Option<&Special> {
        self.years.get(&date.year()).and_then(|days| days.get(&date))
    }

    /// Whether `date` is worked, and why.
    pub fn day(&self, date: NaiveDate) -> Result<Day, OutsideCalendar> {
        let days = self.years.get(&date.year()).ok_or(OutsideCalendar { date })?;
        let kind = match days.get(&date).map(|s| s.kind) {
            Some(SpecialKind::Holiday) => DayKind::Holiday,
            Some(SpecialKind::DayOff) => DayKind::DayOff,
            Some(SpecialKind::Workday) => DayKind::WorkedInstead,
            Some(SpecialKind::Short) => DayKind::Short,
            None if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) => DayKind::Weekend,
            None => DayKind::Weekday,
        };
        Ok(Day { date, kind })
    }

    /// The number of working days of `year`.
    pub fn working_days(&self, year: i32) -> Result<usize, OutsideCalendar> {
        let outside = OutsideCalendar { date: NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default() };
        let mut worked = 0;
        for date in outside.date.iter_days().take_while(|d| d.year() == year) {
            worked += usize::from(self.day(date)?.is_working());
        }
        if self.years.contains_key(&year) { Ok(worked) } else { Err(outside) }
    }

    /// The first working day after `date`.
    pub fn next_working_day(&self, date: NaiveDate) -> Result<NaiveDate, OutsideCalendar> {
        for next in date.iter_days().skip(1) {
            if self.day(next)?.is_working() {
                return Ok(next);
            }
        }
        Err(OutsideCalendar { date })
    }

    /// The opening hours on `date`, which on a day off are those it would have; a short day closes one hour earlier.
    pub fn hours(&self, date: NaiveDate) -> Result<Hours, OutsideCalendar> {
        let day = self.day(date)?;
        let hours = Dated::on(&self.hours, date).copied().ok_or(OutsideCalendar { date })?;
        Ok(if day.is_short() { hours.on_a_short_day() } else { hours })
    }

    /// The moment of opening on `date`.
    pub fn opening(&self, date: NaiveDate) -> Result<Moment, OutsideCalendar> {
        Ok(Moment::at(date.and_time(self.hours(date)?.open), self.zone))
    }

    /// The moment of closing on `date`.
    pub fn closing(&self, date: NaiveDate) -> Result<Moment, OutsideCalendar> {
        Ok(Moment::at(date.and_time(self.hours(date)?.close), self.zone))
    }

    /// The two stretches of working time of `date`: before and after lunch.
    pub fn sessions(&self, date: NaiveDate) -> Result<[(Moment, Moment); 2], OutsideCalendar> {
        let hours = self.hours(date)?;
        let at = |time| Moment::at(date.and_time(time), self.zone);
        Ok([(at(hours.open), at(hours.lunch_from)), (at(hours.lunch_to), at(hours.close))])
    }

    /// The moment at which an event counts: on a working day at or before closing (also before opening) its own;
    /// after closing or on a day off the opening of the next working day.
    pub fn effective(&self, event: Moment) -> Result<Moment, OutsideCalendar> {
        let date = event.date(self.zone);
        if self.day(date)?.is_working() && event <= self.closing(date)? {
            return Ok(event);
        }
        self.opening(self.next_working_day(date)?)
    }

    /// The working time between two moments, lunch left out; nothing where the second is not later.
    pub fn worked(&self, from: Moment, to: Moment) -> Result<std::time::Duration, OutsideCalendar> {
        let (mut day, last) = (from.date(self.zone), to.date(self.zone));
        let mut micros = 0;
        while day <= last {
            if self.day(day)?.is_working() {
                for (begin, end) in self.sessions(day)? {
                    let (begin, end) = (begin.max(from), end.min(to));
                    micros += end.micros().saturating_sub(begin.micros()).max(0);
                }
            }
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        Ok(std::time::Duration::from_micros(micros.unsigned_abs()))
    }

    /// Whether `moment` lies between opening and closing of a working day, both included, lunch included.
    pub fn is_working_time(&self, moment: Moment) -> Result<bool, OutsideCalendar> {
        let date = moment.date(self.zone);
        if !self.day(date)?.is_working() {
            return Ok(false);
        }
        Ok((self.opening(date)?..=self.closing(date)?).contains(&moment))
    }
}

#[cfg(test)]
pub(in crate::domain) mod tests {
    use super::super::time::parse_date;
    use super::*;

    /// March 2026 as it is, 2027 without holidays but New Year, and a short 30 December.
    pub(in crate::domain) fn small() -> Calendar {
        let special = |kind, name: &str| Special {
            kind,
            names: Names { ru: format!("{name} ру"), kk: format!("{name} қаз"), en: name.to_owned() },
            source: String::new(),
        };
        let mut days = SpecialDays::new();
        for day in 21..=25 {
            days.insert(date(&format!("2026-03-{day}")), special(SpecialKind::Holiday, "Nauryz"));
        }
        days.insert(date("2026-04-04"), special(SpecialKind::Workday, "worked for 6 April"));
        days.insert(date("2026-04-06"), special(SpecialKind::DayOff, "moved from 4 April"));
        days.insert(date("2026-12-30"), special(SpecialKind::Short, "eve of the eve"));
        let new_year = SpecialDays::from([(date("2027-01-01"), special(SpecialKind::Holiday, "New Year"))]);
        let time = |t: &str| NaiveTime::parse_from_str(t, "%H:%M").unwrap();
        let hours = Hours::new(time("09:00"), time("18:30"), time("13:00"), time("14:30")).unwrap();
        let hours = Dated { value: hours, valid_from: None, valid_to: None, source: String::new() };
        let years = BTreeMap::from([(2024, SpecialDays::new()), (2026, days), (2027, new_year)]);
        Calendar::new(chrono_tz::Asia::Almaty, years, vec![hours])
    }

    pub(in crate::domain) fn date(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    /// `2026-03-19 18:30` or with seconds, on the wall clock of Almaty.
    pub(in crate::domain) fn almaty(text: &str) -> Moment {
        let full = if text.len() == 16 { format!("{text}:00") } else { text.to_owned() };
        let local = chrono::NaiveDateTime::parse_from_str(&full, "%Y-%m-%d %H:%M:%S%.f").unwrap();
        Moment::at(local, chrono_tz::Asia::Almaty)
    }

    #[test]
    fn an_event_counts_at_its_own_moment_until_closing_and_then_from_the_next_opening() {
        let table = [
            ("2026-03-19 07:12", "2026-03-19 07:12"),
            ("2026-03-19 00:00", "2026-03-19 00:00"),
            ("2026-03-19 13:30", "2026-03-19 13:30"),
            ("2026-03-19 18:29", "2026-03-19 18:29"),
            ("2026-03-19 18:30", "2026-03-19 18:30"),
            ("2026-03-19 18:30:00.000001", "2026-03-20 09:00"),
            ("2026-03-19 18:31", "2026-03-20 09:00"),
            ("2026-03-20 18:31", "2026-03-26 09:00"),
            ("2026-03-14 21:00", "2026-03-16 09:00"),
            ("2026-03-21 10:00", "2026-03-26 09:00"),
            ("2026-03-25 23:59", "2026-03-26 09:00"),
            ("2026-04-03 19:00", "2026-04-04 09:00"),
            ("2026-04-04 18:00", "2026-04-04 18:00"),
            ("2026-04-05 12:00", "2026-04-07 09:00"),
            ("2026-12-30 17:30", "2026-12-30 17:30"),
            ("2026-12-30 17:31", "2026-12-31 09:00"),
            ("2026-12-31 18:31", "2027-01-04 09:00"),
        ];
        for (event, counts) in table {
            assert_eq!(small().effective(almaty(event)), Ok(almaty(counts)), "{event}");
        }
    }

    #[test]
    fn an_event_before_and_after_the_change_of_zone_counts_by_the_wall_clock() {
        let utc = |text: &str| Moment::parse(text).unwrap();
        let calendar = small();
        assert_eq!(calendar.closing(date("2024-02-29")), Ok(utc("2024-02-29T12:30:00Z")));
        assert_eq!(calendar.closing(date("2024-03-01")), Ok(utc("2024-03-01T13:30:00Z")));
        assert_eq!(calendar.effective(utc("2024-02-29T12:31:00Z")), Ok(utc("2024-03-01T04:00:00Z")));
        assert_eq!(calendar.effective(utc("2024-02-29T19:30:00Z")), Ok(utc("2024-02-29T19:30:00Z")));
    }

    #[test]
    fn a_year_that_was_not_loaded_is_never_guessed() {
        let calendar = small();
        let unknown = date("2025-06-02");
        assert_eq!(calendar.day(unknown), Err(OutsideCalendar { date: unknown }));
        assert_eq!(calendar.working_days(2025), Err(OutsideCalendar { date: date("2025-01-01") }));
        assert!(calendar.working_days(i32::MAX).is_err());
        assert_eq!(calendar.effective(almaty("2027-12-31 18:30")), Ok(almaty("2027-12-31 18:30")));
        let after = calendar.effective(almaty("2027-12-31 18:31"));
        assert_eq!(after, Err(OutsideCalendar { date: date("2028-01-01") }));
        assert_eq!(
            calendar.is_working_time(almaty("2028-01-03 10:00")),
            Err(OutsideCalendar { date: date("2028-01-03") })
        );
        assert_eq!(calendar.last_known_day(), Some(date("2027-12-31")));
    }

    #[test]
    fn working_time_holds_opening_lunch_and_closing() {
        let working = |text: &str| small().is_working_time(almaty(text)).unwrap();
        for inside in
            ["2026-03-19 09:00", "2026-03-19 13:30", "2026-03-19 18:30", "2026-04-04 10:00", "2026-12-30 17:30"]
        {
            assert!(working(inside), "{inside}");
        }
        for outside in
            ["2026-03-19 08:59:59", "2026-03-19 18:30:01", "2026-03-21 12:00", "2026-04-06 12:00", "2026-12-30 17:31"]
        {
            assert!(!working(outside), "{outside}");
        }
    }

    #[test]
    fn hours_that_a_short_day_would_turn_over_are_refused() {
        let time = |t: &str| NaiveTime::parse_from_str(t, "%H:%M").unwrap();
        let hours = |o, c, f, t| Hours::new(time(o), time(c), time(f), time(t));
        assert!(hours("09:00", "18:30", "13:00", "14:30").is_some());
        assert!(hours("09:00", "15:00", "12:00", "12:00").is_some());
        for (o, c, f, t) in [
            ("18:30", "09:00", "13:00", "14:30"),
            ("09:00", "18:30", "14:30", "13:00"),
            ("09:00", "18:30", "08:00", "08:30"),
            ("09:00", "14:45", "13:00", "14:30"),
            ("00:00", "00:30", "00:00", "00:00"),
        ] {
            assert_eq!(hours(o, c, f, t), None, "{o} {c} {f} {t}");
        }
    }
}
