//! Acting in a participant's name.

use civic_core::Error;
use serde_json::Value;

use super::actor::{Machine, User};
use super::credentials::Grant;
use super::person::Person;
use super::scope::{Scope, Scopes};
use crate::rest::client::Client;
use crate::rest::id::Id;

impl Client<Machine> {
    /// Begins a client for the participant with this nickname. Needs the permission
    /// `oauth.impersonate`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let ana = site.impersonate("ana_ruiz").build()?;
    /// let vote = ana.vote(5499, 1).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn impersonate(&self, nickname: impl Into<String>) -> Impersonation {
        Impersonation::of_nickname(self.clone(), nickname.into())
    }

    /// Begins a client for the participant with this id. Needs the permission
    /// `oauth.impersonate`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let ana = site.impersonate_id(812).build()?;
    /// let proposals = ana.proposals().list().in_component(12).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn impersonate_id(&self, id: impl Into<Id>) -> Impersonation {
        Impersonation::of_id(self.clone(), id.into())
    }
}

/// Settings of a client for a participant, without their password; begun by [`Client::impersonate`].
///
/// Needs the permission `oauth.impersonate`. The scopes are the machine client's, without
/// `system`, unless [`scopes`](Self::scopes) says otherwise.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until the client that it builds is used"]
pub struct Impersonation {
    client: Client<Machine>,
    person: Person,
    scopes: Option<Scopes>,
}

impl Impersonation {
    pub(crate) fn of_nickname(client: Client<Machine>, nickname: String) -> Self {
        Self { client, person: Person::new(Some(nickname), None), scopes: None }
    }

    pub(crate) fn of_id(client: Client<Machine>, id: Id) -> Self {
        Self { client, person: Person::new(None, Some(id)), scopes: None }
    }

    /// What the participant's token may be used for. Never `system`.
    ///
    /// ```no_run
    /// # use decidim_client::rest::Scope;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// // A token that can do no more than read.
    /// let ana = site.impersonate("ana_ruiz").scopes([Scope::Public]).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn scopes<S: Into<Scope>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().collect());
        self
    }

    /// Creates the user if nobody has this nickname. Default: no, and the error is
    /// [`NotFound`](civic_core::ErrorKind::NotFound).
    ///
    /// A new user's nickname has 1 to 20 letters from `a` to `z`, small or capital, digits, `_` and `-`. The server
    /// refuses others with a 400 that says why: `zoë` "is invalid", for its last letter.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let new = site.impersonate("ana_ruiz")
    ///     .register_on_missing(true)
    ///     .accept_tos_on_register(true)
    ///     .email("ana@example.org")
    ///     .name("Ana")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn register_on_missing(mut self, register: bool) -> Self {
        self.person.register = register;
        self.meta("register_on_missing", register)
    }

    /// Whether a new user has accepted the terms of service: say so only where they have. Default:
    /// no.
    pub fn accept_tos_on_register(self, accepts: bool) -> Self {
        self.meta("accept_tos_on_register", accepts)
    }

    /// Whether a new user need not confirm their e-mail address. Default: they must.
    pub fn skip_confirmation_on_register(self, skip: bool) -> Self {
        self.meta("skip_confirmation_on_register", skip)
    }

    /// A new user's e-mail address. Default: the nickname at `example.org`, to which no mail is
    /// sent.
    pub fn email(self, email: impl Into<String>) -> Self {
        self.meta("email", email.into())
    }

    /// A new user's name. Default: the nickname in capitals.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.meta("name", name.into())
    }

    /// Whether to send a new user the welcome message. Known releases accept this setting and ignore it.
    pub fn send_welcome_message(self, send: bool) -> Self {
        self.meta("send_welcome_message", send)
    }

    fn meta(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.person.meta.insert(name.to_owned(), value.into());
        self
    }

    /// The client in their name. Sends nothing yet: the first call asks for a token, and so finds
    /// out whether there is such a user.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// let ana = site.impersonate("ana_ruiz").build()?;
    /// // The first call finds out whether there is such a participant.
    /// match ana.vote(5499, 1).await {
    ///     Ok(vote) => println!("{:?}", vote.weight()),
    ///     Err(error) if error.kind() == ErrorKind::NotFound => println!("nobody has this nickname"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): an empty nickname, `system` among
    /// the scopes, or a new user for whom only an id is known.
    pub fn build(self) -> Result<Client<User>, Error> {
        let person = self.person;
        if person.nickname.as_deref().is_some_and(|name| name.trim().is_empty()) {
            return Err(Error::invalid_input("the nickname is empty"));
        }
        if person.register && person.nickname.is_none() {
            return Err(Error::invalid_input(
                "a user is made by nickname: use impersonate(), not impersonate_id()",
            ));
        }
        self.client.in_the_name_of(Grant::Impersonate(person), self.scopes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_that_only_a_new_user_has() {
        let mut person = Person::new(Some("ada_example".to_owned()), None);
        person.meta.insert("email".to_owned(), "ada@example.org".into());
        let shown = format!("{person:?}");
        assert!(shown.contains("ada_example") && !shown.contains("ada@example.org"), "{shown}");
    }
}
