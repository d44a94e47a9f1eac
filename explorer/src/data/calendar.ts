/** Days, months and years as texts: `2016-02-24`, `2016-02`, `2016`; UTC. */

export type Unit = "day" | "month" | "year";

export const LENGTHS: Readonly<Record<Unit, number>> = { day: 10, month: 7, year: 4 };

const DAY = 86_400_000;

/** The time of a text in milliseconds: the beginning of its day, month or year. */
export function timeOf(text: string): number {
  const [year = 1970, month = 1, day = 1] = text.split("-").map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

/** The day of a time. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const part = (value: number, width: number): string => String(value).padStart(width, "0");
  return `${part(date.getUTCFullYear(), 4)}-${part(date.getUTCMonth() + 1, 2)}-${part(date.getUTCDate(), 2)}`;
}

export const addDays = (day: string, days: number): string => dayOf(timeOf(day) + days * DAY);

/** Days from one to another, both included. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((timeOf(to) - timeOf(from)) / DAY) + 1;

export const firstDay = (text: string): string =>
  text.length === 4 ? `${text}-01-01` : text.length === 7 ? `${text}-01` : text;

export function lastDay(text: string): string {
  if (text.length === 4) return `${text}-12-31`;
  if (text.length === 10) return text;
  const [year = 1970, month = 1] = text.split("-").map(Number);
  const date = new Date(Date.UTC(2000, month, 0));
  date.setUTCFullYear(year, month, 0);
  return dayOf(date.getTime());
}

/** The next day, month or year. */
export const next = (text: string): string => addDays(lastDay(text), 1).slice(0, text.length);

/** Whether a text is a day that there is. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && text !== "0000-00-00" && dayOf(timeOf(text)) === text;

/** A period, both ends included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/**
 * The unit in which a period, shown in at most so many bins, is cut; never finer than the store's. Years
 * stay years: of a thousand of them one sees the whole.
 */
export function unitFor({ from, to }: Period, most: number, finest: Unit): Unit {
  const days = daysBetween(from, to);
  if (days <= most && finest === "day") return "day";
  return days / 30 <= most && finest !== "year" ? "month" : "year";
}

/** The bins of a period. */
export function binsOf({ from, to }: Period, unit: Unit): string[] {
  const bins: string[] = [];
  const last = to.slice(0, LENGTHS[unit]);
  for (let bin = from.slice(0, LENGTHS[unit]); bin <= last && bins.length < 10_000; bin = next(bin)) {
    bins.push(bin);
  }
  return bins;
}

/** A period as lbsm's queries write it, as coarse as it can be. */
export function termOf({ from, to }: Period): string {
  for (const length of [4, 7] as const) {
    const [first, last] = [from.slice(0, length), to.slice(0, length)];
    if (firstDay(first) === from && lastDay(last) === to) return first === last ? first : `${first}..${last}`;
  }
  return from === to ? from : `${from}..${to}`;
}
