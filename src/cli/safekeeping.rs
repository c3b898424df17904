//! `backup` and `restore`. Neither brings the database to this program's schema first: a backup copies what is there, a
//! restore must also work where the database is broken or gone.

use std::path::Path;

use serde_json::json;

use crate::clock::Clock;
use crate::config::settings::Profile;
use crate::domain::batch::hex;
use crate::domain::defect::Code;
use crate::domain::person::Role;
use crate::stage::safekeeping::{self, Before, Found};
use crate::stage::{Acting, Office, StageError, audit, people};
use crate::store::replacement::{Place, Swapped};
use crate::store::{Db, StoreError, installation};
use crate::telling::out::Out;

use super::app::{Configured, must_be_file};
use super::args::Global;
use super::init::without_password;
use super::{DONE, Failure, Outcome, Surroundings, WRONG};

/// `backup`: whoever may read may copy.
pub async fn backup(global: &Global, around: &Surroundings, out: &mut Out<'_>, file: &Path) -> Outcome {
    let prepared = Configured::begin(global, around, out)?;
    let db = Db::open(&prepared.settings.database, &prepared.base, false).await?;
    let profile = installation::profile(&mut db.read().await?).await?;
    if profile.as_deref() != Some(prepared.settings.profile.word()) {
        return Err(other_profile(&prepared, profile.as_deref()));
    }
    let reading = db.reading(prepared.clock).await?;
    let written = safekeeping::backup(&db, reading, file).await?;
    db.close().await;
    let (path, head, sha256) = (file.display(), hex(&written.head.head), hex(&written.sha256));
    out.say(
        "done-backup",
        &[("file", &path), ("rows", &written.rows), ("links", &written.head.links), ("head", &head)],
    )?;
    out.json(&json!({
        "path": path.to_string(),
        "sha256": sha256,
        "bytes": written.length,
        "schema": written.head.schema,
        "created": written.head.created,
        "head": head,
        "links": written.head.links,
        "tables": written.tables,
        "rows": written.rows,
    }))?;
    Ok(DONE)
}

fn other_profile(prepared: &Configured, found: Option<&str>) -> Failure {
    let wanted = prepared.settings.profile.word();
    Failure::Usage(match found {
        None | Some("") => "the database was never set up; `qazyna init DIR` does it".to_owned(),
        Some(word) => format!(
            "the database is a `{word}` one, the configuration says `{wanted}`; a {word} database is never used otherwise"
        ),
    })
}

/// `restore`: an admin or a finance specialist; in the sandbox also nobody.
pub async fn restore(global: &Global, around: &Surroundings, out: &mut Out<'_>, file: &Path) -> Outcome {
    must_be_file(file)?;
    let prepared = Configured::begin(global, around, out)?;
    let found = safekeeping::inspect(file)?;
    if found.head.profile != prepared.settings.profile.word() {
        return Err(other_profile(&prepared, Some(&found.head.profile)));
    }
    let in_use = || StageError::refuse("database", Code::InUse, without_password(&prepared.settings.database), "");
    let place = Place::take(&prepared.settings.database, &prepared.base).await?.ok_or_else(in_use)?;
    let who = Who { prepared: &prepared, actor: global.actor.as_deref(), login: &around.login };
    let (before, mut acting) = look(&place, &who, out).await?;
    let filled = grow(&place, &who, file, &found, (&before, &mut acting)).await;
    let grown = match filled {
        Ok(grown) => grown,
        Err(failure) => {
            place.give_up().await?;
            return Err(failure);
        }
    };
    if !grown.wrong.is_empty() {
        place.give_up().await?;
        out.note("restore-chain-broken", &[("place", &grown.wrong)])?;
        return Ok(WRONG);
    }
    let stamp = grown.day.format("%Y%m%d").to_string();
    let Swapped::Done(aside) = place.swap(before.head, &stamp).await? else { return Err(in_use().into()) };
    let (created, head) = (&found.head.created, hex(&found.head.head));
    let (aside_shown, day) = (aside.as_deref().unwrap_or("–"), grown.day.format("%d.%m.%Y"));
    out.say("done-restore", &[("created", created), ("rows", &grown.rows), ("head", &head), ("aside", &aside_shown)])?;
    out.note("restore-guard", &[("date", &day)])?;
    out.json(&json!({
        "restored": true,
        "created": created,
        "schema": found.head.schema,
        "links": found.head.links,
        "head": head,
        "replaced": aside,
        "replaced_head": before.head.map(|h| hex(&h)),
        "tables": grown.tables,
        "rows": grown.rows,
    }))?;
    Ok(DONE)
}

