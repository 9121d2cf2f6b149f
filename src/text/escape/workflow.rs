//! Text in the log of a pipeline that takes some of its lines for commands.

use std::borrow::Cow;

/// How commands begin in the logs of GitHub Actions (`::name::` at the start of a line, `##[name]` anywhere) and of
/// Azure Pipelines (`##vso[`, `##[`).
const ANYWHERE: [&str; 2] = ["##[", "##vso["];

/// The message of a workflow command of GitHub Actions: one line, whatever it holds.
pub fn workflow_data(text: &str) -> String {
    inert(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command, such as a file or a title.
pub fn workflow_property(text: &str) -> String {
    workflow_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text of as many bytes that starts no command in the log of a pipeline: the second sign of what begins one becomes
/// a full stop. Spans into the text keep their meaning; colours may stand before what is looked for.
pub fn inert(text: &str) -> Cow<'_, str> {
    let forged = text.lines().any(|line| line.split_at(margin(line)).1.starts_with("::"));
    if !forged && !ANYWHERE.iter().any(|start| text.contains(start)) {
        return Cow::Borrowed(text);
    }
    let lines = text.split_inclusive('\n').map(|line| {
        let (margin, rest) = line.split_at(margin(line));
        match rest.strip_prefix("::") {
            Some(rest) => format!("{margin}:.{rest}"),
            None => line.to_owned(),
        }
    });
    let mut text: String = lines.collect();
    for start in ANYWHERE {
        text = text.replace(start, &start.replacen("##", "#.", 1));
    }
    Cow::Owned(text)
}

/// The bytes of white space and colours that a line begins with.
fn margin(line: &str) -> usize {
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        let Some(colour) = rest.strip_prefix("\u{1b}[") else { break };
        let Some((_, after)) = colour.split_once('m') else { break };
        rest = after;
    }
    line.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(workflow_data("100 %\r\n::error::x"), "100 %25%0D%0A:.error::x");
        assert_eq!(workflow_property("a:b,c\n%"), "a%3Ab%2Cc%0A%25");
    }

    #[test]
    fn no_line_starts_a_command() {
        assert_eq!(inert("::set-output name=x::y"), ":.set-output name=x::y");
        assert_eq!(
            inert("a\n  ::stop-commands::t\nb ##[add-mask]c"),
            "a\n  :.stop-commands::t\nb #.[add-mask]c"
        );
        assert_eq!(inert("##vso[task.setvariable]"), "#.vso[task.setvariable]");
        assert_eq!(inert("\u{1b}[1m \u{1b}[31m::error::x"), "\u{1b}[1m \u{1b}[31m:.error::x");
        assert!(matches!(inert("std::fs ## [x]"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_made_inert_keeps_its_length() {
        for text in ["::a\n ::b", "###[x]", "ä##vso[::", "\u{85}::x", "####[["] {
            assert_eq!(inert(text).len(), text.len(), "{text:?}");
        }
    }
}
