//! Acting in a participant's name.

use std::fmt;

use serde_json::{Map, Value, json};

use super::actor::{Machine, User};
use super::auth::Grant;
use super::client::Client;
use super::id::Id;
use super::scope::Scopes;
use civic_core::Error;

/// Whom to be, and what to do where there is nobody of that name.
#[derive(Clone)]
pub(crate) struct Person {
    nickname: Option<String>,
    id: Option<Id>,
    register: bool,
    meta: Map<String, Value>,
}

impl Person {
    fn new(nickname: Option<String>, id: Option<Id>) -> Self {
        Self { nickname, id, register: false, meta: Map::new() }
    }

    pub(crate) fn registers(&self) -> bool {
        self.register
    }

    pub(crate) fn fields(&self) -> Value {
        let mut fields = json!({"grant_type": "password", "auth_type": "impersonate"});
        let mut set = |name: &str, value: Option<Value>| {
            if let (Some(fields), Some(value)) = (fields.as_object_mut(), value) {
                fields.insert(name.to_owned(), value);
            }
        };
        set("username", self.nickname.clone().map(Value::from));
        set("id", self.id.as_ref().map(Id::to_json));
        set("meta", (!self.meta.is_empty()).then(|| self.meta.clone().into()));
        fields
    }
}

/// Without what is only known of a new user: their name and address are nobody's business.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("nickname", &self.nickname)
            .field("id", &self.id)
            .field("register", &self.register)
            .finish_non_exhaustive()
    }
}

/// A client in a participant's name, without their password; begun by [`Client::impersonate`].
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
    pub fn scopes<S: Into<super::Scope>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().collect());
        self
    }

    /// Makes the user where there is none of this nickname. Default: no, and the error is
    /// [`NotFound`](civic_core::ErrorKind::NotFound). Nicknames of new users have at least six
    /// letters and digits.
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

    /// Whether to send a new user the message of welcome. Known releases take it and do nothing
    /// with it.
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