/// Who asks for it.
struct Who<'a> {
    prepared: &'a Configured,
    actor: Option<&'a str>,
    login: &'a str,
}

impl Who<'_> {
    fn office<'b>(&'b self, db: &'b Db, clock: Clock) -> Office<'b> {
        let Configured { settings, rules, in_force, .. } = self.prepared;
        Office { db, clock, rules, in_force, settings }
    }

    /// The person, as this database knows people.
    async fn acting(&self, db: &Db, clock: Clock) -> Result<Acting, Failure> {
        let office = self.office(db, clock);
        let acting = match (self.prepared.settings.profile, self.actor) {
            (Profile::Sandbox, None) => return Ok(Acting::System),
            (Profile::Sandbox, Some(name)) => people::acting(&office, name).await?,
            (Profile::Production, _) => people::acting_login(&office, self.login).await?,
        };
        acting.require(&[Role::Admin, Role::Finance])?;
        Ok(acting)
    }
}

/// What stands there now and, where it knows people, who asks. What cannot be read is replaced all the same.
async fn look(place: &Place, who: &Who<'_>, out: &mut Out<'_>) -> Result<(Before, Option<Acting>), Failure> {
    let looked = async {
        let Some(db) = place.present().await? else { return Ok::<_, StoreError>((Before::default(), None)) };
        let before = safekeeping::look(&db).await;
        if before.is_err() {
            db.close().await;
        }
        Ok((before?, Some(db)))
    };
    let (before, db) = match looked.await {
        Ok((before, db)) => (before, db),
        Err(fault) => {
            out.note("restore-unreadable", &[("fault", &fault)])?;
            return Ok((Before::default(), None));
        }
    };
    let Some(db) = db else { return Ok((before, None)) };
    let clock = who.prepared.clock;
    let acting = if before.people { Some(who.acting(&db, clock).await) } else { None };
    let behind = db.check_clock(clock).await;
    db.close().await;
    if before.last.is_some() {
        behind?;
    }
    Ok((before, acting.transpose()?))
}

/// The new database, filled and recorded, but not yet in its place.
struct Grown {
    tables: u64,
    rows: u64,
    day: chrono::NaiveDate,
    /// Where the chain is broken; nothing where it holds.
    wrong: String,
}

async fn grow(
    place: &Place,
    who: &Who<'_>,
    file: &Path,
    found: &Found,
    (before, acting): (&Before, &mut Option<Acting>),
) -> Result<Grown, Failure> {
    let (db, tables, rows) = safekeeping::fill(place, file, found).await?;
    let ended = settle(&db, who, found, before, acting).await;
    db.close().await;
    let (day, wrong) = ended?;
    Ok(Grown { tables, rows, day, wrong })
}

/// Checks what was filled and records the restore in it.
async fn settle(
    db: &Db,
    who: &Who<'_>,
    found: &Found,
    before: &Before,
    acting: &mut Option<Acting>,
) -> Result<(chrono::NaiveDate, String), Failure> {
    let prepared = who.prepared;
    let chain = audit::chain(&mut db.read().await?).await?;
    let own = safekeeping::look(db).await?;
    // a clock that stands, stands at the last change of both
    let clock = match prepared.clock {
        Clock::Standing => own.last.max(before.last).map_or(Clock::Standing, Clock::At),
        other => other,
    };
    let office = who.office(db, clock);
    let day = office.day(clock.now(own.last));
    match chain {
        Ok(end) if end == (found.head.links, found.head.head) => {}
        Ok(_) => return Ok((day, "head".to_owned())),
        Err(place) => return Ok((day, place)),
    }
    let acting = match acting.take() {
        Some(acting) => acting,
        None => who.acting(db, clock).await?,
    };
    safekeeping::record(&office, &acting, found, before.head).await?;
    Ok((day, String::new()))
}
