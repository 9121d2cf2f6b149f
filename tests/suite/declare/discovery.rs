//! Which files are read, settings, and what is left alone.

use super::{DESK, Tree, resolved, told};

fn read(files: &[(&str, &str)]) -> (usize, Vec<String>) {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let mut declared = Tree::of(&files).read();
    declared.findings.sort();
    (declared.declarations.objects.len(), told(&declared.findings))
}

#[test]
fn other_peoples_files_are_left_alone() {
    let (objects, findings) = read(&[
        ("desk.yaml", DESK),
        ("k8s/pod.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("charts/a/templates/b.yaml", "{{ if .Values.x }}\na: [\n"),
        (".github/workflows/ci.yml", "on: push\njobs:\n  a: |\n    apiVersion: deming/v1\n"),
        ("node_modules/x/broken.yaml", "apiVersion: deming/v1\nkind: ["),
        ("templates/a.yaml", "apiVersion: deming/v1\nkind: ["),
        ("notes.txt", "apiVersion: deming/v1\nkind: ["),
    ]);
    assert_eq!((objects, findings), (1, vec![]));
}

#[test]
fn a_broken_file_beside_declarations_is_never_passed_over() {
    let (objects, findings) = read(&[
        ("ops/desk.yml", DESK),
        ("ops/more/broken.yaml", "a: [\n"),
        ("improvement/broken.yaml", "b: ]\n"),
        ("improvement/valid.yaml", "somebody: else\n"),
        ("other/broken.yaml", "c: [\n"),
    ]);
    assert_eq!(objects, 1);
    assert_eq!(findings.len(), 3, "{findings:?}");
    assert!(
        findings[0].starts_with("D002 broken.yaml:1:4")
            && findings[1].starts_with("D002 ops/more/broken.yaml")
            && findings[2].starts_with("D018 valid.yaml:1:1 it has no `apiVersion`")
    );
}

#[test]
fn in_declared_roots_everything_counts() {
    let settings = ("deming.yaml", "roots: [ops/, ./services]\n");
    let (objects, findings) = read(&[
        settings,
        ("ops/desk.yaml", DESK),
        ("ops/note.yaml", "some: note\n"),
        ("ops/pod.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("services/empty.yaml", "# nothing yet\n"),
        ("elsewhere/desk.yaml", DESK),
    ]);
    assert_eq!(objects, 1);
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings[0].starts_with("D008 ops/note.yaml:1:1 `apiVersion` is missing"));
    assert!(
        findings[1].starts_with("D018 ops/pod.yaml:1:13 its `apiVersion` is `v1`, so it is no declaration")
    );
}

#[test]
fn a_misspelt_root_is_told() {
    let (_, findings) = read(&[("deming.yaml", "roots: [improvment]\n"), ("improvement/desk.yaml", DESK)]);
    assert_eq!(
        findings,
        ["D016 deming.yaml:1:9 the root `improvment` holds no YAML file -> did you mean `improvement`?"]
    );
    let (_, findings) = read(&[("deming.yaml", "roots: [../other]\n")]);
    assert!(findings[0].starts_with("D011 deming.yaml:1:9 `../other` is no folder inside"), "{findings:?}");
}

#[test]
fn settings_have_one_place() {
    let (_, findings) =
        read(&[("deming.yaml", "timeZone: UTC\n"), (".github/deming.yaml", "timeZone: UTC\n")]);
    assert_eq!(
        findings,
        ["D015 .github/deming.yaml:1:1 `deming.yaml` and `.github/deming.yaml` are both settings files \
          [1:1 the one that is read] -> keep one of the two; meanwhile `deming.yaml` is read"]
    );
    for name in ["deming.yml", ".deming.yaml", ".deming/config.yaml", ".github/deming.yaml"] {
        let declared = Tree::of(&[(name, b"fiscalYearStart: 4\n")]).read();
        assert_eq!(declared.settings.fiscal_year_start, 4, "{name}");
    }
}

#[test]
fn settings_are_read_strictly() {
    let (_, findings) = read(&[(
        "deming.yaml",
        "timezone: UTC\nfiscalYearStart: 13\nasOf: yesterday\nproposals: {limits: {open: -1, perRun: 99999999}}\nwiki: {dialect: dokuwiki}\n",
    )]);
    let codes: Vec<&str> = findings.iter().map(|finding| finding.split(" `").next().unwrap()).collect();
    assert_eq!(
        codes,
        [
            "D009 deming.yaml:1:1 unknown field",
            "D011 deming.yaml:2:18",
            "D011 deming.yaml:3:7",
            "D011 deming.yaml:4:28 -1 is no whole number from 0 to 65535",
            "D011 deming.yaml:4:40 99999999 is no whole number from 0 to 65535",
            "D011 deming.yaml:5:17",
        ]
    );
}

#[test]
fn settings_have_defaults() {
    let text = b"timeZone: Europe/Berlin\nasOf: 2026-07-01\nproposals:\n  limits: {perRun: 5}\n  author: {name: Ann, email: ann@example.org}\n  actions: ops/actions\nwiki: {dialect: folder, url: ../wiki}\n";
    let settings = Tree::of(&[("deming.yaml", text)]).read().settings;
    assert_eq!(settings.zone.iana_name(), Some("Europe/Berlin"));
    let as_of = settings.as_of.unwrap().moment(&settings.zone);
    assert_eq!(as_of.to_string(), "2026-06-30T22:00:00Z");
    assert_eq!((settings.proposals.limits.open, settings.proposals.limits.per_run), (10, 5));
    assert_eq!(
        (settings.proposals.author.name.as_str(), settings.proposals.actions.as_str()),
        ("Ann", "ops/actions")
    );
    assert_eq!((settings.wiki.home.as_str(), settings.wiki.url.as_deref()), ("Home", Some("../wiki")));
    assert!(!settings.roots_declared);
}

#[test]
fn json_is_read_in_declared_roots_where_it_says_that_it_is_ours() {
    let slo =
        br#"[{"apiVersion": "openslo/v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {}}]"#;
    let data = br#"{"rows": []}"#;
    let files: [(&str, &[u8]); 3] =
        [("slos/web.json", slo), ("slos/data.json", data), ("elsewhere/web.json", slo)];
    let with_root = |settings: &'static [u8]| [files.as_slice(), &[("deming.yaml", settings)]].concat();
    for settings in [b"roots: [slos]".as_slice(), b"roots: [slos/web.json]"] {
        let (catalog, findings) = resolved(&with_root(settings));
        assert_eq!(catalog.services.len(), 1);
        assert_eq!(findings.iter().map(|finding| finding.rule.code).collect::<Vec<_>>(), ["D062"]);
    }
    assert!(resolved(&files).0.is_empty());
}
