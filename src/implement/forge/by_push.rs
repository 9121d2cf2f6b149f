//! Pull requests that a push opens: without a token, by whoever may push.
//!
//! GitLab takes options with the push of a branch (GitLab Docs, "Push options"). Gitea and Forgejo take a push to
//! `refs/for/BASE` with a topic (Gitea Docs, "AGit workflow"), Gerrit the same with its change's id in the message (Gerrit,
//! "Uploading changes"); neither has a branch afterwards.

use sha2::{Digest, Sha256};

use super::Kind;
use crate::model::ProposalId;

/// What is pushed where, to open or renew a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The reference of the remote.
    pub reference: String,
    /// The options of the push.
    pub options: Vec<String>,
}

/// A pull request to be opened by a push.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The branch of the proposal.
    pub branch: &'a str,
    /// The branch that it is to be merged into; `None`: the forge's default, which only GitLab knows by itself.
    pub base: Option<&'a str>,
    /// The title.
    pub title: &'a str,
    /// The text.
    pub body: &'a str,
    /// The labels.
    pub labels: &'a [String],
    /// Whether it begins as a draft.
    pub is_draft: bool,
}

/// The push for a kind of forge; `None` where a push opens none, or where it would have to know the base and does not.
pub fn push(kind: Kind, opening: &Opening<'_>) -> Option<Push> {
    let Opening { branch, base, title, body, labels, is_draft } = *opening;
    // An option is one line (git-push(1)); GitLab takes `\n` for a line end in it.
    let line = |text: &str| text.replace('\r', "").replace('\n', "\\n");
    match kind {
        Kind::GitLab => {
            let mut options =
                vec!["merge_request.create".to_owned(), "merge_request.remove_source_branch".into()];
            options.extend(base.map(|base| format!("merge_request.target={}", line(base))));
            options.push(format!("merge_request.title={}", line(title)));
            options.push(format!("merge_request.description={}", line(body)));
            options.extend(labels.iter().map(|label| format!("merge_request.label={}", line(label))));
            options.extend(is_draft.then(|| "merge_request.draft".to_owned()));
            Some(Push { reference: format!("refs/heads/{branch}"), options })
        }
        Kind::Gitea => {
            let title = if is_draft { format!("WIP: {title}") } else { title.to_owned() };
            let options = vec![
                format!("topic={branch}"),
                format!("title={}", line(&title)),
                format!("description={}", line(body)),
                "force-push=true".into(),
            ];
            Some(Push { reference: format!("refs/for/{}", base?), options })
        }
        Kind::Gerrit => {
            let topic: String =
                branch.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
            let wip = if is_draft { ",wip" } else { "" };
            Some(Push { reference: format!("refs/for/{}%topic={topic}{wip}", base?), options: Vec::new() })
        }
        Kind::GitHub => None,
    }
}

/// Whether the words with which a remote refuses a push say that it has just this already.
pub fn is_known_already(reason: &str) -> bool {
    ["no new changes", "same with old commit", "up to date"].iter().any(|words| reason.contains(words))
}

/// The id by which Gerrit knows a change from one version of it to the next: the same for a proposal at all times.
pub fn change_id(id: &ProposalId) -> String {
    let digest = Sha256::digest(format!("deming-change-1 {id}"));
    let digits: String = digest.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
    format!("I{digits}")
}
