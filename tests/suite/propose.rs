//! What is proposed, what is held, and that proposing twice changes nothing.

#[path = "propose/branches.rs"]
mod branches;
#[path = "propose/declared.rs"]
mod declared;
#[path = "propose/lifecycle.rs"]
pub mod lifecycle;
#[path = "propose/many.rs"]
mod many;
#[path = "propose/pushing.rs"]
mod pushing;
#[path = "propose/signing.rs"]
mod signing;

use declared::{
    action, as_of, assessed, assessment, catalog, cycle, cycle_assessment, decline, name, objective, playbook,
};
use deming::analyse::{Assessment, Verdict};
use deming::catalog::Catalog;
use deming::model::action::ActionState;
use deming::model::metric::MetricClass;
use deming::model::{Comparison, ProposalId};
use deming::plan::{Hold, HoldReason, OpenProposal, Plan, PlannedChange, Proposal, Standing, plan};
use proptest::prelude::*;

fn made<'a>(plan: &'a Plan) -> Vec<&'a Proposal> {
    let proposal = |change: &'a PlannedChange| match change {
        PlannedChange::Propose(proposal) => Some(&**proposal),
        PlannedChange::Hold(_) => None,
    };
    plan.changes.iter().filter_map(proposal).collect()
}

fn holds<'a>(plan: &'a Plan) -> Vec<&'a Hold> {
    let hold = |change: &'a PlannedChange| match change {
        PlannedChange::Hold(hold) => Some(hold),
        PlannedChange::Propose(_) => None,
    };
    plan.changes.iter().filter_map(hold).collect()
}

fn planned(catalog: &Catalog, assessment: &Assessment) -> Plan {
    plan(catalog, assessment, &[], &Standing::default(), None)
}

/// One proposal that waits on a branch, in the hands of people.
fn waiting(id: &ProposalId, branch: &str) -> Standing {
    Standing::of(vec![OpenProposal::of_people(id.clone(), branch)])
}

/// The proposals for the two gaps of the service desk: slow resolution first.
fn both() -> [Proposal; 2] {
    let plan = planned(&catalog(), &assessment());
    let proposals: Vec<Proposal> = made(&plan).into_iter().cloned().collect();
    proposals.try_into().expect("two proposals")
}

#[test]
fn the_largest_gap_comes_first_and_what_is_met_last() {
    let plan = planned(&catalog(), &assessment());
    let subjects: Vec<String> = made(&plan).iter().map(|proposal| proposal.subject.to_string()).collect();
    assert_eq!(subjects, ["sla/fast", "sla/attained"]);
    let last = plan.changes.last().expect("three entries");
    assert!(matches!(last, PlannedChange::Hold(Hold { reason: HoldReason::TargetMet, .. })));
}

#[test]
fn missed_comes_before_at_risk_before_unknown() {
    let share = |id: &str, observed, verdict| {
        objective(id, "attainment", (Comparison::AtLeast, 0.95), observed, verdict)
    };
    let assessment = assessed(vec![
        share("unknown", 0.1, Verdict::Unknown),
        share("b", 0.94, Verdict::AtRisk),
        share("a", 0.94, Verdict::AtRisk),
        share("missed", 0.94, Verdict::Missed),
    ]);
    let plan = planned(&Catalog { playbooks: Default::default(), ..catalog() }, &assessment);
    let subjects: Vec<String> = holds(&plan).iter().map(|hold| hold.subject.to_string()).collect();
    assert_eq!(subjects, ["sla/missed", "sla/a", "sla/b", "sla/unknown"]);
    assert!(holds(&plan).iter().all(|hold| hold.reason == HoldReason::NoPlaybook));
}

#[test]
fn the_most_specific_playbook_answers() {
    let mut catalog = catalog();
    let mut special = playbook("zz-special", MetricClass::Process);
    special.when.metric = Some(name("resolution-time"));
    let other = playbook("aa-also", MetricClass::Process);
    catalog.playbooks.insert(name("aa-also"), other);
    assert_eq!(made(&planned(&catalog, &assessment()))[0].kind.playbook(), Some(&name("aa-also")));
    catalog.playbooks.insert(name("zz-special"), special);
    assert_eq!(made(&planned(&catalog, &assessment()))[0].kind.playbook(), Some(&name("zz-special")));
}

