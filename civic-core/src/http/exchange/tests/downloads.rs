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
fn the_way_to_a_body_is_the_common_road() {
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
