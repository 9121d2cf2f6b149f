//! Text as part of a file, page or branch name.

/// The longest slug, in characters: with a folder and an ending it stays readable, and far below the 255 bytes
/// that file systems allow.
pub const MAX_SLUG: usize = 60;

/// The names that Windows keeps for devices, whatever the ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A name of `[a-z0-9-]` made from any text, neither empty nor longer than [`MAX_SLUG`]. It never begins or ends
/// with `-`, has no dot (so no `..`, no hidden file, no `.lock`, which Git forbids), and is no device of Windows.
///
/// Words are joined by `-`. Where something is lost that would tell two texts apart, because it is cut, not ASCII, or
/// one of several dashes of a name, eight hexadecimal digits of a hash of the whole text follow.
pub fn file_slug(text: &str) -> String {
    let slug = words(text);
    let names_one = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let collapsed = names_one && slug != text;
    let lost =
        collapsed || slug.len() > MAX_SLUG || text.chars().any(|c| !c.is_ascii() && c.is_alphanumeric());
    if slug.is_empty() || lost || is_device(&slug) {
        return with_hash(&slug, text);
    }
    slug
}

fn words(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn is_device(slug: &str) -> bool {
    let numbered = slug.strip_prefix("com").or_else(|| slug.strip_prefix("lpt"));
    DEVICES.contains(&slug) || numbered.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
}

fn with_hash(slug: &str, text: &str) -> String {
    // All of the slug is ASCII, so bytes are characters.
    let room = slug.get(..MAX_SLUG - 9).unwrap_or(slug).trim_end_matches('-');
    let room = if room.is_empty() { "x" } else { room };
    format!("{room}-{:08x}", fnv1a(text.as_bytes()))
}

/// FNV-1a with 32 bits (Fowler, Noll, Vo): short, and the same on every machine and in every version, which the
/// standard library does not promise of its own. It tells names apart; it protects nothing.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_slugs_stay_as_they_are() {
        for name in ["service-desk", "2016-q2-faster-restoration", "a"] {
            assert_eq!(file_slug(name), name);
        }
    }

    #[test]
    fn names_that_differ_in_dashes_stay_apart() {
        assert_ne!(file_slug("tick-ets"), file_slug("tick--ets"));
    }

    #[test]
    fn words_are_joined() {
        assert_eq!(file_slug("  Shorten: Incident resolution/time! "), "shorten-incident-resolution-time");
        assert_eq!(file_slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(file_slug("refs/heads/x.lock"), "refs-heads-x-lock");
        assert_eq!(file_slug("--output=x"), "output-x");
    }

    #[test]
    fn what_would_be_lost_is_told_apart_by_a_hash() {
        assert_eq!(file_slug(""), "x-811c9dc5");
        assert_ne!(file_slug("東京"), file_slug("大阪"));
        assert!(file_slug("Größe").starts_with("gr-e-"));
        assert!(file_slug("CON").starts_with("con-"));
        assert!(file_slug("com1").starts_with("com1-"));
        let (one, two) = (file_slug(&("a".repeat(99) + "1")), file_slug(&("a".repeat(99) + "2")));
        assert_eq!(one.len(), MAX_SLUG);
        assert_ne!(one, two);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b"foobar"), 0xbf9c_f968);
    }
}
