//! A history through all stages, then the audit of it: nothing is found where nobody touched anything, and each single
//! tampering behind the program's back is found and named, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use std::sync::Arc;

use qazyna::clock::Clock;
use qazyna::config::settings::Settings;
use qazyna::config::{RuleFiles, load_rules};
use qazyna::domain::audit::AuditKind;
use qazyna::domain::batch::{hex, sha256};
use qazyna::domain::event::Events;
use qazyna::domain::order::{OrderNumber, OrderStatus};
use qazyna::domain::person::{Role, RoleHeld};
use qazyna::domain::replay::{Act, Replay};
use qazyna::domain::rules::Rules;
use qazyna::domain::time::Moment;
use qazyna::eds::crl::List;
use qazyna::eds::sandbox::issue::Seed;
use qazyna::eds::sandbox::{self, Sandbox};
use qazyna::eds::trust::Trust;
use qazyna::eds::verifier::InHouse;
use qazyna::format::{Format, sample};
use qazyna::signatures::recipients::Recipients;
use qazyna::stage::audit::{Verdict, verify};
use qazyna::stage::electronic::Presented;
use qazyna::stage::intake::{ImportOptions, Means, Sent, Submission};
use qazyna::stage::outcome::{Resolution, Resolved};
use qazyna::stage::requests::Requisites;
use qazyna::stage::{
    Acting, Office, answers, confirmation, dispatch, intake, ordering, outcome, planning, requests, signing, stops,
};
use qazyna::store::installation::Keys;
use qazyna::store::journal::RulesInForce;
use qazyna::store::queue::Arrived;
use qazyna::store::{Db, batch, journal, manifest, order, person, queue, request};
use support::{Engine, bytes_of, fresh_db, run_sql};

const PLAN: &str = "year,administrator,institution,programme,subprogramme,specific,kind,document_no,document_date,\
                    jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec";
const STATEMENT: &str = "statement_no,statement_date,order_number,amount,payee_bin,payee_account,outcome,reason,\
                         treasury_reference,value_date";
/// The last moment of the history.
const END: &str = "2027-01-05T10:00:00+05:00";

struct House {
    db: Db,
    rules: Rules,
    in_force: RulesInForce,
    settings: Settings,
    dir: PathBuf,
}

fn acting(name: &str, role: Role) -> Acting {
    Acting::Person { name: name.to_owned(), roles: vec![role] }
}

impl House {
    async fn build(engine: Engine, dir: &Path) -> House {
        let dir = dir.join(format!("{engine:?}"));
        std::fs::create_dir_all(&dir).unwrap();
        let files = RuleFiles::built_in();
        let in_force = RulesInForce { fingerprint: files.fingerprint(), bundle: files.bundle().unwrap() };
        let text = "profile = \"sandbox\"\n[database]\nurl = \"sqlite:x.db\"\n[rules]\nfolder = \"rules\"\n";
        let settings = Settings::parse(text, "test", dir.clone(), &[]).unwrap();
        let db = fresh_db(engine, &dir).await;
        House { db, rules: load_rules(&files).unwrap(), in_force, settings, dir }
    }

    fn office(&self, at: &str) -> Office<'_> {
        let clock = Clock::At(Moment::parse(at).unwrap());
        Office { db: &self.db, clock, rules: &self.rules, in_force: &self.in_force, settings: &self.settings }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    async fn people(&self) {
        let clock = Clock::At(Moment::parse("2026-01-05T09:00:00+05:00").unwrap());
        let mut tx = self.db.writing(clock, "system", &self.in_force, true).await.unwrap();
        let mut events = Events::new();
        for (name, role) in [("Асель", Role::Finance), ("Бауыржан", Role::Head), ("Гүлнар", Role::Specialist)]
        {
            let held = RoleHeld { role, from: None, to: None, basis: None, ended_at: None };
            person::add_role(&mut tx, name, None, &held).await.unwrap();
            events.add("role-given", &[("person", &name), ("role", &role.word())]);
        }
        tx.commit_free(&events).await.unwrap();
    }

