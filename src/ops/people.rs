//! Who is known and who commits, for checks of owners.

use jiff::SignedDuration;

use super::workspace::Workspace;
use crate::git::contributors::contributions;
use crate::policy::code_owners::CodeOwners;
use crate::policy::owners::SILENT_DAYS;
use crate::policy::people::{Author, Commits, People};
use crate::text::Source;

/// Where forges look for CODEOWNERS; the first there is counts.
const PLACES: [&str; 4] = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// No forge reads a larger CODEOWNERS, in bytes.
const LARGEST: u64 = 3 << 20;

/// What a repository tells of people.
pub fn people(workspace: &Workspace) -> People {
    People { code_owners: code_owners(workspace), commits: commits(workspace) }
}

fn code_owners(workspace: &Workspace) -> Option<CodeOwners> {
    let files = &workspace.snapshot;
    let path = PLACES.iter().find(|place| files.files().iter().any(|path| path == **place))?;
    let bytes = files.read_at_most(path, LARGEST).ok()?;
    Some(CodeOwners::read(Source::new(*path, String::from_utf8_lossy(&bytes))))
}

/// Who committed lately. A history that cannot be read tells nothing of people; what else is wrong with it, other
/// readers say.
fn commits(workspace: &Workspace) -> Commits {
    let Some(head) = workspace.head else { return Commits::Untold };
    if workspace.repository.is_shallow() {
        return Commits::CutOff;
    }
    let silence = SignedDuration::from_hours(i64::from(SILENT_DAYS) * 24);
    let Ok(since) = workspace.as_of.checked_sub(silence) else { return Commits::Untold };
    match contributions(&workspace.repository, head, since, workspace.as_of) {
        Ok(found) if found.reaches_back => Commits::By(
            found
                .contributors
                .into_iter()
                .map(|contributor| Author { name: contributor.name, mail: contributor.mail })
                .collect(),
        ),
        _ => Commits::Untold,
    }
}
