/**
 * Land, borders and places: Natural Earth, as `fixtures/basemap` packs it (its README tells the format) and
 * the program's own maps draw it.
 */

import { xOf, yOf } from "../model/projection";
import type { Box } from "./geohash";

/** Degrees of one step of the coordinates. */
const STEP = 0.002;
/** "LBSMMAP1" */
const MAGIC = 8;
/** Places farther away do not tell where something is, in kilometres. */
const FAR = 400;
const EARTH_RADIUS = 6371;
/** What is smaller is not drawn of the whole world, as a share of its width. */
const WHOLE = 1e-4;

/** A line with the part of the world that it is in, as x and y of the projection. */
interface Line {
  readonly points: Float64Array;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The world at one scale. */
interface World {
  readonly land: readonly Line[];
  readonly borders: readonly Line[];
}

export interface Place {
  readonly lon: number;
  readonly lat: number;
  readonly name: string;
}

/** Land and borders as paths in a world of width 1000. */
export interface Paths {
  readonly land: string;
  readonly borders: string;
}

/** A part of the world as x and y of the projection. */
export type Part = Pick<Line, "x0" | "y0" | "x1" | "y1">;

function worlds(bytes: Uint8Array): World[] {
  let at = MAGIC;
  const number = (): number => {
    let found = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at]!;
      at += 1;
      found |= (byte & 127) << shift;
      if (byte < 128) return found;
    }
  };
  const difference = (): number => {
    const zigzag = number();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  };
  const line = (): Line => {
    const points = new Float64Array(number() * 2);
    let [lon, lat] = [0, 0];
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let n = 0; n < points.length; n += 2) {
      lon += difference();
      lat += difference();
      const [x, y] = [xOf(lon * STEP), yOf(lat * STEP)];
      points[n] = x;
      points[n + 1] = y;
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
    }
    return { points, x0, y0, x1, y1 };
  };
  const lines = (): Line[] => Array.from({ length: number() }, line);
  return Array.from({ length: 2 }, () => ({ land: lines(), borders: lines() }));
}

/** Lines as a path; points nearer than `apart` to the one before are passed over, but for the ends. */
function path(lines: readonly Line[], part: Part | undefined, apart: number): string {
  const digits = Math.max(Math.ceil(-Math.log10(apart * 1000)), 1);
  const text: string[] = [];
  for (const { points, x0, y0, x1, y1 } of lines) {
    if (part !== undefined && (x1 < part.x0 || x0 > part.x1 || y1 < part.y0 || y0 > part.y1)) continue;
    let [x, y] = [-1, -1];
    for (let n = 0; n < points.length; n += 2) {
      const isNear = Math.abs(points[n]! - x) < apart && Math.abs(points[n + 1]! - y) < apart;
      if (isNear && n + 2 < points.length) continue;
      x = points[n]!;
      y = points[n + 1]!;
      text.push(n === 0 ? "M" : "L", (x * 1000).toFixed(digits), ",", (y * 1000).toFixed(digits));
    }
  }
  return text.join("");
}

export class Basemap {
  private readonly coarse: World;
  private readonly fine: World;
  /** The most important ones first. */
  readonly places: readonly Place[];
  private whole: Paths | undefined;

  constructor(world: Uint8Array, places: string) {
    const [coarse, fine] = worlds(world);
    this.coarse = coarse!;
    this.fine = fine!;
    this.places = places
      .trim()
      .split("\n")
      .map((line) => {
        const [lon, lat, , name] = line.split("\t");
        return { lon: Number(lon), lat: Number(lat), name: name! };
      });
  }

  /** The world at 1:110 million. */
  paths(): Paths {
    this.whole ??= { land: path(this.coarse.land, undefined, WHOLE), borders: path(this.coarse.borders, undefined, WHOLE) };
    return this.whole;
  }

  /** A part of it at 1:50 million, but nothing smaller than `apart`, a share of the world's width. */
  detail(part: Part, apart: number): Paths {
    return { land: path(this.fine.land, part, apart), borders: path(this.fine.borders, part, apart) };
  }

  /** The most important place in a box, or else the nearest one with its distance in kilometres. */
  placeOf({ west, south, east, north }: Box): { name: string; kilometres: number } | undefined {
    const within = this.places.find(({ lon, lat }) => lon >= west && lon < east && lat >= south && lat < north);
    if (within !== undefined) return { name: within.name, kilometres: 0 };
    const middle = { lon: (west + east) / 2, lat: (south + north) / 2 };
    let best: { name: string; kilometres: number } | undefined;
    for (const place of this.places) {
      const kilometres = distance(place, middle);
      if (kilometres < (best?.kilometres ?? FAR)) best = { name: place.name, kilometres };
    }
    return best;
  }
}

/** Great-circle distance in kilometres (haversine). */
function distance(one: Omit<Place, "name">, other: Omit<Place, "name">): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (a: number, b: number): number => Math.sin(radians(a - b) / 2) ** 2;
  const chord =
    half(one.lat, other.lat) + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * half(one.lon, other.lon);
  return 2 * EARTH_RADIUS * Math.asin(Math.min(Math.sqrt(chord), 1));
}
