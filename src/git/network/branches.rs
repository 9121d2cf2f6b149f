//! Many branches of a remote at once: fetched into the references that track them, and pushed under lease.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::{classify, redact};
use super::{Git, NetworkError, refuse_unsafe_remote, refused};
use crate::git::CommitId;
use crate::git::branch::validate_branch_name;

/// Branches in one call of git: the command line has an end.
const AT_ONCE: usize = 500;

/// A branch of a remote to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchUpdate {
    /// Its name.
    pub branch: String,
    /// Where to.
    pub commit: CommitId,
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
            let said = self.push_some(dir, remote, some)?;
            taken.extend(some.iter().map(|update| {
                let silence = || Err("git said nothing of it".to_owned());
                said.get(&update.branch).cloned().unwrap_or_else(silence)
            }));
        }
        Ok(taken)
    }

    fn push_some(
        &self,
        dir: &Path,
        remote: &str,
        updates: &[BranchUpdate],
    ) -> Result<BTreeMap<String, Taken>, NetworkError> {
        let (mut leases, mut refspecs) = (Vec::new(), Vec::new());
        for BranchUpdate { branch, commit, expected } in updates {
            validate_branch_name(branch)
                .map_err(|error| refused("the branch to push to", &error.to_string()))?;
            let expected = expected.map(|id| id.to_string()).unwrap_or_default();
            leases.push(format!("--force-with-lease=refs/heads/{branch}:{expected}"));
            refspecs.push(format!("{commit}:refs/heads/{branch}"));
        }
        let mut args = vec!["push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no"];
        args.extend(leases.iter().map(String::as_str));
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

/// What `--porcelain` tells of each branch: a sign, what went where, and in words.
fn told(stdout: &str) -> BTreeMap<String, Taken> {
    let mut branches = BTreeMap::new();
    for line in stdout.lines() {
        let mut fields = line.splitn(3, '\t');
        let (Some(sign), Some(what), Some(words)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let Some(branch) = what.rsplit_once(':').and_then(|(_, to)| to.strip_prefix("refs/heads/")) else {
            continue;
        };
        let taken = match sign.trim() {
            "!" => Err(redact(words.trim())),
            _ => Ok(()),
        };
        branches.insert(branch.to_owned(), taken);
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
        assert_eq!(told["deming/a/x"], Ok(()));
        assert_eq!(told["deming/c"], Err("[remote rejected] (hook declined)".into()));
    }
}
