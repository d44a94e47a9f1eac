//! The typeface: bundled for Latin, Greek and Cyrillic, the machine's own for everything else.

use super::label::Weight;
use resvg::usvg::{self, FontResolver, fontdb};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _, charmap::Charmap};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// Families for viewers of SVG and HTML, the bundled one first.
pub(super) const FAMILIES: &str =
    "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans', sans-serif";

static REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
static BOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.otf");

/// Widths of the glyphs of a font.
struct Widths {
    glyphs: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
}

impl Widths {
    fn new(font: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(font).ok()?;
        // In thousandths of the size of the text.
        let metrics = font.glyph_metrics(Size::new(1000.0), LocationRef::default());
        Some(Self { glyphs: font.charmap(), metrics })
    }
}

static WIDTHS: LazyLock<[Option<Widths>; 2]> =
    LazyLock::new(|| [Widths::new(REGULAR), Widths::new(BOLD)]);

/// How wide a character is in parts of the size of the text, if the bundled font has it.
pub(super) fn advance(c: char, weight: Weight) -> Option<f64> {
    let [regular, bold] = &*WIDTHS;
    let widths = if weight == Weight::Bold { bold } else { regular };
    let Widths { glyphs, metrics } = widths.as_ref()?;
    metrics.advance_width(glyphs.map(c)?).map(|width| f64::from(width) / 1000.0)
}

/// The bundled fonts, regular and bold.
struct Bundled {
    fonts: Arc<fontdb::Database>,
    regular: Option<fontdb::ID>,
    bold: Option<fontdb::ID>,
}

static BUNDLED: LazyLock<Bundled> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    let mut load = |font: &'static [u8]| {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(font))).first().copied()
    };
    let (regular, bold) = (load(REGULAR), load(BOLD));
    Bundled { fonts: Arc::new(fonts), regular, bold }
});

/// The bundled fonts and those of the machine, which takes a while and is seldom needed.
static ALL: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = (*BUNDLED.fonts).clone();
    fonts.load_system_fonts();
    Arc::new(fonts)
});

/// What stands for a character that no font has.
const NO_GLYPH: char = '□';

/// The characters of a text that neither the bundled fonts nor those of the machine have.
pub(super) fn without_font(text: &str) -> BTreeSet<char> {
    let is_drawn = |c: &char| {
        // Those that join emoji and choose their form are none themselves.
        !c.is_control() && !matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
    };
    let mut wanted: BTreeSet<char> =
        text.chars().filter(is_drawn).filter(|c| advance(*c, Weight::Regular).is_none()).collect();
    if wanted.is_empty() {
        return wanted;
    }
    for face in ALL.faces() {
        let keep = |data: &[u8], index| {
            let Ok(font) = FontRef::from_index(data, index) else { return };
            let glyphs = font.charmap();
            wanted.retain(|c| glyphs.map(*c).is_none());
        };
        ALL.with_face_data(face.id, keep);
    }
    wanted
}

/// A text with a box for each of these characters. One without a font would keep those that have one from
/// finding theirs: who lays out texts gives up at the first.
pub(super) fn boxed(text: &str, without_font: &BTreeSet<char>) -> String {
    text.chars().map(|c| if without_font.contains(&c) { NO_GLYPH } else { c }).collect()
}

/// How texts find their fonts: the bundled ones whatever is installed, so that a picture is the same
/// everywhere; for a character that these lack, the first of the machine's that has it.
pub(super) fn options() -> usvg::Options<'static> {
    let font_resolver =
        FontResolver {
            select_font: Box::new(|font, _| {
                if font.weight() >= 600 { BUNDLED.bold } else { BUNDLED.regular }
            }),
            select_fallback: Box::new(|c, used, fonts| {
                if fonts.len() < ALL.len() {
                    *fonts = Arc::clone(&ALL);
                }
                let mut faces = fonts.faces().map(|face| face.id);
                faces.find(|id| !used.contains(id) && has(fonts, *id, c))
            }),
        };
    usvg::Options { font_resolver, fontdb: Arc::clone(&BUNDLED.fonts), ..usvg::Options::default() }
}

fn has(fonts: &fontdb::Database, font: fontdb::ID, c: char) -> bool {
    let glyph = |data: &[u8], index| FontRef::from_index(data, index).ok()?.charmap().map(c);
    fonts.with_face_data(font, glyph).flatten().is_some()
}

#[cfg(test)]
#[path = "font_tests.rs"]
mod tests;
