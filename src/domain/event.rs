//! The journal's events as canonical lines: one an event, `kind` and `key=value` fields separated by tabs, values
//! escaped, written by hand so that their bytes never depend on a serializer. Versioned by the first line of a body.

use std::fmt::{Display, Write};

use super::batch::sha256;
use super::digits::{push_hex, push_int};
use super::money::{Amount, Rate};
use super::order::{escape_into, unescape};
use super::time::Moment;

/// First line of every body.
pub const VERSION: &str = "qazyna events 1";

/// The events of one commit, in the order in which they happened.
#[derive(Clone, Debug)]
pub struct Events {
    text: String,
    count: u64,
}

impl Default for Events {
    fn default() -> Self {
        Events { text: format!("{VERSION}\n"), count: 0 }
    }
}

impl Events {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event of this kind with these fields, in this order.
    pub fn add(&mut self, kind: &str, fields: &[(&str, &dyn Display)]) {
        self.text.push_str(kind);
        for (key, field) in fields {
            self.text.push('\t');
            self.text.push_str(key);
            self.text.push('=');
            let _ = write!(Escaped(&mut self.text), "{field}");
        }
        self.text.push('\n');
        self.count += 1;
    }

    /// Adds an event whose line was [begun](Line) elsewhere, with its last field.
    pub fn add_begun(&mut self, begun: &str, key: &str, field: i64) {
        self.text.push_str(begun);
        self.text.push('\t');
        self.text.push_str(key);
        self.text.push('=');
        push_int(&mut self.text, field);
        self.text.push('\n');
        self.count += 1;
    }

    /// Adds events whose lines were written elsewhere, each with its end.
    pub fn add_lines(&mut self, lines: &str, count: u64) {
        self.text.push_str(lines);
        self.count += count;
    }

    /// Adds all events of another list, none of which were handed over.
    pub fn append(&mut self, other: Events) {
        let lines = other.text.split_once('\n').map_or("", |(_, lines)| lines);
        self.add_lines(lines, other.count);
    }

    /// Hands over the bytes written since the last time, so that the events of a large file need not be held at once.
    pub fn hand_over(&mut self) -> Vec<u8> {
        let room = String::with_capacity(self.text.capacity());
        std::mem::replace(&mut self.text, room).into_bytes()
    }

    /// How many.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Whether nothing happened.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The canonical bytes, of what was not handed over.
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

/// The line of an event on its way, without its end, written at the end of a text that may hold others: the fields of a
/// hundred thousand requests are put down by their kinds, not through the formatting of the language.
#[derive(Debug)]
pub struct Line<'a>(&'a mut String);

impl<'a> Line<'a> {
    /// Begins an event of this kind.
    pub fn begin(text: &'a mut String, kind: &str) -> Self {
        text.push_str(kind);
        Line(text)
    }

    /// Adds a field of any text.
    pub fn text(&mut self, key: &str, value: &str) -> &mut Self {
        escape_into(self.key(key), value);
        self
    }

    /// Adds a field that nothing in a line can be confused with: an identifier, a date.
    pub fn plain(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key).push_str(value);
        self
    }

    /// Adds a sum of money.
    pub fn amount(&mut self, key: &str, value: Amount) -> &mut Self {
        value.push_to(self.key(key));
        self
    }

    /// Adds a rate.
    pub fn rate(&mut self, key: &str, value: Rate) -> &mut Self {
        value.push_to(self.key(key));
        self
    }

    /// Adds a moment, in UTC.
    pub fn moment(&mut self, key: &str, value: Moment) -> &mut Self {
        value.push_utc(self.key(key));
        self
    }

    /// Adds a digest, in hexadecimal.
    pub fn digest(&mut self, key: &str, value: &[u8; 32]) -> &mut Self {
        push_hex(self.key(key), value);
        self
    }

    /// Ends the event.
    pub fn end(&mut self) {
        self.0.push('\n');
    }

    fn key(&mut self, key: &str) -> &mut String {
        self.0.push('\t');
        self.0.push_str(key);
        self.0.push('=');
        self.0
    }
}

/// Writes into a line so that what is written can be read back.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        escape_into(self.0, text);
        Ok(())
    }
}

/// An event read back from the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened, e.g. `request-received`.
    pub kind: String,
    /// With which values.
    pub fields: Vec<(String, String)>,
}

