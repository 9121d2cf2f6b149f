//! A promise that was changed: by which route, which way, and from what to what.

use std::fmt;

use crate::model::{Name, ObjectKind};
use crate::text::Place;

/// Which way a promise went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// It is easier to keep, or nobody can tell that it is not.
    Weakened,
    /// It is neither easier nor harder to keep.
    Changed,
    /// It is harder to keep.
    Strengthened,
}

impl Direction {
    /// As written in output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Weakened => "weakened",
            Self::Changed => "changed",
            Self::Strengthened => "strengthened",
        }
    }
}

/// Makes the closed list of routes with their words.
macro_rules! routes {
    ($($(#[$doc:meta])* $variant:ident $keyword:literal $noun:literal,)*) => {
        /// By which route a promise can be made easier to keep. The list is closed: whatever compares two states names one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Route {
            $($(#[$doc])* $variant,)*
        }

        impl Route {
            /// All routes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As written in output.
            pub fn keyword(self) -> &'static str {
                match self { $(Self::$variant => $keyword,)* }
            }

            /// What was changed, in words.
            pub fn noun(self) -> &'static str {
                match self { $(Self::$variant => $noun,)* }
            }
        }
    };
}

routes! {
    /// The value or share that an objective asks for, or the side of it.
    Target "target" "target",
    /// How its error budget is counted.
    Budgeting "budgeting" "budgeting method",
    /// The window that it is judged over.
    Window "window" "window",
    /// The dimension each value of which it is judged for.
    Each "each" "each",
    /// The metric that it is about.
    ObjectiveMetric "objective-metric" "metric",
    /// What follows when it is missed.
    Consequence "consequence" "consequence",
    /// An objective that is gone.
    ObjectiveRemoved "objective-removed" "objective",
    /// An agreement that is gone.
    AgreementRemoved "agreement-removed" "agreement",
    /// With whom an agreement is made.
    AgreementType "agreement-type" "type",
    /// The agreed hours of an agreement.
    ServiceHours "service-hours" "service hours",
    /// When an agreement is looked at again.
    Review "review" "review",
    /// The hours of a calendar.
    CalendarHours "calendar-hours" "hours",
    /// Days without service.
    Holidays "holidays" "holidays",
    /// Agreed interruptions.
    Maintenance "maintenance" "maintenance",
    /// A metric that is gone.
    MetricRemoved "metric-removed" "metric",
    /// Which way of a metric is better.
    MetricDirection "direction" "direction",
    /// What a metric is counted in.
    Unit "unit" "unit",
    /// How observations become a figure.
    Aggregate "aggregate" "aggregate",
    /// How much of a window must be covered.
    Coverage "coverage" "coverage",
    /// How late observations may arrive.
    Lateness "lateness" "lateness",
    /// How often a metric is gathered.
    Frequency "frequency" "gathered every",
    /// What silence of a source means.
    Records "records" "records",
    /// Which rows count.
    Filter "filter" "where",
    /// Cells that say that nothing is known.
    Missing "missing" "missing",
    /// From where a metric is gathered, and what counts there.
    Source "source" "source",
    /// The promise to make a metric measurable.
    Gap "gap" "gap",
    /// A cycle that is gone.
    CycleRemoved "cycle-removed" "cycle",
    /// Where a cycle is to lead.
    CycleTarget "cycle-target" "target",
    /// By when.
    CycleDate "cycle-date" "target date",
    /// When it runs.
    CyclePeriod "cycle-period" "period",
    /// The metric that it improves.
    CycleMetric "cycle-metric" "metric",
    /// Metrics that must not suffer for it.
    Guard "guard" "guard",
    /// From where it starts.
    Baseline "baseline" "baseline",
    /// Who decides about it, and how often.
    Decide "decide" "decide",
    /// An action that is gone, with what was expected of it.
    ActionRemoved "action-removed" "action",
    /// What an action is expected to do.
    Expectation "expectation" "expectation",
    /// By when.
    ExpectationDate "expectation-date" "expected by",
    /// A need that is gone.
    NeedRemoved "need-removed" "need",
    /// A number that a need stands or falls with.
    Requirement "requirement" "requirement",
    /// When a need must be confirmed again.
    NeedReview "need-review" "review by",
    /// Until when a refusal holds, and what reopens it.
    Refusal "refusal" "refusal",
    /// The zone of dates and days.
    TimeZone "time-zone" "time zone",
    /// When the fiscal year starts.
    FiscalYear "fiscal-year" "start of the fiscal year",
    /// The moment that is pinned as now.
    AsOf "as-of" "pinned now",
    /// Which branch keeps what was observed.
    ObservedBranch "observed-branch" "observed branch",
    /// Which folders hold declarations.
    Roots "roots" "roots",
    /// What the organisation makes of the rules.
    Rules "rules" "rules",
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An objective of an agreement.
    Objective {
        /// The agreement.
        agreement: Name,
        /// The objective.
        objective: Name,
    },
    /// An object as a whole.
    Object {
        /// Its kind.
        kind: ObjectKind,
        /// Its name.
        name: Name,
    },
    /// The settings.
    Settings,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Objective { agreement, objective } => write!(f, "{agreement}/{objective}"),
            Self::Object { kind, name } => write!(f, "{kind} {name}"),
            Self::Settings => f.write_str("deming.yaml"),
        }
    }
}

/// A change of what is promised.
#[derive(Debug, Clone)]
pub struct Shift {
    /// What was changed; what is gone goes by its earlier name.
    pub subject: Subject,
    /// By which route.
    pub route: Route,
    /// Which way.
    pub direction: Direction,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
    /// Whether the two can be held against each other. What cannot counts as weakened.
    pub is_comparable: bool,
    /// Where it is declared now; `None`: nowhere.
    pub place: Option<Place>,
    /// Where it was declared.
    pub base_place: Option<Place>,
    /// Indices of the objectives that rest on it.
    pub objectives: Vec<usize>,
}

/// How two sides of one promise compare, before it is known whose they are.
#[derive(Debug, Clone)]
pub struct Judged {
    /// By which route.
    pub route: Route,
    /// Which way.
    pub direction: Direction,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
    /// Whether the two can be held against each other.
    pub is_comparable: bool,
    /// Where it is declared now.
    pub place: Place,
}

impl Judged {
    /// Two sides that can be held against each other.
    pub fn new(
        route: Route,
        direction: Direction,
        before: impl Into<String>,
        after: impl Into<String>,
        place: Place,
    ) -> Self {
        Self { route, direction, before: before.into(), after: after.into(), is_comparable: true, place }
    }

    /// Two sides that cannot: nobody can tell that the new one is no easier, so it counts as that.
    pub fn incomparable(
        route: Route,
        before: impl Into<String>,
        after: impl Into<String>,
        place: Place,
    ) -> Self {
        Self { is_comparable: false, ..Self::new(route, Direction::Weakened, before, after, place) }
    }
}
