//! What of a record is the same in every reading.
//!
//! Sites write some texts anew for each answer: signed ids, and addresses with a signature that expires. A
//! copy must not take them for changes.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

/// Addresses of Rails' Active Storage. What follows has signed ids among its steps.
const ACTIVE_STORAGE: &str = "/rails/active_storage/";

/// What every signed address has one of: of S3, of Google, of Amazon's `CloudFront` and the older S3, of Azure.
const SIGNATURES: [&str; 4] = ["x-amz-signature", "x-goog-signature", "signature", "sig"];

/// What else of a signed query differs from one signature to the next.
const SIGNED: [&str; 18] = [
    "expires",
    "awsaccesskeyid",
    "googleaccessid",
    "key-pair-id",
    "policy",
    "se",
    "st",
    "sp",
    "sv",
    "sr",
    "spr",
    "sip",
    "ske",
    "skt",
    "sks",
    "skv",
    "skoid",
    "sktid",
];

/// A record without what differs in every reading: signatures of addresses, and `sgid`.
///
/// Of a signed id, what it stands for is kept, so that another file under the same name is a change.
pub(crate) fn stable_content(mut record: Value) -> Value {
    strip(&mut record);
    record
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("sgid");
            members.values_mut().for_each(strip);
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        Value::String(text) => {
            if text.contains(ACTIVE_STORAGE) {
                *text = without_signed_ids(text);
            }
            if text.contains('?') {
                *text = without_signatures(text);
            }
        }
        _ => {}
    }
}

/// Whether an address in a text ends here.
fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '(' | ')' | '#')
}

fn without_signed_ids(text: &str) -> String {
    let mut parts = text.split(ACTIVE_STORAGE);
    let mut stable = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c| is_end(c) || c == '?').unwrap_or(part.len());
        let (steps, rest) = part.split_at(end);
        let steps: Vec<_> =
            steps.split('/').map(|step| subject(step).unwrap_or_else(|| step.to_owned())).collect();
        stable.push_str(ACTIVE_STORAGE);
        stable.push_str(&steps.join("/"));
        stable.push_str(rest);
    }
    stable
}

/// What a signed id stands for: `payload--signature`, where the payload is JSON in base64 that says until
/// when it holds. `None` for what is not a signed id.
fn subject(step: &str) -> Option<String> {
    let (payload, signature) = step.rsplit_once("--")?;
    if signature.is_empty() || !signature.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let plain = payload.replace("%3D", "").replace("%2F", "/").replace("%2B", "+");
    let plain = plain.trim_end_matches('=');
    let json = BASE64_STANDARD_NO_PAD
        .decode(plain)
        .or_else(|_| BASE64_URL_SAFE_NO_PAD.decode(plain))
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let signed = json.as_ref().and_then(|json| json.get("_rails"));
    let subject = signed.and_then(|signed| signed.get("message").or_else(|| signed.get("data")));
    Some(subject.map_or_else(|| payload.to_owned(), Value::to_string))
}

