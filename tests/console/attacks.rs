//! What an attacker would try, a test each. The pages are the way in; what must not happen is looked for in the office.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::process::{Daemon, drop_file, planned, requests, wait_for};
use crate::support::Engine;
use crate::support::office::Office;
use crate::visitor::Visitor;

const REQUEST: &str = "/requests/microfinance-subsidy/APP-1";

/// An office with one application that waits for its confirmation.
fn office(engine: Engine) -> (Office, Daemon) {
    let office = planned(engine);
    let daemon = Daemon::start(&office, &["confirmation.mode=manual", "dispatch.mode=by-finance"]);
    drop_file(&office, "a.csv", &requests(["APP-1".to_owned()]));
    wait_for("the application is in", || office.list(&["request", "list"]).len() == 1);
    (office, daemon)
}

fn events(office: &Office) -> usize {
    office.list(&["report", "journal"]).len()
}

/// A path, the fields of a form that would be right, and who may send it.
type Act = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// Every act of the pages.
const ACTS: [Act; 15] = [
    ("/requests/microfinance-subsidy/APP-1/confirm", &[], "specialist"),
    ("/requests/microfinance-subsidy/APP-1/refuse", &[("ground", "debt")], "specialist"),
    ("/requests/microfinance-subsidy/APP-1/withdraw", &[], "specialist"),
    ("/requests/microfinance-subsidy/APP-1/release", &[("reason", "x")], "specialist"),
    (
        "/requests/microfinance-subsidy/APP-1/correct",
        &[("account", "KZ476010131000179714"), ("bic", "HSBKKZKX"), ("document", "x")],
        "specialist",
    ),
    ("/requests/microfinance-subsidy/APP-1/approve", &[], "head"),
    ("/requests/confirm", &[("request", "microfinance-subsidy/APP-1")], "specialist"),
    ("/batches/1/sign", &[("plain", "yes")], "head"),
    ("/batches/1/decline", &[("order", "2026-1"), ("reason", "x")], "head"),
    ("/batches/1/export", &[("format", "csv")], "finance"),
    ("/batches/1/hand-over", &[("receipt", "x")], "finance"),
    ("/batches/1/outcome-unknown", &[("reason", "x")], "finance"),
    ("/treasury/breaks/B1", &[("reason", "x")], "finance"),
    ("/plan/stops", &[("act", "add"), ("subject", "941240001151"), ("reason", "x")], "finance"),
    ("/notices", &[], "specialist"),
];

#[test]
fn an_act_of_another_role_is_refused_and_changes_nothing() {
    for engine in Engine::ALL {
        let (office, daemon) = office(engine);
        let before = events(&office);
        for person in ["specialist", "head", "finance", "auditor"] {
            let visitor = Visitor::named(&daemon, person);
            for (path, fields, _) in ACTS.iter().filter(|(_, _, may)| *may != person) {
                let page = visitor.act(path, fields);
                assert!(page.body.contains("Не сделано"), "{person} {path}: {}", page.main());
            }
            let upload = visitor.upload("/treasury/statement", "statement", "s.csv", b"x");
            assert!(person == "finance" || upload.body.contains("Не сделано"), "{person}: {}", upload.main());
            let upload = visitor.upload("/plan/import", "plan", "p.csv", b"x");
            assert!(upload.body.contains("Не сделано"), "{person}: {}", upload.main());
        }
        assert_eq!(events(&office), before);
    }
}

