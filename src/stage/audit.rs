//! placeholder
use super::*;
pub struct F {
    pub kind: K,
    pub place: String,
    pub expected: String,
    pub found: String,
}
pub struct K;
impl K {
    pub fn word(&self) -> &'static str {
        "x"
    }
}
pub struct Verdict {
    pub links: i64,
    pub events: i64,
    pub head: Option<[u8; 32]>,
    pub faults: Vec<F>,
}
pub async fn verify(_o: &Office<'_>, _e: Option<&str>) -> Result<Verdict, StageError> {
    Ok(Verdict { links: 0, events: 0, head: None, faults: vec![] })
}
