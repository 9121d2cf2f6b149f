//! A service-level objective of OpenSLO is a promise like any other.

use deming::change::{Direction, Standing};

use super::{compared, edited};

const SLO: &str = "apiVersion: openslo/v1
kind: Service
metadata: {name: web, annotations: {deming/owner: \"@web\"}}
spec: {description: Pages}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: pages}
spec:
  service: web
  indicatorRef: good-pages
  timeWindow: [{duration: 28d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{displayName: Good, target: 0.999}]
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: good-pages}
spec:
  ratioMetric:
    counter: true
    good: {metricSource: {type: Prometheus, spec: {query: good}}}
    total: {metricSource: {type: Prometheus, spec: {query: total}}}
";

#[test]
fn an_eased_slo_is_weakened_and_annotations_approve_it() {
    let eased = edited(SLO, "target: 0.999", "target: 0.99");
    let noted = edited(
        &eased,
        "metadata: {name: pages}",
        "metadata: {name: pages, annotations: {deming/change-reason: Agreed, deming/change-approved-by: \"@web\"}}",
    );
    for (text, standing) in [(eased, Standing::Missing), (noted, Standing::Approved)] {
        let changes = compared(SLO, &text);
        let weakened: Vec<_> = changes.going(Direction::Weakened).collect();
        let [judgement] = weakened.as_slice() else { panic!("{weakened:?}") };
        assert_eq!((judgement.shift.route.keyword(), judgement.approval.standing), ("target", standing));
    }
}
