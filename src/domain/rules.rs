//! The rules a payment is judged by, as values: department, services with their limits, rates and budget lines,
//! banks, codes and refusal grounds. Everything that changes with the years is asked with a date, so that a past
//! payment is explained by the rules of its own day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::batch::Payer;
use super::budget::BudgetLine;
use super::calendar::Calendar;
use super::dated::{Dated, Span, covers};
use super::deadline::Limit;
use super::ident::{Bic, Bin, Iban};
use super::lang::{Lang, Names};
use super::money::Rate;

/// All the rules, loaded together and named by one fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// SHA-256 over the files they were read from.
    pub fingerprint: [u8; 32],
    /// Working days, hours and the time zone.
    pub calendar: Calendar,
    /// Who pays.
    pub department: Department,
    /// The payout services, by name.
    pub services: Vec<Service>,
    /// Banks, by BIC.
    pub banks: CodeList<Bank>,
    /// КНП, codes of a payment's purpose.
    pub knp: CodeList<Code>,
    /// КБе and КОд, codes of residency and sector; for their names only, the form is what is checked.
    pub kbe: CodeList<Code>,
    /// Grounds of a refusal (004 §3).
    pub grounds: CodeList<Ground>,
    /// Texts of letters, by name and language.
    pub templates: BTreeMap<(String, Lang), Template>,
}

impl Rules {
    /// The service of this name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|s| s.name == name)
    }

    /// The names of all services.
    pub fn service_names(&self) -> Vec<&str> {
        self.services.iter().map(|s| s.name.as_str()).collect()
    }

    /// The bank of `bic` on `date`. A BIC of eleven characters that is not listed is a branch of its first eight.
    pub fn bank(&self, bic: &Bic, date: NaiveDate) -> Option<&Bank> {
        let bank = |text: &str| self.banks.on(text, date);
        bank(bic.as_str()).or_else(|| bic.as_str().get(..8).and_then(bank))
    }

    /// Whether any listed bank, on whatever day, has this three-digit code.
    pub fn bank_code_known(&self, code: &str) -> bool {
        self.banks.all().any(|b| b.value.code == code)
    }

    /// The refusal ground of this code on `date`.
    pub fn ground(&self, code: &str, date: NaiveDate) -> Option<&Ground> {
        self.grounds.on(code, date)
    }

    /// The letter's text of this name in `lang`.
    pub fn template(&self, name: &str, lang: Lang) -> Option<&Template> {
        self.templates.get(&(name.to_owned(), lang))
    }

    /// Whether an account belongs to the bank that stands beside it.
    pub fn check_bank(&self, account: &Iban, bic: &Bic, date: NaiveDate) -> BankCheck {
        match self.bank(bic, date) {
            None => BankCheck::UnknownBic,
            Some(bank) if bank.code == account.bank_code() => BankCheck::Fits,
            Some(bank) => BankCheck::Contradiction { expected: bank.code.clone() },
        }
    }
}

/// What the list of banks says about an account and a BIC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankCheck {
    /// The account's bank code is the BIC's.
    Fits,
    /// The BIC is not in the list on that day: a warning, no refusal.
    UnknownBic,
    /// The BIC belongs to another bank code: a refusal.
    Contradiction {
        /// The three digits that an account of this BIC has.
        expected: String,
    },
}

/// The department that pays, as letters and payment orders name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Its name.
    pub names: Names,
    /// Treasury code of the institution, 7 digits: administrator (3) and organisation (4).
    pub institution: String,
    /// Its BIN.
    pub bin: Bin,
    /// Its name as the payer in an order, at most 60 characters.
    pub payer_name: String,
    /// Its account in the treasury.
    pub payer_account: Iban,
    /// BIC of the treasury.
    pub payer_bic: Bic,
    /// КОд: residency and sector, two digits.
    pub payer_kod: String,
    /// Source of funding as payment orders show it.
    pub funding_source: String,
    /// Who signs second on a payment order.
    pub chief_accountant: String,
    /// The head's post in Russian, as printed under the signature.
    pub head_title_ru: String,
    /// The head's post in Kazakh.
    pub head_title_kk: String,
}

impl Department {
    /// Who pays, as it stands in every order of a batch.
    pub fn payer(&self) -> Payer {
        Payer {
            institution: self.institution.clone(),
            bin: self.bin.clone(),
            name: self.payer_name.clone(),
            account: self.payer_account.clone(),
            bic: self.payer_bic.clone(),
            kod: self.payer_kod.clone(),
            funding_source: self.funding_source.clone(),
        }
    }
}

/// What happens when the plan's remainder does not cover the next request of the waiting list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueuePolicy {
    /// It is paid in part and the rest keeps its place.
    Partial,
    /// It waits whole and stops the line.
    Wait,
}

impl QueuePolicy {
    /// The word of the configuration.
    pub const fn word(self) -> &'static str {
        match self {
            QueuePolicy::Partial => "partial",
            QueuePolicy::Wait => "wait",
        }
    }

    /// From [`QueuePolicy::word`], exactly.
    pub fn parse(text: &str) -> Option<Self> {
        [QueuePolicy::Partial, QueuePolicy::Wait].into_iter().find(|p| p.word() == text)
    }
}