#[test]
fn a_form_of_another_site_does_nothing() {
    let (office, daemon) = office(Engine::Sqlite);
    let before = events(&office);
    let specialist = Visitor::named(&daemon, "specialist");
    let mark = specialist.mark();
    let other = Visitor::named(&daemon, "specialist").mark();
    for (path, fields, _) in ACTS {
        for mark in [None, Some(""), Some("x"), Some(other.as_str())] {
            let mut all: Vec<(&str, &str)> = mark.map(|mark| ("mark", mark)).into_iter().collect();
            all.extend(fields);
            assert_eq!(specialist.send(path, &all).status, 403, "{path} with {mark:?}");
        }
        let mut all = vec![("mark", mark.as_str())];
        all.extend(fields);
        for headers in [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")], [("origin", "null")]]
        {
            assert_eq!(specialist.send_with(path, &all, &headers).status, 403, "{path} with {headers:?}");
        }
    }
    let entered = specialist.send_with("/sign-in", &[("name", "head")], &[("sec-fetch-site", "cross-site")]);
    assert_eq!(entered.status, 403, "nobody is signed in as somebody else by another site");
    assert_eq!(events(&office), before);
}

#[test]
fn a_session_that_was_fixed_before_is_not_the_one_after_signing_in() {
    let (_office, daemon) = office(Engine::Sqlite);
    let victim = Visitor::stranger(&daemon);
    victim.set_cookie("qazyna-session=chosen-by-the-attacker");
    assert_eq!(victim.send("/sign-in", &[("name", "head")]).status, 303);
    assert!(!victim.cookie().contains("chosen"), "{}", victim.cookie());
    let attacker = Visitor::stranger(&daemon);
    attacker.set_cookie("qazyna-session=chosen-by-the-attacker");
    assert_eq!(attacker.get("/requests").status, 303);
    let stolen = victim.cookie();
    assert_eq!(victim.send("/sign-in", &[("name", "head")]).status, 303);
    attacker.set_cookie(&stolen);
    assert_eq!(attacker.get("/requests").status, 303, "signing in again ends the session before");
}

#[test]
fn a_stranger_sees_the_waiting_list_and_nothing_else() {
    let (office, daemon) = office(Engine::Sqlite);
    let before = events(&office);
    let stranger = Visitor::stranger(&daemon);
    stranger.get("/waiting-list").says("Лист ожидания").says_not("941240001151").says_not("Береке");
    let pages = [
        "/",
        "/own",
        "/requests",
        REQUEST,
        "/requests/microfinance-subsidy/APP-1/letters.pdf",
        "/batches",
        "/batches/1",
        "/batches/1/manifest.txt",
        "/batches/1/register.pdf",
        "/batches/1/files/csv/x",
        "/orders/2026-1",
        "/treasury",
        "/plan",
        "/reports",
        "/reports/register?as=csv",
        "/notices",
        "/notices/x.txt",
        "/no-such-page",
    ];
    for path in pages {
        let page = stranger.get(path);
        assert_eq!(page.status, 303, "{path}");
        assert!(page.header("location").starts_with("/sign-in"), "{path}");
    }
    for (path, fields, _) in ACTS {
        assert_eq!(stranger.send(path, fields).status, 303, "{path}");
    }
    assert_eq!(events(&office), before);
}

#[test]
fn a_script_in_any_text_stays_a_text() {
    for engine in Engine::ALL {
        let (office, daemon) = office(engine);
        let script = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
        let specialist = Visitor::named(&daemon, "specialist");
        let right = [("account", "KZ476010131000179714"), ("bic", "HSBKKZKX"), ("document", script)];
        specialist
            .act(&format!("{REQUEST}/correct"), &right)
            .says("&lt;script&gt;".replace("&lt;", "&#60;").replace("&gt;", "&#62;").as_str());
        let finance = Visitor::named(&daemon, "finance");
        finance.act("/plan/stops", &[("act", "add"), ("subject", "941240001151"), ("reason", script)]);
        finance.act("/treasury/breaks/B1", &[("reason", script)]);
        finance.upload(
            "/treasury/statement",
            "statement",
            "<script>alert(1)<script>.csv",
            b"<script>alert(1)</script>",
        );
        let pages = [
            format!("/requests?q={}", "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
            REQUEST.to_owned(),
            "/".to_owned(),
            "/plan".to_owned(),
            "/treasury".to_owned(),
            "/requests?view=corrections".to_owned(),
            "/reports/journal?as=html".to_owned(),
            "/sign-in?to=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E".to_owned(),
            "/requests/%3Cscript%3Ealert(1)%3C%2Fscript%3E/1".to_owned(),
        ];
        for visitor in [&specialist, &finance, &Visitor::named(&daemon, "head"), &Visitor::stranger(&daemon)] {
            for path in &pages {
                let page = visitor.get(path);
                assert!(!page.body.contains("<script>alert"), "{path}: {}", page.main());
                assert!(!page.body.contains("<img src=x"), "{path}: {}", page.main());
            }
        }
        drop(office);
    }
}

#[test]
fn every_page_forbids_scripts_of_others_frames_and_guessing() {
    let (_office, daemon) = office(Engine::Sqlite);
    let specialist = Visitor::named(&daemon, "specialist");
    for path in ["/", "/requests", REQUEST, "/sign-in", "/waiting-list", "/no-such-page", "/reports/register?as=html"] {
        let page = specialist.get(path);
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("script-src 'unsafe-inline'"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        let own = page.main();
        assert!(!own.contains(" onclick=") && !own.contains("javascript:"), "{path}");
    }
}

#[test]
fn a_path_in_a_files_name_leads_nowhere() {
    let (office, daemon) = office(Engine::Sqlite);
    let finance = Visitor::named(&daemon, "finance");
    for name in ["../../../outbox/x.csv", "/etc/passwd", "..\\..\\x.csv", "....//x", "a/../../b"] {
        finance.upload("/treasury/statement", "statement", name, b"no statement");
        finance.upload("/plan/import", "plan", name, b"no plan");
    }
    for path in [
        "/batches/1/files/csv/..%2f..%2fqazyna.toml",
        "/notices/..%2f..%2fqazyna.toml",
        "/reports/..%2fqazyna.toml",
        "/style.css/..%2fqazyna.toml",
        "/%2e%2e/qazyna.toml",
        "/batches/1/files/..%2f/qazyna.toml",
    ] {
        let answered = finance.get(path);
        assert_eq!(answered.status, 404, "{path}");
        answered.says_not("profile");
    }
    let left = std::fs::read_dir(office.path("outbox")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "a file that was sent lies in the outbox");
}

/// Sends these bytes and gives the status of the answer; `None` where the connection is closed without one.
fn raw(daemon: &Daemon, head: &str, body: impl Fn(&mut TcpStream) -> std::io::Result<()>) -> Option<String> {
    let log = daemon.log();
    let address = log.split("address=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let _ = body(&mut stream);
    let mut answer = [0; 64];
    let read = stream.read(&mut answer).unwrap_or(0);
    (read > 0).then(|| String::from_utf8_lossy(&answer[..read]).split(' ').nth(1).unwrap_or("").to_owned())
}

#[test]
fn five_gigabytes_are_refused_before_they_have_arrived() {
    let (office, daemon) = office(Engine::Sqlite);
    let finance = Visitor::named(&daemon, "finance");
    let head = format!(
        "POST /treasury/statement HTTP/1.1\r\nhost: x\r\ncookie: {}\r\ncontent-length: 5368709120\r\n\
         content-type: multipart/form-data; boundary=b\r\n\r\n--b\r\ncontent-disposition: form-data; \
         name=\"statement\"; filename=\"s.csv\"\r\n\r\n",
        finance.cookie()
    );
    let sent = std::sync::atomic::AtomicU64::new(0);
    let status = raw(&daemon, &head, |stream| {
        let piece = vec![b'x'; 1 << 20];
        for _ in 0..5_120 {
            stream.write_all(&piece)?;
            sent.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
        Ok(())
    });
    let sent = sent.into_inner();
    assert!(sent < 512, "{sent} MB were taken");
    assert!(matches!(status.as_deref(), None | Some("413")), "{status:?}");
    // a form without a file is small
    let head = format!(
        "POST /plan/stops HTTP/1.1\r\nhost: x\r\ncookie: {}\r\ncontent-length: 2097152\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n",
        finance.cookie()
    );
    let status = raw(&daemon, &head, |stream| stream.write_all(&vec![b'x'; 2 << 20]));
    assert!(matches!(status.as_deref(), None | Some("413")), "{status:?}");
    assert_eq!(office.list(&["request", "list"]).len(), 1);
    assert_eq!(finance.get("/treasury").status, 200);
}

#[test]
fn who_sends_a_request_byte_by_byte_keeps_nobody_waiting() {
    let (_office, daemon) = office(Engine::Sqlite);
    let log = daemon.log();
    let address = log.split("address=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let slow: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(&address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").unwrap();
            stream
        })
        .collect();
    let begun: Vec<TcpStream> = (0..30)
        .map(|_| {
            let mut stream = TcpStream::connect(&address).unwrap();
            let head = "POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\
                        content-type: application/x-www-form-urlencoded\r\n\r\nna";
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(Visitor::named(&daemon, "head").get("/batches").status, 200);
    for mut stream in slow {
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
    }
    drop(begun);
}

#[test]
fn no_header_and_no_statement_is_made_of_what_is_typed() {
    for engine in Engine::ALL {
        let (office, daemon) = office(engine);
        let visitor = Visitor::named(&daemon, "specialist");
        let typed = "x\r\nset-cookie: a=b\r\n\r\n<html>";
        let encoded = "x%0d%0aset-cookie:%20a=b%0d%0a%0d%0a%3Chtml%3E";
        for answered in [
            visitor.send("/sign-in", &[("name", "head"), ("to", typed)]),
            visitor.send("/language", &[("lang", "kk"), ("to", typed)]),
            visitor.get(&format!("/requests?q={encoded}")),
            visitor.get(&format!("/requests/{encoded}/1")),
        ] {
            assert!(!answered.headers.iter().any(|(n, v)| n == "set-cookie" && v.starts_with("a=b")), "{answered:?}");
        }
        let visitor = Visitor::named(&daemon, "specialist");
        for sql in
            ["' OR '1'='1", "1; DROP TABLE request; --", "\" OR 1=1", "x' UNION SELECT password FROM credential --"]
        {
            let asked: String = form_urlencoded::byte_serialize(sql.as_bytes()).collect();
            for path in [
                format!("/requests?q={asked}"),
                format!("/requests?view={asked}&after={asked}&due={asked}"),
                format!("/batches?before={asked}"),
                format!("/batches/1?after={asked}"),
                format!("/requests/{asked}/{asked}"),
                format!("/orders/{asked}"),
                format!("/reports/{asked}"),
                format!("/reports/register?as={asked}"),
                format!("/reports/register?from={asked}"),
                format!("/notices/{asked}"),
                format!("/waiting-list?q={asked}"),
            ] {
                let page = visitor.get(&path);
                assert!(page.status < 500, "{path}: {}", page.main());
                assert!(!page.body.contains("$argon2id"), "{path}");
            }
            Visitor::stranger(&daemon).send("/sign-in", &[("name", sql), ("password", sql)]);
        }
        assert_eq!(office.list(&["request", "list"]).len(), 1);
    }
}

#[test]
fn a_formula_in_a_text_is_none_in_a_spreadsheet() {
    let (_office, daemon) = office(Engine::Sqlite);
    let finance = Visitor::named(&daemon, "finance");
    finance.act("/plan/stops", &[("act", "add"), ("subject", "941240001151"), ("reason", "=1+1")]);
    let journal = finance.get("/reports/journal?as=csv&excel=yes");
    assert!(journal.body.contains("=1+1") && !journal.body.contains(";=1+1") && !journal.body.contains(";\"=1+1"));
}

#[test]
fn a_signature_of_another_manifest_or_of_nobody_signs_nothing() {
    let (office, daemon) = office(Engine::Sqlite);
    Visitor::named(&daemon, "specialist").act(&format!("{REQUEST}/confirm"), &[]);
    wait_for("the batch is formed", || !office.list(&["batch", "list"]).is_empty());
    let pki = office.path("pki");
    office.must("", "", &["eds", "sandbox", "--out", &pki]);
    let key = format!("{pki}/people/SANDBOX-first-head.key");
    let sign = |name: &str, bytes: &str| {
        let (content, cms) = (office.write(name, bytes), office.path(&format!("{name}.cms")));
        office.must("", "", &["eds", "sign", "--key", &key, "--content", &content, "--out", &cms]);
        std::fs::read_to_string(cms).unwrap()
    };
    let head = Visitor::named(&daemon, "head");
    let old = head.get("/batches/1/manifest.txt").body;
    let cut = &old[..old.len() - 1];
    let of_others = [sign("other.txt", "another document"), sign("cut.txt", cut), "no signature".to_owned()];
    for text in &of_others {
        let page = head.act("/batches/1/sign", &[("cms", text)]);
        assert!(page.body.contains("Не сделано"), "{}", page.main());
    }
    let nothing = head.act("/batches/1/sign", &[]);
    assert!(nothing.body.contains("Не сделано"), "{}", nothing.main());
    assert_eq!(office.list(&["batch", "list"])[0]["status"], "awaiting-signature");
}

#[test]
fn a_stranger_fills_neither_the_memory_nor_the_disk() {
    let (_office, daemon) = office(Engine::Sqlite);
    for (field, cookie) in
        [("name=\"x\"", ""), ("name=\"x\"; filename=\"y\"", ""), ("name=\"x\"; filename=\"y\"", "qazyna-session=x")]
    {
        let head = format!(
            "POST /sign-in HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\ncontent-length: 67108864\r\n\
             content-type: multipart/form-data; boundary=b\r\n\r\n--b\r\ncontent-disposition: form-data; {field}\r\n\r\n"
        );
        let sent = std::sync::atomic::AtomicU64::new(0);
        let status = raw(&daemon, &head, |stream| {
            for _ in 0..64 {
                stream.write_all(&vec![b'x'; 1 << 20])?;
                sent.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
            Ok(())
        });
        assert!(sent.into_inner() < 16, "{field}: many megabytes of a stranger were taken");
        assert!(matches!(status.as_deref(), None | Some("413")), "{status:?}");
    }
    let visitor = Visitor::stranger(&daemon);
    assert_eq!(visitor.send("/sign-in", &vec![("", ""); 20_000]).status, 413, "a form of very many fields");
}

#[test]
fn guesses_at_the_same_time_are_no_more_guesses() {
    let (office, daemon) = office(Engine::Sqlite);
    crate::visitor::give_password(&office, "head", "a right password");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let guess = |n: usize| {
            let visitor = Visitor::stranger(&daemon);
            scope.spawn(move || {
                visitor.send("/sign-in", &[("name", "head"), ("password", &format!("guess {n}"))]).status
            })
        };
        let guesses: Vec<_> = (0..20).map(guess).collect();
        guesses.into_iter().map(|guess| guess.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
}

#[test]
fn odd_numbers_in_addresses_are_no_faults() {
    let (office, daemon) = office(Engine::Sqlite);
    Visitor::named(&daemon, "specialist").act(&format!("{REQUEST}/confirm"), &[]);
    wait_for("the batch is formed", || !office.list(&["batch", "list"]).is_empty());
    let head = Visitor::named(&daemon, "head");
    for after in ["9223372036854775807", "-9223372036854775808", "x", "1e9"] {
        assert_eq!(head.get(&format!("/batches/1?after={after}")).status, 200, "{after}");
        assert_eq!(head.get(&format!("/requests?view=all&after={after}&due={after}")).status, 200, "{after}");
    }
    for path in ["/orders/9999-99999999999", "/batches/9223372036854775808", "/orders/x"] {
        assert_eq!(head.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_number_that_names_another_application_hides_it_from_nobody() {
    let (office, daemon) = office(Engine::Sqlite);
    drop_file(&office, "b.csv", &requests(["microfinance-subsidy/APP-1".to_owned()]));
    wait_for("the second application is in", || office.list(&["request", "list"]).len() == 2);
    let specialist = Visitor::named(&daemon, "specialist");
    for (path, number) in [
        (REQUEST.to_owned(), "APP-1"),
        ("/requests/microfinance-subsidy/microfinance-subsidy%2FAPP-1".to_owned(), "microfinance-subsidy/APP-1"),
    ] {
        let page = specialist.get(&path);
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert!(
            page.body.contains(&format!("№ {number}<")) || page.body.contains(&format!(" {number}<")),
            "{}",
            page.body
        );
    }
}
