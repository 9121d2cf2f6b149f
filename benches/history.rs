//! Lead times of a repository with fifty thousand commits, as a whole process, against Git that counts them and lists
//! their times.
//!
//! `cargo bench --bench history`. Runs are paired: every command once, then every command again, so that a machine which
//! slows down slows all of them. Quote the ratios; absolute times are those of a machine.

// What a benchmark says goes to standard output.
#![allow(clippy::print_stdout)]

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../examples/generator/random.rs"]
#[allow(dead_code)] // only some of its distributions are needed here
mod random;

use random::Random;

const COMMITS: u32 = 50_000;

/// Commits from one release to the next.
const RELEASE: u32 = 200;

/// Runs of each command that count.
const ROUNDS: usize = 7;

const DECLARATIONS: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: shop}
spec: {practice: delivery, owner: \"@dev\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: lead-time}
spec:
  service: shop
  class: process
  unit: h
  direction: lower
  owner: \"@dev\"
  gather:
    by: \"@dev\"
    every: 1d
    source: {git: {measure: lead-time, releases: {tags: [\"v*\"]}, branch: main}}
  process: {interval: 1w, aggregate: p50}
";

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let root = folder.path();
    history(root)?;
    std::fs::create_dir(root.join("improvement"))?;
    std::fs::write(root.join("improvement/shop.yaml"), DECLARATIONS)?;
    std::fs::write(root.join("deming.yaml"), "roots: [improvement]\nasOf: 2020-01-01\n")?;
    let mut deming = Command::new(env!("CARGO_BIN_EXE_deming"));
    deming.args(["diff", "--format", "json"]).current_dir(root);
    let (mut count, mut list) = (git(root), git(root));
    count.args(["rev-list", "--count", "--all"]);
    list.args(["log", "--format=%ct", "main"]);
    let (mut of_git, mut of_deming) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let times = (timed(&mut count)? + timed(&mut list)?, timed(&mut deming)?);
        // The first round only fills the caches of the machine.
        if round > 0 {
            of_git.push(times.0);
            of_deming.push(times.1);
        }
    }
    let (of_git, of_deming) = (median(of_git), median(of_deming));
    println!("git rev-list --count --all, git log --format=%ct   {of_git:>7.3} s");
    println!(
        "deming diff                                        {of_deming:>7.3} s {:>6.2}x",
        of_deming / of_git
    );
    Ok(())
}

fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(root);
    git
}

/// A branch into which one change in ten is merged with commits of its own, a tag now and then, and some reverts.
fn history(root: &Path) -> io::Result<()> {
    assert!(git(root).args(["init", "--quiet", "--initial-branch=main"]).status()?.success());
    let mut import = git(root);
    let mut import = import.args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn()?;
    let mut stream =
        Stream { text: String::new(), random: Random::new(50_000), second: 1_400_000_000, mark: 0 };
    let mut main = None;
    while stream.mark < COMMITS {
        let before = stream.mark;
        main = Some(stream.change(main));
        if before / RELEASE < stream.mark / RELEASE {
            stream.release();
        }
    }
    let mut input = import.stdin.take().expect("a pipe");
    input.write_all(stream.text.as_bytes())?;
    drop(input);
    assert!(import.wait()?.success(), "git fast-import");
    Ok(())
}

/// What `git fast-import` reads.
struct Stream {
    text: String,
    random: Random,
    second: i64,
    mark: u32,
}

impl Stream {
    /// A commit, or some and a merge of them.
    fn change(&mut self, main: Option<u32>) -> u32 {
        let Some(main) = main.filter(|_| self.random.chance(100)) else {
            let subject = if self.random.chance(10) { "Revert \"fix: something\"" } else { "fix: something" };
            return self.commit("main", &Vec::from_iter(main), subject);
        };
        let mut tip = main;
        for _ in 0..=self.random.below(4) {
            tip = self.commit("side", &[tip], "feat: a part of something");
        }
        self.commit("main", &[main, tip], "Merge branch 'side'")
    }

    fn commit(&mut self, branch: &str, parents: &[u32], subject: &str) -> u32 {
        self.mark += 1;
        self.second += self.random.below(3_000);
        let (mark, who) = (self.mark, format!("Ada <ada@example.org> {} +0000", self.second));
        let message = format!("{subject}\n\nThis is change {mark}, and that is why it was made.\n");
        let _ = write!(
            self.text,
            "commit refs/heads/{branch}\nmark :{mark}\nauthor {who}\ncommitter {who}\ndata {}\n{message}",
            message.len()
        );
        for (word, parent) in ["from", "merge"].iter().zip(parents) {
            let _ = writeln!(self.text, "{word} :{parent}");
        }
        let content = mark.to_string();
        let file = mark % 500;
        let _ = write!(self.text, "M 100644 inline src/{file}.txt\ndata {}\n{content}\n", content.len());
        mark
    }

    fn release(&mut self) {
        let (mark, second) = (self.mark, self.second + 60);
        let _ = write!(
            self.text,
            "tag v1.{mark}.0\nfrom :{mark}\ntagger Ada <ada@example.org> {second} +0000\ndata 7\nrelease\n"
        );
    }
}

fn timed(command: &mut Command) -> io::Result<Duration> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let elapsed = start.elapsed();
    // A command that gave up early was not fast.
    assert!(status.success(), "{command:?}: {status}");
    Ok(elapsed)
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}
