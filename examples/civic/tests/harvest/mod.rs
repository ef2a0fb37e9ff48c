//! `civic harvest`: what the dataset holds when hosts fail, runs are killed, and machines share the work.

mod dataset;
mod hosts;
mod interrupted;
mod levels;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use civic_sandbox::{GoVocal, Server};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;
use tempfile::TempDir;

use crate::tool::{civic, ran};

/// Go Vocal platforms of 60 ideas each, on pages of 20, and a file that names them.
struct Region {
    cities: Vec<(GoVocal, Server)>,
    folder: TempDir,
}

impl Region {
    async fn of(cities: u64) -> Self {
        let folder = TempDir::new().unwrap();
        let mut region = Self { cities: Vec::new(), folder };
        for seed in 0..cities {
            let platform = GoVocal::builder()
                .seed(seed)
                .only(["ideas"])
                .ideas(60)
                .max_page_size(20)
                .no_rate_limit()
                .build();
            let server = Server::start(platform.clone()).await.unwrap();
            region.cities.push((platform, server));
        }
        let profile = |name: &str, secret: &str| {
            format!(
                "[{name}.govocal]\nclient_id_from = \"R_ID\"\nclient_secret_from = \"{secret}\"\n"
            )
        };
        let profiles = profile("region", "R_SECRET") + &profile("wrong", "PATH");
        fs::write(region.at("civic.toml"), profiles).unwrap();
        region.name(&[]);
        region
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Names all cities, and these lines.
    fn name(&self, others: &[&str]) {
        let cities =
            self.cities.iter().map(|(_, server)| format!("govocal {} region", server.url()));
        let lines: Vec<String> =
            cities.chain(others.iter().map(|line| (*line).to_owned())).collect();
        fs::write(self.at("hosts"), lines.join("\n")).unwrap();
    }

    fn harvester(&self, flags: &[&str]) -> Command {
        let city = &self.cities[0].0;
        let settings = [("R_ID", city.client_id()), ("R_SECRET", city.client_secret())];
        let words =
            ["harvest", "--hosts", "hosts", "--lists", "govocal/ideas", "--into", "dataset"];
        civic(self.folder.path(), &settings, &[&words[..], flags].concat())
    }

    fn harvest(&self, flags: &[&str]) -> (i32, String, String) {
        ran(self.harvester(flags).output().unwrap())
    }

    /// Each Parquet file: its rows, and when it was written.
    fn dataset(&self, name: &str) -> BTreeMap<String, (i64, SystemTime)> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.at(name)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "parquet") {
                    let host = path.strip_prefix(self.at(name)).unwrap().display().to_string();
                    found.insert(host, (rows_of(&path), written_at(&path)));
                }
            }
        }
        found
    }

    /// Whether the manifest has the file of this city, which then is in its place.
    fn is_done(&self, city: usize) -> bool {
        self.at("dataset/_manifest.jsonl").exists()
            && self
                .manifest()
                .iter()
                .any(|line| line.get("file").is_some_and(|file| *file == self.file_of(city)))
    }

    /// The lines of the manifest.
    fn manifest(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.at("dataset/_manifest.jsonl")).unwrap();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    fn file_of(&self, city: usize) -> String {
        let host = self.cities[city].1.address().to_string().replace(':', "%3A");
        format!("platform=govocal/list=ideas/host={host}/part-0.parquet")
    }
}

fn rows_of(path: &Path) -> i64 {
    let file = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    file.metadata().file_metadata().num_rows()
}

fn written_at(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}
