//! Words that several kinds share.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Comparison;
use crate::model::action::{ActionKind, Size, Stage, Timescale};
use crate::model::metric::MetricClass;

/// Makes a wire enumeration of keywords that stand for values of the model.
macro_rules! words {
    ($(#[$about:meta])* $wire:ident => $model:ty { $($(#[$doc:meta])* $word:literal $variant:ident => $value:expr,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
        pub enum $wire {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $wire {
            /// What it stands for.
            pub fn lower(self) -> $model {
                match self {
                    $(Self::$variant => $value,)*
                }
            }
        }
    };
}
pub(in crate::declare) use words;

words! {
    /// How an observed value is held against a target.
    Operator => Comparison {
        /// At most.
        "lte" Lte => Comparison::AtMost,
        /// Below.
        "lt" Lt => Comparison::Below,
        /// At least.
        "gte" Gte => Comparison::AtLeast,
        /// Above.
        "gt" Gt => Comparison::Above,
    }
}

words! {
    /// What a metric looks at.
    MetricClassWord => MetricClass {
        /// Components: processors, disks, links.
        "technology" Technology => MetricClass::Technology,
        /// How well the work is done.
        "process" Process => MetricClass::Process,
        /// What the customer gets, end to end.
        "service" Service => MetricClass::Service,
    }
}

words! {
    /// What an action changes. A changed need admits scope, functionality and agreement; an unchanged one support and efficiency.
    ActionKindWord => ActionKind {
        /// What the service covers.
        "scope" Scope => ActionKind::Scope,
        /// What the service does.
        "functionality" Functionality => ActionKind::Functionality,
        /// What is promised.
        "agreement" Agreement => ActionKind::Agreement,
        /// How users are helped.
        "support" Support => ActionKind::Support,
        /// How well the work is done.
        "efficiency" Efficiency => ActionKind::Efficiency,
    }
}

words! {
    /// A stage of a service's life.
    StageWord => Stage {
        /// Deciding what to offer, and why.
        "strategy" Strategy => Stage::Strategy,
        /// Designing the service and its processes.
        "design" Design => Stage::Design,
        /// Bringing changes into use.
        "transition" Transition => Stage::Transition,
        /// Running it every day.
        "operation" Operation => Stage::Operation,
    }
}

words! {
    /// How much work an action is.
    SizeWord => Size {
        /// Small.
        "S" S => Size::S,
        /// Medium.
        "M" M => Size::M,
        /// Large.
        "L" L => Size::L,
        /// Extra large.
        "XL" Xl => Size::Xl,
    }
}

words! {
    /// How long an action takes.
    TimescaleWord => Timescale {
        /// Weeks.
        "short" Short => Timescale::Short,
        /// Months.
        "medium" Medium => Timescale::Medium,
        /// More.
        "long" Long => Timescale::Long,
    }
}
