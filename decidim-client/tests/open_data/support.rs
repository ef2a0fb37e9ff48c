//! A site of a few answers, and archives made by hand.

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use civic_core::http::HttpConfig;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use decidim_client::Error;
use decidim_client::open_data::Row;
use decidim_client::open_data::{Client, ClientBuilder, Rows, Table, TableReport};

pub(super) type Answer = http::Response<FakeBody>;

pub(super) fn answer(status: u16, headers: &[(&str, &[u8])], body: impl Into<FakeBody>) -> Answer {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, http::HeaderValue::from_bytes(value).unwrap());
    }
    answer.body(body.into()).unwrap()
}

pub(super) fn sent(table: &str) -> Answer {
    let length = table.len().to_string();
    answer(200, &[("content-length", length.as_bytes())], table.to_owned())
}

pub(super) struct Site {
    pub(super) clock: VirtualClock,
    pub(super) client: Client,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Site {
    pub(super) fn new(serve: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::at("https://d.example.org", serve)
    }

    pub(super) fn at(base: &str, serve: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::of(Client::builder(base), serve)
    }

    pub(super) fn of(
        client: ClientBuilder,
        serve: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let clock = VirtualClock::new();
        let asked = Arc::<Mutex<Vec<_>>>::default();
        let (log, serve) = (Arc::clone(&asked), Arc::new(serve));
        let transport = FakeTransport::new(move |request| {
            let path = request.uri().path_and_query().unwrap().as_str().to_owned();
            let accept = request.headers()["accept"].to_str().unwrap().to_owned();
            log.lock().unwrap().push((path.clone(), accept));
            let answer = serve(&path);
            async move { Ok(answer) }
        });
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        Self { client: client.http(http).build().unwrap(), clock, asked }
    }

    /// The paths that were asked for since this was last asked.
    pub(super) fn asked(&self) -> Vec<String> {
        self.requests().into_iter().map(|(path, _)| path).collect()
    }

    /// The same, each with what was accepted.
    pub(super) fn requests(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    pub(super) fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.run(future).unwrap()
    }

    pub(super) fn read<T: Row>(&self, table: Table<T>) -> (Vec<T>, TableReport, Option<Error>) {
        let mut rows: Rows<T> = table.stream();
        let (mut read, mut error) = (Vec::new(), None);
        self.run(async {
            while let Some(row) = rows.next().await {
                match row {
                    Ok(row) => read.push(row),
                    Err(failure) => error = Some(failure),
                }
            }
        });
        (read, rows.report(), error)
    }

    pub(super) fn whole<T: Row>(
        table: &'static str,
        of: impl Fn(&Client) -> Table<T>,
    ) -> (Vec<T>, TableReport) {
        let site = Self::new(move |_| sent(table));
        let (rows, report, error) = site.read(of(&site.client));
        assert!(error.is_none() && report.is_complete(), "{report} {error:?}");
        (rows, report)
    }
}

pub(super) const TABLE: &str = "id;title/en\n1;A\n2;B\n";

pub(super) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zip_of(&files)
}

/// An archive in which files may share a name: the crate that writes it allows none, so that names
/// of the same length are written and then changed. `a?b.csv` becomes `a-b.csv`.
pub(super) fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(text).unwrap();
    }
    let mut bytes = zip.finish().unwrap().into_inner();
    for (name, _) in files.iter().filter(|(name, _)| name.contains('?')) {
        let real = name.replace('?', "-");
        let places: Vec<_> = (0..bytes.len() - name.len())
            .filter(|at| &bytes[*at..at + name.len()] == name.as_bytes())
            .collect();
        for at in places {
            bytes[at..at + name.len()].copy_from_slice(real.as_bytes());
        }
    }
    bytes
}
