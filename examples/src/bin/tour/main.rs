//! A tour of the civic crates: `cargo run -p civic-examples --bin tour`.
//!
//! Without settings it starts the embedded sandboxes and talks to them over real HTTP. Where the
//! environment names a platform, it reads that one instead and writes nothing:
//!
//! | platform | settings |
//! |---|---|
//! | Go Vocal | `GOVOCAL_URL`, `GOVOCAL_CLIENT_ID`, `GOVOCAL_CLIENT_SECRET` |
//! | Decidim, GraphQL | `DECIDIM_URL` |
//! | Decidim, REST | `DECIDIM_URL`, `DECIDIM_CLIENT_ID`, `DECIDIM_CLIENT_SECRET` |
//! | petitions.eu | `PETITIONS_URL`, `PETITIONS_API_KEY` |

mod decidim;
mod govocal;
mod page;
mod petitions;

use std::error::Error;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use civic_examples::program::Failure;

#[tokio::main]
async fn main() -> ExitCode {
    match tour(&mut io::stdout()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Error(error)) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(failure) => {
            // If this cannot be told either, the exit code still does.
            let _ = writeln!(io::stderr(), "\nThe tour ends early: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn tour(out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "civic tour: typed data of civic platforms, and nothing lost in silence")?;
    govocal::tour(out).await?;
    decidim::tour(out).await?;
    petitions::tour(out).await?;
    writeln!(out, "\nDone. The code of this tour is in examples/src/bin/tour.")?;
    Ok(())
}

/// Whether the reader went away, as `head` does when it has enough.
fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
