//! How the open data of a Decidim site are set up.

use crate::decidim::open_data::OpenDataSettings;
use crate::decidim::state::DecidimState;
use crate::site::Builder;

impl Builder<DecidimState> {
    fn open_data(self, change: impl FnOnce(&mut OpenDataSettings)) -> Self {
        self.with(|it| change(&mut it.open_data))
    }

    /// What separates the columns of the open-data tables. Default `;`. Anything but ASCII is
    /// passed over.
    pub fn open_data_separator(self, separator: char) -> Self {
        self.open_data(|it| it.separator = u8::try_from(separator).unwrap_or(it.separator))
    }

    /// How many downloads are sent back to the page before the files are there. Default none.
    pub fn open_data_ready_after(self, downloads: usize) -> Self {
        self.open_data(|it| it.ready_after = downloads)
    }

    /// Tables are sent packed with gzip, in this many members, each in a frame of its own. Default 0:
    /// not packed.
    pub fn open_data_gzip_members(self, members: usize) -> Self {
        self.open_data(|it| it.gzip_members = members)
    }

    /// The archive has a second file of the name that proposals have, as a plugin may write it: one
    /// row of the columns `id` and `plugin`. Default off.
    pub fn open_data_second_entry(self, has_one: bool) -> Self {
        self.open_data(|it| it.second_entry = has_one)
    }

    /// The tables have what real ones had at times: one column twice, a column of a plugin, and now
    /// and then a row with a cell too many. Default off.
    pub fn open_data_odd_columns(self, odd: bool) -> Self {
        self.open_data(|it| it.odd_columns = odd)
    }
}
