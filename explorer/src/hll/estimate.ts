/**
 * How many different elements a set has seen, and how sure that is: what `src/hll/estimate.rs` computes,
 * by the same steps. Maximum likelihood: algorithm 8 of Ertl, New cardinality estimation algorithms for
 * HyperLogLog sketches, 2017 (arXiv 1702.01284); the improved raw estimator: algorithm 6.
 */

import { largestExact, registersOf, type Params } from "./codec";

/** An estimated number with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly lo: number;
  readonly hi: number;
}

/** The normal quantile of a two-sided 95 % interval. */
export const Z_95 = 1.959_963_984_540_054;

/** 2^-k for k of 0 to 127, exactly. */
export const HALVES: Float64Array = (() => {
  const halves = new Float64Array(128);
  let half = 1;
  for (let k = 0; k < 128; k += 1, half /= 2) halves[k] = half;
  return halves;
})();

const BITS = new Float64Array(1);
const WORDS = new Uint32Array(BITS.buffer);

/** The exponent of a positive normal number. */
function exponent(x: number): number {
  BITS[0] = x;
  return (WORDS[1]! >>> 20) - 1023;
}

/** How many registers hold each value from 0 to q + 1. */
export function histogram(registers: Uint8Array, params: Params): Int32Array {
  const top = largestExact(params) + 1;
  const counts = new Int32Array(64);
  for (let n = 0; n < registers.length; n += 1) {
    const value = registers[n]!;
    counts[value < top ? value : top]! += 1;
  }
  return counts;
}

/** The most likely number of elements for a histogram of registers. */
export function maximumLikelihood(counts: Int32Array, params: Params): number {
  const m = registersOf(params);
  const q = largestExact(params);
  if (counts[q + 1] === m) return Infinity;
  let first = 0;
  while (first <= q + 1 && counts[first] === 0) first += 1;
  first = Math.max(first, 1);
  let last = q + 1;
  while (last > 0 && counts[last] === 0) last -= 1;
  last = Math.min(last, q);
  if (last === 0 && counts[q + 1] === 0) return 0;
  let weights = 0;
  for (let k = last; k >= first; k -= 1) weights += counts[k]! * HALVES[k]!;
  const saturated = counts[q + 1]!;
  const atLast = saturated + (q >= 1 ? counts[last]! : 0);
  const a = weights + counts[0]!;
  const b = weights + saturated * HALVES[q]!;
  const filled = m - counts[0]!;

  let x = b <= 1.5 * a ? filled / (0.5 * b + a) : (filled / b) * Math.log1p(b / a);
  const tolerance = 0.01 / Math.sqrt(m);
  let step = x;
  let previous = 0;
  while (step > x * tolerance) {
    const slope = weightedH(counts, x, first, last, atLast) + x * a;
    step =
      slope > previous && filled >= slope ? (step * (filled - slope)) / (slope - previous) : 0;
    x += step;
    previous = slope;
  }
  return m * x;
}

/** The sum of `counts[k] h(x / 2^k)` over filled registers, `h(y) = 1 - y / (e^y - 1)`. */
function weightedH(counts: Int32Array, x: number, first: number, last: number, atLast: number): number {
  const start = Math.max(last, 2 + exponent(x));
  let half = x * 2 ** (-start - 1);
  const square = half * half;
  let h = half - square / 3 + square * square * (1 / 45 - square / 472.5);
  for (let k = last; k < start; k += 1) {
    h = (half + h * (1 - h)) / (half + (1 - h));
    half *= 2;
  }
  let sum = atLast * h;
  for (let k = last - 1; k >= first; k -= 1) {
    h = (half + h * (1 - h)) / (half + (1 - h));
    half *= 2;
    sum += counts[k]! * h;
  }
  return sum;
}

/** Ertl's improved raw estimator: no iteration, nearly as good. */
export function improved(counts: Int32Array, params: Params): number {
  const m = registersOf(params);
  const q = largestExact(params);
  let z = m * tau(1 - counts[q + 1]! / m);
  for (let k = q; k >= 1; k -= 1) z = (z + counts[k]!) / 2;
  z += m * sigma(counts[0]! / m);
  return (m * m) / (2 * Math.LN2) / z;
}

function sigma(share: number): number {
  if (share >= 1) return Infinity;
  let x = share;
  let y = 1;
  let z = x;
  for (;;) {
    x *= x;
    const before = z;
    z += x * y;
    y += y;
    if (z <= before) return z;
  }
}

function tau(share: number): number {
  if (share <= 0 || share >= 1) return 0;
  let x = share;
  let y = 1;
  let z = 1 - x;
  for (;;) {
    x = Math.sqrt(x);
    const before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
    if (z >= before) return z / 3;
  }
}

/** The relative standard error of an estimate of `n`: by Fisher information, less the Poisson spread. */
function relativeStandardError(n: number, params: Params): number {
  const m = registersOf(params);
  const q = largestExact(params);
  const x = n / m;
  let information = x * x * Math.exp(-x);
  for (let k = 1; k <= q; k += 1) {
    const y = x * HALVES[k]!;
    const below = Math.exp(-y);
    information += (y * y * (2 * below - 1) ** 2 * below) / -Math.expm1(-y);
  }
  const y = x * HALVES[q]!;
  information += (y * y * Math.exp(-2 * y)) / -Math.expm1(-y);
  return Math.sqrt(Math.max(1 / (m * information) - 1 / n, 0));
}

/** How many elements registers have seen, with the interval. */
export function estimate(registers: Uint8Array, params: Params): Estimate {
  return estimateOf(histogram(registers, params), params);
}

/** The same from a histogram. */
export function estimateOf(counts: Int32Array, params: Params): Estimate {
  const value = maximumLikelihood(counts, params);
  const filled = registersOf(params) - counts[0]!;
  if (value === 0) return { value, lo: 0, hi: 0 };
  if (value === Infinity) return { value, lo: filled, hi: value };
  const spread = Z_95 * relativeStandardError(value, params);
  return { value, lo: Math.min(Math.max(value * (1 - spread), filled), value), hi: value * (1 + spread) };
}
