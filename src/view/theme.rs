//! Colours by what they are for, each for light and for dark.

/// A colour of the screen (sRGB).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// What something is painted with: a colour on light paper and one on dark.
///
/// SVG attributes carry the light one, so that every viewer and printer shows it; a class that is named
/// after both lets one rule of a style sheet exchange it where a reader prefers dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Paint {
    /// On light paper.
    pub light: Colour,
    /// On dark.
    pub dark: Colour,
}

/// The ground that all is drawn on.
pub const PAPER: Paint = Paint::of(0xffffff, 0x14181d);
/// A ground that is set off from it: panels, hints, empty cells.
pub const PANEL: Paint = Paint::of(0xf3f5f7, 0x1f252c);
/// Titles, and whatever is read first.
pub const INK: Paint = Paint::of(0x1b2127, 0xe8ecf0);
/// Labels, notes, axes.
pub const MUTED: Paint = Paint::of(0x59636e, 0xa3adb8);
/// Lines that lead the eye and are not looked at.
pub const GRID: Paint = Paint::of(0xdde2e7, 0x313942);
/// The one series that matters.
pub const ACCENT: Paint = Paint::of(0x0b62a4, 0x5cb0f2);
/// What is to be noticed: bounds, refusals, thresholds.
pub const ALERT: Paint = Paint::of(0xb3401b, 0xf08a5d);

impl Colour {
    /// From six hexadecimal digits, as `0x1b2127`.
    pub const fn hex(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self { red, green, blue }
    }

    /// As six hexadecimal digits.
    pub fn digits(self) -> String {
        format!("{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Relative luminance, 0 to 1 (WCAG 2).
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How well one can be read on the other, 1 to 21 (WCAG 2); 4.5 is asked for texts.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Red, green, blue as amounts of light, 0 to 1.
    pub(super) fn linear(self) -> [f64; 3] {
        [self.red, self.green, self.blue].map(|channel| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// From amounts of light, cut to what a screen can show.
    pub(super) fn of_linear(light: [f64; 3]) -> Self {
        let [red, green, blue] = light.map(|part| {
            let part = part.clamp(0.0, 1.0);
            let part =
                if part <= 0.0031308 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
            (part * 255.0).round() as u8
        });
        Self { red, green, blue }
    }
}

impl Paint {
    /// From the hexadecimal digits of both.
    pub const fn of(light: u32, dark: u32) -> Self {
        Self { light: Colour::hex(light), dark: Colour::hex(dark) }
    }

    /// The same on either.
    pub const fn always(colour: Colour) -> Self {
        Self { light: colour, dark: colour }
    }

    /// Black or white, whichever can be read on it.
    #[must_use]
    pub fn text_on(self) -> Self {
        let text = |ground: Colour| {
            let (light, dark) = (Colour::hex(0xffffff), Colour::hex(0x1b2127));
            if ground.contrast(light) >= ground.contrast(dark) { light } else { dark }
        };
        Self { light: text(self.light), dark: text(self.dark) }
    }
}
