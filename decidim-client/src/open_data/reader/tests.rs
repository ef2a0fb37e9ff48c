//! Rows, whatever pieces the file comes in.

use super::super::report::TableCompleteness;
use super::*;

/// Reads a file in pieces of this size.
fn read(file: &[u8], size: usize, whole: bool) -> (Vec<Vec<String>>, Progress, Option<Error>) {
    let progress = Progress::of("proposals");
    let mut reader = Reader::new(progress.clone());
    let mut pieces = file.chunks(size);
    let mut rows = Vec::new();
    loop {
        match reader.step() {
            Ok(Step::Header(_)) => {}
            Ok(Step::Row(cells)) => {
                rows.push(cells.iter().map(|(_, text)| text.to_owned()).collect());
            }
            Ok(Step::More) => match pieces.next() {
                Some(piece) => reader.feed(Bytes::copy_from_slice(piece)),
                None => reader.finish(whole),
            },
            Ok(Step::End) => return (rows, progress, None),
            Err(error) => return (rows, progress, Some(error)),
        }
    }
}

const FILE: &str = "\u{feff}id;title/ca;body\n1;\"Bancs; i \"\"arbres\"\"\";\"línia\nlínia\"\n\
                    2;Çà;\n3;;x\n";

#[test]
fn rows_are_the_same_in_pieces_of_every_size() {
    let expected = [["1", "Bancs; i \"arbres\"", "línia\nlínia"], ["2", "Çà", ""], ["3", "", "x"]];
    for size in 1..=FILE.len() {
        let (rows, progress, error) = read(FILE.as_bytes(), size, false);
        assert!(error.is_none() && rows == expected, "{size}: {rows:?}");
        let report = progress.report();
        assert_eq!(
            (report.completeness, report.rows, report.columns),
            (TableCompleteness::Complete, 3, 3)
        );
        assert_eq!((report.separator, report.bytes), (Some(';'), FILE.len() as u64));
    }
}

#[test]
fn blank_lines_before_the_header_are_passed_over_in_pieces_of_every_size() {
    let file = b"\n\r\n  \nid,a\n1,x\n2\n";
    for size in 1..=file.len() {
        let (rows, progress, error) = read(file, size, true);
        assert!(error.is_none() && rows == [["1", "x"]], "{size}: {rows:?}");
        let report = progress.report();
        assert_eq!((report.separator, report.malformed_rows[0].line), (Some(','), 6), "{size}");
    }
}

#[test]
fn a_file_cut_anywhere_within_its_rows_is_never_complete() {
    let header_ends = FILE.find('\n').unwrap() + 1;
    let ends: Vec<_> =
        ["1;", "2;", "3;"].iter().map(|row| FILE.find(&format!("\n{row}")).unwrap() + 1).collect();
    for cut in header_ends + 1..FILE.len() {
        let (rows, progress, _) = read(&FILE.as_bytes()[..cut], 7, false);
        let report = progress.report();
        if ends.contains(&cut) {
            // Between two rows nothing in the file tells; its announced length must.
            assert!(report.is_complete(), "{cut}: {report}");
        } else {
            assert_eq!(report.completeness, TableCompleteness::CutOff, "{cut}: {report}");
            assert_eq!(report.malformed, 1);
        }
        assert!(rows.iter().all(|row| FILE.contains(&format!("\n{};", row[0]))));
    }
}

#[test]
fn a_file_cut_within_its_header_is_never_complete() {
    let header_ends = FILE.find('\n').unwrap() + 1;
    for cut in 0..header_ends - 1 {
        let (rows, progress, error) = read(&FILE.as_bytes()[..cut], 4, false);
        assert!(rows.is_empty() && error.is_none());
        assert_eq!(progress.report().completeness, TableCompleteness::CutOff, "{cut}");
    }
    // Quotes that stay open are cut off whatever the length.
    for (file, whole) in [("id;\"a", true), ("id;\"a", false), ("\n", false), ("id;a", false)] {
        let completeness = read(file.as_bytes(), 3, whole).1.report().completeness;
        assert_eq!(completeness, TableCompleteness::CutOff, "{file:?}");
    }
    // Blank lines before the header end nothing.
    let (rows, progress, _) = read(b"\n\nid;a\n1;x\n", 1, false);
    assert!(rows == [["1", "x"]] && progress.report().is_complete());
    // A table of only a header may be whole: by its length, or by its line's end.
    for (file, whole) in [("id;a", true), ("id;a\n", false)] {
        assert!(read(file.as_bytes(), 3, whole).1.report().is_complete(), "{file:?}");
    }
}

#[test]
fn a_whole_file_may_end_without_a_line_end() {
    let file = FILE.trim_end();
    assert_eq!(read(file.as_bytes(), 9, true).0.len(), 3);
    assert!(read(file.as_bytes(), 9, true).1.report().is_complete());
    // But not within quotes or before its last cell, whatever its length.
    for file in ["id;a\n1;\"x", "id;a\n1"] {
        assert_eq!(
            read(file.as_bytes(), 3, true).1.report().completeness,
            TableCompleteness::CutOff,
            "{file}"
        );
    }
}

