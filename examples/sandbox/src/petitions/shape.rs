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
    /// How `signatures_count` is written.
    pub number: NumberShape,
    /// What `signature_timestamps` look like.
    pub timestamps: TimestampsShape,
    /// What a write that was accepted is answered.
    pub written: WrittenShape,
    /// What a refusal says, other than one that names fields.
    pub refusal: RefusalShape,
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
    /// Under the table's own name, and that under `data`.
    Nested,
    /// A bare array, each row under its own name: `petition`, `signature`, `organisation`.
    Rooted,
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
    /// Under `petition`, and that under `data`.
    Nested,
    /// The only row of an array.
    List,
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
    /// Only the moment.
    Bare,
    /// All of it under `signature`.
    Whole,
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

/// How a number of things is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NumberShape {
    /// `12`.
    #[default]
    Whole,
    /// `12.0`.
    Float,
    /// `"12"`.
    Text,
}

/// What the timestamps of a petition look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TimestampsShape {
    /// An array of moments, where they are asked for.
    #[default]
    Moments,
    /// An array of objects with a `timestamp`, where they are asked for.
    Objects,
    /// An array of moments; null where they are not asked for.
    NullUnasked,
}

/// What a write that was accepted is answered. Nothing describes any but the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WrittenShape {
    /// An object with a `message`, and for an update its `fields`.
    #[default]
    Object,
    /// The message as a JSON text.
    Quoted,
    /// The message in plain text.
    Plain,
    /// Nothing, with 200.
    Empty,
    /// Nothing, with 204.
    NoContent,
}

/// What a refusal says, other than one that names fields. Nothing describes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RefusalShape {
    /// An object with an `error`.
    #[default]
    Error,
    /// An object with a `message`.
    Message,
    /// Plain text.
    Plain,
    /// A page of HTML.
    Page,
    /// Nothing.
    Empty,
}

const LISTS: [ListShape; 7] = [
    ListShape::Bare,
    ListShape::Named,
    ListShape::Data,
    ListShape::Results,
    ListShape::Items,
    ListShape::Nested,
    ListShape::Rooted,
];
const ONES: [OneShape; 5] =
    [OneShape::Bare, OneShape::Named, OneShape::Data, OneShape::Nested, OneShape::List];
const SIGNATURES: [SignatureShape; 5] = [
    SignatureShape::Flat,
    SignatureShape::Nested,
    SignatureShape::Direct,
    SignatureShape::Bare,
    SignatureShape::Whole,
];
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
const NUMBERS: [NumberShape; 3] = [NumberShape::Whole, NumberShape::Float, NumberShape::Text];
const TIMESTAMPS: [TimestampsShape; 3] =
    [TimestampsShape::Moments, TimestampsShape::Objects, TimestampsShape::NullUnasked];
const WRITTEN: [WrittenShape; 5] = [
    WrittenShape::Object,
    WrittenShape::Quoted,
    WrittenShape::Plain,
    WrittenShape::Empty,
    WrittenShape::NoContent,
];
const REFUSALS: [RefusalShape; 5] = [
    RefusalShape::Error,
    RefusalShape::Message,
    RefusalShape::Plain,
    RefusalShape::Page,
    RefusalShape::Empty,
];

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
            .chain(CONTENTS.map(|content| Self { content, ..base }))
            .chain(NUMBERS.map(|number| Self { number, ..base }))
            .chain(TIMESTAMPS.map(|timestamps| Self { timestamps, ..base }))
            .chain(WRITTEN.map(|written| Self { written, ..base }))
            .chain(REFUSALS.map(|refusal| Self { refusal, ..base }));
        shapes.extend(others.filter(|shape| *shape != base));
        shapes
    }

    /// Every combination of what makes up a list of signatures.
    pub fn of_signatures() -> impl Iterator<Item = Self> {
        LISTS
            .into_iter()
            .map(|list| Self { list, ..Self::default() })
            .flat_map(|shape| SIGNATURES.map(|signature| Self { signature, ..shape }))
            .flat_map(|shape| MOMENTS.map(|moment| Self { moment, ..shape }))
            .flat_map(|shape| IDS.map(|id| Self { id, ..shape }))
            .flat_map(|shape| ORGANISATIONS.map(|organisation| Self { organisation, ..shape }))
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use std::collections::HashSet;

    #[test]
    fn every_combination_comes_once() {
        let all: Vec<Shape> = Shape::of_signatures().collect();
        assert_eq!(all.len(), 7 * 5 * 8 * 2 * 3);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }

    #[test]
    fn single_choices_come_once_each() {
        let each = Shape::each();
        assert_eq!(each.len(), 1 + 6 + 4 + 4 + 7 + 1 + 3 + 2 + 1 + 2 + 2 + 4 + 4);
        assert_eq!(each.iter().collect::<HashSet<_>>().len(), each.len());
    }
}
