//! Languages that a program is asked for.

use civic_core::Multiloc;
use civic_core::multiloc::Matched;

/// A language tag as BCP 47 has it, such as `nl` or `nl-BE`, for a flag of a program.
///
/// # Errors
/// It is something else. An underscore in place of the hyphen is named.
pub fn tag(text: &str) -> Result<String, String> {
    if text.contains('_') {
        return Err(format!("write {}", text.replace('_', "-")));
    }
    // The core finds a valid tag whatever its capitals, and another text only as it is written.
    let texts = Multiloc::single(text.to_ascii_lowercase(), "text");
    let found = texts.choose([text.to_ascii_uppercase()]);
    let is_valid = found.is_some_and(|found| found.matched == Matched::Exact);
    let has_letters = text.contains(|letter: char| letter.is_ascii_alphabetic());
    if is_valid && has_letters {
        Ok(text.to_owned())
    } else {
        Err("it is not a language tag (BCP 47), such as nl or nl-BE".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_language_tags_are_taken() {
        for valid in ["nl", "nl-BE", "NL-be", "zh-Hant-TW", "es-419", "fil"] {
            assert_eq!(tag(valid).as_deref(), Ok(valid));
        }
        assert_eq!(tag("nl_BE"), Err("write nl-BE".to_owned()));
        for wrong in ["", "-", "12", "nl BE", "xx-not-a-locale", "english", "und"] {
            assert!(tag(wrong).is_err(), "{wrong}");
        }
    }
}
