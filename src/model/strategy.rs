//! What it is all for: vision, goals, critical success factors.

use super::name::{Meta, Name, Owner};

/// A vision and the goals that serve it.
#[derive(Debug, Clone)]
pub struct Strategy {
    /// Name and place.
    pub meta: Meta,
    /// The vision in a sentence.
    pub vision: String,
    /// Who is accountable for it.
    pub owner: Owner,
    /// The goals.
    pub goals: Vec<Goal>,
}

/// A goal of a strategy.
#[derive(Debug, Clone)]
pub struct Goal {
    /// Its name within the strategy.
    pub name: Name,
    /// The goal in a sentence.
    pub statement: String,
    /// What must go right for the goal to be reached.
    pub csfs: Vec<SuccessFactor>,
}

/// A critical success factor (CSF) and the metrics (KPIs) that tell whether it is there.
#[derive(Debug, Clone)]
pub struct SuccessFactor {
    /// Its name within the goal.
    pub name: Name,
    /// Metrics, by name.
    pub kpis: Vec<Name>,
}

/// A goal from anywhere in the catalogue: `strategy/goal`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoalRef {
    /// The strategy.
    pub strategy: Name,
    /// The goal within it.
    pub goal: Name,
}

/// Why a text is no [`GoalRef`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a goal is named `strategy/goal`")]
pub struct GoalRefError;

impl std::str::FromStr for GoalRef {
    type Err = GoalRefError;

    fn from_str(text: &str) -> Result<Self, GoalRefError> {
        let (strategy, goal) = text.split_once('/').ok_or(GoalRefError)?;
        let name = |part: &str| part.parse::<Name>().map_err(|_| GoalRefError);
        Ok(Self { strategy: name(strategy)?, goal: name(goal)? })
    }
}

impl std::fmt::Display for GoalRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.strategy, self.goal)
    }
}
