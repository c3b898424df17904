//! One request being answered: who asks, in which language, with which office behind; and the frame around every page.

use std::cell::Cell;
use std::fmt::Display;

use askama::Template;
use axum::http::StatusCode;
use chrono_tz::Tz;

use crate::daemon::state::InForce;
use crate::domain::defect::{Code, Defect};
use crate::domain::lang::Lang;
use crate::domain::person::Role;
use crate::domain::time::Moment;
use crate::format::SANDBOX_MARK;
use crate::stage::{Acting, Office, StageError};
use crate::store::{Reading, StoreError};
use crate::telling::Failure;
use crate::texts::Texts;

use super::answer::Answer;
use super::asked::{Asked, encoded};
use super::site::{Site, Visitor};

/// Why a page is not what was asked for.
#[derive(Debug)]
pub enum Trouble {
    /// A stage refused or failed.
    Stage(StageError),
    /// The shell did.
    Failure(Failure),
    /// There is no such page, or it is not for this visitor.
    Status(StatusCode),
    /// Nobody is signed in.
    Stranger,
}

impl From<StageError> for Trouble {
    fn from(error: StageError) -> Self {
        Trouble::Stage(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Trouble::Stage(StageError::Store(error))
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Stage(error) => Trouble::Stage(error),
            other => Trouble::Failure(other),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Trouble::Failure(Failure::Output(error))
    }
}

/// What a page gives.
pub type Page = Result<Answer, Trouble>;

/// What is said after an act.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Whether it was done.
    pub done: bool,
    /// Whether some of it was.
    pub partly: bool,
    /// The sentences.
    pub lines: Vec<String>,
    /// What was typed, where it was refused: the form shows it again.
    pub typed: Vec<(String, String)>,
}

/// One request being answered.
pub struct Desk<'a> {
    /// What all pages share.
    pub site: &'a Site,
    /// The configuration in force.
    pub in_force: &'a InForce,
    /// What the stages work with.
    pub office: Office<'a>,
    /// The reader's texts.
    pub texts: Texts,
    /// The department's zone.
    pub zone: Tz,
    /// What is asked for.
    pub asked: &'a Asked,
    /// Who asks.
    pub visitor: Option<Visitor>,
    /// The state of the database in which it was looked up who asks, until the page takes it.
    pub seen: Cell<Option<Reading>>,
}

