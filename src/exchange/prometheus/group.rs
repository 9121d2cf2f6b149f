//! The rules of one objective: what is recorded, and who is told when.

use super::burn::{self, Pace, Range, Severity};
use super::promise::{Promise, Question};
use super::windowed::Windowed;
use crate::exchange::decimal::decimal;
use crate::exchange::{Map, Node};

/// What is recorded over each range: the share of bad.
const ERROR: &str = "deming:sli_error:ratio_rate";

/// The shortest range, over which parts of a share are recorded, too.
const SHORTEST: &str = "5m";

const DAY: f64 = 86_400.0;

/// The groups of an objective. Both names are part of a group's, apart by a character that names do not have.
pub fn groups(promise: &Promise<'_>) -> Vec<Map> {
    let id = format!("{}/{}", promise.agreement.meta.name, promise.objective.name);
    let group = |part: &str, rules: Vec<Map>| {
        Map::of([("name", format!("deming/{id}/{part}").into()), ("rules", rules.into())])
    };
    let mut groups = vec![group("sli", shares(promise)), group("meta", figures(promise))];
    let alerts: Vec<Map> =
        Severity::ALL.into_iter().filter_map(|severity| alert(promise, severity)).collect();
    if !alerts.is_empty() {
        groups.push(group("alerts", alerts));
    }
    groups
}

/// The share of bad over each range, the window of the objective last.
fn shares(promise: &Promise<'_>) -> Vec<Map> {
    let mut rules = Vec::new();
    if let Some((part, query, total)) = parts(&promise.question) {
        for (part, query) in [(part, query), ("total", total)] {
            rules.push(record(
                promise,
                &format!("deming:sli_{part}:value{SHORTEST}"),
                &query.over(SHORTEST),
                None,
            ));
        }
    }
    for range in burn::recorded(&promise.window) {
        let expression = match range == promise.window {
            true => over_window(promise),
            false => over(&promise.question, &range.promql),
        };
        rules.push(record(promise, &format!("{ERROR}{}", range.name), &expression, Some(&range)));
    }
    rules
}

/// The parts of a share that is asked for in two queries.
fn parts(question: &Question) -> Option<(&'static str, &Windowed, &Windowed)> {
    match question {
        Question::Good(good, total) => Some(("good", good, total)),
        Question::Bad(bad, total) => Some(("bad", bad, total)),
        Question::Share(..) => None,
    }
}

/// The share of bad over a range.
fn over(question: &Question, range: &str) -> String {
    match question {
        Question::Bad(bad, total) => format!("{}\n/\n{}", bad.over(range), total.over(range)),
        Question::Good(good, total) => format!("1 - (\n{}\n/\n{}\n)", good.over(range), total.over(range)),
        Question::Share(share, false) => share.over(range),
        Question::Share(share, true) => format!("1 - {}", share.over(range)),
    }
}

/// The share of bad over the window of the objective. Long ranges of many series are costly to ask for, so the parts
/// that were recorded are added up: sum over sum, which is the share of all, not the mean of shares.
fn over_window(promise: &Promise<'_>) -> String {
    let range = &promise.window.promql;
    let Some((part, ..)) = parts(&promise.question) else { return over(&promise.question, range) };
    let sum = |part: &str| {
        format!("sum_over_time(deming:sli_{part}:value{SHORTEST}{}[{range}])", selector(promise))
    };
    let share = format!("{}\n/\n{}", sum(part), sum("total"));
    if part == "good" { format!("1 - (\n{share}\n)") } else { share }
}

/// What is promised and how much of the budget is left, for dashboards.
fn figures(promise: &Promise<'_>) -> Vec<Map> {
    let of = selector(promise);
    let on = "on (agreement, objective) group_left ()";
    let constant = |number: f64| format!("vector({})", decimal(number));
    let burning = |range: &str| format!("{ERROR}{range}{of}\n/ {on}\ndeming:error_budget:ratio{of}");
    let rules = [
        ("deming:objective:ratio", constant(promise.target)),
        ("deming:error_budget:ratio", constant(promise.budget())),
        ("deming:time_period:days", constant(promise.window.seconds as f64 / DAY)),
        ("deming:current_burn_rate:ratio", burning(SHORTEST)),
        ("deming:period_burn_rate:ratio", burning(&promise.window.name)),
        ("deming:period_error_budget_remaining:ratio", format!("1 - deming:period_burn_rate:ratio{of}")),
    ];
    rules.into_iter().map(|(name, expression)| record(promise, name, &expression, None)).collect()
}

