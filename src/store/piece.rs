//! The facts of orders: a thousand lines of [`OrderFacts::line`] a row, packed. They are written once, when the orders are
//! formed, and are the very bytes of which the head's manifest is made: signing, exporting and auditing read them here.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use memchr::memchr_iter;

use crate::binds;
use crate::domain::order::{OrderFacts, payee_of_line};

use super::batch::Keys;
use super::{Conn, Row, StoreError, Value, Writing};

/// Orders a piece.
pub const PIECE: usize = 1_000;
/// Bytes for which there is room in a line before its piece is unpacked.
const LINE: usize = 512;
/// How a packed body begins; a migrated one is plain.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The lines of orders that follow each other.
#[derive(Clone, Debug)]
pub struct Piece {
    first: i64,
    text: String,
    /// Where each line ends.
    ends: Vec<usize>,
}

impl Piece {
    fn read(first: i64, last: i64, body: &[u8]) -> Result<Self, StoreError> {
        let wrong = |value: &str| StoreError::inconsistent("order_piece", "body", format!("{first}: {value}"));
        // a copy of what was checked by the processor's wide registers costs a fraction of a check a letter at a time
        let text = |plain: &[u8]| simdutf8::basic::from_utf8(plain).map(str::to_owned).map_err(|_| wrong("no UTF-8"));
        let text = if body.starts_with(&ZSTD) { text(&unpack(first, last, body)?)? } else { text(body)? };
        let ends: Vec<usize> = memchr_iter(b'\n', text.as_bytes()).collect();
        if i64::try_from(ends.len()).ok() != last.checked_sub(first).map(|n| n + 1) {
            return Err(wrong(&format!("{} lines up to {last}", ends.len())));
        }
        if ends.last().is_some_and(|end| end + 1 < text.len()) {
            return Err(wrong("a line without an end"));
        }
        Ok(Piece { first, text, ends })
    }

    /// The key of its first order.
    pub const fn first(&self) -> i64 {
        self.first
    }

    /// The key of its last order.
    pub fn last(&self) -> i64 {
        self.first + i64::try_from(self.ends.len()).unwrap_or(i64::MAX) - 1
    }

    /// The line of the order of this key.
    pub fn line(&self, key: i64) -> Option<&str> {
        let place = usize::try_from(key - self.first).ok()?;
        let end = *self.ends.get(place)?;
        let begin = if place == 0 { 0 } else { self.ends[place - 1] + 1 };
        self.text.get(begin..end)
    }

    /// Every order's key and line.
    pub fn lines(&self) -> impl Iterator<Item = (i64, &str)> {
        (self.first..).map_while(|key| Some((key, self.line(key)?)))
    }
}

/// Unpacks a body. In one go where the lines are no longer than they commonly are: one that grows on its way is copied as
/// it grows.
fn unpack(first: i64, last: i64, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let lines = last.checked_sub(first).and_then(|n| usize::try_from(n).ok()).map_or(0, |n| n.min(PIECE) + 1);
    zstd::bulk::decompress(body, lines * LINE).or_else(|_| zstd::decode_all(body))
}

/// A piece as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    first: i64,
    last: i64,
    body: Vec<u8>,
}

impl Stored {
    /// The key of its first order.
    pub const fn first(&self) -> i64 {
        self.first
    }

    /// The key of its last order.
    pub const fn last(&self) -> i64 {
        self.last
    }

    /// Unpacks it.
    pub fn read(&self) -> Result<Piece, StoreError> {
        Piece::read(self.first, self.last, &self.body)
    }
}

fn stored(r: Row<'_>) -> Result<Stored, StoreError> {
    Ok(Stored { first: r.int(0)?, last: r.int(1)?, body: r.bytes(2)? })
}

/// The piece that holds this order, if there is one.
pub async fn holding(conn: &mut Conn, key: i64) -> Result<Option<Piece>, StoreError> {
    let found = conn.row("piece_at", binds![key], stored).await?;
    found.filter(|piece| piece.last >= key).map(|piece| piece.read()).transpose()
}

