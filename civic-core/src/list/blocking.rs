//! Lists without async: each as an iterator.

use super::pages::Pages;
use super::paginator::{Incomplete, Paginator};
use super::translations::{Localized, Translations};
use crate::blocking::{Blocking, Iter};

impl<T: Send + 'static> Paginator<T> {
    /// The list as an iterator, outside of async code or within: see [`blocking`](crate::blocking).
    /// Pages that are under way are asked for again.
    ///
    /// ```
    /// # fn example(notices: civic_core::list::Paginator<String>) -> Result<(), civic_core::Error> {
    /// let mut notices = notices.concurrency(4).blocking();
    /// for notice in notices.by_ref().take(50) {
    ///     println!("{}", notice?);
    /// }
    /// println!("{}", notices.report());
    /// let later = notices.checkpoint();
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("iterator", "synchronous"))]
    pub fn blocking(mut self) -> Iter<Self> {
        self.ask_anew();
        Iter::new(self)
    }
}

#[allow(clippy::result_large_err, reason = "as in async code, and once for a whole list")]
impl<T: Send + 'static> Iter<Paginator<T>> {
    /// All items, if it is proven that none is missing: see [`Paginator::collect_proven`].
    ///
    /// ```
    /// # fn example(notices: civic_core::list::Paginator<String>) -> Result<(), Box<dyn std::error::Error>> {
    /// let notices = notices.blocking().collect_proven()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Incomplete`], where completeness is below [`Level::Proven`](super::Level::Proven).
    pub fn collect_proven(self) -> Result<Vec<T>, Incomplete<T>> {
        self.into_inner().collect_proven().blocking()
    }

    /// All items, if they are at least consistent: see [`Paginator::collect_consistent`].
    ///
    /// ```
    /// # fn example(notices: civic_core::list::Paginator<String>) {
    /// match notices.blocking().collect_consistent() {
    ///     Ok(notices) => println!("all {}", notices.len()),
    ///     Err(incomplete) => println!("{} of them: {}", incomplete.items.len(), incomplete.report),
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Incomplete`] otherwise, with the items that were read.
    pub fn collect_consistent(self) -> Result<Vec<T>, Incomplete<T>> {
        self.into_inner().collect_consistent().blocking()
    }
}

impl<T: Send + 'static> Pages<T> {
    /// The list as an iterator of pages: see [`Paginator::blocking`].
    ///
    /// ```
    /// # fn example(notices: civic_core::list::Paginator<String>) -> Result<(), civic_core::Error> {
    /// for page in notices.pages().blocking() {
    ///     let page = page?;
    ///     println!("{} notices, then go on from {:?}", page.items.len(), page.checkpoint);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("iterator", "synchronous"))]
    pub fn blocking(mut self) -> Iter<Self> {
        self.paginator.ask_anew();
        Iter::new(self)
    }
}

impl<T: Localized + Send + 'static> Translations<T> {
    /// The joined lists as an iterator: see [`Paginator::blocking`].
    ///
    /// ```
    /// use civic_core::list::translations::{Localized, Translations};
    ///
    /// # fn example<T: Localized + Send + 'static>(notices: Translations<T>) -> Result<(), civic_core::Error> {
    /// let mut notices = notices.blocking();
    /// for notice in &mut notices {
    ///     println!("{:?}", notice?.text("title"));
    /// }
    /// println!("{}", notices.report());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("iterator", "synchronous"))]
    pub fn blocking(mut self) -> Iter<Self> {
        self.ask_anew();
        Iter::new(self)
    }
}
