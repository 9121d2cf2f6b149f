//! `demo`: the whole loop, in a repository made for it, with a local wiki.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};

use super::plan::Planned;
use super::refusal::Refusal;
use super::workspace::Workspace;
use super::{init, publish, report, survey, told};
use crate::git::{Author, Repository, own};
use crate::plan::{PlannedChange, ProposalKind};
use crate::present::view::PlanReport;
use crate::present::{Report, concise, findings, plan_text, terminal, wrapped};

/// The example that the demonstration plays with.
const EXAMPLE: &str = "service-desk";

/// The folder it is made in, unless another is named.
const FOLDER: &str = "deming-demo";

/// A page that somebody wrote by hand before deming came to the wiki.
const HAND_WRITTEN: &str =
    "# Team\n\nWe meet on Mondays at nine. This page is ours; deming leaves it alone.\n";

/// Where to play, and how wide lines may be.
#[derive(Debug)]
pub struct Request {
    /// The folder to make; `None`: `deming-demo`, with a number when that is taken.
    pub into: Option<PathBuf>,
    /// The folder that `into` is seen from.
    pub directory: PathBuf,
    /// Columns of the output.
    pub width: usize,
}

/// Tells each step as it is done.
type Tell<'t> = &'t mut dyn FnMut(&str) -> Result<()>;

/// Plays the whole loop and tells of each step.
pub fn demo(request: &Request, tell: Tell<'_>) -> Result<()> {
    let stage = Stage::set(request)?;
    tell(&format!(
        "This walks the improvement loop once, with the data of a made-up help desk.\nEverything happens in {}\n",
        stage.repository.display()
    ))?;
    stage.declare(tell)?;
    stage.check(tell)?;
    stage.diff(tell)?;
    stage.report(tell)?;
    let planned = stage.propose(tell)?;
    stage.decide(&planned, tell)?;
    stage.look_again(tell)?;
    tell(&stage.farewell())
}

/// The folders that the demonstration plays in.
struct Stage {
    repository: PathBuf,
    /// Beside the repository and named after it, as forges do.
    wiki: PathBuf,
    width: usize,
    author: Author,
    start: Timestamp,
}

impl Stage {
    fn set(request: &Request) -> Result<Self> {
        let repository = match &request.into {
            Some(into) => request.directory.join(into),
            None => free_folder(&request.directory),
        };
        let mut name = repository.file_name().context("a folder to make")?.to_owned();
        name.push(".wiki");
        let wiki = repository.with_file_name(name);
        let occupied =
            |path: &&PathBuf| std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
        if let Some(path) = [&repository, &wiki].into_iter().find(occupied) {
            return Err(Refusal::new(format!("{} is not empty, so nothing was written", path.display()))
                .help("name a folder that is not there yet: `deming demo DIR`")
                .into());
        }
        Ok(Self {
            repository,
            wiki,
            width: request.width,
            author: Author { name: "Demo team".into(), email: "team@example.org".into() },
            // A fixed moment, so that every demonstration makes the same commits.
            start: Timestamp::from_second(1_782_720_000).context("a moment in 2026")?,
        })
    }

    fn at(&self, minutes: i64) -> Timestamp {
        self.start.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(self.start)
    }

    fn request(&self) -> super::Request {
        super::Request {
            directory: self.repository.clone(),
            rev: None,
            as_of: None,
            now: self.start,
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
            cache: None,
            by: super::By::default(),
        }
    }

    fn declare(&self, tell: Tell<'_>) -> Result<()> {
        let request = init::Request {
            directory: self.repository.clone(),
            into: Some(self.repository.clone()),
            example: Some(EXAMPLE.into()),
        };
        let made = init::init(&request)?;
        let repository = Repository::discover(&self.repository)?;
        own::commit_all(&repository, "feat: declare the service desk\n", &self.author, self.at(0))?;
        let wiki = own::init(&self.wiki)?;
        super::write_file(&self.wiki.join("Team.md"), HAND_WRITTEN.as_bytes())?;
        own::commit_all(&wiki, "Our team\n", &self.author, self.at(1))?;
        tell(&step(
            "1. What is declared",
            "A Git repository with services, needs, metrics, agreements, improvement cycles and actions as YAML, \
             a year of incidents as CSV, and beside it a wiki with a page that somebody wrote by hand.",
            &[&format!("deming init --example {EXAMPLE}"), "git commit"],
        ))?;
        tell(&indented(&format!("{} files in {}\n", made.files.len(), self.repository.display())))
    }

    fn check(&self, tell: Tell<'_>) -> Result<()> {
        let mut workspace = Workspace::open(&self.request())?;
        workspace.findings.sort();
        tell(&step(
            "2. Are the declarations sound?",
            "Complaints point at file, line and column.",
            &["deming check"],
        ))?;
        let found = &workspace.findings;
        let counts = crate::present::view::FindingCounts::of(found);
        let objects = workspace.catalog.len();
        tell(&format!("{}{} in {objects} objects\n", findings::concise(found), counts.words()))
    }

