//! The recipient's cabinet (004 §8.1–8.7): registration, signing in, an application from the form to the result. What an
//! organisation may not see is not there for it.

use crate::process::{Daemon, drop_file, planned, requests, wait_for};
use crate::support::Engine;
use crate::support::office::Office;
use crate::visitor::{Answered, Visitor};

const BIN: &str = "941240001151";
const OTHER: &str = "191240029094";
const PASSWORD: &str = "ұйымның құпия сөзі";

/// An office with keys for two organisations, and a daemon that believes them.
fn office(engine: Engine) -> (Office, Daemon) {
    let office = planned(engine);
    let pki = office.path("pki");
    office.must("2026-03-02T09:00", "", &["eds", "sandbox", "--out", &pki, "--recipient", BIN, "--recipient", OTHER]);
    let anchors = format!("eds.anchors={pki}/anchors");
    let lists = format!("eds.crls={pki}/crls");
    let daemon = Daemon::start(&office, &[&anchors, &lists, "confirmation.mode=manual", "dispatch.mode=by-finance"]);
    (office, daemon)
}

/// Signs what a page asks to sign with the key of this person of the PKI, and sends it.
fn signed(office: &Office, visitor: &Visitor, page: &Answered, who: &str) -> Answered {
    let field = |name: &str| {
        let value = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
        value
            .unwrap_or_else(|| panic!("no `{name}` on the page: {}", page.main()))
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let challenge = field("challenge");
    let action = page.body.split("action=\"").find(|a| a.contains("id=\"signing\"")).unwrap();
    let action = action.split('"').next().unwrap().to_owned();
    let document = visitor.get(&format!("/to-sign/{challenge}"));
    assert_eq!(document.status, 200, "the document is there");
    let (content, cms) = (office.write("to-sign.bin", &document.body), office.path("to-sign.cms"));
    let _ = std::fs::remove_file(&cms);
    let key = office.path(&format!("pki/people/SANDBOX-{who}.key"));
    office.must("", "", &["eds", "sign", "--key", &key, "--content", &content, "--out", &cms]);
    let cms = std::fs::read_to_string(cms).unwrap();
    let mark = page.body.split("id=\"signing\"").nth(1).unwrap().split("name=\"mark\" value=\"").nth(1).unwrap();
    let mark = mark.split('"').next().unwrap().to_owned();
    let answered = visitor.send(&action, &[("mark", &mark), ("challenge", &challenge), ("cms", &cms)]);
    if answered.status == 303 { visitor.get(answered.header("location")) } else { answered }
}

/// The name of the key of an organisation's head.
fn key_of(office: &Office, bin: &str) -> String {
    let mut names =
        std::fs::read_dir(office.path("pki/people")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let name = names.find(|n| n.contains(bin) && n.ends_with(".key")).expect("a key of the organisation");
    name.trim_start_matches("SANDBOX-").trim_end_matches(".key").to_owned()
}

fn registered(office: &Office, daemon: &Daemon, bin: &str) -> Visitor {
    let visitor = Visitor::stranger(daemon);
    let form = [("bin", bin), ("password", PASSWORD), ("password-again", PASSWORD)];
    let page = visitor.send("/register", &form);
    signed(office, &visitor, &page, &key_of(office, bin)).says("Мои заявки");
    visitor
}

/// What each form of this organisation's session carries.
fn mark_of(visitor: &Visitor) -> String {
    visitor.get("/cabinet").field("mark")
}

const FORM: [(&str, &str); 10] = [
    ("service", "microfinance-subsidy"),
    ("account", "KZ47 6010 1310 0017 9714"),
    ("bank_bic", "hsbkkzkx"),
    ("kbe", "15"),
    ("base_amount", "1500,50"),
    ("rate", "10"),
    ("agreement_no", "А-17/2025 <b>"),
    ("agreement_date", "2025-12-01"),
    ("period_from", "2025-10-01"),
    ("period_to", "2025-12-31"),
];

#[test]
// law: 004-5.1-cabinet, 004-8.1-sign-in, 004-8.10-cabinet
fn an_organisation_registers_applies_and_follows_its_application_in_the_cabinet() {
    for engine in Engine::ALL {
        let (office, daemon) = office(engine);
        let visitor = registered(&office, &daemon, BIN);
        visitor.get("/cabinet/apply").says("Номер договора");
        let mark = mark_of(&visitor);
        let mut wrong = vec![("mark", mark.as_str())];
        wrong.extend(FORM.iter().map(|(n, v)| if *n == "account" { (*n, "KZ00 0000") } else { (*n, *v) }));
        let page = visitor.send("/cabinet/apply", &wrong);
        assert_eq!(page.status, 422);
        page.says("aria-invalid").says("KZ00 0000").says("value=\"1500,50\"");
        let mut right = vec![("mark", mark.as_str())];
        right.extend(FORM);
        let page = visitor.send("/cabinet/apply", &right);
        page.says("150,05");
        signed(&office, &visitor, &page, &key_of(&office, BIN)).says("принята и зарегистрирована");
        let row = &office.list(&["request", "list"])[0];
        assert_eq!((row["amount"].as_str(), row["recipient_bin"].as_str()), (Some("150.05"), Some(BIN)));
        let number = row["number"].as_str().unwrap().to_owned();
        let here = format!("/cabinet/microfinance-subsidy/{number}");
        visitor.get(&here).says("Подтверждение принятия").says("Отозвать заявку");
        let specialist = Visitor::named(&daemon, "specialist");
        let theirs = format!("/requests/microfinance-subsidy/{number}");
        specialist.get(&theirs).says("Заявка подписана ЭЦП получателя").says("✓".trim_start_matches('✓'));
        specialist.act(&format!("{theirs}/confirm"), &[]).says("подтверждено");
        wait_for("the order is formed", || !office.list(&["order", "list"]).is_empty());
        visitor.get(&here).says("О принятии").says_not("Отозвать заявку");
        assert_eq!(visitor.get(&format!("{here}/letters.pdf")).header("content-type"), "application/pdf");
        let anchors = format!("eds.anchors={}", office.path("pki/anchors"));
        let lists = format!("eds.crls={}", office.path("pki/crls"));
        let audit = office.run("", "", &["--set", &anchors, "--set", &lists, "audit", "verify"]);
        assert_eq!(audit.code, 0, "{audit:?}");
    }
}

const PDF: &[u8] = b"%PDF-1.7\n\xff\xfe a paper";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a picture";

#[test]
// law: 004-8.5-form, 004-8.9-documents
fn what_an_organisation_attaches_is_signed_with_the_application_and_read_by_the_department() {
    for engine in Engine::ALL {
        let (office, daemon) = office(engine);
        let visitor = registered(&office, &daemon, BIN);
        let mark = mark_of(&visitor);
        let mut fields = vec![("mark", mark.as_str())];
        fields.extend(FORM);
        let send = |files: &[(&str, &[u8])]| {
            let files: Vec<_> = files.iter().map(|(name, bytes)| ("attachment", *name, *bytes)).collect();
            visitor.send_files("/cabinet/apply", &fields, &files)
        };
        for (files, said) in [
            (vec![("a.exe", b"MZ".as_slice())], "PDF, JPEG, PNG"),
            (vec![("a.pdf", PDF), ("a.pdf", PDF)], "с одним именем"),
            (vec![("a\u{202e}fdp.exe", PDF)], "недопустимо"),
            (vec![("a", PDF); 6], "не больше 5"),
        ] {
            let page = send(&files);
            assert_eq!(page.status, 422);
            page.says(said).says("value=\"1500,50\"").says("выбрать ещё раз");
        }
        let page = send(&[("../Договор № 5.hta", PDF), ("фото.png", PNG)]);
        page.says("Договор № 5.hta").says("фото.png").says("bytes=&#34;19&#34;");
        let mark_of_document = page.field("challenge");
        let other = registered(&office, &daemon, OTHER);
        for who in [&other, &Visitor::stranger(&daemon), &Visitor::named(&daemon, "specialist")] {
            assert_eq!(who.get(&format!("/to-sign/{mark_of_document}")).status, 404, "it is the organisation's own");
        }
        signed(&office, &visitor, &page, &key_of(&office, BIN)).says("принята и зарегистрирована");
        let number = office.list(&["request", "list"])[0]["number"].as_str().unwrap().to_owned();
        let own = format!("/cabinet/microfinance-subsidy/{number}");
        let theirs = format!("/requests/microfinance-subsidy/{number}");
        let specialist = Visitor::named(&daemon, "specialist");
        for (who, here) in [(&visitor, &own), (&specialist, &theirs)] {
            who.get(here).says("Договор № 5.hta").says("фото.png").says(&format!("{here}/attachments/2"));
            let file = who.get(&format!("{here}/attachments/2"));
            assert_eq!((file.status, file.header("content-type")), (200, "image/png"));
            assert_eq!(file.body, String::from_utf8_lossy(PNG));
            assert!(file.header("content-disposition").starts_with("attachment;"), "{file:?}");
            assert!(file.header("content-security-policy").contains("sandbox"), "{file:?}");
            let named = who.get(&format!("{here}/attachments/1")).header("content-disposition").to_owned();
            assert!(named.ends_with(".hta.pdf"), "a machine opens it as what it is: {named}");
            for wrong in ["0", "3", "x", "-1", "01"] {
                assert_eq!(who.get(&format!("{here}/attachments/{wrong}")).status, 404);
            }
        }
        assert_eq!(other.get(&format!("{own}/attachments/1")).status, 404);
        assert_eq!(Visitor::stranger(&daemon).get(&format!("{own}/attachments/1")).status, 303);
        let anchors = format!("eds.anchors={}", office.path("pki/anchors"));
        let lists = format!("eds.crls={}", office.path("pki/crls"));
        let audit = office.run("", "", &["--set", &anchors, "--set", &lists, "audit", "verify"]);
        assert_eq!(audit.code, 0, "{audit:?}");
    }
}

#[test]
fn guesses_at_an_organisation_count_together_whatever_it_is_called() {
    let (office, daemon) = office(Engine::Sqlite);
    registered(&office, &daemon, BIN);
    let journal = office.list(&["report", "journal"]);
    let event = journal.iter().find(|e| e["event"] == "recipient-registered").unwrap();
    let iin = event["facts"].as_str().unwrap().split("iin=").nth(1).unwrap()[..12].to_owned();
    let guesser = Visitor::stranger(&daemon);
    let tried = |name: &str| guesser.send("/sign-in", &[("name", name), ("password", "не тот пароль")]).status;
    let statuses: Vec<u16> = (0..30).map(|n| tried(if n % 2 == 0 { &iin } else { BIN })).collect();
    let first = statuses.iter().position(|status| *status == 429).expect("a wait");
    assert!(statuses[first..].iter().all(|status| *status == 429), "{statuses:?}");
    assert_eq!(guesser.send("/sign-in", &[("name", BIN), ("password", PASSWORD)]).status, 429);
}

#[test]
fn the_form_says_what_is_wrong_while_somebody_fills_it_in() {
    let (office, daemon) = office(Engine::Sqlite);
    let visitor = registered(&office, &daemon, BIN);
    let mark = mark_of(&visitor);
    let check = |changes: &[(&str, &str)]| {
        let mut fields = vec![("mark", mark.as_str())];
        let changed = |name: &str| changes.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
        fields.extend(FORM.iter().map(|(name, value)| (*name, changed(name).unwrap_or(value))));
        let answered = visitor.send("/cabinet/apply/check", &fields);
        assert_eq!(answered.status, 200);
        serde_json::from_str::<serde_json::Value>(&answered.body).unwrap()
    };
    assert_eq!(check(&[]), serde_json::json!({ "faults": {}, "sum": "150,05\u{a0}₸" }));
    let told = check(&[("account", "KZ47 6010"), ("rate", "")]);
    assert!(told["faults"]["account"].as_str().unwrap().contains("KZ476010"), "{told}");
    assert_eq!((told["faults"].get("rate").is_some(), &told["sum"]), (true, &serde_json::Value::Null));
    let told = check(&[("period_from", "2026-01-01")]);
    assert_eq!(told["faults"].as_object().unwrap().len(), 1, "{told}");
    assert_eq!(visitor.send("/cabinet/apply/check", &FORM).status, 403, "a form of another page");
    assert!(office.list(&["request", "list"]).is_empty());
    let specialist = Visitor::named(&daemon, "specialist");
    assert_eq!(specialist.send("/cabinet/apply/check", &[("mark", &specialist.mark())]).status, 404);
}

#[test]
fn an_organisation_comes_in_by_its_password_or_its_signature_and_a_lost_password_is_replaced() {
    let (office, daemon) = office(Engine::Sqlite);
    let first = registered(&office, &daemon, BIN);
    let again = Visitor::stranger(&daemon);
    assert_eq!(again.send("/sign-in", &[("name", BIN), ("password", "другой пароль")]).status, 401);
    assert_eq!(again.send("/sign-in", &[("name", BIN)]).status, 401, "no organisation comes in by its BIN alone");
    let entered = again.send("/sign-in", &[("name", BIN), ("password", PASSWORD)]);
    assert_eq!(entered.status, 303);
    again.get("/cabinet").says("Мои заявки");
    // whoever registered it comes in by the own IIN, too, as long as that leads to one organisation
    let journal = office.list(&["report", "journal"]);
    let registered = journal.iter().find(|e| e["event"] == "recipient-registered").unwrap();
    let iin = registered["facts"].as_str().unwrap().split("iin=").nth(1).unwrap()[..12].to_owned();
    let person = Visitor::stranger(&daemon);
    assert_eq!(person.send("/sign-in", &[("name", &iin), ("password", "другой пароль")]).status, 401);
    assert_eq!(person.send("/sign-in", &[("name", &iin), ("password", PASSWORD)]).status, 303);
    person.get("/cabinet").says("Мои заявки");
    office.alter("INSERT INTO recipient SELECT '191240029094', name, password, registered_at, iin, serial, mail, language FROM recipient");
    assert_eq!(person.send("/sign-in", &[("name", &iin), ("password", PASSWORD)]).status, 401, "which of two?");
    office.alter("DELETE FROM recipient WHERE bin = '191240029094'");
    let by_eds = Visitor::stranger(&daemon);
    let page = by_eds.get("/sign-in/eds");
    signed(&office, &by_eds, &page, &key_of(&office, BIN));
    by_eds.get("/cabinet").says("Мои заявки");
    let form = [("bin", BIN), ("password", "новый пароль 2026"), ("password-again", "новый пароль 2026")];
    let lost = Visitor::stranger(&daemon);
    let page = lost.send("/register", &form);
    signed(&office, &lost, &page, &key_of(&office, BIN)).says("Мои заявки");
    assert_eq!(first.get("/cabinet").status, 303, "sessions of before have ended");
    assert_eq!(again.send("/sign-in", &[("name", BIN), ("password", PASSWORD)]).status, 401);
}

#[test]
fn new_requisites_are_signed_by_the_organisation_and_approved_by_a_head() {
    for engine in Engine::ALL {
        let (office, daemon) = office(engine);
        drop_file(&office, "a.csv", &requests(["APP-1".to_owned()]));
        wait_for("the application is in", || office.list(&["request", "list"]).len() == 1);
        let own = registered(&office, &daemon, BIN);
        let here = "/cabinet/microfinance-subsidy/APP-1";
        let mark = mark_of(&own);
        let correct = |account: &str| {
            own.send(&format!("{here}/correct"), &[("mark", &mark), ("account", account), ("bic", "CASPKZKA")])
        };
        let wrong = correct("KZ47 6010 1310 0017 9714");
        own.get(wrong.header("location")).says("Не сделано").says("KZ47 6010 1310 0017 9714");
        let page = correct("KZ41 722S 0002 2019 8804");
        page.says("KZ41722S000220198804");
        let stolen = correct("KZ41 722S 0002 2019 8804");
        signed(&office, &own, &stolen, &key_of(&office, OTHER)).says("Не сделано");
        signed(&office, &own, &page, &key_of(&office, BIN)).says("новые реквизиты внесены");
        let head = Visitor::named(&daemon, "head");
        let page = head.get("/requests/microfinance-subsidy/APP-1");
        let seen: Vec<(&str, String)> = ["account", "bic", "document"].map(|name| (name, page.field(name))).into();
        let seen: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (*name, value.as_str())).collect();
        head.act("/requests/microfinance-subsidy/APP-1/approve", &seen).says("утверждены").says("KZ41722S000220198804");
        let anchors = format!("eds.anchors={}", office.path("pki/anchors"));
        let lists = format!("eds.crls={}", office.path("pki/crls"));
        let verify = ["--set", &anchors, "--set", &lists, "audit", "verify"];
        let audit = office.run("", "", &verify);
        assert_eq!(audit.code, 0, "{audit:?}");
    }
}

#[test]
// law: 004-8.3-data
fn nobody_registers_an_organisation_that_is_not_his() {
    let (office, daemon) = office(Engine::Sqlite);
    let events = || office.list(&["report", "journal"]).len();
    let before = events();
    let visitor = Visitor::stranger(&daemon);
    let form = [("bin", BIN), ("password", PASSWORD), ("password-again", PASSWORD)];
    for who in [key_of(&office, OTHER), "first-head".to_owned(), "individual".to_owned()] {
        let page = visitor.send("/register", &form);
        let refused = signed(&office, &visitor, &page, &who);
        assert_eq!(refused.status, 422, "{who}: {}", refused.main());
    }
    // what was signed for one thing counts for no other, and once
    let page = visitor.get("/sign-in/eds");
    let challenge =
        page.body.split("name=\"challenge\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(visitor.send("/register/eds", &[("challenge", &challenge), ("cms", "x")]).status, 400);
    let gone = visitor.send("/sign-in/eds", &[("challenge", &challenge), ("cms", "x")]);
    assert_eq!(gone.status, 404);
    gone.says("больше не хранится");
    assert_eq!(events(), before);
    let unknown = visitor.get("/sign-in/eds");
    let answered = signed(&office, &visitor, &unknown, &key_of(&office, OTHER));
    assert_eq!(answered.status, 401);
    answered.says("не зарегистрированы").says(OTHER);
}

#[test]
fn a_person_of_the_department_comes_in_by_the_signature_that_is_known() {
    let (office, daemon) = office(Engine::Sqlite);
    let visitor = Visitor::stranger(&daemon);
    let page = visitor.get("/sign-in/eds");
    assert_eq!(signed(&office, &visitor, &page, "first-head").status, 401, "nobody has this IIN yet");
    let iin = qazyna::eds::sandbox::iin(0);
    office.must("", "", &["user", "add", "head", "--role", "head", "--iin", &iin]);
    let page = visitor.get("/sign-in/eds");
    signed(&office, &visitor, &page, "first-head").says("Обзор");
    office.must("", "", &["user", "end", "head"]);
    let page = Visitor::stranger(&daemon).get("/sign-in/eds");
    assert_eq!(signed(&office, &Visitor::stranger(&daemon), &page, "first-head").status, 401, "who left is out");
}

#[test]
fn an_organisation_sees_its_own_applications_and_no_page_of_the_department() {
    for engine in Engine::ALL {
        let (office, daemon) = office(engine);
        drop_file(&office, "a.csv", &requests(["APP-1".to_owned()]));
        wait_for("the application is in", || office.list(&["request", "list"]).len() == 1);
        let stranger = registered(&office, &daemon, OTHER);
        stranger.get("/cabinet").says_not("APP-1");
        for path in [
            "/cabinet/microfinance-subsidy/APP-1",
            "/cabinet/microfinance-subsidy/APP-1/letters.pdf",
            "/requests",
            "/requests/microfinance-subsidy/APP-1",
            "/batches",
            "/batches/1",
            "/orders/2026-1",
            "/treasury",
            "/plan",
            "/own",
            "/reports",
            "/reports/register?as=csv",
            "/notices",
        ] {
            assert_eq!(stranger.get(path).status, 404, "{path}");
        }
        let mark = stranger.get("/cabinet").body;
        let mark = mark.split("name=\"mark\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        for path in [
            "/cabinet/microfinance-subsidy/APP-1/withdraw",
            "/requests/microfinance-subsidy/APP-1/withdraw",
            "/requests/microfinance-subsidy/APP-1/confirm",
            "/batches/1/sign",
            "/plan/stops",
            "/own/password",
        ] {
            assert_eq!(stranger.send(path, &[("mark", &mark)]).status, 404, "{path}");
        }
        let own = registered(&office, &daemon, BIN);
        own.get("/cabinet").says("APP-1");
        let mark = own.get("/cabinet").body;
        let mark = mark.split("name=\"mark\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let withdrawn = own.send("/cabinet/microfinance-subsidy/APP-1/withdraw", &[("mark", &mark)]);
        own.get(withdrawn.header("location")).says("Сделано").says("APP-1 отозвана");
        assert_eq!(office.list(&["request", "list"])[0]["withdrawn"], "5.00");
        let actors = office.list(&["report", "journal"]);
        let act = actors.iter().find(|e| e["event"] == "request-withdrawn").unwrap();
        assert_eq!(act["actor"], BIN);
        let department = Visitor::named(&daemon, "specialist");
        assert_eq!(department.get("/cabinet").status, 404);
    }
}

#[test]
fn an_organisation_leafs_through_all_its_applications_the_newest_first() {
    let (office, daemon) = office(Engine::Sqlite);
    drop_file(&office, "a.csv", &requests((1..=120).map(|n| format!("APP-{n:03}"))));
    wait_for("the applications are in", || office.list(&["request", "list"]).len() == 120);
    let own = registered(&office, &daemon, BIN);
    let (mut seen, mut path) = (Vec::new(), Some("/cabinet".to_owned()));
    while let Some(here) = path {
        let page = own.get(&here);
        seen.extend(page.body.split("/cabinet/microfinance-subsidy/").skip(1).map(|part| part[..7].to_owned()));
        let next = page
            .body
            .split("class=\"next\"><a href=\"/cabinet?before=")
            .nth(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned());
        path = next.map(|before| format!("/cabinet?before={before}"));
    }
    let wanted: Vec<String> = (1..=120).rev().map(|n| format!("APP-{n:03}")).collect();
    assert_eq!(seen, wanted);
}
