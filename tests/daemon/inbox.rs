//! Files on their way through the inbox: half written, on another file system, and left by a kill at any point.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde_json::{Value, json};

use super::process::*;
use crate::support::Engine;
use crate::support::office::Office;

fn report(office: &Office, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(office.path(name)).unwrap()).unwrap()
}

/// The names in a folder of the inbox, hidden ones too.
fn names(office: &Office, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(office.path(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_that_is_still_being_written_waits_until_it_is_whole() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &["intake.settle=300ms"]);
    let text = requests((0..40).map(|i| format!("R{i:02}")));
    let path = office.write("inbox/r.csv", "");
    let mut file = std::fs::File::options().append(true).open(path).unwrap();
    let mut lines = text.split_inclusive('\n');
    wait_for("the daemon notices", || {
        // a line every few milliseconds: it never stands still for as long as the daemon asks
        file.write_all(lines.next().unwrap_or_default().as_bytes()).unwrap();
        file.set_modified(file.metadata().unwrap().modified().unwrap()).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(15));
        daemon.wrote("still being written")
    });
    for line in lines {
        file.write_all(line.as_bytes()).unwrap();
    }
    drop(file);
    wait_for("the whole file", || there(&office, "inbox/done/r.csv.report.json"));
    assert_eq!(report(&office, "inbox/done/r.csv.report.json")["accepted"], 40);
}

#[test]
fn folders_of_the_inbox_may_lie_on_another_file_system() {
    both(|office| {
        let other = tempfile::tempdir_in("/dev/shm").expect("a second file system at /dev/shm");
        std::fs::create_dir_all(office.path("inbox")).unwrap();
        let device = |path: &Path| std::fs::metadata(path).unwrap().dev();
        assert_ne!(device(other.path()), device(Path::new(&office.path("inbox"))), "two file systems");
        for (folder, there) in [("working", true), ("done", false), ("failed", true)] {
            if there {
                std::fs::create_dir(other.path().join(folder)).unwrap();
                std::os::unix::fs::symlink(other.path().join(folder), office.path(&format!("inbox/{folder}"))).unwrap();
            }
        }
        drop_file(office, "good.csv", &requests(["A".to_owned()]));
        drop_file(office, "bad.csv", "no request file");
        let ran = office.run("2026-03-02T19:00", "", &["tick"]);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert_eq!(names(office, "inbox/done"), ["good.csv", "good.csv.report.json"]);
        assert_eq!(names(office, "inbox/failed"), ["bad.csv", "bad.csv.report.json"]);
        assert!(names(office, "inbox/working").is_empty());
        assert_eq!(names(office, "inbox"), ["done", "failed", "working"]);
        // killed after the copy and before the removal: taken once, and the left-over name goes
        drop_file(office, ".next.csv.claimed", &requests(["B".to_owned()]));
        std::fs::copy(office.path("inbox/.next.csv.claimed"), office.path("inbox/working/next.csv")).unwrap();
        // killed before the copy
        drop_file(office, ".last.csv.claimed", &requests(["C".to_owned()]));
        office.must("2026-03-02T19:10", "", &["tick"]);
        assert_eq!(names(office, "inbox"), ["done", "failed", "working"]);
        assert_eq!(names(office, "inbox/done").len(), 6);
        assert_eq!(office.list(&["request", "list"]).len(), 3);
    });
}

#[test]
fn a_kill_anywhere_between_claim_and_end_leaves_one_file_and_one_report() {
    both(|office| {
        let told = json!({"accepted": 1, "repeated": 0, "refused": 0, "defects_total": 0, "defects": []});
        let bytes = requests(["A".to_owned()]);
        let file = office.write("in/r.csv", &bytes);
        office.must("2026-03-02T09:10", "specialist", &["request", "import", &file]);
        // judged and committed, report not yet written: judged again, everything is a repeat
        office.write("inbox/working/one.csv", &bytes);
        // the report is being written
        office.write("inbox/working/two.csv", &bytes);
        office.write("inbox/working/.two.csv.report.json.part", "{\"acc");
        // the report stands, nothing has moved: the report that was made first is the one that stays
        office.write("inbox/working/three.csv", &bytes);
        office.write("inbox/working/.three.csv.report.json", told.to_string());
        // the file has moved, its report has not
        office.write("inbox/done/four.csv", &bytes);
        office.write("inbox/working/.four.csv.report.json", told.to_string());
        office.must("2026-03-02T19:00", "", &["tick"]);
        let wanted: Vec<String> = ["four", "one", "three", "two"]
            .iter()
            .flat_map(|n| [format!("{n}.csv"), format!("{n}.csv.report.json")])
            .collect();
        assert_eq!(names(office, "inbox/done"), wanted);
        for (name, accepted) in [("one", 0), ("two", 0), ("three", 1), ("four", 1)] {
            let report = report(office, &format!("inbox/done/{name}.csv.report.json"));
            assert_eq!(report["accepted"], accepted, "{name}");
        }
        assert_eq!(office.list(&["request", "list"]).len(), 1);
        assert_eq!(office.must("2026-03-02T19:00", "", &["tick"])["inbox"], json!([]));
        // what the killed pass could not say any more is said by the one that ends its work
        let defect = json!({"line": 2, "column": "amount", "code": "bad-amount", "value": "x", "message": "m"});
        let told = json!({"accepted": 0, "repeated": 0, "refused": 1, "defects_total": 1, "defects": [defect]});
        office.write("inbox/failed/five.csv", &bytes);
        office.write("inbox/working/.five.csv.report.json", told.to_string());
        let ran = office.run("2026-03-02T19:00", "", &["tick"]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["bad-amount".to_owned()]), "{ran:?}");
        assert_eq!(names(office, "inbox/failed"), ["five.csv", "five.csv.report.json"]);
    });
}

#[test]
fn an_inbox_that_is_gone_is_a_complaint_until_it_is_back() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &[]);
    daemon.wait_healthy();
    std::fs::rename(office.path("inbox"), office.path("elsewhere")).unwrap();
    daemon.wait_complaint("is not there");
    std::fs::rename(office.path("elsewhere"), office.path("inbox")).unwrap();
    drop_file(&office, "r.csv", &requests(["A".to_owned()]));
    wait_for("the file", || there(&office, "inbox/done/r.csv.report.json"));
    daemon.wait_healthy();
}

#[test]
fn a_file_with_a_name_as_long_as_a_file_system_takes_is_taken_under_a_shorter_one() {
    both(|office| {
        let long = format!("{}.csv", "ә".repeat(125));
        office.write(&format!("inbox/{long}"), requests(["A".to_owned()]));
        office.must("2026-03-02T19:00", "", &["tick"]);
        let short = format!("{}.csv", "ә".repeat(100));
        assert_eq!(names(office, "inbox/done"), [short.clone(), format!("{short}.report.json")]);
    });
}
