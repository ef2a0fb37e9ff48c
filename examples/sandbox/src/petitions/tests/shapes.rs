use super::Visit;
use crate::petitions::{
    ContentShape, IdShape, ListShape, MissingShape, NumberShape, OneShape, OrganisationShape,
    Petitions, RefusalShape, Shape, SignatureShape, TimestampsShape, WrittenShape,
};
use http::Method;
use serde_json::{Value, json};

fn shaped(shape: Shape) -> Visit {
    Visit::to(Petitions::builder().petitions(4).signatures(3).shape(shape))
}

#[test]
fn every_list_is_bare_or_under_its_key() {
    let keys = |list| {
        let visit = shaped(Shape { list, ..Shape::default() });
        ["petitions", "signatures", "organisations"].map(|table| match visit.get(table) {
            Value::Object(body) => body.keys().next().unwrap().clone(),
            Value::Array(_) => String::new(),
            other => panic!("{other}"),
        })
    };
    assert_eq!(keys(ListShape::Bare), ["", "", ""]);
    assert_eq!(keys(ListShape::Named), ["petitions", "signatures", "organisations"]);
    assert_eq!(keys(ListShape::Data), ["data"; 3]);
    assert_eq!(keys(ListShape::Results), ["results"; 3]);
    assert_eq!(keys(ListShape::Items), ["items"; 3]);
    assert_eq!(keys(ListShape::Nested), ["data"; 3]);
    let visit = shaped(Shape { list: ListShape::Nested, ..Shape::default() });
    assert!(visit.get("signatures")["data"]["signatures"].is_array());
    let visit = shaped(Shape { list: ListShape::Rooted, ..Shape::default() });
    for (table, name) in
        [("petitions", "petition"), ("signatures", "signature"), ("organisations", "organisation")]
    {
        assert!(visit.rows(table)[0][name].is_object(), "{table}");
    }
}

#[test]
fn one_petition_is_bare_or_wrapped() {
    for (one, path) in [
        (OneShape::Bare, ""),
        (OneShape::Named, "/petition"),
        (OneShape::Data, "/data"),
        (OneShape::Nested, "/data/petition"),
        (OneShape::List, "/0"),
    ] {
        let visit = shaped(Shape { one, ..Shape::default() });
        let id = visit.platform.petition_ids()[0];
        let body = visit.get(&format!("petitions/{id}"));
        assert_eq!(body.pointer(path).unwrap()["id"], id);
    }
}

#[test]
fn a_signature_has_five_forms() {
    for (signature, path) in [
        (SignatureShape::Flat, "/timestamp"),
        (SignatureShape::Nested, "/signature/timestamp"),
        (SignatureShape::Direct, "/signature"),
        (SignatureShape::Bare, ""),
        (SignatureShape::Whole, "/signature/timestamp"),
    ] {
        let visit = shaped(Shape { signature, ..Shape::default() });
        let row = visit.rows("signatures")[0].clone();
        assert!(row.pointer(path).unwrap().is_string(), "{row}");
        let named = if signature == SignatureShape::Whole { &row["signature"] } else { &row };
        let is_bare = signature == SignatureShape::Bare;
        assert_eq!(named.pointer("/petition/name").is_some(), !is_bare);
    }
}

#[test]
fn organisations_are_given_null_or_absent() {
    let seen = |organisation| {
        let visit = shaped(Shape { organisation, ..Shape::default() });
        visit
            .rows("signatures")
            .iter()
            .map(|row| row.get("organisation").cloned())
            .collect::<Vec<_>>()
    };
    assert!(seen(OrganisationShape::Given).iter().flatten().any(Value::is_object));
    assert!(seen(OrganisationShape::Null).iter().all(|it| *it == Some(Value::Null)));
    assert!(seen(OrganisationShape::Absent).iter().all(Option::is_none));
}

#[test]
fn ids_may_be_texts_and_json_may_call_itself_html() {
    let visit =
        shaped(Shape { id: IdShape::Text, content: ContentShape::Html, ..Shape::default() });
    let reply = visit.send(Method::GET, "petitions", Petitions::FULL_KEY, &Value::Null);
    assert_eq!(reply.headers().unwrap()["content-type"], "text/html; charset=utf-8");
    let newest = visit.platform.petition_ids()[0].to_string();
    assert_eq!(reply.body_json().unwrap()[0]["id"], newest);
}

