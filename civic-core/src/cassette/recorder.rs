//! Records what servers answer.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::body::Strike;
use super::recording::Recording;
use super::tape::{Tape, locked};
use crate::http::transport::Transport;
use crate::{Error, ErrorKind};

/// Records all that a client's transport sends and gets into a file. Cheap to clone: clones, and the
/// clients of several platforms, write into the same file.
///
/// Each request is one line, written when its answer was read or the request failed; what is written is
/// in the file even if the program is killed then. A long body takes several lines, so memory is bounded
/// by the longest JSON answer.
///
/// **No secret is written.** The headers of requests are not written at all. What the client knows to be a
/// secret is replaced by `***`, in whatever way it is escaped, in addresses, bodies and the headers of
/// answers; tokens that a server issues are replaced by stand-ins that end at the same time. Cookies are
/// left out. A secret within an archive or another packed file is not found.
///
/// ```no_run
/// use civic_core::cassette::Recorder;
/// use civic_core::http::HttpConfig;
/// use civic_core::http::transport::ReqwestTransport;
///
/// let recorder = Recorder::create("night.jsonl")?;
/// let http = HttpConfig::new().transport(recorder.over(ReqwestTransport::new()?));
/// // … build clients with `http`, and read …
/// println!("{} requests", recorder.finish()?);
/// # Ok::<(), civic_core::Error>(())
/// ```
#[doc(alias("record", "vcr", "archive", "mock"))]
#[derive(Clone)]
pub struct Recorder {
    tape: Arc<Mutex<Tape>>,
    strikes: Vec<Arc<Strike>>,
}

impl Recorder {
    /// Begins a new file. If its name ends in `.gz`, it is compressed. A file that is there is not
    /// written over.
    ///
    /// # Errors
    /// [`Cassette`](ErrorKind::Cassette) where the file cannot be made, or is there already.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let tape = Tape::create(path).map_err(|error| {
            let message = format!("{} cannot be written: {error}", path.display());
            Error::new(ErrorKind::Cassette, message).with_source(error)
        })?;
        Ok(Self { tape: Arc::new(Mutex::new(tape)), strikes: Vec::new() })
    }

    /// Changes each JSON body before it is written, in requests too: for personal data.
    /// [`names_and_emails`](super::names_and_emails) is a ready function.
    ///
    /// It sees JSON bodies only. Other bodies (a CSV table, an archive), paths and parameters are written
    /// as they are, and so is the hash of a request's body before the change: who has that very body can
    /// tell that it was sent. A replay answers with the changed bodies.
    ///
    /// ```
    /// # fn example(recorder: civic_core::cassette::Recorder) -> civic_core::cassette::Recorder {
    /// recorder.strike(|json| {
    ///     if let Some(phone) = json.pointer_mut("/user/phone") {
    ///         *phone = "***".into();
    ///     }
    /// })
    /// # }
    /// ```
    #[doc(alias("redact", "anonymise", "privacy"))]
    #[must_use]
    pub fn strike(mut self, change: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        self.strikes.push(Arc::new(change));
        self
    }

    /// A transport that sends by another one, and records.
    ///
    /// It works only right below a client of this family, which tells it what is secret: to anything else
    /// that sends by it, it answers with an error.
    pub fn over<T: Transport>(&self, transport: T) -> impl Transport + use<T> {
        Recording::new(Arc::clone(&self.tape), self.strikes.clone().into(), transport)
    }

    /// How many requests were written so far, if all could be written.
    ///
    /// # Errors
    /// [`Cassette`](ErrorKind::Cassette) where writing failed. From then on every request fails, too, and
    /// is not sent.
    pub fn finish(&self) -> Result<u64, Error> {
        let tape = locked(&self.tape);
        tape.check().map_err(|error| Error::new(ErrorKind::Cassette, error.to_string()))?;
        Ok(tape.written())
    }
}

/// Shows the file and how much is in it.
impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tape = locked(&self.tape);
        f.debug_struct("Recorder")
            .field("path", &tape.path())
            .field("written", &tape.written())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
impl Recorder {
    /// Writes to another file from now on.
    pub(super) fn write_to(&self, file: std::fs::File) {
        locked(&self.tape).write_to(file);
    }
}
