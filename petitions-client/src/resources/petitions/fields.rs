//! Which fields of a petition to ask for.

use std::collections::BTreeSet;

use civic_core::open_enum;

open_enum! {
    shown as petitions_client::resources::petitions::PetitionListField;

    /// A field of the list of petitions. Id and name always come. Any other text may be asked for.
    pub enum PetitionListField {
        /// What it is about.
        Description = "description",
        /// Who began it.
        Initiators = "initiators",
        /// What the petitioners observe.
        Statement = "statement",
        /// What they ask for.
        Request = "request",
        /// Signatures, as they were counted last night.
        SignaturesCount = "signatures_count",
        /// The day of the handover.
        DateProjected = "date_projected",
        /// When it was created.
        CreatedAt = "created_at",
        /// The day by which an answer is expected.
        AnswerDueDate = "answer_due_date",
        /// Its status.
        Status = "status",
    }
}

open_enum! {
    shown as petitions_client::resources::petitions::PetitionField;

    /// A field of a single petition. Id and name always come. Any other text may be asked for.
    pub enum PetitionField {
        /// What it is about. Comes unasked where no field is named.
        Description = "description",
        /// Who began it.
        Initiators = "initiators",
        /// What the petitioners observe.
        Statement = "statement",
        /// What they ask for.
        Request = "request",
        /// Signatures, as they were counted last night.
        SignaturesCount = "signatures_count",
        /// When each signature was confirmed.
        SignatureTimestamps = "signature_timestamps",
        /// The day of the handover.
        DateProjected = "date_projected",
        /// When it was created.
        CreatedAt = "created_at",
        /// The day by which an answer is expected.
        AnswerDueDate = "answer_due_date",
        /// The recipient's name for it as an incoming document. The description lets recipients
        /// set it, and does not say that it can be read.
        ReferenceField = "reference_field",
        /// Its status.
        Status = "status",
    }
}

impl PetitionListField {
    /// Every field that this version knows.
    ///
    /// ```
    /// use petitions_client::resources::petitions::PetitionListField;
    ///
    /// assert_eq!(PetitionListField::all().count(), PetitionListField::KNOWN.len());
    /// ```
    pub fn all() -> impl Iterator<Item = Self> {
        Self::KNOWN.iter().copied().map(Self::from)
    }
}

impl PetitionField {
    /// Every field that this version knows.
    ///
    /// ```
    /// use petitions_client::resources::petitions::PetitionField;
    ///
    /// assert!(PetitionField::all().any(|field| field == PetitionField::SignatureTimestamps));
    /// ```
    pub fn all() -> impl Iterator<Item = Self> {
        Self::KNOWN.iter().copied().map(Self::from)
    }
}

/// The parameter for a set of fields; `None` for none, which asks for the server's own choice.
///
/// Whether fields come besides the server's own choice or instead of it is not described, so id
/// and name are named as well.
pub(super) fn parameter<F: AsRef<str>>(fields: &BTreeSet<F>) -> Option<String> {
    if fields.is_empty() {
        return None;
    }
    let own = ["id", "name"].into_iter();
    let asked = fields.iter().map(AsRef::as_ref).filter(|field| !["id", "name"].contains(field));
    Some(own.chain(asked).collect::<Vec<_>>().join(","))
}
