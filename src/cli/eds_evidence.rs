//! `eds evidence`: everything that proves electronic signatures in one ZIP file: of a batch the manifest with the head's
//! signature (004 §5.3) and the accountant's; of a request the application (§4), the acceptance (§5.1), the refusal (§3) and
//! the results (§8.10). Documents, signatures, certificates, answers, and summaries that people can read; the same bytes
//! whenever it is asked for.

mod summary;

use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::binds;
use crate::domain::batch::{hex, sha256};
use crate::domain::defect::Code;
use crate::domain::lang::Lang;
use crate::domain::time::Moment;
use crate::eds::crl::Lists;
use crate::eds::evidence::{Again, Evidence, still_proves};
use crate::eds::report::Report;
use crate::stage::electronic::second_of;
use crate::stage::{StageError, requests};
use crate::store::batch::StoredBatch;
use crate::store::eds::StoredEds;
use crate::store::request::StoredRequest;
use crate::store::{Conn, attachment, batch, eds, manifest, order, request};
use crate::telling::out::Out;
use crate::texts::Texts;

use super::app::App;
use super::eds_sandbox::write;
use super::{DONE, Failure, Outcome, WRONG};

/// One signature, checked again from what is kept of it.
struct Proof {
    /// The word of what was signed.
    what: &'static str,
    /// Name of the document's file.
    file: String,
    kept: StoredEds,
    evidence: Evidence,
    report: Report,
    document: Vec<u8>,
    /// Why it proves nothing, where it does not.
    doubt: Option<String>,
}

impl Proof {
    /// Where its files lie in the bundle: the head's in front, each other in a folder of its own.
    fn folder(&self) -> String {
        match self.what {
            "head" => String::new(),
            "second" => "second/".to_owned(),
            _ => format!("{}/", self.file.rsplit_once('.').map_or(self.what, |(stem, _)| stem)),
        }
    }
}

/// What a bundle is about, with its signatures; of a batch the head's is the first.
enum Bundle {
    /// With the orders whose sheets the manifest names.
    Batch(Box<StoredBatch>, String, Vec<Proof>),
    /// With the files that came with the application: name and bytes.
    Request(Box<StoredRequest>, Vec<Proof>, Vec<(String, Vec<u8>)>),
}

impl Bundle {
    const fn proofs(&self) -> &Vec<Proof> {
        match self {
            Bundle::Batch(_, _, proofs) | Bundle::Request(_, proofs, _) => proofs,
        }
    }

    fn doubt(&self) -> Option<&String> {
        self.proofs().iter().find_map(|proof| proof.doubt.as_ref())
    }
}

/// Runs the command; exit code 4 where what is kept proves nothing any more: the bundle is written all the same. A whole
/// number names a batch; whatever else, and `SERVICE/NUMBER`, a request.
pub async fn run(app: &App, out: &mut Out<'_>, number: &str, file: &Path) -> Outcome {
    let mut reading = app.office().reading().await?;
    let found = match number.parse() {
        Ok(number) => of_batch(&mut reading.conn, number).await?,
        Err(_) => of_request(app, &mut reading.conn, number).await?,
    };
    let bytes = pack(&found, app).map_err(|e| Failure::Fault(format!("the bundle could not be made: {e}")))?;
    write(file, &bytes)?;
    out.say("done-eds-evidence", &[("number", &number), ("file", &file.display())])?;
    let text = summary::verdict(&out.texts, found.doubt());
    out.say("eds-evidence-verdict", &[("text", &text)])?;
    let mut document = json!({
        "path": file.display().to_string(),
        "sha256": hex(&sha256(&bytes)),
        "signatures": found.proofs().iter().map(|proof| proof.kept.subject.as_str()).collect::<Vec<_>>(),
        "proven": found.doubt().is_none(),
        "doubt": found.doubt(),
    });
    match &found {
        Bundle::Batch(batch, _, _) => document["batch"] = json!(batch.number),
        Bundle::Request(r, ..) => document["request"] = json!(format!("{}/{}", r.service, r.number)),
    }
    out.json(&document)?;
    Ok(if found.doubt().is_none() { DONE } else { WRONG })
}

async fn of_batch(conn: &mut Conn, number: i64) -> Result<Bundle, Failure> {
    let stored = batch::one(conn, number).await?;
    let stored = stored.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))?;
    let Some(kept) = eds::of(conn, &eds::of_batch(number)).await? else {
        return Err(StageError::refuse("batch", Code::SignatureNeeded, number, "").into());
    };
    let until = stored.signed_at.unwrap_or(Moment::END);
    let mut text = String::new();
    manifest::parts(conn, &stored, until, |part| {
        text.push_str(part);
        Ok(())
    })
    .await?;
    let mut orders = String::new();
    manifest::orders_of_sheets(conn, &stored, until, |part| {
        orders.push_str(part);
        Ok(())
    })
    .await?;
    let mut proofs = vec![prove("head", "manifest.txt".into(), kept, text.clone().into_bytes())?];
    if let Some(kept) = second_of(conn, &stored).await? {
        proofs.push(prove("second", "manifest.txt".into(), kept, text.into_bytes())?);
    }
    Ok(Bundle::Batch(Box::new(stored), orders, proofs))
}

