//! What banks send instead of the treasury's table: whatever the form, the same payments leave the same states, and what is no
//! answer to an order of ours is kept until somebody settles it.

use serde_json::Value;

use super::scene::{Scene, both_with, text};
use crate::support::office::request;

const AT: &str = "2026-02-27T10:00:00+05:00";
/// The sandbox's account.
const OWN: &str = "KZ24070105KSN0000000";

/// Dispatched orders of 10.00, 20.00, …, one for each letter.
fn dispatched(scene: &Scene, numbers: &[&str]) {
    let rows = numbers.iter().zip(1..).map(|(n, tens)| request(n, AT, tens * 10));
    scene.take("2026-03-02T09:30", &rows.collect::<Vec<_>>());
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T12:00", 1);
    scene.tick("2026-03-02T12:10");
}

fn own(scene: &Scene) -> String {
    let shown = std::fs::read_to_string(scene.path("rules/department.toml")).unwrap();
    let line = shown.lines().find(|line| line.starts_with("payer_account")).unwrap_or(OWN);
    line.split('"').nth(1).unwrap_or(OWN).to_owned()
}

/// An entry of camt.053: mark, whether it is a reversal, reference, sum, BIN, account.
fn entry(mark: &str, reversal: bool, reference: &str, [sum, bin, account]: [&str; 3]) -> String {
    let reversal = if reversal { "<RvslInd>true</RvslInd>" } else { "" };
    format!(
        "<Ntry><Amt Ccy=\"KZT\">{sum}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{reversal}<Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2026-03-03</Dt></BookgDt><ValDt><Dt>2026-03-03</Dt></ValDt><AcctSvcrRef>B-{reference}</AcctSvcrRef>\
         <BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy=\"KZT\">{sum}</Amt>\
         <CdtDbtInd>{mark}</CdtDbtInd><RltdPties><Cdtr><Pty><Nm>ТОО «Ә &amp; Қ»</Nm><Id><OrgId><Othr><Id>{bin}</Id></Othr></OrgId></Id></Pty></Cdtr>\
         <CdtrAcct><Id><IBAN>{account}</IBAN></Id></CdtrAcct></RltdPties></TxDtls></NtryDtls></Ntry>\n"
    )
}

fn statement(number: &str, account: &str, entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\
         <BkToCstmrStmt><GrpHdr><MsgId>{number}</MsgId><CreDtTm>2026-03-03T09:00:00+05:00</CreDtTm></GrpHdr>\n<Stmt><Id>{number}</Id>\
         <CreDtTm>2026-03-03T09:00:00+05:00</CreDtTm><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>KZT</Ccy></Acct>\n{entries}</Stmt></BkToCstmrStmt></Document>\n"
    )
}

fn facts(order: &Value) -> [String; 3] {
    ["amount", "payee_bin", "account"].map(|key| text(&order[key]))
}

fn import(scene: &Scene, at: &str, name: &str, bytes: &str) -> Value {
    let file = scene.write(name, bytes);
    scene.must(at, "finance", &["statement", "import", &file])
}

fn of(facts: &[String; 3]) -> [&str; 3] {
    facts.each_ref().map(String::as_str)
}

