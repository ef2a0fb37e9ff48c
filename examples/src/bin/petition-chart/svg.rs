//! The chart as SVG: a bar for each day, or for a few where there are many days, and a line for all
//! signatures up to it.

use std::error::Error;
use std::ops::Range;

use civic_examples::program::{Ending, Failure, short};
use plotters::coord::Shift;
use plotters::prelude::{
    ChartBuilder, Circle, Color, DrawingArea, IntoDrawingArea, IntoFont, LabelAreaPosition,
    LineSeries, PathElement, RGBColor, Rectangle, SVGBackend, Text, TextStyle, WHITE,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::days::{Days, Stretch};
use crate::number::grouped;

const SIZE: (u32, u32) = (960, 480);
/// The most bars: more would be too thin to see.
const MOST_BARS: u32 = 200;
/// The fewest places for bars: a single day is a bar, not a block.
const FEWEST_PLACES: i32 = 15;
/// The most days that are named below the chart.
const MOST_DATES: i32 = 7;
/// The height of the line below the chart that says where it is from.
const FOOT: i32 = 30;
const BARS: RGBColor = RGBColor(0x4c, 0x8b, 0xb5);
const LINE: RGBColor = RGBColor(0xc2, 0x55, 0x2d);
const TEXT: RGBColor = RGBColor(0x33, 0x33, 0x33);
const GRID: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

/// What stands around a chart.
pub(crate) struct Caption {
    /// The petition's name.
    pub(crate) title: String,
    /// Where the chart is from, and of when.
    pub(crate) source: String,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(crate) fn draw(caption: &Caption, days: &Days, ending: Ending) -> Result<String, Failure> {
    let mut svg = String::new();
    // Signatures of no day are in no chart.
    let ending = if days.undated() > 0 { Ending::Incomplete } else { ending };
    // A chart leaves its report behind: what may be missing must stand in the picture itself.
    let doubt = match ending {
        Ending::Complete => "",
        Ending::Incomplete => " (some signatures may be missing)",
    };
    let title = format!("{}{doubt}", short(&caption.title, 70));
    draw_into(&mut svg, &title, &short(&caption.source, 120), days)
        .map_err(|why| Failure::because(format!("the chart cannot be drawn: {why}")))?;
    Ok(accessible(&svg, &title))
}

/// The same picture for those who do not see it: an image with a title.
fn accessible(svg: &str, title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let svg = svg.replacen("<svg ", "<svg role=\"img\" aria-labelledby=\"title\" ", 1);
    svg.replacen(">\n", &format!(">\n<title id=\"title\">Signatures: {title}</title>\n"), 1)
}

fn draw_into(
    svg: &mut String,
    title: &str,
    source: &str,
    days: &Days,
) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let (width, height) = (i32::try_from(SIZE.0)?, i32::try_from(SIZE.1)?);
    area.draw(&Text::new(title, (width / 2, 16), at(22, HPos::Center)))?;
    area.draw(&Text::new(source, (width / 2, height - 24), at(13, HPos::Center)))?;
    if days.span() == 0 {
        area.draw(&Text::new(days.nothing(), (width / 2, height / 2), at(18, HPos::Center)))?;
    } else {
        draw_bars(&area, days)?;
    }
    area.present()?;
    Ok(())
}

fn draw_bars(area: &Area<'_>, days: &Days) -> Result<(), Box<dyn Error>> {
    let length = days.span().div_ceil(MOST_BARS).max(1);
    let per = if length == 1 { "per day".to_owned() } else { format!("per {length} days") };
    let stretches = days.stretches(length);
    let bars = i32::try_from(stretches.len())?;
    let places = bars.max(FEWEST_PLACES);
    // Few bars stand in the middle.
    let first = (places - bars) / 2;
    let most = stretches.iter().map(|stretch| stretch.signatures).max();
    let total = stretches.last().map(|stretch| stretch.total);
    let mut chart = ChartBuilder::on(area)
        .margin_top(48)
        .margin_bottom(FOOT)
        .margin_left(14)
        .margin_right(14)
        .x_label_area_size(34)
        .y_label_area_size(80)
        .right_y_label_area_size(96)
        .build_cartesian_2d(0..places, axis(most))?
        .set_secondary_coord(0..places, axis(total));
    let numbers = |number: &u32| grouped(*number);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .bold_line_style(GRID)
        .light_line_style(WHITE)
        // The days are named below, each in the middle of its bar.
        .x_labels(2)
        .x_label_formatter(&|_| String::new())
        .set_tick_mark_size(LabelAreaPosition::Bottom, 0)
        .y_label_formatter(&numbers)
        .label_style(label(14))
        .y_desc(format!("signatures {per}"))
        .axis_desc_style(label(15).color(&BARS))
        .draw()?;
    chart
        .configure_secondary_axes()
        .y_label_formatter(&numbers)
        .label_style(label(14))
        .y_desc("total so far")
        .axis_desc_style(label(15).color(&LINE))
        .draw()?;
    let bars = || (first..).zip(&stretches);
    // Between many bars, gaps of a pixel would be a pattern of their own.
    let gap = u32::from(places < 100);
    chart.draw_series(bars().map(|(place, stretch)| {
        let mut bar = Rectangle::new([(place, 0), (place + 1, stretch.signatures)], BARS.filled());
        bar.set_margin(0, 0, gap, gap);
        bar
    }))?;
    let line = bars().map(|(place, stretch)| (place + 1, stretch.total));
    let line: Vec<_> = std::iter::once((first, 0)).chain(line).collect();
    let end = line.last().copied();
    chart.draw_secondary_series(LineSeries::new(line, LINE.stroke_width(2)))?;
    chart.draw_secondary_series(end.map(|end| Circle::new(end, 4, LINE.filled())))?;
    for (place, day) in dates(&stretches, days) {
        let (left, bottom) = chart.backend_coord(&(first + place, 0));
        let (right, _) = chart.backend_coord(&(first + place + 1, 0));
        let middle = i32::midpoint(left, right);
        area.draw(&PathElement::new([(middle, bottom), (middle, bottom + 5)], TEXT))?;
        area.draw(&Text::new(day, (middle, bottom + 9), at(14, HPos::Center)))?;
    }
    Ok(())
}

/// The days that are named, and the places of their bars: the first, the last, and some between.
fn dates(stretches: &[Stretch], days: &Days) -> Vec<(i32, String)> {
    let bars = i32::try_from(stretches.len()).unwrap_or(i32::MAX);
    let steps = (MOST_DATES - 1).min(bars - 1).max(1);
    let places = (0..steps).map(|step| (bars - 1) * step / steps);
    let from = places.filter_map(|place| {
        let stretch = stretches.get(usize::try_from(place).ok()?)?;
        Some((place, stretch.from.to_string()))
    });
    let last = days.last().filter(|_| bars > 1).map(|last| (bars - 1, last.to_string()));
    from.chain(last).collect()
}

fn label(size: u32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&TEXT)
}

