//! The steps of writing to the outside, one function each. After a crash a file counts as there only when its bytes
//! were synced before its name, and its folder after it.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

use crate::faults::{Step, step};

/// A folder that nobody else may look into, removed with the value: what people send lies there until it is judged.
pub fn private_folder() -> io::Result<TempDir> {
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir()
}

/// Makes an empty file, or empties the one that is there.
pub fn create(path: &Path) -> io::Result<File> {
    step(Step::Create(path));
    let file = File::create(path)?;
    step(Step::Write(path));
    Ok(file)
}

/// Waits until the bytes of an open file are on the disk.
pub fn sync(file: &File, path: &Path) -> io::Result<()> {
    step(Step::Sync(path));
    file.sync_all()
}

/// Gives a file another name within its file system.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step(Step::Rename(from, to));
    fs::rename(from, to)
}

/// Removes a file.
pub fn remove(path: &Path) -> io::Result<()> {
    step(Step::Remove(path));
    fs::remove_file(path)
}

/// Waits until the names in a folder are on the disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    step(Step::SyncFolder(folder));
    File::open(folder)?.sync_all()
}

/// Writes a file whole, by way of the temporary name `part` in the same folder: whoever finds `path` finds all of it.
pub fn write_whole(part: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut out = create(part)?;
    out.write_all(bytes)?;
    sync(&out, part)?;
    rename(part, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Copies a file whole, onto another file system where need be: whoever finds `to` finds all of it.
pub fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    let part = to.with_file_name(format!(".{}.part", to.file_name().unwrap_or_default().to_string_lossy()));
    let mut out = create(&part)?;
    io::copy(&mut File::open(from)?, &mut out)?;
    sync(&out, &part)?;
    rename(&part, to)?;
    to.parent().map_or(Ok(()), sync_folder)
}

/// Gives a file another place: by its name, or by a copy where the place is on another file system. After a crash the
/// file lies in its old place, in its new one, or whole in both.
pub fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match rename(from, to) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
            copy_whole(from, to)?;
            remove(from)
        }
        done => done,
    }
}

/// Whether two files hold the same bytes; no where one of them is not there.
pub fn same_bytes(a: &Path, b: &Path) -> io::Result<bool> {
    let (Ok(a), Ok(b)) = (File::open(a), File::open(b)) else { return Ok(false) };
    if a.metadata()?.len() != b.metadata()?.len() {
        return Ok(false);
    }
    let (mut a, mut b) = (io::BufReader::new(a).bytes(), io::BufReader::new(b).bytes());
    loop {
        match (a.next().transpose()?, b.next().transpose()?) {
            (None, None) => return Ok(true),
            (one, other) if one != other => return Ok(false),
            _ => {}
        }
    }
}
