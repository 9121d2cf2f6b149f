//! Why there is no verdict: no data is never good and never bad.

use crate::model::metric::Metric;
use crate::model::observation::Absence;
use crate::model::{Observations, metric::Integrity};
use crate::process::coverage::{doubts_about, known_start, last_known};
use crate::process::{Figure, Scope};

use super::assessment::Freshness;
use super::freshness::freshness;
use super::wording::{day_of, whole_percent};

/// Why this figure cannot be judged, in words; `None` when it can. It is the one gate before every verdict.
pub fn why_unknown(scope: &Scope<'_>, figure: &Figure) -> Option<String> {
    if let Some(absence) = absence(scope.metric, scope.observations) {
        return Some(absence);
    }
    if figure.interval.is_empty() {
        return Some("no time of the window has passed yet".into());
    }
    if scope.is_closed(figure.interval) {
        return Some("no time of the window is agreed".into());
    }
    if figure.coverage < required_coverage(scope.metric) {
        return Some(thin_coverage(scope, figure));
    }
    figure.value.is_none().then(|| match figure.count {
        0 => "nothing observed in the window".into(),
        count => format!(
            "no figure can be made of {count} observations: nothing to divide by, or too large a number"
        ),
    })
}

/// The share of a window that must be covered for a verdict.
pub fn required_coverage(metric: &Metric) -> f64 {
    metric.gather.as_ref().map_or(Integrity::DEFAULT_COVERAGE, |gather| gather.integrity.coverage)
}

/// Why a metric has no observations, in words; `None` when it has some.
pub fn absence(metric: &Metric, observations: &Observations) -> Option<String> {
    let words = match observations.absence.as_ref()? {
        Absence::NoSource => no_source(metric),
        Absence::Empty => "the source holds no observation".into(),
        Absence::Lost(why) => format!("the source was lost: {why}"),
        Absence::Foreign(kind) if kind.is_empty() => {
            "deming has no source of the type of its data source".into()
        }
        Absence::Foreign(kind) => format!("deming has no source of type `{kind}`"),
        Absence::NotGathered(kind) => {
            format!("nothing has been recorded of its {kind} source; `deming gather` asks it")
        }
    };
    Some(words)
}

fn no_source(metric: &Metric) -> String {
    let Some(gap) = &metric.gap else { return "no source, and nobody has promised one".into() };
    let by = gap.due.map(|due| format!(" by {due}")).unwrap_or_default();
    let reason = gap.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("no source yet; {} closes the gap{by}{reason}", gap.owner)
}

fn thin_coverage(scope: &Scope<'_>, figure: &Figure) -> String {
    let Some(last) = last_known(scope) else { return "nothing has been observed yet".into() };
    if let Some(first) = known_start(scope).filter(|first| figure.interval.to <= *first) {
        return format!("nothing was observed before {}", day_of(first, scope.zone));
    }
    let need = required_coverage(scope.metric);
    let mut words = format!("coverage {}, need {}", whole_percent(figure.coverage), whole_percent(need));
    if let Some(since) = known_start(scope).filter(|since| figure.interval.contains(*since)) {
        words.push_str(&format!("; nothing is known before {}", day_of(since, scope.zone)));
    }
    let unreadable = doubts_about(scope, figure.interval);
    if unreadable > 0 {
        let rows = if unreadable == 1 { "row" } else { "rows" };
        words.push_str(&format!("; {unreadable} {rows} could not be read"));
    }
    if freshness(scope) == Freshness::Stale {
        words.push_str(&format!(
            "; silent since {}, longer than every + lateness allow",
            day_of(last, scope.zone)
        ));
    }
    words
}
