//! The steps of writing to the outside, one function each. After a crash a file counts as there only when its bytes
//! were synced before its name, and its folder after it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::faults::{Step, step};

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
