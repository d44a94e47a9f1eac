/** The map: cells over the basemap, zoom and pan; choosing a cell toggles it. */

import { select } from "d3-selection";
import { zoom as d3zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { boxOf, sizeOf, type Box } from "../data/geohash";
import { compare } from "../model/compare";
import { latOf, lonOf, xOf, yOf } from "../model/projection";
import { valuesOf } from "../model/question";
import { toggledCell, type View } from "../model/state";
import { Cells, isChosen, type DrawnCell } from "./cells";
import { unitOf, useChoice, usePage } from "./context";
import { useCounted } from "./counted";
import { Disclosure } from "./disclosure";
import { useFinished } from "./finish";
import { Ground, Names, WORLD } from "./ground";
import { classesOf, Legend } from "./legend";
import { useShown } from "./shown";
import { useWidth } from "./timeline";
import { hideTip, tipHandlers } from "./tip";
import { followTouches } from "./touch";

/** Cells are drawn at least so large, in pixels, */
const LEAST_PIXELS = 9;
/** and at most so many at a time. */
const MOST_CELLS = 300;
const MOST_LISTED = 40;

interface Cell {
  readonly hash: string;
  readonly box: Box;
  /** Without any choice: of too many, the fullest are drawn. */
  readonly size: number;
}

/** A longitude from -180 to 180. */
const wrapped = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

/** A view that holds a box of the world. */
function fitting(box: { x0: number; y0: number; x1: number; y1: number }, width: number, height: number): View {
  const spanX = Math.max(box.x1 - box.x0, 1e-4);
  const spanY = Math.max(box.y1 - box.y0, 1e-4);
  const scale = Math.min((width * 0.9) / (spanX * WORLD), (height * 0.9) / (spanY * WORLD));
  return {
    lon: wrapped(lonOf((box.x0 + box.x1) / 2)),
    lat: latOf((box.y0 + box.y1) / 2),
    zoom: Math.min(Math.max(Math.log2(scale), 0), 9),
  };
}

/** Cells of a number of characters with their sizes, made once. */
function useCells(characters: number): readonly Cell[] {
  const { engine } = usePage();
  const state = useChoice();
  return useMemo(() => {
    if (characters === 0) return [];
    return engine.cells(characters).map((hash) => ({
      hash,
      box: boxOf(hash),
      size: engine.answer({ time: null, cells: [], keys: {} }, state.metric, { base: "latlng", key: hash }).value,
    }));
  }, [engine, characters, state.metric]);
}

export function MapView(): JSX.Element | null {
  const { engine, store, format, theme, basemap } = usePage();
  const state = useChoice();
  const [box, width] = useWidth(800);
  // So high that the timeline is in sight, too.
  const height = Math.round(Math.max(Math.min(width * 0.62, innerHeight - 510, 720), 300));
  const svg = useRef<SVGSVGElement>(null);
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown> | undefined>(undefined);
  const size = useRef({ width, height });
  size.current = { width, height };
  const chosen = state.selection;
  const home = useHome(width, height);
  const [view, setView] = useState<View>(state.view ?? home);
  const current = useRef(view);
  const scale = WORLD * 2 ** view.zoom;

  // The finest cells that are large enough to be seen.
  let level = engine.characters;
  while (level > 1 && (sizeOf(level).width / 360) * scale < LEAST_PIXELS) level -= 1;
  const fine = useCells(level);
  const inView = useMemo(() => {
    const centre = { x: xOf(view.lon), y: yOf(view.lat) };
    const half = { x: width / scale / 2, y: height / scale / 2 };
    const found: { cell: Cell; shift: number }[] = [];
    for (const cell of fine) {
      const x = (xOf(cell.box.west) + xOf(cell.box.east)) / 2;
      // The copy of the world that is nearest: across the antimeridian, too.
      const shift = Math.round(centre.x - x);
      const dx = Math.abs(x + shift - centre.x) - (xOf(cell.box.east) - xOf(cell.box.west)) / 2;
      if (dx > half.x) continue;
      if (yOf(cell.box.south) < centre.y - half.y || yOf(cell.box.north) > centre.y + half.y) continue;
      found.push({ cell, shift });
    }
    return found;
  }, [fine, view.lon, view.lat, scale, width, height]);
  const isCut = inView.length > MOST_CELLS;
  const drawnKey = inView.map(({ cell }) => cell.hash).join();
  const shown = useMemo(
    () => (isCut ? [...inView].sort((one, other) => other.cell.size - one.cell.size).slice(0, MOST_CELLS) : inView),
    [drawnKey, isCut],
  );
  const { selection, metric, pinned } = useCounted(box, (selection, metric) =>
    valuesOf(selection, metric, "latlng", shown.map(({ cell }) => cell.hash)),
  );
  const cells = useMemo((): DrawnCell[] => {
    return shown.map(({ cell: { hash, box: of }, shift }) => ({
      hash,
      box: of,
      shift,
      answer: engine.answer(selection, metric, { base: "latlng", key: hash }),
      before: pinned === null ? undefined : engine.answer(pinned, metric, { base: "latlng", key: hash }),
    }));
  }, [engine, selection, metric, pinned, shown]);
  const answers = useMemo(
    () => cells.flatMap((cell) => (cell.before ? [cell.answer, cell.before] : [cell.answer])),
    [cells],
  );
  const isFinished = useFinished(answers);
  useShown(
    "latlng",
    useMemo(
      () =>
        cells.map(({ hash, box: { west, east, south, north }, answer, before }) => {
          const name = `POINT (${((west + east) / 2).toFixed(4)} ${((south + north) / 2).toFixed(4)})`;
          return { view: "latlng", key: hash, name, answer, before };
        }),
      [cells],
    ),
  );

  useEffect(() => {
    const element = svg.current;
    if (element === null) return;
    const made = d3zoom<SVGSVGElement, unknown>()
      .scaleExtent([1, 2 ** 14])
      .on("zoom", ({ transform }: D3ZoomEvent<SVGSVGElement, unknown>) => {
        const world = WORLD * transform.k;
        const x = (size.current.width / 2 - transform.x) / world;
        const y = Math.min(Math.max((size.current.height / 2 - transform.y) / world, 0), 1);
        hideTip();
        current.current = { lon: lonOf(x - Math.floor(x)), lat: latOf(y), zoom: Math.log2(transform.k) };
        setView(current.current);
      })
      // The address follows when a hand has let go of the map; what the address says is not said again.
      .on("end", ({ sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
        if (sourceEvent !== null && sourceEvent !== undefined) store.look({ view: current.current });
      });
    behaviour.current = made;
    select(element).call(made);
    const unfollow = followTouches(element);
    place(current.current);
    return () => {
      unfollow();
      select(element).on(".zoom", null);
    };
  }, [width, height]);

  // The map follows the address, or is where most is.
  const aim = state.view ?? home;
  useLayoutEffect(() => {
    if (aim !== current.current) place(aim);
  }, [aim]);

  function place({ lon, lat, zoom }: View): void {
    const element = svg.current;
    if (element === null || behaviour.current === undefined) return;
    const k = 2 ** zoom;
    const transform = zoomIdentity
      .translate(width / 2 - WORLD * k * xOf(lon), height / 2 - WORLD * k * yOf(lat))
      .scale(k);
    behaviour.current.transform(select(element), transform);
  }
  const go = (change: Partial<View>): void => {
    const next = { ...view, ...change };
    store.look({ view: { lon: wrapped(next.lon), lat: Math.min(Math.max(next.lat, -80), 80), zoom: Math.min(Math.max(next.zoom, 0), 14) } });
  };
  const keys = (event: KeyboardEvent): void => {
    const reach = 90 / 2 ** view.zoom;
    const moves: Record<string, Partial<View>> = {
      ArrowLeft: { lon: view.lon - reach },
      ArrowRight: { lon: view.lon + reach },
      ArrowUp: { lat: view.lat + reach / 2 },
      ArrowDown: { lat: view.lat - reach / 2 },
      "+": { zoom: view.zoom + 1 },
      "=": { zoom: view.zoom + 1 },
      "-": { zoom: view.zoom - 1 },
      "0": home,
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(move);
  };

  // Do not change with what is chosen.
  const ground = useMemo(() => <Ground view={view} width={width} height={height} />, [view, width, height]);
  const names = useMemo(() => <Names view={view} width={width} height={height} />, [view, width, height]);
  if (engine.characters === 0) return null;
  const values = cells.map((cell) => cell.answer.value).filter((value) => Number.isFinite(value) && value >= 0.5);
  const classes = classesOf(values, theme.steps.length);
  const wholeA = pinned === null ? 0 : engine.whole(pinned, metric, "latlng").value;
  const wholeB = engine.whole(selection, metric, "latlng").value;
  const place_ = (of: Box): string => {
    const name = format.near(basemap.placeOf(of));
    const middle = format.place((of.west + of.east) / 2, (of.south + of.north) / 2);
    return name === undefined ? middle : `${middle} (${name})`;
  };
  const describe = (cell: DrawnCell) => ({
    label: format.say("map.cell", { cell: cell.hash, place: place_(cell.box) }),
    answer: cell.answer,
    before: cell.before,
    ...(cell.before && compare(cell.before, cell.answer, wholeA, wholeB)),
  });
  const listed = [...cells]
    .filter((cell) => cell.answer.value >= 0.5)
    .sort((one, other) => other.answer.value - one.answer.value)
    .slice(0, MOST_LISTED);
  const toggle = (hash: string): void => {
    hideTip();
    store.select(toggledCell(store.state.selection, hash));
  };

  return (
    <section class="panel map" aria-labelledby="map-title">
      <div class="panel-head">
        <h3 id="map-title">{format.say("map.title")}</h3>
        <div class="tools">
          <button type="button" aria-label={format.say("map.in")} onClick={() => go({ zoom: view.zoom + 1 })}>
            +
          </button>
          <button type="button" aria-label={format.say("map.out")} onClick={() => go({ zoom: view.zoom - 1 })}>
            −
          </button>
          <button type="button" onClick={() => store.look({ view: home })}>
            {format.say("map.home")}
          </button>
          <button
            type="button"
            data-do="cells-in-view"
            disabled={cells.length === 0 || cells.length > 200}
            onClick={() => store.select({ ...chosen, cells: cells.map((cell) => cell.hash) })}
          >
            {format.say("map.box")}
          </button>
        </div>
      </div>
      <div ref={box} class="chart" role="group" tabIndex={0} aria-label={format.say("map.label")} onKeyDown={keys}>
        <svg
          id="map-svg"
          ref={svg}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          aria-hidden="true"
          data-level={level}
          font-family="system-ui, sans-serif"
          font-size="11"
        >
          <g class="layer">
            <rect width={width} height={height} fill={theme.sea} />
            {ground}
          </g>
          <g class="layer">
            <Cells
              cells={cells}
              isFinished={isFinished}
              chosen={chosen.cells}
              view={view}
              width={width}
              height={height}
              classes={classes}
              wholeA={wholeA}
              wholeB={wholeB}
              describe={describe}
              toggle={toggle}
            />
          </g>
          <g class="layer">
            {names}
            {values.length > 0 && <Legend x={12} y={height - 14} isNarrow={width < 480} classes={classes} compared={pinned !== null} largest={Math.max(...values, 0)} />}
          </g>
        </svg>
      </div>
      {isCut && <p class="quiet">{format.say("map.cut", { count: format.number(MOST_CELLS) })}</p>}
      <Disclosure label={format.say("map.list")}>
        {() => (
          <ol class="bins">
            {listed.map((cell) => (
              <li key={cell.hash}>
                <button
                  type="button"
                  aria-pressed={isChosen(chosen.cells, cell.hash)}
                  data-cell-button={cell.hash}
                  onClick={() => toggle(cell.hash)}
                  {...tipHandlers(() => describe(cell))}
                >
                  {format.say("map.cell", { cell: cell.hash, place: place_(cell.box) })}: {format.short(cell.answer)}{" "}
                  {unitOf(format, metric)}
                  {cell.answer.finding && <span class="spoken">, {format.long(cell.answer)}</span>}
                </button>
              </li>
            ))}
          </ol>
        )}
      </Disclosure>
    </section>
  );
}

/** A view of where most is: nine tenths of it, so that a few far places do not make all others small. */
function useHome(width: number, height: number): View {
  const { engine } = usePage();
  const level = Math.min(3, engine.characters);
  const cells = useCells(level);
  return useMemo(() => {
    if (cells.length === 0) return { lon: 10, lat: 30, zoom: 1 };
    const total = cells.reduce((sum, cell) => sum + cell.size, 0);
    const middle = (of: (cell: Cell) => number): [number, number] => {
      const sorted = [...cells].sort((one, other) => of(one) - of(other));
      const at = (share: number): number => {
        let sum = 0;
        for (const cell of sorted) {
          sum += cell.size;
          if (sum >= share * total) return of(cell);
        }
        return of(sorted.at(-1)!);
      };
      return [at(0.04), at(0.96)];
    };
    const { width: w, height: h } = sizeOf(level);
    const [from, to] = middle(({ box }) => box.west);
    const [east, west] = middle(({ box }) => (box.west + 360) % 360);
    // Where places lie to either side of the antimeridian, they are nearer to each other across it.
    const [x0, x1] = west - east < to - from ? [east, west] : [from, to];
    const [y0, y1] = middle(({ box }) => -box.south);
    return fitting({ x0: xOf(x0 - w), x1: xOf(x1 + 2 * w), y0: yOf(-y0 + 2 * h), y1: yOf(-y1 - h) }, width, height);
  }, [cells, width, height]);
}
