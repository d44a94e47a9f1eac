/**
 * The largest likelihood, free or where some regions together hold a given number: Newton's method on the
 * sizes, as in `src/hll/joint/maximum.rs`.
 */

import type { Curve, Likelihood } from "./likelihood";

/** The weight of the barrier that keeps sizes above zero, in nats per factor e. */
const BARRIER = 1e-5;
/** A gain in nats that is not worth another step. */
const ENOUGH = 1e-7;
const STEPS = 80;
/** No size shrinks or grows by more in one step. */
const SHRINK = 0.95;
const GROW = 4.0;

/** A largest likelihood. */
export interface Maximum {
  readonly sizes: Float64Array;
  readonly at: Curve;
}

/** The regions of a selection given as bits. */
export function regionsOf(bits: number): number[] {
  const found: number[] = [];
  for (let region = 1; region < 16; region += 1) if ((bits >> region) & 1) found.push(region);
  return found;
}

/** The elements of some regions, given as bits. */
export function sumOver(bits: number, sizes: Float64Array): number {
  let sum = 0;
  for (let region = 1; region < sizes.length; region += 1) if ((bits >> region) & 1) sum += sizes[region]!;
  return sum;
}

/**
 * Climbs from these sizes. Regions outside of `free` keep their sizes, and the sum over the regions of
 * `fixed` stays what it is.
 */
export function climb(likelihood: Likelihood, start: Float64Array, freeBits: number, fixed: number): Maximum {
  const free = regionsOf(freeBits);
  const barrier = (of: Float64Array): number => {
    let sum = 0;
    for (const region of free) sum += Math.log(of[region]!);
    return BARRIER * sum;
  };
  let sizes = start;
  let at = likelihood.at(sizes);
  let height = at.value + barrier(sizes);
  for (let count = 0; count < STEPS; count += 1) {
    const move = newton(at, sizes, free, fixed);
    if (move === undefined || move.gain < ENOUGH) break;
    const { step, gain } = move;
    let longest = 1;
    for (const region of free) {
      const part = step[region]!;
      const limit = part < 0 ? SHRINK : GROW;
      if (Math.abs(part) > limit) longest = Math.min(longest, limit / Math.abs(part));
    }
    let length = longest;
    let reached: { next: Float64Array; there: Curve; level: number } | undefined;
    // The longest step may be shorter than the shortest that is worth shortening to: one is tried.
    for (;;) {
      const next = sizes.slice();
      for (const region of free) next[region]! *= 1 + length * step[region]!;
      const there = likelihood.at(next);
      const level = there.value + barrier(next);
      if (level >= height + 1e-4 * length * gain) {
        reached = { next, there, level };
        break;
      }
      length *= 0.3;
      if (length < 1e-4) break;
    }
    if (reached === undefined) break;
    sizes = reached.next;
    at = reached.there;
    height = reached.level;
  }
  return { sizes, at };
}

/** The step that would reach the top of a parabola, in units of the sizes, and what it would gain. */
function newton(
  at: Curve,
  sizes: Float64Array,
  free: readonly number[],
  fixed: number,
): { step: Float64Array; gain: number } | undefined {
  const count = free.length;
  const regions = sizes.length;
  const curvature = new Float64Array(count * count);
  const slope = new Float64Array(count);
  const share = new Float64Array(count);
  let shared = false;
  for (let i = 0; i < count; i += 1) {
    const one = free[i]!;
    slope[i] = sizes[one]! * at.gradient[one]! + BARRIER;
    if ((fixed >> one) & 1) {
      share[i] = sizes[one]!;
      shared ||= sizes[one]! > 0;
    }
    for (let j = 0; j <= i; j += 1) {
      const other = free[j]!;
      const row = Math.max(one, other);
      const column = Math.min(one, other);
      curvature[i * count + j] = -sizes[one]! * sizes[other]! * at.hessian[row * regions + column]!;
    }
    curvature[i * count + i]! += BARRIER;
  }
  const factor = positive(curvature, count);
  if (factor === undefined) return undefined;
  const step = solve(factor, slope, count);
  if (shared) {
    // Back onto the plane on which the sum does not change.
    const normal = solve(factor, share, count);
    const excess = dot(share, step) / dot(share, normal);
    for (let i = 0; i < count; i += 1) step[i]! -= excess * normal[i]!;
  }
  const gain = dot(slope, step);
  const scattered = new Float64Array(regions);
  for (let i = 0; i < count; i += 1) scattered[free[i]!] = step[i]!;
  return Number.isFinite(gain) ? { step: scattered, gain } : undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** The Cholesky factor of a matrix, given by its lower half, whose diagonal is raised until it has one. */
function positive(matrix: Float64Array, count: number): Float64Array | undefined {
  let largest = BARRIER;
  for (let i = 0; i < count; i += 1) largest = Math.max(largest, Math.abs(matrix[i * count + i]!));
  let raise = 0;
  for (let tries = 0; tries < 12; tries += 1) {
    const raised = matrix.slice();
    for (let i = 0; i < count; i += 1) raised[i * count + i]! += raise;
    if (cholesky(raised, count)) return raised;
    raise = raise === 0 ? 1e-4 * largest : raise * 10;
  }
  return undefined;
}

/** Factors in place; whether there is a factor. */
function cholesky(matrix: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let known = 0;
      for (let k = 0; k < j; k += 1) known += matrix[i * count + k]! * matrix[j * count + k]!;
      const rest = matrix[i * count + j]! - known;
      if (i > j) {
        matrix[i * count + j] = rest / matrix[j * count + j]!;
      } else if (rest > matrix[i * count + i]! * 1e-12 && Number.isFinite(rest)) {
        matrix[i * count + i] = Math.sqrt(rest);
      } else {
        return false;
      }
    }
  }
  return true;
}

/** Solves for a right side with the Cholesky factor. */
function solve(factor: Float64Array, side: Float64Array, count: number): Float64Array {
  const right = side.slice();
  for (let i = 0; i < count; i += 1) {
    let known = 0;
    for (let k = 0; k < i; k += 1) known += factor[i * count + k]! * right[k]!;
    right[i] = (right[i]! - known) / factor[i * count + i]!;
  }
  for (let i = count - 1; i >= 0; i -= 1) {
    let known = 0;
    for (let k = i + 1; k < count; k += 1) known += factor[k * count + i]! * right[k]!;
    right[i] = (right[i]! - known) / factor[i * count + i]!;
  }
  return right;
}
