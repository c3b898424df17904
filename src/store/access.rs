//! How people come into the console: their passwords and second factors, who is signed in, and how often somebody tried in
//! vain. A password is an act and stands in the journal; a session proves nothing and does not.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::binds;
use crate::clock::Clock;
use crate::domain::batch::hex;
use crate::domain::image::{RecipientImage, TokenImage};
use crate::domain::lang::Lang;
use crate::domain::person::RoleHeld;
use crate::domain::time::Moment;

use super::journal::Stands;
use super::person;
use super::{Conn, Db, Reading, StoreError, Value, Writing};

/// What a person proves with that it is him.
#[derive(Clone, Debug)]
pub struct Access {
    /// The person's key.
    pub person: i64,
    /// The password, argon2id in its PHC form.
    pub password: Option<String>,
    /// The secret of the second factor.
    pub factor: Option<Vec<u8>>,
}

/// Of the person of this name, if there is one.
pub async fn of(conn: &mut Conn, name: &str) -> Result<Option<Access>, StoreError> {
    conn.row("access_of", binds![name], |r| {
        Ok(Access { person: r.int(0)?, password: r.opt_text(1)?, factor: r.opt_bytes(2)? })
    })
    .await
}

/// The digests of everybody's password and second factor, as the journal has them; empty where there is none.
pub async fn digests(conn: &mut Conn) -> Result<BTreeMap<String, [String; 2]>, StoreError> {
    let rows = conn.rows("access_secrets", binds![], |r| Ok((r.text(0)?, r.opt_text(1)?, r.opt_bytes(2)?))).await?;
    let of = |(name, password, factor): (String, Option<String>, Option<Vec<u8>>)| {
        let digests = [password.map(String::into_bytes), factor].map(|secret| digest(secret.as_deref()));
        (name, digests)
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The digest of a secret, nothing where there is none.
pub fn digest(secret: Option<&[u8]>) -> String {
    secret.map_or_else(String::new, |secret| hex(&Sha256::digest(secret)))
}

/// Keeps a person's password.
pub async fn set_password(tx: &mut Writing, name: &str, phc: &str) -> Result<(), StoreError> {
    tx.conn.execute("access_password", binds![name, phc]).await.map(|_| ())
}

/// Keeps the secret of a person's second factor, or takes it away.
pub async fn set_factor(tx: &mut Writing, name: &str, secret: Option<&[u8]>) -> Result<(), StoreError> {
    tx.conn.execute("access_factor", binds![name, secret.map(<[u8]>::to_vec)]).await.map(|_| ())
}

/// Who holds a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A person of the department, by the key.
    Person(i64),
    /// An organisation, by its BIN.
    Recipient(String),
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub holder: Holder,
    /// The name.
    pub name: String,
    /// When a page was last asked for.
    pub seen_at: Moment,
    /// The language chosen for the pages.
    pub language: Option<Lang>,
    /// Every role that the person was ever given.
    pub roles: Vec<RoleHeld>,
}

/// Who holds the session of this digest, where it was begun and used late enough; and, for the same journey, where the journal
/// stands.
async fn session(
    conn: &mut Conn,
    id: &[u8; 32],
    begun_after: Moment,
    seen_after: Moment,
) -> Result<(Stands, Option<Session>), StoreError> {
    let (mut stands, mut session) = (Stands::default(), None);
    conn.each("session_one", binds![id, begun_after, seen_after], |r| {
        stands = Stands { head: r.opt_digest(0)?, last: r.opt_moment(1)? };
        let Some(seen_at) = r.opt_moment(4)? else { return Ok(()) };
        let holder = match (r.opt_int(2)?, r.opt_text(6)?) {
            (Some(person), _) => Holder::Person(person),
            (None, Some(bin)) => Holder::Recipient(bin),
            (None, None) => return Err(StoreError::inconsistent("web_session", "person_id", "nobody")),
        };
        let (name, language) = (r.text(3)?, r.opt_text(5)?.as_deref().and_then(Lang::parse));
        let of = session.get_or_insert_with(|| Session { holder, name, seen_at, language, roles: Vec::new() });
        if r.opt_text(7)?.is_some() {
            of.roles.push(person::held(&r, 7)?);
        }
        Ok(())
    })
    .await?;
    Ok((stands, session))
}

/// Changes that are no business of the journal, and who asks for them.
impl Db {
    /// Begins to read, and tells who holds the session of this digest where it was begun and used late enough.
    pub async fn reading_for(
        &self,
        clock: Clock,
        id: &[u8; 32],
        (begun, seen): (Moment, Moment),
    ) -> Result<(Reading, Option<Session>), StoreError> {
        let mut conn = self.read().await?;
        let (stands, session) = session(&mut conn, id, begun, seen).await?;
        Ok((Reading::of(conn, stands, clock), session))
    }

    /// Begins a session and forgets those that ended: begun before the first moment, or last used before the
    /// second.
    pub async fn begin_session(
        &self,
        id: &[u8; 32],
        holder: &Holder,
        now: Moment,
        address: &str,
        (begun, seen): (Moment, Moment),
    ) -> Result<(), StoreError> {
        let (person, recipient) = match holder {
            Holder::Person(person) => (Some(*person), None),
            Holder::Recipient(bin) => (None, Some(bin.as_str())),
        };
        let begin = binds![id, person, now, address, recipient];
        self.aside(vec![("sessions_forget", binds![begun, seen]), ("session_insert", begin)]).await.map(|_| ())
    }

    /// Notes that a session is in use.
    pub async fn session_seen(&self, id: &[u8; 32], now: Moment) -> Result<(), StoreError> {
        self.aside(vec![("session_seen", binds![id, now])]).await.map(|_| ())
    }

    /// Ends a session.
    pub async fn end_session(&self, id: &[u8; 32]) -> Result<(), StoreError> {
        self.aside(vec![("session_end", binds![id])]).await.map(|_| ())
    }

    /// Ends every session of a person but this one.
    pub async fn end_other_sessions(&self, name: &str, stays: &[u8; 32]) -> Result<(), StoreError> {
        self.aside(vec![("sessions_end_others", binds![name, stays])]).await.map(|_| ())
    }

    /// Uses a code of the second factor; whether it was not used before.
    pub async fn use_code(&self, person: i64, step: i64) -> Result<bool, StoreError> {
        Ok(self.aside(vec![("access_step", binds![person, step])]).await? > 0)
    }

    /// Brings the list of each organisation's applications up to the last request. Requests get their keys in the order in
    /// which they are committed, so that none comes later before another.
    pub async fn index_recipients(&self) -> Result<(), StoreError> {
        let mut conn = self.read().await?;
        let from = conn.number("recipients_upto", binds![]).await?;
        let to = conn.number("request_next", binds![]).await? - 1;
        drop(conn);
        if from < to {
            let mut conn = self.begin_aside().await?;
            if conn.execute("recipients_move", binds![from, to]).await? > 0 {
                conn.execute("recipients_fill", binds![from, to]).await?;
            }
            conn.commit().await?;
        }
        Ok(())
    }

    /// Ends every session of an organisation.
    pub async fn end_sessions_of_recipient(&self, bin: &str) -> Result<(), StoreError> {
        self.aside(vec![("recipient_sessions_end", binds![bin])]).await.map(|_| ())
    }

    /// Keeps what a program was answered under a key; what was kept before stays.
    pub async fn answer_kept(&self, person: i64, key: &str, answer: &Answered, now: Moment) -> Result<(), StoreError> {
        let binds = binds![person, key, &answer.content, answer.status, &answer.body, now];
        self.aside(vec![("answer_insert", binds)]).await.map(|_| ())
    }

    /// The language of somebody's pages.
    pub async fn set_language(&self, holder: &Holder, lang: Lang) -> Result<(), StoreError> {
        let statement = match holder {
            Holder::Person(person) => ("access_language", binds![*person, lang.word()]),
            Holder::Recipient(bin) => ("recipient_language", binds![bin, lang.word()]),
        };
        self.aside(vec![statement]).await.map(|_| ())
    }

    /// Notes that somebody tried in vain; those before `since` count no more.
    pub async fn sign_in_failed(&self, subjects: &[String], now: Moment, since: Moment) -> Result<(), StoreError> {
        let one = |subject| ("sign_in_failed", binds![subject, now, since]);
        self.aside(subjects.iter().map(one).collect()).await.map(|_| ())
    }

    /// Forgets what failed before somebody came in.
    pub async fn signed_in(&self, subjects: &[String]) -> Result<(), StoreError> {
        self.aside(subjects.iter().map(|subject| ("sign_in_done", binds![subject])).collect()).await.map(|_| ())
    }

    /// Notes that somebody came in as this account through the browser of this digest, and forgets browsers not used since.
    pub async fn browser_known(
        &self,
        id: &[u8; 32],
        account: &str,
        now: Moment,
        since: Moment,
    ) -> Result<(), StoreError> {
        let known = ("browser_known", binds![id, account, now]);
        self.aside(vec![("browsers_forget", binds![since]), known]).await.map(|_| ())
    }

    /// Begins a change that is no business of the journal.
    pub(super) async fn begin_aside(&self) -> Result<Conn, StoreError> {
        Ok(match self {
            Db::Sqlite { pool, .. } => Conn::Sqlite(pool.write().await?),
            Db::Postgres { pool, .. } => Conn::Postgres(pool.begin().await?),
        })
    }

    /// Runs these in one transaction, without waiting for who writes business on a server; how many rows they changed.
    pub(super) async fn aside(&self, statements: Vec<(&'static str, Vec<Value<'_>>)>) -> Result<u64, StoreError> {
        let mut conn = self.begin_aside().await?;
        let mut changed = 0;
        for (name, binds) in statements {
            changed += conn.execute(name, binds).await?;
        }
        conn.commit().await?;
        Ok(changed)
    }
}

/// Where the letters of an organisation may be sent by e-mail; empty where it named nothing.
pub async fn mail_of(conn: &mut Conn, bin: &str) -> Result<String, StoreError> {
    Ok(conn.row("recipient_mail", binds![bin], |r| r.opt_text(0)).await?.flatten().unwrap_or_default())
}

/// BIN and password of the organisations that somebody may mean who comes in by this BIN, or by the IIN of whom registered
/// them.
pub async fn recipients_named(conn: &mut Conn, name: &str) -> Result<Vec<(String, String)>, StoreError> {
    conn.rows("recipients_named", binds![name], |r| Ok((r.text(0)?, r.text(1)?))).await
}

/// Every organisation that is registered, by its BIN, as the journal tells of it.
pub async fn recipients(conn: &mut Conn) -> Result<Vec<(String, RecipientImage)>, StoreError> {
    conn.rows("recipient_all", binds![], |r| {
        let image = RecipientImage {
            name: r.text(1)?,
            iin: r.text(2)?,
            serial: r.text(3)?,
            mail: r.opt_text(4)?.unwrap_or_default(),
            secret: digest(Some(r.text(5)?.as_bytes())),
        };
        Ok((r.text(0)?, image))
    })
    .await
}

/// Every token in force, by its digest.
pub async fn tokens(conn: &mut Conn) -> Result<Vec<(String, TokenImage)>, StoreError> {
    conn.rows("token_all", binds![], |r| {
        Ok((hex(&r.digest(0)?), TokenImage { person: r.text(1)?, program: r.text(2)? }))
    })
    .await
}

/// Name and password of an organisation that is registered.
pub async fn recipient(conn: &mut Conn, bin: &str) -> Result<Option<(String, String)>, StoreError> {
    conn.row("recipient_of", binds![bin], |r| Ok((r.text(0)?, r.text(1)?))).await
}

/// An organisation that registers, or registers anew because its password was lost.
#[derive(Clone, Copy, Debug)]
pub struct NewRecipient<'a> {
    /// Its BIN.
    pub bin: &'a str,
    /// Its name, as the certificate has it.
    pub name: &'a str,
    /// Its password, argon2id in its PHC form.
    pub phc: &'a str,
    /// Whose certificate it was.
    pub iin: &'a str,
    /// The certificate's serial number, hexadecimal.
    pub serial: &'a str,
    /// Its address for e-mail; empty where it named none.
    pub mail: &'a str,
}

