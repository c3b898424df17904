//! A payment file on its way into its folder (004 §5.4). It grows under another name (`.part`); behind the writer one
//! thread reads what stands in it and holds it against the manifest, and another takes its digest and packs it for the
//! database. Each holds a piece at a time, so that a file of any length takes the memory of a short one.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use sha2::{Digest, Sha256};

use crate::disk;
use crate::domain::batch::hex;
use crate::domain::defect::Code;
use crate::format::{self, Difference, ExportFault, Format, ReadFault, Signed};
use crate::stage::StageError;
use crate::store::StoreError;

use super::set::too_large;

/// Bytes that are packed at a time: a packer that sees them lie together needs a fifth less time than one that is fed.
const PIECE: usize = 1 << 19;
/// Pieces that wait to be packed, at most.
const WAITING: usize = 4;
/// How hard the bytes are packed: the repeating markup leaves little, and harder takes longer than all the rest.
const LEVEL: i32 = 1;

/// A file that was written, synced and read back.
pub(super) struct Checked {
    /// SHA-256 of what was read.
    pub sha256: [u8; 32],
    /// The same bytes, packed.
    pub packed: Vec<u8>,
}

/// Writes the file under the name `part`, waits until it is on the disk, and reads it back by a reader of its own. The
/// bytes that are given back are those that were read. Beside it `still_signed` finds out whether the orders are what the
/// head signed; where they are not, there is no file, and nothing is given back.
pub(super) fn write(
    part: &Path,
    format: Format,
    out: &Signed<'_>,
    still_signed: impl FnOnce() -> Result<bool, StoreError> + Send,
) -> Result<Option<Checked>, StageError> {
    let file = disk::create(part).map_err(StageError::io(part))?;
    let (told, growing) = channel();
    let (pieces, packing) = sync_channel(WAITING);
    let (used, free) = channel();
    let reading = File::open(part).map_err(StageError::io(part))?;
    let follower = Follower { file: reading, ready: Some(0), growing, piece: Vec::new(), pieces, free };
    let (signed, written, read, packed) = thread::scope(|threads| {
        let judge = threads.spawn(still_signed);
        let packer = threads.spawn(move || pack(packing, used));
        let reader = threads.spawn(move || read_back(follower, format, out));
        // goes away before the threads are waited for: at its end theirs begins
        let mut grower = Grower { file: &file, told };
        let written = format::write(format, out, &mut grower);
        drop(grower);
        let written = written.and_then(|()| Ok(disk::sync(&file, part)?));
        (judge.join(), written, reader.join(), packer.join())
    });
    let died = |_| StageError::io(part)(io::Error::other("a thread that checks the written file died"));
    let checked = match signed.map_err(died).and_then(|signed| Ok(signed?)) {
        Ok(false) => Ok(None),
        Ok(true) => check(part, format, written, read.map_err(died), packed.map_err(died)).map(Some),
        Err(fault) => Err(fault),
    };
    if !matches!(checked, Ok(Some(_))) {
        drop(disk::remove(part));
    }
    checked
}

/// The file, if it was written whole, says what was signed, and was packed.
fn check(
    part: &Path,
    format: Format,
    written: Result<(), ExportFault>,
    read: Result<Result<Vec<Difference>, ReadFault>, StageError>,
    packed: Result<io::Result<Checked>, StageError>,
) -> Result<Checked, StageError> {
    written.map_err(|fault| unwritten(fault, part, format))?;
    let differs = |what: String| StageError::refuse(format.word(), Code::FileDiffers, what, "");
    let found = read?.map_err(|fault| differs(fault.to_string()))?;
    if let Some(first) = found.first() {
        return Err(differs(first.to_string()));
    }
    packed?.map_err(StageError::io(part))
}

fn unwritten(fault: ExportFault, part: &Path, format: Format) -> StageError {
    match fault {
        ExportFault::Io(e) => StageError::io(part)(e),
        ExportFault::Field { order, field, value, limit } => {
            let place = order.map_or_else(String::new, |o| format!("{o}: "));
            StageError::refuse(format.word(), Code::DoesNotFit, format!("{place}{field} = {value}"), limit)
        }
        ExportFault::TooLarge { order, amount, most } => too_large(format, order, amount, most),
        ExportFault::Orders(fault) => StoreError::inconsistent("order_piece", "body", fault).into(),
        ExportFault::NoOrders { batch } => StageError::refuse("batch", Code::NotFound, batch, "orders"),
    }
}

/// The growing file; tells how much more of it stands there.
struct Grower<'f> {
    file: &'f File,
    told: Sender<usize>,
}

impl Write for Grower<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        // a reader that ended early has its reason, which is asked for at the end
        let _ = self.told.send(n);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Reads the file as far as it has grown, waits for more, and hands what it read to be packed.
