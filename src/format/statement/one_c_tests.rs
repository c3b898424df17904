//! The exchange file of 1C as samples hold it, and what becomes of it when it is spoiled.

use super::tests::{MT940, ONE_C, ONE_C_1251, OWN, of, refused, rows, told};

#[test]
fn the_exchange_file_of_1c_is_read_in_both_encodings_and_in_any_case() {
    let number = format!("1C:{OWN} 2026-03-19 2026-03-19");
    let paid = "2026-1\t125000.00\t941240001151\tKZ476010131000179714\tpaid\t\t\t2026-03-19";
    let returned = "2026-1\t125000.00\t941240001151\tKZ476010131000179714\treturned\t\
                    Возврат по поручению 2026-1: счёт закрыт\t\t2026-03-19";
    let came = "-\t10.50\t\tKZ086010131000179700\tpaid\t\t\t2026-03-19";
    let expected = vec![(number, [paid, returned, came].map(str::to_owned).to_vec())];
    assert_eq!(told(ONE_C), expected);
    assert_eq!(told(ONE_C_1251), expected);
    let lower: String = ONE_C
        .lines()
        .map(|line| match line.split_once('=') {
            Some((key, value)) => format!("{}={value}\n", key.to_lowercase()),
            None => format!("{}\n", line.to_uppercase()),
        })
        .collect();
    assert_eq!(told(&lower), expected);
    assert_eq!(told(format!("\u{feff}{}", ONE_C.replace("125000.00", "125000,00"))), expected);
    // without the reference in the text the number stands alone, and the payee tells the year
    let bare = ONE_C.replace("НазначениеПлатежа=2026-1 ", "НазначениеПлатежа=");
    assert_eq!(told(&bare)[0].1[0], paid.replacen("2026-1", "1", 1));
}

#[test]
fn an_exchange_file_of_dos_is_read_by_its_letters_whatever_it_says_of_them() {
    // DOS has no Kazakh letters
    let plain = ONE_C.replace('і', "и");
    for (says, encoding) in
        [("DOS", encoding_rs::IBM866), ("Windows", encoding_rs::IBM866), ("DOS", encoding_rs::WINDOWS_1251)]
    {
        let text = plain.replace("Кодировка=UTF-8", &format!("Кодировка={says}"));
        let (bytes, _, lacking) = encoding.encode(&text);
        assert!(!lacking && text.contains(says));
        assert_eq!(told(&bytes), told(&plain), "{says} in {}", encoding.name());
    }
}

#[test]
fn a_carriage_return_alone_ends_a_line() {
    for (text, last) in [(ONE_C, "КонецФайла"), (MT940, ":62F:")] {
        let old = text.replace("\r\n", "\n").replace('\n', "\r");
        assert_eq!(told(&old), told(text));
        let (head, _) = old.rsplit_once(last).unwrap();
        let lines = head.matches('\r').count() as u64;
        assert_eq!(refused(head), ("cut-off", Some(lines + 1)), "its lines are counted");
    }
}

#[test]
fn an_exchange_file_of_a_wrong_form_is_refused_with_its_line() {
    for (text, why) in [
        (ONE_C.replace("КонецФайла\r\n", ""), ("cut-off", Some(56))),
        (ONE_C.replace("КонечныйОстаток=5000010.50", "КонечныйОстаток=5000010.51"), ("control-total", Some(56))),
        (ONE_C.replacen("КонецДокумента", "", 1), ("not-recognised", Some(35))),
        (ONE_C.replacen("ДатаНачала=19.03.2026", "ДатаНачала=2026-03-19", 1), ("bad-date", Some(6))),
        (ONE_C.replacen("ДатаНачала=19.03.2026", "ДатаНачала=19.03. 026", 1), ("bad-date", Some(6))),
        (ONE_C.replacen("ДатаНачала=19.03.2026", "ДатаНачала=19.03.0026", 1), ("bad-date", Some(6))),
        (ONE_C.replacen("ДатаНачала=19.03.2026", "ДатаНачала=19.03.+026", 1), ("bad-date", Some(6))),
        (ONE_C.replacen("СуммаРасход=125000.00", "СуммаРасход=125 000.00", 1), ("bad-amount", Some(18))),
    ] {
        assert_eq!(refused(&text), why);
    }
    let mut spoiled = ONE_C.as_bytes().to_vec();
    let place = ONE_C.find("Проценты").unwrap();
    spoiled[place] = 0xff;
    assert_eq!(refused(&spoiled).0, "not-utf8", "it began as UTF-8");
}

