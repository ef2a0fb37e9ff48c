//! A predicate with its values, as servers take it: `filter[title_i_cont]`.

use std::fmt;

use civic_core::list::query::Filter;

/// A predicate with its values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(super) predicate: Predicate,
    pub(super) values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Predicate {
    Eq,
    NotEq,
    In,
    NotIn,
    Start,
    Matches,
    Lt,
    Gt,
    Present,
    Blank,
    Contains,
}

impl Predicate {
    /// As parameters name it.
    fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::NotEq => "not_eq",
            Self::In => "in",
            Self::NotIn => "not_in",
            Self::Start => "start",
            Self::Matches => "matches",
            Self::Lt => "lt",
            Self::Gt => "gt",
            Self::Present => "present",
            Self::Blank => "blank",
            Self::Contains => "cont",
        }
    }
}

impl Condition {
    pub(super) fn one(predicate: Predicate, value: impl fmt::Display) -> Self {
        Self { predicate, values: vec![value.to_string()] }
    }

    pub(super) fn several<T: fmt::Display>(
        predicate: Predicate,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        Self { predicate, values: values.into_iter().map(|value| value.to_string()).collect() }
    }

    /// Its value, the first where it has several.
    fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// A part of a text.
    pub(crate) fn contains(text: impl fmt::Display) -> Self {
        Self::one(Predicate::Contains, text)
    }

    /// The condition on this field, which rows do not show.
    pub(crate) fn on<T>(&self, field: &'static str) -> Filter<T> {
        let predicate = self.predicate.as_str();
        let filter = match (self.predicate, self.values.as_slice()) {
            (Predicate::In | Predicate::NotIn, values) => Filter::several(field, values),
            _ => Filter::one(field, self.value()),
        };
        filter.sent_as(format!("filter[{field}_{predicate}]"))
    }

    /// The condition on this field, which rows show as `shown`.
    pub(crate) fn on_shown<T>(
        self,
        field: &'static str,
        shown: impl Fn(&T) -> Option<String> + Send + Sync + 'static,
    ) -> Filter<T> {
        let filter = self.on(field);
        if self.holds_for("").is_none() {
            return filter;
        }
        filter.shown(move |row| shown(row).and_then(|shown| self.holds_for(&shown)))
    }

    /// Whether it asks for this text and no other.
    pub(crate) fn is_exactly(&self, text: &str) -> bool {
        self.predicate == Predicate::Eq && self.value() == text
    }

    /// Whether a row without the field fulfils it.
    pub(crate) fn holds_for_nothing(&self) -> bool {
        let is_yes = self.value() == "true";
        match self.predicate {
            Predicate::Blank => is_yes,
            Predicate::Present => !is_yes,
            _ => false,
        }
    }

    /// Whether a row with this weight fulfils it; `None` where only the server knows.
    pub(crate) fn holds_for_weight(&self, weight: Option<i64>) -> Option<bool> {
        let shown = weight.map(|weight| weight.to_string());
        match self.predicate {
            Predicate::Blank | Predicate::Present => Some(!self.holds_for_nothing()),
            // As texts, as servers do.
            Predicate::Lt => shown.map(|shown| shown.as_str() < self.value()),
            Predicate::Gt => shown.map(|shown| shown.as_str() > self.value()),
            _ => shown.and_then(|shown| self.holds_for(&shown)),
        }
    }

    /// Whether a field that a row shows fulfils it; `None` where only the server knows.
    pub(crate) fn holds_for(&self, shown: &str) -> Option<bool> {
        let is_one = || self.values.iter().any(|value| value == shown);
        match self.predicate {
            Predicate::Eq | Predicate::In => Some(is_one()),
            Predicate::NotEq | Predicate::NotIn => Some(!is_one()),
            Predicate::Start => {
                Some(shown.to_lowercase().starts_with(&self.value().to_lowercase()))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_vote_is_found_by_blank_alone() {
        let blank = |value| Condition::one(Predicate::Blank, value);
        let present = |value| Condition::one(Predicate::Present, value);
        assert!(blank(true).holds_for_nothing() && !blank(false).holds_for_nothing());
        assert!(present(false).holds_for_nothing() && !present(true).holds_for_nothing());
        // A database finds nothing unequal to null.
        for predicate in [Predicate::Eq, Predicate::NotEq, Predicate::Lt, Predicate::Gt] {
            assert!(!Condition::one(predicate, 1).holds_for_nothing(), "{predicate:?}");
        }
    }

    #[test]
    fn a_row_with_a_vote_is_judged_by_the_weight_that_it_shows() {
        let of = |predicate, weight| Condition::one(predicate, 2).holds_for_weight(weight);
        for (predicate, one, two, three) in [
            (Predicate::Eq, false, true, false),
            (Predicate::NotEq, true, false, true),
            (Predicate::Lt, true, false, false),
            (Predicate::Gt, false, false, true),
        ] {
            let held = [1, 2, 3].map(|weight| of(predicate, Some(weight)));
            assert_eq!(held, [one, two, three].map(Some), "{predicate:?}");
            assert_eq!(of(predicate, None), None, "{predicate:?}");
        }
        let blank = |value| Condition::one(Predicate::Blank, value).holds_for_weight(None);
        assert_eq!((blank(true), blank(false)), (Some(false), Some(true)));
    }

    #[test]
    fn exactly_one_text_is_asked_for_by_equality_alone() {
        let asks = |predicate| Condition::one(predicate, "withdrawn").is_exactly("withdrawn");
        assert!(asks(Predicate::Eq) && !asks(Predicate::NotEq) && !asks(Predicate::Start));
        assert!(!Condition::one(Predicate::Eq, "accepted").is_exactly("withdrawn"));
    }
}
