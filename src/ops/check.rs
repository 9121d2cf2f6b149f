//! `check`: the declarations judged.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::compare::{self, Comparing, Comparison};
use super::doctor;
use super::settle::settle;
use super::workspace::{Request, Workspace};
use super::{people, survey};
use crate::analyse;
use crate::catalog::{self, Lookup};
use crate::change;
use crate::declare;
use crate::exchange;
use crate::finding::{Finding, Findings, Level, Location, Rule};
use crate::gather;
use crate::model::Name;
use crate::parallel;
use crate::policy::people::People;
use crate::policy::{self, Check, Needs, Subject, house};
use crate::verify;

/// What a check found.
pub struct Checked {
    /// What was looked at. Its findings are those of the check, in the order they are shown in.
    pub workspace: Workspace,
    /// What it was compared with, where that was asked, and what the change means.
    pub comparison: Option<Comparison>,
    /// How many metrics were looked at with their data, for rules that ask for these.
    pub metrics_read: usize,
}

/// Judges the declarations of a repository. Data are read where a rule that is asked for needs them; of what is wrong
/// with these it is told only that a declaration leads nowhere.
///
/// # Errors
/// Where there is no repository, or no such revision, or nothing to compare with.
pub fn check(request: &Request, selection: &Selection, comparing: &Comparing) -> Result<Checked> {
    let (mut workspace, comparison) = compare::opened(request, comparing)?;
    let house = workspace.catalog.settings.rules.clone();
    let is_wanted = |rule: &Rule| selection.wants(rule) && house::is_asked(&house, rule);
    let wanted = |check: &Check| is_wanted(&check.rule);
    let needs: BTreeSet<Needs> =
        policy::checks().filter(|check| wanted(check)).map(|check| check.needs).collect();
    let people = if needs.contains(&Needs::People) { people::people(&workspace) } else { People::default() };
    let metrics: BTreeSet<Name> = needs.iter().flat_map(|needs| needs.metrics(&workspace.catalog)).collect();
    let gathered =
        (!metrics.is_empty()).then(|| survey::gather(&workspace, &workspace.catalog, Some(&metrics)));
    let assessment = gathered.as_ref().map(|gathered| {
        analyse::assess(&workspace.catalog, &gathered.observations, workspace.as_of, workspace.jobs)
    });
    let reviews = match (needs.contains(&Needs::Effects), &gathered, &assessment) {
        (true, Some(gathered), Some(assessment)) => {
            let damage = analyse::guard::damage(&assessment.cycles);
            verify::review(&workspace.catalog, &gathered.observations, workspace.as_of, &damage)
        }
        (true, _, _) => {
            verify::review(&workspace.catalog, &BTreeMap::new(), workspace.as_of, &verify::Damage::new())
        }
        (false, _, _) => Vec::new(),
    };
    let subject = Subject {
        catalog: &workspace.catalog,
        lookup: &Lookup::of(&workspace.catalog),
        as_of: workspace.as_of,
        people: &people,
        assessment: assessment.as_ref(),
        reviews: &reviews,
    };
    let checks: Vec<&Check> = policy::checks().filter(|check| wanted(check)).collect();
    let found = parallel::in_order(checks, workspace.jobs, |check| policy::judge(&subject, check));
    workspace.findings.extend(found.into_iter().flatten());
    workspace.findings.extend(gathered.into_iter().flat_map(|gathered| lost(gathered.findings)));
    if is_wanted(&gather::store::rules::GROWTH) {
        workspace
            .findings
            .extend(doctor::growth(&workspace).and_then(|growth| doctor::over_budget(&workspace, &growth)));
    }
    workspace.findings.extend(comparison.iter().flat_map(Comparison::findings));
    settle(&mut workspace, Some(&asked(&wanted, &is_wanted)));
    selection.apply(&mut workspace.findings);
    workspace.findings.sort();
    Ok(Checked { workspace, comparison, metrics_read: metrics.len() })
}

/// What reading data says of declarations: paths and columns that lead nowhere. `diff`, which cannot judge without
/// them, calls it worse.
fn lost(found: Findings) -> impl Iterator<Item = Finding> {
    let of_declarations = found.into_iter().filter(|found| matches!(found.location, Location::Declared(_)));
    of_declarations.map(|found| {
        let level = found.level.min(Level::Warning);
        found.at_level(level)
    })
}

/// The codes of the rules that were asked. Those of gathering are not, as the data are not judged here.
fn asked(wanted: &dyn Fn(&Check) -> bool, is_wanted: &dyn Fn(&Rule) -> bool) -> BTreeSet<&'static str> {
    let left_out = policy::checks().filter(|check| !wanted(check)).map(|check| check.rule.code);
    let of_data = of_gathering().into_iter().map(|rule| rule.code);
    let unasked: BTreeSet<&str> = left_out.chain(of_data).collect();
    let asked = rules().into_iter().filter(|rule| is_wanted(rule) && !unasked.contains(rule.code));
    asked.map(|rule| rule.code).collect()
}

/// The rules of gathering.
fn of_gathering() -> Vec<&'static Rule> {
    use gather::{clocks, remote, report, rules, store};
    [rules::ALL, remote::rules::ALL, report::rules::ALL, store::rules::ALL, clocks::rules::ALL].concat()
}

/// Every rule there is, by code.
pub fn rules() -> Vec<&'static Rule> {
    let gathering = of_gathering();
    let lists = [declare::rules::ALL, catalog::rules::ALL, &gathering, change::rules::ALL];
    let mut rules: Vec<&Rule> = lists.into_iter().flatten().copied().collect();
    rules.extend(exchange::rules::all());
    rules.extend(policy::rules());
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// Which rules somebody wants to hear of.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these, when there are any: codes, beginnings of codes, or names.
    pub select: Vec<String>,
    /// None of these, but for rules of policy that are locked by nature: a variable of a pipeline opens no lock.
    pub ignore: Vec<String>,
}

impl Selection {
    /// The first word that names no rule.
    pub fn unknown_word(&self) -> Option<&str> {
        let words = self.select.iter().chain(&self.ignore);
        words.map(String::as_str).find(|word| !rules().iter().any(|rule| house::names(word, rule)))
    }

    /// Whether somebody wants to hear of a rule.
    pub fn wants(&self, rule: &Rule) -> bool {
        let named = |words: &[String]| words.iter().any(|word| house::names(word, rule));
        let is_locked = rule.is_locked && rule.code >= "D100";
        (self.select.is_empty() || named(&self.select)) && (is_locked || !named(&self.ignore))
    }

    /// Leaves out what nobody wants to hear of.
    pub fn apply(&self, findings: &mut Findings) {
        findings.retain(|finding| self.wants(finding.rule));
    }
}
