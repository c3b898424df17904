//! The ways out: a folder, an address that is told, a mail server. Each gets the letter in both languages under the same name
//! at every try.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{SmtpTransport, Transport};
use ring::hmac;
use serde_json::json;

use crate::config::settings::{Mail, MailTls, NoticeSettings, Webhook};
use crate::disk;
use crate::domain::batch::hex;
use crate::domain::lang::Lang;
use crate::domain::notice::{self, Facts, NoticeKind};
use crate::domain::order::OrderNumber;
use crate::signatures::client::Client;
use crate::stage::{Office, StageError, requests};
use crate::store::outgoing::Outgoing;
use crate::store::request::{self, StoredRequest};
use crate::store::{StoreError, access, notice as letters, order};

/// How long a way may take for one letter.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most bytes of an answer.
const ANSWER: u64 = 1 << 16;

/// Why a letter did not arrive.
pub enum Failed {
    /// The database: no try at all.
    Store(StoreError),
    /// The way, in a sentence.
    Way(String),
}

impl From<StoreError> for Failed {
    fn from(fault: StoreError) -> Self {
        Failed::Store(fault)
    }
}

/// The ways that are open.
pub struct Ways<'a> {
    settings: &'a NoticeSettings,
    client: Client,
}

/// A letter as it goes out.
struct Letter {
    request: StoredRequest,
    kind: NoticeKind,
    order: Option<String>,
    at: String,
    digest: String,
    ru: String,
    kk: String,
}

impl<'a> Ways<'a> {
    /// As the configuration has them.
    pub fn of(settings: &'a NoticeSettings) -> Self {
        Ways { settings, client: Client::new(PATIENCE) }
    }

    /// Carries one letter.
    pub async fn carry(&self, office: &Office<'_>, one: &Outgoing) -> Result<(), Failed> {
        let letter = letter(office, one).await?;
        let name = one.name();
        match one.channel.as_str() {
            "folder" => self.lay(&name, &letter),
            "webhook" => match &self.settings.webhook {
                Some(webhook) => self.tell(webhook, &name, &letter),
                None => Err(closed("webhook")),
            },
            "mail" => match &self.settings.mail {
                Some(mail) => {
                    let to = access::mail_of(&mut office.db.read().await?, &letter.request.bin).await?;
                    // who named no address looks into the cabinet
                    if to.is_empty() { Ok(()) } else { send(mail, &to, &name, &letter, office) }
                }
                None => Err(closed("mail")),
            },
            other => Err(closed(other)),
        }
    }

    /// Writes it into the folder, whole under its name.
    fn lay(&self, name: &str, letter: &Letter) -> Result<(), Failed> {
        let Some(folder) = &self.settings.folder else { return Err(closed("folder")) };
        let io = |fault: std::io::Error| Failed::Way(format!("{}: {fault}", folder.display()));
        std::fs::create_dir_all(folder).map_err(io)?;
        let (part, path) = (folder.join(format!(".{name}.part")), folder.join(format!("{name}.json")));
        disk::write_whole(&part, &path, format!("{:#}\n", letter.document(name)).as_bytes()).map_err(io)
    }

    /// Tells the address, with a signature over the body by which it knows us.
    fn tell(&self, webhook: &Webhook, name: &str, letter: &Letter) -> Result<(), Failed> {
        let secret = std::fs::read_to_string(&webhook.secret)
            .map_err(|fault| Failed::Way(format!("{}: {fault}", webhook.secret.display())))?;
        let body = letter.document(name).to_string();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.trim().as_bytes());
        let signature = format!("sha256={}", hex(hmac::sign(&key, body.as_bytes()).as_ref()));
        let headers = [("idempotency-key", name), ("x-qazyna-signature", &signature)];
        let told = self.client.tell(&webhook.address, &headers, ("application/json", body.as_bytes()), ANSWER);
        told.map_err(|fault| Failed::Way(fault.to_string()))
    }
}

