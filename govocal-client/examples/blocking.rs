//! Reads ideas, reads one of them in another language, and keeps a copy of all, in a plain program: every
//! call waits for its answer.
//!
//! `cargo run -p govocal-client --example blocking [COPY.json]`
//!
//! It reads the platform that `GOVOCAL_URL`, `GOVOCAL_CLIENT_ID` and `GOVOCAL_CLIENT_SECRET` name or, if
//! there is no `GOVOCAL_URL`, a sandbox in this process.
#![allow(clippy::print_stdout, reason = "a program")]

use std::env;
use std::error::Error;

use civic_sandbox::{GoVocal, Server};
use govocal_client::blocking::Blocking;
use govocal_client::jiff::civil::date;
use govocal_client::sync::store::JsonFile;
use govocal_client::{Client, DateRange};

fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = GoVocal::builder().seed(2026).ideas(60).build();
    // Only what is not of the clients, such as this server, needs the trait `Blocking`.
    let server = Server::start(sandbox.clone()).blocking()?;
    let [url, id, secret] = match env::var("GOVOCAL_URL") {
        Ok(url) => [url, env::var("GOVOCAL_CLIENT_ID")?, env::var("GOVOCAL_CLIENT_SECRET")?],
        Err(_) => {
            [server.url(), sandbox.client_id().to_owned(), sandbox.client_secret().to_owned()]
        }
    };
    let city = Client::builder(url).credentials(id, secret).build()?;

    // A list is an iterator that fetches its own pages.
    let updated = DateRange::since(date(2026, 1, 1));
    let mut ideas = city.ideas().list().updated_at(updated).stream().blocking();
    let mut newest = None;
    for idea in &mut ideas {
        let idea = idea?;
        newest = newest.or(Some(idea.id));
        println!("{} {}", idea.id, idea.title.unwrap_or_default());
    }
    // Whether it is complete, or what is missing.
    println!("{}", ideas.report());

    if let Some(id) = newest {
        let idea = city.ideas().get(id).locale("nl-BE").blocking()?;
        println!("the newest, asked for in Dutch: {}", idea.title.unwrap_or_default());
    }

    if let Some(file) = env::args().nth(1) {
        let mut copy = JsonFile::open(file)?;
        let report = city.ideas().list().sync(copy.state()).blocking().store_in(&mut copy)?;
        println!("{report}");
    }
    Ok(())
}
