//! The door (004 §8.1–8.4): name and password, and the code of the second factor where one is set. A refusal does not tell
//! strangers which names exist; who tries in vain too often waits, but not who came in before through the browser before him. In a sandbox, where the command line believes whoever
//! names himself, who has no password comes in by the name.

use askama::Template;
use axum::http::{StatusCode, header};

use crate::clock::Clock;
use crate::domain::batch::hex;
use crate::domain::person::Role;
use crate::domain::time::Moment;
use crate::stage::people;
use crate::store::access::{self, Holder};

use super::answer::Answer;
use super::desk::{Desk, Frame, Page, Told, Trouble};
use super::secrets;
use super::site::{SESSION, ends};

/// So many failures are free.
const FREE: i64 = 5;
/// After the next one this long is waited, then twice as long each time; in microseconds.
const FIRST_WAIT: i64 = 30_000_000;
/// At most.
const LONGEST_WAIT: i64 = 15 * 60_000_000;
/// An address may be an office with many people in it.
const FREE_OF_ADDRESS: i64 = 100;
/// Failures are forgotten after this time without another.
const FORGOTTEN: i64 = 60 * 60_000_000;
/// The cookie of a browser through which somebody came in before. It opens nothing: it only keeps apart who fails elsewhere in
/// somebody's name, so that a stranger cannot make him wait.
const BROWSER: &str = "qazyna-browser";
/// A browser is known for so many seconds after it was last used to come in: half a year.
const KNOWN: u32 = 180 * 24 * 60 * 60;

#[derive(Template)]
#[template(path = "sign_in.html", config = "src/web/askama.toml")]
struct Door {
    f: Frame,
    to: String,
    name: String,
    complaint: Option<String>,
    /// The people of a sandbox who need no password: name and roles.
    free: Vec<(String, String)>,
}

/// The page.
pub async fn page(desk: &Desk<'_>) -> Page {
    let to = own_path(desk.asked.query.text("to"));
    if desk.visitor.is_some() {
        return Ok(Answer::go(&to));
    }
    door(desk, StatusCode::OK, to, None).await
}

async fn door(desk: &Desk<'_>, status: StatusCode, to: String, complaint: Option<String>) -> Page {
    let name = desk.asked.form.text("name").chars().take(200).collect();
    let free = free(desk).await?;
    let page = Door { f: desk.frame(desk.t("sign-in-title")), to, name, complaint, free };
    Ok(Answer::page_of(status, &page))
}

/// The people of a sandbox who come in by their name.
async fn free(desk: &Desk<'_>) -> Result<Vec<(String, String)>, Trouble> {
    let mut found: Vec<(String, String)> = Vec::new();
    if !desk.office.is_sandbox() {
        return Ok(found);
    }
    let mut reading = desk.reading().await?;
    let day = desk.office.day(reading.moment);
    for one in people::list(&mut reading.conn).await?.into_iter().filter(|one| one.held.on(day)) {
        let role = desk.t(&format!("role-{}", one.held.role.word()));
        match found.iter_mut().find(|(name, _)| *name == one.person) {
            Some((_, roles)) => *roles = format!("{roles}, {role}"),
            None => found.push((one.person, role)),
        }
    }
    let mut open = Vec::new();
    for (name, roles) in found {
        if access::of(&mut reading.conn, &name).await?.is_some_and(|access| access.password.is_none()) {
            open.push((name, roles));
        }
    }
    Ok(open)
}

/// Lets somebody in, or says why not.
pub async fn enter(desk: &Desk<'_>) -> Page {
    let form = &desk.asked.form;
    let (name, to) = (form.text("name"), own_path(form.text("to")));
    // one after the other: who guesses many at once has no more guesses
    let _turn = desk.site.door.lock().await;
    let now = Clock::System.now(None);
    let account = account(desk, name).await?;
    let subjects = subjects(desk, &account).await?;
    if let Some(wait) = to_wait(desk, &subjects, now).await? {
        let minutes = wait.div_euclid(60_000_000) + 1;
        let complaint = desk.with("sign-in-wait", &[("minutes", &minutes)]);
        return door(desk, StatusCode::TOO_MANY_REQUESTS, to, Some(complaint)).await;
    }
    let Some(holder) = proven(desk, name, now).await? else {
        failed(desk, &subjects, now).await?;
        tracing::warn!(address = %desk.asked.address, "somebody tried in vain to sign in");
        return door(desk, StatusCode::UNAUTHORIZED, to, Some(desk.t("sign-in-wrong"))).await;
    };
    if let Holder::Person(_) = holder {
        let acting = people::acting(&desk.office, name).await?;
        if !Role::ALL.iter().any(|role| acting.is(*role)) {
            return door(desk, StatusCode::FORBIDDEN, to, Some(desk.t("sign-in-no-role"))).await;
        }
    }
    desk.office.db.signed_in(&subjects[..1]).await?;
    let cookies = [begin(desk, &holder, now).await?, keep_browser(desk, &account, now).await?];
    tracing::info!(person = name, address = %desk.asked.address, "somebody signed in");
    Ok(cookies.into_iter().fold(Answer::go(&to), |answer, cookie| answer.with(header::SET_COOKIE, cookie)))
}