    /// The orders of a batch in this state.
    async fn orders(&self, batch: i64, status: OrderStatus) -> Vec<order::StoredOrder> {
        let mut conn = self.db.read().await.unwrap();
        let keys = batch::one(&mut conn, batch).await.unwrap().unwrap().keys;
        let all = order::of_batch(&mut conn, keys).await.unwrap();
        all.into_iter().filter(|o| o.status == status).collect()
    }

    /// A statement with these outcomes.
    async fn statement(&self, at: &str, number: &str, rows: &[(&order::StoredOrder, &str)]) {
        let day = &at[..10];
        let mut text = format!("{STATEMENT}\n");
        for (o, outcome) in rows {
            let f = &o.facts;
            let (amount, bin, account) = (f.amount, &f.payee_bin, &f.account);
            let reason = if *outcome == "paid" { "" } else { "счёт закрыт" };
            writeln!(text, "{number},{day},{},{amount},{bin},{account},{outcome},{reason},T1,{day}", f.number).unwrap();
        }
        let path = self.file(&format!("{number}.csv"), &text);
        let finance = acting("Асель", Role::Finance);
        let report = answers::import(&self.office(at), &finance, &path, true).await.unwrap();
        assert_eq!((report.matched, report.breaks), (rows.len() as u64, 0), "{:?}", report.defects);
    }

    async fn plan(&self, at: &str, document: &str, divisor: i64, totals: &sample::SampleTotals) {
        let mut text = format!("{PLAN}\n");
        for service in &totals.services {
            let programme = if service.service == "guarantee-commission" { "060" } else { "061" };
            let sum = qazyna::domain::money::Amount::from_tiyn(service.sum.tiyn() / divisor);
            let zeroes = ",0".repeat(11);
            writeln!(text, "2026,255,2550101,{programme},015,311,payments,{document},2026-01-05,{sum}{zeroes}")
                .unwrap();
        }
        let path = self.file(&format!("plan-{document}.csv"), &text);
        let options = planning::PlanOptions { strict: true, ..Default::default() };
        let actor = acting("Асель", Role::Finance);
        let report = planning::import(&self.office(at), &actor, &path, &options).await.unwrap();
        assert_eq!(report.accepted, 2, "{:?}", report.defects);
    }

    async fn verify(&self, expect: Option<&str>) -> Verdict {
        verify(&self.office(END), expect).await.unwrap()
    }

    async fn head(&self) -> [u8; 32] {
        self.office(END).reading().await.unwrap().head.unwrap()
    }
}

