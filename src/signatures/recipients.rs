//! What the signatures of recipients are checked with, as the configuration gives it: loaded when the first signed file
//! comes, and once for all files of a pass.

use std::sync::{Mutex, PoisonError};

use crate::config::settings::Settings;
use crate::domain::time::Moment;
use crate::stage::StageError;
use crate::stage::intake::{Look, Means};

use super::{Checker, Presentation};

/// Anchors, lists, responders and verifier of an installation.
pub struct Recipients {
    settings: Settings,
    checker: Mutex<Option<Checker>>,
}

impl Recipients {
    /// As these settings say.
    pub fn of(settings: &Settings) -> Self {
        Recipients { settings: settings.clone(), checker: Mutex::new(None) }
    }
}

impl Means for Recipients {
    fn look(&self, cms: &[u8], document: &[u8], now: Moment, look: &mut Look<'_>) -> Result<(), StageError> {
        let mut held = self.checker.lock().unwrap_or_else(PoisonError::into_inner);
        let checker = match held.take() {
            Some(checker) => checker,
            None => {
                let checker = Checker::of(&self.settings)
                    .map_err(|fault| StageError::io(&self.settings.base)(std::io::Error::other(fault.to_string())))?;
                checker.trust.prepare();
                checker
            }
        };
        let checker = held.insert(checker);
        checker.ahead(&[Presentation { cms, document }], now);
        look(&checker.trust, checker.verifier());
        Ok(())
    }
}
