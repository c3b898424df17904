//! The interface for programs: tokens, keys of requests, and what the document of the interface says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::process::{Daemon, planned, wait_for};
use crate::support::Engine;
use crate::support::office::Office;
use crate::visitor::{Answered, Visitor};

fn token(office: &Office, person: &str) -> String {
    let given = office.must("", "", &["user", "token", person, "--for", "portal"]);
    given["token"].as_str().unwrap().to_owned()
}

fn application(number: &str, amount: &str) -> String {
    json!({ "application": {
        "service": "microfinance-subsidy", "number": number, "registered_at": "2026-02-27T10:00:00+05:00",
        "recipient_bin": "941240001151", "recipient_name": "ТОО «МФО, Береке»", "account": "KZ476010131000179714",
        "bank_bic": "HSBKKZKX", "kbe": "15", "base_amount": "50.00", "rate": "10", "amount": amount, "agreement_no": number,
        "agreement_date": "2025-12-01", "period_from": "2025-10-01", "period_to": "2025-12-31",
    } })
    .to_string()
}

fn json_of(answered: &Answered) -> Value {
    assert_eq!(answered.header("content-type"), "application/json", "{answered:?}");
    serde_json::from_str(&answered.body).unwrap()
}

#[test]
fn a_program_submits_an_application_once_whatever_it_repeats() {
    for engine in Engine::ALL {
        let office = planned(engine);
        let daemon = Daemon::start(&office, &["confirmation.mode=manual"]);
        let (program, token) = (Visitor::stranger(&daemon), token(&office, "specialist"));
        let first = program.api("applications", &token, "key-1", Some(&application("API-1", "5.00")));
        assert_eq!((first.status, json_of(&first)["accepted"].as_i64()), (201, Some(1)), "{first:?}");
        let again = program.api("applications", &token, "key-1", Some(&application("API-1", "5.00")));
        assert_eq!((again.status, &again.body), (201, &first.body), "the same answer");
        let other = program.api("applications", &token, "key-1", Some(&application("API-2", "5.00")));
        assert_eq!(other.status, 409, "the same key with other content");
        let repeated = program.api("applications", &token, "key-2", Some(&application("API-1", "5.00")));
        assert_eq!((repeated.status, json_of(&repeated)["repeated"].as_i64()), (200, Some(1)));
        let wrong = program.api("applications", &token, "key-3", Some(&application("API-3", "5.01")));
        assert_eq!(wrong.status, 422);
        assert_eq!(json_of(&wrong)["defects"][0]["column"], "amount", "{wrong:?}");
        assert_eq!(office.list(&["request", "list"]).len(), 1);
        let shown = json_of(&program.api("applications/microfinance-subsidy/API-1", &token, "", None));
        assert_eq!(shown, office.list(&["request", "list"])[0]);
        assert_eq!(json_of(&program.api("waiting-list", &token, "", None)), json!([]));
        assert_eq!(program.api("applications/microfinance-subsidy/API-9", &token, "", None).status, 404);
        assert_eq!(program.api("applications", &token, "", Some("{}")).status, 400, "without a key");
        for body in ["", "[]", "{}", "{\"application\":{}}", "{\"document\":\"!\"}", "nonsense"] {
            let answered = program.api("applications", &token, &format!("b-{body}"), Some(body));
            assert_eq!(answered.status, 400, "{body}: {answered:?}");
        }
        let large = format!("{{\"document\":\"{}\"}}", "A".repeat(900_000));
        assert_eq!(program.api("applications", &token, "large", Some(&large)).status, 400);
    }
}