/// From the plan to a return after the year's end; every kind of event is in it.
async fn history(engine: Engine, dir: &Path) -> House {
    let house = House::build(engine, dir).await;
    house.people().await;
    let (finance, head) = (acting("Асель", Role::Finance), acting("Бауыржан", Role::Head));
    let specialist = acting("Гүлнар", Role::Specialist);
    let totals = sample::write(20, 1, &house.dir).unwrap();
    first_days(&house, &totals, (&finance, &head, &specialist)).await;

    let day = "2026-03-17T10:00:00+05:00";
    house.plan(day, "2", 1, &totals).await;
    let waiting = house.waiting("microfinance-subsidy").await;
    let stopped = house.bin(waiting[waiting.len() - 1].id).await;
    for subject in [stopped.as_str(), "255/060/015/311"] {
        stops::add(&house.office(day), &finance, subject, "определение суда").await.unwrap();
    }
    stops::end(&house.office(day), &finance, "255/060/015/311", "письмо 8").await.unwrap();
    assert_eq!(ordering::form_all(&house.office(day), Arrived::default()).await.unwrap().len(), 2);
    signing::sign(&house.office(day), &head, 4, None).await.unwrap();
    sign_electronically(&house, day, &head, 3).await;
    let outbox = house.dir.join("out");
    let office = house.office("2026-03-17T11:00:00+05:00");
    dispatch::export(&office, &finance, Some(4), &[Format::TreasuryXml, Format::Csv], &outbox).await.unwrap();
    outcome::unknown(&office, &finance, 4, "нет ответа").await.unwrap();
    let unknown = house.orders(4, OrderStatus::OutcomeUnknown).await;
    let lost: Vec<OrderNumber> = unknown.iter().take(2).map(|o| o.facts.number).collect();
    for (outcome, orders) in [(Resolution::NotReceived, lost.as_slice()), (Resolution::Paid, &[])] {
        let left = unknown.len() - if orders.is_empty() { unknown.len() } else { orders.len() };
        for (actor, wanted) in [(&finance, Resolved::Waiting(vec![])), (&head, Resolved::Done(left))] {
            let said = outcome::resolve(&office, actor, 4, outcome, orders, "по телефону").await.unwrap();
            assert_eq!(said, wanted);
        }
    }
    let again = dispatch::export(&office, &finance, Some(4), &[Format::TreasuryXml], &outbox).await.unwrap();
    assert_eq!(again.files[0].orders, 2);
    outcome::hand_over(&office, &finance, 4, "талон 7").await.unwrap();

    assert!(signing::lapse(&house.office("2027-01-05T09:30:00+05:00")).await.unwrap() > 0);
    let paid = house.orders(1, OrderStatus::Paid).await;
    house.statement("2027-01-05T09:40:00+05:00", "S-4", &[(&paid[1], "returned")]).await;
    house
}

/// The head signs with a key of a throw-away PKI.
async fn sign_electronically(house: &House, at: &str, head: &Acting, number: i64) {
    let office = house.office(at);
    let now = Moment::parse(at).unwrap();
    let pki = Sandbox::make(&Seed([7; 32]), now).unwrap();
    let mut trust =
        Trust { anchors: vec![pki.root.certificate.clone(), pki.issuer.certificate.clone()], ..Trust::default() };
    trust.lists.add(List::load(&pki.list.signed(&pki.issuer.key), &trust.anchors).unwrap());
    let mut content = String::new();
    {
        let mut reading = office.reading().await.unwrap();
        let stored = batch::one(&mut reading.conn, number).await.unwrap().unwrap();
        let take = |part: &str| {
            content.push_str(part);
            Ok(())
        };
        manifest::parts(&mut reading.conn, &stored, Moment::END, take).await.unwrap();
    }
    let person = pki.person("first-head").unwrap();
    let cms = sandbox::sign(&person.certificate, &person.key, content.as_bytes(), false, now);
    let presented = Presented { cms: &cms, trust: &trust, verifier: &InHouse };
    signing::sign(&office, head, number, Some(presented)).await.unwrap();
}

