//! `[notices]`: by which ways letters go out to recipients. Without any of them they stay in the cabinet.

use std::path::{Path, PathBuf};

use super::choose;
use super::raw::RawNotices;

/// The ways that are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeSettings {
    /// A folder where each letter is written.
    pub folder: Option<PathBuf>,
    /// An address that is told of each letter.
    pub webhook: Option<Webhook>,
    /// A mail server.
    pub mail: Option<Mail>,
}

/// An address that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// `https://…` or `http://…`.
    pub address: String,
    /// The file of the secret with which each call is signed.
    pub secret: PathBuf,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who writes.
    pub from: String,
    /// How the way to it is kept.
    pub tls: MailTls,
}

/// How the way to a mail server is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// From the first byte.
    Whole,
    /// After a word.
    Starttls,
    /// Not at all: a server on this machine.
    None,
}

impl NoticeSettings {
    pub(super) fn check(raw: RawNotices, base: &Path) -> Result<Self, String> {
        let webhook = match (raw.webhook, raw.secret) {
            (None, None) => None,
            (Some(address), Some(secret)) if address.starts_with("https://") || address.starts_with("http://") => {
                Some(Webhook { address, secret: base.join(secret) })
            }
            (Some(address), Some(_)) => {
                return Err(format!(
                    "`notices.webhook` is `{address}`; expected an address such as `https://portal/notices`"
                ));
            }
            _ => return Err("`notices.webhook` and `notices.secret` go together; expected both or none".to_owned()),
        };
        let tls = raw.tls.as_deref().unwrap_or("starttls");
        let tls = choose(
            "notices.tls",
            tls,
            &[("whole", MailTls::Whole), ("starttls", MailTls::Starttls), ("none", MailTls::None)],
        )?;
        let mail = match (raw.mail, raw.from) {
            (None, None) => None,
            (Some(server), Some(from)) if from.contains('@') => {
                let parts =
                    server.rsplit_once(':').and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
                let Some((host, port)) = parts.filter(|(host, _)| !host.is_empty()) else {
                    return Err(format!(
                        "`notices.mail` is `{server}`; expected a server and a port such as `mail.gov.kz:587`"
                    ));
                };
                Some(Mail { host, port, from, tls })
            }
            _ => {
                return Err(
                    "`notices.mail` and `notices.from`, an address, go together; expected both or none".to_owned()
                );
            }
        };
        Ok(NoticeSettings { folder: raw.folder.map(|folder| base.join(folder)), webhook, mail })
    }
}
