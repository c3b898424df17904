//! Coming in and staying in: passwords, second factors, sessions, roles (004 §8.1–8.4).

use totp_rs::{Builder, Secret};

use crate::process::{Daemon, planned};
use crate::support::Engine;
use crate::support::office::Office;
use crate::visitor::{Visitor, give_password};

const PASSWORD: &str = "жаңа құпия сөз 1";

#[test]
fn who_has_a_password_comes_in_with_it_alone() {
    for engine in Engine::ALL {
        let office = planned(engine);
        give_password(&office, "head", PASSWORD);
        let daemon = Daemon::start(&office, &[]);
        let visitor = Visitor::stranger(&daemon);
        let door = visitor.get("/sign-in");
        door.says("value=\"specialist\"").says_not("value=\"head\"");
        assert_eq!(visitor.send("/sign-in", &[("name", "head")]).status, 401);
        assert_eq!(visitor.send("/sign-in", &[("name", "head"), ("password", "жаңа құпия сөз 2")]).status, 401);
        let stranger = visitor.send("/sign-in", &[("name", "nobody"), ("password", PASSWORD)]);
        assert_eq!(stranger.status, 401);
        let wrong = visitor.send("/sign-in", &[("name", "head"), ("password", "x")]);
        let same = |page: &str| page.replace("nobody", "head").split("<main").nth(1).unwrap().to_owned();
        assert_eq!(same(&stranger.body), same(&wrong.body), "a stranger learns which names exist");
        let entered = visitor.send("/sign-in", &[("name", "head"), ("password", PASSWORD), ("to", "/batches")]);
        assert_eq!((entered.status, entered.header("location")), (303, "/batches"));
        assert_eq!(visitor.get("/batches").status, 200);
        assert_eq!(office.run("", "", &["audit", "verify"]).code, 0);
    }
}

#[test]
fn a_password_that_was_changed_in_the_database_alone_is_found_by_the_audit() {
    for engine in Engine::ALL {
        let office = planned(engine);
        give_password(&office, "head", PASSWORD);
        office.alter("UPDATE credential SET password = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAA'");
        let audit = office.run("", "", &["audit", "verify"]);
        assert_eq!(audit.code, 4, "{audit:?}");
        assert!(audit.stdout.contains("password"), "{audit:?}");
    }
}

#[test]
fn an_organisation_and_a_token_that_stand_in_the_database_alone_are_found_by_the_audit() {
    for engine in Engine::ALL {
        let office = planned(engine);
        office.must("", "", &["user", "token", "auditor", "--for", "portal"]);
        assert_eq!(office.run("", "", &["audit", "verify"]).code, 0);
        office.alter("UPDATE api_token SET person_id = (SELECT id FROM person WHERE name = 'head')");
        let audit = office.run("", "", &["audit", "verify"]);
        assert!(audit.code == 4 && audit.stdout.contains("token "), "{audit:?}");
        office.alter(
            "INSERT INTO recipient (bin, name, password, registered_at, iin, serial) \
             VALUES ('941240001151', 'x', 'x', 1, '', '')",
        );
        let audit = office.run("", "", &["audit", "verify"]);
        assert!(audit.code == 4 && audit.stdout.contains("recipient 941240001151"), "{audit:?}");
    }
}

#[test]
fn the_code_of_a_second_factor_is_needed_and_counts_once() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &[]);
    let finance = Visitor::named(&daemon, "finance");
    let page = finance.get("/own").body;
    let secret = page.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    finance.act("/own/factor", &[("secret", &secret), ("code", "000000")]).says("Код неверен");
    let code = code_of(&secret);
    let before = finance.cookie();
    finance.act("/own/factor", &[("secret", &secret), ("code", &code)]).says("Второй фактор включён");
    assert_ne!(finance.cookie(), before, "the session goes on under another token");
    let stranger = Visitor::stranger(&daemon);
    assert_eq!(stranger.send("/sign-in", &[("name", "finance")]).status, 401, "without a code");
    let code = code_of(&secret);
    assert_eq!(stranger.send("/sign-in", &[("name", "finance"), ("code", &code)]).status, 303);
    let again = Visitor::stranger(&daemon);
    assert_eq!(again.send("/sign-in", &[("name", "finance"), ("code", &code)]).status, 401, "the same code again");
    // whoever sits before an open session cannot take the factor away
    finance.act("/own/factor", &[("end", "yes")]).says("Не сделано");
    finance.act("/own/factor", &[("end", "yes"), ("code-now", &code)]).says("Не сделано");
    assert_eq!(again.send("/sign-in", &[("name", "finance")]).status, 401, "it is needed still");
}

