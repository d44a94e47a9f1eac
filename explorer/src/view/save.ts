/** Saves what is shown: numbers as CSV, map and timeline as SVG or PNG. */

import { toCsv } from "../model/csv";
import { compare } from "../model/compare";
import type { Answer } from "../model/engine";
import { linesOf } from "../model/lines";
import { allShown } from "./shown";
import type { Theme } from "./theme";

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Everything that is counted, and of what. */
export interface Summary {
  readonly title: string;
  readonly source: string;
  /** What is chosen, and in A where two are compared. */
  readonly lines: readonly string[];
  readonly metric: string;
  readonly whole: Answer;
  readonly wholeBefore: Answer | undefined;
  /** What the numbers of a view are parts of, in A and in B. */
  readonly wholes: (view: string) => readonly [number, number];
}

export function saveCsv({ metric, whole, wholeBefore, wholes }: Summary): void {
  const heading = ["view", "key", "name", "metric", "estimate", "lo", "hi", "grade", "method", "expression"];
  const compared = ["a_estimate", "a_lo", "a_hi", "a_grade", "a_expression", "difference", "chi"];
  const numbers = (answer: Answer): (string | number)[] => {
    const { value, lo, hi, grade, method } = answer.finish();
    return [value, lo, hi, grade, method, answer.expression];
  };
  const rows = [{ view: "all", key: "", name: "", answer: whole, before: wholeBefore }, ...allShown()];
  const table = rows.map(({ view, key, name, answer, before }) => {
    const row = [view, key, name, metric, ...numbers(answer)];
    if (before === undefined) return row;
    const { difference, chi } = compare(before, answer, ...wholes(view));
    const [value, lo, hi, grade, , expression] = numbers(before);
    return [...row, value!, lo!, hi!, grade!, expression!, difference, chi];
  });
  const csv = toCsv([wholeBefore === undefined ? heading : [...heading, ...compared], ...table]);
  download(new Blob([csv], { type: "text/csv;charset=utf-8" }), "explorer.csv");
}

/** A text in a drawing has at most so many lines. */
const MOST_LINES = 4;
/** How wide a letter is drawn, on the safe side, in sizes of the font. */
const LETTER = 0.6;

const NAMESPACE = "http://www.w3.org/2000/svg";

/** Map and timeline as one drawing that says what it shows. */
export function drawing(theme: Theme, { title, source, lines }: Summary): SVGSVGElement {
  const parts = ["map-svg", "timeline-svg"].flatMap((id) => {
    const found = document.getElementById(id);
    return found instanceof SVGSVGElement ? [found] : [];
  });
  const width = Math.max(320, ...parts.map((part) => part.width.baseVal.value));
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("xmlns", NAMESPACE);
  svg.setAttribute("font-family", "system-ui, sans-serif");
  const put = (name: string, attributes: Record<string, string | number>, text?: string): void => {
    const element = document.createElementNS(NAMESPACE, name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
    if (text !== undefined) element.textContent = text;
    svg.append(element);
  };
  put("rect", { width: "100%", height: "100%", fill: theme.paper });
  let y = 6;
  /** A text below what there is, in as many lines as it takes. */
  const write = (text: string, size: number, attributes: Record<string, string | number>): void => {
    for (const line of linesOf(text, Math.floor((width - 24) / (size * LETTER)), MOST_LINES)) {
      y += Math.round(size * 1.3);
      put("text", { x: 12, y, "font-size": size, ...attributes }, line);
    }
  };
  write(title, 18, { "font-weight": 600, fill: theme.ink });
  for (const line of lines) write(line, 12, { fill: theme.quiet });
  y += 14;
  for (const part of parts) {
    const copy = part.cloneNode(true) as SVGSVGElement;
    copy.removeAttribute("aria-hidden");
    copy.removeAttribute("id");
    copy.setAttribute("y", String(y));
    y += part.height.baseVal.value + 12;
    svg.append(copy);
  }
  write(source, 11, { fill: theme.quiet });
  const height = y + 12;
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return svg;
}

function svgBlob(theme: Theme, summary: Summary): Blob {
  const text = new XMLSerializer().serializeToString(drawing(theme, summary));
  return new Blob([text], { type: "image/svg+xml;charset=utf-8" });
}

export function saveSvg(theme: Theme, summary: Summary): void {
  download(svgBlob(theme, summary), "explorer.svg");
}

export async function savePng(theme: Theme, summary: Summary): Promise<void> {
  const address = URL.createObjectURL(svgBlob(theme, summary));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob !== null) download(blob, "explorer.png");
  } finally {
    URL.revokeObjectURL(address);
  }
}