    fn diff(&self, tell: Tell<'_>) -> Result<()> {
        tell(&step(
            "3. Desired against observed",
            "Worst first. The clock of the example stands at the evening of 30 June 2026, where its data end.",
            &["deming diff"],
        ))?;
        tell(&terminal::diff(&self.compared()?, self.width))
    }

    fn compared(&self) -> Result<Report> {
        let survey = survey::survey(Workspace::open(&self.request())?.require_readable()?);
        let head = survey.head();
        Ok(Report::new("diff", &survey.inputs(None, head.as_deref())))
    }

    fn report(&self, tell: Tell<'_>) -> Result<()> {
        let survey = survey::survey(Workspace::open(&self.request())?.require_readable()?);
        let written =
            report::report(&survey, &self.repository.join("report"), crate::present::Dialect::Folder, None)?;
        tell(&step(
            "4. A report for the review meeting",
            "Markdown pages with charts, into a folder and into the wiki; the hand-written page stays.",
            &["deming report", &format!("deming publish --wiki {}", self.wiki.display())],
        ))?;
        tell(&told::summary(&written))?;
        let request = publish::Request {
            wiki: Some(self.wiki.to_string_lossy().into_owned()),
            directory: self.repository.clone(),
            dry_run: false,
            offline: true,
            since: None,
        };
        let published = publish::publish(&survey, &request)?;
        tell(&told::summary(&published))
    }

    fn propose(&self, tell: Tell<'_>) -> Result<Planned> {
        let planned = super::plan::plan_commit(&self.request(), None, None)?;
        let made = super::plan::propose(&planned)?;
        tell(&step(
            "5. What could be done about it",
            "Playbooks answer gaps: one branch with one commit each, straight into the object store. Your work tree \
             is not touched, and a second run makes nothing twice.",
            &["deming propose"],
        ))?;
        let catalog = &planned.survey.workspace.catalog;
        let view = PlanReport::new("propose", &planned.plan, catalog)
            .carried_out(&super::plan::outcomes(&made.made));
        tell(&plan_text::made(&view, self.width, false))?;
        Ok(planned)
    }

    fn decide(&self, planned: &Planned, tell: Tell<'_>) -> Result<()> {
        let proposal = planned.plan.changes.iter().find_map(|change| match change {
            PlannedChange::Propose(proposal) => {
                matches!(proposal.kind, ProposalKind::NewAction(_)).then_some(proposal)
            }
            PlannedChange::Hold(_) => None,
        });
        let proposal = proposal.context("the example should leave a gap that a playbook answers")?;
        let repository = Repository::discover(&self.repository)?;
        let message = format!("Merge branch '{}'\n", proposal.branch);
        own::merge(&repository, &proposal.branch, &message, &self.author, self.at(2))?;
        tell(&step(
            "6. Somebody decides",
            "Merging a proposal puts its action into the register; a declined one is a Decision file. Here the team \
             merges the most urgent one.",
            &[&format!("git merge --no-ff {}", proposal.branch)],
        ))?;
        tell(&indented(&format!("{} is now an action in {}\n", proposal.id, proposal.path)))
    }

    fn look_again(&self, tell: Tell<'_>) -> Result<()> {
        tell(&step(
            "7. And again",
            "The gap is still there, since deciding is not doing; but the merged proposal is in the register and is \
             not made again. At its date deming will compare before with after, as it did for past actions.",
            &["deming diff --format concise", "deming plan"],
        ))?;
        tell(&format!("{}\n", concise::diff(&self.compared()?)))?;
        let planned = super::plan::plan_commit(&self.request(), None, None)?;
        let view = PlanReport::new("plan", &planned.plan, &planned.survey.workspace.catalog);
        tell(&plan_text::plan(&view, self.width, false))
    }

    fn farewell(&self) -> String {
        let Self { repository, wiki, .. } = self;
        let mut text = heading("Where to look");
        let rows = [
            (repository.join("improvement"), "what is declared"),
            (repository.join("report").join("Home.md"), "the report, as files"),
            (wiki.join("Home.md"), "the same in the wiki, beside Team.md"),
        ];
        for (path, what) in rows {
            let _ = writeln!(text, "  {}  {what}", path.display());
        }
        let _ = writeln!(text, "  git -C {} log --oneline --graph --all", repository.display());
        let _ = writeln!(text, "  deming -C {} explain service-desk-sla/made-sla", repository.display());
        text
    }
}

/// The first of `deming-demo`, `deming-demo-2`, … that is not there.
fn free_folder(directory: &Path) -> PathBuf {
    let numbered = (2u32..).map(|number| directory.join(format!("{FOLDER}-{number}")));
    let mut candidates = std::iter::once(directory.join(FOLDER)).chain(numbered);
    candidates.find(|path| !path.exists()).unwrap_or_else(|| directory.join(FOLDER))
}

fn heading(title: &str) -> String {
    format!("\n── {title} {}\n", "─".repeat(72usize.saturating_sub(title.chars().count())))
}

fn step(title: &str, words: &str, commands: &[&str]) -> String {
    let mut text = heading(title);
    for line in wrapped(words, 76) {
        let _ = writeln!(text, "{line}");
    }
    for command in commands {
        let _ = writeln!(text, "  $ {command}");
    }
    text.push('\n');
    text
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
