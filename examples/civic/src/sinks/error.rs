//! Why a row could not be written.

use std::io;

use parquet::errors::ParquetError;
use rusqlite::ErrorCode;

/// Why a row could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The file or the pipe.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A row that is no JSON record.
    #[error("a row is not a record: {0}")]
    Row(#[from] serde_json::Error),
    /// Parquet, or the values that it would hold.
    #[error("cannot write Parquet: {0}")]
    Parquet(#[source] ParquetError),
    /// A value where the declared table allows none, or none where it wants one.
    #[error("a row does not fit its declared table: {0}")]
    Misfit(#[from] arrow_schema::ArrowError),
    /// The database.
    #[error("{}", refusal(.0))]
    Sqlite(#[from] rusqlite::Error),
    /// The database keeps a copy of the list.
    #[error(
        "it keeps a copy of {0}: `civic sync` brings it up to date; export the list into another file"
    )]
    Copy(String),
    /// A table of the database has a name that the list needs, and is of somebody else.
    #[error("its table {0} was made by another program: rename it, or take another file")]
    Taken(String),
}

impl From<ParquetError> for SinkError {
    fn from(error: ParquetError) -> Self {
        match error {
            // The file or the pipe, and no matter of Parquet.
            ParquetError::External(error) => match error.downcast::<io::Error>() {
                Ok(error) => Self::Io(*error),
                Err(error) => Self::Parquet(ParquetError::External(error)),
            },
            error => Self::Parquet(error),
        }
    }
}

impl From<::csv::Error> for SinkError {
    fn from(error: ::csv::Error) -> Self {
        match error.into_kind() {
            ::csv::ErrorKind::Io(error) => Self::Io(error),
            other => Self::Io(io::Error::other(format!("{other:?}"))),
        }
    }
}

/// What a database refuses, in the words of those who use it.
fn refusal(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program is writing it; try again when that has ended".to_owned()
        }
        _ => error.to_string(),
    }
}
