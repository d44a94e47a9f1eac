/**
 * Two selections beside each other: where does B have more than A lets one expect? Chi is the signed
 * root of the chi-square statistic with A as expectation, scaled to as many as B has (as in chi maps of
 * the field: Visvalingam 1978; Wood et al. 2007): beyond ±1.96 it is more than chance, the errors of the
 * estimates not reckoned in.
 */

import type { Answer } from "./engine";

export interface Comparison {
  /** The share of B less that of A, -1 to 1. */
  readonly difference: number;
  readonly chi: number;
}

export function compare(a: Answer, b: Answer, wholeA: number, wholeB: number): Comparison {
  const shareOf = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
  const expected = shareOf(a.value, wholeA) * wholeB;
  const chi = expected > 0 ? (b.value - expected) / Math.sqrt(expected) : b.value > 0 ? Math.sqrt(b.value) : 0;
  return { difference: shareOf(b.value, wholeB) - shareOf(a.value, wholeA), chi };
}

/** Bounds between the seven steps of chi, from far less to far more. */
export const CHI_BOUNDS = [-5, -1.96, -0.7, 0.7, 1.96, 5] as const;

/** The step of a chi. */
export function chiStep(chi: number): number {
  const step = CHI_BOUNDS.findIndex((bound) => chi < bound);
  return step < 0 ? CHI_BOUNDS.length : step;
}
