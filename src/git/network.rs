//! Clone, fetch and push through the user's own `git`, so that credentials, SSH settings and proxies work as
//! they do by hand.

mod branches;
mod error;
mod process;
mod signed;

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

pub use self::branches::{BranchUpdate, Taken};
pub use self::error::NetworkError;
use self::error::classify;
use self::process::{Output, run};
pub use self::signed::ToSign;
use super::CommitId;

/// Transports that a URL may use. `ext::` and remote helpers would run commands of the URL's choice.
const PROTOCOLS: [&str; 5] = ["file", "git", "http", "https", "ssh"];

/// Where [`Git::fetch_history`] puts what it fetched.
pub const FETCHED: &str = "refs/deming/fetched";

/// The `git` executable and how long to wait for it.
#[derive(Debug, Clone)]
pub struct Git {
    program: OsString,
    timeout: Duration,
}

impl Default for Git {
    /// `git` from the search path; two minutes.
    fn default() -> Self {
        Self { program: "git".into(), timeout: Duration::from_secs(120) }
    }
}

impl Git {
    /// Another executable.
    #[must_use]
    pub fn with_program(self, program: impl Into<OsString>) -> Self {
        Self { program: program.into(), ..self }
    }

    /// Another time to wait for one command.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// What the executable says of itself: `git version 2.39.5`.
    ///
    /// # Errors
    /// [`NetworkError::MissingExecutable`], [`NetworkError::Timeout`] and [`NetworkError::Other`].
    pub fn version(&self) -> Result<String, NetworkError> {
        let said = self.run(Path::new("."), "git --version", &["--version"])?;
        Ok(said.lines().next().unwrap_or_default().trim().to_owned())
    }

    /// Makes a bare clone of depth one at `into`: one branch (by default the remote's own), no tags, no work
    /// tree, so that neither filters nor checkout hooks run. An empty remote gives an empty clone, unless
    /// `branch` asks for a branch it lacks.
    ///
    /// # Errors
    /// Every kind of [`NetworkError`] but `Rejected`.
    pub fn clone_shallow(&self, url: &str, into: &Path, branch: Option<&str>) -> Result<(), NetworkError> {
        refuse_unsafe_remote(url)?;
        let into =
            into.to_str().ok_or_else(|| refused("the folder to clone into", "its name is not UTF-8"))?;
        let branch = branch.map(|name| format!("--branch={name}"));
        // `--no-local`: a clone by path would share object files with its origin and ignore the depth.
        let mut args = vec!["-c", "core.hooksPath=/dev/null", "clone", "--quiet", "--bare", "--depth=1"];
        args.extend(["--single-branch", "--no-tags", "--no-local", "--template="]);
        args.extend(branch.as_deref());
        args.extend(["--", url, into]);
        self.run(Path::new("."), &format!("git clone {url}"), &args).map(drop)
    }

    /// Makes a bare clone of all history of the remote's own branch at `into`: no tags, no work tree, and of the contents
    /// of files only those that have at most `largest` bytes, where the server can leave out others.
    ///
    /// # Errors
    /// Every kind of [`NetworkError`] but `Rejected`.
    pub fn clone_history(&self, url: &str, into: &Path, largest: u64) -> Result<(), NetworkError> {
        refuse_unsafe_remote(url)?;
        let into_text =
            into.to_str().ok_or_else(|| refused("the folder to clone into", "its name is not UTF-8"))?;
        let filter = format!("--filter=blob:limit={largest}");
        let mut args =
            vec!["-c", "core.hooksPath=/dev/null", "clone", "--quiet", "--bare", "--single-branch"];
        args.extend(["--no-tags", "--no-local", "--template=", &filter, "--", url, into_text]);
        let what = format!("git clone {url}");
        match self.run(Path::new("."), &what, &args) {
            Ok(_) => {}
            // Old servers do not only ignore what they cannot do.
            Err(NetworkError::Other { .. }) => {
                args.retain(|argument| *argument != filter);
                self.run(Path::new("."), &what, &args)?;
            }
            Err(error) => return Err(error),
        }
        self.forget_partial(into)
    }

