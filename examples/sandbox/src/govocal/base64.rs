//! Base64 as tokens and data URIs need it.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Encodes for URLs, without padding.
pub(super) fn encode_url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| {
            bits << 8 | usize::from(group.get(at).copied().unwrap_or_default())
        });
        for place in 0..=group.len() {
            let letter = ALPHABET.get(bits >> (18 - 6 * place) & 63).copied().unwrap_or(b'A');
            text.push(char::from(letter));
        }
    }
    text
}

/// The number of bytes that a standard base64 text stands for; `None` if it is not base64.
pub(super) fn decoded_len(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let fits = text.len().is_multiple_of(4) && padding <= 2 && digits.bytes().all(is_digit);
    fits.then_some(digits.len() * 3 / 4)
}

#[cfg(test)]
mod tests {
    use super::{decoded_len, encode_url};

    #[test]
    fn url_safe_without_padding() {
        assert_eq!(encode_url(b"{\"alg\":\"RS256\"}"), "eyJhbGciOiJSUzI1NiJ9");
        assert_eq!(encode_url(b"ab"), "YWI");
        assert_eq!(encode_url(&[0xff, 0xfe]), "__4");
        assert_eq!(encode_url(b""), "");
    }

    #[test]
    fn the_decoded_length_is_known_without_decoding() {
        assert_eq!(decoded_len("aGVsbG8="), Some(5));
        assert_eq!(decoded_len("YWJj"), Some(3));
        assert_eq!(decoded_len("!!!!"), None);
        assert_eq!(decoded_len("abc"), None);
    }
}
