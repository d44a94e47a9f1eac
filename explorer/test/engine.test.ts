/** Two engines over the same sets: what one replies, the other learns. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readTables, type Sets } from "../src/data/tables";
import { Engine } from "../src/model/engine";
import { valuesOf, type Question } from "../src/model/question";
import { NOTHING, type Selection } from "../src/model/state";

const LOG2M = 11;
const REGWIDTH = 5;

/** Numbers of a fixed sequence, from 0 to 2^32. */
function* numbers(): Generator<number, never> {
  for (let state = 1; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b);
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
    yield (mixed ^ (mixed >>> 16)) >>> 0;
  }
}

/** The set of so many elements in the bytes of the store: SPARSE. */
function setOf(elements: ReadonlySet<number>): number[] {
  const registers = new Map<number, number>();
  for (const element of elements) {
    const index = element & ((1 << LOG2M) - 1);
    const value = Math.clz32(element) + 1;
    registers.set(index, Math.max(registers.get(index) ?? 0, Math.min(value, 31)));
  }
  const words = [...registers].sort(([one], [other]) => one - other).map(([index, value]) => (index << REGWIDTH) | value);
  return [0x13, ((REGWIDTH - 1) << 5) | LOG2M, 0x7f, ...words.flatMap((word) => [word >> 8, word & 255])];
}

/** Posts with a month, a language and a hashtag each, as they are in a page. */
function sets(): Sets {
  const months = Array.from({ length: 12 }, (_, n) => `2016-${String(n + 1).padStart(2, "0")}`);
  const languages = ["de", "en", "es"];
  const hashtags = Array.from({ length: 90 }, (_, n) => `tag${String(n).padStart(2, "0")}`);
  const members = new Map<string, Set<number>>();
  const add = (key: string, post: number): void => void members.set(key, (members.get(key) ?? new Set()).add(post));
  const random = numbers();
  const below = (end: number): number => random.next().value % end;
  for (let n = 0; n < 40_000; n += 1) {
    const post = random.next().value;
    add("3", post);
    add(months[below(12)]!, post);
    add(languages[Math.min(below(4), 2)]!, post);
    // The first ones are used most.
    add(hashtags[Math.min(below(90), below(90))]!, post);
  }
  const left = { of: 0, few: 0, room: 0 };
  const tables = [
    { base: "month", left, keys: { kind: "ladder", list: months, lengths: [4, 7] } },
    { base: "culture", left, keys: { kind: "text", list: languages } },
    { base: "hashtag", left, keys: { kind: "text", list: hashtags } },
    { base: "community", left: { ...left, of: 1 }, keys: { kind: "text", list: ["3"] } },
  ];
  const header = new TextEncoder().encode(JSON.stringify({ log2m: LOG2M, regwidth: REGWIDTH, metrics: ["post"], tables }));
  const bytes = [header.length & 255, header.length >> 8, 0, 0, ...header];
  for (const key of [...months, ...languages, ...hashtags, "3"]) {
    const set = setOf(members.get(key) ?? new Set());
    bytes.push((set.length & 127) | 128, set.length >> 7, ...set);
  }
  return readTables(Uint8Array.from(bytes));
}

test("what one engine replies, the other learns", () => {
  const [one, other, alone] = [new Engine(sets(), 1), new Engine(sets(), 1), new Engine(sets(), 1)] as const;
  const selection: Selection = { time: { from: "2016-03-01", to: "2016-08-31" }, cells: [], keys: { culture: ["en"], hashtag: ["tag00"] } };
  const ranked = { base: "hashtag", selection, metric: "post", most: 12 } as const;
  const questions: Question[] = [
    { what: "ranking", ranked },
    ...valuesOf(selection, "post", "culture", ["de", "en", "es"]),
    { what: "findings", asked: [{ selection, metric: "post", items: [] }] },
  ];
  for (const question of questions) {
    assert.ok(!other.knows(question));
    // As it comes from another thread.
    const reply = structuredClone(one.reply(structuredClone(question)));
    assert.ok(reply.every(({ finding }) => (finding !== undefined) === (question.what === "findings")));
    // Marked, so that it is seen whether it was taken over or computed again.
    const marked = reply.map((found) => ({ ...found, expression: `${found.expression} (learnt)` }));
    other.learn(question, marked);
    assert.ok(other.knows(question));
  }
  const learnt = other.ranking(ranked);
  const computed = alone.ranking(ranked);
  assert.equal(learnt.length, 12);
  assert.deepEqual(learnt.map(({ key }) => key), computed.map(({ key }) => key));
  const pairs = [
    ...learnt.map(({ answer }, at) => [answer, computed[at]!.answer] as const),
    ...["de", "en", "es"].map((key) => {
      const item = { base: "culture", key };
      return [other.answer(selection, "post", item), alone.answer(selection, "post", item)] as const;
    }),
    [other.answer(selection, "post"), alone.answer(selection, "post")] as const,
  ];
  for (const [taken, found] of pairs) {
    assert.equal(taken.expression, `${found.expression} (learnt)`);
    assert.equal(taken.value, found.value);
    assert.ok(taken.value > 0);
    // Its interval was not asked for, and is computed where it is.
    assert.deepEqual(taken.finish(), found.finish());
  }
  // What was never asked is computed.
  assert.deepEqual(
    other.answer({ ...selection, keys: {} }, "post").finish(),
    alone.answer({ ...NOTHING, time: selection.time }, "post").finish(),
  );
});

test("what is in the only network is everything, and is told by either name", () => {
  const [one, other] = [new Engine(sets(), 1), new Engine(sets(), 1)] as const;
  const ranked = { base: "community", selection: NOTHING, metric: "post", most: 12 } as const;
  const everything = one.answer(NOTHING, "post");
  other.learn({ what: "ranking", ranked }, structuredClone(one.reply({ what: "ranking", ranked })));
  const found = other.ranking(ranked);
  assert.deepEqual(found.map(({ key }) => key), ["3"]);
  assert.equal(found[0]!.answer.value, everything.value);
});
