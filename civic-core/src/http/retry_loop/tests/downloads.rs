//! Answers whose body is read piece by piece, and redirects taken for answers.

use super::*;

impl Bench {
    /// Reads a whole body: the bytes, and the error that ended it.
    fn download(&self) -> (Vec<u8>, Option<Error>) {
        self.clock
            .run(async {
                let mut download = self.client.open(Request::get("/a")).await?;
                let mut bytes = Vec::new();
                let error = loop {
                    match download.piece().await {
                        Ok(Some(piece)) => bytes.extend_from_slice(&piece),
                        Ok(None) => break None,
                        Err(error) => break Some(error),
                    }
                };
                assert!(download.piece().await?.is_none(), "an end stays an end");
                assert_eq!(download.received(), bytes.len() as u64);
                Ok::<_, Error>((bytes, error))
            })
            .unwrap()
            .unwrap()
    }
}

fn announcing(length: &'static str, pieces: Vec<&'static str>) -> Step {
    Box::new(move || {
        let pieces = pieces.into_iter().map(|piece| Ok(Bytes::from(piece)));
        let answer = Answer::builder().header(header::CONTENT_LENGTH, length);
        Ok(answer.body(FakeBody::pieces(pieces.collect::<Vec<_>>())).unwrap())
    })
}

#[test]
fn a_body_comes_in_pieces_and_knows_no_size_limit() {
    let config = HttpConfig::new().timeouts(Timeouts::default().body_limit(3));
    let bench = Bench::with(config, [announcing("8", vec!["abcd", "efgh"])]);
    let (bytes, error) = bench.download();
    assert_eq!((bytes.as_slice(), error.is_none()), (b"abcdefgh".as_slice(), true));
}

#[test]
fn a_body_that_ends_before_its_length_is_an_error() {
    let bench = Bench::new([announcing("9", vec!["abcd", "efgh"])]);
    let (bytes, error) = bench.download();
    let error = error.unwrap();
    assert_eq!(bytes, b"abcdefgh");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("ended after 8 of 9 bytes"), "{error}");
}

#[test]
fn a_silent_or_broken_body_is_an_error_after_what_came() {
    let stalled = body(|| FakeBody::stalled_after("abc"));
    for (step, kind) in [(stalled, ErrorKind::Timeout), (truncated(), ErrorKind::Transport)] {
        let bench = Bench::new([step]);
        let (bytes, error) = bench.download();
        let error = error.unwrap();
        assert!(!bytes.is_empty());
        assert_eq!(error.kind(), kind);
        assert_eq!(error.url(), Some("https://demo.example.org/a"));
        assert_eq!(bench.requests(), 1);
    }
}

#[test]
fn up_to_its_head_a_download_is_retried_as_any_request() {
    let bench = Bench::new([status(503, &[], ""), refused(), announcing("2", vec!["ok"])]);
    assert_eq!(bench.download().0, b"ok");
    assert_eq!(bench.requests(), 3);
    let bench = Bench::new([status(404, &[], "none here")]);
    let error = bench.clock.run(bench.client.open(Request::get("/a"))).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.body().unwrap().as_ref(), b"none here");
}

#[test]
fn a_redirect_is_an_answer_only_where_that_is_asked_for() {
    let redirect = || status(302, &[("location", "/in"), ("set-cookie", "session=1")], "<html>");
    let bench = Bench::new([redirect(), redirect()]);
    assert_eq!(bench.get().unwrap_err().kind(), ErrorKind::Redirect);
    let answer = bench.send(Request::get("/a").takes_redirect()).unwrap();
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["set-cookie"], "session=1");
    assert_eq!(bench.requests(), 2);
}

fn gzip(members: &[&str]) -> Vec<Bytes> {
    use std::io::Write;
    let member = |text: &&str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap().into()
    };
    members.iter().map(member).collect()
}

