//! What a cassette holds, without the bodies.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::path::Path;

use bytes::Bytes;
use jiff::Timestamp;

use super::key::{Key, body_differences, body_hash, summary};
use super::line::{End, Line, Recorded};
use super::reader::{Ending, LineStart, Reader};
use crate::Error;

/// A recorded request.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) place: LineStart,
    /// The parts of its body that stand in lines of their own.
    pub(super) pieces: Vec<LineStart>,
    number: u64,
    page: Option<u64>,
}

/// The requests of a cassette by what was asked, each in the order in which they were sent.
#[derive(Debug)]
pub(super) struct Index {
    reader: Reader,
    left: HashMap<Key, VecDeque<Entry>>,
    /// The pages of lists that were asked for, also those of which the answer was not waited for.
    pages: HashMap<Key, HashSet<u64>>,
    /// One request of each key, and how many there are.
    recorded: HashMap<Key, (LineStart, u64)>,
    pub(super) requests: u64,
    pub(super) is_torn: bool,
    pub(super) begin: Option<Timestamp>,
}

impl Index {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let mut reader = Reader::open(path)?;
        let mut left: HashMap<Key, VecDeque<Entry>> = HashMap::new();
        let mut recorded = HashMap::new();
        let mut pages: HashMap<Key, HashSet<u64>> = HashMap::new();
        let mut pieces: HashMap<u64, Vec<LineStart>> = HashMap::new();
        let (mut requests, mut begin) = (0, None::<Timestamp>);
        let ending = reader.read_all(&mut |place, line| {
            let request = match line {
                Line::Piece { of, .. } => {
                    pieces.entry(of).or_default().push(place);
                    return Ok(());
                }
                Line::Request(request) => request,
                Line::Cassette { .. } => return Ok(()),
            };
            let key = Key::of(&request.method, &request.url, &request.body_hash);
            let key = key.ok_or_else(|| "the address is not one".to_owned())?;
            if request.answer.as_ref().is_some_and(|answer| answer.response().is_none()) {
                return Err("the head of the answer is not one".to_owned());
            }
            begin = Some(begin.map_or(request.at, |begin| begin.min(request.at)));
            requests += 1;
            let pieces = pieces.remove(&request.number).unwrap_or_default();
            let page = request.page.map(|page| page.number);
            if let Some(page) = page {
                pages.entry(key.clone()).or_default().insert(page);
            }
            // What the caller dropped tells nothing of the server.
            if request.end != End::Dropped {
                recorded.entry(key.clone()).or_insert((place, 0)).1 += 1;
                let entry = Entry { place, pieces, number: request.number, page };
                left.entry(key).or_default().push_back(entry);
            }
            Ok(())
        })?;
        for entries in left.values_mut() {
            entries.make_contiguous().sort_by_key(|entry| entry.number);
        }
        let is_torn = ending == Ending::Torn;
        Ok(Self { reader, left, pages, recorded, requests, is_torn, begin })
    }

    pub(super) fn path(&self) -> &Path {
        self.reader.path()
    }

    pub(super) fn origins(&self) -> BTreeSet<String> {
        self.recorded.keys().map(|key| key.origin.clone()).collect()
    }

    /// The next answer to this request. Where a list asks for a page that was recorded under the same number,
    /// an answer to that page, and to no other.
    pub(super) fn take(
        &mut self,
        key: &Key,
        body: &[u8],
        page: Option<u64>,
    ) -> Result<(Entry, Recorded), Error> {
        let recorded = self.pages.get(key);
        let page = page.filter(|page| recorded.is_some_and(|pages| pages.contains(page)));
        let taken = self.left.get_mut(key).and_then(|left| {
            let is_it = |entry: &Entry| page.is_none() || entry.page == page;
            left.iter().position(is_it).and_then(|place| left.remove(place))
        });
        let Some(entry) = taken else {
            let message = self.missing(key, body);
            return Err(Error::new(crate::ErrorKind::Cassette, message));
        };
        let recorded = self.request(entry.place)?;
        Ok((entry, recorded))
    }

    fn request(&mut self, place: LineStart) -> Result<Recorded, Error> {
        match self.reader.read(place)? {
            Line::Request(request) => Ok(*request),
            _ => Err(self.changed(place)),
        }
    }

    /// A part of a body.
    pub(super) fn piece(&mut self, place: LineStart) -> Result<Bytes, Error> {
        match self.reader.read(place)? {
            Line::Piece { bytes, .. } => bytes.into_bytes().ok_or_else(|| self.changed(place)),
            _ => Err(self.changed(place)),
        }
    }

    pub(super) fn changed(&self, place: LineStart) -> Error {
        let message =
            format!("{}, line {}: it is not what it was", self.path().display(), place.line);
        Error::new(crate::ErrorKind::Cassette, message)
    }

    /// In words, that there is no answer to this request, and which recorded request is nearest.
    fn missing(&mut self, key: &Key, body: &[u8]) -> String {
        let path = self.path().display();
        if let Some((place, times)) = self.recorded.get(key) {
            return format!(
                "{path} has this request {}, and no answer for one more (line {})",
                if *times == 1 { "once".to_owned() } else { format!("{times} times") },
                place.line
            );
        }
        let mut message = format!("{path} does not have this request");
        let nearest = self.recorded.iter().max_by(|(one, (line, _)), (other, (later, _))| {
            // Of several, the first in the file.
            let by_line = later.line.cmp(&line.line);
            key.nearness(one).cmp(&key.nearness(other)).then(by_line)
        });
        if let Some((nearest, (place, _))) = nearest {
            let (nearest, place) = (nearest.clone(), *place);
            let mut differences = key.differences(&nearest);
            if key.has_other_body(&nearest) {
                let recorded = self.request(place).ok().and_then(|it| it.body?.into_bytes());
                differences.extend(match recorded {
                    Some(recorded) => body_differences(body, &recorded),
                    None => vec!["the body is another".to_owned()],
                });
            }
            let _ = write!(
                message,
                "; the nearest is {} {} (line {}), where {}",
                nearest.method,
                nearest.path,
                place.line,
                summary(&differences)
            );
        }
        if self.is_torn {
            message.push_str("; the recording broke off");
        }
        message
    }
}

/// What makes a request the same as a recorded one.
pub(super) fn key_of(
    method: &str,
    shown: &str,
    body: &[u8],
    content_type: Option<&str>,
) -> Option<Key> {
    Key::of(method, shown, &body_hash(body, content_type))
}
