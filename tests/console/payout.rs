//! The whole way of an application through the pages (004 §5), as its people walk it.

use crate::process::{AT, Daemon, drop_file, planned, requests, wait_for};
use crate::support::Engine;
use crate::support::office::{Office, STATEMENT};
use crate::visitor::Visitor;

const NUMBER: &str = "/requests/microfinance-subsidy/APP-1";

const MODES: [&str; 2] = ["confirmation.mode=manual", "dispatch.mode=by-finance"];

fn started(office: &Office) -> Daemon {
    Daemon::start(office, &MODES)
}

/// One pass, as the daemon makes it.
fn tick(office: &Office) {
    office.must(AT, "", &["--set", MODES[0], "--set", MODES[1], "tick"]);
}

fn status(office: &Office, words: &[&str]) -> String {
    office.list(words).first().map_or_else(String::new, |row| row["status"].as_str().unwrap().to_owned())
}

/// An office with three applications, the first of which has gone as far as the head.
fn before_the_head(office: &Office, daemon: &Daemon) {
    drop_file(office, "a.csv", &requests((1..=3).map(|n| format!("APP-{n}"))));
    wait_for("the applications are in", || office.list(&["request", "list"]).len() == 3);
    let specialist = Visitor::named(daemon, "specialist");
    specialist.act(&format!("{NUMBER}/confirm"), &[]);
    wait_for("the order is formed", || !office.list(&["batch", "list"]).is_empty());
}

#[test]
fn an_application_is_paid_in_the_browser_from_its_intake_to_its_result() {
    for engine in Engine::ALL {
        let office = planned(engine);
        // no pass comes between two acts but where the story has one
        let daemon = Daemon::start(&office, &[MODES[0], MODES[1], "daemon.every=1h"]);
        let file = office.write("in/a.csv", requests((1..=3).map(|n| format!("APP-{n}"))));
        office.must(AT, "specialist", &["request", "import", &file]);

        let specialist = Visitor::named(&daemon, "specialist");
        specialist.get("/").says("заявки на подтверждение").says("Подтверждение принятия");
        specialist.get("/requests").says("APP-1").says("APP-2").says("APP-3").says("рабочее время").says("осталось");
        specialist.get(NUMBER).says("БИН получателя").says("Почему такой срок").says("Подтвердить принятие");
        specialist.act(&format!("{NUMBER}/confirm"), &[]).says("Принятие заявки APP-1 подтверждено");
        let picked = [("request", "microfinance-subsidy/APP-2"), ("request", "microfinance-subsidy/APP-3")];
        specialist.act("/requests/confirm", &picked).says("Заявок подтверждено: 2");
        tick(&office);
        assert_eq!(office.list(&["batch", "list"]).len(), 1);

        let head = Visitor::named(&daemon, "head");
        head.get("/batches").says("Ожидает подписи").says("/batches/1");
        let page = head.get("/batches/1");
        page.says("Первая заявка этого получателя").says("Крупнейшая сумма");
        page.says("Этот пакет").says("Останется доступно").says("По банкам").says("2026-1");
        head.act("/batches/1/decline", &[("order", "2026-2"), ("reason", "счёт под сомнением")])
            .says("В подписи поручения 2026-2 отказано");
        let old = [("plain", "yes"), ("manifest", &page.field("manifest"))];
        head.act("/batches/1/sign", &old).says("Не сделано");
        assert_eq!(status(&office, &["batch", "list"]), "awaiting-signature", "what was not seen is not signed");
        let seen = [("plain", "yes"), ("manifest", &head.get("/batches/1").field("manifest"))];
        head.act("/batches/1/sign", &seen).says("Пакет 1 подписан");
        tick(&office);
        assert_eq!(status(&office, &["batch", "list"]), "exported");

        let finance = Visitor::named(&daemon, "finance");
        let page = finance.get("/batches/1");
        let file = page.says("SHA-256").body.split("/batches/1/files/").nth(1).unwrap().split('"').next().unwrap();
        let downloaded = finance.get(&format!("/batches/1/files/{file}"));
        let name = file.split('/').nth(1).unwrap();
        assert_eq!(downloaded.body, std::fs::read_to_string(office.path(&format!("outbox/{name}"))).unwrap());
        finance.act("/batches/1/export", &[("format", "pain001"), ("format", "1c")]).says("файлов сформировано 2");
        finance.act("/batches/1/hand-over", &[("receipt", "КЗН-7")]).says("квитанция КЗН-7");

        let day = &AT[..10];
        let statement = format!(
            "{STATEMENT}\nS-1,{day},2026-1,5.00,941240001151,KZ476010131000179714,paid,,T-1,{day}\n\
             S-1,{day},2026-99,5.00,941240001151,KZ476010131000179714,paid,,T-2,{day}\n"
        );
        let looked = finance.upload("/treasury/statement", "statement", "s.csv", statement.as_bytes());
        looked.says("Пока ничего не изменено").says("Поручение не найдено").says("2026-99");
        assert_eq!(office.list(&["break", "list"]).len(), 0, "a look changes nothing");
        // another file that is looked at meanwhile is not what is taken in
        let other = statement.replace("S-1", "S-2").replace("2026-99", "2026-98");
        finance.upload("/treasury/statement", "statement", "other.csv", other.as_bytes()).says("2026-98");
        let take = [("take", "yes"), ("looked", &looked.field("looked"))];
        finance.act("/treasury/statement", &take).says("поручений закрыто: 1").says("расхождений: 1").says("2026-99");
        finance.get("/treasury").says("Такого поручения нет");
        finance.act("/treasury/breaks/B1", &[("reason", "чужой платёж")]).says("урегулировано").says("Расхождений нет");
        finance.act("/treasury/statement", &take).says("больше не хранится");

        specialist.get(NUMBER).says("Исполнена").says("О перечислении");
        specialist
            .act("/requests/microfinance-subsidy/APP-2/release", &[("reason", "счёт проверен")])
            .says("приостановка снята");
        assert_eq!(office.run("", "", &["audit", "verify"]).code, 0);
    }
}

