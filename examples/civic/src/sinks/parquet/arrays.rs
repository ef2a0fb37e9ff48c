//! Cells as Arrow's arrays.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, ListArray, MapArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType};
use civic_core::jiff::civil::Date;

use crate::table::Cell;

/// The array of these cells. A cell of another type than the column's is an error, not an empty place.
pub(super) fn array(kind: &DataType, cells: &[&Cell]) -> Result<ArrayRef, ArrowError> {
    macro_rules! filled {
        ($builder:expr, $cell:pat => $value:expr) => {{
            let mut builder = $builder;
            for cell in cells {
                match cell {
                    Cell::Null => builder.append_null(),
                    $cell => builder.append_value($value),
                    other => return Err(misfit(kind, other)),
                }
            }
            Arc::new(builder.finish())
        }};
    }
    Ok(match kind {
        DataType::Utf8 => filled!(StringBuilder::new(), Cell::Text(text) => text),
        DataType::Boolean => filled!(BooleanBuilder::new(), Cell::Boolean(yes) => *yes),
        DataType::Int64 => filled!(Int64Builder::new(), Cell::Integer(number) => *number),
        DataType::Float64 => filled!(Float64Builder::new(), Cell::Number(number) => *number),
        DataType::Date32 => filled!(Date32Builder::new(), Cell::Date(day) => days(*day)?),
        DataType::Timestamp(_, zone) => {
            let builder = TimestampMicrosecondBuilder::new().with_timezone_opt(zone.clone());
            filled!(builder, Cell::Timestamp(moment) => moment.as_microsecond())
        }
        DataType::List(item) => {
            let lists = each(kind, cells, |cell| match cell {
                Cell::List(items) => Some(items.iter().collect::<Vec<_>>()),
                _ => None,
            })?;
            let items: Vec<&Cell> = lists.iter().flatten().flatten().copied().collect();
            let items = array(item.data_type(), &items)?;
            Arc::new(ListArray::try_new(
                Arc::clone(item),
                offsets(&lists),
                items,
                Some(nulls(&lists)),
            )?)
        }
        DataType::Struct(fields) => {
            let records = each(kind, cells, |cell| match cell {
                Cell::Struct(members) => Some(members.as_slice()),
                _ => None,
            })?;
            let mut arrays = Vec::with_capacity(fields.len());
            for (index, field) in fields.iter().enumerate() {
                let member = |record: Option<&[Cell]>| {
                    record.and_then(|members| members.get(index)).cloned().unwrap_or(Cell::Null)
                };
                let members: Vec<Cell> = records.iter().copied().map(member).collect();
                arrays.push(array(field.data_type(), &members.iter().collect::<Vec<_>>())?);
            }
            let nulls = Some(nulls(&records));
            Arc::new(StructArray::try_new_with_length(fields.clone(), arrays, nulls, cells.len())?)
        }
        DataType::Map(entry, is_sorted) => {
            let maps = each(kind, cells, |cell| match cell {
                Cell::Texts(texts) => Some(texts.as_slice()),
                _ => None,
            })?;
            let DataType::Struct(fields) = entry.data_type() else {
                return Err(ArrowError::SchemaError("a map without entries".to_owned()));
            };
            let (mut keys, mut values) = (StringBuilder::new(), StringBuilder::new());
            for (tag, text) in maps.iter().flatten().flat_map(|texts| texts.iter()) {
                keys.append_value(tag);
                values.append_value(text);
            }
            let columns: Vec<ArrayRef> = vec![Arc::new(keys.finish()), Arc::new(values.finish())];
            let entries = StructArray::try_new(fields.clone(), columns, None)?;
            let (offsets, nulls) = (offsets(&maps), Some(nulls(&maps)));
            Arc::new(MapArray::try_new(Arc::clone(entry), offsets, entries, nulls, *is_sorted)?)
        }
        other => return Err(ArrowError::SchemaError(format!("no column has the type {other}"))),
    })
}

/// What is within each cell; None for an empty one.
fn each<'c, T>(
    kind: &DataType,
    cells: &[&'c Cell],
    within: impl Fn(&'c Cell) -> Option<T>,
) -> Result<Vec<Option<T>>, ArrowError> {
    cells
        .iter()
        .map(|cell| match cell {
            Cell::Null => Ok(None),
            cell => within(cell).map(Some).ok_or_else(|| misfit(kind, cell)),
        })
        .collect()
}

fn offsets<T: AsRef<[I]>, I>(lists: &[Option<T>]) -> OffsetBuffer<i32> {
    OffsetBuffer::from_lengths(
        lists.iter().map(|list| list.as_ref().map_or(0, |it| it.as_ref().len())),
    )
}

fn nulls<T>(cells: &[Option<T>]) -> NullBuffer {
    cells.iter().map(Option::is_some).collect::<Vec<bool>>().into()
}

/// Days since 1970.
fn days(day: Date) -> Result<i32, ArrowError> {
    let epoch = Date::constant(1970, 1, 1);
    let span = day.since(epoch).map_err(|error| ArrowError::ComputeError(error.to_string()))?;
    Ok(span.get_days())
}

fn misfit(kind: &DataType, cell: &Cell) -> ArrowError {
    let cell = match cell {
        Cell::Null => "nothing",
        Cell::Text(_) => "a text",
        Cell::Boolean(_) => "true or false",
        Cell::Integer(_) => "a whole number",
        Cell::Number(_) => "a number",
        Cell::Timestamp(_) => "a moment",
        Cell::Date(_) => "a day",
        Cell::Texts(_) => "texts",
        Cell::List(_) => "a list",
        Cell::Struct(_) => "a record",
    };
    ArrowError::SchemaError(format!("{cell} in a column of {kind}"))
}
