//! `qazyna.toml`: where things lie and how this installation works. Unknown keys are refused by name; `--set` changes
//! one key for one command. What the law or an official decides by date stands in the rule files instead.

mod console;
mod eds;
mod notices;
mod raw;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::layouts::Layouts;
use crate::domain::deadline::Limit;
use crate::domain::lang::Lang;
use crate::domain::rules::QueuePolicy;

use raw::Raw;

pub use console::ConsoleSettings;
pub use eds::{EdsSettings, Verifier};
pub use notices::{Mail, MailTls, NoticeSettings, Webhook};

/// What is wrong with the configuration: a sentence that names file, key, value and what was expected.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsFault(String);

/// What kind of installation this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Real money: no simulated clock, electronic signatures required.
    Production,
    /// Made-up money, to learn and to test.
    Sandbox,
}

impl Profile {
    /// The word of configuration and database.
    pub const fn word(self) -> &'static str {
        match self {
            Profile::Production => "production",
            Profile::Sandbox => "sandbox",
        }
    }

    /// From the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Profile::Production, Profile::Sandbox].into_iter().find(|p| p.word() == word)
    }
}

/// Who confirms (004 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The tick, as soon as a request is there.
    Automatic,
    /// The specialist, one by one.
    Manual,
}

/// When an order counts as dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DispatchMode {
    /// When the batch's first file is complete.
    OnExport,
    /// When the finance specialist hands the file over.
    ByFinance,
}

/// Where a request file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// `request import`: a specialist answers for it.
    Command,
    /// The inbox.
    Inbox,
}

/// The configuration, checked; paths are absolute or count from the current folder.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of the configuration file: relative paths count from it.
    pub base: PathBuf,
    /// Production or sandbox.
    pub profile: Profile,
    /// Language of what people read.
    pub language: Lang,
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// How long a connection to the database may take.
    pub connect: Duration,
    /// How long a writer waits for another; `None`: as the store thinks best.
    pub writer_patience: Option<Duration>,
    /// How long one statement of a server may take.
    pub statement: Duration,
    /// Folder of the rule files.
    pub rules: PathBuf,
    /// Whether `--at` may set the clock.
    pub simulated_clock: bool,
    /// The electronic signature.
    pub eds: EdsSettings,
    /// Who confirms.
    pub confirmation: Confirmation,
    /// One policy for all services instead of each one's own.
    pub queue_policy: Option<QueuePolicy>,
    /// Folder where request files are put.
    pub inbox: PathBuf,
    /// How long a file of the inbox must have lain unchanged.
    pub settle: Duration,
    /// From where request files are taken that their recipient did not sign.
    pub unsigned: Vec<Source>,
    /// When an order counts as dispatched.
    pub dispatch: DispatchMode,
    /// Folder that the tick writes to.
    pub outbox: PathBuf,
    /// Formats that the tick writes.
    pub formats: Vec<String>,
    /// How payment files are laid out: `formats/` beside the configuration.
    pub layouts: Layouts,
    /// How long an answer of the treasury may take.
    pub patience: Limit,
    /// The console.
    pub console: ConsoleSettings,
    /// How letters go out.
    pub notices: NoticeSettings,
    /// The daemon's time from the end of a tick to the next one.
    pub every: Duration,
    /// Whether the daemon's log is JSON.
    pub json_log: bool,
}

/// The keys that `--set` takes, and how their value is written.
const KEYS: [(&str, Kind); 44] = [
    ("profile", Kind::Text),
    ("language", Kind::Text),
    ("database.url", Kind::Path),
    ("database.connect", Kind::Text),
    ("database.patience", Kind::Text),
    ("database.statement", Kind::Text),
    ("rules.folder", Kind::Path),
    ("clock.simulated", Kind::Switch),
    ("eds.required", Kind::Switch),
    ("eds.anchors", Kind::Paths),
    ("eds.crls", Kind::Paths),
    ("eds.head", Kind::List),
    ("eds.second", Kind::List),
    ("eds.verifier", Kind::Text),
    ("eds.command", Kind::Command),
    ("eds.timeout", Kind::Text),
    ("eds.lists", Kind::List),
    ("eds.lists-folder", Kind::Path),
    ("eds.lists-largest", Kind::Text),
    ("eds.responders", Kind::List),
    ("eds.answer-age", Kind::Text),
    ("confirmation.mode", Kind::Text),
    ("queue.policy", Kind::Text),
    ("intake.inbox", Kind::Path),
    ("intake.settle", Kind::Text),
    ("intake.unsigned", Kind::List),
    ("dispatch.mode", Kind::Text),
    ("dispatch.folder", Kind::Path),
    ("dispatch.formats", Kind::List),
    ("reconciliation.patience", Kind::Text),
    ("console.listen", Kind::Text),
    ("console.certificate", Kind::Path),
    ("console.key", Kind::Path),
    ("console.proxies", Kind::List),
    ("console.idle", Kind::Text),
    ("console.longest", Kind::Text),
    ("notices.folder", Kind::Path),
    ("notices.webhook", Kind::Text),
    ("notices.secret", Kind::Path),
    ("notices.mail", Kind::Text),
    ("notices.from", Kind::Text),
    ("notices.tls", Kind::Text),
    ("daemon.every", Kind::Text),
    ("daemon.log", Kind::Text),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Path,
    Switch,
    List,
    Paths,
    /// A program and its arguments.
    Command,
}