async fn of_request(app: &App, conn: &mut Conn, number: &str) -> Result<Bundle, Failure> {
    let id = requests::find(&app.office(), conn, number).await?;
    let found = request::one(conn, id).await?;
    let r = found.ok_or_else(|| StageError::refuse("request", Code::NotFound, number, ""))?;
    let file = conn.number("request_file", binds![id]).await?;
    let orders = conn.rows("orders_of_request", binds![id], |r| order::number(r.int(0)?)).await?;
    let mut subjects = vec![
        ("application", eds::of_intake(file)),
        ("acceptance", eds::of_acceptance(&r.service, &r.number)),
        ("refusal", eds::of_refusal(&r.service, &r.number)),
    ];
    subjects.extend(orders.into_iter().map(|order| ("result", eds::of_result(order))));
    let mut proofs = Vec::new();
    for (what, subject) in subjects {
        let Some(mut kept) = eds::of(conn, &subject).await? else { continue };
        let document = kept.document.take().unwrap_or_default();
        let ending = match what {
            "application" if document.starts_with(b"<") => "xml",
            "application" => "csv",
            _ => "txt",
        };
        let order = subject.strip_prefix("result ").map_or_else(String::new, |order| format!("-{order}"));
        proofs.push(prove(what, format!("{what}{order}.{ending}"), kept, document)?);
    }
    if proofs.is_empty() {
        return Err(StageError::refuse("signature", Code::NotFound, number, "").into());
    }
    let mut attached = Vec::new();
    for file in attachment::of_request(conn, id).await? {
        attached.push((file.name, attachment::body(conn, file.id).await?));
    }
    Ok(Bundle::Request(Box::new(r), proofs, attached))
}

/// Checks a signature again, over the document as it is now.
fn prove(what: &'static str, file: String, kept: StoredEds, document: Vec<u8>) -> Result<Proof, Failure> {
    let fault = |e: crate::eds::evidence::EvidenceFault| Failure::Fault(e.to_string());
    let evidence = Evidence::from_json(&kept.evidence).map_err(fault)?;
    let anchors = evidence.anchors().map_err(fault)?;
    let again = evidence.verify_again(&anchors, Some(&document), &Lists::default()).map_err(fault)?;
    let (Again::Same(report) | Again::SameButLists(report) | Again::Differs(report)) = again;
    let doubt = match still_proves(&kept.evidence, &kept.sha256) {
        Err(why) => Some(why),
        Ok(Some((kind, signed))) if kind.of_bytes(&[&document]) == signed => None,
        Ok(_) => Some("the document in the database is not what was signed".to_owned()),
    };
    Ok(Proof { what, file, kept, evidence, report, document, doubt })
}

fn pack(found: &Bundle, app: &App) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // no clock goes in: the same bundle has the same bytes for years
    let options = SimpleFileOptions::default().unix_permissions(0o644).last_modified_time(zip::DateTime::default());
    let mut add = |name: &str, bytes: &[u8]| -> Result<(), Box<dyn std::error::Error>> {
        zip.start_file(name, options)?;
        zip.write_all(bytes)?;
        Ok(())
    };
    for proof in found.proofs() {
        let folder = proof.folder();
        for lang in [Lang::Ru, Lang::Kk, Lang::En] {
            let texts = Texts::new(lang);
            let text = match found {
                Bundle::Batch(batch, _, _) if proof.what == "head" => summary::of_batch(&texts, batch, proof, app),
                Bundle::Batch(batch, _, _) => summary::of_document(&texts, &batch.number.to_string(), proof, app),
                Bundle::Request(r, ..) => summary::of_document(&texts, &summary::name_of(&texts, r), proof, app),
            };
            add(&format!("{folder}summary.{}.txt", lang.word()), text.as_bytes())?;
        }
        add(&format!("{folder}{}", proof.file), &proof.document)?;
        for (name, bytes) in proof.evidence.files()? {
            add(&format!("{folder}{name}"), &bytes)?;
        }
        add(&format!("{folder}evidence.json"), proof.kept.evidence.as_bytes())?;
    }
    if let Bundle::Batch(_, orders, _) = found
        && !orders.is_empty()
    {
        add("manifest.txt.orders", orders.as_bytes())?;
    }
    if let Bundle::Request(_, _, attached) = found {
        for (name, bytes) in attached {
            add(&format!("attached/{name}"), bytes)?;
        }
    }
    Ok(zip.finish()?.into_inner())
}
