//! ISO 20022 `pain.001.001.09`, the credit transfer initiation that banks load, in the Kazakh profile (004 §5.4).
//!
//! One `PmtInf` a batch. `EndToEndId` is the order's reference, so that an answer leads back to the order. The
//! remittance text is `КОд + КБе + KZT + КНП` (10 characters, `1215KZT000`) and right after it the purpose; it is cut
//! into `Ustrd` of at most 140 characters which, put together with nothing between, are the text again. Since banks trim
//! the ends of a field, a cut stands between two characters that are no spaces, wherever a piece holds such a place.
//! `InstrForDbtrAgt` carries the budget line and the debtor's `Othr` ids its BIN: ours, the profile is silent on them.
//! The manifest's digest, for which the standard has no place, is a comment before the root element.

use std::io::{Read, Write};

use super::reading::{Fields, ReadFault, ReadHeader, ReadOrder, TakeOrder, whole};
use super::xml_form::{Form, Slot};
use super::xml_read;
use super::xml_write::XmlSheet;
use super::{ExportFault, Signed, check_order};
use crate::domain::batch::hex;
use crate::domain::money::Amount;
use crate::domain::order::OrderFacts;

/// The longest name that the schema allows, in characters.
const NAME: usize = 140;
/// The longest piece of remittance text that the schema allows, in characters.
const USTRD: usize = 140;
/// The longest id that the schema allows, in characters.
const ID: usize = 35;

/// Writes the file; `total` is the sum of its orders.
pub(super) fn write(signed: &Signed, total: Amount, out: &mut dyn Write) -> Result<(), ExportFault> {
    let mut sheet = XmlSheet::new(out);
    sheet.raw("<!-- manifest sha256:");
    sheet.raw(&hex(&signed.signature.manifest_sha256));
    if signed.sandbox {
        sheet.raw("; ");
        sheet.raw(signed.mark());
    }
    sheet.raw(" -->\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">\n<CstmrCdtTrfInitn>\n");
    write_header(&mut sheet, signed, total)?;
    let mut text = String::new();
    let mut orders = signed.orders.pass();
    while let Some(order) = orders.next()? {
        check_order(order)?;
        sheet.order = Some(order.number);
        text.clear();
        for part in [&signed.manifest.payer.kod, &order.kbe, "KZT", &order.knp, &order.purpose] {
            text.push_str(part);
        }
        write_order(&mut sheet, order, &text)?;
        sheet.pass_on()?;
    }
    sheet.raw("</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n");
    sheet.finish()
}

fn write_header(sheet: &mut XmlSheet, signed: &Signed, total: Amount) -> Result<(), ExportFault> {
    let payer = &signed.manifest.payer;
    let id = signed.message_id();
    sheet.raw("<GrpHdr>\n");
    sheet.short("MsgId", "message_id", &id, ID)?;
    sheet.plain("CreDtTm", signed.signature.signed_at.rfc3339(signed.zone));
    sheet.plain("NbOfTxs", signed.orders.count());
    sheet.plain("CtrlSum", total);
    sheet.raw("<InitgPty>\n");
    sheet.short("Nm", "payer_name", &payer.name, NAME)?;
    sheet.raw("</InitgPty>\n</GrpHdr>\n<PmtInf>\n");
    sheet.plain("PmtInfId", &id);
    sheet.raw("<PmtMtd>TRF</PmtMtd>\n");
    sheet.plain("NbOfTxs", signed.orders.count());
    sheet.plain("CtrlSum", total);
    sheet.raw("<PmtTpInf><InstrPrty>NORM</InstrPrty></PmtTpInf>\n<ReqdExctnDt>");
    sheet.plain("Dt", signed.signature.value_date);
    sheet.raw("</ReqdExctnDt>\n<Dbtr>\n");
    sheet.short("Nm", "payer_name", &payer.name, NAME)?;
    sheet.raw("<Id><OrgId><Othr>");
    sheet.plain("Id", &payer.bin);
    sheet.raw("<SchmeNm><Prtry>BIN</Prtry></SchmeNm></Othr></OrgId></Id>\n</Dbtr>\n<DbtrAcct><Id>");
    sheet.plain("IBAN", &payer.account);
    sheet.raw("</Id><Ccy>KZT</Ccy></DbtrAcct>\n<DbtrAgt><FinInstnId>");
    sheet.plain("BICFI", &payer.bic);
    sheet.raw("</FinInstnId></DbtrAgt>\n");
    sheet.plain("InstrForDbtrAgt", signed.manifest.line);
    Ok(())
}

/// An order is a line. Markup that is the same in all of them stands here in as few pieces as there are values between.
fn write_order(sheet: &mut XmlSheet, order: &OrderFacts, text: &str) -> Result<(), ExportFault> {
    sheet.raw("<CdtTrfTxInf><PmtId><EndToEndId>");
    sheet.number(order.number.year);
    sheet.raw("-");
    sheet.number(order.number.number);
    sheet.raw("</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"KZT\">");
    sheet.amount(order.amount);
    sheet.raw("</InstdAmt></Amt><CdtrAgt><FinInstnId><BICFI>");
    sheet.raw(order.bank_bic.as_str());
    sheet.raw("</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>");
    sheet.fits("payee_name", &order.payee_name, NAME)?;
    sheet.text("payee_name", &order.payee_name)?;
    sheet.raw("</Nm><Id><OrgId><Othr><Id>");
    sheet.raw(order.payee_bin.as_str());
    sheet.raw("</Id><SchmeNm><Prtry>BIN</Prtry></SchmeNm></Othr></OrgId></Id></Cdtr><CdtrAcct><Id><IBAN>");
    sheet.raw(order.account.as_str());
    sheet.raw("</IBAN></Id><Ccy>KZT</Ccy></CdtrAcct><RmtInf>");
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(cut(rest));
        sheet.raw("<Ustrd>");
        sheet.text("purpose", piece).map_err(|fault| whole_purpose(fault, order))?;
        sheet.raw("</Ustrd>");
        rest = after;
    }
    sheet.raw("</RmtInf></CdtTrfTxInf>\n");
    Ok(())
}

