//! A secret that is planted where secrets may be comes out nowhere: a header, a password in a URL, the environment of a
//! command; nor one that a system, a command or a file says by itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::NOW;
use crate::servers::scripted::{Scripted, respond};
use crate::world::{Outcome, TestWorld, run};

/// What is planted, each told from the others so that a leak shows where it came from. Letters that URLs encode are
/// among them.
const HEADER: &str = "hdr/Planted+9Zx81Qy7";
const PASSWORD: &str = "pwd Planted&7Lp0Vb3N";
const COMMAND: &str = "cmd~Planted=5Kd9Rt2W";
const SECRETS: [&str; 3] = [HEADER, PASSWORD, COMMAND];

/// One that shows by its own form, and that nobody declared. Put together here, so that no scanner takes this file for a
/// leak.
fn token() -> String {
    ["gh", "p_", "Qx81Qy7Lp0Vb3Nm5Kd9Rt2Ws6Hj4Gf8AcE1u"].concat()
}

fn declared(url: &str) -> String {
    let with_password = url.replacen("http://", "http://bot:${env:PLANTED_PASSWORD}@", 1);
    let mut text = format!(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: shop}}\nspec: {{practice: capacity, owner: '@ops'}}\n---\n\
         apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: by-header}}\nspec: {{type: prometheus, connectionDetails: {{url: '{url}', \
         retries: 0, headers: {{X-Key: '${{env:PLANTED_HEADER}}'}}}}}}\n---\n\
         apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: by-url}}\nspec: {{type: prometheus, connectionDetails: {{url: '{with_password}', retries: 0}}}}\n"
    );
    for (name, source) in [
        ("queue", "prometheus: {dataSource: by-header, query: queue}".to_owned()),
        ("refused", "prometheus: {dataSource: by-header, query: refused}".to_owned()),
        ("orders", "prometheus: {dataSource: by-url, query: orders}".to_owned()),
        ("garbled", "prometheus: {dataSource: by-url, query: garbled}".to_owned()),
        ("counted", "exec: {command: [scripts/count], env: [PLANTED_COMMAND]}".to_owned()),
        ("failed", "exec: {command: [scripts/fail], env: [PLANTED_COMMAND]}".to_owned()),
        ("filed", "file: {path: data/rows.csv, time: {column: at}, value: {column: value}}".to_owned()),
    ] {
        text.push_str(&format!(
            "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {name}}}\nspec:\n  service: shop\n  class: technology\n  \
             unit: jobs\n  direction: lower\n  owner: '@ops'\n  gather: {{by: '@ops', every: 1d, integrity: {{coverage: 50%}}, source: {{{source}}}}}\n  \
             process: {{interval: 1d, aggregate: max, by: [team]}}\n---\n\
             apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: {name}-sla}}\nspec:\n  type: SLA\n  service: shop\n  \
             parties: {{provider: '@ops', customer: '@all'}}\n  objectives:\n    - {{name: room, metric: {name}, op: lte, value: 0, \
             timeWindow: [{{duration: 7d, isRolling: true}}]}}\n    - {{name: each-room, metric: {name}, each: team, op: lte, value: 0, \
             timeWindow: [{{duration: 7d, isRolling: true}}]}}\n"
        ));
    }
    text + "---\napiVersion: deming/v1\nkind: Playbook\nmetadata: {name: fewer}\nspec:\n  when: {finding: [missed]}\n  propose: {title: 'Fewer \
            {{metric.displayName}}', kind: support, stage: operation, size: M, body: 'Fewer {{objective}}.', expect: {change: -20%, within: 3M}}\n"
}

