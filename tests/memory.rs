//! What a reader of outside bytes takes is a constant times what it is given, whoever made it: an endless line, a
//! million columns, a tree without end. One test, because the peak is one of the whole process.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use peak_alloc::PeakAlloc;
use qazyna::cli::story;
use qazyna::config::layouts::usual;
use qazyna::config::settings::Settings;
use qazyna::config::{RuleFiles, load_rules};
use qazyna::domain::batch::Payer;
use qazyna::domain::event::Event;
use qazyna::domain::manifest::Manifest;
use qazyna::domain::order::unescape;
use qazyna::domain::time::Moment;
use qazyna::domain::{notice, plan_row, request, spreadsheet, statement_row};
use qazyna::eds::certificate::Certificate;
use qazyna::eds::crl::List;
use qazyna::eds::oid;
use qazyna::eds::trust::Trust;
use qazyna::eds::verify::{Content, Question, Wanted, verify};
use qazyna::eds::write::{algorithm, bits, item, number, octets, oid as oid_of, sequence, time, wrapped};
use qazyna::format::sheet_table::Table;
use qazyna::format::table::{Piece, TableFault, TableReader};
use qazyna::format::{Format, application_xml, copy_file, read, statement};

use support::Engine;
use support::office::Office;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a reader may take beside the multiple of its input: buffers and what it says.
const BESIDE: usize = 1 << 20;

/// The bytes that `work` held at most, beyond those that were held before.
fn peak_of<T>(work: impl FnOnce() -> T) -> usize {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    drop(work());
    MEMORY.peak_usage().saturating_sub(before)
}

fn repeated(head: &str, piece: &[u8], size: usize) -> Vec<u8> {
    let mut bytes = head.as_bytes().to_vec();
    bytes.extend(piece.iter().copied().cycle().take(size));
    bytes
}

/// Bytes that nobody would send who means well, about `size` of them.
fn hostile(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("an endless line", repeated("", b"a", size)),
        ("line ends", repeated("", b"\n", size)),
        ("zeroes", repeated("", b"\0", size)),
        ("no UTF-8", repeated("", b"\xff", size)),
        ("quotes", repeated("", b"\"", size)),
        ("an open quote", repeated("\"", b"a", size)),
        ("columns without a name", repeated("", b",", size)),
        ("columns with a name", repeated("", b"ab,", size)),
        ("tabs", repeated("", b"\t", size)),
        ("backslashes", repeated("", b"\\", size)),
        ("elements in elements", repeated("", b"<a>", size)),
        ("an element without end", repeated("<", b"a", size)),
        ("attributes", repeated("<a ", b"b='' ", size)),
        (
            "attributes of other names",
            [b"<a ".to_vec(), (0..size / 9).flat_map(|n| format!("b{n}='' ").into_bytes()).collect()].concat(),
        ),
        ("comments", repeated("", b" <!---->", size)),
        ("a comment without end", repeated("<!--", b"a", size)),
        ("entities", repeated("<a>", b"&amp;", size)),
        ("text", repeated("<Document>", b"a ", size)),
        ("brackets", repeated("a = ", b"[", size)),
        ("tables", repeated("", b"[a]\n", size)),
        ("keys", repeated("", b"a.", size)),
    ]
}

/// Files with the right header and rows that are all wrong, or all right and many.
fn rows(columns: &[&str], right: &str, size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let head = format!("{}\n", columns.join(","));
    let empty = format!("{}\n", ",".repeat(columns.len() - 1));
    vec![
        ("right rows", repeated(&head, format!("{right}\n").as_bytes(), size)),
        ("empty rows", repeated(&head, empty.as_bytes(), size)),
        ("short rows", repeated(&head, b"a\n", size)),
        ("one row of many fields", repeated(&head, b",", size)),
        ("one field of quotes", repeated(&head, b"\"\"", size)),
        ("one open field", repeated(&format!("{head}\""), b"a\n", size)),
    ]
}

const REQUEST: &str = "microfinance-subsidy,A-1,2026-02-27T10:00:00+05:00,941240001151,ТОО Береке,KZ476010131000179714,\
HSBKKZKX,15,1000.00,10,100.00,A,2025-12-01,2025-10-01,2025-12-31";
const PLAN: &str = "2026,255,2550101,061,015,311,payments,1,2026-01-05,1.5,-2,0,0,0,0,0,0,0,0,0,0";
const STATEMENT: &str = "S,2026-03-03,2026-1,100.00,941240001151,KZ476010131000179714,paid,,T,2026-03-03";

