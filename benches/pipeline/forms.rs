//! Each form of file by itself: how long its writer takes against a copy of what it wrote, and its reader against reading the
//! bytes, in this process and between each other.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use qazyna::config::layouts::usual;
use qazyna::domain::batch::{Payer, SignatureRecord, sha256};
use qazyna::domain::budget::BudgetLine;
use qazyna::domain::ident::{Bic, Bin, Iban};
use qazyna::domain::manifest::Manifest;
use qazyna::domain::money::Amount;
use qazyna::domain::order::{OrderFacts, OrderNumber};
use qazyna::domain::time::{Moment, parse_date};
use qazyna::format::table::TableFault;
use qazyna::format::{self, Format, Signed};

use crate::report::median;

/// Orders of one bank that a file of messages can hold.
const MESSAGES: u64 = 999 * 50;
const OWN: &str = "KZ14070103SAMPLE0001";
const BIN: &str = "941240001151";
const ACCOUNT: &str = "KZ476010131000179714";

/// A form: its size, and the medians of what was measured, in seconds.
#[derive(Clone, Debug)]
pub struct Measured {
    /// `write pain001`, `read camt.053`.
    pub what: String,
    /// How many orders or lines it holds.
    pub orders: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// The writer or the reader.
    pub seconds: f64,
    /// The copy, or reading the bytes.
    pub bare: f64,
}

fn seconds(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64()
}

fn manifest(orders: u64) -> Manifest {
    let order = |number: u64| OrderFacts {
        number: OrderNumber { year: 2026, number: number as i64 },
        date: parse_date("2026-03-12").unwrap(),
        request: format!("MF-2026-{number:06}"),
        amount: Amount::from_tiyn(1_000_000 + number as i64),
        payee_bin: Bin::parse(BIN).unwrap(),
        payee_name: "ТОО «МФО Қазына-Несие»".to_owned(),
        account: Iban::parse(ACCOUNT).unwrap(),
        bank_bic: Bic::parse("HSBKKZKX").unwrap(),
        kbe: "15".to_owned(),
        knp: "000".to_owned(),
        purpose: format!("ОБРАЗЕЦ. Субсидирование операционных затрат по заявке № MF-2026-{number:06}"),
    };
    Manifest {
        batch: 1,
        service: "microfinance-subsidy".to_owned(),
        line: BudgetLine::parse("255/061/015/311").unwrap(),
        date: parse_date("2026-03-12").unwrap(),
        payer: Payer {
            institution: "2550101".to_owned(),
            bin: Bin::parse("010140999992").unwrap(),
            name: "ОБРАЗЕЦ".to_owned(),
            account: Iban::parse(OWN).unwrap(),
            bic: Bic::parse("KKMFKZ2A").unwrap(),
            kod: "12".to_owned(),
            funding_source: "1".to_owned(),
        },
        orders: (1..=orders).map(order).collect(),
    }
}

/// Statements of so many payments in each form.
fn statements(folder: &Path, lines: u64) -> Vec<(&'static str, PathBuf)> {
    let sum = |n: u64| format!("{}.{:02}", 10_000 + n / 100, n % 100);
    let sums: Vec<String> = (1..=lines).map(sum).collect();
    let total: u64 = (1..=lines).map(|n| 1_000_000 + n).sum();
    let opening = format!("{}.{:02}", total / 100, total % 100);
    let put = |name: &'static str, head: String, line: &dyn Fn(usize, &str) -> String, tail: &str| {
        let path = folder.join(format!("statement-{name}"));
        let mut text = head;
        sums.iter().enumerate().for_each(|(n, sum)| text.push_str(&line(n + 1, sum)));
        text.push_str(tail);
        fs::write(&path, text).unwrap();
        (name, path)
    };
    let comma = |sum: &str| sum.replace('.', ",");
    vec![
        put(
            "csv",
            "statement_no,statement_date,order_number,amount,payee_bin,payee_account,outcome,reason,treasury_reference,value_date\n".into(),
            &|n, sum| format!("S-1,2026-03-13,2026-{n},{sum},{BIN},{ACCOUNT},paid,,T-{n},2026-03-13\n"),
            "",
        ),
        put(
            "camt.053",
            format!(
                "<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>\
                 <CreDtTm>2026-03-13T09:00:00+05:00</CreDtTm></GrpHdr>\n<Stmt><Id>S-1</Id><CreDtTm>2026-03-13T09:00:00+05:00</CreDtTm>\
                 <Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>KZT</Ccy></Acct>\n"
            ),
            &|n, sum| {
                format!(
                    "<Ntry><Amt Ccy=\"KZT\">{sum}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-13</Dt></BookgDt>\
                     <ValDt><Dt>2026-03-13</Dt></ValDt><AcctSvcrRef>T-{n}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>2026-{n}</EndToEndId></Refs>\
                     <RltdPties><Cdtr><Pty><Id><OrgId><Othr><Id>{BIN}</Id></Othr></OrgId></Id></Pty></Cdtr><CdtrAcct><Id><IBAN>{ACCOUNT}</IBAN></Id></CdtrAcct></RltdPties>\
                     </TxDtls></NtryDtls></Ntry>\n"
                )
            },
            "</Stmt></BkToCstmrStmt></Document>\n",
        ),
        put(
            "mt940",
            format!(":20:S1\n:25:{OWN}\n:28C:1/1\n:60F:C260312KZT{}\n", comma(&opening)),
            &|n, sum| format!(":61:2603130313D{}NTRF2026-{n}//T-{n}\n:86:/2026-{n}/ BIN {BIN}, {ACCOUNT}\n", comma(sum)),
            ":62F:C260313KZT0,00\n",
        ),
        put(
            "1c",
            format!("1CClientBankExchange\nДатаНачала=13.03.2026\nДатаКонца=13.03.2026\nРасчСчет={OWN}\n"),
            &|n, sum| {
                format!(
                    "СекцияДокумент=ПлатежноеПоручение\nНомерДокумента={n}\nСуммаРасход={sum}\nПлательщикИИК={OWN}\nПолучательБИН_ИИН={BIN}\n\
                     ПолучательИИК={ACCOUNT}\nНазначениеПлатежа=2026-{n} субсидия\nДатаСписано=13.03.2026\nКонецДокумента\n"
                )
            },
            "КонецФайла\n",
        ),
    ]
}

