//! The `deming` command.

/// A large catalogue is many small allocations on several threads, which this serves faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    deming::cli::main()
}
