//! The processes that a command and what it starts make up.
//!
//! A command leads a process group of its own, and the whole group is ended. That is done before the command's own
//! process is collected: until then nobody else can be given its number.

use std::io;
use std::process::{Child, Command};

/// Lets a command lead a group of its own.
#[cfg(unix)]
pub fn lead(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// Whether the command itself has ended. It is not collected.
#[cfg(unix)]
pub fn has_ended(child: &mut Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    match waitid(WaitId::Pid(Pid::from_child(child)), options) {
        Ok(ended) => Ok(ended.is_some()),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Ends whatever of the group is still there.
#[cfg(unix)]
pub fn end(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
}

/// Where there are no groups, only the command itself can be ended.
#[cfg(not(unix))]
pub fn lead(_: &mut Command) {}

#[cfg(not(unix))]
pub fn has_ended(child: &mut Child) -> io::Result<bool> {
    child.try_wait().map(|status| status.is_some())
}

#[cfg(not(unix))]
pub fn end(child: &mut Child) {
    let _ = child.kill();
}
