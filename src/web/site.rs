//! What all pages share: the database, the configuration in force, who is signed in, and what was said after an act.

use std::cell::Cell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use tokio::sync::{OnceCell, Semaphore};

use crate::clock::Clock;
use crate::config::settings::ConsoleSettings;
use crate::daemon::state::{InForce, Shared};
use crate::domain::lang::Lang;
use crate::domain::sheet::Sheet;
use crate::domain::time::Moment;
use crate::stage::limits_of;
use crate::stage::people;
use crate::stage::{Acting, Office, StageError};
use crate::store::access::{self, Holder, Session};
use crate::store::{Conn, Db, Limits, Reading, StoreError};
use crate::texts::Texts;

use super::answer::Answer;
use super::asked::Asked;
use super::by_eds::AskedToSign;
use super::clerks::{CONNECTIONS, Clerks, Work};
use super::desk::{Desk, Told, Trouble};
use super::treasury::Looked;
use super::{routes, secrets};

/// The cookie of a session.
pub const SESSION: &str = "qazyna-session";
/// The cookie of the language.
pub const LANGUAGE: &str = "qazyna-language";
/// Acts and reports at the same time, which may wait or work for long; others wait.
const LONG: usize = 16;
/// Pages that are only looked at, for each core of the machine: as many as keep it busy while some wait for the server; more at
/// once would make each of them later and none sooner.
const SHORT: usize = 4;
/// What was said to so many sessions is kept until it is shown.
const SAID: usize = 1_000;
/// A session's last use is noted no more often than this, and no table is older; in microseconds.
const NOTED: i64 = 60_000_000;

/// The console.
pub struct Site {
    shared: Arc<Shared>,
    clock: Clock,
    base: PathBuf,
    /// For what is asked before a page is made.
    db: OnceCell<Db>,
    short: Arc<Semaphore>,
    long: Arc<Semaphore>,
    clerks: Clerks,
    told: Mutex<HashMap<Place, Told>>,
    sheets: Mutex<HashMap<String, Made>>,
    /// Statements that were looked at and not yet taken in.
    pub(super) looked: Looked,
    /// Who is at the door.
    pub(super) door: tokio::sync::Mutex<()>,
    /// Programs change something one after the other: who sends the same twice at once gets one answer twice.
    pub(super) programs: tokio::sync::Mutex<()>,
    /// What strangers and organisations are asked to sign.
    pub(super) asked_to_sign: AskedToSign,
}

/// A session and the path of a page: what is said after an act is for the page that the act leads to, whatever other page is
/// asked for first.
type Place = ([u8; 32], String);

/// A table, and the state of the journal and the moment that it was made of.
type Made = ([u8; 32], Moment, Arc<Sheet>);

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The session.
    pub session: [u8; 32],
    /// Who holds it.
    pub holder: Holder,
    /// The name that the pages show.
    pub title: String,
    /// A person with the roles of the day, or an organisation.
    pub acting: Acting,
    /// What each form of the session carries.
    pub mark: String,
}

impl Site {
    /// With the daemon's configuration and clock; what goes wrong is told in the log of the thread that calls.
    pub fn new(shared: Arc<Shared>, clock: Clock, base: PathBuf) -> Self {
        let clerks = Clerks::new(tracing::dispatcher::get_default(Clone::clone));
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let [short, long] = [SHORT * cores, LONG].map(|most| Arc::new(Semaphore::new(most)));
        let (db, told, sheets, looked, asked_to_sign, door, programs) = Default::default();
        Site { shared, clock, base, db, short, long, clerks, told, sheets, looked, asked_to_sign, door, programs }
    }

    /// Answers a request.
    pub async fn answer(self: Arc<Self>, request: Request<Body>, peer: IpAddr) -> Response {
        let in_force = self.shared.in_force();
        let begun = Asked::begin(request, peer, &in_force.settings.console.proxies);
        let (mut asked, body) = match begun {
            Ok(begun) => begun,
            Err(status) => return Answer::status(status).into_response(),
        };
        let large = asked.sends_files() && self.is_known(&asked).await;
        asked.unread = asked.read(body, large).await.err();
        let together = if asked.is_short() { &self.short } else { &self.long };
        let Ok(turn) = Arc::clone(together).acquire_owned().await else {
            return Answer::status(StatusCode::SERVICE_UNAVAILABLE).into_response();
        };
        let answer = match self.clerks.make(Work { site: Arc::clone(&self), in_force, asked, turn }).await {
            Ok(Some(answer)) => answer,
            Ok(None) => {
                tracing::error!("a page broke off");
                Answer::status(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Err(fault) => {
                tracing::error!("no thread can be begun for a page: {fault}");
                Answer::status(StatusCode::SERVICE_UNAVAILABLE)
            }
        };
        answer.into_response()
    }

    /// Whether a session of ours asks, or a program with a token, before anything large is taken in.
    async fn is_known(&self, asked: &Asked) -> bool {
        let now = Clock::System.now(None);
        let console = self.shared.in_force().settings.console.clone();
        let (begun, seen) = ends_of(&console, now);
        let found = async {
            let db = self.open(&self.db, Limits::default().connections).await?;
            if let Some(token) = asked.bearer() {
                let mut conn = db.read().await?;
                return Ok(access::token(&mut conn, &secrets::session_id(token)).await?.is_some());
            }
            let Some(token) = asked.cookie(SESSION) else { return Ok(false) };
            let (_, session) = db.reading_for(self.clock, &secrets::session_id(token), (begun, seen)).await?;
            Ok::<bool, StoreError>(session.is_some())
        };
        matches!(found.await, Ok(true))
    }

    /// The database, opened by the first of a thread who needs it.
    async fn open<'d>(&self, db: &'d OnceCell<Db>, connections: u32) -> Result<&'d Db, StoreError> {
        let opened = db.get_or_try_init(async || {
            let settings = &self.shared.in_force().settings;
            let limits = Limits { name: "qazyna console".to_owned(), connections, ..limits_of(settings) };
            Db::open_within(&settings.database, &self.base, false, &limits).await
        });
        opened.await
    }

