//! The words that stand behind a command: `user add`, `batch sign` …

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Subcommand, ValueEnum};

use crate::domain::ident::Iin;
use crate::domain::money::Amount;
use crate::domain::notice::NoticeKind;
use crate::domain::person::Role;
use crate::domain::plan::PlanKind;
use crate::domain::time::Moment;

use super::papers::Print;
use super::values::{OrderArg, amount, date, iin, letter, moment, order, plan_kind, role};

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
        /// The IIN in the person's certificates.
        #[arg(long, value_parser = iin)]
        iin: Option<Iin>,
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
    /// Gives a person the password of the console; it is read from the standard input.
    Password {
        /// The person.
        name: String,
        /// Takes the second factor away, of a person who lost it.
        #[arg(long)]
        without_factor: bool,
    },
    /// Gives a program a token with which it acts as this person over `/api/v1`; an earlier one ends. It is printed once.
    Token {
        /// The person.
        name: String,
        /// Which program has it.
        #[arg(long = "for", value_name = "PROGRAM")]
        program: String,
        /// Ends it instead.
        #[arg(long)]
        end: bool,
    },
    /// Everybody.
    List,
}

/// `plan …`
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Takes in a plan file: CSV or XLSX, or an official's plan in thousand tenge, which the last four options complete.
    Import {
        /// The file.
        file: PathBuf,
        /// All or nothing.
        #[arg(long)]
        strict: bool,
        /// The budget year of a plan in thousand tenge.
        #[arg(long, value_name = "Y")]
        year: Option<i32>,
        /// Its kind: payments, obligations or opening.
        #[arg(long, value_name = "KIND", value_parser = plan_kind)]
        kind: Option<PlanKind>,
        /// The number of its document.
        #[arg(long, value_name = "NO")]
        document: Option<String>,
        /// The date of its document.
        #[arg(long, value_name = "DAY", value_parser = date)]
        date: Option<NaiveDate>,
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
        /// Files (CSV, XLSX, XML), or folders with such files.
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
    /// One request with its history and letters; printed, its letters.
    Show {
        /// NUMBER or SERVICE/NUMBER.
        number: String,
        /// Only this letter: acceptance, refusal or result.
        #[arg(long, value_name = "LETTER", value_parser = letter, requires = "form")]
        letter: Option<NoticeKind>,
        /// Prints the letters.
        #[command(flatten)]
        print: Print,
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

/// `hold …`
#[derive(Debug, Subcommand)]
pub enum HoldCommand {
    /// Stops the money of a recipient or of a budget line.
    Add {
        /// A BIN, or a budget line AAA/PPP/SSS/EEE.
        #[arg(value_name = "BIN|LINE")]
        subject: String,
        /// The paper that demands it.
        #[arg(long)]
        reason: String,
    },
    /// Ends a stop; what it held stands in its old place again.
    End {
        /// A BIN, or a budget line AAA/PPP/SSS/EEE.
        #[arg(value_name = "BIN|LINE")]
        subject: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Every stop, and what it holds back.
    List,
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
    /// One order; printed, the payment order.
    Show {
        /// YYYY-N, or N of the current year.
        #[arg(value_parser = order)]
        number: OrderArg,
        /// Prints the payment order.
        #[command(flatten)]
        print: Print,
    },
}

/// `batch …`
#[derive(Debug, Subcommand)]
pub enum BatchCommand {
    /// The batches.
    List,
    /// One batch with its orders; printed, the register for signature.
    Show {
        /// Its number.
        number: i64,
        /// Prints the register.
        #[command(flatten)]
        print: Print,
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
        /// A detached CMS over the manifest.
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
        /// Makes the signature with a key of `eds sandbox` (sandbox only).
        #[arg(long, value_name = "FILE", conflicts_with = "signature")]
        key: Option<PathBuf>,
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
