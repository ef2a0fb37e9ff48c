//! The file: whole, cut, damaged, or of another kind.

use std::fs;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::*;
use crate::ErrorKind;

fn three() -> [Request; 3] {
    [1, 2, 3].map(|page| Request::get("/a").query("page", page))
}

fn recorded(name: &'static str) -> Studio {
    let studio = Studio::named(name);
    studio
        .recorded(|heard| answer(200, &[], format!("{{\"asked\":\"{}\"}}", heard.uri())), &three());
    studio
}

fn refused(studio: &Studio) -> String {
    let error = Replay::open(studio.path()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cassette);
    error.to_string()
}

#[test]
fn what_was_killed_is_read_up_to_its_last_whole_line() {
    for name in ["tape.jsonl", "tape.jsonl.gz"] {
        let studio = recorded(name);
        let whole = fs::read(studio.path()).unwrap();
        let mut held = Vec::new();
        for length in 0..=whole.len() {
            fs::write(studio.path(), &whole[..length]).unwrap();
            match Replay::open(studio.path()) {
                Ok(replay) => {
                    held.push(replay.requests());
                    let answered = studio.replayed(&three()).iter().filter(|it| it.is_ok()).count();
                    assert_eq!(answered as u64, replay.requests(), "{name} {length}");
                }
                Err(error) => {
                    assert!(held.is_empty(), "{name} {length}: {error}");
                    assert!(
                        error.to_string().contains("line 1: this is not a cassette"),
                        "{error}"
                    );
                }
            }
        }
        assert!(
            held.is_sorted() && held.first() == Some(&0) && held.last() == Some(&3),
            "{held:?}"
        );
        assert!(!studio.replay().is_torn());
        fs::write(studio.path(), &whole[..whole.len() - 40]).unwrap();
        assert!(studio.replay().is_torn() && studio.replay().requests() == 2);
        let error = studio.replayed(&three()).pop().unwrap().unwrap_err();
        assert!(error.to_string().contains("where page is 1; the recording broke off"), "{error}");
    }
}

#[test]
fn a_damaged_line_is_named_by_its_number() {
    let studio = recorded("tape.jsonl");
    let text = studio.written();
    let lines: Vec<&str> = text.lines().collect();
    for (line, wrong, told) in [
        (3, "{", "line 3: this is not a line of a cassette"),
        (3, "{\"line\":\"other\"}", "line 3: this is not a line of a cassette"),
        (2, lines[0], "line 2: a second cassette begins here"),
        (1, "{\"version\":1}", "line 1: this is not a cassette"),
        (
            1,
            "{\"line\":\"cassette\",\"version\":2}",
            "line 1: this cassette has form 2, and this version",
        ),
        (1, "\u{0}", "line 1: this is not a cassette"),
    ] {
        let mut lines = lines.clone();
        lines[line - 1] = wrong;
        fs::write(studio.path(), lines.join("\n") + "\n").unwrap();
        let error = refused(&studio);
        assert!(error.contains(told) && error.starts_with("cassette: "), "{error}");
    }
    for (part, wrong, told) in [
        ("\"url\":\"https://", "\"url\":\"", "the address is not one"),
        ("\"status\":200", "\"status\":20", "the head of the answer is not one"),
        ("HTTP/1.1", "SPDY", "the head of the answer is not one"),
    ] {
        fs::write(studio.path(), text.replace(part, wrong)).unwrap();
        let error = refused(&studio);
        assert!(error.contains("line 2: ") && error.contains(told), "{error}");
    }
    fs::remove_file(studio.path()).unwrap();
    assert!(refused(&studio).contains("cannot be read"));
}

#[test]
fn a_packed_file_is_that_of_gzip_and_one_that_was_packed_anew_is_read() {
    let (studio, plain) = (recorded("tape.jsonl.gz"), recorded("tape.jsonl"));
    let packed = fs::read(studio.path()).unwrap();
    let mut text = String::new();
    MultiGzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
    assert_eq!(
        text.lines().skip(1).collect::<Vec<_>>(),
        plain.written().lines().skip(1).collect::<Vec<_>>()
    );
    // All lines in one member, under any name.
    let mut anew = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut anew, text.as_bytes()).unwrap();
    fs::write(plain.path(), anew.finish().unwrap()).unwrap();
    assert!(plain.replayed(&three()).iter().all(Result::is_ok));
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let studio = recorded("tape.jsonl");
    let error = Recorder::create(studio.path()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cassette);
    assert!(error.to_string().contains("tape.jsonl cannot be written: "), "{error}");
    assert_eq!(studio.replay().requests(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_fails_the_request_and_all_later_ones() {
    let studio = Studio::new();
    let sent = Arc::new(Mutex::new(0));
    let recorder = Recorder::create(studio.path()).unwrap();
    recorder.write_to(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let log = Arc::clone(&sent);
    let http = studio.recording(&recorder, move |_| {
        *log.lock().unwrap() += 1;
        answer(200, &[], "{}")
    });
    let client = http.build(BASE, Town).unwrap();
    for result in studio.clock.run(asked(&client, &three())).unwrap() {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Cassette, 1), "{error}");
    }
    assert_eq!(*sent.lock().unwrap(), 1, "the others were not sent");
    assert_eq!(recorder.finish().unwrap_err().kind(), ErrorKind::Cassette);
}

#[test]
fn the_lines_tell_what_was_asked_and_answered() {
    let studio = Studio::new();
    let create = Request::post("/a").json(&serde_json::json!({"title": "Shade"}));
    studio.recorded(|_| answer(201, &[("x-a", "b")], "{\"id\":1}"), &[create]);
    let text = studio.written();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["line"], "cassette");
    assert_eq!(lines[0]["version"], 1);
    assert!(lines[0]["made_by"].as_str().unwrap().starts_with("civic-core/"));
    let request = &lines[1];
    assert_eq!(request["method"], "POST");
    assert_eq!(request["url"], "https://town.example.org/a");
    assert_eq!(request["at"], "2026-03-01T12:00:00Z");
    assert_eq!(request["body"]["text"], "{\"title\":\"Shade\"}");
    assert_eq!(request["answer"]["status"], 201);
    assert_eq!(request["answer"]["headers"], serde_json::json!([["x-a", "b"]]));
    assert_eq!(request["answer"]["text"], "{\"id\":1}");
    assert_eq!(request["end"], "whole");
}

#[test]
fn requests_that_no_client_sent_are_neither_recorded_nor_replayed() {
    use crate::http::transport::Transport;
    let studio = recorded("tape.jsonl");
    let bare = || http::Request::get(format!("{BASE}/a?page=1")).body(Bytes::new()).unwrap();
    let replayed = futures::executor::block_on(studio.replay().transport().send(bare()));
    assert_eq!(replayed.err().unwrap().kind(), ErrorKind::InvalidInput);
    let recorder = Recorder::create(studio.folder.path().join("other.jsonl")).unwrap();
    let transport = recorder.over(FakeTransport::new(|_| async { answer(200, &[], "") }));
    let sent = futures::executor::block_on(transport.send(bare()));
    assert_eq!(sent.err().unwrap().kind(), ErrorKind::InvalidInput);
    assert_eq!(recorder.finish().unwrap(), 0);
}
