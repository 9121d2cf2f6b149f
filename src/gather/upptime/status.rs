//! What a file of Upptime's history, or the message of a commit, says of a site.

use crate::model::report::UptimeQuestion;

/// How a site was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It answered.
    Up,
    /// It did not, or with an error.
    Down,
    /// It answered too slowly.
    Degraded,
}

impl Status {
    fn named(word: &str) -> Option<Self> {
        match word {
            "up" => Some(Self::Up),
            "down" => Some(Self::Down),
            "degraded" => Some(Self::Degraded),
            _ => None,
        }
    }

    /// Whether it counts as down time.
    pub fn is_down(self, question: &UptimeQuestion) -> bool {
        match self {
            Self::Up => false,
            Self::Down => true,
            Self::Degraded => question.degraded_is_down,
        }
    }
}

/// What the `status` of a file says. The line is looked for as Upptime writes it; files are the work of others, so they
/// are not taken for sound YAML.
pub fn in_file(content: &[u8]) -> Option<Status> {
    let text = String::from_utf8_lossy(content);
    let word = text.lines().find_map(|line| line.strip_prefix("status:"))?;
    Status::named(word.trim().trim_matches(['"', '\'']))
}

/// What the first line of a message says, and the name that people know the site by: `🟥 Shop is down (502 in 80 ms)`.
pub fn in_message(summary: &str) -> Option<(&str, Status)> {
    let words = [(" is up", Status::Up), (" is down", Status::Down), (" is degraded", Status::Degraded)];
    let found = words.into_iter().filter_map(|(word, status)| {
        let at = summary.rfind(word)?;
        let rest = summary.get(at + word.len()..)?;
        (rest.is_empty() || rest.starts_with(' ')).then_some((at, status))
    });
    let (end, status) = found.max_by_key(|(at, _)| *at)?;
    let mark = |c: char| !c.is_alphanumeric() && !matches!(c, '(' | '"' | '\'');
    let name = summary.get(..end)?.trim_start_matches(mark);
    Some((without_address(name), status))
}

/// A name without the address that stands behind it: `Shop (https://shop.example.org)`.
fn without_address(name: &str) -> &str {
    let address = name.strip_suffix(')').and_then(|inner| inner.rsplit_once(" ("));
    match address {
        Some((before, address)) if address.contains("://") => before,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_say_it_in_a_line() {
        assert_eq!(in_file(b"url: https://a\nstatus: down\ncode: 0\n"), Some(Status::Down));
        assert_eq!(in_file(b"status: \"degraded\"\r\n"), Some(Status::Degraded));
        assert_eq!(in_file(b"url: x\n  status: up\n"), None);
        assert_eq!(in_file(b"status: sleepy\n"), None);
        assert_eq!(in_file(b"\xff\xfe"), None);
    }

    #[test]
    fn messages_say_it_in_words() {
        for (summary, name, status) in [
            ("🟩 Manual (dev) is up (200 in 1143 ms) [skip ci] [upptime]", "Manual (dev)", Status::Up),
            ("🟥 Shop (https://shop.example.org) is down (0 in 0 ms) [skip ci]", "Shop", Status::Down),
            ("🟨 What is up there is degraded (200 in 9000 ms)", "What is up there", Status::Degraded),
            ("Shop is up", "Shop", Status::Up),
        ] {
            assert_eq!(in_message(summary), Some((name, status)), "{summary}");
        }
        for summary in ["", "🟩", ":card_file_box: Update status summary", "it is upside down", " is up"] {
            assert!(in_message(summary).is_none_or(|(name, _)| name.is_empty()), "{summary}");
        }
    }
}
