//! What a chart should look like, and what it looks like.

use serde::Deserialize;

/// A chart as the browser showed it. Lengths are in pixels.
#[derive(Deserialize)]
pub struct Chart {
    /// What Mermaid says it is.
    kind: String,
    /// Lines that have been drawn.
    lines: usize,
    width: f64,
    height: f64,
    texts: Vec<Text>,
}

/// A text on a chart, and its place within.
#[derive(Deserialize)]
struct Text {
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Chart {
    /// All that is wrong with it, given the code it was drawn from.
    pub fn faults(&self, code: &str) -> Vec<String> {
        let title = code.lines().find_map(|line| line.trim().strip_prefix("title ")).unwrap_or("a chart");
        if self.kind != "xychart" {
            return vec![format!("{title} was not drawn: {:?}", self.kind)];
        }
        let wanted = code.lines().filter(|line| line.trim().starts_with("line [")).count();
        let mut faults = Vec::new();
        if wanted == 0 || wanted != self.lines {
            faults.push(format!("{} of {wanted} lines were drawn", self.lines));
        }
        if self.width < 400.0 || self.height < 150.0 {
            faults.push(format!("it is only {} by {} pixels", self.width, self.height));
        }
        for (index, text) in self.texts.iter().enumerate() {
            if !self.holds(text) {
                faults.push(format!("{:?} is cut off", text.text));
            }
            for other in self.texts[index + 1..].iter().filter(|other| text.overlaps(other)) {
                faults.push(format!("{:?} lies over {:?}", text.text, other.text));
            }
        }
        faults.into_iter().map(|fault| format!("{title}: {fault}")).collect()
    }

    fn holds(&self, text: &Text) -> bool {
        text.left >= -1.0
            && text.top >= -1.0
            && text.right <= self.width + 1.0
            && text.bottom <= self.height + 1.0
    }
}

impl Text {
    /// Whether two texts share a place. Boxes of text are higher than what is drawn, so they may touch.
    fn overlaps(&self, other: &Text) -> bool {
        let shared = |a: (f64, f64), b: (f64, f64)| a.1.min(b.1) - a.0.max(b.0);
        shared((self.left, self.right), (other.left, other.right)) > 1.0
            && shared((self.top, self.bottom), (other.top, other.bottom)) > 4.0
    }
}