#[test]
fn a_program_sends_the_files_that_the_document_names_and_no_others() {
    let office = planned(Engine::Sqlite);
    let pki = office.path("pki");
    office.must("2026-03-02T09:00", "", &["eds", "sandbox", "--out", &pki, "--recipient", "941240001151"]);
    let sets = [format!("eds.anchors={pki}/anchors"), format!("eds.crls={pki}/crls")];
    let daemon = Daemon::start(&office, &[&sets[0], &sets[1], "confirmation.mode=manual"]);
    let (program, token) = (Visitor::stranger(&daemon), token(&office, "specialist"));
    let body = [b"%PDF-1.7\n".to_vec(), vec![b'x'; 2 << 20]].concat();
    let digest = qazyna::domain::batch::hex(&qazyna::domain::batch::sha256(&body));
    let golden = include_str!("../golden/application-1.xml");
    let (before, _) = golden.split_once("bytes=").unwrap();
    let rest = format!("bytes=\"{}\" sha256=\"{digest}\"/>\n  </attachments>\n</application>\n", body.len());
    let file = office.write("signed.xml", format!("{before}{rest}"));
    let key = std::fs::read_dir(office.path("pki/people")).unwrap().map(|e| e.unwrap().path());
    let key = key.filter(|p| p.extension().is_some_and(|end| end == "key"));
    let key = key.into_iter().find(|p| p.to_string_lossy().contains("941240001151")).unwrap();
    let cms = office.path("signed.xml.cms");
    office.must("", "", &["eds", "sign", "--key", key.to_str().unwrap(), "--content", &file, "--out", &cms]);
    let base64 = |bytes: &[u8]| STANDARD.encode(bytes);
    let send = |key: &str, attachments: Value| {
        let (document, signature) = (std::fs::read(&file).unwrap(), std::fs::read(&cms).unwrap());
        let asked =
            json!({ "document": base64(&document), "signature": base64(&signature), "attachments": attachments });
        let answered = program.api("applications", &token, key, Some(&asked.to_string()));
        let codes = json_of(&answered)["defects"]
            .as_array()
            .map(|all| all.iter().map(|d| d["code"].as_str().unwrap().to_owned()).collect::<Vec<String>>());
        (answered.status, codes.unwrap_or_default().join(" "))
    };
    let one = |name: &str, bytes: &[u8]| json!({ "name": name, "content": base64(bytes) });
    let (name, other) = ("Договор № А-17.pdf", [body.as_slice(), b"y"].concat());
    assert_eq!(send("1", json!([])), (422, "attachment-missing".into()));
    assert_eq!(send("2", json!([one(name, &other)])), (422, "attachment-differs".into()));
    assert_eq!(send("3", json!([one(name, &body), one("b.pdf", &body)])), (422, "attachment-unnamed".into()));
    assert_eq!(send("4", json!([one(name, b"MZ")])), (422, "attachment-kind".into()));
    for wrong in [json!([{ "name": name }]), json!("x"), json!({})] {
        assert_eq!(send(&format!("5 {wrong}"), wrong).0, 400);
    }
    assert_eq!(send("5", json!([one(name, &body), one(name, &body)])), (422, "attachment-doubled".into()));
    assert!(office.list(&["request", "list"]).is_empty());
    assert_eq!(send("6", json!([one(name, &body)])), (201, String::new()));
    assert_eq!(send("7", json!([one(name, &body)])), (200, String::new()), "the same again");
    // the same application with other papers is no repeat
    let (before, after) = std::fs::read_to_string(&file)
        .map(|t| t.split_once("  <attachments>").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap())
        .unwrap();
    let plain = format!("{before}</application>\n");
    assert!(after.contains("</attachments>"));
    std::fs::write(&file, plain).unwrap();
    std::fs::remove_file(&cms).unwrap();
    office.must("", "", &["eds", "sign", "--key", key.to_str().unwrap(), "--content", &file, "--out", &cms]);
    assert_eq!(send("8", json!([])), (422, "attachments-conflict".into()));
    let journal = office.list(&["report", "journal"]);
    assert!(
        journal.iter().any(|e| e["event"] == "attachment-received" && e["facts"].as_str().unwrap().contains(&digest))
    );
}

