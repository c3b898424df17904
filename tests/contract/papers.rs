//! Printed documents: a payment order, a register for signature, acts and letters, in each language, whole, with the sums
//! in words, and marked as no payment in the sandbox.

use super::{both, lived_in};
use crate::support::office::{Office, Ran};

const BIN: &str = "941240001151";
const DOCUMENTS: [&[&str]; 6] = [
    &["order", "show", "2026-2"],
    &["batch", "show", "1"],
    &["reconcile", "--act"],
    &["reconcile", "--act", "--recipient", BIN],
    &["request", "show", "P"],
    &["request", "show", "F", "--letter", "refusal"],
];

fn printed(office: &Office, lang: &str, words: &[&str], form: &str, file: &str) -> Vec<u8> {
    let (file, config) = (office.path(file), office.path("qazyna.toml"));
    let words = [&["--config", &config, "--lang", lang], words, &["--as", form, "--out", &file]].concat();
    let ran = office.words(&words);
    assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
    std::fs::read(file).unwrap()
}

fn page(office: &Office, lang: &str, words: &[&str]) -> String {
    let page = String::from_utf8(printed(office, lang, words, "html", "a.html")).unwrap();
    page.split_once("<body>").unwrap().1.to_owned()
}

fn has(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[test]
fn every_document_is_whole_in_every_language_and_the_same_data_give_the_same_bytes() {
    both(|office| {
        lived_in(office, 1_234_567, "ТОО «Өңір Қаржы» <МФО>");
        for words in DOCUMENTS {
            for lang in ["ru", "kk", "en"] {
                let page = page(office, lang, words);
                for id in ["paper-", "col-", "order-status-", "batch-status-", "service-", "report-", "break-"] {
                    assert!(!page.contains(id), "{words:?} {lang}: {id}");
                }
                assert!(page.contains("ОБРАЗЕЦ / ҮЛГІ / SANDBOX") && !page.contains("<МФО>"), "{words:?}");
                let pdf = printed(office, lang, words, "pdf", "a.pdf");
                assert!(pdf.starts_with(b"%PDF-") && pdf == printed(office, lang, words, "pdf", "b.pdf"), "{words:?}");
            }
        }
    });
}

#[test]
fn a_payment_order_says_what_the_head_signed_and_its_sum_in_words_of_both_languages() {
    both(|office| {
        lived_in(office, 1_234_567, "ТОО «Өңір Қаржы»");
        let page = page(office, "ru", &["order", "show", "2026-2"]);
        has(
            &page,
            &[
                "№ 2026-2 от 02.03.2026",
                "Оплачено",
                "1\u{a0}234\u{a0}567,00\u{a0}₸",
                "Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь тенге 00 тиын",
                "Бір миллион екі жүз отыз төрт мың бес жүз алпыс жеті теңге 00 тиын",
                "ТОО «Өңір Қаржы»",
                "KZ476010131000179714",
                "KKMFKZ2A",
                "255/061/015/311",
                "Подписано в программе: head, 02.03.2026 10:10",
                "Главный бухгалтер",
                "T-1",
            ],
        );
        let ran = office.run("", "", &["order", "show", "2026-77", "--as", "html"]);
        assert_eq!(ran.codes(), ["not-found"]);
    });
}

#[test]
fn a_register_holds_the_live_orders_of_its_batch_and_names_the_declined_ones() {
    both(|office| {
        lived_in(office, 1_000, "ТОО «Өңір Қаржы»");
        let signed = page(office, "kk", &["batch", "show", "1"]);
        has(&signed, &["Барлық тапсырма: 3", "Үш мың теңге 00 тиын", "Три тысячи тенге 00 тиын", "SHA-256: "]);
        let table = signed.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
        assert_eq!(table.matches("<tr>").count(), 3);
    });
    let office = Office::new(crate::support::Engine::Sqlite);
    lived_in(&office, 1_000, "ТОО «Өңір Қаржы»");
    let plan = crate::plan_row("payments", "2/р", "2026-03-03", [0, 0, 9_000, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let plan = office.write("in/p2.csv", format!("{}\n{plan}\n", crate::PLAN));
    office.must("2026-03-03T12:30", "finance", &["plan", "import", &plan]);
    office.must("2026-03-03T14:40", "", &["tick"]);
    let orders = office.list(&["order", "list", "--batch", "2"]);
    let (first, all) = (orders[0]["reference"].as_str().unwrap(), orders.len());
    let decline = ["batch", "decline", "2", "--order", first, "--reason", "сверить"];
    office.must("2026-03-03T14:50", "head", &decline);
    let waits = page(&office, "ru", &["batch", "show", "2"]);
    has(&waits, &["Не вошли: в подписи отказано", first, "подпись", "фамилия, инициалы, дата"]);
    let table = waits.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
    assert_eq!(table.matches("<tr>").count(), all - 1);
    assert!(!table.contains(first));
}

#[test]
fn an_act_adds_up_and_its_end_is_the_beginning_of_the_next() {
    both(|office| {
        lived_in(office, 1_000, "ТОО «Өңір Қаржы»");
        let act = |from: &str, to: &str| {
            page(office, "ru", &["reconcile", "--act", "--recipient", BIN, "--from", from, "--to", to])
        };
        let end_of = |page: &str, words: &str| {
            let after = page.split_once(words).unwrap_or_else(|| panic!("{words}: {page}")).1;
            let (_, value) = after.split_once("<dd>").unwrap();
            value.split_once("</dd>").unwrap().0.to_owned()
        };
        let (first, second) = (act("2026-03-01", "2026-03-02"), act("2026-03-03", "2026-03-31"));
        assert_eq!(end_of(&first, "на начало 01.03.2026"), "0,00\u{a0}₸");
        assert_eq!(end_of(&first, "на конец 02.03.2026"), end_of(&second, "на начало 03.03.2026"));
        has(&second, &["Поручение № 2026-2", "T-1", "Главный бухгалтер", "ТОО «Өңір Қаржы»"]);
        let treasury = page(office, "ru", &["reconcile", "--act", "--from", "2026-03-01", "--to", "2026-03-31"]);
        has(&treasury, &["Итого поручений: 3", "Одна тысяча тенге 00 тиын", "Поручение не найдено", "2026-99"]);
        let before = page(office, "ru", &["reconcile", "--act", "--from", "2026-01-01", "--to", "2026-03-01"]);
        has(&before, &["Итого поручений: 0", "Ноль тенге 00 тиын"]);
    });
}

fn refused(office: &Office, words: &[&str]) -> Ran {
    let ran = office.run("", "", words);
    assert!(ran.code != 0, "{ran:?}");
    ran
}

#[test]
fn letters_are_those_of_the_request_in_both_languages() {
    both(|office| {
        lived_in(office, 1_000, "ТОО «Өңір Қаржы»");
        let both = page(office, "en", &["request", "show", "F"]);
        has(&both, &["МОТИВИРОВАННЫЙ ОТКАЗ", "УӘЖДІ БАС ТАРТУ", "ТОО «Өңір Қаржы»"]);
        let accepted = page(office, "ru", &["request", "show", "P"]);
        has(&accepted, &["УВЕДОМЛЕНИЕ", "ХАБАРЛАМА", "<hr class=\"page\">"]);
        let ran = refused(office, &["request", "show", "F", "--letter", "result", "--as", "html"]);
        assert_eq!(ran.codes(), ["not-found"]);
        assert_eq!(refused(office, &["request", "show", "F", "--letter", "poem", "--as", "html"]).code, 2);
        assert_eq!(refused(office, &["reconcile", "--act"]).code, 2, "an act is a document");
        let turned = ["reconcile", "--act", "--as", "html", "--from", "2026-03-02", "--to", "2026-03-01"];
        assert_eq!(refused(office, &turned).code, 2);
        let stranger = ["reconcile", "--act", "--as", "html", "--recipient", "090840000906"];
        assert_eq!(refused(office, &stranger).codes(), ["not-found"]);
    });
}
