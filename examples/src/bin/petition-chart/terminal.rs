//! The chart in a terminal: a line for each day, week or longer, and a bar on it.

use std::env;
use std::io::{self, Write};

use terminal_size::{Width, terminal_size_of};

use crate::days::Days;
use crate::number::grouped;

/// The most lines of a chart.
const LINES: u32 = 32;

/// The length of the longest bar, where there is room for it.
const LONGEST: usize = 60;

/// The width of a date and the two spaces behind it.
const DATE: usize = 12;

/// Where no terminal says how wide it is.
const USUAL_WIDTH: usize = 80;

/// A bar grows by eighths of a character.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// How many characters fit on a line: of the terminal that stdout is, else as `COLUMNS` says.
pub(crate) fn width() -> usize {
    let terminal = terminal_size_of(io::stdout()).map(|(Width(columns), _)| usize::from(columns));
    let columns = || env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(columns).filter(|columns| *columns > 0).unwrap_or(USUAL_WIDTH)
}

/// Draws the chart in lines of so many characters. Narrower ones than a date, the numbers and a short
/// bar are not possible.
pub(crate) fn draw(out: &mut impl Write, days: &Days, width: usize) -> io::Result<()> {
    let span = days.span();
    if span == 0 {
        return writeln!(out, "{}", days.nothing());
    }
    let (length, unit) = [(1, "day"), (7, "week"), (28, "four weeks"), (91, "quarter")]
        .into_iter()
        .find(|(length, _)| span.div_ceil(*length) <= LINES)
        .map_or_else(
            || (span.div_ceil(LINES), format!("{} days", span.div_ceil(LINES))),
            |(length, unit)| (length, unit.to_owned()),
        );
    let stretches = days.stretches(length);
    let most = stretches.iter().map(|stretch| stretch.signatures).max().unwrap_or(0);
    let total = stretches.last().map_or(0, |stretch| stretch.total);
    let header = format!("signatures per {unit}");
    let so_far = ["total so far", "total"].into_iter().find(|it| it.len() + 60 <= width);
    let so_far = so_far.unwrap_or("total");
    let numbers = grouped(most).chars().count();
    let totals = grouped(total).chars().count().max(so_far.len());
    let longest = width.saturating_sub(DATE + numbers + totals + 4).clamp(1, LONGEST);
    // The header may reach over the numbers, whose meaning it tells.
    let before_total = longest + 2 + numbers;
    let header: String = header.chars().take(before_total).collect();
    writeln!(out, "{:<DATE$}{header:<before_total$}  {so_far:>totals$}", "from")?;
    for stretch in stretches {
        let bar = bar(stretch.signatures, most, longest);
        let from = stretch.from.to_string();
        let (signatures, total) = (grouped(stretch.signatures), grouped(stretch.total));
        writeln!(out, "{from:<DATE$}{bar:<longest$}  {signatures:>numbers$}  {total:>totals$}")?;
    }
    Ok(())
}

fn bar(count: u32, most: u32, longest: usize) -> String {
    let eighths = u64::from(count) * longest as u64 * 8 / u64::from(most.max(1));
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

    fn drawn(days: &Days, width: usize) -> String {
        let mut out = Vec::new();
        draw(&mut out, days, width).unwrap();
        String::from_utf8(out).unwrap().replace('\u{a0}', " ")
    }

    fn of(days: &[(&str, u32)]) -> Days {
        let mut drawn = Days::default();
        for (day, signatures) in days {
            (0..*signatures).for_each(|_| drawn.count(day.parse().ok()));
        }
        drawn
    }

    #[test]
    fn bars_are_in_proportion_and_never_vanish() {
        assert_eq!(bar(10, 10, 40).chars().count(), 40);
        assert_eq!(bar(5, 10, 40), "█".repeat(20));
        assert_eq!(bar(1, 64, 40), "▋");
        assert_eq!((bar(1, 100_000, 40).as_str(), bar(0, 10, 40).as_str()), ("▏", ""));
    }

    #[test]
    fn without_a_signature_there_is_no_chart() {
        assert_eq!(drawn(&Days::default(), 80), "no signatures yet\n");
    }

    #[test]
    fn no_line_is_longer_than_the_terminal_is_wide() {
        let days = of(&[("2026-03-01", 12_345), ("2026-03-04", 1)]);
        for width in [40, 60, 80, 200] {
            let text = drawn(&days, width);
            let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(longest <= width, "{longest} of {width}:\n{text}");
            assert!(longest == width || width == 200, "{longest} of {width}:\n{text}");
            assert!(text.contains("12 345") && text.ends_with("12 346\n"), "{text}");
        }
        assert!(drawn(&days, 80).contains("total so far"));
    }

    #[test]
    fn a_long_time_is_drawn_in_longer_steps() {
        let text = drawn(&of(&[("2025-01-01", 1), ("2025-06-01", 1)]), 80);
        assert!(text.contains("per week"), "{text}");
        assert_eq!(text.lines().count(), 1 + 22, "{text}");
    }

    #[test]
    fn a_day_that_cannot_be_true_does_not_make_the_chart_endless() {
        let text = drawn(&of(&[("0001-01-01", 1), ("2026-01-01", 1)]), 80);
        assert!(text.contains("signatures per 23114 days"), "{text}");
        assert_eq!(text.lines().count(), 1 + 32, "{text}");
        let last = text.lines().last().unwrap().split_whitespace().collect::<Vec<_>>();
        assert_eq!(last[last.len() - 2..], ["1", "2"], "{text}");
    }
}
