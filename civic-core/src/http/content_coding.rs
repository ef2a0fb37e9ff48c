//! What a body is packed with, and unpacking it: in one place, for every body of every transport.

use std::io::Write;

use bytes::{Buf, Bytes};
use flate2::write::MultiGzDecoder;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, header};

use crate::error::Excerpt;

use super::redact::Secrets;
use super::transport::{BodyStream, TransportError};

/// What servers are told that they may pack a body with.
pub(super) const ACCEPTED: &str = "gzip";

/// The most that a message says of the name of a coding, in characters.
const LONGEST: usize = 32;

/// About how much is unpacked at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// What a body is packed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ContentCoding {
    /// Nothing.
    Identity,
    Gzip,
    /// Something that nobody asked for, by its name.
    Unknown(String),
}

impl ContentCoding {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::CONTENT_ENCODING).iter();
        let values: Vec<_> =
            values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let codings = values.iter().flat_map(|value| value.split(',')).map(str::trim);
        let is_one = |coding: &&str| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity");
        match codings.filter(is_one).collect::<Vec<_>>()[..] {
            [] => Self::Identity,
            [gzip] if gzip.eq_ignore_ascii_case(ACCEPTED) => Self::Gzip,
            ref others => Self::Unknown(others.join(", ")),
        }
    }

    /// In words, why a body cannot be read, where it cannot.
    pub(super) fn unread(&self, secrets: &Secrets) -> Option<String> {
        let Self::Unknown(name) = self else { return None };
        let shown = secrets.scrub(name);
        let name = Excerpt(shown.as_ref().unwrap_or(name), LONGEST);
        Some(format!("packed as \"{name}\", which was not asked for and is not read"))
    }

    /// The body as it was before it was packed. Of an unknown coding it stays packed.
    pub(super) fn unpacked(&self, body: BodyStream) -> BodyStream {
        match self {
            Self::Gzip => gunzipped(body),
            Self::Identity | Self::Unknown(_) => body,
        }
    }
}

/// A gzip file is one member or several, one behind the other (RFC 1952, section 2.2), and nothing
/// may follow the last. A body without a byte is empty whatever it is said to be packed with.
fn gunzipped(body: BodyStream) -> BodyStream {
    let state = Unpacking {
        body,
        packed: Bytes::new(),
        decoder: MultiGzDecoder::new(Vec::new()),
        is_empty: true,
        ended: false,
    };
    Box::pin(stream::try_unfold(state, |mut state| async move {
        Ok(state.next().await?.map(|piece| (piece, state)))
    }))
}

struct Unpacking {
    body: BodyStream,
    packed: Bytes,
    decoder: MultiGzDecoder<Vec<u8>>,
    is_empty: bool,
    ended: bool,
}

impl Unpacking {
    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        loop {
            // A small piece may decompress to a large one: it is passed on bit by bit.
            while !self.packed.is_empty() && self.decoder.get_ref().len() < PIECE {
                match self.decoder.write(&self.packed) {
                    Ok(0) => return Err(damaged("it makes no progress")),
                    Ok(taken) => self.packed.advance(taken),
                    Err(error) => return Err(damaged(error)),
                }
            }
            let unpacked = std::mem::take(self.decoder.get_mut());
            if !unpacked.is_empty() {
                return Ok(Some(unpacked.into()));
            }
            if self.ended {
                return Ok(None);
            }
            match self.body.next().await {
                Some(Ok(piece)) => {
                    self.is_empty &= piece.is_empty();
                    self.packed = piece;
                }
                Some(Err(error)) => return Err(error),
                None => {
                    self.ended = true;
                    if !self.is_empty {
                        self.decoder.try_finish().map_err(damaged)?;
                    }
                }
            }
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> TransportError {
    TransportError::broken(format!(
        "the answer cannot be decompressed: not a whole gzip file: {error}"
    ))
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures_util::FutureExt;

    use super::*;

    fn coding(values: &[&str]) -> ContentCoding {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::CONTENT_ENCODING, value.parse().unwrap());
        }
        ContentCoding::of(&headers)
    }

    fn member(text: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    /// The bytes that came before the end, and the error that it was.
    fn unpack(packed: &[u8], size: usize) -> (Vec<u8>, Option<TransportError>) {
        let pieces: Vec<_> =
            packed.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let mut body = ContentCoding::Gzip.unpacked(Box::pin(stream::iter(pieces)));
        let mut bytes = Vec::new();
        while let Some(piece) = body.next().now_or_never().unwrap() {
            match piece {
                Ok(piece) => bytes.extend_from_slice(&piece),
                Err(error) => return (bytes, Some(error)),
            }
        }
        (bytes, None)
    }

    #[test]
    fn a_coding_is_known_by_its_name_alone() {
        assert_eq!(coding(&[]), ContentCoding::Identity);
        assert_eq!(coding(&["identity", ""]), ContentCoding::Identity);
        assert_eq!(coding(&["GZip"]), ContentCoding::Gzip);
        assert_eq!(coding(&["identity, gzip"]), ContentCoding::Gzip);
        for (values, name) in [
            (&["br"][..], "br"),
            (&["deflate"], "deflate"),
            (&["x-gzip"], "x-gzip"),
            (&["gzip", "br"], "gzip, br"),
        ] {
            assert_eq!(coding(values), ContentCoding::Unknown(name.to_owned()));
        }
    }

    #[test]
    fn every_member_is_unpacked_in_pieces_of_every_size() {
        let packed = [member(b"id;a\n1;x\n"), member(b""), member(b"2;y\n")].concat();
        for size in 1..=packed.len() {
            let (bytes, error) = unpack(&packed, size);
            assert!(error.is_none(), "{size}: {error:?}");
            assert_eq!(bytes, b"id;a\n1;x\n2;y\n", "{size}");
        }
        assert_eq!(unpack(b"", 1).0, b"");
        assert!(unpack(b"", 1).1.is_none());
    }

    #[test]
    fn what_is_cut_damaged_or_followed_by_anything_is_an_error() {
        let one = member(b"id;a\n1;x\n");
        let whole = [one.clone(), member(b"2;y\n")].concat();
        for cut in (1..whole.len()).filter(|cut| *cut != one.len()) {
            let (_, error) = unpack(&whole[..cut], 5);
            assert!(error.is_some(), "{cut}");
        }
        for more in [&b"\0"[..], b"\0\0\0\0\0\0\0\0", b"more", b"\x1f"] {
            for size in [1, 4, 1000] {
                let (bytes, error) = unpack(&[&whole, more].concat(), size);
                assert_eq!(bytes, b"id;a\n1;x\n2;y\n");
                let error = error.unwrap().to_string();
                assert!(error.contains("not a whole gzip file"), "{error}");
            }
        }
        let mut damaged = whole;
        let at = damaged.len() - 6;
        damaged[at] ^= 1;
        assert!(unpack(&damaged, 7).1.is_some());
    }

    #[test]
    fn a_bomb_comes_in_pieces() {
        let packed = member(&vec![b' '; 16 * 1024 * 1024]);
        assert!(packed.len() < 64 * 1024);
        let pieces = stream::iter([Ok(Bytes::from(packed))]);
        let body = ContentCoding::Gzip.unpacked(Box::pin(pieces));
        let sizes = body.map(|piece| piece.unwrap().len()).collect::<Vec<_>>();
        let sizes = sizes.now_or_never().unwrap();
        assert_eq!(sizes.iter().sum::<usize>(), 16 * 1024 * 1024);
        assert!(sizes.iter().all(|size| *size <= 4 * PIECE), "{:?}", sizes.iter().max());
    }
}
