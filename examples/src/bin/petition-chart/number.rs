//! Numbers as people read them.

/// Groups of three digits with a space between them that ends no line: `1 234 567`.
pub(crate) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let told = [0, 999, 1_000, 1_234_567].map(|number| grouped(number).replace('\u{a0}', " "));
        assert_eq!(told, ["0", "999", "1 000", "1 234 567"]);
    }
}