    /// Fetches what has come to the remote's own branch since [`clone_history`](Self::clone_history) made `dir`. Its tip
    /// is [`FETCHED`] then.
    ///
    /// # Errors
    /// Every kind of [`NetworkError`] but `Rejected`.
    pub fn fetch_history(&self, dir: &Path, url: &str) -> Result<(), NetworkError> {
        refuse_unsafe_remote(url)?;
        let refspec = format!("+HEAD:{FETCHED}");
        let args = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", "origin", &refspec];
        self.run(dir, &format!("git fetch {url}"), &args)?;
        self.forget_partial(dir)
    }

    /// Fetches the history that [`clone_shallow`](Self::clone_shallow) has left out. No branch moves.
    ///
    /// # Errors
    /// Every kind of [`NetworkError`] but `Rejected`.
    pub fn fetch_rest(&self, dir: &Path, url: &str) -> Result<(), NetworkError> {
        refuse_unsafe_remote(url)?;
        // Git has no such file, and refuses to fetch a rest, where nothing was left out.
        if !dir.join("shallow").exists() {
            return Ok(());
        }
        let args =
            ["fetch", "--quiet", "--no-tags", "--recurse-submodules=no", "--unshallow", "--", url, "HEAD"];
        self.run(dir, &format!("git fetch {url}"), &args).map(drop)
    }