/// The code of this moment.
fn code_of(secret: &str) -> String {
    let bytes = qazyna::web::secrets::factor_bytes(secret).unwrap();
    let totp = Builder::new().with_secret(Secret::new(bytes.into())).build().unwrap();
    totp.generate_current().to_string()
}

#[test]
fn a_new_password_ends_the_other_sessions_and_changes_the_token_of_this_one() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &[]);
    let (here, elsewhere) = (Visitor::named(&daemon, "finance"), Visitor::named(&daemon, "finance"));
    let before = here.cookie();
    let new = [("new-password", PASSWORD), ("new-password-again", PASSWORD)];
    here.act("/own/password", &[("new-password", "kurz"), ("new-password-again", "kurz")]).says("слишком короткий");
    here.act("/own/password", &[("new-password", PASSWORD), ("new-password-again", "другой пароль")])
        .says("не совпадают");
    here.act("/own/password", &new).says("Пароль сменён");
    assert_ne!(here.cookie(), before);
    assert_eq!(elsewhere.get("/requests").status, 303, "the other session has ended");
    here.act("/own/password", &new).says("Нынешний пароль неверен");
}

#[test]
fn a_session_ends_with_the_word_and_with_the_last_role() {
    for engine in Engine::ALL {
        let office = planned(engine);
        let daemon = Daemon::start(&office, &[]);
        let visitor = Visitor::named(&daemon, "auditor");
        let cookie = visitor.cookie();
        visitor.act("/sign-out", &[]);
        visitor.set_cookie(&cookie);
        let gone = visitor.get("/requests?view=all");
        assert_eq!((gone.status, gone.header("location")), (303, "/sign-in?to=%2Frequests%3Fview%3Dall"));
        let dismissed = Visitor::named(&daemon, "specialist");
        office.must("", "", &["user", "end", "specialist"]);
        assert_eq!(dismissed.get("/requests").status, 303, "who holds no role sees no page");
        assert_eq!(dismissed.send("/sign-in", &[("name", "specialist")]).status, 403);
    }
}

#[test]
fn a_session_that_is_not_used_or_is_too_old_has_ended() {
    for engine in Engine::ALL {
        let office = planned(engine);
        let daemon = Daemon::start(&office, &["console.idle=10min", "console.longest=2h"]);
        for (column, minutes, stays) in [("seen_at", 9, true), ("seen_at", 11, false), ("begun_at", 121, false)] {
            let visitor = Visitor::named(&daemon, "head");
            let micros = i64::from(minutes) * 60_000_000;
            office.alter(&format!("UPDATE web_session SET {column} = {column} - {micros}"));
            let status = visitor.get("/batches").status;
            assert_eq!(status, if stays { 200 } else { 303 }, "{column} {minutes} minutes ago");
            office.alter("DELETE FROM web_session");
        }
    }
}

#[test]
fn whoever_guesses_passwords_has_to_wait_and_others_do_not() {
    let office = planned(Engine::Sqlite);
    give_password(&office, "head", PASSWORD);
    let daemon = Daemon::start(&office, &[]);
    let guessing = Visitor::stranger(&daemon);
    let statuses: Vec<u16> = (0..100)
        .map(|n| guessing.send("/sign-in", &[("name", "head"), ("password", &format!("guess number {n}"))]).status)
        .collect();
    assert_eq!(statuses.iter().filter(|s| **s == 401).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|s| **s == 429).count(), 95, "{statuses:?}");
    let right = guessing.send("/sign-in", &[("name", "head"), ("password", PASSWORD)]);
    assert_eq!(right.status, 429, "the right one among the guesses does not help either");
    right.says("Подождите");
    Visitor::named(&daemon, "finance");
}

