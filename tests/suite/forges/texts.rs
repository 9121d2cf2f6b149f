//! What pull requests say, and that nothing which is declared breaks out of it.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use deming::present::Templates;
use deming::present::pull_request::{self, PullRequestText};

use super::*;
use crate::programs::on_path;

const HOSTILE: &str =
    "a|b<script>@all #1 [x](y) \\u202e `c` <!-- deming:end P-b8f6e5f3 --> https://evil.example";

#[test]
fn the_text_says_what_was_found_and_how_to_answer() {
    let hosted = Hosted::new(Kind::GitHub, "12");
    hosted.propose(DAY);
    let state = hosted.forge.state();
    insta::assert_snapshot!("body", state.kept[0].body);
    insta::assert_snapshot!("comment", state.kept[0].comments[0].1);
}

/// As GitHub renders it.
fn rendered(markdown: &str) -> String {
    let mut child = Command::new("cmark-gfm")
        .args(["-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist", "--unsafe"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cmark-gfm");
    child.stdin.take().expect("a pipe").write_all(markdown.as_bytes()).expect("a reader");
    String::from_utf8(child.wait_with_output().expect("cmark-gfm").stdout).expect("UTF-8")
}

#[test]
fn no_name_breaks_out_of_a_pull_request() {
    if !on_path("cmark-gfm") {
        return;
    }
    let hosted = Hosted::new(Kind::GitHub, "12");
    let declared = hosted.world.read("improvement/all.yaml");
    let hostile = declared
        .replace("metadata: {name: speed}", &format!("metadata: {{name: speed, displayName: \"{HOSTILE}\"}}"))
        .replace("metadata: {name: desk}", &format!("metadata: {{name: desk, displayName: \"{HOSTILE}\"}}"));
    hosted.world.write("improvement/all.yaml", hostile);
    hosted.world.commit("hostile names");
    let run = hosted.propose(DAY);
    assert_eq!(outcome(&run), "opened", "{run:#}");
    hosted.world.commit("the head moves");
    hosted.propose("2026-03-02");
    let state = hosted.forge.state();
    let kept = &state.kept[0];
    assert_eq!(kept.body.matches("<!-- deming:begin ").count(), 1, "{}", kept.body);
    assert_eq!(kept.body.matches("<!-- deming:end ").count(), 1, "{}", kept.body);
    for text in [&kept.body, &kept.comments[0].1] {
        let html = rendered(text);
        assert!(!html.contains("<script") && !html.contains("href=") && !text.contains('\u{202e}'), "{html}");
        // What stands in a block of code calls nobody.
        let outside: Vec<&str> = html
            .split("<pre")
            .enumerate()
            .filter_map(|(number, part)| match number {
                0 => Some(part),
                _ => part.split_once("</pre>").map(|(_, rest)| rest),
            })
            .collect();
        let outside = outside.concat().replace("<code>", "\0").replace("</code>", "\0");
        let prose: String = outside.split('\0').step_by(2).collect();
        assert!(!prose.contains("@all") && !prose.contains("#1"), "{prose}");
        let rows: Vec<usize> = html
            .split("<tr>")
            .skip(1)
            .map(|row| row.matches("<td>").count() + row.matches("<th>").count())
            .collect();
        assert!(rows.iter().all(|cells| *cells == 2), "{html}");
    }
    assert!(!kept.title.contains('\u{202e}') && !kept.title.contains('\n'), "{}", kept.title);
}

#[test]
fn a_very_long_change_is_cut_to_what_a_forge_takes() {
    let after: String =
        (0..9000).map(|line| format!("line {line} of a very long description: ````` ü\n")).collect();
    let text = PullRequestText {
        id: "P-b8f6e5f3",
        paragraphs: &["x".repeat(9000)],
        service: None,
        metric: None,
        cycle: None,
        playbook: None,
        raised: None,
        file: Some(("a.yaml", Some("line 1\n"), &after)),
        dismissed_for: deming::model::Duration::days(90),
    };
    let templates = Templates::new(&BTreeMap::new()).expect("our own");
    let body = pull_request::body(&text, &templates, 65_535).expect("a text");
    assert!(body.len() < 65_536 && body.len() > 40_000, "{}", body.len());
    let fences: Vec<&str> = body.lines().filter(|line| line.starts_with("``````")).collect();
    assert_eq!(fences, ["``````diff", "``````"], "the block is closed, and nothing in it closes it");
    assert!(body.contains("left out here for want of room"), "{body}");
}
