//! The recipient's cabinet (004 §5.1, §8.10): an organisation sees its own applications, where they stand in the waiting list,
//! what was decided and why, and its letters; and withdraws what is not under way. It sees nobody else's.

use askama::Template;
use axum::http::StatusCode;

use crate::domain::defect::Code;
use crate::domain::ident::Bin;
use crate::domain::order::OrderStatus;
use crate::domain::time::Moment;
use crate::eds::verify::Wanted;
use crate::stage::electronic::OF_AN_ORGANISATION;
use crate::stage::reporting::listing;
use crate::stage::requests::Requisites;
use crate::stage::{StageError, recipients, requests};
use crate::store::request::{self, StoredRequest};
use crate::store::{Conn, access};

use super::answer::Answer;
use super::asked::encoded;
use super::attachments;
use super::by_eds::{self, Correction, Purpose, Signing, ToSign};
use super::desk::{Desk, Frame, Page, Trouble};
use super::grid::{self, Grid, Line, Shown};
use super::letters::{self, Letter};
use super::papers;

/// Applications of one page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "cabinet.html", config = "src/web/askama.toml")]
struct List {
    f: Frame,
    grid: Grid,
    next: Option<String>,
}

/// The path of an application in its cabinet.
pub fn path(service: &str, number: &str) -> String {
    format!("/cabinet/{}/{}", encoded(service), encoded(number))
}

/// All applications of the organisation, the newest first.
pub async fn list(desk: &Desk<'_>) -> Page {
    let bin = desk.organisation()?;
    let before = desk.asked.query.text("before").parse().unwrap_or(i64::MAX);
    desk.index_recipients().await?;
    let mut reading = desk.reading().await?;
    let ids = access::requests_of(&mut reading.conn, bin, before, PAGE + 1).await?;
    let more = ids.len() as i64 > PAGE;
    let mut found = request::some(&mut reading.conn, &ids[..ids.len().min(PAGE as usize)]).await?;
    found.sort_by_key(|r| std::cmp::Reverse(r.id));
    let heads = [
        ("col-number", false),
        ("col-service", false),
        ("col-registered-at", false),
        ("requests-sum", true),
        ("col-paid", true),
        ("col-status", false),
    ];
    let mut grid = grid::empty(desk, desk.t("nav-cabinet"), &heads);
    for r in &found {
        let word = r.standing.status().word();
        let cells = vec![
            Shown::text(&r.number).to(path(&r.service, &r.number)),
            Shown::text(desk.t(&format!("service-{}", r.service))),
            Shown::text(desk.moment(r.registered_at)),
            Shown::number(r.standing.amount.for_people()),
            Shown::number(r.standing.paid.for_people()),
            Shown::status(desk.t(&format!("request-status-{word}")), word),
        ];
        grid.rows.push(Line { cells, picked: None });
    }
    let next = found.last().filter(|_| more).map(|last| format!("/cabinet?before={}", last.id));
    Ok(Answer::page(&List { f: desk.frame(desk.t("nav-cabinet")), grid, next }))
}

#[derive(Template)]
#[template(path = "cabinet_one.html", config = "src/web/askama.toml")]
struct One {
    f: Frame,
    here: String,
    status: String,
    status_word: &'static str,
    facts: Vec<(String, String)>,
    way: Vec<(String, String, bool)>,
    letters: Vec<Letter>,
    attached: Vec<attachments::Shown>,
    refusal: Option<String>,
    place: Option<String>,
    held: Option<String>,
    withdrawable: bool,
    correctable: bool,
}

/// The application of this number, if it is the organisation's own; another's is not there.
async fn found(desk: &Desk<'_>, conn: &mut Conn, service: &str, number: &str) -> Result<StoredRequest, Trouble> {
    let bin = desk.organisation()?;
    let found = super::request::found(conn, service, number).await?;
    let missing = || StageError::refuse("request", Code::NotFound, number, "");
    Ok(Some(found).filter(|r| r.bin == bin).ok_or_else(missing)?)
}