#[test]
fn an_unknown_outcome_is_resolved_by_two_people() {
    for engine in Engine::ALL {
        let office = planned(engine);
        let daemon = started(&office);
        before_the_head(&office, &daemon);
        Visitor::named(&daemon, "head").act("/batches/1/sign", &[("plain", "yes")]).says("подписан");
        wait_for("the file is written", || status(&office, &["batch", "list"]) == "exported");
        let finance = Visitor::named(&daemon, "finance");
        finance.act("/batches/1/outcome-unknown", &[("reason", "связь пропала")]).says("исход неизвестен");
        let word = [("outcome", "paid"), ("reason", "по телефону")];
        finance.act("/batches/1/resolve", &word).says("первое решение записано").says("по телефону");
        assert_eq!(status(&office, &["batch", "list"]), "outcome-unknown");
        Visitor::named(&daemon, "auditor").act("/batches/1/resolve", &word).says("исход установлен");
        assert_eq!(status(&office, &["batch", "list"]), "settled");
    }
}

#[test]
fn a_refusal_of_a_stage_is_said_on_the_page_and_what_was_typed_is_there_again() {
    let office = planned(Engine::Sqlite);
    let daemon = started(&office);
    drop_file(&office, "a.csv", &requests(["APP-1".to_owned()]));
    wait_for("the application is in", || office.list(&["request", "list"]).len() == 1);
    let specialist = Visitor::named(&daemon, "specialist");
    let wrong = [("account", "KZ00123"), ("bic", "HSBKKZKX"), ("document", "письмо № 5")];
    let page = specialist.act(&format!("{NUMBER}/correct"), &wrong);
    page.says("Не сделано").says("KZ00123").says("value=\"письмо № 5\"");
    let right = [("account", "KZ47 6010 1310 0017 9714"), ("bic", "HSBKKZKX"), ("document", "письмо № 5")];
    specialist.act(&format!("{NUMBER}/correct"), &right).says("новые реквизиты внесены");
    let head = Visitor::named(&daemon, "head");
    head.get("/requests?view=corrections").says("APP-1");
    let seen = head.get(NUMBER);
    let seen: Vec<(&str, String)> = ["account", "bic", "document"].map(|name| (name, seen.field(name))).into();
    let seen: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let other = [("account", "KZ41722S000220198804"), ("bic", "CASPKZKA"), ("document", "письмо № 6")];
    specialist.act(&format!("{NUMBER}/correct"), &other).says("новые реквизиты внесены");
    head.act(&format!("{NUMBER}/approve"), &seen).says("реквизиты изменились");
    head.act(&format!("{NUMBER}/approve"), &other).says("новые реквизиты утверждены");
    specialist.act("/requests/confirm", &[]).says("Ни одна заявка не отмечена");
    let mark = specialist.mark();
    specialist.send("/requests/confirm", &[("mark", &mark)]);
    specialist.get("/plan").says_not("Ни одна заявка не отмечена");
    specialist.get("/requests?view=all").says("Ни одна заявка не отмечена");
    specialist.get("/requests").says_not("Ни одна заявка не отмечена");
    specialist.act(&format!("{NUMBER}/refuse"), &[("ground", "debt")]).says("отказано");
    specialist.get(NUMBER).says("Отклонена").says("Об отказе");
    assert_eq!(specialist.get(&format!("{NUMBER}/letters.pdf")).header("content-type"), "application/pdf");
}

