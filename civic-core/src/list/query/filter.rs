//! One filter or setting of a query: what is sent for it, and how rows are checked.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::days::{self, Days};
use crate::list::source::RowFilter;
use crate::{DateRange, Error};

/// Checks a row.
type Check<T> = Arc<dyn Fn(&T) -> RowFilter + Send + Sync>;

/// A filter on the rows of a [`Query`](super::Query), or a setting of it such as a language.
///
/// Servers silently ignore parameters that they do not know. So a filter can also check the rows:
/// a row that does not pass is dropped, and the report names the filter.
pub struct Filter<T> {
    name: &'static str,
    parameter: Cow<'static, str>,
    form: Form,
    values: Vec<String>,
    beside: Beside,
    check: Option<Check<T>>,
    invalid: Option<Error>,
}

/// How values are sent, and which are refused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// One value, or none where the request's path expresses it.
    Plain,
    /// A list of values, which must not be empty.
    Several,
    /// What the caller gave, a blank too.
    Raw,
}

/// Which filters the server accepts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Any,
    /// The server fails where an omittable one is sent together with it.
    Alone,
    /// Not sent together with such a one. Then it is only checked on the rows.
    Omittable,
}

impl<T> Filter<T> {
    /// A filter with one value.
    ///
    /// ```
    /// use civic_core::list::query::{Filter, Query};
    ///
    /// let mut query = Query::<()>::new();
    /// query.set(Filter::one("project_id", 7));
    /// assert_eq!(query.identity("notices"), "notices?project_id=7");
    /// ```
    pub fn one(name: &'static str, value: impl fmt::Display) -> Self {
        Self::new(name, Form::Plain, [value])
    }

    /// A filter with several values, each sent as `name[]`. (Without the brackets Rails takes only
    /// the last, or none.)
    ///
    /// ```
    /// use civic_core::list::query::{Filter, Query};
    ///
    /// let mut query = Query::<()>::new();
    /// query.set(Filter::several("topic_ids", [3, 5]));
    /// let sent: Vec<_> = query.sent().map(|(name, value)| format!("{name}={value}")).collect();
    /// assert_eq!(sent, ["topic_ids[]=3", "topic_ids[]=5"]);
    /// ```
    pub fn several<V: fmt::Display>(
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self::new(name, Form::Several, values)
    }

    /// A parameter that the caller names. Any value is allowed, also an empty one.
    pub fn raw(parameter: String, value: impl fmt::Display) -> Self {
        Self::new("query", Form::Raw, [value]).sent_as(parameter)
    }

    /// A filter that the request's path expresses, so that no parameter is sent.
    pub fn in_the_path(name: &'static str) -> Self {
        Self::new(name, Form::Plain, [""; 0])
    }

    fn new<V: fmt::Display>(
        name: &'static str,
        form: Form,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values = values.into_iter().map(|value| value.to_string()).collect();
        let parameter = Cow::Borrowed(name);
        Self { name, parameter, form, values, beside: Beside::Any, check: None, invalid: None }
    }

    /// The parameter's name on the wire, where it differs from the name used in reports.
    #[must_use]
    pub fn sent_as(mut self, parameter: impl Into<Cow<'static, str>>) -> Self {
        self.parameter = parameter.into();
        self
    }

    /// A filter on the day of a row. `margin` is by how many days the server's time zone may shift
    /// that day.
    pub fn days(
        name: &'static str,
        value: impl fmt::Display,
        range: DateRange,
        days: Days<T>,
        margin: i32,
    ) -> Self
    where
        T: 'static,
    {
        let check = move |row: &T| days::judge(name, range, days(row), margin);
        Self::one(name, value).refused(days::invalid_years(name, range)).checked(check)
    }

