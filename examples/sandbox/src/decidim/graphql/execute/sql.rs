//! How the database compares texts.

/// Whether a text has a pattern anywhere in it, in either case (`ILIKE '%PATTERN%'`): `_` stands for any
/// one letter, `%` for any number of them, and a backslash takes the next letter as it is.
pub(super) fn matches(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let pattern: Vec<char> = format!("%{}%", pattern.to_lowercase()).chars().collect();
    is_like(&text, &pattern)
}

fn is_like(text: &[char], pattern: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => {
            let mut tails = (0..=text.len()).filter_map(|from| text.get(from..));
            tails.any(|tail| is_like(tail, rest))
        }
        ['_', rest @ ..] => text.split_first().is_some_and(|(_, tail)| is_like(tail, rest)),
        ['\\', letter, rest @ ..] | [letter, rest @ ..] => {
            text.split_first().is_some_and(|(first, tail)| first == letter && is_like(tail, rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_as_in_postgresql() {
        for (text, pattern, expected) in [
            ("Ada 1", "DA", true),
            ("ada_1", "a_1", true),
            ("adax1", "a_1", true),
            ("adax1", "a\\_1", false),
            ("ada_1", "a\\_1", true),
            ("", "_", false),
            ("a", "_", true),
            ("", "", true),
            ("abc", "a%c", true),
            ("ac", "a_c", false),
        ] {
            assert_eq!(matches(text, pattern), expected, "{text} {pattern}");
        }
    }
}
