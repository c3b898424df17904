//! `completions` and `man`: what the shell knows of the commands, made from the commands themselves.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Cli;
use super::{DONE, Outcome};
use crate::telling::out::Out;

/// Files, environment and exit codes: what stands in no command.
const BEHIND: &str = r#".SH FILES
.TP
\fBqazyna.toml\fR, \fB/etc/qazyna/qazyna.toml\fR
the configuration; \fBqazyna init\fR writes one with comments
.SH ENVIRONMENT
.TP
\fBQAZYNA_CONFIG\fR
the configuration file, where \fB\-\-config\fR is not given
.TP
\fBQAZYNA_DATABASE_URL\fR
the database, instead of the one in the configuration: sqlite:PATH or postgres://...
.TP
\fBQAZYNA_LOG\fR
what is logged to standard error, e.g. \fBinfo\fR
.SH EXIT STATUS
.TP
\fB0\fR
done
.TP
\fB1\fR
a fault: database, disk, clock
.TP
\fB2\fR
wrong usage or configuration
.TP
\fB3\fR
refused, wholly or in part; each refusal is listed with its code
.TP
\fB4\fR
a check found something wrong
"#;

/// Prints the completions for a shell.
pub fn completions(out: &mut Out<'_>, shell: Shell) -> Outcome {
    // the generator panics where it cannot write: it writes into memory
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "qazyna", &mut text);
    out.stdout.write_all(&text)?;
    Ok(DONE)
}

/// Prints one page with every command.
pub fn page(out: &mut Out<'_>) -> Outcome {
    let mut command = Cli::command();
    command.build();
    let man = Man::new(command.clone()).manual("qazyna");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    writeln!(text, ".SH COMMANDS")?;
    for sub in command.get_subcommands() {
        describe(&mut text, sub, "qazyna")?;
    }
    text.write_all(BEHIND.as_bytes())?;
    out.stdout.write_all(&text)?;
    Ok(DONE)
}

/// A command and those below it, each under a heading of its own; options of every command stand at the beginning alone.
fn describe(text: &mut Vec<u8>, command: &clap::Command, before: &str) -> std::io::Result<()> {
    if command.get_name() == "help" {
        return Ok(());
    }
    let name = format!("{before} {}", command.get_name());
    let told_before = |arg: &clap::Arg| arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version");
    let own = command.clone().mut_args(|arg| if told_before(&arg) { arg.hide(true) } else { arg });
    let man = Man::new(own);
    writeln!(text, ".SS \"{name}\"")?;
    let mut part = Vec::new();
    man.render_description_section(&mut part)?;
    if command.get_arguments().any(|arg| !told_before(arg) && !arg.is_hide_set()) {
        man.render_options_section(&mut part)?;
    }
    // its sections are paragraphs of the command
    let part = String::from_utf8_lossy(&part);
    for line in part.lines().filter(|line| !line.starts_with(".SH")) {
        writeln!(text, "{line}")?;
    }
    for sub in command.get_subcommands() {
        describe(text, sub, &name)?;
    }
    Ok(())
}
