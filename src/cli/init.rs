//! `init`: a commented configuration, its data files, and the database with its people.

use std::path::Path;

use serde_json::json;

use crate::binds;
use crate::config::RuleFiles;
use crate::config::settings::{Profile, Settings};
use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::person::{Role, RoleHeld};
use crate::stage::StageError;
use crate::store::{Db, installation, person};
use crate::telling::out::Out;
use crate::texts::Texts;

use super::app::{clock_of, rules_of};
use super::args::{Global, ProfileArg};
use super::{DONE, Failure, Outcome, Surroundings};

const PRODUCTION: &str = include_str!("../../config/production.toml");
const SANDBOX: &str = include_str!("../../config/sandbox.toml");
/// How payment files are laid out, each form with its word.
const FORMATS: [(&str, &str); 5] = [
    ("treasury-xml", include_str!("../../config/formats/treasury-xml.toml")),
    ("csv", include_str!("../../config/formats/csv.toml")),
    ("pain001", include_str!("../../config/formats/pain001.toml")),
    ("1c", include_str!("../../config/formats/1c.toml")),
    ("mt102", include_str!("../../config/formats/mt102.toml")),
];
/// The people of a sandbox, each by the name of the role.
const PEOPLE: [Role; 4] = [Role::Specialist, Role::Head, Role::Finance, Role::Auditor];

/// Runs the command.
pub async fn run(
    global: &Global,
    around: &Surroundings,
    out: &mut Out<'_>,
    dir: &Path,
    profile: ProfileArg,
) -> Outcome {
    let text = if profile == ProfileArg::Sandbox { SANDBOX } else { PRODUCTION };
    let place = dir.join("qazyna.toml");
    for taken in [&place, &dir.join("rules"), &dir.join("formats")] {
        if taken.exists() {
            return Err(StageError::refuse("init", Code::AlreadyExists, taken.display(), "").into());
        }
    }
    let name = place.display().to_string();
    let settings =
        Settings::parse(text, &name, dir.to_owned(), &global.set).map_err(|e| Failure::Usage(e.to_string()))?;
    out.texts = Texts::new(global.lang.unwrap_or(settings.language));
    let files = RuleFiles::built_in();
    let (rules, in_force) = rules_of(&files)?;
    let clock = clock_of(global, settings.simulated_clock)?;
    std::fs::create_dir_all(dir).map_err(StageError::io(dir))?;
    let set_here = global.set.iter().any(|s| s.starts_with("database.url="));
    let outside = around.database_url.clone().filter(|_| !set_here);
    let (url, base) = match outside {
        Some(url) => (url, Path::new(".")),
        None => (settings.database.clone(), dir),
    };
    let db = Db::open(&url, base, true).await?;
    db.migrate().await?;
    let mut conn = db.read().await?;
    if installation::profile(&mut conn).await?.is_some() {
        return Err(StageError::refuse("init", Code::AlreadyExists, without_password(&url), "").into());
    }
    drop(conn);
    write_files(dir, &files, text)?;
    let mut tx = db.writing(clock, "system", &in_force, clock.is_simulated()).await?;
    let (word, moment) = (settings.profile.word(), tx.moment);
    tx.conn.execute("installation_insert", binds![word, moment]).await?;
    let mut events = Events::new();
    let rules_hex = crate::domain::batch::hex(&rules.fingerprint);
    events.add("installation-created", &[("profile", &word), ("rules", &rules_hex)]);
    if settings.profile == Profile::Sandbox {
        for role in PEOPLE {
            let held = RoleHeld { role, from: None, to: None, basis: None, ended_at: None };
            person::add_role(&mut tx, role.word(), None, &held).await?;
            events.add("role-given", &[("person", &role.word()), ("role", &role.word())]);
        }
    }
    if clock.is_simulated() {
        tx.commit_free(&events).await?;
    } else {
        tx.commit(&events).await?;
    }
    db.close().await;
    out.say("done-init", &[("dir", &dir.display()), ("profile", &word)])?;
    out.json(&json!({ "path": place.display().to_string(), "profile": word }))?;
    Ok(DONE)
}

/// An address as it may be shown.
pub fn without_password(url: &str) -> String {
    match url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?))) {
        Some((scheme, (who, place))) => format!("{scheme}://{}@{place}", who.split(':').next().unwrap_or("")),
        None => url.to_owned(),
    }
}

/// The configuration, the rule files and the schema of our own XML.
fn write_files(dir: &Path, files: &RuleFiles, text: &str) -> Result<(), StageError> {
    let rules = dir.join("rules");
    for (path, bytes) in files.iter() {
        let place = rules.join(path);
        let folder = place.parent().unwrap_or(&rules);
        std::fs::create_dir_all(folder).map_err(StageError::io(folder))?;
        std::fs::write(&place, bytes).map_err(StageError::io(&place))?;
    }
    let formats = dir.join("formats");
    std::fs::create_dir_all(&formats).map_err(StageError::io(&formats))?;
    for (form, text) in FORMATS {
        let place = formats.join(format!("{form}.toml"));
        std::fs::write(&place, text).map_err(StageError::io(&place))?;
    }
    let schema = dir.join("schema");
    std::fs::create_dir_all(&schema).map_err(StageError::io(&schema))?;
    let ours: [(&str, &[u8]); 2] = [
        ("qazyna-treasury-1.xsd", include_bytes!("../../config/schema/qazyna-treasury-1.xsd")),
        ("qazyna-application-1.xsd", include_bytes!("../../config/schema/qazyna-application-1.xsd")),
    ];
    for (name, bytes) in ours {
        let xsd = schema.join(name);
        std::fs::write(&xsd, bytes).map_err(StageError::io(&xsd))?;
    }
    let place = dir.join("qazyna.toml");
    std::fs::write(&place, text).map_err(StageError::io(&place))
}
