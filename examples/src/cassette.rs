//! The cassette of a program: all that it reads is recorded into a file, or replayed from one.
//!
//! `CIVIC_RECORD=night.jsonl` records any of the programs, and `CIVIC_REPLAY=night.jsonl` runs it again offline,
//! without credentials. The tool `civic` has flags of these names.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

use civic_core::cassette::{Recorder, Replay};
use civic_core::http::HttpConfig;
use civic_core::http::transport::Transport;
use civic_core::{Error, ErrorKind};

/// The settings by which a program records and replays.
pub const SETTINGS: [&str; 2] = ["CIVIC_RECORD", "CIVIC_REPLAY"];

/// What a program does with a cassette.
#[derive(Clone, Debug)]
enum Cassette {
    /// The file too.
    Recorded(Recorder, PathBuf),
    Replayed(Replay),
}

/// Clients are built at any depth of a program, and all of them use the same file.
static OF_PROGRAM: OnceLock<Result<Option<Cassette>, Error>> = OnceLock::new();

/// Records into the one file, or replays the other, instead of what the environment says. To be called
/// before anything is read.
///
/// # Errors
/// The file cannot be written or read.
pub fn begin(record: Option<&Path>, replay: Option<&Path>) -> Result<(), Error> {
    if record.is_some() || replay.is_some() {
        let _ = OF_PROGRAM.set(open(record, replay));
    }
    of_program().map(|_| ())
}

fn of_program() -> Result<Option<Cassette>, Error> {
    let of_environment = || {
        let paths = SETTINGS.map(|name| env::var_os(name).filter(|path| !path.is_empty()));
        let [record, replay] = paths.map(|path| path.map(PathBuf::from));
        open(record.as_deref(), replay.as_deref())
    };
    OF_PROGRAM.get_or_init(of_environment).clone()
}

fn open(record: Option<&Path>, replay: Option<&Path>) -> Result<Option<Cassette>, Error> {
    match (record, replay) {
        (None, None) => Ok(None),
        (Some(path), None) if path.exists() => {
            let path = path.display();
            let why = format!(
                "{path} cannot be written: it is there already, so delete it or choose another name"
            );
            Err(Error::new(ErrorKind::Cassette, why))
        }
        (Some(path), None) => {
            let recorder = Recorder::create(path)?;
            Ok(Some(Cassette::Recorded(recorder, path.to_owned())))
        }
        (None, Some(path)) => Ok(Some(Cassette::Replayed(Replay::open(path)?))),
        (Some(_), Some(_)) => {
            Err(Error::invalid_input("a program records or replays, and does not do both"))
        }
    }
}

/// Whether a cassette is replayed, so that nothing is asked of a server.
///
/// # Errors
/// The file cannot be written or read.
pub fn is_replayed() -> Result<bool, Error> {
    Ok(matches!(of_program()?, Some(Cassette::Replayed(_))))
}

/// What a user should know of the cassette that is replayed: that it is not whole.
///
/// # Errors
/// The file cannot be written or read.
pub fn warning() -> Result<Option<String>, Error> {
    let Some(Cassette::Replayed(replay)) = of_program()? else { return Ok(None) };
    let path = replay.path().display().to_string();
    Ok(replay.is_torn().then(|| format!("{path} ends within a line, which is left out")))
}

/// HTTP settings by which a client sends with this transport, or replays.
///
/// # Errors
/// The file cannot be written or read; the transport cannot be made.
pub fn http<T: Transport>(
    transport: impl FnOnce() -> Result<T, Error>,
) -> Result<HttpConfig, Error> {
    Ok(match of_program()? {
        None => HttpConfig::new().transport(transport()?),
        Some(Cassette::Recorded(recorder, _)) => {
            HttpConfig::new().transport(recorder.over(transport()?))
        }
        Some(Cassette::Replayed(replay)) => replay.http(),
    })
}

/// The address to replay. `named` is the one that the program was told. `None` if it is that of the sandbox.
///
/// # Errors
/// The cassette has several, and none is named.
pub fn address(named: Option<String>, sandbox: &str) -> Result<Option<String>, Error> {
    let Some(Cassette::Replayed(replay)) = of_program()? else { return Ok(named) };
    let origins = replay.origins();
    if named.is_some() || origins.iter().any(|origin| origin == sandbox) {
        return Ok(named);
    }
    match origins.as_slice() {
        [] => Ok(None),
        [origin] => Ok(Some(origin.clone())),
        several => {
            let several = several.join(", ");
            let why = format!("the cassette has several addresses, so name one: {several}");
            Err(Error::invalid_input(why))
        }
    }
}

/// Whether all could be written, where a cassette is recorded.
///
/// # Errors
/// Something could not.
pub fn finish() -> Result<(), Error> {
    match OF_PROGRAM.get() {
        Some(Ok(Some(Cassette::Recorded(recorder, _)))) => recorder.finish().map(|_| ()),
        _ => Ok(()),
    }
}

/// Deletes the recording of a program that failed, if nothing was sent: the same command then finds no file in
/// its way.
pub fn discard_if_empty() {
    if let Some(Ok(Some(Cassette::Recorded(recorder, path)))) = OF_PROGRAM.get()
        && recorder.finish().is_ok_and(|requests| requests == 0)
    {
        // What cannot be deleted is told by the next run.
        let _ = fs::remove_file(path);
    }
}

/// The file that is recorded or replayed: what the flags say, else the environment.
pub fn file(record: Option<&Path>, replay: Option<&Path>) -> Option<PathBuf> {
    let of_environment = || {
        let paths = SETTINGS.into_iter().filter_map(env::var_os);
        paths.map(PathBuf::from).find(|path| !path.as_os_str().is_empty())
    };
    record.or(replay).map(Path::to_owned).or_else(of_environment)
}
