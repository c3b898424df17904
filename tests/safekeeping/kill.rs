//! A restore that is killed at any moment leaves what was there, or the copy, and never something between.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::scene::{Scene, text};
use crate::support::Engine;
use crate::support::office::request;

use super::copies::at;

fn command(scene: &Scene, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qazyna"));
    command.args(["--config", &scene.path("qazyna.toml"), "--at", "2026-03-05T09:00:00+05:00", "--actor", "finance"]);
    command.args(words).env("QAZYNA_DATABASE_URL", scene.url()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

#[test]
fn a_restore_killed_at_any_moment_leaves_the_old_or_the_new() {
    for engine in Engine::ALL {
        let scene = Scene::new(engine);
        scene.give(1_000_000);
        let rows: Vec<String> = (0..1_000).map(|n| request(&format!("R{n}"), &at(1), 1)).collect();
        scene.take("2026-03-02T09:30", &rows);
        let copy = scene.path("copy.qazyna");
        let new = text(&scene.must("", "", &["backup", &copy])["head"]);
        // the time that an undisturbed one takes, over which the kills are spread
        let begun = Instant::now();
        let done = command(&scene, &["restore", &copy]).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        let whole = begun.elapsed();
        let (mut kept, mut replaced, mut delay) = (0, 0, Duration::ZERO);
        // the kills walk towards the step from the one and from the other side
        for _ in 0..60 {
            if kept + replaced >= 14 && kept > 0 && replaced > 0 {
                break;
            }
            // from here on the old one differs from the copy by what happens in each turn
            let words = ["hold", "add", "141040011035", "--reason", "court order 12"];
            scene.run("2026-03-05T09:00", "finance", &words);
            let old = scene.head();
            let mut child = command(&scene, &["restore", &copy]).spawn().unwrap();
            std::thread::sleep(delay);
            let _ = child.kill();
            child.wait().unwrap();
            settled(&scene);
            let journal = scene.list(&["report", "journal"]);
            let [.., before, last] = &journal[..] else { panic!("a journal") };
            if text(&last["hash"]) == old {
                kept += 1;
                delay += whole / 8;
            } else {
                replaced += 1;
                delay = delay * 3 / 4;
                assert_eq!(
                    [text(&last["event"]), text(&before["hash"])],
                    ["database-restored".to_owned(), new.clone()]
                );
            }
            scene.must("", "", &["audit", "verify"]);
            assert_eq!(scene.requests().len(), 1_000);
        }
        eprintln!("{engine:?}: kept {kept}, replaced {replaced} in {whole:?} each");
        assert!(kept > 0 && replaced > 0, "the kills are to lie before and after the step: {kept}, {replaced}");
        let done = command(&scene, &["restore", &copy]).output().unwrap();
        assert!(done.status.success(), "what the kills left behind is in nobody's way: {done:?}");
    }
}

/// The server notices a dead client by itself; until then its locks stand.
fn settled(scene: &Scene) {
    let end = Instant::now() + Duration::from_secs(30);
    while scene.run("", "", &["audit", "verify"]).code != 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(50));
    }
}
