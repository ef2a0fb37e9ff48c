//! Shows how many people visited a platform in each month of a year, and what they did.
//!
//! `cargo run -p govocal-client --example visits-by-month -- 2026`
#![allow(clippy::print_stdout, reason = "a program")]

use std::collections::BTreeMap;
use std::env;
use std::error::Error;

use govocal_client::jiff::civil::{Date, date};
use govocal_client::jiff::tz::Offset;
use govocal_client::resources::insights::Resolution;
use govocal_client::{Client, DateRange};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let year = env::args().nth(1).ok_or("visits-by-month YEAR")?.parse()?;
    let range = DateRange::between(date(year, 1, 1), Date::new(year + 1, 1, 1)?)?;
    let city = Client::builder(env::var("GOVOCAL_URL")?)
        .credentials(env::var("GOVOCAL_CLIENT_ID")?, env::var("GOVOCAL_CLIENT_SECRET")?)
        .build()?;

    let visits = city.insights().visits().visited_at(range).resolution(Resolution::Month);
    // One request and two lists at once; the client keeps to the platform's rate limit.
    let (visits, ideas, comments) = tokio::try_join!(
        async { Ok::<_, Box<dyn Error>>(visits.await?) },
        async { Ok(city.ideas().list().created_at(range).stream().collect_consistent().await?) },
        async { Ok(city.comments().list().created_at(range).stream().collect_consistent().await?) },
    )?;

    let month_of = |at| Offset::UTC.to_datetime(at).month();
    let mut posted: BTreeMap<i8, (u64, u64)> = BTreeMap::new();
    for idea in ideas {
        posted.entry(month_of(idea.created_at)).or_default().0 += 1;
    }
    for comment in comments {
        posted.entry(month_of(comment.created_at)).or_default().1 += 1;
    }

    println!("month    visits  visitors   ideas  comments");
    for month in 1..=12 {
        let of_month = |at: &Date| at.month() == month;
        let bucket = visits.iter().find(|it| it.starts_at().is_some_and(|at| of_month(&at.date())));
        let (visits, visitors) = bucket.map_or((0, 0), |bucket| (bucket.visits, bucket.visitors));
        let (ideas, comments) = posted.get(&month).copied().unwrap_or_default();
        println!("{year}-{month:02} {visits:>8} {visitors:>9} {ideas:>7} {comments:>9}");
    }
    Ok(())
}
