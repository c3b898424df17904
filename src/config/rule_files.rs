//! The rule files as bytes: read from a folder or built into the program, named by one fingerprint, and packed so
//! that an old decision can be explained with the rules of its own day.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::fault::RulesFault;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/config");

/// The folders of the rules and the ending of the files in them.
const FOLDERS: [(&str, &str); 4] =
    [("calendar", ".csv"), ("codes", ".csv"), ("services", ".toml"), ("templates", ".txt")];
/// The rule files beside the folders.
const SINGLE: [&str; 2] = ["banks.csv", "department.toml"];
/// What packed rules may unpack to, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// The files of a set of rules: path within it, with `/`, to bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFiles(BTreeMap<String, Vec<u8>>);

impl RuleFiles {
    /// From paths and bytes, as they are.
    pub fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        RuleFiles(files)
    }

    /// The rules built into the program: those of the sandbox.
    pub fn built_in() -> Self {
        let folders = FOLDERS.iter().filter_map(|(folder, _)| BUILT_IN.get_dir(folder)).flat_map(Dir::files);
        let files = folders.chain(BUILT_IN.files()).filter_map(|f| Some((f.path().to_str()?, f.contents())));
        let rules = files.filter(|(path, _)| is_rule_file(path));
        RuleFiles(rules.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect())
    }

    /// Reads the rule files of a folder; other files in it are left alone. Fails where one cannot be read.
    pub fn from_dir(folder: &Path) -> Result<Self, RulesFault> {
        let mut files = BTreeMap::new();
        for name in SINGLE {
            let path = folder.join(name);
            if path.exists() {
                files.insert(name.to_owned(), read(&path)?);
            }
        }
        for (name, _) in FOLDERS {
            let path = folder.join(name);
            if path.exists() {
                read_folder(&path, name, &mut files)?;
            }
        }
        Ok(RuleFiles(files))
    }

    /// The bytes of one file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// Every file, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The files of one folder, by path.
    pub fn folder<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.iter().filter(move |(path, _)| path.split_once('/').is_some_and(|(folder, _)| folder == name))
    }

    /// SHA-256 over all files by path, each as `path NUL length-in-decimal NUL bytes`.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(self.canonical()).into()
    }

    /// The files in one compressed piece, the same bytes for the same files. Lightly compressed: every command makes it,
    /// and the database keeps one of each kind.
    pub fn bundle(&self) -> Result<Vec<u8>, RulesFault> {
        zstd::bulk::compress(&self.canonical(), 3).map_err(|e| RulesFault::Bundle(e.to_string()))
    }

    /// Reads back what [`RuleFiles::bundle`] wrote.
    pub fn unbundle(bytes: &[u8]) -> Result<Self, RulesFault> {
        let mut plain = Vec::new();
        let reader = zstd::Decoder::new(bytes).map_err(|e| RulesFault::Bundle(e.to_string()))?;
        let read = reader.take(MOST_BYTES + 1).read_to_end(&mut plain);
        read.map_err(|e| RulesFault::Bundle(e.to_string()))?;
        if plain.len() as u64 > MOST_BYTES {
            return Err(RulesFault::Bundle(format!("they hold more than {MOST_BYTES} bytes")));
        }
        let files = parse_canonical(&plain).map(RuleFiles);
        files.filter(|f| f.canonical() == plain).ok_or_else(|| RulesFault::Bundle("their form is wrong".to_owned()))
    }

    fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (path, bytes) in &self.0 {
            out.extend_from_slice(path.as_bytes());
            out.extend_from_slice(format!("\0{}\0", bytes.len()).as_bytes());
            out.extend_from_slice(bytes);
        }
        out
    }
}

/// Whether a path within the configuration's folder is a rule; texts of the screens and settings are none.
pub(super) fn is_rule_file(path: &str) -> bool {
    match path.split_once('/') {
        None => SINGLE.contains(&path),
        Some((folder, name)) => {
            let known = FOLDERS.iter().any(|(f, ending)| *f == folder && name.ends_with(ending));
            known && !name.contains('/') && !name.starts_with('.')
        }
    }
}

fn parse_canonical(mut rest: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    while !rest.is_empty() {
        let mut parts = rest.splitn(3, |b| *b == 0);
        let path = String::from_utf8(parts.next()?.to_vec()).ok()?;
        let length: usize = std::str::from_utf8(parts.next()?).ok()?.parse().ok()?;
        let (bytes, after) = parts.next()?.split_at_checked(length)?;
        files.insert(path, bytes.to_vec());
        rest = after;
    }
    Some(files)
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> RulesFault {
    let path = path.display().to_string();
    move |source| RulesFault::Unreadable { path, source }
}

fn read(path: &Path) -> Result<Vec<u8>, RulesFault> {
    std::fs::read(path).map_err(unreadable(path))
}

fn read_folder(folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), RulesFault> {
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        let entry = entry.map_err(unreadable(folder))?;
        let path = format!("{name}/{}", entry.file_name().to_string_lossy());
        if is_rule_file(&path) {
            files.insert(path, read(&entry.path())?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> RuleFiles {
        let files = [("banks.csv", "a"), ("calendar/2026.csv", "b\0c")];
        RuleFiles::new(files.map(|(p, b)| (p.to_owned(), b.as_bytes().to_vec())).into())
    }

    #[test]
    fn the_fingerprint_is_over_path_length_and_bytes_of_every_file() {
        let by_hand: [u8; 32] = Sha256::digest(b"banks.csv\x001\0acalendar/2026.csv\x003\0b\0c").into();
        assert_eq!(two().fingerprint(), by_hand);
    }

    #[test]
    fn packed_rules_unpack_to_the_same_files() {
        for files in [two(), RuleFiles::built_in(), RuleFiles::default()] {
            let bundle = files.bundle().unwrap();
            assert_eq!(bundle, files.bundle().unwrap());
            assert_eq!(RuleFiles::unbundle(&bundle).unwrap(), files);
        }
    }

    #[test]
    fn packed_rules_that_were_changed_are_refused() {
        let bundle = two().bundle().unwrap();
        assert!(RuleFiles::unbundle(&bundle[..bundle.len() - 1]).is_err());
        assert!(RuleFiles::unbundle(b"no bundle").is_err());
        for bad in ["banks.csv\x002\0a", "banks.csv\x0001\0a", "b\x001\0aa\x001\0a", "banks.csv"] {
            let packed = zstd::bulk::compress(bad.as_bytes(), 3).unwrap();
            assert!(RuleFiles::unbundle(&packed).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_folder_and_the_program_hold_the_same_rules_and_no_texts_of_screens() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        let files = RuleFiles::from_dir(&folder).unwrap();
        assert_eq!(files, RuleFiles::built_in());
        assert!(files.get("calendar/2026.csv").is_some() && files.get("department.toml").is_some());
        assert!(files.iter().all(|(path, _)| !path.starts_with("texts/") && path != "qazyna.toml"));
    }
}
