//! How the open data of a platform is set up.

use crate::decidim::DecidimBuilder;

/// What the open data is set up with.
#[derive(Clone, Copy, Debug)]
pub(in crate::decidim) struct OpenDataSettings {
    pub(in crate::decidim) separator: u8,
    pub(super) ready_after: usize,
    pub(super) odd_columns: bool,
    pub(super) gzip_members: usize,
    pub(super) second_entry: bool,
}

impl Default for OpenDataSettings {
    fn default() -> Self {
        Self {
            separator: b';',
            ready_after: 0,
            odd_columns: false,
            gzip_members: 0,
            second_entry: false,
        }
    }
}

impl DecidimBuilder {
    /// What separates the columns of the open-data tables. Default `;`. Anything but ASCII is
    /// passed over.
    pub fn open_data_separator(mut self, separator: char) -> Self {
        if let Ok(separator) = u8::try_from(separator) {
            self.settings.open_data.separator = separator;
        }
        self
    }

    /// How many downloads are sent back to the page before the files are there. Default none.
    pub fn open_data_ready_after(mut self, downloads: usize) -> Self {
        self.settings.open_data.ready_after = downloads;
        self
    }

    /// Tables are sent packed with gzip, in this many members, each in a frame of its own. Default 0:
    /// not packed.
    pub fn open_data_gzip_members(mut self, members: usize) -> Self {
        self.settings.open_data.gzip_members = members;
        self
    }

    /// The archive has a second file of the name that proposals have, as a plugin may write it: one
    /// row of the columns `id` and `plugin`. Default off.
    pub fn open_data_second_entry(mut self, has_one: bool) -> Self {
        self.settings.open_data.second_entry = has_one;
        self
    }

    /// The tables have what real ones had at times: one column twice, a column of a plugin, and now
    /// and then a row with a cell too many. Default off.
    pub fn open_data_odd_columns(mut self, odd: bool) -> Self {
        self.settings.open_data.odd_columns = odd;
        self
    }
}
