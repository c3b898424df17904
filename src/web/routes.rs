//! Which path is which page. What everybody may see stands first; everything else asks who is there.

use axum::http::{StatusCode, header};

use crate::domain::lang::Lang;

use super::answer::Answer;
use super::desk::{Desk, Page, Trouble};
use super::site::LANGUAGE;
use super::{
    applying, batches, by_eds, cabinet, home, notices, own, papers, plan, reports, request, requests, requests_acts,
    signing_in, treasury,
};

const NOT_FOUND: Page = Err(Trouble::Status(StatusCode::NOT_FOUND));

/// What is only looked at.
pub async fn show(desk: &Desk<'_>) -> Page {
    let path = desk.asked.parts();
    match path.as_slice() {
        ["style.css"] => return Ok(Answer::of_the_program("text/css; charset=utf-8", include_str!("pages/style.css"))),
        ["sign.js"] => {
            return Ok(Answer::of_the_program("text/javascript; charset=utf-8", include_str!("pages/sign.js")));
        }
        ["apply.js"] => {
            return Ok(Answer::of_the_program("text/javascript; charset=utf-8", include_str!("pages/apply.js")));
        }
        ["icon.svg"] => return Ok(Answer::of_the_program("image/svg+xml", include_str!("pages/icon.svg"))),
        ["waiting-list"] => return home::waiting_list(desk).await,
        ["sign-in"] => return signing_in::page(desk).await,
        ["sign-in", "eds"] => return by_eds::sign_in(desk).await,
        ["register"] => return by_eds::register(desk),
        ["register", "eds"] => return Ok(Answer::go("/register")),
        ["to-sign", mark] => return by_eds::document(desk, mark),
        _ => {}
    }
    desk.who()?;
    if desk.is_organisation() {
        return match path.as_slice() {
            [] => Ok(Answer::go("/cabinet")),
            ["cabinet"] => cabinet::list(desk).await,
            ["cabinet", "apply"] => applying::page(desk),
            ["cabinet", "apply", "eds" | "check"] => Ok(Answer::go("/cabinet/apply")),
            ["cabinet", "correct", "eds"] => Ok(Answer::go("/cabinet")),
            ["cabinet", service, number] => cabinet::one(desk, service, number).await,
            ["cabinet", service, number, "letters.pdf"] => cabinet::letters(desk, service, number).await,
            ["cabinet", service, number, "letters", name] => cabinet::letter(desk, service, number, name).await,
            ["cabinet", service, number, "attachments", nth] => cabinet::attachment(desk, service, number, nth).await,
            ["cabinet", service, number, _] => Ok(Answer::go(&cabinet::path(service, number))),
            _ => NOT_FOUND,
        };
    }
    match path.as_slice() {
        [] => home::page(desk).await,
        ["own"] => own::page(desk).await,
        ["requests"] => requests::list(desk).await,
        ["requests", service, number] => request::one(desk, service, number).await,
        ["requests", service, number, "letters.pdf"] => request::letters(desk, service, number).await,
        ["requests", service, number, "letters", name] => request::letter(desk, service, number, name).await,
        ["requests", service, number, "attachments", nth] => request::attachment(desk, service, number, nth).await,
        ["batches"] => batches::list(desk).await,
        ["batches", number] => batches::one(desk, batches::number(number)?).await,
        ["batches", number, "manifest.txt"] => batches::manifest(desk, batches::number(number)?).await,
        ["batches", number, "register.pdf"] => papers::register(desk, batches::number(number)?).await,
        ["batches", number, "files", format, name] => batches::file(desk, batches::number(number)?, format, name).await,
        ["notices"] => notices::page(desk).await,
        ["notices", file] => notices::document(desk, file).await,
        ["orders", number] => papers::order(desk, number).await,
        ["treasury"] => treasury::page(desk).await,
        ["plan"] => plan::page(desk).await,
        ["reports"] => reports::page(desk).await,
        ["reports", name] => reports::one(desk, name).await,
        // whoever comes back to an act, after signing in again or in another language, finds the page that it stood on
        ["requests", service, number, _] => Ok(Answer::go(&requests::path(service, number))),
        ["requests", "confirm"] => Ok(Answer::go("/requests")),
        ["batches", number, _] => Ok(Answer::go(&format!("/batches/{}", batches::number(number)?))),
        ["treasury", ..] => Ok(Answer::go("/treasury")),
        ["plan", _] => Ok(Answer::go("/plan")),
        ["own", _] => Ok(Answer::go("/own")),
        _ => NOT_FOUND,
    }
}

/// What changes something. A form of another site is refused before anything is looked at.
pub async fn act(desk: &Desk<'_>) -> Page {
    let path = desk.asked.parts();
    if !desk.asked.of_our_pages() {
        return Err(Trouble::Status(StatusCode::FORBIDDEN));
    }
    match path.as_slice() {
        ["sign-in"] => return signing_in::enter(desk).await,
        ["sign-in", "eds"] => return by_eds::enter(desk).await,
        ["register"] => return by_eds::begin_register(desk).await,
        ["register", "eds"] => return by_eds::end_register(desk).await,
        ["language"] => return language(desk).await,
        _ => {}
    }
    if desk.who()?.mark != desk.asked.form.text("mark") {
        return Err(Trouble::Status(StatusCode::FORBIDDEN));
    }
    if desk.is_organisation() {
        return match path.as_slice() {
            ["sign-out"] => signing_in::leave(desk).await,
            ["cabinet", "apply"] => applying::look(desk).await,
            ["cabinet", "apply", "check"] => applying::check(desk).await,
            ["cabinet", "apply", "eds"] => applying::apply(desk).await,
            ["cabinet", "correct", "eds"] => cabinet::end_correct(desk).await,
            ["cabinet", service, number, "correct"] => cabinet::begin_correct(desk, service, number).await,
            ["cabinet", service, number, "withdraw"] => cabinet::withdraw(desk, service, number).await,
            _ => NOT_FOUND,
        };
    }
    match path.as_slice() {
        ["sign-out"] => signing_in::leave(desk).await,
        ["own", "password"] => own::password(desk).await,
        ["own", "factor"] => own::factor(desk).await,
        ["requests", "confirm"] => requests_acts::confirm_many(desk).await,
        ["requests", service, number, act] => requests_acts::act(desk, service, number, act).await,
        ["batches", number, act] => batches::acts::act(desk, batches::number(number)?, act).await,
        ["notices"] => notices::sign(desk).await,
        ["treasury", "statement"] => treasury::statement(desk).await,
        ["treasury", "breaks", id] => treasury::settle(desk, id).await,
        ["plan", "import"] => plan::import(desk).await,
        ["plan", "stops"] => plan::stop(desk).await,
        _ => NOT_FOUND,
    }
}

/// The language of the pages: of this browser, and of the person who is signed in.
async fn language(desk: &Desk<'_>) -> Page {
    let Some(lang) = Lang::parse(desk.asked.form.text("lang")) else {
        return Err(Trouble::Status(StatusCode::BAD_REQUEST));
    };
    if let Some(visitor) = &desk.visitor {
        desk.office.db.set_language(&visitor.holder, lang).await?;
    }
    let cookie = signing_in::cookie(desk, LANGUAGE, lang.word(), Some(365 * 24 * 60 * 60));
    Ok(Answer::go(&signing_in::own_path(desk.asked.form.text("to"))).with(header::SET_COOKIE, cookie))
}
