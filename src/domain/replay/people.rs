//! The journal told again: who may act (004 §6). A role that nobody gave would let somebody sign, so it must be found.

use super::fields::Fields;
use super::{Act, Replay, Told};
use crate::domain::image::{PersonImage, RecipientImage, RoleImage, TokenImage};

impl Replay {
    pub(super) fn role_given(&mut self, e: &Fields<'_>) -> Told {
        // the people that a sandbox begins with have nothing but a role
        let or_none = |key| e.text(key).unwrap_or_default().to_owned();
        let person = self.people.entry(e.text("person")?.to_owned()).or_default();
        let login = or_none("login");
        if !login.is_empty() {
            person.login = login;
        }
        let role = e.text("role")?.to_owned();
        person.roles.push(RoleImage {
            role,
            from: or_none("from"),
            to: or_none("to"),
            basis: or_none("basis"),
            ended: None,
        });
        Ok(())
    }

    pub(super) fn roles_ended(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let open: Vec<_> = self.person(e)?.roles.iter_mut().filter(|role| role.ended.is_none()).collect();
        if open.is_empty() {
            return Err("the person holds no role".to_owned());
        }
        open.into_iter().for_each(|role| role.ended = Some(act.at));
        Ok(())
    }

    pub(super) fn person_iin(&mut self, e: &Fields<'_>) -> Told {
        let iin = e.text("iin")?.to_owned();
        self.person(e)?.iin = iin;
        Ok(())
    }

    pub(super) fn password_set(&mut self, e: &Fields<'_>) -> Told {
        let digest = e.text("secret")?.to_owned();
        self.person(e)?.secrets[0] = digest;
        Ok(())
    }

    /// A second factor that was taken away has no secret.
    pub(super) fn factor_set(&mut self, e: &Fields<'_>) -> Told {
        let digest = e.text("secret").unwrap_or_default().to_owned();
        self.person(e)?.secrets[1] = digest;
        Ok(())
    }

    /// A new token of a program ends the one before.
    pub(super) fn token_given(&mut self, e: &Fields<'_>) -> Told {
        self.token_ended(e)?;
        let image = TokenImage { person: e.text("person")?.to_owned(), program: e.text("program")?.to_owned() };
        self.tokens.insert(e.text("secret")?.to_owned(), image);
        Ok(())
    }

    pub(super) fn token_ended(&mut self, e: &Fields<'_>) -> Told {
        let (person, program) = (e.text("person")?, e.text("program")?);
        self.tokens.retain(|_, token| token.person != person || token.program != program);
        Ok(())
    }

    /// Registering again replaces what was registered.
    pub(super) fn recipient_registered(&mut self, e: &Fields<'_>) -> Told {
        let image = RecipientImage {
            name: e.text("name")?.to_owned(),
            iin: e.text("iin")?.to_owned(),
            serial: e.text("serial")?.to_owned(),
            mail: e.text("mail")?.to_owned(),
            secret: e.text("secret")?.to_owned(),
        };
        self.recipients.insert(e.text("bin")?.to_owned(), image);
        Ok(())
    }

    fn person(&mut self, e: &Fields<'_>) -> Result<&mut PersonImage, String> {
        self.people.get_mut(e.text("person")?).ok_or_else(|| "no such person has a role".to_owned())
    }
}
