//! The tool itself. Its arguments are in `cli.rs`; its exit codes come from `civic_examples::program`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    civic_cli::main().await
}
