//! Drawings of SVG as PNG, for readers that show no SVG. Fonts come with the program, so that a picture is the same on
//! every machine.

use std::sync::Arc;
use std::sync::OnceLock;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// Dots of the picture for each unit of the drawing: two, so that it is sharp on the screens of today.
const SCALE: f32 = 2.0;

/// Why a drawing has no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a chart cannot be drawn: {0}")]
pub struct PngError(String);

/// The picture of a drawing.
///
/// # Errors
/// [`PngError`], where the drawing is none, or too large.
pub fn png(svg: &str) -> Result<Vec<u8>, PngError> {
    let failed = |why: String| PngError(why);
    let options = Options { fontdb: fonts(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or_else(|| failed("it has no size".into()))?;
    let pixmap = Pixmap::new(size.width(), size.height());
    let mut pixmap = pixmap.ok_or_else(|| failed("it is too large".into()))?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| failed(error.to_string()))
}

/// The one font that there is, read once.
fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let read = || {
        let mut fonts = Database::new();
        fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
        fonts.set_sans_serif_family("Ubuntu");
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_becomes_a_picture_of_twice_its_size() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30 20\"><text x=\"1\" y=\"15\" \
                   font-family=\"sans-serif\">24 h</text></svg>";
        let picture = png(svg).expect("a picture");
        assert_eq!(picture.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]));
        // Width and height stand in the head (PNG, 11.2.2).
        assert_eq!(picture.get(16..24), Some(&[0, 0, 0, 60, 0, 0, 0, 40][..]));
        let empty = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30 20\"/>";
        assert_ne!(picture, png(empty).expect("a picture"), "its text is drawn");
        assert_eq!(png(svg), png(svg));
    }

    #[test]
    fn what_is_no_drawing_has_no_picture() {
        assert!(png("<svg").is_err());
        assert!(png("").is_err());
    }
}
