//! A revocation list, full or delta. The production list has 422,000 entries, so that none of them becomes an object:
//! a sorted array of 25 bytes each is kept, and nothing of the file.

use crate::domain::time::Moment;

use super::algorithm::{digest_of_signature, plain_algorithm, sha256};
use super::cause::Cause;
use super::certificate::{Certificate, Serial};
use super::der::{Cursor, Item, Malformed, only, tag};
use super::oid;

/// Serial number (20 bytes), revocation in seconds since 1970 (4 bytes), reason (1 byte).
type Entry = [u8; 25];

/// Bytes of a list from which on it is read and digested at once.
const AT_ONCE: usize = 1 << 20;
/// Most issuers' keys that are tried.
const TRIED: usize = 4;
/// Content of the shortest entry: a serial number of one byte and a UTCTime.
const SHORTEST: usize = 18;
/// Reason of an entry of a delta: revoked no more.
const REMOVE: u8 = 8;
/// Reasons after which an earlier signature, proven by a time stamp, still holds: changed affiliation, superseded,
/// out of use.
const BENIGN: [u8; 3] = [3, 4, 5];

/// That a certificate was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// When.
    pub at: Moment,
    /// Reason by X.509; 0 where none is told.
    pub reason: u8,
}

impl Revocation {
    /// Whether a signature of this proven moment still holds.
    pub fn spares(&self, proven: Option<Moment>) -> bool {
        proven.is_some_and(|moment| moment < self.at) && BENIGN.contains(&self.reason)
    }
}

/// What names a list in the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFacts {
    /// The list's own number.
    pub number: u64,
    /// The number that a delta starts from.
    pub base: Option<u64>,
    /// Made.
    pub this_update: Moment,
    /// To be used until; missing = never to be used.
    pub next_update: Option<Moment>,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// A list whose signature was compared when it was loaded.
#[derive(Clone, Debug)]
pub struct List {
    /// Number, times and hash.
    pub facts: ListFacts,
    issuer: Vec<u8>,
    issuer_key_id: Option<Vec<u8>>,
    entries: Vec<Entry>,
    /// Why it cannot be used, whatever the time.
    fault: Option<Cause>,
}

