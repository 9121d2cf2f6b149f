//! Nothing that was meant to be a declaration vanishes in silence, and other people's files stay theirs.

use super::{DESK, Tree, told};

fn read(files: &[(&str, &str)], links: &[(&str, &str)]) -> (usize, Vec<String>) {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let mut declared = Tree::of(&files).with_links(links).read();
    declared.findings.sort();
    (declared.declarations.objects.len(), told(&declared.findings))
}

fn alone(path: &str, text: &str) -> String {
    read(&[(path, text)], &[]).1.join("\n")
}

const ROOTS: (&str, &str) = ("deming.yaml", "roots: [ops]\n");

#[test]
fn a_misspelt_version_is_an_error_wherever_declarations_are_read() {
    let misspelt = DESK.replace("apiVersion", "apiversion");
    let told = "1:1 unknown field `apiversion` -> did you mean `apiVersion: deming/v1`?";
    assert_eq!(alone("improvement/desk.yaml", &misspelt), format!("D009 desk.yaml:{told}"));
    assert_eq!(alone("anywhere/desk.yaml", &misspelt), format!("D009 anywhere/desk.yaml:{told}"));
    let (_, beside) = read(&[("ops/a.yaml", DESK), ("ops/desk.yaml", &misspelt)], &[]);
    assert_eq!(beside, [format!("D009 ops/desk.yaml:{told}")]);
    let (_, in_root) = read(&[ROOTS, ("ops/desk.yaml", &misspelt)], &[]);
    assert_eq!(in_root, [format!("D009 ops/desk.yaml:{told}")]);
}

#[test]
fn a_missing_version_is_an_error_where_the_rest_looks_like_ours() {
    let missing = DESK.replace("apiVersion: deming/v1\n", "");
    let told = "1:1 `apiVersion` is missing -> a declaration begins with `apiVersion: deming/v1`";
    assert_eq!(alone("improvement/desk.yaml", &missing), format!("D008 desk.yaml:{told}"));
    let (_, beside) = read(&[("ops/a.yaml", DESK), ("ops/desk.yaml", &missing)], &[]);
    assert_eq!(beside, [format!("D008 ops/desk.yaml:{told}")]);
    assert_eq!(alone("anywhere/desk.yaml", &missing), "");
    for like_ours in ["kind: Agreemnt\n", "metadata: {}\nspec: {}\n", "apiVersion:\nkind: Metric\n"] {
        let told = alone("improvement/a.yaml", like_ours);
        assert!(told.starts_with("D008") || told.starts_with("D010"), "{told}");
    }
}

#[test]
fn in_our_folders_every_other_document_is_noted() {
    for (text, told) in [
        ("x\n", "D018 a.yaml:1:1 this is the text `x`, so it is no declaration"),
        ("- service-desk\n", "D018 a.yaml:1:1 this is a list, so"),
        ("foo: bar\n", "D018 a.yaml:1:1 it has no `apiVersion`, so"),
        ("apiVersion: v1\nkind: Service\n", "D018 a.yaml:1:13 its `apiVersion` is `v1`, so"),
        ("apiversion: apps/v1\nkind: Service\n", "D018 a.yaml:1:1 it has no `apiVersion`"),
    ] {
        let says = alone("improvement/a.yaml", text);
        assert!(says.starts_with(told), "{says}");
        let (_, in_root) = read(&[ROOTS, ("ops/a.yaml", text)], &[]);
        assert_eq!(in_root.len(), 1, "{in_root:?}");
    }
    assert_eq!(alone("improvement/a.yaml", "# nothing yet\n"), "");
    let (objects, mixed) = read(&[("improvement/a.yaml", &format!("{DESK}---\nfoo: bar\n"))], &[]);
    assert_eq!((objects, mixed.len()), (1, 1), "{mixed:?}");
}

#[test]
fn manifests_of_others_stay_silent() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: []}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {}\n";
    let compose = "version: 3\nservices: {}\n";
    let (objects, told) = read(
        &[
            ("ops/desk.yaml", DESK),
            ("ops/service.yaml", service),
            ("k8s/a.yaml", service),
            ("ops/c.yml", compose),
        ],
        &[],
    );
    assert_eq!((objects, told), (1, vec![]));
}

#[test]
fn links_are_told_where_they_hide_declarations() {
    let (_, told) = read(
        &[("ops/desk.yaml", DESK), ("real/a.yaml", "a: b\n")],
        &[
            ("ops/linked.yaml", "../real/a.yaml"),
            ("k8s/linked.yaml", "../real/a.yaml"),
            ("improvement", "real"),
            ("other", "real"),
            ("ops/readme.md", "../real/a.yaml"),
        ],
    );
    let finding = |path: &str| {
        format!(
            "D019 {path}:1:1 `{path}` is a symbolic link, which deming does not follow -> put the file or folder itself there"
        )
    };
    assert_eq!(told, [finding("improvement"), finding("ops/linked.yaml")]);
    let (_, told) = read(
        &[ROOTS, ("ops/desk.yaml", DESK), ("real/a.yaml", "a: b\n")],
        &[("ops/more/linked.yml", "x"), ("ops/folder", "../real"), ("elsewhere.yaml", "x")],
    );
    assert_eq!(told, [finding("ops/folder"), finding("ops/more/linked.yml")]);
}

#[test]
fn linked_roots_and_settings_are_errors() {
    for root in ["ops", "./ops/", "ops/desk"] {
        let settings = format!("roots: [{root}]\n");
        let (_, told) = read(&[("deming.yaml", &settings), ("real/desk/a.yaml", DESK)], &[("ops", "real")]);
        assert_eq!(
            told,
            [
                "D016 deming.yaml:1:9 `ops` is a symbolic link, which deming does not follow -> name the folder that it leads to, if that lies in the repository"
            ]
        );
    }
    let tree =
        Tree::of(&[("real.yaml", b"fiscalYearStart: 4\n")]).with_links(&[("deming.yaml", "real.yaml")]);
    let findings = tree.read().findings;
    assert_eq!(findings.worst(), Some(deming::finding::Level::Error));
    assert!(super::told(&findings)[0].starts_with("D019 deming.yaml:1:1 `deming.yaml` is a symbolic link"));
}
