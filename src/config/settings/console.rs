//! `[console]`: where the pages are, how the way to them is kept, and how long somebody stays signed in.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::raw::RawConsole;
use super::span;

/// How the console works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleSettings {
    /// Address of the console, of `/healthz` and of `/metrics`.
    pub listen: String,
    /// Certificate and private key of the pages (PEM); without them a proxy in front must do it.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Proxies whose word on the visitor's address is believed.
    pub proxies: Vec<IpAddr>,
    /// How long a session lives unused.
    pub idle: Duration,
    /// How long it lives at most.
    pub longest: Duration,
}

impl ConsoleSettings {
    pub(super) fn check(raw: RawConsole, base: &Path) -> Result<Self, String> {
        let listen = raw.listen.unwrap_or_else(|| "127.0.0.1:8080".into());
        if !listen.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok()) {
            let expected = "expected an address and a port such as `127.0.0.1:8080`";
            return Err(format!("`console.listen` is `{listen}`; {expected}"));
        }
        let tls = match (raw.certificate, raw.key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((base.join(certificate), base.join(key))),
            _ => return Err("`console.certificate` and `console.key` go together; expected both or none".to_owned()),
        };
        let address = |text: &String| {
            text.parse()
                .map_err(|_| format!("`console.proxies` holds `{text}`; expected an address such as `127.0.0.1`"))
        };
        let minute = Duration::from_secs(60);
        Ok(ConsoleSettings {
            listen,
            tls,
            proxies: raw.proxies.iter().flatten().map(address).collect::<Result<_, _>>()?,
            idle: span("console.idle", raw.idle.as_deref(), "30min", minute)?,
            longest: span("console.longest", raw.longest.as_deref(), "12h", minute)?,
        })
    }
}
