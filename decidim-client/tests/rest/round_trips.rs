//! Whatever a server sends is decoded, and given back.
//!
//! Bodies are made by the [schemas](super::schemas) of the module's own document. Each member may be absent, null,
//! of another form or of an unknown value, and each object may have members that nobody knows.

use decidim_client::rest::auth::Introspection;
use decidim_client::rest::resources::BlogComponent;
use decidim_client::rest::resources::BlogPost;
use decidim_client::rest::resources::Component;
use decidim_client::rest::resources::DraftProposal;
use decidim_client::rest::resources::Organization;
use decidim_client::rest::resources::Participant;
use decidim_client::rest::resources::Proposal;
use decidim_client::rest::resources::ProposalComponent;
use decidim_client::rest::resources::Space;
use decidim_client::rest::resources::Vote;
use fastrand::Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::schemas::Form::{
    self, Anything, Essential, Id, Moment, Name, Object, Text, Texts, Truth, Whole,
};
use super::schemas::{
    blog, component, draft, introspection, organization, proposal, proposal_component, space, user,
    vote,
};

/// Bodies of each family.
const BODIES: u64 = 400;

/// A value of this form; with `odd` also what the document does not allow.
fn make(form: &Form, rng: &mut Rng, odd: bool) -> Value {
    let name = |rng: &mut Rng, names: &[&str]| json!(names[rng.usize(..names.len())]);
    match form {
        Text => name(rng, &["", "a", "Benches <b>", "2026-01-02"]),
        Name(_) if odd && rng.u8(..5) == 0 => json!("newer_than_this"),
        Name(names) => name(rng, names),
        Id if rng.bool() => json!(rng.u64(..1000).to_string()),
        Id | Whole => json!(rng.u64(..1000)),
        Moment => name(rng, &["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.045Z"]),
        Truth => json!(rng.bool()),
        Texts => json!({"en": "Text", "pt-BR": if rng.bool() { json!("") } else { Value::Null }}),
        Anything => anything(rng),
        Form::List(of) => Value::Array(
            (0..rng.usize(1..4)).map(|_| maybe(of, rng, odd).unwrap_or_default()).collect(),
        ),
        Object(members) | Essential(members) => {
            let made = members.iter().filter_map(|(name, form)| {
                let value = match form {
                    Essential(_) if odd && rng.u8(..10) == 0 => None,
                    Essential(_) => Some(make(form, rng, odd)),
                    // What names a record is in the form of an id, or not there.
                    Id if *name == "id" => (!odd || rng.u8(..10) > 0).then(|| make(form, rng, odd)),
                    form => maybe(form, rng, odd),
                };
                Some(((*name).to_owned(), value?))
            });
            let mut made: Map<String, Value> = made.collect();
            if odd && rng.u8(..4) == 0 {
                made.insert("newer".to_owned(), anything(rng));
            }
            Value::Object(made)
        }
    }
}

/// The same, or null, something else, or nothing.
fn maybe(form: &Form, rng: &mut Rng, odd: bool) -> Option<Value> {
    match rng.u8(..if odd { 10 } else { 1 }) {
        1 => None,
        2 => Some(Value::Null),
        3 => Some(anything(rng)),
        _ => Some(make(form, rng, odd)),
    }
}

fn anything(rng: &mut Rng) -> Value {
    let values = [
        json!(7),
        json!(-1.5),
        json!(true),
        json!("text"),
        json!([1, {"a": false}]),
        json!({"id": "1", "more": [null]}),
        json!([{"id": "1", "type": "user"}, {"id": "2", "type": "user"}]),
        json!([]),
        json!({}),
    ];
    values[rng.usize(..values.len())].clone()
}

/// Without what says as much as an absent member: null, and an empty object or list.
fn said(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, said(value)));
            let nothing =
                |value: &Value| value.is_null() || *value == json!({}) || *value == json!([]);
            Value::Object(members.filter(|(_, value)| !nothing(value)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(said).collect()),
        other => other,
    }
}

fn gives_back<T: DeserializeOwned + Serialize>(name: &str, form: &Form) {
    for seed in 0..BODIES {
        let body = make(form, &mut Rng::with_seed(seed), seed % 8 > 0);
        checks::<T>(name, seed, body);
    }
}

fn checks<T: DeserializeOwned + Serialize>(name: &str, seed: u64, body: Value) {
    // As text, the way it comes.
    let read: T = serde_json::from_str(&body.to_string())
        .unwrap_or_else(|error| panic!("{name} {seed}: {error}: {body:#}"));
    let written: Value = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(said(written), said(body.clone()), "{name} {seed}: {body:#}");
}

#[test]
fn every_body_is_decoded_and_given_back() {
    gives_back::<Space>("space", &space());
    gives_back::<Component>("component", &component(&["page_component"], Vec::new()));
    gives_back::<ProposalComponent>("proposal component", &proposal_component());
    gives_back::<BlogComponent>("blog component", &component(&["blog_component"], Vec::new()));
    gives_back::<Proposal>("proposal", &proposal());
    gives_back::<DraftProposal>("draft", &draft());
    gives_back::<BlogPost>("blog post", &blog());
    gives_back::<Organization>("organization", &organization());
    gives_back::<Participant>("user", &user());
    gives_back::<Vote>("vote", &vote());
}

#[test]
fn every_introspection_is_decoded_and_given_back() {
    for seed in 0..BODIES {
        let mut body = make(&introspection(), &mut Rng::with_seed(seed), seed % 8 > 0);
        body["active"] = json!(seed % 2 == 0);
        checks::<Introspection>("introspection", seed, body);
    }
}

#[test]
fn a_moment_of_another_zone_is_given_back_in_utc() {
    let body = json!({"id": "7", "type": "proposal",
        "attributes": {"created_at": "2026-01-02T03:04:05+02:00", "updated_at": "yesterday"}});
    let read: Proposal = serde_json::from_value(body).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written["attributes"]["created_at"], "2026-01-02T01:04:05Z");
    assert_eq!(read.attributes.updated_at, None);
    assert_eq!(written["attributes"]["updated_at"], "yesterday");
}
