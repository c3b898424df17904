//! Runs another program for a moment: bytes in, bytes out, within a time and a size. What it starts ends with it.

use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::eds::cause::Trouble;

/// Most bytes that are read of its answer.
pub const MOST: u64 = 1 << 20;
/// Most bytes that are read of its complaints.
const COMPLAINT: u64 = 4 << 10;
/// Between two looks whether it has ended.
const LOOK: Duration = Duration::from_millis(2);

/// What a program gave back.
#[derive(Debug)]
pub struct Ran {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote.
    pub answer: Vec<u8>,
    /// The first line of its complaints.
    pub complaint: String,
}

/// Runs `words` with `input` on its stdin, for at most `limit`; or says why that gave nothing.
pub fn run(words: &[String], input: Vec<u8>, limit: Duration) -> Result<Ran, (Trouble, String)> {
    let (program, arguments) = words.split_first().ok_or((Trouble::NotStarted, String::new()))?;
    let deadline = Instant::now() + limit;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // a group of its own, so that what it starts can be ended with it
    let child = command.process_group(0).spawn().map_err(|e| (Trouble::NotStarted, e.to_string()))?;
    let mut group = Group(Some(child));
    let Some(child) = group.0.as_mut() else { return Err((Trouble::NotStarted, String::new())) };
    if let Some(mut stdin) = child.stdin.take() {
        // whoever does not read its input may answer all the same
        std::thread::spawn(move || stdin.write_all(&input));
    }
    let answer = child.stdout.take().map(|pipe| reader(pipe, MOST + 1));
    let complaint = child.stderr.take().map(|pipe| reader(pipe, COMPLAINT));
    let slow = || (Trouble::Slow, format!("{}", humantime::format_duration(limit)));
    let answer = match answer.map(|a| a.recv_timeout(deadline.saturating_duration_since(Instant::now()))) {
        Some(Ok(bytes)) => bytes,
        Some(Err(RecvTimeoutError::Timeout)) => return Err(slow()),
        Some(Err(RecvTimeoutError::Disconnected)) | None => Vec::new(),
    };
    if answer.len() as u64 > MOST {
        return Err((Trouble::TooLong, MOST.to_string()));
    }
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < deadline => std::thread::sleep(LOOK),
            Ok(None) => return Err(slow()),
            Err(e) => return Err((Trouble::Failed, e.to_string())),
        }
    };
    group.0 = None;
    let complaint = complaint.and_then(|c| c.recv_timeout(LOOK * 50).ok()).unwrap_or_default();
    let complaint = String::from_utf8_lossy(&complaint).lines().next().unwrap_or_default().to_owned();
    Ok(Ran { status, answer, complaint })
}

/// Reads at most so many bytes in a thread; what comes behind is thrown away, so that nobody waits for a reader.
fn reader(mut pipe: impl Read + Send + 'static, most: u64) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.by_ref().take(most).read_to_end(&mut bytes);
        let _ = send.send(bytes);
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    });
    receive
}

/// A program that is still at work; it and all that it started are killed when nobody waits for it any more.
struct Group(Option<Child>);

impl Drop for Group {
    fn drop(&mut self) {
        let Some(mut child) = self.0.take() else { return };
        if let Ok(id) = i32::try_from(child.id()) {
            let _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
        }
        let _ = child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<Ran, (Trouble, String)> {
        run(&["sh", "-c", script].map(str::to_owned), b"in".to_vec(), limit)
    }

    #[test]
    fn what_goes_in_comes_out_with_the_status_and_the_first_complaint() {
        let ran = sh("cat; echo one >&2; echo two >&2; exit 3", Duration::from_secs(20)).unwrap();
        assert_eq!((ran.answer.as_slice(), ran.status.code(), ran.complaint.as_str()), (&b"in"[..], Some(3), "one"));
    }

    #[test]
    fn a_program_that_does_not_end_is_killed_with_all_that_it_started() {
        let begun = Instant::now();
        // the inner one holds the pipes; a mark in its arguments tells it from others
        let mark = format!("987{}", std::process::id());
        for script in [format!("sleep {mark}"), format!("sleep {mark} & wait"), format!("exec >&-; sleep {mark}")] {
            let (trouble, _) = sh(&script, Duration::from_millis(300)).unwrap_err();
            assert_eq!(trouble, Trouble::Slow, "{script}");
        }
        assert!(begun.elapsed() < Duration::from_secs(20));
        let left = || {
            let names = std::fs::read_dir("/proc")
                .unwrap()
                .filter_map(|e| std::fs::read(e.unwrap().path().join("cmdline")).ok());
            names.filter(|line| line.split(|b| *b == 0).any(|word| word == mark.as_bytes())).count()
        };
        while left() > 0 {
            assert!(begun.elapsed() < Duration::from_secs(20), "something is left");
            std::thread::sleep(LOOK);
        }
    }

    #[test]
    fn more_than_is_read_and_what_cannot_start_are_told() {
        let limit = Duration::from_secs(20);
        assert_eq!(sh("yes", limit).unwrap_err().0, Trouble::TooLong);
        assert_eq!(run(&["/nowhere/at/all".to_owned()], Vec::new(), limit).unwrap_err().0, Trouble::NotStarted);
        assert_eq!(run(&[], Vec::new(), limit).unwrap_err().0, Trouble::NotStarted);
    }
}
