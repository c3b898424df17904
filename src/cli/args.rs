//! The commands of the outer contract, as they are typed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::domain::lang::Lang;
use crate::domain::money::Amount;
use crate::domain::order::OrderNumber;
use crate::domain::person::Role;
use crate::domain::time::{Moment, parse_date};

use super::out::Form;

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
    /// Sets a simulated clock for this command, e.g. 2026-03-05T10:00:00+05:00.
    #[arg(long, global = true, value_name = "INSTANT", value_parser = moment)]
    pub at: Option<Moment>,
    /// Who acts (sandbox only; in production the operating-system user).
    #[arg(long, global = true, value_name = "NAME")]
    pub actor: Option<String>,
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| format!("`{text}` is no language; expected `ru`, `kk` or `en`"))
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .ok_or_else(|| format!("`{text}` is no instant; expected e.g. `2026-03-05T10:00:00+05:00`, with the offset"))
}

fn date(text: &str) -> Result<NaiveDate, String> {
    parse_date(text).ok_or_else(|| format!("`{text}` is no date; expected `YYYY-MM-DD`"))
}

fn role(text: &str) -> Result<Role, String> {
    let words = Role::ALL.map(Role::word).join(", ");
    Role::from_word(text).ok_or_else(|| format!("`{text}` is no role; expected one of {words}"))
}

fn amount(text: &str) -> Result<Amount, String> {
    Amount::parse(text).map_err(|_| format!("`{text}` is no sum; expected digits, a dot and at most two decimals"))
}

/// An order as it is typed: `2026-17`, or `17` of the current year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderArg {
    /// With its year.
    Full(OrderNumber),
    /// Of the current year.
    Bare(i64),
}

fn order(text: &str) -> Result<OrderArg, String> {
    use crate::domain::statement::Answered;
    match Answered::parse(text) {
        Some(Answered::Full(number)) => Ok(OrderArg::Full(number)),
        Some(Answered::Bare(number)) => Ok(OrderArg::Bare(number)),
        None => Err(format!("`{text}` is no order number; expected `2026-17`, or `17` of the current year")),
    }
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
    /// A stop for a recipient or a budget line (not yet in this version).
    #[command(disable_help_flag = true)]
    Hold(Later),
    /// One pass of everything that can be done now.
    Tick,
    /// Ticks until it is stopped (not yet in this version).
    #[command(disable_help_flag = true)]
    Daemon(Later),
    /// Payment orders.
    #[command(subcommand)]
    Order(OrderCommand),
    /// The head's queue.
    #[command(subcommand)]
    Batch(BatchCommand),
    /// Notifications that wait for a signature (not yet in this version).
    #[command(disable_help_flag = true)]
    Notice(Later),
    /// Treasury-client files of signed batches; again = the same bytes.
    Export {
        /// One batch; without it those signed today.
        #[arg(long, value_name = "N")]
        batch: Option<i64>,
        /// treasury-xml, csv or pain001; default: dispatch.formats.
        #[arg(long = "as", value_name = "FORMAT")]
        formats: Vec<String>,
        /// The folder; default: dispatch.folder.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Compares all formats (not yet in this version).
        #[arg(long)]
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
        /// Why an order matched (not yet in this version).
        #[arg(long, value_name = "NUMBER")]
        explain: Option<String>,
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
        /// table, csv or json; default: --output.
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
    /// A copy of the database (not yet in this version).
    #[command(disable_help_flag = true)]
    Backup(Later),
    /// Brings a copy back (not yet in this version).
    #[command(disable_help_flag = true)]
    Restore(Later),
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
    /// Electronic signatures (not yet in this version).
    #[command(disable_help_flag = true)]
    Eds(Later),
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
    /// For the shell (not yet in this version).
    #[command(disable_help_flag = true)]
    Completions(Later),
    /// The manual page (not yet in this version).
    #[command(disable_help_flag = true)]
    Man(Later),
}

/// What a later version does.
#[derive(Debug, Args)]
pub struct Later {
    /// Whatever was typed.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, num_args = 0..)]
    pub rest: Vec<String>,
}

/// `user …`
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Gives a person a role.
    Add {
        /// The person.
        name: String,
        /// specialist, head, finance, auditor or admin.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The operating-system user that is this person.
        #[arg(long)]
        login: Option<String>,
        /// First day.
        #[arg(long, value_parser = date)]
        from: Option<NaiveDate>,
        /// Last day.
        #[arg(long, value_parser = date)]
        to: Option<NaiveDate>,
        /// The paper an acting head acts on.
        #[arg(long)]
        basis: Option<String>,
    },
    /// Ends a person's roles.
    End {
        /// The person.
        name: String,
    },
    /// Everybody.
    List,
}

/// `plan …`
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Takes in a plan file.
    Import {
        /// The file.
        file: PathBuf,
        /// All or nothing.
        #[arg(long)]
        strict: bool,
    },
    /// The plan by month, cumulative.
    Show {
        /// The budget year.
        #[arg(long)]
        year: i32,
        /// As it stood at the end of this day.
        #[arg(long, value_parser = date)]
        as_of: Option<NaiveDate>,
    },
}

