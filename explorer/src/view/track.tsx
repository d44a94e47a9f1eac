/** The bar of a number in a list, with its interval. */

import type { JSX } from "preact";
import type { Answer } from "../model/engine";

export interface TrackProps {
  readonly answer: Answer;
  /** The length of a number, 0 to 1. */
  readonly share: (value: number) => number;
  /** The length of the number in A, where two are compared. */
  readonly before?: number | undefined;
}

const percent = (share: number): string => `${Math.min(Math.max(100 * share, 0), 100).toFixed(2)}%`;

export function Track({ answer, share, before }: TrackProps): JSX.Element {
  const { value, finding } = answer;
  return (
    <span class="track" aria-hidden="true">
      {before !== undefined && <span class="bar before" style={{ width: percent(before) }} />}
      <span class="bar" style={{ width: percent(share(value)) }} />
      {finding && Number.isFinite(finding.hi) && finding.hi > finding.lo && (
        <span
          class="whisker"
          style={{
            left: percent(share(finding.lo)),
            width: `calc(${percent(share(finding.hi))} - ${percent(share(finding.lo))})`,
          }}
        />
      )}
    </span>
  );
}
