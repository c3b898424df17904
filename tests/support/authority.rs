//! A certification authority on the network of this machine: an HTTP server of ours that serves revocation lists and answers
//! about certificates from a throw-away PKI, and misbehaves as it is told.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use qazyna::domain::time::Moment;
use qazyna::eds::ocsp::Status;
use qazyna::eds::ocsp_request;
use qazyna::eds::sandbox::issue::Seed;
use qazyna::eds::sandbox::lists::{AnswerDraft, ListDraft};
use qazyna::eds::sandbox::{Holder, Sandbox, sign};

/// What an address does.
#[derive(Clone)]
pub enum Reply {
    /// Gives these bytes as this kind of content.
    Bytes(&'static str, Vec<u8>),
    /// Answers about certificates.
    Ocsp(Arc<dyn Fn(&mut AnswerDraft) + Send + Sync>),
    /// Gives this status.
    Status(u16),
    /// Sends away to another address.
    Redirect(String),
    /// Takes the request and never answers.
    Hang,
    /// Begins to answer, and never ends.
    Drip,
}

/// What came to an address.
#[derive(Clone, Debug, Default)]
pub struct Came {
    /// How often.
    pub times: usize,
    /// The User-Agent of the last one.
    pub agent: String,
    /// The kind of content of the last one.
    pub kind: String,
    /// The bytes of the last one.
    pub body: Vec<u8>,
}

#[derive(Default)]
struct Site {
    replies: HashMap<String, Reply>,
    came: HashMap<String, Came>,
}

type Shared = Arc<(Mutex<Site>, Sandbox)>;

/// The authority.
pub struct Authority {
    shared: Shared,
    address: SocketAddr,
}

impl Authority {
    /// One whose PKI is made for this moment.
    pub fn at(moment: &str) -> Self {
        let now = Moment::parse(moment).unwrap();
        let pki = Sandbox::make(&Seed([11; 32]), now).unwrap();
        let shared: Shared = Arc::new((Mutex::default(), pki));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let pages = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), pages).await.unwrap();
            });
        });
        Authority { shared, address }
    }

    /// Its PKI.
    pub fn pki(&self) -> &Sandbox {
        &self.shared.1
    }

    /// The address of a page.
    pub fn url(&self, page: &str) -> String {
        format!("http://{}{page}", self.address)
    }

    /// From here on a page does this.
    pub fn set(&self, page: &str, reply: Reply) {
        self.shared.0.lock().unwrap().replies.insert(page.to_owned(), reply);
    }

    /// From here on a page gives this list, signed by the issuing authority.
    pub fn serve(&self, page: &str, list: &ListDraft) {
        self.set(page, Reply::Bytes("application/pkix-crl", list.signed(&self.pki().issuer.key)));
    }

    /// From here on a page answers this about everybody, as of the PKI's moment.
    pub fn answers(&self, page: &str, status: Status) {
        self.set(page, Reply::Ocsp(Arc::new(move |draft| draft.status = status)));
    }

    /// What came to a page.
    pub fn came(&self, page: &str) -> Came {
        self.shared.0.lock().unwrap().came.get(page).cloned().unwrap_or_default()
    }

    /// Writes the anchors into a folder.
    pub fn anchors(&self, folder: &str) {
        std::fs::create_dir_all(folder).unwrap();
        for holder in [&self.pki().root, &self.pki().issuer] {
            std::fs::write(Path::new(folder).join(format!("{}.cer", holder.word)), holder.certificate.der()).unwrap();
        }
    }

    /// The person of this word.
    pub fn person(&self, word: &str) -> &Holder {
        self.pki().person(word).unwrap()
    }

    /// A detached signature of this person.
    pub fn sign(&self, word: &str, document: &[u8]) -> Vec<u8> {
        let holder = self.person(word);
        sign(&holder.certificate, &holder.key, document, false, self.pki().now)
    }
}

/// An address at which nobody listens.
pub fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
}

async fn answer(State(shared): State<Shared>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let reply = {
        let mut site = shared.0.lock().unwrap();
        let came = site.came.entry(uri.path().to_owned()).or_default();
        came.times += 1;
        (came.agent, came.kind, came.body) = (header("user-agent"), header("content-type"), body.to_vec());
        site.replies.get(uri.path()).cloned().unwrap_or(Reply::Status(404))
    };
    let made = match reply {
        Reply::Bytes(kind, bytes) => Response::builder().header("content-type", kind).body(Body::from(bytes)),
        Reply::Ocsp(change) => {
            let bytes = told(&shared.1, &body, &*change);
            Response::builder().header("content-type", "application/ocsp-response").body(Body::from(bytes))
        }
        Reply::Status(status) => Response::builder().status(status).body(Body::empty()),
        Reply::Redirect(to) => Response::builder().status(302).header("location", to).body(Body::empty()),
        Reply::Hang => std::future::pending().await,
        Reply::Drip => {
            let drip = futures_util::stream::unfold((), |()| async {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                Some((Ok::<_, std::io::Error>(Bytes::from_static(&[0x30])), ()))
            });
            Response::builder().header("content-type", "application/ocsp-response").body(Body::from_stream(drip))
        }
    };
    made.unwrap()
}

/// The responder's answer to a request, changed as a test wants it.
fn told(pki: &Sandbox, request: &[u8], change: &dyn Fn(&mut AnswerDraft)) -> Vec<u8> {
    let asked = ocsp_request::read(request).unwrap();
    let mut draft = pki.answer(&pki.people[0], Status::Good);
    (draft.serial, draft.nonce) = (asked.serial.0.to_vec(), asked.nonce);
    change(&mut draft);
    draft.signed(&pki.responder.key)
}