/// Half of the plan, a decline, answers of every kind, and what people do with single requests.
async fn first_days(
    house: &House,
    totals: &sample::SampleTotals,
    (finance, head, specialist): (&Acting, &Acting, &Acting),
) {
    let day = "2026-03-12T10:00:00+05:00";
    let office = house.office(day);
    house.plan(day, "1", 2, totals).await;
    let path = house.dir.join("requests.csv");
    let submission = Submission { file: &path, signature: None, attached: &[] };
    let means: Arc<dyn Means> = Arc::new(Recipients::of(office.settings));
    let report = intake::import(&office, specialist, submission, ImportOptions::default(), &means).await.unwrap();
    assert_eq!(report.accepted, 20, "{:?}", report.defects);
    assert_eq!(confirmation::confirm_all(&office).await.unwrap().0, 20);
    assert_eq!(ordering::form_all(&office, Arrived::default()).await.unwrap().len(), 2);
    let second = house.orders(2, OrderStatus::AwaitingSignature).await;
    signing::decline(&office, head, 2, second[0].facts.number, "сверить").await.unwrap();
    for batch in [1, 2] {
        signing::sign(&office, head, batch, None).await.unwrap();
    }
    let formats = [Format::TreasuryXml, Format::Pain001];
    let report = dispatch::export(&office, finance, None, &formats, &house.dir.join("out")).await.unwrap();
    assert_eq!((report.files.len(), report.defects.len()), (4, 0), "{:?}", report.defects);

    let day = "2026-03-13T10:00:00+05:00";
    let first = house.orders(1, OrderStatus::Dispatched).await;
    let answered: Vec<_> = first.iter().map(|o| (o, "paid")).collect();
    house.statement(day, "S-1", &answered).await;
    house.statement(day, "S-2", &[(&second[1], "paid"), (&second[2], "rejected")]).await;
    house.statement("2026-03-16T10:00:00+05:00", "S-3", &[(&first[0], "returned")]).await;

    let office = house.office("2026-03-16T11:00:00+05:00");
    house.attached(&office, specialist, &means).await;
    requests::release(&office, specialist, second[0].request_id, "сверено").await.unwrap();
    let rejected = second[2].request_id;
    let facts = &second[1].facts;
    let new = Requisites { account: facts.account.as_str(), bic: facts.bank_bic.as_str(), document: "письмо 5" };
    requests::correct(&office, specialist, rejected, new, None).await.unwrap();
    requests::approve_correction(&office, head, rejected).await.unwrap();
    let waiting = house.waiting("microfinance-subsidy").await;
    let [.., refused, withdrawn] = waiting.as_slice() else { panic!("{waiting:?}") };
    confirmation::refusal::refuse(&office, specialist, refused.id, "debt").await.unwrap();
    requests::withdraw(&office, specialist, withdrawn.id).await.unwrap();
}

impl House {
    async fn waiting(&self, service: &str) -> Vec<qazyna::domain::forming::Waiting> {
        let mut conn = self.db.read().await.unwrap();
        let keys = Keys::load(&mut conn).await.unwrap();
        queue::waiting(&mut conn, keys.service(service)).await.unwrap()
    }

    /// An application with two attached files.
    async fn attached(&self, office: &Office<'_>, specialist: &Acting, means: &Arc<dyn Means>) {
        let files = [("a.pdf", "%PDF-1"), ("ә.pdf", "%PDF-2")].map(|(name, text)| (name, self.file(name, text), text));
        let named = files.iter().map(|(name, _, text)| {
            let (bytes, digest) = (text.len(), hex(&sha256(text.as_bytes())));
            format!("<attachment name=\"{name}\" bytes=\"{bytes}\" sha256=\"{digest}\"/>")
        });
        let named: String = named.collect();
        let text = include_str!("golden/application-1.xml");
        let (before, rest) = text.split_once("<attachments>").unwrap();
        let after = rest.split_once("</attachments>").unwrap().1;
        let path = self.file("application.xml", &format!("{before}<attachments>{named}</attachments>{after}"));
        let sent = files.map(|(_, path, _)| Sent::at(&path).unwrap());
        let submission = Submission { file: &path, signature: None, attached: &sent };
        let report = intake::import(office, specialist, submission, ImportOptions::default(), means).await.unwrap();
        assert_eq!((report.accepted, &report.defects), (1, &Vec::new()));
    }

    async fn bin(&self, request: i64) -> String {
        let mut conn = self.db.read().await.unwrap();
        request::one(&mut conn, request).await.unwrap().unwrap().bin
    }

    async fn run(&self, sql: &str) {
        run_sql(&self.db, sql).await.unwrap();
    }