fn at(size: u32, place: HPos) -> TextStyle<'static> {
    label(size).pos(Pos::new(place, VPos::Top))
}

/// From nothing to a little more than the most.
fn axis(most: Option<u32>) -> Range<u32> {
    let most = most.unwrap_or(0).max(1);
    0..most.saturating_add(most.div_ceil(10))
}

#[cfg(test)]
mod tests {
    use petitions_client::jiff::ToSpan;
    use petitions_client::jiff::civil::{Date, date};

    use super::*;

    /// So many days from a day in March on, each with this many signatures.
    fn chart(days: u32, signatures: impl Fn(u32) -> u32) -> String {
        let first = date(2026, 3, 1);
        let mut counted = Days::default();
        for day in 0..days {
            let date: Date = first.checked_add(i64::from(day).days()).unwrap();
            (0..signatures(day)).for_each(|_| counted.count(Some(date)));
        }
        let caption = Caption {
            title: "Trees & <b>shade</b>".to_owned(),
            source: "http://a.example.org, petition 7, read on 2026-11-29".to_owned(),
        };
        let svg = draw(&caption, &counted, Ending::Complete).unwrap();
        // For those who look at the pictures.
        if let Some(folder) = std::env::var_os("CHARTS") {
            let path = std::path::Path::new(&folder).join(format!("{days}.svg"));
            std::fs::write(path, &svg).unwrap();
        }
        svg
    }

    fn bars(svg: &str) -> Vec<u32> {
        let bars = svg.lines().filter(|line| line.contains("<rect") && line.contains("#4C8BB5"));
        bars.map(|bar| {
            let width = bar.split_once(" width=\"").unwrap().1;
            width.split_once('"').unwrap().0.parse().unwrap()
        })
        .collect()
    }

    #[test]
    fn a_petition_without_signatures_says_so_and_has_no_axes() {
        let svg = chart(0, |_| 0);
        assert!(svg.contains("no signatures yet"), "{svg}");
        assert!(!svg.contains("polyline") && !svg.contains("total so far"), "{svg}");
    }

    #[test]
    fn one_day_is_a_bar_and_not_a_block() {
        let widths = bars(&chart(1, |_| 1_234));
        assert!(matches!(widths[..], [width] if width < 80), "{widths:?}");
    }

    #[test]
    fn a_picture_says_what_it_is_and_where_from() {
        let svg = chart(31, |day| 1 + day * 7 % 40);
        assert!(svg.starts_with("<svg role=\"img\" aria-labelledby=\"title\" "), "{svg}");
        let title = "<title id=\"title\">Signatures: Trees &amp; &lt;b&gt;shade&lt;/b&gt;</title>";
        assert!(svg.contains(title), "{svg}");
        assert!(svg.contains("http://a.example.org, petition 7, read on 2026-11-29"), "{svg}");
        assert!(svg.contains("signatures per day") && svg.contains("total so far"), "{svg}");
        assert_eq!(bars(&svg).len(), 31);
    }

    #[test]
    fn the_first_and_the_last_day_are_named_however_many_there_are() {
        for (days, last) in [(2, "2026-03-02"), (31, "2026-03-31"), (730, "2028-02-28")] {
            let svg = chart(days, |day| 1_000 + day * 13 % 977);
            assert!(svg.contains("2026-03-01") && svg.contains(last), "{days}: {svg}");
            let dates = svg.lines().filter(|line| line.starts_with("202")).count();
            assert!((2..=7).contains(&dates), "{days}: {dates}");
        }
    }

    #[test]
    fn thousands_are_separated_on_both_axes() {
        let svg = chart(730, |day| 1_000 + day * 13 % 977);
        assert!(svg.contains("per 4 days") && svg.contains("1\u{a0}000\u{a0}000"), "{svg}");
    }
}
