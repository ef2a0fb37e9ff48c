//! Tells which petitions are new or have changed since the last run, as a bot does that posts them.
//!
//! `cargo run -p petitions-client --example new-petitions -- petitions.json`
//!
//! The file has the copy and the place to go on from. A petition is told before it is stored, so that
//! none is left out; if the program is killed between the two, some are told again.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::env;
use std::error::Error;

use petitions_client::Client;
use petitions_client::resources::petitions::{Petition, PetitionListField, PetitionStatus};
use petitions_client::sync::store::JsonFile;
use petitions_client::sync::{Change, Store};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("new-petitions FILE")?;
    let site = Client::builder(env::var("PETITIONS_URL")?)
        .api_key(env::var("PETITIONS_API_KEY")?)
        .build()?;
    let fields = [PetitionListField::Status, PetitionListField::AnswerDueDate];

    let mut copy = JsonFile::open(&file)?;
    let mut run = site.petitions().list().fields(fields).sync(copy.state());
    while let Some(change) = run.try_next().await? {
        match change {
            Change::Began { mode, .. } => Store::<Petition>::begin(&mut copy, mode).await?,
            Change::Upsert { ref row, .. } => {
                let name = row.name.as_deref().unwrap_or("without a name");
                let status = row.status.as_ref().map_or("unknown", PetitionStatus::as_str);
                println!("{}\t{status}\t{name}", row.id);
                copy.write(change).await?;
            }
            Change::Gone { ref key, ref evidence } => {
                println!("{key}\tgone\t{evidence}");
                copy.write(change).await?;
            }
            Change::Withheld { keys } => eprintln!("{keys} petitions seem to be gone: kept"),
            Change::Synced { state, report } | Change::Incomplete { state, report } => {
                Store::<Petition>::commit(&mut copy, state).await?;
                eprintln!("{report}");
            }
            _ => {}
        }
    }
    Ok(())
}