/// As whom somebody came in before through this browser, and the digest of its cookie; nobody without one.
async fn known_as(desk: &Desk<'_>) -> Result<Option<([u8; 32], Vec<String>)>, Trouble> {
    let Some(token) = desk.asked.cookie(BROWSER) else { return Ok(None) };
    let id = secrets::session_id(token);
    let accounts = access::browser_accounts(&mut desk.office.db.read().await?, &id).await?;
    Ok((!accounts.is_empty()).then_some((id, accounts)))
}

/// Notes that this account came in through this browser; gives the browser's cookie, a new one unless we gave it this one.
async fn keep_browser(desk: &Desk<'_>, account: &str, now: Moment) -> Result<String, Trouble> {
    let known = known_as(desk).await?.and(desk.asked.cookie(BROWSER));
    let token = known.map_or_else(secrets::token, |token| Ok(token.to_owned()))?;
    let since = earlier(now, i64::from(KNOWN) * 1_000_000);
    desk.office.db.browser_known(&secrets::session_id(&token), account, now, since).await?;
    Ok(cookie(desk, BROWSER, &token, Some(KNOWN)))
}

/// Who it is, where password and code are right: a person by the name, an organisation by its BIN or, where that leads to one
/// alone, by the IIN of whom registered it.
async fn proven(desk: &Desk<'_>, name: &str, now: Moment) -> Result<Option<Holder>, Trouble> {
    let form = &desk.asked.form;
    let mut conn = desk.office.db.read().await?;
    let access = access::of(&mut conn, name).await?;
    let organisations = access::recipients_named(&mut conn, name).await?;
    drop(conn);
    let typed = form.get("password").unwrap_or_default();
    let fits = |(_, phc): &(String, String)| secrets::is_password(typed, Some(phc));
    let found_any = !organisations.is_empty();
    // also where a person bears twelve digits as a name
    let mut meant = organisations.into_iter().filter(fits);
    if let Some((bin, _)) = meant.next().filter(|_| meant.next().is_none()) {
        return Ok(Some(Holder::Recipient(bin)));
    }
    if found_any && access.is_none() {
        return Ok(None);
    }
    let kept = access.as_ref().and_then(|a| a.password.as_deref());
    let free = desk.office.is_sandbox() && typed.is_empty() && access.is_some() && kept.is_none();
    if !free && !secrets::is_password(typed, kept) {
        return Ok(None);
    }
    let Some(access) = access else { return Ok(None) };
    let holder = Holder::Person(access.person);
    let Some(secret) = &access.factor else { return Ok(Some(holder)) };
    let Some(step) = secrets::code_step(secret, form.text("code"), now) else { return Ok(None) };
    // a code that somebody looked at over a shoulder counts once
    Ok(desk.office.db.use_code(access.person, step).await?.then_some(holder))
}

/// The account that somebody means: an organisation is one by whatever name it is called.
async fn account(desk: &Desk<'_>, name: &str) -> Result<String, Trouble> {
    let mut conn = desk.office.db.read().await?;
    let is_person = access::of(&mut conn, name).await?.is_some();
    let meant = if is_person { None } else { access::recipients_named(&mut conn, name).await?.into_iter().next() };
    Ok(meant.map_or_else(|| name.to_owned(), |(bin, _)| bin))
}

/// What is counted of somebody who tries: the account, by itself in a browser through which it came in before; the address.
pub async fn subjects(desk: &Desk<'_>, account: &str) -> Result<[String; 2], Trouble> {
    let browser = known_as(desk).await?.filter(|(_, accounts)| accounts.iter().any(|known| known == account));
    let name: String = account.chars().take(100).collect();
    let tries = browser.map_or_else(|| format!("account {name}"), |(id, _)| format!("browser {} {name}", hex(&id)));
    Ok([tries, format!("address {}", desk.asked.address)])
}

/// Notes that somebody tried in vain.
pub async fn failed(desk: &Desk<'_>, subjects: &[String; 2], now: Moment) -> Result<(), Trouble> {
    Ok(desk.office.db.sign_in_failed(subjects, now, earlier(now, FORGOTTEN)).await?)
}

