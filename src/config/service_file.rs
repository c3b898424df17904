//! `services/NAME.toml`: one payout service a file, with its limits (004 §5.1–5.4), its rates and its budget lines.

use serde::Deserialize;

use super::fault::{At, RulesFault, toml};
use super::rule_files::RuleFiles;
use crate::domain::budget::BudgetLine;
use crate::domain::dated::{Dated, common};
use crate::domain::deadline::Limit;
use crate::domain::ident::is_kbe;
use crate::domain::money::Rate;
use crate::domain::rules::{Code, CodeList, PURPOSE_FIELDS, QueuePolicy, Service};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawService {
    name: String,
    title_ru: String,
    title_kk: String,
    title_en: String,
    legal_basis: String,
    valid_from: String,
    valid_to: String,
    confirm_limit: String,
    form_limit: String,
    sign_limit: String,
    dispatch_limit: String,
    queue_policy: String,
    knp: String,
    kbe_payee: String,
    purpose: String,
    complaint_executive_wd: u32,
    complaint_quality_wd: u32,
    complaint_quality_extension_wd: u32,
    rate: Vec<RawRate>,
    budget_line: Vec<RawLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRate {
    ceiling: String,
    valid_from: String,
    valid_to: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    line: String,
    valid_from: String,
    valid_to: String,
    source: String,
}

/// Every service, by name.
pub(super) fn read_services(files: &RuleFiles, knp: &CodeList<Code>) -> Result<Vec<Service>, RulesFault> {
    let mut services: Vec<Service> = Vec::new();
    for (file, bytes) in files.folder("services") {
        let raw: RawService = toml(file, bytes)?;
        let service = read_service(file, &raw, knp)?;
        for other in &services {
            check_lines_apart(file, &service, other)?;
        }
        services.push(service);
    }
    if services.is_empty() {
        return Err(At::file("services").fault("no service", "a file `services/NAME.toml` for every service"));
    }
    services.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(services)
}

fn read_service(file: &str, raw: &RawService, knp: &CodeList<Code>) -> Result<Service, RulesFault> {
    let at = At::file(file);
    if file != format!("services/{}.toml", raw.name) {
        return Err(at.key("name").wrong(&raw.name, "the name of the file without `.toml`"));
    }
    let (valid_from, valid_to) = at.span(&raw.valid_from, &raw.valid_to)?;
    let (budget_lines, rate_ceilings) = (read_lines(&at, &raw.budget_line)?, read_rates(&at, &raw.rate)?);
    let queue_policy = QueuePolicy::parse(&raw.queue_policy)
        .ok_or_else(|| at.key("queue_policy").wrong(&raw.queue_policy, "`partial` or `wait`"))?;
    Ok(Service {
        name: raw.name.clone(),
        title: at.names(["title_ru", "title_kk", "title_en"], [&raw.title_ru, &raw.title_kk, &raw.title_en])?,
        legal_basis: at.key("legal_basis").text(&raw.legal_basis)?,
        valid_from,
        valid_to,
        confirm_limit: read_limit(&at.key("confirm_limit"), &raw.confirm_limit)?,
        form_limit: read_limit(&at.key("form_limit"), &raw.form_limit)?,
        sign_limit: read_limit(&at.key("sign_limit"), &raw.sign_limit)?,
        dispatch_limit: read_limit(&at.key("dispatch_limit"), &raw.dispatch_limit)?,
        queue_policy,
        knp: read_knp(&at.key("knp"), &raw.knp, knp)?,
        kbe_payee: read_kbe(&at.key("kbe_payee"), &raw.kbe_payee)?,
        purpose: read_purpose(&at.key("purpose"), &raw.purpose)?,
        complaint_executive_wd: raw.complaint_executive_wd,
        complaint_quality_wd: raw.complaint_quality_wd,
        complaint_quality_extension_wd: raw.complaint_quality_extension_wd,
        rate_ceilings,
        budget_lines,
    })
}

fn read_limit(at: &At<'_>, text: &str) -> Result<Limit, RulesFault> {
    Limit::parse(text).ok_or_else(|| at.wrong(text, "`Nwd`, `same-day`, `Nmin`, `Nh` or `Ns`, N a number from 1"))
}

fn read_knp(at: &At<'_>, text: &str, known: &CodeList<Code>) -> Result<String, RulesFault> {
    let code = at.digits(text, 3)?;
    if known.entries(text).is_empty() {
        return Err(at.wrong(text, "a code of codes/knp.csv; add it there with its source"));
    }
    Ok(code)
}

fn read_kbe(at: &At<'_>, text: &str) -> Result<Option<String>, RulesFault> {
    match text {
        "" => Ok(None),
        code if is_kbe(code) => Ok(Some(code.to_owned())),
        _ => Err(at.wrong(text, "2 digits, residency 1 or 2 and sector 1 to 9, or nothing to take the request's own")),
    }
}

/// A purpose whose braces hold known fields only, so that no order ever leaves with a field left empty.
fn read_purpose(at: &At<'_>, text: &str) -> Result<String, RulesFault> {
    let mut rest = at.text(text)?;
    for field in PURPOSE_FIELDS {
        rest = rest.replace(&format!("{{{field}}}"), "");
    }
    if rest.contains(['{', '}']) {
        let known = PURPOSE_FIELDS.map(|f| format!("{{{f}}}")).join(", ");
        return Err(at.wrong(text, format!("a text with no other fields in braces than {known}")));
    }
    if text.chars().count() > 400 {
        return Err(at.wrong(text, "at most 400 characters"));
    }
    Ok(text.to_owned())
}

const APART: &str = "days on which no other table of this name is valid; close the earlier one with valid_to";

fn read_rates(at: &At<'_>, raw: &[RawRate]) -> Result<Vec<Dated<Rate>>, RulesFault> {
    let mut rates = Vec::with_capacity(raw.len());
    for (i, one) in raw.iter().enumerate() {
        let at = at.table("rate", i);
        let value = Rate::parse(&one.ceiling).ok_or_else(|| {
            at.key("ceiling").wrong(&one.ceiling, "percent with at most four decimals, such as `12.5`")
        })?;
        let (valid_from, valid_to) = at.span(&one.valid_from, &one.valid_to)?;
        rates.push(Dated { value, valid_from, valid_to, source: at.key("source").text(&one.source)? });
    }
    match Dated::first_overlap(&rates) {
        None => Ok(rates),
        Some(i) => Err(at.table("rate", i).key("valid_from").wrong(&raw[i].valid_from, APART)),
    }
}

fn read_lines(at: &At<'_>, raw: &[RawLine]) -> Result<Vec<Dated<BudgetLine>>, RulesFault> {
    let mut lines = Vec::with_capacity(raw.len());
    for (i, one) in raw.iter().enumerate() {
        let at = at.table("budget_line", i);
        let value = BudgetLine::parse(&one.line).ok_or_else(|| {
            at.key("line").wrong(&one.line, "administrator/programme/subprogramme/specific, 3 digits each")
        })?;
        let (valid_from, valid_to) = at.span(&one.valid_from, &one.valid_to)?;
        lines.push(Dated { value, valid_from, valid_to, source: at.key("source").text(&one.source)? });
    }
    match Dated::first_overlap(&lines) {
        None => Ok(lines),
        Some(i) => Err(at.table("budget_line", i).key("valid_from").wrong(&raw[i].valid_from, APART)),
    }
}

/// The waiting list stands per budget line, so two services may not draw on one on the same day.
fn check_lines_apart(file: &str, service: &Service, other: &Service) -> Result<(), RulesFault> {
    let Some(both) = common(service.span(), other.span()) else { return Ok(()) };
    for (i, line) in service.budget_lines.iter().enumerate() {
        let days = common(line.span(), both);
        let same = |o: &&Dated<BudgetLine>| o.value == line.value;
        let shared = |o: &Dated<BudgetLine>| days.and_then(|d| common(d, o.span())).is_some();
        if other.budget_lines.iter().filter(same).any(shared) {
            let expected = format!("a line that no other service pays from on the same day; `{}` does", other.name);
            return Err(At::file(file).table("budget_line", i).key("line").wrong(line.value, expected));
        }
    }
    Ok(())
}
