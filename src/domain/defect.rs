//! A refusal of the business as a value: a closed list of codes, in the order of their precedence, each with its text
//! in three languages (`defect-CODE` in `config/texts/`). A fault of the machine is an error, never a defect.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $word:literal,)*) => {
        /// What is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }
        impl Code {
            /// All, in the order of their precedence.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];
            /// The code as it is written outside.
            pub const fn word(self) -> &'static str {
                match self { $(Code::$name => $word,)* }
            }
        }
    };
}

codes! {
    // the form of a file: nothing of it is taken
    /// No bytes at all.
    EmptyFile => "empty-file",
    /// Bytes that are no UTF-8.
    NotUtf8 => "not-utf8",
    /// No XML, or more of it than a document may hold.
    NotXml => "not-xml",
    /// The first row names no columns.
    NoHeader => "no-header",
    /// The columns are those of no known file.
    NotRecognised => "not-recognised",
    /// A wanted column is not there.
    MissingColumn => "missing-column",
    /// A column that nobody asked for.
    UnknownColumn => "unknown-column",
    /// A column named twice.
    DoubledColumn => "doubled-column",
    /// The file ends in the middle of a row.
    CutOff => "cut-off",
    /// A spreadsheet that cannot be read.
    BrokenBook => "broken-book",
    /// A spreadsheet that is larger than what is read of one.
    BookTooLarge => "book-too-large",
    /// A plan whose unit is none of thousand tenge.
    OtherUnit => "other-unit",
    /// The form does not carry it, and no option states it.
    OptionMissing => "option-missing",
    /// The file carries it itself.
    OptionNeedless => "option-needless",
    /// A row of sums is not the sum of the rows.
    TotalDiffers => "total-differs",
    /// Count or sum of the file differ from what was announced.
    ControlTotal => "control-total",
    /// All or nothing was asked for, and something was wrong.
    Strict => "strict",
    /// The same statement or document number with other content.
    StatementConflict => "statement-conflict",

    // a row
    /// More or fewer fields than columns.
    FieldCount => "field-count",
    /// A cell without a value: an error, a formula that was never computed.
    BrokenCell => "broken-cell",
    /// A number of a spreadsheet that may have been another text.
    DamagedCell => "damaged-cell",
    /// A number of a spreadsheet with more decimals than money or a rate has.
    InexactNumber => "inexact-number",
    /// A number of a spreadsheet that is no day.
    NotADate => "not-a-date",
    /// A moment of a spreadsheet, which has no offset.
    NoOffset => "no-offset",
    /// An empty field that must hold something.
    MissingValue => "missing-value",
    /// Longer than the field may be.
    TooLong => "too-long",
    /// NUL or another control character.
    ControlCharacter => "control-character",
    /// An application number of a wrong form.
    BadNumber => "bad-number",
    /// A service that is not ours, or not in force.
    BadService => "bad-service",
    /// No instant with an offset.
    BadInstant => "bad-instant",
    /// Later than the clock.
    InstantInFuture => "instant-in-future",
    /// The working calendar does not reach so far.
    OutsideCalendar => "outside-calendar",
    /// No BIN.
    BadBin => "bad-bin",
    /// A person's number where an organisation's is wanted.
    IinNotBin => "iin-not-bin",
    /// No IIN.
    BadIin => "bad-iin",
    /// No account number.
    BadIban => "bad-iban",
    /// No bank code.
    BadBic => "bad-bic",
    /// The account is not of this bank.
    BankContradiction => "bank-contradiction",
    /// No КБе.
    BadKbe => "bad-kbe",
    /// No sum of money.
    BadAmount => "bad-amount",
    /// No sum in thousand tenge.
    BadThousands => "bad-thousands",
    /// Less than nothing.
    AmountNegative => "amount-negative",
    /// Nothing.
    AmountZero => "amount-zero",
    /// More than a payment can carry.
    AmountTooLarge => "amount-too-large",
    /// No rate in percent.
    BadRate => "bad-rate",
    /// Above the ceiling in force.
    RateAboveCeiling => "rate-above-ceiling",
    /// Stated and computed sums differ.
    AmountMismatch => "amount-mismatch",
    /// No day that exists.
    BadDate => "bad-date",
    /// Dates that contradict each other.
    DatesOutOfOrder => "dates-out-of-order",
    /// The same number with other content.
    NumberConflict => "number-conflict",
    /// No year.
    BadYear => "bad-year",
    /// A code of a wrong form.
    BadCode => "bad-code",
    /// Another institution's plan.
    OtherInstitution => "other-institution",
    /// No kind of plan.
    BadKind => "bad-kind",
    /// A document of the plan with other figures.
    PlanConflict => "plan-conflict",
    /// The plan would fall below what lives against it.
    PlanUndercut => "plan-undercut",
    /// Another row of the same document is wrong.
    DocumentRefused => "document-refused",
    /// No order number.
    BadOrderNumber => "bad-order-number",
    /// No outcome.
    BadOutcome => "bad-outcome",

    // an act of a person
    /// Nobody of this name is known.
    UnknownPerson => "unknown-person",
    /// A role that may not do this.
    WrongRole => "wrong-role",
    /// The same person did another part of this item.
    SamePerson => "same-person",
    /// Roles that exclude each other.
    RoleConflict => "role-conflict",
    /// There is no such thing.
    NotFound => "not-found",
    /// More than one thing of this name.
    Ambiguous => "ambiguous",
    /// The state does not allow it.
    IllegalState => "illegal-state",
    /// No ground of refusal in force.
    UnknownGround => "unknown-ground",
    /// Not on hold, or not on one that this lifts.
    NotHeld => "not-held",
    /// A stop stands for its recipient or its budget line.
    Blocked => "blocked",
    /// Nothing is left that could be withdrawn.
    NothingLeft => "nothing-left",
    /// Its budget year is over.
    PastYear => "past-year",
    /// What stands in the database is not what the head signed.
    ManifestDiffers => "manifest-differs",
    /// A written file is not what was signed.
    FileDiffers => "file-differs",
    /// A field does not fit the file's form.
    DoesNotFit => "does-not-fit",
    /// An order that alone is more than a file or a message of its form may hold.
    OrderTooLarge => "order-too-large",
    /// The name of an attached file is too long, or leads out of its folder.
    AttachmentName => "attachment-name",
    /// An attached file is of no kind that may be attached.
    AttachmentKind => "attachment-kind",
    /// An attached file is longer than one may be.
    AttachmentTooLarge => "attachment-too-large",
    /// More files are attached than may be.
    AttachmentsTooMany => "too-many-attachments",
    /// The document names an attached file that was not sent.
    AttachmentMissing => "attachment-missing",
    /// An attached file is not the one that the document names.
    AttachmentDiffers => "attachment-differs",
    /// Two files of one name came.
    AttachmentDoubled => "attachment-doubled",
    /// The application is there already, with other files.
    AttachmentsConflict => "attachments-conflict",
    /// What was to be signed is no longer kept, or was signed already.
    DocumentGone => "document-gone",
    /// A file was sent that the document does not name.
    AttachmentUnnamed => "attachment-unnamed",
    /// A request file that its recipient did not sign.
    Unsigned => "unsigned",
    /// An electronic signature is required.
    SignatureNeeded => "signature-needed",
    /// The accountant's electronic signature is required before the head's.
    SecondNeeded => "second-signature-needed",
    /// An electronic signature that does not hold; the value names the cause.
    SignatureRefused => "signature-refused",
    /// The program that checks signatures does not answer.
    VerifierDown => "verifier-down",
    /// What is kept of a signature no longer proves it.
    SignatureVoid => "signature-void",
    /// Nobody knows whom the certificate of this person must name.
    NoIin => "no-iin",
    /// After a restore the statements since are not reconciled.
    NotReconciled => "not-reconciled",
    /// A backup that was cut or changed, or is none.
    CopyBroken => "copy-broken",
    /// A backup of a later program.
    CopyNewer => "copy-newer",
    /// Another program is at work on it.
    InUse => "in-use",
    /// It exists already.
    AlreadyExists => "already-exists",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One thing that is wrong, where, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Line in the file, from 1; `None` where no file is meant.
    pub line: Option<u64>,
    /// Column of the file, or the thing acted on.
    pub column: String,
    /// What is wrong.
    pub code: Code,
    /// The value as found; long ones are shortened for showing, never for judging.
    pub value: String,
    /// What was expected: a number, a word, a range; empty where the code says it all.
    pub expected: String,
}

impl Defect {
    /// A defect outside any file.
    pub fn new(column: impl Into<String>, code: Code, value: impl fmt::Display, expected: impl fmt::Display) -> Self {
        let short = |text: String| match text.char_indices().nth(200) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
        let (column, value) = (short(column.into()), short(value.to_string()));
        Defect { line: None, column, code, value, expected: expected.to_string() }
    }

    /// The same, on this line of a file.
    pub fn on(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }
}
