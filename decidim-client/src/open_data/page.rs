//! Which tables there are: the links of the site's page say.

use super::paths::DOWNLOAD;

/// The tables that a site lists on its page. There is no other list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableList {
    /// Their names, in the page's order. Before 0.30 there is no page, and no table on its own.
    pub names: Vec<String>,
    /// Whether the whole archive is offered.
    pub archive: bool,
}

impl TableList {
    /// Whether a table of this name is listed.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let tables = site.tables().await?;
    /// if !tables.has("post_comments") {
    ///     println!("this site is older than 0.30");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    pub(crate) fn read(page: &str) -> Self {
        let mut list = Self::default();
        for link in page.split("href=").skip(1) {
            let Some(quote) = link.chars().next().filter(|quote| matches!(quote, '"' | '\''))
            else {
                continue;
            };
            let target = link.trim_start_matches(quote).split(quote).next().unwrap_or_default();
            let Some((_, rest)) = target.split_once(DOWNLOAD) else { continue };
            let path = rest.split(['?', '#']).next().unwrap_or_default();
            match path.strip_prefix('/').unwrap_or(path) {
                "" => list.archive = true,
                name if path.starts_with('/') && is_name(name) && !list.has(name) => {
                    list.names.push(name.to_owned());
                }
                _ => {}
            }
        }
        list
    }
}

/// Whether a text can be a table's name.
pub(crate) fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !text.is_empty() && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_all_forms_are_read_once() {
        let page = r#"<a href="/open-data/download?locale=ca">All</a>
            <a class="x" href='/open-data/download/proposals'>P</a>
            <a href="https://decidim.example.org/open-data/download/proposal_comments?locale=ca#a">
            <a href="/open-data/download/proposals">again</a><a href="/open-data/downloads">no</a>
            <a href=/open-data/download/unquoted>no</a> <a href="/processes">no</a>"#;
        let list = TableList::read(page);
        assert!(list.archive);
        assert_eq!(list.names, ["proposals", "proposal_comments"]);
        assert_eq!(TableList::read("<html>"), TableList::default());
    }
}
