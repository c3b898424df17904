//! Every story under `samples/` on both engines: each command ends as the story says, and what it leaves in `out/` is
//! byte by byte what stands there. With `QAZYNA_BLESS=1` the run writes those files anew instead.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Reader, Xlsx};
use qazyna::cli::story::{self, Line};
use qazyna::cli::{self, Surroundings};
use qazyna::domain::batch::{hex, sha256};
use qazyna::domain::lang::Lang;
use serde_json::Value;
use support::Engine;
use support::office::Office;
use tempfile::TempDir;

/// The files of a folder and of those in it, by their path from it.
type Files = BTreeMap<String, Vec<u8>>;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn files(folder: &Path) -> Files {
    let (mut found, mut folders) = (Files::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The folders of the stories. Beside them lie only the statements of banks, which tell none.
fn stories() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(samples()).unwrap().map(|e| e.unwrap().path()).collect();
    all.retain(|folder| folder.file_name().is_none_or(|name| name != "statements"));
    all.sort();
    all
}

/// Tells a story in a fresh office; gives the office and the story's last moment.
fn tell(folder: &Path, engine: Engine) -> (Office, String) {
    let office = Office::new(engine);
    let dir = office.dir();
    fs::create_dir_all(dir.join("out")).unwrap();
    for (name, bytes) in files(&folder.join("in")) {
        office.write(&format!("in/{name}"), bytes);
    }
    let text = fs::read_to_string(folder.join("story.txt")).unwrap();
    let lines = story::parse(&text).unwrap_or_else(|n| panic!("{}/story.txt:{n}: not understood", folder.display()));
    let around = Surroundings { database_url: Some(office.url().to_owned()), ..Default::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut at = None;
    for line in lines {
        match line {
            Line::Says(..) => {}
            Line::At(moment) => at = Some(moment),
            Line::Sets(key, value) => story::set(&dir, &key, &value).unwrap(),
            Line::Does(actor, words, code) => {
                let played = story::play(&dir, at.as_deref(), (&actor, &words, code), &around, None);
                let done = runtime.block_on(played);
                assert_eq!(
                    done.code, done.wanted,
                    "{engine:?}, {at:?}: `{}`\n{}{}",
                    done.command, done.stdout, done.stderr
                );
            }
        }
    }
    (office, at.expect("a story has a clock"))
}

/// What a story left: `out/` with the folder written as a dot, and the digests of the files for the treasury.
fn left(office: &Office) -> Files {
    let dir = office.dir().to_str().unwrap().to_owned();
    let mut found = files(&office.dir().join("out"));
    for (_, bytes) in found.iter_mut().filter(|(name, _)| name.ends_with(".json")) {
        *bytes = String::from_utf8(bytes.clone()).unwrap().replace(&dir, ".").into_bytes();
    }
    let digests: Vec<String> = files(&office.dir().join("outbox"))
        .iter()
        .map(|(name, bytes)| format!("{}  outbox/{name}\n", hex(&sha256(bytes))))
        .collect();
    if !digests.is_empty() {
        found.insert("files.sha256".to_owned(), digests.concat().into_bytes());
    }
    found
}

/// What differs, line by line, the equal ends left out.
fn difference(wanted: &[u8], found: &[u8]) -> String {
    let (wanted, found) = (String::from_utf8_lossy(wanted), String::from_utf8_lossy(found));
    let (a, b): (Vec<&str>, Vec<&str>) = (wanted.split('\n').collect(), found.split('\n').collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let rest = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(x, y)| x == y).count();
    let mut text = format!("  line {}\n", head + 1);
    for (mark, lines) in [('-', &a[head..a.len() - tail]), ('+', &b[head..b.len() - tail])] {
        lines.iter().take(20).for_each(|line| writeln!(text, "  {mark} {line}").unwrap());
        if lines.len() > 20 {
            writeln!(text, "  {mark} … and {} lines more", lines.len() - 20).unwrap();
        }
    }
    text
}

fn compare(wanted: &Files, found: &Files) -> Vec<String> {
    let names: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    let judge = |name: &&String| match (wanted.get(*name), found.get(*name)) {
        (Some(a), Some(b)) if a == b => None,
        (Some(a), Some(b)) => Some(format!("out/{name} differs (- as it stands, + as it came)\n{}", difference(a, b))),
        (Some(_), None) => Some(format!("out/{name} stands there, but the story does not make it")),
        (None, _) => Some(format!("out/{name} came and does not stand there")),
    };
    names.iter().filter_map(judge).collect()
}

fn bless(folder: &Path, found: &Files) {
    let out = folder.join("out");
    let _ = fs::remove_dir_all(&out);
    for (name, bytes) in found {
        let path = out.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn journal(office: &Office) -> Vec<Value> {
    office.list(&["report", "journal"])
}

/// What holds after any story: a second tick changes nothing, an exported file comes out again with the same bytes, each
/// request asked for alone stands as it does in the list, and an audit finds nothing.
fn holds_at_the_end(office: &Office, at: &str) {
    office.must(at, "", &["tick"]);
    let before = journal(office);
    office.must(at, "", &["tick"]);
    let again = office.path("again");
    for batch in office.list(&["batch", "list"]) {
        let number = batch["number"].to_string();
        for file in batch["files"].as_array().unwrap() {
            let path = Path::new(file["path"].as_str().unwrap());
            let name = path.file_name().unwrap().to_str().unwrap();
            let words = ["export", "--batch", &number, "--as", file["format"].as_str().unwrap(), "--out", &again];
            let written = office.must("", "finance", &words);
            let copy = Path::new(written[0]["path"].as_str().unwrap());
            // of a batch that was exported again only the last numbered copy comes out
            let copied = copy.file_name().unwrap().to_str().unwrap();
            if copied == name {
                assert!(fs::read(path).unwrap() == fs::read(copy).unwrap(), "{name}: exported again with other bytes");
            } else {
                assert!(copied.contains("-copy"), "{name}: exported again as {copied}");
            }
            assert_eq!(file["sha256"], hex(&sha256(&fs::read(path).unwrap())), "{name}");
        }
    }
    assert_eq!(journal(office), before, "a second tick or export changed the journal");
    for listed in office.list(&["request", "list"]) {
        let alone = office.must("", "", &["request", "show", listed["number"].as_str().unwrap()]);
        for column in ["status", "ordered", "paid", "withdrawn", "confirmed_at", "queue_position", "hold"] {
            assert_eq!(alone[column], listed[column], "{column} of {listed}, asked for alone");
        }
    }
    office.must("", "", &["audit", "verify"]);
}

/// Documents of the fortnight's end: what they are called, and how they are asked for.
const DOCUMENTS: [(&str, &[&str]); 6] = [
    ("order", &["order", "show", "2026-12"]),
    ("register-of-batch", &["batch", "show", "2"]),
    ("act-with-treasury", &["reconcile", "--act"]),
    ("act-with-recipient", &["reconcile", "--act", "--recipient", "190440012014"]),
    ("refusal", &["request", "show", "MF-2026-0106"]),
    ("acceptance-and-result", &["request", "show", "MF-2026-0101"]),
];
const REPORTS: [&str; 8] =
    ["register", "waiting-list", "plan", "deadlines", "payments", "reconciliation", "conservation", "journal"];

/// A text without what is new in every run: the story makes its keys anew, and with them each digest over a signature.
fn without_digests(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (mut out, mut run) = (String::new(), String::new());
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            run.push(c);
            continue;
        }
        out += if run.len() >= 32 { "<digest>" } else { &run };
        run.clear();
        out.push(c);
    }
    out.pop();
    out.into_bytes()
}

/// The cells of a spreadsheet, a line a row.
fn cells(bytes: Vec<u8>) -> Vec<u8> {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let line = |row: &[calamine::Data]| row.iter().map(|c| c.to_string().replace('\n', "⏎")).collect::<Vec<_>>();
    range.rows().map(|row| line(row).join("\t").trim_end().to_owned() + "\n").collect::<String>().into_bytes()
}

/// The lines of a PDF, page by page. How far its words stand apart is left out: it depends on the letters of the digests.
fn pages(file: &str) -> Vec<u8> {
    let done = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8", file, "-"]).output().unwrap_or_else(|e| {
        panic!("pdftotext does not run ({e}), and no test runs without it: apt-get install poppler-utils")
    });
    assert!(done.status.success(), "`{file}`: {}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    let words = |line: &str| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut found = String::new();
    for (number, page) in (1..).zip(&pages) {
        writeln!(found, "--- {number} / {}", pages.len()).unwrap();
        let lines = page.lines().map(words).filter(|line| !line.is_empty());
        lines.for_each(|line| writeln!(found, "{line}").unwrap());
    }
    found.into_bytes()
}

/// Every report and document as the story leaves them.
fn printed(office: &Office) -> Files {
    let (config, mut found) = (office.path("qazyna.toml"), Files::new());
    let mut print = |name: String, lang: &str, words: &[&str]| {
        let file = office.path(&format!("printed-{name}"));
        let words = [&["--config", &config, "--lang", lang], words, &["--out", &file]].concat();
        let ran = office.words(&words);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        let (name, bytes) = match name.rsplit_once('.') {
            Some((_, "xlsx")) => (format!("{name}.txt"), cells(fs::read(&file).unwrap())),
            Some((_, "pdf")) => (format!("{name}.txt"), pages(&file)),
            _ => (name, fs::read(&file).unwrap()),
        };
        found.insert(name, without_digests(&bytes));
    };
    for report in REPORTS {
        for form in ["csv", "json", "html", "xlsx", "pdf"] {
            print(format!("{report}.{form}"), "ru", &["report", report, "--as", form]);
        }
        print(format!("{report}.kk.html"), "kk", &["report", report, "--as", "html"]);
    }
    for (name, words) in DOCUMENTS {
        print(format!("{name}.html"), "ru", &[words, &["--as", "html"]].concat());
        print(format!("{name}.pdf"), "ru", &[words, &["--as", "pdf"]].concat());
    }
    found
}

#[test]
fn every_report_and_document_of_the_fortnight_is_as_it_stands_on_both_engines() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/fortnight");
    for engine in Engine::ALL {
        let found = printed(&tell(&samples().join("nauryz-2026"), engine).0);
        if std::env::var_os("QAZYNA_BLESS").is_some() && engine == Engine::Sqlite {
            let _ = fs::remove_dir_all(&golden);
            fs::create_dir_all(&golden).unwrap();
            found.iter().for_each(|(name, bytes)| fs::write(golden.join(name), bytes).unwrap());
        }
        let differing = compare(&files(&golden), &found);
        assert!(differing.is_empty(), "{engine:?}\n{}\nQAZYNA_BLESS=1 writes them anew", differing.join("\n"));
    }
}

