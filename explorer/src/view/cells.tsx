/** The cells of the map. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Box } from "../data/geohash";
import { chiStep, compare } from "../model/compare";
import type { Answer } from "../model/engine";
import { xOf, yOf } from "../model/projection";
import type { View } from "../model/state";
import { usePage } from "./context";
import { WORLD } from "./ground";
import { tipHandlers, type TipContent } from "./tip";

export interface DrawnCell {
  readonly hash: string;
  readonly box: Box;
  readonly shift: number;
  readonly answer: Answer;
  readonly before: Answer | undefined;
}

/** Whether a cell is in one that is chosen, or holds one. */
export const isChosen = (chosen: readonly string[], hash: string): boolean =>
  chosen.some((other) => hash.startsWith(other) || other.startsWith(hash));

/** Where cells are drawn, in pixels. */
type Place = (cell: DrawnCell) => { x: number; y: number; width: number; height: number };

function usePlace(view: View, width: number, height: number): Place {
  return useMemo(() => {
    const scale = WORLD * 2 ** view.zoom;
    const across = (x: number): number => (x - xOf(view.lon)) * scale + width / 2;
    const down = (y: number): number => (y - yOf(view.lat)) * scale + height / 2;
    return ({ box, shift }) => {
      const [x, y] = [across(xOf(box.west) + shift), down(yOf(box.north))];
      return {
        x: x + 0.5,
        y: y + 0.5,
        width: Math.max(across(xOf(box.east) + shift) - x - 1, 1),
        height: Math.max(down(yOf(box.south)) - y - 1, 1),
      };
    };
  }, [view, width, height]);
}

export function Cells(props: {
  readonly cells: readonly DrawnCell[];
  /** Whether the intervals are known. */
  readonly isFinished: boolean;
  readonly chosen: readonly string[];
  readonly view: View;
  readonly width: number;
  readonly height: number;
  /** Bounds between the classes. */
  readonly classes: readonly number[];
  readonly wholeA: number;
  readonly wholeB: number;
  readonly describe: (cell: DrawnCell) => TipContent;
  readonly toggle: (hash: string) => void;
}): JSX.Element {
  const { format, theme } = usePage();
  const { cells, isFinished, chosen, view, width, height, classes, wholeA, wholeB, describe, toggle } = props;
  const place = usePlace(view, width, height);
  const handlers = (cell: DrawnCell): object => ({
    onClick: () => toggle(cell.hash),
    ...tipHandlers(() => describe(cell)),
  });
  // Drawn anew only if something in them is another: a choice is first shown without its numbers.
  const drawn = useMemo(
    () =>
      cells.map((cell) => {
        const { hash, answer, before } = cell;
        const { value, finding } = answer;
        const comparison = before && compare(before, answer, wholeA, wholeB);
        const isThere = Number.isFinite(value) && value >= 0.5;
        if (!isThere && (before?.value ?? 0) < 0.5) return null;
        const fill = comparison
          ? theme.diverging[chiStep(comparison.chi)]
          : isThere
            ? theme.steps[classes.filter((bound) => value >= bound).length]
            : theme.land;
        const isSure = (finding?.grade ?? "reliable") === "reliable";
        return (
          <rect
            key={hash}
            class="cell"
            data-cell={hash}
            data-value={value}
            data-grade={finding?.grade ?? "pending"}
            {...place(cell)}
            fill={fill}
            fill-opacity={finding?.grade === "below" ? 0.35 : isSure ? 0.92 : 0.75}
            {...(isSure ? {} : { stroke: fill, "stroke-dasharray": "2 2" })}
            {...handlers(cell)}
          />
        );
      }),
    [cells, isFinished, place, format, theme, wholeA, wholeB],
  );
  return (
    <>
      {drawn}
      {cells
        .filter(({ hash }) => isChosen(chosen, hash))
        .map((cell) => (
          // Over its cell, or where none is drawn, for there is nothing.
          <rect
            key={cell.hash}
            class="cell"
            data-chosen={cell.hash}
            {...place(cell)}
            fill="transparent"
            stroke={theme.ink}
            stroke-width={2}
            {...handlers(cell)}
          />
        ))}
    </>
  );
}
