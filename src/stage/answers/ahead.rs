//! Judging ahead: a thread with a connection of its own judges the next lines of a file while what the lines before lead to
//! is stored. It connects while the file is read for the first time. It sees the database as it stood when the first lines
//! were handed to it, because writers wait for each other, and knows of itself what it judged since.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::domain::statement::StatementLine;
use crate::format::statement::text::{LineNumbers, TextReader};
use crate::store::notice::LetterRun;
use crate::store::{Db, StoreError};

use super::judge::{Judge, Judged};

/// A statement whose lines are to be judged.
#[derive(Debug)]
pub(super) struct Task {
    /// Its key.
    pub statement: i64,
    /// Its rows, packed.
    pub body: Arc<Vec<u8>>,
    /// Where they stand in the file.
    pub lines: LineNumbers,
    /// Of each row, whether it is new; `None`: all are.
    pub fresh: Option<Vec<bool>>,
    /// Rows at a time.
    pub together: usize,
}

/// What comes of a task, a part after the other.
#[derive(Debug)]
pub(super) enum Found {
    /// What the next lines lead to.
    Lines(Box<Judged>),
    /// There are no more.
    End,
}

/// The thread, and what is handed to it and comes back.
#[derive(Debug)]
pub(super) struct Ahead {
    tasks: Option<Sender<Task>>,
    found: Option<Receiver<Result<Found, StoreError>>>,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Connects, for letters that `specialist` signs, made from templates of this digest.
    pub fn begin(db: &Db, specialist: &str, templates: [u8; 32]) -> io::Result<Self> {
        let (tasks, to_do) = channel(1);
        let (to_caller, found) = channel(1);
        let (db, specialist) = (db.clone(), specialist.to_owned());
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let work = async move {
            if let Err(fault) = work(&db, specialist, templates, to_do, &to_caller).await {
                // where nobody listens any more, the caller has a fault of its own
                let _ = to_caller.send(Err(fault)).await;
            }
        };
        let thread = std::thread::Builder::new().name("judging".to_owned()).spawn(move || runtime.block_on(work))?;
        Ok(Ahead { tasks: Some(tasks), found: Some(found), thread: Some(thread) })
    }

    /// Hands over the next statement, while a transaction of the caller keeps all other writers away; all parts of the one
    /// before must have been taken.
    pub async fn judge(&self, task: Task) {
        // a thread that has ended says why where its answer is taken
        if let Some(tasks) = &self.tasks {
            let _ = tasks.send(task).await;
        }
    }

    /// The next part of what comes of it.
    pub async fn next(&mut self) -> Result<Found, StoreError> {
        let found = match &mut self.found {
            Some(found) => found.recv().await,
            None => None,
        };
        found.unwrap_or_else(|| Err(io::Error::other("the judging of lines broke off").into()))
    }
}

impl Drop for Ahead {
    /// Waits until the thread has given its connection back.
    fn drop(&mut self) {
        (self.tasks, self.found) = (None, None);
        if let Some(thread) = self.thread.take() {
            // it has told its fault, if it had one
            let _ = thread.join();
        }
    }
}

async fn work(
    db: &Db,
    specialist: String,
    templates: [u8; 32],
    mut to_do: Receiver<Task>,
    to_caller: &Sender<Result<Found, StoreError>>,
) -> Result<(), StoreError> {
    let own = db.for_another_thread().await?;
    let done = async {
        let mut next = to_do.recv().await;
        if next.is_none() {
            return Ok(());
        }
        let mut conn = own.read().await?;
        let run = LetterRun::begin(&mut conn, specialist, templates).await?;
        let mut judge = Judge::new(conn, run);
        let mut before = None;
        while let Some(task) = next {
            // a file may tell of one statement twice
            if before.replace(task.statement) != Some(task.statement) {
                judge.next_statement();
            }
            if !judge_all(&mut judge, task, to_caller).await? {
                break;
            }
            next = to_do.recv().await;
        }
        Ok(())
    }
    .await;
    own.close().await;
    done
}

/// Whether somebody still listens.
async fn judge_all(
    judge: &mut Judge,
    task: Task,
    to_caller: &Sender<Result<Found, StoreError>>,
) -> Result<bool, StoreError> {
    let Task { statement, body, lines, fresh, together } = task;
    let mut taken = lines.iter().zip(fresh.into_iter().flatten().chain(std::iter::repeat(true)));
    let (mut reader, mut text) = (TextReader::new(body.as_slice())?, String::new());
    while reader.next_rows(together, &mut text)? > 0 {
        let lines = fresh_lines(&text, &mut taken)?;
        let judged = judge.judge(statement, &lines).await?;
        if to_caller.send(Ok(Found::Lines(Box::new(judged)))).await.is_err() {
            return Ok(false);
        }
    }
    Ok(to_caller.send(Ok(Found::End)).await.is_ok())
}

/// The lines of these rows that are to be taken; `taken` tells of each row its place in the file and whether it is.
fn fresh_lines<'a>(
    rows: &'a str,
    taken: &mut impl Iterator<Item = (u64, bool)>,
) -> Result<Vec<StatementLine<'a>>, StoreError> {
    let fresh = rows.lines().zip(taken).filter(|(_, (_, fresh))| *fresh);
    let read = |(row, (line, _)): (&'a str, (u64, bool))| {
        StatementLine::parse(row, line).ok_or_else(|| StoreError::inconsistent("statement", "body", row))
    };
    fresh.map(read).collect()
}
