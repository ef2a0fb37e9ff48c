//! Tables of figures that are kept in files.

use std::path::Path;
use std::{env, fs};

/// Compares a table with the one in this file of `src`. `CIVIC_UPDATE=1 cargo test -p civic-core --lib costs`
/// writes the files anew: look at the difference before you commit it.
pub(crate) fn compare(file: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
    if env::var_os("CIVIC_UPDATE").is_some() {
        fs::write(&path, table).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    let changed = kept.lines().zip(table.lines()).find(|(was, is)| was != is);
    assert!(kept == table, "{file} has changed, {changed:?}: it is now\n{table}");
}
