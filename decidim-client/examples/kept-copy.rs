//! Keeps a copy of a site's proposals in a JSON file, and tells at each run what is new, has changed or
//! is gone. Run it every night.
//!
//! `cargo run -p decidim-client --example kept-copy -- https://decidim.example.org proposals.json`

#![allow(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;

use decidim_client::graphql::Client;
use decidim_client::sync::store::JsonFile;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, file] = arguments.as_slice() else {
        return Err("usage: kept-copy URL FILE".into());
    };
    let site = Client::builder(address).build()?;

    let mut copy = JsonFile::open(file)?;
    let report = site.all_proposals().list().sync(copy.state()).store_in(&mut copy).await?;
    println!("{report}");
    if report.complete { Ok(()) } else { Err("the next run reads the same again".into()) }
}
