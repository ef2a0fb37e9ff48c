#![doc = include_str!("../../README.md")]
// The programs are in `src/bin`. This library is empty: it compiles the examples of the README.
