//! Updating a petition, as its recipient may.

use civic_core::http::platform::Sending;
use civic_core::http::{Request, Response};
use civic_core::jiff::civil::Date;
use civic_core::{Error, Extra};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{PATH, PetitionStatus};
use crate::call::{Call, call_settings};
use crate::client::Client;
use crate::id::Id;
use crate::record::Fields;
use crate::write_answer;

/// The description's number; the site's own column takes one fewer.
const LONGEST_REFERENCE: usize = 256;

/// An update of a petition, sent when it is awaited. What is not set stays as it is.
///
/// ```no_run
/// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
/// use petitions_client::jiff::civil::date;
/// use petitions_client::resources::petitions::PetitionStatus;
///
/// let updated = site
///     .petitions()
///     .update(101)
///     .status(PetitionStatus::InProcess)
///     .answer_due_date(date(2026, 12, 1))
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// It is sent once, as a [signature](super::Sign) is.
///
/// # Errors
/// [`InvalidInput`](civic_core::ErrorKind::InvalidInput), and nothing was sent: nothing to update,
/// a status that an update cannot set or that is blank, a reference that is blank or of more than
/// 256 characters, a year that four digits cannot say. [`Credentials`](civic_core::ErrorKind::Credentials) where the key lacks the
/// right. [`Decode`](civic_core::ErrorKind::Decode) as for a [signature](super::Sign): the server
/// accepted it.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct UpdatePetition {
    call: Call,
    id: Id,
    change: Change,
    sending: Sending<Updated>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Change {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<PetitionStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_projected: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference_field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_due_date: Option<Date>,
}

/// The answer to an update that the server accepted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Fields")]
#[non_exhaustive]
pub struct Updated {
    /// A sentence, in the language asked for. `None` if the server sends no sentence, or
    /// accepts it only by the status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The fields as they are now, as far as the server says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Extra>,
    /// Fields of the answer that this version does not know, or not in the form that they came in.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<Fields> for Updated {
    fn from(mut said: Fields) -> Self {
        let fields = said.take("fields", |value| match value {
            Value::Object(fields) => Ok(fields),
            other => Err(other),
        });
        Self { message: said.text("message"), fields, extra: said.0 }
    }
}

impl UpdatePetition {
    call_settings!("site.petitions().update(101)");

    pub(super) fn new(client: &Client, id: Id) -> Self {
        let (call, sending) = (Call::new(client), Sending::default());
        Self { call, id, change: Change::default(), sending }
    }

    /// Its new status. The site's own three statuses cannot be set; a status that
    /// this version does not know is sent as it is.
    ///
    /// ```no_run
    /// use petitions_client::resources::petitions::PetitionStatus;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let updated = site.petitions().update(101).status(PetitionStatus::InProcess).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn status(mut self, status: PetitionStatus) -> Self {
        self.change.status = Some(status);
        self
    }

    /// The day of the handover.
    ///
    /// ```no_run
    /// use petitions_client::jiff::civil::date;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let updated = site.petitions().update(101).date_projected(date(2026, 12, 1)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn date_projected(mut self, day: Date) -> Self {
        self.change.date_projected = Some(day);
        self
    }

    /// The recipient's name for it as an incoming document, at most 256 characters; some servers
    /// take 255.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let updated = site.petitions().update(101).reference_field("2026/117").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reference_field(mut self, reference: impl Into<String>) -> Self {
        self.change.reference_field = Some(reference.into());
        self
    }

    /// The day by which an answer is expected.
    ///
    /// ```no_run
    /// use petitions_client::jiff::civil::date;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let updated = site.petitions().update(101).answer_due_date(date(2027, 1, 15)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer_due_date(mut self, day: Date) -> Self {
        self.change.answer_due_date = Some(day);
        self
    }

    /// What the server said, and the answer it came in.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let (updated, answer) = site.petitions().update(101).reference_field("2026/117").with_response().await?;
    /// println!("{} {:?}", answer.status(), updated.fields);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_response(self) -> Result<(Updated, Response), Error> {
        if let Some(problem) = self.change.problem() {
            return Err(Error::invalid_input(problem));
        }
        let path = Call::path(&format!("{PATH}/{}", self.id));
        let request = Request::new(Method::PUT, path).json(&self.change);
        let (said, response) = write_answer::send(&self.call, request).await?;
        Ok((said.into(), response))
    }
}

impl Change {
    fn problem(&self) -> Option<String> {
        let Self { status, date_projected, reference_field, answer_due_date } = self;
        let days = [date_projected, answer_due_date];
        if status.is_none() && reference_field.is_none() && days == [&None, &None] {
            return Some("there is nothing to update".to_owned());
        }
        if let Some(status) = status {
            use PetitionStatus::{NotProcessed, Orphaned, SignElsewhere};
            if matches!(status, SignElsewhere | NotProcessed | Orphaned)
                || status.as_str().trim().is_empty()
            {
                return Some(format!("an update cannot set the status {:?}", status.as_str()));
            }
        }
        let reference = reference_field.as_ref().map_or(0, |text| text.chars().count());
        if reference_field.as_ref().is_some_and(|text| text.trim().is_empty()) {
            return Some("the reference is blank".to_owned());
        }
        if reference > LONGEST_REFERENCE {
            return Some(format!("the reference has {reference} characters, of at most 256"));
        }
        let beyond = days.into_iter().flatten().find(|day| !(1..=9999).contains(&day.year()))?;
        Some(format!("{beyond} is beyond the years 0001 to 9999"))
    }
}

civic_core::sent_when_polled!(UpdatePetition => Updated, |call| async {
    call.with_response().await.map(|(answer, _)| answer)
});