impl Desk<'_> {
    /// Begins to read; what a page shows first is of the very state in which its visitor was looked up.
    pub async fn reading(&self) -> Result<Reading, StageError> {
        match self.seen.take() {
            Some(seen) => Ok(seen),
            None => self.office.reading().await,
        }
    }

    /// Brings the list of each organisation's applications up to the last one, which what is read afterwards sees.
    pub async fn index_recipients(&self) -> Result<(), StageError> {
        self.seen.take();
        Ok(self.office.db.index_recipients().await?)
    }

    /// A text.
    pub fn t(&self, id: &str) -> String {
        self.texts.get(id)
    }

    /// A text with values.
    pub fn with(&self, id: &str, values: &[(&str, &dyn Display)]) -> String {
        self.texts.with(id, values)
    }

    /// Who asks; a stranger is sent to the door.
    pub fn who(&self) -> Result<&Visitor, Trouble> {
        self.visitor.as_ref().ok_or(Trouble::Stranger)
    }

    /// The BIN of the organisation that asks; nobody else has a cabinet.
    pub fn organisation(&self) -> Result<&str, Trouble> {
        match &self.who()?.acting {
            Acting::Recipient { bin } => Ok(bin),
            _ => Err(Trouble::Status(StatusCode::NOT_FOUND)),
        }
    }

    /// Whether an organisation asks.
    pub fn is_organisation(&self) -> bool {
        self.visitor.as_ref().is_some_and(|v| matches!(v.acting, Acting::Recipient { .. }))
    }

    /// Whether the visitor holds this role.
    pub fn is(&self, role: Role) -> bool {
        self.visitor.as_ref().is_some_and(|v| v.acting.is(role))
    }

    /// A moment as people read it.
    pub fn moment(&self, moment: Moment) -> String {
        moment.for_people(self.zone)
    }

    /// The frame of a page under this heading; what was said after the last act is shown in it, once.
    pub fn frame(&self, title: String) -> Frame {
        let told = self.visitor.as_ref().and_then(|v| self.site.said(&v.session, &self.asked.here));
        Frame {
            title,
            texts: self.texts.clone(),
            department: self.office.rules.department.names.get(self.texts.lang).to_owned(),
            sandbox: self.office.is_sandbox().then(|| SANDBOX_MARK.to_owned()),
            section: self.asked.path.first().cloned().unwrap_or_default(),
            here: self.asked.here.clone(),
            who: self.visitor.as_ref().map(|v| (v.acting.clone(), v.title.clone())),
            mark: self.visitor.as_ref().map(|v| v.mark.clone()).unwrap_or_default(),
            told: told.unwrap_or_default(),
        }
    }

    /// The way on after an act: what came of it stands on the page that follows. A refusal changes nothing, and the page
    /// shows again what was typed.
    pub fn acted(&self, back: &str, done: Result<String, StageError>) -> Page {
        match done {
            Ok(sentence) => self.said(back, true, vec![sentence]),
            Err(StageError::Refused(defects)) => self.said(back, false, self.sentences(&defects)),
            Err(StageError::Store(StoreError::Conflict(why))) => self.said(back, false, vec![why]),
            Err(other) => Err(other.into()),
        }
    }

    /// The way on, with something to say.
    pub fn said(&self, back: &str, done: bool, lines: Vec<String>) -> Page {
        if let Some(visitor) = &self.visitor {
            let typed = if done { Vec::new() } else { self.asked.form.shown_again() };
            self.site.say(visitor.session, back, Told { done, partly: false, lines, typed });
        }
        Ok(Answer::go(back))
    }

    /// The way on after an act of which a part may have been done.
    pub fn said_partly(&self, back: &str, partly: bool, lines: Vec<String>) -> Page {
        if let Some(visitor) = &self.visitor {
            self.site.say(visitor.session, back, Told { done: false, partly, lines, typed: Vec::new() });
        }
        Ok(Answer::go(back))
    }

    /// Refusals as sentences, each with its place in a file where it has one.
    pub fn sentences(&self, defects: &[Defect]) -> Vec<String> {
        const SHOWN: usize = 50;
        let one = |defect: &Defect| {
            let sentence = self.texts.defect_on_page(defect);
            match defect.line {
                Some(line) if defect.column.is_empty() => {
                    format!("{}: {sentence}", self.with("place-line-alone", &[("line", &line)]))
                }
                Some(line) => {
                    let place = self.with("place-line", &[("line", &line), ("column", &defect.column)]);
                    format!("{place}: {sentence}")
                }
                None => sentence,
            }
        };
        let mut lines: Vec<String> = defects.iter().take(SHOWN).map(one).collect();
        if defects.len() > SHOWN {
            lines.push(self.with("defects-more", &[("count", &(defects.len() - SHOWN))]));
        }
        lines
    }

    /// A page that says why there is no other.
    pub fn trouble(&self, trouble: Trouble) -> Answer {
        let (status, lines) = match trouble {
            Trouble::Stranger => return Answer::go(&format!("/sign-in?to={}", encoded(&self.asked.here))),
            Trouble::Status(status) => (
                status,
                vec![self.t(match status {
                    StatusCode::NOT_FOUND => "console-not-found",
                    StatusCode::FORBIDDEN => "console-forbidden",
                    StatusCode::PAYLOAD_TOO_LARGE => "console-too-large",
                    StatusCode::TOO_MANY_REQUESTS => "console-too-many",
                    _ => "console-bad-request",
                })],
            ),
            Trouble::Stage(StageError::Refused(defects)) => {
                let missing = defects.iter().any(|d| matches!(d.code, Code::NotFound | Code::DocumentGone));
                let status = if missing { StatusCode::NOT_FOUND } else { StatusCode::UNPROCESSABLE_ENTITY };
                (status, self.sentences(&defects))
            }
            Trouble::Stage(fault) => (StatusCode::SERVICE_UNAVAILABLE, vec![self.fault(&fault)]),
            Trouble::Failure(fault) => (StatusCode::INTERNAL_SERVER_ERROR, vec![self.fault(&fault)]),
        };
        let frame = self.frame(self.t("console-trouble"));
        Answer::page_of(status, &Apology { f: frame, lines })
    }

    /// What is said of a fault: what the log says is not for strangers.
    fn fault(&self, fault: &dyn Display) -> String {
        tracing::error!(path = self.asked.here, "a page cannot be made: {fault}");
        self.t("console-fault")
    }
}