fn earlier(now: Moment, micros: i64) -> Moment {
    Moment::from_micros(now.micros().saturating_sub(micros))
}

/// How long is still to be waited, in microseconds.
pub async fn to_wait(desk: &Desk<'_>, subjects: &[String; 2], now: Moment) -> Result<Option<i64>, Trouble> {
    let mut conn = desk.office.db.read().await?;
    let mut longest = None;
    for (subject, free) in subjects.iter().zip([FREE, FREE_OF_ADDRESS]) {
        let Some((count, last)) = access::failures(&mut conn, subject).await? else { continue };
        longest = longest.max(wait_after(count - free, now.micros() - last.micros()));
    }
    Ok(longest)
}

/// The wait after so many failures too many, of which the last was so long ago.
fn wait_after(too_many: i64, ago: i64) -> Option<i64> {
    if too_many < 0 || ago > FORGOTTEN {
        return None;
    }
    let doubled = u32::try_from(too_many).unwrap_or(u32::MAX).min(20);
    let wait = FIRST_WAIT.saturating_mul(1 << doubled).min(LONGEST_WAIT);
    Some(wait - ago.max(0)).filter(|left| *left > 0)
}

/// Begins a session, always with a token that nobody knew before; gives its cookie.
pub async fn begin(desk: &Desk<'_>, holder: &Holder, now: Moment) -> Result<String, Trouble> {
    Ok(begin_as(desk, holder, now).await?.1)
}

/// The same; gives the session too.
async fn begin_as(desk: &Desk<'_>, holder: &Holder, now: Moment) -> Result<([u8; 32], String), Trouble> {
    let token = secrets::token()?;
    let (session, address) = (secrets::session_id(&token), desk.asked.address.to_string());
    let over = ends(&desk.office, now);
    desk.office.db.begin_session(&session, holder, now, &address, over).await?;
    if let Some(old) = &desk.visitor {
        desk.office.db.end_session(&old.session).await?;
    }
    Ok((session, cookie(desk, SESSION, &token, None)))
}

/// The way on after somebody changed what he proves himself with: every other session of his ends, this one goes on under a
/// token that nobody knew before, and the page says so.
pub async fn go_on_anew(desk: &Desk<'_>, back: &str, sentence: String) -> Page {
    let visitor = desk.who()?;
    desk.office.db.end_other_sessions(visitor.acting.name(), &visitor.session).await?;
    let (session, cookie) = begin_as(desk, &visitor.holder, Clock::System.now(None)).await?;
    desk.site.say(session, back, Told { done: true, lines: vec![sentence], ..Told::default() });
    Ok(Answer::go(back).with(header::SET_COOKIE, cookie))
}

/// Ends the session.
pub async fn leave(desk: &Desk<'_>) -> Page {
    desk.office.db.end_session(&desk.who()?.session).await?;
    Ok(Answer::go("/sign-in").with(header::SET_COOKIE, cookie(desk, SESSION, "", Some(0))))
}

/// A cookie that scripts and other sites never see; over plain HTTP alone in a sandbox.
pub fn cookie(desk: &Desk<'_>, name: &str, value: &str, seconds: Option<u32>) -> String {
    let plain = desk.office.is_sandbox() && desk.office.settings.console.tls.is_none();
    let secure = if plain { "" } else { "; Secure" };
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")
}

/// A path of ours to go on to; anything else becomes the first page, so that nobody is led elsewhere.
pub fn own_path(text: &str) -> String {
    let ours =
        text.starts_with('/') && !text.starts_with("//") && !text.contains('\\') && !text.contains(char::is_control);
    let door = text.starts_with("/sign-in");
    if ours && !door { text.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fails_again_waits_twice_as_long_up_to_a_quarter_of_an_hour() {
        assert_eq!(wait_after(-1, 0), None);
        assert_eq!(wait_after(0, 0), Some(30_000_000));
        assert_eq!(wait_after(1, 10_000_000), Some(50_000_000));
        assert_eq!(wait_after(0, 30_000_000), None);
        assert_eq!(wait_after(1_000, 0), Some(15 * 60_000_000));
        assert_eq!(wait_after(1_000, FORGOTTEN + 1), None);
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        for (text, path) in [
            ("/requests?view=held", "/requests?view=held"),
            ("//evil.example/", "/"),
            ("https://evil.example/", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("/\t/evil.example", "/"),
            ("/\0/evil.example", "/"),
            ("", "/"),
            ("/sign-in?to=/", "/"),
        ] {
            assert_eq!(own_path(text), path);
        }
    }
}