#[test]
fn every_report_is_given_in_every_form_and_a_plan_is_taken_in_from_the_page() {
    let office = planned(Engine::Sqlite);
    let daemon = started(&office);
    before_the_head(&office, &daemon);
    let finance = Visitor::named(&daemon, "finance");
    let pages = finance.get("/reports");
    for name in
        ["register", "waiting-list", "plan", "deadlines", "payments", "reconciliation", "conservation", "journal"]
    {
        pages.says(&format!("/reports/{name}"));
        for (form, begins) in [("html", "<!doctype html>"), ("pdf", "%PDF"), ("xlsx", "PK"), ("csv", ""), ("json", "[")]
        {
            let report = finance.get(&format!("/reports/{name}?as={form}"));
            assert_eq!(report.status, 200, "{name} as {form}");
            assert!(report.body.to_lowercase().starts_with(&begins.to_lowercase()), "{name} as {form}");
        }
    }
    assert_eq!(finance.get("/reports/register?as=html&from=2026-13-01").status, 400);
    let plan = crate::support::office::plan_row("payments", "2", "2026-02-01", [7; 12]);
    let plan = format!("{}\n{plan}\n", crate::support::office::PLAN);
    finance.upload("/plan/import", "plan", "plan.csv", plan.as_bytes()).says("Строк принято: 1").says("01.02.2026");
    finance
        .act("/plan/stops", &[("act", "add"), ("subject", "941240001151"), ("reason", "решение суда № 9")])
        .says("Выплаты остановлены")
        .says("На подписи остаются поручения 2026-1");
    Visitor::named(&daemon, "head").get("/batches/1").says("решение суда № 9");
    finance.act("/plan/stops", &[("act", "end"), ("subject", "941240001151"), ("reason", "снято")]).says("запрет снят");
}

#[test]
fn the_head_is_told_of_an_account_that_the_recipient_did_not_have_before() {
    for engine in Engine::ALL {
        let office = planned(engine);
        let daemon = started(&office);
        before_the_head(&office, &daemon);
        let head = Visitor::named(&daemon, "head");
        head.get("/batches/1").says("Первая заявка").says_not("Новый счёт");
        let other = requests(["APP-9".to_owned()]).replace("KZ476010131000179714", "KZ41722S000220198804");
        drop_file(&office, "b.csv", &other.replace("HSBKKZKX", "CASPKZKA"));
        wait_for("the application is in", || office.list(&["request", "list"]).len() == 4);
        let specialist = Visitor::named(&daemon, "specialist");
        specialist.act("/requests/microfinance-subsidy/APP-9/confirm", &[]).says("подтверждено");
        wait_for("the order is formed", || office.list(&["batch", "list"]).len() == 2);
        head.get("/batches/2").says("Новый счёт").says("KZ476010131000179714").says_not("Первая заявка");
    }
}
