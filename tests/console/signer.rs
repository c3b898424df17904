//! A stand-in for NCALayer, the signer's program: its address, its greeting, its answers, with a key of the throw-away PKI.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_tungstenite::tungstenite::Message;

use crate::support::office::Office;

/// The address that the program has on every machine.
const ADDRESS: &str = "127.0.0.1:13579";

/// What the person before the program does.
#[derive(Clone, Debug)]
pub enum Person {
    /// Chooses the key of this person of the PKI.
    Signs(&'static str),
    /// Closes the window.
    Cancels,
    /// Has a token that does not answer.
    Fails,
}

/// Runs until the runtime ends; what the person does is asked anew for each signature.
pub async fn stand_in(office: Arc<Office>, person: Arc<Mutex<Person>>) {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key).unwrap();
    let (listener, tls) = (TcpListener::bind(ADDRESS).await.unwrap(), TlsAcceptor::from(Arc::new(config)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(stream) = tls.accept(stream).await else { continue };
            let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { continue };
            let greeting = json!({ "result": { "version": "1.4" } }).to_string();
            if socket.send(Message::text(greeting)).await.is_err() {
                continue;
            }
            let Some(Ok(Message::Text(asked))) = socket.next().await else { continue };
            let asked: Value = serde_json::from_str(&asked).unwrap();
            let does = person.lock().unwrap().clone();
            let answer = outside(|| answer(&office, &does, &asked));
            let _ = socket.send(Message::text(answer.to_string())).await;
            let _ = socket.close(None).await;
        }
    });
}

/// Does something that has a runtime of its own.
pub fn outside<T: Send>(what: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(what).join().unwrap())
}

fn answer(office: &Office, person: &Person, asked: &Value) -> Value {
    assert_eq!((&asked["module"], &asked["method"]), (&json!("kz.gov.pki.knca.basics"), &json!("sign")));
    let args = &asked["args"];
    assert_eq!(args["signingParams"]["encapsulate"], false, "a detached signature is asked for");
    assert_eq!(args["format"], "cms");
    match person {
        Person::Cancels => json!({ "status": true, "body": {} }),
        Person::Fails => {
            json!({ "status": false, "code": "SIGNING_FAILURE", "message": "CKR_DEVICE_ERROR", "details": "" })
        }
        Person::Signs(who) => {
            let one = |document: &Value| {
                let bytes = base64::engine::general_purpose::STANDARD.decode(document.as_str().unwrap()).unwrap();
                let (content, cms) = (office.write("to-sign.bin", bytes), office.path("to-sign.cms"));
                let key = office.path(&format!("pki/people/SANDBOX-{who}.key"));
                let _ = std::fs::remove_file(&cms);
                office.must("", "", &["eds", "sign", "--key", &key, "--content", &content, "--out", &cms]);
                json!(std::fs::read_to_string(cms).unwrap())
            };
            let signed: Vec<Value> = args["data"].as_array().unwrap().iter().map(one).collect();
            json!({ "status": true, "body": { "result": signed } })
        }
    }
}