/// `request …`
#[derive(Debug, Subcommand)]
pub enum RequestCommand {
    /// Takes in request files.
    Import {
        /// Files, or folders with .csv files.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// How many rows the sender announced.
        #[arg(long, value_name = "N")]
        count: Option<u64>,
        /// Which sum the sender announced.
        #[arg(long, value_name = "S", value_parser = amount)]
        sum: Option<Amount>,
        /// All or nothing.
        #[arg(long)]
        strict: bool,
    },
    /// The requests.
    List {
        /// registered, confirmed, ordered, paid, refused or withdrawn.
        #[arg(long)]
        status: Option<String>,
    },
    /// One request with its history and letters.
    Show {
        /// NUMBER or SERVICE/NUMBER.
        number: String,
    },
    /// Confirms that requests are accepted.
    Confirm {
        /// NUMBER or SERVICE/NUMBER.
        #[arg(required = true)]
        numbers: Vec<String>,
    },
    /// Refuses a request on a ground.
    Refuse {
        /// NUMBER or SERVICE/NUMBER.
        number: String,
        /// The ground's code.
        #[arg(long)]
        ground: String,
    },
    /// Withdraws what no live order covers.
    Withdraw {
        /// NUMBER or SERVICE/NUMBER.
        number: String,
    },
    /// Proposes new requisites on the recipient's document.
    Correct {
        /// NUMBER or SERVICE/NUMBER.
        number: String,
        /// The new account.
        #[arg(long)]
        account: String,
        /// The new bank.
        #[arg(long)]
        bic: String,
        /// The recipient's document.
        #[arg(long)]
        document: String,
    },
    /// Approves the proposed requisites.
    ApproveCorrection {
        /// NUMBER or SERVICE/NUMBER.
        number: String,
    },
    /// Lifts a hold.
    Release {
        /// NUMBER or SERVICE/NUMBER.
        number: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// `order …`
#[derive(Debug, Subcommand)]
pub enum OrderCommand {
    /// The orders.
    List {
        /// One status.
        #[arg(long)]
        status: Option<String>,
        /// One batch.
        #[arg(long, value_name = "N")]
        batch: Option<i64>,
    },
    /// One order.
    Show {
        /// YYYY-N, or N of the current year.
        #[arg(value_parser = order)]
        number: OrderArg,
    },
}

/// `batch …`
#[derive(Debug, Subcommand)]
pub enum BatchCommand {
    /// The batches.
    List,
    /// One batch with its orders.
    Show {
        /// Its number.
        number: i64,
    },
    /// Takes one order out of a batch.
    Decline {
        /// The batch.
        number: i64,
        /// The order.
        #[arg(long, value_name = "NUMBER", value_parser = order)]
        order: OrderArg,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// The bytes that the head signs.
    Manifest {
        /// The batch.
        number: i64,
        /// The file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Signs a batch.
    Sign {
        /// The batch.
        number: i64,
        /// A detached CMS over the manifest (not yet in this version).
        #[arg(long)]
        signature: Option<PathBuf>,
    },
    /// The treasury took the file.
    HandOver {
        /// The batch.
        number: i64,
        /// What the treasury gave for it.
        #[arg(long)]
        receipt: String,
    },
    /// Nobody knows whether the treasury has the file.
    OutcomeUnknown {
        /// The batch.
        number: i64,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// What two people found out about it.
    #[command(group(clap::ArgGroup::new("outcome").required(true).args(["paid", "not_received"])))]
    Resolve {
        /// The batch.
        number: i64,
        /// The treasury paid.
        #[arg(long)]
        paid: bool,
        /// The treasury never got it.
        #[arg(long)]
        not_received: bool,
        /// Only these orders.
        #[arg(long = "order", value_name = "NUMBER", value_parser = order, num_args = 1..)]
        orders: Vec<OrderArg>,
        /// How it was found out.
        #[arg(long)]
        reason: String,
    },
}

/// `statement …`
#[derive(Debug, Subcommand)]
pub enum StatementCommand {
    /// Takes in statement files.
    Import {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// All or nothing.
        #[arg(long)]
        strict: bool,
    },
}

/// `break …`
#[derive(Debug, Subcommand)]
pub enum BreakCommand {
    /// The open breaks.
    List {
        /// The settled ones too.
        #[arg(long)]
        all: bool,
    },
    /// Settles a break.
    Settle {
        /// Its id.
        id: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// `audit …`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Recomputes the journal's chain, the signatures' evidence and the conservation of money.
    Verify {
        /// A chain head noted earlier.
        #[arg(long, value_name = "HASH")]
        expect: Option<String>,
    },
}

/// `calendar …`
#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// The due moment of a limit, and why.
    Due {
        /// The moment it is counted from.
        #[arg(long, value_name = "INSTANT", value_parser = moment)]
        from: Moment,
        /// Nwd, same-day, Nmin, Nh (working time) or Ns (round the clock).
        #[arg(long)]
        limit: String,
    },
}

/// What `check` checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckKind {
    /// Business identification number.
    Bin,
    /// Individual identification number.
    Iin,
    /// Account.
    Iban,
    /// Bank.
    Bic,
}

/// The reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportName {
    /// All requests.
    Register,
    /// The public waiting list.
    WaitingList,
    /// The plan's execution.
    Plan,
    /// What is due and what is late.
    Deadlines,
    /// What was paid.
    Payments,
    /// What was answered and what differs.
    Reconciliation,
    /// Where every tenge is.
    Conservation,
    /// Who did what and when.
    Journal,
}

impl ReportName {
    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            ReportName::Register => "register",
            ReportName::WaitingList => "waiting-list",
            ReportName::Plan => "plan",
            ReportName::Deadlines => "deadlines",
            ReportName::Payments => "payments",
            ReportName::Reconciliation => "reconciliation",
            ReportName::Conservation => "conservation",
            ReportName::Journal => "journal",
        }
    }
}
