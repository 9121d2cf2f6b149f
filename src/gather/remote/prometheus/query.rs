//! How a question is put.

use std::time::Duration;

use crate::gather::remote::grid::Run;
use crate::net::form;

/// The media type of questions.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The fields of a question about a run: evaluated at the end of each of its stretches.
///
/// `nocache` and `deny_partial_response` are for VictoriaMetrics, which would otherwise move the moments to those that
/// its cache knows, and leave out what a part of it knows; `partial_response` tells Thanos the latter. Other servers pass
/// over what they do not know.
pub fn fields(query: &str, run: &Run, patience: Duration) -> String {
    let query = with_window(query, run.step);
    let (start, end) = (run.at(1).as_second().to_string(), run.to().as_second().to_string());
    let (step, timeout) = (run.step.to_string(), format!("{}s", patience.as_secs().max(1)));
    form([
        ("query", query.as_str()),
        ("start", &start),
        ("end", &end),
        ("step", &step),
        ("timeout", &timeout),
        ("nocache", "1"),
        ("partial_response", "false"),
        ("deny_partial_response", "1"),
    ])
}

/// A query with the length of a stretch for `${window}`, or `{{.window}}` as Sloth writes it.
fn with_window(query: &str, seconds: i64) -> String {
    let window = window(seconds);
    let mut whole = query.replace("${window}", &window);
    for sloth in ["{{.window}}", "{{ .window }}", "{{ .window}}", "{{.window }}"] {
        whole = whole.replace(sloth, &window);
    }
    whole
}

/// A length of time as PromQL writes it, in the largest unit that it is whole in.
fn window(seconds: i64) -> String {
    match seconds {
        _ if seconds % 86_400 == 0 => format!("{}d", seconds / 86_400),
        _ if seconds % 3600 == 0 => format!("{}h", seconds / 3600),
        _ if seconds % 60 == 0 => format!("{}m", seconds / 60),
        _ => format!("{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_written_as_promql_does() {
        for (seconds, written) in [(300, "5m"), (3600, "1h"), (82_800, "23h"), (86_400, "1d"), (90, "90s")] {
            assert_eq!(window(seconds), written);
        }
        let query = "a[${window}] / b[{{.window}}] / c[{{ .window }}] / ${other}";
        assert_eq!(with_window(query, 300), "a[5m] / b[5m] / c[5m] / ${other}");
    }
}