/// A payout service (004): its limits and what its orders carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its code in request files.
    pub name: String,
    /// Its title.
    pub title: Names,
    /// The act it rests on, as printed in letters.
    pub legal_basis: String,
    /// First day in force; `None` is open.
    pub valid_from: Option<NaiveDate>,
    /// Last day in force; `None` is open.
    pub valid_to: Option<NaiveDate>,
    /// From registration to confirmation (004 §5.1).
    pub confirm_limit: Limit,
    /// From confirmation to the orders' being sent to the head (004 §5.2).
    pub form_limit: Limit,
    /// From there to the head's signature (004 §5.3).
    pub sign_limit: Limit,
    /// From the signature to the treasury (004 §5.4).
    pub dispatch_limit: Limit,
    /// What happens when the plan's remainder is too small.
    pub queue_policy: QueuePolicy,
    /// КНП of its orders, three digits.
    pub knp: String,
    /// КБе of every payee; `None` takes each request's own.
    pub kbe_payee: Option<String>,
    /// Template of the orders' purpose, in Russian; its fields are [`PURPOSE_FIELDS`] in braces.
    pub purpose: String,
    /// Working days for a complaint to the executive body, printed on a refusal.
    pub complaint_executive_wd: u32,
    /// Working days for a complaint to the quality authority.
    pub complaint_quality_wd: u32,
    /// Working days by which the authority may extend it.
    pub complaint_quality_extension_wd: u32,
    /// Ceilings of the rate.
    pub rate_ceilings: Vec<Dated<Rate>>,
    /// Budget lines that pay.
    pub budget_lines: Vec<Dated<BudgetLine>>,
}

/// The fields that a purpose's template may name.
pub const PURPOSE_FIELDS: [&str; 5] = ["number", "agreement_no", "agreement_date", "period_from", "period_to"];

impl Service {
    /// The days in force.
    pub const fn span(&self) -> Span {
        (self.valid_from, self.valid_to)
    }

    /// Whether the service is in force on `date`.
    pub fn in_force(&self, date: NaiveDate) -> bool {
        covers(self.span(), date)
    }

    /// The budget line that pays on `date`.
    pub fn line_on(&self, date: NaiveDate) -> Option<BudgetLine> {
        Dated::on(&self.budget_lines, date).copied()
    }

    /// The ceiling of the rate on `date`.
    pub fn rate_ceiling_on(&self, date: NaiveDate) -> Option<Rate> {
        Dated::on(&self.rate_ceilings, date).copied()
    }
}

/// A bank of the reference list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bank {
    /// Its BIC.
    pub bic: Bic,
    /// The three digits of its accounts.
    pub code: String,
    /// Its name in Russian.
    pub name_ru: String,
}

/// A code with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// As written in an order.
    pub code: String,
    /// What it means.
    pub names: Names,
}

/// A ground on which a request may be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Its code, as `request refuse --ground` takes it.
    pub code: String,
    /// The paragraph it rests on, as printed in the refusal.
    pub paragraph: String,
    /// What it says.
    pub names: Names,
}

/// A letter's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name, the same in every language.
    pub name: String,
    /// Its version, printed in the letter.
    pub version: String,
    /// The text below the first line.
    pub text: String,
}

/// Codes with their days in force; the same code may stand more than once, never twice on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList<T>(BTreeMap<String, Vec<Dated<T>>>);

impl<T> Default for CodeList<T> {
    fn default() -> Self {
        CodeList(BTreeMap::new())
    }
}

impl<T> CodeList<T> {
    /// Adds an entry; `false` and nothing added where the code is taken on one of its days.
    #[must_use]
    pub fn insert(&mut self, code: &str, entry: Dated<T>) -> bool {
        let entries = self.0.entry(code.to_owned()).or_default();
        entries.push(entry);
        let fits = Dated::first_overlap(entries).is_none();
        if !fits {
            entries.pop();
        }
        fits
    }

    /// The entry of `code` that is in force on `date`.
    pub fn on(&self, code: &str, date: NaiveDate) -> Option<&T> {
        self.0.get(code).and_then(|entries| Dated::on(entries, date))
    }

    /// The entries of `code` on whatever day.
    pub fn entries(&self, code: &str) -> &[Dated<T>] {
        self.0.get(code).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every entry, by code.
    pub fn all(&self) -> impl Iterator<Item = &Dated<T>> {
        self.0.values().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::parse_date;
    use super::*;

    fn entry(value: u8, from: &str, to: &str) -> Dated<u8> {
        Dated { value, valid_from: parse_date(from), valid_to: parse_date(to), source: String::new() }
    }

    #[test]
    fn a_code_may_change_its_meaning_but_never_has_two_on_one_day() {
        let mut list = CodeList::default();
        assert!(list.insert("710", entry(1, "", "2025-12-31")));
        assert!(list.insert("710", entry(2, "2026-01-01", "")));
        assert!(!list.insert("710", entry(3, "2025-12-31", "2025-12-31")));
        assert_eq!(list.on("710", parse_date("2025-12-31").unwrap()), Some(&1));
        assert_eq!(list.on("710", parse_date("2026-01-01").unwrap()), Some(&2));
        assert_eq!(list.on("711", parse_date("2026-01-01").unwrap()), None);
        assert_eq!(list.all().count(), 2);
    }
}
