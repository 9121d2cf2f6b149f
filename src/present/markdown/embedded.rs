//! The templates that come with the program.

/// A template that comes with the program.
pub(super) struct Embedded {
    /// Its file, below `templates/`.
    pub(super) file: &'static str,
    /// Its text.
    pub(super) text: &'static str,
    /// What it makes, in a clause.
    pub(super) tells: &'static str,
}

macro_rules! embedded {
    ($($file:literal: $tells:literal,)*) => {
        &[$(Embedded {
            file: $file,
            text: include_str!(concat!("../../../templates/", $file)),
            tells: $tells,
        }),*]
    };
}

/// All of them: pages, then what they share.
pub(super) const EMBEDDED: &[Embedded] = embedded! {
    "home.hbs": "the first page: what changed, what needs attention, dates, gaps, refusals",
    "executive-summary.hbs": "needs, worst first, beside what is agreed and observed; whether actions work",
    "service.hbs": "a page for each service: objectives, closed periods, charts, actions, gaps",
    "metric.hbs": "a page for each metric: its chart, its meaning, how its figure is reckoned",
    "cycle.hbs": "a page for each cycle: the seven steps, target, guards, actions",
    "agreement.hbs": "a page for each agreement: its objectives and what follows from them",
    "improvement-register.hbs": "the register: actions, decisions, cycles",
    "csi-register.hbs": "the register with the columns of ITIL",
    "needs.hbs": "what the business asks for, and whether it gets that",
    "what-we-cannot-measure-yet.hbs": "metrics without a source, with owner and day",
    "operations.hbs": "sources, freshness, coverage, what failed, growth",
    "sidebar.hbs": "what is shown beside every page",
    "footer.hbs": "what is shown below every page",
    "moved.hbs": "what stays of a page whose subject has another name now",
    "html/page.hbs": "the frame of every page in HTML; what it sees is HTML already",
    "proposals/pull-request.hbs": "the text of a pull request, between deming's marks",
    "proposals/standing.hbs": "the comment on a pull request that says how the proposal stands",
    "partials/alignments.hbs": "needs beside what is agreed",
    "partials/analysis.hbs": "what a series means, its trend and its changes",
    "partials/attention.hbs": "what needs attention",
    "partials/chart.hbs": "a chart with what it shows in words",
    "partials/cycles.hbs": "a table of cycles",
    "partials/due.hbs": "dates to keep",
    "partials/effects.hbs": "what actions did",
    "partials/history.hbs": "closed periods of an objective",
    "partials/objective.hbs": "an objective in full",
    "partials/objectives.hbs": "a table of objectives",
    "partials/pending.hbs": "what becomes of each gap",
    "partials/playbooks.hbs": "how often playbooks worked",
    "partials/refusals.hbs": "refusals that hold",
    "partials/since.hbs": "what changed since the last report",
    "partials/style.hbs": "the style of pages in HTML",
};
