//! How many rows there are of a kind, and where the first of them stand.

/// How many lines are named one by one.
const NAMED: usize = 3;

/// Rows of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    count: u64,
    first: Vec<u32>,
}

impl Lines {
    /// Adds the row on a line.
    pub fn add(&mut self, line: u32) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(line);
        }
    }

    /// Adds those that follow.
    pub fn absorb(&mut self, other: Self) {
        self.count += other.count;
        let room = NAMED.saturating_sub(self.first.len());
        self.first.extend(other.first.into_iter().take(room));
    }

    /// The first line; 0 where there is none.
    pub fn first(&self) -> u32 {
        self.first.first().copied().unwrap_or_default()
    }

    /// How many rows there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// `1 row`, `12 rows`.
    pub fn rows(&self) -> String {
        format!("{} row{}", self.count, if self.count == 1 { "" } else { "s" })
    }

    /// `is` or `are`, after these rows.
    pub fn are(&self) -> &'static str {
        if self.count == 1 { "is" } else { "are" }
    }

    /// `line 5`, `lines 5 and 9`, `lines 5, 9, 12 and 37 others`; nothing where rows have no lines.
    pub fn named(&self) -> String {
        let named: Vec<String> = self.first.iter().filter(|line| **line > 0).map(u32::to_string).collect();
        let others = self.count.saturating_sub(named.len() as u64);
        let last = match (others, named.split_last()) {
            (_, None) => return String::new(),
            (0, Some((only, []))) => return format!("line {only}"),
            (0, Some((last, rest))) => return format!("lines {} and {last}", rest.join(", ")),
            (1, _) => "1 other".to_owned(),
            (others, _) => format!("{others} others"),
        };
        format!("lines {} and {last}", named.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_are_named_and_the_others_counted() {
        let of = |lines: &[u32]| {
            let mut all = Lines::default();
            lines.iter().for_each(|line| all.add(*line));
            all.named()
        };
        assert_eq!(of(&[5]), "line 5");
        assert_eq!(of(&[5, 9]), "lines 5 and 9");
        assert_eq!(of(&[5, 9, 12]), "lines 5, 9 and 12");
        assert_eq!(of(&[5, 9, 12, 13]), "lines 5, 9, 12 and 1 other");
        assert_eq!(of(&[5, 9, 12, 13, 14]), "lines 5, 9, 12 and 2 others");
        assert_eq!(of(&[0, 0]), "");
    }
}
