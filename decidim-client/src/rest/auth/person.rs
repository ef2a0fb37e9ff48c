//! Whom to act for.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::rest::id::Id;

/// Whom to be, and what to do where there is nobody of that name.
#[derive(Clone)]
pub(crate) struct Person {
    pub(super) nickname: Option<String>,
    pub(super) id: Option<Id>,
    pub(super) register: bool,
    pub(super) meta: Map<String, Value>,
}

impl Person {
    pub(super) fn new(nickname: Option<String>, id: Option<Id>) -> Self {
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
