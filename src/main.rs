//! The `deming` command.

fn main() -> std::process::ExitCode {
    deming::cli::main()
}
