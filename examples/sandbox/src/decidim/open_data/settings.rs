//! What the open data are set up with.

/// Each field is told at the method of the builder that sets it.
#[derive(Clone, Copy, Debug)]
pub(in crate::decidim) struct OpenDataSettings {
    pub(in crate::decidim) separator: u8,
    pub(in crate::decidim) ready_after: usize,
    pub(in crate::decidim) odd_columns: bool,
    pub(in crate::decidim) gzip_members: usize,
    pub(in crate::decidim) second_entry: bool,
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