impl List {
    /// Reads DER or PEM and compares the signature with those of `issuers` that may sign lists. A list that does not
    /// hold is kept with its fault, so that its issuer's certificates can be told why they cannot be judged.
    pub fn load<'c>(bytes: &[u8], issuers: impl IntoIterator<Item = &'c Certificate>) -> Result<Self, Malformed> {
        let der = super::armor::open(bytes).map_err(|_| Malformed)?;
        let mut parts = only(&der, tag::SEQUENCE)?.inside();
        let tbs = parts.take(tag::SEQUENCE)?;
        let algorithm = plain_algorithm(&mut parts)?;
        let signature = parts.take(tag::BITS)?.whole_bits()?;
        parts.end()?;
        let digest = digest_of_signature(&algorithm);
        // digesting 21 MB takes as long as reading them: both at once
        let (list, made) = std::thread::scope(|scope| {
            let hash = || digest.map(|digest| digest.of_bytes(&[tbs.whole])).unwrap_or_default();
            let beside = (bytes.len() > AT_ONCE).then(|| std::thread::Builder::new().spawn_scoped(scope, hash));
            let list = Self::read(tbs.inside(), &algorithm, sha256(&[bytes]));
            let made = beside.and_then(Result::ok).and_then(|thread| thread.join().ok());
            (list, made.unwrap_or_else(hash))
        });
        let mut list = list?;
        let own = issuers.into_iter().filter(|c| c.may_list() && list.is_of(c.name(), c.key_id()));
        let mut keys = own.filter_map(|c| c.key.as_ref().ok()).take(TRIED);
        let holds = digest.is_ok_and(|digest| {
            keys.any(|key| key.check_made(digest, || made.clone(), &[tbs.whole], signature).is_ok())
        });
        if !holds {
            list.fault = Some(Cause::ListSignatureWrong);
        }
        Ok(list)
    }

    fn read(mut fields: Cursor<'_>, algorithm: &Item<'_>, hash: [u8; 32]) -> Result<Self, Malformed> {
        if fields.take(tag::INTEGER)?.small()? != 1 {
            return Err(Malformed);
        }
        if plain_algorithm(&mut fields)?.value != algorithm.value {
            return Err(Malformed);
        }
        let issuer = fields.take(tag::SEQUENCE)?.whole.to_vec();
        let this_update = fields.any()?.moment()?;
        let mut next_update = None;
        for kind in [tag::UTC_TIME, tag::LONG_TIME] {
            if let Some(item) = fields.take_if(kind)? {
                next_update = Some(item.moment()?);
            }
        }
        let mut entries = Vec::new();
        if let Some(rows) = fields.take_if(tag::SEQUENCE)? {
            entries = sorted(rows.inside())?;
        }
        let facts = ListFacts { number: 0, base: None, this_update, next_update, sha256: hash };
        let mut list = List { facts, issuer, issuer_key_id: None, entries, fault: None };
        if let Some(wrapped) = fields.take_if(tag::inside(0))? {
            list.extensions(wrapped.inside().enter(tag::SEQUENCE)?)?;
        }
        fields.end()?;
        Ok(list)
    }

    fn extensions(&mut self, mut rows: Cursor<'_>) -> Result<(), Malformed> {
        while !rows.is_empty() {
            let (name, critical, value) = extension(&mut rows)?;
            if name.is(&oid::CRL_NUMBER) {
                self.facts.number = only(value, tag::INTEGER)?.small()?;
            } else if name.is(&oid::DELTA_INDICATOR) {
                self.facts.base = Some(only(value, tag::INTEGER)?.small()?);
            } else if name.is(&oid::AUTHORITY_KEY_ID) {
                let id = only(value, tag::SEQUENCE)?.inside().take_if(tag::plain(0))?;
                self.issuer_key_id = id.map(|item| item.value.to_vec());
            } else if critical || name.is(&oid::ISSUING_POINT) {
                self.fault = Some(Cause::ListPartial);
            }
        }
        Ok(())
    }

    /// Whether it is a list of this issuer.
    pub fn is_of(&self, name: &[u8], key_id: Option<&[u8]>) -> bool {
        let other_key = self.issuer_key_id.as_deref().zip(key_id).is_some_and(|(a, b)| a != b);
        self.issuer == name && !other_key
    }

    /// Why it cannot be used at all.
    pub fn fault(&self) -> Option<Cause> {
        self.fault
    }

    /// Whether `other` is a list of the same issuer and of the same kind, full or delta.
    pub fn is_kin_of(&self, other: &List) -> bool {
        self.is_of(&other.issuer, other.issuer_key_id.as_deref())
            && self.facts.base.is_some() == other.facts.base.is_some()
    }

    /// Whether it was made before `other` of the same issuer.
    pub fn is_older_than(&self, other: &List) -> bool {
        (self.facts.number, self.facts.this_update) < (other.facts.number, other.facts.this_update)
    }

    /// Whether it is past its time.
    pub fn is_over(&self, now: Moment) -> bool {
        self.facts.next_update.is_none_or(|until| now > until)
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of a serial number.
    pub fn find(&self, serial: Serial) -> Option<Revocation> {
        let wanted = u64::from_be_bytes(std::array::from_fn(|i| serial.0[i]));
        let below = |entry: &Entry| (head(entry), &entry[8..20]) < (wanted, &serial.0[8..]);
        let at = self.entries.partition_point(below);
        let entry = self.entries.get(at).filter(|entry| entry[..20] == serial.0[..])?;
        let seconds = u32::from_be_bytes([entry[20], entry[21], entry[22], entry[23]]);
        Some(Revocation { at: Moment::from_micros(i64::from(seconds) * 1_000_000), reason: entry[24] })
    }
}

/// Name, criticality and value of the next extension.
fn extension<'a>(rows: &mut Cursor<'a>) -> Result<(Item<'a>, bool, &'a [u8]), Malformed> {
    let mut row = rows.enter(tag::SEQUENCE)?;
    let name = row.take(tag::OID)?;
    let critical = row.take_if(tag::BOOLEAN)?.map_or(Ok(false), |item| item.truth())?;
    let value = row.take(tag::OCTETS)?.value;
    row.end()?;
    Ok((name, critical, value))
}

/// The entries in the order of their serial numbers. They are counted first, so that the array has its size at once.
fn sorted(rows: Cursor<'_>) -> Result<Vec<Entry>, Malformed> {
    let mut count = 0;
    let mut counted = rows;
    while !counted.is_empty() {
        // entries of nothing would take more memory than they have bytes
        if counted.take(tag::SEQUENCE)?.value.len() < SHORTEST {
            return Err(Malformed);
        }
        count += 1;
    }
    let mut entries = Vec::with_capacity(count);
    let mut rows = rows;
    while !rows.is_empty() {
        entries.push(entry(rows.enter(tag::SEQUENCE)?)?);
    }
    entries.sort_unstable_by(|a, b| head(a).cmp(&head(b)).then_with(|| a.cmp(b)));
    Ok(entries)
}

