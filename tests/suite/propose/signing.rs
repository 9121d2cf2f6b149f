//! By whose hand proposals are made: another author, signed off, signed with SSH and with GPG.

use serde_json::Value;

use super::lifecycle::{DAY, world};
use crate::programs::on_path;
use crate::world::TestWorld;

fn propose(world: &TestWorld, more: &[&str]) -> Value {
    let args = [&["propose", "--as-of", DAY, "--format", "json"], more].concat();
    let run = world.deming(&args);
    assert_eq!(run.status, 0, "{run:#?}");
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

fn commit(made: &Value) -> String {
    made["proposals"][0]["commit"].as_str().expect("a commit").to_owned()
}

fn shown(world: &TestWorld, commit: &str, format: &str) -> String {
    world.git(&["show", "--no-patch", &format!("--format={format}"), commit])
}

/// A world whose Git signs with an SSH key, and takes that key for Ada's.
fn signing_by_ssh() -> TestWorld {
    let world = world("12");
    let key = world.beside("key");
    let file = key.to_string_lossy().into_owned();
    let made = std::process::Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "ada@example.org", "-f", &file])
        .status()
        .expect("ssh-keygen");
    assert!(made.success());
    let public = std::fs::read_to_string(key.with_extension("pub")).expect("a key");
    let signers = world.beside("signers");
    std::fs::write(&signers, format!("* {public}")).expect("signers");
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("user.signingKey", &file),
        ("gpg.ssh.allowedSignersFile", &signers.to_string_lossy()),
        ("commit.gpgSign", "true"),
    ] {
        world.git(&["config", name, value]);
    }
    world
}

#[test]
fn an_author_that_is_named_makes_and_signs_off() {
    let world = world("12");
    let made = propose(&world, &["--author", "Ann Ohm <ann@example.org>", "--signoff"]);
    let commit = commit(&made);
    assert_eq!(
        shown(&world, &commit, "%an <%ae> %cn <%ce>"),
        "Ann Ohm <ann@example.org> Ann Ohm <ann@example.org>"
    );
    let trailers = shown(&world, &commit, "%(trailers:key=Signed-off-by,valueonly)");
    assert_eq!(trailers.trim(), "Ann Ohm <ann@example.org>");
    // The seal holds: the branch is still deming's own, and is made anew on a head that moves.
    world.commit("the head moves");
    let again = propose(&world, &["--author", "Ann Ohm <ann@example.org>", "--signoff"]);
    assert_eq!(again["proposals"][0]["outcome"], "rebuilt", "{again:#}");

    world.write(
        "deming.yaml",
        "roots: [improvement]\nproposals: {signOff: true, author: {name: Bo, email: bo@example.org}}\n",
    );
    world.commit("sign off by default");
    let made = propose(&world, &[]);
    let commit = made["proposals"][0]["commit"].as_str().expect("a commit");
    assert_eq!(
        shown(&world, commit, "%(trailers:key=Signed-off-by,valueonly)").trim(),
        "Bo <bo@example.org>"
    );
}

#[test]
fn an_author_who_could_forge_a_header_is_refused() {
    let world = world("12");
    for author in ["Ann", "<a@b>", "Ann <>", "Ann <a\n@b>", "A <b> <c@d>"] {
        let run = world.deming(&["propose", "--as-of", DAY, "--author", author]);
        assert_eq!(run.status, 2, "{author:?}: {run:#?}");
        assert!(run.stderr.contains("an author is a name with a mail address"), "{run:#?}");
    }
}

#[test]
fn where_git_signs_with_ssh_proposals_are_signed_once() {
    if !on_path("ssh-keygen") {
        return;
    }
    let world = signing_by_ssh();
    let first = propose(&world, &[]);
    let signed = commit(&first);
    assert_eq!(shown(&world, &signed, "%G?"), "G", "{}", world.git(&["cat-file", "-p", &signed]));
    let objects = world.git(&["count-objects"]);
    let again = propose(&world, &[]);
    assert_eq!(again["proposals"].as_array().map(Vec::len), Some(0), "it is open, and alike: {again:#}");
    assert_eq!(world.git(&["count-objects"]), objects);

    // A signature is wanted no longer: what is signed stays so. Then on a new head it is left out.
    world.commit("the head moves");
    let plain = propose(&world, &["--no-gpg-sign"]);
    assert_eq!(shown(&world, &commit(&plain), "%G?"), "N");

    // A decision is signed like any commit of the one who makes it.
    let id = first["proposals"][0]["id"].as_str().expect("an id");
    let declined =
        world.deming(&["decline", id, "--reason", "no budget", "--by", "@ops", "--as-of", DAY, "--signoff"]);
    assert_eq!(declined.status, 0, "{declined:#?}");
    assert_eq!(shown(&world, "HEAD", "%G?"), "G");
    assert!(shown(&world, "HEAD", "%B").contains("\nSigned-off-by: "), "{}", shown(&world, "HEAD", "%B"));
}

#[test]
fn where_git_signs_with_gpg_proposals_are_signed() {
    if !on_path("gpg") {
        return;
    }
    let world = world("12");
    // A socket's path has little room, so the keys lie in a folder of their own with a short name.
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().to_string_lossy().into_owned();
    let status = world
        .command("gpg")
        .env("GNUPGHOME", &folder)
        .args(["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""])
        .args(["--quick-generate-key", "Ada <ada@example.org>", "ed25519", "sign", "never"])
        .status()
        .expect("gpg");
    assert!(status.success());
    world.git(&["config", "commit.gpgSign", "true"]);
    world.git(&["config", "user.signingKey", "ada@example.org"]);
    let run = world.deming_with(&[("GNUPGHOME", &folder)], &["propose", "--as-of", DAY, "--format", "json"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let made: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let commit = commit(&made);
    let verified = world
        .command("git")
        .env("GNUPGHOME", &folder)
        .args(["verify-commit", &commit])
        .current_dir(world.root())
        .output();
    let verified = verified.expect("git");
    assert!(verified.status.success(), "{verified:?}");
    // The agent that gpg started ends with its folder.
    let _ = world.command("gpgconf").env("GNUPGHOME", &folder).args(["--kill", "gpg-agent"]).status();
}

#[test]
fn a_key_that_cannot_sign_makes_nothing_and_says_what_to_do() {
    if !on_path("ssh-keygen") {
        return;
    }
    let world = signing_by_ssh();
    std::fs::remove_file(world.beside("key")).expect("the key");
    let run = world.deming(&["propose", "--as-of", DAY]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stderr.contains("the commit cannot be signed"), "{run:#?}");
    assert!(run.stderr.contains("--no-gpg-sign"), "{run:#?}");
    assert_eq!(world.git(&["branch", "--list", "deming/*"]), "");
}
