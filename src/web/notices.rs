//! Notices that wait for an authorised person's signature (004 §5.1, §8.10): many in one go, each document signed by itself.

use std::path::Path;

use askama::Template;
use axum::http::StatusCode;

use crate::disk::private_folder;
use crate::domain::person::Role;
use crate::signatures::{Checker, Presentation};
use crate::stage::confirmation::notices::{self, About, Notice};

use super::answer::Answer;
use super::asked::encoded;
use super::desk::{Desk, Frame, Page, Trouble};
use super::requests::path;

/// Notices that are signed in one go: the signer's program shows one window for all of them.
const TOGETHER: usize = 100;

/// A notice on the page.
struct Shown {
    kind: String,
    number: String,
    href: String,
    name: String,
    sum: String,
    due: String,
    file: String,
    document: String,
}

#[derive(Template)]
#[template(path = "notices.html", config = "src/web/askama.toml")]
struct List {
    f: Frame,
    notices: Vec<Shown>,
    more: String,
    signs: bool,
}

/// The page.
pub async fn page(desk: &Desk<'_>) -> Page {
    let waiting = notices::waiting(&mut desk.reading().await?.conn).await?;
    let shown = |notice: &Notice| {
        let r = &notice.request;
        let (amount, due) = match &notice.about {
            About::Result(_, amount) => (*amount, String::new()),
            About::Acceptance | About::Refusal(_) => (r.standing.amount, desk.moment(r.confirm_due)),
        };
        Shown {
            kind: desk.t(&format!("notice-kind-{}", notice.kind().word())),
            number: r.number.clone(),
            href: path(&r.service, &r.number),
            name: r.name.clone(),
            sum: amount.for_people(),
            due,
            file: notice.file.clone(),
            document: format!("/notices/{}", encoded(&notice.file)),
        }
    };
    let more = waiting.len().saturating_sub(TOGETHER);
    let page = List {
        f: desk.frame(desk.t("nav-notices")),
        notices: waiting.iter().take(TOGETHER).map(shown).collect(),
        more: if more > 0 { desk.with("notices-more", &[("count", &more)]) } else { String::new() },
        signs: desk.is(Role::Specialist),
    };
    Ok(Answer::page(&page))
}

/// The document of one notice: the bytes that are signed.
pub async fn document(desk: &Desk<'_>, file: &str) -> Page {
    let mut reading = desk.reading().await?;
    let waiting = notices::waiting(&mut reading.conn).await?;
    let Some(notice) = waiting.iter().find(|notice| notice.file == file) else {
        return Err(Trouble::Status(StatusCode::NOT_FOUND));
    };
    let text = notice.document(&desk.office, &mut reading.conn).await?;
    Ok(Answer::file("text/plain; charset=utf-8", file, text.into_bytes()))
}

/// Takes the signatures of a form: a field a notice, named as its file.
pub async fn sign(desk: &Desk<'_>) -> Page {
    let (actor, back) = (&desk.who()?.acting, "/notices");
    let waiting = notices::waiting(&mut desk.reading().await?.conn).await?;
    let folder = private_folder()?;
    for notice in &waiting {
        if let Some(cms) = desk.asked.form.get(&notice.file) {
            std::fs::write(folder.path().join(format!("{}.cms", notice.file)), cms)?;
        }
    }
    let checker = checked_ahead(desk, folder.path()).await?;
    let applied = notices::apply(&desk.office, actor, folder.path(), &checker.trust, checker.verifier()).await;
    let applied = match applied {
        Ok(applied) => applied,
        Err(refused) => return desk.acted(back, Err(refused)),
    };
    let counts: [(&str, &dyn std::fmt::Display); 4] = [
        ("confirmed", &applied.confirmed),
        ("refused", &applied.refused),
        ("results", &applied.results),
        ("unsigned", &applied.unsigned),
    ];
    let mut lines = vec![desk.with("done-notice-apply", &counts)];
    lines.extend(desk.sentences(&applied.defects));
    let done = applied.confirmed + applied.refused + applied.results;
    if done == 0 && applied.defects.is_empty() {
        return desk.said(back, false, vec![desk.t("notices-nothing-signed")]);
    }
    if applied.defects.is_empty() { desk.said(back, true, lines) } else { desk.said_partly(back, done > 0, lines) }
}

async fn checked_ahead(desk: &Desk<'_>, folder: &Path) -> Result<Checker, Trouble> {
    let mut checker = Checker::of(desk.office.settings)?;
    checker.trust.prepare();
    if checker.asks() {
        let mut reading = desk.reading().await?;
        let laid = notices::laid_beside(&desk.office, &mut reading.conn, folder).await?;
        let presented = laid.iter().map(|(document, cms)| Presentation { cms, document: document.as_bytes() });
        checker.ahead(&presented.collect::<Vec<_>>(), reading.moment);
    }
    Ok(checker)
}
