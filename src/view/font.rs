//! The typeface: bundled for Latin, Greek and Cyrillic, the machine's own for everything else.

use super::label::Weight;
use resvg::usvg::{self, FontResolver, fontdb};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _, Tag};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use unicode_normalization::UnicodeNormalization as _;

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

/// A font of the machine.
struct Face {
    id: fontdb::ID,
    /// Its glyphs have colours of their own: emoji.
    coloured: bool,
    weight: u16,
    /// How little it looks like the bundled font.
    unlike: (bool, bool, u8, usize),
}

impl Face {
    fn new(face: &fontdb::FaceInfo) -> Option<Self> {
        let name = face.families.first().map_or("", |(name, _)| name.as_str());
        // It has every character there is, and they all look alike.
        if name.contains("LastResort") {
            return None;
        }
        let kind = match name {
            _ if face.monospaced || name.contains("Mono") => 4,
            _ if name.contains("Serif") => 3,
            _ if name.starts_with("Noto Sans") => 0,
            _ if name.contains("Sans") => 1,
            _ => 2,
        };
        let unlike = (
            face.style != fontdb::Style::Normal,
            face.stretch != fontdb::Stretch::Normal,
            kind,
            // What more there is in a name are variants for special uses: “Looped”, “UI”.
            name.len(),
        );
        let coloured = |data: &[u8], index| {
            let font = FontRef::from_index(data, index).ok()?;
            let tables = [b"COLR", b"CBDT", b"sbix", b"SVG "];
            Some(tables.iter().any(|tag| font.data_for_tag(Tag::new(tag)).is_some()))
        };
        let coloured = ALL.with_face_data(face.id, coloured).flatten()?;
        Some(Self { id: face.id, coloured, weight: face.weight.0, unlike })
    }
}

static FACES: LazyLock<Vec<Face>> = LazyLock::new(|| ALL.faces().filter_map(Face::new).collect());

/// The bundled font.
pub(super) fn bundled(weight: Weight) -> Option<fontdb::ID> {
    if weight == Weight::Bold { BUNDLED.bold } else { BUNDLED.regular }
}

/// The font of the machine that has all characters of a text and looks most like the bundled one.
pub(super) fn find(text: &str, weight: Weight, coloured: bool) -> Option<fontdb::ID> {
    let mut faces: Vec<&Face> = FACES.iter().collect();
    faces.sort_by_key(|face| {
        (face.coloured != coloured, face.unlike, face.weight.abs_diff(weight.number()))
    });
    faces.into_iter().map(|face| face.id).find(|face| covers(*face, text))
}

/// Whether a font has all characters of a text, as they are, composed or taken apart.
pub(super) fn covers(face: fontdb::ID, text: &str) -> bool {
    let covers = |data: &[u8], index| {
        let glyphs = FontRef::from_index(data, index).ok()?.charmap();
        let has = |c: char| !is_drawn(c) || glyphs.map(c).is_some();
        Some(text.chars().all(has) || text.nfc().all(has) || text.nfd().all(has))
    };
    let fonts = if BUNDLED.fonts.face(face).is_some() { &BUNDLED.fonts } else { &*ALL };
    fonts.with_face_data(face, covers).flatten().unwrap_or_default()
}

/// Whether there is something to be seen of a character: not of those that join emoji or choose their form.
pub(super) fn is_drawn(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{200c}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}')
}

/// The name of one of the fonts that [`options`] were given.
pub(super) fn family(place: usize) -> String {
    format!("face-{place}")
}

/// How texts find their fonts: those that name one of these have it, all others the bundled one, so that a
/// picture is the same everywhere.
pub(super) fn options(faces: &[fontdb::ID]) -> usvg::Options<'static> {
    let named: BTreeMap<String, fontdb::ID> =
        faces.iter().enumerate().map(|(place, face)| (family(place), *face)).collect();
    let select_font = move |font: &usvg::Font, _: &mut Arc<fontdb::Database>| {
        let face = font.families().iter().find_map(|family| match family {
            usvg::FontFamily::Named(name) => named.get(name).copied(),
            _ => None,
        });
        let weight = if font.weight() >= 600 { Weight::Bold } else { Weight::Regular };
        face.or_else(|| bundled(weight))
    };
    let font_resolver = FontResolver {
        select_font: Box::new(select_font),
        // Each text has a font that has all of its characters.
        select_fallback: Box::new(|_, _, _| None),
    };
    let fontdb = Arc::clone(if faces.is_empty() { &BUNDLED.fonts } else { &ALL });
    usvg::Options { font_resolver, fontdb, ..usvg::Options::default() }
}

#[cfg(test)]
#[path = "font_tests.rs"]
mod tests;
