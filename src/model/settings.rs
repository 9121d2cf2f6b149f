//! The settings of a repository (`deming.yaml`), every one with a default.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::change_note::ChangeNote;
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
    /// How many proposals may be open, and be made in one run.
    pub limits: Limits,
    /// Who makes commits.
    pub author: Author,
    /// The folder that proposals add actions to.
    pub actions: String,
    /// The folder whose files take the place of built-in templates of the same name.
    pub templates: String,
    /// The wiki.
    pub wiki: Wiki,
    /// The branch that changes are compared with, where nothing else names one.
    pub base: Option<String>,
    /// What they say about a change of theirs, or of something that has no other place left to say it.
    pub change: Option<ChangeNote>,
    /// Where they are declared; `None`: nowhere, and the defaults hold.
    pub place: Option<Place>,
}

/// A moment, or the start of a day in the settings' zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// A moment.
    Moment(jiff::Timestamp),
    /// The start of a day.
    Day(Date),
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
}

/// How a wiki writes names and links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WikiDialect {
    /// Flat; links by page name.
    GitHub,
    /// Files that link to files.
    Folder,
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
            limits: Limits { open: 10, per_run: 10 },
            // Fixed, so that the same inputs make the same commit on every machine.
            author: Author { name: "deming".into(), email: "deming@localhost".into() },
            actions: "improvement/actions".into(),
            templates: "templates".into(),
            wiki: Wiki { url: None, dialect: WikiDialect::GitHub, home: "Home".into() },
            base: None,
            change: None,
            place: None,
        }
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
#[error("a time is a date (`2026-07-01`) or an RFC 3339 moment (`2026-07-01T12:00:00Z`)")]
pub struct AsOfError;

impl std::str::FromStr for AsOf {
    type Err = AsOfError;

    fn from_str(text: &str) -> Result<Self, AsOfError> {
        // A date alone is ten characters; a longer text must be a whole moment, or its time would be dropped in silence.
        if text.len() == 10 {
            return text.parse().map(Self::Day).map_err(|_| AsOfError);
        }
        text.parse().map(Self::Moment).map_err(|_| AsOfError)
    }
}
