//! Electronic signatures as the journal tells them: each is of who acted, and once.

use super::fields::Fields;
use super::{Act, Replay, Told};
use crate::domain::batch::BatchStatus;
use crate::domain::image::EdsImage;
use crate::domain::money::Amount;
use crate::domain::standing::Hold;

impl Replay {
    /// The head's over a manifest (004 §5.3): of who signed the batch.
    pub(super) fn batch_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let signed = self.batch(e.int("batch")?)?.signing.as_ref().map(|signing| signing.by.clone());
        self.eds_of(signed.as_deref(), act, e)
    }

    /// The accountant's over a manifest that the head is yet to sign, or has signed: for this manifest alone.
    pub(super) fn batch_second_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (manifest, batch) = (e.digest("manifest")?, self.batch(e.int("batch")?)?);
        let open = matches!(batch.status, BatchStatus::AwaitingSignature | BatchStatus::Signed);
        if !open || batch.manifest != manifest || batch.exported_at.is_some() {
            return Err(format!("the batch is {}, or another manifest was formed", batch.status.word()));
        }
        self.eds_of(Some(act.actor), act, e)
    }

    /// The specialist's over a notice of acceptance (004 §5.1): of who confirmed.
    pub(super) fn request_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let confirmed = self.request(e)?.confirmed.as_ref().map(|(_, by)| by.clone());
        self.eds_of(confirmed.as_deref(), act, e)
    }

    /// A refusal that waits for a signature: until then the request gets no money.
    pub(super) fn refusal_proposed(&mut self, e: &Fields<'_>) -> Told {
        let (key, ground) =
            ((e.text("service")?.to_owned(), e.text("number")?.to_owned()), e.text("ground")?.to_owned());
        let s = &mut self.request(e)?.standing;
        if s.refused || s.ordered > Amount::ZERO || s.rest() == Amount::ZERO {
            return Err(format!("the request is {}", s.status().word()));
        }
        s.holds |= Hold::RefusalProposed.bit();
        self.refusals.insert(key, ground);
        Ok(())
    }

    /// The authorised person's over a refusal (004 §3): with the refusal itself.
    pub(super) fn refusal_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let refused = self.request(e)?.refusal.as_ref().is_some_and(|(_, at)| *at == act.at);
        self.eds_of(refused.then_some(act.actor), act, e)
    }

    /// The authorised person's over a result (004 §8.10): once, of an order that was paid.
    pub(super) fn result_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let order = e.order()?;
        if !self.unsigned.remove(&order) {
            return Err(format!("the result of order {order} waits for no signature"));
        }
        self.eds_of(Some(act.actor), act, e)
    }

    /// The recipient's over a request file (004 §4): whoever took it in; over a registration or new requisites: its own.
    pub(super) fn recipient_eds(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
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