#[test]
fn the_statement_of_a_bank_pays_rejects_and_returns_as_the_table_does() {
    both_with(1_000, |scene| {
        dispatched(scene, &["A", "B", "C"]);
        let orders: Vec<[String; 3]> = (1..=3).map(|n| facts(&scene.order(&format!("2026-{n}")))).collect();
        let entries = entry("DBIT", false, "2026-1", of(&orders[0])) + &entry("DBIT", false, "2026-2", of(&orders[1]));
        let bytes = statement("C53-1", &own(scene), &entries);
        let report = import(scene, "2026-03-03T10:00", "bank-1.xml", &bytes);
        assert_eq!((&report["accepted"], &report["refused"]), (&2.into(), &0.into()), "{report}");
        assert_eq!(scene.facts("A", ["status", "paid"]), ["paid", "10.00"]);
        // the same file again is quiet, the same number with other content a conflict
        assert_eq!(import(scene, "2026-03-03T10:05", "again.xml", &bytes)["repeated"], 2);
        let other = scene.write("other.xml", bytes.replace("10.00", "11.00"));
        let ran = scene.run("2026-03-03T10:06", "finance", &["statement", "import", &other]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["statement-conflict".to_owned()]));
        // a debit taken back is a return
        let back = statement("C53-2", &own(scene), &entry("CRDT", true, "2026-2", of(&orders[1])));
        import(scene, "2026-03-03T11:00", "bank-2.xml", &back);
        assert_eq!(scene.facts("B", ["status", "hold"]), ["confirmed", "returned"]);
        // the bank's report refuses the third, without saying its sum
        let report = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt><GrpHdr><MsgId>R-1</MsgId>\
            <CreDtTm>2026-03-03T12:00:00+05:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>QZ</OrgnlMsgId><OrgnlMsgNmId>pain.001</OrgnlMsgNmId>\
            <GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>QZ</OrgnlPmtInfId>\
            <TxInfAndSts><OrgnlEndToEndId>2026-3</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn>\
            <AddtlInf>счёт закрыт</AddtlInf></StsRsnInf></TxInfAndSts>\
            <TxInfAndSts><OrgnlEndToEndId>2026-1</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>";
        import(scene, "2026-03-03T12:10", "report.xml", report);
        assert_eq!(scene.facts("C", ["status", "hold"]), ["confirmed", "rejected"]);
        assert_eq!(text(&scene.order("2026-3")["reason"]), "AC04 счёт закрыт");
        assert_eq!(scene.breaks(), []);
        assert_eq!(scene.batch_status(1), "settled");
    });
}

#[test]
fn a_debit_without_a_number_is_told_by_its_whole_identity_and_never_by_the_sum_alone() {
    both_with(1_000, |scene| {
        scene.take("2026-03-02T09:20", &[request("X", AT, 10).replace("941240001151", "141040011035")]);
        dispatched(scene, &["A", "B", "C"]);
        let orders = |n: usize| facts(&scene.order(&format!("2026-{n}")));
        let (a, twin) = (orders(1), orders(4));
        assert_eq!(a[0], twin[0], "two orders of one sum to different payees");
        let nobody = ["10.00", "", ""];
        let entries = [
            entry("DBIT", false, "NOTPROVIDED", of(&a)),
            entry("DBIT", false, "NOTPROVIDED", nobody),
            entry("DBIT", false, "NOTPROVIDED", [&a[0], &a[1], "KZ476010131000179999"]),
        ];
        let report =
            import(scene, "2026-03-03T10:00", "unnamed.xml", &statement("U-1", &own(scene), &entries.concat()));
        assert_eq!(report["accepted"], 3);
        assert_eq!(text(&scene.order("2026-1")["status"]), "paid");
        assert_eq!(text(&scene.order("2026-4")["status"]), "dispatched", "its sum alone says nothing");
        let unknown = ("unknown-order".to_owned(), String::new());
        assert_eq!(scene.breaks(), [unknown.clone(), unknown]);
        let told = scene.must("", "", &["reconcile", "--explain", "2026-1"]);
        assert_eq!(text(&told["answers"][0]["found_by"]), "identity");
        // the same payment once more: the order waits for nothing
        let again = statement("U-2", &own(scene), &entry("DBIT", false, "NOTPROVIDED", of(&a)));
        import(scene, "2026-03-03T11:00", "again.xml", &again);
        assert_eq!(scene.breaks().len(), 3);
    });
}

#[test]
fn two_equal_payments_without_numbers_are_not_guessed() {
    both_with(1_000, |scene| {
        let twins =
            [request("A", AT, 10), request("B", AT, 10).replace(",2025-10-01,2025-12-31", ",2025-07-01,2025-09-30")];
        scene.take("2026-03-02T09:30", &twins);
        scene.tick("2026-03-02T10:00");
        scene.sign("2026-03-02T12:00", 1);
        scene.tick("2026-03-02T12:10");
        let facts = facts(&scene.order("2026-1"));
        let two = entry("DBIT", false, "", of(&facts)).repeat(2);
        import(scene, "2026-03-03T10:00", "twins.xml", &statement("T-1", &own(scene), &two));
        assert_eq!(scene.breaks().len(), 2, "which is which the bank does not say");
        // named, each finds its own
        let named = entry("DBIT", false, "2026-1", of(&facts)) + &entry("DBIT", false, "2026-2", of(&facts));
        import(scene, "2026-03-03T11:00", "named.xml", &statement("T-2", &own(scene), &named));
        assert_eq!(["A", "B"].map(|n| scene.facts(n, ["status"])[0].clone()), ["paid", "paid"]);
    });
}

