//! Who may not sign, or is another; and the people of the sandbox.

use super::*;

#[test]
fn a_signer_who_may_not_or_is_another_is_refused() {
    run(
        head,
        &[
            (
                "for signing in",
                |s| s.certificate.set(oid::EXT_KEY_USAGE, false, uses(&[oid::FOR_LOGIN])),
                &[Cause::ForLogin],
            ),
            ("for nothing", |s| s.certificate.drop_extension(oid::EXT_KEY_USAGE), &[Cause::NoSigningPurpose]),
            (
                "a key that may not sign",
                |s| s.certificate.set(oid::KEY_USAGE, true, usage(0x08)),
                &[Cause::KeyMayNotSign],
            ),
            (
                "an authority's own",
                |s| s.certificate.set(oid::BASIC_CONSTRAINTS, true, authority(None)),
                &[Cause::IsAuthority],
            ),
            ("the role is there", |s| s.wanted.roles = vec![Role::RightToSign, Role::FirstHead], &[]),
            ("another role", |s| s.wanted.roles = vec![Role::RightToSign], &[Cause::RoleMissing]),
            (
                "Treasury-Client elsewhere",
                |s| {
                    *s = Scene::of("treasury-client");
                    s.wanted.roles = vec![Role::LegalEntity]
                },
                &[Cause::TreasuryElsewhere],
            ),
            (
                "Treasury-Client for the treasury",
                |s| {
                    *s = Scene::of("treasury-client");
                    s.wanted.roles = vec![Role::TreasuryClient]
                },
                &[],
            ),
            ("the person", |s| s.wanted.iin = Some(Iin::parse(&iin(0)).unwrap()), &[]),
            ("another person", |s| s.wanted.iin = Some(Iin::parse(&iin(1)).unwrap()), &[Cause::IinDiffers]),
            (
                "another organisation",
                |s| s.wanted.bin = Some(Bin::parse("150140000139").unwrap_or_else(|_| other_bin())),
                &[Cause::BinDiffers],
            ),
            (
                "a person of no organisation",
                |s| {
                    *s = Scene::of("individual");
                    s.wanted.bin = Some(Bin::parse(&qazyna::eds::sandbox::bin()).unwrap())
                },
                &[Cause::BinDiffers],
            ),
        ],
    );
}

fn other_bin() -> Bin {
    let numbers = (0..10).map(|digit| format!("15014000099{digit}"));
    numbers.filter_map(|text| Bin::parse(&text).ok()).next().unwrap()
}

#[test]
fn the_people_of_the_sandbox_are_refused_as_they_are_called() {
    let expected = [
        ("expired", Some(Reason::Expired)),
        ("revoked", Some(Reason::Revoked)),
        ("revoked-in-delta", Some(Reason::Revoked)),
        ("login-only", Some(Reason::NotForSigning)),
    ];
    for (place, (word, _)) in PEOPLE.iter().enumerate() {
        let reason = expected.iter().find(|(bad, _)| bad == word).and_then(|(_, reason)| *reason);
        let report = Scene::of(word).ask();
        assert_eq!(report.reason(), reason, "{word}");
        assert_eq!(report.signers[0].iin(), Some(iin(place).as_str()));
    }
}

#[test]
fn the_same_seed_makes_the_same_certificate() {
    let draft = person_draft(&seed(), 0, &SANDBOX.issuer, now());
    assert_eq!(draft.signed(&SANDBOX.issuer.key), person("first-head").certificate.der());
    assert_eq!(key_info(&person("first-head").key.public()), draft.key_info);
}
