//! One run of a command: a scrubbed environment, no input, bounded output, and an end.

use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::group;
use crate::gather::remote::Cancel;
use crate::text::escape::one_line;
use crate::text::secret::masked;

/// What is run.
pub struct Order {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The folder it runs in.
    pub folder: PathBuf,
    /// All of its environment.
    pub variables: Vec<(String, String)>,
    /// How long it may run.
    pub timeout: Duration,
}

/// Why there is no output.
pub enum Failure {
    /// It could not be started, or not be watched.
    NotStarted(io::Error),
    /// It ran for longer than so many seconds.
    TimedOut(u64),
    /// It printed more than so many bytes.
    TooMuch(u64),
    /// Something that it left behind keeps its output open.
    StillOpen,
    /// Somebody wished to stop.
    Cancelled,
    /// It said that it had failed.
    Failed {
        /// How it ended.
        status: String,
        /// The first lines that it said about it.
        said: String,
    },
}

/// The most bytes that a command may print.
const MOST: u64 = 16 * 1024 * 1024;

/// Bytes of its complaints that are kept, and how many lines of them are told.
const COMPLAINT: u64 = 4096;
const TOLD_LINES: usize = 3;

/// Pause between two looks at whether it has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// How long after the end of a command a process that it left behind may keep its streams open.
const GRACE: Duration = Duration::from_secs(1);

/// Runs a command to its end, and gives what it printed.
pub fn run(order: &Order, cancel: &Cancel) -> Result<Vec<u8>, Failure> {
    let mut child = command(order)?.spawn().map_err(Failure::NotStarted)?;
    let is_full = Arc::new(AtomicBool::new(false));
    let stdout = child.stdout.take().map(|stream| drain(stream, MOST, Arc::clone(&is_full)));
    let stderr = child.stderr.take().map(|stream| drain(stream, COMPLAINT, Arc::default()));
    let ended = wait(&mut child, order.timeout, cancel, &is_full);
    // Whatever it started goes with it, or it would go on without anybody knowing.
    group::end(&mut child);
    let status = child.wait().map_err(Failure::NotStarted)?;
    ended?;
    let printed = stdout.and_then(|stream| stream.recv_timeout(GRACE).ok()).ok_or(Failure::StillOpen)?;
    if is_full.load(Ordering::Relaxed) {
        return Err(Failure::TooMuch(MOST));
    }
    if status.success() {
        return Ok(printed);
    }
    let said = stderr.and_then(|stream| stream.recv_timeout(GRACE).ok()).unwrap_or_default();
    Err(Failure::Failed { status: status.to_string(), said: complaint(&said) })
}

fn command(order: &Order) -> Result<Command, Failure> {
    let missing = || Failure::NotStarted(io::Error::new(io::ErrorKind::InvalidInput, "there is no program"));
    let (program, arguments) = order.command.split_first().ok_or_else(missing)?;
    // A path is seen from the folder that it runs in; a plain name is looked for in PATH.
    let path = order.folder.join(program);
    let mut command = Command::new(if program.contains('/') { path.as_os_str() } else { program.as_ref() });
    command
        .args(arguments)
        .current_dir(&order.folder)
        .env_clear()
        .envs(order.variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    group::lead(&mut command);
    Ok(command)
}

/// Reads a stream to its end on a thread of its own, so that neither can fill up and block the command. What is beyond
/// the limit is not kept.
fn drain(mut stream: impl Read + Send + 'static, limit: u64, is_full: Arc<AtomicBool>) -> Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut kept = Vec::new();
        let _ = stream.by_ref().take(limit).read_to_end(&mut kept);
        let more = io::copy(&mut stream.by_ref().take(1), &mut io::sink()).unwrap_or_default();
        is_full.store(more > 0, Ordering::Relaxed);
        let _ = send.send(kept);
        let _ = io::copy(&mut stream, &mut io::sink());
    });
    receive
}

/// Waits until the command has ended, or must.
fn wait(child: &mut Child, timeout: Duration, cancel: &Cancel, is_full: &AtomicBool) -> Result<(), Failure> {
    let start = Instant::now();
    loop {
        match group::has_ended(child) {
            Ok(true) => return Ok(()),
            Ok(false) if is_full.load(Ordering::Relaxed) => return Err(Failure::TooMuch(MOST)),
            Ok(false) if cancel.is_cancelled() => return Err(Failure::Cancelled),
            Ok(false) if start.elapsed() < timeout => thread::sleep(PAUSE),
            Ok(false) => return Err(Failure::TimedOut(timeout.as_secs())),
            Err(error) => return Err(Failure::NotStarted(error)),
        }
    }
}

/// The first lines of what a command said, fit for a sentence.
fn complaint(said: &[u8]) -> String {
    const MAX: usize = 300;
    let text = String::from_utf8_lossy(said);
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).take(TOLD_LINES).collect();
    let text = lines.join(" · ");
    let text = masked(&text);
    let cut = text.char_indices().nth(MAX).map_or(text.len(), |(at, _)| at);
    one_line(text.get(..cut).unwrap_or_default()).into_owned()
}
