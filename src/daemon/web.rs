//! The threads that answer for the loop: signals, the watchdog of systemd, `/healthz` and `/metrics`. They have
//! connections of their own to the database, so that their word about it does not hang on the loop's.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use sd_notify::NotifyState;
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::clock::Clock;
use crate::domain::money::Amount;
use crate::domain::sheet::Cell;
use crate::stage::Office;
use crate::stage::limits_of;
use crate::stage::reporting::{self, now};
use crate::store::{Db, Limits};
use crate::tick::Watch as _;
use crate::web;

use super::metrics::{self, Books};
use super::state::{InForce, Shared};
use super::{Asked, say};

/// How long the database may take to answer one who asks about it.
const ANSWER: Duration = Duration::from_secs(3);
/// How long the head of a request may take: who sends it byte by byte keeps no place for ever.
const HEAD: Duration = Duration::from_secs(15);
/// Threads of the pages.
const THREADS: usize = 2;
/// From a signal to the end, whatever the loop does: nothing that it holds is half done.
const END: Duration = Duration::from_secs(4);

/// What an answer is made of.
struct Site {
    shared: Arc<Shared>,
    clock: Clock,
    base: PathBuf,
    db: Mutex<Option<Db>>,
    books: Mutex<Option<([u8; 32], Vec<metrics::Money>)>>,
}

/// Starts two threads, one for signals and the watchdog, one for the pages: a page that sums up a million requests
/// keeps no signal waiting. What signals ask for comes out of the receiver.
pub fn begin(
    listener: TcpListener,
    shared: Arc<Shared>,
    clock: Clock,
    base: PathBuf,
) -> std::io::Result<UnboundedReceiver<Asked>> {
    listener.set_nonblocking(true)?;
    let (send, receive) = unbounded_channel();
    let console = web::Site::new(Arc::clone(&shared), clock, base.clone());
    let site = Site { shared: Arc::clone(&shared), clock, base, db: Mutex::new(None), books: Mutex::new(None) };
    let runtime = own_runtime()?;
    let signals = {
        let _inside = runtime.enter();
        [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal)
    };
    let [term, int, hup] = signals;
    let (term, int, hup) = (term?, int?, hup?);
    thread("signals", runtime, async move {
        tokio::join!(watchdog(&shared), obey(term, int, hup, &send, &shared));
    })?;
    let pages = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
    thread("pages", pages, serve(listener, site, console))?;
    Ok(receive)
}

fn own_runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// A thread that logs where this one does.
fn thread(name: &str, runtime: Runtime, work: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let log = tracing::dispatcher::get_default(Clone::clone);
    let run = move || tracing::dispatcher::with_default(&log, || runtime.block_on(work));
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map(|_| ())
}

/// Hands signals to the loop. A loop that does not end in time is ended: its transaction is rolled back by the database.
async fn obey(mut term: Signal, mut int: Signal, mut hup: Signal, send: &UnboundedSender<Asked>, shared: &Shared) {
    loop {
        let name = tokio::select! {
            _ = term.recv() => "SIGTERM",
            _ = int.recv() => "SIGINT",
            _ = hup.recv() => {
                let _ = send.send(Asked::Reload);
                continue;
            }
        };
        tracing::info!("{name}: the daemon ends at the next good place");
        say(&[NotifyState::Stopping, NotifyState::Status("stopping")]);
        shared.stop();
        let _ = send.send(Asked::Stop);
        tokio::time::sleep(END).await;
        tracing::warn!("the tick found no good place in time; the database rolls back what was open");
        std::process::exit(0);
    }
}

/// Tells systemd that the loop is alive, while it is.
async fn watchdog(shared: &Shared) {
    let Some(limit) = sd_notify::watchdog_enabled() else { return };
    loop {
        if shared.numbers().is_alive(limit) {
            say(&[NotifyState::Watchdog]);
        } else {
            tracing::error!("the loop shows no sign of life; systemd is left to end it");
        }
        tokio::time::sleep(limit / 3).await;
    }
}

async fn serve(listener: TcpListener, site: Site, console: web::Site) {
    let (tls, console) = (site.shared.in_force().settings.console.tls.clone(), Arc::new(console));
    let ask = async move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request| {
        Arc::clone(&console).answer(request, peer.ip()).await
    };
    let pages = Router::new().route("/healthz", get(healthz)).route("/metrics", get(numbers));
    let pages = pages.with_state(Arc::new(site)).fallback(ask);
    let pages = pages.into_make_service_with_connect_info::<SocketAddr>();
    let served = match tls {
        None => match axum_server::from_tcp(listener) {
            Ok(mut server) => {
                server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
                server.serve(pages).await
            }
            Err(e) => Err(e),
        },
        Some((certificate, key)) => match RustlsConfig::from_pem_file(certificate, key).await {
            Ok(config) => match axum_server::from_tcp_rustls(listener, config) {
                Ok(mut server) => {
                    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
                    server.serve(pages).await
                }
                Err(e) => Err(e),
            },
            Err(e) => Err(e),
        },
    };
    if let Err(e) = served {
        tracing::error!("the pages have ended: {e}");
    }
}

