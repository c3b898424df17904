//! `department.toml`: who pays, from which account, in which time zone and during which hours.

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::Deserialize;

use super::code_files::needed;
use super::fault::{At, NAME_KEYS, RulesFault, toml};
use super::rule_files::RuleFiles;
use crate::domain::calendar::Hours;
use crate::domain::dated::Dated;
use crate::domain::ident::{Bic, Bin, Iban, IdentFault, is_kbe};
use crate::domain::rules::{Bank, CodeList, Department};

const FILE: &str = "department.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDepartment {
    name_ru: String,
    name_kk: String,
    name_en: String,
    institution: String,
    bin: String,
    payer_name: String,
    payer_account: String,
    payer_bic: String,
    payer_kod: String,
    funding_source: String,
    chief_accountant: String,
    head_title_ru: String,
    head_title_kk: String,
    time_zone: String,
    hours: Vec<RawHours>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHours {
    open: String,
    close: String,
    lunch_from: String,
    lunch_to: String,
    valid_from: String,
    valid_to: String,
    source: String,
}

/// The department, its time zone and its opening hours.
pub(super) fn read_department(
    files: &RuleFiles,
    banks: &CodeList<Bank>,
) -> Result<(Department, Tz, Vec<Dated<Hours>>), RulesFault> {
    let raw: RawDepartment = toml(FILE, needed(files, FILE)?)?;
    let zone = read_zone(&raw.time_zone)?;
    let hours = read_hours(&raw.hours)?;
    Ok((department(&raw, banks)?, zone, hours))
}

fn department(raw: &RawDepartment, banks: &CodeList<Bank>) -> Result<Department, RulesFault> {
    let at = At::file(FILE);
    let bin = Bin::parse(&raw.bin).map_err(|e| at.key("bin").wrong(&raw.bin, bin_form(e)))?;
    let account = Iban::parse(&raw.payer_account)
        .map_err(|e| at.key("payer_account").wrong(&raw.payer_account, account_form(e)))?;
    let bic = Bic::parse(&raw.payer_bic)
        .map_err(|_| at.key("payer_bic").wrong(&raw.payer_bic, "a BIC of 8 or 11 characters"))?;
    check_account(&account, &bic, banks)?;
    if !is_kbe(&raw.payer_kod) {
        return Err(at.key("payer_kod").wrong(&raw.payer_kod, "2 digits: residency 1 or 2, sector 1 to 9"));
    }
    let payer_name = at.key("payer_name").text(&raw.payer_name)?;
    if payer_name.chars().count() > 60 {
        return Err(at.key("payer_name").wrong(payer_name, "at most 60 characters"));
    }
    Ok(Department {
        names: at.names(NAME_KEYS, [&raw.name_ru, &raw.name_kk, &raw.name_en])?,
        institution: at.key("institution").digits(&raw.institution, 7)?,
        bin,
        payer_name,
        payer_account: account,
        payer_bic: bic,
        payer_kod: raw.payer_kod.clone(),
        funding_source: at.key("funding_source").text(&raw.funding_source)?,
        chief_accountant: at.key("chief_accountant").text(&raw.chief_accountant)?,
        head_title_ru: at.key("head_title_ru").text(&raw.head_title_ru)?,
        head_title_kk: at.key("head_title_kk").text(&raw.head_title_kk)?,
    })
}

fn bin_form(fault: IdentFault) -> String {
    match fault {
        IdentFault::CheckDigit(Some(digit)) => format!("a BIN; its check digit would be `{digit}`"),
        IdentFault::IsIin => "the BIN of an organisation; this is the IIN of a person".to_owned(),
        _ => "a BIN of 12 digits".to_owned(),
    }
}

fn account_form(fault: IdentFault) -> &'static str {
    match fault {
        IdentFault::CheckDigit(_) => "an account whose check digits are right",
        _ => "an account `KZ`, 5 digits, 13 digits or capital letters",
    }
}

/// The payer's account must be one of its BIC's bank, where the list of banks knows that BIC.
fn check_account(account: &Iban, bic: &Bic, banks: &CodeList<Bank>) -> Result<(), RulesFault> {
    let exact = banks.entries(bic.as_str());
    let entries = if exact.is_empty() { banks.entries(bic.as_str().get(..8).unwrap_or_default()) } else { exact };
    if entries.is_empty() || entries.iter().any(|b| b.value.code == account.bank_code()) {
        return Ok(());
    }
    let codes = entries.iter().map(|b| format!("`{}`", b.value.code)).collect::<Vec<_>>().join(" or ");
    let expected = format!("an account with bank code {codes}, which banks.csv gives for payer_bic `{bic}`");
    Err(At::file(FILE).key("payer_account").wrong(account, expected))
}

fn read_zone(text: &str) -> Result<Tz, RulesFault> {
    let zone = text.parse::<Tz>().ok().filter(|_| text.contains('/') && !text.starts_with("Etc/"));
    zone.ok_or_else(|| {
        At::file(FILE)
            .key("time_zone")
            .wrong(text, "a place of the time-zone database such as `Asia/Almaty`, no fixed offset")
    })
}

fn read_hours(raw: &[RawHours]) -> Result<Vec<Dated<Hours>>, RulesFault> {
    let at = At::file(FILE);
    if raw.is_empty() {
        return Err(at.key("hours").fault("nothing", "at least one table [[hours]]"));
    }
    let mut hours = Vec::with_capacity(raw.len());
    for (i, one) in raw.iter().enumerate() {
        let at = at.table("hours", i);
        let [open, close] = [read_time(&at.key("open"), &one.open)?, read_time(&at.key("close"), &one.close)?];
        let lunch_from = read_time(&at.key("lunch_from"), &one.lunch_from)?;
        let lunch_to = read_time(&at.key("lunch_to"), &one.lunch_to)?;
        let value = Hours::new(open, close, lunch_from, lunch_to).ok_or_else(|| {
            let expected = "open, lunch_from, lunch_to, close in this order, the lunch over an hour before closing";
            at.key("close").wrong(&one.close, expected)
        })?;
        let (valid_from, valid_to) = at.span(&one.valid_from, &one.valid_to)?;
        hours.push(Dated { value, valid_from, valid_to, source: at.key("source").text(&one.source)? });
    }
    match Dated::first_overlap(&hours) {
        None => Ok(hours),
        Some(i) => {
            let at = at.table("hours", i).key("valid_from");
            Err(at.wrong(
                &raw[i].valid_from,
                "days on which no other [[hours]] is valid; close the earlier one with valid_to",
            ))
        }
    }
}

fn read_time(at: &At<'_>, text: &str) -> Result<NaiveTime, RulesFault> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5);
    time.ok_or_else(|| at.wrong(text, "a time of day, written HH:MM"))
}
