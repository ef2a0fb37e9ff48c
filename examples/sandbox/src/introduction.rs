//! What the program says when it serves: where it listens, and how to talk to it.

use std::io::{self, Write};

use civic_sandbox::{Decidim, GoVocal, Petitions};

pub(crate) fn govocal(out: &mut dyn Write, site: &GoVocal, url: &str) -> io::Result<()> {
    let (id, secret) = (site.client_id(), site.client_secret());
    writeln!(out, "Go Vocal sandbox: {} ideas at {url}", site.count("ideas"))?;
    writeln!(out, "client id         {id}")?;
    writeln!(out, "client secret     {secret}")?;
    writeln!(out)?;
    writeln!(
        out,
        "TOKEN=$(curl -s {url}/api/v2/authenticate -H 'Content-Type: application/json' \\"
    )?;
    writeln!(
        out,
        "  -d '{{\"auth\":{{\"client_id\":\"{id}\",\"client_secret\":\"{secret}\"}}}}' \\"
    )?;
    writeln!(out, "  | sed 's/.*\"jwt\":\"\\([^\"]*\\)\".*/\\1/')")?;
    writeln!(
        out,
        "curl -H \"Authorization: Bearer $TOKEN\" '{url}/api/v2/ideas?page_size=2&locale=nl'"
    )
}

pub(crate) fn decidim(out: &mut dyn Write, site: &Decidim, url: &str) -> io::Result<()> {
    let (version, count) = (site.version(), site.count("proposals"));
    writeln!(out, "Decidim {version} sandbox: {count} proposals at {url}")?;
    writeln!(out, "API key           {}", site.api_key())?;
    writeln!(out, "API secret        {}", site.api_secret())?;
    let (id, secret) = (Decidim::CLIENT_ID, Decidim::CLIENT_SECRET);
    writeln!(out, "REST client id    {id}")?;
    writeln!(out, "REST secret       {secret}")?;
    writeln!(out)?;
    writeln!(out, "curl -s {url}/api -H 'Content-Type: application/json' \\")?;
    writeln!(
        out,
        "  -d '{{\"query\":\"{{ participatoryProcesses {{ id slug components {{ __typename id }} }} }}\"}}'"
    )?;
    writeln!(out, "curl -s {url}/oauth/token \\")?;
    writeln!(out, "  -d grant_type=client_credentials -d scope=public \\")?;
    writeln!(out, "  -d client_id={id} -d client_secret={secret}")
}

pub(crate) fn petitions(out: &mut dyn Write, site: &Petitions, url: &str) -> io::Result<()> {
    let key = Petitions::PLAIN_KEY;
    writeln!(out, "petitions.eu sandbox: {} petitions at {url}", site.petition_ids().len())?;
    writeln!(out, "API key           {key}")?;
    writeln!(out)?;
    writeln!(out, "curl -s '{url}/api/v1/petitions?api_key={key}&count=2'")
}
