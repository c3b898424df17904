//! What all pages share: the database, the configuration in force, who is signed in, and what was said after an act.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use tokio::sync::{OnceCell, Semaphore};
use tracing::Dispatch;

use crate::cli::app::limits_of;
use crate::clock::Clock;
use crate::config::settings::ConsoleSettings;
use crate::daemon::state::{InForce, Shared};
use crate::domain::lang::Lang;
use crate::domain::sheet::Sheet;
use crate::domain::time::Moment;
use crate::stage::people;
use crate::stage::{Acting, Office, StageError};
use crate::store::access::{self, Holder, Session};
use crate::store::{Conn, Db, Limits, StoreError, journal};
use crate::texts::Texts;

use super::answer::Answer;
use super::asked::Asked;
use super::by_eds::AskedToSign;
use super::desk::{Desk, Told};
use super::treasury::Looked;
use super::{routes, secrets};

/// The cookie of a session.
pub const SESSION: &str = "qazyna-session";
/// The cookie of the language.
pub const LANGUAGE: &str = "qazyna-language";
/// Pages that are made at the same time; others wait.
const TOGETHER: usize = 16;
/// What was said to so many sessions is kept until it is shown.
const SAID: usize = 1_000;
/// A session's last use is noted no more often than this, and no table is older; in microseconds.
const NOTED: i64 = 60_000_000;

/// The console.
pub struct Site {
    shared: Arc<Shared>,
    clock: Clock,
    base: PathBuf,
    db: OnceCell<Db>,
    together: Semaphore,
    told: Mutex<HashMap<Place, Told>>,
    sheets: Mutex<HashMap<String, Made>>,
    /// Statements that were looked at and not yet taken in.
    pub(super) looked: Looked,
    /// Who is at the door.
    pub(super) door: tokio::sync::Mutex<()>,
    /// What strangers and organisations are asked to sign.
    pub(super) asked_to_sign: AskedToSign,
    log: Dispatch,
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
        let log = tracing::dispatcher::get_default(Clone::clone);
        let together = Semaphore::new(TOGETHER);
        let (told, sheets, looked, asked_to_sign, door) = Default::default();
        Site { shared, clock, base, db: OnceCell::new(), together, told, sheets, looked, asked_to_sign, door, log }
    }

    /// Answers a request. Pages are made in threads of their own, because the embedded database works in the thread that
    /// asks it.
    pub async fn answer(self: Arc<Self>, request: Request<Body>, peer: IpAddr) -> Response {
        let in_force = self.shared.in_force();
        let begun = Asked::begin(request, peer, &in_force.settings.console.proxies);
        let (mut asked, body) = match begun {
            Ok(begun) => begun,
            Err(status) => return Answer::status(status).into_response(),
        };
        let large = asked.sends_files() && self.is_signed_in(&asked).await;
        if let Err(status) = asked.read(body, large).await {
            return Answer::status(status).into_response();
        }
        let Ok(_turn) = self.together.acquire().await else {
            return Answer::status(StatusCode::SERVICE_UNAVAILABLE).into_response();
        };
        let (site, here) = (Arc::clone(&self), tokio::runtime::Handle::current());
        let made = tokio::task::spawn_blocking(move || {
            tracing::dispatcher::with_default(&site.log, || here.block_on(site.page(&in_force, &asked)))
        });
        let answer = made.await.unwrap_or_else(|fault| {
            tracing::error!("a page broke off: {fault}");
            Answer::status(StatusCode::INTERNAL_SERVER_ERROR)
        });
        answer.into_response()
    }

    /// Whether a session of ours asks, before anything large is taken in.
    async fn is_signed_in(&self, asked: &Asked) -> bool {
        let Some(token) = asked.cookie(SESSION) else { return false };
        let (id, now) = (secrets::session_id(token), Clock::System.now(None));
        let console = self.shared.in_force().settings.console.clone();
        let (begun, seen) = ends_of(&console, now);
        let found = async {
            let mut conn = self.db().await?.read().await?;
            access::session(&mut conn, &id, begun, seen).await
        };
        matches!(found.await, Ok(Some(_)))
    }

    /// The database, opened by the first who needs it.
    pub async fn db(&self) -> Result<&Db, StoreError> {
        let opened = self.db.get_or_try_init(async || {
            let settings = &self.shared.in_force().settings;
            let limits = Limits { name: "qazyna console".to_owned(), ..limits_of(settings) };
            Db::open_within(&settings.database, &self.base, false, &limits).await
        });
        opened.await
    }

    async fn page(&self, in_force: &InForce, asked: &Asked) -> Answer {
        let wished = asked.cookie(LANGUAGE).and_then(Lang::parse).or_else(|| asked.wished());
        let lang = wished.unwrap_or(in_force.settings.language);
        let InForce { settings, rules, in_force: named } = in_force;
        let db = match self.db().await {
            Ok(db) => db,
            Err(fault) => {
                tracing::error!("the console has no database: {fault}");
                return Answer::status(StatusCode::SERVICE_UNAVAILABLE);
            }
        };
        let office = Office { db, clock: self.clock, rules, in_force: named, settings };
        let zone = rules.calendar.zone();
        let mut desk = Desk { site: self, in_force, office, texts: Texts::new(lang), zone, asked, visitor: None };
        if asked.path.first().is_some_and(|first| first == "api") {
            return super::api::answer(&desk).await;
        }
        match self.visitor(&desk).await {
            Ok(Some((visitor, chosen))) => {
                desk.texts = Texts::new(chosen.unwrap_or(lang));
                desk.visitor = Some(visitor);
            }
            Ok(None) => {}
            Err(fault) => return desk.trouble(fault.into()),
        }
        let answered = match asked.method {
            Method::GET | Method::HEAD => routes::show(&desk).await,
            Method::POST => routes::act(&desk).await,
            _ => return Answer::status(StatusCode::METHOD_NOT_ALLOWED),
        };
        answered.unwrap_or_else(|trouble| desk.trouble(trouble))
    }

    /// Who asks, and the language that was chosen; nobody where no session is, where it has ended, or where the person holds
    /// no role any more.
    async fn visitor(&self, desk: &Desk<'_>) -> Result<Option<(Visitor, Option<Lang>)>, StageError> {
        let Some(token) = desk.asked.cookie(SESSION) else { return Ok(None) };
        let (session, now) = (secrets::session_id(token), Clock::System.now(None));
        let db = desk.office.db;
        let (begun, seen) = ends(&desk.office, now);
        let mut conn = db.read().await?;
        let Some(found) = access::session(&mut conn, &session, begun, seen).await? else { return Ok(None) };
        let acting = match &found.holder {
            Holder::Person(_) => {
                // where the clock is simulated, the day is that of the last change
                let last = if self.clock.is_simulated() { journal::last_change(&mut conn).await? } else { None };
                let day = desk.office.day(self.clock.now(last));
                let acting = people::acting_in(&mut conn, day, &found.name).await?;
                let Some(acting) = acting else { return Ok(None) };
                acting
            }
            Holder::Recipient(bin) => Acting::Recipient { bin: bin.clone() },
        };
        drop(conn);
        if matches!(&acting, Acting::Person { roles, .. } if roles.is_empty()) {
            return Ok(None);
        }
        if now.micros() - found.seen_at.micros() > NOTED {
            db.session_seen(&session, now).await?;
        }
        let mark = secrets::form_mark(token);
        let Session { holder, name: title, language, .. } = found;
        Ok(Some((Visitor { session, holder, title, acting, mark }, language)))
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
        let mut reading = desk.office.reading().await?;
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
