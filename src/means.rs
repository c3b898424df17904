//! What signatures of recipients are checked with, as the configuration gives it: loaded when the first signed file comes,
//! and once for all files of a pass.

use std::sync::{Arc, OnceLock};

use crate::cli::eds::trust_of;
use crate::config::settings::Settings;
use crate::eds::trust::Trust;
use crate::eds::verifier::{InHouse, SignatureVerifier};
use crate::stage::{StageError, intake};

/// Anchors, lists and verifier of an installation.
pub struct Means<'a> {
    settings: &'a Settings,
    trust: OnceLock<Arc<Trust>>,
}

impl<'a> Means<'a> {
    /// As these settings say.
    pub const fn of(settings: &'a Settings) -> Self {
        Means { settings, trust: OnceLock::new() }
    }
}

impl intake::Means for Means<'_> {
    fn trust(&self, _cms: &[u8]) -> Result<Arc<Trust>, StageError> {
        if let Some(trust) = self.trust.get() {
            return Ok(Arc::clone(trust));
        }
        let trust = trust_of(self.settings)
            .map_err(|fault| StageError::io(&self.settings.base)(std::io::Error::other(fault.to_string())))?;
        trust.prepare();
        Ok(Arc::clone(self.trust.get_or_init(|| Arc::new(trust))))
    }

    fn verifier(&self) -> &(dyn SignatureVerifier + Sync) {
        &InHouse
    }
}
