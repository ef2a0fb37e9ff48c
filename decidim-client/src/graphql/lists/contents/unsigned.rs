//! Records without their authors, where the site fails to give them.
//!
//! Up to 0.26 a site breaks down (HTTP 500) where it is asked for the author of an official debate or
//! meeting: that is the organization, for which the API has no type (`authorable_interface.rb`,
//! `author_interface.rb`; mended in 0.27).

use civic_core::Error;
use civic_core::http::platform::RequestStats;

use crate::graphql::answer::Answer;
use crate::graphql::client::Client;
use crate::graphql::lists::rescue::is_crash;
use crate::graphql::records::ContentKind;
use crate::graphql::records::operation::{Asked, Form};
use crate::graphql::server_error::AUTHORS;

/// What is missing of a page of such records.
pub(super) const UNSIGNED: &str = "the site fails where it is asked for the authors of these, as it does up to 0.26 if one of them is \
     official: they were read without their authors";

/// An answer, and whether the authors are in it.
pub(super) struct Signed {
    pub(super) answer: Answer,
    pub(super) has_authors: bool,
}

/// Asks a question about records; again without their authors where the site fails.
pub(super) async fn ask(
    kind: ContentKind,
    client: &Client,
    form: Form<'_>,
    asked: Asked<'_>,
) -> Result<Signed, Error> {
    let error = match kind.page.run(client, form, asked.clone()).await {
        Ok(answer) => return Ok(Signed { answer, has_authors: true }),
        Err(error) => error,
    };
    let asks_for_authors = matches!(form, Form::Whole | Form::One { .. });
    if !asks_for_authors || !may_be_official(kind) || !is_crash(&error) {
        return Err(error);
    }
    let unsigned = Asked { without: &AUTHORS, ..asked };
    match kind.page.run(client, form, unsigned).await {
        Ok(answer) => {
            let answer = answer.counting(RequestStats::from(&error));
            Ok(Signed { answer, has_authors: false })
        }
        Err(_) => Err(error),
    }
}

/// Whether the organization itself may be the author, in a version that fails for it.
fn may_be_official(kind: ContentKind) -> bool {
    matches!(kind.list, "debates" | "meetings")
}
