//! The electronic digital signature of Kazakhstan: who signed what, and whether it holds. Pure: bytes, the moment,
//! anchors and lists come in; a report with a closed list of causes comes out. No clock, network, file or chance.

pub mod algorithm;
pub mod armor;
pub mod asked;
pub mod cause;
pub mod certificate;
pub mod chain;
pub mod cms;
pub mod crl;
pub mod curve;
pub mod der;
pub mod evidence;
pub mod ocsp;
pub mod ocsp_request;
pub mod oid;
pub mod report;
pub mod sandbox;
pub mod signer;
pub mod stamp;
pub mod subject;
pub mod trust;
pub mod verifier;
pub mod verify;
pub mod write;
