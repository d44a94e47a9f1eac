/**
 * The largest likelihood, free or where some regions together hold a given number: Newton's method on the
 * sizes, regions that a step would empty held to a twentieth, as in `src/hll/joint/maximum.rs`.
 */

import { newCurve, type Curve, type Likelihood } from "./likelihood";

/** The weight of the barrier that keeps sizes above zero, in nats per factor e. */
const BARRIER = 1e-5;
/** A gain in nats that is not worth another step. */
const ENOUGH = 1e-7;
/** A gain in nats so small that the step leads near enough to the top: nobody has to look there. */
const SURE = 1e-3;
const STEPS = 80;
/** No size shrinks by more in one step. */
const SHRINK = 0.95;
/** The most regions: of four sets. */
const MOST = 16;

/** A largest likelihood. */
export interface Maximum {
  readonly sizes: Float64Array;
  /** Its logarithm. */
  readonly value: number;
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

// Room for where one is and where one goes.
const HERE = newCurve();
const THERE = newCurve();

// Room for one step.
const CURVATURE = new Float64Array(MOST * MOST);
const FACTOR = new Float64Array(MOST * MOST);
const SLOPE = new Float64Array(MOST);
const SHARE = new Float64Array(MOST);
const NORMAL = new Float64Array(MOST);
/** By region, in units of the sizes. */
const STEP = new Float64Array(MOST);
const FREE_STEP = new Float64Array(MOST);
// The parabola of the regions that are not held.
const REST = new Float64Array(MOST * MOST);
const REST_SLOPE = new Float64Array(MOST);
const REST_SHARE = new Float64Array(MOST);
const HELD = new Uint8Array(MOST);

/**
 * Climbs from these sizes. Regions outside of `free` keep their sizes, and the sum over the regions of
 * `fixed` stays what it is.
 */
export function climb(likelihood: Likelihood, start: Float64Array, freeBits: number, fixed: number): Maximum {
  const free = regionsOf(freeBits);
  let [at, there] = [HERE, THERE];
  let sizes = start.slice();
  let next = start.slice();
  likelihood.at(sizes, at);
  let height = at.value + barrier(sizes, free);
  for (let count = 0; count < STEPS; count += 1) {
    const gain = newton(at, sizes, free, fixed);
    if (!(gain >= ENOUGH)) break;
    // What is held to this is so already, but for rounding; others may not be.
    let smallest = -SHRINK;
    for (let n = 0; n < free.length; n += 1) smallest = Math.min(smallest, STEP[free[n]!]!);
    let length = SHRINK / -smallest;
    if (gain < SURE) {
      stretch(sizes, free, length);
      // A parabola rises by half of what its slope promises.
      return { sizes, value: at.value + gain / 2 };
    }
    let isHigher = false;
    // The longest step may be shorter than the shortest that is worth shortening to: one is tried.
    for (;;) {
      next.set(sizes);
      stretch(next, free, length);
      likelihood.at(next, there);
      const level = there.value + barrier(next, free);
      if (level >= height + 1e-4 * length * gain) {
        [sizes, next, at, there, height] = [next, sizes, there, at, level];
        isHigher = true;
        break;
      }
      length *= 0.3;
      if (length < 1e-4) break;
    }
    if (!isHigher) break;
  }
  return { sizes, value: at.value };
}

/** Goes so much of the step that is in `STEP`. */
function stretch(sizes: Float64Array, free: readonly number[], length: number): void {
  for (let n = 0; n < free.length; n += 1) sizes[free[n]!]! *= 1 + length * STEP[free[n]!]!;
}

function barrier(sizes: Float64Array, free: readonly number[]): number {
  let sum = 0;
  for (let n = 0; n < free.length; n += 1) sum += Math.log(sizes[free[n]!]!);
  return BARRIER * sum;
}

/**
 * The step that would reach the top of a parabola, into `STEP`, in units of the sizes; returns what it would
 * gain, NaN if there is none.
 */
function newton(at: Curve, sizes: Float64Array, free: readonly number[], fixed: number): number {
  const count = free.length;
  let shared = false;
  for (let i = 0; i < count; i += 1) {
    const one = free[i]!;
    SLOPE[i] = sizes[one]! * at.gradient[one]! + BARRIER;
    SHARE[i] = 0;
    if ((fixed >> one) & 1) {
      SHARE[i] = sizes[one]!;
      shared ||= sizes[one]! > 0;
    }
    // Free regions ascend: the lower half.
    for (let j = 0; j <= i; j += 1) {
      const other = free[j]!;
      CURVATURE[i * count + j] = -sizes[one]! * sizes[other]! * at.hessian[one * 16 + other]!;
    }
    CURVATURE[i * count + i]! += BARRIER;
  }
  if (!raised(count)) return NaN;
  HELD.fill(0);
  REST.set(CURVATURE);
  REST_SLOPE.set(SLOPE);
  REST_SHARE.set(SHARE);
  let gain = NaN;
  // Each time one more is held, or it ends.
  for (;;) {
    solve(REST_SLOPE, FREE_STEP, count);
    if (shared) {
      // Back onto the plane on which the sum does not change.
      solve(REST_SHARE, NORMAL, count);
      const excess = dot(SHARE, FREE_STEP, count) / dot(SHARE, NORMAL, count);
      for (let i = 0; i < count; i += 1) FREE_STEP[i]! -= excess * NORMAL[i]!;
    }
    const gained = dot(SLOPE, FREE_STEP, count);
    // Where holding leads down, or nowhere, the step before is as good as there is.
    if (!Number.isFinite(gained) || (gained <= 0 && Number.isFinite(gain))) return gain;
    gain = gained;
    let least = -SHRINK;
    let emptied = -1;
    for (let i = 0; i < count; i += 1) {
      STEP[free[i]!] = FREE_STEP[i]!;
      if (HELD[i] === 0 && FREE_STEP[i]! < least) [least, emptied] = [FREE_STEP[i]!, i];
    }
    // One at a time: what empties another may be this one alone.
    if (emptied < 0) return gain;
    HELD[emptied] = 1;
    hold(emptied, count);
    if (!factored(REST, count)) return gain;
  }
}

/** Region `i` shrinks as far as it may, whatever the others do. */
function hold(i: number, count: number): void {
  for (let j = 0; j < count; j += 1) {
    const between = j <= i ? i * count + j : j * count + i;
    REST_SLOPE[j]! += SHRINK * REST[between]!;
    REST[between] = 0;
  }
  REST[i * count + i] = 1;
  REST_SLOPE[i] = -SHRINK;
  REST_SHARE[i] = 0;
}

function dot(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Raises the diagonal of the curvature until it has a Cholesky factor; whether it has one. */
function raised(count: number): boolean {
  let by = 0;
  for (let tries = 0; tries < 12; tries += 1) {
    if (factored(CURVATURE, count)) return true;
    const more = by === 0 ? 1e-4 * largest(count) : by * 10;
    for (let i = 0; i < count; i += 1) CURVATURE[i * count + i]! += more - by;
    by = more;
  }
  return false;
}

/** The Cholesky factor of a matrix, of which the lower half is given, into `FACTOR`; whether it has one. */
function factored(matrix: Float64Array, count: number): boolean {
  for (let at = 0; at < count * count; at += 1) FACTOR[at] = matrix[at]!;
  return cholesky(FACTOR, count);
}

/** The largest entry of the diagonal. */
function largest(count: number): number {
  let found = BARRIER;
  for (let i = 0; i < count; i += 1) found = Math.max(found, Math.abs(CURVATURE[i * count + i]!));
  return found;
}

/** Factors in place; whether there is a factor. */
function cholesky(matrix: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let rest = matrix[i * count + j]!;
      for (let k = 0; k < j; k += 1) rest -= matrix[i * count + k]! * matrix[j * count + k]!;
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
function solve(side: Float64Array, into: Float64Array, count: number): void {
  for (let i = 0; i < count; i += 1) {
    let rest = side[i]!;
    for (let k = 0; k < i; k += 1) rest -= FACTOR[i * count + k]! * into[k]!;
    into[i] = rest / FACTOR[i * count + i]!;
  }
  for (let i = count - 1; i >= 0; i -= 1) {
    let rest = into[i]!;
    for (let k = i + 1; k < count; k += 1) rest -= FACTOR[k * count + i]! * into[k]!;
    into[i] = rest / FACTOR[i * count + i]!;
  }
}