#[test]
fn a_bad_row_costs_no_other_and_is_reported() {
    let file = b"id;a\n1;x\n2\n3;y;z\n4;\xff\n5;ok\n";
    let (rows, progress, error) = read(file, 4, true);
    assert!(error.is_none());
    assert_eq!(rows, [["1", "x"], ["5", "ok"]]);
    let report = progress.report();
    assert_eq!(
        (report.completeness.clone(), report.rows, report.malformed),
        (TableCompleteness::Incomplete, 2, 3)
    );
    let said: Vec<_> = report.malformed_rows.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "row 2, line 3: 1 cells in a table of 2 columns",
            "row 3, line 4: 3 cells in a table of 2 columns",
            "row 4, line 5: cell 2 is not in UTF-8",
        ]
    );
    assert_eq!(report.malformed_rows[1].cells, ["3", "y", "z"]);
}

#[test]
fn an_empty_line_is_a_table_without_rows() {
    // What Ruby's `CSV.generate(headers: [], write_headers: true)` writes in decidim-core's
    // lib/decidim/exporters/csv.rb, and `CSV.generate_line([])` in its open_data_exporter.rb.
    for file in [&b"\n"[..], b"\r\n", b"id;a\n"] {
        let (rows, progress, error) = read(file, 2, true);
        assert!(rows.is_empty() && error.is_none());
        assert!(progress.report().is_complete(), "{file:?}");
    }
}

#[test]
fn long_rows_and_many_columns_fit() {
    let names: Vec<_> = (0..5000).map(|n| format!("c{n}")).collect();
    let cells: Vec<_> = (0..5000).map(|n| "x".repeat(n % 50)).collect();
    let file = format!("{}\n{}\n", names.join(";"), cells.join(";"));
    let (rows, progress, _) = read(file.as_bytes(), 4096, true);
    assert_eq!(rows[0], cells);
    assert!(progress.report().is_complete());
}

#[test]
fn of_a_large_bad_row_the_beginning_is_kept() {
    let large = "x".repeat(KEPT_TEXT);
    let (_, progress, _) = read(format!("id;a;b\n1;{large}\n").as_bytes(), 4096, true);
    assert_eq!(progress.report().malformed_rows[0].cells, ["1"]);
}

#[test]
fn bytes_that_are_no_table_are_an_error_that_shows_the_first() {
    let zip = b"PK\x03\x04\x14\x00\x00\x00\x08\x00abcdefgh";
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcbL\xb1.\n";
    for (file, what, shown) in [
        (&b"<!DOCTYPE html>\n<html>"[..], "a web page", "<!DOCTYPE html>"),
        (b"<?xml version=\"1.0\"?><Error/>", "XML", "<?xml version=\\\"1.0"),
        (b"{\"error\":\"Too many requests\"}", "JSON", "{\\\"error\\\":"),
        (b"[]", "JSON", "[]"),
        (b"Retry later\n", "a text", "Retry later\\n"),
        (b"Retry later", "a text", "Retry later"),
        (b"Forbidden\n", "a text", "Forbidden"),
        (b"Bad request: who are you?\nGo away\n", "a text", "Bad request: who"),
        (zip, "a ZIP archive", "PK\\x03\\x04"),
        (gzip, "a gzip file", "\\x1f\\x8b\\x08"),
        (b"\xff\xfei\x00d\x00;\x00\n\x00", "no text in UTF-8", "\\xff\\xfei"),
        (b"id;t\xedtulo;title/en\n1;a;b\n", "not in UTF-8 (column 2)", "id;t\\xedtulo"),
        (b"", "nothing", "where a table"),
    ] {
        for size in [1, 5, 4096] {
            let (rows, progress, error) = read(file, size, true);
            let error = error.unwrap();
            assert!(rows.is_empty() && !progress.report().is_complete());
            assert_eq!(error.kind(), civic_core::ErrorKind::Decode);
            let said = error.to_string();
            let what: &str =
                if what.contains("UTF-8 (") { what } else { &format!("{what} where a table") };
            assert!(said.contains(what) || what.starts_with("a gzip"), "{said}");
            assert!(said.contains(shown), "{said}");
        }
    }
}

#[test]
fn a_table_of_one_column_is_read_where_it_has_rows() {
    let (rows, progress, error) = read("títol\n1\n2\n".as_bytes(), 3, true);
    assert!(error.is_none() && rows == [["1"], ["2"]] && progress.report().is_complete());
}

#[test]
fn the_line_that_tells_the_separator_is_no_row() {
    let (rows, progress, error) = read(b"sep=;\nid;title/en\n1;a\n2;b\n", 4, true);
    assert!(error.is_none() && rows == [["1", "a"], ["2", "b"]]);
    assert_eq!(progress.report().columns, 2);
}
