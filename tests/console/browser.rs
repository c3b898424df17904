//! A real browser walks the whole payout as five people, with electronic signatures and the signer's program beside it.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::process::{AT, Daemon, drop_file, planned, requests, wait_for};
use crate::signer::{Person, outside, stand_in};
use crate::support::Engine;
use crate::support::office::{Office, STATEMENT};
use crate::visitor::Visitor;

/// The browser and the program that drives it; both end with the test.
struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("no browser: apt-get install chromium chromium-driver");
        wait_for("chromedriver listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        Driver { child, port }
    }

    async fn browser(&self, width: u32) -> Client {
        let size = format!("--window-size={width},900");
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--hide-scrollbars",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=ru",
            "--ignore-certificate-errors",
            &size,
        ];
        let wanted = json!({ "goog:chromeOptions": { "args": args }, "goog:loggingPrefs": { "browser": "ALL" } });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted.as_object().unwrap().clone().into_iter().collect());
        builder.connect(&format!("http://127.0.0.1:{}", self.port)).await.expect("chromium starts")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A person before the browser.
struct Seat<'a> {
    client: &'a Client,
    base: String,
}

impl Seat<'_> {
    /// Leaves whoever is signed in, and comes in as somebody else.
    async fn enter(&self, name: &str) {
        self.client.delete_all_cookies().await.unwrap();
        self.open("/sign-in").await;
        self.click(&format!("button[value=\"{name}\"]")).await;
        self.wait(".who").await;
    }

    async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    async fn wait(&self, css: &str) {
        let found = self.client.wait().at_most(Duration::from_secs(20)).for_element(Locator::Css(css)).await;
        assert!(found.is_ok(), "no `{css}` on the page: {}", self.text().await);
    }

    async fn click(&self, css: &str) {
        self.wait(css).await;
        self.client.find(Locator::Css(css)).await.unwrap().click().await.unwrap();
    }

    async fn fill(&self, css: &str, text: &str) {
        self.wait(css).await;
        self.client.find(Locator::Css(css)).await.unwrap().send_keys(text).await.unwrap();
    }

    async fn text(&self) -> String {
        self.client.find(Locator::Css("main")).await.unwrap().text().await.unwrap()
    }

    /// Waits until the page says this.
    async fn says(&self, text: &str) {
        let begun = Instant::now();
        loop {
            // the page may be going away under our hands
            let body = match self.client.find(Locator::Css("main")).await {
                Ok(main) => main.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if body.contains(text) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "the page does not say `{text}`: {body}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Waits for the office in a thread of its own: its commands have a runtime of their own.
fn wait_so(what: &str, is_so: impl FnMut() -> bool + Send) {
    outside(|| wait_for(what, is_so));
}

fn address(daemon: &Daemon) -> String {
    let log = daemon.log();
    format!("http://{}", log.split("address=").nth(1).unwrap().split_whitespace().next().unwrap())
}

fn office_with_keys() -> Arc<Office> {
    let office = planned(Engine::Sqlite);
    office.must("2026-03-02T09:00", "", &["eds", "sandbox", "--out", &office.path("pki")]);
    Arc::new(office)
}

fn signed_daemon(office: &Office) -> Daemon {
    let anchors = format!("eds.anchors={}", office.path("pki/anchors"));
    let lists = format!("eds.crls={}", office.path("pki/crls"));
    Daemon::start(
        office,
        &["eds.required=true", &anchors, &lists, "confirmation.mode=manual", "dispatch.mode=by-finance"],
    )
}

/// The pages that are looked at, each as one who sees most of it.
const PAGES: [(&str, &str); 13] = [
    ("", "/sign-in"),
    ("", "/waiting-list"),
    ("specialist", "/"),
    ("specialist", "/requests"),
    ("specialist", "/requests?view=all"),
    ("specialist", "/requests/microfinance-subsidy/APP-1"),
    ("head", "/batches"),
    ("head", "/batches/1"),
    ("finance", "/treasury"),
    ("finance", "/plan"),
    ("finance", "/reports"),
    ("finance", "/own"),
    ("specialist", "/no-such-page"),
];

/// What the checker finds, a line a fault.
const FAULTS: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(r => \
    done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join('; '))));";

#[test]
fn every_page_can_be_used_without_seeing_it_and_fits_a_telephone() {
    let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/target/axe/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("no axe-core: npm install --prefix target/axe axe-core@4");
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &[]);
    drop_file(&office, "a.csv", &requests((1..=3).map(|n| format!("APP-{n}"))));
    wait_for("the batch is formed", || !office.list(&["batch", "list"]).is_empty());
    let driver = Driver::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let faults = runtime.block_on(async {
        let client = driver.browser(1366).await;
        let seat = Seat { client: &client, base: address(&daemon) };
        let mut faults = Vec::new();
        let mut here = "";
        for (person, page) in PAGES {
            if person != here {
                seat.enter(person).await;
                here = person;
            }
            for (width, lang) in [(1920, "kk"), (1366, "ru"), (360, "kk"), (360, "ru"), (360, "en")] {
                client.set_window_size(width, 900).await.unwrap();
                seat.open(page).await;
                seat.click(&format!("button[name=lang][value={lang}]")).await;
                seat.wait(&format!("html[lang={lang}]")).await;
                seat.open(page).await;
                let wider = "return document.documentElement.scrollWidth - window.innerWidth";
                let wider = client.execute(wider, vec![]).await.unwrap().as_i64().unwrap();
                if wider > 0 {
                    faults.push(format!("{page} in {lang}, {width} wide: {wider} too wide"));
                }
                client.execute(&axe, vec![]).await.unwrap();
                let found = client.execute_async(FAULTS, vec![]).await.unwrap();
                for one in found.as_array().unwrap() {
                    faults.push(format!("{page} in {lang}, {width} wide: {one}"));
                }
            }
        }
        client.close().await.unwrap();
        faults
    });
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn five_people_pay_an_application_in_a_real_browser_and_sign_with_their_own_program() {
    let office = office_with_keys();
    let daemon = signed_daemon(&office);
    let driver = Driver::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let client = driver.browser(1366).await;
        let seat = Seat { client: &client, base: address(&daemon) };
        walk(&seat, &office).await;
        let said = client.execute("return document.documentElement.scrollWidth", vec![]).await.unwrap();
        assert!(said.as_i64().unwrap() <= 1366, "the page is wider than the window");
        client.close().await.unwrap();
    });
    let anchors = format!("eds.anchors={}", office.path("pki/anchors"));
    let lists = format!("eds.crls={}", office.path("pki/crls"));
    let audit =
        office.run("", "", &["--set", "eds.required=true", "--set", &anchors, "--set", &lists, "audit", "verify"]);
    assert_eq!(audit.code, 0, "{audit:?}");
    // each letter is a document with its signature, which whoever has both can check
    let (specialist, here) = (Visitor::named(&daemon, "specialist"), "/requests/microfinance-subsidy/APP-1");
    specialist.get(here).says(&format!("{here}/letters/1.cms")).says(&format!("{here}/letters/2.txt"));
    for letter in ["1", "2"] {
        let [document, cms] = ["txt", "cms"].map(|end| {
            let got = specialist.get(&format!("{here}/letters/{letter}.{end}"));
            assert_eq!(got.status, 200, "{letter}.{end}");
            let path = office.path(&format!("letter-{letter}.{end}"));
            std::fs::write(&path, got.bytes).unwrap();
            path
        });
        let verify = ["--set", &anchors, "--set", &lists, "eds", "verify", "--cms", &cms, "--content", &document];
        let checked = office.run("2026-03-02T18:00", "", &verify);
        assert_eq!(checked.code, 0, "{checked:?}");
    }
    for wrong in ["0.txt", "3.cms", "1.pdf", "1", "x.cms", "-1.txt"] {
        assert_eq!(specialist.get(&format!("{here}/letters/{wrong}")).status, 404, "{wrong}");
    }
}

