//! Email campaigns: mailings written by the platform's managers.

use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::open_enum;
use civic_core::{Extra, Html, Multiloc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Email campaigns: mailings written by the platform's managers.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let campaigns = city.email_campaigns().list().stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn email_campaigns(&self) -> Endpoint<EmailCampaign> {
        self.endpoint()
    }
}

/// An email campaign. Flat texts are in the locale asked for, or in another where there is no
/// translation. A translation that was saved blank comes as an empty text, although another
/// language has one.
///
/// The list has only campaigns written by hand; reading by id finds automated ones too. The feed
/// of deleted ones is probably always empty: read the list again to learn what is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EmailCampaign {
    /// Its id.
    pub id: Uuid,
    /// In whose name it is sent.
    pub sender: Option<EmailCampaignSender>,
    /// The address that answers go to.
    pub reply_to: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// Text.
    pub body: Option<Html>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Deliveries.
    pub deliveries_count: i64,
    /// Subject by locale.
    pub subject_multiloc: Option<Multiloc>,
    /// Text by locale; HTML.
    pub body_multiloc: Option<Multiloc>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::email_campaigns::EmailCampaignSender;

    /// In whose name a campaign is sent.
    pub enum EmailCampaignSender {
        /// The manager who wrote it.
        Author = "author",
        /// The platform's organisation.
        Organization = "organization",
    }
}

impl Resource for EmailCampaign {
    const PATH: &'static str = "email_campaigns";
    const ROWS: &'static str = "email_campaigns";
    const NOT_EVERYWHERE: Option<&'static str> = Some("email campaigns came in September 2023");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for EmailCampaign {
    const ROW: &'static str = "email_campaign";
}

impl LogsDeletions for EmailCampaign {}

impl Dated for EmailCampaign {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for EmailCampaign {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("subject", self.subject.as_deref()), ("body", self.body.as_ref().map(Html::raw))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_email_campaign_keeps_all_fields() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "sender": "organization",
            "reply_to": "town@example.org",
            "subject": "Spring news",
            "body": "<p>Hello</p>",
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
            "deliveries_count": 310,
            "subject_multiloc": {"en": "Spring news", "nl-BE": "Lentenieuws"},
            "body_multiloc": {},
        });
        let campaign: EmailCampaign = serde_json::from_value(body.clone()).unwrap();
        assert!(campaign.extra.is_empty());
        assert_eq!(campaign.sender, Some(EmailCampaignSender::Organization));
        assert_eq!(campaign.texts()[1], ("body", Some("<p>Hello</p>")));

        body["sender"] = json!("robot");
        body["newer"] = json!(null);
        let campaign: EmailCampaign = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(campaign.sender.as_ref().unwrap(), &"robot");
        assert_eq!(serde_json::to_value(campaign).unwrap(), body);
    }
}
