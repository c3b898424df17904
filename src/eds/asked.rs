//! Whose revocation the check of a signature will ask for: the signers', their authorities' up to the anchor, the time
//! stamps'. Whoever can ask a responder asks it about these, before the check.

use super::armor;
use super::certificate::Certificate;
use super::chain;
use super::cms::SignedData;
use super::signer::certificate_of;
use super::trust::Trust;

/// A certificate that a check asks about.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The certificate.
    pub certificate: Certificate,
    /// Its issuer.
    pub issuer: Certificate,
    /// Whether it is that of a signer of the document itself.
    pub of_signer: bool,
}

/// Every certificate that leads to an anchor, once; none where the document or the chain does not hold: the check says why.
pub fn asked(cms: &[u8], trust: &Trust) -> Vec<Asked> {
    let mut found = Vec::new();
    let Ok(opened) = armor::open(cms) else { return found };
    let Ok(data) = SignedData::read(&opened) else { return found };
    let stamps = data.signers.iter().flatten().filter_map(|info| info.time_stamp);
    collect(&data, trust, true, &mut found);
    for token in stamps {
        if let Ok(stamp) = SignedData::read(token) {
            collect(&stamp, trust, false, &mut found);
        }
    }
    found
}

fn collect(data: &SignedData<'_>, trust: &Trust, of_signer: bool, found: &mut Vec<Asked>) {
    let certificates: Vec<Certificate> = data.certificates.iter().filter_map(|b| Certificate::parse(b).ok()).collect();
    let between: Vec<&Certificate> = trust.between.iter().chain(&certificates).collect();
    for info in data.signers.iter().flatten() {
        let Some(signer) = certificate_of(&info.id, &certificates) else { continue };
        let Ok(chain) = chain::find(signer, &trust.anchors, &between) else { continue };
        let below = std::iter::once(signer).chain(chain.iter().copied());
        for (certificate, issuer) in below.zip(&chain) {
            if !found.iter().any(|one| one.certificate.der() == certificate.der()) {
                let of_signer = of_signer && certificate.der() == signer.der();
                found.push(Asked { certificate: certificate.clone(), issuer: (*issuer).clone(), of_signer });
            }
        }
    }
}