impl Settings {
    /// Reads `path`, applies each `KEY=VALUE`, and checks everything.
    pub fn load(path: &Path, set: &[String]) -> Result<Self, SettingsFault> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| SettingsFault(format!("cannot read the configuration `{}`: {e}", path.display())))?;
        let base = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        Self::parse(&text, &path.display().to_string(), base, set)
    }

    /// As [`Settings::load`], from the text of a file called `name`.
    pub fn parse(text: &str, name: &str, base: PathBuf, set: &[String]) -> Result<Self, SettingsFault> {
        let fault = |e: &dyn std::fmt::Display| SettingsFault(format!("the configuration `{name}` is wrong: {e}"));
        let mut table: toml::Table = text.parse().map_err(|e| fault(&e))?;
        for one in set {
            apply(&mut table, one)?;
        }
        let raw: Raw = table.try_into().map_err(|e| fault(&e))?;
        check(raw, base).map_err(|e| fault(&e))
    }
}

/// A path of the command line counts from the current folder, not from the configuration's.
fn from_here(text: &str) -> String {
    let (scheme, path) = match text.strip_prefix("sqlite:") {
        Some(path) => ("sqlite:", path),
        None if text.contains("://") => return text.to_owned(),
        None => ("", text),
    };
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.into());
    format!("{scheme}{}", absolute.display())
}

fn apply(table: &mut toml::Table, one: &str) -> Result<(), SettingsFault> {
    let (key, text) = one.split_once('=').ok_or_else(|| {
        SettingsFault(format!("`--set {one}` is wrong; expected KEY=VALUE, e.g. `queue.policy=wait`"))
    })?;
    let Some((_, kind)) = KEYS.iter().find(|(k, _)| *k == key) else {
        let known: Vec<&str> = KEYS.iter().map(|(k, _)| *k).collect();
        return Err(SettingsFault(format!("`{key}` is no key of the configuration; known are {}", known.join(", "))));
    };
    let value = match kind {
        Kind::Text => toml::Value::String(text.to_owned()),
        Kind::Path => toml::Value::String(from_here(text)),
        Kind::Switch => toml::Value::Boolean(match text {
            "true" => true,
            "false" => false,
            _ => return Err(SettingsFault(format!("`--set {key}={text}` is wrong; expected `true` or `false`"))),
        }),
        Kind::List => {
            let items = text.split(',').filter(|s| !s.is_empty());
            toml::Value::Array(items.map(|s| toml::Value::String(s.to_owned())).collect())
        }
        Kind::Command => {
            let program = |text: &str| if text.contains('/') { from_here(text) } else { text.to_owned() };
            let words = text.split(',').enumerate().filter(|(_, word)| !word.is_empty());
            let words = words.map(|(place, word)| if place == 0 { program(word) } else { word.to_owned() });
            toml::Value::Array(words.map(toml::Value::String).collect())
        }
        Kind::Paths => {
            let items = text.split(',').filter(|s| !s.is_empty());
            toml::Value::Array(items.map(|s| toml::Value::String(from_here(s))).collect())
        }
    };
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((section, name)) => {
            let entry = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(inner) = entry {
                inner.insert(name.to_owned(), value);
            }
        }
    }
    Ok(())
}

/// The value of a word that may only be one of a few.
fn choose<T>(key: &str, word: &str, of: &[(&str, T)]) -> Result<T, String>
where
    T: Copy,
{
    let words = || of.iter().map(|(w, _)| format!("`{w}`")).collect::<Vec<_>>().join(" or ");
    of.iter()
        .find(|(w, _)| *w == word)
        .map(|(_, v)| *v)
        .ok_or_else(|| format!("`{key}` is `{word}`; expected {}", words()))
}

