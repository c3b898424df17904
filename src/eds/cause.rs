//! Why a signature does not hold: the words of the outer contract in the order of their precedence, and for each check
//! one cause of its own, with its text in three languages (`eds-cause-CAUSE` in `config/texts/`).

use std::fmt;

macro_rules! words {
    ($(#[$top:meta])* $kind:ident { $($(#[$doc:meta])* $name:ident => $word:literal,)* }) => {
        $(#[$top])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind { $($(#[$doc])* $name,)* }
        impl $kind {
            /// All, in the order of their precedence.
            pub const ALL: &'static [$kind] = &[$($kind::$name,)*];
            /// The word as it is written outside.
            pub const fn word(self) -> &'static str {
                match self { $($kind::$name => $word,)* }
            }
            /// From the word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// What is told outside: the first that applies.
    Reason {
        /// No signed document, or one of a wrong form.
        Malformed => "malformed",
        /// Nobody signed, or the signer's certificate is not there.
        NoSigner => "no-signer",
        /// An algorithm that is not taken here.
        UnsupportedAlgorithm => "unsupported-algorithm",
        /// The content is neither inside nor given.
        ContentMissing => "content-missing",
        /// Other content was signed.
        DigestMismatch => "digest-mismatch",
        /// The signature is not this key's.
        BadSignature => "bad-signature",
        /// The signature names another certificate.
        CertificateMismatch => "certificate-mismatch",
        /// The certificate does not lead to a trust anchor.
        UntrustedChain => "untrusted-chain",
        /// A certificate of the chain is over.
        Expired => "expired",
        /// A certificate of the chain has not begun.
        NotYetValid => "not-yet-valid",
        /// Revoked, or unknown to its own authority.
        Revoked => "revoked",
        /// Whether it is revoked cannot be told now; to be asked again.
        RevocationUnavailable => "revocation-unavailable",
        /// Not a certificate for signing documents.
        NotForSigning => "not-for-signing",
        /// The signer has not the role that is wanted.
        WrongRole => "wrong-role",
        /// Another person or organisation signed.
        WrongPerson => "wrong-person",
    }
}

words! {
    /// Which check failed.
    Cause {
        /// No bytes.
        Empty => "empty",
        /// More bytes than are read.
        TooLarge => "too-large",
        /// PEM or base64 that does not decode.
        ArmorBroken => "armor-broken",
        /// No DER.
        NotDer => "not-der",
        /// Bytes behind the end.
        TrailingBytes => "trailing-bytes",
        /// Something else than signed data.
        NotSignedData => "not-signed-data",
        /// A structure that is not that of signed data.
        SignedDataForm => "signed-data-form",
        /// More certificates or signers than are read.
        TooMany => "too-many",
        /// A signer's structure of a wrong form.
        SignerForm => "signer-form",
        /// Signed attributes are missing.
        NoSignedAttributes => "no-signed-attributes",
        /// An attribute of a wrong form.
        AttributeForm => "attribute-form",
        /// An attribute twice.
        AttributeDoubled => "attribute-doubled",
        /// No content type among the signed attributes.
        NoContentType => "no-content-type",
        /// The attribute names another type of content.
        ContentTypeDiffers => "content-type-differs",
        /// No digest among the signed attributes.
        NoMessageDigest => "no-message-digest",
        /// A certificate of a wrong form.
        CertificateForm => "certificate-form",
        /// The certificate holds no IIN.
        IinMissing => "iin-missing",
        /// The certificate holds more than one IIN.
        IinDoubled => "iin-doubled",
        /// The certificate holds more than one BIN.
        BinDoubled => "bin-doubled",

        /// Nobody signed.
        NobodySigned => "nobody-signed",
        /// The signer's certificate is not there.
        NoSignerCertificate => "no-signer-certificate",

        /// An unknown digest.
        DigestUnknown => "digest-unknown",
        /// An unknown kind of key.
        KeyUnknown => "key-unknown",
        /// A known kind of key with other parameters.
        ParametersUnknown => "parameters-unknown",
        /// An RSA key of fewer than 2048 bits.
        KeyTooShort => "key-too-short",
        /// An unknown signature algorithm.
        SignatureUnknown => "signature-unknown",
        /// Digest and key do not belong together.
        AlgorithmsMixed => "algorithms-mixed",

        /// The content is neither inside nor given.
        NoContent => "no-content",
        /// The content inside is not the one given.
        EnclosedDiffers => "enclosed-differs",
        /// The content has another digest than was signed.
        DigestDiffers => "digest-differs",

        /// A public key that is no point of its curve.
        KeyBroken => "key-broken",
        /// A signature of a wrong length.
        SignatureLength => "signature-length",
        /// The signature is not this key's.
        SignatureWrong => "signature-wrong",

        /// The signature names another certificate by its digest.
        SigningCertificateDiffers => "signing-certificate-differs",
        /// Two verifiers do not agree.
        VerifiersDisagree => "verifiers-disagree",

        /// No certificate of the issuer is known.
        IssuerUnknown => "issuer-unknown",
        /// The issuer's key identifier fits, its name does not.
        IssuerNameDiffers => "issuer-name-differs",
        /// The issuer's name fits, its key identifier does not.
        IssuerKeyDiffers => "issuer-key-differs",
        /// The issuer did not sign this certificate.
        IssuerSignatureWrong => "issuer-signature-wrong",
        /// The issuer is no authority.
        IssuerNoAuthority => "issuer-no-authority",
        /// The issuer's key may not sign certificates.
        IssuerMayNotIssue => "issuer-may-not-issue",
        /// More authorities than one of them allows.
        PathTooLong => "path-too-long",
        /// A critical extension that is not known here.
        ExtensionUnknown => "extension-unknown",
        /// Not issued by the rules of the national authority.
        PolicyDiffers => "policy-differs",

        /// The signer's certificate is over.
        SignerExpired => "signer-expired",
        /// An authority's certificate is over.
        IssuerExpired => "issuer-expired",
        /// The signer's certificate has not begun.
        SignerNotYet => "signer-not-yet",
        /// An authority's certificate has not begun.
        IssuerNotYet => "issuer-not-yet",

        /// Stands in the full list.
        RevokedInList => "revoked-in-list",
        /// Stands in the delta list.
        RevokedInDelta => "revoked-in-delta",
        /// The responder says that it is revoked.
        RevokedByAnswer => "revoked-by-answer",
        /// The responder does not know it.
        UnknownToResponder => "unknown-to-responder",
        /// The external verifier says that it is revoked.
        RevokedByVerifier => "revoked-by-verifier",
        /// An authority of the chain is revoked.
        IssuerRevoked => "issuer-revoked",

        /// No list and no answer of the issuer.
        NoList => "no-list",
        /// The full list is past its time.
        ListExpired => "list-expired",
        /// The delta list is past its time.
        DeltaExpired => "delta-expired",
        /// The list's signature does not hold.
        ListSignatureWrong => "list-signature-wrong",
        /// The list covers a part, or something unknown.
        ListPartial => "list-partial",
        /// An answer of a wrong form.
        AnswerForm => "answer-form",
        /// The responder could not answer.
        AnswerTryLater => "answer-try-later",
        /// The responder cannot be reached.
        ResponderDown => "responder-down",
        /// The responder did not answer in time.
        ResponderSlow => "responder-slow",
        /// The responder sent more than is read.
        ResponderTooLarge => "responder-too-large",
        /// What the responder sent is no answer of the kind that is asked for.
        ResponderContent => "responder-content",
        /// The answer was made for another request.
        AnswerNonce => "answer-nonce",
        /// The answer is about another certificate.
        AnswerForAnother => "answer-for-another",
        /// The responder is not one of this authority.
        ResponderUntrusted => "responder-untrusted",
        /// The answer's signature does not hold.
        AnswerSignatureWrong => "answer-signature-wrong",
        /// The answer is too old.
        AnswerTooOld => "answer-too-old",
        /// The answer is of a later time than now.
        AnswerFromFuture => "answer-from-future",
        /// The external verifier could not tell.
        UnknownToVerifier => "unknown-to-verifier",
        /// Whether an authority of the chain is revoked cannot be told.
        IssuerUnchecked => "issuer-unchecked",

        /// For signing in, not for documents.
        ForLogin => "for-login",
        /// Not for signing documents.
        NoSigningPurpose => "no-signing-purpose",
        /// The key may not sign.
        KeyMayNotSign => "key-may-not-sign",
        /// An authority's own certificate.
        IsAuthority => "is-authority",

        /// None of the wanted roles.
        RoleMissing => "role-missing",
        /// A certificate for Treasury-Client used elsewhere.
        TreasuryElsewhere => "treasury-elsewhere",

        /// Another person's IIN.
        IinDiffers => "iin-differs",
        /// Another organisation's BIN.
        BinDiffers => "bin-differs",

        /// A time stamp of a wrong form.
        StampForm => "stamp-form",
        /// The time stamp is over another signature.
        StampForAnother => "stamp-for-another",
        /// The time stamp's signature does not hold.
        StampSignatureWrong => "stamp-signature-wrong",
        /// The time stamp's signer is not for stamping time.
        StampPurpose => "stamp-purpose",
        /// The time stamp's signer does not lead to a trust anchor.
        StampUntrusted => "stamp-untrusted",
        /// The time stamp's signer was not valid then.
        StampNotValid => "stamp-not-valid",
        /// The time stamp's signer is revoked.
        StampRevoked => "stamp-revoked",
        /// Whether the time stamp's signer is revoked cannot be told.
        StampUnchecked => "stamp-unchecked",
        /// The time stamp is of a later time than now.
        StampFromFuture => "stamp-from-future",
    }
}

words! {
    /// Why another verifier could not work (`verifier-down-TROUBLE` in `config/texts/`).
    Trouble {
        /// Its program cannot be started.
        NotStarted => "not-started",
        /// It gave no answer in time.
        Slow => "slow",
        /// It ended as if nothing had been checked.
        Failed => "failed",
        /// It wrote more than is read.
        TooLong => "too-long",
        /// What it wrote is no document of the form that is expected.
        NotJson => "not-json",
        /// It says that a signature holds, and not whose it is.
        NoSigners => "no-signers",
        /// What it says contradicts itself.
        Contradicts => "contradicts",
        /// It uses a word that is not known here.
        UnknownWord => "unknown-word",
    }
}

impl Cause {
    /// The word of the outer contract; `None` for a time stamp, which alone never refuses: without it the check is
    /// made as of now.
    pub fn reason(self) -> Option<Reason> {
        let lasts = [
            (Cause::BinDoubled, Reason::Malformed),
            (Cause::NoSignerCertificate, Reason::NoSigner),
            (Cause::AlgorithmsMixed, Reason::UnsupportedAlgorithm),
            (Cause::NoContent, Reason::ContentMissing),
            (Cause::DigestDiffers, Reason::DigestMismatch),
            (Cause::SignatureWrong, Reason::BadSignature),
            (Cause::VerifiersDisagree, Reason::CertificateMismatch),
            (Cause::PolicyDiffers, Reason::UntrustedChain),
            (Cause::IssuerExpired, Reason::Expired),
            (Cause::IssuerNotYet, Reason::NotYetValid),
            (Cause::IssuerRevoked, Reason::Revoked),
            (Cause::IssuerUnchecked, Reason::RevocationUnavailable),
            (Cause::IsAuthority, Reason::NotForSigning),
            (Cause::TreasuryElsewhere, Reason::WrongRole),
            (Cause::BinDiffers, Reason::WrongPerson),
        ];
        lasts.into_iter().find(|(last, _)| self <= *last).map(|(_, reason)| reason)
    }
}
