//! `qazyna treasury 1`: our own documented XML of a signed batch (004 §5.4), with every requisite that a payment order
//! carries, the sum in words and both signature places. The layout that the treasury's own client imports is not
//! public; this is an open form, described by `config/schema/qazyna-treasury-1.xsd`, and claims to be nothing else.
//!
//! The actual payer, the actual payee, the sender of the money and the residency of both (in force since 13 January
//! 2025) follow from the order: who pays is the actual payer and the sender, who is paid the actual payee, and
//! residency is the first digit of КОд and КБе (1 resident, 2 non-resident).

use std::io::{Read, Write};

use super::reading::{ReadFault, ReadHeader, TakeOrder};
use super::xml_form::{Form, Slot};
use super::xml_read;
use super::xml_write::XmlSheet;
use super::{ExportFault, Signed, check_order};
use crate::domain::batch::{Payer, hex};
use crate::domain::money::Amount;
use crate::domain::order::OrderFacts;
use crate::domain::words::{in_words_kk, in_words_ru};

/// Name of the format in XML.
pub const NAMESPACE: &str = "urn:qazyna:treasury:1";

/// Writes the file; `total` is the sum of its orders.
pub(super) fn write(signed: &Signed, total: Amount, out: &mut dyn Write) -> Result<(), ExportFault> {
    let mut sheet = XmlSheet::new(out);
    sheet.raw("<TreasuryPayments xmlns=\"");
    sheet.raw(NAMESPACE);
    sheet.raw("\">\n");
    write_header(&mut sheet, signed, total)?;
    sheet.raw("<Orders>\n");
    let mut orders = signed.orders.pass();
    while let Some(order) = orders.next()? {
        check_order(order)?;
        sheet.order = Some(order.number);
        write_order(&mut sheet, order, &signed.manifest.payer)?;
        sheet.pass_on()?;
    }
    sheet.order = None;
    sheet.raw("</Orders>\n<Signatures>\n<Head>\n");
    sheet.free("Name", "signed_by", &signed.signature.signed_by)?;
    sheet.plain("SignedAt", signed.signature.signed_at.rfc3339(signed.zone));
    // Signed outside this program, on paper or in the treasury's client: the place stays open.
    sheet.raw("</Head>\n<ChiefAccountant></ChiefAccountant>\n</Signatures>\n</TreasuryPayments>\n");
    sheet.finish()
}

fn write_header(sheet: &mut XmlSheet, signed: &Signed, total: Amount) -> Result<(), ExportFault> {
    let (manifest, payer) = (signed.manifest, &signed.manifest.payer);
    sheet.raw("<Header>\n");
    sheet.plain("MessageId", signed.message_id());
    sheet.plain("Created", signed.signature.signed_at.rfc3339(signed.zone));
    sheet.plain("ValueDate", signed.signature.value_date);
    sheet.plain("Batch", manifest.batch);
    sheet.plain("Copy", signed.copy);
    if signed.sandbox {
        sheet.plain("Sandbox", signed.mark());
    }
    sheet.free("Service", "service", &manifest.service)?;
    sheet.raw("<BudgetLine>\n");
    let [administrator, programme, subprogramme, specific] = manifest.line.codes();
    sheet.plain("Administrator", administrator);
    sheet.plain("Programme", programme);
    sheet.plain("Subprogramme", subprogramme);
    sheet.plain("Specific", specific);
    sheet.raw("</BudgetLine>\n<Payer>\n");
    sheet.plain("Institution", &payer.institution);
    sheet.plain("Bin", &payer.bin);
    sheet.free("Name", "payer_name", &payer.name)?;
    sheet.plain("Account", &payer.account);
    sheet.plain("Bic", &payer.bic);
    sheet.plain("BankCode", payer.account.bank_code());
    sheet.plain("Kod", &payer.kod);
    sheet.free("FundingSource", "funding_source", &payer.funding_source)?;
    sheet.raw("</Payer>\n");
    sheet.plain("Count", signed.orders.count());
    sheet.plain("Total", total);
    sheet.plain("ManifestSha256", hex(&signed.signature.manifest_sha256));
    sheet.raw("</Header>\n");
    Ok(())
}

