//! What a request was checked for when it came in, computed again with what it was compared with: the person who confirms
//! sees why it may be confirmed (004 §5.1, §8.9).

use crate::domain::ident::{Bic, Bin, Iban};
use crate::domain::money::Rate;
use crate::domain::rules::BankCheck;
use crate::domain::standing::Hold;
use crate::store::Conn;
use crate::store::eds;
use crate::store::request::{self, StoredRequest};

use crate::stage::{Office, StageError};

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// Somebody should look.
    Look,
    /// It does not hold.
    Fails,
}

impl Verdict {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Look => "look",
            Verdict::Fails => "fails",
        }
    }

    const fn of(holds: bool) -> Self {
        if holds { Verdict::Holds } else { Verdict::Fails }
    }
}

/// A check of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its word: `bin`, `account`, `bank`, `rate`, `amount`, `duplicate`, `eds`.
    pub name: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// What was found, and what it was compared with; empty where there is nothing to compare with.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// Other requests that it is about: service and number.
    pub others: Vec<(String, String)>,
}

/// All checks of a request, by the rules of the day on which it was registered.
pub async fn checks(office: &Office<'_>, conn: &mut Conn, r: &StoredRequest) -> Result<Vec<Check>, StageError> {
    let day = office.day(r.registered_at);
    let mut all = Vec::new();
    let mut add = |name, verdict, found: String, expected: String| {
        all.push(Check { name, verdict, found, expected, others: Vec::new() })
    };
    add("bin", Verdict::of(Bin::parse(&r.bin).is_ok()), r.bin.clone(), String::new());
    let (account, bic) = (Iban::parse(&r.account).ok(), Bic::parse(&r.bic).ok());
    add("account", Verdict::of(account.is_some()), r.account.clone(), String::new());
    let bank = account.as_ref().zip(bic.as_ref()).map(|(account, bic)| office.rules.check_bank(account, bic, day));
    let (verdict, expected) = match bank {
        Some(BankCheck::Contradiction { expected }) => (Verdict::Fails, expected),
        Some(BankCheck::Fits) => (Verdict::Holds, String::new()),
        Some(BankCheck::UnknownBic) => (Verdict::Look, String::new()),
        None => (Verdict::Fails, String::new()),
    };
    let name = bic.as_ref().and_then(|bic| office.rules.bank(bic, day)).map(|bank| bank.name_ru.clone());
    add("bank", verdict, name.map_or_else(|| r.bic.clone(), |name| format!("{}, {name}", r.bic)), expected);
    let ceiling: Option<Rate> = office.rules.service(&r.service).and_then(|s| s.rate_ceiling_on(day));
    let in_bounds = ceiling.is_none_or(|ceiling| r.rate <= ceiling);
    add("rate", Verdict::of(in_bounds), r.rate.to_string(), ceiling.map_or_else(String::new, |c| c.to_string()));
    let computed = r.rate.share_of(r.base);
    let equal = computed == Some(r.standing.amount);
    add(
        "amount",
        Verdict::of(equal),
        r.standing.amount.to_string(),
        computed.map_or_else(String::new, |c| c.to_string()),
    );
    let doubtful = r.standing.holds & Hold::PossibleDuplicate.bit() != 0;
    let verdict = if doubtful { Verdict::Look } else { Verdict::Holds };
    let [from, to] = [r.period_from, r.period_to].map(|day| day.format("%d.%m.%Y"));
    let found = format!("{}, {from} – {to}", r.agreement_no);
    let others = if doubtful { request::of_same_claim(conn, r).await? } else { Vec::new() };
    all.push(Check { name: "duplicate", verdict, found, expected: String::new(), others });
    let file = conn.number("request_file", crate::binds![r.id]).await?;
    let signed = eds::of(conn, &eds::of_intake(file)).await?;
    let verdict = if signed.is_some() { Verdict::Holds } else { Verdict::Look };
    let found = signed.map_or_else(String::new, |s| format!("{}, № {}", s.iin, s.serial));
    all.push(Check { name: "eds", verdict, found, expected: String::new(), others: Vec::new() });
    Ok(all)
}