/// Reads a table as the imports do, piece by piece.
fn table(bytes: &[u8], columns: &[&str]) {
    let Ok(mut table) = TableReader::new(bytes, "a.csv", columns) else { return };
    loop {
        match table.next_rows(4_000) {
            Ok(rows) if rows.is_empty() => return,
            Ok(_) => {}
            Err(TableFault::Form(_)) => return,
            Err(TableFault::Io(e)) => panic!("memory does not fail: {e}"),
        }
    }
}

/// The rules with one file replaced.
fn rules(path: &str, bytes: &[u8]) {
    let mut files: BTreeMap<String, Vec<u8>> =
        RuleFiles::built_in().iter().map(|(p, b)| (p.to_owned(), b.to_vec())).collect();
    files.insert(path.to_owned(), bytes.to_vec());
    let _ = load_rules(&RuleFiles::new(files)).map_err(|e| e.to_string());
}

/// A backup whose packed tables are these bytes.
fn backup(plain: &[u8]) {
    let (created, engine, profile) = ("2026-03-02T05:00:00Z".to_owned(), "sqlite".to_owned(), "sandbox".to_owned());
    let head = copy_file::Head { schema: 8, created, engine, profile, links: 3, head: [7; 32] };
    let empty = copy_file::Writer::new(Vec::new(), &head).unwrap().finish().unwrap().0;
    let end = empty.windows(2).position(|two| two == b"\n\n").unwrap() + 2;
    let file = [&empty[..end], &zstd::bulk::compress(plain, 1).unwrap(), &[0; 32]].concat();
    if let Ok(mut reader) = copy_file::Reader::new(file.as_slice(), file.len() as u64) {
        while let Ok(Some(_)) = reader.next_part() {}
    }
}

/// Parts of a backup that promise more than they hold, or hold as many as they can.
fn parts(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let column = [b'i', 0, 0, 0, 0];
    let begun = |count: u32| [b"T\0\0\0\0".as_slice(), &count.to_le_bytes()].concat();
    vec![
        ("columns without a name", [begun(u32::MAX), repeated("", &column, size)].concat()),
        ("rows of nothing", [begun(1), column.to_vec(), repeated("", b"Rn", size)].concat()),
        ("rows without columns", [begun(0), repeated("", b"R", size)].concat()),
        ("a long name", [b"T\0\0\0\x40".to_vec(), repeated("", b"a", size)].concat()),
        ("tables", begun(0).iter().copied().cycle().take(size).collect()),
    ]
}

/// What the database gives back: texts that the program wrote, or somebody else.
fn bodies(bytes: &[u8]) {
    let _ = (Event::parse_all(bytes), Manifest::parse(bytes), RuleFiles::unbundle(bytes));
    let text = String::from_utf8_lossy(bytes);
    let _ = (notice::Facts::parse(&text), unescape(&text), Payer::parse(&text), story::parse(&text).is_ok());
}

fn settings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = Settings::parse(&text, "qazyna.toml", PathBuf::from("."), &[]).map_err(|e| e.to_string());
}

/// Signatures and lists that hold as many of a thing as they can.
fn signed(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let at = time(Moment::from_micros(0));
    let many = |piece: &[u8]| repeated("", piece, size / piece.len() * piece.len());
    let list = |rows: &[u8]| {
        let (plain, name) = (algorithm(oid::SIGNATURE_2015_512), sequence(&[]));
        let tbs = sequence(&[&number(1), &plain, &name, &at, &at, &sequence(&[rows])]);
        sequence(&[&tbs, &plain, &bits(&[1; 128])])
    };
    let data = |certificates: &[u8], signers: &[u8]| {
        let inside = item(0xa0, &[certificates]);
        let kind = sequence(&[&oid_of(oid::DATA)]);
        let data = sequence(&[&number(1), &item(0x31, &[]), &kind, &inside, &item(0x31, &[signers])]);
        sequence(&[&oid_of(oid::SIGNED_DATA), &wrapped(0, &data)])
    };
    let extension = sequence(&[&oid_of(oid::KEY_USAGE), &octets(&[])]);
    vec![
        ("short entries", list(&many(&sequence(&[&[2, 1, 1], &at])))),
        ("entries of nothing", list(&many(&[0x30, 0]))),
        ("certificates of nothing", data(&many(&[0x30, 0]), &[])),
        ("signers of nothing", data(&[], &many(&[0x30, 0]))),
        ("sequences in sequences", (0..200).fold(many(&[5, 0]), |inner, _| sequence(&[&inner]))),
        ("extensions", sequence(&[&many(&extension)])),
        ("base64", repeated("", b"MIIB", size)),
        ("PEM", repeated("-----BEGIN CMS-----\n", b"MIIB\n", size)),
    ]
}

