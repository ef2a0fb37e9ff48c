//! Files that were announced.

#[derive(Clone, Debug)]
pub(in crate::decidim::rest) struct Upload {
    pub(in crate::decidim::rest) signed_id: String,
    pub(in crate::decidim::rest) filename: String,
    pub(in crate::decidim::rest) content_type: String,
    pub(in crate::decidim::rest) byte_size: u64,
}

#[derive(Debug, Default)]
pub(in crate::decidim::rest) struct Uploads(pub(in crate::decidim::rest) Vec<Upload>);
