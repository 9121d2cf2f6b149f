//! Waivers held against what was found: who lets what pass, and whether the waiver itself is sound.

use jiff::civil::Date;

use crate::finding::{Finding, Findings, Level, Location, Rule, Waived};
use crate::model::Waiver;
use crate::text::nearest;

/// Rules about waivers that can be read.
pub static RULES: &[&Rule] = &[&EXPIRED_WAIVER, &USELESS_WAIVER, &WAIVED_LOCKED_RULE, &WAIVED_UNKNOWN_RULE];

const SOURCE: &str = "The language `deming/v1`; an exception without an end is the new rule.";

/// A service whose metric cannot be measured yet: a note of rule D110.
macro_rules! gap {
    ($comment:literal) => {
        concat!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\n",
            "spec: {practice: it-support, owner: \"@ops\"}\n---\n",
            $comment,
            "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n",
            "  class: process\n  direction: lower\n  owner: \"@ops\"\n"
        )
    };
}

static EXPIRED_WAIVER: Rule = Rule {
    code: "D331",
    name: "expired-waiver",
    level: Level::Error,
    what: "The last day of a waiver has passed; what it let pass is told again.",
    why: "The day was the promise under which the exception was accepted.",
    bad: gap!("# deming: ignore[D110] until=2025-12-30 reason=\"waits for the telephones\" by=@ops\n"),
    good: gap!("# deming: ignore[D110] until=2026-12-31 reason=\"waits for the telephones\" by=@ops\n"),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

static USELESS_WAIVER: Rule = Rule {
    code: "D332",
    name: "useless-waiver",
    level: Level::Warning,
    what: "A waiver lets nothing pass: no rule that it names finds anything in what it covers.",
    why: "It would hide the next mistake of its kind, for reasons that were those of another.",
    bad: gap!("# deming: ignore[D110, D112] until=2026-12-31 reason=\"waits for the telephones\" by=@ops\n"),
    good: gap!("# deming: ignore[D110] until=2026-12-31 reason=\"waits for the telephones\" by=@ops\n"),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

static WAIVED_LOCKED_RULE: Rule = Rule {
    code: "D333",
    name: "waived-locked-rule",
    level: Level::Error,
    what: "A waiver names a rule that cannot be waived: by its nature, or since `rules.locked` of deming.yaml lists it.",
    why: "A lock that a comment opens is none.",
    bad: gap!("# deming: ignore[D030] until=2026-12-31 reason=\"both teams use the name\" by=@ops\n"),
    good: gap!(""),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

static WAIVED_UNKNOWN_RULE: Rule = Rule {
    code: "D334",
    name: "waived-unknown-rule",
    level: Level::Error,
    what: "A waiver names no rule that there is.",
    why: "What was to be let pass is still told, and the comment says that it is not.",
    bad: gap!(
        "# deming: ignore[not-mesurable-yet] until=2026-12-31 reason=\"waits for the telephones\" by=@ops\n"
    ),
    good: gap!(
        "# deming: ignore[not-measurable-yet] until=2026-12-31 reason=\"waits for the telephones\" by=@ops\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// How waivers are judged.
pub struct Terms<'a> {
    /// Every rule that there is.
    pub rules: &'a [&'static Rule],
    /// Whether a rule cannot be waived.
    pub is_locked: &'a dyn Fn(&Rule) -> bool,
    /// Whether a rule was asked at all: where it was not, its waivers are not useless.
    pub was_asked: &'a dyn Fn(&Rule) -> bool,
    /// The day that is "today".
    pub today: Date,
}

/// Lets pass what waivers cover, and gives what is wrong with the waivers.
pub fn apply(waivers: &[Waiver], terms: &Terms<'_>, findings: &mut Findings) -> Vec<Finding> {
    let lifted: Vec<Lifted<'_>> = waivers.iter().flat_map(|waiver| lifted(waiver, terms)).collect();
    let mut used = vec![false; lifted.len()];
    let holds = |one: &Lifted<'_>| one.outcome == Outcome::Holds;
    findings.waive(|finding| {
        let candidates =
            lifted.iter().enumerate().filter(|(_, one)| holds(one) || one.outcome == Outcome::Expired);
        let path = finding.location.path();
        let mut matching =
            candidates.filter(|(_, one)| one.rule == Some(finding.rule) && one.waiver.source.path() == path);
        // The line is looked up last: it costs a second reading of the file.
        let (at, one) =
            matching.find(|(_, one)| one.waiver.covers(path, finding.location.span().start.line))?;
        if let Some(used) = used.get_mut(at) {
            *used = true;
        }
        holds(one).then(|| waived(finding, one.waiver))
    });
    lifted.iter().zip(used).filter_map(|(one, used)| complaint(one, used, terms)).collect()
}

/// One rule of a waiver.
struct Lifted<'w> {
    waiver: &'w Waiver,
    word: &'w str,
    rule: Option<&'static Rule>,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Holds,
    Expired,
    Locked,
    Unknown,
}

fn lifted<'w>(waiver: &'w Waiver, terms: &Terms<'_>) -> Vec<Lifted<'w>> {
    let one = |word: &'w String| {
        let named = |rule: &&&'static Rule| rule.code.eq_ignore_ascii_case(word) || rule.name == word;
        let rule = terms.rules.iter().find(named).copied();
        let outcome = match rule {
            None => Outcome::Unknown,
            Some(rule) if (terms.is_locked)(rule) => Outcome::Locked,
            Some(_) if waiver.until < terms.today => Outcome::Expired,
            Some(_) => Outcome::Holds,
        };
        Lifted { waiver, word, rule, outcome }
    };
    waiver.rules.iter().map(one).collect()
}

fn waived(finding: &Finding, waiver: &Waiver) -> Waived {
    Waived {
        finding: finding.clone(),
        by: waiver.by.to_string(),
        reason: waiver.reason.clone(),
        until: waiver.until.to_string(),
    }
}

fn complaint(one: &Lifted<'_>, used: bool, terms: &Terms<'_>) -> Option<Finding> {
    let Lifted { waiver, word, rule, outcome } = one;
    let (broken, message, help) = match (outcome, rule) {
        (Outcome::Unknown, _) | (_, None) => {
            let names = terms.rules.iter().flat_map(|rule| [rule.code, rule.name]);
            let help = match nearest(word, names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`deming explain CODE` tells of a rule".into(),
            };
            (&WAIVED_UNKNOWN_RULE, format!("there is no rule `{word}`"), help)
        }
        (Outcome::Locked, Some(rule)) => {
            let message = format!("rule {} ({}) cannot be waived", rule.code, rule.name);
            (&WAIVED_LOCKED_RULE, message, "take the waiver out, and mend what the rule finds".into())
        }
        (Outcome::Expired, Some(rule)) => {
            let message = format!("the waiver of {} ended on {}", rule.code, waiver.until);
            let help = match used {
                true => format!("mend what it let pass, or agree with {} on another day", waiver.by),
                false => "nothing is found there any more: take it out".into(),
            };
            (&EXPIRED_WAIVER, message, help)
        }
        (Outcome::Holds, Some(rule)) if !used && (terms.was_asked)(rule) => {
            let message = format!("the waiver of {} lets nothing pass", rule.code);
            (&USELESS_WAIVER, message, "take it out".into())
        }
        (Outcome::Holds, Some(_)) => return None,
    };
    let location = Location::Text { source: waiver.source.clone(), span: waiver.span };
    Some(Finding::new(broken, location, message).help(help).key(format!("{word} {:?}", waiver.scope)))
}
