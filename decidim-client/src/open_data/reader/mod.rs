//! Rows out of pieces of a file.

mod parser;
mod separator;

use std::sync::Arc;

use bytes::Bytes;
use civic_core::{Error, ErrorKind};

use self::parser::{Parsed, Parser, Record};
use self::separator::{Beginning, Sniffed};
use super::cells::{Cells, Header};
use super::report::{BadRow, Progress};

/// How much of a bad row is kept, in bytes.
const KEPT_TEXT: usize = 64 * 1024;

/// Takes the pieces of a file and gives its rows.
pub(crate) struct Reader {
    stage: Stage,
    progress: Progress,
    finished: bool,
    /// Whether the end of the pieces is known to be the end of the file.
    whole: bool,
    number: u64,
}

enum Stage {
    Beginning(Beginning),
    Header(Parser),
    Rows(Parser, Arc<Header>),
    Ended,
}

/// What a reader can do next.
#[derive(Debug)]
pub(crate) enum Step {
    Row(Cells),
    /// It needs another piece, or to be told that there is none.
    More,
    End,
}

impl Reader {
    pub(crate) fn new(progress: Progress) -> Self {
        let stage = Stage::Beginning(Beginning::new());
        Self { stage, progress, finished: false, whole: false, number: 0 }
    }

    pub(crate) fn feed(&mut self, piece: Bytes) {
        self.progress.lock().bytes += piece.len() as u64;
        match &mut self.stage {
            Stage::Beginning(beginning) => beginning.feed(&piece),
            Stage::Header(parser) | Stage::Rows(parser, _) => parser.feed(piece),
            Stage::Ended => {}
        }
    }

    /// No piece follows. `whole`: the length agrees with what was announced.
    pub(crate) fn finish(&mut self, whole: bool) {
        self.finished = true;
        self.whole = whole;
        if let Stage::Header(parser) | Stage::Rows(parser, _) = &mut self.stage {
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
                    // Where no length was announced, an empty file may be the beginning of another.
                    Sniffed::Nothing => return Ok(self.end(!self.whole)),
                    Sniffed::Page => return Err(web_page()),
                    Sniffed::Separator(separator) => {
                        self.progress.lock().separator = Some(char::from(separator));
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
                        let header = Arc::new(Header::new(record.first_texts(usize::MAX)));
                        self.progress.lock().columns = header.len();
                        if let Stage::Header(parser) =
                            std::mem::replace(&mut self.stage, Stage::Ended)
                        {
                            self.stage = Stage::Rows(parser, header);
                        }
                    }
                },
                Stage::Rows(parser, header) => match parser.next()? {
                    Parsed::More => return Ok(Step::More),
                    Parsed::End => return Ok(self.end(false)),
                    Parsed::Record(record) => {
                        self.number += 1;
                        let header = Arc::clone(header);
                        let cut = record.is_cut(self.whole)
                            || !record.terminated && record.ends.len() != header.len();
                        match cells(&header, &record, cut) {
                            Ok(cells) => {
                                self.progress.lock().rows += 1;
                                return Ok(Step::Row(cells));
                            }
                            Err(problem) => self.progress.bad(|| BadRow {
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

fn cells(header: &Arc<Header>, record: &Record, cut: bool) -> Result<Cells, String> {
    let (has, wants) = (record.ends.len(), header.len());
    if cut {
        return Err(format!("the file ends within this row, in cell {has} of {wants}"));
    }
    if has != wants {
        return Err(format!("{has} cells in a table of {wants} columns"));
    }
    let text = std::str::from_utf8(&record.bytes).map_err(|error| {
        let place =
            record.ends.iter().position(|end| *end > error.valid_up_to()).unwrap_or_default();
        format!("cell {} is not in UTF-8", place + 1)
    })?;
    // Two cells share a boundary, which one character could straddle only in broken text.
    if record.ends.iter().any(|end| !text.is_char_boundary(*end)) {
        return Err("a character runs from one cell into the next".to_owned());
    }
    Ok(Cells::new(Arc::clone(header), text.to_owned(), record.ends.clone()))
}

fn web_page() -> Error {
    Error::new(ErrorKind::Decode, "a web page where a table was expected")
}

#[cfg(test)]
mod tests;
