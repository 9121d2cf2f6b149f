//! Names that a proposal goes by: of its action, its file and its branch.

use crate::model::settings::Settings;
use crate::model::{Name, ProposalId};

/// The longest name of an action (RFC 1123).
const LONGEST_NAME: usize = 63;
/// The longest name of a branch that forges and file systems take without trouble.
const LONGEST_BRANCH: usize = 100;

/// The eight digits of an id.
pub(super) fn digits(id: &ProposalId) -> &str {
    id.as_str().trim_start_matches("P-")
}

/// The name of the action: `<metric>-<playbook>-<digits>`, cut to 63 characters before the digits. From the second try
/// on its number stands before the digits, since the action of the first is still in the register.
pub(super) fn action(metric: &Name, playbook: &Name, id: &ProposalId, attempt: usize) -> String {
    let tail = tail(id, attempt);
    with_tail(&format!("{metric}-{playbook}"), &tail)
}

/// A name with this end, cut to 63 characters before it.
pub(super) fn with_tail(stem: &str, tail: &str) -> String {
    format!("{}{tail}", cut(stem, LONGEST_NAME.saturating_sub(tail.len())))
}

fn tail(id: &ProposalId, attempt: usize) -> String {
    if attempt > 1 { format!("-{attempt}-{}", digits(id)) } else { format!("-{}", digits(id)) }
}

/// The file of an action, relative to the repository's root.
pub(super) fn file(settings: &Settings, action: &str) -> String {
    format!("{}{action}.yaml", folder(settings).map(|part| format!("{part}/")).collect::<String>())
}

/// The file of a decision, relative to the repository's root: decisions lie beside actions.
pub(super) fn decision_file(settings: &Settings, decision: &str) -> String {
    let parts: Vec<&str> = folder(settings).collect();
    let above = parts.split_last().map_or(&[][..], |(_, above)| above);
    let above: String = above.iter().map(|part| format!("{part}/")).collect();
    format!("{above}decisions/{decision}.yaml")
}

/// The way from such a file to the schema, for editors.
pub(super) fn schema_of(path: &str) -> String {
    format!("{}.deming/deming.schema.json", "../".repeat(path.matches('/').count()))
}

/// The way from that file to the schema that `deming schema` and `deming init` write, for editors.
pub(super) fn schema(settings: &Settings) -> String {
    format!("{}.deming/deming.schema.json", "../".repeat(folder(settings).count()))
}

fn folder(settings: &Settings) -> impl Iterator<Item = &str> {
    settings.proposals.actions.split('/').filter(|part| !matches!(*part, "" | "."))
}

/// The branch: `deming/<cycle-or-service>/<metric>-<playbook>-<digits>`, at most 100 characters. Made of names, it
/// holds nothing that `git check-ref-format` refuses.
pub(super) fn branch(
    settings: &Settings,
    scope: &Name,
    metric: &Name,
    playbook: &Name,
    id: &ProposalId,
    attempt: usize,
) -> String {
    branch_of(settings, scope, &format!("{metric}-{playbook}"), id, attempt)
}

/// The branch `deming/<cycle-or-service>/<about>-<digits>`, at most 100 characters. `about` is made of names.
pub(super) fn branch_of(
    settings: &Settings,
    scope: &Name,
    about: &str,
    id: &ProposalId,
    attempt: usize,
) -> String {
    let folder = format!("deming/{scope}");
    // Git cannot keep a branch and a folder of branches under one name.
    let folder = if folder == settings.observed_branch { format!("{folder}-proposals") } else { folder };
    let tail = tail(id, attempt);
    let room = LONGEST_BRANCH.saturating_sub(folder.len() + tail.len() + 1);
    format!("{folder}/{}{tail}", cut(about, room))
}

/// The beginning of a name, not ending in a dash. Names are ASCII, so bytes are characters.
fn cut(name: &str, room: usize) -> &str {
    name.get(..room).unwrap_or(name).trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        text.parse().expect("a name")
    }

    #[test]
    fn long_names_are_cut_and_stay_names() {
        let long = name(&format!("{}-{}", "m".repeat(52), "x".repeat(10)));
        let id: ProposalId = "P-7f3a91c2".parse().expect("an id");
        let action = action(&long, &long, &id, 1);
        assert!(action.parse::<Name>().is_ok(), "{action}");
        assert!(action.ends_with("m-x-7f3a91c2") || action.ends_with("-7f3a91c2"));
        let branch = branch(&Settings::default(), &long, &long, &long, &id, 1);
        assert!(branch.len() <= LONGEST_BRANCH && branch.ends_with("m-7f3a91c2"), "{branch}");
    }

    #[test]
    fn the_branch_of_observations_is_never_a_folder() {
        let id: ProposalId = "P-7f3a91c2".parse().expect("an id");
        let branch = branch(&Settings::default(), &name("observed"), &name("m"), &name("p"), &id, 1);
        assert_eq!(branch, "deming/observed-proposals/m-p-7f3a91c2");
    }

    #[test]
    fn editors_find_the_schema() {
        let mut settings = Settings::default();
        assert_eq!(file(&settings, "a"), "improvement/actions/a.yaml");
        assert_eq!(schema(&settings), "../../.deming/deming.schema.json");
        settings.proposals.actions = "./".into();
        assert_eq!(
            (file(&settings, "a").as_str(), schema(&settings).as_str()),
            ("a.yaml", ".deming/deming.schema.json")
        );
    }
}
