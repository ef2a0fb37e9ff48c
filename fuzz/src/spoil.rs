//! Bodies of servers, spoilt: bytes and JSON that are nearly right find more than noise does.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// A body with some of it changed. The same seed spoils the same way.
pub fn spoilt(body: &[u8], seed: u64) -> Vec<u8> {
    let mut rng = Rng::with_seed(seed);
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) if rng.u8(..) < 200 => {
            for _ in 0..rng.usize(1..4) {
                let places = places(&value);
                spoil(&mut value, rng.usize(0..places), &mut rng);
            }
            let text = value.to_string().into_bytes();
            if rng.u8(..) < 40 { torn(text, &mut rng) } else { text }
        }
        _ => torn(body.to_vec(), &mut rng),
    }
}

/// A JSON value of no meaning.
pub fn odd(rng: &mut Rng) -> Value {
    match rng.u8(0..20) {
        0 | 1 => Value::Null,
        2 => true.into(),
        3 => 0.into(),
        4 => (-1).into(),
        5 => u64::MAX.into(),
        6 => i64::MIN.into(),
        7 => json!(1e308),
        8 => json!(0.5),
        9 => "".into(),
        10 => "\u{1b}[31m\u{0}\u{202e}<script>".into(),
        11 => "9999-12-31T23:59:60+24:00".into(),
        12 => "-009999-01-01".into(),
        13 => "18446744073709551616".into(),
        14 => "POINT(nan 1e999)".into(),
        15 => json!([]),
        16 => json!({}),
        17 => json!([null, [null], {"": null}]),
        18 => (0..60).fold(Value::Null, |inner, _| json!([inner])),
        _ => "é".repeat(rng.usize(1..300)).into(),
    }
}

/// How many values there are, the whole included.
fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(places).sum(),
        Value::Object(members) => members.values().map(places).sum::<usize>(),
        _ => 0,
    }
}

/// Changes the value with this number, counted from the outside in.
fn spoil(value: &mut Value, mut at: usize, rng: &mut Rng) {
    if at == 0 {
        *value = changed(std::mem::take(value), rng);
        return;
    }
    at -= 1;
    let inner: Vec<&mut Value> = match value {
        Value::Array(values) => values.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => return,
    };
    for inner in inner {
        let size = places(inner);
        if at < size {
            return spoil(inner, at, rng);
        }
        at -= size;
    }
}

fn changed(value: Value, rng: &mut Rng) -> Value {
    match (value, rng.u8(0..4)) {
        (Value::Array(mut values), 0) => {
            values.extend(values.clone());
            values.into()
        }
        (Value::Array(mut values), 1) => {
            values.pop();
            values.push(odd(rng));
            values.into()
        }
        (Value::Object(members), 0) => {
            let kept = members.into_iter().filter(|_| rng.bool());
            Value::Object(kept.collect::<Map<_, _>>())
        }
        (Value::Object(mut members), 1) => {
            members.insert("new".to_owned(), odd(rng));
            members.into()
        }
        (Value::String(text), 0) => text.chars().skip(1).collect::<String>().into(),
        (Value::Number(number), 0) => number.to_string().into(),
        _ => odd(rng),
    }
}

fn torn(mut text: Vec<u8>, rng: &mut Rng) -> Vec<u8> {
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(0..=text.len());
        match rng.u8(0..4) {
            0 => text.truncate(at),
            1 => text.insert(at, rng.u8(..)),
            2 => {
                text.get_mut(at..)
                    .into_iter()
                    .flatten()
                    .take(1)
                    .for_each(|byte| *byte ^= 1 << rng.u8(0..8));
            }
            _ => {
                let copy = text.get(..at).unwrap_or_default().to_vec();
                text.extend(copy);
            }
        }
    }
    text
}