fn closed(way: &str) -> Failed {
    Failed::Way(format!("the way `{way}` is not configured any more"))
}

impl Letter {
    fn document(&self, name: &str) -> serde_json::Value {
        json!({
            "id": name,
            "kind": self.kind.word(),
            "service": self.request.service,
            "number": self.request.number,
            "order": self.order,
            "recipient_bin": self.request.bin,
            "recipient_name": self.request.name,
            "at": self.at,
            "digest": self.digest,
            "ru": self.ru,
            "kk": self.kk,
        })
    }
}

/// The letter that is to go out, made from what is stored.
async fn letter(office: &Office<'_>, one: &Outgoing) -> Result<Letter, Failed> {
    let mut reading = office.reading().await.map_err(stage)?;
    let conn = &mut reading.conn;
    let missing = || Failed::Way(format!("there is no letter about `{}`", one.subject));
    let (id, of_order) = match OrderNumber::parse(&one.subject) {
        Some(number) if one.kind == NoticeKind::Result => {
            let found = order::one(conn, number).await?.ok_or_else(missing)?;
            (found.order.request_id, Some(one.subject.clone()))
        }
        _ => (requests::find(office, conn, &one.subject).await.map_err(|_| missing())?, None),
    };
    let request = request::one(conn, id).await?.ok_or_else(missing)?;
    let all = letters::of_request(conn, &request).await?;
    let facts = |fields: &str| Facts::parse(fields).unwrap_or_default();
    let is_it = |n: &&letters::StoredNotice| {
        n.kind == one.kind && of_order.as_ref().is_none_or(|order| facts(&n.fields).get("order") == order)
    };
    let stored = all.iter().rfind(is_it).ok_or_else(missing)?;
    let text = |lang| {
        notice::render(stored.kind, &request.subject(), &facts(&stored.fields), office.rules, lang).unwrap_or_default()
    };
    let (ru, kk, zone) = (text(Lang::Ru), text(Lang::Kk), office.rules.calendar.zone());
    let (at, digest) = (stored.at.rfc3339(zone), hex(&stored.digest));
    Ok(Letter { kind: stored.kind, order: of_order, at, digest, ru, kk, request })
}

fn stage(fault: StageError) -> Failed {
    match fault {
        StageError::Store(fault) => Failed::Store(fault),
        other => Failed::Way(other.to_string()),
    }
}

/// Sends it by mail, in both languages, under a name that a mail server knows again.
fn send(mail: &Mail, to: &str, name: &str, letter: &Letter, office: &Office<'_>) -> Result<(), Failed> {
    let way = |fault: &dyn std::fmt::Display| Failed::Way(fault.to_string());
    let address = |text: &str| text.parse::<Mailbox>().map_err(|fault| way(&format!("`{text}`: {fault}")));
    let department = office.rules.department.names.get(Lang::Kk);
    let message = Message::builder()
        .from(address(&mail.from)?)
        .to(address(to)?)
        .subject(format!("{} · {department}", letter.request.number))
        .message_id(Some(format!("<{name}@{}>", mail.from.rsplit('@').next().unwrap_or("qazyna"))))
        .header(ContentType::TEXT_PLAIN)
        .body(format!("{}\n\n* * *\n\n{}\n", letter.kk, letter.ru))
        .map_err(|fault| way(&fault))?;
    let tls = match mail.tls {
        MailTls::None => Tls::None,
        kind => {
            let parameters = TlsParameters::new(mail.host.clone()).map_err(|fault| way(&fault))?;
            if kind == MailTls::Whole { Tls::Wrapper(parameters) } else { Tls::Required(parameters) }
        }
    };
    let server = SmtpTransport::builder_dangerous(&mail.host).port(mail.port).tls(tls).timeout(Some(PATIENCE)).build();
    server.send(&message).map(|_| ()).map_err(|fault| way(&fault))
}
