//! Signing a petition.

use std::fmt;

use civic_core::http::platform::Sending;
use civic_core::http::{Request, Response};
use civic_core::{Error, Extra};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::PATH;
use crate::call::{Call, call_settings};
use crate::client::Client;
use crate::id::Id;
use crate::record::Fields;
use crate::write_answer;

/// The most characters of any text, and the fewest of a name.
const LONGEST: usize = 255;
const SHORTEST_NAME: usize = 3;

/// The path segment for signing. The plural is not tried: where both work, that would sign twice.
const SEGMENT: &str = "signature";

/// A signature to send. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a signature does nothing until it is sent"]
pub struct NewSignature {
    name: String,
    email: String,
    city: Option<String>,
    visible: bool,
}

impl NewSignature {
    /// A signature that is not shown publicly. White space around each text is dropped.
    ///
    /// What the server would refuse for certain is refused before anything is sent: a name without
    /// a space or a dot inside or of several lines, an e-mail address without `@`, an empty city,
    /// anything longer than 255 characters.
    ///
    /// ```
    /// use petitions_client::resources::petitions::NewSignature;
    ///
    /// let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht");
    /// assert_eq!(format!("{signature:?}"), "NewSignature { .. }"); // no person in a log
    /// ```
    pub fn new(name: impl AsRef<str>, email: impl AsRef<str>, city: impl AsRef<str>) -> Self {
        Self {
            name: name.as_ref().trim().to_owned(),
            email: email.as_ref().trim().to_owned(),
            city: Some(city.as_ref().trim().to_owned()),
            visible: false,
        }
    }

    /// Leaves the city empty. The description both demands one and calls it optional, so servers
    /// may refuse.
    ///
    /// ```
    /// use petitions_client::resources::petitions::NewSignature;
    ///
    /// let signature = NewSignature::new("Ada Example", "ada@example.org", "").without_city();
    /// ```
    pub fn without_city(mut self) -> Self {
        self.city = None;
        self
    }

    /// Whether the name is shown publicly; by default it is not.
    ///
    /// ```
    /// use petitions_client::resources::petitions::NewSignature;
    ///
    /// let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht").visible(true);
    /// ```
    pub fn visible(mut self, visible: bool) -> Self {
        self.visible = visible;
        self
    }

    /// What is wrong with it, without quoting it.
    fn problem(&self) -> Option<&'static str> {
        let length = |text: &str| text.chars().count();
        if !(SHORTEST_NAME..=LONGEST).contains(&length(&self.name)) {
            return Some("the name must have 3 to 255 characters");
        }
        let mut inside = self.name.chars();
        inside.next();
        inside.next_back();
        if !inside.any(|letter| matches!(letter, ' ' | '.')) {
            return Some("the name must have a space or a dot inside, as in \"A. Example\"");
        }
        // The description's pattern ends with the line.
        if self.name.contains('\n') {
            return Some("the name must be a single line");
        }
        if self.email.is_empty() || length(&self.email) > LONGEST {
            return Some("the e-mail address must have 1 to 255 characters");
        }
        // More is the server's business: its description has a pattern that refuses good addresses.
        if !self.email.contains('@') {
            return Some("the e-mail address has no @");
        }
        match &self.city {
            Some(city) if city.is_empty() => {
                Some("the city is empty: say without_city() if that is meant")
            }
            Some(city) if length(city) > LONGEST => {
                Some("the city must have at most 255 characters")
            }
            _ => None,
        }
    }
}

impl fmt::Debug for NewSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSignature").finish_non_exhaustive()
    }
}

/// The signing of a petition, sent when it is awaited.
///
/// ```no_run
/// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
/// use petitions_client::resources::petitions::NewSignature;
///
/// let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht").visible(true);
/// let signed = site.petitions().sign(101, signature).await?;
/// println!("{}", signed.message.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
///
/// It is sent once: after a failure in which the server may have received it, the error's
/// [`was_sent`](Error::was_sent) says so, and nothing is sent again.
///
/// # Errors
/// [`InvalidInput`](civic_core::ErrorKind::InvalidInput), and nothing was sent, for what the
/// server would refuse for certain. [`Rejected`](civic_core::ErrorKind::Rejected) where the server
/// refuses it, which is likely also for a petition that is not `live`; [`ServerError::of`](crate::ServerError::of) names the fields.
/// [`Decode`](civic_core::ErrorKind::Decode) where the server accepted it and its answer is a page
/// of HTML or breaks off, and where a 200 or a 201 says nothing at all: the signature may then count.
/// The [`hint`](Error::hint) says not to send it again.
/// [`Protocol`](civic_core::ErrorKind::Protocol) where the status is a success, but not one that confirms
/// a write, such as 206.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Sign {
    call: Call,
    id: Id,
    signature: NewSignature,
    segment: String,
    sending: Sending<Signed>,
}