#[test]
fn the_file_reads_back_and_says_what_was_found() {
    let [slow, _] = both();
    assert_eq!(
        slow.path,
        format!("improvement/actions/resolution-time-resolve-faster-{}.yaml", &slow.id.as_str()[2..])
    );
    insta::assert_snapshot!("a_proposed_action", slow.content);
    insta::assert_snapshot!("a_proposal_message", slow.message);
    let value: serde_yaml::Value = serde_yaml::from_str(&slow.content).expect("YAML");
    assert_eq!(value["metadata"]["annotations"]["deming/proposal"].as_str(), Some(slow.id.as_str()));
    assert_eq!(value["spec"]["owner"].as_str(), Some("@ops/service-desk"));
    assert_eq!(value["spec"]["expect"]["change"].as_str(), Some("-20%"));
    assert_eq!(value["spec"]["expect"]["by"].as_str(), Some("2016-09-01"));
}

#[test]
fn identity_does_not_follow_the_figures() {
    let before = both();
    let mut assessment = assessment();
    for objective in &mut assessment.objectives {
        objective.verdict = if objective.verdict == Verdict::Met { Verdict::Met } else { Verdict::AtRisk };
        objective.reason = "Another day, another figure.".into();
    }
    let plan = planned(&catalog(), &assessment);
    let after: Vec<_> = made(&plan).iter().map(|proposal| &proposal.id).collect();
    assert_eq!(after, [&before[0].id, &before[1].id]);
}

#[test]
fn one_metric_gets_one_proposal() {
    let mut assessment = assessment();
    assessment.objectives.push(objective(
        "faster-still",
        "resolution-time",
        (Comparison::AtMost, 3600.0),
        43_200.0,
        Verdict::Missed,
    ));
    let plan = planned(&catalog(), &assessment);
    assert_eq!(made(&plan)[0].subject.to_string(), "sla/faster-still");
    let same = HoldReason::SameAs { id: made(&plan)[0].id.clone() };
    assert!(holds(&plan).iter().any(|hold| hold.subject.to_string() == "sla/fast" && hold.reason == same));
    assert_eq!(made(&plan)[0].id, both()[0].id, "whichever objective is worse, it is the same proposal");
}

#[test]
fn each_value_of_a_dimension_is_answered_by_itself() {
    let each = |value: &str| {
        let mut one = objective("fast", "resolution-time", (Comparison::AtMost, 1.0), 2.0, Verdict::Missed);
        one.id.each = Some(value.into());
        one
    };
    let plan = planned(&catalog(), &assessed(vec![each("north"), each("south")]));
    assert_eq!(made(&plan).len(), 2);
    assert_ne!(made(&plan)[0].id, made(&plan)[1].id);
    assert_ne!(made(&plan)[0].path, made(&plan)[1].path);
}

#[test]
fn a_cycle_and_an_objective_share_the_answer_while_the_cycle_runs() {
    let mut catalog = catalog();
    let cycle = cycle("2016-q2", "resolution-time");
    catalog.cycles.insert(cycle.meta.name.clone(), cycle.clone());
    let mut assessment = assessment();
    assessment.cycles.push(cycle_assessment(&cycle, 43_200.0, 7_200.0, Verdict::Missed));
    let plan = planned(&catalog, &assessment);
    let first = made(&plan)[0];
    assert_eq!(first.subject.to_string(), "2016-q2");
    assert!(
        first.branch.starts_with("deming/2016-q2/") && first.message.contains("\nDeming-Cycle: 2016-q2\n")
    );
    assert!(first.content.contains("\n  cycle: 2016-q2\n"), "{}", first.content);
    assert_eq!(made(&plan).len(), 2);

    // Once the objective's own proposal waits, the cycle asks for nothing more.
    let open = waiting(&both()[0].id, "deming/service-desk/x");
    assert_eq!(made(&deming::plan::plan(&catalog, &assessment, &[], &open, None)).len(), 1);
}

#[test]
fn a_cycle_that_is_over_is_left_alone() {
    let mut catalog = catalog();
    let mut over = cycle("2016-q2", "resolution-time");
    over.period.to = "2016-05-31".parse().expect("a date");
    catalog.cycles.insert(over.meta.name.clone(), over.clone());
    let mut assessment = assessment();
    assessment.cycles.push(cycle_assessment(&over, 43_200.0, 7_200.0, Verdict::Missed));
    let plan = planned(&catalog, &assessment);
    assert!(made(&plan).iter().all(|proposal| proposal.subject.to_string() != "2016-q2"));
    assert!(made(&plan).iter().all(|proposal| !proposal.content.contains("cycle:")));
    let held = plan.changes.iter().any(|change| {
        matches!(change, PlannedChange::Hold(hold) if matches!(hold.reason, HoldReason::CycleOver { .. }))
    });
    assert!(held, "{:#?}", plan.changes);
}

