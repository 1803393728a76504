//! The program `linli`. Everything is in the library, so that tests reach it.

use std::process::ExitCode;

/// A page is some thousand small pieces of text, made and dropped by many
/// threads: see docs/adr/0015.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::run(std::env::args_os())
}