#[test]
fn what_is_not_of_our_account_or_currency_is_kept_and_shown() {
    both_with(1_000, |scene| {
        dispatched(scene, &["A"]);
        let a = facts(&scene.order("2026-1"));
        let foreign = statement("F-1", "KZ476010131000179714", &entry("DBIT", false, "2026-1", of(&a)));
        let dollars =
            statement("F-2", &own(scene), &entry("DBIT", false, "2026-1", of(&a)).replace("\"KZT\"", "\"USD\""));
        let came = statement("F-3", &own(scene), &entry("CRDT", false, "2026-1", of(&a)));
        for (n, bytes) in [foreign, dollars, came].iter().enumerate() {
            import(scene, &format!("2026-03-03T1{n}:00"), &format!("foreign-{n}.xml"), bytes);
        }
        assert_eq!(text(&scene.order("2026-1")["status"]), "dispatched");
        let unknown = ("unknown-order".to_owned(), String::new());
        assert_eq!(scene.breaks(), vec![unknown; 3]);
        let settle = scene.list(&["break", "list"]);
        assert_eq!(text(&settle[0]["found"]), format!("{} {} {}", a[0], a[1], a[2]), "what it was is shown");
        scene.must(
            "2026-03-03T13:00",
            "finance",
            &["break", "settle", &text(&settle[0]["id"]), "--reason", "not ours"],
        );
        assert_eq!(scene.breaks().len(), 2);
    });
}

#[test]
fn a_statement_whose_form_is_wrong_changes_nothing_and_says_where() {
    both_with(1_000, |scene| {
        dispatched(scene, &["A"]);
        let a = facts(&scene.order("2026-1"));
        let good = statement("W-1", &own(scene), &entry("DBIT", false, "2026-1", of(&a)));
        let balance = |kind: &str, sum: &str| {
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"KZT\">{sum}</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
                 <Dt><Dt>2026-03-03</Dt></Dt></Bal>"
            )
        };
        let balanced = |closing: &str| {
            let both = balance("OPBD", "100.00") + &balance("CLBD", closing);
            good.replacen("<Ntry>", &format!("{both}<Ntry>"), 1)
        };
        let cases = [
            (good.replace("</Document>", ""), "cut-off"),
            (good.replace("</Stmt>", "</Smt>"), "not-xml"),
            (good.replace(">10.00<", ">10,00<"), "bad-amount"),
            (good.replace("<ValDt><Dt>2026-03-03", "<ValDt><Dt>2026-02-30"), "bad-date"),
            (good.replace("camt.053.001.08", "camt.053.001.99"), "not-recognised"),
            (good.replace("camt.053.001.08", "camt.060.001.05"), "not-recognised"),
            (good.replace("<Document", "<!DOCTYPE a [<!ENTITY x SYSTEM \"/etc/passwd\">]><Document"), "not-xml"),
            (balanced("95.00"), "control-total"),
        ];
        for (bytes, code) in cases {
            let file = scene.write("wrong.xml", &bytes);
            scene.refused("2026-03-03T10:00", "finance", &["statement", "import", &file], code);
        }
        // to people a fault of the whole file names its line and no column
        let (config, cut) = (scene.path("qazyna.toml"), scene.write("cut.sta", ":20:X\n:25:KZ1\n"));
        let said = ["--at", "2026-03-03T10:30:00+05:00", "--actor", "finance", "statement", "import", &cut];
        let ran = scene.words(&[&["--config", &config, "--lang", "ru"], &said[..]].concat());
        assert!(ran.code == 3 && ran.stderr.starts_with("строка 3: [cut-off] файл обрывается: `:62F:`"), "{ran:?}");
        import(scene, "2026-03-03T11:00", "right.xml", &balanced("90.00"));
        assert_eq!(scene.facts("A", ["status"]), ["paid"]);
    });
}

