//! The largest likelihood, free or where some regions together hold a given number.
//!
//! Newton's method on the sizes themselves, each step in units of the size, with a barrier of a hundred
//! thousandth of a nat that keeps them above zero: regions that are empty come out as good as empty. A region
//! that a step would empty shrinks to a twentieth, and the others go as far as fits that: were the whole step
//! shortened, one small region would hold up all others.

use super::likelihood::{Curve, Likelihood, PerRegion};
use super::{MAX_REGIONS, Regions};

/// The weight of the barrier, in nats per factor e.
pub(super) const BARRIER: f64 = 1e-5;
/// A gain in nats that is not worth another step.
const ENOUGH: f64 = 1e-7;
/// A gain in nats so small that the step leads near enough to the top: nobody has to look there. Of 2,000
/// intersections none then lacked 0.0004 nats, which is a thirtieth of a standard error.
const SURE: f64 = 1e-3;
/// Far more steps than are ever needed: some ten.
const STEPS: usize = 80;
/// No size shrinks by more in one step.
const SHRINK: f64 = 0.95;

/// Of which the lower half is used.
type Matrix = [PerRegion; MAX_REGIONS];

/// A largest likelihood.
#[derive(Debug, Clone)]
pub(super) struct Maximum {
    pub(super) sizes: PerRegion,
    /// The likelihood there, as a logarithm.
    pub(super) value: f64,
}

/// Climbs from these sizes. Regions outside of `free` keep their sizes, and the sum over the regions of
/// `fixed` stays what it is.
pub(super) fn climb(
    likelihood: &Likelihood,
    start: PerRegion,
    free: Regions,
    fixed: Regions,
) -> Maximum {
    let free: Vec<usize> = free.iter().collect();
    let barrier =
        |sizes: &PerRegion| BARRIER * free.iter().map(|&region| sizes[region].ln()).sum::<f64>();
    let mut sizes = start;
    let mut at = likelihood.at(&sizes);
    let mut height = at.value + barrier(&sizes);
    for _ in 0..STEPS {
        let Some((step, gain)) = newton(&at, &sizes, &free, fixed) else { break };
        if gain < ENOUGH {
            break;
        }
        // What is held to this is so already, but for rounding; others may not be.
        let smallest = free.iter().map(|&region| step[region]).fold(-SHRINK, f64::min);
        let mut length = SHRINK / -smallest;
        let go = |length: f64| {
            let mut next = sizes;
            for &region in &free {
                next[region] *= 1.0 + length * step[region];
            }
            next
        };
        if gain < SURE {
            // A parabola rises by half of what its slope promises.
            return Maximum { sizes: go(length), value: at.value + gain / 2.0 };
        }
        let reached = loop {
            let next = go(length);
            let there = likelihood.at(&next);
            let level = there.value + barrier(&next);
            if level >= height + 1e-4 * length * gain {
                break Some((next, there, level));
            }
            length *= 0.3;
            if length < 1e-4 {
                break None;
            }
        };
        let Some((next, there, level)) = reached else { break };
        (sizes, at, height) = (next, there, level);
    }
    Maximum { sizes, value: at.value }
}

