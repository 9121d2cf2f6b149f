//! The history of sites that Upptime keeps in this repository, as observations.

use jiff::Timestamp;

use super::monitor::{Monitor, SiteHistory, UnknownSite};
use crate::finding::{Finding, Findings};
use crate::gather::report::rules::{UNCLEAR_STATUS, UNKNOWN_SITE};
use crate::gather::rules::{HISTORY_UNREADABLE, SHALLOW_HISTORY};
use crate::git::{CommitId, GitError, Repository};
use crate::model::observation::{Absence, Doubts, Origin, Outage, Records, Row, Tally};
use crate::model::report::UptimeQuestion;
use crate::model::{Metric, Observations};
use crate::text::Place;
use crate::text::escape::one_line;

/// The history of this repository, opened when the first metric asks for it.
#[derive(Default)]
pub struct Local {
    monitor: Option<Result<Monitor, String>>,
}

impl Local {
    /// The observations of a site until `as_of`, as the history that leads to `tip` tells them.
    pub fn gather(
        &mut self,
        (repository, tip): (&Repository, Option<CommitId>),
        (metric, question, place): (&Metric, &UptimeQuestion, &Place),
        as_of: Timestamp,
        findings: &mut Findings,
    ) -> Observations {
        let lost = |reason: String| Observations::absent(metric.meta.name.clone(), Absence::Lost(reason));
        let Some(tip) = tip else { return lost("the repository has no commit yet".into()) };
        let open = || Monitor::open(repository, tip).map_err(|error| error.to_string());
        let monitor = match self.monitor.get_or_insert_with(open) {
            Ok(monitor) => monitor,
            Err(reason) => return lost(reason.clone()),
        };
        match read(monitor, question, as_of) {
            Err(error) => {
                findings.push(Finding::new(&HISTORY_UNREADABLE, place, error.to_string()));
                lost(error.to_string())
            }
            Ok(Err(unknown)) => {
                let (message, help) = no_such_site(question, &unknown);
                findings.push(Finding::new(&UNKNOWN_SITE, place.child("site"), message.clone()).help(help));
                lost(message)
            }
            Ok(Ok((_, None))) => Observations::absent(metric.meta.name.clone(), Absence::Empty),
            Ok(Ok((_, Some(history)))) if history.is_truncated => {
                let message = "the clone is shallow, so its history does not tell since when a site was down";
                let help =
                    "run `git fetch --unshallow`, or clone with full history (in CI: `fetch-depth: 0`)";
                findings.push(Finding::new(&SHALLOW_HISTORY, place, message).help(help));
                lost("the clone is shallow".into())
            }
            Ok(Ok((slug, Some(history)))) => {
                findings.extend(unclear(&slug, &history, place));
                observations(metric, &slug, history)
            }
        }
    }
}

type Read = Result<(String, Option<SiteHistory>), UnknownSite>;

fn read(monitor: &mut Monitor, question: &UptimeQuestion, as_of: Timestamp) -> Result<Read, GitError> {
    Ok(match monitor.site(&question.site)? {
        Err(unknown) => Err(unknown),
        Ok(slug) => {
            let history = monitor.history(&slug, question, None, as_of)?;
            Ok((slug, history))
        }
    })
}

/// What is said of a site that is not there, and what to do about it.
pub(super) fn no_such_site(question: &UptimeQuestion, unknown: &UnknownSite) -> (String, String) {
    let site = one_line(&question.site);
    let message = format!("Upptime's history knows no site `{site}`");
    let help = match (&unknown.meant, unknown.some.is_empty()) {
        (Some(meant), _) => format!("did you mean `{}`?", one_line(meant)),
        (None, false) => format!("it knows {}", one_line(&unknown.some.join(", "))),
        (None, true) => "there is no `history/*.yml`: name the repository that Upptime commits to".to_owned(),
    };
    (message, help)
}

fn unclear(slug: &str, history: &SiteHistory, place: &Place) -> Option<Finding> {
    let first = history.unclear.first()?;
    let count = history.unclear.len();
    let commits = if count == 1 { "1 commit changes".into() } else { format!("{count} commits change") };
    let message =
        format!("{commits} `history/{}.yml` and tell no status, the first at {first}", one_line(slug));
    let help = "Upptime writes `status: up`, `down` or `degraded`; until the next commit the status before it is taken";
    Some(Finding::new(&UNCLEAR_STATUS, place, message).help(help))
}

fn observations(metric: &Metric, slug: &str, history: SiteHistory) -> Observations {
    let origins = history.outages.iter().map(|spell| Origin {
        path: format!("history/{slug}.yml"),
        blob: spell.blob.map(|blob| blob.to_string()),
    });
    let outages = (0_u32..).zip(&history.outages).map(|(origin, spell)| Outage {
        interval: spell.interval,
        group: 0,
        row: Row { origin, line: 0 },
    });
    let unreadable = history.unclear.len() as u64;
    let tally = Tally { read: history.told, used: history.told - unreadable, unreadable, ..Tally::default() };
    Observations {
        metric: metric.meta.name.clone(),
        records: Records::Outages(outages.collect()),
        groups: vec![Vec::new()],
        known_until: Some(history.known.to),
        known_since: Some(history.known.from),
        doubts: Doubts { dated: history.unclear, undated: 0 },
        origins: origins.collect(),
        tally,
        absence: None,
        earlier: None,
    }
}