fn packed(coding: &'static str, pieces: Vec<Bytes>) -> Step {
    Box::new(move || {
        let answer = Answer::builder().header(header::CONTENT_ENCODING, coding);
        let length: usize = pieces.iter().map(Bytes::len).sum();
        let answer = answer.header(header::CONTENT_LENGTH, length);
        Ok(answer.body(FakeBody::pieces(pieces.into_iter().map(Ok).collect::<Vec<_>>())).unwrap())
    })
}

#[test]
fn every_member_of_a_packed_body_is_read_in_one_piece_or_several() {
    let pieces = gzip(&["[1, 2", ", 3]"]);
    let one = vec![Bytes::from(pieces.concat())];
    for pieces in [one, pieces] {
        let bench = Bench::new([packed("gzip", pieces.clone()), packed("gzip", pieces)]);
        assert_eq!(bench.download().0, b"[1, 2, 3]");
        assert_eq!(bench.get().unwrap().json::<Vec<u8>>().unwrap(), [1, 2, 3]);
        let asked = &bench.seen.lock().unwrap()[0];
        assert_eq!(asked.headers()["accept-encoding"], "gzip");
    }
}

#[test]
fn bytes_behind_the_last_member_are_an_error() {
    let mut pieces = gzip(&["[1, 2", ", 3]"]);
    pieces.push(Bytes::from_static(&[0; 8]));
    let bench = Bench::new([packed("gzip", pieces)]);
    let (bytes, error) = bench.download();
    let error = error.unwrap();
    assert_eq!((bytes.as_slice(), error.kind()), (b"[1, 2, 3]".as_slice(), ErrorKind::Transport));
    assert!(error.to_string().contains("cannot be decompressed"), "{error}");
}

#[test]
fn a_coding_that_nobody_asked_for_is_named() {
    for coding in ["br", "deflate", "x-gzip", "gzip, br"] {
        let step = || packed(coding, vec![Bytes::from_static(b"\x1b\x03")]);
        let bench = Bench::new([step(), step()]);
        let open = bench.clock.run(bench.client.open(Request::get("/a"))).unwrap().unwrap_err();
        for error in [bench.get().unwrap_err(), open] {
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(error.to_string().contains(&format!("packed as {coding:?}")), "{error}");
            assert_eq!(error.status().unwrap(), 200);
        }
        assert_eq!(bench.requests(), 2, "it would come packed again");
    }
    // Of a refusal the status counts.
    let bench = Bench::new([status(404, &[("content-encoding", "br")], "\u{1b}")]);
    assert_eq!(bench.get().unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_body_knows_whether_its_end_is_known_to_be_its_end() {
    let whole = |headers: &'static [(&str, &str)], version: http::Version| {
        let step: Step = Box::new(move || {
            let mut answer = Answer::builder().version(version);
            for (name, value) in headers {
                answer = answer.header(*name, *value);
            }
            Ok(answer.body("four".into()).unwrap())
        });
        let bench = Bench::new([step]);
        let open = bench.client.open(Request::get("/a"));
        let mut download = bench.clock.run(open).unwrap().unwrap();
        assert!(!download.is_whole());
        while bench.clock.run(download.piece()).unwrap().unwrap().is_some() {
            assert!(!download.is_whole());
        }
        (download.is_whole(), download.announced())
    };
    let one = http::Version::HTTP_11;
    assert_eq!(whole(&[("content-length", "4")], one), (true, Some(4)));
    let identity = &[("content-length", "4"), ("content-encoding", "identity")];
    assert_eq!(whole(identity, one), (true, Some(4)));
    assert_eq!(whole(&[("transfer-encoding", "chunked")], one), (true, None));
    assert_eq!(whole(&[], http::Version::HTTP_2), (true, None));
    assert_eq!(whole(&[], one), (false, None));
}

#[test]
fn a_body_that_is_read_whole_is_compared_with_its_length_too() {
    let bench = Bench::new([announcing("9", vec!["{\"a\""]), announcing("8", vec!["{\"a\": 1}"])]);
    let answer = bench.get().unwrap();
    assert_eq!(answer.stats().attempts, 2);
    assert_eq!(answer.body().as_ref(), b"{\"a\": 1}");
}
