//! One's own access: the password and the second factor.

use askama::Template;

use crate::clock::Clock;
use crate::stage::people;
use crate::store::access;

use super::answer::Answer;
use super::desk::{Desk, Frame, Page, Trouble};
use super::{secrets, signing_in};

#[derive(Template)]
#[template(path = "own.html", config = "src/web/askama.toml")]
struct Own {
    f: Frame,
    has_password: bool,
    has_factor: bool,
    /// The secret of a factor to be begun.
    secret: String,
    address: String,
    shortest: usize,
}

/// The page.
pub async fn page(desk: &Desk<'_>) -> Page {
    let name = desk.who()?.acting.name().to_owned();
    let access = access::of(&mut desk.reading().await?.conn, &name).await?;
    let has_password = access.as_ref().is_some_and(|a| a.password.is_some());
    let has_factor = access.as_ref().is_some_and(|a| a.factor.is_some());
    let secret = secrets::factor_text(&secrets::factor()?);
    let label = super::asked::encoded(&format!("qazyna:{name}"));
    let address = format!("otpauth://totp/{label}?secret={secret}&issuer=qazyna");
    let f = desk.frame(desk.t("own-title"));
    Ok(Answer::page(&Own { f, has_password, has_factor, secret, address, shortest: secrets::SHORTEST }))
}

/// What proves that it is oneself: the password in force, and where `with_code` the code of the factor in force. Who tries
/// in vain too often waits as at the door.
async fn is_oneself(desk: &Desk<'_>, name: &str, with_code: bool) -> Result<bool, Trouble> {
    let _turn = desk.site.door.lock().await;
    let (subjects, now) = (signing_in::subjects(desk, name).await?, Clock::System.now(None));
    if signing_in::to_wait(desk, &subjects, now).await?.is_some() {
        return Ok(false);
    }
    let access = access::of(&mut desk.reading().await?.conn, name).await?;
    let kept = access.as_ref().and_then(|a| a.password.clone());
    let typed = desk.asked.form.get("password").unwrap_or_default();
    let mut proven = secrets::is_password(typed, kept.as_deref()) || kept.is_none() && desk.office.is_sandbox();
    if let (true, Some(access)) = (proven && with_code, &access)
        && let Some(secret) = &access.factor
    {
        let step = secrets::code_step(secret, desk.asked.form.text("code-now"), now);
        proven = match step {
            Some(step) => desk.office.db.use_code(access.person, step).await?,
            None => false,
        };
    }
    if !proven {
        signing_in::failed(desk, &subjects, now).await?;
    }
    Ok(proven)
}

/// A new password.
pub async fn password(desk: &Desk<'_>) -> Page {
    let visitor = desk.who()?;
    let (name, form) = (visitor.acting.name(), &desk.asked.form);
    if !is_oneself(desk, name, false).await? {
        return desk.said("/own", false, vec![desk.t("own-wrong-password")]);
    }
    let new = form.get("new-password").unwrap_or_default();
    if new != form.get("new-password-again").unwrap_or_default() {
        return desk.said("/own", false, vec![desk.t("own-not-the-same")]);
    }
    if !secrets::long_enough(new) {
        return desk.said("/own", false, vec![desk.with("own-too-short", &[("least", &secrets::SHORTEST)])]);
    }
    let phc = secrets::hashed(new).map_err(crate::telling::Failure::Usage)?;
    people::set_password(&desk.office, &visitor.acting, name, &phc).await?;
    signing_in::go_on_anew(desk, "/own", desk.t("own-password-changed")).await
}

/// Begins a second factor once its first code is right, or ends it.
pub async fn factor(desk: &Desk<'_>) -> Page {
    let visitor = desk.who()?;
    let (name, form) = (visitor.acting.name(), &desk.asked.form);
    if !is_oneself(desk, name, true).await? {
        return desk.said("/own", false, vec![desk.t("own-wrong-password")]);
    }
    if form.text("end") == "yes" {
        people::set_factor(&desk.office, &visitor.acting, name, None).await?;
        return signing_in::go_on_anew(desk, "/own", desk.t("own-factor-ended")).await;
    }
    let Some(secret) = secrets::factor_bytes(form.text("secret")) else {
        return desk.said("/own", false, vec![desk.t("own-wrong-code")]);
    };
    if secrets::code_step(&secret, form.text("code"), Clock::System.now(None)).is_none() {
        return desk.said("/own", false, vec![desk.t("own-wrong-code")]);
    }
    people::set_factor(&desk.office, &visitor.acting, name, Some(&secret)).await?;
    signing_in::go_on_anew(desk, "/own", desk.t("own-factor-begun")).await
}