struct Follower {
    file: File,
    /// How much stands there unread; nothing once the file is whole and is read to its very end.
    ready: Option<usize>,
    growing: Receiver<usize>,
    /// What was read and is not yet on its way to the packer.
    piece: Vec<u8>,
    pieces: SyncSender<Vec<u8>>,
    /// Emptied pieces, to be filled again.
    free: Receiver<Vec<u8>>,
}

impl Read for Follower {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.ready == Some(0) {
            self.ready = self.growing.recv().ok();
        }
        let most = self.ready.map_or(room.len(), |ready| ready.min(room.len()));
        let n = self.file.read(&mut room[..most])?;
        self.ready = self.ready.map(|ready| ready - n);
        self.piece.extend_from_slice(&room[..n]);
        if self.piece.len() >= PIECE || (n == 0 && !self.piece.is_empty()) {
            let next = self.free.try_recv().unwrap_or_default();
            let full = std::mem::replace(&mut self.piece, next);
            self.pieces.send(full).map_err(|_| io::Error::other("the packer of the file died"))?;
        }
        Ok(n)
    }
}

/// Reads the file by a reader of its own and holds it against what was signed.
fn read_back(mut file: Follower, format: Format, out: &Signed<'_>) -> Result<Vec<Difference>, ReadFault> {
    format::differences(format, &mut file, out)
}

/// Takes the digest of the pieces and packs them, each for itself: what follows each other unpacks as one.
fn pack(pieces: Receiver<Vec<u8>>, used: Sender<Vec<u8>>) -> io::Result<Checked> {
    let mut hash = Sha256::new();
    let mut packer = zstd::bulk::Compressor::new(LEVEL)?;
    let mut packed = Vec::new();
    for mut piece in pieces {
        hash.update(&piece);
        packed.extend_from_slice(&packer.compress(&piece)?);
        piece.clear();
        // nobody takes the last ones
        let _ = used.send(piece);
    }
    Ok(Checked { sha256: hash.finalize().into(), packed })
}

/// Gives the synced `part` the file's own name, and syncs that. A file that stands there with other bytes is moved
/// aside, not lost.
pub(super) fn place(folder: &Path, (name, sha256): (&str, &[u8; 32]), part: &Path) -> Result<(), StageError> {
    let path = folder.join(name);
    if let Some(found) = digest_of(&path)?.filter(|found| found != sha256) {
        let aside = folder.join(format!("{name}.altered-{}", &hex(&found)[..8]));
        tracing::warn!(path = %path.display(), aside = %aside.display(), "a file was altered after it was written; it is moved aside");
        disk::rename(&path, &aside).map_err(StageError::io(&path))?;
    }
    disk::rename(part, &path).map_err(StageError::io(&path))?;
    disk::sync_folder(folder).map_err(StageError::io(folder))
}

/// Puts the bytes of the database in their place once more, if they are still those of the file's digest. Where they
/// stand already nothing is written.
pub(super) fn restore(folder: &Path, file: (&str, &[u8; 32]), packed: &[u8]) -> Result<(), StageError> {
    let (name, sha256) = file;
    let path = folder.join(name);
    if digest_of(&path)? == Some(*sha256) {
        unpack(packed, file, &mut io::sink(), &path)?;
        // whoever put it there may have died before its name was safe
        return disk::sync_folder(folder).map_err(StageError::io(folder));
    }
    let part = folder.join(format!(".{name}.part"));
    let mut out = disk::create(&part).map_err(StageError::io(&part))?;
    unpack(packed, file, &mut out, &part).inspect_err(|_| drop(disk::remove(&part)))?;
    disk::sync(&out, &part).map_err(StageError::io(&part))?;
    place(folder, file, &part)
}

/// Writes the unpacked bytes to `out`, which is at `path`; refuses those of another digest.
fn unpack(
    packed: &[u8],
    (name, sha256): (&str, &[u8; 32]),
    out: &mut dyn Write,
    path: &Path,
) -> Result<(), StageError> {
    let differs = || StageError::refuse("file", Code::FileDiffers, name, hex(sha256));
    let mut unpacked = zstd::Decoder::with_buffer(packed).map_err(|_| differs())?;
    let mut hash = Sha256::new();
    let mut room = vec![0; 1 << 17];
    loop {
        // they cannot even be unpacked
        let n = unpacked.read(&mut room).map_err(|_| differs())?;
        if n == 0 {
            break;
        }
        hash.update(&room[..n]);
        out.write_all(&room[..n]).map_err(StageError::io(path))?;
    }
    let digest: [u8; 32] = hash.finalize().into();
    if digest == *sha256 { Ok(()) } else { Err(differs()) }
}

/// SHA-256 of the file at `path`, or nothing where there is none.
fn digest_of(path: &Path) -> Result<Option<[u8; 32]>, StageError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(StageError::io(path)(e)),
    };
    let mut hash = Sha256::new();
    io::copy(&mut file, &mut hash).map_err(StageError::io(path))?;
    Ok(Some(hash.finalize().into()))
}
