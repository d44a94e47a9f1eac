// Measures a page in a real browser: `node browser/measure.mjs PAGE`. First paint; when the page is ready;
// and for selections of growing complexity, each one new, the time from the choice until its number is on the
// screen, until the views in sight show theirs, until all views do, and until their intervals are there, too.
// Painted each time. The page is scrolled to the map.
import { resolve } from "node:path";
import { launch, open, rest } from "./harness.mjs";

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
    const shown = [];
    const sight = [];
    const linked = [];
    const finished = [];
    for (let n = 0; n < 12; n += 1) {
      const fragment = `#metric=${metric}&${selection(n).join("&")}`;
      const [drawn, seen, views, done] = await page.evaluate(async (hash) => {
        const start = performance.now();
        const changed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
        location.hash = hash;
        await changed;
        // A task after the next frame: by then it has been painted.
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const drawn = performance.now() - start;
        const until = async (attribute) => {
          // Messages, for timers wait longer than they are told.
          const { port1, port2 } = new MessageChannel();
          while (document.documentElement.hasAttribute(attribute)) {
            await new Promise((done) => {
              port1.onmessage = done;
              port2.postMessage(null);
            });
          }
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          return performance.now() - start;
        };
        const seen = await until("data-late");
        const views = await until("data-behind");
        while (document.documentElement.hasAttribute("data-busy")) await new Promise((done) => setTimeout(done, 5));
        return [drawn, seen, views, performance.now() - start];
      }, fragment);
      shown.push(drawn);
      sight.push(seen);
      linked.push(views);
      finished.push(done);
      await rest(page);
    }
    const of = (values, share) => [...values].sort((a, b) => a - b)[Math.min(Math.floor(values.length * share), values.length - 1)].toFixed(0);
    console.log(
      `${metric}, ${name}: number ${of(shown, 0.5)} ms (worst ${of(shown, 1)}), in sight ${of(sight, 0.5)} ms (worst ${of(sight, 1)}), views ${of(linked, 0.5)} ms (worst ${of(linked, 1)}), intervals ${of(finished, 0.5)} ms (worst ${of(finished, 1)})`,
    );
  }
}
await context.close();
await browser.close();
