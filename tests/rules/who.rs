//! Who may do what (004 §6), the clock, and the two profiles.

use super::scene::{Scene, both_with};
use crate::support::Engine;
use crate::support::office::{Office, PLAN, REQUESTS, STATEMENT, request};

const AT: &str = "2026-02-27T10:00:00+05:00";
const ROLES: [&str; 5] = ["specialist", "head", "finance", "auditor", "admin"];

/// An act, and the roles that may do it.
type Act = (Vec<String>, &'static [&'static str]);

fn acts(scene: &Scene) -> Vec<Act> {
    let empty = |name: &str, header: &str| scene.write(name, format!("{header}\n"));
    let (requests, plan) = (empty("in/r.csv", REQUESTS), empty("in/p.csv", PLAN));
    let statement = empty("in/s.csv", STATEMENT);
    let out = scene.path("files");
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let specialist: &[&str] = &["specialist"];
    let (head, finance): (&[&str], &[&str]) = (&["head"], &["finance"]);
    vec![
        (words(&format!("request import {requests}")), specialist),
        (words("request confirm A"), specialist),
        (words("request refuse A --ground debt"), specialist),
        (words("request withdraw A"), specialist),
        (words("request correct A --account KZ698562203124676325 --bic KCJBKZKX --document x"), specialist),
        (words("request release A --reason x"), specialist),
        (words("request approve-correction A"), head),
        (words("batch sign 1"), head),
        (words("batch decline 1 --order 2026-1 --reason x"), head),
        (words(&format!("plan import {plan}")), finance),
        (words(&format!("statement import {statement}")), finance),
        (words(&format!("export --batch 1 --out {out}")), finance),
        (words("batch hand-over 1 --receipt x"), finance),
        (words("batch outcome-unknown 1 --reason x"), finance),
        (words("break settle B1 --reason x"), finance),
        (words("batch resolve 1 --paid --reason x"), &["finance", "head", "auditor"]),
    ]
}

#[test]
// law: 004-6-roles
fn every_act_is_done_by_its_role_and_refused_to_all_others() {
    both_with(100, |scene| {
        scene.must("2026-02-27T09:00", "", &["user", "add", "admin", "--role", "admin"]);
        scene.take("2026-03-02T09:30", &[request("A", AT, 10)]);
        scene.tick("2026-03-02T10:00");
        let head = scene.head();
        for (words, may) in acts(scene) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let not = ROLES.iter().filter(|role| !may.contains(role)).map(|role| (*role, "wrong-role"));
            for (who, code) in not.chain([("nobody", "unknown-person")]) {
                let ran = scene.run("2026-03-02T10:30", who, &words);
                assert_eq!((ran.code, ran.codes()), (3, vec![code.to_owned()]), "{who} {words:?}: {ran:?}");
            }
            assert_eq!(scene.run("2026-03-02T10:30", "", &words).code, 2, "{words:?} without an actor");
        }
        assert_eq!(scene.head(), head, "who may not, changes nothing");
        // who may, is refused for other reasons at most
        for (words, may) in acts(scene) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            for role in may {
                let ran = scene.run("2026-03-02T11:00", role, &words);
                assert!(matches!(ran.code, 0 | 3) && !ran.stdout.contains("wrong-role"), "{role} {words:?}: {ran:?}");
            }
        }
        // reading is everybody's
        for words in [
            "request list",
            "order list",
            "batch list",
            "plan show --year 2026",
            "report conservation",
            "user list",
            "eds refresh",
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            for who in ["", "auditor", "admin", "nobody"] {
                assert_eq!(scene.run("", who, &words).code, 0, "{words:?} by `{who}`");
            }
        }
    });
}

#[test]
// law: 004-6-three
fn the_three_that_pay_exclude_each_other_and_the_auditor_all_that_act() {
    both_with(1, |scene| {
        let add =
            |name: &str, role: &str| scene.run("2026-03-02T09:00", "", &["user", "add", name, "--role", role]).code;
        for (first, others) in [
            ("specialist", [("head", 3), ("finance", 3), ("auditor", 3), ("admin", 0)]),
            ("head", [("specialist", 3), ("finance", 3), ("auditor", 3), ("admin", 0)]),
            ("auditor", [("specialist", 3), ("head", 3), ("finance", 3), ("admin", 3)]),
        ] {
            let name = format!("P-{first}");
            assert_eq!(add(&name, first), 0);
            for (role, code) in others {
                assert_eq!(add(&name, role), code, "{first} and {role}");
            }
        }
        // one after the other is possible
        let add = |dates: &[&str]| scene.run("2026-03-02T09:00", "", &[&["user", "add", "Q"][..], dates].concat()).code;
        assert_eq!(add(&["--role", "specialist", "--to", "2026-03-31"]), 0);
        assert_eq!(add(&["--role", "head", "--from", "2026-03-31"]), 3);
        assert_eq!(add(&["--role", "head", "--from", "2026-04-01"]), 0);
    });
}

