//! No secret and no token reaches Debug, Display or an error.

use std::fmt::Write;

use decidim_client::rest::Client;
use decidim_client::rest::auth::Actor;

use super::support::{Answer, Fake, SECRET};

fn show<A: Actor>(fake: &Fake, client: &Client<A>, shown: &mut String) {
    write!(shown, "{client:?}").unwrap();
    let error = fake.run(client.proposals().get(7)).unwrap_err();
    write!(shown, "{error} {error:?} {:?} {:?}", error.headers(), error.body()).unwrap();
    let mut reading = client.blogs().list().stream();
    for error in fake.read(&mut reading).1 {
        write!(shown, "{error:?} {:?}", error.body()).unwrap();
    }
    write!(shown, "{reading:?} {:?} {:?}", reading.checkpoint(), client.proposals().list())
        .unwrap();
}

#[test]
fn none_is_shown_whatever_the_server_echoes() {
    let mut shown = String::new();
    // The server says back all that it heard, in every kind of answer.
    for status in [200, 302, 400, 401, 403, 500] {
        for token_too in [false, true] {
            let fake = Fake::new("v0.2", move |seen| {
                if seen.path == "/oauth/token" && !token_too {
                    return None;
                }
                let echo = format!("{} {:?} {}", seen.body, seen.token, seen.path);
                let answer = Answer::error(status, "400: Bad request", &echo);
                let said = seen.token.clone().unwrap_or_default();
                Some(answer.header("location", "/x?token=abcdefghij").header("x-echo", said))
            });
            let client = fake.client();
            show(&fake, &client, &mut shown);
            show(&fake, &client.login("ana_ruiz", "p4ssw0rd-of-ana").unwrap(), &mut shown);
        }
    }
    assert!(shown.contains("***"), "there was something to hide");
    for secret in [SECRET, "p4ssw0rd", "s3cr3t-token", "abcdefghij"] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
}
