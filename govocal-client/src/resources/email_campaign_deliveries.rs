//! Email campaign deliveries: one mail to one user.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::open_enum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Email campaign deliveries: one mail to one user.
    pub fn email_campaign_deliveries(&self) -> Endpoint<EmailCampaignDelivery> {
        self.endpoint()
    }
}

/// The delivery of an email campaign to one user.
///
/// The feed of deleted ones is probably always empty: read the list again to learn what is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EmailCampaignDelivery {
    /// Its id.
    pub id: Uuid,
    /// Its campaign. May be an automated one, which the list of campaigns does not have.
    pub email_campaign_id: Uuid,
    /// Who got it. `None` where the server does not say.
    pub user_id: Option<Uuid>,
    /// How far it came.
    pub delivery_status: EmailDeliveryStatus,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::email_campaign_deliveries::EmailDeliveryStatus;

    /// How far a mail came.
    pub enum EmailDeliveryStatus {
        /// Sent.
        Sent = "sent",
        /// Sent back by the addressee's server.
        Bounced = "bounced",
        /// Could not be sent.
        Failed = "failed",
        /// Taken by the mail service.
        Accepted = "accepted",
        /// Taken by the addressee's server.
        Delivered = "delivered",
        /// Opened, as far as that can be seen.
        Opened = "opened",
        /// A link in it was followed.
        Clicked = "clicked",
    }
}

impl Resource for EmailCampaignDelivery {
    const PATH: &'static str = "email_campaign_deliveries";
    const ROWS: &'static str = "email_campaign_deliveries";
    const NOT_EVERYWHERE: Option<&'static str> =
        Some("email campaign deliveries came in September 2023");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for EmailCampaignDelivery {
    const ROW: &'static str = "email_campaign_delivery";
}

impl LogsDeletions for EmailCampaignDelivery {}

impl Dated for EmailCampaignDelivery {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_delivery_keeps_all_fields() {
        let mut body = json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "email_campaign_id": "00000000-0000-4000-8000-000000000002",
            "user_id": null,
            "delivery_status": "opened",
            "sent_at": "2026-03-04T10:11:12.345Z",
            "created_at": "2026-03-04T10:11:12.345Z",
            "updated_at": "2026-03-05T06:07:08.901Z",
        });
        let delivery: EmailCampaignDelivery = serde_json::from_value(body.clone()).unwrap();
        assert!(delivery.extra.is_empty());
        assert_eq!(delivery.delivery_status, EmailDeliveryStatus::Opened);

        body["delivery_status"] = json!("forwarded");
        body["newer"] = json!(1);
        let delivery: EmailCampaignDelivery = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(delivery.delivery_status, "forwarded");
        assert_eq!(delivery.extra["newer"], 1);
        assert_eq!(serde_json::to_value(delivery).unwrap(), body);
    }
}
