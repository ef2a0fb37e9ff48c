//! A tour of the civic crates: `cargo run -p civic-examples --bin tour`.
//!
//! Without settings it starts the embedded sandbox and talks to it over real HTTP. With
//! `GOVOCAL_URL`, `GOVOCAL_CLIENT_ID` and `GOVOCAL_CLIENT_SECRET` set, it reads that platform.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks to its user")]

mod govocal;

use std::error::Error;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match tour().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe tour ends early: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn tour() -> Result<(), Box<dyn Error>> {
    println!("civic tour: typed data of civic platforms, and nothing lost in silence");
    govocal::tour().await?;
    println!("\nDone. The code of this tour is in examples/src/bin/tour.");
    Ok(())
}

/// Opens a chapter.
fn chapter(title: &str) {
    println!("\n{title}\n{}", "─".repeat(title.chars().count()));
}

/// A text on one line and no longer than fits.
fn short(text: &str, width: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= width {
        return line;
    }
    line.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}
