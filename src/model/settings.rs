//! The settings of a repository (`deming.yaml`), every one with a default.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::change_note::ChangeNote;
use super::day::{DayError, read_day};
use super::directory::Directory;
use super::duration::Duration;
use crate::text::Place;

/// What `deming.yaml` says, or what holds where it says nothing.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folders that hold declarations.
    pub roots: Vec<String>,
    /// Whether `roots` was declared: in a declared root every YAML file is ours.
    pub roots_declared: bool,
    /// The zone of dates without one, and of days in rolling windows.
    pub zone: TimeZone,
    /// The month in which the fiscal year starts, 1 to 12.
    pub fiscal_year_start: i8,
    /// The day that is taken for today.
    pub as_of: Option<AsOf>,
    /// The branch that keeps what was observed.
    pub observed_branch: String,
    /// How long its observations are kept one by one, and how much it may grow.
    pub observed: Observing,
    /// How proposals are made.
    pub proposals: Proposals,
    /// The folder whose files take the place of built-in templates of the same name.
    pub templates: String,
    /// The wiki.
    pub wiki: Wiki,
    /// What the organisation makes of the rules.
    pub rules: RuleSettings,
    /// Who the owners of things are; empty where nobody says.
    pub owners: Directory,
    /// The branch that changes are compared with, where nothing else names one.
    pub base: Option<String>,
    /// What they say about a change of theirs, or of something that has no other place left to say it.
    pub change: Option<ChangeNote>,
    /// Whether there are settings that could not be read, and the defaults hold in their place.
    pub is_unread: bool,
    /// Where they are declared; `None`: nowhere, and the defaults hold.
    pub place: Option<Place>,
}

/// What an organisation makes of the rules. Rules are named by code, beginning of a code, or name.
#[derive(Debug, Clone, Default)]
pub struct RuleSettings {
    /// Those that no waiver lifts.
    pub locked: Vec<RuleWord>,
    /// Those that nobody wants to hear of.
    pub ignore: Vec<RuleWord>,
    /// Those that are worse, or less bad, than they are by themselves.
    pub levels: Vec<(RuleWord, RuleLevel)>,
}

/// Rules as named in the settings.
#[derive(Debug, Clone)]
pub struct RuleWord {
    /// A code, the beginning of one, or a name.
    pub word: String,
    /// Where it is written.
    pub place: Place,
}

/// How bad the findings of a rule are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleLevel {
    /// Worth knowing.
    Note,
    /// Likely to mislead.
    Warning,
    /// Wrong.
    Error,
}

/// A moment, or the start of a day in the settings' zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// A moment.
    Moment(jiff::Timestamp),
    /// The start of a day.
    Day(Date),
}

/// How the observed branch is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observing {
    /// How long observations are kept one by one; older ones are summed up.
    pub raw: Duration,
    /// By how many bytes the branch may grow in a year.
    pub budget: u64,
}

/// How proposals are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposals {
    /// How many may be open, and be made in one run.
    pub limits: Limits,
    /// For how long one is left in peace whose branch people deleted without a merge.
    pub dismissed_for: Duration,
    /// Who makes commits.
    pub author: Author,
    /// Whether its commits bear the author's `Signed-off-by`.
    pub signs_off: bool,
    /// The folder that they add actions to.
    pub actions: String,
    /// The pull requests that they are opened as.
    pub pull_requests: PullRequests,
}

/// The pull requests (merge requests) that proposals are opened as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequests {
    /// The branch that they are to be merged into; `None`: the default branch of the remote.
    pub base: Option<String>,
    /// The labels that they bear from the start.
    pub labels: Vec<String>,
    /// Whom they ask for a review.
    pub reviewers: Reviewers,
    /// Whether they begin as drafts.
    pub is_draft: bool,
}

/// Whom pull requests ask for a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewers {
    /// Whoever is accountable for the service at stake.
    Owners,
    /// Nobody.
    Nobody,
}

/// How much attention proposals may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open proposals at most.
    pub open: usize,
    /// New proposals in one run at most.
    pub per_run: usize,
}

