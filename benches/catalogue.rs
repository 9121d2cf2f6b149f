//! `deming check` on a catalogue of 10,000 files with 20,000 declarations, as a whole process, against merely parsing
//! the same bytes with serde_yaml on the same number of threads, and against other checkers of YAML that are installed.
//!
//! `cargo bench --bench catalogue`. Runs are paired: every command once, then every command again, so that a machine
//! which slows down slows all of them. Quote the ratios; absolute times are those of a machine.

// What a benchmark says goes to standard output.
#![allow(clippy::print_stdout)]

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

#[path = "../examples/catalogue_data/mod.rs"]
mod catalogue_data;

const FILES: usize = 10_000;

/// Runs of each command that count.
const ROUNDS: usize = 5;

/// The argument that makes this program the one that is compared with.
const PARSE_ONLY: &str = "--parse-only";

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == PARSE_ONLY) {
        return parse_only(Path::new(arguments.get(at + 1).map_or(".", String::as_str)));
    }
    let folder = tempfile::tempdir()?;
    let root = folder.path();
    catalogue_data::write(root, FILES)?;
    history(root);
    let mut contenders = contenders(root)?;
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

fn contenders(root: &Path) -> io::Result<Vec<Contender>> {
    let deming = env!("CARGO_BIN_EXE_deming");
    let own = std::env::current_exe()?;
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/deming.schema.json");
    let improvement = root.join("improvement");
    let mut commands = vec![
        ("parse with serde_yaml", command(&own, &[PARSE_ONLY.as_ref(), improvement.as_os_str()])),
        ("deming check", command(deming.as_ref(), &["check".as_ref(), "-C".as_ref(), root.as_os_str()])),
        (
            "deming check --base main",
            command(
                deming.as_ref(),
                &["check".as_ref(), "-C".as_ref(), root.as_os_str(), "--base".as_ref(), "main".as_ref()],
            ),
        ),
    ];
    // They read one document of a file, and slowly: a twentieth of the documents is enough to see how they compare.
    let single = single_documents(root)?;
    if let Some(peer) = installed("check-jsonschema") {
        let mut check = Command::new(peer);
        check.arg("--schemafile").arg(schema).args(&single);
        commands.push(("check-jsonschema, 1,000 documents", check));
    }
    if let Some(peer) = installed("yamllint") {
        let mut lint = Command::new(peer);
        lint.args(["-d", "relaxed"]).args(&single);
        commands.push(("yamllint, 1,000 documents", lint));
    }
    Ok(commands.into_iter().map(|(name, command)| Contender { name, command, times: Vec::new() }).collect())
}

/// The first document of one file of each service, in files of their own.
fn single_documents(root: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = root.join("single");
    std::fs::create_dir_all(&folder)?;
    let one = |service: usize| {
        let path = root.join(format!("improvement/services/s{service:05}/metric-3.yaml"));
        let text = std::fs::read_to_string(path)?;
        let single = folder.join(format!("{service}.yaml"));
        std::fs::write(&single, text.split("---\n").next().unwrap_or_default())?;
        Ok(single)
    };
    (0..FILES / 10).map(one).collect()
}

fn command(program: &Path, arguments: &[&std::ffi::OsStr]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// A program on the PATH.
fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The catalogue on `main`, and a branch on which one file in a hundred is another.
fn history(root: &Path) {
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "--message", "catalogue"]);
    git(root, &["switch", "--quiet", "--create", "change"]);
    for service in (0..FILES / 10).step_by(10) {
        let path = root.join(format!("improvement/services/s{service:05}/metric-4.yaml"));
        let text = std::fs::read_to_string(&path).expect("a file of the catalogue");
        std::fs::write(&path, text.replace("value: 8h", "value: 7h")).expect("written");
    }
    git(root, &["commit", "--quiet", "--all", "--message", "change"]);
}

fn git(root: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
        .args(arguments)
        .current_dir(root);
    assert!(command.status().expect("git").success(), "git {arguments:?}");
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

/// Reads every file and parses every document of it, on all processors.
fn parse_only(root: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    let threads = std::thread::available_parallelism()?.get();
    let share = files.len().div_ceil(threads).max(1);
    let count = |part: &[PathBuf]| part.iter().map(|path| documents(path)).sum::<usize>();
    let documents: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = files.chunks(share).map(|part| scope.spawn(move || count(part))).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker")).sum()
    });
    println!("{documents}");
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn documents(path: &Path) -> usize {
    let text = std::fs::read_to_string(path).expect("a file of the catalogue");
    let mut count = 0;
    for document in serde_yaml::Deserializer::from_str(&text) {
        serde_yaml::Value::deserialize(document).expect("YAML");
        count += 1;
    }
    count
}
