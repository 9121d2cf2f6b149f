//! Charts as files beside the pages that show them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{Page, mark};
use crate::model::settings::Charts;
use crate::text::escape::markdown;

/// What the first line of a chart names as its source: it says nothing that changes from commit to commit.
const SOURCE: &str = "a chart";
/// How a chart looks by itself: on paper of its own, so that it can be read on a dark page too.
const STYLE: &str = "\
.plot{font:11px system-ui,\"Liberation Sans\",sans-serif}.plot path{fill:none}\
.plot text{fill:#59636e;stroke:#fff;stroke-width:3px;paint-order:stroke}.plot .grid{stroke:#d1d9e0}\
.plot .series{stroke:#0860c4;stroke-width:1.8;stroke-linejoin:round}.plot .dot{fill:#0860c4}\
.plot .middle{stroke:#7d8690}.plot .limit{stroke:#7d8690;stroke-dasharray:2 3}\
.plot path.target{stroke:#a8266f;stroke-width:1.5;stroke-dasharray:7 4}.plot text.target{fill:#a8266f}\
.plot path.change{stroke:#8a4b00;stroke-dasharray:1 3;stroke-width:1.5}.plot text.change{fill:#8a4b00;font-weight:600}";

/// The charts that pages show as files, each once however many show it.
#[derive(Debug, Clone)]
pub(super) struct Gallery {
    charts: Charts,
    hung: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Gallery {
    pub(super) fn new(charts: Charts) -> Self {
        Self { charts, hung: Arc::default() }
    }

    /// A chart as it stands in a page: drawn as a file where charts are, which is kept here; else `None`.
    pub(super) fn hang(&self, drawing: &str) -> Option<String> {
        let inside = drawing.strip_prefix("<svg ")?;
        let ending = match self.charts {
            Charts::Mermaid => return None,
            Charts::Svg | Charts::Png => self.charts.keyword(),
        };
        let picture = format!(
            "{}\n<svg xmlns=\"http://www.w3.org/2000/svg\" {}\n",
            mark(SOURCE),
            inside.replacen(
                '>',
                &format!("><style>{STYLE}</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"),
                1
            )
        );
        // Named by what it shows: as long as that stays, so does the file.
        let digest = Sha256::digest(&picture);
        let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("chart-{digits}.{ending}");
        let words = words(drawing);
        let mut hung = self.hung.lock().unwrap_or_else(PoisonError::into_inner);
        hung.insert(name.clone(), picture);
        Some(format!("![{}]({name})\n", markdown(&words)))
    }

    /// The files, by name.
    pub(super) fn pictures(&self) -> Vec<Page> {
        let hung = self.hung.lock().unwrap_or_else(PoisonError::into_inner);
        hung.iter().map(|(name, content)| Page { name: name.clone(), content: content.clone() }).collect()
    }
}

/// What a drawing says to who cannot see it.
fn words(drawing: &str) -> String {
    let told = drawing.split_once("aria-label=\"").and_then(|(_, rest)| rest.split_once('"'));
    let told = told.map_or("chart", |(told, _)| told);
    let plain =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&amp;", "&")];
    plain.iter().fold(told.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}
