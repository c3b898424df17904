//! A department of its own for a test: a fresh sandbox on one engine, and commands run as a user would type them.

use std::ffi::OsString;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use qazyna::cli::{self, Surroundings};
use qazyna::faults::Faults;
use qazyna::store::Db;
use serde_json::Value;
use tempfile::TempDir;

use super::begun::Begun;
use super::{Engine, copied_url, fresh_url, run_sql};

/// What a command did.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Its exit code.
    pub code: u8,
    /// Its results.
    pub stdout: String,
    /// Its notes.
    pub stderr: String,
}

impl Ran {
    /// The result as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("no JSON ({e}): {self:?}"))
    }

    /// The codes of all defects in a JSON result.
    pub fn codes(&self) -> Vec<String> {
        let document = self.json();
        let list = document["defects"].as_array().cloned().unwrap_or_default();
        list.iter().map(|d| d["code"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// A sandbox in a folder of its own.
pub struct Office {
    folder: TempDir,
    around: Surroundings,
}

impl Office {
    /// A fresh sandbox on this engine, with the people `specialist`, `head`, `finance`, `auditor`.
    pub fn new(engine: Engine) -> Self {
        let folder = TempDir::new().unwrap();
        let url = Begun::on(engine).copy_to(folder.path());
        Office { folder, around: Surroundings { database_url: Some(url), ..Default::default() } }
    }

    /// A fresh sandbox on the empty database of this address.
    pub fn on(folder: TempDir, url: String) -> Self {
        let around = Surroundings { database_url: Some(url), ..Default::default() };
        let office = Office { folder, around };
        let dir = office.dir().into_os_string().into_string().unwrap();
        let made = office.words(&["--at", "2026-01-01T09:00:00+05:00", "init", &dir, "--profile", "sandbox"]);
        assert_eq!(made.code, 0, "{made:?}");
        office
    }

    /// A fresh production installation on this engine, where nobody is known yet; this operating-system user acts.
    pub fn production(engine: Engine, login: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let url = fresh_url(engine, folder.path());
        let around = Surroundings { database_url: Some(url), login: login.to_owned(), ..Default::default() };
        let office = Office { folder, around };
        let dir = office.dir().into_os_string().into_string().unwrap();
        let made = office.words(&["init", &dir, "--profile", "production"]);
        assert_eq!(made.code, 0, "{made:?}");
        office
    }

    /// From here on the database is found at this address.
    pub fn move_to(&mut self, url: String) {
        self.around.database_url = Some(url);
    }

    /// From here on this operating-system user acts.
    pub fn log_in(&mut self, login: &str) {
        self.around.login = login.to_owned();
    }

    /// The folder where `qazyna.toml` lies.
    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    /// A path in that folder.
    pub fn path(&self, name: &str) -> String {
        self.dir().join(name).into_os_string().into_string().unwrap()
    }

    /// Writes a file into that folder and gives its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The database's address.
    pub fn url(&self) -> &str {
        self.around.database_url.as_deref().unwrap()
    }

    /// Changes one row behind the program's back.
    pub fn alter(&self, sql: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let done = runtime.block_on(async {
            let db = Db::open(self.url(), Path::new("."), false).await.unwrap();
            let done = run_sql(&db, sql).await.unwrap();
            db.close().await;
            done
        });
        assert_eq!(done, 1, "{sql}");
    }

    /// Bytes as a literal of the engine.
    pub fn literal(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        if self.url().starts_with("sqlite") { format!("x'{hex}'") } else { format!("'\\x{hex}'") }
    }

    /// Runs these words after the program's name, nothing added.
    pub fn words(&self, words: &[&str]) -> Ran {
        run(&self.around, words)
    }

    /// Another office that stands where this one stands: a copy of its folder and of its database, which nobody may be
    /// using. It lies in memory where the machine has a place for that: its disk is not what is tested.
    pub fn copy(&self, engine: Engine) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        let url = copied_url(engine, self.url(), folder.path());
        copy_folder(&self.dir(), &folder.path().join("office"));
        Office { folder, around: Surroundings { database_url: Some(url), ..self.around.clone() } }
    }

    /// As [`Office::words`], with every step told to an injector; an error is the panic by which it ended the program.
    pub fn watched(&self, faults: &Faults, words: &[&str]) -> std::thread::Result<Ran> {
        let around = Surroundings { faults: faults.clone(), ..self.around.clone() };
        std::panic::catch_unwind(AssertUnwindSafe(|| run(&around, words)))
    }

    /// Runs a command at a moment, as an actor (nobody where empty), with JSON as its result; `at` may leave out the
    /// offset of Almaty.
    pub fn run(&self, at: &str, actor: &str, words: &[&str]) -> Ran {
        let config = self.path("qazyna.toml");
        let at = if at.len() == 16 { format!("{at}:00+05:00") } else { at.to_owned() };
        // a file that a test wrote is whole: no tick waits to see
        let mut all = vec!["--config", &config, "--set", "intake.settle=0s", "--output", "json", "--lang", "en"];
        if !at.is_empty() {
            all.extend(["--at", &at]);
        }
        if !actor.is_empty() {
            all.extend(["--actor", actor]);
        }
        all.extend(words);
        self.words(&all)
    }

    /// As [`Office::run`]; fails unless the exit code is 0.
    pub fn must(&self, at: &str, actor: &str, words: &[&str]) -> Value {
        let ran = self.run(at, actor, words);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        if ran.stdout.trim().is_empty() { Value::Null } else { ran.json() }
    }

    /// A list as JSON rows, read at the last recorded change.
    pub fn list(&self, words: &[&str]) -> Vec<Value> {
        self.must("", "", words).as_array().cloned().unwrap_or_default()
    }
}

/// Runs a command line in these surroundings.
fn run(around: &Surroundings, words: &[&str]) -> Ran {
    let argv: Vec<OsString> = std::iter::once("qazyna").chain(words.iter().copied()).map(OsString::from).collect();
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let code = runtime.block_on(cli::run(argv, around, &mut stdout, &mut stderr));
    Ran { code, stdout: String::from_utf8(stdout).unwrap(), stderr: String::from_utf8(stderr).unwrap() }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// The header of a request file.
pub const REQUESTS: &str = "service,number,registered_at,recipient_bin,recipient_name,account,bank_bic,kbe,base_amount,\
rate,amount,agreement_no,agreement_date,period_from,period_to";
/// The header of a plan file.
pub const PLAN: &str = "year,administrator,institution,programme,subprogramme,specific,kind,document_no,document_date,\
jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec";
/// The header of a statement file.
pub const STATEMENT: &str = "statement_no,statement_date,order_number,amount,payee_bin,payee_account,outcome,reason,\
treasury_reference,value_date";

/// A right request row of the first service: number, registration (RFC 3339), sum in whole tenge (rate 10 %).
pub fn request(number: &str, registered_at: &str, tenge: u64) -> String {
    format!(
        "microfinance-subsidy,{number},{registered_at},941240001151,ТОО МФО Береке,KZ476010131000179714,HSBKKZKX,15,\
         {}.00,10,{tenge}.00,A-{number},2025-12-01,2025-10-01,2025-12-31",
        tenge * 10
    )
}

/// A plan row of the first service's line: kind, document, date, twelve sums.
pub fn plan_row(kind: &str, document: &str, date: &str, months: [i64; 12]) -> String {
    let months = months.map(|m| m.to_string()).join(",");
    format!("2026,255,2550101,061,015,311,{kind},{document},{date},{months}")
}
