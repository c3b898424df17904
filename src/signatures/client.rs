//! What is fetched from the network: by the configured addresses alone, no redirect followed, no more read than allowed,
//! and the whole exchange within its time.

use std::time::Duration;

use ureq::http::{Response, header};
use ureq::{Agent, Body, Error};

/// Who asks.
const USER_AGENT: &str = concat!("qazyna/", env!("CARGO_PKG_VERSION"));

/// Why nothing came that can be used, with what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// No connection, or it broke off.
    Down(String),
    /// Not all of it was there in time.
    Slow(String),
    /// More than is read.
    TooLarge(String),
    /// Another status or kind of content than was asked for.
    Content(String),
}

impl std::fmt::Display for Unreachable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unreachable::Down(seen) => write!(f, "no connection ({seen})"),
            Unreachable::Slow(limit) => write!(f, "no whole answer within {limit}"),
            Unreachable::TooLarge(most) => write!(f, "more than {most} bytes"),
            Unreachable::Content(seen) => write!(f, "another answer than was asked for ({seen})"),
        }
    }
}

/// Asks.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
    limit: Duration,
}

impl Client {
    /// One whose every exchange ends within this time.
    pub fn new(limit: Duration) -> Self {
        Self::within(limit, limit)
    }

    /// One that has a connection and the head of the answer within this time, and all of it within six times as long: a list
    /// of 21 MB takes its time on a slow line.
    pub fn patient(limit: Duration) -> Self {
        Self::within(limit, limit.saturating_mul(6))
    }

    fn within(begun: Duration, limit: Duration) -> Self {
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .timeout_global(Some(limit))
            .timeout_connect(Some(begun))
            .timeout_recv_response(Some(begun))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // only who is configured is asked: what the environment says of a proxy does not count
            .proxy(None)
            .build();
        Client { agent: config.into(), limit }
    }

    /// The bytes of an address, at most so many.
    pub fn get(&self, address: &str, most: u64) -> Result<Vec<u8>, Unreachable> {
        let answer = self.agent.get(address).call().map_err(|e| self.fault(&e))?;
        self.body(answer, most)
    }

    /// What an address answers to these bytes, at most so many; both have their kind of content.
    pub fn post(
        &self,
        address: &str,
        (kind, bytes): (&str, &[u8]),
        wanted: &str,
        most: u64,
    ) -> Result<Vec<u8>, Unreachable> {
        let sent = self.agent.post(address).content_type(kind).header(header::ACCEPT, wanted).send(bytes);
        let answer = sent.map_err(|e| self.fault(&e))?;
        let came = answer.body().mime_type().unwrap_or_default().to_owned();
        if answer.status() == 200 && came != wanted {
            return Err(Unreachable::Content(came));
        }
        self.body(answer, most)
    }

    /// Tells an address something; any answer of the kind "done" is one.
    pub fn tell(
        &self,
        address: &str,
        headers: &[(&str, &str)],
        (kind, bytes): (&str, &[u8]),
        most: u64,
    ) -> Result<(), Unreachable> {
        let mut request = self.agent.post(address).content_type(kind);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send(bytes).map_err(|e| self.fault(&e))?;
        if answer.status().is_success() { Ok(()) } else { self.body(answer, most).map(|_| ()) }
    }

    fn body(&self, mut answer: Response<Body>, most: u64) -> Result<Vec<u8>, Unreachable> {
        let status = answer.status();
        if status != 200 {
            let elsewhere = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
            let to = elsewhere.map_or_else(String::new, |to| format!(" → {}", shown(to)));
            let seen = format!("HTTP {}{to}", status.as_u16());
            return Err(if status.is_server_error() { Unreachable::Down(seen) } else { Unreachable::Content(seen) });
        }
        let too_large = || Unreachable::TooLarge(most.to_string());
        if answer.body().content_length().is_some_and(|length| length > most) {
            return Err(too_large());
        }
        // the limit is that of the reader; a body that fills it exactly is not told from a longer one
        let read = answer.body_mut().with_config().limit(most.saturating_add(1)).read_to_vec();
        match read {
            Ok(bytes) if bytes.len() as u64 <= most => Ok(bytes),
            Ok(_) => Err(too_large()),
            Err(Error::BodyExceedsLimit(_)) => Err(too_large()),
            Err(e) => Err(self.fault(&e)),
        }
    }

    fn fault(&self, error: &Error) -> Unreachable {
        match error {
            Error::Timeout(_) => Unreachable::Slow(humantime::format_duration(self.limit).to_string()),
            Error::BodyExceedsLimit(most) => Unreachable::TooLarge(most.to_string()),
            // a certificate of its own that nobody believes, too: the connection was not made
            other => Unreachable::Down(shown(&other.to_string())),
        }
    }
}

/// Text from outside, cut short and without what a terminal would obey.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
