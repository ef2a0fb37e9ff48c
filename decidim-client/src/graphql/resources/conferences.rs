//! Conferences.

use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use super::space_model::space;
use super::{Attachment, Author, Category, Scope, Term};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::{RecordList, Records};
use crate::graphql::members::Sort;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

const ALL: Operation =
    Operation::new("Conferences", include_str!("../../../graphql/conferences.graphql"));

space! {
    /// A conference.
    pub struct Conference ("conferences", ALL) {
        /// The slogan.
        #[serde(default, with = "Translated")]
        pub slogan: Multiloc,
        /// The short description: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub short_description: Multiloc,
        /// What it is for: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub objectives: Multiloc,
        /// Where it takes place, in words.
        pub location: Option<String>,
        /// The first day.
        pub start_date: Option<Date>,
        /// The last day.
        pub end_date: Option<Date>,
        /// Whether people can register.
        pub registrations_enabled: Option<bool>,
        /// How many can register in all; 0 for any number.
        pub available_slots: Option<u64>,
        /// What one agrees to by registering: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub registration_terms: Multiloc,
        /// Who speaks.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub speakers: Vec<ConferenceSpeaker>,
        /// Who it is made with.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub partners: Vec<ConferencePartner>,
        /// Links to what was shown and written about it.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub media_links: Vec<ConferenceMediaLink>,
        /// The scope.
        pub scope: Option<Scope>,
        /// How it is sorted. Since 0.30.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub taxonomies: Vec<Term>,
        /// The categories of what it holds.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub categories: Vec<Category>,
        /// Files and pictures.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub attachments: Vec<Attachment>,
        /// Whether it may have steps. Since 0.31.
        pub allows_steps: Option<bool>,
        /// Whether it has steps. Since 0.31.
        pub has_steps: Option<bool>,
        /// Whether the site promotes it.
        pub promoted: Option<bool>,
        /// Its place among the conferences. Since 0.31.
        pub weight: Option<i64>,
        /// Followers. Since 0.31.
        pub follows_count: Option<u64>,
        /// How many versions there are. Since 0.31.
        pub versions_count: Option<u64>,
        /// The hashtag without its `#`. Up to 0.30.
        pub hashtag: Option<String>,
        /// The reference that the site gives it.
        pub reference: Option<String>,
        /// Where the large picture is.
        pub hero_image: Option<String>,
        /// Where the banner is.
        pub banner_image: Option<String>,
        /// Its page. Since 0.31.
        pub url: Option<String>,
        /// When it was published.
        pub published_at: Option<Timestamp>,
    }
}

/// A speaker of a conference: personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConferenceSpeaker {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The name.
    pub full_name: Option<String>,
    /// The office.
    #[serde(default, with = "Translated")]
    pub position: Multiloc,
    /// Whom they speak for.
    #[serde(default, with = "Translated")]
    pub affiliation: Multiloc,
    /// A few words on their life: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub short_bio: Multiloc,
    /// Their name on Twitter.
    pub twitter_handle: Option<String>,
    /// Their own page.
    pub personal_url: Option<String>,
    /// Where the picture is.
    pub avatar: Option<String>,
    /// The participant that they are, where they have an account.
    pub user: Option<Author>,
    /// When they were entered.
    pub created_at: Option<Timestamp>,
    /// When the entry was last changed.
    pub updated_at: Option<Timestamp>,
}

open_enum! {
    /// What part a partner has in a conference.
    pub enum PartnerType {
        /// Hosts it.
        MainPromotor = "main_promotor",
        /// Takes part in it.
        Collaborator = "collaborator",
    }
}

/// A partner of a conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConferencePartner {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The name.
    pub name: Option<String>,
    /// What part it has.
    pub partner_type: Option<PartnerType>,
    /// Its page.
    pub link: Option<String>,
    /// Where the logo is.
    pub logo: Option<String>,
    /// Its place in the list.
    pub weight: Option<i64>,
    /// When it was entered.
    pub created_at: Option<Timestamp>,
    /// When the entry was last changed.
    pub updated_at: Option<Timestamp>,
}

/// A link to what was shown or written about a conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConferenceMediaLink {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// Where it leads.
    pub link: Option<String>,
    /// The day that it is about.
    pub date: Option<Date>,
    /// Its place in the list.
    pub weight: Option<i64>,
    /// When it was entered.
    pub created_at: Option<Timestamp>,
    /// When the entry was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Client {
    /// The conferences of the site.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut conferences = site.conferences().list().stream();
    /// while let Some(conference) = conferences.try_next().await? {
    ///     println!("{:?} {:?}", conference.title.text("ca"), conference.start_date);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn conferences(&self) -> Records<Conference> {
        Records::new(self)
    }
}

/// What only conferences have beside the [filters and orders of all spaces](super::SpaceRecord).
impl RecordList<Conference> {
    /// Sorts by their first day.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let next = site.conferences().list().by_start_date(Sort::Desc).stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_start_date(self, sort: Sort) -> Self {
        self.sorted("startDate", sort)
    }
}