    /// Makes a page in a thread whose database is `db`.
    pub(super) async fn page(&self, db: &OnceCell<Db>, in_force: &InForce, asked: &Asked) -> Answer {
        let wished = asked.cookie(LANGUAGE).and_then(Lang::parse).or_else(|| asked.wished());
        let lang = wished.unwrap_or(in_force.settings.language);
        let InForce { settings, rules, in_force: named } = in_force;
        let db = match self.open(db, CONNECTIONS).await {
            Ok(db) => db,
            Err(fault) => {
                tracing::error!("the console has no database: {fault}");
                return Answer::status(StatusCode::SERVICE_UNAVAILABLE);
            }
        };
        let office = Office { db, clock: self.clock, rules, in_force: named, settings };
        let zone = rules.calendar.zone();
        let mut desk = Desk {
            site: self,
            in_force,
            office,
            texts: Texts::new(lang),
            zone,
            asked,
            visitor: None,
            seen: Cell::default(),
        };
        if asked.path.first().is_some_and(|first| first == "api") {
            return super::api::answer(&desk).await;
        }
        match self.visitor(&desk).await {
            Ok(Some((visitor, chosen, seen))) => {
                desk.texts = Texts::new(chosen.unwrap_or(lang));
                desk.visitor = Some(visitor);
                // who changes something looks anew when it is his turn
                desk.seen.set(Some(seen).filter(|_| asked.method != Method::POST));
            }
            Ok(None) => {}
            Err(fault) => return desk.trouble(fault.into()),
        }
        if let Some(status) = asked.unread {
            return desk.trouble(Trouble::Status(status));
        }
        let answered = match asked.method {
            Method::GET | Method::HEAD => routes::show(&desk).await,
            Method::POST => routes::act(&desk).await,
            _ => return Answer::status(StatusCode::METHOD_NOT_ALLOWED),
        };
        answered.unwrap_or_else(|trouble| desk.trouble(trouble))
    }

    /// Who asks, the language that was chosen, and the state of the database in which that stands; nobody where no session is,
    /// where it has ended, or where the person holds no role any more.
    async fn visitor(&self, desk: &Desk<'_>) -> Result<Option<(Visitor, Option<Lang>, Reading)>, StageError> {
        let Some(token) = desk.asked.cookie(SESSION) else { return Ok(None) };
        let (session, now) = (secrets::session_id(token), Clock::System.now(None));
        let db = desk.office.db;
        let looked = db.reading_for(self.clock, &session, ends(&desk.office, now)).await?;
        let (reading, Some(found)) = looked else { return Ok(None) };
        let acting = match &found.holder {
            Holder::Person(_) => people::holding(&found.name, &found.roles, desk.office.day(reading.moment)),
            Holder::Recipient(bin) => Acting::Recipient { bin: bin.clone() },
        };
        if matches!(&acting, Acting::Person { roles, .. } if roles.is_empty()) {
            return Ok(None);
        }
        if now.micros() - found.seen_at.micros() > NOTED {
            db.session_seen(&session, now).await?;
        }
        let mark = secrets::form_mark(token);
        let Session { holder, name: title, language, .. } = found;
        Ok(Some((Visitor { session, holder, title, acting, mark }, language, reading)))
    }

    /// Keeps what is to be said on this page of a session.
    pub fn say(&self, session: [u8; 32], path: &str, told: Told) {
        let mut all = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= SAID {
            all.clear();
        }
        all.insert((session, bare(path).to_owned()), told);
    }

    /// What is to be said on this page now, once.
    pub fn said(&self, session: &[u8; 32], path: &str) -> Option<Told> {
        let mut all = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&(*session, bare(path).to_owned()))
    }

    /// A table that costs as much as there is open, or as there is history: made once for each state of the journal, and
    /// anew after a minute, because deadlines pass by themselves.
    pub async fn sheet(
        &self,
        desk: &Desk<'_>,
        name: &str,
        make: impl AsyncFnOnce(&Office<'_>, &mut Conn, Moment) -> Result<Sheet, StageError>,
    ) -> Result<(Arc<Sheet>, Moment), StageError> {
        let mut reading = desk.reading().await?;
        let head = reading.head.unwrap_or_default();
        let kept = self.sheets.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        let fresh = |at: Moment| {
            let ago = reading.moment.micros() - at.micros();
            (0..NOTED).contains(&ago) && desk.office.day(at) == desk.office.day(reading.moment)
        };
        if let Some((_, at, sheet)) = kept.filter(|(of, at, _)| *of == head && fresh(*at)) {
            return Ok((sheet, at));
        }
        let now = reading.moment;
        let sheet = Arc::new(make(&desk.office, &mut reading.conn, now).await?);
        let mut all = self.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(name.to_owned(), (head, now, Arc::clone(&sheet)));
        Ok((sheet, now))
    }
}

/// Sessions begun or last used before these moments have ended.
pub fn ends(office: &Office<'_>, now: Moment) -> (Moment, Moment) {
    ends_of(&office.settings.console, now)
}

fn ends_of(console: &ConsoleSettings, now: Moment) -> (Moment, Moment) {
    let before = |span: std::time::Duration| {
        Moment::from_micros(now.micros().saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
    };
    (before(console.longest), before(console.idle))
}

/// A path without what stands behind the question mark.
fn bare(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}
