use super::Visit;
use crate::petitions::{
    ContentShape, IdShape, ListShape, MissingShape, OneShape, OrganisationShape, Petitions, Shape,
    SignatureShape,
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
}

#[test]
fn one_petition_is_bare_or_wrapped() {
    for (one, path) in
        [(OneShape::Bare, ""), (OneShape::Named, "/petition"), (OneShape::Data, "/data")]
    {
        let visit = shaped(Shape { one, ..Shape::default() });
        let id = visit.platform.petition_ids()[0];
        let body = visit.get(&format!("petitions/{id}"));
        assert_eq!(body.pointer(path).unwrap()["id"], id);
    }
}

#[test]
fn a_signature_has_four_forms() {
    for (signature, path) in [
        (SignatureShape::Flat, "/timestamp"),
        (SignatureShape::Nested, "/signature/timestamp"),
        (SignatureShape::Direct, "/signature"),
        (SignatureShape::Bare, ""),
    ] {
        let visit = shaped(Shape { signature, ..Shape::default() });
        let row = visit.rows("signatures")[0].clone();
        assert!(row.pointer(path).unwrap().is_string(), "{row}");
        assert_eq!(row.pointer("/petition/name").is_some(), signature != SignatureShape::Bare);
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
