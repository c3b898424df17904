//! The inbox: request files (004 §4) are claimed, judged, and laid into `done/` or `failed/` with a report beside them.
//!
//! A claim gives the file the name under which it will end, free in every folder, so that after a kill the names alone
//! tell what is left to do: `working/N` is to be judged, with `working/.N.report.json` it is judged and to be laid
//! down, and the report alone is to follow its file. Nothing is taken twice, no report is doubled or lost.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::clock;
use crate::disk;
use crate::domain::defect::{Code, Defect};
use crate::stage::intake::{self, ImportOptions, ImportReport};
use crate::stage::{Acting, Office, StageError};
use crate::store::Lease;
use crate::texts::Texts;

/// What became of the inbox.
#[derive(Debug, Default)]
pub struct Taken {
    /// Files that were judged.
    pub reports: Vec<ImportReport>,
    /// Files that somebody still writes: they wait for the next look.
    pub unfinished: Vec<String>,
}

/// Size and change of a file: what moves while somebody writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    changed: Option<SystemTime>,
}

impl Stamp {
    fn of(path: &Path) -> io::Result<Self> {
        let about = fs::metadata(path)?;
        Ok(Stamp { size: about.len(), changed: about.modified().ok() })
    }
}

/// The files of a folder by name, with their stamps; hidden ones and unfinished ones (`.part`) are left alone.
pub fn look(folder: &Path) -> Result<Vec<(PathBuf, Stamp)>, StageError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(StageError::io(folder))? {
        let path = entry.map_err(StageError::io(folder))?.path();
        let name = name_of(&path);
        if !path.is_file() || name.starts_with('.') || name.ends_with(".part") {
            continue;
        }
        // gone in between: somebody took it back
        if let Ok(stamp) = Stamp::of(&path) {
            found.push((path, stamp));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// Takes every finished file; what an earlier pass left in its hands first. A file that fails does not keep the others
/// back: the first fault is given back at the end. `stopping` is asked between files.
pub async fn take_all(
    office: &Office<'_>,
    lease: &mut Lease,
    stopping: &(dyn Fn() -> bool + Sync),
    taken: &mut Taken,
) -> Result<(), StageError> {
    let root = office.settings.inbox.as_path();
    let inbox = Inbox { office, root, working: root.join("working") };
    fs::create_dir_all(&inbox.working).map_err(StageError::io(&inbox.working))?;
    let mut fault = Ok(());
    keep_first(&mut fault, inbox.finish_claims(taken))?;
    for name in inbox.left_behind()? {
        if stopping() {
            return fault;
        }
        lease.check().await?;
        keep_first(&mut fault, inbox.take(&name, lease, taken).await)?;
    }
    for (path, stamp) in inbox.settled(taken).await? {
        if stopping() {
            return fault;
        }
        lease.check().await?;
        match inbox.claim(&path, stamp, taken) {
            Ok(None) => {}
            Ok(Some(name)) => keep_first(&mut fault, inbox.take(&name, lease, taken).await)?,
            Err(e) => keep_first(&mut fault, Err(StageError::io(&path)(e)))?,
        }
    }
    fault
}

/// Keeps the first fault of a file; a fault of the database ends everything.
fn keep_first(first: &mut Result<(), StageError>, next: Result<(), StageError>) -> Result<(), StageError> {
    match next {
        Err(error @ StageError::Store(_)) => Err(error),
        Err(error) if first.is_ok() => {
            *first = Err(error);
            Ok(())
        }
        _ => Ok(()),
    }
}

struct Inbox<'a> {
    office: &'a Office<'a>,
    root: &'a Path,
    working: PathBuf,
}

impl Inbox<'_> {
    /// Files that nobody writes any more: those that have lain for `intake.settle`, and those that did not change while
    /// we waited for it once.
    async fn settled(&self, taken: &mut Taken) -> Result<Vec<(PathBuf, Stamp)>, StageError> {
        let settle = self.office.settings.settle;
        let fresh = |stamp: &Stamp| stamp.changed.and_then(clock::age).is_none_or(|age| age < settle);
        let mut found = look(self.root)?;
        if settle.is_zero() || !found.iter().any(|(_, stamp)| fresh(stamp)) {
            return Ok(found);
        }
        tokio::time::sleep(settle).await;
        found.retain(|(path, stamp)| {
            let same = Stamp::of(path).is_ok_and(|now| now == *stamp);
            if !same && path.exists() {
                taken.unfinished.push(name_of(path));
            }
            same
        });
        Ok(found)
    }

    /// Moves a file into `working/`; its name there, or `None` where it is gone or still being written. On another
    /// file system the claim is a hidden name beside the file, then a copy.
    fn claim(&self, path: &Path, stamp: Stamp, taken: &mut Taken) -> io::Result<Option<String>> {
        let name = self.free_name(&short(&name_of(path)));
        let place = self.working.join(&name);
        match disk::rename(path, &place) {
            Ok(()) => return Ok(Some(name)),
            Err(e) if e.kind() == ErrorKind::NotFound && !path.exists() => return Ok(None),
            Err(e) if e.kind() == ErrorKind::CrossesDevices => {}
            Err(e) => return Err(e),
        }
        let aside = self.root.join(format!(".{name}.claimed"));
        disk::rename(path, &aside)?;
        disk::copy_whole(&aside, &place)?;
        if Stamp::of(&aside)? != stamp {
            taken.unfinished.push(name);
            return Ok(None);
        }
        disk::remove(&aside)?;
        Ok(Some(name))
    }

    /// Completes claims onto another file system that a kill, or somebody who wrote on, left half done.
    fn finish_claims(&self, taken: &mut Taken) -> Result<(), StageError> {
        for name in hidden(self.root, ".claimed")? {
            let aside = self.root.join(format!(".{name}.claimed"));
            let places = [self.working.join(&name), self.root.join("done").join(&name), self.failed(&name)];
            let io = StageError::io(&aside);
            let complete = || -> io::Result<bool> {
                let there = places.iter().map(|p| disk::same_bytes(&aside, p)).collect::<io::Result<Vec<_>>>()?;
                if !there.contains(&true) {
                    let stamp = Stamp::of(&aside)?;
                    disk::copy_whole(&aside, &places[0])?;
                    if Stamp::of(&aside)? != stamp {
                        return Ok(false);
                    }
                }
                disk::remove(&aside).map(|()| true)
            };
            if !complete().map_err(io)? {
                taken.unfinished.push(name);
            }
        }
        Ok(())
    }

    /// What lies in `working/`, by name: files, and reports whose file has gone ahead.
    fn left_behind(&self) -> Result<Vec<String>, StageError> {
        let mut names: Vec<String> = look(&self.working)?.iter().map(|(path, _)| name_of(path)).collect();
        names.extend(hidden(&self.working, ".report.json")?);
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Judges `working/NAME` unless that is done, and lays it down.
    async fn take(&self, name: &str, lease: &mut Lease, taken: &mut Taken) -> Result<(), StageError> {
        let path = self.working.join(name);
        let beside = self.working.join(format!(".{name}.report.json"));
        if !beside.exists() {
            let before = match Stamp::of(&path) {
                Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
                stamp => stamp.map_err(StageError::io(&path))?,
            };
            let report = intake::import(self.office, &Acting::System, &path, ImportOptions::default()).await?;
            if Stamp::of(&path).map_err(StageError::io(&path))? != before {
                // whoever wrote it had not finished: it is judged again, and what is taken in by then is a repeat
                taken.unfinished.push(name.to_owned());
                return Ok(());
            }
            let texts = Texts::new(self.office.settings.language);
            let text = serde_json::to_string_pretty(&report_json(&report, &texts)).unwrap_or_default() + "\n";
            let part = self.working.join(format!(".{name}.report.json.part"));
            disk::write_whole(&part, &beside, text.as_bytes()).map_err(StageError::io(&beside))?;
            taken.reports.push(report);
        } else {
            // an earlier pass died before it could say so
            let text = fs::read(&beside).map_err(StageError::io(&beside))?;
            taken.reports.push(report_of(name, &serde_json::from_slice(&text).unwrap_or_default()));
        }
        lease.check().await?;
        self.lay_down(name, &path, &beside)
    }

    /// Moves a judged file, then its report, into `done/` or `failed/`.
    fn lay_down(&self, name: &str, path: &Path, beside: &Path) -> Result<(), StageError> {
        let text = fs::read(beside).map_err(StageError::io(beside))?;
        let report: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
        let good = report["defects_total"].as_u64() == Some(0);
        let target = self.root.join(if good { "done" } else { "failed" });
        fs::create_dir_all(&target).map_err(StageError::io(&target))?;
        let mut place = target.join(name);
        if path.exists() {
            if place.exists() && !disk::same_bytes(path, &place).map_err(StageError::io(&place))? {
                place = target.join(self.free_name(name));
            }
            disk::move_file(path, &place).map_err(StageError::io(&place))?;
        }
        let report = place.with_file_name(format!("{}.report.json", name_of(&place)));
        disk::move_file(beside, &report).map_err(StageError::io(&report))?;
        disk::sync_folder(&target).map_err(StageError::io(&target))
    }

    fn failed(&self, name: &str) -> PathBuf {
        self.root.join("failed").join(name)
    }

    /// The name, or with `-2`, `-3` … behind it where a file of an earlier day has it: nothing is written over.
    fn free_name(&self, name: &str) -> String {
        let (stem, end) = name.rsplit_once('.').map_or((name, String::new()), |(s, e)| (s, format!(".{e}")));
        let numbered = (2..).map(|n| format!("{stem}-{n}{end}"));
        let taken = |n: &str| {
            let folders = ["done", "failed", "working"].map(|folder| self.root.join(folder));
            let names = [n.to_owned(), format!("{n}.report.json"), format!(".{n}.report.json")];
            let claimed = self.root.join(format!(".{n}.claimed"));
            claimed.exists() || folders.iter().any(|folder| names.iter().any(|one| folder.join(one).exists()))
        };
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|n| !taken(n)).unwrap_or_else(|| name.to_owned())
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A name that leaves room for what is put around it: a file system takes 255 bytes.
fn short(name: &str) -> String {
    const MOST: usize = 200;
    let (stem, end) = name.rsplit_once('.').filter(|(_, end)| end.len() < 10).unwrap_or((name, ""));
    let mut cut = stem.len().min(MOST);
    while !stem.is_char_boundary(cut) {
        cut -= 1;
    }
    if end.is_empty() { stem[..cut].to_owned() } else { format!("{}.{end}", &stem[..cut]) }
}

/// The names NAME of hidden files `.NAME` + `ending`, sorted.
fn hidden(folder: &Path, ending: &str) -> Result<Vec<String>, StageError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(StageError::io(folder))? {
        let name = name_of(&entry.map_err(StageError::io(folder))?.path());
        let inner = name.strip_prefix('.').and_then(|rest| rest.strip_suffix(ending));
        found.extend(inner.filter(|n| !n.is_empty()).map(str::to_owned));
    }
    found.sort();
    Ok(found)
}

/// The report of an import as the outer contract has it, with every defect.
fn report_json(report: &ImportReport, texts: &Texts) -> serde_json::Value {
    let one = |d: &Defect| {
        serde_json::json!({
            "line": d.line, "column": d.column, "code": d.code.word(), "value": d.value, "message": texts.defect(d),
        })
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
fn report_of(name: &str, json: &serde_json::Value) -> ImportReport {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_between_letters_and_keeps_its_ending() {
        let long = format!("{}.csv", "қ".repeat(125));
        assert_eq!(short(&long), format!("{}.csv", "қ".repeat(100)));
        for name in ["a.csv", "a", "a.b.csv", "a.", &format!("x.{}", "y".repeat(190))] {
            assert_eq!(short(name), name.trim_end_matches('.'), "{name}");
        }
    }
}
