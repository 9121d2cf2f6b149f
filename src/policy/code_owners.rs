//! CODEOWNERS: which handles a forge asks about which files.
//!
//! Patterns are read as GitHub documents them ("About code owners") and sections as GitLab does ("Code Owners file"): of
//! the patterns of a section the last that fits counts, and every section has its say.

use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};

use crate::text::{Source, Span};

/// A file that says who is asked about which files.
#[derive(Debug, Clone)]
pub struct CodeOwners {
    /// The file.
    pub source: Arc<Source>,
    rules: Vec<Rule>,
}

/// A line with a pattern.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The pattern as written.
    pub pattern: String,
    /// Handles and mail addresses; empty: nobody.
    pub owners: Vec<String>,
    /// Its line.
    pub line: u32,
    section: usize,
    glob: Option<GlobMatcher>,
}

impl CodeOwners {
    /// Reads a file. Lines that make no sense are passed over, as forges do.
    pub fn read(source: Arc<Source>) -> Self {
        let mut rules = Vec::new();
        let (mut section, mut of_section) = (0, Vec::new());
        for (number, line) in (1..).zip(source.text().lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(owners) = owners_of_section(line) {
                section += 1;
                of_section = owners;
                continue;
            }
            let mut words = words(line).into_iter();
            let Some(pattern) = words.next() else { continue };
            let own: Vec<String> = words.filter(|word| word.contains('@')).collect();
            let owners = if own.is_empty() { of_section.clone() } else { own };
            rules.push(Rule { glob: glob(&pattern), pattern, owners, line: number, section });
        }
        Self { source, rules }
    }

    /// Everybody whom the file names, sections among them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|rule| &rule.owners).map(String::as_str)
    }

    /// The rules that say who is asked about a file: of each section the last that fits.
    pub fn of_file(&self, path: &str) -> Vec<&Rule> {
        let mut last: Vec<&Rule> = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.fits(path)) {
            last.retain(|earlier| earlier.section != rule.section);
            last.push(rule);
        }
        last
    }

    /// Where a rule stands.
    pub fn span(&self, rule: &Rule) -> Span {
        let Some(bytes) = self.source.lines().line_bytes(rule.line) else { return Span::default() };
        let line = self.source.line(rule.line).unwrap_or_default();
        let lines = self.source.lines();
        Span { start: lines.at_offset(bytes.start), end: lines.at_offset(bytes.start + line.len()) }
    }
}

impl Rule {
    fn fits(&self, path: &str) -> bool {
        self.glob.as_ref().is_some_and(|glob| glob.is_match(path))
    }

    /// Whether the pattern is about every file.
    pub fn is_about_everything(&self) -> bool {
        matches!(self.pattern.as_str(), "*" | "/*" | "**" | "/**" | "/")
    }
}

/// The default owners of a section, when the line is the head of one: `[Name]`, `^[Name][2] @owner`.
fn owners_of_section(line: &str) -> Option<Vec<String>> {
    let rest = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (_, rest) = rest.split_once(']')?;
    let rest = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((_, behind)) => behind,
        None => rest,
    };
    Some(words(rest).into_iter().filter(|word| word.contains('@')).collect())
}

/// The words of a line, up to a comment. A backslash keeps the blank or `#` behind it.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        let is_new = words.last().is_some_and(String::is_empty);
        match (c, words.last_mut()) {
            ('#', _) if is_new => break,
            ('\\', Some(word)) => word.extend(characters.next()),
            (c, _) if c.is_whitespace() => words.extend((!is_new).then(String::new)),
            (c, Some(word)) => word.push(c),
            (_, None) => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a pattern fits. One with a slash before its end begins at the root; others fit at any depth. One that ends with
/// a slash, or names a folder, is about all below; `docs/*` is about the files right there.
fn glob(pattern: &str) -> Option<GlobMatcher> {
    let is_folder = pattern.ends_with('/');
    let inner = pattern.trim_end_matches('/');
    let is_anchored = inner.contains('/') || pattern == "/";
    let inner = inner.trim_start_matches('/');
    let from = if is_anchored || inner.starts_with("**") { "" } else { "**/" };
    let last = inner.rsplit('/').next().unwrap_or_default();
    let pattern = match inner {
        "" => "**".to_owned(),
        _ if is_folder => format!("{from}{inner}/**"),
        _ if last == "*" && is_anchored => inner.to_owned(),
        _ => format!("{{{from}{inner},{from}{inner}/**}}"),
    };
    GlobBuilder::new(&pattern).literal_separator(true).build().ok().map(|glob| glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, path: &str) -> Vec<String> {
        let file = CodeOwners::read(Source::new("CODEOWNERS", text));
        file.of_file(path).into_iter().flat_map(|rule| rule.owners.clone()).collect()
    }

    #[test]
    fn patterns_fit_as_forges_document_them() {
        let fits = [
            ("*", "a/b/c.txt"),
            ("*.js", "src/a.js"),
            ("/build/logs/", "build/logs/a/b.txt"),
            ("docs/*", "docs/start.md"),
            ("apps/", "x/apps/a.txt"),
            ("/docs/", "docs/a.md"),
            ("**/logs", "deep/down/logs/a"),
            ("/apps/github", "apps/github/a.txt"),
            ("a\\ b.txt", "x/a b.txt"),
            ("/", "anything/at.all"),
        ];
        for (pattern, path) in fits {
            assert_eq!(asked(&format!("{pattern} @ann"), path), ["@ann"], "{pattern} {path}");
        }
        for (pattern, path) in [
            ("docs/*", "docs/build/a.md"),
            ("/docs/", "x/docs/a.md"),
            ("apps/", "apps"),
            ("*.js", "a.ts"),
            ("improvement", "improvements/a"),
            ("[", "["),
        ] {
            assert_eq!(asked(&format!("{pattern} @ann"), path), [""; 0], "{pattern} {path}");
        }
    }

    #[test]
    fn the_last_pattern_counts_and_may_leave_a_file_to_nobody() {
        let text = "# who\n* @all # comment\n/a/ @ann ben@example.org\n/a/free\n";
        assert_eq!(asked(text, "b.txt"), ["@all"]);
        assert_eq!(asked(text, "a/x"), ["@ann", "ben@example.org"]);
        assert_eq!(asked(text, "a/free"), [""; 0]);
    }

    #[test]
    fn every_section_has_its_say() {
        let text = "[Docs][2] @writers\n*.md\nREADME.md @ann\n\n^[Ops] @ops\n/improvement/\n";
        assert_eq!(asked(text, "improvement/a.md"), ["@writers", "@ops"]);
        assert_eq!(asked(text, "README.md"), ["@ann"]);
    }
}