/// Whatever reads what others signed.
fn signatures(bytes: &[u8]) {
    let (trust, wanted, now) = (Trust::default(), Wanted::default(), Moment::from_micros(0));
    drop(verify(&Question { cms: bytes, content: Content::Enclosed, now, trust: &trust, wanted: &wanted }));
    drop((Certificate::parse(bytes), List::load(bytes, [])));
}

/// What is wrong: every input for which `read` held more than `times` its size.
fn above(name: &str, times: usize, inputs: &[(&'static str, Vec<u8>)], read: impl Fn(&[u8])) -> Vec<String> {
    let mut faults = Vec::new();
    let mut most = 0;
    for (what, bytes) in inputs {
        let peak = peak_of(|| read(bytes));
        most = most.max(peak / bytes.len());
        if peak > times * bytes.len() + BESIDE {
            faults.push(format!("{name}: {peak} bytes for {} of {what}, more than {times} times", bytes.len()));
        }
    }
    println!("{name}: at most {most} times its input, {times} are allowed");
    faults
}

/// A workbook of so many rows, whose sheet unpacks to some 90 bytes a row, and what reading it took.
fn workbook(rows: usize) -> (usize, usize) {
    const OF: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Id=\"a\" Type=\"{OF}/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let book =
        format!("<workbook xmlns:r=\"{OF}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>");
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let (head, row) = (cell("a") + &cell("b"), cell("007") + "<c><v>12.5</v></c>");
    let many = format!("<row>{row}</row>").repeat(rows);
    let sheet = format!("<worksheet><sheetData><row>{head}</row>{many}</sheetData></worksheet>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        ("_rels/.rels", &relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", &relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/workbook.xml", &book),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let unpacked = sheet.len();
    drop((sheet, many));
    let kinds = [spreadsheet::Kind::Code(3), spreadsheet::Kind::Decimal(2)];
    let peak = peak_of(|| {
        let Ok(mut table) = Table::open(std::io::Cursor::new(bytes), "a.xlsx", &["a", "b"], &kinds) else {
            panic!("a right workbook is read");
        };
        let (mut piece, mut found) = (Piece::default(), 0);
        while table.next_piece(1_000, &mut piece).is_ok() && !piece.is_empty() {
            found += piece.len();
        }
        assert_eq!(found, rows);
    });
    (unpacked, peak)
}

/// The import commands from the file to the report, on SQLite, whose own memory is bounded by its cache.
fn commands(size: usize) -> Vec<String> {
    let office = Office::new(Engine::Sqlite);
    let kinds: [(&str, &str, &[&str], &str); 3] = [
        ("request", "specialist", &request::COLUMNS, REQUEST),
        ("plan", "finance", &plan_row::COLUMNS, PLAN),
        ("statement", "finance", &statement_row::COLUMNS, STATEMENT),
    ];
    let mut faults = Vec::new();
    for (kind, actor, columns, right) in kinds {
        // most for a row of two bytes that is refused with a sentence of its own
        let inputs: Vec<_> = hostile(size).into_iter().chain(rows(columns, right, size)).collect();
        faults.extend(above(&format!("{kind} import"), 256, &inputs, |bytes| {
            let path = office.write("hostile.csv", bytes);
            let ran = office.run("2026-03-12T09:30", actor, &[kind, "import", &path]);
            assert!(matches!(ran.code, 0 | 3), "{}", ran.stderr);
        }));
    }
    faults
}

/// What a report holds follows from its rows only by what they take packed, in every form that streams.
fn reports(rows: [usize; 2]) -> Vec<String> {
    let (forms, mut peaks) = (["csv", "json", "table", "html", "xlsx"], Vec::new());
    for count in rows {
        let office = Office::new(Engine::Sqlite);
        let folder = office.path("sample");
        let must = |ran: support::office::Ran| assert_eq!(ran.code, 0, "{}", ran.stderr);
        must(office.words(&["sample", "--requests", &count.to_string(), "--seed", "5", "--out", &folder]));
        must(office.run("2026-03-12T09:30", "specialist", &["request", "import", &format!("{folder}/requests.csv")]));
        peaks.push(forms.map(|form| {
            let file = office.path(form);
            peak_of(|| must(office.run("2026-03-12T09:40", "", &["report", "register", "--as", form, "--out", &file])))
        }));
    }
    let more = rows[1] - rows[0];
    let grown = forms.iter().zip(&peaks[0]).zip(&peaks[1]).map(|((form, few), many)| {
        println!("report as {form}: {few} bytes for {} rows, {many} for {}", rows[0], rows[1]);
        (many.saturating_sub(*few) > 100 * more)
            .then(|| format!("{form}: {few} bytes become {many} with {more} rows more"))
    });
    grown.flatten().collect()
}

#[test]
fn a_reader_holds_at_most_a_constant_times_what_it_is_given() {
    let largest: usize = std::env::var("QAZYNA_MEMORY_BYTES").map_or(1 << 18, |n| n.parse().unwrap());
    let mut faults = Vec::new();
    for size in [largest / 4, largest] {
        println!("-- {size} bytes");
        let any = hostile(size);
        let with = |columns, right| any.iter().cloned().chain(rows(columns, right, size)).collect::<Vec<_>>();
        let inputs = with(&request::COLUMNS, REQUEST);
        faults.extend(above("table", 64, &inputs, |bytes| table(bytes, &request::COLUMNS)));
        let inputs = with(&statement_row::COLUMNS, STATEMENT);
        faults.extend(above("statement", 160, &inputs, |bytes| drop(statement::csv::read(bytes, "a"))));
        // most for what is wrong: rows that are right are packed as they come
        let right = &rows(&statement_row::COLUMNS, STATEMENT, size)[..1];
        faults.extend(above("statement of right rows", 3, right, |bytes| drop(statement::csv::read(bytes, "a"))));
        let own = "KZ24070105KSN0000000";
        let camt = include_str!("../samples/statements/camt.053.001.08.xml");
        let entry = &camt[camt.find("<Ntry>").unwrap()..camt.find("</Ntry>").unwrap() + "</Ntry>".len()];
        let head = &camt[..camt.find("<Bal>").unwrap()];
        let right = [("many right entries", repeated(head, entry.as_bytes(), size * 8))];
        faults.extend(above("camt.053", 1, &right, |bytes| drop(statement::read(bytes, "a", own))));
        let inputs: Vec<_> = any.iter().map(|(what, bytes)| (*what, [head.as_bytes(), bytes].concat())).collect();
        faults.extend(above("camt.053 of anything", 32, &inputs, |bytes| drop(statement::read(bytes, "a", own))));
        let xml = [Format::TreasuryXml, Format::Pain001].map(|format| (format, 16));
        let text = [Format::OneC, Format::Mt102].map(|format| (format, 16));
        for (format, times) in xml.into_iter().chain(text).chain([(Format::Csv, 64)]) {
            let name = format!("read back {}", format.word());
            faults.extend(above(&name, times, &any, |mut bytes| {
                drop(read(format, &usual(format.word()), &mut bytes, &mut |_| ()))
            }));
        }
        let document =
            |inside: String| format!("<application xmlns=\"urn:qazyna:application:1\">{inside}</application>");
        let more = ["<a/>", "<number/>", "<number>&#65;</number>", "<![CDATA[a]]>"]
            .map(|piece| ("an application of many elements", document(piece.repeat(size / piece.len())).into_bytes()));
        let inputs: Vec<_> = any.iter().cloned().chain(more).collect();
        faults.extend(above("application", 16, &inputs, |bytes| {
            drop(application_xml::read(bytes, "a.xml", &request::COLUMNS));
        }));
        faults.extend(above("settings", 128, &any, settings));
        for path in ["department.toml", "services/guarantee-commission.toml"] {
            faults.extend(above(path, 128, &any, |bytes| rules(path, bytes)));
        }
        for path in ["banks.csv", "calendar/2026.csv", "codes/kbe.csv", "templates/result.ru.txt"] {
            faults.extend(above(path, 80, &any, |bytes| rules(path, bytes)));
        }
        faults.extend(above("stored bodies", 80, &any, bodies));
        let inputs: Vec<_> = any.iter().cloned().chain(signed(size)).collect();
        faults.extend(above("signatures", 4, &inputs, signatures));
        faults.extend(above("backup", 64, &parts(size), backup));
    }
    let ((_, small), (unpacked, large)) = (workbook(2_000), workbook(100_000));
    println!("a workbook that unpacks to {unpacked} bytes took {large}");
    if large > 6 << 20 || large > 2 * small + BESIDE {
        faults.push(format!("a workbook of fifty times the rows took {large} bytes instead of {small}"));
    }
    faults.extend(commands(largest / 4));
    faults.extend(reports([5_000, 15_000]));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
