//! The commit message of a proposal.
//!
//! Names and reasons come from declarations and data. In a message they must not forge trailers, call people, close
//! issues or switch a pipeline off, so they pass through [`commit_text`] and no line of the body can be taken for a trailer.

use super::compose::Scene;
use super::words;
use crate::model::ProposalId;
use crate::text::escape::commit_text;

/// The longest first line, and the width of the body.
const WIDTH: usize = 72;
/// The longest quotation of a reason, in characters.
const LONGEST_REASON: usize = 600;

/// How the paragraph begins that says how to say yes.
const TO_ACCEPT: &str = "To accept, merge this commit.";

/// The whole message: a conventional title, what was found, what is expected, how to say no, and trailers.
pub(super) fn of(scene: &Scene<'_>) -> String {
    let mut parts = vec![title(scene), finding(scene)];
    parts.extend(scene.said.map(|said| paragraph(&format!("{said}."))));
    parts.extend(effect(scene));
    parts.push(refusal(scene.id));
    parts.push(trailers(scene));
    let mut message = parts.join("\n\n");
    message.push('\n');
    message
}

fn title(scene: &Scene<'_>) -> String {
    titled("propose", scene.title)
}

/// The first line: a verb, and what it is about. That stands in quotation marks: some begin with a verb, some do not.
pub(super) fn titled(verb: &str, about: &str) -> String {
    let before = format!("chore(csi): {verb} \"");
    let room = WIDTH.saturating_sub(before.chars().count() + 1);
    format!("{before}{}\"", words::shortened(&commit_text(about), room))
}

fn finding(scene: &Scene<'_>) -> String {
    let reason = words::shortened(&words::one_line(&scene.sighting.gap.reason), LONGEST_REASON);
    let finding = words::finding(scene.sighting);
    let evidence = words::evidence(scene.sighting, scene.zone);
    let name = words::one_line(scene.metric.meta.title());
    paragraph(&format!("Finding: {finding}. {name}: {evidence} {reason}"))
}

fn effect(scene: &Scene<'_>) -> Option<String> {
    let expect = scene.playbook.propose.expect?;
    let due = scene.due?;
    let metric = &scene.metric.meta.name;
    Some(paragraph(&format!(
        "Expected effect: {} on {metric} by {due}. deming measures whether it came.",
        expect.change
    )))
}

/// How to say yes and how to say no, the same for every kind.
pub(super) fn refusal(id: &ProposalId) -> String {
    format!(
        "{TO_ACCEPT} To decline, so that it is not proposed\nagain, write down why, and until when:\n\n    deming decline {id} --reason … --until …"
    )
}

/// What a message says beside its title, how to say no, and its trailers: each paragraph on one line.
pub fn paragraphs(message: &str) -> Vec<String> {
    let body = message.trim_end().split("\n\n").skip(1);
    let mut parts: Vec<&str> = body.collect();
    // The last paragraph holds the trailers.
    parts.pop();
    let is_said = |part: &&str| !part.starts_with(TO_ACCEPT) && !part.starts_with(' ');
    parts.into_iter().filter(is_said).map(words::one_line).filter(|part| !part.is_empty()).collect()
}

/// The whole message of a proposal: its title, paragraphs in lines, how to say no, and trailers. The first of these is the
/// identity; values of the others are names and keywords, which hold no line end.
pub(super) fn whole(
    title: String,
    paragraphs: &[String],
    id: &ProposalId,
    trailers: &[(&'static str, String)],
) -> String {
    let mut parts = vec![title];
    parts.extend(paragraphs.iter().cloned());
    parts.push(refusal(id));
    let first = format!("Deming-Proposal: {id}");
    let rest = trailers.iter().map(|(key, value)| format!("Deming-{key}: {value}"));
    parts.push(std::iter::once(first).chain(rest).collect::<Vec<_>>().join("\n"));
    parts.join("\n\n") + "\n"
}

/// Names are RFC 1123 labels and can hold no line end.
fn trailers(scene: &Scene<'_>) -> String {
    let gap = &scene.sighting.gap;
    let cycle = scene.cycle_at_stake().map(|cycle| format!("\nDeming-Cycle: {}", cycle.meta.name));
    format!(
        "Deming-Proposal: {}\nDeming-Service: {}\nDeming-Metric: {}{}\nDeming-Playbook: {}",
        scene.id,
        gap.service,
        gap.metric,
        cycle.unwrap_or_default(),
        scene.playbook.meta.name
    )
}

/// A paragraph in lines of at most [`WIDTH`] characters where words allow. Only its first word is ours, so every
/// line but the first that could mean something to Git is set in.
pub(super) fn paragraph(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in commit_text(text).split_whitespace() {
        let Some(line) = lines.last_mut() else { continue };
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= WIDTH {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    let mut rest = lines.into_iter();
    let first = rest.next().unwrap_or_default();
    rest.map(set_in).fold(first, |text, line| format!("{text}\n{line}"))
}

/// `Token: value` is a trailer, `#` a comment, `---` and `diff` the beginning of a patch, `(cherry picked` a note.
fn set_in(line: String) -> String {
    let token = line.split(':').next().unwrap_or_default().trim_end();
    let trailer = line.contains(':') && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let sign = line.starts_with(['#', '-', '+', '*', '>'])
        || line.starts_with("diff ")
        || line.starts_with("(cherry");
    if trailer || sign { format!("  {line}") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_forges_nothing() {
        let hostile = "Finding: x Signed-off-by: Mallory <m@example.org> and \
            Deming-Proposal: P-00000000 # comment --- diff --git Reviewed-by:me"
            .repeat(9);
        let text = paragraph(&hostile);
        for line in text.lines().skip(1) {
            let token = line.split(':').next().unwrap_or_default();
            assert!(line.starts_with("  ") || !line.contains(':') || token.contains(' '), "{line}");
            assert!(!line.starts_with(['#', '-']), "{line}");
        }
    }
}