    async fn drop_guards(&self) {
        let guards = [
            ("journal_no_update", "journal"),
            ("journal_no_delete", "journal"),
            ("signature_no_update", "signature"),
            ("eds_signature_no_update", "eds_signature"),
            ("eds_signature_no_delete", "eds_signature"),
            ("attachment_no_update", "attachment"),
            ("attachment_no_delete", "attachment"),
            ("plan_not_exceeded", "budget_balance"),
        ];
        for (name, table) in guards {
            match self.db {
                Db::Sqlite { .. } => self.run(&format!("DROP TRIGGER {name}")).await,
                Db::Postgres { .. } => self.run(&format!("DROP TRIGGER {name} ON {table}")).await,
            }
        }
    }

    /// The value for `column` that this tampering puts in the place of the one that stands in the row.
    async fn altered(&self, t: &Tampering) -> String {
        let select = format!("SELECT {} FROM {} WHERE {}", t.column, t.table, t.row);
        let bytes = match t.how {
            How::Set(expression) => return expression.to_owned(),
            How::Byte => {
                let mut bytes = bytes_of(&self.db, &select).await;
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                bytes
            }
            How::ByteInside => {
                let mut plain = zstd::decode_all(bytes_of(&self.db, &select).await.as_slice()).unwrap();
                let middle = plain.len() / 2;
                plain[middle] ^= 1;
                zstd::encode_all(plain.as_slice(), 1).unwrap()
            }
        };
        match self.db {
            Db::Sqlite { .. } => format!("x'{}'", hex(&bytes)),
            Db::Postgres { .. } => format!("'\\x{}'::bytea", hex(&bytes)),
        }
    }
}

