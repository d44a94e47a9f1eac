/** Expressions as `lbsm query` reads them. */

import type { Period } from "../data/calendar";

/** A union of keys of one base. */
export interface Operand {
  readonly base: string;
  readonly keys: readonly string[];
  readonly period?: Period;
  readonly expression: string;
}

/** A key as lbsm's queries write it. */
export function quoted(key: string): string {
  return /^[\p{L}\p{N}_]+$/u.test(key) ? key : `"${key.replaceAll('"', '""')}"`;
}

export const united = (terms: readonly string[]): string =>
  terms.length === 1 ? terms[0]! : `(${terms.join(" | ")})`;
