//! Electronic signatures as the journal tells them: each is of who acted, and once.

use super::fields::Fields;
use super::{Act, Replay, Told};
use crate::domain::image::EdsImage;

impl Replay {
    /// The head's over a manifest (004 §5.3): of who signed the batch.
    pub(super) fn batch_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let signed = self.batch(e.int("batch")?)?.signing.as_ref().map(|signing| signing.by.clone());
        self.eds_of(signed.as_deref(), act, e)
    }

    /// The specialist's over a notice of acceptance (004 §5.1): of who confirmed.
    pub(super) fn request_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let confirmed = self.request(e)?.confirmed.as_ref().map(|(_, by)| by.clone());
        self.eds_of(confirmed.as_deref(), act, e)
    }

    /// The recipient's over a request file (004 §4): whoever took it in.
    pub(super) fn intake_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        self.eds_of(Some(act.actor), act, e)
    }

    fn eds_of(&mut self, acted: Option<&str>, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (subject, evidence) = (e.text("subject")?.to_owned(), e.digest("evidence")?);
        let (iin, serial) = (e.text("iin")?.to_owned(), e.text("serial")?.to_owned());
        if acted != Some(act.actor) || self.electronic.contains_key(&subject) {
            return Err(format!("{subject} is not the act of {}, or has its signature", act.actor));
        }
        let image = EdsImage { at: act.at, person: act.actor.to_owned(), iin, serial, evidence };
        self.electronic.insert(subject, image);
        Ok(())
    }
}
