//! Keeps a copy of the ideas true in a JSON file. Run it every night: it reads what has changed since.
//!
//! `cargo run -p govocal-client --example nightly-sync -- ideas.json [ROWS]`
//!
//! With ROWS, so many records that the run before withheld may be taken for deleted. The exit code is 0
//! only if the copy is complete.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::env;
use std::error::Error;
use std::process::ExitCode;

use govocal_client::Client;
use govocal_client::sync::store::{JsonFile, SyncError};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let file = arguments.next().ok_or("nightly-sync FILE [ROWS]")?;
    let accepted = arguments.next().map_or(Ok(0), |rows| rows.parse())?;

    let city = Client::builder(env::var("GOVOCAL_URL")?)
        .credentials(env::var("GOVOCAL_CLIENT_ID")?, env::var("GOVOCAL_CLIENT_SECRET")?)
        .integration("nightly-sync/1.0")
        .build()?;

    let mut copy = JsonFile::open(&file)?;
    // In parts: a first run that is killed goes on where the last part ended.
    let run = city.ideas().list().sync(copy.state()).in_parts_of(5_000).accept_gone(accepted);
    match run.store_in(&mut copy).await {
        Ok(report) => {
            println!("{report}");
            Ok(ExitCode::SUCCESS)
        }
        // What could be read is in the copy. The next run reads the same time again.
        Err(SyncError::Incomplete { report, error }) => {
            eprintln!("{report}");
            if let Some(error) = error {
                eprintln!("{error}");
            }
            Ok(ExitCode::from(3))
        }
        Err(error) => Err(error.into()),
    }
}
