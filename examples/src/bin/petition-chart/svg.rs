//! The chart as SVG: a bar for each day, or for a few where there are many days, and a line for all
//! signatures up to it.

use std::ops::Range;

use civic_examples::program::{Ending, Failure};
use plotters::prelude::{
    ChartBuilder, Color, IntoDrawingArea, IntoFont, LineSeries, RGBColor, Rectangle, SVGBackend,
    WHITE,
};

use crate::days::{Days, Stretch};

const SIZE: (u32, u32) = (960, 480);
/// The most bars: more would be too thin to see.
const MOST_BARS: u32 = 200;
const BARS: RGBColor = RGBColor(0x4c, 0x8b, 0xb5);
const LINE: RGBColor = RGBColor(0xc2, 0x55, 0x2d);
const TEXT: RGBColor = RGBColor(0x33, 0x33, 0x33);
const GRID: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

pub(crate) fn draw(name: &str, days: &Days, ending: Ending) -> Result<String, Failure> {
    let mut svg = String::new();
    // Signatures of no day are in no chart.
    let ending = if days.undated() > 0 { Ending::Incomplete } else { ending };
    let width = days.span().div_ceil(MOST_BARS).max(1);
    let per = if width == 1 { "a day".to_owned() } else { format!("per {width} days") };
    draw_into(&mut svg, name, &per, &days.stretches(width), ending)
        .map_err(|why| Failure::because(format!("the chart cannot be drawn: {why}")))?;
    Ok(svg)
}

fn draw_into(
    svg: &mut String,
    name: &str,
    per: &str,
    days: &[Stretch],
    ending: Ending,
) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    // A chart leaves its report behind: what may be missing must stand in the picture itself.
    let doubt = match ending {
        Ending::Complete => "",
        Ending::Incomplete => " (some signatures may be missing)",
    };
    let caption = format!("{}{doubt}", civic_examples::program::short(name, 70));
    let label = |size: u32| ("sans-serif", size).into_font().color(&TEXT);
    let width = i32::try_from(days.len())?;
    let (per_bar, in_all) = (
        axis(days.iter().map(|day| day.signatures).max()),
        axis(days.last().map(|day| day.in_all)),
    );
    let mut chart = ChartBuilder::on(&area)
        .caption(caption, label(22))
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .right_y_label_area_size(72)
        .build_cartesian_2d(0..width.max(1), per_bar)?
        .set_secondary_coord(0..width.max(1), in_all);
    let day_at = |place: &i32| {
        let day = usize::try_from(*place).ok().and_then(|place| days.get(place));
        day.map_or_else(String::new, |day| day.from.to_string())
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .bold_line_style(GRID)
        .light_line_style(WHITE)
        .x_labels(8)
        .x_label_formatter(&day_at)
        .label_style(label(14))
        .y_desc(format!("signatures {per}"))
        .axis_desc_style(label(15).color(&BARS))
        .draw()?;
    chart
        .configure_secondary_axes()
        .label_style(label(14))
        .y_desc("in all")
        .axis_desc_style(label(15).color(&LINE))
        .draw()?;
    let places = || 0..width;
    chart.draw_series(places().zip(days).map(|(place, day)| {
        let mut bar = Rectangle::new([(place, 0), (place + 1, day.signatures)], BARS.filled());
        bar.set_margin(0, 0, 1, 1);
        bar
    }))?;
    let line = places().zip(days).map(|(place, day)| (place + 1, day.in_all));
    let line = std::iter::once((0, 0)).chain(line);
    chart.draw_secondary_series(LineSeries::new(line, LINE.stroke_width(2)))?;
    area.present()?;
    Ok(())
}

/// From nothing to a little more than the most.
fn axis(most: Option<u32>) -> Range<u32> {
    let most = most.unwrap_or(0).max(1);
    0..most.saturating_add(most.div_ceil(10))
}
