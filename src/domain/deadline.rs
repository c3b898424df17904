//! Limits and due moments: how long a step of the payment's way may take (004 §5.1–5.4), until when exactly, and
//! why: each day counted or passed over, with its reason. Pure; the calendar and the moment come in from outside.

use std::fmt;

use chrono::NaiveDate;

use super::calendar::{Calendar, Day, DayKind, OutsideCalendar};
use super::time::Moment;

/// How long a step may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// `Nwd`: until the closing of the Nth working day; the day it starts from is not counted.
    WorkingDays(u32),
    /// `same-day`: until the closing of the day.
    SameDay,
    /// `Nmin` of working time, lunch not counted.
    Minutes(u32),
    /// `Nh` of working time, lunch not counted.
    Hours(u32),
    /// `Ns` round the clock: the acts of the portal itself.
    Seconds(u32),
}

impl Limit {
    /// Reads `2wd`, `same-day`, `15min`, `2h`, `20s`; a limit of nothing is none.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "same-day" {
            return Some(Limit::SameDay);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = text[..digits].parse().ok().filter(|n| *n > 0)?;
        match &text[digits..] {
            "wd" => Some(Limit::WorkingDays(number)),
            "min" => Some(Limit::Minutes(number)),
            "h" => Some(Limit::Hours(number)),
            "s" => Some(Limit::Seconds(number)),
            _ => None,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::WorkingDays(n) => write!(f, "{n}wd"),
            Limit::SameDay => f.write_str("same-day"),
            Limit::Minutes(n) => write!(f, "{n}min"),
            Limit::Hours(n) => write!(f, "{n}h"),
            Limit::Seconds(n) => write!(f, "{n}s"),
        }
    }
}

/// Why a day was counted or passed over; its sentence is [`super::deadline_text::reason_text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The event came after closing; the limit runs from the next working day.
    AfterClosing,
    /// The working day the limit starts from.
    StartNotCounted,
    /// A working day of the limit.
    Counted,
    /// A working day of the limit that closes one hour earlier.
    CountedShort {
        /// The day, whose name the calendar knows.
        date: NaiveDate,
    },
    /// A day of the limit that is worked instead of another.
    CountedInstead {
        /// The day, whose name the calendar knows.
        date: NaiveDate,
    },
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday {
        /// The day, whose name the calendar knows.
        date: NaiveDate,
    },
    /// A day off moved here from another day.
    DayOff {
        /// The day, whose name the calendar knows.
        date: NaiveDate,
    },
    /// The limit ends with this day.
    SameDay,
    /// So many whole seconds of this day's working time belong to the limit.
    TimeUsed {
        /// Seconds of working time, rounded down.
        seconds: u64,
    },
    /// A working day, but the limit started only at its closing.
    NoTimeLeft,
    /// Counted round the clock, whatever the day.
    RoundTheClock,
}

/// A day between the event and the due moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which day.
    pub date: NaiveDate,
    /// Whether it belongs to the limit.
    pub counted: bool,
    /// Why.
    pub reason: Reason,
}

/// A due moment and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last moment in time.
    pub due: Moment,
    /// The moment at which the event counts.
    pub effective_from: Moment,
    /// Every day from the event's to the due one, in order.
    pub steps: Vec<Step>,
}

/// Until when a step that starts with the event at `from` may take.
///
/// Fails where a day that matters is not in the calendar; a limit round the clock asks for none.
pub fn due(calendar: &Calendar, from: Moment, limit: Limit) -> Result<Due, OutsideCalendar> {
    match limit {
        Limit::WorkingDays(days) => due_in_working_days(calendar, from, days),
        Limit::SameDay => due_same_day(calendar, from),
        Limit::Minutes(n) => due_in_working_time(calendar, from, i64::from(n) * 60_000_000),
        Limit::Hours(n) => due_in_working_time(calendar, from, i64::from(n).saturating_mul(3_600_000_000)),
        Limit::Seconds(n) => due_round_the_clock(calendar, from, n),
    }
}

