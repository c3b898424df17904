//! The letters to a recipient as documents: acceptance (004 §5.1), refusal (§3), result (§8.10). Their words are those of
//! the templates, Kazakh and Russian; what proves the electronic signature stands under them.

use crate::domain::batch::hex;
use crate::domain::defect::Code;
use crate::domain::lang::Lang;
use crate::domain::notice::{self, Facts, NoticeKind};
use crate::format::report::paper::{Block, Paper, Signature, Style};

use crate::stage::{StageError, requests};
use crate::store::request::{self, StoredRequest};
use crate::store::{Reading, eds, notice as notices};

use super::{electronically, paper};
use crate::stage::Office;
use crate::telling::Failure;
use crate::telling::out::Out;

/// Every letter of a request, or those of one kind, each from a new page.
///
/// # Errors
/// No such request, or no such letter of it.
pub async fn letters(
    office: &Office<'_>,
    out: &Out<'_>,
    number: &str,
    kind: Option<NoticeKind>,
) -> Result<Paper, Failure> {
    let mut reading = office.reading().await?;
    let id = requests::find(office, &mut reading.conn, number).await?;
    let request = request::one(&mut reading.conn, id).await?;
    let request = request.ok_or_else(|| StageError::refuse("request", Code::NotFound, number, ""))?;
    of_request(office, out, &mut reading, &request, kind).await
}

/// The same of a request that was found already.
///
/// # Errors
/// No such letter of it.
pub async fn of_request(
    office: &Office<'_>,
    out: &Out<'_>,
    reading: &mut Reading,
    request: &StoredRequest,
    kind: Option<NoticeKind>,
) -> Result<Paper, Failure> {
    let mut blocks = Vec::new();
    for stored in notices::of_request(&mut reading.conn, request).await? {
        if kind.is_some_and(|wanted| wanted != stored.kind) {
            continue;
        }
        let facts = Facts::parse(&stored.fields).unwrap_or_default();
        let record = record(out, reading, &stored.signed_as(request)).await?;
        for lang in [Lang::Kk, Lang::Ru] {
            let Some(text) = notice::render(stored.kind, &request.subject(), &facts, office.rules, lang) else {
                continue;
            };
            if !blocks.is_empty() {
                blocks.push(Block::NewPage);
            }
            blocks.extend(typeset(&text));
            blocks.extend(record.clone().map(|record| Block::Signatures(vec![record])));
        }
        blocks.push(Block::Text(Style::Quiet, out.texts.with("paper-letter", &[("sha256", &hex(&stored.digest))])));
    }
    if blocks.is_empty() {
        return Err(StageError::refuse(
            "letter",
            Code::NotFound,
            kind.map_or(request.number.as_str(), |kind| kind.word()),
            "",
        )
        .into());
    }
    let title = out.texts.with("paper-letters", &[("number", &request.number)]);
    Ok(paper(office, out, reading, title, blocks))
}

/// What is kept of the electronic signature over a letter.
async fn record(out: &Out<'_>, reading: &mut Reading, subject: &str) -> Result<Option<Signature>, Failure> {
    let Some(kept) = eds::of(&mut reading.conn, subject).await? else { return Ok(None) };
    let at = kept.at.for_people(out.zone);
    let record = electronically(out, &kept.person, &at, &kept.iin, &kept.serial, &hex(&kept.sha256));
    Ok(Some(Signature {
        post: out.texts.get("paper-authorised"),
        name: String::new(),
        record,
        under: Default::default(),
    }))
}

/// The lines of a letter: the one in capital letters names it, with the lines before the next blank one.
fn typeset(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for paragraph in text.trim().split("\n\n") {
        let names = paragraph.lines().any(|line| {
            let mut letters = line.chars().filter(|c| c.is_alphabetic()).peekable();
            letters.peek().is_some()
                && line.chars().filter(|c| c.is_alphabetic()).count() > 3
                && letters.all(char::is_uppercase)
        });
        if names && !blocks.is_empty() {
            blocks.push(Block::Text(Style::Title, paragraph.to_owned()));
        } else {
            blocks.push(Block::Text(Style::Plain, format!("{paragraph}\n")));
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_in_capitals_names_the_letter_and_no_line_is_lost() {
        let text = "ҮЛГІ. Басқарма\n\nТОО\nБИН 1\n\n№ 1 өтінім туралы\nХАБАРЛАМА\n\nМәтін.\n\nСоңы";
        let blocks = typeset(text);
        let lines: Vec<&str> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Text(_, text) => Some(text.trim()),
                _ => None,
            })
            .collect();
        assert_eq!(lines.join("\n\n"), text);
        assert_eq!(blocks[2], Block::Text(Style::Title, "№ 1 өтінім туралы\nХАБАРЛАМА".into()));
        assert!(!matches!(blocks[0], Block::Text(Style::Title, _)), "whose letter it is does not name it");
    }
}
