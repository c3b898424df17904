//! Several programs at once on one database: nothing is done twice, nothing goes past the plan.

use std::process::{Child, Command, Stdio};

use super::scene::{LINE, Scene, both, both_with, january, text, tiyn};
use crate::support::office::{PLAN, REQUESTS, plan_row, request};

const AT: &str = "2026-02-27T10:00:00+05:00";

/// Starts the program itself.
pub fn start(scene: &Scene, at: &str, actor: &str, words: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qazyna"));
    command.env("QAZYNA_DATABASE_URL", scene.url()).args(["--config", &scene.path("qazyna.toml")]);
    command.args(["--output", "json", "--lang", "en", "--at", at]);
    if !actor.is_empty() {
        command.args(["--actor", actor]);
    }
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for all; their exit codes and what they printed.
pub fn ended(children: Vec<Child>) -> Vec<(i32, serde_json::Value)> {
    let one = |child: Child| {
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        let code = done.status.code().expect("no signal ended it");
        (code, serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{e}, code {code}: {said}")))
    };
    children.into_iter().map(one).collect()
}

#[test]
fn eight_passes_at_once_form_each_order_once_within_the_plan() {
    both_with(95, |scene| {
        let rows: Vec<String> = (0..30).map(|i| request(&format!("R{i:02}"), AT, 5)).collect();
        scene.take("2026-03-02T09:30", &rows);
        let passes = (0..8).map(|_| start(scene, "2026-03-02T10:00:00+05:00", "", &["tick"])).collect();
        let done = ended(passes);
        assert!(done.iter().all(|(code, _)| *code == 0), "{done:?}");
        let formed: usize = done.iter().map(|(_, pass)| pass["batches"].as_array().unwrap().len()).sum();
        assert_eq!((formed, scene.orders().len()), (1, 19));
        assert_eq!(scene.plan_at(LINE, 2026, 3), [9_500, 9_500, 0, 0]);
        // signed while passes run: each file is written once, each order sent once
        scene.sign("2026-03-02T11:00", 1);
        let done = ended((0..8).map(|_| start(scene, "2026-03-02T11:00:00+05:00", "", &["tick"])).collect());
        assert!(done.iter().all(|(code, _)| *code == 0), "{done:?}");
        let written: usize = done.iter().map(|(_, pass)| pass["files"].as_array().unwrap().len()).sum();
        assert_eq!((written, scene.batch_status(1)), (1, "exported".to_owned()));
    });
}

#[test]
fn eight_of_everything_at_once_takes_each_file_in_once_and_keeps_to_the_plan() {
    both(|scene| {
        let at = "2026-03-02T10:00:00+05:00";
        let rows: Vec<String> = (0..40).map(|i| request(&format!("R{i:02}"), AT, 7)).collect();
        let file = scene.write("in/requests.csv", format!("{REQUESTS}\n{}\n", rows.join("\n")));
        let plan = plan_row("payments", "1", "2026-01-05", january(100));
        let plan = scene.write("in/plan.csv", format!("{PLAN}\n{plan}\n"));
        let mut children = Vec::new();
        for _ in 0..3 {
            children.push(start(scene, at, "specialist", &["request", "import", &file]));
            children.push(start(scene, at, "finance", &["plan", "import", &plan]));
        }
        children.push(start(scene, at, "", &["tick"]));
        children.push(start(scene, at, "", &["tick"]));
        let done = ended(children);
        assert!(done.iter().all(|(code, _)| *code == 0), "{done:?}");
        let sum = |key: &str, kind: usize| -> i64 {
            done[..6].iter().skip(kind).step_by(2).map(|(_, report)| report[key].as_i64().unwrap()).sum()
        };
        assert_eq!([sum("accepted", 0), sum("repeated", 0)], [40, 80], "requests");
        assert_eq!([sum("accepted", 1), sum("repeated", 1)], [1, 2], "plan");
        scene.tick("2026-03-02T10:00");
        assert_eq!(scene.requests().len(), 40);
        let total: i64 = scene.orders().iter().map(|o| tiyn(&o["amount"])).sum();
        assert_eq!(total, 10_000);
        let mut numbers: Vec<String> = scene.orders().iter().map(|o| text(&o["reference"])).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 15, "14 whole and one in part");
    });
}

#[test]
fn eight_heads_and_eight_clerks_at_once_sign_and_hand_over_once() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", AT, 5)]);
        scene.tick("2026-03-02T10:00");
        let all = |at: &str, actor: &str, words: &[&str]| {
            let done = ended((0..8).map(|_| start(scene, at, actor, words)).collect());
            assert!(done.iter().all(|(code, _)| *code == 0), "{words:?}: {done:?}");
        };
        let events = |kind: &str| scene.list(&["report", "journal"]).iter().filter(|e| e["event"] == kind).count();
        all("2026-03-02T11:00:00+05:00", "head", &["batch", "sign", "1"]);
        all("2026-03-02T11:10:00+05:00", "finance", &["export", "--batch", "1"]);
        all("2026-03-02T11:20:00+05:00", "finance", &["batch", "hand-over", "1", "--receipt", "R"]);
        for kind in ["batch-signed", "file-written", "file-complete", "batch-dispatched", "batch-handed-over"] {
            assert_eq!(events(kind), 1, "{kind}");
        }
    });
}
