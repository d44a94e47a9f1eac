/** The tables of sets in a page; `src/explore/payload.rs` tells how they are packed. */

import type { Params } from "../hll/codec";
import type { Metric } from "./page";

/** Keys of the store that the page does not show. */
export interface LeftOut {
  readonly of: number;
  readonly few: number;
  readonly room: number;
}

interface TableBase {
  readonly base: string;
  readonly left: LeftOut;
  /** The set of a key by the number of the metric. */
  readonly set: (key: number, metric: number) => Uint8Array;
}

/** Keys that are texts, most users first. */
export interface TextTable extends TableBase {
  readonly kind: "text";
  readonly list: readonly string[];
  readonly names: readonly string[] | undefined;
  readonly index: ReadonlyMap<string, number>;
}

/** Keys of which each beginning is a coarser key; in the order of the texts. */
export interface LadderTable extends TableBase {
  readonly kind: "ladder";
  readonly list: readonly string[];
  readonly lengths: readonly number[];
}

/** Sets of posts by two dimensions. */
export interface PairTable extends TableBase {
  readonly kind: "pair";
  readonly of: readonly [string, string];
  readonly months: readonly string[];
  /** All pairs with the first so many keys of the second base are here. */
  readonly covered: number;
  /** By the second key, then the first: the number of the set. */
  readonly index: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

export type Table = TextTable | LadderTable | PairTable;

/** All sets of the page. */
export interface Sets {
  readonly params: Params;
  readonly metrics: readonly Metric[];
  readonly tables: ReadonlyMap<string, Table>;
}

type Keys =
  | { kind: "text"; list: string[]; names?: string[] }
  | { kind: "ladder"; list: string[]; lengths: number[] }
  | {
      kind: "pair";
      of: [string, string];
      months: string[];
      one: number[];
      other: number[];
      covered: number;
    };

interface Header {
  readonly log2m: number;
  readonly regwidth: number;
  readonly metrics: readonly Metric[];
  readonly tables: readonly { base: string; left: LeftOut; keys: Keys }[];
}

/** Reads unpacked sets. */
export function readTables(bytes: Uint8Array): Sets {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start))) as Header;
  let at = start;
  /** The places of so many sets: beginnings, and the end of each. */
  const places = (count: number): Uint32Array => {
    const found = new Uint32Array(count * 2);
    for (let n = 0; n < count; n += 1) {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at]!;
        at += 1;
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      found[2 * n] = at;
      at += length;
      found[2 * n + 1] = at;
    }
    return found;
  };
  const tables = new Map<string, Table>();
  for (const { base, left, keys } of header.tables) {
    const metrics = keys.kind === "pair" ? 1 : header.metrics.length;
    const count = keys.kind === "pair" ? keys.one.length : keys.list.length;
    const found = places(count * metrics);
    const set = (key: number, metric: number): Uint8Array => {
      const place = 2 * (key * metrics + metric);
      return bytes.subarray(found[place], found[place + 1]);
    };
    if (keys.kind === "text") {
      const index = new Map(keys.list.map((key, number) => [key, number]));
      tables.set(base, { base, left, set, kind: "text", list: keys.list, names: keys.names, index });
    } else if (keys.kind === "ladder") {
      tables.set(base, { base, left, set, ...keys });
    } else {
      const index = new Map<number, Map<number, number>>();
      keys.other.forEach((other, number) => {
        const ones = index.get(other) ?? new Map<number, number>();
        ones.set(keys.one[number]!, number);
        index.set(other, ones);
      });
      const { of, months, covered } = keys;
      tables.set(base, { base, left, set, kind: "pair", of, months, covered, index });
    }
  }
  const { log2m, regwidth, metrics } = header;
  return { params: { log2m, regwidth }, metrics, tables };
}
