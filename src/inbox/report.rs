//! The report that lies beside a judged file of the inbox.

use crate::domain::defect::{Code, Defect};
use crate::domain::lang::Lang;
use crate::stage::intake::ImportReport;
use crate::texts::Texts;

/// The report of an import as the outer contract has it, with every defect.
pub(super) fn report_json(report: &ImportReport, lang: Lang) -> serde_json::Value {
    let texts = Texts::new(lang);
    // what is refused to a recipient who signed is told him in both languages of the state (004 §8.7)
    let both = report.signed.then(|| [Lang::Ru, Lang::Kk].map(Texts::new));
    let one = |d: &Defect| {
        let mut told = serde_json::json!({
            "line": d.line, "column": d.column, "code": d.code.word(), "value": d.value, "message": texts.defect(d),
        });
        for texts in both.iter().flatten() {
            told[format!("message_{}", texts.lang.word())] = texts.defect(d).into();
        }
        told
    };
    serde_json::json!({
        "accepted": report.accepted,
        "repeated": report.repeated,
        "refused": report.refused,
        "defects_total": report.defects.len(),
        "defects": report.defects.iter().map(one).collect::<Vec<_>>(),
    })
}

/// What [`report_json`] wrote, as far as it is told again.
pub(super) fn report_of(name: &str, json: &serde_json::Value) -> ImportReport {
    let text = |d: &serde_json::Value, key: &str| d[key].as_str().unwrap_or_default().to_owned();
    let one = |d: &serde_json::Value| {
        let word = text(d, "code");
        let code = *Code::ALL.iter().find(|code| code.word() == word)?;
        let defect = Defect::new(text(d, "column"), code, text(d, "value"), "");
        Some(d["line"].as_u64().map_or(defect.clone(), |line| defect.on(line)))
    };
    let [accepted, repeated, refused] =
        ["accepted", "repeated", "refused"].map(|key| json[key].as_u64().unwrap_or_default());
    let defects = json["defects"].as_array().into_iter().flatten().filter_map(one).collect();
    ImportReport { name: name.to_owned(), accepted, repeated, refused, defects, ..Default::default() }
}
