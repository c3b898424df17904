//! The statement file of the outer contract: rows gathered by statement, in the order of the file (004 §5.4: the proof
//! that money went). No database; what a line means is decided later, when the rows are read again from their packed
//! text.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use super::gather::{Gathered, StatementFile};
use crate::domain::defect::{Code, Defect};
use crate::domain::statement_row::{COLUMNS, check};
use crate::format::table::{Piece, TableFault, TableReader};

/// Rows that are read at a time.
const ROWS: usize = 4_000;

/// Reads a file called `name`.
///
/// # Errors
/// [`TableFault`]: the disk, or the form of the file as a whole.
pub fn read(input: impl Read + Send, name: &str) -> Result<StatementFile, TableFault> {
    let mut table = TableReader::new(input, name, &COLUMNS)?;
    let mut gathered = Gathered::new().map_err(TableFault::Io)?;
    let width = table.width();
    thread::scope(|threads| {
        let (full, pieces) = sync_channel(1);
        let (used, free) = channel();
        // the next rows are read while these are gathered
        threads.spawn(move || read_pieces(&mut table, &full, &free));
        for piece in pieces {
            let piece = piece?;
            take(&mut gathered, &piece, width).map_err(TableFault::Io)?;
            // nobody takes the last one
            let _ = used.send(piece);
        }
        Ok::<(), TableFault>(())
    })?;
    gathered.finish().map_err(TableFault::Io)
}

/// Reads rows, some at a time, until there are no more or nobody takes them. `free` gives pieces to be filled again.
fn read_pieces<R: Read>(
    table: &mut TableReader<R>,
    full: &SyncSender<Result<Piece, TableFault>>,
    free: &Receiver<Piece>,
) {
    loop {
        let mut piece = free.try_recv().unwrap_or_default();
        let read = match table.next_piece(ROWS, &mut piece) {
            Ok(()) if piece.is_empty() => return,
            read => read.map(|()| piece),
        };
        let ended = read.is_err();
        if full.send(read).is_err() || ended {
            return;
        }
    }
}

/// Takes rows of a table of this many columns.
fn take(gathered: &mut Gathered, piece: &Piece, width: usize) -> io::Result<()> {
    let mut fields = Vec::with_capacity(COLUMNS.len());
    for row in 0..piece.len() {
        piece.fields_into(row, &mut fields);
        let number = fields.first().copied().unwrap_or("");
        let checked = match piece.odd_count(row) {
            Some(found) => Err(vec![Defect::new("", Code::FieldCount, found, width).on(piece.line(row))]),
            None => check(&fields, piece.line(row)),
        };
        gathered.add(number, checked)?;
    }
    Ok(())
}
