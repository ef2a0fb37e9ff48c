//! Tokens that servers before 0.2.10 revoked or forgot, of which they say nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use decidim_client::ErrorKind;

use super::support::{Answer, Fake, Seen, proposal, token};

/// A server of 0.2 whose tokens are numbered.
fn numbered(answer: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> (Fake, Arc<AtomicU32>) {
    let issued = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&issued);
    let fake = Fake::new("v0.2", move |seen| {
        if seen.path != "/oauth/token" {
            return Some(answer(seen));
        }
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        Some(token(seen, &format!("token-{number}"), 1_772_366_400))
    });
    (fake, issued)
}

/// `handle_auth_errors :raise` before 0.2.10: `TokenRevoked` is mapped to 403, `TokenUnknown` to
/// nothing, and so to 500.
#[test]
fn a_token_that_an_old_server_revoked_or_forgot_is_replaced() {
    for (status, error) in [(403, "403: Forbidden"), (500, "Server error")] {
        let (fake, issued) = numbered(move |seen| {
            let worthless = seen.token.as_deref() == Some("s3cr3t-token-1");
            if worthless { Answer::error(status, error, "x") } else { Answer::data(proposal(7)) }
        });
        let client = fake.client();
        let read = || fake.run(client.proposals().get(7));
        // Fresh as it is, it means what it says.
        assert!(read().is_err(), "{status}");
        assert_eq!(issued.load(Ordering::SeqCst), 1, "{status}");
        if status == 403 {
            // Nor is it doubted before the floor. (A 500 is waited for meanwhile.)
            fake.clock.advance(Duration::from_secs(4));
            assert!(read().is_err());
            assert_eq!(issued.load(Ordering::SeqCst), 1);
        }
        fake.clock.advance(Duration::from_secs(6));
        assert!(read().is_ok(), "{status}");
        assert_eq!(issued.load(Ordering::SeqCst), 2, "{status}");
    }
}

#[test]
fn a_write_follows_a_403_and_never_a_500() {
    for (status, error, done) in [(403, "403: Forbidden", true), (500, "Server error", false)] {
        let (fake, _) = numbered(move |seen| {
            let worthless = seen.token.as_deref() == Some("s3cr3t-token-1");
            if worthless && seen.method == "POST" {
                Answer::error(status, error, "x")
            } else {
                Answer::data(proposal(7))
            }
        });
        let user = fake.user();
        fake.run(user.proposals().get(7)).unwrap();
        fake.clock.advance(Duration::from_secs(6));
        let written = fake.run(user.draft_proposals().publish(7));
        assert_eq!(written.is_ok(), done, "{status}");
        let posts = fake.lines().iter().filter(|line| line.starts_with("POST")).count();
        assert_eq!(posts, if done { 2 } else { 1 }, "{status}");
    }
}

#[test]
fn a_permission_that_is_missing_costs_one_new_token_and_no_more() {
    let (fake, issued) = numbered(|_| Answer::error(403, "403: Forbidden", "Forbidden"));
    let client = fake.client();
    let mut requests = Vec::new();
    for _ in 0..4 {
        fake.clock.advance(Duration::from_secs(60));
        let before = fake.lines().len();
        let error = fake.run(client.proposals().get(7)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden);
        assert!(error.hint().unwrap().contains("permission \"proposals.read\""), "{error}");
        requests.push(fake.lines().len() - before);
    }
    // The first token is fresh when it is refused; the second call doubts it.
    assert_eq!((requests, issued.load(Ordering::SeqCst)), (vec![1, 2, 1, 1], 2));
}

#[test]
fn a_token_can_be_forgotten_by_hand() {
    let (fake, issued) = numbered(|_| Answer::data(proposal(7)));
    let client = fake.client();
    assert!(!client.forget_token(), "there is none yet");
    for expected in [1, 2] {
        fake.run(client.proposals().get(7)).unwrap();
        assert_eq!(issued.load(Ordering::SeqCst), expected);
        fake.clock.advance(Duration::from_secs(6));
        assert!(client.forget_token());
    }
}
