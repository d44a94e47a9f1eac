/** What the program put into the page: texts in elements of data, read once. */

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

/** A country of the basemap: rings of longitude, latitude. */
export interface Country {
  readonly name: string;
  readonly polygons: readonly (readonly (readonly (readonly [number, number])[])[])[];
}

function text(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

export const readMeta = (): Meta => JSON.parse(text("meta")) as Meta;

interface GeoJson {
  readonly features: readonly {
    readonly properties: { readonly name: string };
    readonly geometry: { readonly coordinates: Country["polygons"] };
  }[];
}

export function readBasemap(): Country[] {
  const { features } = JSON.parse(text("basemap")) as GeoJson;
  return features.map(({ properties, geometry }) => ({
    name: properties.name,
    polygons: geometry.coordinates,
  }));
}

/** The sets, unpacked; the text of the page is dropped, for it is large. */
export async function readSets(): Promise<Uint8Array> {
  const element = document.getElementById("sets");
  const packed = atob((element?.textContent ?? "").trim());
  if (element !== null) element.textContent = "";
  const bytes = new Uint8Array(packed.length);
  for (let n = 0; n < packed.length; n += 1) bytes[n] = packed.charCodeAt(n);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