enum How {
    /// Another value.
    Set(&'static str),
    /// One bit of the stored bytes.
    Byte,
    /// One bit of what is packed in them.
    ByteInside,
}

struct Tampering {
    table: &'static str,
    column: &'static str,
    row: &'static str,
    how: How,
    kind: AuditKind,
}

const fn set(
    table: &'static str,
    column: &'static str,
    row: &'static str,
    value: &'static str,
    kind: AuditKind,
) -> Tampering {
    Tampering { table, column, row, how: How::Set(value), kind }
}

const fn byte(table: &'static str, column: &'static str, row: &'static str, how: How, kind: AuditKind) -> Tampering {
    Tampering { table, column, row, how, kind }
}

const OPEN: &str = "id = (SELECT MIN(request_id) FROM unfinished)";
const CONFIRMED: &str =
    "first = (SELECT MAX(c.first) FROM confirmation c WHERE c.first <= (SELECT MIN(request_id) FROM unfinished))";
const PAID: &str = "id = (SELECT MIN(id) FROM order_now WHERE status = 5)";
const PIECE: &str = "first = (SELECT first_order FROM batch WHERE number = 1)";
const ANSWER: &str = "id = (SELECT MIN(id) FROM answer)";

fn tamperings() -> Vec<Tampering> {
    use AuditKind::{ChainBroken, FileDiffers, NoticeDiffers, SignatureDiffers, StateDiffers};
    use How::{Byte, ByteInside};
    vec![
        byte("journal", "body", "seq = 3", Byte, ChainBroken),
        byte("journal", "body", "seq = 3", ByteInside, ChainBroken),
        byte("journal", "hash", "seq = 4", Byte, ChainBroken),
        byte("journal", "previous", "seq = 4", Byte, ChainBroken),
        set("journal", "actor", "seq = 5", "'кто-то'", ChainBroken),
        set("journal", "at", "seq = 5", "at + 1", ChainBroken),
        set("journal", "binding", "seq = 5", "0", ChainBroken),
        set("journal", "events", "seq = 5", "events + 1", ChainBroken),
        byte("rules", "bundle", "id = 1", Byte, ChainBroken),
        byte("rules", "fingerprint", "id = 1", Byte, ChainBroken),
        set("request", "amount", OPEN, "amount + 1", StateDiffers),
        set("confirmation", "person", CONFIRMED, "'кто-то'", StateDiffers),
        set("confirmation", "form_due", CONFIRMED, "form_due + 1000000", NoticeDiffers),
        set("confirmation", "last", CONFIRMED, "first - 1", StateDiffers),
        set("letter_run", "person", "id = 1", "'кто-то'", NoticeDiffers),
        byte("letter_run", "templates", "id = 1", Byte, NoticeDiffers),
        set("unfinished", "request_id", "request_id = (SELECT MIN(request_id) FROM unfinished)", "-1", StateDiffers),
        set("request", "withdrawn", OPEN, "withdrawn + 1", StateDiffers),
        set("request", "account", OPEN, "'KZ14070103SAMPLE0001'", StateDiffers),
        set("request", "holds", OPEN, "holds + 4", StateDiffers),
        set("request", "kbe", OPEN, "'11'", StateDiffers),
        set("request", "recipient_name", OPEN, "'ТОО другое'", NoticeDiffers),
        set("payment_order", "amount", PAID, "amount + 1", StateDiffers),
        set("payment_order", "request_id", PAID, "request_id + 1000", StateDiffers),
        set("payment_order", "own_status", PAID, "1", StateDiffers),
        set("answer", "at", ANSWER, "at + 1", StateDiffers),
        set("batch", "payer", "number = 1", "replace(payer, 'ОБРАЗЕЦ', 'ДРУГОЙ')", StateDiffers),
        set("batch", "signed_by", "number = 1", "'кто-то'", StateDiffers),
        byte("order_piece", "body", PIECE, Byte, StateDiffers),
        byte("order_piece", "body", PIECE, ByteInside, StateDiffers),
        byte("order_piece", "body", PIECE, ByteInside, SignatureDiffers),
        set("order_piece", "last", PIECE, "last + 1", StateDiffers),
        byte("signature", "manifest_sha256", "batch = 1", Byte, SignatureDiffers),
        set("signature", "signed_by", "batch = 1", "'кто-то'", SignatureDiffers),
        byte("eds_signature", "evidence", "id = 1", Byte, SignatureDiffers),
        byte("eds_signature", "evidence", "id = 1", ByteInside, SignatureDiffers),
        byte("eds_signature", "sha256", "id = 1", Byte, SignatureDiffers),
        set("eds_signature", "person", "id = 1", "'кто-то'", SignatureDiffers),
        set("eds_signature", "at", "id = 1", "at + 1", SignatureDiffers),
        set("eds_signature", "iin", "id = 1", "'800101300000'", SignatureDiffers),
        set("eds_signature", "serial", "id = 1", "'00'", SignatureDiffers),
        byte("export_file", "body", "id = 1", Byte, FileDiffers),
        byte("export_file", "body", "id = 1", ByteInside, FileDiffers),
        byte("export_file", "sha256", "id = 1", Byte, FileDiffers),
        byte("notice", "digest", "id = 1", Byte, NoticeDiffers),
        set("notice", "fields", "id = 1", "fields || ' '", NoticeDiffers),
        set("budget_balance", "live", "line_id = 1", "live - 1", StateDiffers),
        set("plan_row", "amount", "document_id = 1 AND line_id = 1 AND month = 1", "amount + 1", StateDiffers),
        set("stop", "subject", "id = 1", "'255/060/015/311'", StateDiffers),
        set("stop", "reason", "id = 1", "'другое'", StateDiffers),
        set("stop", "ended_at", "id = 2", "ended_at + 1", StateDiffers),
        set("stop", "ended_by", "id = 2", "'кто-то'", StateDiffers),
        set("role", "role", "id = 3", "'head'", StateDiffers),
        set("role", "valid_to", "id = 2", "'2026-12-31'", StateDiffers),
        set("role", "ended_at", "id = 1", "1", StateDiffers),
        set("person", "login", "id = 3", "'root'", StateDiffers),
        set("person", "iin", "id = 2", "'800101300018'", StateDiffers),
        set("plan_document", "document_no", "id = 1", "'9'", StateDiffers),
    ]
}

#[tokio::test]
async fn each_single_tampering_is_found_and_named() {
    let dir = tempfile::tempdir().unwrap();
    for engine in Engine::ALL {
        let house = history(engine, dir.path()).await;
        let untouched = house.verify(None).await;
        assert!(untouched.faults.is_empty(), "{engine:?}: {:#?}", untouched.faults);
        assert_eq!(untouched.head, Some(house.head().await));
        house.drop_guards().await;
        for t in tamperings() {
            let what = format!("{engine:?}: {}.{}", t.table, t.column);
            let value = house.altered(&t).await;
            house.run(&format!("CREATE TABLE kept AS SELECT * FROM {} WHERE {}", t.table, t.row)).await;
            house.run(&format!("UPDATE {} SET {} = {value} WHERE {}", t.table, t.column, t.row)).await;
            let verdict = house.verify(None).await;
            assert!(verdict.faults.iter().any(|f| f.kind == t.kind), "{what}: {:#?}", verdict.faults);
            let same = match t.table {
                "journal" => "t.seq = kept.seq",
                "batch" => "t.number = kept.number",
                "signature" => "t.batch = kept.batch",
                "order_piece" => "t.first = kept.first",
                "confirmation" => "t.service_id = kept.service_id AND t.first = kept.first",
                "unfinished" => "t.request_id = -1",
                "budget_balance" => "t.line_id = kept.line_id AND t.year = kept.year",
                "plan_row" => "t.document_id = kept.document_id AND t.line_id = kept.line_id AND t.month = kept.month",
                _ => "t.id = kept.id",
            };
            let column = t.column;
            house.run(&format!("UPDATE {} AS t SET {column} = kept.{column} FROM kept WHERE {same}", t.table)).await;
            house.run("DROP TABLE kept").await;
            let healed = house.verify(None).await;
            assert!(healed.faults.is_empty(), "{what}, healed: {:#?}", healed.faults);
        }
        house.db.close().await;
    }
}

#[tokio::test]
async fn a_cut_tail_is_found_by_a_head_noted_before() {
    let dir = tempfile::tempdir().unwrap();
    for engine in Engine::ALL {
        let house = history(engine, dir.path()).await;
        let head = hex(&house.head().await);
        for noted in [head.clone(), head.to_uppercase()] {
            assert!(house.verify(Some(&noted)).await.faults.is_empty());
        }
        for never in ["", "abc", &"0".repeat(64), &head[1..]] {
            let faults = house.verify(Some(never)).await.faults;
            assert!(matches!(faults.as_slice(), [f] if f.kind == AuditKind::HeadNotFound), "{never}: {faults:?}");
        }
        house.drop_guards().await;
        house.run("CREATE TABLE kept AS SELECT * FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)").await;
        house.run("DELETE FROM journal WHERE seq = (SELECT seq FROM kept)").await;
        let kinds: Vec<AuditKind> = house.verify(Some(&head)).await.faults.iter().map(|f| f.kind).collect();
        assert!(kinds.contains(&AuditKind::HeadNotFound), "{kinds:?}");
        // what the cut link did still stands in the tables
        assert!(kinds.contains(&AuditKind::StateDiffers), "{kinds:?}");
        house.run("INSERT INTO journal SELECT * FROM kept").await;
        house.run("DELETE FROM journal WHERE seq = 6").await;
        let kinds: Vec<AuditKind> = house.verify(None).await.faults.iter().map(|f| f.kind).collect();
        assert!(kinds.contains(&AuditKind::ChainBroken), "{kinds:?}");
        house.db.close().await;
    }
}

#[tokio::test]
async fn rows_that_are_gone_and_rows_from_nowhere_are_found() {
    let dir = tempfile::tempdir().unwrap();
    for engine in Engine::ALL {
        let house = history(engine, dir.path()).await;
        house.drop_guards().await;
        let cases = [
            ("DELETE FROM notice WHERE id = 1", AuditKind::NoticeDiffers),
            ("DELETE FROM export_file WHERE id = 2", AuditKind::FileDiffers),
            ("UPDATE attachment SET name = 'b.pdf' WHERE nth = 1", AuditKind::FileDiffers),
            ("UPDATE attachment SET body = sha256 WHERE nth = 1", AuditKind::FileDiffers),
            ("DELETE FROM attachment WHERE nth = 2", AuditKind::FileDiffers),
            ("DELETE FROM signature WHERE batch = 2", AuditKind::SignatureDiffers),
            ("INSERT INTO role (id, person_id, role) VALUES (9, 3, 'admin')", AuditKind::StateDiffers),
            (
                "INSERT INTO request (id, service_id, number, file_id, registered_at, effective_at, confirm_due, recipient_bin,
                 recipient_name, account, bank_bic, kbe, base_amount, rate, amount, agreement_no, agreement_date,
                 period_from, period_to, content, claim, holds)
                 SELECT MAX(request.id) + 1, 1, 'from nowhere', 1, 1, 1, 1, 'x', 'x', 'x', 'x', '19', 1, 1, 1,
                 'x', '2026-01-01', '2026-01-01', '2026-01-01', x.fingerprint, 1, 0 FROM request, rules x GROUP BY x.fingerprint",
                AuditKind::StateDiffers,
            ),
        ];
        for (sql, kind) in cases {
            let before = house.verify(None).await.faults.len();
            house.run(sql).await;
            let faults = house.verify(None).await.faults;
            assert!(faults.len() > before && faults.iter().any(|f| f.kind == kind), "{engine:?} `{sql}`: {faults:#?}");
        }
        house.db.close().await;
    }
}