#[derive(Template)]
#[template(path = "trouble.html", config = "src/web/askama.toml")]
struct Apology {
    f: Frame,
    lines: Vec<String>,
}

/// What stands around every page.
pub struct Frame {
    /// The heading.
    pub title: String,
    texts: Texts,
    /// The department.
    pub department: String,
    /// What a sandbox says of itself.
    pub sandbox: Option<String>,
    section: String,
    /// The path of this page.
    pub here: String,
    who: Option<(Acting, String)>,
    /// What each form carries.
    pub mark: String,
    /// What is said after an act.
    pub told: Told,
}

/// A place that the frame leads to: path, text, who it is for.
const PLACES: [(&str, &str, &[Role]); 6] = [
    ("", "nav-home", &Role::ALL),
    ("requests", "nav-requests", &Role::ALL),
    ("batches", "nav-batches", &Role::ALL),
    ("treasury", "nav-treasury", &Role::ALL),
    ("plan", "nav-plan", &Role::ALL),
    ("reports", "nav-reports", &Role::ALL),
];

/// A place as a page shows it.
pub struct Place {
    /// Where it is.
    pub path: String,
    /// What it is called.
    pub text: String,
    /// Whether this page belongs to it.
    pub is_here: bool,
}

impl Frame {
    /// The same page, saying this.
    pub fn saying(mut self, lines: Vec<String>) -> Self {
        if !lines.is_empty() {
            self.told = Told { lines, ..Told::default() };
        }
        self
    }

    /// A text.
    pub fn t(&self, id: &str) -> String {
        self.texts.get(id)
    }

    /// The code of the page's language.
    pub fn lang(&self) -> &'static str {
        self.texts.lang.word()
    }

    /// The languages: code, own name, whether it is this one.
    pub fn languages(&self) -> Vec<(&'static str, &'static str, bool)> {
        let name = |lang| match lang {
            Lang::Kk => "Қазақша",
            Lang::Ru => "Русский",
            Lang::En => "English",
        };
        [Lang::Kk, Lang::Ru, Lang::En].map(|lang| (lang.word(), name(lang), lang == self.texts.lang)).to_vec()
    }

    /// The places of the person who is signed in.
    pub fn places(&self) -> Vec<Place> {
        let Some((who, _)) = &self.who else { return Vec::new() };
        let place = |path: &str, text: &str, is_here| Place { path: format!("/{path}"), text: self.t(text), is_here };
        if let Acting::Recipient { .. } = who {
            let applies = self.here.starts_with("/cabinet/apply");
            let own = place("cabinet", "nav-cabinet", self.section == "cabinet" && !applies);
            return vec![own, place("cabinet/apply", "nav-apply", applies)];
        }
        let own = PLACES.iter().filter(|(_, _, roles)| roles.iter().any(|role| who.is(*role)));
        own.map(|(path, text, _)| place(path, text, self.section == *path)).collect()
    }

    /// The name of who is signed in; empty for a stranger.
    pub fn name(&self) -> &str {
        self.who.as_ref().map_or("", |(_, title)| title)
    }

    /// The roles in words.
    pub fn roles(&self) -> String {
        match &self.who {
            Some((Acting::Person { roles, .. }, _)) => {
                roles.iter().map(|r| self.t(&format!("role-{}", r.word()))).collect::<Vec<_>>().join(", ")
            }
            Some((Acting::Recipient { bin }, _)) => bin.clone(),
            _ => String::new(),
        }
    }

    /// The page of one's own access; an organisation changes its password by registering anew.
    pub fn own(&self) -> &'static str {
        match &self.who {
            Some((Acting::Recipient { .. }, _)) => "/cabinet",
            _ => "/own",
        }
    }

    /// What was typed into this field before it was refused.
    pub fn typed(&self, field: &str) -> &str {
        self.told.typed.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }
}
