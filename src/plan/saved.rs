//! A plan as a file, bound to everything that it follows from.
//!
//! The file holds the orders word for word, so that carrying it out works nothing out; and what it was made of, so that
//! a plan that no longer follows from what is there is known for one. A digest over the whole tells a file that was cut
//! off or edited.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::orders::{Order, Orders, Undo};
use crate::model::memory::{ProposalState, Remembered};

/// The version of the format.
const FORMAT: &str = "1.0";
/// What kind of file it is.
const KIND: &str = "deming-plan";

/// What a plan follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Binding {
    /// The version of deming.
    pub tool: String,
    /// The moment that was now.
    pub as_of: Timestamp,
    /// The commit that proposals build on, in hexadecimal.
    pub head: String,
    /// The commit of the observed branch, in hexadecimal; `None` where no metric needed one.
    pub observed: Option<String>,
    /// The files that were read, with the id of their content in `head`.
    pub inputs: BTreeMap<String, String>,
    /// Those of them whose content in the work tree was another, or that were not there: with the id of that content.
    pub uncommitted: BTreeMap<String, Option<String>>,
    /// How many errors the declarations had; with any, the plan is for looking at only.
    pub errors: usize,
}

/// Why a text is no plan that can be carried out.
#[derive(Debug, thiserror::Error)]
pub enum NotAPlan {
    /// It is another kind of file, or damaged.
    #[error("it is no plan that `deming plan --out` has written: {0}")]
    Unreadable(String),
    /// Another version wrote it.
    #[error("its format is {0}, and this version reads {FORMAT}")]
    Format(String),
    /// Something in it has been changed.
    #[error("it was changed after it was written: its digest does not fit")]
    Changed,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    format_version: String,
    kind: String,
    bound_to: Binding,
    proposals: Vec<OrderLine>,
    withdrawals: Vec<UndoLine>,
    dismissed: Vec<MemoryLine>,
    /// `sha256:` over the file without this field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    digest: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OrderLine {
    id: String,
    branch: String,
    replaces: Option<String>,
    raised: Option<jiff::civil::Date>,
    severity: f64,
    path: String,
    before: Option<String>,
    content: String,
    message: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct UndoLine {
    id: String,
    branch: String,
    tip: String,
    base: String,
    message: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemoryLine {
    id: String,
    at: Timestamp,
    severity: f64,
    branch: String,
}

/// The file of a plan.
///
/// # Errors
/// None that these types can give; the signature is that of the writer.
pub fn write(orders: &Orders, bound_to: &Binding) -> Result<String, serde_json::Error> {
    let mut file = File {
        format_version: FORMAT.into(),
        kind: KIND.into(),
        bound_to: bound_to.clone(),
        proposals: orders.proposals.iter().map(OrderLine::new).collect(),
        withdrawals: orders.withdrawals.iter().map(UndoLine::new).collect(),
        dismissed: orders.dismissed.iter().map(MemoryLine::new).collect(),
        digest: String::new(),
    };
    file.digest = digest(&file)?;
    Ok(serde_json::to_string_pretty(&file)? + "\n")
}

/// The orders of a file, and what they follow from.
///
/// # Errors
/// [`NotAPlan`].
pub fn read(text: &str) -> Result<(Orders, Binding), NotAPlan> {
    let unreadable = |error: serde_json::Error| NotAPlan::Unreadable(error.to_string());
    let value: serde_json::Value = serde_json::from_str(text).map_err(unreadable)?;
    if value["kind"] != KIND {
        return Err(NotAPlan::Unreadable(format!("its `kind` is not `{KIND}`")));
    }
    // Readers of 1.x ignore what later ones add; but what is not understood must not be carried out.
    let version = value["formatVersion"].as_str().unwrap_or_default();
    if version != FORMAT {
        return Err(NotAPlan::Format(version.chars().take(20).collect()));
    }
    let mut file: File = serde_json::from_value(value).map_err(unreadable)?;
    let told = std::mem::take(&mut file.digest);
    if digest(&file).map_err(unreadable)? != told {
        return Err(NotAPlan::Changed);
    }
    let orders = Orders {
        proposals: all(file.proposals, OrderLine::order)?,
        withdrawals: all(file.withdrawals, UndoLine::undo)?,
        dismissed: all(file.dismissed, MemoryLine::remembered)?,
    };
    Ok((orders, file.bound_to))
}

fn all<L, T>(lines: Vec<L>, read: impl Fn(L) -> Option<T>) -> Result<Vec<T>, NotAPlan> {
    let bad = || NotAPlan::Unreadable("one of its entries names no proposal".into());
    lines.into_iter().map(|line| read(line).ok_or_else(bad)).collect()
}

fn digest(file: &File) -> Result<String, serde_json::Error> {
    let hash = Sha256::digest(serde_json::to_vec(file)?);
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sha256:{digits}"))
}

impl OrderLine {
    fn new(order: &Order) -> Self {
        let Order { id, branch, replaces, raised, severity, path, before, content, message } = order.clone();
        Self { id: id.to_string(), branch, replaces, raised, severity, path, before, content, message }
    }

    fn order(self) -> Option<Order> {
        let Self { id, branch, replaces, raised, severity, path, before, content, message } = self;
        let id = id.parse().ok()?;
        Some(Order { id, branch, replaces, raised, severity, path, before, content, message })
    }
}

impl UndoLine {
    fn new(undo: &Undo) -> Self {
        let Undo { id, branch, tip, base, message } = undo.clone();
        Self { id: id.to_string(), branch, tip, base, message }
    }

    fn undo(self) -> Option<Undo> {
        let Self { id, branch, tip, base, message } = self;
        Some(Undo { id: id.parse().ok()?, branch, tip, base, message })
    }
}

impl MemoryLine {
    fn new(one: &Remembered) -> Self {
        let Remembered { proposal, at, severity, branch, .. } = one.clone();
        Self { id: proposal.to_string(), at, severity, branch }
    }

    fn remembered(self) -> Option<Remembered> {
        let Self { id, at, severity, branch } = self;
        Some(Remembered { proposal: id.parse().ok()?, state: ProposalState::Dismissed, at, severity, branch })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Orders, Binding) {
        let order = Order {
            id: "P-7f3a91c2".parse().expect("an id"),
            branch: "deming/desk/x-7f3a91c2".into(),
            replaces: None,
            raised: Some(jiff::civil::date(2026, 3, 1)),
            severity: 0.1 + 0.2,
            path: "improvement/actions/x.yaml".into(),
            before: None,
            content: "a: 1\r\n\u{feff}".into(),
            message: "chore(csi): x\n".into(),
        };
        let binding = Binding {
            tool: "0.1.0".into(),
            as_of: "2026-03-01T00:00:00Z".parse().expect("a time"),
            head: "0".repeat(40),
            observed: None,
            inputs: BTreeMap::from([("data/a.csv".to_owned(), "1".repeat(40))]),
            uncommitted: BTreeMap::new(),
            errors: 0,
        };
        (Orders { proposals: vec![order], ..Orders::default() }, binding)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let (orders, binding) = sample();
        let text = write(&orders, &binding).expect("JSON");
        assert_eq!(read(&text).expect("a plan"), (orders, binding));
    }

    #[test]
    fn what_was_changed_or_cut_off_is_known_for_it() {
        let (orders, binding) = sample();
        let text = write(&orders, &binding).expect("JSON");
        let changed = text.replace("actions/x.yaml", "actions/y.yaml");
        assert!(matches!(read(&changed), Err(NotAPlan::Changed)));
        let later = text.replace("\"1.0\"", "\"1.1\"");
        assert!(matches!(read(&later), Err(NotAPlan::Format(_))));
        for cut in [0, 1, text.len() / 2, text.len() - 3] {
            assert!(matches!(read(&text[..cut]), Err(NotAPlan::Unreadable(_))), "{cut}");
        }
        assert!(read("{\"kind\": \"other\"}").is_err());
    }
}
