//! Files that may be cassettes.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fs, process};

use civic_core::cassette::Replay;
use civic_core::clock::Clock;
use civic_core::http::Request;
use civic_core::http::platform::Platform;
use civic_core::testing::VirtualClock;

#[derive(Debug)]
struct Town;

impl Platform for Town {
    fn user_agent(&self) -> &'static str {
        "fuzz/1"
    }
}

/// A file that goes when this does.
struct Scratch(PathBuf);

impl Scratch {
    fn holding(bytes: &[u8]) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("civic-cassette-{}-{number}", process::id()));
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Opens these bytes as a cassette and asks for what the seeds hold. The end is an answer or an error, the
/// time does not go back, and what cannot be opened is named by its line.
pub fn attack(bytes: &[u8]) {
    let file = Scratch::holding(bytes);
    let replay = match Replay::open(&file.0) {
        Ok(replay) => replay,
        Err(error) => {
            let told = error.to_string();
            assert!(told.contains(", line "), "{told}");
            return;
        }
    };
    let clock = replay.clock();
    let client = replay.http().build("https://town.example.org", Town);
    let client = client.unwrap_or_else(|error| panic!("{error}"));
    let (mut before, mut answers) = (clock.elapsed(), 0);
    for path in ["/a", "/a", "/b", "/file", "/c"] {
        let read = VirtualClock::new().run(async {
            let mut download = client.open(Request::get(path)).await?;
            while download.piece().await?.is_some() {}
            Ok::<(), civic_core::Error>(())
        });
        answers += u64::from(read.unwrap_or_else(|stuck| panic!("{stuck}")).is_ok());
        assert!(clock.elapsed() >= before);
        before = clock.elapsed();
    }
    assert!(answers <= replay.requests(), "an answer was made up");
}
