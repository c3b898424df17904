//! Letters on their way to recipients: to a folder, to an address that is told, to a mail server; each once, and again where a
//! way failed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

use crate::process::{AT, Daemon, both, drop_file, requests, there, wait_for};
use crate::support::office::Office;

/// One pass with this way open.
fn send(office: &Office, set: &[&str]) -> Value {
    let mut words: Vec<&str> = set.iter().flat_map(|set| ["--set", set]).collect();
    words.extend(["notice", "send"]);
    office.must(AT, "", &words)
}

fn take_in(office: &Office, numbers: &[&str]) {
    let file = office.write(&format!("in/{}.csv", numbers[0]), requests(numbers.iter().map(|n| (*n).to_owned())));
    office.must(AT, "specialist", &["request", "import", &file]);
}

/// An address that answers each call with the next status, and what it was told.
fn server(statuses: &'static [u16]) -> (String, Receiver<(Vec<String>, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/notices", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                head.push(line.trim().to_lowercase());
            }
            let length = head.iter().find_map(|l| l.strip_prefix("content-length: ")).unwrap().parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            write!(&stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
            tell.send((head, String::from_utf8(body).unwrap())).unwrap();
        }
    });
    (address, told)
}

/// A mail server that takes one message, and what it was sent.
fn mail_server() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let say = |text: &str| write!(&stream, "{text}\r\n").unwrap();
        say("220 test");
        let (mut all, mut inside) = (String::new(), false);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap() == 0 {
                break;
            }
            all.push_str(&line);
            match line.trim_end() {
                "." if inside => {
                    inside = false;
                    say("250 taken");
                }
                _ if inside => {}
                "DATA" => {
                    inside = true;
                    say("354 go on");
                }
                "QUIT" => {
                    say("221 bye");
                    break;
                }
                text if text.starts_with("EHLO") => say("250 test"),
                _ => say("250 ok"),
            }
        }
        tell.send(all).unwrap();
    });
    (address, told)
}

#[test]
fn each_letter_is_laid_into_the_folder_once_and_none_of_before_it_was_named() {
    both(|office| {
        let folder = format!("notices.folder={}", office.path("letters"));
        take_in(office, &["OLD"]);
        office.must(AT, "", &["tick"]);
        assert_eq!(send(office, &[&folder])["put_out"], 0, "letters of before are nobody's news");
        take_in(office, &["A", "B"]);
        office.must(AT, "", &["tick"]);
        let passed = send(office, &[&folder]);
        assert_eq!((&passed["put_out"], &passed["arrived"]), (&2.into(), &2.into()), "{passed}");
        assert_eq!(send(office, &[&folder])["put_out"], 0);
        let letters: Vec<Value> = std::fs::read_dir(office.path("letters"))
            .unwrap()
            .map(|e| serde_json::from_str(&std::fs::read_to_string(e.unwrap().path()).unwrap()).unwrap())
            .collect();
        let mut numbers: Vec<&str> = letters.iter().map(|l| l["number"].as_str().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ["A", "B"]);
        let shown = office.must("", "", &["request", "show", "A"]);
        let letter = letters.iter().find(|l| l["number"] == "A").unwrap();
        assert_eq!((&letter["ru"], &letter["kk"]), (&shown["notices"][0]["ru"], &shown["notices"][0]["kk"]));
        assert_eq!(letter["digest"], shown["notices"][0]["digest"]);
        assert!(office.list(&["notice", "outbox"]).is_empty());
    });
}

