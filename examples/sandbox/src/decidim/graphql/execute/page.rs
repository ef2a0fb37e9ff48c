//! Pages of a connection: positions as cursors, capped sizes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::failure::Failure;
use super::item::{Item, Page};

/// The cursor of the row at this position, counted from 1.
pub(super) fn cursor(position: usize) -> String {
    URL_SAFE_NO_PAD.encode(position.to_string())
}

fn position(cursor: &str) -> Result<usize, Failure> {
    let unreadable = || Failure::plain(format!("Invalid input: {cursor:?}"));
    let bytes = URL_SAFE_NO_PAD.decode(cursor.trim_end_matches('=')).map_err(|_| unreadable())?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
    // As the server's language reads numbers: the digits in front, else 0.
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    Ok(digits.parse().unwrap_or(0))
}

impl Page {
    /// Cuts the page that the arguments ask for out of all rows.
    pub(super) fn cut(all: Vec<Item>, arguments: &Value, most: usize) -> Self {
        let bound = |name: &str| arguments.get(name).and_then(Value::as_str).map(position);
        let (after, before) = match (bound("after").transpose(), bound("before").transpose()) {
            (Ok(after), Ok(before)) => (after, before),
            (Err(broken), _) | (_, Err(broken)) => {
                return Self {
                    offset: 0,
                    items: Vec::new(),
                    has_next: false,
                    has_previous: false,
                    broken: Some(broken),
                };
            }
        };
        let size = |name: &str| {
            let asked = arguments.get(name).and_then(Value::as_i64)?;
            Some(usize::try_from(asked).unwrap_or(0).min(most))
        };
        let (mut first, last) = (size("first"), size("last"));
        if first.is_none() && last.is_none() {
            first = Some(most);
        }
        let mut start = after.unwrap_or(0).min(all.len());
        let mut end = before.map_or(all.len(), |before| before.saturating_sub(1)).min(all.len());
        end = end.max(start);
        let mut has_next = before.is_some_and(|before| before > 0);
        if let Some(first) = first {
            has_next |= end - start > first;
            end = end.min(start + first);
        }
        if let Some(last) = last {
            start = start.max(end.saturating_sub(last));
        }
        let has_previous = after.is_some_and(|after| after > 0) || (last.is_some() && start > 0);
        let items = all.into_iter().skip(start).take(end - start).collect();
        Self { offset: start, items, has_next, has_previous, broken: None }
    }

    /// The cursors of the first and the last row.
    pub(super) fn ends(&self) -> Option<(String, String)> {
        let count = self.items.len();
        (count > 0).then(|| (cursor(self.offset + 1), cursor(self.offset + count)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Item, Page, cursor};

    fn page(rows: usize, arguments: &Value) -> Page {
        Page::cut((0..rows).map(Item::count).collect(), arguments, 50)
    }

    #[test]
    fn cursors_are_positions_in_unpadded_base64() {
        assert_eq!([1, 2, 50].map(cursor), ["MQ", "Mg", "NTA"]);
        let page = page(10, &json!({"first": 2, "after": "Mg"}));
        assert_eq!(page.ends(), Some(("Mw".to_owned(), "NA".to_owned())));
        assert!(page.has_next && page.has_previous);
    }

    #[test]
    fn pages_are_capped_in_silence() {
        let size = |arguments| page(120, &arguments).items.len();
        assert_eq!(size(json!({})), 50);
        assert_eq!(size(json!({"first": 5000})), 50);
        assert_eq!(size(json!({"first": 0})), 0);
        assert_eq!(size(json!({"first": -3})), 0);
        assert_eq!(size(json!({"last": 3})), 3);
        assert_eq!(size(json!({"first": 50, "after": cursor(100)})), 20);
        assert_eq!(size(json!({"after": cursor(500)})), 0);
        assert!(page(120, &json!({"first": 5000})).has_next);
        assert!(!page(50, &json!({})).has_next);
        assert_eq!(page(120, &json!({"last": 3})).offset, 117);
        assert_eq!(page(120, &json!({"before": cursor(4)})).items.len(), 3);
    }

    #[test]
    fn an_unreadable_cursor_breaks_the_page() {
        let broken = page(9, &json!({"after": "zzz!"})).broken.unwrap();
        assert_eq!(broken.message, "Invalid input: \"zzz!\"");
    }
}