/// An exchange file of 1C of a day with these sections.
fn one_c(sections: &str) -> String {
    format!("1CClientBankExchange\nДатаНачала=19.03.2026\nДатаКонца=19.03.2026\n{sections}КонецФайла\n")
}

/// A document with these keys.
fn document(keys: &str) -> String {
    format!("СекцияДокумент=Выписка\n{}\nКонецДокумента\n", keys.replace(' ', "\n"))
}

/// The section of an account.
fn account(account: &str, opening: &str, closing: &str) -> String {
    format!(
        "СекцияРасчСчет\nРасчСчет={account}\nНачальныйОстаток={opening}\nКонечныйОстаток={closing}\nКонецРасчСчет\n"
    )
}

#[test]
fn nothing_behind_the_end_of_an_exchange_file_is_lost() {
    let next = ONE_C.replace("19.03.2026", "20.03.2026");
    let joined = told(format!("{ONE_C}\r\n{next}\u{1a}"));
    let numbers: Vec<&str> = joined.iter().map(|(number, _)| number.as_str()).collect();
    let of_day = |day: &str| format!("1C:{OWN} {day} {day}");
    assert_eq!(numbers, [of_day("2026-03-19"), of_day("2026-03-20")]);
    assert_eq!([joined[0].1.len(), joined[1].1.len()], [3, 3]);
    assert_eq!(refused(format!("{ONE_C}СекцияДокумент=Выписка\n")), ("not-recognised", Some(57)));
    assert_eq!(refused(format!("{ONE_C}{}", ONE_C.replace("КонецФайла", ""))).0, "cut-off");
    assert_eq!(refused(ONE_C.replace("КонецФайла", "1CClientBankExchange")).0, "cut-off");
    assert_eq!(told(format!("\r\n\r\n{ONE_C}")), told(ONE_C), "a blank line before it");
    let head = ONE_C.replacen("ВерсияФормата", "Валюта=KZT\r\nИдентификатор=7\r\nВерсияФормата", 1);
    assert_eq!(told(head), told(ONE_C), "keys of the file that a payment has too");
}

#[test]
fn each_day_of_an_exchange_file_of_a_longer_period_is_a_statement() {
    let week = one_c(
        &[
            "НомерДокумента=1 СуммаРасход=10 ДатаСписано=19.03.2026 ДатаПоступило=20.03.2026",
            "НомерДокумента=2 СуммаРасход=20 ДатаСписано=20.03.2026",
            "НомерДокумента=3 СуммаРасход=30 ДатаДокумента=18.03.2026",
            "НомерДокумента=4 СуммаРасход=40 ДатаДокумента=01.03.2026",
        ]
        .map(|keys| document(&format!("{keys} ПлательщикИИК={OWN}")))
        .concat(),
    )
    .replace("ДатаНачала=19", "ДатаНачала=16");
    let told: Vec<(String, usize)> =
        told(&week).into_iter().map(|(n, rows)| (n[24..].to_owned(), rows.len())).collect();
    let day = |day: u8, rows| (format!("2026-03-{day} 2026-03-{day}"), rows);
    assert_eq!(told, [day(18, 1), day(19, 2), day(20, 1)]);
    let dated_in_the_section = one_c(&format!(
        "СекцияРасчСчет\nДатаНачала=19.03.2026\nРасчСчет={OWN}\nКонецРасчСчет\n{}",
        document("Сумма=10")
    ))
    .replacen("ДатаНачала=19.03.2026\nДатаКонца=19.03.2026\n", "", 1);
    assert_eq!(rows(&dated_in_the_section), ["?\t10.00\t\t\tpaid\t\t\t2026-03-19"]);
    assert_eq!(refused(dated_in_the_section.replacen("ДатаНачала=19.03.2026\n", "", 1)).0, "missing-value");
}

