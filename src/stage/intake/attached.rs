//! The files that come with an application (004 §8.5, §8.9): exactly those that its document names, byte for byte.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use crate::domain::attachment::{BYTES, Media, Named, SUBJECT, check};
use crate::domain::batch::sha256;
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::store::attachment::{self, Attached};
use crate::store::{StoreError, Writing};

use super::super::StageError;

/// A file that comes with an application: the name that the document has for it, and the open file.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its name.
    pub name: String,
    file: Arc<File>,
}

impl Sent {
    /// A file of a folder under the name that it has.
    ///
    /// # Errors
    /// The disk.
    pub fn at(path: &Path) -> std::io::Result<Self> {
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        Ok(Sent { name, file: Arc::new(File::open(path)?) })
    }

    /// Bytes that came under this name, kept on the disk without a name there: nobody else finds them, and with the program
    /// they are gone.
    ///
    /// # Errors
    /// The disk.
    pub fn of(name: &str, bytes: &[u8]) -> std::io::Result<Self> {
        let mut file = tempfile::tempfile()?;
        file.write_all(bytes)?;
        Ok(Sent { name: name.to_owned(), file: Arc::new(file) })
    }

    /// Its bytes, of one that is too long no more than show that.
    fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let (mut all, mut piece) = (Vec::new(), vec![0; 1 << 16]);
        while all.len() as u64 <= BYTES {
            match self.file.read_at(&mut piece, all.len() as u64)? {
                0 => break,
                n => all.extend_from_slice(&piece[..n]),
            }
        }
        Ok(all)
    }
}

/// The files that a document names, with their bytes; or everything that is wrong with them, each named one on its line.
///
/// # Errors
/// The disk.
pub(super) fn fit(named: &[(Named, u64)], sent: &[Sent]) -> Result<Result<Vec<Attached>, Vec<Defect>>, StageError> {
    let (mut kept, mut defects) = (Vec::new(), Vec::new());
    for (one, line) in named {
        let Some(file) = sent.iter().find(|file| file.name == one.name) else {
            defects.push(Defect::new(SUBJECT, Code::AttachmentMissing, &one.name, "").on(*line));
            continue;
        };
        let body = file.bytes().map_err(StageError::io(Path::new(&one.name)))?;
        let wrong = check([(one.name.as_str(), body.as_slice())].into_iter());
        let digest = sha256(&body);
        if !wrong.is_empty() {
            defects.extend(wrong.into_iter().map(|defect| defect.on(*line)));
        } else if one.sha256 != digest || one.bytes != body.len() as u64 {
            let came = Named { name: one.name.clone(), bytes: body.len() as u64, sha256: digest };
            defects.push(Defect::new(SUBJECT, Code::AttachmentDiffers, came.shown(), one.shown()).on(*line));
        } else if let Some(media) = Media::of(&body) {
            kept.push(Attached { name: one.name.clone(), media, sha256: digest, body });
        }
    }
    for (place, file) in sent.iter().enumerate() {
        if sent[..place].iter().any(|other| other.name == file.name) {
            defects.push(Defect::new(SUBJECT, Code::AttachmentDoubled, &file.name, ""));
        }
    }
    for file in sent.iter().filter(|file| named.iter().all(|(one, _)| one.name != file.name)) {
        defects.push(Defect::new(SUBJECT, Code::AttachmentUnnamed, &file.name, ""));
    }
    Ok(if defects.is_empty() { Ok(kept) } else { Err(defects) })
}

/// Keeps them with their intake file.
pub(super) async fn keep(tx: &mut Writing, file: i64, all: &[Attached], events: &mut Events) -> Result<(), StoreError> {
    if all.is_empty() {
        return Ok(());
    }
    attachment::insert(tx, file, all).await?;
    for (nth, one) in (1..).zip(all) {
        let sha256 = crate::domain::batch::hex(&one.sha256);
        let fields: [(&str, &dyn std::fmt::Display); 6] = [
            ("file", &file),
            ("nth", &nth),
            ("name", &one.name),
            ("media", &one.media.word()),
            ("bytes", &one.body.len()),
            ("sha256", &sha256),
        ];
        events.add("attachment-received", &fields);
    }
    Ok(())
}
