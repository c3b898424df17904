//! How fast the whole way of a payment is, against what the machine can do at all: `cargo bench --bench pipeline`.
//!
//! The unit is C, the time of a bare `COPY` of the same requests into a PostgreSQL table with a primary key, fsync on,
//! measured in the same run between the other measurements. Every step is a process of the built program, as the office
//! runs it. Prints a table and writes `target/pipeline.json`; `-- --repeats 5 --requests 100000 --large 1000000` are the
//! usual numbers, `--large 0` leaves the large run out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic, missing_docs)]

mod baseline;
mod forms;
mod report;
mod way;

use std::path::PathBuf;
use std::time::Instant;

use report::{Report, median};
use way::{Engine, Office, Samples};

/// What the run is asked for.
#[derive(Clone, Debug)]
struct Asked {
    repeats: usize,
    requests: u64,
    large: u64,
    out: PathBuf,
}

fn asked(args: &[String]) -> Asked {
    let value = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).cloned();
    let number = |name: &str, usual: u64| value(name).map_or(usual, |v| v.parse().expect("a number"));
    let target = concat!(env!("CARGO_MANIFEST_DIR"), "/target/pipeline.json");
    Asked {
        repeats: usize::try_from(number("--repeats", 5)).expect("a small number"),
        requests: number("--requests", 100_000),
        large: number("--large", 1_000_000),
        out: value("--out").map_or_else(|| PathBuf::from(target), PathBuf::from),
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|a| a == way::MEASURE) {
        way::measure_child(&args[1..]);
        return;
    }
    let asked = asked(&args);
    let begun = Instant::now();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = baseline::Server::start();
    let samples = Samples::make(folder.path(), asked.requests);
    let mut report = Report::new(asked.requests, asked.repeats);
    for repeat in 1..=asked.repeats {
        eprintln!("repeat {repeat} of {}: {:.0} s so far", asked.repeats, begun.elapsed().as_secs_f64());
        report.note("C", "COPY in", server.copy_in(&samples));
        for engine in Engine::ALL {
            let office = Office::new(folder.path(), engine, &server, &samples);
            office.whole_way(&mut report);
            if engine == Engine::Postgres {
                report.note("C", "COPY out", server.copy_out(office.url()));
            }
        }
    }
    for engine in Engine::ALL {
        let (few, many) =
            (office_of(&folder, engine, &server, 1_000), office_of(&folder, engine, &server, asked.requests));
        if engine == Engine::Sqlite {
            report.fsyncs = few.fsyncs_of_a_tick().zip(many.fsyncs_of_a_tick());
        }
    }
    eprintln!("each form of file by itself");
    report.forms = forms::measure(folder.path(), asked.requests, asked.repeats);
    if asked.large > 0 {
        large(&asked, &folder, &server, &mut report);
    }
    report.print(begun.elapsed());
    std::fs::write(&asked.out, report.json()).expect("the JSON file is written");
    eprintln!("written: {}", asked.out.display());
}

fn office_of(folder: &tempfile::TempDir, engine: Engine, server: &baseline::Server, requests: u64) -> Office {
    let samples = Samples::make(folder.path(), requests);
    let office = Office::new(folder.path(), engine, server, &samples);
    office.taken_in();
    office
}

/// Ten times as much, once: how the time grows, how much memory it takes, and whether settled years slow a tick down.
fn large(asked: &Asked, folder: &tempfile::TempDir, server: &baseline::Server, report: &mut Report) {
    let late = Samples::late(folder.path());
    for engine in Engine::ALL {
        let mut ticks = Vec::new();
        for requests in [10_000, asked.large] {
            eprintln!("{requests} on {}", engine.word());
            let samples = Samples::make(folder.path(), requests);
            let office = Office::new(folder.path(), engine, server, &samples);
            let mut of_this = Report::new(requests, 1);
            office.whole_way(&mut of_this);
            report.sizes.push((engine, requests, of_this.total(engine), of_this.peak_kb));
            if requests == asked.large {
                report.signatures.push((engine, requests, of_this.of(engine.word(), "one signature")));
            }
            let again: Vec<f64> = (0..asked.repeats).map(|n| office.late_tick(&late, n)).collect();
            ticks.push(median(&again));
        }
        report.late_ticks.push((engine, ticks[0], ticks[1]));
    }
}
