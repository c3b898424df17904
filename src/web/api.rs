//! The same acts for other programs, as JSON under `/api/v1`: the portal's adapter submits applications and asks how they
//! stand, the department's own programs fetch files. A program shows a token and acts as the person it was given for. A request
//! that changes something carries a key: the same key and content get the same answer, other content is a conflict.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::{Method, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::clock::Clock;
use crate::disk::private_folder;
use crate::domain::defect::Defect;
use crate::domain::lang::Lang;
use crate::domain::notice;
use crate::domain::order::OrderNumber;
use crate::domain::request::COLUMNS;
use crate::format::Format;
use crate::signatures::recipients::Recipients;
use crate::stage::intake::{self, ImportOptions, Means, Sent, Submission};
use crate::stage::reporting::{self, Period, listing};
use crate::stage::{Acting, StageError, dispatch, people};
use crate::store::access::{self, Answered};
use crate::store::{StoreError, batch, notice as letters, order};

use super::answer::Answer;
use super::desk::{Desk, Trouble};
use super::papers::out;
use super::request::found;
use super::{batches, secrets};

/// What the interface is, for programs that read such a document.
const OPENAPI: &str = include_str!("api/openapi.json");
/// Longest key of a request.
const KEY: usize = 200;

/// A status and a document.
type Told = Result<(StatusCode, Value), Trouble>;

/// A program that asks.
struct Program {
    person: i64,
    acting: Acting,
}

/// Answers a program.
pub async fn answer(desk: &Desk<'_>) -> Answer {
    let path = desk.asked.parts();
    if let [_, "v1", "openapi.json"] = path.as_slice() {
        return Answer::data("application/json", OPENAPI.as_bytes().to_vec());
    }
    let program = match program(desk).await {
        Ok(Some(program)) => program,
        Ok(None) => return told(desk, Err(Trouble::Stranger)),
        Err(trouble) => return told(desk, Err(trouble)),
    };
    if let Some(status) = desk.asked.unread {
        return told(desk, Err(Trouble::Status(status)));
    }
    if desk.asked.method == Method::POST {
        let _turn = desk.site.programs.lock().await;
        return told(desk, once(desk, &program).await);
    }
    if let [_, "v1", "batches", number, "files", format, name] = path.as_slice() {
        let file = match batches::number(number) {
            Ok(number) => batches::file(desk, number, format, name).await,
            Err(trouble) => Err(trouble),
        };
        return file.unwrap_or_else(|trouble| told(desk, Err(trouble)));
    }
    told(desk, show(desk, &path[1..]).await)
}

/// Whose token is shown, if it is one in force and its person holds a role today.
async fn program(desk: &Desk<'_>) -> Result<Option<Program>, Trouble> {
    let Some(token) = desk.asked.bearer() else { return Ok(None) };
    let mut conn = desk.office.db.read().await?;
    let found = access::token(&mut conn, &secrets::session_id(token)).await?;
    drop(conn);
    let Some((person, name)) = found else { return Ok(None) };
    let acting = people::acting(&desk.office, &name).await?;
    let holds = matches!(&acting, Acting::Person { roles, .. } if !roles.is_empty());
    Ok(holds.then_some(Program { person, acting }))
}

/// A document, or what is wrong as one.
fn told(desk: &Desk<'_>, told: Told) -> Answer {
    let (status, document) = match told {
        Ok(told) => told,
        Err(trouble) => fault(desk, trouble),
    };
    let challenge = (status == StatusCode::UNAUTHORIZED).then(|| (header::WWW_AUTHENTICATE, "Bearer".to_owned()));
    let answer = Answer::json(status, &document);
    challenge.into_iter().fold(answer, |answer, (name, value)| answer.with(name, value))
}