#[test]
fn who_guesses_in_somebodys_name_does_not_make_him_wait_where_he_came_in_before() {
    for engine in Engine::ALL {
        let office = planned(engine);
        give_password(&office, "head", PASSWORD);
        give_password(&office, "finance", PASSWORD);
        let daemon = Daemon::start(&office, &[]);
        let try_it = |visitor: &Visitor, name: &str, password: &str| {
            visitor.send("/sign-in", &[("name", name), ("password", password)]).status
        };
        let own = Visitor::stranger(&daemon);
        assert_eq!(try_it(&own, "head", PASSWORD), 303);
        own.act("/sign-out", &[]);
        let guessing = Visitor::stranger(&daemon);
        let statuses: Vec<u16> = (0..7).map(|n| try_it(&guessing, "head", &format!("guess number {n}"))).collect();
        assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
        assert_eq!(try_it(&own, "head", PASSWORD), 303, "the head comes in through the browser of before");
        own.act("/sign-out", &[]);
        // a browser that is known is known as nobody else, and who guesses in it waits like everybody
        let statuses: Vec<u16> = (0..7).map(|n| try_it(&own, "head", &format!("guess number {n}"))).collect();
        assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
        assert_eq!(try_it(&own, "finance", PASSWORD), 303);
        let made_up = Visitor::stranger(&daemon);
        made_up.set_cookie("qazyna-browser=made-up");
        assert_eq!(try_it(&made_up, "head", PASSWORD), 429, "a cookie that we did not give is worth nothing");
    }
}

#[test]
fn where_the_money_is_real_nobody_comes_in_by_the_name_and_the_cookie_wants_tls() {
    let user = nix::unistd::User::from_uid(nix::unistd::getuid()).unwrap().unwrap().name;
    let office = Office::production(Engine::Sqlite, &user);
    let added = office.words(&["--config", &office.path("qazyna.toml"), "user", "add", "Амина", "--role", "admin"]);
    assert_eq!(added.code, 0, "{added:?}");
    give_password(&office, "Амина", PASSWORD);
    let daemon = Daemon::start_at(&office, "", &[]);
    let visitor = Visitor::stranger(&daemon);
    visitor.get("/sign-in").says_not("без пароля");
    assert_eq!(visitor.send("/sign-in", &[("name", "Амина")]).status, 401);
    let entered = visitor.send("/sign-in", &[("name", "Амина"), ("password", PASSWORD)]);
    let cookie = entered.header("set-cookie");
    for word in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
}

#[test]
fn pages_are_served_over_tls_where_a_certificate_is_named() {
    let office = planned(Engine::Sqlite);
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let certificate = office.write("tls/console.pem", own.cert.pem());
    let key = office.write("tls/console.key", own.signing_key.serialize_pem());
    let (certificate, key) = (format!("console.certificate={certificate}"), format!("console.key={key}"));
    let daemon = Daemon::start(&office, &[&certificate, &key]);
    let log = daemon.log();
    let address = log.split("address=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let tls = ureq::tls::TlsConfig::builder().disable_verification(true).build();
    let config = ureq::Agent::config_builder().tls_config(tls).max_redirects(0).http_status_as_error(false);
    let agent: ureq::Agent = config.build().into();
    let page = agent.get(format!("https://{address}/sign-in")).call().unwrap();
    assert_eq!(page.status(), 200);
    let entered = agent.post(format!("https://{address}/sign-in")).send_form([("name", "head")]).unwrap();
    let cookie = entered.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("; Secure"), "{cookie}");
    assert!(agent.get(format!("http://{address}/sign-in")).call().is_err(), "nothing is said in the open");
}
