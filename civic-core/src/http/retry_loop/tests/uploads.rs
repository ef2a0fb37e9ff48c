//! A body whose progress is told.

use super::*;
use crate::http::platform::Multipart;

/// How much was sent, and of how much.
type Steps = Arc<Mutex<Vec<(u64, u64)>>>;

fn upload() -> (Request, Steps) {
    let form = Multipart::new().file("0", "a.txt", "text/plain", vec![b'x'; 100_000]);
    let heard = Steps::default();
    let steps = Arc::clone(&heard);
    let tell = move |sent, total| steps.lock().unwrap().push((sent, total));
    (Request::post("/files").multipart(&form).on_progress(tell), heard)
}

#[test]
fn progress_rises_to_the_total() {
    let bench = Bench::new([]);
    let (request, heard) = upload();
    bench.send(request).unwrap();
    let heard = heard.lock().unwrap();
    let total = u64::try_from(bench.seen.lock().unwrap()[0].body().len()).unwrap();
    assert!(heard.is_sorted_by(|before, after| before.0 < after.0), "{heard:?}");
    assert!(heard.len() > 5 && heard.iter().all(|(_, of)| *of == total), "{heard:?}");
    assert_eq!(heard.last(), Some(&(total, total)));
}

#[test]
fn what_is_sent_once_more_counts_only_beyond_what_was_told() {
    // A refused connection: nothing arrived, so that it is sent again.
    let bench = Bench::new([refused()]);
    let (request, heard) = upload();
    bench.send(request).unwrap();
    assert_eq!(bench.requests(), 2);
    let heard = heard.lock().unwrap();
    assert!(heard.is_sorted_by(|before, after| before.0 < after.0), "{heard:?}");
    assert_eq!(heard.last().map(|(sent, total)| sent == total), Some(true));
}

#[test]
fn the_end_is_not_told_of_what_was_not_taken() {
    for step in [reset(), status(413, &[], "too large")] {
        let bench = Bench::new([step]);
        let (request, heard) = upload();
        let error = bench.send(request).unwrap_err();
        assert_ne!(error.was_sent(), Sent::No);
        assert_eq!(bench.requests(), 1);
        let heard = heard.lock().unwrap();
        assert!(heard.iter().all(|(sent, total)| sent < total), "{heard:?}");
    }
}

#[test]
fn the_body_of_a_form_is_the_same_each_time() {
    let bench = Bench::new([]);
    for _ in 0..2 {
        bench.send(upload().0).unwrap();
    }
    let seen = bench.seen.lock().unwrap();
    assert_eq!(seen[0].body(), seen[1].body());
    assert_eq!(seen[0].headers()["content-type"], seen[1].headers()["content-type"]);
}