#[test]
fn one_entry_of_many_payments_is_as_many_lines_where_their_sums_are_told() {
    both_with(1_000, |scene| {
        dispatched(scene, &["A", "B"]);
        let orders = [1, 2].map(|n| facts(&scene.order(&format!("2026-{n}"))));
        let one = |n: usize| {
            let whole = entry("DBIT", false, &format!("2026-{}", n + 1), of(&orders[n]));
            let (from, to) = (whole.find("<TxDtls>").unwrap(), whole.find("</NtryDtls>").unwrap());
            whole[from..to].to_owned()
        };
        let batch = |details: &str| {
            let whole = entry("DBIT", false, "2026-1", ["30.00", "", ""]);
            let (from, to) = (whole.find("<TxDtls>").unwrap(), whole.find("</NtryDtls>").unwrap());
            format!("{}{details}{}", &whole[..from], &whole[to..])
        };
        let without = one(0).replace("<Amt Ccy=\"KZT\">10.00</Amt>", "") + &one(1);
        import(scene, "2026-03-03T10:00", "sum.xml", &statement("M-1", &own(scene), &batch(&without)));
        assert_eq!(scene.breaks().len(), 1, "which of them went the bank does not say");
        import(scene, "2026-03-03T11:00", "each.xml", &statement("M-2", &own(scene), &batch(&(one(0) + &one(1)))));
        assert_eq!(["A", "B"].map(|n| scene.facts(n, ["status"])[0].clone()), ["paid", "paid"]);
    });
}

#[test]
fn a_file_of_several_statements_is_taken_in_the_order_of_their_dates_and_each_but_once() {
    both_with(1_000, |scene| {
        dispatched(scene, &["A", "B"]);
        let ours = own(scene);
        let message = |number: u8, day: u8, mark: &str, sum: u8, closing: &str| {
            format!(
                ":20:X\n:25:{ours}\n:28C:{number}/1\n:60F:C260302KZT100,00\n\
                 :61:26030{day}030{day}{mark}{sum},00NTRF2026-{number}//R{number}\n:62F:C26030{day}KZT{closing}\n"
            )
        };
        let (paid, back) = (message(1, 3, "D", 10, "90,00"), message(1, 4, "RD", 10, "110,00"));
        let other = message(2, 3, "D", 20, "80,00");
        let later = back.replace(":28C:1/1", ":28C:3/1");
        let file = format!("{later}{paid}{other}{paid}");
        let report = import(scene, "2026-03-05T10:00", "a.sta", &file);
        assert_eq!((&report["accepted"], &report["repeated"]), (&3.into(), &1.into()), "{report}");
        assert_eq!(scene.of_orders(["status"]), [["returned"], ["paid"]]);
        assert_eq!(scene.breaks(), []);
        // the whole file again is quiet, a statement of a known number and other content is not
        assert_eq!(import(scene, "2026-03-05T10:05", "b.sta", &file)["repeated"], 4);
        let file = scene.write("c.sta", format!("{other}{}", other.replace("R2", "R9")));
        scene.refused("2026-03-05T10:10", "finance", &["statement", "import", &file], "statement-conflict");
    });
}

#[test]
fn two_exchange_files_of_a_day_in_one_grow_as_two_files_do() {
    both_with(1_000, |scene| {
        dispatched(scene, &["A", "B"]);
        let ours = own(scene);
        let document = |n: usize, more: &str| {
            let [sum, bin, account] = facts(&scene.order(&format!("2026-{n}")));
            format!(
                "СекцияДокумент=ПлатежноеПоручение\nНомерДокумента={n}\nСуммаРасход={sum}\nПлательщикИИК={ours}\n\
                 ПолучательБИН_ИИН={bin}\nПолучательИИК={account}\n{more}КонецДокумента\n"
            )
        };
        let whole = |documents: String| {
            format!("1CClientBankExchange\nДатаНачала=03.03.2026\nДатаКонца=03.03.2026\n{documents}КонецФайла\n")
        };
        let (a, b) = (document(1, ""), document(2, ""));
        let (morning, evening) = (whole(a.clone()), whole(a.clone() + &b + &document(1, "Референс=7\n")));
        let report = import(scene, "2026-03-03T18:00", "day.txt", &(morning + &evening));
        assert_eq!((&report["accepted"], &report["repeated"]), (&3.into(), &1.into()), "{report}");
        assert_eq!(scene.of_orders(["status"]), [["paid"], ["paid"]]);
        assert_eq!(scene.breaks(), [("duplicate-line".to_owned(), "2026-1".to_owned())], "of one statement");
    });
}