/// Deadlines in working days of many moments. Most of a file's moments fall on the same days, and for all that follow one
/// closing up to the next the deadline is the same: it is asked for once.
#[derive(Debug, Default)]
pub struct Deadlines {
    last: Option<Span>,
}

/// From one working day's closing to the next one's.
#[derive(Debug)]
struct Span {
    days: u32,
    /// The closing before; no longer in it.
    after: Moment,
    /// Midnight of its working day in the department's zone.
    midnight: Moment,
    opening: Moment,
    /// The closing of its working day.
    until: Moment,
    due: Moment,
}

impl Deadlines {
    /// The effective moment and the due one, as [`due`] finds them.
    pub fn due(
        &mut self,
        calendar: &Calendar,
        from: Moment,
        limit: Limit,
    ) -> Result<(Moment, Moment), OutsideCalendar> {
        let Limit::WorkingDays(days) = limit else {
            let due = due(calendar, from, limit)?;
            return Ok((due.effective_from, due.due));
        };
        let holds = |s: &&Span| s.days == days && s.after < from && from <= s.until;
        if let Some(span) = self.last.as_ref().filter(holds) {
            return Ok((if from < span.midnight { span.opening } else { from }, span.due));
        }
        let found = due_in_working_days(calendar, from, days)?;
        self.last = Span::around(calendar, &found, days).ok();
        Ok((found.effective_from, found.due))
    }
}

impl Span {
    fn around(calendar: &Calendar, found: &Due, days: u32) -> Result<Self, OutsideCalendar> {
        let day = found.effective_from.date(calendar.zone());
        let mut before = day;
        loop {
            before = before.pred_opt().ok_or(OutsideCalendar { date: before })?;
            if calendar.day(before)?.is_working() {
                break;
            }
        }
        let midnight = Moment::at(day.and_time(chrono::NaiveTime::MIN), calendar.zone());
        let (after, opening, until) = (calendar.closing(before)?, calendar.opening(day)?, calendar.closing(day)?);
        Ok(Span { days, after, midnight, opening, until, due: found.due })
    }
}

/// The effective moment, its day, and the days before it that were passed over.
fn start(calendar: &Calendar, from: Moment) -> Result<(Moment, NaiveDate, Vec<Step>), OutsideCalendar> {
    let effective = calendar.effective(from)?;
    let first = effective.date(calendar.zone());
    let mut steps = Vec::new();
    for date in from.date(calendar.zone()).iter_days().take_while(|d| *d < first) {
        let reason = passed_over(calendar.day(date)?).unwrap_or(Reason::AfterClosing);
        steps.push(Step { date, counted: false, reason });
    }
    Ok((effective, first, steps))
}

/// Why a day off is passed over; `None` for a working day.
fn passed_over(day: Day) -> Option<Reason> {
    match day.kind {
        DayKind::Weekend => Some(Reason::Weekend),
        DayKind::Holiday => Some(Reason::Holiday { date: day.date }),
        DayKind::DayOff => Some(Reason::DayOff { date: day.date }),
        DayKind::Weekday | DayKind::Short | DayKind::WorkedInstead => None,
    }
}

/// Whether a day after the first belongs to a limit in working days, and why.
fn judge(day: Day) -> Step {
    let reason = match day.kind {
        DayKind::Weekday => Reason::Counted,
        DayKind::Short => Reason::CountedShort { date: day.date },
        DayKind::WorkedInstead => Reason::CountedInstead { date: day.date },
        DayKind::Weekend => Reason::Weekend,
        DayKind::Holiday => Reason::Holiday { date: day.date },
        DayKind::DayOff => Reason::DayOff { date: day.date },
    };
    Step { date: day.date, counted: day.is_working(), reason }
}