#[tokio::test]
async fn a_link_that_says_it_was_earlier_is_found_even_with_a_right_hash() {
    let dir = tempfile::tempdir().unwrap();
    let house = history(Engine::Sqlite, dir.path()).await;
    house.drop_guards().await;
    let mut conn = house.db.read().await.unwrap();
    let links = journal::page(&mut conn, 0, 1_000).await.unwrap();
    drop(conn);
    let mut last = links.last().unwrap().clone();
    last.at = Moment::from_micros(links[links.len() - 2].at.micros() - 1);
    let (at, hash) = (last.at.micros(), hex(&last.computed_hash().unwrap()));
    house.run(&format!("UPDATE journal SET at = {at}, hash = x'{hash}' WHERE seq = {}", last.seq)).await;
    let kinds: Vec<AuditKind> = house.verify(None).await.faults.iter().map(|f| f.kind).collect();
    assert!(kinds.contains(&AuditKind::TimeBackwards) && !kinds.contains(&AuditKind::ChainBroken), "{kinds:?}");
}

#[tokio::test]
async fn the_waiting_list_told_again_from_the_journal_is_that_of_the_tables() {
    let dir = tempfile::tempdir().unwrap();
    for engine in Engine::ALL {
        let house = history(engine, dir.path()).await;
        let mut conn = house.db.read().await.unwrap();
        let mut replay = Replay::default();
        for link in journal::page(&mut conn, 0, 1_000).await.unwrap() {
            let act = Act { link: link.seq, at: link.at, actor: &link.actor };
            for event in link.events().unwrap() {
                replay.apply(&act, &event).unwrap();
            }
        }
        drop(conn);
        for service in ["guarantee-commission", "microfinance-subsidy"] {
            let stored = house.waiting(service).await;
            let stored: Vec<_> = stored.into_iter().map(|w| (w.number.to_string(), w.registered_at, w.rest)).collect();
            let told = replay.waiting_list(service).into_iter().map(|w| (w.number, w.registered_at, w.rest));
            assert_eq!(told.collect::<Vec<_>>(), stored, "{service}");
        }
        assert!(!replay.waiting_list("guarantee-commission").is_empty());
        assert!(replay.conservation().values().all(|c| c.adds_up() && c.requested > 0));
        house.db.close().await;
    }
}
