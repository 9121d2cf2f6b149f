//! What a run came to, worst first.

use super::sheet::{Sheet, code, shown};
use crate::present::view::{ResultView, Results, Section};
use crate::present::{link, show};

/// The results in `limit` bytes of Markdown: the verdict in words, what the change weakens, everything that is missed
/// or wrong, then the rest; and at the end how much was left out, and where the whole is.
pub fn results(results: &Results, limit: usize) -> String {
    let most: Vec<_> = Section::ALL.map(|section| (section, results.count(section))).to_vec();
    let reserved = foot(results, results.weakened.len(), &most, results.changed.len()).len();
    let mut sheet = Sheet::new(head(results), limit, reserved);
    let weakened = results.weakened.iter().map(|text| format!("- {}", shown(text)));
    let weakened = sheet.section("Weakened", weakened);
    let mut left_out = Vec::new();
    for section in Section::ALL {
        let entries = results.open().filter(|result| result.section == section).map(entry);
        left_out.push((section, sheet.section(section.heading(), entries)));
    }
    let changed = results.changed.iter().map(|text| format!("- {}", shown(text)));
    let changed = sheet.section("What else changed", changed);
    sheet.end(&foot(results, weakened, &left_out, changed))
}

/// The verdict in words, and the count of everything.
fn head(results: &Results) -> String {
    let mut counts = Vec::new();
    if !results.weakened.is_empty() {
        counts.push(format!("{} weakened", show::count(results.weakened.len() as u64)));
    }
    for (noun, summary) in [("objectives", &results.objectives), ("cycles", &results.cycles)] {
        let summary = summary.as_ref().filter(|summary| summary.total() > 0);
        counts.extend(summary.map(|summary| format!("{noun}: {}", summary.words())));
    }
    counts.extend(Some(results.findings().words()).filter(|words| !words.is_empty()));
    let accepted = results.results.len() - results.open().count();
    if accepted > 0 {
        counts.push(format!("{} accepted", show::count(accepted as u64)));
    }
    let counts = if counts.is_empty() { "Nothing to report".to_owned() } else { counts.join("; ") };
    let source = results
        .head
        .as_deref()
        .map(|head| format!(", commit {}", code(crate::present::view::short(head).as_str())));
    let compared = results.compared_with.as_deref().map(|base| format!(", compared with {}", shown(base)));
    format!(
        "## {} deming {}: {}\n\n**{counts}.** As of {}{}{}.\n",
        symbol(results),
        results.command,
        words(results),
        results.as_of,
        source.unwrap_or_default(),
        compared.unwrap_or_default()
    )
}

fn words(results: &Results) -> &'static str {
    match (results.weakened.is_empty(), results.verdict()) {
        (false, _) => "targets are weakened",
        (true, "missed") => "targets are missed",
        (true, "error") => "errors",
        (true, "at-risk") => "targets are at risk",
        (true, "warning") => "warnings",
        (true, "unknown") => "some targets nobody can tell of",
        (true, "note") => "notes only",
        (true, _) => "clean",
    }
}

fn symbol(results: &Results) -> &'static str {
    match results.verdict() {
        _ if !results.weakened.is_empty() => "✘",
        "missed" | "error" => "✘",
        "at-risk" | "warning" => "▲",
        "unknown" => "?",
        _ => "✔",
    }
}

fn entry(result: &ResultView) -> String {
    let at = code(&format!("{}:{}", result.at.path, result.at.line));
    let rule = result.rule;
    let name = match link::rule(rule.code) {
        Some(address) => format!("[{} {}]({address})", rule.code, rule.name),
        None => format!("{} {}", rule.code, rule.name),
    };
    let help = result.help.as_deref().map(|help| format!(" *Next:* {}", shown(help))).unwrap_or_default();
    format!("- **{}** {at}: {}.{help} ({name})", result.level, shown(&result.message))
}

/// What was left out, and where to look on.
fn foot(results: &Results, weakened: usize, left_out: &[(Section, usize)], changed: usize) -> String {
    let mut words = Vec::new();
    if weakened > 0 {
        words.push(format!("{} weakened", show::count(weakened as u64)));
    }
    let some = left_out.iter().filter(|(_, number)| *number > 0);
    words.extend(some.map(|(section, number)| section.counted(*number)));
    if changed > 0 {
        words.push(format!("{} changed", show::count(changed as u64)));
    }
    let total = weakened + changed + left_out.iter().map(|(_, number)| number).sum::<usize>();
    let whole = results.whole.as_deref().map(|file| format!("The whole is in {}.", code(file)));
    let command = results.command;
    let mut text = String::new();
    if total > 0 {
        let total = show::count(total as u64);
        let look = whole.unwrap_or_else(|| format!("`deming {command}` shows all."));
        text.push_str(&format!(
            "\n**{total} more left out for want of room:** {}. {look}\n",
            words.join(", ")
        ));
    } else if let Some(whole) = whole {
        text.push_str(&format!("\n{whole}\n"));
    }
    text + "\n`deming explain CODE` tells what a rule is about, and how to keep it.\n"
}
