// Measures a page in a real browser: `node browser/measure.mjs PAGE`. First paint; when the page is ready;
// and for selections of growing complexity, each one new, the time from the choice until its number is on the
// screen, until the views in sight show theirs, until all views do, and until their intervals are there, too.
// Painted each time. The page is scrolled to the map.
import { resolve } from "node:path";
import { launch, open, rest } from "./harness.mjs";

/** What is shown one after the other. */
const STAGES = ["number", "sight", "views", "intervals"];
const CHOICES = 12;

/** Chooses what a fragment says; after how many milliseconds the first frame was painted that shows each stage. */
const timed = (hash) =>
  new Promise((done) => {
    const found = {};
    let shown = [];
    let isChosen = false;
    let still = 0;
    // A message that is sent while a frame is made arrives when it has been painted, and before those of the page:
    // its frame is asked for before the page asks for any.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      for (const stage of shown) found[stage] ??= performance.now() - start;
      // A view asks for intervals some frames after it has shown its numbers.
      still = shown.includes("intervals") ? still + 1 : 0;
      if (still === 0) delete found.intervals;
      if (still === 4) done(found);
    };
    const frame = () => {
      if (still < 4) requestAnimationFrame(frame);
      const waits = { sight: "data-late", views: "data-behind", intervals: "data-busy" };
      const isThere = (stage) => !document.documentElement.hasAttribute(waits[stage]);
      shown = isChosen ? ["number", ...Object.keys(waits).filter(isThere)] : [];
      port2.postMessage(null);
    };
    addEventListener("hashchange", () => (isChosen = true), { once: true });
    requestAnimationFrame(frame);
    const start = performance.now();
    location.hash = hash;
  });

const file = resolve(process.argv[2]);
const browser = await launch();
const { page, context } = await open(browser, file, { width: 1440, height: 900 });
const paint = await page.evaluate(() => ({
  first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  ready: performance.getEntriesByName("ready")[0]?.startTime,
}));
await page.locator(".map").evaluate((map) => map.scrollIntoView());
const keys = await page.evaluate(() => {
  const of = (base) => [...document.querySelectorAll(`[data-list="${base}"] [data-key]`)].map((row) => row.dataset.key);
  return { hashtag: of("hashtag"), culture: of("culture"), cell: [...document.querySelectorAll("[data-cell]")].map((cell) => cell.dataset.cell) };
});
const period = (n) => `time=201${6 + (n % 4)}-0${1 + (n % 9)}-0${1 + (n % 7)}..201${7 + (n % 4)}-0${1 + (n % 9)}-1${n % 9}`;
const hashtag = (n) => `hashtag=${encodeURIComponent(keys.hashtag[n % keys.hashtag.length])}`;
const culture = (n) => `culture=${keys.culture[n % keys.culture.length]}`;
const cells = (n) => `cells=${keys.cell.slice(n % keys.cell.length, (n % keys.cell.length) + 3).join(",")}`;
const kinds = {
  "a hashtag": (n) => [hashtag(n)],
  "a period": (n) => [period(n)],
  "cells": (n) => [cells(n)],
  "hashtag, period": (n) => [hashtag(n), period(n)],
  "hashtag, cells, language": (n) => [hashtag(n), cells(n), culture(n)],
  "all four, and a second hashtag": (n) => [hashtag(n), hashtag(n + 5), period(n), cells(n), culture(n)],
};
console.log(`first paint ${paint.first?.toFixed(0)} ms, ready ${paint.ready?.toFixed(0)} ms`);
for (const metric of ["post", "user"]) {
  for (const [name, selection] of Object.entries(kinds)) {
    const found = STAGES.map(() => []);
    for (let n = 0; n < CHOICES; n += 1) {
      const fragment = `#metric=${metric}&${selection(n).join("&")}`;
      const times = await page.evaluate(timed, fragment);
      for (const [at, what] of STAGES.entries()) found[at].push(times[what]);
      await rest(page);
    }
    const stages = STAGES.map((what, at) => {
      const sorted = found[at].sort((one, other) => one - other);
      return `${what} ${sorted[CHOICES / 2].toFixed(0)} ms (worst ${sorted.at(-1).toFixed(0)})`;
    });
    console.log(`${metric}, ${name}: ${stages.join(", ")}`);
  }
}
await context.close();
await browser.close();
