//! Creating, changing and deleting records.

use civic_core::http::platform::Sending;
use civic_core::http::{Call, CallOptions, Request, Response};
use civic_core::{Error, ErrorKind};
use http::{Method, StatusCode};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::client::Client;
use crate::get::asked_for;
use crate::locale::in_locale;
use crate::not_found;
use crate::resource::{Changeable, Creatable, Payload, Readable};

const DONE: &str =
    "the platform may have done it, though its answer is not the record: look before sending again";

/// A record under its name, as the platform takes it.
struct Envelope<'a, R> {
    name: &'static str,
    record: &'a R,
}

impl<R: Serialize> Serialize for Envelope<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.name, self.record)])
    }
}

/// A write, sent when it is awaited. It returns the record as the platform now has it.
///
/// It is sent once: after a failure in which the platform may have received it, the error's
/// [`was_sent`](civic_core::Error::was_sent) says so, and nothing is sent again. The platform has
/// no way to recognise a repeated write.
///
/// # Errors
/// [`InvalidInput`](civic_core::ErrorKind::InvalidInput), and nothing was sent, for what no
/// platform would take: a change of nothing, a blank text where one is needed.
/// [`Rejected`](civic_core::ErrorKind::Rejected) where the platform finds it invalid;
/// [`ServerError::of`](crate::ServerError::of) says why, field by field.
/// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such record, or none of those that
/// the write names: an idea's topics and phases, the comment that is answered.
/// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the platform does not take the write;
/// the error's hint says since when platforms do. One more request finds out which it is.
/// [`Decode`](civic_core::ErrorKind::Decode) where the platform accepted it and the answer is not
/// the record: the hint says to look before sending again; and so does that of
/// [`Protocol`](civic_core::ErrorKind::Protocol) where the answer is another record.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Write<T> {
    client: Client,
    request: Request,
    /// The record to change; a new one has none yet.
    id: Option<Uuid>,
    /// Since when the platform takes such a write, where it has the records for longer.
    since: Option<&'static str>,
    invalid: Option<&'static str>,
    /// What it names that the platform looks up.
    looked_up: Option<&'static str>,
    options: CallOptions,
    sending: Sending<T>,
}

impl<T: Readable> Write<T> {
    civic_core::call_options!(
        options,
        "govocal_client",
        "city: govocal_client::Client, idea: govocal_client::resources::ideas::NewIdea",
        "city.ideas().create(&idea)"
    );

    pub(crate) fn create(client: &Client, new: &T::New) -> Self
    where
        T: Creatable,
    {
        Self::new(client, Method::POST, None, new, <T as Creatable>::SINCE)
    }

    pub(crate) fn update(client: &Client, id: Uuid, change: &T::Change) -> Self
    where
        T: Changeable,
    {
        Self::new(client, Method::PATCH, Some(id), change, <T as Changeable>::SINCE)
    }

    fn new(
        client: &Client,
        method: Method,
        id: Option<Uuid>,
        record: &impl Payload,
        since: Option<&'static str>,
    ) -> Self {
        let path = format!("/api/v2/{}", path::<T>(id));
        let request = Request::new(method, path).json(&Envelope { name: T::ROW, record });
        let request = in_locale::<T>(client).added_to(request);
        let (invalid, looked_up) = (record.problem(), record.looked_up());
        let (options, sending) = (CallOptions::new(), Sending::default());
        Self { client: client.clone(), request, id, since, invalid, looked_up, options, sending }
    }

    /// The record and the answer it came in.
    ///
    /// ```no_run
    /// use govocal_client::resources::ideas::IdeaChange;
    ///
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let change = IdeaChange::new().unassigned();
    /// let (idea, answer) = city.ideas().update(id, &change).with_response().await?;
    /// println!("{} {:?}", answer.status(), idea.assignee_id);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_response(self) -> Result<(T, Response), Error> {
        if let Some(problem) = self.invalid {
            return Err(Error::invalid_input(problem));
        }
        let (client, path) = (&self.client, path::<T>(self.id));
        let response = if let Some(since) = self.since {
            let (request, options) = (self.request, self.options);
            not_found::send_write(client, request, options, &path, since, self.looked_up).await?
        } else {
            let (list, why) = (T::PATH, T::NOT_EVERYWHERE);
            not_found::send(client, self.request, self.options, list, why).await?
        };
        let record = match self.id {
            Some(id) => asked_for(id, &response),
            None => response.json_under(T::ROW),
        };
        Ok((record.map_err(|error| error.with_hint(DONE))?, response))
    }
}

/// The path of the record, or of the list where it has no id yet.
fn path<T: Readable>(id: Option<Uuid>) -> String {
    id.map_or_else(|| T::PATH.to_owned(), |id| format!("{}/{id}", T::PATH))
}

civic_core::sent_when_polled!(Write<T> [Readable] => T, |write| async {
    write.with_response().await.map(|(record, _)| record)
});

/// Without content: a proxy's page has some, and confirms nothing.
const CONFIRMS: [StatusCode; 2] = [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT];

/// Deletes the record with this id.
pub(crate) fn delete<T: Readable>(client: &Client, id: Uuid) -> Call<()> {
    let client = client.clone();
    Call::new(move |options| {
        let client = client.clone();
        async move {
            let request = Request::new(Method::DELETE, format!("/api/v2/{}", path::<T>(Some(id))));
            let (list, why) = (T::PATH, T::NOT_EVERYWHERE);
            let response = not_found::send(&client, request, options, list, why).await?;
            if CONFIRMS.contains(&response.status()) {
                return Ok(());
            }
            let error = Error::new(ErrorKind::Protocol, "the answer to DELETE does not confirm it");
            Err(response.blame(error.with_hint("it may be deleted or not: read it to learn which")))
        }
    })
}