/// A fault of one piece names the whole purpose.
fn whole_purpose(fault: ExportFault, order: &OrderFacts) -> ExportFault {
    match fault {
        ExportFault::Field { order: number, field, limit, .. } => {
            ExportFault::Field { order: number, field, value: order.purpose.clone(), limit }
        }
        other => other,
    }
}

/// Where the next piece of `text` ends, in bytes: the last place within the limit with no space on either side of it.
fn cut(text: &str) -> usize {
    if text.len() <= USTRD {
        return text.len();
    }
    let Some(limit) = after_characters(text, USTRD) else {
        return text.len();
    };
    let mut after = text[limit..].chars().next();
    for (start, before) in text[..limit].char_indices().rev() {
        let here = start + before.len_utf8();
        if !before.is_whitespace() && after.is_some_and(|c| !c.is_whitespace()) {
            return here;
        }
        after = Some(before);
    }
    limit
}

/// Where in `text`, in bytes, the character after the first `count` begins; nothing where there is none.
fn after_characters(text: &str, count: usize) -> Option<usize> {
    let begins = |b: &u8| (*b & 0xC0) != 0x80;
    let (mut at, mut left) = (0, count);
    // whole blocks are counted many bytes at once
    for block in text.as_bytes().chunks_exact(32) {
        let here = block.iter().map(|b| u8::from(begins(b))).sum::<u8>();
        if usize::from(here) > left {
            break;
        }
        left -= usize::from(here);
        at += block.len();
    }
    let mut rest = text.as_bytes()[at..].iter().enumerate().filter(|(_, b)| begins(b));
    rest.nth(left).map(|(i, _)| at + i)
}

/// Where each field stands when the file is read.
pub(super) const FORM: Form = Form {
    root: "Document",
    header: &[
        ("@xmlns", Slot::Is("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09")),
        ("CstmrCdtTrfInitn/GrpHdr/MsgId", Slot::Field("message_id")),
        ("CstmrCdtTrfInitn/GrpHdr/CreDtTm", Slot::Field("created")),
        ("CstmrCdtTrfInitn/GrpHdr/NbOfTxs", Slot::Field("orders")),
        ("CstmrCdtTrfInitn/GrpHdr/CtrlSum", Slot::Field("total")),
        ("CstmrCdtTrfInitn/GrpHdr/InitgPty/Nm", Slot::Field("initiator_name")),
        ("CstmrCdtTrfInitn/PmtInf/PmtInfId", Slot::Field("payment_id")),
        ("CstmrCdtTrfInitn/PmtInf/PmtMtd", Slot::Is("TRF")),
        ("CstmrCdtTrfInitn/PmtInf/NbOfTxs", Slot::Field("payment_orders")),
        ("CstmrCdtTrfInitn/PmtInf/CtrlSum", Slot::Field("payment_total")),
        ("CstmrCdtTrfInitn/PmtInf/PmtTpInf/InstrPrty", Slot::Is("NORM")),
        ("CstmrCdtTrfInitn/PmtInf/ReqdExctnDt/Dt", Slot::Field("value_date")),
        ("CstmrCdtTrfInitn/PmtInf/Dbtr/Nm", Slot::Field("payer_name")),
        ("CstmrCdtTrfInitn/PmtInf/Dbtr/Id/OrgId/Othr/Id", Slot::Field("payer_bin")),
        ("CstmrCdtTrfInitn/PmtInf/Dbtr/Id/OrgId/Othr/SchmeNm/Prtry", Slot::Is("BIN")),
        ("CstmrCdtTrfInitn/PmtInf/DbtrAcct/Id/IBAN", Slot::Field("payer_account")),
        ("CstmrCdtTrfInitn/PmtInf/DbtrAcct/Ccy", Slot::Is("KZT")),
        ("CstmrCdtTrfInitn/PmtInf/DbtrAgt/FinInstnId/BICFI", Slot::Field("payer_bic")),
        ("CstmrCdtTrfInitn/PmtInf/InstrForDbtrAgt", Slot::Field("budget_line")),
        ("CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf", Slot::Orders),
    ],
    fields: &[
        ("PmtId/EndToEndId", Slot::Field("reference")),
        ("Amt/InstdAmt/@Ccy", Slot::Is("KZT")),
        ("Amt/InstdAmt", Slot::Field("amount")),
        ("CdtrAgt/FinInstnId/BICFI", Slot::Field("bank_bic")),
        ("Cdtr/Nm", Slot::Field("payee_name")),
        ("Cdtr/Id/OrgId/Othr/Id", Slot::Field("payee_bin")),
        ("Cdtr/Id/OrgId/Othr/SchmeNm/Prtry", Slot::Is("BIN")),
        ("CdtrAcct/Id/IBAN", Slot::Field("account")),
        ("CdtrAcct/Ccy", Slot::Is("KZT")),
        ("RmtInf/Ustrd", Slot::Pieces("remittance")),
    ],
};

