//! The sentences of a deadline's explanation in the three languages, as `calendar due`, the deadline report and the
//! letters print them.

use chrono::NaiveDate;

use super::calendar::Calendar;
use super::deadline::Reason;
use super::lang::Lang;

/// The sentence for `reason`; the names of holidays and of moved days come from the calendar.
pub fn reason_text(reason: &Reason, calendar: &Calendar, lang: Lang) -> String {
    let name = |date: NaiveDate| calendar.special(date).map(|s| s.names.get(lang)).unwrap_or_default();
    let [ru, kk, en] = match *reason {
        Reason::AfterClosing => fixed(
            "поступило после окончания рабочего дня, срок идёт со следующего рабочего дня",
            "жұмыс күні аяқталғаннан кейін түсті, мерзім келесі жұмыс күнінен басталады",
            "came after closing, the limit runs from the next working day",
        ),
        Reason::StartNotCounted => fixed(
            "день начала срока, в срок не входит",
            "мерзім басталған күн, мерзімге кірмейді",
            "the day the limit starts from, not counted",
        ),
        Reason::Counted => fixed("рабочий день, засчитан", "жұмыс күні, есепке алынды", "working day, counted"),
        Reason::CountedShort { date } => named(
            [
                "сокращённый рабочий день, засчитан",
                "қысқартылған жұмыс күні, есепке алынды",
                "short working day, counted",
            ],
            name(date),
        ),
        Reason::CountedInstead { date } => {
            named(["рабочий день, засчитан", "жұмыс күні, есепке алынды", "working day, counted"], name(date))
        }
        Reason::Weekend => fixed(
            "суббота или воскресенье, не засчитан",
            "сенбі немесе жексенбі, есепке алынбады",
            "Saturday or Sunday, not counted",
        ),
        Reason::Holiday { date } => named(
            ["праздничный день, не засчитан", "мереке күні, есепке алынбады", "public holiday, not counted"],
            name(date),
        ),
        Reason::DayOff { date } => {
            named(["выходной день, не засчитан", "демалыс күні, есепке алынбады", "day off, not counted"], name(date))
        }
        Reason::SameDay => fixed(
            "срок истекает с окончанием этого рабочего дня",
            "мерзім осы жұмыс күнінің соңында аяқталады",
            "the limit ends at the closing of this working day",
        ),
        Reason::TimeUsed { seconds } => time_used(seconds),
        Reason::NoTimeLeft => fixed(
            "рабочего времени в этот день уже не оставалось",
            "бұл күні жұмыс уақыты қалмаған",
            "no working time was left on this day",
        ),
        Reason::RoundTheClock => fixed(
            "срок идёт непрерывно, круглосуточно",
            "мерзім үздіксіз, тәулік бойы есептеледі",
            "the limit runs round the clock",
        ),
    };
    match lang {
        Lang::Ru => ru,
        Lang::Kk => kk,
        Lang::En => en,
    }
}

fn fixed(ru: &str, kk: &str, en: &str) -> [String; 3] {
    [ru, kk, en].map(str::to_owned)
}

/// Each text followed by the name, which is already in the language that will be chosen.
fn named(texts: [&str; 3], name: &str) -> [String; 3] {
    texts.map(|t| if name.is_empty() { t.to_owned() } else { format!("{t}: {name}") })
}

fn time_used(seconds: u64) -> [String; 3] {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let texts = ["засчитано рабочего времени:", "есепке алынған жұмыс уақыты:", "working time counted:"];
    let units = [["ч", "мин", "с"], ["сағ", "мин", "с"], ["h", "min", "s"]];
    [0, 1, 2].map(|lang| {
        let mut text = texts[lang].to_owned();
        for (number, unit) in [hours, minutes, rest].into_iter().zip(units[lang]) {
            if number > 0 || (seconds == 0 && unit == units[lang][2]) {
                text.push_str(&format!(" {number} {unit}"));
            }
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::super::calendar::tests::{date, small};
    use super::*;

    #[test]
    fn a_reason_is_told_in_each_language_with_the_name_of_the_day() {
        let calendar = small();
        let holiday = Reason::Holiday { date: date("2026-03-23") };
        assert_eq!(reason_text(&holiday, &calendar, Lang::Ru), "праздничный день, не засчитан: Nauryz ру");
        assert_eq!(reason_text(&holiday, &calendar, Lang::Kk), "мереке күні, есепке алынбады: Nauryz қаз");
        assert_eq!(reason_text(&holiday, &calendar, Lang::En), "public holiday, not counted: Nauryz");
        let worked = Reason::CountedInstead { date: date("2026-04-04") };
        assert_eq!(reason_text(&worked, &calendar, Lang::En), "working day, counted: worked for 6 April");
    }

    #[test]
    fn working_time_is_told_in_hours_minutes_and_seconds() {
        let text = |seconds| reason_text(&Reason::TimeUsed { seconds }, &small(), Lang::En);
        assert_eq!(text(900), "working time counted: 15 min");
        assert_eq!(text(28_830), "working time counted: 8 h 30 s");
        assert_eq!(text(0), "working time counted: 0 s");
    }
}
