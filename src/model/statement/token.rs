//! The tokens of SQL, as far as they tell where a parameter stands and where a statement ends.
//!
//! The dialects of PostgreSQL, SQLite and ClickHouse are read by the same eyes. Where they disagree on what is quoted,
//! the wider reading is taken, or the statement is refused.

use std::ops::Range;

use super::Problem;

/// A piece of a statement that means something. Blanks, comments and the inside of strings mean nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub bytes: Range<usize>,
    /// As it is written.
    pub text: &'a str,
}

impl Token<'_> {
    /// Whether it is a word, in any case of letters, and unquoted.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// Kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name, a key word or a number.
    Word,
    /// A name in quotes, or a string.
    Quoted,
    /// `:name`, or what other tools write for a parameter: `$1`, `$name`.
    Parameter,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `;`.
    Semicolon,
    /// Any other character.
    Other,
}

/// Goes through a statement.
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

type Step<'a> = Result<Option<Token<'a>>, (usize, Problem)>;

impl<'a> Tokens<'a> {
    /// From its beginning.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    fn take(&mut self, kind: Kind, length: usize) -> Token<'a> {
        let bytes = self.at..(self.at + length).min(self.text.len());
        self.at = bytes.end;
        Token { kind, text: self.text.get(bytes.clone()).unwrap_or_default(), bytes }
    }

    fn step(&mut self) -> Step<'a> {
        self.skip_blank()?;
        let rest = self.rest();
        let mut characters = rest.chars();
        let Some(first) = characters.next() else { return Ok(None) };
        let second = characters.next();
        let token = match (first, second) {
            ('\'', _) => self.string(false)?,
            ('e' | 'E', Some('\'')) if !self.before().is_some_and(is_name) => {
                self.at += 1;
                self.string(true)?
            }
            ('"' | '`', _) => self.quoted_name(first)?,
            ('[', _) => self.bracket(),
            ('$', _) => self.dollar()?,
            (':', Some(':')) => self.take(Kind::Other, 2),
            (':', Some(next)) if is_first(next) && !self.before().is_some_and(is_name) => {
                self.take(Kind::Parameter, 1 + name_length(characters_after(rest)))
            }
            ('(', _) => self.take(Kind::Open, 1),
            (')', _) => self.take(Kind::Close, 1),
            (';', _) => self.take(Kind::Semicolon, 1),
            (c, _) if is_name(c) => self.take(Kind::Word, name_length(rest)),
            (c, _) => self.take(Kind::Other, c.len_utf8()),
        };
        Ok(Some(token))
    }

    /// Goes past blanks and comments. Comments of PostgreSQL may hold comments.
    fn skip_blank(&mut self) -> Result<(), (usize, Problem)> {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            if blank > 0 {
                self.at += blank;
            } else if rest.starts_with("--") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += comment_length(rest).ok_or((self.at, Problem::Open("comment")))?;
            } else {
                return Ok(());
            }
        }
    }

    /// A string. In `E'…'` a backslash takes the next character with it; elsewhere databases disagree.
    fn string(&mut self, escapes: bool) -> Result<Token<'a>, (usize, Problem)> {
        let begin = self.at;
        let length = quoted_length(self.rest(), '\'', escapes).ok_or((begin, Problem::Open("string")))?;
        let token = self.take(Kind::Quoted, length);
        let inside = token.text.strip_suffix('\'').unwrap_or_default();
        let backslashes = inside.len() - inside.trim_end_matches('\\').len();
        if !escapes && backslashes % 2 == 1 {
            return Err((begin, Problem::BackslashQuote));
        }
        Ok(token)
    }

    fn quoted_name(&mut self, quote: char) -> Result<Token<'a>, (usize, Problem)> {
        let length = quoted_length(self.rest(), quote, false);
        let length = length.ok_or((self.at, Problem::Open("quoted name")))?;
        Ok(self.take(Kind::Quoted, length))
    }

    /// `[a name]` as SQLite quotes it, or the bracket of an array, whose inside goes on as it is.
    fn bracket(&mut self) -> Token<'a> {
        let rest = self.rest();
        let inside = rest.get(1..).and_then(|inside| inside.split_once(']')).map(|(inside, _)| inside);
        let is_name =
            |inside: &str| inside.starts_with(is_first) && !inside.contains(['\'', '"', ',', '(', '[', '\n']);
        match inside.filter(|inside| is_name(inside)) {
            Some(name) => self.take(Kind::Quoted, name.len() + 2),
            None => self.take(Kind::Other, 1),
        }
    }

    /// `$tag$ … $tag$`, or a parameter as it is not written here.
    fn dollar(&mut self) -> Result<Token<'a>, (usize, Problem)> {
        let rest = self.rest();
        if self.before().is_some_and(is_name) {
            return Ok(self.take(Kind::Other, 1));
        }
        let tag = 1 + name_length(characters_after(rest));
        let is_quote = rest.get(tag..).is_some_and(|rest| rest.starts_with('$'));
        if !is_quote {
            return Ok(self.take(if tag > 1 { Kind::Parameter } else { Kind::Other }, tag));
        }
        let mark = rest.get(..=tag).unwrap_or_default();
        let inside = rest.get(mark.len()..).unwrap_or_default();
        let end = inside.find(mark).ok_or((self.at, Problem::Open("string")))?;
        Ok(self.take(Kind::Quoted, mark.len() * 2 + end))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Result<Token<'a>, (usize, Problem)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

/// What follows the first character, which is one byte long.
fn characters_after(text: &str) -> &str {
    text.get(1..).unwrap_or_default()
}

fn is_first(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn name_length(text: &str) -> usize {
    text.find(|c| !is_name(c)).unwrap_or(text.len())
}

/// How long a comment is that may hold comments; `None`: it has no end.
fn comment_length(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let rest = text.get(at..)?;
        let next = rest.find(['/', '*'])?;
        at += next;
        match rest.get(next..next + 2) {
            Some("/*") => (depth, at) = (depth + 1, at + 2),
            Some("*/") => (depth, at) = (depth.checked_sub(1)?, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// How long something in quotes is, a doubled quote being one inside; `None`: it has no end.
fn quoted_length(text: &str, quote: char, escapes: bool) -> Option<usize> {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if escapes && c == '\\' {
            characters.next();
        } else if c == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return Some(at + 1);
        }
    }
    None
}