#[test]
fn every_story_ends_as_it_is_written_on_both_engines() {
    let stories = stories();
    assert!(stories.len() > 1, "the stories were not found");
    let mut faults = Vec::new();
    for folder in &stories {
        for engine in Engine::ALL {
            let (office, at) = tell(folder, engine);
            let found = left(&office);
            if std::env::var_os("QAZYNA_BLESS").is_some() && engine == Engine::Sqlite {
                bless(folder, &found);
            }
            let place = format!("{} on {engine:?}", folder.file_name().unwrap().display());
            let differing = compare(&files(&folder.join("out")), &found);
            faults.extend(differing.into_iter().map(|fault| format!("{place}: {fault}")));
            holds_at_the_end(&office, &at);
        }
    }
    assert!(
        faults.is_empty(),
        "\n{}\nIf this is as it should be: QAZYNA_BLESS=1 cargo test --test story\n",
        faults.join("\n")
    );
}

/// Runs the demo in a folder of its own.
fn demo(dir: &Path, more: &[&str]) -> (u8, String, String) {
    let mut argv: Vec<OsString> = ["qazyna", "demo", "--out"].map(OsString::from).to_vec();
    argv.push(dir.into());
    argv.extend(more.iter().map(OsString::from));
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let code = runtime.block_on(cli::run(argv, &Surroundings::default(), &mut stdout, &mut stderr));
    (code, String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn the_demo_leaves_a_working_folder_and_says_what_became_of_the_money() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().join("d");
    let (code, stdout, stderr) = demo(&dir, &[]);
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert_eq!(stderr, "");
    for line in stdout.lines().filter(|l| !l.contains(folder.path().to_str().unwrap())) {
        assert!(line.chars().count() <= 100, "wider than a terminal: {line}");
    }
    for name in ["qazyna.toml", "qazyna.db", "in/statement-0319.csv", "out/register.csv", "out/waiting-list.csv"] {
        assert!(dir.join(name).is_file(), "{name} is not there");
    }
    let outbox = files(&dir.join("outbox"));
    assert!(outbox.len() > 10 && outbox.keys().all(|name| name.starts_with("SANDBOX-")), "{:?}", outbox.keys());
    let (code, _, stderr) = demo(&dir, &[]);
    assert_eq!(code, 3, "a second demo must not overwrite the first: {stderr}");
}

#[test]
fn the_demo_speaks_to_others_and_to_programs() {
    let folder = TempDir::new().unwrap();
    let (code, stdout, stderr) = demo(&folder.path().join("kk"), &["--lang", "kk"]);
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert!(stdout.contains("Наурыз аптасы") && !stdout.contains("управлении"), "{stdout}");
    let unknown = stdout.lines().find(|l| ["demo-", "done-", "tick-", "col-"].iter().any(|id| l.contains(id)));
    assert_eq!(unknown, None, "a text is missing");
    let (code, stdout, stderr) = demo(&folder.path().join("json"), &["--output", "json"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let summary: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&summary["requests"], &summary["refused"]), (&42.into(), &2.into()), "{summary}");
}

#[test]
fn every_sentence_of_a_story_is_there_in_every_language() {
    for folder in stories() {
        let text = fs::read_to_string(folder.join("story.txt")).unwrap();
        let lines = story::parse(&text).unwrap();
        let said: Vec<Lang> =
            lines.iter().filter_map(|l| if let Line::Says(lang, _) = l { Some(*lang) } else { None }).collect();
        assert!(said.chunks(3).all(|three| three == Lang::ALL), "{text}");
    }
}

#[test]
fn a_difference_shows_the_lines_that_differ() {
    let shown = difference(b"a\nb\nc\n", b"a\nx\ny\nc\n");
    assert_eq!(shown, "  line 2\n  - b\n  + x\n  + y\n");
    let file = |bytes: &[u8]| Files::from([("x".to_owned(), bytes.to_vec())]);
    assert_eq!(compare(&file(b"1"), &file(b"1")), Vec::<String>::new());
    assert!(compare(&file(b"1"), &Files::new())[0].contains("does not make it"));
}
