//! What a list lacks, by language.

use std::collections::BTreeMap;
use std::fmt;

use civic_core::list::translations::{Localized, Translations};
use civic_core::list::{Paginator, Report};
use civic_core::{Error, ErrorKind, Multiloc};
use civic_examples::program::short;
use civic_examples::progress::Progress;
use serde::Serialize;

/// What a list lacks.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) list: &'static str,
    /// Records with a text that lacks the language.
    pub(crate) missing: BTreeMap<String, u64>,
    pub(crate) records: Vec<Gaps>,
    /// `None` where the platform does not have the list.
    pub(crate) report: Option<Report>,
}

/// What one record lacks.
#[derive(Debug)]
pub(crate) struct Gaps {
    id: String,
    /// Each field with the languages that it lacks.
    fields: Vec<(&'static str, Vec<String>)>,
}

impl fmt::Display for Gaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", short(&self.id, 40))?;
        for (index, (field, languages)) in self.fields.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma} {field} lacks {}", languages.join(" and "))?;
        }
        Ok(())
    }
}

impl Tally {
    fn add<'a>(
        &mut self,
        record: &impl Serialize,
        texts: impl IntoIterator<Item = (&'static str, &'a Multiloc)>,
        languages: &[String],
    ) {
        let mut fields = Vec::new();
        for (field, text) in texts {
            // Nobody wrote it in any language: nothing to translate.
            if text.is_empty() {
                continue;
            }
            let lacks: Vec<String> = text.lacks(languages).into_iter().cloned().collect();
            if !lacks.is_empty() {
                fields.push((field, lacks));
            }
        }
        if fields.is_empty() {
            return;
        }
        for language in languages {
            if fields.iter().any(|(_, lacks)| lacks.contains(language)) {
                *self.missing.entry(language.clone()).or_default() += 1;
            }
        }
        self.records.push(Gaps { id: id_of(record), fields });
    }
}

/// Reads a list whose records carry all their languages.
pub(crate) async fn of_list<T: Serialize + Send + 'static>(
    name: &'static str,
    mut records: Paginator<T>,
    languages: &[String],
    texts: fn(&T) -> Vec<(&'static str, &Multiloc)>,
) -> Result<Tally, Error> {
    let mut tally = Tally { list: name, ..Tally::default() };
    let progress = Progress::of({
        let monitor = records.monitor();
        move || monitor.report()
    });
    loop {
        match records.try_next().await {
            Ok(Some(record)) => tally.add(&record, texts(&record), languages),
            Ok(None) => break,
            Err(error) if is_not_offered(&error, &records.report()) => return Ok(tally),
            Err(error) => return Err(error),
        }
        progress.tick();
    }
    tally.report = Some(records.report());
    Ok(tally)
}

/// Reads a list whose records come in one language at a time, once for each.
pub(crate) async fn of_readings<T: Localized + Serialize + Send + 'static>(
    list: &'static str,
    mut readings: Translations<T>,
    languages: &[String],
) -> Result<Tally, Error> {
    let mut tally = Tally { list, ..Tally::default() };
    loop {
        match readings.try_next().await {
            Ok(Some(record)) => tally.add(&record.item, record.texts(), languages),
            Ok(None) => break,
            Err(error) if is_not_offered(&error, &readings.report()) => return Ok(tally),
            Err(error) => return Err(error),
        }
    }
    tally.report = Some(readings.report());
    Ok(tally)
}

/// A list of which a page was read is there, whatever the next page says.
fn is_not_offered(error: &Error, report: &Report) -> bool {
    report.pages == 0 && matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::NotFound)
}

fn id_of(record: &impl Serialize) -> String {
    let id = serde_json::to_value(record).ok().and_then(|record| record.get("id").cloned());
    match id {
        Some(serde_json::Value::String(id)) => id,
        Some(id) => id.to_string(),
        None => "?".to_owned(),
    }
}
