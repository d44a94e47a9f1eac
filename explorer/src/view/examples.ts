/** What the narrative takes its examples from. */

import { usePage } from "./context";

/** Examples come from the metric that is most telling: posts, or else people. */
export function useExamples() {
  const { engine, meta } = usePage();
  const metric = meta.metrics.includes("post") ? "post" : "user";
  return { engine, metric } as const;
}
