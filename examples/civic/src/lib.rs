//! The tool `civic`: declared schemas, sinks and commands.
