//! The tool itself.

fn main() {}