/// Keeps it.
pub async fn register(tx: &mut Writing, new: NewRecipient<'_>) -> Result<(), StoreError> {
    let NewRecipient { bin, name, phc, iin, serial, mail } = new;
    let mail = Some(mail).filter(|mail| !mail.is_empty());
    let moment = tx.moment;
    tx.conn.execute("recipient_registered", binds![bin, name, phc, moment, iin, serial, mail]).await.map(|_| ())
}

/// The keys of at most so many requests of an organisation before this one, the newest first, as far as
/// [`Db::index_recipients`] has come.
pub async fn requests_of(conn: &mut Conn, bin: &str, before: i64, most: i64) -> Result<Vec<i64>, StoreError> {
    conn.rows("recipient_requests", binds![bin, before, most], |r| r.int(0)).await
}

/// Whose token this digest is of, while it is in force: the person's key and name.
pub async fn token(conn: &mut Conn, id: &[u8; 32]) -> Result<Option<(i64, String)>, StoreError> {
    conn.row("token_one", binds![id], |r| Ok((r.int(0)?, r.text(1)?))).await
}

/// Gives a person's program a token.
pub async fn give_token(tx: &mut Writing, id: &[u8; 32], person: &str, program: &str) -> Result<(), StoreError> {
    let moment = tx.moment;
    tx.conn.execute("token_insert", binds![id, person, program, moment]).await.map(|_| ())
}