#[test]
fn a_clock_set_back_is_a_fault_that_names_both_moments_and_binds_no_one_who_reads() {
    both_with(100, |scene| {
        scene.take("2026-03-02T10:00", &[request("A", AT, 10)]);
        let head = scene.head();
        for words in [&["request", "withdraw", "A"][..], &["tick"]] {
            let ran = scene.run("2026-03-02T09:59:59+05:00", "specialist", words);
            assert_eq!(ran.code, 1, "{words:?}: {ran:?}");
            assert!(ran.stderr.contains("09:59:59") || ran.stderr.contains("04:59:59"), "{ran:?}");
            assert!(ran.stderr.contains("10:00") || ran.stderr.contains("05:00"), "{ran:?}");
        }
        assert_eq!(scene.head(), head);
        assert_eq!(scene.run("2026-01-15T10:00", "", &["request", "list"]).code, 0);
        assert_eq!(scene.run("2026-01-15T10:00", "", &["user", "add", "N", "--role", "head"]).code, 0);
        // a later moment of people binds nobody
        scene.must("2026-06-01T10:00", "", &["user", "add", "M", "--role", "head"]);
        scene.must("2026-03-02T10:00", "specialist", &["request", "withdraw", "A"]);
    });
}

#[test]
fn the_sandbox_asks_for_a_simulated_clock_and_the_database_remembers_its_profile() {
    both_with(1, |scene| {
        let real = ["--set", "clock.simulated=false", "request", "list"];
        assert_eq!(scene.run("2026-03-02T10:00", "", &real).code, 2, "`--at` on a real clock");
        assert_eq!(scene.run("", "", &real).code, 0);
        assert_eq!(
            scene
                .run("", "", &["--set", "profile=production", "--set", "clock.simulated=false", "request", "list"])
                .code,
            2
        );
        for wrong in ["queue.policy=maybe", "nothing.such=1", "eds.required=perhaps", "clock.simulated"] {
            let ran = scene.run("", "", &["--set", wrong, "request", "list"]);
            assert_eq!(ran.code, 2, "{wrong}: {ran:?}");
        }
    });
}

#[test]
fn production_takes_no_made_up_clock_or_actor_and_no_act_without_a_signature() {
    for engine in Engine::ALL {
        let mut office = Office::production(engine, "aigul");
        let run = |words: &[&str]| office.run("", "", words);
        let usage = |words: &[&str]| {
            let ran = run(words);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{words:?}: {ran:?}");
            assert!(!ran.stderr.is_empty());
        };
        usage(&["--set", "clock.simulated=true", "request", "list"]);
        usage(&["--set", "eds.required=false", "request", "list"]);
        usage(&["--set", "profile=sandbox", "request", "list"]);
        assert_eq!(office.run("2026-03-02T10:00", "", &["request", "list"]).code, 2, "`--at`");
        assert_eq!(office.run("", "head", &["request", "list"]).code, 2, "`--actor`");
        // the first person of an empty production database is an admin, who adds all others
        refused(&office, &["user", "add", "Болат", "--role", "head"], "wrong-role");
        assert_eq!(run(&["user", "add", "Айгүл", "--role", "admin"]).code, 0);
        assert_eq!(run(&["user", "add", "Айгүл", "--role", "specialist", "--login", "aigul"]).code, 0);
        refused(&office, &["user", "add", "Болат", "--role", "head", "--login", "aigul"], "already-exists");
        assert_eq!(run(&["user", "add", "Болат", "--role", "head", "--login", "bolat"]).code, 0);
        // the operating-system user acts; without a signature nothing is confirmed or signed, and a refusal only proposed
        let row = request("A", "2024-06-03T10:00:00+05:00", 10).replace("2025", "2023");
        let file = office.write("in/r.csv", format!("{REQUESTS}\n{row}\n"));
        office.must("", "", &["request", "import", &file]);
        refused(&office, &["request", "confirm", "A"], "signature-needed");
        assert_eq!(office.must("", "", &["request", "refuse", "A", "--ground", "debt"])["done"], "refusal-proposed");
        office.log_in("bolat");
        refused(&office, &["request", "import", &file], "wrong-role");
        refused(&office, &["user", "end", "Айгүл"], "wrong-role");
        refused(&office, &["batch", "sign", "1"], "signature-needed");
        office.log_in("stranger");
        refused(&office, &["user", "add", "X", "--role", "head"], "unknown-person");
        refused(&office, &["request", "withdraw", "A"], "unknown-person");
        assert_eq!(office.run("", "", &["request", "list"]).code, 0, "reading is everybody's");
        assert_eq!(office.must("", "", &["request", "list"])[0]["status"], "registered");
    }
}

fn refused(office: &Office, words: &[&str], code: &str) {
    let ran = office.run("", "", words);
    assert_eq!((ran.code, ran.codes()), (3, vec![code.to_owned()]), "{words:?}: {ran:?}");
}
