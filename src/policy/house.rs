//! What an organisation makes of the rules: which are locked, which are not asked, which are worse than by themselves.

use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::settings::{RuleLevel, RuleSettings, RuleWord};
use crate::text::nearest;

/// Rules about these settings.
pub static RULES: &[&Rule] = &[&LOCKED_RULE_EASED, &NO_SUCH_RULE];

const SOURCE: &str = "The settings of deming; `deming schema settings` prints their shape.";

const SERVICE: &str = "# file: improvement/desk.yaml\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n";

static LOCKED_RULE_EASED: Rule = Rule {
    code: "D336",
    name: "eased-locked-rule",
    level: Level::Error,
    what: "The settings ignore, or make less of, a rule that is locked: by its nature, or by `rules.locked`.",
    why: "Who locks a rule wants it to hold for those who edit the settings, too.",
    bad: "# file: deming.yaml\nrules: {locked: [D112], ignore: [D11]}\n",
    good: "# file: deming.yaml\nrules: {locked: [D112], ignore: [D110]}\n",
    beside: SERVICE,
    source: SOURCE,
    is_locked: true,
};

static NO_SUCH_RULE: Rule = Rule {
    code: "D335",
    name: "unknown-rule-in-settings",
    level: Level::Error,
    what: "The settings name a rule that there is not.",
    why: "What was to be locked, ignored or made worse is as it was before.",
    bad: "# file: deming.yaml\nrules: {levels: {overdue-mesurement: warning}}\n",
    good: "# file: deming.yaml\nrules: {levels: {overdue-measurement: warning}}\n",
    beside: SERVICE,
    source: SOURCE,
    is_locked: true,
};

/// Whether a word names a rule: it is its name, its code, or the beginning of its code.
pub fn names(word: &str, rule: &Rule) -> bool {
    !word.is_empty() && (rule.name == word || rule.code.starts_with(word))
}

/// Whether no waiver lifts a rule, and no setting eases it.
pub fn is_locked(settings: &RuleSettings, rule: &Rule) -> bool {
    rule.is_locked || settings.locked.iter().any(|locked| names(&locked.word, rule))
}

/// Whether a rule is asked at all.
pub fn is_asked(settings: &RuleSettings, rule: &Rule) -> bool {
    is_locked(settings, rule) || !settings.ignore.iter().any(|ignored| names(&ignored.word, rule))
}

/// Takes out the findings of rules that are not asked, and gives the others their level.
pub fn apply(settings: &RuleSettings, findings: &mut Findings) {
    findings.retain(|finding| is_asked(settings, finding.rule));
    for finding in findings.iter_mut() {
        if let Some(level) = level(settings, finding.rule) {
            finding.level = level;
        }
    }
}

/// The level that the settings give a rule: by its name, else by the longest beginning of its code. A locked rule
/// keeps at least its own.
fn level(settings: &RuleSettings, rule: &Rule) -> Option<Level> {
    let fitting = settings.levels.iter().filter(|(word, _)| names(&word.word, rule));
    let exactness = |word: &RuleWord| if word.word == rule.name { usize::MAX } else { word.word.len() };
    let (_, level) = fitting.max_by_key(|(word, _)| exactness(word))?;
    let level = match level {
        RuleLevel::Note => Level::Note,
        RuleLevel::Warning => Level::Warning,
        RuleLevel::Error => Level::Error,
    };
    Some(if is_locked(settings, rule) { level.max(rule.level) } else { level })
}

/// What is wrong with the settings themselves.
pub fn complaints(settings: &RuleSettings, rules: &[&'static Rule]) -> Vec<Finding> {
    let RuleSettings { locked, ignore, levels } = settings;
    let lowered = levels.iter().map(|(word, level)| (word, Some(*level)));
    let eased = ignore.iter().map(|word| (word, None)).chain(lowered);
    let words = locked.iter().chain(ignore).chain(levels.iter().map(|(word, _)| word));
    let unknown = words.filter_map(|word| unknown(word, rules));
    unknown.chain(eased.filter_map(|(word, to)| eased_lock(settings, word, to, rules))).collect()
}

fn unknown(word: &RuleWord, rules: &[&'static Rule]) -> Option<Finding> {
    if rules.iter().any(|rule| names(&word.word, rule)) {
        return None;
    }
    let known = rules.iter().flat_map(|rule| [rule.code, rule.name]);
    let help = match nearest(&word.word, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "a rule is named by its code, the beginning of codes, or its name".into(),
    };
    Some(Finding::new(&NO_SUCH_RULE, &word.place, format!("there is no rule `{}`", word.word)).help(help))
}

/// A locked rule that a word would ease; of several the first.
fn eased_lock(
    settings: &RuleSettings,
    word: &RuleWord,
    to: Option<RuleLevel>,
    rules: &[&'static Rule],
) -> Option<Finding> {
    let lowers = |rule: &Rule| match to {
        None => true,
        Some(RuleLevel::Note) => rule.level > Level::Note,
        Some(RuleLevel::Warning) => rule.level > Level::Warning,
        Some(RuleLevel::Error) => false,
    };
    // A beginning of codes may span locked rules without meaning them; what is locked by name was meant.
    let meant = |rule: &Rule| {
        let by_settings = settings.locked.iter().any(|locked| names(&locked.word, rule));
        by_settings || word.word == rule.name || word.word == rule.code
    };
    let rule = rules
        .iter()
        .find(|rule| names(&word.word, rule) && meant(rule) && is_locked(settings, rule) && lowers(rule))?;
    let message = format!("rule {} ({}) is locked, so this does not hold", rule.code, rule.name);
    Some(Finding::new(&LOCKED_RULE_EASED, &word.place, message).help("take it out, or unlock the rule"))
}