/// Ends the tokens of a person's program; how many.
pub async fn end_tokens(tx: &mut Writing, person: &str, program: &str) -> Result<u64, StoreError> {
    let moment = tx.moment;
    tx.conn.execute("tokens_end", binds![person, program, moment]).await
}

/// What a program was answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// SHA-256 of the request.
    pub content: [u8; 32],
    /// The status.
    pub status: i64,
    /// The document.
    pub body: String,
}

/// What a program was answered under this key.
pub async fn answered(conn: &mut Conn, person: i64, key: &str) -> Result<Option<Answered>, StoreError> {
    let read = |r: super::Row<'_>| Ok(Answered { content: r.digest(0)?, status: r.int(1)?, body: r.text(2)? });
    conn.row("answer_one", binds![person, key], read).await
}

/// How often of late somebody tried in vain as this account, or from this address, and when last.
pub async fn failures(conn: &mut Conn, subject: &str) -> Result<Option<(i64, Moment)>, StoreError> {
    conn.row("sign_in_failures", binds![subject], |r| Ok((r.int(0)?, r.moment(1)?))).await
}

/// As whom somebody came in before through the browser of this digest: names of people, BINs of organisations.
pub async fn browser_accounts(conn: &mut Conn, id: &[u8; 32]) -> Result<Vec<String>, StoreError> {
    conn.rows("browser_accounts", binds![id], |r| r.text(0)).await
}