fn write_order(sheet: &mut XmlSheet, order: &OrderFacts, payer: &Payer) -> Result<(), ExportFault> {
    sheet.raw("<Order>\n");
    sheet.plain("Number", order.number);
    sheet.plain("Date", order.date);
    sheet.free("Request", "request", &order.request)?;
    sheet.plain("Amount", order.amount);
    sheet.plain("AmountInWordsRu", in_words_ru(order.amount));
    sheet.plain("AmountInWordsKk", in_words_kk(order.amount));
    sheet.raw("<Payee>\n");
    sheet.free("Name", "payee_name", &order.payee_name)?;
    sheet.plain("Bin", &order.payee_bin);
    sheet.plain("Account", &order.account);
    sheet.plain("Bic", &order.bank_bic);
    sheet.plain("Kbe", &order.kbe);
    sheet.raw("</Payee>\n");
    sheet.plain("Knp", &order.knp);
    sheet.free("Purpose", "purpose", &order.purpose)?;
    for (side, name, bin) in [
        ("ActualPayer", &payer.name, &payer.bin),
        ("ActualPayee", &order.payee_name, &order.payee_bin),
        ("Sender", &payer.name, &payer.bin),
    ] {
        sheet.raw("<");
        sheet.raw(side);
        sheet.raw(">\n");
        sheet.free("Name", "name", name)?;
        sheet.plain("Bin", bin);
        sheet.raw("</");
        sheet.raw(side);
        sheet.raw(">\n");
    }
    // The first digit of a checked code of two ASCII digits.
    sheet.plain("PayerResidency", payer.kod.get(..1).unwrap_or_default());
    sheet.plain("PayeeResidency", order.kbe.get(..1).unwrap_or_default());
    sheet.plain("Digest", hex(&order.digest()));
    sheet.raw("</Order>\n");
    Ok(())
}

/// Where each field stands when the file is read.
pub(super) const FORM: Form = Form {
    root: "TreasuryPayments",
    header: &[
        ("@xmlns", Slot::Is("urn:qazyna:treasury:1")),
        ("Header/MessageId", Slot::Field("message_id")),
        ("Header/Created", Slot::Field("created")),
        ("Header/ValueDate", Slot::Field("value_date")),
        ("Header/Batch", Slot::Field("batch")),
        ("Header/Copy", Slot::Field("copy")),
        ("Header/Sandbox", Slot::Optional("sandbox")),
        ("Header/Service", Slot::Field("service")),
        ("Header/BudgetLine/Administrator", Slot::Field("administrator")),
        ("Header/BudgetLine/Programme", Slot::Field("programme")),
        ("Header/BudgetLine/Subprogramme", Slot::Field("subprogramme")),
        ("Header/BudgetLine/Specific", Slot::Field("specific")),
        ("Header/Payer/Institution", Slot::Field("institution")),
        ("Header/Payer/Bin", Slot::Field("payer_bin")),
        ("Header/Payer/Name", Slot::Field("payer_name")),
        ("Header/Payer/Account", Slot::Field("payer_account")),
        ("Header/Payer/Bic", Slot::Field("payer_bic")),
        ("Header/Payer/BankCode", Slot::Field("payer_bank_code")),
        ("Header/Payer/Kod", Slot::Field("payer_kod")),
        ("Header/Payer/FundingSource", Slot::Field("funding_source")),
        ("Header/Count", Slot::Field("orders")),
        ("Header/Total", Slot::Field("total")),
        ("Header/ManifestSha256", Slot::Field("manifest_sha256")),
        ("Orders/Order", Slot::Orders),
        ("Signatures/Head/Name", Slot::Field("signed_by")),
        ("Signatures/Head/SignedAt", Slot::Field("signed_at")),
        ("Signatures/ChiefAccountant", Slot::Is("")),
    ],
    fields: &[
        ("Number", Slot::Field("reference")),
        ("Date", Slot::Field("date")),
        ("Request", Slot::Field("request")),
        ("Amount", Slot::Field("amount")),
        ("AmountInWordsRu", Slot::Field("amount_in_words_ru")),
        ("AmountInWordsKk", Slot::Field("amount_in_words_kk")),
        ("Payee/Name", Slot::Field("payee_name")),
        ("Payee/Bin", Slot::Field("payee_bin")),
        ("Payee/Account", Slot::Field("account")),
        ("Payee/Bic", Slot::Field("bank_bic")),
        ("Payee/Kbe", Slot::Field("kbe")),
        ("Knp", Slot::Field("knp")),
        ("Purpose", Slot::Field("purpose")),
        ("ActualPayer/Name", Slot::Field("actual_payer_name")),
        ("ActualPayer/Bin", Slot::Field("actual_payer_bin")),
        ("ActualPayee/Name", Slot::Field("actual_payee_name")),
        ("ActualPayee/Bin", Slot::Field("actual_payee_bin")),
        ("Sender/Name", Slot::Field("sender_name")),
        ("Sender/Bin", Slot::Field("sender_bin")),
        ("PayerResidency", Slot::Field("payer_residency")),
        ("PayeeResidency", Slot::Field("payee_residency")),
        ("Digest", Slot::Field("digest")),
    ],
};

/// Reads the file back.
pub(super) fn read(input: &mut dyn Read, take: &mut TakeOrder) -> Result<ReadHeader, ReadFault> {
    let found = xml_read::read(&FORM, input, &mut |fields| fields.into_order().map(&mut *take))?;
    if let Some(comment) = found.comments().first() {
        return Err(ReadFault::Form { place: "its start".to_owned(), reason: format!("comment `{comment}`") });
    }
    let mut header = found.header()?;
    Ok(ReadHeader {
        batch: header.count("batch")?,
        manifest_sha256: header.take("manifest_sha256")?.to_owned(),
        value_date: header.date("value_date")?,
        count: header.count("orders")?,
        total: header.amount("total")?,
        also: header.into_owned()?,
    })
}
