/** Calendar, cells, addresses, tables: what needs no browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, binsOf, daysBetween, isDay, lastDay, next, termOf, unitFor } from "../src/data/calendar";
import { boxOf, isGeohash, sizeOf } from "../src/data/geohash";
import { chiStep } from "../src/model/compare";
import { toCsv } from "../src/model/csv";
import { linesOf } from "../src/model/lines";
import { quoted } from "../src/model/expression";
import { distanceFor, shared } from "../src/view/circles";
import { latOf, lonOf, xOf, yOf } from "../src/model/projection";
import { fromFragment, NOTHING, toFragment, toggledCell, without, type State } from "../src/model/state";

test("days, months and years", () => {
  assert.equal(lastDay("2016-02"), "2016-02-29");
  assert.equal(lastDay("1900-02"), "1900-02-28");
  assert.equal(next("1999-12"), "2000-01");
  assert.equal(next("0099"), "0100");
  assert.equal(addDays("2020-03-01", -1), "2020-02-29");
  assert.equal(daysBetween("2016-01-01", "2016-12-31"), 366);
  assert.ok(isDay("2016-02-29") && !isDay("2015-02-29") && !isDay("x"));
  assert.equal(termOf({ from: "2016-01-01", to: "2017-12-31" }), "2016..2017");
  assert.equal(termOf({ from: "2016-02-01", to: "2016-02-29" }), "2016-02");
  assert.equal(termOf({ from: "2016-02-01", to: "2016-02-28" }), "2016-02-01..2016-02-28");
  assert.equal(unitFor({ from: "2016-02-01", to: "2021-01-31" }, 120, "day"), "month");
  assert.equal(unitFor({ from: "1066-01-01", to: "2021-01-31" }, 120, "day"), "year");
  assert.deepEqual(binsOf({ from: "2015-12-30", to: "2016-01-02" }, "month"), ["2015-12", "2016-01"]);
});

test("cells", () => {
  const { west, south, east, north } = boxOf("u33d8");
  assert.ok(west < 13.4 && 13.4 < east && south < 52.5 && 52.5 < north);
  assert.ok(Math.abs(east - west - sizeOf(5).width) < 1e-9);
  assert.ok(isGeohash("u33") && !isGeohash("a") && !isGeohash(""));
  assert.ok(Math.abs(latOf(yOf(52.5)) - 52.5) < 1e-9 && Math.abs(lonOf(xOf(-179)) + 179) < 1e-9);
  const chosen = toggledCell({ ...NOTHING, cells: ["u33", "gcp"] }, "u33d");
  assert.deepEqual(chosen.cells, ["gcp", "u33d"]);
  assert.deepEqual(toggledCell(chosen, "u3").cells, ["gcp", "u3"]);
});

test("an address holds the state, and a made-up one does no harm", () => {
  const defaults: State = { selection: NOTHING, pinned: null, metric: "post", window: null, view: null, topic: "hashtag" };
  const bases = ["hashtag", "culture"];
  const state: State = {
    ...defaults,
    metric: "user",
    selection: { time: { from: "2016-02-01", to: "2016-03-31" }, cells: ["u33"], keys: { hashtag: ["a&b=c#", "اللاجئون"] } },
    pinned: { ...NOTHING, keys: { culture: ["de"] } },
    view: { lon: 13.4, lat: 52.5, zoom: 4 },
  };
  assert.deepEqual(fromFragment(toFragment(state), defaults, bases), state);
  for (const bad of ["#time=2016-02-31..x&cells=%20,aaa&view=1,2&list=nothing", "#__proto__=1&constructor=2", "#view=1e9,NaN,3", "###"]) {
    assert.deepEqual(fromFragment(bad, defaults, bases), defaults, bad);
  }
});

test("tables hold no formulas", () => {
  assert.equal(toCsv([["=a", "+1", "-2", "@b", "a,\"b"]]), `'=a,'+1,'-2,'@b,"a,""b"\r\n`);
  assert.equal(toCsv([["\t=a", -2, Number.NaN]]), "'\t=a,-2,\r\n");
  assert.equal(toCsv([["a=b", "x\ny"]]), 'a=b,"x\ny"\r\n');
});

test("keys are quoted for queries, chi has seven steps", () => {
  assert.equal(quoted("flüchtlinge2016"), "flüchtlinge2016");
  assert.equal(quoted('a "b" | c'), '"a ""b"" | c"');
  assert.equal(quoted("a*"), '"a*"');
  assert.deepEqual([-9, -2, -1, 0, 1, 2, 9].map(chiStep), [0, 1, 2, 3, 4, 5, 6]);
});

test("circles overlap by as much as they should", () => {
  for (const [a, b] of [[60, 60], [60, 20], [10, 55]] as const) {
    const least = Math.PI * Math.min(a, b) ** 2;
    for (const part of [0.02, 0.3, 0.98]) {
      const found = shared(a, b, distanceFor(a, b, part * least));
      assert.ok(Math.abs(found - part * least) < 1e-6 * least, `${a} ${b} ${part}: ${found}`);
    }
    assert.ok(Math.abs(distanceFor(a, b, 0) - a - b) < 1e-6);
  }
});

test("views are parts of what is chosen in the others", () => {
  const chosen = { time: { from: "2016-01-01", to: "2016-01-31" }, cells: ["u33"], keys: { hashtag: ["a"], culture: ["de"] } };
  assert.deepEqual(without(chosen, "time"), { ...chosen, time: null });
  assert.deepEqual(without(chosen, "latlng"), { ...chosen, cells: [] });
  assert.deepEqual(without(chosen, "hashtag").keys, { culture: ["de"] });
});

test("texts of drawings are broken into lines", () => {
  assert.deepEqual(linesOf("one two three", 20, 3), ["one two three"]);
  assert.deepEqual(linesOf("one two three", 7, 3), ["one two", "three"]);
  assert.deepEqual(linesOf("1.\u00a0Sept. 2020 – 16.", 10, 3), ["1.\u00a0Sept.", "2020 – 16."]);
  assert.deepEqual(linesOf("incomprehensible 👩👩👩", 6, 9), ["incomp", "rehens", "ible", "👩👩👩"]);
  assert.deepEqual(linesOf("one two three four", 5, 2), ["one", "two…"]);
  assert.deepEqual(linesOf("x".repeat(1024), 10, 2), ["x".repeat(10), `${"x".repeat(9)}…`]);
  assert.deepEqual(linesOf("", 10, 2), []);
});