/// Pieces that are asked for at a time.
const TOGETHER: i64 = 16;

/// Gives the pieces that hold these orders, one after the other and without a gap, in few journeys.
pub async fn each(conn: &mut Conn, keys: Keys, mut take: impl FnMut(Stored)) -> Result<(), StoreError> {
    let mut next = keys.first;
    while next <= keys.last {
        let begun = next;
        for piece in conn.rows("pieces_from", binds![next, keys.last, TOGETHER], stored).await? {
            if piece.first > next || piece.last < next {
                break;
            }
            next = piece.last + 1;
            take(piece);
        }
        if next == begun {
            return Err(StoreError::inconsistent("order_piece", "first", format!("no facts of {next}")));
        }
    }
    Ok(())
}

/// Looks up the facts of orders and keeps the last piece: whoever asks in the order of keys reads each piece once.
#[derive(Debug, Default)]
pub struct Facts {
    piece: Option<Piece>,
}

impl Facts {
    /// The canonical line of an order.
    pub async fn line(&mut self, conn: &mut Conn, key: i64) -> Result<&str, StoreError> {
        let held = self.piece.as_ref().is_some_and(|p| p.line(key).is_some());
        if !held {
            self.piece = holding(conn, key).await?;
        }
        let line = self.piece.as_ref().and_then(|p| p.line(key));
        line.ok_or_else(|| StoreError::inconsistent("order_piece", "first", format!("no facts of {key}")))
    }

    /// The payee's account in an order.
    pub async fn account(&mut self, conn: &mut Conn, key: i64) -> Result<String, StoreError> {
        let line = self.line(conn, key).await?;
        let payee = payee_of_line(line).ok_or_else(|| StoreError::inconsistent("order_piece", "body", line))?;
        Ok(payee.account.to_owned())
    }

    /// The facts of an order.
    pub async fn of(&mut self, conn: &mut Conn, key: i64) -> Result<OrderFacts, StoreError> {
        let line = self.line(conn, key).await?;
        let facts = OrderFacts::parse_line(line).filter(|f| f.number.key() == Some(key));
        facts.ok_or_else(|| StoreError::inconsistent("order_piece", "body", format!("{key}: {line}")))
    }
}

/// Packs pieces in a thread of its own while the next orders are made.
#[derive(Debug)]
pub struct Packer {
    sender: SyncSender<(i64, i64, String)>,
    thread: JoinHandle<std::io::Result<Vec<Packed>>>,
}

/// Keys of the first and the last order, and the packed lines.
type Packed = (i64, i64, Vec<u8>);

/// Pieces that may wait for the packer.
const WAITING: usize = 8;

impl Packer {
    /// A packer with nothing to do.
    pub fn begin() -> Self {
        let (sender, pieces) = sync_channel::<(i64, i64, String)>(WAITING);
        let thread = std::thread::spawn(move || {
            let pack =
                |(first, last, text): (i64, i64, String)| Ok((first, last, zstd::encode_all(text.as_bytes(), 1)?));
            pieces.iter().map(pack).collect()
        });
        Packer { sender, thread }
    }

    /// Takes the lines of the orders from `first` to `last`.
    pub fn put(&self, first: i64, last: i64, lines: String) {
        // where the packer has failed, `store` says why
        let _ = self.sender.send((first, last, lines));
    }

    /// Stores what was packed.
    pub async fn store(self, tx: &mut Writing) -> Result<(), StoreError> {
        drop(self.sender);
        let packed = self.thread.join().map_err(|_| std::io::Error::other("the packing of orders broke off"))??;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(packed.len() * 3);
        for (first, last, body) in packed {
            values.extend(binds![first, last, body]);
        }
        tx.conn.insert_many("order_piece", &["first", "last", "body"], values).await
    }
}
