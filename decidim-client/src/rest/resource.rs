//! What can be listed and read.

use std::fmt;

use civic_core::list::source::Key;
use civic_core::sync;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::id::Id;
use super::record::{Record, ToOne};
use super::required_release::Since;
use super::resources::space_kind::SpaceManifest;

pub(crate) mod sealed {
    /// What a call for it needs; not for callers.
    pub trait Permitted {
        /// Scope and permission.
        #[doc(hidden)]
        const NEEDS: crate::rest::auth::scope::Needs;
    }

    /// What has an id; not for callers.
    pub trait Identified {
        /// Its id.
        #[doc(hidden)]
        fn id(&self) -> &crate::rest::id::Id;
    }
}

impl<A, M, R> sealed::Identified for Record<A, M, R> {
    fn id(&self) -> &Id {
        &self.id
    }
}

/// A kind of record that sites have. Each file in [`resources`](super::resources) implements this for
/// its model.
pub trait Resource:
    sealed::Permitted
    + sealed::Identified
    + Clone
    + fmt::Debug
    + Serialize
    + DeserializeOwned
    + Send
    + Sync
    + 'static
{
    /// The path of its list.
    const PATH: &'static str;

    /// What the rows are called in reports.
    const RESOURCE_NAME: &'static str;

    /// Parameters that every list is asked with.
    const ALWAYS: &'static [(&'static str, &'static str)] = &[];

    /// Whether its texts come in locales that can be chosen.
    const TRANSLATED: bool = true;

    /// Whether its texts come in one locale, which can be chosen.
    #[doc(hidden)]
    const IN_ONE_LOCALE: bool = false;

    /// Whether its list comes in pages, and not whole in one answer.
    #[doc(hidden)]
    const IN_PAGES: bool = true;

    /// The most rows of a page that servers give. `None` where they set no limit.
    #[doc(hidden)]
    const LARGEST_PAGE: Option<u16> = None;

    /// Whether servers say how many rows the list has.
    #[doc(hidden)]
    const IS_COUNTED: bool = true;

    /// From which release on there is such a record.
    #[doc(hidden)]
    const SINCE: Option<Since> = None;

    /// What makes a record the same record.
    fn key(&self) -> Key;

    /// How many rows of the list are this record.
    fn copies(&self) -> u32 {
        1
    }

    /// What makes it the same row of a copy: its id. `None` where the server sends none.
    fn row_key(&self) -> Option<sync::Key> {
        let id = self.id();
        (!id.is_missing()).then(|| sync::Key::new(id.as_str()))
    }

    /// The component that it is in, where it says so.
    #[doc(hidden)]
    fn component_id(&self) -> Option<&Id> {
        None
    }

    /// Whether it shows that it has no value for the field of this condition.
    #[doc(hidden)]
    fn lacks(&self, _parameter: &str) -> bool {
        false
    }

    /// Where the record with this key is read by itself, if only those find it who have it in their list. `None`
    /// where the API has no single ones, or shows them to everybody: then they tell nothing of the list.
    #[doc(hidden)]
    fn single(_key: &str) -> Option<Single> {
        None
    }
}

/// Where a record is read by itself.
pub(crate) struct Single {
    /// The path above its id.
    pub(crate) collection: String,
    pub(crate) id: Id,
    /// An id in that path.
    pub(crate) within: Option<Id>,
}

impl Single {
    /// In the list of its kind.
    pub(crate) fn of<T: Resource>(key: &str) -> Self {
        Self { collection: T::PATH.to_owned(), id: key.into(), within: None }
    }
}

/// A record that the API lists.
#[diagnostic::on_unimplemented(
    message = "decidim-rest-full has no list of `{Self}`",
    label = "there is no such list"
)]
pub trait Listed: Resource {}

/// A record that can be read by its id.
#[diagnostic::on_unimplemented(
    message = "decidim-rest-full cannot read `{Self}` by its id",
    label = "there is no such read",
    note = "a space is read with its manifest: `spaces().get_by_manifest(..)`"
)]
pub trait Readable: Resource {}

/// A record whose list can be narrowed by its extended data. Unreleased.
pub trait WithExtendedData: Resource {}

/// A record that stands in a component, and so in a space.
pub trait Placed: Resource {
    /// Where it says that it is.
    #[doc(hidden)]
    fn whereabouts(&self) -> Whereabouts<'_>;
}

/// Where a record says that it is; nothing where it does not say it.
#[derive(Debug, Default)]
pub(crate) struct Whereabouts<'a> {
    pub(crate) manifest: Option<SpaceManifest>,
    pub(crate) space: Option<&'a Id>,
    pub(crate) component: Option<&'a Id>,
}

impl<'a> Whereabouts<'a> {
    /// By the relationships of these names.
    pub(crate) fn related(space: &'a ToOne, component: &'a ToOne) -> Self {
        let space = space.data.as_ref();
        Self {
            manifest: space.map(|space| SpaceManifest::from(space.kind.as_str())),
            space: space.map(|space| &space.id),
            component: component.data.as_ref().map(|component| &component.id),
        }
    }
}
