//! The inbox: request files (004 §4) are claimed, judged, and laid into `done/` or `failed/` with a report beside them.
//!
//! A claim gives the file the name under which it will end, free in every folder, so that after a kill the names alone
//! tell what is left to do: `working/N` is to be judged, with `working/.N.report.json` it is judged and to be laid
//! down, and the report alone is to follow its file. Nothing is taken twice, no report is doubled or lost.

mod pairs;
mod report;

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::clock;
use crate::config::settings::Source;
use crate::disk;
use crate::domain::defect::Defect;
use crate::stage::intake::{self, ImportOptions, ImportReport, Means, Submission};
use crate::stage::{Acting, Office, StageError};
use crate::store::Lease;

use pairs::{Whole, pair_up};
use report::{report_json, report_of};

pub use pairs::{Half, beside, document_of};

/// What became of the inbox.
#[derive(Debug, Default)]
pub struct Taken {
    /// Files that were judged.
    pub reports: Vec<ImportReport>,
    /// Files that somebody still writes: they wait for the next look.
    pub unfinished: Vec<String>,
    /// Signatures without their document, and applications without a signature that they need.
    pub halves: Vec<Half>,
    /// Files whose signature cannot be judged now, and why: they are tried again.
    pub waiting: Vec<(String, Vec<Defect>)>,
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

/// The files of a folder by name, with their stamps; hidden ones, unfinished ones (`.part`) and what Excel lays beside a
/// workbook while somebody has it open (`~$`) are left alone.
pub fn look(folder: &Path) -> Result<Vec<(PathBuf, Stamp)>, StageError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(StageError::io(folder))? {
        let path = entry.map_err(StageError::io(folder))?.path();
        let name = name_of(&path);
        if !path.is_file() || name.starts_with('.') || name.starts_with("~$") || name.ends_with(".part") {
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
    means: &Arc<dyn Means>,
    taken: &mut Taken,
) -> Result<(), StageError> {
    let root = office.settings.inbox.as_path();
    let inbox = Inbox { office, root, working: root.join("working"), means };
    fs::create_dir_all(&inbox.working).map_err(StageError::io(&inbox.working))?;
    let mut fault = Ok(());
    keep_first(&mut fault, inbox.finish_claims(taken))?;
    keep_first(&mut fault, inbox.finish_pairs())?;
    for name in inbox.left_behind()? {
        if stopping() {
            return fault;
        }
        lease.check().await?;
        keep_first(&mut fault, inbox.take(&name, lease, taken).await)?;
    }
    let unsigned = office.settings.unsigned.contains(&Source::Inbox);
    let settled = inbox.settled(taken).await?;
    let lying = look(root)?.into_iter().map(|(path, _)| path);
    let (wholes, halves) = pair_up(settled, lying, unsigned);
    taken.halves = halves;
    for Whole { file, stamp, signature } in wholes {
        if stopping() {
            return fault;
        }
        lease.check().await?;
        let claimed = match signature {
            None => inbox.claim(&file, stamp, taken),
            Some(signature) => inbox.claim_pair(&file, &signature).map(Some),
        };
        match claimed {
            Ok(None) => {}
            Ok(Some(name)) => keep_first(&mut fault, inbox.take(&name, lease, taken).await)?,
            Err(e) => keep_first(&mut fault, Err(StageError::io(&file)(e)))?,
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
    means: &'a Arc<dyn Means>,
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

    /// Moves a file and the signature beside it into `working/`, as `NAME` and `NAME.cms`. What is to become of the two is
    /// noted first, so that a kill between them parts nothing.
    fn claim_pair(&self, file: &Path, signature: &Path) -> io::Result<String> {
        let name = self.free_name(&short(&name_of(file)));
        let note = self.working.join(format!(".{name}.pair"));
        let text = serde_json::json!([name_of(file), name_of(signature)]).to_string();
        disk::write_whole(&self.working.join(format!(".{name}.pair.part")), &note, text.as_bytes())?;
        self.finish_pair(&name)?;
        Ok(name)
    }

    fn finish_pair(&self, name: &str) -> io::Result<()> {
        let note = self.working.join(format!(".{name}.pair"));
        let [file, signature]: [String; 2] = serde_json::from_slice(&fs::read(&note)?)?;
        for (from, to) in [(signature, format!("{name}.cms")), (file, name.to_owned())] {
            let (from, to) = (self.root.join(from), self.working.join(to));
            if from.exists() && !to.exists() {
                disk::move_file(&from, &to)?;
            }
        }
        disk::sync_folder(&self.working)?;
        disk::remove(&note)
    }

    /// Completes claims of two files that a kill left half done.
    fn finish_pairs(&self) -> Result<(), StageError> {
        for name in hidden(&self.working, ".pair")? {
            self.finish_pair(&name).map_err(StageError::io(&self.working))?;
        }
        Ok(())
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
        // a signature goes with its document
        let alone =
            |name: &String| name.strip_suffix(".cms").is_none_or(|document| !names.iter().any(|n| n == document));
        let mut names: Vec<String> = names.iter().filter(|name| alone(name)).cloned().collect();
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
            let cms = self.working.join(format!("{name}.cms"));
            let submission =
                Submission { file: &path, signature: cms.exists().then_some(cms.as_path()), attached: &[] };
            let options = ImportOptions::default();
            let report = intake::import(self.office, &Acting::System, submission, options, self.means).await?;
            if Stamp::of(&path).map_err(StageError::io(&path))? != before {
                // whoever wrote it had not finished: it is judged again, and what is taken in by then is a repeat
                taken.unfinished.push(name.to_owned());
                return Ok(());
            }
            if !report.waits.is_empty() {
                taken.waiting.push((name.to_owned(), report.waits));
                return Ok(());
            }
            let json = report_json(&report, self.office.settings.language);
            let text = serde_json::to_string_pretty(&json).unwrap_or_default() + "\n";
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
            let cms = self.working.join(format!("{name}.cms"));
            if cms.exists() {
                let signature = place.with_file_name(format!("{}.cms", name_of(&place)));
                disk::move_file(&cms, &signature).map_err(StageError::io(&signature))?;
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
            let names = [n.to_owned(), format!("{n}.report.json"), format!(".{n}.report.json"), format!("{n}.cms")];
            let claimed = self.root.join(format!(".{n}.claimed"));
            // nor may it come to stand beside a document that is none of its own
            let strange = n.strip_suffix(".cms").is_some_and(|document| self.working.join(document).exists());
            strange
                || claimed.exists()
                || folders.iter().any(|folder| names.iter().any(|one| folder.join(one).exists()))
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