#[test]
fn a_token_acts_as_its_person_and_ends_with_the_role_or_with_the_word() {
    for engine in Engine::ALL {
        let office = planned(engine);
        let daemon = Daemon::start(&office, &["confirmation.mode=manual"]);
        let program = Visitor::stranger(&daemon);
        for wrong in ["", "x", "Bearer"] {
            let answered = program.api("waiting-list", wrong, "", None);
            assert_eq!((answered.status, answered.header("www-authenticate")), (401, "Bearer"));
        }
        let auditor = token(&office, "auditor");
        assert_eq!(program.api("waiting-list", &auditor, "", None).status, 200);
        let refused = program.api("applications", &auditor, "k", Some(&application("API-1", "5.00")));
        assert_eq!(refused.status, 403, "{refused:?}");
        let newer = token(&office, "auditor");
        assert_eq!(program.api("waiting-list", &auditor, "", None).status, 401, "a new token ends the one before");
        office.must("", "", &["user", "token", "auditor", "--for", "portal", "--end"]);
        assert_eq!(program.api("waiting-list", &newer, "", None).status, 401);
        let specialist = token(&office, "specialist");
        office.must("", "", &["user", "end", "specialist"]);
        let dismissed = program.api("applications", &specialist, "k", Some(&application("API-1", "5.00")));
        assert_eq!(dismissed.status, 401, "who left does nothing any more");
        assert!(office.list(&["request", "list"]).is_empty());
        assert_eq!(office.run("", "", &["audit", "verify"]).code, 0);
    }
}

#[test]
fn files_of_a_signed_batch_are_written_and_fetched_by_a_program() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &["dispatch.mode=by-finance", "dispatch.formats=csv"]);
    let (program, specialist, finance) =
        (Visitor::stranger(&daemon), token(&office, "specialist"), token(&office, "finance"));
    program.api("applications", &specialist, "k", Some(&application("API-1", "5.00")));
    wait_for("the batch is formed", || !office.list(&["batch", "list"]).is_empty());
    let unsigned = program.api("batches/1/exports", &finance, "e-1", Some("{\"formats\":[\"pain001\"]}"));
    assert_eq!(unsigned.status, 422, "{unsigned:?}");
    Visitor::named(&daemon, "head").act("/batches/1/sign", &[("plain", "yes")]).says("подписан");
    let written = program.api("batches/1/exports", &finance, "e-2", Some("{\"formats\":[\"pain001\"]}"));
    assert_eq!(json_of(&written)[0]["format"], "pain001", "{written:?}");
    let batch = json_of(&program.api("batches/1", &finance, "", None));
    for file in batch["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap().trim_start_matches("/api/v1/");
        let bytes = program.api(path, &finance, "", None);
        assert_eq!(bytes.status, 200, "{path}");
        let digest = qazyna::domain::batch::hex(&qazyna::domain::batch::sha256(bytes.body.as_bytes()));
        assert_eq!(file["sha256"], digest.as_str(), "{path}");
        assert_eq!(program.api(path, "x", "", None).status, 401, "{path}");
    }
    let order = json_of(&program.api("orders/2026-1", &finance, "", None));
    assert_eq!(order["amount"], "5.00");
    let notices = json_of(&program.api("applications/microfinance-subsidy/API-1/notices", &finance, "", None));
    assert_eq!(notices[0]["kind"], "acceptance");
}

#[test]
fn the_document_of_the_interface_names_what_there_is() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &[]);
    let (program, token) = (Visitor::stranger(&daemon), token(&office, "auditor"));
    let document = json_of(&program.api("openapi.json", "", "", None));
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.trim_start_matches("/api/v1/");
        let filled =
            path.replace("{service}", "microfinance-subsidy").replace("{number}", "1").replace("{format}", "csv");
        let filled = filled.replace("{name}", "x.csv");
        for method in methods.as_object().unwrap().keys() {
            let body = (method == "post").then_some("{}");
            let answered = program.api(&filled, &token, &format!("doc {filled}"), body);
            let told: Vec<&String> =
                document["paths"][format!("/api/v1/{path}")][method]["responses"].as_object().unwrap().keys().collect();
            assert!(told.iter().any(|status| **status == answered.status.to_string()), "{method} {path}: {answered:?}");
            assert_eq!(program.api(&filled, "", "k", body).status, 401, "{path}");
        }
    }
}