/// Reads the bytes and nothing else.
fn bare_read(path: &Path) {
    let (mut file, mut room) = (File::open(path).unwrap(), vec![0; 1 << 16]);
    while file.read(&mut room).unwrap() > 0 {}
}

/// Measures every form with so many orders.
pub fn measure(folder: &Path, orders: u64, repeats: usize) -> Vec<Measured> {
    let manifest = manifest(orders);
    let signature = SignatureRecord {
        signed_by: "Ахметова А. К.".to_owned(),
        signed_at: Moment::parse("2026-03-12T11:20:30+05:00").unwrap(),
        value_date: parse_date("2026-03-12").unwrap(),
        manifest_sha256: sha256(&manifest.bytes()),
    };
    let heading = manifest.heading();
    let mut all: Vec<(Measured, Vec<f64>, Vec<f64>)> = Vec::new();
    let mut note = |what: String, orders: u64, bytes: u64, taken: f64, bare: f64| {
        if !all.iter().any(|(one, ..)| one.what == what) {
            let one = Measured { what: what.clone(), orders, bytes, seconds: 0.0, bare: 0.0 };
            all.push((one, Vec::new(), Vec::new()));
        }
        if let Some((_, all_taken, all_bare)) = all.iter_mut().find(|(one, ..)| one.what == what) {
            all_taken.push(taken);
            all_bare.push(bare);
        }
    };
    let statements = statements(folder, orders);
    let copy = folder.join("copy");
    for _ in 0..repeats {
        for format in Format::ALL {
            let (path, layout) = (folder.join(format.word()), usual(format.word()));
            let orders = if format == Format::Mt102 { orders.min(MESSAGES) } else { orders };
            let facts: Vec<&OrderFacts> = manifest.orders.iter().take(orders as usize).collect();
            let signed = Signed {
                manifest: &heading,
                signature: &signature,
                orders: &facts,
                copy: 1,
                part: None,
                sandbox: true,
                zone: chrono_tz::Asia::Almaty,
                layout: &layout,
            };
            let written = seconds(|| {
                let mut file = File::create(&path).unwrap();
                format::write(format, &signed, &mut file).unwrap();
                file.flush().unwrap();
            });
            let bytes = fs::metadata(&path).unwrap().len();
            let copied = seconds(|| assert_eq!(fs::copy(&path, &copy).unwrap(), bytes));
            note(format!("write {}", format.word()), orders, bytes, written, copied);
            let mut count = 0;
            let read = seconds(|| {
                format::read(format, &layout, &mut File::open(&path).unwrap(), &mut |_| count += 1).unwrap();
            });
            assert_eq!(count, orders, "{}", format.word());
            note(format!("read {}", format.word()), orders, bytes, read, seconds(|| bare_read(&path)));
        }
        for (form, path) in &statements {
            let mut rows = 0;
            let read = seconds(|| {
                let file = match format::statement::read(File::open(path).unwrap(), form, OWN) {
                    Ok(file) => file,
                    Err(TableFault::Form(defects)) => panic!("{form}: {defects:?}"),
                    Err(TableFault::Io(fault)) => panic!("{form}: {fault}"),
                };
                rows = file.statements.iter().map(|statement| statement.rows).sum();
            });
            assert_eq!(rows, orders, "{form}");
            let bytes = fs::metadata(path).unwrap().len();
            note(format!("read statement {form}"), orders, bytes, read, seconds(|| bare_read(path)));
        }
    }
    let of = |(one, taken, bare): (Measured, Vec<f64>, Vec<f64>)| Measured {
        seconds: median(&taken),
        bare: median(&bare),
        ..one
    };
    all.into_iter().map(of).collect()
}
