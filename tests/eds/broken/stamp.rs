//! A time stamp sets the moment of the check only where it holds.

use super::*;

fn stamped(s: &mut Scene, moment: Moment) {
    s.stamp = Some(Box::new(move |over| SANDBOX.stamp(over, moment)));
}

/// The signer's certificate ended two days ago, and the time stamp is of three days ago.
fn ended() -> Scene {
    let mut scene = head();
    scene.certificate.not_after = later(-2);
    stamped(&mut scene, later(-3));
    scene
}

#[test]
fn a_time_stamp_that_holds_sets_the_moment_and_one_that_does_not_is_told() {
    let cases: &[(&str, Break, Option<Cause>)] = &[
        ("it holds", |_| {}, None),
        (
            "over another signature",
            |s| s.stamp = Some(Box::new(|_| SANDBOX.stamp(b"other", later(-3)))),
            Some(Cause::StampForAnother),
        ),
        ("no token", |s| s.stamp = Some(Box::new(|_| nothing())), Some(Cause::StampForm)),
        (
            "signed with another key",
            |s| {
                s.stamp = Some(Box::new(|over| {
                    stamp(stamp_info(over, later(-3), 1), &SANDBOX.stamper.certificate, &SANDBOX.root.key, later(-3))
                }))
            },
            Some(Cause::StampSignatureWrong),
        ),
        (
            "by one who is not for stamping",
            |s| {
                s.stamp = Some(Box::new(|over| {
                    stamp(
                        stamp_info(over, later(-3), 1),
                        &SANDBOX.responder.certificate,
                        &SANDBOX.responder.key,
                        later(-3),
                    )
                }))
            },
            Some(Cause::StampPurpose),
        ),
        ("before the authority was there", |s| stamped(s, later(-4_000)), Some(Cause::StampNotValid)),
        (
            "by one whose key was stolen",
            |s| {
                s.lists[0].entries.push((SANDBOX.stamper.draft.serial.clone(), Revocation { at: later(-1), reason: 1 }))
            },
            Some(Cause::StampRevoked),
        ),
        (
            "by one who went out of use later",
            |s| {
                s.lists[0].entries.push((SANDBOX.stamper.draft.serial.clone(), Revocation { at: later(-1), reason: 5 }))
            },
            None,
        ),
        ("of tomorrow", |s| stamped(s, later(1)), Some(Cause::StampFromFuture)),
    ];
    for (name, change, fault) in cases {
        let mut scene = ended();
        change(&mut scene);
        let report = scene.ask();
        let causes: &[Cause] = if fault.is_none() { &[] } else { &[Cause::SignerExpired] };
        assert_eq!((report.signers[0].stamp_fault, report.causes.as_slice()), (*fault, causes), "{name}");
    }
}

#[test]
fn a_revocation_after_a_proven_signature_spares_it_only_for_a_benign_reason() {
    for (reason, proven, holds) in
        [(4, true, true), (5, true, true), (1, true, false), (0, true, false), (6, true, false), (4, false, false)]
    {
        let mut scene = head();
        scene.lists[0].entries.push(entry("first-head", reason));
        stamped(&mut scene, if proven { later(-3) } else { later(-1) });
        let report = scene.ask();
        assert_eq!(report.valid(), holds, "reason {reason}, stamped before: {proven}: {:?}", report.causes);
    }
}
