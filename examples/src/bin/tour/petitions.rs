//! petitions.eu: no pages, no ids, and yet every signature.

use std::io::Write;

use civic_examples::platforms;
use civic_examples::program::{Failure, short};
use civic_examples::sandbox::Sandbox;
use civic_examples::settings::Settings;
use civic_sandbox::Petitions;
use petitions_client::Client;
use petitions_client::resources::petitions::{PetitionField, PetitionListField};

use crate::page::Page;

pub(crate) async fn tour(out: &mut Page) -> Result<(), Failure> {
    out.chapter("petitions.eu")?;
    if let Some([url, key]) =
        Settings::environment().all(["PETITIONS_URL", "PETITIONS_API_KEY"], None)?
    {
        writeln!(out, "reading {url}")?;
        let client = Client::builder(url).api_key(key).http(platforms::http()?).build()?;
        return site(out, &client).await;
    }
    let platform = Petitions::builder().seed(2026).build();
    let sandbox = Sandbox::start(platforms::PETITIONS, platform).await?;
    writeln!(out, "reading {}", sandbox.place())?;
    let client = Client::builder(sandbox.address()).api_key(Petitions::FULL_KEY);
    site(out, &client.http(sandbox.http()).build()?).await
}

async fn site(out: &mut Page, site: &Client) -> Result<(), Failure> {
    let mut petitions =
        site.petitions().list().fields([PetitionListField::SignaturesCount]).stream();
    let mut largest = None;
    while let Some(petition) = petitions.try_next().await? {
        if petition.signatures_count > largest.as_ref().map_or(Some(0), |(_, count)| *count) {
            largest = Some((petition.id, petition.signatures_count));
        }
    }
    out.account("→ ", &petitions.report())?;
    let Some((id, _)) = largest else { return Ok(()) };
    let petition = site.petitions().get(id).fields([PetitionField::Status]).await?;
    writeln!(out, "  {}", short(&petition.name.unwrap_or_default(), 70))?;
    // There are no pages: signatures are read back in time, window by window, and must add up.
    let mut signatures = site.signatures().list().petitions([id]).stream();
    while signatures.try_next().await?.is_some() {}
    out.account("→ ", &signatures.report())?;
    Ok(())
}