#[test]
fn an_address_that_failed_is_told_again_under_the_same_name_and_with_its_signature() {
    both(|office| {
        let (address, told) = server(&[500, 204]);
        let secret = office.write("webhook.secret", "a shared secret\n");
        let (hook, secret) = (format!("notices.webhook={address}"), format!("notices.secret={secret}"));
        let set = [hook.as_str(), secret.as_str()];
        send(office, &set);
        take_in(office, &["A"]);
        office.must(AT, "", &["tick"]);
        assert_eq!(send(office, &set)["failed"], 1);
        let waits = office.list(&["notice", "outbox"]);
        assert_eq!((waits[0]["state"].as_str(), waits[0]["tries"].as_i64()), (Some("waits"), Some(1)), "{waits:?}");
        assert!(waits[0]["error"].as_str().unwrap().contains("500"), "{waits:?}");
        assert_eq!(send(office, &set)["failed"], 0, "it is not due yet");
        office.alter("UPDATE outgoing SET next_at = 0");
        assert_eq!(send(office, &set)["arrived"], 1);
        let (first, second) = (told.recv().unwrap(), told.recv().unwrap());
        assert_eq!(first.1, second.1, "the same letter");
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"a shared secret");
        let tag = qazyna::domain::batch::hex(ring::hmac::sign(&key, first.1.as_bytes()).as_ref());
        for (head, _) in [&first, &second] {
            assert!(head.contains(&format!("x-qazyna-signature: sha256={tag}")), "{head:?}");
            assert!(head.iter().any(|line| line.starts_with("idempotency-key: webhook-")), "{head:?}");
        }
        let name = |head: &[String]| head.iter().find(|l| l.starts_with("idempotency-key")).cloned();
        assert_eq!(name(&first.0), name(&second.0));
    });
}

#[test]
fn a_letter_that_nobody_takes_is_given_up_and_tried_again_on_a_persons_word() {
    both(|office| {
        let secret = office.write("webhook.secret", "s");
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (hook, secret) = (format!("notices.webhook=http://{nobody}/"), format!("notices.secret={secret}"));
        let set = [hook.as_str(), secret.as_str()];
        send(office, &set);
        take_in(office, &["A"]);
        office.must(AT, "", &["tick"]);
        for _ in 0..8 {
            assert_eq!(send(office, &set)["failed"], 1);
            office.alter("UPDATE outgoing SET next_at = 0");
        }
        assert_eq!(send(office, &set)["given_up"], 1);
        assert_eq!(office.list(&["notice", "outbox"])[0]["state"], "given-up");
        assert_eq!(send(office, &set)["given_up"], 0);
        assert_eq!(office.list(&["notice", "outbox", "--retry"])[0]["state"], "waits");
        assert_eq!(send(office, &set)["failed"], 1);
    });
}

#[test]
fn a_mail_goes_to_the_organisation_that_named_an_address_and_to_nobody_else() {
    both(|office| {
        let (address, told) = mail_server();
        let (server, from) = (format!("notices.mail={address}"), "notices.from=subsidies@example.kz");
        let set = [server.as_str(), from, "notices.tls=none"];
        send(office, &set);
        office.alter(
            "INSERT INTO recipient (bin, name, password, registered_at, iin, serial, mail) \
             VALUES ('941240001151', 'ТОО', 'x', 0, '', '', 'office@example.org')",
        );
        take_in(office, &["A"]);
        let other = requests(["B".to_owned()]).replace("941240001151", "191240029094");
        let other = office.write("in/other.csv", other);
        office.must(AT, "specialist", &["request", "import", &other]);
        office.must(AT, "", &["tick"]);
        let passed = send(office, &set);
        assert_eq!((&passed["arrived"], &passed["failed"]), (&2.into(), &0.into()), "{passed}");
        let mail = told.recv().unwrap();
        assert!(mail.contains("RCPT TO:<office@example.org>"), "{mail}");
        assert_eq!(mail.matches("RCPT TO").count(), 1, "{mail}");
        assert!(mail.contains("Message-ID: <mail-"), "{mail}");
    });
}

#[test]
fn the_daemon_carries_letters_while_it_ticks() {
    both(|office| {
        let folder = format!("notices.folder={}", office.path("letters"));
        send(office, &[&folder]);
        let daemon = Daemon::start(office, &[&folder]);
        drop_file(office, "a.csv", &requests(["A".to_owned()]));
        wait_for("the letter is there", || {
            there(office, "letters") && {
                std::fs::read_dir(office.path("letters"))
                    .unwrap()
                    .any(|e| e.unwrap().file_name().to_string_lossy().starts_with("folder-"))
            }
        });
        daemon.wait_healthy();
    });
}