/// A server that repeats what it was told, in every form, and says a token of its own.
fn parrot() -> Scripted {
    Scripted::start(|seen, stream| {
        let told =
            seen.header("x-key").or_else(|| seen.header("authorization")).unwrap_or_default().to_owned();
        let said = format!("{told} {} {}", forms(&told).join(" "), token());
        let json = [("content-type", "application/json")];
        if seen.target.contains("buildinfo") {
            return respond(stream, "200 OK", &json, r#"{"status":"success","data":{"version":"2.99.0"}}"#);
        }
        if seen.field("query").as_deref() == Some("refused") {
            let body =
                format!("{{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"you said {said}\"}}");
            return respond(stream, "400 Bad Request", &json, body);
        }
        if seen.field("query").as_deref() == Some("garbled") {
            return respond(stream, "200 OK", &[("content-type", "text/html")], format!("<p>{said}</p>"));
        }
        let at = seen.field("end").and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
        let series = format!("{{\"metric\":{{\"team\":{said:?}}},\"values\":[[{at},\"4\"]]}}");
        let body = format!(
            "{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{series}]}},\"warnings\":[{said:?}]}}"
        );
        respond(stream, "200 OK", &json, body);
    })
}

fn world(server: &Scripted) -> TestWorld {
    let world = TestWorld::new();
    world.set_clock(1_773_100_800); // 2026-03-10
    world.write("improvement/all.yaml", declared(&server.url()));
    let rows: String = (1..=9).map(|day| format!("2026-03-{day:02},{day},{}\n", token())).collect();
    world.write("data/rows.csv", format!("at,value,team\n{rows}2026-03-09,{},web\n", token()));
    let count = "printf '[{\"time\": \"2026-03-10T00:00:00Z\", \"value\": 2, \"team\": \"%s\"}]' \"$PLANTED_COMMAND\"\necho \"I got $PLANTED_COMMAND\" >&2\n";
    let fail =
        "echo \"I cannot use $PLANTED_COMMAND\" >&2; printf %s \"$PLANTED_COMMAND\" | base64 >&2; exit 3\n";
    for (script, text) in [("scripts/count", count), ("scripts/fail", fail)] {
        world.write(script, format!("#!/bin/sh\n{text}"));
        let path = world.root().join(script);
        let mut mode = std::fs::metadata(&path).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
        std::fs::set_permissions(&path, mode).unwrap();
    }
    world.commit("plant");
    world
}

/// A secret as it is, packed as Base64 at each of the three places within a longer text, and encoded for URLs.
fn forms(secret: &str) -> Vec<String> {
    let packed = (0..3).map(|shift| {
        let whole = base64(&[&b"..."[..shift], secret.as_bytes()].concat());
        // The first letters hold what stands before, the last ones what comes after.
        let from = [0, 2, 3][shift];
        let until = whole.trim_end_matches('=').len() - 1;
        whole[from..until].to_owned()
    });
    let strict = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => (byte as char).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let encoded: String = secret.bytes().map(strict).collect();
    let mut forms = vec![secret.to_owned(), encoded.to_lowercase(), encoded.replace("%20", "+"), encoded];
    forms.extend(packed);
    forms
}

/// Base64 as RFC 4648 has it; written here again, so that the test does not trust what it tests.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize] as char;
            text.push(if place <= chunk.len() { letter } else { '=' });
        }
    }
    text
}

#[track_caller]
fn clean(what: &str, text: &str) {
    let plain = text.replace('\\', "");
    for secret in SECRETS {
        for form in forms(secret) {
            let shown = text.contains(&form) || plain.contains(&form);
            assert!(
                !shown,
                "{what} shows `{form}` of a secret:\n{}",
                text.chars().take(3000).collect::<String>()
            );
        }
    }
}

/// As [`clean`], where nobody has put a token either.
#[track_caller]
fn spotless(what: &str, text: &str) {
    clean(what, text);
    assert!(!text.contains(&token()[4..]), "{what} shows a token:\n{text}");
}

#[track_caller]
fn spotless_outcome(what: &str, outcome: &Outcome) {
    spotless(what, &outcome.stdout);
    spotless(what, &outcome.stderr);
}

/// Runs a command that knows the secrets.
fn knowing(world: &TestWorld, args: &[&str]) -> Outcome {
    let second = NOW.parse::<jiff::Timestamp>().unwrap().as_second().to_string();
    let variables = [
        ("SOURCE_DATE_EPOCH", second.as_str()),
        ("PLANTED_HEADER", HEADER),
        ("PLANTED_PASSWORD", PASSWORD),
        ("PLANTED_COMMAND", COMMAND),
    ];
    let outcome = world.deming_with(&variables, args);
    spotless_outcome(&args.join(" "), &outcome);
    outcome
}