fn without_signatures(text: &str) -> String {
    let mut parts = text.split('?');
    let mut stable = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (query, rest) = part.split_at(part.find(is_end).unwrap_or(part.len()));
        // In HTML, `&` is written as `&amp;`.
        let name = |pair: &str| {
            let pair = pair.strip_prefix("amp;").unwrap_or(pair);
            pair.split_once('=').map_or(pair, |(name, _)| name).to_ascii_lowercase()
        };
        let is_signature = |pair: &&str| SIGNATURES.contains(&name(pair).as_str());
        stable.push('?');
        if query.split('&').any(|pair| is_signature(&pair)) {
            let is_stable = |pair: &&str| {
                let name = name(pair);
                let differs = name.starts_with("x-amz-") || name.starts_with("x-goog-");
                !differs && !is_signature(pair) && !SIGNED.contains(&name.as_str())
            };
            let kept: Vec<_> = query.split('&').filter(is_stable).collect();
            stable.push_str(&kept.join("&"));
        } else {
            stable.push_str(query);
        }
        stable.push_str(rest);
    }
    stable
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
    use serde_json::json;

    use super::*;

    fn is_same(one: &str, other: &str) -> bool {
        assert_ne!(one, other);
        stable_content(json!({"url": one})) == stable_content(json!({"url": other}))
    }

    /// A signed id as `ActiveSupport::MessageVerifier` writes it.
    fn signed(message: &str, expires: &str, digest: &str) -> String {
        let payload = json!({"_rails": {"message": message, "exp": expires, "pur": "blob_id"}});
        format!("{}--{digest}", BASE64_STANDARD.encode(payload.to_string()))
    }

    #[test]
    fn a_signed_id_is_what_it_stands_for() {
        let at = |path: &str, id: &str| {
            format!("https://a.example.org/rails/active_storage/{path}/{id}/b.png")
        };
        let (early, late) = ("2026-12-01T12:00:00.000Z", "2026-12-02T12:00:00.000Z");
        let one = signed("BAhpBg==", early, "5e1f");
        let same = signed("BAhpBg==", late, "77aa");
        let other = signed("BAhpBw==", early, "5e1f");
        for path in ["blobs/redirect", "blobs/proxy", "blobs", "disk", "representations/redirect"] {
            assert!(is_same(&at(path, &one), &at(path, &same)), "{path}");
            assert!(!is_same(&at(path, &one), &at(path, &other)), "{path}");
        }
        // A picture in another size, which is signed too.
        let sized = |variation: &str| at("representations/redirect", &format!("{one}/{variation}"));
        let small = |digest: &str| sized(&signed("small", early, digest));
        assert!(is_same(&small("5e1f"), &small("77aa")));
        assert!(!is_same(&small("5e1f"), &sized(&signed("large", early, "5e1f"))));
    }

    #[test]
    fn signed_ids_of_other_versions_of_rails_are_read_too() {
        let at = |id: &str| format!("/rails/active_storage/blobs/redirect/{id}/b.png");
        // Since 7.1, in the alphabet of addresses; before, escaped.
        let data = |exp: &str, digest: &str| {
            let payload = json!({"_rails": {"data": 1, "exp": exp, "pur": "blob_id"}}).to_string();
            at(&format!("{}--{digest}", BASE64_URL_SAFE.encode(payload)))
        };
        assert!(is_same(&data("a", "5e1f"), &data("b", "77aa")));
        let padded = ["a", "ab", "abc"].map(|expires| data(expires, "5e1f"));
        let padded = padded.iter().find(|address| address.contains('=')).unwrap();
        assert!(is_same(padded, &padded.replace('=', "%3D")));
        // Without a purpose there is no JSON, and the payload is what it stands for.
        assert!(is_same(&at("BAhpBg==--5e1f"), &at("BAhpBg==--77aa")));
        assert!(!is_same(&at("BAhpBg==--5e1f"), &at("BAhpBw==--5e1f")));
        assert!(!is_same(
            "/rails/active_storage/blobs/1/my--file",
            "/rails/active_storage/blobs/1/my--fill"
        ));
    }

    #[test]
    fn a_signature_of_a_store_is_left_out_and_the_file_is_not() {
        let forms = [
            // S3
            (
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261201T120000Z&X-Amz-Expires=300&X-Amz-Signature=5e1f",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261202T120000Z&X-Amz-Expires=300&X-Amz-Signature=77aa",
            ),
            // The older S3, and CloudFront
            (
                "AWSAccessKeyId=A&Expires=1796126400&Signature=5e1f",
                "AWSAccessKeyId=B&Expires=1796212800&Signature=77aa",
            ),
            ("Policy=e30&Signature=5e1f&Key-Pair-Id=K", "Policy=e31&Signature=77aa&Key-Pair-Id=L"),
            // Google
            (
                "X-Goog-Date=20261201T120000Z&X-Goog-Signature=5e1f",
                "X-Goog-Date=20261202T120000Z&X-Goog-Signature=77aa",
            ),
            // Azure
            (
                "sp=r&se=2026-12-01T12:05:00Z&sv=2018-11-09&sr=b&sig=5e1f",
                "sp=r&se=2026-12-02T12:05:00Z&sv=2018-11-09&sr=b&sig=77aa",
            ),
        ];
        let at = |file: &str, query: &str| format!("https://store.example.org/{file}?v=1&{query}");
        for (one, other) in forms {
            assert!(is_same(&at("a.png", one), &at("a.png", other)), "{one}");
            assert!(!is_same(&at("a.png", one), &at("b.png", one)), "{one}");
            assert!(!is_same(&at("a.png", one), &at("a.png", one).replace("v=1", "v=2")), "{one}");
        }
        assert!(!is_same("https://a.example.org/?Expires=1", "https://a.example.org/?Expires=2"));
    }

    #[test]
    fn addresses_within_html_are_found() {
        let body = |text: &str, id: &str, query: &str| {
            format!(
                "<p>{text}</p><img src=\"/rails/active_storage/blobs/redirect/{id}/b.png\"> \
                     <a href=\"https://s.example.org/a?x=1&amp;Expires={query}&amp;Signature={query}\">a</a> who?"
            )
        };
        let (early, late) = (signed("1", "a", "5e1f"), signed("1", "b", "77aa"));
        assert!(is_same(&body("Hi", &early, "1"), &body("Hi", &late, "2")));
        assert!(!is_same(&body("Hi", &early, "1"), &body("Ho", &early, "1")));
        assert!(!is_same(
            &body("Hi", &early, "1"),
            &body("Hi", &early, "1").replace("who?", "why?")
        ));
    }

    #[test]
    fn a_signed_global_id_is_left_out() {
        let comment = |sgid: &str| stable_content(json!([{"comment": {"id": "1", "sgid": sgid}}]));
        assert_eq!(comment("BAh7CEk--5e1f"), comment("BAh7CEk--77aa"));
        assert_eq!(comment("a"), json!([{"comment": {"id": "1"}}]));
    }
}