    /// Takes out of a clone the mark that it lacks contents, which libgit2 would not open it with. What is lacking is
    /// not missed: nobody reads it.
    fn forget_partial(&self, dir: &Path) -> Result<(), NetworkError> {
        let args = ["config", "--local", "--unset-all", "extensions.partialclone"];
        match self.run(dir, "git config", &args) {
            // It was never there, which git tells by its status alone.
            Ok(_) | Err(NetworkError::Other { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Brings the commits of one branch of a remote here, and gives its tip; `None` where the remote has no such branch.
    /// No reference is written but those that the user's own configuration of the remote asks for.
    ///
    /// # Errors
    /// Every kind of [`NetworkError`] but `Rejected`.
    pub fn fetch_branch(
        &self,
        dir: &Path,
        remote: &str,
        branch: &str,
    ) -> Result<Option<CommitId>, NetworkError> {
        refuse_unsafe_remote(remote)?;
        super::branch::validate_branch_name(branch)
            .map_err(|error| refused("the branch to fetch", &error.to_string()))?;
        let name = format!("refs/heads/{branch}");
        let what = format!("git fetch {remote} {branch}");
        let listed = self.run(dir, &what, &["ls-remote", "--quiet", "--", remote, &name])?;
        let tip = listed.lines().find_map(|line| {
            let (id, listed) = line.split_once('\t')?;
            (listed == name).then(|| id.parse().ok()).flatten()
        });
        if tip.is_some() {
            // What the remote has by now contains what it had a moment ago.
            let quiet = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no"];
            let args: Vec<&str> = quiet.into_iter().chain(["--", remote, &name]).collect();
            self.run(dir, &what, &args)?;
        }
        Ok(tip)
    }

    /// The branch that HEAD of a remote names; `None` where it names none that is there.
    ///
    /// # Errors
    /// Every kind of [`NetworkError`] but `Rejected`.
    pub fn default_branch(&self, dir: &Path, remote: &str) -> Result<Option<String>, NetworkError> {
        refuse_unsafe_remote(remote)?;
        let what = format!("git ls-remote {remote}");
        let listed = self.run(dir, &what, &["ls-remote", "--quiet", "--symref", "--", remote, "HEAD"])?;
        let branch =
            listed.lines().find_map(|line| line.strip_prefix("ref: refs/heads/")?.strip_suffix("\tHEAD"));
        Ok(branch.map(str::to_owned))
    }

    /// Sets `branch` of the remote to `commit`, if it still is where `expected` says (`None`: not there).
    /// The comparison is made by the remote itself, so two pushes at once cannot overwrite each other.
    ///
    /// # Errors
    /// [`NetworkError::Rejected`] when the branch moved or the remote refuses, and every other kind.
    pub fn push_with_lease(
        &self,
        dir: &Path,
        remote: &str,
        commit: CommitId,
        branch: &str,
        expected: Option<CommitId>,
    ) -> Result<(), NetworkError> {
        refuse_unsafe_remote(remote)?;
        super::branch::validate_branch_name(branch)
            .map_err(|error| refused("the branch to push to", &error.to_string()))?;
        let expected = expected.map(|id| id.to_string()).unwrap_or_default();
        let lease = format!("--force-with-lease=refs/heads/{branch}:{expected}");
        let refspec = format!("{commit}:refs/heads/{branch}");
        let args = [
            "push",
            "--porcelain",
            "--no-follow-tags",
            "--recurse-submodules=no",
            &lease,
            "--",
            remote,
            &refspec,
        ];
        self.run(dir, &format!("git push {remote} {branch}"), &args).map(drop)
    }

    /// What git says, whether it succeeded or not.
    fn output(&self, dir: &Path, what: &str, args: &[&str]) -> Result<Output, NetworkError> {
        let outcome = run(&self.program, dir, args, self.timeout, &allowed_protocols());
        outcome.map_err(|failure| failure.named(&error::redact(what), self.timeout))
    }

    fn run(&self, dir: &Path, what: &str, args: &[&str]) -> Result<String, NetworkError> {
        let what = error::redact(what);
        let output = self.output(dir, &what, args)?;
        if output.success {
            return Ok(output.stdout);
        }
        // With `--porcelain` the remote's refusal of a branch stands on stdout.
        Err(classify(&what, &format!("{}\n{}", output.stderr.trim(), output.stdout.trim())))
    }
}

/// Our list of transports, and of these only what the user's own `GIT_ALLOW_PROTOCOL` allows.
fn allowed_protocols() -> String {
    let own = std::env::var("GIT_ALLOW_PROTOCOL").ok();
    let allowed = |name: &&str| own.as_deref().is_none_or(|list| list.split(':').any(|entry| entry == *name));
    PROTOCOLS.into_iter().filter(allowed).collect::<Vec<_>>().join(":")
}

/// A URL, path or remote's name must be neither an option nor a remote helper (`ext::sh -c …`).
fn refuse_unsafe_remote(remote: &str) -> Result<(), NetworkError> {
    refuse_option(remote)?;
    let scheme_end = remote.find(|letter: char| !letter.is_ascii_alphanumeric() && !"+-._".contains(letter));
    if scheme_end.is_some_and(|at| remote.get(at..).is_some_and(|rest| rest.starts_with("::"))) {
        return Err(refused("the remote", "remote helpers (`ext::` and the like) are not allowed"));
    }
    Ok(())
}

fn refuse_option(argument: &str) -> Result<(), NetworkError> {
    if argument.is_empty()
        || argument.starts_with('-')
        || argument.contains(|letter: char| letter.is_control())
    {
        return Err(refused("an argument", "it is empty, starts with a dash or holds a control character"));
    }
    Ok(())
}

fn refused(what: &str, reason: &str) -> NetworkError {
    NetworkError::Refused { what: what.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_that_would_run_commands_are_refused() {
        for remote in ["", "-oProxyCommand=x", "--upload-pack=x", "ext::sh -c x", "fd::3", "a\nb", "tor+x::y"]
        {
            assert!(refuse_unsafe_remote(remote).is_err(), "{remote:?}");
        }
    }

    #[test]
    fn common_remotes_are_accepted() {
        let remotes =
            ["origin", "../wiki.git", "https://host/a.git", "git@host:a/b.git", "ssh://git@[::1]/a"];
        for remote in remotes {
            assert!(refuse_unsafe_remote(remote).is_ok(), "{remote}");
        }
    }
}