#[test]
fn the_balances_of_an_exchange_file_count_each_movement_on_its_side_and_no_account_twice() {
    let other = "KZ476010131000179714";
    let between = |sums: &str| document(&format!("НомерДокумента=9 {sums} ПлательщикИИК={OWN} ПолучательИИК={other}"));
    let both = |first: &str, second: &str| account(OWN, "100", first) + &account(other, "5", second);
    // a transfer between two accounts of the file: told once, or once for each of them
    assert_eq!(told(one_c(&(both("70", "35") + &between("Сумма=30")))).len(), 1);
    let twice = between("Сумма=30 СуммаРасход=30") + &between("Сумма=30 СуммаПриход=30");
    assert_eq!(told(one_c(&(both("70", "35") + &twice))).len(), 2);
    assert_eq!(refused(one_c(&(both("70", "5") + &between("Сумма=30")))).0, "control-total");
    // a section behind the documents counts where the account was known, and proves nothing where it was not
    let sections = |first, second| one_c(&(between("Сумма=30") + &both(first, second)));
    assert_eq!(told(sections("70", "999")).len(), 1);
    assert_eq!(refused(sections("71", "35")).0, "control-total");
    // an overdrawn account, and a payer who is left out
    let owed = account(OWN, "-20.50", "-30.50") + &document("НомерДокумента=9 СуммаРасход=10");
    assert_eq!(rows(one_c(&owed)), ["9\t10.00\t\t\tpaid\t\t\t2026-03-19"]);
    let whose = account(OWN, "0", "0") + &account(other, "0", "0") + &document("СуммаРасход=10");
    assert_eq!(refused(one_c(&whose)), ("missing-value", Some(14)));
}

#[test]
fn a_document_of_1c_is_told_by_the_best_that_it_says() {
    let told =
        |keys: &str| rows(one_c(&document(&format!("{keys} ПлательщикИИК={OWN} ДатаСписано=19.03.2026")))).remove(0);
    let bare = "Сумма=10 НомерДокумента=5";
    assert_eq!(told(bare), "5\t10.00\t\t\tpaid\t\t\t2026-03-19");
    assert!(told(&format!("{bare} НазначениеПлатежа=субсидия,2026-17")).starts_with("2026-17\t"));
    assert!(told("Сумма=10 НомерДокумента=2026-5 НазначениеПлатежа=2026-17").starts_with("2026-5\t"));
    for key in ["ПолучательИИН/БИН", "ПолучательИИН_БИН", "ПолучательБИН/ИИН", "ПОЛУЧАТЕЛЬБИН"]
    {
        assert_eq!(told(&format!("{bare} {key}=941240001151")), "5\t10.00\t941240001151\t\tpaid\t\t\t2026-03-19");
    }
    for word in ["Возвращено:2026-17", "ВОЗВРАТ/2026-17/", "қайтарылды:2026-17"] {
        let back = one_c(&document(&format!("СуммаПриход=10 ПолучательИИК={OWN} НазначениеПлатежа={word}")));
        assert_eq!(rows(back), [format!("2026-17\t10.00\t\t\treturned\t{word}\t\t2026-03-19")]);
    }
}