fn due_in_working_days(calendar: &Calendar, from: Moment, days: u32) -> Result<Due, OutsideCalendar> {
    let (effective_from, first, mut steps) = start(calendar, from)?;
    steps.push(Step { date: first, counted: false, reason: Reason::StartNotCounted });
    let (mut last, mut left) = (first, days);
    while left > 0 {
        last = last.succ_opt().ok_or(OutsideCalendar { date: last })?;
        let step = judge(calendar.day(last)?);
        left -= u32::from(step.counted);
        steps.push(step);
    }
    Ok(Due { due: calendar.closing(last)?, effective_from, steps })
}

fn due_same_day(calendar: &Calendar, from: Moment) -> Result<Due, OutsideCalendar> {
    let (effective_from, date, mut steps) = start(calendar, from)?;
    steps.push(Step { date, counted: true, reason: Reason::SameDay });
    Ok(Due { due: calendar.closing(date)?, effective_from, steps })
}

fn due_in_working_time(calendar: &Calendar, from: Moment, micros: i64) -> Result<Due, OutsideCalendar> {
    let (effective_from, first, mut steps) = start(calendar, from)?;
    let mut left = micros;
    for date in first.iter_days() {
        if let Some(reason) = passed_over(calendar.day(date)?) {
            steps.push(Step { date, counted: false, reason });
            continue;
        }
        let (used, end) = spend(calendar.sessions(date)?, effective_from, left);
        steps.push(time_step(date, used));
        left -= used;
        if let Some(due) = end {
            return Ok(Due { due, effective_from, steps });
        }
    }
    Err(OutsideCalendar { date: first })
}

/// How many of `left` microseconds the day's working time from `start` on takes, and the end when it takes them all.
fn spend(sessions: [(Moment, Moment); 2], start: Moment, left: i64) -> (i64, Option<Moment>) {
    let mut used = 0;
    for (open, close) in sessions {
        let begin = open.max(start);
        let room = (close.micros() - begin.micros()).max(0);
        if left - used <= room {
            return (left, Some(Moment::from_micros(begin.micros() + left - used)));
        }
        used += room;
    }
    (used, None)
}

fn time_step(date: NaiveDate, used: i64) -> Step {
    let seconds = u64::try_from(used / 1_000_000).unwrap_or(0);
    let reason = if used > 0 { Reason::TimeUsed { seconds } } else { Reason::NoTimeLeft };
    Step { date, counted: used > 0, reason }
}

fn due_round_the_clock(calendar: &Calendar, from: Moment, seconds: u32) -> Result<Due, OutsideCalendar> {
    let date = from.date(calendar.zone());
    let due = from.plus_seconds(i64::from(seconds)).ok_or(OutsideCalendar { date })?;
    let step = Step { date: due.date(calendar.zone()), counted: true, reason: Reason::RoundTheClock };
    Ok(Due { due, effective_from: from, steps: vec![step] })
}

#[cfg(test)]
mod tests {
    use super::super::calendar::tests::{almaty, date, small};
    use super::*;

    fn check(table: &[(&str, &str, &str, &str)]) {
        let calendar = small();
        for (from, limit, effective, expected) in table {
            let found = due(&calendar, almaty(from), Limit::parse(limit).unwrap()).unwrap();
            let zone = calendar.zone();
            assert_eq!(
                found.effective_from.rfc3339(zone),
                almaty(effective).rfc3339(zone),
                "{from} {limit}: effective"
            );
            assert_eq!(found.due.rfc3339(zone), almaty(expected).rfc3339(zone), "{from} {limit}: due");
            assert!(found.steps.windows(2).all(|w| w[0].date < w[1].date), "{from} {limit}: order of steps");
        }
    }

