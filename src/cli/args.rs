//! The commands of the outer contract, as they are typed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::domain::ident::Bin;
use crate::domain::lang::Lang;
use crate::domain::time::Moment;
use crate::telling::out::Form;
use crate::telling::reports::ReportName;

use super::eds::EdsCommand;
use super::notices::NoticeCommand;
use super::papers::Print;
use super::values::{OrderArg, bin, date, lang, moment, order, separator};
pub use super::words::*;

/// Pays state subsidies of a regional department: in time, once, to the right account, within the plan, explained.
#[derive(Debug, Parser)]
#[command(name = "qazyna", version, max_term_width = 100)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Configuration file; else $QAZYNA_CONFIG, ./qazyna.toml, /etc/qazyna/qazyna.toml.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Changes one key of the configuration for this command, e.g. queue.policy=wait.
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Language of what people read: ru, kk or en.
    #[arg(long, global = true, value_parser = lang)]
    pub lang: Option<Lang>,
    /// Form of the result.
    #[arg(long, global = true, value_enum, default_value = "table")]
    pub output: Form,
    /// What parts the fields of CSV: `,`, or `;` as Excel here opens it, then with a decimal comma in sums.
    #[arg(long, global = true, value_name = "CHAR", value_parser = separator)]
    pub separator: Option<char>,
    /// Begins CSV with the mark by which Excel knows UTF-8.
    #[arg(long, global = true)]
    pub bom: bool,
    /// Sets a simulated clock for this command, e.g. 2026-03-05T10:00:00+05:00.
    #[arg(long, global = true, value_name = "INSTANT", value_parser = moment)]
    pub at: Option<Moment>,
    /// Who acts (sandbox only; in production the operating-system user).
    #[arg(long, global = true, value_name = "NAME")]
    pub actor: Option<String>,
}

/// The profile of a new installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProfileArg {
    /// Real money.
    Production,
    /// Made-up money.
    Sandbox,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The whole job on the built-in samples, in a fresh folder.
    Demo {
        /// The folder; default: a new ./qazyna-demo-N.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// A commented configuration, its data files and the database.
    Init {
        /// The folder.
        dir: PathBuf,
        /// Real or made-up money.
        #[arg(long, value_enum, default_value = "production")]
        profile: ProfileArg,
    },
    /// People and their roles.
    #[command(subcommand)]
    User(UserCommand),
    /// The financing plan.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// The applications.
    #[command(subcommand)]
    Request(RequestCommand),
    /// A stop for a recipient or a budget line.
    #[command(subcommand)]
    Hold(HoldCommand),
    /// One pass of everything that can be done now.
    Tick,
    /// Ticks until it is stopped; /healthz and /metrics on console.listen.
    Daemon,
    /// Payment orders.
    #[command(subcommand)]
    Order(OrderCommand),
    /// The head's queue.
    #[command(subcommand)]
    Batch(BatchCommand),
    /// Notices of acceptance that wait for a person's electronic signature.
    #[command(subcommand)]
    Notice(NoticeCommand),
    /// Treasury-client files of signed batches; again = the same bytes.
    Export {
        /// One batch; without it those signed today.
        #[arg(long, value_name = "N")]
        batch: Option<i64>,
        /// treasury-xml, csv, pain001, 1c or mt102; default: dispatch.formats.
        #[arg(long = "as", value_name = "FORMAT")]
        formats: Vec<String>,
        /// The folder; default: dispatch.folder.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Exports nothing: writes every format anew, reads it back and compares it with what was signed.
        #[arg(long, conflicts_with = "out")]
        prove: bool,
    },
    /// The treasury's answers.
    #[command(subcommand)]
    Statement(StatementCommand),
    /// What was answered and what differs.
    Reconcile {
        /// Only statements of this day.
        #[arg(long, value_parser = date)]
        date: Option<NaiveDate>,
        /// What answered this order, and by what it was found: YYYY-N, or N of the current year.
        #[arg(long, value_name = "NUMBER", value_parser = order, conflicts_with = "date")]
        explain: Option<OrderArg>,
        /// The act of reconciliation with the treasury, or with one recipient, as a document.
        #[arg(long, conflicts_with_all = ["date", "explain"], requires = "form")]
        act: bool,
        /// The recipient of the act.
        #[arg(long, value_name = "BIN", value_parser = bin, requires = "act")]
        recipient: Option<Bin>,
        /// First day of the act; default: the first of the last day's year.
        #[arg(long, value_parser = date, requires = "act")]
        from: Option<NaiveDate>,
        /// Last day of the act; default: today.
        #[arg(long, value_parser = date, requires = "act")]
        to: Option<NaiveDate>,
        /// The form of the act.
        #[command(flatten)]
        print: Print,
    },
    /// Differences found in reconciliation.
    #[command(subcommand)]
    Break(BreakCommand),
    /// A report.
    Report {
        /// register, waiting-list, plan, deadlines, payments, reconciliation, conservation, journal.
        #[arg(value_enum)]
        name: ReportName,
        /// First day.
        #[arg(long, value_parser = date)]
        from: Option<NaiveDate>,
        /// Last day.
        #[arg(long, value_parser = date)]
        to: Option<NaiveDate>,
        /// table, csv, json, xlsx, pdf or html; default: --output.
        #[arg(long = "as", value_name = "FORM")]
        form: Option<String>,
        /// Writes into a file.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Exit code 4 when a deadline is late by the department's own cause.
        #[arg(long)]
        strict: bool,
    },
    /// Proofs for an auditor.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// A copy of the database, taken while others work.
    Backup {
        /// The new file.
        file: PathBuf,
    },
    /// Brings a copy back; what was there is kept under another name.
    Restore {
        /// The file of a backup.
        file: PathBuf,
    },
    /// The working calendar.
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Checks identifiers: bin, iin, iban or bic.
    Check {
        /// bin, iin, iban, bic.
        #[arg(value_enum)]
        kind: CheckKind,
        /// The values.
        #[arg(required = true)]
        values: Vec<String>,
    },
    /// Electronic signatures.
    #[command(subcommand)]
    Eds(EdsCommand),
    /// Made-up valid input of any size.
    Sample {
        /// How many requests.
        #[arg(long, value_name = "N")]
        requests: u64,
        /// The same seed gives the same bytes.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The folder.
        #[arg(long)]
        out: PathBuf,
    },
    /// Whether everything is in order, and what to do.
    Doctor,
    /// Completions for a shell, to be kept where it looks for them.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// The manual page, with every command: qazyna man | man -l -
    Man,
}
