//! Rows out of pieces of a file, and whether the file ends where it should.
//!
//! A connection that breaks off is told by `open_data/table.rs`.

mod beginning;
mod foreign;
mod parser;
mod repeats;

use std::io::Read as _;
use std::sync::Arc;

use bytes::Bytes;
use civic_core::Error;

use self::beginning::{Beginning, Sniffed};
use self::parser::{Parsed, Parser, Record};
use self::repeats::Repeats;
use super::cells::{Cells, Header};
use super::report::{MalformedRow, Progress};

/// How much of a malformed row is kept, in bytes.
const KEPT_TEXT: usize = 64 * 1024;

/// Takes the pieces of a file and gives its rows.
pub(crate) struct Reader {
    stage: Stage,
    progress: Progress,
    finished: bool,
    /// Whether the end of the pieces is known to be the end of the file.
    whole: bool,
    number: u64,
    /// The first bytes of the file, until it is sure that they are a table's.
    start: Bytes,
}

enum Stage {
    Beginning(Beginning),
    Header(Parser),
    Rows(Parser, Arc<Header>, Repeats),
    Ended,
}

/// What a reader can do next.
#[derive(Debug)]
pub(crate) enum Step {
    /// The columns, before any row.
    Header(Arc<Header>),
    Row(Cells),
    /// It needs another piece, or to be told that there is none.
    More,
    End,
}

impl Reader {
    pub(crate) fn new(progress: Progress) -> Self {
        let stage = Stage::Beginning(Beginning::new());
        Self { stage, progress, finished: false, whole: false, number: 0, start: Bytes::new() }
    }

    pub(crate) fn feed(&mut self, piece: Bytes) {
        self.progress.lock().bytes += piece.len() as u64;
        match &mut self.stage {
            Stage::Beginning(beginning) => beginning.feed(&piece),
            Stage::Header(parser) | Stage::Rows(parser, ..) => parser.feed(piece),
            Stage::Ended => {}
        }
    }

    /// No piece follows. `whole`: what came is known to be the whole file.
    pub(crate) fn finish(&mut self, whole: bool) {
        self.finished = true;
        self.whole = whole;
        if let Stage::Header(parser) | Stage::Rows(parser, ..) = &mut self.stage {
            parser.finish();
        }
    }

    pub(crate) fn step(&mut self) -> Result<Step, Error> {
        let step = self.advance();
        if step.is_err() {
            self.stage = Stage::Ended;
        }
        step
    }

    fn advance(&mut self) -> Result<Step, Error> {
        loop {
            match &mut self.stage {
                Stage::Beginning(beginning) => match beginning.sniff(self.finished) {
                    Sniffed::More => return Ok(Step::More),
                    // Not a byte is what no exporter writes: a table without rows is a line's end.
                    Sniffed::Nothing if self.whole && self.progress.lock().bytes == 0 => {
                        return Err(foreign::error("nothing where a table was expected", b""));
                    }
                    // Where the end is not known to be one, it may be the beginning of another.
                    Sniffed::Nothing => return Ok(self.end(!self.whole)),
                    Sniffed::Foreign(kind) => {
                        return Err(foreign::error(kind, &beginning.start()));
                    }
                    Sniffed::Separator(separator) => {
                        self.progress.lock().separator = Some(char::from(separator));
                        self.start = beginning.start();
                        let beginning = std::mem::replace(beginning, Beginning::new());
                        let (text, line) = beginning.into_text();
                        let mut parser = Parser::new(separator, line);
                        parser.feed(text);
                        if self.finished {
                            parser.finish();
                        }
                        self.stage = Stage::Header(parser);
                    }
                },
                Stage::Header(parser) => match parser.next()? {
                    Parsed::More => return Ok(Step::More),
                    Parsed::End => return Ok(self.end(!self.whole)),
                    Parsed::Record(record) if record.is_cut(self.whole) => {
                        return Ok(self.end(true));
                    }
                    Parsed::Record(record) => {
                        let names = record.texts().map_err(|place| {
                            let what = format!(
                                "a header that is not in UTF-8 (column {place}) where a table was \
                                 expected"
                            );
                            foreign::error(&what, &self.start)
                        })?;
                        if let [name] = names.as_slice()
                            && !foreign::may_be_a_column(name.trim())
                        {
                            return Err(foreign::error(TEXT, &self.start));
                        }
                        let header = Arc::new(Header::new(names));
                        self.progress.lock().columns = header.len();
                        if let Stage::Header(parser) =
                            std::mem::replace(&mut self.stage, Stage::Ended)
                        {
                            let repeats = Repeats::of(&header);
                            self.stage = Stage::Rows(parser, Arc::clone(&header), repeats);
                        }
                        return Ok(Step::Header(header));
                    }
                },
                Stage::Rows(parser, header, repeats) => match parser.next()? {
                    Parsed::More => return Ok(Step::More),
                    // The exporter takes a header from a table's rows.
                    Parsed::End if self.number == 0 && header.len() == 1 => {
                        return Err(foreign::error(TEXT, &self.start));
                    }
                    Parsed::End => return Ok(self.end(false)),
                    Parsed::Record(record) => {
                        self.number += 1;
                        let header = Arc::clone(header);
                        let cut = record.is_cut(self.whole)
                            || !record.terminated && record.ends.len() != header.len();
                        match cells(&header, &record, cut) {
                            Ok(_) if repeats.has(&record) => self.progress.lock().repeated += 1,
                            Ok(cells) => {
                                self.progress.lock().rows += 1;
                                return Ok(Step::Row(cells));
                            }
                            Err(problem) => self.progress.malformed(|| MalformedRow {
                                number: self.number,
                                line: record.line,
                                problem,
                                cells: record.first_texts(KEPT_TEXT).collect(),
                            }),
                        }
                        if cut {
                            return Ok(self.end(true));
                        }
                    }
                },
                Stage::Ended => return Ok(Step::End),
            }
        }
    }

    fn end(&mut self, cut_off: bool) -> Step {
        self.progress.ended(cut_off);
        self.stage = Stage::Ended;
        Step::End
    }
}

/// How a file begins, in words, where that is no ZIP archive's beginning.
pub(crate) fn begins_with(file: &mut impl std::io::Read) -> std::io::Result<Option<String>> {
    let mut start = Vec::new();
    std::io::Read::take(file, foreign::KEPT as u64).read_to_end(&mut start)?;
    Ok((!start.starts_with(b"PK")).then(|| foreign::beginning(&start)))
}

/// What a file of one line looks like that is not the name of a column.
const TEXT: &str = "a text where a table was expected";

fn cells(header: &Arc<Header>, record: &Record, cut: bool) -> Result<Cells, String> {
    let (has, wants) = (record.ends.len(), header.len());
    if cut {
        return Err(format!("the file ends within this row, in cell {has} of {wants}"));
    }
    if has != wants {
        return Err(format!("{has} cells in a table of {wants} columns"));
    }
    let text = record.text().map_err(|place| format!("cell {place} is not in UTF-8"))?;
    Ok(Cells::new(Arc::clone(header), text.to_owned(), record.ends.clone()))
}

#[cfg(test)]
mod tests;