fn fault(desk: &Desk<'_>, trouble: Trouble) -> (StatusCode, Value) {
    let plain = |status: StatusCode, code: &str| (status, json!({ "error": code }));
    match trouble {
        Trouble::Stranger => plain(StatusCode::UNAUTHORIZED, "unauthorized"),
        Trouble::Status(status) => plain(status, status.canonical_reason().unwrap_or("refused")),
        Trouble::Stage(StageError::Refused(defects)) => {
            let missing = defects.iter().any(|d| d.code == crate::domain::defect::Code::NotFound);
            let role = defects.iter().any(|d| d.code == crate::domain::defect::Code::WrongRole);
            let status = match (missing, role) {
                (true, _) => StatusCode::NOT_FOUND,
                (_, true) => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, json!({ "error": "refused", "defects": defects_json(desk, &defects) }))
        }
        Trouble::Stage(StageError::Store(StoreError::Conflict(_))) => plain(StatusCode::CONFLICT, "conflict"),
        Trouble::Stage(other) => {
            tracing::error!("a program is not answered: {other}");
            plain(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
        Trouble::Failure(other) => {
            tracing::error!("a program is not answered: {other}");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "fault")
        }
    }
}

fn defects_json(desk: &Desk<'_>, defects: &[Defect]) -> Value {
    out(desk, &mut (std::io::sink(), std::io::sink())).defects_json(defects, crate::telling::out::DEFECTS_SHOWN)
}

/// Does a request once: the same again gets the answer of the first time.
async fn once(desk: &Desk<'_>, program: &Program) -> Told {
    let key = desk.asked.header("idempotency-key").trim().to_owned();
    if key.is_empty() || key.len() > KEY {
        let document = json!({ "error": "idempotency-key", "expected": format!("a header of 1 to {KEY} bytes") });
        return Ok((StatusCode::BAD_REQUEST, document));
    }
    let content: [u8; 32] = Sha256::new()
        .chain_update(desk.asked.here.as_bytes())
        .chain_update([0])
        .chain_update(&desk.asked.body)
        .finalize()
        .into();
    let mut conn = desk.office.db.read().await?;
    let before = access::answered(&mut conn, program.person, &key).await?;
    drop(conn);
    if let Some(before) = before {
        if before.content != content {
            return Ok((StatusCode::CONFLICT, json!({ "error": "idempotency-key-used" })));
        }
        let status = u16::try_from(before.status).ok().and_then(|s| StatusCode::from_u16(s).ok());
        let body = serde_json::from_str(&before.body).map_err(std::io::Error::from)?;
        return Ok((status.unwrap_or(StatusCode::OK), body));
    }
    let Ok(asked) = serde_json::from_slice::<Value>(&desk.asked.body) else {
        return Ok((StatusCode::BAD_REQUEST, json!({ "error": "json", "expected": "a JSON object" })));
    };
    let (status, document) = act(desk, program, &asked).await.unwrap_or_else(|trouble| fault(desk, trouble));
    if !status.is_server_error() {
        let answered = Answered { content, status: i64::from(status.as_u16()), body: document.to_string() };
        desk.office.db.answer_kept(program.person, &key, &answered, Clock::System.now(None)).await?;
    }
    Ok((status, document))
}

async fn act(desk: &Desk<'_>, program: &Program, asked: &Value) -> Told {
    match desk.asked.parts().as_slice() {
        [_, "v1", "applications"] => submit(desk, program, asked).await,
        [_, "v1", "batches", number, "exports"] => export(desk, program, batches::number(number)?, asked).await,
        _ => Err(Trouble::Status(StatusCode::NOT_FOUND)),
    }
}

async fn show(desk: &Desk<'_>, path: &[&str]) -> Told {
    let document = match path {
        ["v1", "applications", service, number] => application(desk, service, number).await?,
        ["v1", "applications", service, number, "notices"] => notices(desk, service, number).await?,
        ["v1", "waiting-list"] => waiting_list(desk).await?,
        ["v1", "orders", number] => order(desk, number).await?,
        ["v1", "batches", number] => batch_of(desk, batches::number(number)?).await?,
        _ => return Err(Trouble::Status(StatusCode::NOT_FOUND)),
    };
    Ok((StatusCode::OK, document))
}

/// An application as a row of a request file, or as a document with the recipient's signature beside it.
async fn submit(desk: &Desk<'_>, program: &Program, asked: &Value) -> Told {
    let folder = private_folder()?;
    let Laid { file, signature, attached } = match laid(asked, &folder)? {
        Ok(laid) => laid,
        Err(expected) => return Ok((StatusCode::BAD_REQUEST, json!({ "error": "form", "expected": expected }))),
    };
    let means: Arc<dyn Means> = Arc::new(Recipients::of(desk.office.settings));
    let submission = Submission { file: &file, signature: signature.as_deref(), attached: &attached };
    let options = ImportOptions { strict: true, count: None, sum: None };
    let report = intake::import(&desk.office, &program.acting, submission, options, &means).await?;
    let wrong: Vec<Defect> = report.defects.iter().chain(&report.waits).cloned().collect();
    let document = json!({
        "accepted": report.accepted,
        "repeated": report.repeated,
        "refused": report.refused,
        "held": report.held,
        "defects_total": wrong.len(),
        "defects": defects_json(desk, &wrong),
    });
    let status = match (wrong.is_empty(), report.accepted) {
        (true, 0) => StatusCode::OK,
        (true, _) => StatusCode::CREATED,
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, document))
}

