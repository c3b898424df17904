//! Organisations that ask for money, in their cabinets (004 §8.1–8.7): their registration, proven by an electronic signature,
//! what an application says before it is signed, and new requisites.

use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::ident::{Bic, Iban};
use crate::domain::request::{COLUMNS, check};
use crate::domain::rules::BankCheck;
use crate::store::access::{self, NewRecipient};
use crate::store::eds;

use super::electronic::{Proof, tell};
use super::{Acting, Office, StageError};

/// Registers an organisation, or gives it another password, on the word of its signature.
pub async fn register(office: &Office<'_>, new: NewRecipient<'_>, proof: &Proof) -> Result<(), StageError> {
    let mut tx = office.writing(&Acting::Recipient { bin: new.bin.to_owned() }).await?;
    access::register(&mut tx, new).await?;
    let kept = proof.stored(&tx, &format!("registration {}", new.bin));
    eds::insert(&mut tx, &kept).await?;
    let mut events = Events::new();
    let secret = access::digest(Some(new.phc.as_bytes()));
    let fields: [(&str, &dyn std::fmt::Display); 6] = [
        ("bin", &new.bin),
        ("name", &new.name),
        ("iin", &new.iin),
        ("serial", &new.serial),
        ("mail", &new.mail),
        ("secret", &secret),
    ];
    events.add("recipient-registered", &fields);
    tell("registration-eds", &[("bin", &new.bin)], &kept, &mut events);
    tx.commit(&events).await?;
    Ok(())
}

/// What is wrong with the fields of an application, in the order of the columns of a request file; judged as a row of such a
/// file is, and nothing is taken in.
pub async fn look(office: &Office<'_>, fields: &[&str; COLUMNS.len()]) -> Result<Vec<Defect>, StageError> {
    let now = office.reading().await?.moment;
    Ok(check(fields, office.rules, now).err().unwrap_or_default())
}

/// What is wrong with new requisites, by the rules of the day.
pub async fn look_at_requisites(office: &Office<'_>, account: &str, bic: &str) -> Result<Vec<Defect>, StageError> {
    let day = office.day(office.reading().await?.moment);
    let (parsed, bank) = (Iban::parse(account), Bic::parse(bic));
    let mut defects = Vec::new();
    if parsed.is_err() {
        defects.push(Defect::new("account", Code::BadIban, account, ""));
    }
    if bank.is_err() {
        defects.push(Defect::new("bic", Code::BadBic, bic, ""));
    }
    if let (Ok(account), Ok(bank)) = (parsed, bank)
        && let BankCheck::Contradiction { expected } = office.rules.check_bank(&account, &bank, day)
    {
        defects.push(Defect::new("bic", Code::BankContradiction, bic, expected));
    }
    Ok(defects)
}