/// Who makes commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: String,
}

/// Where reports are published, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wiki {
    /// URL or folder.
    pub url: Option<String>,
    /// How the wiki writes names and links.
    pub dialect: WikiDialect,
    /// The name of the first page.
    pub home: String,
    /// How pages show charts.
    pub charts: Charts,
    /// The address of a line of a declaration, with `{commit}`, `{path}` and `{line}` in it.
    pub source: Option<String>,
}

/// How pages of Markdown show charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charts {
    /// As blocks of Mermaid, which forges draw.
    #[default]
    Mermaid,
    /// As files of SVG beside the pages.
    Svg,
    /// As files of PNG beside the pages.
    Png,
}

impl Charts {
    /// As written in declarations.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Mermaid => "mermaid",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The one that a word means.
    pub fn of_keyword(word: &str) -> Option<Self> {
        [Self::Mermaid, Self::Svg, Self::Png].into_iter().find(|charts| charts.keyword() == word)
    }
}

/// How a wiki writes names and links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WikiDialect {
    /// GitHub's wiki.
    GitHub,
    /// GitLab's wiki.
    GitLab,
    /// The wiki of Gitea and Forgejo.
    Gitea,
    /// A folder of Markdown files.
    Folder,
    /// The `docs` folder of MkDocs.
    MkDocs,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            roots: vec![".".into()],
            roots_declared: false,
            zone: TimeZone::UTC,
            fiscal_year_start: 1,
            as_of: None,
            observed_branch: "deming/observed".into(),
            observed: Observing { raw: Duration::days(100), budget: 50_000_000 },
            proposals: Proposals::default(),
            templates: "templates".into(),
            wiki: Wiki {
                url: None,
                dialect: WikiDialect::GitHub,
                home: "Home".into(),
                charts: Charts::default(),
                source: None,
            },
            rules: RuleSettings::default(),
            owners: Directory::new(),
            base: None,
            change: None,
            is_unread: false,
            place: None,
        }
    }
}

impl Default for Proposals {
    fn default() -> Self {
        Self {
            limits: Limits { open: 10, per_run: 10 },
            dismissed_for: Duration::days(90),
            // Fixed, so that the same inputs make the same commit on every machine.
            author: Author { name: "deming".into(), email: "deming@localhost".into() },
            signs_off: false,
            actions: "improvement/actions".into(),
            pull_requests: PullRequests::default(),
        }
    }
}

impl Default for PullRequests {
    fn default() -> Self {
        Self { base: None, labels: Vec::new(), reviewers: Reviewers::Owners, is_draft: false }
    }
}

impl AsOf {
    /// The moment meant, in a zone.
    pub fn moment(self, zone: &TimeZone) -> jiff::Timestamp {
        match self {
            Self::Moment(moment) => moment,
            Self::Day(day) => super::window::start_of_day(day, zone),
        }
    }
}

/// Why a text is no [`AsOf`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AsOfError {
    /// It does not look like one.
    #[error("a time is a date (`2026-07-01`) or an RFC 3339 moment (`2026-07-01T12:00:00Z`)")]
    Shape,
    /// Its day is none.
    #[error(transparent)]
    Day(DayError),
}

impl From<DayError> for AsOfError {
    fn from(error: DayError) -> Self {
        match error {
            DayError::Shape => Self::Shape,
            DayError::NoSuchDay(_) => Self::Day(error),
        }
    }
}

impl std::str::FromStr for AsOf {
    type Err = AsOfError;

    fn from_str(text: &str) -> Result<Self, AsOfError> {
        // What goes on after the day must be a whole moment, or its time would be dropped in silence.
        let Some((day, _)) = text.split_once(['T', 't', ' ']) else { return Ok(Self::Day(read_day(text)?)) };
        let Ok(moment) = text.parse() else {
            return Err(read_day(day).err().map_or(AsOfError::Shape, AsOfError::from));
        };
        Ok(Self::Moment(moment))
    }
}
