//! All rule files together as [`Rules`]: each file read strictly, then held against the others.

use std::collections::BTreeMap;

use super::calendar_file::read_years;
use super::code_files::{read_banks, read_grounds, read_kbe, read_knp};
use super::department_file::read_department;
use super::fault::{At, RulesFault, utf8};
use super::rule_files::{RuleFiles, is_rule_file};
use super::service_file::read_services;
use crate::domain::calendar::{Calendar, Hours};
use crate::domain::dated::Dated;
use crate::domain::lang::Lang;
use crate::domain::rules::{Rules, Template};

/// The rules that `files` say, or the first thing in them that cannot be one.
pub fn load_rules(files: &RuleFiles) -> Result<Rules, RulesFault> {
    if let Some((path, _)) = files.iter().find(|(path, _)| !is_rule_file(path)) {
        return Err(At::file(path)
            .fault("a file that holds no rules", "calendar, services, department, banks, codes, templates"));
    }
    let banks = read_banks(files)?;
    let (department, zone, hours) = read_department(files, &banks)?;
    let years = read_years(files)?;
    let calendar = Calendar::new(zone, years, hours.clone());
    check_hours_reach(&calendar, &hours)?;
    let knp = read_knp(files)?;
    Ok(Rules {
        fingerprint: files.fingerprint(),
        services: read_services(files, &knp)?,
        calendar,
        department,
        banks,
        knp,
        kbe: read_kbe(files)?,
        grounds: read_grounds(files)?,
        templates: read_templates(files)?,
    })
}

/// From the first day with opening hours, or the first known one, every known day has them.
fn check_hours_reach(calendar: &Calendar, hours: &[Dated<Hours>]) -> Result<(), RulesFault> {
    let (Some(first), Some(last)) = (calendar.first_known_day(), calendar.last_known_day()) else { return Ok(()) };
    let begin = hours.iter().map(|h| h.valid_from).min().flatten().map_or(first, |d| d.max(first));
    match begin.iter_days().take_while(|d| *d <= last).find(|d| calendar.hours(*d).is_err()) {
        None => Ok(()),
        Some(day) => {
            let expected =
                format!("hours for every day until `{last}`, the last one of the calendar: add a table [[hours]]");
            Err(At::file("department.toml").key("hours").fault(format!("no opening hours on `{day}`"), expected))
        }
    }
}

fn read_templates(files: &RuleFiles) -> Result<BTreeMap<(String, Lang), Template>, RulesFault> {
    let mut templates = BTreeMap::new();
    for (file, bytes) in files.folder("templates") {
        let stem = file.strip_prefix("templates/").and_then(|f| f.strip_suffix(".txt")).unwrap_or_default();
        let named = stem.rsplit_once('.').and_then(|(name, lang)| Some((name, Lang::parse(lang)?)));
        let (name, lang) = named
            .ok_or_else(|| At::file(file).wrong(stem, "a file named `NAME.ru.txt`, `NAME.kk.txt` or `NAME.en.txt`"))?;
        templates.insert((name.to_owned(), lang), read_template(file, name, bytes)?);
    }
    Ok(templates)
}

fn read_template(file: &str, name: &str, bytes: &[u8]) -> Result<Template, RulesFault> {
    let text = utf8(file, bytes)?;
    let (first, body) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_end_matches('\r');
    let version = first.strip_prefix("template: ").and_then(|rest| rest.strip_prefix(name)?.strip_prefix(' '));
    match version {
        Some(v) if !v.is_empty() && !v.contains(char::is_whitespace) => {
            if body.trim().is_empty() {
                return Err(At::file(file).fault("no text below the first line", "the text of the letter"));
            }
            Ok(Template { name: name.to_owned(), version: v.to_owned(), text: body.to_owned() })
        }
        _ => Err(At::line(file, 1).wrong(first, format!("`template: {name} VERSION`, the name that of the file"))),
    }
}