/// A span of time such as `500ms`, `60s`, `5min`, within bounds, or the usual one where the key is missing.
fn span(key: &str, text: Option<&str>, usual: &str, least: Duration) -> Result<Duration, String> {
    const MOST: Duration = Duration::from_secs(24 * 60 * 60);
    let text = text.unwrap_or(usual);
    let bounds = || format!("from `{}` to `24h`", humantime::format_duration(least));
    humantime::parse_duration(text)
        .ok()
        .filter(|d| (least..=MOST).contains(d))
        .ok_or_else(|| format!("`{key}` is `{text}`; expected a time such as `{usual}`, {}", bounds()))
}

fn check(raw: Raw, base: PathBuf) -> Result<Settings, String> {
    let profile =
        choose("profile", &raw.profile, &[("production", Profile::Production), ("sandbox", Profile::Sandbox)])?;
    let sandbox = profile == Profile::Sandbox;
    let language = match raw.language.as_deref() {
        None => Lang::Ru,
        Some(word) => {
            Lang::parse(word).ok_or_else(|| format!("`language` is `{word}`; expected `ru`, `kk` or `en`"))?
        }
    };
    let eds = EdsSettings::check(raw.eds, sandbox, &base)?;
    if !sandbox && raw.clock.simulated {
        return Err("`clock.simulated` is true in a production profile; real money needs the real clock".into());
    }
    let confirmation = raw.confirmation.mode.as_deref().unwrap_or(if sandbox { "automatic" } else { "manual" });
    let dispatch = raw.dispatch.mode.as_deref().unwrap_or(if sandbox { "on-export" } else { "by-finance" });
    let formats = raw.dispatch.formats.unwrap_or_else(|| vec!["treasury-xml".into()]);
    if formats.is_empty() {
        return Err("`dispatch.formats` names no format; expected at least one, e.g. `treasury-xml`".into());
    }
    let console = ConsoleSettings::check(raw.console, &base)?;
    let notices = NoticeSettings::check(raw.notices, &base)?;
    let patience = raw.reconciliation.patience.as_deref().unwrap_or("2wd");
    let second = Duration::from_secs(1);
    let database = &raw.database;
    let layouts = Layouts::load(&base.join("formats"))?;
    Ok(Settings {
        profile,
        layouts,
        language,
        connect: span("database.connect", database.connect.as_deref(), "20s", second)?,
        writer_patience: match database.patience.as_deref() {
            None => None,
            given => Some(span("database.patience", given, "60s", second)?),
        },
        statement: span("database.statement", database.statement.as_deref(), "30min", second)?,
        database: raw.database.url,
        rules: base.join(raw.rules.folder),
        simulated_clock: raw.clock.simulated,
        eds,
        confirmation: choose(
            "confirmation.mode",
            confirmation,
            &[("automatic", Confirmation::Automatic), ("manual", Confirmation::Manual)],
        )?,
        queue_policy: match raw.queue.policy.as_deref() {
            None => None,
            Some(word) => {
                Some(choose("queue.policy", word, &[("partial", QueuePolicy::Partial), ("wait", QueuePolicy::Wait)])?)
            }
        },
        inbox: base.join(raw.intake.inbox.unwrap_or_else(|| "inbox".into())),
        settle: span("intake.settle", raw.intake.settle.as_deref(), "500ms", Duration::ZERO)?,
        unsigned: match raw.intake.unsigned {
            None => vec![Source::Command, Source::Inbox],
            Some(words) => {
                let source = |word: &String| {
                    choose("intake.unsigned", word, &[("command", Source::Command), ("inbox", Source::Inbox)])
                };
                words.iter().map(source).collect::<Result<_, _>>()?
            }
        },
        dispatch: choose(
            "dispatch.mode",
            dispatch,
            &[("on-export", DispatchMode::OnExport), ("by-finance", DispatchMode::ByFinance)],
        )?,
        outbox: base.join(raw.dispatch.folder.unwrap_or_else(|| "outbox".into())),
        formats,
        patience: Limit::parse(patience)
            .ok_or_else(|| format!("`reconciliation.patience` is `{patience}`; expected a limit such as `2wd`"))?,
        console,
        notices,
        every: span("daemon.every", raw.daemon.every.as_deref(), "60s", Duration::from_millis(100))?,
        json_log: choose(
            "daemon.log",
            raw.daemon.log.as_deref().unwrap_or("text"),
            &[("text", false), ("json", true)],
        )?,
        base,
    })
}
