/** Texts and numbers in the reader's language. More languages: add a dictionary and a line here. */

import de from "../text/de.json";
import en from "../text/en.json";
import { LENGTHS, timeOf } from "../data/calendar";
import type { Answer } from "../model/engine";

export type Word = keyof typeof en;
/** A dictionary must have every word. */
type Dictionary = Readonly<Record<Word, string>>;

const DICTIONARIES: Readonly<Record<string, Dictionary>> = { en, de };

export const LANGUAGES: readonly (readonly [string, string])[] = Object.entries(DICTIONARIES).map(
  ([code, dictionary]) => [code, dictionary.language] as const,
);

/** The first of the reader's languages that there is a dictionary for. */
export function preferredLanguage(): string {
  const codes = navigator.languages.map((code) => code.slice(0, 2));
  return codes.find((code) => code in DICTIONARIES) ?? "en";
}

export class Format {
  private readonly dictionary: Dictionary;
  private readonly whole: Intl.NumberFormat;
  private readonly fine: Intl.NumberFormat;
  private readonly signed: Intl.NumberFormat;
  private readonly names: Readonly<Record<string, Intl.DisplayNames>>;
  private readonly months: Intl.DateTimeFormat;
  private readonly days: Intl.DateTimeFormat;
  /** By how many characters a time has. */
  private readonly times: ReadonlyMap<number, Intl.DateTimeFormat>;

  constructor(readonly language: string) {
    this.dictionary = DICTIONARIES[language] ?? en;
    this.whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    this.fine = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    this.signed = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
    this.names = {
      culture: new Intl.DisplayNames(language, { type: "language", fallback: "none" }),
      country: new Intl.DisplayNames(language, { type: "region", fallback: "none" }),
    };
    const times = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
      new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
    this.months = times({ month: "short", year: "numeric" });
    this.days = times({ day: "numeric", month: "short" });
    this.times = new Map([
      [LENGTHS.year, times({ year: "numeric" })],
      [LENGTHS.month, times({ month: "long", year: "numeric" })],
      [LENGTHS.day, times({ day: "numeric", month: "short", year: "numeric" })],
    ]);
  }

  /** A text with its places filled. */
  say(word: Word, values: Readonly<Record<string, string>> = {}): string {
    return this.dictionary[word].replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
  }

  /** A text that there may be no word for. */
  sayOr(word: string, otherwise: string): string {
    return word in this.dictionary ? this.say(word as Word) : otherwise;
  }

  number(value: number): string {
    return Number.isFinite(value) ? this.whole.format(value) : "∞";
  }

  decimal(value: number): string {
    return Number.isFinite(value) ? this.fine.format(value) : "∞";
  }

  signedDecimal(value: number): string {
    return this.signed.format(value);
  }

  /** A difference of shares, in percentage points. */
  points(share: number): string {
    return this.say("number.points", { value: this.signed.format(100 * share) });
  }

  /** An answer in short: what is below the limit of detection has an upper end only. */
  short(answer: Answer): string {
    const { finding } = answer;
    if (finding?.grade === "below") return this.say("number.below", { hi: this.number(Math.ceil(finding.hi)) });
    return this.number(answer.value);
  }

  /** An answer in short with its interval, for running text. */
  ranged(answer: Answer): string {
    const { lo, hi, grade } = answer.finish();
    const isOne = this.number(lo) === this.number(hi);
    if (isOne || grade === "below" || grade === "saturated") return this.short(answer);
    return `${this.short(answer)} (${this.say("number.range", { lo: this.number(lo), hi: this.number(hi) })})`;
  }

  /** An answer with its interval and grade. */
  long(answer: Answer): string {
    const { value, lo, hi, grade } = answer.finish();
    if (grade === "saturated") return this.say("number.saturated");
    if (lo === hi) return this.say("number.exact", { value: this.number(value) });
    if (grade === "below") return this.say("number.belowInterval", { hi: this.number(Math.ceil(hi)) });
    const values = { value: this.number(value), lo: this.number(lo), hi: this.number(hi), grade: this.say(`grade.${grade}`) };
    // Its ends are the same number when rounded.
    return this.say(values.lo === values.hi ? "number.nearlyExact" : "number.interval", values);
  }

  /** What a key of a base is called. */
  key(base: string, key: string, name: string): string {
    if (base === "hashtag") return `#${key}`;
    const display = this.names[base];
    try {
      // Codes that dumps have and standards do not are refused.
      const found = display?.of(key);
      if (found !== undefined) return found;
    } catch {
      return name;
    }
    return key === "und" ? this.say("list.unknown") : name;
  }

  list(base: string): string {
    return this.sayOr(`list.${base}`, base);
  }

  /** A day, month or year. */
  time(text: string): string {
    const found = this.times.get(text.length)?.format(timeOf(text)) ?? text;
    // A date stays on one line.
    return found.replaceAll(" ", "\u00a0");
  }

  /** A day or month below an axis. */
  axis(text: string): string {
    return (text.length === LENGTHS.day ? this.days : this.months).format(timeOf(text));
  }

  /** Where a place is, by a named one. */
  near(place: { readonly name: string; readonly kilometres: number } | undefined): string | undefined {
    if (place === undefined || place.kilometres === 0) return place?.name;
    return this.say("place.near", { name: place.name, km: this.number(place.kilometres) });
  }

  /** A place in degrees: latitude and longitude with their sides, as maps write them. */
  place(lon: number, lat: number): string {
    const degrees = (value: number, sides: readonly [string, string]): string =>
      `${this.fine.format(Math.abs(value))}° ${value < 0 ? sides[1] : sides[0]}`;
    const east = this.language === "de" ? "O" : "E";
    return `${degrees(lat, ["N", "S"])}, ${degrees(lon, [east, "W"])}`;
  }
}
