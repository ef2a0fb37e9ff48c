//! The shapes in which an answer may be written.
//!
//! The description of the API names the fields of its answers and leaves open how they are laid
//! out. Each choice here is one open point; a client has to read all of them.

/// One way to write answers. The default takes the simplest choice of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// How lists are wrapped.
    pub list: ListShape,
    /// How a single petition is wrapped.
    pub one: OneShape,
    /// What an item of the signature list looks like.
    pub signature: SignatureShape,
    /// How moments are written.
    pub moment: MomentShape,
    /// How ids are written.
    pub id: IdShape,
    /// How a refused write names the fields that are missing.
    pub missing: MissingShape,
    /// What a signature says about its petition's organisation.
    pub organisation: OrganisationShape,
    /// The content type of every JSON answer.
    pub content: ContentShape,
}

/// How a list is wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ListShape {
    /// A bare array.
    #[default]
    Bare,
    /// Under the table's own name: `petitions`, `signatures`, `organisations`.
    Named,
    /// Under `data`.
    Data,
    /// Under `results`.
    Results,
    /// Under `items`.
    Items,
}

/// How a single petition is wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OneShape {
    /// The record itself.
    #[default]
    Bare,
    /// Under `petition`.
    Named,
    /// Under `data`.
    Data,
}

/// What an item of the signature list looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SignatureShape {
    /// `timestamp` beside `petition` and `organisation`.
    #[default]
    Flat,
    /// `{"signature": {"timestamp": ..}}` beside them.
    Nested,
    /// `{"signature": ".."}` beside them.
    Direct,
    /// The moment alone.
    Bare,
}

/// How a moment is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MomentShape {
    /// `2018-10-12T12:00:00.000+02:00`, in Dutch time.
    #[default]
    Milliseconds,
    /// `2018-10-12T12:00:00+02:00`, in Dutch time.
    Seconds,
    /// `2018-10-12T10:00:00Z`.
    Zulu,
    /// `2018-10-12T10:00:00`, meant in UTC.
    NoOffset,
    /// `2018-10-12 10:00:00`, meant in UTC.
    Spaced,
    /// `2018-10-12 10:00:00 UTC`.
    SpacedUtc,
    /// `2018-10-12 12:00:00 +0200`, in Dutch time.
    SpacedOffset,
    /// Seconds of the Unix epoch, as a number.
    Unix,
}

/// How an id is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IdShape {
    /// A number.
    #[default]
    Number,
    /// The number in quotes.
    Text,
}

/// How a refused write names the fields that are missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MissingShape {
    /// An array with one text that joins the names with commas, as in the description.
    #[default]
    Joined,
    /// An array of names.
    List,
    /// One text that joins the names with commas and blanks.
    Text,
    /// An object from name to a list of messages.
    Object,
}

/// What a signature says about its petition's organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OrganisationShape {
    /// Id and name, or null where the petition has none.
    #[default]
    Given,
    /// Always null.
    Null,
    /// Never there.
    Absent,
}

/// The content type of a JSON answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ContentShape {
    /// `application/json; charset=utf-8`.
    #[default]
    Json,
    /// `text/html; charset=utf-8`.
    Html,
}

const LISTS: [ListShape; 5] =
    [ListShape::Bare, ListShape::Named, ListShape::Data, ListShape::Results, ListShape::Items];
const ONES: [OneShape; 3] = [OneShape::Bare, OneShape::Named, OneShape::Data];
const SIGNATURES: [SignatureShape; 4] =
    [SignatureShape::Flat, SignatureShape::Nested, SignatureShape::Direct, SignatureShape::Bare];
const MOMENTS: [MomentShape; 8] = [
    MomentShape::Milliseconds,
    MomentShape::Seconds,
    MomentShape::Zulu,
    MomentShape::NoOffset,
    MomentShape::Spaced,
    MomentShape::SpacedUtc,
    MomentShape::SpacedOffset,
    MomentShape::Unix,
];
const IDS: [IdShape; 2] = [IdShape::Number, IdShape::Text];
const MISSING: [MissingShape; 4] =
    [MissingShape::Joined, MissingShape::List, MissingShape::Text, MissingShape::Object];
const ORGANISATIONS: [OrganisationShape; 3] =
    [OrganisationShape::Given, OrganisationShape::Null, OrganisationShape::Absent];
const CONTENTS: [ContentShape; 2] = [ContentShape::Json, ContentShape::Html];

impl Shape {
    /// The default, and every shape that differs from it in a single choice.
    pub fn each() -> Vec<Self> {
        let base = Self::default();
        let mut shapes = vec![base];
        let others = LISTS
            .map(|list| Self { list, ..base })
            .into_iter()
            .chain(ONES.map(|one| Self { one, ..base }))
            .chain(SIGNATURES.map(|signature| Self { signature, ..base }))
            .chain(MOMENTS.map(|moment| Self { moment, ..base }))
            .chain(IDS.map(|id| Self { id, ..base }))
            .chain(MISSING.map(|missing| Self { missing, ..base }))
            .chain(ORGANISATIONS.map(|organisation| Self { organisation, ..base }))
            .chain(CONTENTS.map(|content| Self { content, ..base }));
        shapes.extend(others.filter(|shape| *shape != base));
        shapes
    }

    /// Every combination of every choice; some twenty thousand.
    pub fn all() -> impl Iterator<Item = Self> {
        LISTS
            .into_iter()
            .map(|list| Self { list, ..Self::default() })
            .flat_map(|shape| ONES.map(|one| Self { one, ..shape }))
            .flat_map(|shape| SIGNATURES.map(|signature| Self { signature, ..shape }))
            .flat_map(|shape| MOMENTS.map(|moment| Self { moment, ..shape }))
            .flat_map(|shape| IDS.map(|id| Self { id, ..shape }))
            .flat_map(|shape| MISSING.map(|missing| Self { missing, ..shape }))
            .flat_map(|shape| ORGANISATIONS.map(|organisation| Self { organisation, ..shape }))
            .flat_map(|shape| CONTENTS.map(|content| Self { content, ..shape }))
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use std::collections::HashSet;

    #[test]
    fn every_combination_comes_once() {
        let all: Vec<Shape> = Shape::all().collect();
        assert_eq!(all.len(), 5 * 3 * 4 * 8 * 2 * 4 * 3 * 2);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }

    #[test]
    fn single_choices_come_once_each() {
        let each = Shape::each();
        assert_eq!(each.len(), 1 + 4 + 2 + 3 + 7 + 1 + 3 + 2 + 1);
        assert_eq!(each.iter().collect::<HashSet<_>>().len(), each.len());
    }
}
