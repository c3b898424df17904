//! Organisations that ask for money, in their cabinets (004 §8.1–8.7): their registration, proven by an electronic signature,
//! and what an application says before it is signed.

use crate::domain::defect::Defect;
use crate::domain::event::Events;
use crate::domain::request::{COLUMNS, check};
use crate::store::access::{self, NewRecipient};

use super::{Acting, Office, StageError};

/// Registers an organisation, or gives it another password. Whoever calls has checked the signature.
pub async fn register(office: &Office<'_>, new: NewRecipient<'_>) -> Result<(), StageError> {
    let mut tx = office.writing(&Acting::Recipient { bin: new.bin.to_owned() }).await?;
    access::register(&mut tx, new).await?;
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
    tx.commit(&events).await?;
    Ok(())
}

/// What is wrong with the fields of an application, in the order of the columns of a request file; judged as a row of such a
/// file is, and nothing is taken in.
pub async fn look(office: &Office<'_>, fields: &[&str; COLUMNS.len()]) -> Result<Vec<Defect>, StageError> {
    let now = office.reading().await?.moment;
    Ok(check(fields, office.rules, now).err().unwrap_or_default())
}
