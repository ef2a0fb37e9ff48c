//! Forms of several parts, and the files in the variables of a query.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

/// The member by which a value is known as an uploaded file: no JSON of a client can have it, since it is
/// looked for only where a map has put one.
const UPLOAD: &str = "\u{0}upload";

/// One part.
struct Part {
    name: String,
    filename: Option<String>,
    content_type: Option<String>,
    content: Bytes,
}

/// The parameters that a form gives: texts as they are, files as uploads. `None` for what is not a form.
pub(super) fn parameters(headers: &HeaderMap, body: &Bytes) -> Option<Map<String, Value>> {
    let parts = parts(headers, body)?;
    let values = parts.into_iter().map(|part| {
        let text = String::from_utf8_lossy(&part.content).into_owned();
        let value = match part.filename {
            None => Value::String(text),
            Some(filename) => json!({UPLOAD: {
                "filename": filename,
                "content_type": part.content_type,
                "byte_size": part.content.len(),
                "content": text,
            }}),
        };
        (part.name, value)
    });
    Some(values.collect())
}

/// What was uploaded as this value: name, media type, size, and the content as text.
pub(super) fn upload(value: &Value) -> Option<&Value> {
    value.get(UPLOAD)
}

/// Puts the files of a form where its map says that they belong, and takes the query from its
/// `operations`. What does not fit makes the server fail.
pub(super) fn put_files(members: &mut Map<String, Value>) -> Option<()> {
    let read = |name: &str| serde_json::from_str::<Value>(members.get(name)?.as_str()?).ok();
    let (mut operations, map) = (read("operations")?, read("map")?);
    for (key, paths) in map.as_object().filter(|map| !map.is_empty())? {
        let file = members.get(key)?.clone();
        for path in paths.as_array()? {
            let (above, last) = path.as_str()?.rsplit_once('.')?;
            let mut parent = &mut operations;
            for segment in above.split('.') {
                parent = match parent {
                    Value::Array(items) => items.get_mut(segment.parse::<usize>().ok()?)?,
                    parent => parent.as_object_mut()?.get_mut(segment)?,
                };
            }
            match parent {
                Value::Array(items) => *items.get_mut(last.parse::<usize>().ok()?)? = file.clone(),
                parent => {
                    parent.as_object_mut()?.insert(last.to_owned(), file.clone());
                }
            }
        }
    }
    for name in ["query", "variables", "operationName"] {
        members.insert(name.to_owned(), operations.get(name).cloned().unwrap_or(Value::Null));
    }
    Some(())
}

fn parts(headers: &HeaderMap, body: &Bytes) -> Option<Vec<Part>> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let boundary = content_type.split("boundary=").nth(1)?.split(';').next()?.trim_matches('"');
    let (mut separator, mut found) = (format!("--{boundary}\r\n"), Vec::new());
    let mut rest = body.strip_prefix(separator.as_bytes())?;
    separator = format!("\r\n--{boundary}");
    loop {
        let end = position(rest, separator.as_bytes())?;
        found.push(part(rest.get(..end)?)?);
        rest = rest.get(end + separator.len()..)?;
        match rest.strip_prefix(b"\r\n") {
            Some(next) => rest = next,
            None => return rest.starts_with(b"--").then_some(found),
        }
    }
}

fn part(bytes: &[u8]) -> Option<Part> {
    let head_ends = position(bytes, b"\r\n\r\n")?;
    let head = std::str::from_utf8(bytes.get(..head_ends)?).ok()?;
    let content = Bytes::copy_from_slice(bytes.get(head_ends + 4..)?);
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let disposition = header("content-disposition")?;
    let parameter = |name: &str| {
        let start = format!("; {name}=\"");
        let (_, value) = disposition.split_once(&start)?;
        let value = value.split('"').next()?;
        Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
    };
    Some(Part {
        name: parameter("name")?,
        filename: parameter("filename"),
        content_type: header("content-type"),
        content,
    })
}

fn position(within: &[u8], wanted: &[u8]) -> Option<usize> {
    within.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n\
        {\"query\": \"q\", \"variables\": {\"file\": null, \"all\": [null]}}\r\n\
        --x\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n\
        {\"0\": [\"variables.file\", \"variables.all.0\"]}\r\n\
        --x\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.txt\"\r\n\
        Content-Type: text/plain\r\n\r\nhello\r\nyou\r\n--x--\r\n";

    fn headers() -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "multipart/form-data; boundary=x".parse().unwrap());
        headers
    }

    #[test]
    fn files_are_put_where_the_map_says() {
        let mut members = parameters(&headers(), &Bytes::from(FORM)).unwrap();
        put_files(&mut members).unwrap();
        assert_eq!(members["query"], "q");
        for value in [&members["variables"]["file"], &members["variables"]["all"][0]] {
            let file = upload(value).unwrap();
            assert_eq!(file["filename"], "a.txt");
            assert_eq!(
                (&file["content"], &file["byte_size"]),
                (&json!("hello\r\nyou"), &json!(10))
            );
        }
    }

    #[test]
    fn a_map_that_does_not_fit_is_a_failure() {
        for (from, to) in
            [("variables.file", "variables.none.file"), ("\"0\":", "\"1\":"), (".all.0", ".all.7")]
        {
            let mut members = parameters(&headers(), &Bytes::from(FORM.replace(from, to))).unwrap();
            assert_eq!(put_files(&mut members), None, "{to}");
        }
        assert!(parameters(&headers(), &Bytes::from("nothing")).is_none());
    }
}
