//! Posting and changing ideas.

use civic_core::{Html, Multiloc};
use serde::Serialize;
use uuid::Uuid;

use super::Idea;
use crate::resource::{Changeable, Creatable, Payload};

const WRITABLE: &str = "platforms take ideas by API since 2025 or 2026";
const LOOKED_UP: &str = "one of the topics or phases may be unknown to the platform";

impl Creatable for Idea {
    type New = NewIdea;
    const SINCE: Option<&'static str> = Some(WRITABLE);
}

impl Changeable for Idea {
    type Change = IdeaChange;
    const SINCE: Option<&'static str> = Some(WRITABLE);
}

/// An idea to post. It has no author. It is published at once, unless the project's present phase has
/// ideas reviewed first: then it is `submitted`. Without a title, or without a text that shows anything,
/// in one language at least, it is refused before anything is sent.
///
/// The platform takes no author, location, publication status or custom fields here: it would
/// drop them in silence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
pub struct NewIdea {
    project_id: Uuid,
    #[serde(flatten)]
    change: IdeaChange,
}

impl NewIdea {
    /// An idea for this project, with title and text in one or more locales. To a project that it does
    /// not have, the platform answers 500: no idea is made then, but nothing in the answer says so.
    ///
    /// ```
    /// use govocal_client::resources::ideas::NewIdea;
    /// use govocal_client::{Multiloc, uuid::Uuid};
    ///
    /// # let project_id = Uuid::nil();
    /// let title = Multiloc::single("en", "More benches");
    /// let idea = NewIdea::new(project_id, title, Multiloc::single("en", "<p>Along the river.</p>"));
    /// ```
    pub fn new(project_id: Uuid, title: Multiloc, body: Multiloc) -> Self {
        Self { project_id, change: IdeaChange::new().title(title).body(body) }
    }

    /// Everything else that may be set.
    ///
    /// ```
    /// use govocal_client::resources::ideas::NewIdea;
    /// use govocal_client::{Multiloc, uuid::Uuid};
    ///
    /// # let (project_id, benches) = (Uuid::nil(), Uuid::nil());
    /// let title = Multiloc::single("en", "More benches");
    /// let idea = NewIdea::new(project_id, title, Multiloc::single("en", "<p>By the river.</p>"))
    ///     .with(|idea| idea.input_topic_ids([benches]));
    /// ```
    pub fn with(mut self, set: impl FnOnce(IdeaChange) -> IdeaChange) -> Self {
        self.change = set(self.change);
        self
    }
}

impl Payload for NewIdea {
    fn problem(&self) -> Option<&'static str> {
        self.change.blank()
    }

    fn looked_up(&self) -> Option<&'static str> {
        self.change.looked_up()
    }
}

/// What to change of an idea. A change of nothing is refused before anything is sent, and so are a
/// title and a text that are blank in every language.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[must_use]
pub struct IdeaChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    title_multiloc: Option<Multiloc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_multiloc: Option<Multiloc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee_id: Option<Assignee>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idea_status_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input_topic_ids: Option<Vec<Uuid>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase_ids: Option<Vec<Uuid>>,
}

/// Who is to look after an idea; nobody is `null` on the wire, which is not the same as absent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Assignee {
    Manager(Uuid),
    Nobody,
}

impl IdeaChange {
    /// No change yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The title in one or more locales.
    ///
    /// ```
    /// use govocal_client::Multiloc;
    /// use govocal_client::resources::ideas::IdeaChange;
    ///
    /// let change = IdeaChange::new().title(Multiloc::from([("en", "Benches"), ("nl-BE", "Banken")]));
    /// ```
    pub fn title(mut self, title: Multiloc) -> Self {
        self.title_multiloc = Some(title);
        self
    }

    /// The text in one or more locales.
    pub fn body(mut self, body: Multiloc) -> Self {
        self.body_multiloc = Some(body);
        self
    }

    /// The manager to assign it to. Users who do not manage the idea's project are refused
    /// ([`Rejected`](civic_core::ErrorKind::Rejected)); to a user whom it does not have, the platform
    /// answers 500.
    pub fn assignee_id(mut self, id: Uuid) -> Self {
        self.assignee_id = Some(Assignee::Manager(id));
        self
    }

    /// Takes its assignment away.
    ///
    /// ```
    /// use govocal_client::resources::ideas::IdeaChange;
    ///
    /// let change = IdeaChange::new().unassigned();
    /// assert_ne!(change, IdeaChange::new()); // nobody is not the same as unchanged
    /// ```
    pub fn unassigned(mut self) -> Self {
        self.assignee_id = Some(Assignee::Nobody);
        self
    }

    /// Its status. An id that the platform does not know gives it, in silence, the status of new ideas.
    pub fn idea_status_id(mut self, id: Uuid) -> Self {
        self.idea_status_id = Some(id);
        self
    }

    /// Its topics, instead of those it has. To one that it does not have, the platform answers
    /// [`NotFound`](civic_core::ErrorKind::NotFound). A topic beside one of its sub-topics is dropped.
    pub fn input_topic_ids(mut self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.input_topic_ids = Some(ids.into_iter().collect());
        self
    }

    /// Its phases, instead of those it is in. To one that it does not have, the platform answers
    /// [`NotFound`](civic_core::ErrorKind::NotFound); one of another project is refused
    /// ([`Rejected`](civic_core::ErrorKind::Rejected)).
    pub fn phase_ids(mut self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.phase_ids = Some(ids.into_iter().collect());
        self
    }
}

impl IdeaChange {
    fn blank(&self) -> Option<&'static str> {
        let shows = |text: &Multiloc| text.iter().any(|it| !html(it.non_blank()).is_blank());
        if self.title_multiloc.as_ref().is_some_and(Multiloc::is_empty) {
            return Some("the title is blank in every language");
        }
        let is_blank = self.body_multiloc.as_ref().is_some_and(|body| !shows(body));
        is_blank.then_some("the text is blank in every language")
    }
}

impl Payload for IdeaChange {
    fn problem(&self) -> Option<&'static str> {
        let nothing = (*self == Self::new()).then_some("there is nothing to change");
        nothing.or_else(|| self.blank())
    }

    fn looked_up(&self) -> Option<&'static str> {
        let names = |ids: &Option<Vec<Uuid>>| ids.as_ref().is_some_and(|ids| !ids.is_empty());
        (names(&self.input_topic_ids) || names(&self.phase_ids)).then_some(LOOKED_UP)
    }
}

fn html(text: Option<&str>) -> Html {
    Html::new(text.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_says_only_what_changes() {
        let change = IdeaChange::new().title(Multiloc::single("en", "More benches")).unassigned();
        assert_eq!(
            serde_json::to_value(&change).unwrap(),
            json!({"title_multiloc": {"en": "More benches"}, "assignee_id": null})
        );
    }
}
