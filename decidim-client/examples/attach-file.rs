//! Attaches a file to a result of a Decidim site of 0.33, and shows how far the upload is.
//!
//! `DECIDIM_KEY=… DECIDIM_SECRET=… cargo run -p decidim-client --example attach-file -- \
//! https://decidim.example.org 47 5 plan.pdf application/pdf "The plan"`

#![allow(clippy::print_stderr, clippy::print_stdout, reason = "it is a program")]

use std::error::Error;
use std::path::Path;

use decidim_client::Multiloc;
use decidim_client::graphql::Client;
use decidim_client::graphql::writes::{Attachable, AttachmentAttributes, NewFile, UploadRefusal};

const USAGE: &str = "usage: attach-file URL COMPONENT RESULT FILE MEDIA-TYPE TITLE";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, component, result, path, content_type, title] = &arguments[..] else {
        return Err(USAGE.into());
    };
    let on = Attachable::result(component.parse::<u64>()?, result.parse::<u64>()?);
    let site = Client::builder(address)
        .credentials(std::env::var("DECIDIM_KEY")?, std::env::var("DECIDIM_SECRET")?)
        .build()?;

    let name = Path::new(path).file_name().ok_or("the path names no file")?;
    let file = NewFile::new(name.to_string_lossy(), content_type, std::fs::read(path)?);
    let upload = site.upload_file(file);
    let uploaded = upload.on_progress(|sent, total| eprint!("\r{sent} of {total} bytes")).await;
    eprintln!();
    let blob = match uploaded {
        Ok(blob) => blob,
        Err(error) => {
            return Err(match UploadRefusal::of(&error) {
                Some(refusal) => format!("not taken ({refusal:?}): {error}").into(),
                None => error.into(),
            });
        }
    };

    let title = Multiloc::single("en", title);
    let attached = AttachmentAttributes::new().file(&blob).title(&title).description(&title);
    let attachment = site.create_attachment(&on, attached).await?;
    println!("{}", attachment.url.unwrap_or_default());
    Ok(())
}
