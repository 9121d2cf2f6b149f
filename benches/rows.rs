//! `deming diff` on a table of five million rows, as a whole process, against DuckDB that groups the same file.
//!
//! `cargo bench --bench rows`. DuckDB is used where `target/venv` has it: `python3 -m venv target/venv` and
//! `target/venv/bin/pip install duckdb`. Runs are paired: every command once, then every command again, so that a machine
//! which slows down slows all of them. Quote the ratios; absolute times are those of a machine.

// What a benchmark says goes to standard output.
#![allow(clippy::print_stdout)]

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../examples/row_data/mod.rs"]
mod row_data;

const ROWS: i64 = 5_000_000;

/// Runs of each command that count.
const ROUNDS: usize = 7;

/// What DuckDB is asked: the same counts and means, for each service, priority and day.
const QUERY: &str = "
import duckdb, sys
connection = duckdb.connect()
connection.execute('SET threads = 2')
connection.execute(f\"\"\"
    SELECT service, priority, date_trunc('day', opened_at), count(*), count(*) FILTER (made_sla),
           avg(epoch(resolved_at) - epoch(opened_at))
    FROM read_csv('{sys.argv[1]}') GROUP BY ALL
\"\"\").fetchall()
";

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let (grouped, by_day) = (folder.path().join("grouped"), folder.path().join("by-day"));
    row_data::write(&grouped, ROWS, &["service", "priority"])?;
    row_data::write(&by_day, ROWS, &[])?;
    commit(&grouped);
    commit(&by_day);
    let mut contenders = contenders(&grouped, &by_day);
    for round in 0..=ROUNDS {
        for contender in &mut contenders {
            let time = timed(&mut contender.command)?;
            // The first round only fills the caches of the machine.
            if round > 0 {
                contender.times.push(time);
            }
        }
    }
    report(&contenders);
    Ok(())
}

struct Contender {
    name: &'static str,
    command: Command,
    times: Vec<Duration>,
}

fn contenders(grouped: &Path, by_day: &Path) -> Vec<Contender> {
    let deming = |root: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deming"));
        command.args(["diff".as_ref(), "-C".as_ref(), root.as_os_str()]);
        command.args(["--format", "json", "--jobs", "2"].map(OsStr::new));
        command
    };
    let mut commands = vec![
        ("deming diff, by service and priority", deming(grouped)),
        ("deming diff, by day only", deming(by_day)),
    ];
    let python = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/venv/bin/python");
    if python.is_file() {
        let mut duckdb = Command::new(python);
        duckdb.args(["-c", QUERY]).arg(grouped.join("data/incidents.csv"));
        commands.insert(0, ("DuckDB", duckdb));
    }
    commands.into_iter().map(|(name, command)| Contender { name, command, times: Vec::new() }).collect()
}

fn commit(root: &Path) {
    for arguments in
        [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "--message", "incidents"]]
    {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(arguments);
        assert!(git.current_dir(root).status().expect("git").success(), "git {arguments:?}");
    }
}

fn timed(command: &mut Command) -> io::Result<Duration> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let elapsed = start.elapsed();
    // A command that gave up early was not fast.
    assert!(status.code().is_some_and(|code| code < 2), "{command:?}: {status}");
    Ok(elapsed)
}

fn report(contenders: &[Contender]) {
    let median = |times: &[Duration]| {
        let mut sorted = times.to_vec();
        sorted.sort();
        sorted[sorted.len() / 2].as_secs_f64()
    };
    let unit = median(&contenders[0].times);
    println!("{:<40} {:>9} {:>9} {:>9} {:>7}", "", "fastest", "median", "slowest", "ratio");
    for Contender { name, times, .. } in contenders {
        let fastest = times.iter().min().expect("a run").as_secs_f64();
        let slowest = times.iter().max().expect("a run").as_secs_f64();
        let middle = median(times);
        println!("{name:<40} {fastest:>7.3} s {middle:>7.3} s {slowest:>7.3} s {:>6.2}x", middle / unit);
    }
}