/// The step that would reach the top of a parabola, in units of the sizes, and what it would gain.
fn newton(
    at: &Curve,
    sizes: &PerRegion,
    free: &[usize],
    fixed: Regions,
) -> Option<(PerRegion, f64)> {
    let count = free.len();
    let mut curvature = [[0.0; MAX_REGIONS]; MAX_REGIONS];
    let (mut slope, mut share) = ([0.0; MAX_REGIONS], [0.0; MAX_REGIONS]);
    for (i, &one) in free.iter().enumerate() {
        slope[i] = sizes[one] * at.gradient[one] + BARRIER;
        share[i] = if fixed.contains(one) { sizes[one] } else { 0.0 };
        for (j, &other) in free.iter().enumerate().take(i + 1) {
            curvature[i][j] =
                -sizes[one] * sizes[other] * at.hessian[one.max(other)][one.min(other)];
        }
        curvature[i][i] += BARRIER;
    }
    let (curvature, mut factor) = positive(&curvature, count)?;
    let dot = |a: &PerRegion, b: &PerRegion| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let mut rest = Rest { curvature, slope, share };
    let mut held = [false; MAX_REGIONS];
    let (mut step, mut gain) = ([0.0; MAX_REGIONS], f64::NAN);
    // Each time one more is held, or it ends.
    loop {
        let mut next = solve(&factor, rest.slope, count);
        if share.iter().any(|&part| part > 0.0) {
            // Back onto the plane on which the sum does not change.
            let normal = solve(&factor, rest.share, count);
            let excess = dot(&share, &next) / dot(&share, &normal);
            for (part, off) in next.iter_mut().zip(&normal) {
                *part -= excess * off;
            }
        }
        let gained = dot(&slope, &next);
        // Where holding leads down, or nowhere, the step before is as good as there is.
        if !gained.is_finite() || (gained <= 0.0 && gain.is_finite()) {
            break;
        }
        (step, gain) = (next, gained);
        // One at a time: what empties another may be this one alone.
        let emptied = (0..count).filter(|&i| !held[i] && step[i] < -SHRINK);
        let Some(emptied) = emptied.min_by(|&i, &j| step[i].total_cmp(&step[j])) else { break };
        held[emptied] = true;
        rest.hold(emptied, count);
        let Some(smaller) = cholesky(rest.curvature, count) else { break };
        factor = smaller;
    }
    let mut scattered = [0.0; MAX_REGIONS];
    for (&region, part) in free.iter().zip(step) {
        scattered[region] = part;
    }
    gain.is_finite().then_some((scattered, gain))
}

/// The parabola of the regions that are not held.
struct Rest {
    curvature: Matrix,
    slope: PerRegion,
    share: PerRegion,
}

impl Rest {
    /// Region `i` shrinks as far as it may, whatever the others do.
    fn hold(&mut self, i: usize, count: usize) {
        for j in 0..count {
            let between =
                if j <= i { &mut self.curvature[i][j] } else { &mut self.curvature[j][i] };
            self.slope[j] += SHRINK * std::mem::take(between);
        }
        self.curvature[i][i] = 1.0;
        self.slope[i] = -SHRINK;
        self.share[i] = 0.0;
    }
}

/// A matrix whose diagonal is raised until it has a Cholesky factor; and this.
fn positive(matrix: &Matrix, count: usize) -> Option<(Matrix, Matrix)> {
    let largest = (0..count).map(|i| matrix[i][i].abs()).fold(BARRIER, f64::max);
    let mut raise = 0.0;
    for _ in 0..12 {
        let mut raised = *matrix;
        for (i, row) in raised.iter_mut().enumerate().take(count) {
            row[i] += raise;
        }
        if let Some(factor) = cholesky(raised, count) {
            return Some((raised, factor));
        }
        raise = if raise == 0.0 { 1e-4 * largest } else { raise * 10.0 };
    }
    None
}

fn cholesky(mut matrix: Matrix, count: usize) -> Option<Matrix> {
    for i in 0..count {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum();
            let rest = matrix[i][j] - known;
            matrix[i][j] = if i > j {
                rest / matrix[j][j]
            } else if rest > matrix[i][i] * 1e-12 && rest.is_finite() {
                rest.sqrt()
            } else {
                return None;
            };
        }
    }
    Some(matrix)
}

/// Solves for a right side with the Cholesky factor.
fn solve(factor: &Matrix, mut right: PerRegion, count: usize) -> PerRegion {
    for i in 0..count {
        let known: f64 = (0..i).map(|k| factor[i][k] * right[k]).sum();
        right[i] = (right[i] - known) / factor[i][i];
    }
    for i in (0..count).rev() {
        let known: f64 = (i + 1..count).map(|k| factor[k][i] * right[k]).sum();
        right[i] = (right[i] - known) / factor[i][i];
    }
    right
}
