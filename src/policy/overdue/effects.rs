//! What is said of past actions against what the data say: closures, and playbooks that fail again and again.

use super::SOURCE;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::Name;
use crate::model::action::ClosureCode;
use crate::policy::check::{Check, Needs, Subject};
use crate::verify;

/// A service, and how many hours it takes.
const DESK: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: hours}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather: {by: \"@ops\", every: 1d, records: samples, source: {file: {path: hours.csv, time: {column: day}, value: {column: hours}}}}
  process: {interval: 1d, aggregate: mean}
";

/// A success that nobody can see.
pub static CLOSURE: Check = Check {
    rule: Rule {
        code: "D176",
        name: "contradicted-closure",
        level: Level::Error,
        what: "An action is closed as successful, and the data say otherwise, or a guard of its cycle got worse than allowed.",
        why: "The next action is chosen by what worked. A success that the data do not show teaches the wrong lesson, and one that was paid for elsewhere is none.",
        bad: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", implementedOn: 2025-10-09, expect: {metric: hours, change: -50%, by: 2025-10-17}, closure: {code: successful}}\n# file: hours.csv\nday,hours\n2025-10-01,9\n2025-10-02,8\n2025-10-03,9\n2025-10-04,8\n2025-10-05,9\n2025-10-06,8\n2025-10-07,9\n2025-10-08,8\n2025-10-09,9\n2025-10-10,8\n2025-10-11,9\n2025-10-12,8\n2025-10-13,9\n2025-10-14,8\n2025-10-15,9\n2025-10-16,8\n2025-10-17,9\n",
        good: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", implementedOn: 2025-10-09, expect: {metric: hours, change: -50%, by: 2025-10-17}, closure: {code: successful}}\n# file: hours.csv\nday,hours\n2025-10-01,9\n2025-10-02,8\n2025-10-03,9\n2025-10-04,8\n2025-10-05,9\n2025-10-06,8\n2025-10-07,9\n2025-10-08,8\n2025-10-09,9\n2025-10-10,3\n2025-10-11,4\n2025-10-12,3\n2025-10-13,4\n2025-10-14,3\n2025-10-15,4\n2025-10-16,3\n2025-10-17,4\n",
        beside: DESK,
        source: "ITIL's CSI register: closure codes and achieved outcomes. Campbell and Stanley 1963 on before and after.",
        is_locked: false,
    },
    needs: Needs::Effects,
    judge: closure,
};

fn closure(subject: &Subject<'_>, findings: &mut Findings) {
    for review in subject.reviews {
        let Some(action) = subject.catalog.actions.get(&review.action) else { continue };
        let declared = action.closure.as_ref().map(|closure| closure.code);
        // That nobody can tell contradicts nobody: people may know more than the data that are left.
        let contradicts = matches!(review.outcome, Some(ClosureCode::Partly | ClosureCode::Unsuccessful));
        let is_damaged = !review.damage.is_empty();
        if declared != Some(ClosureCode::Successful) || !(contradicts || is_damaged) {
            continue;
        }
        let name = &action.meta.name;
        let code = review.outcome.map_or("partly", ClosureCode::keyword);
        let message = format!("`{name}` is closed as successful, and is not: {}", review.reason);
        let place = action.meta.place.child("spec").child("closure").child("code");
        let help = match is_damaged {
            true => {
                "with damage it is `partly` at best: decide whether what got worse is worth it".to_owned()
            }
            false => format!("the data say `{code}`; write that, or correct the day, the metric or the data"),
        };
        findings.push(Finding::new(&CLOSURE.rule, place, message).help(help));
    }
}

/// How many judged actions it takes to say something of a playbook.
const ENOUGH: usize = 5;

/// A standing answer that does not answer.
pub static PLAYBOOK: Check = Check {
    rule: Rule {
        code: "D177",
        name: "failing-playbook",
        level: Level::Note,
        what: "Of five or more actions of a playbook that could be judged, less than three in ten did at least part of what was expected.",
        why: "Who proposes again what has not helped before spends attention for nothing.",
        bad: "apiVersion: deming/v1\nkind: Playbook\nmetadata: {name: articles}\nspec:\n  when: {finding: [missed], service: desk}\n  propose: {title: Write articles, kind: support, stage: operation, expect: {change: -20%, within: 3M}}\n---\napiVersion: deming/v1\nkind: Action\nmetadata: {name: a1}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", playbook: articles, closure: {code: unsuccessful}}\n---\napiVersion: deming/v1\nkind: Action\nmetadata: {name: a2}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", playbook: articles, closure: {code: unsuccessful}}\n---\napiVersion: deming/v1\nkind: Action\nmetadata: {name: a3}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", playbook: articles, closure: {code: unsuccessful}}\n---\napiVersion: deming/v1\nkind: Action\nmetadata: {name: a4}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", playbook: articles, closure: {code: unsuccessful}}\n---\napiVersion: deming/v1\nkind: Action\nmetadata: {name: a5}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", playbook: articles, closure: {code: partly}}\n",
        good: "apiVersion: deming/v1\nkind: Playbook\nmetadata: {name: articles}\nspec:\n  when: {finding: [missed], service: desk}\n  propose: {title: Write articles, kind: support, stage: operation, expect: {change: -20%, within: 3M}}\n---\napiVersion: deming/v1\nkind: Action\nmetadata: {name: a1}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", playbook: articles, closure: {code: unsuccessful}}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Effects,
    judge: playbook,
};

fn playbook(subject: &Subject<'_>, findings: &mut Findings) {
    let rates = verify::hit_rate_by_playbook(subject.reviews, subject.catalog);
    let is_failing = |name: &Name, rate: &verify::HitRate| {
        let judged = rate.judged();
        let worked = rate.successful + rate.partly;
        let failing = judged >= ENOUGH && worked * 10 < judged * 3;
        failing
            .then(|| subject.catalog.playbooks.get(name))
            .flatten()
            .map(|playbook| (playbook, worked, judged))
    };
    for (playbook, worked, judged) in rates.iter().filter_map(|(name, rate)| is_failing(name, rate)) {
        let message = format!(
            "of {judged} judged actions of `{}`, {worked} did at least part of what was expected",
            playbook.meta.name
        );
        let help =
            "change what it proposes, or narrow down when it answers (`when`); the register has its actions";
        let place = playbook.meta.place.child("spec").child("propose");
        findings.push(Finding::new(&PLAYBOOK.rule, place, message).help(help));
    }
}
