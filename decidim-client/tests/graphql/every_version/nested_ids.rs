//! Objects within a row whose ids the server does not tell.
//!
//! In Decidim's schemas an id may only be missing where a version has none (`Attachment.id` came with
//! 0.31), where a site's own code took it away, or where the object is of a type that a fork added. Each
//! costs the row nothing but the id.

use civic_sandbox::decidim::Version;
use serde_json::Value;

use super::super::support::Bench;
use super::super::untroubled::untroubled;
use super::lists::LISTS;

/// Takes away the ids within the rows of an answer.
fn absent(answer: &mut Value) {
    change_above_rows(answer, &mut |members| {
        members.remove("id");
    });
}

/// Makes the ids within the rows of an answer null.
fn null(answer: &mut Value) {
    change_above_rows(answer, &mut |members| {
        if let Some(id) = members.get_mut("id") {
            *id = Value::Null;
        }
    });
}

type Members = serde_json::Map<String, Value>;

fn change_above_rows(value: &mut Value, change: &mut impl FnMut(&mut Members)) {
    match value {
        Value::Array(rows) => rows.iter_mut().for_each(|row| change_in_row(row, change)),
        Value::Object(members) => {
            members.values_mut().for_each(|member| change_above_rows(member, change));
        }
        _ => {}
    }
}

fn change_in_row(row: &mut Value, change: &mut impl FnMut(&mut Members)) {
    let Value::Object(members) = row else { return };
    // A row of a page is the `node` of an `edge`.
    if let Some(node) = members.get_mut("node") {
        return change_in_row(node, change);
    }
    for (name, member) in members {
        match name.as_str() {
            // Answers to comments are rows themselves.
            "comments" => change_above_rows(member, change),
            // The client's own word.
            "root" => {}
            _ => change_within(member, change),
        }
    }
}

fn change_within(value: &mut Value, change: &mut impl FnMut(&mut Members)) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(|entry| change_within(entry, change)),
        Value::Object(members) => {
            change(members);
            members.values_mut().for_each(|member| change_within(member, change));
        }
        _ => {}
    }
}

/// A signed global id says until when it holds, so that each answer has another.
fn unsign(value: &mut Value) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(unsign),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(signed) if name == "sgid" => {
                        signed.truncate("eyJfcmFpbHMi".len());
                    }
                    _ => unsign(member),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn an_object_within_a_row_loses_nothing_but_its_id() {
    let mut lost = Vec::new();
    for version in Version::ALL {
        let [whole, absent, null_ones] = [(|_| {}) as fn(&mut Value), absent, null]
            .map(|edit| untroubled(Bench::signed_in_to(version, edit)));
        for operation in LISTS {
            let name = operation.name;
            let Ok(read) = (operation.call)(&whole) else { continue };
            let mut expected: Value = serde_json::from_str(&read.text).unwrap();
            null(&mut expected);
            unsign(&mut expected);
            for bench in [&absent, &null_ones] {
                match (operation.call)(bench) {
                    Ok(read) => {
                        let mut read: Value = serde_json::from_str(&read.text).unwrap();
                        unsign(&mut read);
                        assert_eq!(read, expected, "{version}: {name}");
                    }
                    Err(error) => lost.push(format!("{version}: {name}: {error}")),
                }
            }
        }
    }
    assert!(lost.is_empty(), "{} lists: {lost:#?}", lost.len());
}
