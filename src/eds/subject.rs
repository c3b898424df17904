//! Whom a certificate names, as it stands: the check digits of IIN and BIN matter only where they are compared.

use super::der::{Cursor, Item, Malformed, tag};
use super::oid;

use der::oid::ObjectIdentifier as Oid;

/// Most attributes of a name that are read.
const ATTRIBUTES: usize = 64;

/// What a certificate says that its holder may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A natural person for himself.
    Individual,
    /// Somebody of a legal entity.
    LegalEntity,
    /// First head.
    FirstHead,
    /// Has the right to sign.
    RightToSign,
    /// Has the right to sign financial documents.
    Financial,
    /// Works for the personnel department.
    Personnel,
    /// Any employee.
    Employee,
    /// A digital system.
    System,
    /// For Treasury-Client alone.
    TreasuryClient,
}

impl Role {
    const ALL: [(Role, Oid, &'static str); 9] = [
        (Role::Individual, oid::INDIVIDUAL, "individual"),
        (Role::LegalEntity, oid::LEGAL_ENTITY, "legal-entity"),
        (Role::FirstHead, oid::FIRST_HEAD, "first-head"),
        (Role::RightToSign, oid::RIGHT_TO_SIGN, "right-to-sign"),
        (Role::Financial, oid::FINANCIAL, "financial"),
        (Role::Personnel, oid::PERSONNEL, "personnel"),
        (Role::Employee, oid::EMPLOYEE, "employee"),
        (Role::System, oid::SYSTEM, "system"),
        (Role::TreasuryClient, oid::TREASURY_CLIENT, "treasury-client"),
    ];

    /// By the identifier of an extended key usage.
    pub fn of(item: &Item<'_>) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, oid, _)| item.is(oid)).map(|(role, ..)| role)
    }

    /// The word as it is written outside.
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(role, ..)| *role == self).map_or("", |(_, _, word)| word)
    }

    /// From the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(.., known)| *known == word).map(|(role, ..)| role)
    }

    /// Its identifier.
    pub fn oid(self) -> Oid {
        Self::ALL.into_iter().find(|(role, ..)| *role == self).map_or(oid::EMPLOYEE, |(_, oid, _)| oid)
    }
}

/// The name in a certificate, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Common name: surname and first name.
    pub common_name: Option<String>,
    /// Patronymic.
    pub given_name: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Twelve digits behind each `IIN`.
    pub iins: Vec<String>,
    /// Twelve digits behind each `BIN`.
    pub bins: Vec<String>,
    /// Code of the budget institution, `KS…`; Treasury-Client only.
    pub institution: Option<String>,
    /// Role in Treasury-Client, `ROLE01`….
    pub treasury_role: Option<String>,
}

impl Subject {
    /// From the sets of a name.
    pub fn read(mut sets: Cursor<'_>) -> Result<Self, Malformed> {
        let mut subject = Subject::default();
        let mut count = 0;
        while !sets.is_empty() {
            let mut set = sets.enter(tag::SET)?;
            while !set.is_empty() {
                let mut pair = set.enter(tag::SEQUENCE)?;
                let name = pair.take(tag::OID)?;
                let value = pair.any()?;
                pair.end()?;
                subject.take(&name, &value)?;
                count += 1;
                if count > ATTRIBUTES {
                    return Err(Malformed);
                }
            }
        }
        Ok(subject)
    }

    fn take(&mut self, name: &Item<'_>, value: &Item<'_>) -> Result<(), Malformed> {
        let places = [
            (oid::COMMON_NAME, &mut self.common_name),
            (oid::GIVEN_NAME, &mut self.given_name),
            (oid::ORGANISATION, &mut self.organisation),
            (oid::BUSINESS_CATEGORY, &mut self.institution),
            (oid::DOMAIN_COMPONENT, &mut self.treasury_role),
        ];
        if let Some((_, place)) = places.into_iter().find(|(oid, _)| name.is(oid)) {
            place.get_or_insert(value.text()?);
        } else if name.is(&oid::SERIAL_NUMBER) {
            self.iins.extend(numbered(&value.text()?, "IIN"));
        } else if name.is(&oid::ORGANISATIONAL_UNIT) {
            self.bins.extend(numbered(&value.text()?, "BIN"));
        }
        Ok(())
    }

    /// The name of the person or system as people read it.
    pub fn name(&self) -> String {
        let parts = [&self.common_name, &self.given_name];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// The twelve digits behind a mark.
fn numbered(text: &str, mark: &str) -> Option<String> {
    let digits = text.strip_prefix(mark)?;
    (digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
}
