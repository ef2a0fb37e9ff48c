//! One long-lived Ruby process with graphql-ruby.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use civic_sandbox::decidim::{Engine, Version};
use serde_json::{Value, json};

pub(crate) struct Judge {
    process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
    library: String,
}

impl Judge {
    pub(crate) fn start() -> Self {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/graphql/real_engine/engine.rb");
        let mut command = Command::new("ruby");
        for folder in std::env::var("GRAPHQL_RUBY").iter().flat_map(|it| it.split(':')) {
            command.arg("-I").arg(folder);
        }
        let mut process = command
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Ruby is needed here");
        let asks = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        let mut judge = Self { process, asks, answers, library: String::new() };
        let told = judge.ask(&json!({"version": true}));
        told[0].as_str().unwrap().clone_into(&mut judge.library);
        judge
    }

    fn ask(&mut self, question: &Value) -> Vec<Value> {
        writeln!(self.asks, "{question}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Takes this schema from now on, where introspection is closed or not.
    pub(crate) fn schema(&mut self, text: &str, is_open: bool) {
        self.ask(&json!({"schema": text, "open": is_open}));
    }

    pub(crate) fn errors(&mut self, query: &str) -> Vec<Value> {
        self.ask(&json!({"query": query}))
    }

    /// Complexity and depth of a document without mistakes.
    pub(crate) fn size(&mut self, query: &str, variables: &Value) -> Vec<Value> {
        self.ask(&json!({"size": query, "variables": variables}))
    }

    /// Whether this library counts complexity as the releases do for which it stands: 1.13 takes page
    /// sizes into account, and 1.12, with which Decidim was released, does not.
    pub(crate) fn counts_complexity(&self) -> bool {
        !self.library.starts_with("1.13")
    }

    /// The engine of the sandbox that this library is or is next to.
    pub(crate) fn engine(&self) -> Engine {
        let mut numbers = self.library.split('.').map(|number| number.parse::<u32>().unwrap());
        match (numbers.next().unwrap(), numbers.next().unwrap()) {
            (1, 12) if numbers.next().unwrap() < 20 => Engine::V1_12_10,
            (1, _) => Engine::V1_12,
            (2, 0 | 1) => Engine::V2_0,
            (2, 2 | 3) => Engine::V2_2,
            (2, 4) => Engine::V2_4,
            _ => Engine::V2_5,
        }
    }

    /// The versions that run on that engine, and whether introspection is open there.
    pub(crate) fn sites(&self) -> Vec<(Version, bool)> {
        match self.engine() {
            Engine::V1_12_10 => vec![(Version::V0_24, true)],
            Engine::V1_12 => vec![(Version::V0_24, true), (Version::V0_27, true)],
            Engine::V2_0 => vec![(Version::V0_28, true)],
            Engine::V2_2 => {
                vec![(Version::V0_29, true), (Version::V0_30, true), (Version::V0_30_5, false)]
            }
            Engine::V2_4 => {
                vec![(Version::V0_30_5, false), (Version::V0_31, false), (Version::V0_31, true)]
            }
            Engine::V2_5 => {
                let versions = [Version::V0_32, Version::V0_33];
                versions.into_iter().flat_map(|it| [(it, false), (it, true)]).collect()
            }
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
