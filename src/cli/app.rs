//! What a command needs: configuration, rules, database, clock, and who acts.

use std::path::{Path, PathBuf};

use crate::clock::Clock;
use crate::config::settings::{Profile, Settings};
use crate::config::{RuleFiles, load_rules};
use crate::domain::order::OrderNumber;
use crate::domain::rules::Rules;
use crate::format::Format;
use crate::stage::{Acting, Office, limits_of, people};
use crate::store::journal::RulesInForce;
use crate::store::{Db, Limits, StoreError, installation};
use crate::telling::out::Out;
use crate::texts::Texts;

use super::args::Global;
use super::values::OrderArg;
use super::{Failure, Surroundings};

/// An opened installation.
pub struct App {
    /// The configuration.
    pub settings: Settings,
    /// The rules in force.
    pub rules: Rules,
    /// The same, as the journal names and keeps them.
    pub in_force: RulesInForce,
    /// The folder that a relative path of the database's address counts from.
    pub base: PathBuf,
    /// The database.
    pub db: Db,
    /// The command's clock.
    pub clock: Clock,
    actor: Option<String>,
    login: String,
}

/// Where the configuration lies.
pub fn config_path(global: &Global, around: &Surroundings) -> Result<PathBuf, Failure> {
    if let Some(path) = global.config.clone().or_else(|| around.config.as_deref().map(PathBuf::from)) {
        return Ok(path);
    }
    let usual = [PathBuf::from("qazyna.toml"), PathBuf::from("/etc/qazyna/qazyna.toml")];
    usual.into_iter().find(|p| p.exists()).ok_or_else(|| {
        Failure::Usage(
            "no configuration; give --config FILE, set QAZYNA_CONFIG, or make one with `qazyna init DIR`".into(),
        )
    })
}

/// The rules of a folder, and how the journal keeps them.
pub fn rules_of(files: &RuleFiles) -> Result<(Rules, RulesInForce), Failure> {
    let usage = |e: &dyn std::fmt::Display| Failure::Usage(format!("the rules are wrong: {e}"));
    let rules = load_rules(files).map_err(|e| usage(&e))?;
    let bundle = files.bundle().map_err(|e| usage(&e))?;
    let in_force = RulesInForce { fingerprint: rules.fingerprint, bundle };
    Ok((rules, in_force))
}

fn rule_files(settings: &Settings) -> Result<RuleFiles, Failure> {
    if !settings.rules.is_dir() {
        let folder = settings.rules.display();
        return Err(Failure::Usage(format!("`rules.folder` is `{folder}`, where no folder is; expected the rules")));
    }
    let wrong = |e| Failure::Usage(format!("the rules in `{}` are wrong: {e}", settings.rules.display()));
    RuleFiles::from_dir(&settings.rules).map_err(wrong)
}

/// The rules without a database: those of the configuration, or the built-in ones where there is none.
pub fn rules_alone(global: &Global, around: &Surroundings, out: &mut Out<'_>) -> Result<Rules, Failure> {
    let files = match config_path(global, around) {
        Err(_) => RuleFiles::built_in(),
        Ok(path) => {
            let settings = Settings::load(&path, &global.set).map_err(|e| Failure::Usage(e.to_string()))?;
            clock_of(global, settings.simulated_clock)?;
            out.texts = Texts::new(global.lang.unwrap_or(settings.language));
            rule_files(&settings)?
        }
    };
    let (rules, _) = rules_of(&files)?;
    out.zone = rules.calendar.zone();
    out.reach = rules.calendar.reach();
    Ok(rules)
}

/// The clock of a command: `--at` only where time is simulated.
pub fn clock_of(global: &Global, simulated: bool) -> Result<Clock, Failure> {
    match (global.at, simulated) {
        (Some(_), false) => Err(Failure::Usage(
            "`--at` needs `clock.simulated = true`; this installation runs on the real clock".into(),
        )),
        (Some(at), true) => Ok(Clock::At(at)),
        (None, true) => Ok(Clock::Standing),
        (None, false) => Ok(Clock::System),
    }
}

/// What a command works by, read and checked, before any database is opened.
pub struct Configured {
    /// The configuration.
    pub settings: Settings,
    /// The folder that a relative path of the database's address counts from.
    pub base: PathBuf,
    /// The rules in force.
    pub rules: Rules,
    /// The same, as the journal names and keeps them.
    pub in_force: RulesInForce,
    /// The command's clock.
    pub clock: Clock,
}

impl Configured {
    /// Reads configuration and rules.
    pub fn read(global: &Global, around: &Surroundings) -> Result<Self, Failure> {
        let path = config_path(global, around)?;
        let mut settings = Settings::load(&path, &global.set).map_err(|e| Failure::Usage(e.to_string()))?;
        let set_here = global.set.iter().any(|s| s.starts_with("database.url="));
        let mut base = settings.base.clone();
        if let Some(url) = around.database_url.clone().filter(|_| !set_here) {
            settings.database = url;
            base = PathBuf::from(".");
        }
        let (rules, in_force) = rules_of(&rule_files(&settings)?)?;
        let clock = clock_of(global, settings.simulated_clock)?;
        Ok(Configured { settings, base, rules, in_force, clock })
    }

    /// As [`Configured::read`]; sets language and zone of the output, and refuses a named actor in production.
    pub fn begin(global: &Global, around: &Surroundings, out: &mut Out<'_>) -> Result<Self, Failure> {
        let read = Self::read(global, around)?;
        out.texts = Texts::new(global.lang.unwrap_or(read.settings.language));
        out.zone = read.rules.calendar.zone();
        out.reach = read.rules.calendar.reach();
        if read.settings.profile == Profile::Production && global.actor.is_some() {
            return Err(Failure::Usage(
                "`--actor` is for the sandbox; in production the operating-system user acts, mapped by `user add --login`"
                    .into(),
            ));
        }
        Ok(read)
    }
}

