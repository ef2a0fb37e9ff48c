//! Many platforms into one partitioned dataset: `platform=…/list=…/host=…/part-0.parquet`.
//!
//! A list becomes the file of its host whole or not at all. The manifest says of each how it ended.

mod hosts;
mod manifest;
mod shard;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use civic_core::list::Level;
use civic_examples::program::Failure;
use futures::StreamExt;

pub(crate) use self::hosts::{Host, Hosts};
pub(crate) use self::manifest::{Ended, Entry, Kept, Manifest};
pub(crate) use self::shard::Shard;
use crate::lists::{self, Asked, Named};
use crate::output::{Form, atomic};
use crate::sinks::Format;

/// One list of one host.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) host: Arc<Host>,
    pub(crate) list: Named,
}

impl Job {
    /// The file of the list, below the dataset's folder.
    pub(crate) fn file(&self) -> PathBuf {
        let part = |key: &str, value: &str| format!("{key}={}", partition(value));
        [
            part("platform", self.list.platform()),
            part("list", self.list.list()),
            part("host", &self.host.name),
            "part-0.parquet".to_owned(),
        ]
        .iter()
        .collect()
    }

    /// Reads the list into its file, and says how that ended. A failure is a way to end.
    pub(crate) async fn run(&self, into: &Path) -> Entry {
        let began = Instant::now();
        let mut entry = Entry::of(self);
        if let Err(failure) = self.read(into, &mut entry).await {
            entry.error = Some(failure.to_string());
            entry.completeness = Ended::Failed;
        }
        entry.seconds = began.elapsed().as_secs_f64();
        entry
    }

    async fn read(&self, into: &Path, entry: &mut Entry) -> Result<(), Failure> {
        let asked = Asked {
            settings: self.host.settings.clone(),
            url: self.host.url.clone(),
            ..Asked::default()
        };
        let path = into.join(self.file());
        entry.kept = if path.exists() { Kept::Old } else { Kept::Nothing };
        let table = self.list.table(&asked);
        let opened = lists::open(&self.list, &asked).await?;
        let mut reading = opened.rows.read(None, 1).await?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| atomic::at(&path, &error))?;
        }
        atomic::tidy(&path);
        let form =
            Form { format: Format::Parquet, table, for_spreadsheets: false, statements: None };
        let mut output = form.to_file(&path)?;
        let mut last_error = None;
        while let Some(page) = reading.pages.next().await {
            match page {
                Ok(page) => page.lines.iter().try_for_each(|row| output.write(row))?,
                Err(error) => last_error = Some(error),
            }
        }
        let report = reading.monitor.report();
        let level = report.completeness.level();
        entry.rows = report.items;
        entry.completeness = level.into();
        if level == Level::Incomplete {
            if last_error.is_some() && report.items == 0 {
                entry.completeness = Ended::Failed;
            }
            let why = last_error.map_or_else(|| report.to_string(), |error| error.to_string());
            entry.error = Some(why);
        } else {
            entry.kept = if output.finish_if_changed()? { Kept::New } else { Kept::Unchanged };
        }
        entry.report = Some(report);
        Ok(())
    }
}

/// A value as the name of a folder: what is not a letter, digit, `.`, `_` or `-` is `%` and its code, which
/// engines turn back.
fn partition(value: &str) -> String {
    let mut name = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-') {
            name.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_as_engines_read_it() {
        assert_eq!(partition("ideas/deleted"), "ideas%2Fdeleted");
        assert_eq!(partition("127.0.0.1:80"), "127.0.0.1%3A80");
        assert_eq!(partition("participate.example.org"), "participate.example.org");
    }
}
