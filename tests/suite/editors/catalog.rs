//! `schemas/catalog.json`, the entries for SchemaStore: by them editors know the files without a modeline.

use std::path::Path;

use serde_json::Value;

use crate::declare::Tree;

#[test]
fn the_catalog_names_our_files_and_schemas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let text = std::fs::read_to_string(folder.join("catalog.json")).unwrap();
    let catalog: Value = serde_json::from_str(&text).unwrap();
    let [declarations, settings] = catalog["schemas"].as_array().unwrap().as_slice() else {
        panic!("{catalog}")
    };
    for entry in [declarations, settings] {
        for field in ["name", "description", "url"] {
            assert!(entry[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {entry}");
        }
        assert!(folder.join(entry["url"].as_str().unwrap()).is_file(), "{entry}");
    }
    let names = settings["fileMatch"].as_array().unwrap();
    assert_eq!(names.len(), 5);
    for name in names.iter().filter_map(Value::as_str) {
        let read = Tree::of(&[(name, b"fiscalYearStart: 4\n")]).read();
        assert_eq!(read.settings.fiscal_year_start, 4, "{name} is not read as settings");
    }
    let mut globs = globset::GlobSetBuilder::new();
    for glob in declarations["fileMatch"].as_array().unwrap() {
        globs.add(globset::Glob::new(glob.as_str().unwrap()).unwrap());
    }
    let globs = globs.build().unwrap();
    assert!(globs.is_match("improvement/services/desk.yaml"));
    assert!(!globs.is_match(".github/workflows/ci.yml"));
}
