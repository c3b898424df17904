//! The lists of an office as its commands print them, read over one open connection: a look after every step must cost
//! less than the step.

use std::path::Path;

use qazyna::clock::Clock;
use qazyna::domain::batch::hex;
use qazyna::domain::lang::Lang;
use qazyna::stage::reporting::listing;
use qazyna::store::{Db, batch, order, request};
use qazyna::telling::out::{CsvStyle, Form, Out};
use qazyna::texts::Texts;
use serde_json::Value;
use tokio::runtime::Runtime;

/// An open look at one office.
pub struct Eye {
    runtime: Runtime,
    db: Db,
    texts: Option<Texts>,
}

/// What it saw, as of one moment.
pub struct Seen {
    pub requests: Vec<Value>,
    pub orders: Vec<Value>,
    pub batches: Vec<Value>,
    /// The journal's head.
    pub head: String,
}

impl Eye {
    pub fn new(url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let db = runtime.block_on(Db::open(url, Path::new("."), false)).unwrap();
        Eye { runtime, db, texts: Some(Texts::new(Lang::En)) }
    }

    pub fn look(&mut self) -> Seen {
        let (requests, orders, batches, head) = self.runtime.block_on(async {
            let mut reading = self.db.reading(Clock::Standing).await.unwrap();
            let conn = &mut reading.conn;
            let places = listing::Places::of(request::waiting(conn).await.unwrap().values());
            let (mut requests, mut orders) = (listing::requests_sheet(), listing::orders_sheet());
            let listed = request::each(conn, |r| {
                requests.rows.push(listing::request_row(&r, places.at(r.id)));
                Ok(())
            });
            listed.await.unwrap();
            order::each(conn, |o| orders.rows.push(listing::order_row(&o))).await.unwrap();
            let batches = listing::batches(&batch::all(conn).await.unwrap(), &batch::files(conn).await.unwrap());
            (requests, orders, batches, hex(&reading.head.unwrap_or_default()))
        });
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let texts = self.texts.take().unwrap();
        let zone = chrono_tz::Asia::Almaty;
        let out = Out {
            stdout: &mut stdout,
            stderr: &mut stderr,
            form: Form::Json,
            csv: CsvStyle::default(),
            texts,
            zone,
            reach: String::new(),
        };
        let rows = |sheet| out.sheet_json(sheet).unwrap().as_array().cloned().unwrap();
        let seen = Seen { requests: rows(&requests), orders: rows(&orders), batches: rows(&batches), head };
        self.texts = Some(out.texts);
        seen
    }
}

impl Drop for Eye {
    fn drop(&mut self) {
        self.runtime.block_on(self.db.close());
    }
}