/// One application: what was asked for, how far it is, what waits, its letters.
pub async fn one(desk: &Desk<'_>, service: &str, number: &str) -> Page {
    let mut reading = desk.reading().await?;
    let now = reading.moment;
    let conn = &mut reading.conn;
    let id = found(desk, conn, service, number).await?.id;
    let Some((r, sheet)) = listing::request(&desk.office, conn, now, id).await? else {
        return Err(Trouble::Status(StatusCode::NOT_FOUND));
    };
    let place = match sheet.rows.iter().next() {
        Some(row) => match row?.get(12) {
            Some(crate::domain::sheet::Cell::Int(place)) => Some(desk.with("cabinet-place", &[("place", place)])),
            _ => None,
        },
        None => None,
    };
    let day = |day: chrono::NaiveDate| day.format("%d.%m.%Y").to_string();
    let fact = |id: &str, text: String| (desk.t(id), text);
    let mut facts = vec![
        fact("col-service", desk.t(&format!("service-{}", r.service))),
        fact("col-amount", r.standing.amount.for_people()),
        fact("col-paid", r.standing.paid.for_people()),
        fact("col-account", r.account.clone()),
        fact("col-bank-bic", r.bic.clone()),
        fact("request-agreement", format!("{}, {}", r.agreement_no, day(r.agreement_date))),
        fact("request-period", format!("{} – {}", day(r.period_from), day(r.period_to))),
    ];
    if r.standing.withdrawn.tiyn() > 0 {
        facts.push(fact("col-withdrawn", r.standing.withdrawn.for_people()));
    }
    let word = r.standing.status().word();
    let held = crate::domain::standing::Hold::first(r.standing.holds).filter(|_| r.standing.rest().tiyn() > 0);
    let here = path(&r.service, &r.number);
    let orders = super::request::orders_of(conn, id).await?;
    let page = One {
        f: desk.frame(desk.with("request-title", &[("number", &r.number)])),
        status: desk.t(&format!("request-status-{word}")),
        status_word: word,
        facts,
        way: way(desk, &r, &orders),
        letters: letters::of(desk, conn, &r, &here).await?,
        attached: attachments::shown(desk, conn, &r, &here).await?,
        refusal: r.refusal.as_ref().map(|ground| {
            let named = desk.office.rules.ground(ground, desk.office.day(r.registered_at));
            named.map_or_else(|| desk.t(&format!("ground-{ground}")), |g| g.names.get(desk.texts.lang).to_owned())
        }),
        place,
        held: held.map(|hold| desk.t(&format!("hold-{}", hold.word()))),
        withdrawable: !r.standing.refused && r.standing.rest().tiyn() > 0,
        correctable: !r.standing.refused && r.standing.ordered <= r.standing.paid && r.standing.rest().tiyn() > 0,
        here,
    };
    Ok(Answer::page(&page))
}

/// The steps of the way: when, what, whether it is behind.
fn way(desk: &Desk<'_>, r: &StoredRequest, orders: &[crate::store::order::ListedOrder]) -> Vec<(String, String, bool)> {
    let until = |at| desk.with("cabinet-until", &[("at", &desk.moment(at))]);
    let mut way = vec![(desk.moment(r.registered_at), desk.t("history-registered"), true)];
    if let Some(at) = r.refused_at {
        way.push((desk.moment(at), desk.t("event-request-refused"), true));
        return way;
    }
    way.push(match r.confirmed_at {
        Some(at) => (desk.moment(at), desk.t("event-request-confirmed"), true),
        None => (until(r.confirm_due), desk.t("step-confirm"), false),
    });
    way.extend(r.short_at.map(|at| (desk.moment(at), desk.t("event-request-short"), true)));
    for one in orders {
        let behind = |at: Moment, step: &str| {
            let sum = one.order.facts.amount.for_people();
            (desk.moment(at), desk.with(step, &[("order", &one.order.facts.number), ("sum", &sum)]), true)
        };
        way.push(behind(one.formed_at, "way-formed"));
        way.extend(one.signed_at.map(|at| behind(at, "way-signed")));
        way.extend(one.dispatched_at.map(|at| behind(at, "way-dispatched")));
        way.extend(one.paid_at.map(|at| behind(at, "way-paid")));
        let ended = match one.order.status {
            OrderStatus::Declined => Some("way-declined"),
            OrderStatus::Rejected => Some("way-rejected"),
            OrderStatus::Returned => Some("way-returned"),
            _ => None,
        };
        way.extend(ended.zip(one.ended_at).map(|(step, at)| behind(at, step)));
    }
    let (s, due) = (&r.standing, r.form_due.filter(|_| r.short_at.is_none()).map_or_else(String::new, until));
    if s.rest().tiyn() > 0 {
        way.push((due, desk.t("step-form"), false));
    }
    if s.rest().tiyn() > 0 || s.paid < s.ordered {
        way.push((String::new(), desk.t("cabinet-paid"), false));
    }
    way
}

