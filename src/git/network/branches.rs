//! Many branches of a remote at once: fetched into the references that track them, and pushed under lease.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::{classify, redact};
use super::{Git, NetworkError, refuse_unsafe_remote, refused};
use crate::git::CommitId;
use crate::git::branch::validate_branch_name;

const HEADS: &str = "refs/heads/";
/// Branches in one call of git: the command line has an end.
const AT_ONCE: usize = 500;

/// A branch of a remote to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchUpdate {
    /// Its name.
    pub branch: String,
    /// Where to; `None`: it is deleted.
    pub commit: Option<CommitId>,
    /// Where it is expected to be; `None`: not there.
    pub expected: Option<CommitId>,
}

/// Why a remote did not take a branch, in its own words without credentials; `Ok`: it did.
pub type Taken = Result<(), String>;

impl Git {
    /// Fetches the branches of a remote whose names begin with `folder/` into the references that track them, and drops
    /// those of branches that the remote no longer has. Nothing else is written.
    ///
    /// # Errors
    /// Every kind of [`NetworkError`] but `Rejected`.
    pub fn fetch_folder(&self, dir: &Path, remote: &str, folder: &str) -> Result<(), NetworkError> {
        refuse_unsafe_remote(remote)?;
        validate_branch_name(folder).map_err(|error| refused("the branches to fetch", &error.to_string()))?;
        let refspec = format!("+refs/heads/{folder}/*:refs/remotes/{remote}/{folder}/*");
        let args = [
            "fetch",
            "--quiet",
            "--prune",
            "--no-tags",
            "--no-write-fetch-head",
            "--recurse-submodules=no",
            "--",
            remote,
            &refspec,
        ];
        self.run(dir, &format!("git fetch {remote} {folder}"), &args).map(drop)
    }

    /// Sets branches of a remote, each if it still is where it was expected. The comparison is made by the remote itself.
    /// One that is refused does not keep the others back; the answer tells of each.
    ///
    /// # Errors
    /// Every kind of [`NetworkError`] but `Rejected`, when the remote could not be talked to at all.
    pub fn push_branches(
        &self,
        dir: &Path,
        remote: &str,
        updates: &[BranchUpdate],
    ) -> Result<Vec<Taken>, NetworkError> {
        refuse_unsafe_remote(remote)?;
        let mut taken = Vec::with_capacity(updates.len());
        for some in updates.chunks(AT_ONCE) {
            let said = self.push_branches_with(dir, remote, some, &[])?;
            taken.extend(some.iter().map(|update| {
                said.get(&format!("{HEADS}{}", update.branch)).cloned().unwrap_or_else(silence)
            }));
        }
        Ok(taken)
    }

    /// Sets one branch of a remote, as [`push_branches`](Self::push_branches) does, with options for the remote's hooks.
    ///
    /// # Errors
    /// Those of [`push_branches`](Self::push_branches); and where the remote takes no options.
    pub fn push_with_options(
        &self,
        dir: &Path,
        remote: &str,
        update: &BranchUpdate,
        options: &[String],
    ) -> Result<Taken, NetworkError> {
        refuse_unsafe_remote(remote)?;
        let said = self.push_branches_with(dir, remote, std::slice::from_ref(update), options)?;
        Ok(said.get(&format!("{HEADS}{}", update.branch)).cloned().unwrap_or_else(silence))
    }

    /// Pushes a commit to a reference that is none of a branch, such as `refs/for/main`, which servers take for a request.
    ///
    /// # Errors
    /// Those of [`push_branches`](Self::push_branches); and where the remote takes no options.
    pub fn push_request(
        &self,
        dir: &Path,
        remote: &str,
        commit: CommitId,
        reference: &str,
        options: &[String],
    ) -> Result<Taken, NetworkError> {
        refuse_unsafe_remote(remote)?;
        let name = reference.split('%').next().unwrap_or_default();
        validate_branch_name(name)
            .map_err(|error| refused("the reference to push to", &error.to_string()))?;
        let said = self.push_some(dir, remote, &[], &[format!("{commit}:{reference}")], options)?;
        Ok(said.get(reference).or_else(|| said.get(name)).cloned().unwrap_or_else(silence))
    }

    fn push_branches_with(
        &self,
        dir: &Path,
        remote: &str,
        updates: &[BranchUpdate],
        options: &[String],
    ) -> Result<BTreeMap<String, Taken>, NetworkError> {
        let (mut leases, mut refspecs) = (Vec::new(), Vec::new());
        for BranchUpdate { branch, commit, expected } in updates {
            validate_branch_name(branch)
                .map_err(|error| refused("the branch to push to", &error.to_string()))?;
            let expected = expected.map(|id| id.to_string()).unwrap_or_default();
            leases.push(format!("--force-with-lease={HEADS}{branch}:{expected}"));
            let commit = commit.map(|id| id.to_string()).unwrap_or_default();
            refspecs.push(format!("{commit}:{HEADS}{branch}"));
        }
        self.push_some(dir, remote, &leases, &refspecs, options)
    }

    fn push_some(
        &self,
        dir: &Path,
        remote: &str,
        leases: &[String],
        refspecs: &[String],
        options: &[String],
    ) -> Result<BTreeMap<String, Taken>, NetworkError> {
        let mut args = vec!["push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no"];
        args.extend(leases.iter().map(String::as_str));
        let options: Vec<String> = options.iter().map(|option| format!("--push-option={option}")).collect();
        args.extend(options.iter().map(String::as_str));
        args.extend(["--", remote]);
        args.extend(refspecs.iter().map(String::as_str));
        let what = format!("git push {remote}");
        let output = self.output(dir, &what, &args)?;
        let said = told(&output.stdout);
        if !output.success && said.is_empty() {
            let all = format!("{}\n{}", output.stderr.trim(), output.stdout.trim());
            return Err(classify(&redact(&what), &all));
        }
        Ok(said)
    }
}

fn silence() -> Taken {
    Err("git said nothing of it".to_owned())
}

/// What `--porcelain` tells of each reference of the remote: a sign, what went where, and in words.
fn told(stdout: &str) -> BTreeMap<String, Taken> {
    let mut branches = BTreeMap::new();
    for line in stdout.lines() {
        let mut fields = line.splitn(3, '\t');
        let (Some(sign), Some(what), Some(words)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let Some((_, reference)) = what.rsplit_once(':') else { continue };
        let taken = match sign.trim() {
            "!" => Err(redact(words.trim())),
            _ => Ok(()),
        };
        branches.insert(reference.to_owned(), taken);
    }
    branches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_branch_has_its_own_answer() {
        let stdout = "To http://h/x.git\n*\tabc:refs/heads/deming/a/x\t[new branch]\n+\tdef:refs/heads/deming/b\tabc...def (forced update)\n!\tabc:refs/heads/deming/c\t[remote rejected] (hook declined)\n=\tabc:refs/heads/deming/d\t[up to date]\nDone\n";
        let told = told(stdout);
        assert_eq!(told.len(), 4);
        assert_eq!(told["refs/heads/deming/a/x"], Ok(()));
        assert_eq!(told["refs/heads/deming/c"], Err("[remote rejected] (hook declined)".into()));
    }
}
