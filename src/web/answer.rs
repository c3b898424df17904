//! What a browser is given: pages, files, ways on. Every answer carries the same strict headers.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

/// What a page may load: what comes from here, and on a page that signs the signer's program on this machine.
const PAGE: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self' \
     wss://127.0.0.1:13579; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// A report is one file with its own style and loads nothing.
const REPORT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
     frame-ancestors 'none'; base-uri 'none'; sandbox";

/// An answer.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    kind: &'static str,
    policy: &'static str,
    headers: Vec<(HeaderName, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Self {
        Answer { status, kind, policy: PAGE, headers: Vec::new(), body }
    }

    /// A page.
    pub fn page(page: &impl Template) -> Self {
        Self::page_of(StatusCode::OK, page)
    }

    /// A page with another status.
    pub fn page_of(status: StatusCode, page: &impl Template) -> Self {
        match page.render() {
            Ok(text) => Self::new(status, "text/html; charset=utf-8", text.into_bytes()),
            Err(fault) => {
                tracing::error!("a page cannot be written: {fault}");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", Vec::new())
            }
        }
    }

    /// The way on after an act: the browser asks for another page.
    pub fn go(path: &str) -> Self {
        // what a visitor typed never becomes a header of its own
        let path: String = path.chars().filter(|c| !c.is_control()).collect();
        Self::new(StatusCode::SEE_OTHER, "text/plain", Vec::new()).with(header::LOCATION, path)
    }

    /// A file of the program: it may be kept until the program changes.
    pub fn of_the_program(kind: &'static str, text: &'static str) -> Self {
        Self::new(StatusCode::OK, kind, text.into()).with(header::CACHE_CONTROL, "public, max-age=86400".to_owned())
    }

    /// A document that is looked at in the browser.
    pub fn document(kind: &'static str, name: &str, bytes: Vec<u8>) -> Self {
        Self { policy: REPORT, ..Self::new(StatusCode::OK, kind, bytes) }.named("inline", name)
    }

    /// A file to be kept.
    pub fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Self {
        Self { policy: REPORT, ..Self::new(StatusCode::OK, kind, bytes) }.named("attachment", name)
    }

    /// A document for a program.
    pub fn json(status: StatusCode, document: &serde_json::Value) -> Self {
        Self::new(status, "application/json", format!("{document}\n").into_bytes())
    }

    /// The same, written already.
    pub fn data(kind: &'static str, bytes: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, kind, bytes)
    }

    /// A status and nothing else.
    pub fn status(status: StatusCode) -> Self {
        let text = format!("{status}\n");
        Self::new(status, "text/plain; charset=utf-8", text.into_bytes())
    }

    fn named(self, how: &str, name: &str) -> Self {
        let plain: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' }).collect();
        let whole = super::asked::encoded(name);
        self.with(header::CONTENT_DISPOSITION, format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
    }

    /// The same with a header.
    pub fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// As the server sends it.
    pub fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let fixed = [
            ("content-type", self.kind),
            ("content-security-policy", self.policy),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
            ("cache-control", "no-store"),
        ];
        let headers = response.headers_mut();
        for (name, value) in fixed {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        for (name, value) in self.headers {
            let Ok(value) = HeaderValue::from_str(&value) else { continue };
            if name == header::SET_COOKIE {
                headers.append(name, value);
            } else {
                headers.insert(name, value);
            }
        }
        response
    }
}