impl App {
    /// Opens configuration, rules and database; refuses a profile that is not the database's own.
    pub async fn open(global: &Global, around: &Surroundings, out: &mut Out<'_>) -> Result<Self, Failure> {
        let Configured { settings, base, rules, in_force, clock } = Configured::begin(global, around, out)?;
        let db = Db::open_within(&settings.database, &base, false, &limits_of(&settings)).await?;
        db.migrate().await?;
        let (actor, login) = (global.actor.clone(), around.login.clone());
        let app = App { settings, base, rules, in_force, db, clock, actor, login };
        app.check_profile().await?;
        Ok(app)
    }

    /// New connections of this name to the same database; the old ones are left to themselves.
    pub async fn reopen(&mut self, name: String) -> Result<(), StoreError> {
        let limits = Limits { name, ..limits_of(&self.settings) };
        self.db = Db::open_within(&self.settings.database, &self.base, false, &limits).await?;
        Ok(())
    }

    /// Works by another configuration from here on; refuses one that needs a restart.
    pub fn take_over(&mut self, new: Configured) -> Result<(), Failure> {
        let (old, next) = (&self.settings, &new.settings);
        let fixed = [
            ("profile", old.profile == next.profile),
            ("database.url", old.database == next.database),
            ("database.connect, .patience or .statement", limits_of(old) == limits_of(next)),
            ("clock.simulated", old.simulated_clock == next.simulated_clock),
            ("console", old.console == next.console),
            ("daemon.log", old.json_log == next.json_log),
        ];
        if let Some((key, _)) = fixed.iter().find(|(_, same)| !same) {
            return Err(Failure::Usage(format!("`{key}` differs from what this daemon was started with; restart it")));
        }
        (self.settings, self.rules, self.in_force) = (new.settings, new.rules, new.in_force);
        Ok(())
    }

    async fn check_profile(&self) -> Result<(), Failure> {
        let mut conn = self.db.read().await?;
        let stored = installation::profile(&mut conn).await?;
        match stored.as_deref() {
            None => Err(Failure::Usage("the database was never set up; `qazyna init DIR` does it".into())),
            Some(word) if Profile::parse(word) == Some(self.settings.profile) => Ok(()),
            Some(word) => Err(Failure::Usage(format!(
                "the database is a `{word}` one, the configuration says `{}`; a {word} database is never used otherwise",
                self.settings.profile.word()
            ))),
        }
    }

    /// What the stages work with.
    pub fn office(&self) -> Office<'_> {
        Office {
            db: &self.db,
            clock: self.clock,
            rules: &self.rules,
            in_force: &self.in_force,
            settings: &self.settings,
        }
    }

    /// Who acts: `--actor` in the sandbox, the operating-system user in production.
    /// Refuses a clock that stands before the last recorded change, before anything is looked up.
    pub async fn actor(&self) -> Result<Acting, Failure> {
        self.db.check_clock(self.clock).await?;
        match (self.settings.profile, &self.actor) {
            (Profile::Sandbox, Some(name)) => Ok(people::acting(&self.office(), name).await?),
            (Profile::Sandbox, None) => Err(Failure::Usage("who acts? give `--actor NAME`".into())),
            (Profile::Production, _) => Ok(people::acting_login(&self.office(), &self.login).await?),
        }
    }

    /// Who manages people: as [`App::actor`], but the sandbox asks for nobody, and an empty production database has
    /// nobody yet.
    pub async fn manager(&self) -> Result<Acting, Failure> {
        match (self.settings.profile, &self.actor) {
            (Profile::Sandbox, None) => Ok(Acting::System),
            (Profile::Sandbox, Some(name)) => Ok(people::acting(&self.office(), name).await?),
            (Profile::Production, _) => {
                let mut reading = self.office().reading().await?;
                let nobody = people::list(&mut reading.conn).await?.is_empty();
                drop(reading);
                if nobody {
                    return Ok(Acting::Person { name: self.login.clone(), roles: Vec::new() });
                }
                self.actor().await
            }
        }
    }

    /// The operating-system user.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// The formats of these words, or the configured ones.
    pub fn formats(&self, words: &[String]) -> Result<Vec<Format>, Failure> {
        let words = if words.is_empty() { &self.settings.formats } else { words };
        let mut formats = Vec::new();
        for word in words {
            let format = Format::from_word(word).map_err(|e| Failure::Usage(e.to_string()))?;
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        Ok(formats)
    }

    /// The full number of an order that may be typed without its year.
    pub async fn order_number(&self, typed: OrderArg) -> Result<OrderNumber, Failure> {
        match typed {
            OrderArg::Full(number) => Ok(number),
            OrderArg::Bare(number) => {
                let now = self.office().reading().await?.moment;
                let year = chrono::Datelike::year(&self.office().day(now));
                Ok(OrderNumber { year, number })
            }
        }
    }
}

/// A file that must be there.
pub fn must_exist(path: &Path) -> Result<(), Failure> {
    if path.exists() { Ok(()) } else { Err(Failure::Usage(format!("there is no file `{}`", path.display()))) }
}

/// As [`must_exist`], and no folder.
pub fn must_be_file(path: &Path) -> Result<(), Failure> {
    must_exist(path)?;
    if path.is_dir() {
        return Err(Failure::Usage(format!("`{}` is a folder; expected a file", path.display())));
    }
    Ok(())
}
