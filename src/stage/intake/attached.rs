//! The files that come with an application (004 §8.5, §8.9): exactly those that its document names, byte for byte.

use std::path::{Path, PathBuf};

use crate::domain::attachment::{BYTES, Media, Named, SUBJECT, check};
use crate::domain::batch::sha256;
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::store::attachment::{self, Attached};
use crate::store::{StoreError, Writing};

use super::super::StageError;
use super::signed::whole;

/// A file that comes with an application: the name that the document has for it, and where it lies.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

impl Sent {
    /// A file under the name that it has.
    pub fn at(path: &Path) -> Self {
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        Sent { name, path: path.to_owned() }
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
        let body = whole(&file.path, BYTES + 1)?;
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
