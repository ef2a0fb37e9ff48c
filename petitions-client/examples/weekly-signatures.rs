//! Counts the signatures of a petition by the week in which they were confirmed.
//!
//! `cargo run -p petitions-client --example weekly-signatures -- 101`
//!
//! The exit code is 3 if signatures may be missing.
#![allow(clippy::print_stdout, reason = "a program")]

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::process::ExitCode;

use petitions_client::jiff::civil::Date;
use petitions_client::{Client, Id};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let id: Id = env::args().nth(1).ok_or("weekly-signatures PETITION-ID")?.parse()?;
    let site = Client::builder(env::var("PETITIONS_URL")?)
        .api_key(env::var("PETITIONS_API_KEY")?)
        .build()?;

    let mut weeks: BTreeMap<(i16, i8), u64> = BTreeMap::new();
    let mut undated = 0;
    let mut signatures = site.signatures().list().petitions([id]).stream();
    while let Some(signature) = signatures.try_next().await? {
        match signature.timestamp.date().map(Date::iso_week_date) {
            Some(week) => *weeks.entry((week.year(), week.week())).or_default() += 1,
            None => undated += 1,
        }
    }

    let most = weeks.values().copied().max().unwrap_or(1).max(1);
    for ((year, week), count) in &weeks {
        let bar = "█".repeat(usize::try_from(count * 40 / most)?);
        println!("{year}-W{week:02} {count:>7} {bar}");
    }
    if undated > 0 {
        println!("without a date {undated}");
    }
    let report = signatures.report();
    println!("{report}");
    Ok(if report.is_consistent() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}
