//! Somebody with a browser: keeps the cookie, fills in forms, follows where an act leads.

use std::cell::RefCell;
use std::io::Write;
use std::process::{Command, Stdio};

use ureq::Agent;
use ureq::http::Response;

use crate::process::Daemon;
use crate::support::office::Office;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answered {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// What was sent, as it was sent.
    pub bytes: Vec<u8>,
}

impl Answered {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// The value of a hidden field of the page.
    pub fn field(&self, name: &str) -> String {
        let value = self.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
        value
            .unwrap_or_else(|| panic!("no `{name}` on the page: {}", self.main()))
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    }

    /// Fails unless the page says this.
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "the page does not say `{text}`: {} {}", self.status, self.main());
        self
    }

    /// Fails if the page says this.
    pub fn says_not(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "the page says `{text}`: {}", self.main());
        self
    }

    /// The part of the page that is its own.
    pub fn main(&self) -> &str {
        self.body.split("<main").nth(1).unwrap_or(&self.body)
    }
}

/// Somebody with a browser.
pub struct Visitor {
    agent: Agent,
    base: String,
    cookie: RefCell<String>,
}

impl Visitor {
    /// A stranger before the pages of this daemon.
    pub fn stranger(daemon: &Daemon) -> Self {
        let log = daemon.log();
        let address = log.split("address=").nth(1).unwrap().split_whitespace().next().unwrap();
        let config = Agent::config_builder().max_redirects(0).http_status_as_error(false);
        let agent = config.build().new_agent();
        Visitor { agent, base: format!("http://{address}"), cookie: RefCell::default() }
    }

    /// Somebody who came in by the name, as a sandbox lets people in.
    pub fn named(daemon: &Daemon, name: &str) -> Self {
        let visitor = Self::stranger(daemon);
        let answered = visitor.send("/sign-in", &[("name", name)]);
        assert_eq!(answered.status, 303, "{name} does not come in: {}", answered.main());
        visitor
    }

    /// The session's cookie.
    pub fn cookie(&self) -> String {
        self.cookie.borrow().clone()
    }

    /// Puts another cookie into the browser.
    pub fn set_cookie(&self, cookie: &str) {
        *self.cookie.borrow_mut() = cookie.to_owned();
    }

    pub fn get(&self, path: &str) -> Answered {
        let request = self.agent.get(format!("{}{path}", self.base)).header("accept-language", "ru");
        self.kept(request.header("cookie", self.cookie()).call().unwrap())
    }

    /// Sends a form as it is, without the mark of the session.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        self.send_with(path, fields, &[])
    }

    /// The same with headers of a browser.
    pub fn send_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answered {
        let mut request = self.agent.post(format!("{}{path}", self.base)).header("accept-language", "ru");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.kept(request.header("cookie", self.cookie()).send(body).unwrap())
    }

    /// The mark that each form of the session carries.
    pub fn mark(&self) -> String {
        let page = self.get("/own").body;
        page.split("name=\"mark\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    /// Sends a form of our pages and gives the page that it leads to.
    pub fn act(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let mark = self.mark();
        let mut all = vec![("mark", mark.as_str())];
        all.extend(fields);
        let answered = self.send(path, &all);
        if answered.status == 303 { self.get(answered.header("location")) } else { answered }
    }

    /// Sends a form with a file.
    pub fn upload(&self, path: &str, field: &str, name: &str, bytes: &[u8]) -> Answered {
        self.send_files(path, &[("mark", &self.mark())], &[(field, name, bytes)])
    }

    /// Sends a form with these fields and files: field, name, bytes.
    pub fn send_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answered {
        let boundary = "----------of-a-test";
        let mut body = Vec::new();
        for (name, value) in fields {
            write!(body, "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
        }
        for (field, name, bytes) in files {
            let said = format!("content-disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
            write!(body, "--{boundary}\r\n{said}\r\ncontent-type: application/octet-stream\r\n\r\n").unwrap();
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        write!(body, "--{boundary}--\r\n").unwrap();
        let request = self.agent.post(format!("{}{path}", self.base)).header("cookie", self.cookie());
        let request = request.header("content-type", format!("multipart/form-data; boundary={boundary}"));
        let answered = self.kept(request.send(body).unwrap());
        if answered.status == 303 { self.get(answered.header("location")) } else { answered }
    }

    /// Asks as a program does; with a body it is a POST.
    pub fn api(&self, path: &str, token: &str, key: &str, body: Option<&str>) -> Answered {
        let address = format!("{}/api/v1/{path}", self.base);
        let bearer = format!("Bearer {token}");
        let response = match body {
            Some(body) => {
                let request = self.agent.post(address).header("content-type", "application/json");
                request.header("authorization", bearer).header("idempotency-key", key).send(body)
            }
            None => self.agent.get(address).header("authorization", bearer).call(),
        };
        self.kept(response.unwrap())
    }

    fn kept(&self, response: Response<ureq::Body>) -> Answered {
        let (parts, mut body) = response.into_parts();
        let text = |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers: Vec<(String, String)> = parts.headers.iter().map(|(n, v)| (n.to_string(), text(v))).collect();
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let old = self.cookie();
            let mut kept: Vec<&str> =
                old.split("; ").filter(|p| !p.is_empty() && !p.starts_with(&format!("{name}="))).collect();
            if !value.is_empty() {
                kept.push(pair);
            }
            let joined = kept.join("; ");
            self.set_cookie(&joined);
        }
        let bytes = body.with_config().limit(1 << 28).read_to_vec().unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answered { status: parts.status.as_u16(), headers, body, bytes }
    }
}

/// Gives a person of this office a password, as an administrator does.
pub fn give_password(office: &Office, name: &str, password: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qazyna"));
    command.env("QAZYNA_DATABASE_URL", office.url()).args(["--config", &office.path("qazyna.toml")]);
    let mut child = command.args(["user", "password", name]).stdin(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    assert!(child.wait().unwrap().success());
}
