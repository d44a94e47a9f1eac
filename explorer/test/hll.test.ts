/** The estimators against PostgreSQL's sets (fixtures/hll) and what the Rust program makes of its own. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { decode, DecodeError, paramsOf, registersOf } from "../src/hll/codec";
import { estimate, histogram, improved } from "../src/hll/estimate";
import { intersection } from "../src/hll/finding";
import { Inclusion } from "../src/hll/inclusion";

interface Golden {
  readonly name: string;
  readonly sets: readonly string[];
  readonly ml: readonly number[];
  readonly improved: readonly number[];
  readonly both: { value: number; lo: number; hi: number; grade: string; method: string };
}

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replace(/^\\x/, ""), "hex"));

function near(found: number, expected: number, relative: number, what: string): void {
  const bound = relative * Math.max(Math.abs(expected), 1);
  assert.ok(found === expected || Math.abs(found - expected) <= bound, `${what}: ${found}, not ${expected}`);
}

test("numbers are those of the program", () => {
  const golden = JSON.parse(readFileSync("test/golden.json", "utf8")) as Golden[];
  assert.ok(golden.length >= 40);
  for (const { name, sets, ml, improved: raw, both } of golden) {
    const params = paramsOf(bytes(sets[0]!));
    const registers = sets.map((set) => decode(bytes(set)));
    registers.forEach((set, at) => {
      near(estimate(set, params).value, ml[at]!, 1e-9, `${name} ml`);
      near(improved(histogram(set, params), params), raw[at]!, 1e-9, `${name} improved`);
    });
    const found = intersection(registers, params).finish();
    near(found.value, both.value, 1e-4, `${name} value`);
    near(found.lo, both.lo, 2e-3, `${name} lo`);
    near(found.hi, both.hi, 2e-3, `${name} hi`);
    assert.equal(found.grade, both.grade, name);
    assert.equal(found.method, both.method, name);
    if (sets.length > 1 && found.method === "joint" && found.grade === "reliable") {
      const sum = new Inclusion(registers.slice(0, -1), params).with(registers.at(-1)!).finish();
      assert.ok(sum.lo <= found.hi && found.lo <= sum.hi, `${name}: ${sum.lo} to ${sum.hi}`);
    }
  }
});

interface Line {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  /** Of the lines that are sets; others are about hashes. */
  readonly params?: { log2m: number; regwidth: number };
  readonly hex: string | null;
  readonly cardinality: number | "NaN" | null;
}

test("sets that PostgreSQL wrote are read", () => {
  const lines = gunzipSync(readFileSync("../fixtures/hll/golden.jsonl.gz")).toString("utf8").trim().split("\n");
  let read = 0;
  for (const line of lines) {
    const { name, type, hex, cardinality, params } = JSON.parse(line) as Line;
    if (params === undefined || hex === null || params.log2m < 4 || typeof cardinality !== "number") continue;
    const set = decode(bytes(hex));
    assert.equal(set.length, registersOf(params), name);
    const found = estimate(set, params).value;
    if (type === "EMPTY") assert.equal(found, 0, name);
    const filled = set.filter((value) => value > 0).length;
    // PostgreSQL's estimator errs by up to 3 % around 2.5 times the registers, more when they saturate; few
    // registers tell two estimators apart, by less than a fifth of a standard error.
    const bound = 0.04 + 0.2 * (1.04 / Math.sqrt(registersOf(params)));
    const isPlain = params.regwidth >= 4 && cardinality < 100 * registersOf(params);
    if (type !== "EXPLICIT" && isPlain) near(found, cardinality, bound, `${name} ${filled}`);
    read += 1;
  }
  assert.ok(read > 460, String(read));
});

test("what is no set is refused", () => {
  for (const hex of ["", "21", "158b40", "118b4000", "148b4000", "128b7f0102", "deadbeef"]) {
    const broken = bytes(hex);
    assert.throws(() => decode(broken), DecodeError, hex);
  }
});
