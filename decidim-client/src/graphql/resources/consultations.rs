//! Consultations: questions put to a vote.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::space_model::space;
use super::{Attachment, Scope};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Records;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

const ALL: Operation =
    Operation::new("Consultations", include_str!("../../../graphql/consultations.graphql"));

space! {
    /// A consultation. Up to 0.27.
    pub struct Consultation ("consultations", ALL) {
        /// The subtitle.
        #[serde(default, with = "Translated")]
        pub subtitle: Multiloc,
        /// The first day of voting.
        pub start_voting_date: Option<Date>,
        /// The last day of voting.
        pub end_voting_date: Option<Date>,
        /// The day on which the results were published; null before.
        pub results_published_at: Option<Date>,
        /// The scope whose questions stand first.
        pub highlighted_scope: Option<Scope>,
        /// What is asked.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub questions: Vec<ConsultationQuestion>,
        /// Where the banner is.
        pub banner_image: Option<String>,
        /// Where the picture of the introduction is.
        pub introductory_image: Option<String>,
        /// Where the film of the introduction is.
        pub introductory_video_url: Option<String>,
        /// When it was published.
        pub published_at: Option<Timestamp>,
    }
}

/// A question of a consultation. Up to 0.27.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConsultationQuestion {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// The question.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The subtitle.
    #[serde(default, with = "Translated")]
    pub subtitle: Multiloc,
    /// What is decided: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub what_is_decided: Multiloc,
    /// What one should know: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub question_context: Multiloc,
    /// Who promotes it.
    #[serde(default, with = "Translated")]
    pub promoter_group: Multiloc,
    /// Who is asked.
    #[serde(default, with = "Translated")]
    pub participatory_scope: Multiloc,
    /// How to vote: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub instructions: Multiloc,
    /// Where the question comes from.
    #[serde(default, with = "Translated")]
    pub origin_title: Multiloc,
    /// The scope that it comes from, in words.
    #[serde(default, with = "Translated")]
    pub origin_scope: Multiloc,
    /// The page that it comes from.
    pub origin_url: Option<String>,
    /// The scope.
    pub scope: Option<Scope>,
    /// Files and pictures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
    /// How many answers one must choose at least.
    pub min_votes: Option<u64>,
    /// How many answers one may choose at most.
    pub max_votes: Option<u64>,
    /// How often it was voted on.
    pub votes_count: Option<u64>,
    /// How many answers there are to choose from.
    pub responses_count: Option<u64>,
    /// How many groups these answers are in.
    pub response_groups_count: Option<u64>,
    /// Whether the vote takes place elsewhere.
    pub external_voting: Option<bool>,
    /// The page of the vote, where it takes place elsewhere.
    pub i_frame_url: Option<String>,
    /// Its place among the questions.
    pub order: Option<i64>,
    /// Comments at every depth.
    pub total_comments_count: Option<u64>,
    /// Whether it can be commented on.
    pub accepts_new_comments: Option<bool>,
    /// Whether comments are for or against.
    pub comments_have_alignment: Option<bool>,
    /// Whether comments can be voted on.
    pub comments_have_votes: Option<bool>,
    /// The hashtag without its `#`.
    pub hashtag: Option<String>,
    /// The reference that the site gives it.
    pub reference: Option<String>,
    /// Where the large picture is.
    pub hero_image: Option<String>,
    /// Where the banner is.
    pub banner_image: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

impl Client {
    /// The consultations of the site. Up to 0.27.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut consultations = site.consultations().list().stream();
    /// while let Some(consultation) = consultations.try_next().await? {
    ///     println!("{:?}: {} questions", consultation.title.text("ca"), consultation.questions.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn consultations(&self) -> Records<Consultation> {
        Records::new(self)
    }
}
