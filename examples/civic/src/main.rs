//! The tool itself.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    civic_cli::main().await
}
