//! What a browser asks for, read whole and within limits before anybody answers it.

use std::io::Write;
use std::net::IpAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use futures_util::StreamExt;
use tempfile::NamedTempFile;

use crate::domain::lang::Lang;

/// Bytes of a form without files.
const FORM: usize = 1 << 20;
/// Bytes of a file that is sent.
pub const FILE: u64 = 64 << 20;
/// Bytes of a document of a program: five files of the largest kind in base64.
const DOCUMENT: usize = 72 << 20;
/// Files of one form.
const FILES: usize = 20;
/// Fields of one form.
const FIELDS: usize = 5_000;
/// How long a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(120);

/// Names and values of a form or of an address, in their order.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    fn parse(bytes: &[u8]) -> Self {
        Fields(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The first value of a name; nothing where it is empty or not there.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The first value of a name, without the white space around it.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// What was typed, for the form to show it again; passwords are not shown.
    pub fn shown_again(&self) -> Vec<(String, String)> {
        let secret = |name: &str| ["password", "code", "mark"].iter().any(|word| name.contains(word));
        self.0.iter().filter(|(name, _)| !secret(name)).cloned().collect()
    }
}

/// A file that was sent.
#[derive(Debug)]
pub struct Upload {
    /// The field of the form.
    pub field: String,
    /// Its name, without any folder.
    pub name: String,
    /// Its bytes.
    pub file: NamedTempFile,
}

/// A request of a browser.
#[derive(Debug)]
pub struct Asked {
    /// GET, POST …
    pub method: Method,
    /// The path's parts, each decoded by itself: a number may hold a slash.
    pub path: Vec<String>,
    /// What stands behind the question mark.
    pub query: Fields,
    /// The form.
    pub form: Fields,
    /// Its files.
    pub files: Vec<Upload>,
    /// Where it comes from.
    pub address: IpAddr,
    headers: HeaderMap,
    /// What a program sends.
    pub body: Vec<u8>,
    /// The path with its query, as it was asked for.
    pub here: String,
    /// Why what it sends was not read.
    pub unread: Option<StatusCode>,
}

impl Asked {
    /// Reads a request but for what it sends.
    pub fn begin(request: Request<Body>, peer: IpAddr, proxies: &[IpAddr]) -> Result<(Self, Body), StatusCode> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().split('/').filter(|part| !part.is_empty());
        let path = path.map(decoded).collect::<Option<Vec<String>>>().ok_or(StatusCode::BAD_REQUEST)?;
        let asked = Asked {
            method: parts.method,
            path,
            query: Fields::parse(parts.uri.query().unwrap_or_default().as_bytes()),
            form: Fields::default(),
            files: Vec::new(),
            address: address(peer, &parts.headers, proxies),
            headers: parts.headers,
            body: Vec::new(),
            here: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), |p| p.as_str().to_owned()),
            unread: None,
        };
        Ok((asked, body))
    }

    /// Whether it may send files: a form with such, or a document with files in it.
    pub fn sends_files(&self) -> bool {
        let kind = self.header("content-type");
        self.method == Method::POST && (kind.starts_with("multipart/") || kind.starts_with("application/json"))
    }

    /// Whether a page is only looked at that costs the same however much there is.
    pub fn is_short(&self) -> bool {
        const SHORT: [&str; 11] = [
            "requests",
            "cabinet",
            "own",
            "orders",
            "sign-in",
            "register",
            "to-sign",
            "style.css",
            "sign.js",
            "apply.js",
            "icon.svg",
        ];
        let first = self.path.first().map_or("", String::as_str);
        matches!(self.method, Method::GET | Method::HEAD) && SHORT.contains(&first)
    }

    /// The token that a program shows.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization").strip_prefix("Bearer ").map(str::trim)
    }

    /// Reads what is sent; what is too large, too slow or of no form is refused with a status. Only who is signed in sends
    /// large files.
    pub async fn read(&mut self, body: Body, large: bool) -> Result<(), StatusCode> {
        if self.method != Method::POST {
            return Ok(());
        }
        let read = tokio::time::timeout(PATIENCE, self.read_form(body, if large { FILE } else { FORM as u64 })).await;
        read.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
    }

    async fn read_form(&mut self, body: Body, most: u64) -> Result<(), StatusCode> {
        let kind = self.header("content-type").to_owned();
        if kind.starts_with("application/x-www-form-urlencoded") {
            let bytes = axum::body::to_bytes(body, FORM).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
            if bytes.iter().filter(|b| **b == b'&').count() > FIELDS {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            self.form = Fields::parse(&bytes);
            return Ok(());
        }
        if kind.starts_with("application/json") {
            let most = if most > FORM as u64 { DOCUMENT } else { FORM };
            let bytes = axum::body::to_bytes(body, most).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
            self.body = bytes.to_vec();
            return Ok(());
        }
        let Ok(boundary) = multer::parse_boundary(&kind) else {
            // a form without any field has no kind
            let empty = axum::body::to_bytes(body, 0).await.is_ok();
            return if empty { Ok(()) } else { Err(StatusCode::UNSUPPORTED_MEDIA_TYPE) };
        };
        let limits = multer::SizeLimit::new().whole_stream(most + FORM as u64).per_field(most);
        let constraints = multer::Constraints::new().size_limit(limits);
        let stream = body.into_data_stream().map(|piece| piece.map_err(std::io::Error::other));
        let mut typed = 0;
        let mut parts = multer::Multipart::with_constraints(stream, boundary, constraints);
        while let Some(mut field) = parts.next_field().await.map_err(of_multipart)? {
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file_name) = field.file_name().map(without_folder) else {
                let mut text = Vec::new();
                while let Some(piece) = field.chunk().await.map_err(of_multipart)? {
                    typed += piece.len();
                    if typed > FORM || self.form.0.len() > FIELDS {
                        return Err(StatusCode::PAYLOAD_TOO_LARGE);
                    }
                    text.extend_from_slice(&piece);
                }
                let text = String::from_utf8(text).map_err(|_| StatusCode::BAD_REQUEST)?;
                self.form.0.push((name, text));
                continue;
            };
            let mut file = NamedTempFile::new().map_err(|_| StatusCode::INSUFFICIENT_STORAGE)?;
            while let Some(piece) = field.chunk().await.map_err(of_multipart)? {
                file.write_all(&piece).map_err(|_| StatusCode::INSUFFICIENT_STORAGE)?;
            }
            // a field of files in which nobody chose one comes without a name and without bytes
            let is_chosen = !file_name.is_empty() || file.as_file().metadata().is_ok_and(|about| about.len() > 0);
            if is_chosen && self.files.len() < FILES {
                let file_name = if file_name.is_empty() { "file".to_owned() } else { file_name };
                self.files.push(Upload { field: name, name: file_name, file });
            }
        }
        Ok(())
    }

    /// A header's text, nothing where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let all = self.headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// Whether a page of ours sent it, as far as the browser says; what is no browser says nothing.
    pub fn of_our_pages(&self) -> bool {
        match (self.header("sec-fetch-site"), self.header("origin")) {
            ("", "") => true,
            ("", origin) => origin.split_once("://").is_some_and(|(_, host)| host == self.header("host")),
            (site, _) => matches!(site, "same-origin" | "none"),
        }
    }

    /// The language of the country that the browser would like best. English says nothing: so programs come out of the box,
    /// whoever sits before them.
    pub fn wished(&self) -> Option<Lang> {
        let words = self.header("accept-language").split(',').map(|word| word.split(['-', ';']).next().unwrap_or(""));
        words.map(str::trim).find_map(Lang::parse).filter(|lang| *lang != Lang::En)
    }

    /// The path's parts as texts.
    pub fn parts(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// The file of a field.
    pub fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|upload| upload.field == field)
    }
}

