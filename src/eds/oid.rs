//! The object identifiers that stand in Kazakhstan's certificates and signatures, by what they mean.

use der::oid::ObjectIdentifier as Oid;

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: Oid = Oid::new_unwrap($text);)*
    };
}

oids! {
    /// Key of GOST 34.10-2015, 512 bits.
    KEY_2015_512 = "1.2.398.3.10.1.1.2.2";
    /// Its parameters: tc26 512-bit paramSetA.
    PARAMS_2015_512 = "1.2.398.3.10.1.1.2.2.1";
    /// Its signature with Streebog-512.
    SIGNATURE_2015_512 = "1.2.398.3.10.1.1.2.3.2";
    /// Key of GOST 34.10-2015, 256 bits.
    KEY_2015_256 = "1.2.398.3.10.1.1.2.1";
    /// Its parameters: tc26 256-bit paramSetA.
    PARAMS_2015_256 = "1.2.398.3.10.1.1.2.1.1";
    /// Its signature with Streebog-256.
    SIGNATURE_2015_256 = "1.2.398.3.10.1.1.2.3.1";
    /// Key of GOST 34.310-2004, archives only.
    KEY_2004 = "1.2.398.3.10.1.1.1.1";
    /// Its parameters: CryptoPro-A.
    PARAMS_2004 = "1.2.398.3.10.1.1.1.1.1";
    /// Its signature with GOST 34.311-95.
    SIGNATURE_2004 = "1.2.398.3.10.1.1.1.2";
    /// RSA key.
    KEY_RSA = "1.2.840.113549.1.1.1";
    /// RSA signature with SHA-256.
    SIGNATURE_RSA = "1.2.840.113549.1.1.11";
    /// Key on a curve of NIST.
    KEY_EC = "1.2.840.10045.2.1";
    /// The curve P-256.
    PARAMS_P256 = "1.2.840.10045.3.1.7";
    /// Its signature with SHA-256.
    SIGNATURE_P256 = "1.2.840.10045.4.3.2";

    /// Streebog-512.
    STREEBOG_512 = "1.2.398.3.10.1.3.3";
    /// Streebog-256.
    STREEBOG_256 = "1.2.398.3.10.1.3.2";
    /// GOST 34.311-95.
    GOST_95 = "1.2.398.3.10.1.3.1";
    /// SHA-256.
    SHA_256 = "2.16.840.1.101.3.4.2.1";
    /// SHA-1: names certificates in old structures, never signs.
    SHA_1 = "1.3.14.3.2.26";

    /// CMS: signed data.
    SIGNED_DATA = "1.2.840.113549.1.7.2";
    /// CMS: any content.
    DATA = "1.2.840.113549.1.7.1";
    /// Content of a time-stamp token.
    TST_INFO = "1.2.840.113549.1.9.16.1.4";
    /// Signed attribute: content type.
    CONTENT_TYPE = "1.2.840.113549.1.9.3";
    /// Signed attribute: digest of the content.
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    /// Signed attribute: what the signer's clock showed.
    SIGNING_TIME = "1.2.840.113549.1.9.5";
    /// Signed attribute: SHA-1 of the certificate.
    SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
    /// Signed attribute: SHA-256 of the certificate.
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
    /// Unsigned attribute: time-stamp token over the signature.
    TIME_STAMP = "1.2.840.113549.1.9.16.2.14";

    /// Name: common name.
    COMMON_NAME = "2.5.4.3";
    /// Name: surname.
    SURNAME = "2.5.4.4";
    /// Name: `IIN` and 12 digits.
    SERIAL_NUMBER = "2.5.4.5";
    /// Name: country.
    COUNTRY = "2.5.4.6";
    /// Name: organisation.
    ORGANISATION = "2.5.4.10";
    /// Name: `BIN` and 12 digits.
    ORGANISATIONAL_UNIT = "2.5.4.11";
    /// Name: code of a budget institution, `KS…`.
    BUSINESS_CATEGORY = "2.5.4.15";
    /// Name: patronymic.
    GIVEN_NAME = "2.5.4.42";
    /// Name: the role in Treasury-Client, `ROLE01`.
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";

    /// Extension: own key identifier.
    SUBJECT_KEY_ID = "2.5.29.14";
    /// Extension: what the key may do.
    KEY_USAGE = "2.5.29.15";
    /// Extension: whether it is an authority.
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// Extension of a list: its number.
    CRL_NUMBER = "2.5.29.20";
    /// Extension of an entry: why.
    CRL_REASON = "2.5.29.21";
    /// Extension of a list: it is a delta to this number.
    DELTA_INDICATOR = "2.5.29.27";
    /// Extension of a list: it covers a part only.
    ISSUING_POINT = "2.5.29.28";
    /// Extension: by which rules it was issued.
    POLICIES = "2.5.29.32";
    /// Any policy.
    ANY_POLICY = "2.5.29.32.0";
    /// Policies of the national authority.
    POLICY_ARC = "1.2.398.3.3.2";
    /// Extension: the issuer's key identifier.
    AUTHORITY_KEY_ID = "2.5.29.35";
    /// Extension: what the certificate is for.
    EXT_KEY_USAGE = "2.5.29.37";

    /// For signing in.
    FOR_LOGIN = "1.3.6.1.5.5.7.3.2";
    /// For signing documents.
    FOR_SIGNING = "1.3.6.1.5.5.7.3.4";
    /// For stamping time.
    FOR_STAMPING = "1.3.6.1.5.5.7.3.8";
    /// For answering about revocation.
    FOR_ANSWERING = "1.3.6.1.5.5.7.3.9";
    /// A natural person.
    INDIVIDUAL = "1.2.398.3.3.4.1.1";
    /// Somebody of a legal entity.
    LEGAL_ENTITY = "1.2.398.3.3.4.1.2";
    /// First head.
    FIRST_HEAD = "1.2.398.3.3.4.1.2.1";
    /// Right to sign.
    RIGHT_TO_SIGN = "1.2.398.3.3.4.1.2.2";
    /// Right to sign financial documents.
    FINANCIAL = "1.2.398.3.3.4.1.2.3";
    /// Personnel.
    PERSONNEL = "1.2.398.3.3.4.1.2.4";
    /// Employee.
    EMPLOYEE = "1.2.398.3.3.4.1.2.5";
    /// Digital system.
    SYSTEM = "1.2.398.3.3.4.1.2.6";
    /// Treasury-Client.
    TREASURY_CLIENT = "1.2.398.5.19.1.2.2.1";

    /// OCSP: the basic answer.
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    /// OCSP: what the answer repeats of the request.
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
}
