//! Small pictures of sums: one bar a budget line, of what it may pay: paid, reserved, free. Words stand beside them.

use askama::Template;

use crate::domain::money::Amount;

use super::desk::Desk;

/// A bar of what may be paid.
#[derive(Template)]
#[template(path = "bar.svg", config = "src/web/askama.toml", escape = "html")]
pub struct Bar {
    /// What it says, for who does not see it.
    alt: String,
    /// Widths, out of 1000: paid, reserved, not available; and whether it is over the plan.
    paid: i64,
    reserved: i64,
    elsewhere: i64,
    over: bool,
}

impl Bar {
    /// Of these sums.
    pub fn of(desk: &Desk<'_>, plan: Amount, parts: [Amount; 3], available: Amount) -> Self {
        let [paid, reserved, elsewhere] = parts;
        let whole = plan.tiyn().max(reserved.tiyn() + paid.tiyn()).max(1);
        let part =
            |amount: Amount| i64::try_from(i128::from(amount.tiyn().max(0)) * 1_000 / i128::from(whole)).unwrap_or(0);
        let named = |id: &str, amount: Amount| format!("{}: {}", desk.t(id), amount.for_people());
        let alt = [
            named("col-plan", plan),
            named("col-paid", paid),
            named("col-reserved", reserved),
            named("home-elsewhere", elsewhere),
            named("col-available", available),
        ];
        Bar {
            alt: alt.join("; "),
            paid: part(paid),
            reserved: part(reserved),
            elsewhere: part(elsewhere),
            over: available.tiyn() < 0,
        }
    }
}
