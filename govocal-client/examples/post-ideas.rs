//! Posts ideas that come as lines of title and text, with a tab between them.
//!
//! `cargo run -p govocal-client --example post-ideas -- PROJECT-ID < ideas.tsv`
//!
//! A write is never sent twice. Where nobody knows whether one arrived, the program stops and says so.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::env;
use std::error::Error;
use std::io;

use govocal_client::resources::ideas::NewIdea;
use govocal_client::uuid::Uuid;
use govocal_client::{Client, Multiloc, Sent, ServerError};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let project: Uuid = env::args().nth(1).ok_or("post-ideas PROJECT-ID < ideas.tsv")?.parse()?;
    let locale = env::var("GOVOCAL_LOCALE").unwrap_or_else(|_| "en".to_owned());
    let city = Client::builder(env::var("GOVOCAL_URL")?)
        .credentials(env::var("GOVOCAL_CLIENT_ID")?, env::var("GOVOCAL_CLIENT_SECRET")?)
        .build()?;

    for line in io::stdin().lines() {
        let line = line?;
        let (title, text) = line.split_once('\t').ok_or("a line needs a tab")?;
        let title = Multiloc::single(&locale, title);
        let text = Multiloc::single(&locale, format!("<p>{}</p>", escaped(text)));
        match city.ideas().create(&NewIdea::new(project, title, text)).await {
            Ok(idea) => println!("{}\t{line}", idea.id),
            Err(error) if error.was_sent() == Sent::Maybe => {
                eprintln!("look on the platform whether this was posted, then go on behind it:");
                eprintln!("{line}");
                return Err(error.into());
            }
            Err(error) => match ServerError::of(&error) {
                // The platform says which field it refuses; the others may be good.
                Some(said) => eprintln!("not posted ({said}): {line}"),
                None => return Err(error.into()),
            },
        }
    }
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
