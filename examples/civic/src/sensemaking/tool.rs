//! The tools, and what is asked for only on request.

/// A tool that statements are exported for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Tool {
    /// Polis: `comment_text`, for its upload of seed comments.
    Polis,
    /// Talk to the City: `id`, `comment`, `interview`.
    TalkToTheCity,
    /// Jigsaw's Sensemaker: `participant_id`, `survey_text`.
    Sensemaker,
    /// ThemeFinder of i.AI: `response_id`, `response`.
    Themefinder,
}

impl Tool {
    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Polis => "polis",
            Self::TalkToTheCity => "talk-to-the-city",
            Self::Sensemaker => "sensemaker",
            Self::Themefinder => "themefinder",
        }
    }

    /// Whether its rows say who said something.
    pub(super) fn names_participants(self) -> bool {
        matches!(self, Self::TalkToTheCity | Self::Sensemaker)
    }
}

/// What is asked for only on request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct With {
    pub(crate) drafts: bool,
    pub(crate) survey_answers: bool,
}
