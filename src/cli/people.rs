//! `user add`, `user end`, `user password`, `user token`, `user list`.

use std::io::{BufRead, IsTerminal};

use crate::domain::person::{Role, RoleHeld};
use crate::domain::sheet::{Cell, Sheet};
use crate::stage::people::{self, NewRole};

use super::app::App;
use super::args::UserCommand;
use super::{DONE, Failure, Outcome};
use crate::telling::out::Out;
use crate::web::secrets;

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: UserCommand) -> Outcome {
    match command {
        UserCommand::Add { name, role, login, iin, from, to, basis } => {
            let manager = app.manager().await?;
            let first_admin = role == Role::Admin && login.is_none() && !app.office().is_sandbox();
            let login = login.or_else(|| first_admin.then(|| app.login().to_owned()));
            let held = RoleHeld { role, from, to, basis, ended_at: None };
            people::add(
                &app.office(),
                &manager,
                NewRole { name: &name, login: login.as_deref(), iin: iin.as_ref(), held },
            )
            .await?;
            out.say("done-user-add", &[("name", &name), ("role", &out_role(out, role))])?;
            out.json(&serde_json::json!({ "name": name, "role": role.word() }))?;
        }
        UserCommand::End { name } => {
            let manager = app.manager().await?;
            people::end(&app.office(), &manager, &name).await?;
            out.say("done-user-end", &[("name", &name)])?;
            out.json(&serde_json::json!({ "name": name, "ended": true }))?;
        }
        UserCommand::Password { name, without_factor } => {
            let manager = app.manager().await?;
            let mut typed = String::new();
            if std::io::stdin().is_terminal() {
                out.note("ask-password", &[("name", &name)])?;
            }
            std::io::stdin().lock().read_line(&mut typed)?;
            let phc = secrets::hashed(typed.trim_end_matches(['\r', '\n'])).map_err(Failure::Usage)?;
            people::set_password(&app.office(), &manager, &name, &phc).await?;
            if without_factor {
                people::set_factor(&app.office(), &manager, &name, None).await?;
            }
            out.say("done-user-password", &[("name", &name)])?;
            out.json(&serde_json::json!({ "name": name, "password": true }))?;
        }
        UserCommand::Token { name, program, end } => {
            let manager = app.manager().await?;
            let token = secrets::token()?;
            let id = (!end).then(|| secrets::session_id(&token));
            people::set_token(&app.office(), &manager, &name, &program, id.as_ref()).await?;
            let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &name), ("program", &program)];
            if end {
                out.say("done-user-token-end", &values)?;
                out.json(&serde_json::json!({ "name": name, "program": program, "token": null }))?;
            } else {
                out.note("done-user-token", &values)?;
                out.say_plain(&token)?;
                out.json(&serde_json::json!({ "name": name, "program": program, "token": token }))?;
            }
        }
        UserCommand::List => {
            let mut reading = app.office().reading().await?;
            let mut sheet = Sheet::new(&["name", "role", "login", "iin", "from", "to", "basis", "ended_at"], &[]);
            for one in people::list(&mut reading.conn).await? {
                let date = |d: Option<chrono::NaiveDate>| d.map_or(Cell::None, Cell::Date);
                sheet.rows.push(vec![
                    Cell::Text(one.person),
                    Cell::Word("role", one.held.role.word().to_owned()),
                    Cell::text(one.login),
                    Cell::text(one.iin),
                    date(one.held.from),
                    date(one.held.to),
                    Cell::text(one.held.basis),
                    Cell::moment(one.held.ended_at),
                ]);
            }
            out.sheet(&sheet)?;
        }
    }
    Ok(DONE)
}

fn out_role(out: &Out<'_>, role: Role) -> String {
    out.texts.get(&format!("role-{}", role.word()))
}
