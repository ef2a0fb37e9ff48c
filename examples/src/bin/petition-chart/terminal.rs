//! The chart in a terminal: a line for each day, week or longer, and a bar on it.

use std::io::{self, Write};

use crate::days::Days;

/// The most lines of a chart.
const LINES: u32 = 32;

/// The length of the longest bar.
const WIDTH: u32 = 40;

/// A bar grows by eighths of a character.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

pub(crate) fn draw(out: &mut impl Write, days: &Days) -> io::Result<()> {
    let span = days.span();
    if span == 0 {
        return writeln!(out, "no signatures yet");
    }
    let (width, unit) = [(1, "day"), (7, "week"), (28, "four weeks"), (91, "quarter")]
        .into_iter()
        .find(|(width, _)| span.div_ceil(*width) <= LINES)
        .map_or_else(
            || (span.div_ceil(LINES), format!("{} days", span.div_ceil(LINES))),
            |(width, unit)| (width, unit.to_owned()),
        );
    let stretches = days.stretches(width);
    let most = stretches.iter().map(|stretch| stretch.signatures).max().unwrap_or(0);
    writeln!(
        out,
        "{:<12}{:<40} {:>7} {:>8}",
        "from",
        format!("signatures per {unit}"),
        "",
        "in all"
    )?;
    for stretch in stretches {
        let bar = bar(stretch.signatures, most);
        writeln!(
            out,
            "{:<12}{bar:<40} {:>7} {:>8}",
            stretch.from.to_string(),
            stretch.signatures,
            stretch.in_all
        )?;
    }
    Ok(())
}

fn bar(count: u32, most: u32) -> String {
    let eighths = u64::from(count) * u64::from(WIDTH) * 8 / u64::from(most.max(1));
    let full = usize::try_from(eighths / 8).unwrap_or(0);
    let rest = usize::try_from(eighths % 8).unwrap_or(0);
    // Something is never drawn as nothing.
    let tip =
        EIGHTHS.get(if eighths == 0 && count > 0 { 1 } else { rest }).filter(|it| **it != ' ');
    "█".repeat(full).chars().chain(tip.copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_never_vanish() {
        assert_eq!(bar(10, 10).chars().count(), 40);
        assert_eq!(bar(5, 10), "█".repeat(20));
        assert_eq!(bar(1, 64), "▋");
        assert_eq!((bar(1, 100_000).as_str(), bar(0, 10).as_str()), ("▏", ""));
    }

    #[test]
    fn a_long_time_is_drawn_in_longer_steps() {
        let mut days = Days::default();
        days.count("2025-01-01".parse().ok());
        days.count("2025-06-01".parse().ok());
        let mut out = Vec::new();
        draw(&mut out, &days).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("per week"), "{text}");
        assert_eq!(text.lines().count(), 1 + 22, "{text}");
    }

    #[test]
    fn a_day_that_cannot_be_true_does_not_make_the_chart_endless() {
        let mut days = Days::default();
        days.count("0001-01-01".parse().ok());
        days.count("2026-01-01".parse().ok());
        let mut out = Vec::new();
        draw(&mut out, &days).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("signatures per 23114 days"), "{text}");
        assert_eq!(text.lines().count(), 1 + 32, "{text}");
        assert!(text.trim_end().ends_with("1        2"), "{text}");
    }
}