#[test]
fn the_same_day_in_the_form_of_any_bank_leaves_the_same_states() {
    both_with(1_000, |scene| {
        dispatched(scene, &["A", "B", "C", "D"]);
        let order = |n: usize| facts(&scene.order(&format!("2026-{n}")));
        let comma = |sum: &str| sum.replace('.', ",");
        let ours = own(scene);
        let [a, b, c] = [1, 2, 3].map(order);
        let mt940 = format!(
            ":20:X\n:25:{ours}\n:28C:1/1\n:60F:C260302KZT100,00\n:61:2603030303D{},00NTRF2026-1//R1\n:62F:C260303KZT90,00\n",
            comma(&a[0]).trim_end_matches(",00")
        );
        let mt970 = format!(
            "{{1:F01X}}\n{{4:\n:20:Y\n:23:FINAL\n:25:BANKKZKA/{ours}\n:28:2\n:60F:C260303KZT90,00\n\
             :61:1200D260303KZT{}S100HSBKKZKX2026-2//R2\n:62F:C260303KZT70,00\n-}}\n",
            comma(&b[0])
        );
        let one_c = |more: &str| {
            format!(
                "1CClientBankExchange\nКодировка=UTF-8\nДатаНачала=03.03.2026\nДатаКонца=03.03.2026\nРасчСчет={ours}\n{more}КонецФайла\n"
            )
        };
        let document = format!(
            "СекцияДокумент=ПлатежноеПоручение\nНомерДокумента=3\nСуммаРасход={}\nПлательщикИИК={ours}\nПолучательБИН_ИИН={}\n\
             ПолучательИИК={}\nНазначениеПлатежа=субсидия\nКонецДокумента\n",
            c[0], c[1], c[2]
        );
        import(scene, "2026-03-03T10:00", "a.sta", &mt940);
        import(scene, "2026-03-03T10:10", "b.txt", &mt970);
        import(scene, "2026-03-03T10:20", "c.txt", &one_c(&document));
        assert_eq!(["A", "B", "C"].map(|n| scene.facts(n, ["status"])[0].clone()), ["paid", "paid", "paid"]);
        assert_eq!(scene.breaks(), []);
        // in the evening the bank posts one more: of the same period only that is new
        let late = document.replace("НомерДокумента=3", "НомерДокумента=4").replace(&c[0], &order(4)[0]);
        let evening = one_c(&(document.clone() + &late));
        let report = import(scene, "2026-03-03T18:00", "evening.txt", &evening);
        assert_eq!((&report["accepted"], &report["repeated"]), (&1.into(), &1.into()), "{report}");
        assert_eq!(scene.facts("D", ["status"]), ["paid"]);
        assert_eq!(import(scene, "2026-03-03T18:05", "again.txt", &evening)["repeated"], 2);
        // the file of the week holds the day again, and one payment of another day that nobody ordered
        let before = document
            .replace("НомерДокумента=3", "НомерДокумента=90")
            .replace("КонецДок", "ДатаСписано=02.03.2026\nКонецДок");
        let week = one_c(&(document.clone() + &late + &before)).replace("ДатаНачала=03", "ДатаНачала=01");
        let report = import(scene, "2026-03-03T18:07", "week.txt", &week);
        assert_eq!((&report["accepted"], &report["repeated"]), (&1.into(), &2.into()), "{report}");
        assert_eq!(scene.breaks().len(), 1);
        // a file that lost what stood there before contradicts it
        let file = scene.write("less.txt", one_c(&late));
        scene.refused("2026-03-03T18:10", "finance", &["statement", "import", &file], "statement-conflict");
        assert_eq!(scene.batch_status(1), "settled");
    });
}
