//! What programs write, as people read it: differences with the treasury and the facts of the journal.

use chrono_tz::Tz;

use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::time::{Moment, parse_date};
use crate::texts::Texts;

/// Facts that are sums of money.
const SUMS: [&str; 4] = ["amount", "base", "rest", "total"];
/// Facts whose values have names, and the families in which these may be.
const NAMED: [(&str, &[&str]); 7] = [
    ("service", &["service"]),
    ("role", &["role"]),
    ("outcome", &["order-status"]),
    ("hold", &["hold"]),
    ("kind", &["plan-kind", "break"]),
    ("status", &["batch-status"]),
    ("ground", &["ground"]),
];

/// A value that says itself what it is: a sum with two decimals, a moment, the status of an order; anything else stays.
pub fn value(text: &str, texts: &Texts, zone: Tz) -> String {
    let is_sum = text.len() > 3 && text.as_bytes()[text.len() - 3] == b'.';
    match Amount::parse_signed(text) {
        Ok(amount) if is_sum => amount.for_people(),
        _ => plain(text, texts, zone),
    }
}

fn plain(text: &str, texts: &Texts, zone: Tz) -> String {
    if let Some(status) = OrderStatus::from_word(text) {
        return texts.get(&format!("order-status-{}", status.word()));
    }
    if let Some(moment) = Moment::parse(text) {
        return moment.for_people(zone);
    }
    parse_date(text).map_or_else(|| text.to_owned(), |day| day.format("%d.%m.%Y").to_string())
}

/// Facts, each with its name in the reader's language; a fact without one keeps its own, and one that
/// says nothing is left out.
pub fn facts(facts: &[(String, String)], texts: &Texts, zone: Tz) -> String {
    let one = |(name, text): &(String, String)| {
        let families = NAMED.iter().find(|(of, _)| of == name).map_or(&[][..], |(_, families)| families);
        let shown = match families.iter().find_map(|family| texts.find(&format!("{family}-{text}"))) {
            Some(shown) => shown,
            None if SUMS.contains(&name.as_str()) => value(text, texts, zone),
            // twelve sums of a plan
            None if name == "months" => {
                text.split(' ').map(|sum| value(sum, texts, zone)).collect::<Vec<_>>().join(", ")
            }
            None => plain(text, texts, zone),
        };
        let name = texts.find(&format!("fact-{}", name.replace('_', "-"))).unwrap_or_else(|| name.clone());
        format!("{name}: {shown}")
    };
    facts.iter().filter(|(_, text)| !text.is_empty()).map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn a_value_is_read_as_what_it_is_and_a_text_stays_a_text() {
        let (texts, zone) = (Texts::new(Lang::Ru), chrono_tz::Asia::Almaty);
        let cases = [
            ("1234.50", "1\u{a0}234,50\u{a0}₸"),
            ("2026-03-05T05:00:00Z", "05.03.2026 10:00"),
            ("2026-03-05", "05.03.2026"),
            ("paid", "Оплачено"),
            ("2026-17", "2026-17"),
            ("941240001151 KZ476010131000179714", "941240001151 KZ476010131000179714"),
            ("", ""),
        ];
        for (text, shown) in cases {
            assert_eq!(value(text, &texts, zone), shown, "{text}");
        }
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let told = facts(&[pair("amount", "5.00"), pair("number", "5.00"), pair("x_y", "1")], &texts, zone);
        assert_eq!(told, "Сумма: 5,00\u{a0}₸; Номер: 5.00; x_y: 1");
    }
}
