/** Facets together: two circles true to area. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Answer } from "../model/engine";
import { NOTHING } from "../model/state";
import { distanceFor } from "./circles";
import { unitOf, usePage } from "./context";
import { useExamples } from "./examples";
import { useFinished } from "./finish";

/** Two hashtags that share most among the largest. */
export function Overlap(): JSX.Element | null {
  const { format, theme, meta } = usePage();
  const { engine } = useExamples();
  const metric = meta.metrics.includes("user") ? "user" : "post";
  const found = useMemo(() => {
    const keys = engine.ranking({ base: "hashtag", selection: NOTHING, metric, most: 6 }).map(({ key }) => key);
    let best: { a: string; b: string; both: Answer; share: number } | undefined;
    for (const [at, a] of keys.entries()) {
      for (const b of keys.slice(at + 1)) {
        const both = engine.answer(NOTHING, metric, { base: "hashtag", key: a }, { base: "hashtag", key: b });
        const sizes = [a, b].map((key) => engine.answer(NOTHING, metric, { base: "hashtag", key }).value);
        const share = both.value / Math.max(Math.min(...sizes), 1);
        // Nearly the same set is no example.
        if (share < 0.7 && (best === undefined || share > best.share)) best = { a, b, both, share };
      }
    }
    return best;
  }, [engine, metric]);
  const answers = useMemo(() => (found ? [found.both] : []), [found]);
  useFinished(answers);
  if (found === undefined) return null;
  const size = (key: string): number => engine.answer(NOTHING, metric, { base: "hashtag", key }).value;
  const { a, b, both } = found;
  // Circles and their overlap have areas as the numbers.
  const radius = (value: number): number => 62 * Math.sqrt(value / Math.max(size(a), size(b)));
  const [ra, rb] = [radius(size(a)), radius(size(b))];
  const apart = distanceFor(ra, rb, (Math.PI * ra * ra * both.value) / size(a));
  const left = 150 - (ra + apart + rb) / 2;
  const [ax, bx] = [left + ra, left + ra + apart];
  return (
    <article class="story">
      <h3>{format.say("overlap.title")}</h3>
      <p>{format.say("overlap.text", { a: `\u2068${a}\u2069`, b: `\u2068${b}\u2069` })}</p>
      <p class="big">
        {format.short(both)} {unitOf(format, metric, both.value)}
      </p>
      <p class="quiet">{format.long(both)}</p>
      <svg viewBox="0 0 300 168" class="venn" role="img" aria-label={`${a}, ${b}`} font-family="system-ui, sans-serif" font-size="12">
        <circle cx={ax} cy="84" r={ra} fill={theme.accent} fill-opacity="0.35" stroke={theme.accent} />
        <circle cx={bx} cy="84" r={rb} fill={theme.other} fill-opacity="0.35" stroke={theme.other} />
        <text x={Math.max(ax - ra, 4)} y="12" fill={theme.ink}>{`#${a}`}</text>
        <text x={Math.min(bx + rb, 296)} y="164" text-anchor="end" fill={theme.ink}>{`#${b}`}</text>
      </svg>
      <p class="quiet">{format.say("overlap.more")}</p>
    </article>
  );
}
