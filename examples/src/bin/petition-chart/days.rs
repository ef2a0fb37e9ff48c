//! Signatures by day.

use std::collections::BTreeMap;

use petitions_client::jiff::ToSpan;
use petitions_client::jiff::civil::Date;

/// How many signatures each day had.
#[derive(Debug, Default)]
pub(crate) struct Days {
    counts: BTreeMap<Date, u32>,
    undated: u32,
}

/// Some days in a row, those without a signature included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Date,
    pub(crate) signatures: u32,
    /// All signatures from the first day to the end of this stretch.
    pub(crate) total: u32,
}

impl Days {
    pub(crate) fn count(&mut self, day: Option<Date>) {
        match day {
            Some(day) => *self.counts.entry(day).or_default() += 1,
            None => self.undated += 1,
        }
    }

    pub(crate) fn undated(&self) -> u32 {
        self.undated
    }

    /// The day of the last signature.
    pub(crate) fn last(&self) -> Option<Date> {
        self.counts.keys().next_back().copied()
    }

    /// What there is to say where no day can be drawn.
    pub(crate) fn nothing(&self) -> &'static str {
        if self.undated == 0 {
            "no signatures yet"
        } else {
            "no signature has a day that can be read"
        }
    }

    /// How many days there are from the first signature to the last.
    pub(crate) fn span(&self) -> u32 {
        let ends = self.counts.keys().next().zip(self.counts.keys().next_back());
        let days = ends.and_then(|(first, last)| first.until(*last).ok()).map(|it| it.get_days());
        days.and_then(|days| u32::try_from(days).ok()).map_or(0, |days| days + 1)
    }

    /// Stretches of so many days, from the first signature to the last.
    pub(crate) fn stretches(&self, width: u32) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut total = 0;
        let mut next = self.counts.keys().next().copied();
        let last = self.last();
        while let (Some(from), Some(last)) = (next, last) {
            if from > last {
                break;
            }
            // None behind the last day that a calendar has.
            next = from.checked_add(i64::from(width).days()).ok();
            let until = next.unwrap_or(Date::MAX);
            let signatures = self.counts.range(from..until).map(|(_, count)| count).sum();
            total += signatures;
            stretches.push(Stretch { from, signatures, total });
        }
        stretches
    }
}

#[cfg(test)]
mod tests {
    use petitions_client::jiff::civil::date;

    use super::*;

    #[test]
    fn days_without_a_signature_count_too() {
        let mut days = Days::default();
        for day in [date(2026, 3, 4), date(2026, 3, 1), date(2026, 3, 4)] {
            days.count(Some(day));
        }
        days.count(None);
        assert_eq!((days.span(), days.undated()), (4, 1));
        let by_day: Vec<_> = days.stretches(1).iter().map(|it| (it.signatures, it.total)).collect();
        assert_eq!(by_day, [(1, 1), (0, 1), (0, 1), (2, 3)]);
        let by_three = days.stretches(3);
        assert_eq!(by_three[1], Stretch { from: date(2026, 3, 4), signatures: 2, total: 3 });
        assert_eq!(by_three.len(), 2);
    }

    #[test]
    fn no_signature_is_no_stretch() {
        let mut days = Days::default();
        assert_eq!((days.span(), days.stretches(7), days.last()), (0, Vec::new(), None));
        assert_eq!(days.nothing(), "no signatures yet");
        days.count(None);
        assert_eq!(days.nothing(), "no signature has a day that can be read");
    }
}
