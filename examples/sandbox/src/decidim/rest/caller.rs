//! Who asks.

use super::client::ApiClient;
use super::settings::RestSettings;

/// Who asks, behind a good token.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The API client, by its place in the settings.
    pub(super) client: usize,
    /// The participant of the token.
    pub(super) user: Option<u64>,
    /// Whom the server takes the caller for: the participant or, for a machine, the first
    /// administrator.
    pub(super) acting: Option<u64>,
}

impl Caller {
    /// The number of the API client in the database.
    pub(super) fn client_id(&self) -> u64 {
        self.client as u64 + 4001
    }

    pub(super) fn client<'s>(&self, settings: &'s RestSettings) -> Option<&'s ApiClient> {
        settings.clients.get(self.client)
    }

    pub(super) fn can(&self, settings: &RestSettings, ability: &str) -> bool {
        self.client(settings).is_some_and(|client| client.can(ability))
    }
}
