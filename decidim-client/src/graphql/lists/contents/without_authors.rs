//! Records without their authors, where the site fails to return them.
//!
//! Up to 0.26 a site breaks down (HTTP 500) where it is asked for the author of an official debate or
//! meeting: that is the organization, for which the API has no type (`authorable_interface.rb`,
//! `author_interface.rb`; mended in 0.27).

use civic_core::Error;
use civic_core::http::platform::RequestStats;

use crate::graphql::answer::Answer;
use crate::graphql::client::Client;
use crate::graphql::lists::fallback::is_crash;
use crate::graphql::records::ContentKind;
use crate::graphql::records::operation::{Asked, Form};

/// Asks a question about records; again without their authors where the site fails on them.
pub(super) async fn ask(
    kind: ContentKind,
    client: &Client,
    form: Form<'_>,
    asked: Asked<'_>,
) -> Result<Answer, Error> {
    let first = kind.page.run(client, form, asked.clone()).await;
    let Err(error) = &first else { return first };
    // The organization itself may be the author.
    let may_be_official = matches!(kind.list, "debates" | "meetings");
    let asks_for_authors = matches!(form, Form::Whole | Form::One { .. });
    if !may_be_official || !asks_for_authors || !is_crash(error) {
        return first;
    }
    let earlier = RequestStats::from(error);
    let asked = Asked { without_authors: true, ..asked };
    let second = kind.page.run(client, form, asked).await.map(|answer| answer.counting(earlier));
    second.or(first)
}
