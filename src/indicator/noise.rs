//! Pseudo-random numbers for surrogates: `SplitMix64` and the transform of Box and Muller, so that a
//! seed gives the same surrogates in any language.

/// The generator of Steele, Lea and Flood (2014).
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next_bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// The next number in (0, 1].
    fn next_unit(&mut self) -> f64 {
        ((self.next_bits() >> 11) + 1) as f64 * 2.0_f64.powi(-53)
    }
}

/// Standard normal numbers, in pairs: first the cosine, then the sine.
#[derive(Debug, Clone)]
pub struct Normal {
    bits: SplitMix64,
    sine: Option<f64>,
}

impl Normal {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self { bits: SplitMix64::new(seed), sine: None }
    }

    /// The next number.
    pub fn draw(&mut self) -> f64 {
        if let Some(sine) = self.sine.take() {
            return sine;
        }
        let radius = (-2.0 * self.bits.next_unit().ln()).sqrt();
        let angle = std::f64::consts::TAU * self.bits.next_unit();
        self.sine = Some(radius * angle.sin());
        radius * angle.cos()
    }
}

#[cfg(test)]
#[path = "noise_tests.rs"]
mod tests;
