//! The largest likelihood, free or where some regions together hold a given number.
//!
//! Newton's method on the sizes themselves, each step in units of the size, with a barrier of a hundred
//! thousandth of a nat that keeps them above zero: regions that are empty come out as good as empty.

use super::likelihood::{Curve, Likelihood, PerRegion};
use super::{MAX_REGIONS, Regions};

/// The weight of the barrier, in nats per factor e.
pub(super) const BARRIER: f64 = 1e-5;
/// A gain in nats that is not worth another step.
const ENOUGH: f64 = 1e-7;
/// Far more steps than are ever needed: some ten.
const STEPS: usize = 80;
/// No size shrinks or grows by more in one step.
const SHRINK: f64 = 0.95;
const GROW: f64 = 4.0;

/// A largest likelihood.
#[derive(Debug, Clone)]
pub(super) struct Maximum {
    pub(super) sizes: PerRegion,
    pub(super) at: Curve,
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
        let stretch =
            |limit: f64, part: f64| if part.abs() > limit { limit / part.abs() } else { 1.0 };
        let longest = free.iter().map(|&region| step[region]).fold(1.0_f64, |longest, part| {
            longest.min(stretch(if part < 0.0 { SHRINK } else { GROW }, part))
        });
        let mut length = longest;
        let reached = loop {
            let mut next = sizes;
            for &region in &free {
                next[region] *= 1.0 + length * step[region];
            }
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
    Maximum { sizes, at }
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
    let factor = positive(&curvature, count)?;
    let mut step = solve(&factor, slope, count);
    let dot = |a: &PerRegion, b: &PerRegion| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    if share.iter().any(|&part| part > 0.0) {
        // Back onto the plane on which the sum does not change.
        let normal = solve(&factor, share, count);
        let excess = dot(&share, &step) / dot(&share, &normal);
        for (part, off) in step.iter_mut().zip(&normal) {
            *part -= excess * off;
        }
    }
    let gain = dot(&slope, &step);
    let mut scattered = [0.0; MAX_REGIONS];
    for (&region, part) in free.iter().zip(step) {
        scattered[region] = part;
    }
    gain.is_finite().then_some((scattered, gain))
}

/// The Cholesky factor of a matrix, given by its lower half, whose diagonal is raised until it has one.
fn positive(matrix: &[PerRegion; MAX_REGIONS], count: usize) -> Option<[PerRegion; MAX_REGIONS]> {
    let largest = (0..count).map(|i| matrix[i][i].abs()).fold(BARRIER, f64::max);
    let mut raise = 0.0;
    for _ in 0..12 {
        let mut raised = *matrix;
        for (i, row) in raised.iter_mut().enumerate().take(count) {
            row[i] += raise;
        }
        if let Some(factor) = cholesky(raised, count) {
            return Some(factor);
        }
        raise = if raise == 0.0 { 1e-4 * largest } else { raise * 10.0 };
    }
    None
}

fn cholesky(
    mut matrix: [PerRegion; MAX_REGIONS],
    count: usize,
) -> Option<[PerRegion; MAX_REGIONS]> {
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
fn solve(factor: &[PerRegion; MAX_REGIONS], mut right: PerRegion, count: usize) -> PerRegion {
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
