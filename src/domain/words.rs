//! A sum of money in words, Russian and Kazakh, as it stands on a payment order beside its figures (004 §5.2).
//! Tiyn stay figures, two of them, as banks write them.

use super::money::Amount;

const ONES_RU: [&str; 20] = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const TENS_RU: [&str; 10] =
    ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
const HUNDREDS_RU: [&str; 10] =
    ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
/// Names of a thousand's powers: for one, for two to four, for five and more.
const SCALES_RU: [[&str; 3]; 6] = [
    ["", "", ""],
    ["тысяча", "тысячи", "тысяч"],
    ["миллион", "миллиона", "миллионов"],
    ["миллиард", "миллиарда", "миллиардов"],
    ["триллион", "триллиона", "триллионов"],
    ["квадриллион", "квадриллиона", "квадриллионов"],
];

const ONES_KK: [&str; 10] = ["", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"];
const TENS_KK: [&str; 10] = ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"];
const SCALES_KK: [&str; 6] = ["", "мың", "миллион", "миллиард", "триллион", "квадриллион"];

/// `Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь тенге 89 тиын`.
pub fn in_words_ru(amount: Amount) -> String {
    in_words(amount, "ноль", "тенге", group_ru)
}

/// `Бір миллион екі жүз отыз төрт мың бес жүз алпыс жеті теңге 89 тиын`. One hundred and one thousand are written out,
/// `бір жүз`, `бір мың`, so that nothing can be put before them.
pub fn in_words_kk(amount: Amount) -> String {
    in_words(amount, "нөл", "теңге", group_kk)
}

/// Puts the groups of three digits together, from the highest; `group` writes one of them with its scale.
fn in_words(amount: Amount, zero: &str, currency: &str, group: fn(&mut String, usize, usize)) -> String {
    let sum = amount.tiyn().unsigned_abs();
    let (tenge, tiyn) = (sum / 100, sum % 100);
    let mut out = String::with_capacity(192);
    if amount < Amount::ZERO {
        add(&mut out, "минус");
    }
    if tenge == 0 {
        add(&mut out, zero);
    }
    for scale in (0..SCALES_KK.len()).rev() {
        let three = tenge / 1000u64.pow(scale as u32) % 1000;
        if three > 0 {
            group(&mut out, three as usize, scale);
        }
    }
    add(&mut out, currency);
    add(&mut out, "");
    out.push(char::from(b'0' + (tiyn / 10) as u8));
    out.push(char::from(b'0' + (tiyn % 10) as u8));
    out.push_str(" тиын");
    capitalised(out)
}

fn group_ru(out: &mut String, three: usize, scale: usize) {
    let (hundreds, rest) = (three / 100, three % 100);
    let (tens, ones) = if rest < 20 { (0, rest) } else { (rest / 10, rest % 10) };
    for word in [HUNDREDS_RU[hundreds], TENS_RU[tens]] {
        add_if(out, word);
    }
    // "тысяча" is feminine; "тенге" and the higher powers are not.
    match (scale, ones) {
        (1, 1) => add(out, "одна"),
        (1, 2) => add(out, "две"),
        _ => add_if(out, ONES_RU[ones]),
    }
    let form = match ones {
        1 => 0,
        2..=4 => 1,
        _ => 2,
    };
    add_if(out, SCALES_RU[scale][form]);
}

fn group_kk(out: &mut String, three: usize, scale: usize) {
    let (hundreds, tens, ones) = (three / 100, three / 10 % 10, three % 10);
    if hundreds > 0 {
        add(out, ONES_KK[hundreds]);
        add(out, "жүз");
    }
    for word in [TENS_KK[tens], ONES_KK[ones], SCALES_KK[scale]] {
        add_if(out, word);
    }
}

fn add(out: &mut String, word: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(word);
}

fn add_if(out: &mut String, word: &str) {
    if !word.is_empty() {
        add(out, word);
    }
}

/// Every first letter here is a Cyrillic one of two bytes, in both cases, so it is replaced in place.
fn capitalised(mut text: String) -> String {
    if let Some(first) = text.chars().next() {
        let upper: String = first.to_uppercase().collect();
        text.replace_range(..first.len_utf8(), &upper);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_written_in_both_languages_with_the_right_forms() {
        const MILLION: i64 = 1_000_000;
        let table = [
            (0, "Ноль", "Нөл"),
            (1, "Один", "Бір"),
            (2, "Два", "Екі"),
            (5, "Пять", "Бес"),
            (10, "Десять", "Он"),
            (11, "Одиннадцать", "Он бір"),
            (12, "Двенадцать", "Он екі"),
            (20, "Двадцать", "Жиырма"),
            (21, "Двадцать один", "Жиырма бір"),
            (100, "Сто", "Бір жүз"),
            (112, "Сто двенадцать", "Бір жүз он екі"),
            (1000, "Одна тысяча", "Бір мың"),
            (1001, "Одна тысяча один", "Бір мың бір"),
            (2000, "Две тысячи", "Екі мың"),
            (5000, "Пять тысяч", "Бес мың"),
            (11_000, "Одиннадцать тысяч", "Он бір мың"),
            (12_000, "Двенадцать тысяч", "Он екі мың"),
            (21_000, "Двадцать одна тысяча", "Жиырма бір мың"),
            (22_000, "Двадцать две тысячи", "Жиырма екі мың"),
            (111_000, "Сто одиннадцать тысяч", "Бір жүз он бір мың"),
            (300_000, "Триста тысяч", "Үш жүз мың"),
            (MILLION, "Один миллион", "Бір миллион"),
            (2 * MILLION, "Два миллиона", "Екі миллион"),
            (5 * MILLION, "Пять миллионов", "Бес миллион"),
            (1000 * MILLION, "Один миллиард", "Бір миллиард"),
            (1000 * MILLION + 1, "Один миллиард один", "Бір миллиард бір"),
            (44_000 * MILLION, "Сорок четыре миллиарда", "Қырық төрт миллиард"),
            (MILLION * MILLION, "Один триллион", "Бір триллион"),
            (3 * MILLION * MILLION, "Три триллиона", "Үш триллион"),
            (90_000 * MILLION * MILLION, "Девяносто квадриллионов", "Тоқсан квадриллион"),
            (3, "Три", "Үш"),
            (4, "Четыре", "Төрт"),
            (6, "Шесть", "Алты"),
            (7, "Семь", "Жеті"),
            (8, "Восемь", "Сегіз"),
            (9, "Девять", "Тоғыз"),
            (13, "Тринадцать", "Он үш"),
            (14, "Четырнадцать", "Он төрт"),
            (15, "Пятнадцать", "Он бес"),
            (16, "Шестнадцать", "Он алты"),
            (17, "Семнадцать", "Он жеті"),
            (18, "Восемнадцать", "Он сегіз"),
            (19, "Девятнадцать", "Он тоғыз"),
            (30, "Тридцать", "Отыз"),
            (40, "Сорок", "Қырық"),
            (50, "Пятьдесят", "Елу"),
            (60, "Шестьдесят", "Алпыс"),
            (70, "Семьдесят", "Жетпіс"),
            (80, "Восемьдесят", "Сексен"),
            (99, "Девяносто девять", "Тоқсан тоғыз"),
            (200, "Двести", "Екі жүз"),
            (400, "Четыреста", "Төрт жүз"),
            (514, "Пятьсот четырнадцать", "Бес жүз он төрт"),
            (600, "Шестьсот", "Алты жүз"),
            (777, "Семьсот семьдесят семь", "Жеті жүз жетпіс жеті"),
            (800, "Восемьсот", "Сегіз жүз"),
            (909, "Девятьсот девять", "Тоғыз жүз тоғыз"),
            (1010, "Одна тысяча десять", "Бір мың он"),
            (3003, "Три тысячи три", "Үш мың үш"),
            (4100, "Четыре тысячи сто", "Төрт мың бір жүз"),
            (10_000, "Десять тысяч", "Он мың"),
            (14_000, "Четырнадцать тысяч", "Он төрт мың"),
            (31_000, "Тридцать одна тысяча", "Отыз бір мың"),
            (101_000, "Сто одна тысяча", "Бір жүз бір мың"),
            (212_000, "Двести двенадцать тысяч", "Екі жүз он екі мың"),
            (
                999_999,
                "Девятьсот девяносто девять тысяч девятьсот девяносто девять",
                "Тоғыз жүз тоқсан тоғыз мың тоғыз жүз тоқсан тоғыз",
            ),
            (MILLION + 1, "Один миллион один", "Бір миллион бір"),
            (4 * MILLION + 2000, "Четыре миллиона две тысячи", "Төрт миллион екі мың"),
            (11 * MILLION, "Одиннадцать миллионов", "Он бір миллион"),
            (21 * MILLION, "Двадцать один миллион", "Жиырма бір миллион"),
            (2000 * MILLION, "Два миллиарда", "Екі миллиард"),
            (112_000 * MILLION, "Сто двенадцать миллиардов", "Бір жүз он екі миллиард"),
        ];
        for (tenge, ru, kk) in table {
            assert_eq!(in_words_ru(Amount::from_tiyn(tenge * 100)), format!("{ru} тенге 00 тиын"));
            assert_eq!(in_words_kk(Amount::from_tiyn(tenge * 100 + 7)), format!("{kk} теңге 07 тиын"));
        }
    }

    #[test]
    fn a_long_sum_names_every_group_and_leaves_tiyn_in_figures() {
        let sum = Amount::from_tiyn(123_456_789);
        assert_eq!(
            in_words_ru(sum),
            "Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь тенге 89 тиын"
        );
        assert_eq!(in_words_kk(sum), "Бір миллион екі жүз отыз төрт мың бес жүз алпыс жеті теңге 89 тиын");
        assert_eq!(
            in_words_ru(Amount::MAX),
            "Девятьсот двадцать два триллиона триста тридцать семь миллиардов двести три миллиона шестьсот \
             восемьдесят пять тысяч четыреста семьдесят семь тенге 58 тиын"
        );
        assert_eq!(
            in_words_kk(Amount::MAX),
            "Тоғыз жүз жиырма екі триллион үш жүз отыз жеті миллиард екі жүз үш миллион алты жүз сексен бес мың \
             төрт жүз жетпіс жеті теңге 58 тиын"
        );
    }

    /// The number that words say, by the list of what each word means.
    fn read_back(words: &str) -> Option<i64> {
        const WORDS: &str = "ноль нөл 0 один одна бір 1 два две екі 2 три үш 3 четыре төрт 4 пять бес 5 шесть алты 6 \
            семь жеті 7 восемь сегіз 8 девять тоғыз 9 десять он 10 одиннадцать 11 двенадцать 12 тринадцать 13 \
            четырнадцать 14 пятнадцать 15 шестнадцать 16 семнадцать 17 восемнадцать 18 девятнадцать 19 двадцать \
            жиырма 20 тридцать отыз 30 сорок қырық 40 пятьдесят елу 50 шестьдесят алпыс 60 семьдесят жетпіс 70 \
            восемьдесят сексен 80 девяносто тоқсан 90 сто 100 двести 200 триста 300 четыреста 400 пятьсот 500 \
            шестьсот 600 семьсот 700 восемьсот 800 девятьсот 900";
        let meaning = |word: &str| {
            let after = WORDS.split_whitespace().skip_while(|one| *one != word);
            after.filter_map(|one| one.parse::<i64>().ok()).next()
        };
        let scale = |word: &str| {
            let stems = ["тысяч", "миллион", "миллиард", "триллион", "квадриллион"];
            let named = stems.iter().position(|stem| word.starts_with(stem)).or((word == "мың").then_some(0));
            named.map(|place| 1000_i64.pow(place as u32 + 1))
        };
        let (mut sum, mut group) = (0, 0);
        for word in words.split(' ') {
            match (word, scale(word)) {
                ("жүз", _) => group *= 100,
                (_, Some(scale)) => (sum, group) = (sum + group * scale, 0),
                _ => group += meaning(word)?,
            }
        }
        Some(sum + group)
    }

    proptest::proptest! {
        #[test]
        fn any_sum_is_read_back_from_its_words(tiyn in 0..=Amount::MAX.tiyn(), digits in 1..17u32) {
            let sum = Amount::from_tiyn(tiyn % 10_i64.pow(digits));
            for (words, currency) in [(in_words_ru(sum), " тенге "), (in_words_kk(sum), " теңге ")] {
                let (tenge, tiyn) = words.split_once(currency).unwrap();
                proptest::prop_assert_eq!(read_back(&tenge.to_lowercase()), Some(sum.tiyn() / 100), "{}", words);
                proptest::prop_assert_eq!(tiyn, format!("{:02} тиын", sum.tiyn() % 100));
            }
        }
    }

    #[test]
    fn less_than_nothing_is_said_so() {
        assert_eq!(in_words_ru(Amount::from_tiyn(-150)), "Минус один тенге 50 тиын");
        assert_eq!(in_words_kk(Amount::from_tiyn(-1)), "Минус нөл теңге 01 тиын");
    }
}
