//! One run of the executable: scrubbed environment, no prompt, a limit of time.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::error::NetworkError;

/// Variables that would point git to another repository, index or configuration file than the one asked for.
/// Settings that carry credentials (`GIT_SSH_COMMAND`, `GIT_ASKPASS`, `GIT_CONFIG_COUNT`) stay.
const SCRUBBED: [&str; 15] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// Bytes of each stream that are kept; the rest is read and dropped.
const KEPT: usize = 1024 * 1024;

/// Pause between two looks at whether the process has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// After the end of git a helper may still hold its streams open; what it says later is not waited for.
const GRACE: Duration = Duration::from_secs(1);

/// What a run said.
pub(super) struct Output {
    pub(super) success: bool,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Why there is no output.
pub(super) enum Failure {
    Missing,
    Start(io::Error),
    TimedOut,
}

impl Failure {
    pub(super) fn named(self, what: &str, limit: Duration) -> NetworkError {
        let what = what.to_owned();
        match self {
            Self::Missing => NetworkError::MissingExecutable { what },
            Self::TimedOut => NetworkError::Timeout { what, seconds: limit.as_secs() },
            Self::Start(error) => NetworkError::Other { what, stderr: error.to_string() },
        }
    }
}

/// What a run is given beside its arguments.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Input<'a> {
    /// What it reads; nothing to read where `None`.
    pub(super) stdin: Option<&'a [u8]>,
    /// Variables of its environment.
    pub(super) variables: &'a [(&'a str, &'a str)],
}

/// Runs git in `dir` and waits for it, at most `limit`.
pub(super) fn run(
    program: &OsStr,
    dir: &Path,
    args: &[&str],
    limit: Duration,
    protocols: &str,
) -> Result<Output, Failure> {
    run_with(program, dir, args, Input::default(), limit, protocols)
}

/// As [`run`], with something to read and variables of its own.
pub(super) fn run_with(
    program: &OsStr,
    dir: &Path,
    args: &[&str],
    input: Input<'_>,
    limit: Duration,
    protocols: &str,
) -> Result<Output, Failure> {
    let mut command = command(program, dir, args, protocols);
    command.envs(input.variables.iter().copied());
    if input.stdin.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn().map_err(|error| match error.kind() {
        // A missing folder to run in gives the same kind of error as a missing executable.
        io::ErrorKind::NotFound if dir.is_dir() => Failure::Missing,
        _ => Failure::Start(error),
    })?;
    if let (Some(bytes), Some(mut stdin)) = (input.stdin, child.stdin.take()) {
        let bytes = bytes.to_vec();
        // On a thread of its own: who does not read must not make us wait. What it makes of half an input it says itself.
        thread::spawn(move || drop(stdin.write_all(&bytes)));
    }
    let stdout = child.stdout.take().map(drain);
    let stderr = child.stderr.take().map(drain);
    let success = wait(&mut child, limit)?;
    Ok(Output { success, stdout: collect(stdout), stderr: collect(stderr) })
}

fn command(program: &OsStr, dir: &Path, args: &[&str], protocols: &str) -> Command {
    let mut command = Command::new(program);
    for name in SCRUBBED {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        // Traces print headers with credentials.
        if name.to_str().is_some_and(|name| name.starts_with("GIT_TRACE") || name == "GIT_CURL_VERBOSE") {
            command.env_remove(name);
        }
    }
    command
        .args(["-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        .args(args)
        .current_dir(dir)
        .env("LC_ALL", "C")
        .env_remove("LANGUAGE")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ALLOW_PROTOCOL", protocols)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Reads a stream to its end on a thread of its own, so that neither pipe can fill up and block git.
fn drain(mut stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut buffer = vec![0; 8192];
        while let Ok(read @ 1..) = stream.read(&mut buffer) {
            let _ = send.send(buffer.get(..read).unwrap_or_default().to_vec());
        }
    });
    receive
}

fn collect(stream: Option<Receiver<Vec<u8>>>) -> String {
    let Some(stream) = stream else { return String::new() };
    let mut kept = Vec::new();
    while let Ok(part) = stream.recv_timeout(GRACE) {
        let room = KEPT.saturating_sub(kept.len());
        kept.extend(part.into_iter().take(room));
    }
    String::from_utf8_lossy(&kept).into_owned()
}

fn wait(child: &mut Child, limit: Duration) -> Result<bool, Failure> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) if start.elapsed() < limit => thread::sleep(PAUSE),
            Ok(None) => {
                // Reaped, so that no zombie stays; helpers end when their pipe to git breaks.
                let _ = child.kill().and_then(|()| child.wait());
                return Err(Failure::TimedOut);
            }
            Err(error) => return Err(Failure::Start(error)),
        }
    }
}
