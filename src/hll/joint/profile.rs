//! Intervals by profile likelihood.

use super::super::estimate::Estimate;
use super::Regions;
use super::likelihood::Likelihood;
use super::maximum::{Maximum, climb};

/// How near an end is to where the likelihood has fallen as far as it may, in standard errors.
const NEAR: f64 = 0.01;
/// More tries than are ever needed.
const TRIES: usize = 40;
/// A fall that counts as certainty, in standard errors.
const FAR: f64 = 8.0;

/// The sum over some regions at the largest likelihood, and the values of that sum at which the
/// likelihood, whatever else is best then, has fallen by `z` standard errors.
pub(super) fn interval(
    likelihood: &Likelihood,
    best: &Maximum,
    regions: Regions,
    z: f64,
) -> Estimate {
    let regions = regions.and(likelihood.possible);
    if regions == Regions::NONE {
        return Estimate { value: 0.0, lo: 0.0, hi: 0.0 };
    }
    let profile = Profile { likelihood, regions, best, z };
    let value = regions.sum(&best.sizes);
    let (lo, hi) = (profile.lower(value), profile.upper(value));
    // The model draws the number of elements, too, by Poisson's law. The question is about the elements that
    // there are, so that the spread of their number is taken out again: not where it could be nothing, and
    // not to less than one element, for they come whole.
    let without = |width: f64, spread: f64| {
        (width * width - spread * spread).max(0.0).sqrt().max(width.min(1.0))
    };
    let [below, above] = poisson(value, z);
    let lo = if lo > 0.0 { value - without(value - lo, below) } else { 0.0 };
    Estimate { value, lo, hi: value + without(hi - value, above) }
}

/// How far the profile interval of a Poisson count reaches below and above it: to the `mean`s with
/// `2 (mean - count + count ln(count / mean)) = z²`.
fn poisson(count: f64, z: f64) -> [f64; 2] {
    if count <= 0.0 {
        return [0.0, z * z / 2.0];
    }
    [-1.0, 1.0].map(|side| {
        // Newton's method in the logarithm, from where the root is nearly: the square root of the fall is
        // nearly linear in the cube root of the mean.
        let mut log = 3.0 * (1.0 + side * z / (3.0 * count.sqrt())).max(0.1).ln();
        for _ in 0..50 {
            let mean = count * log.exp();
            let over = 2.0 * (mean - count - count * log) - z * z;
            let step = over / (2.0 * (mean - count));
            log -= step.clamp(-1.0, 1.0);
            if step.abs() < 1e-6 {
                break;
            }
        }
        (count * log.exp() - count).abs()
    })
}

/// The largest likelihood as a function of what some regions hold together.
struct Profile<'a> {
    likelihood: &'a Likelihood,
    regions: Regions,
    best: &'a Maximum,
    z: f64,
}

/// A place on the profile.
#[derive(Clone)]
struct Place {
    total: f64,
    /// By how much it is too low to be in the interval, in standard errors; negative within.
    over: f64,
    maximum: Maximum,
}

impl Profile<'_> {
    /// How far the likelihood has fallen there.
    fn over(&self, maximum: &Maximum) -> f64 {
        let fall = self.best.value - maximum.value;
        if fall.is_finite() { (2.0 * fall.max(0.0)).sqrt().min(FAR) - self.z } else { FAR - self.z }
    }

    /// The profile at a sum, climbed to from another place.
    fn at(&self, total: f64, from: &Maximum) -> Place {
        let before = self.regions.sum(&from.sizes);
        let mut sizes = from.sizes;
        for region in self.regions.iter() {
            sizes[region] *= total / before;
        }
        let maximum = climb(self.likelihood, sizes, self.likelihood.possible, self.regions);
        Place { total, over: self.over(&maximum), maximum }
    }

    fn best(&self, value: f64) -> Place {
        Place { total: value, over: -self.z, maximum: self.best.clone() }
    }

    fn lower(&self, value: f64) -> f64 {
        // Without anything in these regions.
        let mut sizes = self.best.sizes;
        for region in self.likelihood.possible.iter() {
            sizes[region] =
                if self.regions.contains(region) { 0.0 } else { sizes[region].max(value * 0.05) };
        }
        let others = self.likelihood.possible.without(self.regions);
        let nothing = climb(self.likelihood, sizes, others, Regions::NONE);
        let over = self.over(&nothing);
        if over <= 0.0 {
            return 0.0;
        }
        self.crossing(self.best(value), (0.0, over))
    }

    fn upper(&self, value: f64) -> f64 {
        let whole = self.likelihood.possible.sum(&self.best.sizes);
        let mut inside = self.best(value);
        let mut step = (0.01 * whole).max(1.0).min(value.max(1.0));
        for _ in 0..TRIES {
            let there = self.at(inside.total + step, &inside.maximum);
            if there.over >= 0.0 {
                return self.crossing(inside, (there.total, there.over));
            }
            inside = there;
            step *= 3.0;
        }
        f64::INFINITY
    }

    /// Where between a place inside and a sum outside of the interval its end is.
    fn crossing(&self, mut inside: Place, mut outside: (f64, f64)) -> f64 {
        let mut last_moved_inside = None;
        for _ in 0..TRIES {
            // Regula falsi; an end that stays counts half (Illinois).
            let share = inside.over / (inside.over - outside.1);
            let total = inside.total + (outside.0 - inside.total) * share.clamp(0.02, 0.98);
            let there = self.at(total, &inside.maximum);
            if there.over.abs() < NEAR || (outside.0 - inside.total).abs() < 1e-3 {
                return total;
            }
            if there.over > 0.0 {
                outside = (total, there.over);
                if last_moved_inside == Some(false) {
                    inside.over *= 0.5;
                }
                last_moved_inside = Some(false);
            } else {
                inside = there;
                if last_moved_inside == Some(true) {
                    outside.1 *= 0.5;
                }
                last_moved_inside = Some(true);
            }
        }
        inside.total
    }
}