impl Event {
    /// The value of a field, or an empty text.
    pub fn get(&self, key: &str) -> &str {
        self.fields.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v)
    }

    /// Reads a body back; `None` where it is not what [`Events`] writes.
    pub fn parse_all(body: &[u8]) -> Option<Vec<Event>> {
        Event::each(body)?.collect()
    }

    /// The events of a body one after the other, `None` in the place of a line that is no event; `None` at once where
    /// the body does not begin as [`Events`] begins it. A large file is one body: who only folds it keeps one event.
    pub fn each(body: &[u8]) -> Option<impl Iterator<Item = Option<Event>>> {
        let mut lines = std::str::from_utf8(body).ok()?.lines();
        (lines.next()? == VERSION).then(|| lines.map(Event::parse))
    }

    /// As [`Event::each`], of a body that is read as it is unpacked: a link of a million events is never held whole.
    pub fn each_of(mut body: impl std::io::BufRead) -> Option<impl Iterator<Item = Option<Event>>> {
        let mut first = String::new();
        body.read_line(&mut first).ok()?;
        let lines = body.lines().map(|line| Event::parse(&line.ok()?));
        (first.strip_suffix('\n').unwrap_or(&first) == VERSION).then_some(lines)
    }

    fn parse(line: &str) -> Option<Event> {
        let mut parts = line.split('\t');
        let kind = parts.next()?.to_owned();
        let fields = parts
            .map(|p| p.split_once('=').and_then(|(k, v)| Some((k.to_owned(), unescape(v)?))))
            .collect::<Option<Vec<_>>>()?;
        Some(Event { kind, fields })
    }
}

/// The facts of one link of the journal's chain.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    /// 1, 2, 3 …
    pub seq: i64,
    /// The command's moment.
    pub at: Moment,
    /// Whether no later change may be earlier than this one.
    pub binding: bool,
    /// Who acted.
    pub actor: &'a str,
    /// The rules that it was judged by.
    pub rules: &'a [u8; 32],
    /// Hash of the link before; zeroes for the first.
    pub previous: &'a [u8; 32],
}

impl Link<'_> {
    /// The link's hash: SHA-256 over a version tag, the link's facts and the digest of its body.
    pub fn hash(&self, body: &[u8]) -> [u8; 32] {
        self.hash_of(&sha256(body))
    }

    /// The same from the digest of the body: who only follows the chain need not hold a large body whole.
    pub fn hash_of(&self, body: &[u8; 32]) -> [u8; 32] {
        use super::batch::hex;
        let mut text = String::with_capacity(320);
        let _ = write!(
            text,
            "qazyna link 1\n{}\n{}\n{}\n",
            self.seq,
            self.at.rfc3339_utc(),
            if self.binding { "binding" } else { "free" }
        );
        escape_into(&mut text, self.actor);
        let _ = write!(text, "\n{}\n{}\n{}\n", hex(self.rules), hex(self.previous), hex(body));
        sha256(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_back_as_it_was_written() {
        let mut events = Events::new();
        events.add("request-received", &[("number", &"A\t1"), ("name", &"ТОО \"Қарыз\"\nb\\c"), ("amount", &12)]);
        let back = Event::parse_all(events.bytes()).unwrap();
        assert_eq!(back[0].get("number"), "A\t1");
        assert_eq!(back[0].get("name"), "ТОО \"Қарыз\"\nb\\c");
        assert_eq!(back[0].get("amount"), "12");
        assert_eq!(events.count(), 1);
    }

    #[test]
    fn an_event_begun_elsewhere_is_the_same_line() {
        let (at, sum) = (Moment::from_micros(1_772_000_000_123_000), Amount::from_tiyn(123_405));
        let rate = Rate::parse("12.5").unwrap();
        let mut one = Events::new();
        let fields: &[(&str, &dyn Display)] =
            &[("name", &"a\tb"), ("at", &at.rfc3339_utc()), ("sum", &sum), ("rate", &rate), ("bin", &"1"), ("n", &-4)];
        one.add("kind", fields);
        let mut text = String::new();
        let mut line = Line::begin(&mut text, "kind");
        line.text("name", "a\tb").moment("at", at).amount("sum", sum).rate("rate", rate).plain("bin", "1");
        let mut other = Events::new();
        other.add_begun(&text, "n", -4);
        assert_eq!(one.bytes(), other.bytes());
        assert_eq!(one.count(), other.count());
    }

    #[test]
    fn every_fact_of_a_link_changes_its_hash() {
        let zero = [0u8; 32];
        let one = [1u8; 32];
        let base =
            Link { seq: 1, at: Moment::from_micros(5), binding: true, actor: "a", rules: &zero, previous: &zero };
        let mut hashes = vec![
            base.hash(b"x"),
            base.hash(b"y"),
            Link { seq: 2, ..base.clone() }.hash(b"x"),
            Link { at: Moment::from_micros(6), ..base.clone() }.hash(b"x"),
            Link { binding: false, ..base.clone() }.hash(b"x"),
            Link { actor: "b", ..base.clone() }.hash(b"x"),
            Link { rules: &one, ..base.clone() }.hash(b"x"),
            Link { previous: &one, ..base }.hash(b"x"),
        ];
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 8);
    }
}