/// An application as the intake takes it.
struct Laid {
    file: PathBuf,
    signature: Option<PathBuf>,
    attached: Vec<Sent>,
}

/// Lays what was sent into a folder as the intake takes it; or says what was expected.
fn laid(asked: &Value, folder: &TempDir) -> std::io::Result<Result<Laid, String>> {
    let bytes = |value: Option<&Value>| value.and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
    let mut attached = Vec::new();
    let wanted = || "`attachments`, a list of `name` and `content`, the latter base64, beside a `document`".to_owned();
    let sent = match asked.get("attachments") {
        None => &[][..],
        Some(Value::Array(sent)) if asked.get("document").is_some() => sent,
        Some(_) => return Ok(Err(wanted())),
    };
    if asked.get("document").is_some() && asked.get("application").is_some() {
        return Ok(Err("`application`, or `document` and `signature`, and not both".to_owned()));
    }
    for one in sent {
        match (one.get("name").and_then(Value::as_str), bytes(one.get("content"))) {
            (Some(name), Some(content)) => attached.push(Sent::of(name, &content)?),
            _ => return Ok(Err(wanted())),
        }
    }
    if let Some(document) = asked.get("document") {
        let (Some(document), Some(cms)) = (bytes(Some(document)), bytes(asked.get("signature"))) else {
            return Ok(Err("`document` and `signature`, both base64".to_owned()));
        };
        let (file, beside) = (folder.path().join("application.xml"), folder.path().join("application.xml.cms"));
        std::fs::write(&file, document)?;
        std::fs::write(&beside, cms)?;
        return Ok(Ok(Laid { file, signature: Some(beside), attached }));
    }
    let Some(fields) = asked.get("application").and_then(Value::as_object) else {
        return Ok(Err("`application`, or `document` and `signature`".to_owned()));
    };
    if let Some(unknown) = fields.keys().find(|key| !COLUMNS.contains(&key.as_str())) {
        return Ok(Err(format!("no field `{unknown}`; known are {}", COLUMNS.join(", "))));
    }
    let mut row = Vec::new();
    for column in COLUMNS {
        match fields.get(column) {
            Some(Value::String(text)) => row.push(text.clone()),
            _ => return Ok(Err(format!("`application.{column}`, a text"))),
        }
    }
    let file = folder.path().join("application.csv");
    let mut csv = csv::Writer::from_path(&file).map_err(std::io::Error::other)?;
    csv.write_record(COLUMNS).and_then(|()| csv.write_record(&row)).map_err(std::io::Error::other)?;
    csv.flush()?;
    Ok(Ok(Laid { file, signature: None, attached }))
}

