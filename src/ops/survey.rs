//! Steps 3 to 5 over a workspace: gather, process, analyse, and see what past actions did.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::cut_sums;
use super::settle::settle;
use super::workspace::Workspace;
use crate::analyse::{self, Assessment, Insights, Verdict};
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings};
use crate::gather::history::{self, Histories};
use crate::gather::store::{Observed, StoreError};
use crate::gather::{self, Gathered, report};
use crate::git::CommitId;
use crate::model::observation::Absence;
use crate::model::report::ReportSource;
use crate::model::source::{GitSource, RemoteSource};
use crate::model::{Metric, Name, Observations};
use crate::plan::Plan;
use crate::policy::exclusions;
use crate::present::Inputs;
use crate::present::view::Since;
use crate::process::Evidence;
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
    /// The commit of the observed branch that was read; `None` where no metric needs one, or there is none.
    pub observed: Option<String>,
    insights: OnceCell<Insights>,
}

/// Looks at everything that is declared.
pub fn survey(mut workspace: Workspace) -> Survey {
    let shelf = Shelf::default();
    let gathered = gather_with(&workspace, &workspace.catalog, None, &shelf);
    let observed = shelf.commit().map(|commit| commit.to_string());
    workspace.findings.extend(gathered.findings);
    let observations = gathered.observations;
    let assessment = analyse::assess(&workspace.catalog, &observations, workspace.as_of, workspace.jobs);
    workspace.findings.extend(cut_sums::findings(&assessment, &observations));
    let damage = analyse::guard::damage(&assessment.cycles);
    let reviews = verify::review(&workspace.catalog, &observations, workspace.as_of, &damage);
    let hit_rate = verify::hit_rate(&reviews, &workspace.catalog);
    workspace.findings.extend(exclusions::late(&workspace.catalog));
    settle(&mut workspace, None);
    workspace.findings.sort();
    let insights = OnceCell::new();
    Survey { workspace, observations, assessment, reviews, hit_rate, observed, insights }
}

/// Reads the sources of metrics of a catalog, all of them or those named, in the files of the workspace.
pub(super) fn gather(workspace: &Workspace, catalog: &Catalog, metrics: Option<&BTreeSet<Name>>) -> Gathered {
    gather_with(workspace, catalog, metrics, &Shelf::default())
}

/// The observed branch, opened when a metric first needs it.
#[derive(Default)]
struct Shelf(OnceCell<Result<Observed, StoreError>>);

impl Shelf {
    fn open(&self, workspace: &Workspace) -> &Result<Observed, StoreError> {
        let branch = &workspace.catalog.settings.observed_branch;
        self.0.get_or_init(|| Observed::at_tip(&workspace.repository, branch))
    }

    fn commit(&self) -> Option<CommitId> {
        self.0.get()?.as_ref().ok()?.commit()
    }

    fn read(
        &self,
        workspace: &Workspace,
        metrics: &[(&Metric, &RemoteSource)],
    ) -> (Vec<Observations>, Vec<Finding>) {
        match self.open(workspace) {
            Ok(observed) => {
                let (observations, found) = observed.read(metrics, workspace.as_of, workspace.jobs);
                (observations, observed.findings().into_iter().chain(found).collect())
            }
            Err(error) => {
                let lost = |metric: &Metric| {
                    Observations::absent(metric.meta.name.clone(), Absence::Lost(error.to_string()))
                };
                (metrics.iter().map(|(metric, _)| lost(metric)).collect(), Vec::new())
            }
        }
    }
}

fn gather_with(
    workspace: &Workspace,
    catalog: &Catalog,
    metrics: Option<&BTreeSet<Name>>,
    shelf: &Shelf,
) -> Gathered {
    let histories = RefCell::new(Histories::default());
    let history = |metric: &Metric, source: &GitSource, findings: &mut Findings| {
        let histories = &mut histories.borrow_mut();
        let now = workspace.is_now.then_some(workspace.as_of);
        history::gather(histories, &workspace.repository, metric, source, workspace.as_of, now, findings)
    };
    let reader = RefCell::new(report::Reader::new(report::Place {
        repository: &workspace.repository,
        head: workspace.head,
        files: &workspace.snapshot,
        as_of: workspace.as_of,
        recorded: recorded(workspace),
    }));
    let reports = |metric: &Metric, source: &ReportSource, findings: &mut Findings| {
        reader.borrow_mut().gather(metric, source, findings)
    };
    let observed = |metrics: &[(&Metric, &RemoteSource)]| shelf.read(workspace, metrics);
    let request = gather::Request {
        metrics,
        observed: &observed,
        files: &workspace.snapshot,
        history: &history,
        reports: &reports,
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

    /// What the series tell beyond their verdicts, looked into when somebody first asks.
    pub fn insights(&self) -> &Insights {
        self.insights.get_or_init(|| Insights::all(&self.evidence(), self.workspace.jobs))
    }

    /// The same of a metric and the objectives about it.
    pub fn insights_about(&self, metric: &Name) -> Insights {
        Insights::about(&self.evidence(), metric, self.workspace.jobs)
    }

    fn evidence(&self) -> Evidence<'_> {
        Evidence::new(&self.workspace.catalog, &self.observations, self.workspace.as_of)
    }

    /// What a report is made of. `head` is [`Survey::head`], held by the caller.
    pub fn inputs<'a>(&'a self, plan: Option<&'a Plan>, head: Option<&'a str>) -> Inputs<'a> {
        self.inputs_with(self.insights(), plan, head)
    }

    /// The same with no more insights than these.
    pub fn inputs_with<'a>(
        &'a self,
        insights: &'a Insights,
        plan: Option<&'a Plan>,
        head: Option<&'a str>,
    ) -> Inputs<'a> {
        Inputs {
            catalog: &self.workspace.catalog,
            assessment: &self.assessment,
            insights,
            reviews: &self.reviews,
            hit_rate: self.hit_rate,
            plan,
            findings: &self.workspace.findings,
            observations: &self.observations,
            head,
            is_work_tree: self.workspace.snapshot.commit_id().is_none(),
            base: None,
            observed: self.observed.as_deref(),
            since: Since::First,
            shelf: None,
            waivers: &self.workspace.waivers,
            jobs: self.workspace.jobs,
        }
    }
}
