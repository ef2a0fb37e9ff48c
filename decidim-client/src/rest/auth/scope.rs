//! What a token may be used for.

use std::collections::BTreeSet;
use std::fmt;

use civic_core::open_enum;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

open_enum! {
    /// What a token may be used for. A client's scopes are fixed when administrators make it.
    pub enum Scope {
        /// Spaces and components. Every client has it.
        Public = "public",
        /// Spaces.
        Spaces = "spaces",
        /// Organisations. Never for a participant's token.
        System = "system",
        /// Proposals, drafts and votes.
        Proposals = "proposals",
        /// Meetings.
        Meetings = "meetings",
        /// Debates.
        Debates = "debates",
        /// Pages.
        Pages = "pages",
        /// Blogs.
        Blogs = "blogs",
        /// Users, their extended data and magic links.
        Oauth = "oauth",
        /// Roles. Since 0.2.10.
        Roles = "roles",
        /// Attachments. Since 0.3.
        Attachments = "attachments",
        /// Questionnaires, their questions and answers. Since 0.3.
        Surveys = "surveys",
        /// Webhooks. **Unreleased**: later than 0.3.4.
        Webhooks = "webhooks",
    }
}

/// A set of scopes, written as one text with blanks between: `blogs public`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Whether this scope is among them.
    ///
    /// ```
    /// use decidim_client::rest::Scope;
    /// use decidim_client::rest::auth::Scopes;
    ///
    /// let scopes: Scopes = [Scope::Public, Scope::Proposals].into_iter().collect();
    /// assert!(scopes.contains(&Scope::Proposals));
    /// assert_eq!(scopes.to_string(), "proposals public");
    /// ```
    pub fn contains(&self, scope: &Scope) -> bool {
        self.0.contains(scope)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads a text with blanks between.
    pub(crate) fn parse(text: &str) -> Self {
        text.split_whitespace().map(Scope::from).collect()
    }

    pub(crate) fn without(mut self, scope: &Scope) -> Self {
        self.0.remove(scope);
        self
    }
}

impl<S: Into<Scope>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        Self(scopes.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::parse(&text))
    }
}

/// What a call needs: a scope of the token, and a permission that administrators gave the client.
#[derive(Clone, Debug)]
pub(crate) struct Needs {
    pub(crate) scope: Option<Scope>,
    pub(crate) permission: &'static str,
    /// What releases after 0.3.4 call it, where that is something else.
    later: Option<&'static str>,
}

impl Needs {
    pub(crate) const fn new(scope: Scope, permission: &'static str) -> Self {
        Self { scope: Some(scope), permission, later: None }
    }

    /// A permission that releases after 0.3.4 call by the second name.
    pub(crate) const fn renamed(
        scope: Scope,
        permission: &'static str,
        later: &'static str,
    ) -> Self {
        Self { scope: Some(scope), permission, later: Some(later) }
    }

    /// A scope without a permission.
    pub(crate) const fn of_scope(scope: Scope) -> Self {
        Self { scope: Some(scope), permission: "", later: None }
    }

    pub(crate) const NOTHING: Self = Self { scope: None, permission: "", later: None };

    /// Whether the scopes that a token was given are not enough.
    pub(crate) fn scope_is_missing(&self, granted: Option<&Scopes>) -> bool {
        self.scope.as_ref().zip(granted).is_some_and(|(scope, granted)| !granted.contains(scope))
    }

    /// Why a token that is fresh may be refused, in view of the scopes that it was given.
    pub(crate) fn why_refused(&self, granted: Option<&Scopes>) -> Option<String> {
        let scope = self.scope.as_ref()?;
        let permission = match self.later {
            Some(later) => format!("{}\" (up to 0.3.4) or \"{later}", self.permission),
            None => self.permission.to_owned(),
        };
        Some(match granted {
            Some(granted) if !granted.contains(scope) => format!(
                "the token lacks the scope \"{scope}\": it has \"{granted}\"; ask for it with \
                 .scopes(), and see to it that the API client may have it"
            ),
            Some(_) if permission.is_empty() => return None,
            Some(_) => format!(
                "the token has the scope \"{scope}\", so the API client lacks the permission \
                 \"{permission}\", or may not see this record"
            ),
            None => format!("it needs the scope \"{scope}\" and the permission \"{permission}\""),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_a_set_in_one_text() {
        let scopes: Scopes = [Scope::Public, Scope::Blogs, Scope::Public].into_iter().collect();
        assert_eq!(scopes.to_string(), "blogs public");
        assert_eq!(Scopes::parse(" public  blogs "), scopes);
        let read: Scopes = serde_json::from_str("\"public newer\"").unwrap();
        assert!(read.contains(&Scope::from("newer")));
    }

    #[test]
    fn what_a_refused_token_is_missing_is_named() {
        let needs = Needs::new(Scope::Proposals, "proposals.vote");
        let said = needs.why_refused(Some(&Scopes::parse("public"))).unwrap();
        assert!(said.contains("lacks the scope \"proposals\": it has \"public\""), "{said}");
        let said = needs.why_refused(Some(&Scopes::parse("proposals"))).unwrap();
        assert!(said.contains("permission \"proposals.vote\""), "{said}");
        let needs = Needs::renamed(Scope::Proposals, "proposals.vote", "proposals.votes");
        let said = needs.why_refused(None).unwrap();
        assert!(said.contains("\"proposals.vote\" (up to 0.3.4) or \"proposals.votes\""), "{said}");
        assert_eq!(Needs::NOTHING.why_refused(None), None);
    }
}
