//! Anchors and revocation lists as they lie on this machine: the files and folders that the configuration names.

use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::config::settings::Settings;
use crate::eds::armor;
use crate::eds::certificate::Certificate;
use crate::eds::crl::List;
use crate::eds::trust::Trust;
use crate::stage::StageError;

use super::lists;

/// The bytes of a file, of which no more are read than a signature may have.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read;
    let open = || {
        let mut bytes = Vec::new();
        let most = u64::try_from(armor::MOST).unwrap_or(u64::MAX).saturating_add(1);
        std::fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    Ok(open().map_err(StageError::io(path))?)
}

/// Files as they are named, and those of named folders whose ending is one of `endings`, in the order of their names.
fn files(key: &str, named: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in named {
        if !path.is_dir() {
            if !path.exists() {
                return Err(Failure::Usage(format!("`{key}` names `{}`, where no file or folder is", path.display())));
            }
            found.push(path.clone());
            continue;
        }
        let rows = std::fs::read_dir(path).map_err(StageError::io(path))?;
        let mut inside = Vec::new();
        for row in rows {
            let file = row.map_err(StageError::io(path))?.path();
            let ending = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
            if file.is_file() && endings.contains(&ending.as_str()) {
                inside.push(file);
            }
        }
        inside.sort();
        found.extend(inside);
    }
    Ok(found)
}

/// The files of anchors.
pub fn anchors(settings: &Settings) -> Result<Vec<PathBuf>, Failure> {
    files("eds.anchors", &settings.eds.anchors, &["cer", "crt", "der", "pem"])
}

/// The files of revocation lists: those that somebody laid down, and those that were fetched.
pub fn lists(settings: &Settings) -> Result<Vec<PathBuf>, Failure> {
    let mut found = files("eds.crls", &settings.eds.crls, &["crl", "der", "pem"])?;
    let folder = &settings.eds.lists_folder;
    if folder.exists() {
        found.extend(files("eds.lists-folder", std::slice::from_ref(folder), &[lists::ENDING])?);
    }
    Ok(found)
}

/// The anchors of the configuration.
pub fn anchors_of(settings: &Settings) -> Result<Vec<Certificate>, Failure> {
    let read = |path: &PathBuf| {
        let certificate = Certificate::parse(&bytes_of(path)?);
        certificate.map_err(|_| no("eds.anchors", path, "certificate"))
    };
    anchors(settings)?.iter().map(read).collect()
}

fn no(key: &str, path: &Path, what: &str) -> Failure {
    Failure::Usage(format!("`{key}` names `{}`, which is no {what} in DER or PEM", path.display()))
}

/// Anchors and lists of the configuration.
pub fn trust_of(settings: &Settings) -> Result<Trust, Failure> {
    let age = i64::try_from(settings.eds.answer_age.as_secs()).unwrap_or(i64::MAX);
    let mut trust = Trust { answer_age: age, ..Trust::default() };
    trust.anchors = anchors_of(settings)?;
    for path in lists(settings)? {
        let list = List::load(&bytes_of(&path)?, &trust.anchors);
        let fetched = path.starts_with(&settings.eds.lists_folder);
        let key = if fetched { "eds.lists-folder" } else { "eds.crls" };
        trust.lists.add(list.map_err(|_| no(key, &path, "revocation list"))?);
    }
    Ok(trust)
}