#[derive(Serialize)]
struct Body<'s> {
    name: &'s str,
    email: &'s str,
    city: &'s str,
    visible: u8,
}

/// The answer to a signature that the server accepted: in words, or with a status that needs none (202,
/// 204).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Fields")]
#[non_exhaustive]
pub struct Signed {
    /// A sentence for the signatory, in the language asked for. `None` if the server sends no sentence, or
    /// accepts it only by the status. A name or an address that it repeats is replaced by `***`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Fields that this version does not know, or not in the form that they came in.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<Fields> for Signed {
    fn from(mut fields: Fields) -> Self {
        Self { message: fields.text("message"), extra: fields.0 }
    }
}

impl Sign {
    call_settings!(
        "site.petitions().sign(101, petitions_client::resources::petitions::NewSignature::new(\n    \
         \"Ada Example\", \"ada@example.org\", \"Utrecht\",\n))"
    );

    pub(super) fn new(client: &Client, id: Id, signature: NewSignature) -> Self {
        let (call, sending) = (Call::new(client), Sending::default());
        Self { call, id, signature, segment: SEGMENT.to_owned(), sending }
    }

    /// The last segment of the path, where a server has another than `signature`: letters, digits,
    /// `_` and `-`.
    ///
    /// ```no_run
    /// use petitions_client::resources::petitions::NewSignature;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht");
    /// let signed = site.petitions().sign(101, signature).path_segment("signatures").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn path_segment(mut self, segment: impl Into<String>) -> Self {
        self.segment = segment.into();
        self
    }

    /// What the server said, and the answer it came in.
    ///
    /// ```no_run
    /// use petitions_client::resources::petitions::NewSignature;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht");
    /// let (signed, answer) = site.petitions().sign(101, signature).with_response().await?;
    /// println!("{} {:?}", answer.status(), signed.message);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_response(self) -> Result<(Signed, Response), Error> {
        if let Some(problem) = self.signature.problem() {
            return Err(Error::invalid_input(problem));
        }
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        if self.segment.is_empty() || !self.segment.chars().all(is_plain) {
            return Err(Error::invalid_input("the path segment holds more than a plain name"));
        }
        let NewSignature { name, email, city, visible } = &self.signature;
        let city = city.as_deref().unwrap_or_default();
        let request = Request::post(Call::path(&format!("{PATH}/{}/{}", self.id, self.segment)))
            .json(&Body { name, email, city, visible: u8::from(*visible) })
            // A server may quote them in an error, and errors are logged.
            .containing(SecretString::from(email.as_str()))
            .containing(SecretString::from(name.as_str()));
        let (said, response) = write_answer::send(&self.call, request).await?;
        Ok((said.into(), response))
    }
}

civic_core::sent_when_polled!(Sign => Signed, |call| async {
    call.with_response().await.map(|(answer, _)| answer)
});

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, email: &str, city: &str) -> bool {
        NewSignature::new(name, email, city).problem().is_some()
    }

    #[test]
    fn a_name_needs_a_space_or_a_dot_inside() {
        for name in [
            "Ada Example",
            "A.E",
            "A. Example",
            "  Ada Example ",
            &format!("A {}", "é".repeat(253)),
        ] {
            assert!(!refused(name, "ada@example.org", "Utrecht"), "{name}");
        }
        for name in [
            "",
            "Ada",
            "A.",
            ".A",
            "Ada.",
            " Ada ",
            "Ada B.\nExample",
            "A e\u{301}".get(..2).unwrap(),
            &"a b".repeat(86),
        ] {
            assert!(refused(name, "ada@example.org", "Utrecht"), "{name}");
        }
    }

    #[test]
    fn an_address_needs_little() {
        for email in ["x@a.b-c.nl", "ada@example.org", "@"] {
            assert!(!refused("A. Example", email, "Utrecht"), "{email}");
        }
        for email in ["", "  ", "ada", &format!("{}@example.org", "a".repeat(255))] {
            assert!(refused("A. Example", email, "Utrecht"), "{email}");
        }
    }

    #[test]
    fn no_city_must_be_meant() {
        let signature = NewSignature::new("A. Example", "ada@example.org", " ");
        assert!(signature.problem().is_some());
        assert_eq!(signature.without_city().problem(), None);
        assert!(refused("A. Example", "ada@example.org", &"u".repeat(256)));
    }

    #[test]
    fn debug_shows_no_person() {
        let signature = NewSignature::new("A. Example", "ada@example.org", "Utrecht");
        assert_eq!(format!("{signature:?}"), "NewSignature { .. }");
    }
}