#[test]
fn what_the_bank_did_not_post_is_no_payment() {
    // the file in which the orders left, and one that only looks like it
    let order = "НомерДокумента=1 Сумма=10 ДатаВалютирования=19.03.2026";
    let orders = one_c(&document(&format!("{order} ПлательщикИИК={OWN}")));
    assert_eq!(refused(&orders), ("missing-value", Some(4)), "an order to pay is no statement");
    for ours in ["Отправитель=qazyna", "ОписьSHA256=00"] {
        assert_eq!(
            refused(orders.replacen("СекцияДок", &format!("{ours}\nСекцияДок"), 1)),
            ("not-recognised", Some(4))
        );
    }
    assert_eq!(told(one_c(&(account(OWN, "10", "0") + &document(&format!("{order} ПлательщикИИК={OWN}"))))).len(), 1);
}

#[test]
fn a_document_of_1c_outside_its_section_and_a_second_value_are_refused() {
    for (spoiled, why) in [
        (ONE_C.replacen("СекцияДокумент=ПлатежноеПоручение\r\n", "", 1), ("not-recognised", Some(18))),
        (ONE_C.replacen("СекцияДокумент=", "СекцияДокументы=", 1), ("not-recognised", Some(18))),
        (ONE_C.replacen("СекцияДокумент=", "Секция Документ=", 1), ("not-recognised", Some(18))),
        (ONE_C.replace("КонецФайла", "КонецДокумента\r\nКонецФайла"), ("not-recognised", Some(56))),
        (ONE_C.replacen("Сумма=125000.00", "Сумма=125000.00\r\nСумма=1.00", 1), ("doubled-column", Some(22))),
        (ONE_C.replacen("СуммаПриход=", "СуммаПриход=125000.00", 1), ("doubled-column", Some(18))),
    ] {
        assert_eq!(refused(&spoiled), why);
    }
}

#[test]
fn the_totals_of_an_account_are_those_of_its_documents() {
    for (spoiled, why) in [
        (ONE_C.replace("ВсегоСписано=125000.00", "ВсегоСписано=125000.01"), ("control-total", Some(56))),
        (ONE_C.replace("ВсегоПоступило=125010.50", "ВсегоПоступило=125000.00"), ("control-total", Some(56))),
        (ONE_C.replace("КонечныйОстаток=5000010.50", "КонечныйОстаток="), ("missing-value", Some(9))),
        (ONE_C.replace("НачальныйОстаток=5000000.00\r\n", ""), ("missing-value", Some(9))),
    ] {
        assert_eq!(refused(&spoiled), why);
    }
}

#[test]
fn a_movement_of_nothing_is_refused_and_the_others_stand() {
    let nothing = one_c(
        &["НомерДокумента=5 ДатаСписано=19.03.2026 Сумма=0.00", "НомерДокумента=6 ДатаСписано=19.03.2026 Сумма=1"]
            .map(document)
            .concat(),
    );
    let in_tags = MT940.replace(":61:2603190319C10,5", ":61:2603190319D0,00NTRF2026-3\n:61:2603190319C10,5");
    for (text, line, rows) in
        [(nothing.replace("Сумма", &format!("ПлательщикИИК={OWN}\nСумма")), 4, 1), (in_tags, 10, 3)]
    {
        let file = of(text.as_bytes());
        assert_eq!((file.statements[0].rows, file.refused), (rows, 1));
        assert_eq!((file.defects[0].code.word(), file.defects[0].line), ("amount-zero", Some(line)));
    }
}

#[test]
fn an_exchange_file_holds_no_more_than_its_sections_need() {
    let endless = (0..200_000).map(|n| format!("Ключ{n}={n}\n")).collect::<String>();
    let section = one_c(&document(&format!("СуммаРасход=10\nПлательщикИИК={OWN}\n{endless}")));
    assert_eq!(rows(&section).len(), 1, "keys that nobody asks for are passed over");
    let long = one_c(&format!("РасчСчет={}\n", "K".repeat(36)));
    assert_eq!(refused(&long), ("too-long", Some(4)));
    let many: String = (0..10_001).map(|n| format!("РасчСчет=KZ{n}\n")).collect();
    assert_eq!(refused(one_c(&many)).0, "too-long");
}
