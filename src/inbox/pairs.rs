//! Which files of the inbox belong together: an application and the signature of its recipient that lies beside it
//! (004 §8.5), by their names: `A.xml` with `A.xml.cms` or `A.cms`.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::eds::armor;
use crate::eds::cause::Cause;
use crate::eds::verify::enclosed;
use crate::format::application_xml::is_xml;

use super::{Stamp, name_of};

/// Endings of signatures.
const ENDINGS: [&str; 5] = ["cms", "p7s", "sig", "p7m", "p7b"];
/// Endings of what is signed, where the signature's ending stands in their place.
const DOCUMENTS: [&str; 3] = ["xml", "csv", "xlsx"];

/// What is taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Whole {
    pub file: PathBuf,
    pub stamp: Stamp,
    /// The signature beside it.
    pub signature: Option<PathBuf>,
}

/// A file that is not taken yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Half {
    /// A signature without the document that it was made over.
    Signature(String),
    /// An application that nobody signed, where that is needed.
    Document(String),
}

impl Half {
    /// The file, and the word for what it lacks.
    pub fn lacks(&self) -> (&str, &'static str) {
        match self {
            Half::Signature(name) => (name, "document"),
            Half::Document(name) => (name, "signature"),
        }
    }
}

/// Whether a file's name is that of a signature.
fn of_signature(path: &Path) -> bool {
    path.extension().is_some_and(|end| ENDINGS.iter().any(|one| end.eq_ignore_ascii_case(one)))
}

/// What lies in a folder, by its name in small letters: people write endings as they like.
type Names = HashMap<String, PathBuf>;

fn names_of(paths: impl IntoIterator<Item = PathBuf>) -> Names {
    paths.into_iter().map(|path| (name_of(&path).to_lowercase(), path)).collect()
}

fn lying_beside(path: &Path) -> Names {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    names_of(entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()))
}

/// The signature that lies beside a file: `.cms` before `.p7s`, `.sig`, `.p7m`, `.p7b`.
pub fn beside(file: &Path) -> Option<PathBuf> {
    signature_of(file, &lying_beside(file))
}

/// The document that lies beside a signature.
pub fn document_of(signature: &Path) -> Option<PathBuf> {
    document_among(signature, &lying_beside(signature))
}

fn signature_of(file: &Path, names: &Names) -> Option<PathBuf> {
    let name = name_of(file).to_lowercase();
    let stem = DOCUMENTS.iter().find_map(|end| name.strip_suffix(&format!(".{end}"))).unwrap_or(&name);
    let mut wanted = ENDINGS.iter().flat_map(|end| [format!("{name}.{end}"), format!("{stem}.{end}")]);
    wanted.find_map(|one| names.get(&one).filter(|path| path.as_path() != file).cloned())
}

fn document_among(signature: &Path, names: &Names) -> Option<PathBuf> {
    let name = name_of(signature).to_lowercase();
    let (stem, end) = name.rsplit_once('.')?;
    let others = DOCUMENTS.iter().map(|end| format!("{stem}.{end}"));
    let mut wanted = std::iter::once(stem.to_owned()).chain(others);
    ENDINGS.contains(&end).then(|| wanted.find_map(|one| names.get(&one).cloned())).flatten()
}

/// Puts finished files together. `lying`: all files of the folder, because a half that somebody still writes keeps the other
/// one waiting. `unsigned`: whether an application may come without a signature.
pub(super) fn pair_up(
    found: Vec<(PathBuf, Stamp)>,
    lying: impl IntoIterator<Item = PathBuf>,
    unsigned: bool,
) -> (Vec<Whole>, Vec<Half>) {
    let (mut wholes, mut halves) = (Vec::new(), Vec::new());
    let names = names_of(lying);
    let finished: HashSet<PathBuf> = found.iter().map(|(path, _)| path.clone()).collect();
    for (file, stamp) in found {
        if of_signature(&file) {
            let document = document_among(&file, &names);
            if document.is_some_and(|document| signature_of(&document, &names).as_deref() == Some(&file)) {
                // comes with its document
            } else if stands_alone(&file) {
                wholes.push(Whole { file, stamp, signature: None });
            } else {
                halves.push(Half::Signature(name_of(&file)));
            }
            continue;
        }
        match signature_of(&file, &names) {
            None if !unsigned && begins_as_xml(&file) => halves.push(Half::Document(name_of(&file))),
            // told already, as a file that is still being written
            Some(signature) if !finished.contains(&signature) => {}
            signature => wholes.push(Whole { file, stamp, signature }),
        }
    }
    (wholes, halves)
}

/// Whether a file with a signature's name is to be judged by itself: the document is inside, or it is no signature.
fn stands_alone(file: &Path) -> bool {
    let mut bytes = Vec::new();
    let most = u64::try_from(armor::MOST).unwrap_or(u64::MAX).saturating_add(1);
    let read = File::open(file).and_then(|open| open.take(most).read_to_end(&mut bytes));
    read.is_ok() && enclosed(&bytes) != Err(Cause::NoContent)
}

fn begins_as_xml(file: &Path) -> bool {
    let mut begins = Vec::new();
    File::open(file).and_then(|open| open.take(512).read_to_end(&mut begins)).is_ok() && is_xml(&begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_waits_for_a_signature_that_is_still_being_written_even_where_it_needs_none() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for (name, text) in [("a.xml", "<a/>"), ("a.xml.cms", "half"), ("b.xml", "<b/>")] {
            std::fs::write(at(name), text).unwrap();
        }
        let stamped = |name: &str| (at(name), Stamp::of(&at(name)).unwrap());
        let lying = || ["a.xml", "a.xml.cms", "b.xml"].map(at);
        let (wholes, halves) = pair_up(vec![stamped("a.xml"), stamped("b.xml")], lying(), true);
        let files: Vec<&PathBuf> = wholes.iter().map(|whole| &whole.file).collect();
        assert_eq!((files, halves), (vec![&at("b.xml")], Vec::new()));
        let (wholes, _) = pair_up(vec![stamped("a.xml"), stamped("a.xml.cms")], lying(), true);
        assert_eq!(wholes[0].signature, Some(at("a.xml.cms")));
    }
}
