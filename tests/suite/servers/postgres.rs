//! PostgreSQL, started in a temporary folder on a port of its own.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::process::{Process, free_port, wait_until};
use crate::programs::at_hand;

/// A server with the user `deming`, whose password is [`PASSWORD`], and the database `desk`.
pub struct Postgres {
    folder: TempDir,
    bin: PathBuf,
    process: Option<Process>,
    more: Vec<String>,
    pub port: u16,
}

/// Looks like nothing that anybody would mistake for a word.
pub const PASSWORD: &str = "kq7-Vulpecula-92x";

impl Postgres {
    /// A server that takes connections; `None` (with a notice) where the programs are not at hand.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// The same with settings, as `name=value`.
    pub fn start_with(settings: &[&str]) -> Option<Self> {
        let bin = binaries();
        if !at_hand("postgresql", bin.is_some()) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let more = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let mut server = Self { folder, bin: bin?, process: None, more, port: free_port() };
        server.initialise();
        server.run();
        server.sql("postgres", "create database desk");
        Some(server)
    }

    /// A folder of the server's user.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn initialise(&self) {
        let (data, password) = (self.folder.path().join("data"), self.folder.path().join("password"));
        std::fs::write(&password, PASSWORD).unwrap();
        std::fs::create_dir(&data).unwrap();
        own(&data);
        let mut command = self.program("initdb");
        command.arg("-D").arg(&data).arg("--pwfile").arg(&password);
        command.args(["-U", "deming", "-A", "scram-sha-256", "--no-sync", "-E", "UTF8", "--locale", "C"]);
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Starts the server on its data.
    pub fn run(&mut self) {
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.folder.path().join("data"));
        let port = format!("port={}", self.port);
        let settings = [
            port.as_str(),
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "dynamic_shared_memory_type=mmap",
            "shared_buffers=32MB",
            "max_connections=20",
        ];
        for setting in settings.into_iter().chain(self.more.iter().map(String::as_str)) {
            command.args(["-c", setting]);
        }
        self.process = Some(Process::start(&mut command));
        wait_until("PostgreSQL takes connections", || {
            let mut ready = self.program("pg_isready");
            ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
            ready.status().is_ok_and(|status| status.success())
        });
    }

    /// Ends it at once, as a crash does.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Runs a script, whose failure fails the test, and gives what it prints.
    pub fn sql(&self, database: &str, script: &str) -> String {
        let mut command = self.program("psql");
        command.args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        command.args(["-U", "deming", "-d", database]).env("PGPASSWORD", PASSWORD);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// The URL of a database, its password by reference.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://deming:${{env:DESK_PASSWORD}}@127.0.0.1:{}/{database}", self.port)
    }

    /// A program of the server's, run as its user: PostgreSQL refuses to be root.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        command.current_dir("/");
        if let Some((user, group)) = server_user() {
            command.uid(user).gid(group);
        }
        command
    }
}

/// Gives a folder to the user that the server runs as.
pub fn own(path: &Path) {
    if let Some((user, group)) = server_user() {
        std::os::unix::fs::chown(path, Some(user), Some(group)).unwrap();
    }
}

/// The numbers of the user `postgres` and its group, where this one is root.
fn server_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0);
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut fields = line.split(':').skip(2).map(|field| field.parse().ok());
    let numbers = (fields.next()??, fields.next()??);
    is_root.then_some(numbers)
}

/// The folder of the newest programs.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(|bin| bin.join("postgres").is_file()).max()
}