fn record(promise: &Promise<'_>, name: &str, expression: &str, range: Option<&Range>) -> Map {
    let labels = labels(promise).with_some("window", range.map(|range| range.name.as_str()));
    Map::of([("record", name.into()), ("expr", expression.into()), ("labels", labels.into())])
}

fn labels(promise: &Promise<'_>) -> Map {
    Map::of([
        ("agreement", promise.agreement.meta.name.as_str().into()),
        ("objective", promise.objective.name.as_str().into()),
        ("service", promise.agreement.service.as_str().into()),
    ])
    .with_some("owner", promise.owner)
}

/// What picks the series of an objective. Names are made of `a-z 0-9 -`: nothing of them ends a text.
fn selector(promise: &Promise<'_>) -> String {
    format!("{{agreement=\"{}\", objective=\"{}\"}}", promise.agreement.meta.name, promise.objective.name)
}

fn alert(promise: &Promise<'_>, severity: Severity) -> Option<Map> {
    let paces: Vec<Pace> = promise.paces().filter(|pace| pace.severity == severity).collect();
    if paces.is_empty() {
        return None;
    }
    let expression: Vec<String> = paces.iter().map(|pace| condition(promise, pace)).collect();
    let owner = promise.owner.map(literal);
    let labels = Map::of([
        ("agreement", promise.agreement.meta.name.as_str().into()),
        ("objective", promise.objective.name.as_str().into()),
        ("service", promise.agreement.service.as_str().into()),
    ])
    .with_some("owner", owner)
    .with("severity", severity.keyword());
    Some(Map::of([
        ("alert", "ErrorBudgetBurn".into()),
        ("expr", expression.join("\nor\n").into()),
        ("labels", labels.into()),
        ("annotations", annotations(promise, &paces).into()),
    ]))
}

fn condition(promise: &Promise<'_>, pace: &Pace) -> String {
    let limit = format!("({} * {})", decimal(pace.factor), decimal(promise.budget()));
    let above = |range: &Range| {
        format!("  max without (window) ({ERROR}{}{}) > {limit}", range.name, selector(promise))
    };
    format!("(\n{}\n  and\n{}\n)", above(&pace.short), above(&pace.long))
}

fn annotations(promise: &Promise<'_>, paces: &[Pace]) -> Map {
    let objective = promise.objective.display_name.as_deref().unwrap_or(promise.objective.name.as_str());
    let title = promise.agreement.meta.title();
    let summary =
        format!("{}: the error budget of {objective} ({title}) burns too fast", promise.agreement.service);
    let told = format!(
        "Of all, {} % may be bad over {}, and this is told when {}. See `deming explain {}/{}`.",
        decimal(promise.budget() * 100.0),
        promise.window.name,
        paces.iter().map(in_words).collect::<Vec<_>>().join(" or "),
        promise.agreement.meta.name,
        promise.objective.name,
    );
    Map::of([
        ("summary", literal(&summary).into()),
        (
            "description",
            format!("Now {{{{ $value | humanizePercentage }}}} is bad. {}", literal(&told)).into(),
        ),
    ])
    .with_some("measure", promise.metric.description.as_deref().map(literal).map(Node::from))
    .with_some("consequence", promise.objective.consequence.as_deref().map(literal).map(Node::from))
}

fn in_words(pace: &Pace) -> String {
    let (percent, range, factor) = (pace.percent, &pace.long.name, decimal(pace.factor));
    format!("{percent} % of that is used up within {range} (burn rate {factor})")
}

/// A text that Prometheus, which reads labels and annotations of alerts as Go templates, shows as it is.
fn literal(text: &str) -> String {
    text.replace("{{", "{{\"{{\"}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_template() {
        assert_eq!(literal("a {{ $labels }} {"), "a {{\"{{\"}} $labels }} {");
        assert_eq!(literal("{{{"), "{{\"{{\"}}{");
    }
}
