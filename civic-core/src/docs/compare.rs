#![doc = include_str!("../../docs/compare.md")]
