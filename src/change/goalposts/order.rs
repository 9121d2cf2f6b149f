//! Which of two values is the easier one.

use jiff::civil::Date;

use super::Direction;
use crate::model::Duration;

/// What stands where nothing is declared.
pub const NOTHING: &str = "none";

/// How a value moved that is the easier to keep the larger it is. `None`: it did not move. `95%` and `0.95` may differ
/// in their last bits, so a hair is no move.
pub fn larger_is_easier(before: f64, after: f64) -> Option<Direction> {
    let hair = 1e-9 * before.abs().max(after.abs());
    match after - before {
        moved if moved > hair => Some(Direction::Weakened),
        moved if moved < -hair => Some(Direction::Strengthened),
        _ => None,
    }
}

/// The same for a value that is the easier the smaller it is.
pub fn smaller_is_easier(before: f64, after: f64) -> Option<Direction> {
    larger_is_easier(after, before)
}

/// How a date moved that is the easier the later it is; without one it never comes.
pub fn later_is_easier(before: Option<Date>, after: Option<Date>) -> Option<Direction> {
    match (before, after) {
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) if after > before => Some(Direction::Weakened),
        (Some(_), Some(_)) | (None, Some(_)) => Some(Direction::Strengthened),
        (Some(_), None) => Some(Direction::Weakened),
        (None, None) => None,
    }
}

/// How a rhythm moved that is the easier the longer it is; without one there is none to keep.
pub fn rarer_is_easier(before: Option<Duration>, after: Option<Duration>) -> Option<Direction> {
    let length = |rhythm: Option<Duration>| rhythm.map_or(f64::MAX, Duration::nominal_seconds);
    larger_is_easier(length(before), length(after))
}

/// The easier of several moves of one thing: one that eases it is not made good by another that does not.
pub fn easiest(moves: impl IntoIterator<Item = Option<Direction>>) -> Option<Direction> {
    moves.into_iter().flatten().min()
}

/// What was removed and added makes something easier, harder, or neither.
pub fn by_loss(lost: bool, gained: bool) -> Option<Direction> {
    match (lost, gained) {
        (true, _) => Some(Direction::Weakened),
        (false, true) => Some(Direction::Strengthened),
        (false, false) => None,
    }
}

/// A value in words, or that there is none.
pub fn or_nothing<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hair_is_no_move() {
        assert_eq!(larger_is_easier(0.999, 99.9 / 100.0), None);
        assert_eq!(larger_is_easier(0.999, 0.9991), Some(Direction::Weakened));
        assert_eq!(smaller_is_easier(0.999, 0.9991), Some(Direction::Strengthened));
        assert_eq!(larger_is_easier(0.0, 0.0), None);
    }

    #[test]
    fn no_date_never_comes() {
        let day = Some(jiff::civil::date(2026, 6, 1));
        assert_eq!(later_is_easier(day, None), Some(Direction::Weakened));
        assert_eq!(later_is_easier(None, day), Some(Direction::Strengthened));
    }

    #[test]
    fn one_easing_is_not_made_good_by_another_move() {
        let moves = [Some(Direction::Strengthened), None, Some(Direction::Weakened)];
        assert_eq!(easiest(moves), Some(Direction::Weakened));
    }
}
