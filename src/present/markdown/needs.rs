//! Needs of the business against what is agreed and what is observed.

use serde::Serialize;

use super::{Head, Pages, TemplateError};
use crate::present::view::{AlignmentView, NeedView, needs};

#[derive(Serialize)]
struct Needs<'a> {
    head: &'a Head,
    needs: Vec<NeedView>,
    alignments: Vec<&'a AlignmentView>,
}

/// Adds the page.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let mut alignments: Vec<_> = pages.report.alignments.iter().collect();
    alignments.sort_by_key(|alignment| (alignment.verdict, alignment.alignment));
    let context = Needs { head: &pages.head, needs: needs(pages.inputs), alignments };
    let rendered = pages.render("needs.hbs", &context)?;
    pages.push("Needs".into(), rendered);
    Ok(())
}
