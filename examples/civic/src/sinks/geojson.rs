//! GeoJSON after RFC 7946: a collection with a feature for each record.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::{Sink, SinkError, record};
use crate::table::{Cell, Table};

/// Writes a feature for each record. Its geometry is the record's place, or null where it has none; its
/// properties are all columns but those of the place.
#[derive(Debug)]
pub struct GeoJson<W> {
    table: Table,
    /// The columns of latitude and longitude.
    place: (usize, usize),
    out: W,
    is_empty: bool,
}

impl<W: Write> GeoJson<W> {
    /// Begins a collection. None for a table without a place.
    ///
    /// # Errors
    /// What the output refuses.
    pub fn new(table: Table, mut out: W) -> Result<Option<Self>, SinkError> {
        let Some(place) = table.place() else { return Ok(None) };
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Some(Self { table, place, out, is_empty: true }))
    }
}

impl<W: Write> Sink for GeoJson<W> {
    fn write(&mut self, row: &str) -> Result<(), SinkError> {
        let cells = self.table.cells(record(row)?);
        let (latitude, longitude) = self.place;
        let degrees = |column: usize| match cells.get(column) {
            Some(Cell::Number(degrees)) => Some(*degrees),
            _ => None,
        };
        let geometry = degrees(longitude)
            .zip(degrees(latitude))
            .map_or(Value::Null, |(x, y)| json!({"type": "Point", "coordinates": [x, y]}));
        let mut properties = Map::new();
        for (index, (cell, column)) in cells.iter().zip(&self.table.columns).enumerate() {
            if index != latitude && index != longitude {
                properties.insert(column.name.clone(), cell.to_json(&column.kind));
            }
        }
        let feature = json!({"type": "Feature", "geometry": geometry, "properties": properties});
        self.out.write_all(if self.is_empty { b"\n" } else { b",\n" })?;
        self.is_empty = false;
        Ok(serde_json::to_writer(&mut self.out, &feature).map_err(std::io::Error::from)?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out.flush()?)
    }
}
