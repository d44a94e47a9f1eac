/** What a map stands on: land and borders below its cells, names of places above them. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { xOf, yOf } from "../model/projection";
import type { View } from "../model/state";
import { usePage } from "./context";

/** The world at zoom 0, in pixels. */
export const WORLD = 256;
/** The corner of the legend, in pixels. */
const LEGEND = { width: 270, height: 62 };
/** From here on the detailed coasts are drawn. */
const DETAIL = 3.5;
/** So many points may stand beside each other from the middle of a map to its edge. */
const FINE = 900;
/** Names on a map, and the room that each is given, in pixels. */
const MOST_NAMES = 16;
const NAME = { height: 16, letter: 6.2, apart: 46 };

interface Props {
  readonly view: View;
  readonly width: number;
  readonly height: number;
}

/** Where places of the world are on the screen. */
function screenOf({ view, width, height }: Props): { scale: number; x: (x: number) => number; y: (y: number) => number } {
  const scale = WORLD * 2 ** view.zoom;
  return {
    scale,
    x: (x) => (x - xOf(view.lon)) * scale + width / 2,
    y: (y) => (y - yOf(view.lat)) * scale + height / 2,
  };
}

export function Ground(props: Props): JSX.Element {
  const { basemap, theme } = usePage();
  const { view, width, height } = props;
  const screen = screenOf(props);
  // Detail is drawn for a window around the view that moves in steps, not with every pixel.
  const half = Math.max(width, height) / screen.scale;
  const step = 2 ** Math.floor(Math.log2(half));
  const isDetailed = view.zoom >= DETAIL;
  const [column, row] = [Math.round(xOf(view.lon) / step), Math.round(yOf(view.lat) / step)];
  const paths = useMemo(() => {
    if (!isDetailed) return basemap.paths();
    const [x, y] = [column * step, row * step];
    const reach = 3 * step;
    return basemap.detail({ x0: x - reach, x1: x + reach, y0: y - reach, y1: y + reach }, step / FINE);
  }, [basemap, isDetailed, column, row, step]);
  const beside = useMemo(() => {
    // Across the antimeridian lies the other side of the world.
    if (!isDetailed) return paths;
    const [x, y] = [column * step, row * step];
    const reach = 3 * step;
    const shift = x < 0.5 ? 1 : -1;
    return basemap.detail({ x0: x - reach + shift, x1: x + reach + shift, y0: y - reach, y1: y + reach }, step / FINE);
  }, [basemap, paths, isDetailed, column, row, step]);
  const copies = [-1, 0, 1].filter((copy) => screen.x(copy) < width && screen.x(copy + 1) > 0);
  return (
    <>
      {copies.map((copy) => {
        const { land, borders } = copy === 0 ? paths : beside;
        return (
          <g key={copy} transform={`translate(${screen.x(copy)},${screen.y(0)}) scale(${screen.scale / 1000})`}>
            <path
              d={land}
              fill={theme.land}
              stroke={theme.coast}
              stroke-width="0.7"
              vector-effect="non-scaling-stroke"
              fill-rule="evenodd"
            />
            <path d={borders} fill="none" stroke={theme.border} stroke-width="0.7" vector-effect="non-scaling-stroke" />
          </g>
        );
      })}
    </>
  );
}

export function Names(props: Props): JSX.Element {
  const { basemap, theme } = usePage();
  const { width, height } = props;
  const screen = screenOf(props);
  const taken: { x: number; y: number; width: number; text: string }[] = [];
  for (const { lon, lat, name } of basemap.places) {
    const x = screen.x(xOf(lon));
    const y = screen.y(yOf(lat));
    const room = name.length * NAME.letter;
    if (x < 4 || y < NAME.height || x + room > width - 4 || y > height - 4) continue;
    if (x < LEGEND.width && y > height - LEGEND.height) continue;
    const isFree = taken.every(
      (other) =>
        Math.abs(other.y - y) > NAME.height + NAME.apart / 2 ||
        x > other.x + other.width + NAME.apart ||
        other.x > x + room + NAME.apart,
    );
    if (!isFree) continue;
    taken.push({ x, y, width: room, text: name });
    if (taken.length >= MOST_NAMES) break;
  }
  return (
    <g pointer-events="none">
      {taken.map(({ x, y, text }) => (
        <g key={text + x}>
          <circle cx={x} cy={y} r="1.8" fill={theme.ink} />
          <text
            x={x + 4}
            y={y - 4}
            fill={theme.ink}
            stroke={theme.paper}
            stroke-width="2.6"
            stroke-opacity="0.85"
            stroke-linejoin="round"
            paint-order="stroke"
          >
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}
