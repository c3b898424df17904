//! The program: reads the command line, starts logging, runs the command, ends with its exit code.

use std::io::Write;
use std::process::ExitCode;

use qazyna::cli::{self, Surroundings};

/// Texts of rows are made in one thread and let go in another; the system's allocator is slow at just that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("QAZYNA_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            let _ = writeln!(std::io::stderr(), "cannot start: {e}");
            return ExitCode::from(cli::FAULT);
        }
    };
    let user = nix::unistd::User::from_uid(nix::unistd::getuid()).ok().flatten();
    let around = Surroundings {
        config: std::env::var("QAZYNA_CONFIG").ok(),
        database_url: std::env::var("QAZYNA_DATABASE_URL").ok(),
        login: user.map_or_else(|| nix::unistd::getuid().to_string(), |u| u.name),
        ..Default::default()
    };
    let words = std::env::args_os();
    let mut stdout = std::io::BufWriter::new(std::io::stdout());
    let code = runtime.block_on(cli::run(words, &around, &mut stdout, &mut std::io::stderr()));
    let _ = stdout.flush();
    // a wait that was given up may still stand in the system; the end does not wait for it
    runtime.shutdown_background();
    ExitCode::from(code)
}
