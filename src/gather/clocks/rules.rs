//! The rules about clocks: D270 to D279.

use crate::finding::{Level, Rule};

const SOURCE: &str = "Step 3 of ITIL's improvement process: criteria for the integrity of data.";

/// All of them, by code.
pub static ALL: &[&Rule] = &[
    &SKIPPED_TIME,
    &DOUBLED_TIME,
    &BACKWARDS,
    &DUPLICATES,
    &ZERO_DATE,
    &TWO_DIGIT_YEAR,
    &WRONG_UNIT,
    &SHIFTED_ZONE,
];

/// A time that the clock skipped.
pub static SKIPPED_TIME: Rule = Rule {
    code: "D270",
    name: "time-that-never-came",
    level: Level::Warning,
    what: "Times of a file do not exist in the declared zone: they lie in the hour that the clock skips in spring.",
    why: "Whoever wrote them used another clock, so all other times of the file may be an hour off as well. They are read \
          as if the clock had not been changed yet, an hour later than they say.",
    bad: "time: {column: at, timeZone: Europe/Berlin}\n---\nat,value\n2026-03-29 02:30,4",
    good: "time: {column: at, timeZone: UTC}\n---\nat,value\n2026-03-29 02:30,4",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A time that the clock shows twice.
pub static DOUBLED_TIME: Rule = Rule {
    code: "D271",
    name: "time-that-came-twice",
    level: Level::Note,
    what: "Times of a file lie in the hour that the clock of the declared zone shows twice in autumn, and do not say which \
           of the two they mean.",
    why: "They are read as the first of the two, so some of them are dated an hour too early, and what happened in order \
          may seem to have happened at the same time.",
    bad: "time: {column: at, timeZone: Europe/Berlin}\n---\nat,value\n2026-10-25 02:30,4",
    good: "time: {column: at, timeZone: Europe/Berlin}\n---\nat,value\n2026-10-25 02:30+01:00,4",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A file in which time runs backwards for a while.
pub static BACKWARDS: Rule = Rule {
    code: "D272",
    name: "time-runs-backwards",
    level: Level::Warning,
    what: "In a file of readings (`records: samples`) that is otherwise in order of time, rows are earlier than those \
           before them.",
    why: "Whoever appends readings writes them in order, so a clock was set back, or an old export was added. Readings \
          may stand in an hour in which they were not taken, and be missing in the one in which they were.",
    bad: "at,value\n…\n2026-01-04T10:00:00Z,4\n2026-01-04T09:05:00Z,4     # the clock was set back by an hour\n…",
    good: "at,value\n…\n2026-01-04T10:00:00Z,4\n2026-01-04T10:05:00Z,4\n…",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Readings that stand there twice.
pub static DUPLICATES: Rule = Rule {
    code: "D273",
    name: "duplicate-readings",
    level: Level::Warning,
    what: "A source of readings (`records: samples`) has more than one of the same moment and dimensions, which it does \
           not have elsewhere.",
    why: "Counted twice they would weigh twice. Of equal ones one is used; where they differ nobody can tell which is \
          right, so none is, and the time counts as not covered.",
    bad: "at,value\n2026-01-04T10:00:00Z,4\n2026-01-04T10:05:00Z,4\n2026-01-04T10:05:00Z,5\n…",
    good: "at,value\n2026-01-04T10:00:00Z,4\n2026-01-04T10:05:00Z,5\n…",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A date that stands for none.
pub static ZERO_DATE: Rule = Rule {
    code: "D275",
    name: "zero-date",
    level: Level::Warning,
    what: "Times of a source are where some system begins to count (1 January 1970, 30 December 1899, 1 January 1904, \
           1 January of the year 1), far from all others.",
    why: "They stand for an empty cell. Believed, one of them would say that the source has been known for decades, and \
          that nothing happened in all that time.",
    bad: "at,value\n1970-01-01T00:00:00Z,4\n2026-01-04T10:00:00Z,4",
    good: "at,value\n,4     # and `missing: [\"\"]`\n2026-01-04T10:00:00Z,4",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A year of two digits.
pub static TWO_DIGIT_YEAR: Rule = Rule {
    code: "D276",
    name: "two-digit-year",
    level: Level::Warning,
    what: "Times of a file have years of two digits where the declared format reads four.",
    why: "`16` is the year 16 to the format. The rows are left out, and the time that they speak of is not covered.",
    bad: "time: {column: at, format: \"%d/%m/%Y\"}\n---\nat,value\n31/03/16,4",
    good: "time: {column: at, format: \"%d/%m/%y\"}\n---\nat,value\n31/03/16,4",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Seconds taken for milliseconds, or the other way round.
pub static WRONG_UNIT: Rule = Rule {
    code: "D277",
    name: "seconds-and-milliseconds",
    level: Level::Warning,
    what: "Times of a file are milliseconds since 1970 where the declared format reads seconds, or the other way round.",
    why: "Read as declared they would lie tens of thousands of years ahead, or in January 1970. The rows are left out, and \
          the time that they speak of is not covered.",
    bad: "time: {column: at, format: unix}\n---\nat,value\n1767225600000,4",
    good: "time: {column: at, format: unix-ms}\n---\nat,value\n1767225600000,4",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Times that are ahead by some hours.
pub static SHIFTED_ZONE: Rule = Rule {
    code: "D278",
    name: "zone-seems-shifted",
    level: Level::Warning,
    what: "The latest rows of a file lie a few hours in the future, and their times name no zone.",
    why: "They look as if they were written by the clock of another zone than the declared one. Then every row of the file \
          is off by as many hours, and stands in the wrong day, shift or month.",
    bad: "time: {column: at, timeZone: UTC}\n---\nat,value\n2026-01-04 12:00,4     # at 10:00 in UTC, noon in Helsinki",
    good: "time: {column: at, timeZone: Europe/Helsinki}\n---\nat,value\n2026-01-04 12:00,4",
    beside: "",
    source: SOURCE,
    is_locked: false,
};
