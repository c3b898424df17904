//! A moment on the department's way, to the microsecond, in UTC; shown in the department's
//! time zone. Nothing here reads a clock: moments come in from outside.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::digits::push_padded;

/// The microseconds of the years 1900 to 2199.
const SANE: std::ops::Range<i64> = -2_208_988_800_000_000..7_258_118_400_000_000;

/// An instant in whole microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// After every other: the end of time.
    pub const END: Moment = Moment(i64::MAX);

    /// From microseconds since the epoch, as the database keeps them.
    pub const fn from_micros(micros: i64) -> Self {
        Moment(micros)
    }

    /// In microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with an offset and at most six decimals of a second, years 1900 to 2199.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_whole_seconds(text).or_else(|| Self::parse_any(text))
    }

    /// The form that portals write, `2026-03-05T10:00:00+05:00` or with a `Z`, without looking for any other.
    fn parse_whole_seconds(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        let date = parse_date(text.get(..10)?)?;
        let clock = |at: usize| match b.get(at..at + 3) {
            Some([tens @ b'0'..=b'5', ones @ b'0'..=b'9', end]) => {
                Some((i64::from(tens - b'0') * 10 + i64::from(ones - b'0'), *end))
            }
            _ => None,
        };
        let ((hour, b':'), (minute, b':')) = (clock(11)?, clock(14)?) else { return None };
        let (second, zone) = clock(17)?;
        let offset = match (zone, b.len()) {
            (b'Z', 20) => 0,
            (b'+' | b'-', 25) => {
                let (hours, colon) = clock(20)?;
                let [tens @ b'0'..=b'5', ones @ b'0'..=b'9'] = b[23..] else { return None };
                let minutes = i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
                let east = hours * 3_600 + minutes * 60;
                if colon != b':' || hours > 23 {
                    return None;
                }
                if zone == b'+' { east } else { -east }
            }
            _ => return None,
        };
        let days = i64::from(date.num_days_from_ce()) - 719_163;
        let micros = (days * 86_400 + hour * 3_600 + minute * 60 + second - offset) * 1_000_000;
        (b[10] == b'T' && hour < 24 && SANE.contains(&micros)).then_some(Moment(micros))
    }

    fn parse_any(text: &str) -> Option<Self> {
        let fraction = text.split_once('.').map_or(0, |(_, f)| f.bytes().take_while(u8::is_ascii_digit).count());
        let parsed = DateTime::parse_from_rfc3339(text).ok()?;
        let sane = fraction <= 6 && text.as_bytes().get(10) == Some(&b'T') && !text.contains(":60");
        let micros = parsed.timestamp_micros();
        (sane && SANE.contains(&micros)).then_some(Moment(micros))
    }

    /// From a UTC time of the standard library of dates.
    pub fn from_utc(time: DateTime<Utc>) -> Self {
        Moment(time.timestamp_micros())
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// The wall clock in `zone`.
    pub fn local(self, zone: Tz) -> NaiveDateTime {
        self.utc().with_timezone(&zone).naive_local()
    }

    /// The calendar day in `zone`.
    pub fn date(self, zone: Tz) -> NaiveDate {
        self.local(zone).date()
    }

    /// The moment at which the wall clock in `zone` shows `local`. Where the clock was set back and
    /// shows it twice, the first; where it was set forward and never shows it, the moment of the change.
    pub fn at(local: NaiveDateTime, zone: Tz) -> Self {
        let shifted = |minutes| local + chrono::Duration::minutes(minutes);
        let found = (0..=24)
            .find_map(|quarter| zone.from_local_datetime(&shifted(quarter * 15)).earliest())
            .map_or_else(|| Utc.from_utc_datetime(&local), |t| t.with_timezone(&Utc));
        Moment::from_utc(found)
    }

    /// Later by whole seconds.
    pub fn plus_seconds(self, seconds: i64) -> Option<Self> {
        seconds.checked_mul(1_000_000).and_then(|us| self.0.checked_add(us)).map(Moment)
    }

    /// RFC 3339 in the department's zone: `2026-03-05T10:00:00+05:00`.
    pub fn rfc3339(self, zone: Tz) -> String {
        let time = self.utc().with_timezone(&zone);
        time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
    }

    /// RFC 3339 in UTC: the form that journals and manifests hold, the same in every zone.
    pub fn rfc3339_utc(self) -> String {
        let mut text = String::with_capacity(27);
        self.push_utc(&mut text);
        text
    }

    /// Writes it as [`Moment::rfc3339_utc`] gives it.
    pub fn push_utc(self, out: &mut String) {
        const DAY: i64 = 86_400_000_000;
        let date = DateTime::from_timestamp(self.0.div_euclid(DAY) * 86_400, 0).unwrap_or_default().date_naive();
        let within = self.0.rem_euclid(DAY).unsigned_abs();
        let (seconds, micros) = (within / 1_000_000, within % 1_000_000);
        let mut put = |value: u64, width: usize, end: char| {
            push_padded(out, value, width);
            out.push(end);
        };
        put(date.year().unsigned_abs().into(), 4, '-');
        put(date.month().into(), 2, '-');
        put(date.day().into(), 2, 'T');
        put(seconds / 3600, 2, ':');
        put(seconds / 60 % 60, 2, ':');
        match (micros, micros % 1000) {
            (0, _) => put(seconds % 60, 2, 'Z'),
            (_, 0) => {
                put(seconds % 60, 2, '.');
                put(micros / 1000, 3, 'Z');
            }
            _ => {
                put(seconds % 60, 2, '.');
                put(micros, 6, 'Z');
            }
        }
    }

    /// For people: `05.03.2026 10:00`.
    pub fn for_people(self, zone: Tz) -> String {
        self.local(zone).format("%d.%m.%Y %H:%M").to_string()
    }
}

