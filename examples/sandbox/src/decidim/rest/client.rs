//! API clients: who may ask for tokens, and what the tokens may do.

/// Every scope of an API client.
pub(super) const SCOPES: [&str; 13] = [
    "public",
    "spaces",
    "system",
    "proposals",
    "meetings",
    "debates",
    "pages",
    "blogs",
    "oauth",
    "roles",
    "attachments",
    "surveys",
    "webhooks",
];

/// Every ability that the server's checks ask for, apart from [`EVENTS`].
///
/// The admin pages grant `system.organizations.extended_data.*` while the checks ask for
/// `system.organization.extended_data.*`; both are here.
const ABILITIES: [&str; 44] = [
    "oauth.login",
    "oauth.impersonate",
    "oauth.read",
    "oauth.extended_data.read",
    "oauth.extended_data.update",
    "oauth.magic_link",
    "system.organizations.read",
    "system.organizations.update",
    "system.organization.extended_data.read",
    "system.organization.extended_data.update",
    "system.organizations.extended_data.read",
    "system.organizations.extended_data.update",
    "public.space.read",
    "public.component.read",
    "blogs.read",
    "blogs.write",
    "blogs.destroy",
    "proposals.read",
    "proposals.vote",
    "proposals.draft",
    "proposals.write",
    "roles.read",
    "roles.write",
    "attachments.read",
    "attachments.write",
    "attachments.destroy",
    "surveys.read",
    "surveys.questionnaires.read",
    "surveys.questions.manage",
    "surveys.answers.read",
    "surveys.answers.submit",
    "surveys.answers.destroy",
    "meetings.read",
    "meetings.extended_data.read",
    "meetings.extended_data.update",
    "proposals.extended_data.read",
    "proposals.extended_data.update",
    "public.component.extended_data.read",
    "public.component.extended_data.update",
    "public.space.extended_data.read",
    "public.space.extended_data.update",
    "webhooks.read",
    "webhooks.write",
    "webhooks.destroy",
];

/// The events that webhooks can tell of; each is an ability, too.
pub(super) const EVENTS: [&str; 12] = [
    "draft_proposal_creation.succeeded",
    "draft_proposal_update.succeeded",
    "proposal_creation.succeeded",
    "proposal_update.succeeded",
    "proposal_state_change.succeeded",
    "meetings.upcoming_reminder.succeeded",
    "participatory_process.step_activated.succeeded",
    "user.created",
    "user.updated",
    "system.organizations.created",
    "system.organizations.updated",
    "system.organizations.deleted",
];

/// An API client as a system administrator sets it up.
#[derive(Clone, Debug)]
pub struct ApiClient {
    pub(in crate::decidim) uid: String,
    pub(super) secret: String,
    pub(super) scopes: Vec<String>,
    pub(super) abilities: Vec<String>,
}

impl ApiClient {
    /// A client with every scope and every ability.
    pub fn new(uid: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            uid: uid.into(),
            secret: secret.into(),
            scopes: SCOPES.map(str::to_owned).to_vec(),
            abilities: ABILITIES.into_iter().chain(EVENTS).map(str::to_owned).collect(),
        }
    }

    /// Only these scopes, and `public`, which every client has.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        if !self.may("public") {
            self.scopes.push("public".to_owned());
        }
        self
    }

    /// Only these abilities.
    #[must_use]
    pub fn abilities<A: Into<String>>(mut self, abilities: impl IntoIterator<Item = A>) -> Self {
        self.abilities = abilities.into_iter().map(Into::into).collect();
        self
    }

    /// Every ability but this one.
    #[must_use]
    pub fn without_ability(mut self, ability: &str) -> Self {
        self.abilities.retain(|known| known != ability);
        self
    }

    pub(super) fn may(&self, scope: &str) -> bool {
        self.scopes.iter().any(|known| known == scope)
    }

    pub(super) fn can(&self, ability: &str) -> bool {
        self.abilities.iter().any(|known| known == ability)
    }
}
