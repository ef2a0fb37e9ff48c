//! A form of several parts, as browsers send files.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

use crate::Error;

/// A form of several parts (`multipart/form-data`, RFC 7578): texts, and files with their names and media
/// types. The parts are sent in the order in which they were added.
///
/// The same parts always make the same bytes: what separates them is derived from what they hold. A
/// recording therefore knows such a request again. The whole form is held in memory.
///
/// ```
/// use civic_core::http::Request;
/// use civic_core::http::platform::Multipart;
///
/// let form = Multipart::new()
///     .text("title", "The plan")
///     .file("file", "plan.pdf", "application/pdf", &b"%PDF-1.7"[..]);
/// let request = Request::post("/files").multipart(&form);
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Multipart {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    name: String,
    /// Name and media type of a file.
    file: Option<(String, String)>,
    content: Bytes,
}

impl Multipart {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    ///
    /// ```
    /// use civic_core::http::platform::Multipart;
    ///
    /// let form = Multipart::new().text("title", "The plan");
    /// ```
    pub fn text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        let content = Bytes::from(text.into());
        self.parts.push(Part { name: name.into(), file: None, content });
        self
    }

    /// Adds a file: the name of the part, the name of the file, its media type and its bytes. A media type
    /// that HTTP does not allow makes the call fail before anything is sent.
    ///
    /// ```
    /// use civic_core::http::platform::Multipart;
    ///
    /// let form = Multipart::new().file("file", "plan.pdf", "application/pdf", &b"%PDF-1.7"[..]);
    /// ```
    pub fn file(
        mut self,
        name: impl Into<String>,
        filename: impl Into<String>,
        content_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        let file = Some((filename.into(), content_type.into()));
        self.parts.push(Part { name: name.into(), file, content: content.into() });
        self
    }

    /// The body, and the header that says what it is.
    pub(super) fn encoded(&self) -> Result<(HeaderValue, Bytes), Error> {
        let boundary = self.boundary();
        let mut body = Vec::with_capacity(self.length());
        for part in &self.parts {
            let name = escaped(&part.name);
            body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            let mut head = format!("Content-Disposition: form-data; name=\"{name}\"");
            if let Some((filename, content_type)) = &part.file {
                if content_type.trim().is_empty() || HeaderValue::from_str(content_type).is_err() {
                    return Err(Error::invalid_input("the media type of a file is not valid"));
                }
                let filename = escaped(filename);
                head.extend([
                    &format!("; filename=\"{filename}\""),
                    "\r\nContent-Type: ",
                    content_type,
                ]);
            }
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(&part.content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let header = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"));
        let header = header.map_err(|error| {
            Error::invalid_input("the form cannot be written").with_source(error)
        })?;
        Ok((header, body.into()))
    }

    /// About how long the body is.
    fn length(&self) -> usize {
        self.parts.iter().map(|part| part.content.len() + part.name.len() + 300).sum::<usize>() + 60
    }

    /// A text that is in no part, the same for the same parts.
    fn boundary(&self) -> String {
        // FNV-1a: what counts is that it is the same each time, and that it is in no part is looked up.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let contents = self
            .parts
            .iter()
            .flat_map(|part| part.name.bytes().chain(part.content.iter().copied()));
        for byte in contents {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        loop {
            let boundary = format!("civic-{hash:016x}");
            let is_within = |part: &Part| {
                part.content.windows(boundary.len()).any(|it| it == boundary.as_bytes())
            };
            if !self.parts.iter().any(is_within) {
                return boundary;
            }
            hash = hash.wrapping_add(1);
        }
    }
}

/// A name within quotes, as browsers write it (HTML, "multipart/form-data encoding algorithm").
fn escaped(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

/// Shows how many parts there are and how long they are, and nothing of what they hold.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lengths: Vec<_> = self.parts.iter().map(|part| part.content.len()).collect();
        f.debug_struct("Multipart").field("part_bytes", &lengths).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn body(form: &Multipart) -> (String, String) {
        let (header, body) = form.encoded().unwrap();
        (header.to_str().unwrap().to_owned(), String::from_utf8(body.to_vec()).unwrap())
    }

    #[test]
    fn parts_come_in_order_with_their_heads() {
        let form =
            Multipart::new().text("map", "{}").file("0", "a\"b\r\n.txt", "text/plain", "hello");
        let (header, body) = body(&form);
        let boundary = header.strip_prefix("multipart/form-data; boundary=").unwrap();
        assert_eq!(
            body,
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{{}}\r\n\
                 --{boundary}\r\nContent-Disposition: form-data; name=\"0\"; \
                 filename=\"a%22b%0D%0A.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
                 --{boundary}--\r\n"
            )
        );
    }

    #[test]
    fn the_same_parts_make_the_same_bytes_and_others_do_not() {
        let form = |text: &str| Multipart::new().text("a", text);
        assert_eq!(body(&form("x")), body(&form("x")));
        assert_ne!(body(&form("x")).0, body(&form("y")).0);
    }

    #[test]
    fn what_separates_parts_is_in_none_of_them() {
        let inner = Multipart::new().text("a", "x").boundary();
        // A part that holds what would separate it from the next.
        let mut form = Multipart::new().text("a", inner.clone());
        for _ in 0..3 {
            let within = form.boundary();
            form = form.text("b", within);
            let boundary = form.boundary();
            assert!(
                form.parts
                    .iter()
                    .all(|part| { !String::from_utf8_lossy(&part.content).contains(&boundary) })
            );
        }
    }

    #[test]
    fn a_media_type_that_would_break_the_form_is_refused() {
        for content_type in ["", " ", "text/plain\r\nX: y"] {
            let form = Multipart::new().file("0", "a", content_type, "hello");
            assert_eq!(form.encoded().unwrap_err().kind(), ErrorKind::InvalidInput);
        }
    }

    #[test]
    fn debug_shows_nothing_of_what_it_holds() {
        let form = Multipart::new().file("0", "private.txt", "text/plain", "s3cr3t");
        let shown = format!("{form:?}");
        assert!(!shown.contains("s3cr3t") && !shown.contains("private"), "{shown}");
    }
}