async fn walk(seat: &Seat<'_>, office: &Arc<Office>) {
    drop_file(office, "a.csv", &requests(["APP-1".to_owned()]));
    wait_so("the application is in", || office.list(&["request", "list"]).len() == 1);
    // the specialist signs the notice of acceptance, first without the program
    seat.enter("specialist").await;
    seat.open("/notices").await;
    seat.says("APP-1").await;
    seat.click("#sign-here").await;
    seat.says("Программа NCALayer не отвечает").await;
    let person = Arc::new(Mutex::new(Person::Cancels));
    stand_in(Arc::clone(office), Arc::clone(&person)).await;
    seat.click("#sign-here").await;
    seat.says("Подписание отменено").await;
    *person.lock().unwrap() = Person::Signs("employee");
    seat.click("#sign-here").await;
    seat.says("Подтверждено по подписанным уведомлениям: 1").await;
    wait_so("the batch is formed", || !office.list(&["batch", "list"]).is_empty());
    // the head: a token that fails, the wrong person's key, then the right one
    seat.enter("head").await;
    seat.open("/batches").await;
    seat.click("a[href=\"/batches/1\"]").await;
    seat.says("Останется доступно").await;
    *person.lock().unwrap() = Person::Fails;
    seat.click("#sign-here").await;
    seat.says("CKR_DEVICE_ERROR").await;
    *person.lock().unwrap() = Person::Signs("employee");
    seat.click("#sign-here").await;
    seat.says("Не сделано").await;
    *person.lock().unwrap() = Person::Signs("first-head");
    seat.click("#sign-here").await;
    seat.says("Пакет 1 подписан").await;
    wait_so("the file is written", || office.list(&["batch", "list"])[0]["status"] == "exported");
    // finance hands the file over and takes in the answer
    seat.enter("finance").await;
    seat.open("/batches/1").await;
    seat.fill("input[name=receipt]", "КЗН-9").await;
    seat.click("form[action$=\"/hand-over\"] button").await;
    seat.says("квитанция КЗН-9").await;
    let day = &AT[..10];
    let answer = format!("{STATEMENT}\nS-1,{day},2026-1,5.00,941240001151,KZ476010131000179714,paid,,T-1,{day}\n");
    let path = office.write("in/answer.csv", answer);
    seat.open("/treasury").await;
    seat.fill("input[name=statement]", &path).await;
    seat.click("form[action=\"/treasury/statement\"] button").await;
    seat.says("Пока ничего не изменено").await;
    seat.click("form[action=\"/treasury/statement\"] button.main").await;
    seat.says("поручений закрыто: 1").await;
    // the specialist signs the result; the auditor reads; a stranger sees the list alone
    seat.enter("specialist").await;
    seat.open("/notices").await;
    *person.lock().unwrap() = Person::Signs("employee");
    seat.click("#sign-here").await;
    seat.says("подписано результатов: 1").await;
    seat.enter("auditor").await;
    seat.open("/requests?view=all").await;
    seat.click(".grid tbody a").await;
    seat.says("Исполнена").await;
    seat.client.delete_all_cookies().await.unwrap();
    seat.open("/waiting-list").await;
    seat.says("не публикуется").await;
}
