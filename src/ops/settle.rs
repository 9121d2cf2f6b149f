//! Findings as the organisation wants them: at its levels, and without what somebody lets pass.

use std::collections::BTreeSet;

use super::check::rules;
use super::workspace::Workspace;
use crate::finding::Rule;
use crate::policy::{house, waivers};

/// Gives the findings of a workspace their levels, and lets pass what waivers cover. `asked` are the codes of the rules
/// that were asked: of these it is told when a waiver lets nothing pass. `None`: nothing is said about settings and
/// waivers themselves, which is the business of `check`.
pub fn settle(workspace: &mut Workspace, asked: Option<&BTreeSet<&'static str>>) {
    let settings = &workspace.catalog.settings.rules;
    let rules = rules();
    house::apply(settings, &mut workspace.findings);
    let terms = waivers::Terms {
        rules: &rules,
        is_locked: &|rule: &Rule| house::is_locked(settings, rule),
        was_asked: &|rule: &Rule| asked.is_some_and(|asked| asked.contains(rule.code)),
        today: workspace.today(),
    };
    let complaints = waivers::apply(&workspace.waivers, &terms, &mut workspace.findings);
    if asked.is_some() {
        workspace.findings.extend(house::complaints(settings, &rules));
        workspace.findings.extend(complaints);
    }
}
