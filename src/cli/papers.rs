//! Printed documents as a file: `order show`, `batch show`, `request show` and `reconcile --act`, each `--as pdf` or `html`.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::format::report::paper::{self, Paper};
use crate::format::report::pdf;
use crate::stage::StageError;
use crate::telling::out::Out;

use super::{DONE, Failure, Outcome};

/// The form of a printed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PaperForm {
    /// Pages.
    Pdf,
    /// A page of a browser.
    Html,
}

/// Whether a document is to be printed, and where it goes.
#[derive(Clone, Debug, Args)]
pub struct Print {
    /// Prints the document instead: pdf or html.
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<PaperForm>,
    /// Writes it into a file.
    #[arg(long, value_name = "FILE", requires = "form")]
    pub out: Option<PathBuf>,
}

/// Writes a document where it is to go.
pub fn deliver(out: &mut Out<'_>, form: PaperForm, file: Option<&PathBuf>, paper: &Paper) -> Outcome {
    let bytes = match form {
        PaperForm::Pdf => pdf::paper::write(paper).map_err(|e| Failure::Fault(e.to_string()))?,
        PaperForm::Html => {
            let mut bytes = Vec::new();
            paper::write(paper, &mut bytes)?;
            bytes
        }
    };
    match file {
        Some(path) => {
            std::fs::write(path, &bytes).map_err(StageError::io(path))?;
            out.note("report-written", &[("file", &path.display())])?;
            out.json(&json!({ "path": path.display().to_string() }))?;
        }
        None if form == PaperForm::Pdf && std::io::stdout().is_terminal() => {
            return Err(Failure::Usage("a PDF is no text for a terminal; name a file with `--out`".into()));
        }
        None => out.stdout.write_all(&bytes)?,
    }
    Ok(DONE)
}