    #[test]
    fn deadlines_of_many_moments_are_those_of_each_alone() {
        let calendar = small();
        let mut deadlines = Deadlines::default();
        let start = almaty("2026-03-05 00:00");
        // odd steps to and fro over weekends, holidays and short days, and the very edges of each day
        let steps = (0..4_000).map(|n| start.plus_seconds(n * 547 % 1_900_000).unwrap());
        let edges = (5..30).flat_map(|day| {
            ["00:00", "08:59", "09:00", "17:30", "17:31", "18:30", "18:31", "23:59"]
                .map(|time| almaty(&format!("2026-03-{day:02} {time}")))
        });
        for moment in steps.chain(edges) {
            for limit in ["1wd", "2wd", "same-day", "90min"] {
                let limit = Limit::parse(limit).unwrap();
                let alone = due(&calendar, moment, limit).unwrap();
                let found = deadlines.due(&calendar, moment, limit).unwrap();
                assert_eq!(found, (alone.effective_from, alone.due), "{}", moment.rfc3339_utc());
            }
        }
    }

    #[test]
    fn working_days_are_counted_from_the_day_after_to_the_closing_of_the_last() {
        check(&[
            ("2026-03-14 21:00", "1wd", "2026-03-16 09:00", "2026-03-17 18:30"),
            ("2026-03-18 18:29", "1wd", "2026-03-18 18:29", "2026-03-19 18:30"),
            ("2026-03-18 18:30", "1wd", "2026-03-18 18:30", "2026-03-19 18:30"),
            ("2026-03-18 18:31", "1wd", "2026-03-19 09:00", "2026-03-20 18:30"),
            ("2026-03-19 18:31", "1wd", "2026-03-20 09:00", "2026-03-26 18:30"),
            ("2026-03-20 07:00", "1wd", "2026-03-20 07:00", "2026-03-26 18:30"),
            ("2026-03-20 18:30", "2wd", "2026-03-20 18:30", "2026-03-27 18:30"),
            ("2026-03-20 18:31", "2wd", "2026-03-26 09:00", "2026-03-30 18:30"),
            ("2026-03-21 00:00", "1wd", "2026-03-26 09:00", "2026-03-27 18:30"),
            ("2026-04-03 10:00", "1wd", "2026-04-03 10:00", "2026-04-04 18:30"),
            ("2026-04-03 10:00", "2wd", "2026-04-03 10:00", "2026-04-07 18:30"),
            ("2026-12-29 10:00", "1wd", "2026-12-29 10:00", "2026-12-30 17:30"),
            ("2026-12-30 18:00", "1wd", "2026-12-31 09:00", "2027-01-04 18:30"),
        ]);
    }

    #[test]
    fn within_the_day_ends_at_the_closing_of_the_effective_day() {
        check(&[
            ("2026-03-19 05:00", "same-day", "2026-03-19 05:00", "2026-03-19 18:30"),
            ("2026-03-19 18:30", "same-day", "2026-03-19 18:30", "2026-03-19 18:30"),
            ("2026-03-20 18:31", "same-day", "2026-03-26 09:00", "2026-03-26 18:30"),
            ("2026-12-30 17:31", "same-day", "2026-12-31 09:00", "2026-12-31 18:30"),
        ]);
    }

    #[test]
    fn minutes_and_hours_run_in_working_time_without_lunch_and_night() {
        check(&[
            ("2026-03-19 10:00", "20min", "2026-03-19 10:00", "2026-03-19 10:20"),
            ("2026-03-19 10:00:30", "20min", "2026-03-19 10:00:30", "2026-03-19 10:20:30"),
            ("2026-03-19 08:00", "20min", "2026-03-19 08:00", "2026-03-19 09:20"),
            ("2026-03-19 12:50", "10min", "2026-03-19 12:50", "2026-03-19 13:00"),
            ("2026-03-19 12:50", "15min", "2026-03-19 12:50", "2026-03-19 14:35"),
            ("2026-03-19 13:30", "15min", "2026-03-19 13:30", "2026-03-19 14:45"),
            ("2026-03-18 18:20", "15min", "2026-03-18 18:20", "2026-03-19 09:05"),
            ("2026-03-18 18:30", "15min", "2026-03-18 18:30", "2026-03-19 09:15"),
            ("2026-03-20 18:00", "2h", "2026-03-20 18:00", "2026-03-26 10:30"),
            ("2026-03-18 09:00", "8h", "2026-03-18 09:00", "2026-03-18 18:30"),
            ("2026-03-18 09:00", "17h", "2026-03-18 09:00", "2026-03-20 10:00"),
        ]);
    }