/// The first bytes of a serial number, which nearly always decide.
fn head(entry: &Entry) -> u64 {
    u64::from_be_bytes(std::array::from_fn(|i| entry[i]))
}

fn entry(mut fields: Cursor<'_>) -> Result<Entry, Malformed> {
    let serial = Serial::of(&fields.take(tag::INTEGER)?)?;
    let seconds = fields.any()?.moment()?.micros() / 1_000_000;
    let mut reason = 0;
    if let Some(rows) = fields.take_if(tag::SEQUENCE)? {
        let mut rows = rows.inside();
        while !rows.is_empty() {
            let (name, _, value) = extension(&mut rows)?;
            if name.is(&oid::CRL_REASON) {
                let code = only(value, tag::ENUMERATED)?.small()?;
                reason = u8::try_from(code).map_err(|_| Malformed)?;
            }
        }
    }
    fields.end()?;
    let mut entry = [0; 25];
    entry[..20].copy_from_slice(&serial.0);
    entry[20..24].copy_from_slice(&u32::try_from(seconds.max(0)).unwrap_or(u32::MAX).to_be_bytes());
    entry[24] = reason;
    Ok(entry)
}

/// The lists that are known, of all issuers.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    lists: Vec<List>,
}

/// What the lists say of a certificate.
#[derive(Clone, Debug)]
pub struct Listed<'a> {
    /// The entry and whether the delta brought it; `None`: not revoked.
    pub revoked: Option<(Revocation, Cause)>,
    /// The lists that were asked: the full one, then its delta.
    pub asked: Vec<&'a ListFacts>,
    /// Why "not revoked" cannot be relied on.
    pub fault: Option<Cause>,
}

impl Lists {
    /// With one more.
    pub fn add(&mut self, list: List) {
        self.lists.push(list);
    }

    /// All of them.
    pub fn all(&self) -> &[List] {
        &self.lists
    }

    /// Of an issuer's lists that hold: the newest full one, and the newest delta that applies to it.
    fn current(&self, own: impl Fn(&List) -> bool) -> Option<(&List, Option<&List>)> {
        let sound = || self.lists.iter().filter(|l| l.fault.is_none() && own(l));
        let order = |l: &&List| (l.facts.number, l.facts.this_update);
        let full = sound().filter(|l| l.facts.base.is_none()).max_by_key(order)?;
        let number = full.facts.number;
        let applies = |l: &&List| l.facts.base.is_some_and(|base| base <= number && number < l.facts.number);
        Some((full, sound().filter(applies).max_by_key(order)))
    }

    /// Until when every issuer's lists are good: the first moment at which one of those that count is over. `None` where
    /// there is no list that holds.
    pub fn good_until(&self) -> Option<Moment> {
        let of_issuer = |one: &List| {
            let (full, delta) = self.current(|l| l.is_of(&one.issuer, one.issuer_key_id.as_deref()))?;
            // without an end it is never to be used
            let end = |l: &List| l.facts.next_update.unwrap_or(l.facts.this_update);
            Some(delta.map_or(end(full), |delta| end(full).min(end(delta))))
        };
        self.lists.iter().filter_map(of_issuer).min()
    }

    /// What the newest full list of the issuer and the newest delta that applies to it say at this moment.
    pub fn ask(&self, certificate: &Certificate, now: Moment) -> Listed<'_> {
        let own = |l: &List| l.is_of(certificate.issuer(), certificate.issuer_key_id());
        let Some((full, delta)) = self.current(own) else {
            let fault = self.lists.iter().filter(|l| own(l)).find_map(|l| l.fault).unwrap_or(Cause::NoList);
            return Listed { revoked: None, asked: Vec::new(), fault: Some(fault) };
        };
        let mut fault = full.is_over(now).then_some(Cause::ListExpired);
        let mut revoked = full.find(certificate.serial).map(|entry| (entry, Cause::RevokedInList));
        let mut asked = vec![&full.facts];
        if let Some(delta) = delta {
            asked.push(&delta.facts);
            let over = delta.is_over(now);
            fault = fault.or(over.then_some(Cause::DeltaExpired));
            match delta.find(certificate.serial) {
                Some(entry) if entry.reason != REMOVE => revoked = Some((entry, Cause::RevokedInDelta)),
                Some(_) if !over => revoked = None,
                _ => {}
            }
        }
        Listed { revoked, asked, fault }
    }
}