/// The letters as one document.
pub async fn letters(desk: &Desk<'_>, service: &str, number: &str) -> Page {
    let mut reading = desk.reading().await?;
    let r = found(desk, &mut reading.conn, service, number).await?;
    papers::letters(desk, &mut reading, &r).await
}

/// A signed letter, or the signature over it.
pub async fn letter(desk: &Desk<'_>, service: &str, number: &str, name: &str) -> Page {
    let mut reading = desk.reading().await?;
    let r = found(desk, &mut reading.conn, service, number).await?;
    letters::file(&mut reading.conn, &r, name).await
}

/// A file that came with it.
pub async fn attachment(desk: &Desk<'_>, service: &str, number: &str, nth: &str) -> Page {
    let mut reading = desk.reading().await?;
    let r = found(desk, &mut reading.conn, service, number).await?;
    attachments::file(&mut reading.conn, &r, nth).await
}

/// Withdraws what no order covers.
pub async fn withdraw(desk: &Desk<'_>, service: &str, number: &str) -> Page {
    let r = found(desk, &mut desk.reading().await?.conn, service, number).await?;
    let done = requests::withdraw(&desk.office, &desk.who()?.acting, r.id).await;
    desk.acted(&path(service, number), done.map(|()| desk.with("done-withdrawn", &[("number", &r.number)])))
}

/// New requisites are typed; the signature over them comes next.
pub async fn begin_correct(desk: &Desk<'_>, service: &str, number: &str) -> Page {
    let r = found(desk, &mut desk.reading().await?.conn, service, number).await?;
    let form = &desk.asked.form;
    let (account, bic) = (form.text("account").replace(' ', "").to_uppercase(), form.text("bic").to_uppercase());
    let defects = recipients::look_at_requisites(&desk.office, &account, &bic).await?;
    if !defects.is_empty() {
        return desk.said(&path(service, number), false, desk.sentences(&defects));
    }
    let Ok(bin) = Bin::parse(&r.bin) else { return Err(Trouble::Status(StatusCode::NOT_FOUND)) };
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("number", &r.number), ("bin", &r.bin), ("account", &account), ("bic", &bic)];
    let document = by_eds::challenge(desk, &desk.with("by-eds-correct", &values))?;
    let correction = Correction { bin, request: (r.service.clone(), r.number.clone()), account, bic };
    let (f, about) = (desk.frame(desk.t("request-correct")), desk.t("cabinet-correct-about"));
    let one = ToSign { document, purpose: Purpose::Correct(correction) };
    Ok(Answer::page(&Signing::of(desk, one, (f, about), "/cabinet/correct/eds")?))
}

/// The signature proves that the organisation itself has new requisites; a head approves them.
pub async fn end_correct(desk: &Desk<'_>) -> Page {
    let one = by_eds::taken(desk).await?;
    let Purpose::Correct(Correction { bin, request: (service, number), account, bic }) = &one.purpose else {
        return Err(Trouble::Status(StatusCode::BAD_REQUEST));
    };
    let r = found(desk, &mut desk.reading().await?.conn, service, number).await?;
    let back = path(service, number);
    let wanted = Wanted { roles: OF_AN_ORGANISATION.to_vec(), iin: None, bin: Some(bin.clone()) };
    let proof = match by_eds::proof(desk, &one, &wanted).await {
        Ok(proof) => proof,
        Err(Trouble::Stage(refused)) => return desk.acted(&back, Err(refused)),
        Err(other) => return Err(other),
    };
    let document = desk.with("cabinet-signed-by", &[("serial", &proof.signer.serial.hex())]);
    let new = Requisites { account, bic, document: &document };
    let done = requests::correct(&desk.office, &desk.who()?.acting, r.id, new, Some(&proof)).await;
    desk.acted(&back, done.map(|()| desk.with("done-correction-proposed", &[("number", &r.number)])))
}
