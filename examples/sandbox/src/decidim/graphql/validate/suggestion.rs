//! The nearest of the known names, found as Ruby's own spell checker finds them (`did_you_mean`).

/// ` (Did you mean ..)`, or nothing.
pub(super) fn of<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let mut near: Vec<String> = nearest(name, known).iter().map(|it| format!("`{it}`")).collect();
    let Some(last) = near.pop() else { return String::new() };
    if near.is_empty() {
        format!(" (Did you mean {last}?)")
    } else {
        format!(" (Did you mean {} or {last}?)", near.join(", "))
    }
}

fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let given = letters(&name.to_lowercase());
    let least = if given.len() > 3 { 0.834 } else { 0.77 };
    let mut words: Vec<(f64, &str)> = known
        .filter(|word| *word != name)
        .filter(|word| likeness(&letters(&word.to_lowercase()), &given) >= least)
        .map(|word| (likeness(&letters(word), &given), word))
        .collect();
    words.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    let apart = |word: &str| distance(&letters(&word.to_lowercase()), &given);
    let most = given.len().div_ceil(4);
    let mistyped: Vec<&str> =
        words.iter().map(|(_, word)| *word).filter(|word| apart(word) <= most).collect();
    if !mistyped.is_empty() {
        return mistyped;
    }
    let misspelled =
        words.iter().map(|(_, word)| *word).find(|word| apart(word) < given.len().min(word.len()));
    misspelled.into_iter().collect()
}

fn letters(word: &str) -> Vec<char> {
    word.chars().collect()
}

/// Jaro and Winkler's measure: 1 for equal words, more for a common beginning.
fn likeness(left: &[char], right: &[char]) -> f64 {
    let jaro = jaro(left, right);
    if jaro <= 0.7 {
        return jaro;
    }
    let common = left.iter().zip(right).take(4).take_while(|(left, right)| left == right).count();
    let bonus = if common == 0 { 0.0 } else { 0.1 * small(common) };
    jaro + bonus * (1.0 - jaro)
}

/// A count of letters as a number with a fraction.
fn small(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

fn jaro(left: &[char], right: &[char]) -> f64 {
    let (short, long) = if left.len() > right.len() { (right, left) } else { (left, right) };
    let range = (long.len() / 2).saturating_sub(1);
    let mut in_long = vec![false; long.len()];
    let mut in_short = vec![false; short.len()];
    for ((at, letter), found) in short.iter().enumerate().zip(&mut in_short) {
        let window = at.saturating_sub(range)..=at + range;
        let mut candidates =
            long.iter().zip(&mut in_long).enumerate().filter(|(at, _)| window.contains(at));
        let same = candidates.find(|(_, (other, taken))| !**taken && *other == letter);
        if let Some((_, (_, taken))) = same {
            *taken = true;
            *found = true;
        }
    }
    let met = |word: &[char], flags: &[bool]| -> Vec<char> {
        word.iter().zip(flags).filter(|(_, flag)| **flag).map(|(letter, _)| *letter).collect()
    };
    let (from_short, from_long) = (met(short, &in_short), met(long, &in_long));
    let same = from_short.len();
    if same == 0 {
        return 0.0;
    }
    let moved = from_short.iter().zip(&from_long).filter(|(left, right)| left != right).count() / 2;
    let (same, moved) = (small(same), small(moved));
    (same / small(short.len()) + same / small(long.len()) + (same - moved) / same) / 3.0
}

/// How many letters must be put in, left out or replaced.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.iter().enumerate() {
        let mut next = vec![at + 1];
        for ((other, above), before) in right.iter().zip(row.iter().skip(1)).zip(row.iter()) {
            let replaced = before + usize::from(other != letter);
            let put_in = next.last().map_or(replaced, |last| last + 1);
            next.push(replaced.min(above + 1).min(put_in));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, letters, of};

    #[test]
    fn the_nearest_names_are_offered_and_far_ones_are_not() {
        assert_eq!(distance(&letters("kitten"), &letters("sitting")), 3);
        let known = ["titel", "title", "body"];
        // As Ruby 3.1 answers.
        assert_eq!(of("titles", known.into_iter()), " (Did you mean `title` or `titel`?)");
        assert_eq!(of("endorsements", known.into_iter()), "");
    }
}
