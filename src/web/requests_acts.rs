//! What the specialist and the head do with an application: confirm, refuse, release, withdraw, correct, approve.

use axum::http::StatusCode;

use crate::domain::defect::Defect;
use crate::stage::confirmation::{self, refusal};
use crate::stage::requests::{self, Requisites};
use crate::stage::{Acting, Office, StageError};
use crate::store::leaf::{self, OpenCorrection};

use super::desk::{Desk, Page, Trouble};
use super::request::found;
use super::requests::path;

/// Confirms the picked ones, each for itself: one that may not be confirmed keeps no other back.
pub async fn confirm_many(desk: &Desk<'_>) -> Page {
    let (back, actor) = ("/requests", &desk.who()?.acting);
    if desk.asked.form.all("request").next().is_none() {
        return desk.said(back, false, vec![desk.t("requests-none-picked")]);
    }
    let (mut done, mut refused): (u64, Vec<Defect>) = (0, Vec::new());
    for name in desk.asked.form.all("request").take(500) {
        match confirm(&desk.office, actor, name).await {
            Ok(count) => done += count,
            Err(StageError::Refused(defects)) => refused.extend(defects),
            Err(other) => return Err(other.into()),
        }
    }
    let mut lines = desk.sentences(&refused);
    if done > 0 || lines.is_empty() {
        lines.insert(0, desk.with("done-confirm", &[("count", &done)]));
    }
    desk.said(back, refused.is_empty(), lines)
}

async fn confirm(office: &Office<'_>, actor: &Acting, name: &str) -> Result<u64, StageError> {
    let id = requests::find(office, &mut office.reading().await?.conn, name).await?;
    confirmation::confirm(office, actor, &[id]).await
}

/// Whether the requisites that wait are those that the page showed: whoever approves has seen them.
async fn is_as_seen(desk: &Desk<'_>, id: i64) -> Result<bool, Trouble> {
    let form = &desk.asked.form;
    let waits = leaf::correction(&mut desk.reading().await?.conn, id).await?;
    let same = |c: OpenCorrection| {
        let seen = [form.text("account"), form.text("bic"), form.text("document")];
        [c.account.trim(), c.bic.trim(), c.document.trim()] == seen
    };
    // where none waits the stage says what there is
    Ok(waits.is_none_or(same))
}

/// One act on one request; what came of it is said on its page.
pub async fn act(desk: &Desk<'_>, service: &str, number: &str, act: &str) -> Page {
    let r = found(&mut desk.reading().await?.conn, service, number).await?;
    let (office, actor, form, id) = (&desk.office, &desk.who()?.acting, &desk.asked.form, r.id);
    let done = match act {
        "confirm" => confirmation::confirm(office, actor, &[id]).await.map(|_| "done-confirmed"),
        "refuse" => refusal::refuse(office, actor, id, form.text("ground")).await.map(|done| match done {
            refusal::Refused::Done => "done-refused",
            refusal::Refused::Proposed => "done-refusal-proposed",
        }),
        "withdraw" => requests::withdraw(office, actor, id).await.map(|()| "done-withdrawn"),
        "release" => requests::release(office, actor, id, form.text("reason")).await.map(|()| "done-released"),
        "correct" => {
            let (account, bic) = (form.text("account").replace(' ', ""), form.text("bic"));
            let new = Requisites { account: &account, bic, document: form.text("document") };
            requests::correct(office, actor, id, new, None).await.map(|()| "done-correction-proposed")
        }
        "approve" if !is_as_seen(desk, id).await? => {
            return desk.said(&path(service, number), false, vec![desk.t("request-other-correction")]);
        }
        "approve" => requests::approve_correction(office, actor, id).await.map(|()| "done-correction-approved"),
        _ => return Err(Trouble::Status(StatusCode::NOT_FOUND)),
    };
    desk.acted(&path(service, number), done.map(|text| desk.with(text, &[("number", &r.number)])))
}
