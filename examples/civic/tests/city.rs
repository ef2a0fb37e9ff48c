//! A platform to export from.

use std::collections::HashSet;
use std::fs;
use std::process::Command;

use civic_sandbox::{Fault, FaultRule, GoVocal, Server};
use parquet::file::reader::SerializedFileReader;
use parquet::record::{Row, RowAccessor};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::tool::{civic, ran};

/// A Go Vocal platform of 100 ideas, on pages of 25, and what a program needs to read it.
pub(crate) struct City {
    pub(crate) platform: GoVocal,
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
}

impl City {
    pub(crate) async fn start() -> Self {
        let platform = GoVocal::builder()
            .seed(5)
            .only(["ideas"])
            .ideas(100)
            .max_page_size(25)
            .no_rate_limit()
            .build();
        let server = Server::start(platform.clone()).await.unwrap();
        Self { platform, server, folder: TempDir::new().unwrap() }
    }

    pub(crate) fn export(&self, flags: &[&str]) -> (i32, String, String) {
        ran(self.exporter(flags).output().unwrap())
    }

    pub(crate) fn exporter(&self, flags: &[&str]) -> Command {
        let url = self.server.url();
        let settings = [
            ("GOVOCAL_URL", url.as_str()),
            ("GOVOCAL_CLIENT_ID", self.platform.client_id()),
            ("GOVOCAL_CLIENT_SECRET", self.platform.client_secret()),
        ];
        let words = [&["export", "govocal/ideas"], flags].concat();
        civic(self.folder.path(), &settings, &words)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// The ids in an output, whatever its format.
    pub(crate) fn ids_in(&self, name: &str) -> Vec<String> {
        let path = self.folder.path().join(name);
        match path.extension().and_then(|ending| ending.to_str()).unwrap() {
            "csv" => {
                let mut rows = csv::Reader::from_path(path).unwrap();
                rows.records().map(|row| row.unwrap()[0].to_owned()).collect()
            }
            "parquet" => {
                let file = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
                let id = |row: Row| row.get_string(0).unwrap().clone();
                file.into_iter().map(|row| id(row.unwrap())).collect()
            }
            "sqlite" => {
                let database = Connection::open(path).unwrap();
                let mut ids = database.prepare("SELECT id FROM govocal_ideas").unwrap();
                ids.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
            }
            _ => ids_of(&self.read(name)),
        }
    }

    /// The same, for GeoJSON too.
    pub(crate) fn ids_in_any(&self, name: &str) -> Vec<String> {
        if !name.ends_with(".geojson") {
            return self.ids_in(name);
        }
        let collection: Value = serde_json::from_str(&self.read(name)).unwrap();
        let features = collection["features"].as_array().unwrap().iter();
        features.map(|it| it["properties"]["id"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn ids(&self) -> HashSet<String> {
        self.platform.ids("ideas").iter().map(ToString::to_string).collect()
    }

    /// From its third page on the list fails in a way that waiting does not mend.
    pub(crate) fn break_off(&self) {
        self.platform.inject(FaultRule::new(Fault::Status(403)).on("/api/v2/ideas").skip(2));
    }
}

pub(crate) fn ids_of(lines: &str) -> Vec<String> {
    let id =
        |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().map(str::to_owned);
    lines.lines().map(|line| id(line).unwrap()).collect()
}
