//! Who may act and come in: people with their roles, organisations, tokens.

use super::Image;
use crate::domain::time::Moment;

/// A person and every role ever held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonImage {
    /// The operating-system user; empty where none is mapped.
    pub login: String,
    /// The IIN that the person's certificate must name; empty where it is not known.
    pub iin: String,
    /// In the order in which they were given.
    pub roles: Vec<RoleImage>,
    /// Digests of the password and of the second factor for the console; empty where there is none.
    pub secrets: [String; 2],
}

/// A role; what is open or not said is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleImage {
    /// Which.
    pub role: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// What an acting head acts on.
    pub basis: String,
    /// When all roles of the person were ended.
    pub ended: Option<Moment>,
}

impl Image for PersonImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        let role = |r: &RoleImage| {
            let ended = r.ended.map_or_else(String::new, |at| at.rfc3339_utc());
            [&r.role, &r.from, &r.to, &r.basis, &ended].map(String::as_str).join("|")
        };
        let roles: Vec<String> = self.roles.iter().map(role).collect();
        let [password, factor] = self.secrets.clone();
        vec![
            ("login", self.login.clone()),
            ("iin", self.iin.clone()),
            ("roles", roles.join("; ")),
            ("password", password),
            ("factor", factor),
        ]
    }
}

/// An organisation that has a cabinet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientImage {
    /// Its name.
    pub name: String,
    /// Whose certificate it was.
    pub iin: String,
    /// The certificate's serial number, hexadecimal.
    pub serial: String,
    /// Its address for e-mail; empty where it named none.
    pub mail: String,
    /// Digest of its password.
    pub secret: String,
}

impl Image for RecipientImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("iin", self.iin.clone()),
            ("serial", self.serial.clone()),
            ("mail", self.mail.clone()),
            ("password", self.secret.clone()),
        ]
    }
}

/// A token in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenImage {
    /// As whom it acts.
    pub person: String,
    /// Which program has it.
    pub program: String,
}

impl Image for TokenImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        vec![("person", self.person.clone()), ("program", self.program.clone())]
    }
}
