/** What the program put into the page: texts in elements of data, read once. */

import { Basemap } from "./basemap";

/** An event that a reader can jump to. */
export interface EventEntry {
  readonly date: string;
  readonly until?: string;
  readonly name: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly source?: string;
}

export type Metric = "user" | "post";

/** What is known without the sets. */
export interface Meta {
  readonly version: string;
  readonly title: string;
  readonly store: string;
  readonly params: string;
  readonly precision: number | null;
  readonly keyId: string;
  readonly minUsers: number;
  readonly metrics: readonly Metric[];
  readonly bases: readonly string[];
  readonly notes: readonly string[];
  readonly events: readonly EventEntry[];
}

function text(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

export const readMeta = (): Meta => JSON.parse(text("meta")) as Meta;

/** What stands in an element as base64. */
function binary(id: string): Uint8Array<ArrayBuffer> {
  const packed = atob(text(id).trim());
  const bytes = new Uint8Array(packed.length);
  for (let n = 0; n < packed.length; n += 1) bytes[n] = packed.charCodeAt(n);
  return bytes;
}

export const readBasemap = (): Basemap => new Basemap(binary("basemap"), JSON.parse(text("places")) as string);

/** The sets, unpacked; the text of the page is dropped, for it is large. */
export async function readSets(): Promise<Uint8Array> {
  const bytes = binary("sets");
  document.getElementById("sets")?.replaceChildren();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
