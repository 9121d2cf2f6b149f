//! Texts of playbooks are filled in before anybody needs them.

use super::{DESK, about, resolved};

fn playbook(title: &str, body: &str) -> String {
    format!(
        "{DESK}---\napiVersion: deming/v1\nkind: Playbook\nmetadata: {{name: p}}\nspec:\n  when: {{finding: missed}}\n  propose:\n    title: '{title}'\n    kind: efficiency\n    stage: operation\n    body: |\n      {body}\n"
    )
}

#[test]
fn a_broken_template_is_told_where_it_is_declared() {
    assert_eq!(
        about(&playbook("Shorten {{metric.displayname}}", "{{#if cycle}}In {{cycle}}")),
        [
            "D041 a.yaml:12:12 there is no variable `metric.displayname`; there are metric.name, metric.displayName, \
             metric.unit, service.name, service.displayName, gap.observed, gap.desired, gap.verdict, gap.reason, \
             objective, cycle, playbook (line 1, column 9 of the text)",
            "D041 a.yaml:15:11 this template is not closed: `{{#if` has no `{{/if}}` (line 1, column 1 of the text)",
        ]
    );
    for broken in [
        "{{> six_whys}}",
        "{{shout gap.reason}}",
        "{{#each gap}}{{/each}}",
        "{{gap.reason",
        "{{#if cycle}}{{x}}{{/if}}",
    ] {
        let told = about(&playbook("t", broken));
        assert!(told.len() == 1 && told[0].starts_with("D041 a.yaml:15:11"), "{told:?}");
        assert!(!told[0].contains('\n') && !told[0].contains("expected"), "{told:?}");
    }
}

#[test]
fn whole_templates_are_kept() {
    let text = playbook(
        "Shorten {{metric.displayName}}",
        "{{> five_whys}} {{#unless objective}}{{cycle}}{{/unless}}",
    );
    let (catalog, findings) = resolved(&[("a.yaml", text.as_bytes())]);
    assert!(findings.is_empty() && catalog.playbooks.len() == 1);
}
