//! What is no signed document, or one of a wrong form.

use super::*;

#[test]
fn what_is_no_signed_document_is_refused_for_its_form() {
    run(
        head,
        &[
            ("nothing is broken", |_| {}, &[]),
            ("no bytes", |s| bytes(s, |_| Vec::new()), &[Cause::Empty]),
            ("spaces alone", |s| bytes(s, |_| b" \n ".to_vec()), &[Cause::Empty]),
            ("too many bytes", |s| bytes(s, |_| vec![b' '; (64 << 20) + 1]), &[Cause::TooLarge]),
            ("PEM without an end", |s| bytes(s, |_| b"-----BEGIN CMS-----\nMIIB\n".to_vec()), &[Cause::ArmorBroken]),
            ("base64 with a letter too few", |s| bytes(s, |_| b"MIIBA".to_vec()), &[Cause::ArmorBroken]),
            ("bytes of no text", |s| bytes(s, |_| vec![0xff, 0xfe, 1]), &[Cause::NotDer]),
            ("cut off", |s| bytes(s, |b| b[..b.len() - 1].to_vec()), &[Cause::NotDer]),
            ("indefinite length", |s| bytes(s, |_| vec![0x30, 0x80, 0, 0]), &[Cause::NotDer]),
            ("length in more bytes than needed", |s| bytes(s, |_| vec![0x30, 0x81, 1, 0]), &[Cause::NotDer]),
            ("a byte behind the end", |s| bytes(s, |b| [b, vec![0]].concat()), &[Cause::TrailingBytes]),
            ("content of another kind", |s| document(s, |d| d.outside = oid::DATA), &[Cause::NotSignedData]),
            ("version 0", |s| document(s, |d| d.version = 0), &[Cause::SignedDataForm]),
            (
                "65 certificates",
                |s| document(s, |d| d.certificates = vec![d.certificates[0].clone(); 65]),
                &[Cause::TooMany],
            ),
            ("a signer of version 2", |s| after(s, |p| p.version = 2), &[Cause::SignerForm]),
            ("no signed attributes", |s| after(s, |p| p.attributes.clear()), &[Cause::NoSignedAttributes]),
            (
                "an attribute of a wrong form",
                |s| before(s, |p| p.set(oid::MESSAGE_DIGEST, nothing())),
                &[Cause::AttributeForm],
            ),
            (
                "a signing time of no day",
                |s| before(s, |p| p.set(oid::SIGNING_TIME, item(0x17, &[b"269901000000Z"]))),
                &[Cause::AttributeForm],
            ),
            (
                "an attribute twice",
                |s| before(s, |p| p.attributes.push(p.attributes[0].clone())),
                &[Cause::AttributeDoubled],
            ),
            (
                "no content type",
                |s| before(s, |p| p.attributes.retain(|a| a.0 != oid::CONTENT_TYPE)),
                &[Cause::NoContentType],
            ),
            (
                "another content type",
                |s| before(s, |p| p.set(oid::CONTENT_TYPE, oid_of(oid::TST_INFO))),
                &[Cause::ContentTypeDiffers],
            ),
            (
                "no digest",
                |s| before(s, |p| p.attributes.retain(|a| a.0 != oid::MESSAGE_DIGEST)),
                &[Cause::NoMessageDigest],
            ),
            (
                "a certificate of a wrong form",
                |s| document(s, |d| d.certificates = vec![nothing()]),
                &[Cause::CertificateForm],
            ),
            ("no IIN", |s| subject(s, &[(oid::COMMON_NAME, "X")]), &[Cause::IinMissing]),
            ("an IIN of 11 digits", |s| subject(s, &[(oid::SERIAL_NUMBER, "IIN12345678901")]), &[Cause::IinMissing]),
            (
                "two IINs",
                |s| subject(s, &[(oid::SERIAL_NUMBER, "IIN123456789011"), (oid::SERIAL_NUMBER, "IIN123456789012")]),
                &[Cause::IinDoubled],
            ),
            (
                "two BINs",
                |s| {
                    subject(
                        s,
                        &[
                            (oid::SERIAL_NUMBER, "IIN123456789011"),
                            (oid::ORGANISATIONAL_UNIT, "BIN123456789021"),
                            (oid::ORGANISATIONAL_UNIT, "BIN123456789022"),
                        ],
                    )
                },
                &[Cause::BinDoubled],
            ),
        ],
    );
}