fn of_multipart(fault: multer::Error) -> StatusCode {
    match fault {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The name of a file without the folders before it and without what no name holds.
fn without_folder(name: &str) -> String {
    // a quotation mark comes so from a browser
    let name = name.replace("%22", "\"");
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if kept.trim_matches('.').is_empty() { String::new() } else { kept }
}

/// Stands before a part of dots alone, which every browser would take for a way up; nothing that is named holds it.
const DOTS: &str = "%01";

/// A part of a path as it is meant; `None` where it is no text.
fn decoded(part: &str) -> Option<String> {
    // a plus is a plus in a path
    let part = part.strip_prefix(DOTS).unwrap_or(part).replace('+', "%2B");
    let mut pairs = form_urlencoded::parse(part.as_bytes());
    let whole =
        pairs.next().map(|(name, value)| if value.is_empty() { name.into_owned() } else { format!("{name}={value}") });
    whole.filter(|text| !text.contains(['\u{fffd}', '\0']))
}

/// A text as a part of a path.
pub fn encoded(part: &str) -> String {
    if matches!(part, "." | "..") {
        return format!("{DOTS}{part}");
    }
    form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>().replace('+', "%20")
}

/// The visitor's address: the one that a proxy of ours names last, else who is connected.
fn address(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer) {
        return peer;
    }
    let named = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let named: Vec<IpAddr> = named.flat_map(|line| line.split(',')).filter_map(|a| a.trim().parse().ok()).collect();
    named.into_iter().rev().find(|address| !proxies.contains(address)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_path_is_read_as_it_was_written() {
        for text in ["APP-1", "2026/17", "Өтінім № 5", "a+b c=d", "100%", ".", "..", "...", "%01.."] {
            assert_eq!(decoded(&encoded(text)).as_deref(), Some(text));
        }
        assert_eq!(decoded("%ff"), None);
        assert_eq!(decoded("a%00b"), None);
    }

    #[test]
    fn a_file_keeps_its_name_and_no_folder() {
        for (sent, kept) in [
            ("statement.csv", "statement.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\выписка.txt", "выписка.txt"),
            ("..", ""),
            ("a\r\nb", "ab"),
        ] {
            assert_eq!(without_folder(sent), kept);
        }
    }

    #[test]
    fn a_stranger_cannot_choose_the_address_that_is_counted() {
        let [proxy, stranger, named]: [IpAddr; 3] =
            ["10.0.0.1", "198.51.100.7", "203.0.113.5"].map(|a| a.parse().unwrap());
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "192.0.2.1, 203.0.113.5".parse().unwrap());
        assert_eq!(address(stranger, &headers, &[proxy]), stranger);
        assert_eq!(address(proxy, &headers, &[proxy]), named);
        assert_eq!(address(proxy, &HeaderMap::new(), &[proxy]), proxy);
    }
}