#[test]
fn missing_fields_are_named_in_four_forms() {
    for (missing, fields) in [
        (MissingShape::Joined, json!(["name,city"])),
        (MissingShape::List, json!(["name", "city"])),
        (MissingShape::Text, json!("name, city")),
        (MissingShape::Object, json!({"name": ["is invalid"], "city": ["is invalid"]})),
    ] {
        let visit = shaped(Shape { missing, ..Shape::default() });
        let body = json!({"email": "ada@example.org", "visible": 1});
        let path = format!("petitions/{}/signature", visit.live());
        let reply = visit.send(Method::POST, &path, Petitions::PLAIN_KEY, &body);
        assert_eq!(reply.status().unwrap(), 400);
        let body = reply.body_json().unwrap();
        assert_eq!(body, json!({"error": "Required fields missing", "fields": fields}));
    }
}

#[test]
fn counts_and_timestamps_have_three_forms() {
    let asked = |shape, fields: &str| {
        let visit = shaped(shape);
        let id = visit.platform.petition_ids()[0];
        visit.get(&format!("petitions/{id}?fields={fields}"))
    };
    for (number, count) in [
        (NumberShape::Whole, json!(3)),
        (NumberShape::Float, json!(3.0)),
        (NumberShape::Text, json!("3")),
    ] {
        let body = asked(Shape { number, ..Shape::default() }, "signatures_count");
        assert_eq!(body["signatures_count"], count);
    }
    for (timestamps, first, unasked) in [
        (TimestampsShape::Moments, "/signature_timestamps/0", None),
        (TimestampsShape::Objects, "/signature_timestamps/0/timestamp", None),
        (TimestampsShape::NullUnasked, "/signature_timestamps/0", Some(&Value::Null)),
    ] {
        let shape = Shape { timestamps, ..Shape::default() };
        assert!(asked(shape, "signature_timestamps").pointer(first).unwrap().is_string());
        assert_eq!(asked(shape, "status").get("signature_timestamps"), unasked);
    }
}

#[test]
fn a_write_is_answered_in_five_forms_and_done_in_each() {
    for (written, status, body) in [
        (WrittenShape::Object, 200, r#"{"message":"Thanks"#),
        (WrittenShape::Quoted, 200, "\"Thanks"),
        (WrittenShape::Plain, 200, "Thanks"),
        (WrittenShape::Empty, 200, ""),
        (WrittenShape::NoContent, 204, ""),
    ] {
        let visit = shaped(Shape { written, ..Shape::default() });
        let path = format!("petitions/{}/signature?language=en", visit.live());
        let ada = json!({"name": "A. E.", "email": "ada@example.org", "city": "C", "visible": 1});
        let reply = visit.send(Method::POST, &path, Petitions::PLAIN_KEY, &ada);
        assert_eq!(reply.status().unwrap(), status);
        let said = String::from_utf8(reply.body_bytes().to_vec()).unwrap();
        assert!(said.starts_with(body) && said.is_empty() == body.is_empty(), "{said}");
        assert_eq!(visit.platform.unconfirmed(), 1);
    }
}

#[test]
fn a_refusal_has_five_forms() {
    for (refusal, body) in [
        (RefusalShape::Error, r#"{"error":"API key not accepted"}"#),
        (RefusalShape::Message, r#"{"message":"API key not accepted"}"#),
        (RefusalShape::Plain, "API key not accepted"),
        (RefusalShape::Page, "<!DOCTYPE html><html><body><h1>401</h1></body></html>\n"),
        (RefusalShape::Empty, ""),
    ] {
        let visit = shaped(Shape { refusal, ..Shape::default() });
        let reply = visit.send(Method::GET, "petitions", "nobodys", &Value::Null);
        assert_eq!((reply.status().unwrap().as_u16(), reply.body_bytes()), (401, body.into()));
    }
}
