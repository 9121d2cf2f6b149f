//! The rules of reading: D001 to D029, and those about secrets and about waivers that cannot be read.

use super::secrets;
use super::waivers::INCOMPLETE_WAIVER;
use crate::finding::{Level, Rule};

/// Where these rules come from.
const SOURCE: &str = "The language `deming/v1`; `deming schema` prints its shapes.";

/// A file that cannot be read as text at all.
pub static UNREADABLE: Rule = Rule {
    code: "D001",
    name: "unreadable-file",
    level: Level::Error,
    what: "A declaration file cannot be read: it is too large, not UTF-8, or holds characters that YAML forbids.",
    why: "What cannot be read is not judged, and a target that is not judged looks as if it were met.",
    bad: "apiVersion: deming/v1\nkind: Service # a line separator, U+2028, hides here: \u{2028}\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// Text that is not YAML.
pub static SYNTAX: Rule = Rule {
    code: "D002",
    name: "yaml-syntax",
    level: Level::Error,
    what: "A declaration file, or a YAML file beside declarations, is not YAML.",
    why: "One bracket too many must not make an agreement vanish from the reports in silence.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// Tabs as indentation.
pub static TAB: Rule = Rule {
    code: "D003",
    name: "tab-indentation",
    level: Level::Error,
    what: "A line is indented with a tab.",
    why: "YAML allows only spaces there, since nobody agrees on how wide a tab is.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata:\n\tname: service-desk\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A key written twice.
pub static DUPLICATE_KEY: Rule = Rule {
    code: "D004",
    name: "duplicate-key",
    level: Level::Error,
    what: "A mapping has the same key twice.",
    why: "Readers of YAML disagree on which of the two holds, so nobody knows what was agreed.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec:\n  practice: it-support\n  owner: \"@ops\"\n  owner: \"@retail\"\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A document that is no declaration.
pub static NOT_A_DECLARATION: Rule = Rule {
    code: "D005",
    name: "not-a-declaration",
    level: Level::Error,
    what: "A document among declarations is a list or a single value.",
    why: "A declaration is a mapping with apiVersion, kind, metadata and spec; anything else says nothing to deming.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\n- service-desk\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A version that this deming does not know.
pub static UNKNOWN_VERSION: Rule = Rule {
    code: "D006",
    name: "unknown-version",
    level: Level::Error,
    what: "The apiVersion of a document is none that this version of deming reads.",
    why: "A later version may mean something else by the same words.",
    bad: "apiVersion: deming/v2\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A kind that does not exist.
pub static UNKNOWN_KIND: Rule = Rule {
    code: "D007",
    name: "unknown-kind",
    level: Level::Error,
    what: "There is no such kind of object.",
    why: "A misspelt kind would leave the object out of every report.",
    bad: "apiVersion: deming/v1\nkind: Servise\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A field that is required and not there.
pub static MISSING_FIELD: Rule = Rule {
    code: "D008",
    name: "missing-field",
    level: Level::Error,
    what: "A field that is required is not there.",
    why: "Without it the declaration does not say what it has to: a service without an owner is nobody's.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support}\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A field that does not exist.
pub static UNKNOWN_FIELD: Rule = Rule {
    code: "D009",
    name: "unknown-field",
    level: Level::Error,
    what: "There is no such field here.",
    why: "A misspelt field would be ignored, and its default would hold instead of what was meant.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: \"@ops\", dependOn: [database]}\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A list where a text is expected, and the like.
pub static WRONG_TYPE: Rule = Rule {
    code: "D010",
    name: "wrong-type",
    level: Level::Error,
    what: "A value is of another type than the field takes: a list for a text, a number for a mapping.",
    why: "Guessing what was meant would make two readers see two agreements.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: \"@ops\", dependsOn: database}\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A value that the field does not take.
pub static INVALID_VALUE: Rule = Rule {
    code: "D011",
    name: "invalid-value",
    level: Level::Error,
    what: "A value has the right type but cannot be read: a date that does not exist, a duration without a unit, an unknown word.",
    why: "The value decides what is judged and until when, so it is never guessed.",
    bad: "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: business-hours}\nspec: {holidays: [2025-25-11]}\n",
    good: "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: business-hours}\nspec: {holidays: [2025-11-25]}\n",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// Not exactly one of several fields.
pub static ONE_OF: Rule = Rule {
    code: "D012",
    name: "ambiguous-choice",
    level: Level::Error,
    what: "Exactly one of several fields is needed, and none or more than one is given.",
    why: "With two sources nobody knows where a number came from; with none it comes from nowhere.",
    bad: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: faster}\nspec:\n  service: service-desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2016-04-01, to: 2016-06-30}\n  target: {value: 90, change: -10%}\n",
    good: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: faster}\nspec:\n  service: service-desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2016-04-01, to: 2016-06-30}\n  target: {change: -10%}\n",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// Fields that do not go together.
pub static CONTRADICTION: Rule = Rule {
    code: "D013",
    name: "contradiction",
    level: Level::Error,
    what: "Fields do not go together: an `op` without a `value`, a rolling window with a calendar, slices that nothing counts.",
    why: "One of them would have to be ignored, and deming ignores nothing that somebody wrote down.",
    bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: service-desk, objectives: [{name: few, metric: tickets, op: lte}]}\n",
    good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: service-desk, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}\n",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// An end before its start.
pub static REVERSED: Rule = Rule {
    code: "D014",
    name: "reversed-period",
    level: Level::Error,
    what: "A period, hours of service or maintenance end before they begin.",
    why: "Such a period contains no moment, so nothing in it could ever be measured.",
    bad: "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: business-hours}\nspec: {hours: [{days: [Mon], from: \"18:00\", to: \"08:00\"}]}\n",
    good: "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: business-hours}\nspec: {hours: [{days: [Mon], from: \"08:00\", to: \"18:00\"}]}\n",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// More than one settings file.
pub static TWO_SETTINGS: Rule = Rule {
    code: "D015",
    name: "several-settings",
    level: Level::Error,
    what: "There is more than one settings file.",
    why: "Only one of them could hold, and the other would mislead whoever reads it.",
    bad: "# file: deming.yaml\ntimeZone: UTC\n# file: .deming.yaml\ntimeZone: Europe/Berlin\n",
    good: "# file: deming.yaml\ntimeZone: UTC\n",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A root without declarations.
pub static EMPTY_ROOT: Rule = Rule {
    code: "D016",
    name: "empty-root",
    level: Level::Error,
    what: "A folder that the settings name as a root of declarations holds no YAML file.",
    why: "A misspelt folder would leave nothing to judge, and every check would pass.",
    bad: "# file: deming.yaml\nroots: [improvment]\n# file: improvement/desk.yaml\napiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    good: "# file: deming.yaml\nroots: [improvement]\n# file: improvement/desk.yaml\napiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A document in a folder of declarations that is none.
pub static NOT_LOOKED_AT: Rule = Rule {
    code: "D018",
    name: "stray-document",
    level: Level::Note,
    what: "A YAML document in a folder of declarations does not say that it is one, and is not looked at.",
    why: "If it was meant to be one, nothing in it is judged.",
    bad: "# file: improvement/desk.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: service-desk}\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A link where declarations should be.
pub static SYMBOLIC_LINK: Rule = Rule {
    code: "D019",
    name: "symbolic-link",
    level: Level::Warning,
    what: "A symbolic link stands where declarations or settings are read.",
    why: "A link may lead anywhere, out of the repository too, so it is not followed; what lies behind it is not judged.",
    bad: "# link: improvement/desk.yaml -> /srv/shared/desk.yaml\n",
    good: SERVICE,
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A version of OpenSLO that is not read.
pub static OPENSLO_VERSION: Rule = Rule {
    code: "D060",
    name: "openslo-version",
    level: Level::Error,
    what: "A document is of a version of OpenSLO that deming does not read.",
    why: "The versions say different things by the same words, so none is read as another.",
    bad: "apiVersion: openslo/v1alpha\nkind: Service\nmetadata: {name: web}\nspec: {}\n",
    good: "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n",
    beside: "",
    source: OPENSLO_SOURCE,
    is_locked: true,
};

/// A key of labels or annotations that OpenSLO does not allow.
pub static OPENSLO_KEY: Rule = Rule {
    code: "D061",
    name: "openslo-key",
    level: Level::Error,
    what: "A key of labels or annotations is none that OpenSLO allows.",
    why: "Other readers of OpenSLO refuse the document for it.",
    bad: "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web, labels: {\"the team\": web}}\nspec: {}\n",
    good: "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web, labels: {team: web}}\nspec: {}\n",
    beside: "",
    source: OPENSLO_SOURCE,
    is_locked: true,
};

/// A field that means nothing where it stands.
pub static IDLE_FIELD: Rule = Rule {
    code: "D064",
    name: "idle-field",
    level: Level::Note,
    what: "A field of an OpenSLO document means nothing where it stands, though examples of OpenSLO have it there.",
    why: "Who relies on it would be surprised: it is read, and nothing follows from it.",
    bad: "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: web\n  indicatorRef: pages\n  timeWindow: [{duration: 28d, isRolling: true}]\n  budgetingMethod: Occurrences\n  objectives: [{target: 0.99, op: gt}]\n",
    good: "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: web\n  indicatorRef: pages\n  timeWindow: [{duration: 28d, isRolling: true}]\n  budgetingMethod: Occurrences\n  objectives: [{target: 0.99}]\n",
    beside: "",
    source: OPENSLO_SOURCE,
    is_locked: false,
};

/// Where the rules of OpenSLO come from.
const OPENSLO_SOURCE: &str = "The specification of OpenSLO v1 and the validation of its go-sdk; `deming schema openslo` prints its shapes.";

const SERVICE: &str = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: \"@ops\"}\n";

/// All rules of reading.
pub static ALL: &[&Rule] = &[
    &UNREADABLE,
    &SYNTAX,
    &TAB,
    &DUPLICATE_KEY,
    &NOT_A_DECLARATION,
    &UNKNOWN_VERSION,
    &UNKNOWN_KIND,
    &MISSING_FIELD,
    &UNKNOWN_FIELD,
    &WRONG_TYPE,
    &INVALID_VALUE,
    &ONE_OF,
    &CONTRADICTION,
    &REVERSED,
    &TWO_SETTINGS,
    &EMPTY_ROOT,
    &NOT_LOOKED_AT,
    &SYMBOLIC_LINK,
    &OPENSLO_VERSION,
    &OPENSLO_KEY,
    &IDLE_FIELD,
    &INCOMPLETE_WAIVER,
    &secrets::SECRET,
    &secrets::PLACEHOLDER,
];
