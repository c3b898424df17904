//! A network between a daemon and its PostgreSQL that a test can cut and freeze.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// All is well.
const OPEN: u8 = 0;
/// Nothing gets through, nothing is refused: everybody waits.
const FROZEN: u8 = 1;
/// Connections end, new ones are ended at once.
const CUT: u8 = 2;

/// The network.
pub struct Proxy {
    state: Arc<AtomicU8>,
    ends: Arc<Mutex<Vec<TcpStream>>>,
    /// The database's address on this side of it.
    pub url: String,
}

impl Proxy {
    /// Before the server of this address, which names a folder with a socket.
    pub fn before(url: &str) -> Self {
        let (host, database) = url.split_once('@').unwrap().1.rsplit_once('/').unwrap();
        let socket = format!("{}/.s.PGSQL.5432", host.replace("%2F", "/"));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(AtomicU8::new(OPEN));
        let ends: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
        let (seen, kept) = (Arc::clone(&state), Arc::clone(&ends));
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if seen.load(Ordering::SeqCst) == CUT {
                    continue;
                }
                let server = UnixStream::connect(&socket).unwrap();
                kept.lock().unwrap().push(client.try_clone().unwrap());
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let end = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let state = Arc::clone(&seen);
                std::thread::spawn(move || {
                    carry(from, to, &state);
                    let _ = (end.0.shutdown(Shutdown::Both), end.1.shutdown(Shutdown::Both));
                });
                let state = Arc::clone(&seen);
                std::thread::spawn(move || carry(server, client, &state));
            }
        });
        Proxy { state, ends, url: format!("postgres://postgres@127.0.0.1:{port}/{database}") }
    }

    /// Lets everything through.
    pub fn open(&self) {
        self.state.store(OPEN, Ordering::SeqCst);
    }

    /// Lets nothing through, and nobody knows.
    pub fn freeze(&self) {
        self.state.store(FROZEN, Ordering::SeqCst);
    }

    /// Ends every connection and takes no new one.
    pub fn cut(&self) {
        self.state.store(CUT, Ordering::SeqCst);
        for end in self.ends.lock().unwrap().drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

fn carry(mut from: impl Read, mut to: impl Write, state: &AtomicU8) {
    let mut bytes = [0; 1 << 16];
    while let Ok(n) = from.read(&mut bytes) {
        while state.load(Ordering::SeqCst) == FROZEN {
            std::thread::sleep(Duration::from_millis(10));
        }
        if n == 0 || to.write_all(&bytes[..n]).is_err() {
            return;
        }
    }
}