/// All files below a folder.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// Every object of a repository, unpacked, and every reference and log of one.
fn everything_in(world: &TestWorld, repository: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let listed = world.git_in(
        repository,
        &["cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"],
    );
    for line in listed.lines() {
        let (id, kind) = line.split_once(' ').unwrap();
        let output =
            Command::new("git").args(["cat-file", kind, id]).current_dir(repository).output().unwrap();
        all.push((format!("{kind} {id}"), String::from_utf8_lossy(&output.stdout).into_owned()));
    }
    all.push(("references".into(), world.git_in(repository, &["for-each-ref"])));
    let git_dir = repository.join(world.git_in(repository, &["rev-parse", "--git-dir"]));
    for path in walk(&git_dir).into_iter().filter(|path| !path.starts_with(git_dir.join("objects"))) {
        all.push((
            path.display().to_string(),
            String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned(),
        ));
    }
    all
}

#[test]
fn it_comes_out_nowhere() {
    let server = parrot();
    let world = world(&server);
    for format in ["full", "concise", "json", "jsonl", "markdown"] {
        let gathered = knowing(
            &world,
            &["gather", "--allow-exec", "--verbose", "--from", "2026-03-01", "--format", format],
        );
        assert!(gathered.stdout.contains("queue"), "{gathered:?}");
    }
    assert!(server.seen().iter().any(|seen| seen.header("x-key") == Some(HEADER)), "it was used");
    assert!(server.seen().iter().any(|seen| seen.header("authorization").is_some()), "it was used");
    for command in
        ["check", "diff", "plan", "explain queue", "explain counted", "explain filed", "explain orders"]
    {
        for format in [
            "full",
            "concise",
            "json",
            "jsonl",
            "github",
            "gitlab",
            "sarif",
            "junit",
            "checkstyle",
            "rdjson",
            "markdown",
        ] {
            let arguments: Vec<&str> = command.split(' ').chain(["--verbose", "--format", format]).collect();
            knowing(&world, &arguments);
        }
    }
    let diff = knowing(&world, &["diff", "--format", "json"]);
    for metric in ["queue", "orders", "counted"] {
        assert!(diff.stdout.contains(&format!("{metric}-sla/each-room[")), "{metric} was gathered: {diff:?}");
    }
    knowing(&world, &["propose", "--verbose"]);
    knowing(&world, &["report", "--out", "pages", "--verbose"]);
    let wiki = world.beside("wiki.git");
    world.git(&["init", "--quiet", "--bare", wiki.to_str().unwrap()]);
    knowing(&world, &["publish", "--wiki", wiki.to_str().unwrap(), "--verbose"]);
    let pages = walk(&world.root().join("pages"));
    assert!(pages.len() > 4, "{pages:?}");
    for page in pages {
        spotless(&page.display().to_string(), &std::fs::read_to_string(&page).unwrap());
    }
    let references = world.git(&["for-each-ref", "--format=%(refname)"]);
    assert!(
        references.contains("refs/heads/deming/observed") && references.lines().count() > 2,
        "{references}"
    );
    let planted = world.git(&["rev-parse", "main:data/rows.csv"]);
    for repository in [world.root(), &wiki] {
        for (what, text) in everything_in(&world, repository) {
            match what.ends_with(&planted) {
                // Somebody has committed the token here.
                true => clean(&what, &text),
                false => spotless(&what, &text),
            }
        }
    }
}

#[test]
fn the_forms_that_are_looked_for_are_those_that_others_would_write() {
    assert_eq!(base64(b"bot:pw"), "Ym90OnB3");
    assert_eq!(base64(b"ab"), "YWI=");
    let packed =
        run(Command::new("sh").args(["-c", &format!("printf %s 'bot:{PASSWORD}' | base64 -w0")])).stdout;
    assert!(forms(PASSWORD).iter().any(|form| packed.contains(form)), "{packed}");
}
