//! Revoked, or not to be asked about: by lists and by a responder.

use super::*;

#[test]
fn a_certificate_that_is_revoked_or_cannot_be_asked_about_is_refused_by_lists() {
    run(
        head,
        &[
            ("in the full list", |s| s.lists[0].entries.push(entry("first-head", 4)), &[Cause::RevokedInList]),
            (
                "in the full list, to be revoked later",
                |s| s.lists[0].entries = vec![(entry("first-head", 4).0, Revocation { at: later(9), reason: 4 })],
                &[Cause::RevokedInList],
            ),
            ("in the delta", |s| s.lists[1].entries.push(entry("first-head", 0)), &[Cause::RevokedInDelta]),
            ("on hold in the delta", |s| s.lists[1].entries.push(entry("first-head", 6)), &[Cause::RevokedInDelta]),
            (
                "taken from the list by the delta",
                |s| {
                    s.lists[0].entries.push(entry("first-head", 6));
                    s.lists[1].entries.push(entry("first-head", 8))
                },
                &[],
            ),
            (
                "a delta to a later list",
                |s| {
                    s.lists[1].base = Some(6);
                    s.lists[1].number = 7;
                    s.lists[1].entries.push(entry("first-head", 4))
                },
                &[],
            ),
            (
                "a delta older than the list",
                |s| {
                    s.lists[1].base = Some(4);
                    s.lists[1].number = 5;
                    s.lists[1].entries.push(entry("first-head", 4))
                },
                &[],
            ),
            ("no list", |s| s.lists.clear(), &[Cause::NoList]),
            (
                "a delta alone",
                |s| {
                    s.lists.remove(0);
                },
                &[Cause::NoList],
            ),
            (
                "another authority's list",
                |s| s.lists.iter_mut().for_each(|l| l.issuer = name(&[(oid::COUNTRY, "KZ")])),
                &[Cause::NoList],
            ),
            (
                "a list past its time",
                |s| {
                    s.lists.truncate(1);
                    s.lists[0].next_update = later(-1)
                },
                &[Cause::ListExpired],
            ),
            ("a delta past its time", |s| s.lists[1].next_update = later(-1), &[Cause::DeltaExpired]),
            ("a list of another's key", |s| s.list_key = &SANDBOX.root, &[Cause::ListSignatureWrong]),
            (
                "a list of a part",
                |s| {
                    s.lists.truncate(1);
                    s.lists[0].further.push((oid::ISSUING_POINT, true, nothing()))
                },
                &[Cause::ListPartial],
            ),
        ],
    );
}

fn good() -> Scene {
    Scene::asking("first-head", Status::Good)
}

fn say(s: &mut Scene, status: Status) {
    s.answer.as_mut().unwrap().status = status;
}

fn answer(s: &mut Scene) -> &mut qazyna::eds::sandbox::lists::AnswerDraft {
    s.answer.as_mut().unwrap()
}

#[test]
fn a_certificate_that_is_revoked_or_cannot_be_asked_about_is_refused_by_a_responder() {
    run(
        good,
        &[
            ("good", |_| {}, &[]),
            (
                "revoked",
                |s| say(s, Status::Revoked(Revocation { at: later(-1), reason: 1 })),
                &[Cause::RevokedByAnswer],
            ),
            ("unknown", |s| say(s, Status::Unknown), &[Cause::UnknownToResponder]),
            ("try later", |s| answer(s).outcome = 3, &[Cause::AnswerTryLater]),
            ("about another certificate", |s| answer(s).serial[19] ^= 1, &[Cause::AnswerForAnother]),
            (
                "about another authority's certificate",
                |s| answer(s).issuer = SANDBOX.root.certificate.clone(),
                &[Cause::AnswerForAnother],
            ),
            (
                "a responder that is not for answering",
                |s| {
                    answer(s).responder = SANDBOX.stamper.certificate.clone();
                    s.answer_key = &SANDBOX.stamper
                },
                &[Cause::ResponderUntrusted],
            ),
            ("signed with another key", |s| s.answer_key = &SANDBOX.root, &[Cause::AnswerSignatureWrong]),
            (
                "a day and a second old",
                |s| answer(s).this_update = now().plus_seconds(-86_401).unwrap(),
                &[Cause::AnswerTooOld],
            ),
            ("of tomorrow", |s| answer(s).this_update = later(1), &[Cause::AnswerFromFuture]),
        ],
    );
}
