//! Steps 3 to 5 over a workspace: gather, process, analyse, and see what past actions did.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::settle::settle;
use super::workspace::Workspace;
use crate::analyse::{self, Assessment, Verdict};
use crate::catalog::Catalog;
use crate::finding::Findings;
use crate::gather::history::{self, Histories};
use crate::gather::{self, Gathered};
use crate::model::source::GitSource;
use crate::model::{Metric, Name, Observations};
use crate::plan::Plan;
use crate::present::Inputs;
use crate::verify::{self, ActionReview, HitRate};

/// A workspace with everything known about it.
pub struct Survey {
    /// The workspace; its findings are now those of gathering too.
    pub workspace: Workspace,
    /// What was observed, by metric.
    pub observations: BTreeMap<Name, Observations>,
    /// Desired against observed.
    pub assessment: Assessment,
    /// What became of the actions.
    pub reviews: Vec<ActionReview>,
    /// How often past actions worked.
    pub hit_rate: HitRate,
}

/// Looks at everything that is declared.
pub fn survey(mut workspace: Workspace) -> Survey {
    let gathered = gather(&workspace, &workspace.catalog, None);
    workspace.findings.extend(gathered.findings);
    let observations = gathered.observations;
    let assessment = analyse::assess(&workspace.catalog, &observations, workspace.as_of);
    let reviews = verify::review(&workspace.catalog, &observations, workspace.as_of);
    let hit_rate = verify::hit_rate(&reviews, &workspace.catalog);
    settle(&mut workspace, None);
    workspace.findings.sort();
    Survey { workspace, observations, assessment, reviews, hit_rate }
}

/// Reads the sources of metrics of a catalog, all of them or those named, in the files of the workspace.
pub(super) fn gather(workspace: &Workspace, catalog: &Catalog, metrics: Option<&BTreeSet<Name>>) -> Gathered {
    let histories = RefCell::new(Histories::default());
    let history = |metric: &Metric, source: &GitSource, findings: &mut Findings| {
        let histories = &mut histories.borrow_mut();
        history::gather(histories, &workspace.repository, metric, source, workspace.as_of, findings)
    };
    let request = gather::Request {
        metrics,
        files: &workspace.snapshot,
        history: &history,
        as_of: workspace.as_of,
        recorded: recorded(workspace),
        jobs: workspace.jobs,
        cache: workspace.cache.as_ref(),
    };
    gather::gather(catalog, &request)
}

/// Until when the data can tell of anything. Data in a commit know of no time after it; those of a work tree may be
/// newer than HEAD, and know of none after now.
fn recorded(workspace: &Workspace) -> Timestamp {
    let committed = workspace.head.and_then(|head| workspace.repository.commit_time(head).ok());
    committed.map_or(workspace.as_of, |committed| committed.max(workspace.as_of))
}

impl Survey {
    /// The hexadecimal id of the commit that was looked at.
    pub fn head(&self) -> Option<String> {
        self.workspace.head.map(|commit| commit.to_string())
    }

    /// Every verdict that an objective or a cycle has.
    pub fn verdicts(&self) -> BTreeSet<Verdict> {
        let objectives = self.assessment.objectives.iter().map(|objective| objective.verdict);
        objectives.chain(self.assessment.cycles.iter().map(|cycle| cycle.verdict)).collect()
    }

    /// What a report is made of. `head` is [`Survey::head`], held by the caller.
    pub fn inputs<'a>(&'a self, plan: Option<&'a Plan>, head: Option<&'a str>) -> Inputs<'a> {
        Inputs {
            catalog: &self.workspace.catalog,
            assessment: &self.assessment,
            reviews: &self.reviews,
            hit_rate: self.hit_rate,
            plan,
            findings: &self.workspace.findings,
            observations: &self.observations,
            head,
            is_work_tree: self.workspace.snapshot.commit_id().is_none(),
            base: None,
        }
    }
}
