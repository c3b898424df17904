//! A primary and its synchronous standby on this machine: the primary dies in the middle of a tick, the standby is
//! promoted, and the same commands go on with it. Nothing that was acknowledged is lost, nothing is done twice, and the
//! end is that of a payout that nobody disturbed. The set-up is that of `packaging/postgresql-standby.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::unistd::{User, getuid};
use qazyna::cli::{self, Surroundings};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use support::Engine;
use support::office::Office;
use support::payout::{assert_same, begun, facts};
use tempfile::TempDir;

/// How long a server may take to do what is waited for, before the test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Requests enough that forming takes far longer than it takes to kill a server.
const REQUESTS: u64 = 1_500;

/// Looks again and again until the answer is there.
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The folder of the server's programs: Debian's newest, or one of the path.
fn bin() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|v| v.unwrap().path().join("bin")).collect();
    debian.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = debian.into_iter().rev().chain(std::env::split_paths(&path));
    let whole = |folder: &PathBuf| ["initdb", "pg_basebackup"].iter().all(|name| folder.join(name).exists());
    folders
        .find(whole)
        .expect("the PostgreSQL server is missing, and no test runs without it: apt-get install postgresql")
}

/// A program of the server, as the user `postgres` where root runs the test: PostgreSQL refuses root.
fn program(name: &str, home: &Path) -> Command {
    let mut command = Command::new(bin().join(name));
    command.current_dir(home).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    if getuid().is_root() {
        let user = User::from_name("postgres").unwrap().expect("the user `postgres`: apt-get install postgresql");
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    command
}

fn must(mut command: Command) {
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {}{said}", String::from_utf8_lossy(&done.stdout));
}

/// A server with its folder; both end with the test.
struct Server {
    home: TempDir,
    running: Child,
}

impl Server {
    /// A folder with a short path, because a socket's path holds 107 bytes.
    fn home() -> TempDir {
        let home = tempfile::Builder::new().prefix("qz-").tempdir_in("/tmp").unwrap();
        if let Some(user) = User::from_name("postgres").unwrap().filter(|_| getuid().is_root()) {
            chown(home.path(), Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
        }
        home
    }

    fn start(home: TempDir, settings: &[&str]) -> Self {
        let mut command = program("postgres", home.path());
        command.arg("-D").arg(home.path().join("data")).arg("-k").arg(home.path());
        command.args(["-c", "listen_addresses=", "-c", "fsync=off"]);
        for setting in settings {
            command.args(["-c", setting]);
        }
        let log = fs::File::create(home.path().join("log")).unwrap();
        let running = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let server = Server { home, running };
        wait_for("a server to answer", || server.number("postgres", "SELECT 1"));
        server
    }

    fn address(&self, base: &str) -> String {
        format!("postgres://postgres@{}/{base}", self.home.path().to_str().unwrap().replace('/', "%2F"))
    }

    /// The number that a statement gives, or nothing while the server does not answer.
    fn number(&self, base: &str, sql: &str) -> Option<i64> {
        let (address, sql) = (self.address(base), sql.to_owned());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let work = async {
            let mut connection = PgConnection::connect(&address).await.ok()?;
            let sql = format!("SELECT CAST(({sql}) AS BIGINT)");
            let found: Option<i64> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.ok()?;
            found
        };
        runtime.block_on(work)
    }

    fn run(&self, sql: &'static str) {
        let address = self.address("postgres");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let work = async {
            let mut connection = PgConnection::connect(&address).await?;
            sqlx::query(sql).execute(&mut connection).await
        };
        runtime.block_on(work).unwrap();
    }

    /// The power fails: the server and each of its processes at once.
    fn kill(&mut self) {
        let id = self.running.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
        self.running.kill().unwrap();
        self.running.wait().unwrap();
        // those that see by themselves that the server is gone are gone already
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill -9 \"$@\" 2>/dev/null", "sh"]).args(children.split_whitespace());
        let _ = kill.status();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = program("pg_ctl", self.home.path());
        stop.arg("-D").arg(self.home.path().join("data")).args(["-m", "immediate", "-w", "stop"]);
        let _ = stop.output();
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

/// A primary that acknowledges nothing which its standby has not applied, and that standby.
fn pair() -> (Server, Server) {
    let home = Server::home();
    let mut make = program("initdb", home.path());
    make.arg("-D").arg(home.path().join("data"));
    make.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
    must(make);
    let primary = Server::start(home, &[]);
    let home = Server::home();
    let mut copy = program("pg_basebackup", home.path());
    copy.arg("-h").arg(primary.home.path()).args(["-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync"]);
    copy.arg("-D").arg(home.path().join("data"));
    must(copy);
    let standby = Server::start(home, &["cluster_name=standby"]);
    // after the copy was made: the standby must not wait for itself once it is the primary
    primary.run("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    primary.run("ALTER SYSTEM SET synchronous_commit = 'remote_apply'");
    primary.run("SELECT pg_reload_conf()");
    let in_step = "SELECT count(*) FROM pg_stat_replication WHERE application_name = 'standby' AND sync_state = 'sync'";
    wait_for("the standby to be in step", || primary.number("postgres", in_step).filter(|n| *n == 1));
    primary.run("CREATE DATABASE office TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'");
    (primary, standby)
}

/// `audit verify --expect` with the address where an administrator changes it: in `qazyna.toml`.
fn verify_by_the_file(office: &Office, address: &str, head: &str) -> (u8, String) {
    let path = office.path("qazyna.toml");
    let text = fs::read_to_string(&path).unwrap();
    let moved = text.replace("url = \"sqlite:qazyna.db\"", &format!("url = \"{address}\""));
    assert_ne!(text, moved);
    fs::write(&path, moved).unwrap();
    let words = ["qazyna", "--config", &path, "audit", "verify", "--expect", head].map(OsString::from);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let code = runtime.block_on(cli::run(words, &Surroundings::default(), &mut stdout, &mut stderr));
    (code, String::from_utf8([stdout, stderr].concat()).unwrap())
}

/// How long the journal is.
const LINKS: &str = "SELECT count(*) FROM journal";

#[test]
fn a_standby_that_is_promoted_in_the_middle_of_a_tick_goes_on_where_the_primary_was() {
    let (undisturbed, acts) = begun(Office::new(Engine::Postgres), REQUESTS);
    for (_, act) in &acts {
        act.must(&undisturbed);
    }
    let undisturbed = facts(&undisturbed);

    let (mut primary, standby) = pair();
    let office = Office::on(TempDir::new().unwrap(), primary.address("office"));
    let (mut office, acts) = begun(office, REQUESTS);
    let [import, tick, rest @ ..] = acts.as_slice() else { panic!("an import and a tick come first") };
    import.1.must(&office);
    let noted = office.must("", "", &["audit", "verify"]);
    let before = primary.number("office", LINKS).unwrap();
    assert_eq!(standby.number("office", LINKS), Some(before), "what was acknowledged stands in the standby");

    let mut running = tick.1.start(&office);
    // the first of the tick's transactions is done, and others are to come
    let acknowledged = wait_for("the tick to be at work", || primary.number("office", LINKS).filter(|n| *n > before));
    primary.kill();
    let ended = wait_for("the tick to see it", || running.0.try_wait().unwrap());
    assert_eq!(ended.code(), Some(1), "the tick was in the middle of its work, and a dead database is a fault");

    // nobody changes anything in a standby that is none yet
    office.move_to(standby.address("office"));
    let refused = office.run(tick.1.at, "", &["tick"]);
    assert!(matches!(refused.code, 1 | 2) && refused.stderr.contains("read-only"), "{refused:?}");
    // but whoever only reads may
    office.must(tick.1.at, "", &["audit", "verify"]);
    assert_eq!(office.must(tick.1.at, "", &["request", "list"]).as_array().map(Vec::len), Some(REQUESTS as usize));

    let mut promote = program("pg_ctl", standby.home.path());
    promote.arg("-D").arg(standby.home.path().join("data")).args(["-w", "promote"]);
    must(promote);
    let found = standby.number("office", LINKS).unwrap();
    assert!(found >= acknowledged, "{acknowledged} links were acknowledged, {found} are there");
    let head = noted["head"].as_str().unwrap();
    let (code, said) = verify_by_the_file(&office, &standby.address("office"), head);
    assert_eq!(code, 0, "{said}");

    tick.1.must(&office);
    for (_, act) in rest {
        act.must(&office);
    }
    assert_same(&undisturbed, &facts(&office), "after the promotion");
}

#[test]
fn an_address_names_one_server_and_one_of_two_is_refused() {
    let mut office = Office::new(Engine::Sqlite);
    office.move_to("postgres://postgres@%2Ftmp%2Fone,%2Ftmp%2Ftwo/office?target_session_attrs=read-write".to_owned());
    let ran = office.run("", "", &["batch", "list"]);
    assert!(matches!(ran.code, 1 | 2) && ran.stdout.is_empty() && !ran.stderr.is_empty(), "{ran:?}");
}
