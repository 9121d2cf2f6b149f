//! Pages whose subject has another name now, so that links to them still lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::since::Rename;
use crate::present::{Page, markdown};

/// No page moves so often between two looks at it.
const LONGEST_CHAIN: usize = 100;

/// Where pages that are not rendered any more lead: those that moved earlier, and those of objects that were renamed since. Each leads to the page that its subject has now; one whose subject is gone leads nowhere.
pub(super) fn moves(
    earlier: &BTreeMap<String, String>,
    renames: Vec<Rename>,
    pages: &[Page],
) -> BTreeMap<String, String> {
    let rendered: BTreeSet<&str> = pages.iter().map(|page| page.name.as_str()).collect();
    let renamed = renames.into_iter().filter_map(|(kind, from, to)| {
        Some((markdown::page_name(kind, &from)?, markdown::page_name(kind, &to)?))
    });
    let steps: BTreeMap<String, String> = earlier.clone().into_iter().chain(renamed).collect();
    let end = |first: &str| -> Option<String> {
        let mut at = first;
        for _ in 0..LONGEST_CHAIN {
            if rendered.contains(at) {
                return Some(at.to_owned());
            }
            at = steps.get(at)?;
        }
        None
    };
    let old = steps.keys().filter(|old| !rendered.contains(old.as_str()));
    old.filter_map(|old| Some((old.clone(), end(old)?))).collect()
}