/// Years of which a date may be.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// Reads a date written in a form of chrono's that holds `%Y`, `%m` and `%d`, years 1900 to 2199: without the signs, the spaces
/// and the missing digits that chrono lets pass.
pub fn parse_date_as(text: &str, form: &str) -> Option<NaiveDate> {
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-');
    // a year has four digits for two letters of the form, month and day have two
    let exact = text.len() == form.len() + 2 && text.bytes().all(plain);
    NaiveDate::parse_from_str(text, form).ok().filter(|date| exact && YEARS.contains(&date.year()))
}

/// Reads `YYYY-MM-DD`, years 1900 to 2199, nothing else.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let b = text.as_bytes();
    if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let number = |at: std::ops::Range<usize>| {
        b[at].iter().try_fold(0, |sum, c| c.is_ascii_digit().then(|| sum * 10 + u32::from(c - b'0')))
    };
    let year = i32::try_from(number(0..4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)?;
    YEARS.contains(&year).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALMATY: Tz = chrono_tz::Asia::Almaty;

    #[test]
    fn the_zone_of_almaty_changed_on_the_first_of_march_2024() {
        let noon = |d: &str| Moment::at(parse_date(d).unwrap().and_hms_opt(12, 0, 0).unwrap(), ALMATY);
        assert_eq!(noon("2024-02-29").rfc3339(ALMATY), "2024-02-29T12:00:00+06:00");
        assert_eq!(noon("2024-03-01").rfc3339(ALMATY), "2024-03-01T12:00:00+05:00");
    }

    #[test]
    fn a_date_of_another_form_is_none_however_near_it_comes() {
        let day = parse_date("2026-03-19");
        assert!(day.is_some());
        for (text, form) in [("19.03.2026", "%d.%m.%Y"), ("2026-03-19", "%Y-%m-%d"), ("20260319", "%Y%m%d")] {
            assert_eq!(parse_date_as(text, form), day);
        }
        for text in [
            "19.3.2026",
            "19.03.+026",
            "19.03. 026",
            "19.03.\t026",
            "19.03.0026",
            "19.03.-026",
            "19.03.26",
            "31.02.2026",
        ] {
            assert_eq!(parse_date_as(text, "%d.%m.%Y"), None, "{text}");
        }
        assert_eq!(parse_date_as("20 60319", "%Y%m%d"), None);
    }

    #[test]
    fn a_moment_in_utc_reads_as_the_library_of_dates_writes_it() {
        let mut seed = 7_u64;
        let mut micros = vec![0, 1, -1, 999_999, 1_000, -62_000, 1_772_000_000_123_000, 1_772_000_000_000_001];
        for _ in 0..2_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            micros.push((seed >> 11) as i64 % 7_258_118_400_000_000 - 2_208_988_800_000_000);
        }
        for micros in micros {
            let moment = Moment(micros.clamp(-2_208_988_800_000_000, 7_258_118_399_999_999));
            assert_eq!(moment.rfc3339_utc(), moment.utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
        }
    }

    #[test]
    fn the_short_way_of_reading_a_moment_takes_what_the_library_of_dates_takes() {
        let whole = "2026-03-05T10:00:00+05:00";
        let mut texts: Vec<String> = vec!["2026-03-05T10:00:00Z".to_owned(), "2024-02-29T23:59:59-23:59".to_owned()];
        for place in 0..whole.len() {
            for other in "0123456789:-+TtZz. \u{e9}".chars() {
                texts.push(format!("{}{other}{}", &whole[..place], &whole[place + 1..]));
                texts.push(format!("{}{other}", &whole[..place]));
            }
        }
        for year in ["1899", "1900", "2199", "2200"] {
            for rest in ["-01-01T00:00:00+05:00", "-12-31T23:59:59-05:00", "-01-01T00:00:00Z"] {
                texts.push(format!("{year}{rest}"));
            }
        }
        let mut short = 0;
        for text in &texts {
            let found = Moment::parse_whole_seconds(text);
            short += usize::from(found.is_some());
            assert!(found.is_none() || found == Moment::parse_any(text), "{text}");
            assert_eq!(Moment::parse(text), Moment::parse_any(text), "{text}");
        }
        assert!(short > 50, "{short}");
    }

    #[test]
    fn an_instant_without_offset_is_refused() {
        assert!(Moment::parse("2026-03-05T10:00:00+05:00").is_some());
        assert_eq!(Moment::parse("2026-03-05T05:00:00Z"), Moment::parse("2026-03-05T10:00:00+05:00"));
        for bad in [
            "2026-03-05T10:00:00",
            "2026-03-05 10:00:00+05:00",
            "2026-03-05",
            "2026-02-30T10:00:00+05:00",
            "2026-03-05T10:00:00.1234567Z",
        ] {
            assert_eq!(Moment::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_date_is_a_day_that_exists() {
        assert!(parse_date("2024-02-29").is_some());
        for bad in ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-01-00", "2026/01/01", "+026-01-01"] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }
}
