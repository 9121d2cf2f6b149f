//! How fresh observations are: the second axis beside the verdict.

use crate::model::window::seconds_between;
use crate::process::Scope;
use crate::process::coverage::{last_known, patience};

use super::assessment::Freshness;

/// Never: nothing was observed before now. Stale: the source has been silent for longer than is normal for it (one
/// `gather.every`, or two intervals when that is not declared, and its lateness). Current: else.
pub fn freshness(scope: &Scope<'_>) -> Freshness {
    let Some(last) = last_known(scope) else { return Freshness::Never };
    if seconds_between(last, scope.as_of) > patience(scope) { Freshness::Stale } else { Freshness::Current }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Duration;
    use crate::process::specimen::{day, metric, observed, sampled, scope};

    #[test]
    fn a_source_is_stale_after_its_own_measure() {
        let (events, seen) = (metric("count"), observed(&[(0, 1.0), (3, 1.0)]));
        assert_eq!(freshness(&scope(&events, &seen, day(5))), Freshness::Current);
        assert_eq!(freshness(&scope(&events, &seen, day(6))), Freshness::Stale);
        let mut samples = sampled("mean");
        assert_eq!(freshness(&scope(&samples, &seen, day(5))), Freshness::Stale);
        if let Some(gather) = &mut samples.gather {
            gather.integrity.lateness = Some(Duration::days(1));
        }
        assert_eq!(freshness(&scope(&samples, &seen, day(5))), Freshness::Current);
    }

    #[test]
    fn what_comes_later_is_not_known_yet() {
        let (metric, seen) = (metric("count"), observed(&[(3, 1.0), (30, 1.0)]));
        assert_eq!(freshness(&scope(&metric, &seen, day(2))), Freshness::Never);
        // That something was observed on day 30 proves that the silence before it was real.
        assert_eq!(freshness(&scope(&metric, &seen, day(20))), Freshness::Current);
        let samples = sampled("mean");
        assert_eq!(freshness(&scope(&samples, &seen, day(20))), Freshness::Stale);
    }

    #[test]
    fn nothing_is_never() {
        assert_eq!(freshness(&scope(&metric("sum"), &observed(&[]), day(1))), Freshness::Never);
    }
}
