//! `banks.csv` and `codes/*.csv`: dated reference lists of banks, payment codes and refusal grounds.

use serde::Deserialize;

use super::fault::{At, NAME_KEYS, RulesFault};
use super::rule_files::RuleFiles;
use super::table::rows;
use crate::domain::dated::{Dated, Span};
use crate::domain::ident::{Bic, is_kbe};
use crate::domain::rules::{Bank, Code, CodeList, Ground};

const BANK_COLUMNS: [&str; 6] = ["bic", "bank_code", "name_ru", "valid_from", "valid_to", "source"];
const CODE_COLUMNS: [&str; 7] = ["code", "name_ru", "name_kk", "name_en", "valid_from", "valid_to", "source"];
const GROUND_COLUMNS: [&str; 8] =
    ["code", "paragraph", "name_ru", "name_kk", "name_en", "valid_from", "valid_to", "source"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBank {
    bic: String,
    bank_code: String,
    name_ru: String,
    valid_from: String,
    valid_to: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCode {
    code: String,
    name_ru: String,
    name_kk: String,
    name_en: String,
    valid_from: String,
    valid_to: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGround {
    code: String,
    paragraph: String,
    name_ru: String,
    name_kk: String,
    name_en: String,
    valid_from: String,
    valid_to: String,
    source: String,
}

/// The bytes of a file that every set of rules has.
pub(super) fn needed<'a>(files: &'a RuleFiles, file: &str) -> Result<&'a [u8], RulesFault> {
    files.get(file).ok_or_else(|| At::file(file).fault("no such file", "this file among the rules"))
}

fn add<T>(
    list: &mut CodeList<T>,
    (at, key): (&At<'_>, &'static str),
    code: &str,
    value: T,
    (span, source): (Span, &str),
) -> Result<(), RulesFault> {
    let entry = Dated { value, valid_from: span.0, valid_to: span.1, source: at.key("source").text(source)? };
    if list.insert(code, entry) {
        return Ok(());
    }
    Err(at.key(key).wrong(code, "one line for a code on any day; close the earlier one with valid_to"))
}

/// `banks.csv`.
pub(super) fn read_banks(files: &RuleFiles) -> Result<CodeList<Bank>, RulesFault> {
    let file = "banks.csv";
    let mut list = CodeList::default();
    for (line, raw) in rows::<RawBank>(file, needed(files, file)?, &BANK_COLUMNS)? {
        let at = At::line(file, line);
        let bic = Bic::parse(&raw.bic).map_err(|_| at.key("bic").wrong(&raw.bic, "a BIC of 8 or 11 characters"))?;
        let code = at.key("bank_code").digits(&raw.bank_code, 3)?;
        let bank = Bank { bic, code, name_ru: at.key("name_ru").text(&raw.name_ru)? };
        let span = at.span(&raw.valid_from, &raw.valid_to)?;
        add(&mut list, (&at, "bic"), &raw.bic, bank, (span, &raw.source))?;
    }
    Ok(list)
}

fn read_codes(
    files: &RuleFiles,
    file: &str,
    right: impl Fn(&str) -> bool,
    form: &str,
) -> Result<CodeList<Code>, RulesFault> {
    let mut list = CodeList::default();
    for (line, raw) in rows::<RawCode>(file, needed(files, file)?, &CODE_COLUMNS)? {
        let at = At::line(file, line);
        if !right(&raw.code) {
            return Err(at.key("code").wrong(&raw.code, form));
        }
        let names = at.names(NAME_KEYS, [&raw.name_ru, &raw.name_kk, &raw.name_en])?;
        let code = Code { code: raw.code.clone(), names };
        let span = at.span(&raw.valid_from, &raw.valid_to)?;
        add(&mut list, (&at, "code"), &raw.code, code, (span, &raw.source))?;
    }
    Ok(list)
}

/// `codes/knp.csv`.
pub(super) fn read_knp(files: &RuleFiles) -> Result<CodeList<Code>, RulesFault> {
    let right = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
    read_codes(files, "codes/knp.csv", right, "3 digits")
}

/// `codes/kbe.csv`.
pub(super) fn read_kbe(files: &RuleFiles) -> Result<CodeList<Code>, RulesFault> {
    read_codes(files, "codes/kbe.csv", is_kbe, "2 digits: residency 1 or 2, sector 1 to 9")
}

/// `codes/grounds.csv`.
pub(super) fn read_grounds(files: &RuleFiles) -> Result<CodeList<Ground>, RulesFault> {
    let file = "codes/grounds.csv";
    let mut list = CodeList::default();
    for (line, raw) in rows::<RawGround>(file, needed(files, file)?, &GROUND_COLUMNS)? {
        let at = At::line(file, line);
        let right = !raw.code.is_empty() && raw.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !right {
            return Err(at.key("code").wrong(&raw.code, "small Latin letters and `-`"));
        }
        let names = at.names(NAME_KEYS, [&raw.name_ru, &raw.name_kk, &raw.name_en])?;
        let ground = Ground { code: raw.code.clone(), paragraph: at.key("paragraph").text(&raw.paragraph)?, names };
        let span = at.span(&raw.valid_from, &raw.valid_to)?;
        add(&mut list, (&at, "code"), &raw.code, ground, (span, &raw.source))?;
    }
    Ok(list)
}
