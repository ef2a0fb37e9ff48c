//! API keys and what each may do.

/// An API key. Rights that a key lacks are passed over in silence when reading; a write without its
/// right is refused.
#[derive(Clone, Debug)]
pub struct ApiKey {
    pub(super) text: String,
    pub(super) fixed_count: Option<usize>,
    pub(super) most_signatures: Option<usize>,
    pub(super) date_bounds: bool,
    pub(super) denied_fields: Vec<&'static str>,
    pub(super) updates: bool,
    pub(super) writes_take_effect: bool,
}

impl ApiKey {
    /// A test key: three rows of petitions, signatures and timestamps whatever `count` says; writes
    /// are checked and answered and change nothing.
    pub fn test(text: impl Into<String>) -> Self {
        Self { fixed_count: Some(3), writes_take_effect: false, updates: true, ..Self::plain(text) }
    }

    /// A reader's key: at most 1000 signatures, no date bounds, no dates of the procedure, no
    /// updates. It may sign.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            fixed_count: None,
            most_signatures: Some(1000),
            date_bounds: false,
            denied_fields: vec!["date_projected", "answer_due_date"],
            updates: false,
            writes_take_effect: true,
        }
    }

    /// A recipient's key: date bounds, any number of signatures, every field, updates.
    pub fn full(text: impl Into<String>) -> Self {
        Self {
            most_signatures: None,
            date_bounds: true,
            denied_fields: Vec::new(),
            updates: true,
            ..Self::plain(text)
        }
    }

    /// At most this many signatures in one answer.
    #[must_use]
    pub fn most_signatures(mut self, most: usize) -> Self {
        self.most_signatures = Some(most);
        self
    }

    /// Whether `from` and `to` count.
    #[must_use]
    pub fn date_bounds(mut self, allowed: bool) -> Self {
        self.date_bounds = allowed;
        self
    }

    /// This field is never shown.
    #[must_use]
    pub fn without_field(mut self, field: &'static str) -> Self {
        self.denied_fields.push(field);
        self
    }
}
