//! The languages of texts and messages.

/// A language of the site, whose code has `nl en de frl nl_gr cat pap`. The API's description writes
/// Frisian as `nl_fr`; both are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    Dutch,
    English,
    German,
    Frisian,
    Gronings,
    Catalan,
    Papiamento,
}

impl Language {
    pub(super) const ALL: [Self; 7] = [
        Self::Dutch,
        Self::English,
        Self::German,
        Self::Frisian,
        Self::Gronings,
        Self::Catalan,
        Self::Papiamento,
    ];

    /// The language of a `language` parameter; Dutch without one or for an unknown one.
    pub(super) fn of(parameter: Option<&str>) -> Self {
        match parameter.unwrap_or_default() {
            "en" => Self::English,
            "de" => Self::German,
            "nl_fr" | "frl" => Self::Frisian,
            "nl_gr" => Self::Gronings,
            "cat" => Self::Catalan,
            "pap" => Self::Papiamento,
            _ => Self::Dutch,
        }
    }

    /// Where a text is looked for, in this order: Dutch and English stand in for each other, and only
    /// Dutch for the other languages.
    pub(super) fn fallbacks(self) -> [Self; 2] {
        match self {
            Self::Dutch => [Self::Dutch, Self::English],
            other => [other, Self::Dutch],
        }
    }

    /// What a signatory is told.
    pub(super) fn thanks(self) -> &'static str {
        match self {
            Self::Dutch => "Dank u, u krijgt een e-mail ter bevestiging",
            Self::English => "Thanks! Look for the mail that confirms it",
            Self::German => "Danke, eine Mail zur Bestätigung ist unterwegs",
            Self::Frisian => "Tige tank, der komt in mail om it te befêstigjen",
            Self::Gronings => "Bedankt, der komt n mail om t te bevestegen",
            Self::Catalan => "Gràcies, rebreu un correu per confirmar-ho",
            Self::Papiamento => "Danki, bo ta haña un mail pa konfirmá",
        }
    }

    /// What is told to whoever updates a petition.
    pub(super) fn received(self) -> &'static str {
        match self {
            Self::English => "Your update has arrived; you will hear no more of it",
            Self::German => "Ihre Änderung ist eingegangen; weitere Nachricht folgt nicht",
            _ => "Uw wijziging is ontvangen; u hoort hier verder niets over",
        }
    }
}
