//! Another content, another key, another certificate, another algorithm.

use super::*;

/// The key of a certificate whose parameters, or whose point, are others.
fn other_key(s: &mut Scene, kind: der::oid::ObjectIdentifier, params: &[u8], point: &[u8]) {
    s.certificate.key_info = sequence(&[&sequence(&[&oid_of(kind), params]), &bits(point)]);
}

fn rsa(length: usize) -> Vec<u8> {
    sequence(&[&unsigned(&vec![0xc1; length]), &unsigned(&[1, 0, 1])])
}

#[test]
fn what_was_signed_otherwise_is_refused_for_its_signature() {
    let null: &[u8] = &[5, 0];
    assert_eq!(null.len(), 2);
    run(
        head,
        &[
            ("nobody signed", |s| document(s, |d| d.signers.clear()), &[Cause::NobodySigned]),
            ("no certificate", |s| document(s, |d| d.certificates.clear()), &[Cause::NoSignerCertificate]),
            (
                "another's certificate",
                |s| document(s, |d| d.certificates = vec![person("employee").certificate.der().to_vec()]),
                &[Cause::NoSignerCertificate],
            ),
            ("another serial number", |s| after(s, |p| p.serial[19] ^= 1), &[Cause::NoSignerCertificate]),
            (
                "another issuer's name",
                |s| after(s, |p| p.issuer = name(&[(oid::COUNTRY, "KZ")])),
                &[Cause::NoSignerCertificate],
            ),
            ("an unknown digest", |s| after(s, |p| p.digest = oid::SHA_1), &[Cause::DigestUnknown]),
            ("an unknown kind of key", |s| other_key(s, oid::DATA, &[5, 0], &[1]), &[Cause::KeyUnknown]),
            (
                "other parameters of the key",
                |s| other_key(s, oid::KEY_2015_512, &sequence(&[&oid_of(oid::PARAMS_2015_256)]), &octets(&[0; 128])),
                &[Cause::ParametersUnknown],
            ),
            (
                "another curve of NIST",
                |s| other_key(s, oid::KEY_EC, &oid_of(oid::KEY_EC), &[4; 65]),
                &[Cause::ParametersUnknown],
            ),
            ("an RSA key of 1024 bits", |s| other_key(s, oid::KEY_RSA, &[5, 0], &rsa(128)), &[Cause::KeyTooShort]),
            (
                "an RSA key with a GOST digest",
                |s| other_key(s, oid::KEY_RSA, &[5, 0], &rsa(256)),
                &[Cause::AlgorithmsMixed],
            ),
            (
                "a digest of the other length",
                |s| {
                    before(s, |p| {
                        p.digest = oid::STREEBOG_256;
                        p.set(
                            oid::MESSAGE_DIGEST,
                            octets(&qazyna::eds::algorithm::Digest::Streebog256.of_bytes(&[CONTENT])),
                        )
                    })
                },
                &[Cause::AlgorithmsMixed],
            ),
            (
                "no content",
                |s| {
                    s.attached = false;
                    s.content = None
                },
                &[Cause::NoContent],
            ),
            ("other content inside than given", |s| s.content = Some(b"other"), &[Cause::EnclosedDiffers]),
            (
                "other content given than signed",
                |s| {
                    s.attached = false;
                    s.content = Some(b"other")
                },
                &[Cause::DigestDiffers],
            ),
            (
                "other content inside than signed",
                |s| {
                    s.content = None;
                    document(s, |d| d.content = Some(b"other".to_vec()))
                },
                &[Cause::DigestDiffers],
            ),
            (
                "another digest in the attributes",
                |s| before(s, |p| p.set(oid::MESSAGE_DIGEST, octets(&[1; 64]))),
                &[Cause::DigestDiffers],
            ),
            (
                "a point off the curve",
                |s| other_key(s, oid::KEY_2015_512, &sequence(&[&oid_of(oid::PARAMS_2015_512)]), &octets(&[1; 128])),
                &[Cause::KeyBroken],
            ),
            (
                "coordinates above the field",
                |s| other_key(s, oid::KEY_2015_512, &sequence(&[&oid_of(oid::PARAMS_2015_512)]), &octets(&[0xff; 128])),
                &[Cause::KeyBroken],
            ),
            (
                "a point of half the length",
                |s| other_key(s, oid::KEY_2015_512, &sequence(&[&oid_of(oid::PARAMS_2015_512)]), &octets(&[1; 64])),
                &[Cause::KeyBroken],
            ),
            (
                "a signature of 127 bytes",
                |s| {
                    after(s, |p| {
                        p.signature.pop();
                    })
                },
                &[Cause::SignatureLength],
            ),
            ("a signature of 129 bytes", |s| after(s, |p| p.signature.push(0)), &[Cause::SignatureLength]),
            ("a bit of r", |s| after(s, |p| p.signature[3] ^= 1), &[Cause::SignatureWrong]),
            ("a bit of s", |s| after(s, |p| p.signature[100] ^= 1), &[Cause::SignatureWrong]),
            ("r = 0", |s| after(s, |p| p.signature[..64].fill(0)), &[Cause::SignatureWrong]),
            ("s = 0", |s| after(s, |p| p.signature[64..].fill(0)), &[Cause::SignatureWrong]),
            ("r above the order", |s| after(s, |p| p.signature[..64].fill(0xff)), &[Cause::SignatureWrong]),
            ("s above the order", |s| after(s, |p| p.signature[64..].fill(0xff)), &[Cause::SignatureWrong]),
            ("big-endian", |s| after(s, |p| p.signature.reverse()), &[Cause::SignatureWrong]),
            (
                "the signing time changed afterwards",
                |s| after(s, |p| p.set(oid::SIGNING_TIME, item(0x17, &[b"260101000000Z"]))),
                &[Cause::SignatureWrong],
            ),
            ("another's key", |s| s.signer_key = person("employee"), &[Cause::SignatureWrong]),
            (
                "the attribute names another certificate",
                |s| {
                    before(s, |p| {
                        p.set(oid::SIGNING_CERTIFICATE_V2, sequence(&[&sequence(&[&sequence(&[&octets(&[1; 32])])])]))
                    })
                },
                &[Cause::SigningCertificateDiffers],
            ),
            (
                "the old attribute names another certificate",
                |s| {
                    before(s, |p| {
                        p.attributes.retain(|a| a.0 != oid::SIGNING_CERTIFICATE_V2);
                        p.set(oid::SIGNING_CERTIFICATE, sequence(&[&sequence(&[&sequence(&[&octets(&[1; 20])])])]))
                    })
                },
                &[Cause::SigningCertificateDiffers],
            ),
        ],
    );
}