    /// Checks rows: whether a row matches, or `None` where the row does not show it.
    ///
    /// ```
    /// use civic_core::list::query::{Filter, Query};
    /// use civic_core::list::source::RowFilter;
    ///
    /// struct Notice {
    ///     author: Option<u64>,
    /// }
    ///
    /// let mut query = Query::new();
    /// query.set(Filter::one("author", 7).shown(|notice: &Notice| notice.author.map(|it| it == 7)));
    /// assert_eq!(query.judge(&Notice { author: Some(7) }), RowFilter::Keep);
    /// assert_eq!(query.judge(&Notice { author: Some(8) }), RowFilter::Ignored("author"));
    /// ```
    #[must_use]
    pub fn shown(self, passes: impl Fn(&T) -> Option<bool> + Send + Sync + 'static) -> Self {
        let name = self.name;
        self.checked(move |row| match passes(row) {
            Some(false) => RowFilter::Ignored(name),
            _ => RowFilter::Keep,
        })
    }

    /// Checks rows by this function.
    #[must_use]
    pub fn checked(mut self, check: impl Fn(&T) -> RowFilter + Send + Sync + 'static) -> Self {
        self.check = Some(Arc::new(check));
        self
    }

    /// Marks a filter together with which the server cannot take those marked as
    /// [omittable](Self::omittable).
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.beside = Beside::Alone;
        self
    }

    /// Marks a filter that is not sent together with one that must stand [alone](Self::alone), and
    /// is then only checked on the rows.
    #[must_use]
    pub fn omittable(mut self) -> Self {
        self.beside = Beside::Omittable;
        self
    }

    /// Makes the query fail with this error, if there is one, before anything is sent. The first error
    /// counts.
    #[must_use]
    pub fn refused(mut self, error: Option<Error>) -> Self {
        self.invalid = self.invalid.or(error);
        self
    }

    pub(super) fn parameter(&self) -> &str {
        &self.parameter
    }

    pub(super) fn names_nothing(&self) -> bool {
        self.form == Form::Several && self.values.is_empty()
    }

    pub(super) fn stands_alone(&self) -> bool {
        self.beside == Beside::Alone
    }

    /// Whether it is sent; `alone` says whether there is one that must stand alone.
    pub(super) fn is_sent_beside(&self, alone: bool) -> bool {
        !(alone && self.beside == Beside::Omittable)
    }

    /// Names and values.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
        let name = match self.form {
            Form::Several => Cow::Owned(format!("{}[]", self.parameter)),
            Form::Plain | Form::Raw => Cow::Borrowed(&*self.parameter),
        };
        self.values.iter().map(move |value| (name.clone(), value.as_str()))
    }

    /// Servers take a blank value for no filter at all, and list everything.
    pub(super) fn invalid(&self) -> Option<Error> {
        if self.invalid.is_some() {
            return self.invalid.clone();
        }
        let name = self.name;
        let problem = if self.parameter.trim().is_empty() {
            "a query parameter needs a name".to_owned()
        } else if self.form == Form::Raw {
            return None;
        } else if self.values.iter().any(|value| value.trim().is_empty()) {
            format!("{name} is blank, and servers would ignore it")
        } else if self.names_nothing() {
            format!("{name} names no value, and servers would ignore it")
        } else {
            return None;
        };
        Some(Error::invalid_input(problem))
    }

    /// Whether it checks rows.
    pub(super) fn is_checked(&self) -> bool {
        self.check.is_some()
    }

    /// Checks a row. `sent`: whether the filter was sent to the server.
    pub(super) fn judge(&self, row: &T, sent: bool) -> RowFilter {
        match self.check.as_ref().map_or(RowFilter::Keep, |check| check(row)) {
            RowFilter::Ignored(_) if !sent => RowFilter::Narrowed,
            judged => judged,
        }
    }
}

impl<T> Clone for Filter<T> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            parameter: self.parameter.clone(),
            form: self.form,
            values: self.values.clone(),
            beside: self.beside,
            check: self.check.clone(),
            invalid: self.invalid.clone(),
        }
    }
}

impl<T> fmt::Debug for Filter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.parameter, self.values)
    }
}