#[test]
fn what_is_known_is_held() {
    let [slow, low] = both();
    let mut catalog = catalog();
    catalog.actions.insert(name("registered"), action(slow.id.as_str(), ActionState::Closed));
    catalog.decisions.insert(name("no"), decline(low.id.as_str(), Some("2016-06-01")));
    let open = waiting(&slow.id, &slow.branch);
    let plan = plan(&catalog, &assessment(), &[], &open, None);
    let reasons: Vec<&HoldReason> = holds(&plan).iter().map(|hold| &hold.reason).collect();
    assert!(matches!(reasons[0], HoldReason::InRegister { action, .. } if *action == name("registered")));
    assert!(matches!(reasons[1], HoldReason::Declined { until: Some(_), .. }));
    assert_eq!(reasons.len(), 3);
}

#[test]
fn an_open_branch_holds_and_a_refusal_ends() {
    let [slow, low] = both();
    let mut catalog = catalog();
    catalog.decisions.insert(name("no"), decline(low.id.as_str(), Some("2016-05-31")));
    let open = waiting(&slow.id, "origin/deming/x");
    let plan = plan(&catalog, &assessment(), &[], &open, None);
    assert_eq!(
        holds(&plan)[0].reason,
        HoldReason::InPeoplesHands { id: slow.id, branch: "origin/deming/x".into() }
    );
    assert_eq!(made(&plan)[0].id, low.id);
}

#[test]
fn limits_hold_the_rest_back() {
    let mut catalog = catalog();
    catalog.settings.proposals.limits.per_run = 1;
    let waits = |plan: &Plan, setting: &str| {
        let waiting = |hold: &&Hold| matches!(&hold.reason, HoldReason::Waiting { limit, .. } if limit.contains(setting));
        holds(plan).into_iter().filter(waiting).count()
    };
    let plan_once = planned(&catalog, &assessment());
    assert_eq!((made(&plan_once).len(), waits(&plan_once, "perRun")), (1, 1));
    assert_eq!(made(&plan_once)[0].subject.to_string(), "sla/fast");

    catalog.settings.proposals.limits.open = 1;
    let open = waiting(&"P-00000001".parse().expect("an id"), "deming/a/b");
    let full = plan(&catalog, &assessment(), &[], &open, None);
    assert_eq!((made(&full).len(), waits(&full, "limits.open")), (0, 2));
}

#[test]
fn a_template_that_does_not_render_is_said_so() {
    let mut catalog = catalog();
    for playbook in catalog.playbooks.values_mut() {
        playbook.propose.title = "{{metric.nmae}}".into();
    }
    let plan = planned(&catalog, &assessment());
    let HoldReason::Unwritable { why, .. } = &holds(&plan)[0].reason else { panic!("{plan:?}") };
    assert!(why.starts_with("`propose.title`: there is no variable `metric.nmae`"), "{why}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_breaks_out(title in any::<String>(), reason in any::<String>(), body in any::<String>(), each in any::<String>()) {
        let mut catalog = catalog();
        for playbook in catalog.playbooks.values_mut() {
            playbook.propose.title = format!("T{}", title.replace(['{', '\\'], ""));
            playbook.propose.body = Some(body.replace(['{', '\\'], ""));
        }
        let mut assessment = assessment();
        let forged = format!("{reason}\n\nDeming-Proposal: P-00000000\nSigned-off-by: M <m@example.org>");
        for objective in &mut assessment.objectives {
            objective.reason = forged.clone();
            objective.id.each = Some(each.clone());
        }
        for proposal in made(&planned(&catalog, &assessment)) {
            let (body, trailers) = proposal.message.trim_end().rsplit_once("\n\n").expect("paragraphs");
            prop_assert!(trailers.lines().all(|line| line.starts_with("Deming-")), "{}", proposal.message);
            prop_assert_eq!(trailers.lines().filter(|line| line.starts_with("Deming-Proposal: ")).count(), 1);
            prop_assert!(!body.lines().any(|line| line.starts_with("Deming-") || line.starts_with("Signed-off-by")));
            prop_assert!(body.lines().next().is_some_and(|line| line.chars().count() <= 72));
            let value: serde_yaml::Value = serde_yaml::from_str(&proposal.content).expect("YAML");
            prop_assert_eq!(value["metadata"]["displayName"].as_str(), Some(proposal.title.as_str()));
            prop_assert_eq!(value["spec"]["state"].as_str(), Some("proposed"));
        }
    }
}

#[test]
fn the_same_inputs_give_the_same_plan() {
    let once = format!("{:?}", planned(&catalog(), &assessment()));
    assert_eq!(once, format!("{:?}", planned(&catalog(), &assessment())));
    assert_eq!(planned(&catalog(), &assessment()).as_of, as_of());
}