/// Reads the file back.
pub(super) fn read(input: &mut dyn Read, take: &mut TakeOrder) -> Result<ReadHeader, ReadFault> {
    let found = xml_read::read(&FORM, input, &mut |fields| order_of(fields).map(&mut *take))?;
    let mut header = found.header()?;
    let (digest, mark) = comment_of(found.comments())?;
    let message = header.take("message_id")?;
    let expected = "QZ-<institution>-B<batch>";
    let batch = batch_of(message).ok_or_else(|| header.fault("message_id", message.as_bytes(), expected))?;
    header.values.extend([("message_id", message.as_bytes()), ("sandbox", mark.as_bytes())]);
    Ok(ReadHeader {
        batch,
        manifest_sha256: digest.to_owned(),
        value_date: header.date("value_date")?,
        count: header.count("orders")?,
        total: header.amount("total")?,
        also: header.into_owned()?,
    })
}

/// The digest and the sandbox's mark (empty when there is none) from the one comment.
fn comment_of(comments: &[String]) -> Result<(&str, &str), ReadFault> {
    let text = match comments {
        [one] => one.strip_prefix(" manifest sha256:").and_then(|t| t.strip_suffix(' ')),
        _ => None,
    };
    let text = text.ok_or(ReadFault::Missing { order: None, field: "manifest_sha256" })?;
    Ok(text.split_once("; ").unwrap_or((text, "")))
}

/// The batch's number from `QZ-2550101-B12` or `QZ-2550101-B12-2`.
fn batch_of(message: &str) -> Option<i64> {
    let (_, tail) = message.strip_prefix("QZ-")?.split_once("-B")?;
    whole(tail.split_once('-').map_or(tail, |(batch, _)| batch))?.parse().ok()
}

/// Takes `КОд КБе KZT КНП` off the remittance text; what follows is the purpose.
fn order_of(mut fields: Fields<'_>) -> Result<ReadOrder<'_>, ReadFault> {
    let text = fields.take_bytes("remittance")?;
    let codes = text.get(..10).filter(|codes| {
        let is = |(i, b): (usize, &u8)| if (4..7).contains(&i) { *b == b"KZT"[i - 4] } else { b.is_ascii_digit() };
        codes.iter().enumerate().all(is)
    });
    let expected = "КОд, КБе, KZT and КНП in 10 characters, then the purpose";
    let codes = codes.ok_or_else(|| fields.fault("purpose", text, expected))?;
    let (kod, kbe, knp, purpose) = (&codes[..2], &codes[2..4], &codes[7..], &text[10..]);
    fields.values.extend([("payer_kod", kod), ("kbe", kbe), ("knp", knp), ("purpose", purpose)]);
    fields.into_order()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn pieces(mut text: &str) -> Vec<&str> {
        let mut pieces = Vec::new();
        while !text.is_empty() {
            let (piece, rest) = text.split_at(cut(text));
            pieces.push(piece);
            text = rest;
        }
        pieces
    }

    #[test]
    fn a_long_purpose_is_cut_without_loss_and_never_beside_a_space() {
        let text = format!("{} {}   {}", "ә".repeat(139), "бы в ".repeat(40), "г".repeat(200));
        let pieces = pieces(&text);
        assert_eq!(pieces.concat(), text);
        for piece in pieces {
            assert!(piece.chars().count() <= 140 && piece.trim() == piece, "`{piece}`");
        }
    }

    #[test]
    fn a_purpose_of_spaces_alone_is_cut_at_the_limit() {
        let text = " ".repeat(300);
        assert_eq!(pieces(&text).iter().map(|p| p.len()).collect::<Vec<_>>(), [140, 140, 20]);
        assert_eq!(pieces(&"я".repeat(141)).len(), 2);
        assert_eq!(pieces(&"я".repeat(140)).len(), 1);
    }

    #[test]
    fn characters_are_counted_as_the_language_counts_them() {
        for text in ["", "ә", &"aя€🌾".repeat(30), &"я".repeat(90), &"x".repeat(96), &format!("{}я", "x".repeat(31))]
        {
            for count in 0..text.len() + 2 {
                assert_eq!(
                    after_characters(text, count),
                    text.char_indices().nth(count).map(|(i, _)| i),
                    "{text} {count}"
                );
            }
        }
    }
}