    #[test]
    fn seconds_run_round_the_clock_and_ask_for_no_calendar() {
        check(&[("2026-03-21 23:59:50", "20s", "2026-03-21 23:59:50", "2026-03-22 00:00:10")]);
        check(&[("2035-03-21 23:59:50", "20s", "2035-03-21 23:59:50", "2035-03-22 00:00:10")]);
    }

    #[test]
    fn each_day_tells_why_it_was_counted_or_passed_over() {
        let found = due(&small(), almaty("2026-03-19 19:00"), Limit::WorkingDays(1)).unwrap();
        let step = |day: &str, counted, reason| Step { date: date(day), counted, reason };
        let holiday = |day: &str| step(day, false, Reason::Holiday { date: date(day) });
        let expected = vec![
            step("2026-03-19", false, Reason::AfterClosing),
            step("2026-03-20", false, Reason::StartNotCounted),
            holiday("2026-03-21"),
            holiday("2026-03-22"),
            holiday("2026-03-23"),
            holiday("2026-03-24"),
            holiday("2026-03-25"),
            step("2026-03-26", true, Reason::Counted),
        ];
        assert_eq!(found.steps, expected);
        let over_night = due(&small(), almaty("2026-03-18 18:30"), Limit::Minutes(15)).unwrap();
        let expected = vec![
            step("2026-03-18", false, Reason::NoTimeLeft),
            step("2026-03-19", true, Reason::TimeUsed { seconds: 900 }),
        ];
        assert_eq!(over_night.steps, expected);
    }

    #[test]
    fn a_limit_across_the_change_of_zone_keeps_the_wall_clock() {
        let found = due(&small(), Moment::parse("2024-02-29T10:00:00+06:00").unwrap(), Limit::WorkingDays(1)).unwrap();
        assert_eq!(found.due, Moment::parse("2024-03-01T18:30:00+05:00").unwrap());
        let found = due(&small(), Moment::parse("2024-02-29T18:20:00+06:00").unwrap(), Limit::Minutes(15)).unwrap();
        assert_eq!(found.due, Moment::parse("2024-03-01T09:05:00+05:00").unwrap());
    }

    #[test]
    fn a_limit_past_the_last_known_year_is_outside_the_calendar() {
        let outside = Err(OutsideCalendar { date: date("2028-01-01") });
        for limit in ["1wd", "9999wd", "4294967295h"] {
            let found = due(&small(), almaty("2027-12-31 18:00"), Limit::parse(limit).unwrap());
            assert_eq!(found.map(|d| d.due), outside.map(|_: Moment| almaty("2028-01-01 00:00")), "{limit}");
        }
        assert!(due(&small(), almaty("2027-12-31 18:30"), Limit::SameDay).is_ok());
        assert!(due(&small(), almaty("2027-12-31 18:31"), Limit::SameDay).is_err());
    }

    #[test]
    fn a_limit_reads_back_what_it_writes_and_nothing_else() {
        for text in ["1wd", "28wd", "same-day", "15min", "2h", "20s"] {
            assert_eq!(Limit::parse(text).unwrap().to_string(), text);
        }
        for bad in ["", "wd", "0wd", "-1wd", "+1wd", "1 wd", "1WD", "1.5h", "1d", "same day", "4294967296s", "١wd"] {
            assert_eq!(Limit::parse(bad), None, "{bad}");
        }
    }
}
