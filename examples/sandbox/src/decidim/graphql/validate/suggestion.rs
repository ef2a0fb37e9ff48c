//! The nearest of the known names.

/// A known name that differs in at most a quarter of its letters, the nearest first.
pub(super) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = name.len().div_ceil(4);
    known
        .map(|other| (distance(name, other), other))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, other)| other)
}

/// How many letters must be put in, left out or replaced.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((other, above), before) in right.iter().zip(row.iter().skip(1)).zip(row.iter()) {
            let replaced = before + usize::from(*other != letter);
            let put_in = next.last().map_or(replaced, |last| last + 1);
            next.push(replaced.min(above + 1).min(put_in));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(distance("kitten", "sitting"), 3);
        let known = ["titel", "title", "body"];
        assert_eq!(nearest("titles", known.into_iter()), Some("title"));
        assert_eq!(nearest("endorsements", known.into_iter()), None);
    }
}
