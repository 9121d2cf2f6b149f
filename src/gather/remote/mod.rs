//! Systems outside the repository, as `deming gather` asks them.
//!
//! A [`System`] is opened once for each declared data source and asked once for each metric and slice of time. What a
//! system does not say, says late or says wrongly is [`Lost`] and never a zero.
//!
//! | file | knows |
//! |---|---|
//! | `collected` | what a system says, as it becomes observations |
//! | `discreet` | that no secret leaves in what a system says |
//! | `grid` | the moments that observations are computed for |
//! | `http` | JSON over HTTP |
//! | `lost` | why there is no answer, and what to do about it |
//! | `prometheus` | Prometheus, and what speaks as it does |
//! | `rules` | what is reported of lost systems, and of answers with doubts |
//! | `scrape` | a page of metrics as a server tells them now |
//! | `web` | a system that is asked over HTTP |

mod collected;
mod discreet;
mod grid;
mod http;
mod lost;
mod prometheus;
pub mod rules;
mod scrape;
mod web;

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::discreet::Discreet;
use self::http::Http;
pub use self::lost::{Cause, Lost};
use self::prometheus::Prometheus;
use self::scrape::Scrape;
pub(super) use self::web::Web;
use super::connection::Secrets;
use super::exec::Exec;
use super::upptime::system::{Upptime, Where};
use super::{Files, sql};
use crate::git::Git;
use crate::model::observation::{Group, Records};
use crate::model::source::{Question, RemoteSource};
use crate::model::{DataSource, Duration, Interval, Metric};
pub use crate::net::Cancel;
use crate::net::Client;

/// What a system is asked: the observations of a metric in a stretch of time.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// What is asked about it.
    pub source: &'a RemoteSource,
    /// The stretch of time. It starts and ends on the grid of `every`.
    pub interval: Interval,
    /// How far observations lie apart where the system computes them: `gather.every`, else `process.interval`. An
    /// observation of the time from `t` until `t + every` is dated `t`.
    pub every: Duration,
    /// Whose days and months the grid of `every` follows, where it is one of days or longer.
    pub zone: &'a TimeZone,
}

/// What a system said.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The observations of the stretch of time, in order. Origins are left to who records them.
    pub records: Records,
    /// The values of the metric's dimensions; a record's `group` is an index into this.
    pub groups: Vec<Group>,
    /// Who answered, for the record: `Prometheus 2.42.0`. Without secrets.
    pub server: String,
    /// What was left out of the answer, and why, in sentences: duplicates, values that are no numbers, times outside of
    /// what was asked.
    pub doubts: Vec<String>,
}

/// Something that can be asked. One value may be asked by several threads at the same time.
pub trait System: Send + Sync {
    /// Asks for the observations of a metric in a stretch of time: all of them, or none.
    ///
    /// # Errors
    /// [`Lost`], when the whole answer could not be had.
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost>;

    /// The part of that stretch of time that the system knows of, so that silence in it means that nothing happened: all
    /// of it, unless the system says otherwise.
    ///
    /// # Errors
    /// As [`System::ask`].
    fn known(&self, ask: &Ask<'_>) -> Result<Interval, Lost> {
        Ok(ask.interval)
    }
}

impl System for Box<dyn System> {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        (**self).ask(ask)
    }
}

/// Gives the value of a variable of the environment, where it is set.
pub type Variable<'a> = dyn Fn(&str) -> Option<String> + Sync + 'a;

/// What systems are asked with.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// Asks over HTTP. Its wish to stop is that of everybody.
    pub client: &'a Client,
    /// The environment, for `${env:NAME}`.
    pub variable: &'a Variable<'a>,
    /// The files of the repository.
    pub files: &'a dyn Files,
    /// The root of the repository: commands run in it, and paths to other repositories are seen from it.
    pub root: &'a Path,
    /// Whether commands may be run.
    pub allow_exec: bool,
    /// The executable that other repositories are cloned with.
    pub git: &'a Git,
    /// A folder outside of any repository, for clones that the next run can go on with; `None`: nothing is kept.
    pub cache: Option<&'a Path>,
    /// Now: an outage that has not ended goes on until then.
    pub as_of: Timestamp,
}

/// Opens the system that a source asks. Nothing is sent yet.
///
/// # Errors
/// [`Lost`], when it cannot be asked as it is declared.
pub fn open(
    source: &RemoteSource,
    data_source: Option<&DataSource>,
    means: &Means<'_>,
) -> Result<Box<dyn System>, Lost> {
    let declared = || data_source.ok_or_else(|| Lost::new("its data source is not declared"));
    let kind = source.question.kind().keyword();
    match &source.question {
        Question::Prometheus(_) => over_http(Prometheus::new, declared()?, means),
        Question::Http(_) => over_http(Http::new, declared()?, means),
        Question::OpenMetrics(_) => over_http(Scrape::new, declared()?, means),
        Question::Sql(_) => {
            let (database, secrets) = sql::open(declared()?, means)?;
            Ok(Box::new(Discreet::new(database, secrets)))
        }
        Question::Upptime(upptime) => {
            let place = Where { root: means.root, cache: means.cache, git: means.git, as_of: means.as_of };
            let upptime = Upptime::open(&upptime.repository, &place)?;
            Ok(Box::new(Discreet::new(upptime, Secrets::default())))
        }
        Question::Exec(exec) => {
            let cancel = means.client.cancel();
            let (exec, secrets) = Exec::open(exec, means.root, means.allow_exec, means.variable, cancel)?;
            Ok(Box::new(Discreet::new(exec, secrets)))
        }
        Question::Unclear(_) => {
            Err(Lost::new(format!("what {kind} is asked cannot be understood"))
                .help("`deming check` says why"))
        }
    }
}

/// A system that is asked over HTTP.
fn over_http<S: System + 'static>(
    system: impl FnOnce(Web) -> S,
    data_source: &DataSource,
    means: &Means<'_>,
) -> Result<Box<dyn System>, Lost> {
    let web = Web::to(data_source, means)?;
    let secrets = web.secrets().clone();
    Ok(Box::new(Discreet::new(system(web), secrets)))
}
