//! The help of both commands, which is their manual.

use crate::world::TestWorld;

#[test]
fn both_commands_tell_their_formats_and_show_examples() {
    let world = TestWorld::new();
    for (command, words) in [
        ("import", ["sloth", "catalog", "deming import sloth slos.yml"].as_slice()),
        ("export", ["prometheus-rules", "promtool check rules"].as_slice()),
    ] {
        let help = world.deming(&[command, "--help"]);
        assert_eq!(help.status, 0, "{help:?}");
        for word in words {
            assert!(help.stdout.contains(word), "{command}: {word} is missing in\n{}", help.stdout);
        }
        let nothing = world.deming(&[command]);
        assert_eq!(nothing.status, 2, "{nothing:?}");
        let unknown = world.deming(&[command, "slott"]);
        assert_eq!((unknown.status, unknown.stderr.contains("slott")), (2, true), "{unknown:?}");
    }
    assert_eq!(world.deming(&["man", "--out", "man"]).status, 0);
    assert!(world.read("man/deming-import-catalog.1").contains("owner\\-from"));
    let help = world.deming(&["import", "sloth", "--help"]).stdout;
    for option in ["--owner", "--slo-period", "--data-source", "--out", "--force"] {
        assert!(help.contains(option), "{help}");
    }
}
