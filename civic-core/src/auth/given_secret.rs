//! Secrets as callers give them.

use secrecy::{ExposeSecret, SecretString};

use crate::Error;

/// A secret without the white space around it: one that comes from a file or an environment variable
/// often ends with a line break. `name` is what an error calls it.
///
/// ```
/// use civic_core::auth::given_secret;
/// use civic_core::secrecy::{ExposeSecret, SecretString};
///
/// # fn main() -> Result<(), civic_core::Error> {
/// let secret = given_secret("the client secret", &SecretString::from("s3cr3t\n"))?;
/// assert_eq!(secret.expose_secret(), "s3cr3t");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`InvalidInput`](crate::ErrorKind::InvalidInput), where nothing is left.
pub fn given_secret(name: &str, secret: &SecretString) -> Result<SecretString, Error> {
    match secret.expose_secret().trim() {
        "" => Err(Error::invalid_input(format!("{name} is empty"))),
        secret => Ok(SecretString::from(secret)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_dropped_around_a_secret_and_kept_within() {
        let given = |text| given_secret("the key", &SecretString::from(text));
        assert_eq!(given(" a b\r\n").unwrap().expose_secret(), "a b");
        let refused = given("\n").unwrap_err().to_string();
        assert_eq!(refused, "invalid input: the key is empty; nothing was sent");
    }
}
