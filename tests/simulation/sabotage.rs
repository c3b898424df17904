//! The checker is worth what it can see. Each test breaks the program on purpose, within its own transactions or on its
//! disk, and the worlds of the suite must find it.

use super::crash::Disk;
use super::support::Engine;
use super::world::{Held, World};
use super::{SEEDS, live};

/// Lives worlds until one finds what is broken; what it says.
fn found(forgetful: bool, sabotage: impl Fn(&mut World), between: impl Fn(&mut World)) -> String {
    let _first = super::first::first();
    for number in 1..=SEEDS {
        let mut world = World::new(Engine::Sqlite, number, if forgetful { Disk::forgetful() } else { Disk::default() });
        sabotage(&mut world);
        let mut steps = || -> Held {
            live(&mut world, number)?;
            between(&mut world);
            world.check()
        };
        if let Err(why) = steps() {
            eprintln!("seed {number}: {why}");
            return why;
        }
    }
    panic!("{SEEDS} worlds saw nothing");
}

/// Adds a trigger: the program's own transactions then do something else than it says.
fn trigger(when: &'static str, what: &'static str) -> impl Fn(&mut World) {
    move |world| {
        let path = world.office.url().trim_start_matches("sqlite:").to_owned();
        let text = format!("CREATE TRIGGER sabotage {when} BEGIN {what}; END;");
        rusqlite::Connection::open(path).unwrap().execute_batch(&text).unwrap();
    }
}

fn broken_by(when: &'static str, what: &'static str) -> String {
    found(false, trigger(when, what), |_| {})
}

#[test]
fn a_plan_that_counts_the_next_month_is_seen() {
    let sabotage = trigger(
        "AFTER INSERT ON plan_row WHEN NEW.month > 1",
        "UPDATE plan_row SET amount = amount + NEW.amount
           WHERE document_id = NEW.document_id AND line_id = NEW.line_id AND month = NEW.month - 1;
         UPDATE plan_row SET amount = 0
           WHERE document_id = NEW.document_id AND line_id = NEW.line_id AND month = NEW.month",
    );
    let silently = |world: &mut World| {
        sabotage(world);
        world.audited = false;
    };
    let why = found(false, silently, |_| {});
    assert!(why.contains("lives against a plan of"), "{why}");
}

#[test]
fn a_hold_that_is_ignored_is_seen() {
    let why = broken_by(
        "AFTER UPDATE OF holds ON request WHEN NEW.holds <> 0",
        "UPDATE request SET holds = 0 WHERE id = NEW.id",
    );
    assert!(why.contains("requests: the program has"), "{why}");
}

#[test]
fn a_declined_order_that_goes_along_is_seen() {
    let why = broken_by(
        "AFTER UPDATE OF own_status ON payment_order WHEN NEW.own_status = 1",
        "UPDATE payment_order SET own_status = NULL WHERE id = NEW.id",
    );
    let seen = ["ordered past its sum", "against orders of", "requests: the program has"];
    assert!(seen.iter().any(|what| why.contains(what)), "{why}");
}

#[test]
fn a_statement_that_counts_each_time_it_comes_is_seen() {
    // as if a file with a wrong row had come before: everything in it is new
    let why = broken_by(
        "AFTER UPDATE ON statement",
        "UPDATE statement SET content = zeroblob(32), refused = 1, body = x'28b52ffd2000010000' WHERE id = NEW.id",
    );
    assert!(why.contains("changes were committed, by the contract 0 are"), "{why}");
}

#[test]
fn a_request_that_is_paid_twice_is_seen() {
    let why = broken_by(
        "AFTER INSERT ON answer WHEN NEW.id % 8 = 5",
        "INSERT INTO order_piece
           SELECT o.id + 1, o.id + 1, CAST(((o.id + 1) / 10000000000) || '-' || ((o.id + 1) % 10000000000) || char(9) ||
                  '2026-03-02' || char(9) || r.number || char(9) || printf('%d.%02d', p.amount / 100, p.amount % 100) ||
                  char(9) || r.recipient_bin || char(9) || r.account || char(9) || r.bank_bic || char(9) || '15' ||
                  char(9) || '911' || char(9) || r.recipient_name || char(9) || 'x' || char(10) AS BLOB)
           FROM payment_order p JOIN request r ON r.id = p.request_id JOIN (SELECT MAX(id) AS id FROM payment_order) o
           WHERE p.id = NEW.id / 8;
         INSERT INTO payment_order
           SELECT (SELECT MAX(id) + 1 FROM payment_order), batch, request_id, 100, amount, replaces, own_status,
                  dispatched_at, declined_at, reason
           FROM payment_order WHERE id = NEW.id / 8;
         INSERT INTO answer
           SELECT (SELECT MAX(id) FROM payment_order) * 8 + 5, NEW.at, NEW.reason, NEW.value_date, NEW.treasury_ref,
                  NEW.statement_id, NEW.statement_row, NULL, NULL",
    );
    // in the lists, or in a file that leaves the second order out
    assert!(why.contains("paid twice") || why.contains("carries"), "{why}");
}

#[test]
fn an_act_that_is_missing_in_the_journal_is_seen() {
    let why = broken_by("BEFORE INSERT ON journal WHEN NEW.actor = 'head'", "SELECT RAISE(IGNORE)");
    assert!(why.contains("the audit found something"), "{why}");
}

#[test]
fn money_that_is_lost_on_the_way_is_seen() {
    let why = broken_by(
        "AFTER UPDATE OF withdrawn ON request WHEN NEW.withdrawn > OLD.withdrawn",
        "UPDATE request SET withdrawn = withdrawn - 1 WHERE id = NEW.id",
    );
    assert!(why.contains("by the contract it is"), "{why}");
}

#[test]
fn a_file_that_was_never_synced_is_seen_when_the_power_fails() {
    let why = found(true, |_| {}, |_| {});
    let half = why.contains("complete and not there") || why.contains("does not bear") || why.contains("other bytes");
    assert!(half || why.contains("carries") || why.contains("is not what it was"), "{why}");
}

#[test]
fn a_file_that_left_and_is_not_what_was_signed_is_seen() {
    let alter = |world: &mut World| {
        let Some(name) = world.left.keys().next() else { return };
        let path = world.office.path(&format!("outbox/{name}"));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, text.replacen("KZ", "KK", 1)).unwrap();
    };
    let why = found(false, |_| {}, alter);
    assert!(why.contains("has other bytes than its record") || why.contains("does not hold"), "{why}");
}

#[test]
fn a_file_of_a_batch_that_nobody_signed_is_seen() {
    let forge = |world: &mut World| {
        let unsigned = (1..=world.model.batches.len()).find(|n| !world.signed.contains_key(&(*n as i64)));
        if let Some(number) = unsigned {
            world.office.write(&format!("outbox/SANDBOX-2550101-B{number}-20260101-treasury-xml.xml"), "<x/>");
        }
    };
    let why = found(false, |_| {}, forge);
    assert!(why.contains("is not signed"), "{why}");
}
