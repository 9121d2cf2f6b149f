//! Every rule about other formats has an example that breaks it and one that does not; the commands themselves judge.

use deming::exchange::rules;
use deming::finding::Rule;

use crate::world::TestWorld;

/// What the command that a rule belongs to says of an example.
fn told(rule: &Rule, example: &str) -> String {
    let world = TestWorld::new();
    let in_place =
        if rule.beside.is_empty() { example.to_owned() } else { format!("{}---\n{example}", rule.beside) };
    world.write("improvement/example.yaml", in_place);
    let args: &[&str] = match rule.code {
        "D360" => &["import", "sloth", "improvement/example.yaml"],
        "D369" => &["export", "prometheus-rules"],
        _ => &["import", "catalog", "improvement"],
    };
    world.deming(args).stderr
}

#[test]
fn every_bad_example_breaks_its_rule_and_no_good_one_does() {
    for rule in rules::all() {
        let code = format!("[{}]", rule.code);
        let (bad, good) = (told(rule, rule.bad), told(rule, rule.good));
        assert!(bad.contains(&code), "{}: {bad}", rule.code);
        assert!(
            !good.contains("warning[") && !good.contains("error") && !good.contains(&code),
            "{}: {good}",
            rule.code
        );
    }
}

#[test]
fn every_rule_explains_itself() {
    let world = TestWorld::new();
    for rule in rules::all() {
        let explained = world.deming(&["explain", rule.code]);
        assert_eq!(explained.status, 0, "{explained:?}");
        assert!(explained.stdout.contains(rule.name), "{}", explained.stdout);
    }
}