async fn healthz(State(site): State<Arc<Site>>) -> Response {
    let numbers = site.shared.numbers();
    let every = site.shared.in_force().settings.every;
    let database = site.asked(None).await.map(|_| ());
    let stopping = site.shared.stopping().then(|| "the daemon is stopping".to_owned());
    let silent = database.err().map(|e| format!("the database does not answer: {e}"));
    let reason = stopping.or(silent).or_else(|| numbers.complaint(every));
    let body = json!({
        "status": if reason.is_none() { "ok" } else { "fault" },
        "reason": reason,
        "ticking": numbers.running.is_some(),
        "last_success_seconds_ago": numbers.success.map(|at| at.elapsed().as_secs()),
        "ticks": numbers.ticks[0],
        "failed_ticks": numbers.ticks[1],
        "version": env!("CARGO_PKG_VERSION"),
    });
    let code = if reason.is_none() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], format!("{body}\n"))
        .into_response()
}

async fn numbers(State(site): State<Arc<Site>>) -> Response {
    let in_force = site.shared.in_force();
    let books = site.asked(Some(&in_force)).await;
    if let Err(e) = &books {
        tracing::debug!("/metrics: {e}");
    }
    let text = metrics::render(&site.shared.numbers(), &site.shared.lists(), books.ok().flatten().as_ref());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

impl Site {
    /// What the database says: with rules in hand what is open and where the money is, without only that it is there.
    async fn asked(&self, in_force: Option<&InForce>) -> Result<Option<Books>, String> {
        let mut kept = self.db.lock().await;
        let answer = tokio::time::timeout(ANSWER, async {
            let db = match kept.take() {
                Some(db) => db,
                None => self.open().await.map_err(|e| e.to_string())?,
            };
            let books = self.read(&db, in_force).await?;
            // only what answered is asked again
            *kept = Some(db);
            Ok(books)
        });
        answer.await.unwrap_or_else(|_| Err(format!("no answer within {} s", ANSWER.as_secs())))
    }

    async fn open(&self) -> Result<Db, crate::store::StoreError> {
        let in_force = self.shared.in_force();
        let limits = Limits { connect: ANSWER, name: "qazyna health".to_owned(), ..limits_of(&in_force.settings) };
        Db::open_within(&in_force.settings.database, &self.base, false, &limits).await
    }

    async fn read(&self, db: &Db, in_force: Option<&InForce>) -> Result<Option<Books>, String> {
        let mut reading = db.reading(self.clock).await.map_err(|e| e.to_string())?;
        let Some(InForce { settings, rules, in_force }) = in_force else { return Ok(None) };
        let office = Office { db, clock: self.clock, rules, in_force, settings };
        let moment = reading.moment;
        let steps = now::open_steps(&mut reading.conn, moment).await.map_err(|e| e.to_string())?;
        // sums over every request: only where something changed since they were made
        let head = reading.head.unwrap_or_default();
        let mut books = self.books.lock().await;
        let money = match books.as_ref().filter(|(of, _)| *of == head) {
            Some((_, money)) => money.clone(),
            None => {
                let sheet = reporting::conservation(&office, &mut reading.conn, moment).await;
                let money = money_of(&sheet.map_err(|e| e.to_string())?).map_err(|e| e.to_string())?;
                *books = Some((head, money.clone()));
                money
            }
        };
        Ok(Some(Books { now: moment, steps, money }))
    }
}

/// The sums of the report `conservation`, by service, line and state.
fn money_of(sheet: &crate::domain::sheet::Sheet) -> std::io::Result<Vec<metrics::Money>> {
    let word = |cell: &Cell| match cell {
        Cell::Word(_, text) | Cell::Text(text) => text.clone(),
        _ => String::new(),
    };
    let mut all = Vec::new();
    for row in sheet.rows.iter() {
        let row = row?;
        for (state, cell) in sheet.columns.iter().zip(row.iter()).skip(2) {
            let amount = if let Cell::Money(amount) = cell { *amount } else { Amount::ZERO };
            all.push(metrics::Money { service: word(&row[0]), line: word(&row[1]), state, amount });
        }
    }
    Ok(all)
}