/// Writes the files of a signed batch.
async fn export(desk: &Desk<'_>, program: &Program, number: i64, asked: &Value) -> Told {
    let words = asked.get("formats").and_then(Value::as_array).cloned().unwrap_or_default();
    let formats: Option<Vec<Format>> =
        words.iter().map(|word| word.as_str().and_then(|word| Format::from_word(word).ok())).collect();
    let Some(formats) = formats.filter(|formats| !formats.is_empty()) else {
        let known = Format::ALL.map(Format::word).join(", ");
        let expected = format!("`formats`, a list of some of {known}");
        return Ok((StatusCode::BAD_REQUEST, json!({ "error": "form", "expected": expected })));
    };
    let (office, folder) = (&desk.office, &desk.office.settings.outbox);
    let report = dispatch::export(office, &program.acting, Some(number), &formats, folder).await?;
    if !report.defects.is_empty() {
        return Err(StageError::Refused(report.defects).into());
    }
    Ok((StatusCode::OK, crate::telling::sheets::files(&report.files)))
}

async fn application(desk: &Desk<'_>, service: &str, number: &str) -> Result<Value, Trouble> {
    let mut reading = desk.reading().await?;
    let now = reading.moment;
    let id = found(&mut reading.conn, service, number).await?.id;
    let found = listing::request(&desk.office, &mut reading.conn, now, id).await?;
    let (_, sheet) = found.ok_or(Trouble::Status(StatusCode::NOT_FOUND))?;
    Ok(out(desk, &mut (std::io::sink(), std::io::sink())).sheet_json(&sheet)?[0].take())
}

async fn notices(desk: &Desk<'_>, service: &str, number: &str) -> Result<Value, Trouble> {
    let mut reading = desk.reading().await?;
    let r = found(&mut reading.conn, service, number).await?;
    let mut all = Vec::new();
    for stored in letters::of_request(&mut reading.conn, &r).await? {
        let facts = notice::Facts::parse(&stored.fields).unwrap_or_default();
        let text =
            |lang| notice::render(stored.kind, &r.subject(), &facts, desk.office.rules, lang).unwrap_or_default();
        all.push(json!({
            "kind": stored.kind.word(),
            "at": stored.at.rfc3339(desk.zone),
            "digest": crate::domain::batch::hex(&stored.digest),
            "ru": text(Lang::Ru),
            "kk": text(Lang::Kk),
        }));
    }
    Ok(Value::Array(all))
}

async fn waiting_list(desk: &Desk<'_>) -> Result<Value, Trouble> {
    let mut reading = desk.reading().await?;
    let now = reading.moment;
    let sheet = reporting::waiting_list(&desk.office, &mut reading.conn, now, Period::default()).await?;
    Ok(out(desk, &mut (std::io::sink(), std::io::sink())).sheet_json(&sheet)?)
}

async fn order(desk: &Desk<'_>, number: &str) -> Result<Value, Trouble> {
    let number =
        OrderNumber::parse(number).filter(|n| n.key().is_some()).ok_or(Trouble::Status(StatusCode::NOT_FOUND))?;
    let found = order::one(&mut desk.reading().await?.conn, number).await?;
    let found = found.ok_or(Trouble::Status(StatusCode::NOT_FOUND))?;
    let mut sheet = listing::orders_sheet();
    sheet.rows.push(listing::order_row(&found));
    Ok(out(desk, &mut (std::io::sink(), std::io::sink())).sheet_json(&sheet)?[0].take())
}

async fn batch_of(desk: &Desk<'_>, number: i64) -> Result<Value, Trouble> {
    let mut reading = desk.reading().await?;
    let found = batch::one(&mut reading.conn, number).await?.ok_or(Trouble::Status(StatusCode::NOT_FOUND))?;
    let files = batches::files_of(&mut reading.conn, &found).await?;
    let sheet = listing::batches(&[found], &files);
    let mut document = out(desk, &mut (std::io::sink(), std::io::sink())).sheet_json(&sheet)?[0].take();
    for file in document["files"].as_array_mut().into_iter().flatten() {
        let name = file["path"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default().to_owned();
        let format = file["format"].as_str().unwrap_or_default().to_owned();
        file["path"] = json!(format!("/api/v1/batches/{number}/files/{format}/{}", super::asked::encoded(&name)));
    }
    Ok(document)
}
