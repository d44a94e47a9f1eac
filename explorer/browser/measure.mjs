// Measures a page in a real browser: `node browser/measure.mjs PAGE`. First paint; when the page is ready;
// and for choices beside more and more others, each one new, the time from the click until the number is on the
// screen, until the views in sight show theirs, until all views do, and until their intervals are there, too.
// Painted each time. The page is scrolled to the map.
import { resolve } from "node:path";
import { launch, open, rest } from "./harness.mjs";

/** What is shown one after the other. */
const STAGES = ["number", "sight", "views", "intervals"];
const CHOICES = 12;

/** Clicks on an element; after how many milliseconds the first frame was painted that shows each stage. */
const timed = (selector) =>
  new Promise((done) => {
    const found = {};
    let shown = [];
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
      shown = ["number", ...Object.keys(waits).filter(isThere)];
      port2.postMessage(null);
    };
    requestAnimationFrame(frame);
    const start = performance.now();
    document.querySelector(selector).dispatchEvent(new MouseEvent("click", { bubbles: true }));
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
/** One of some, another each time. */
const nth = (of, n) => of[n % of.length];
const period = (n) => `time=201${6 + (n % 4)}-0${1 + (n % 9)}-0${1 + (n % 7)}..201${7 + (n % 4)}-0${1 + (n % 9)}-1${n % 9}`;
const hashtag = (n) => `hashtag=${encodeURIComponent(nth(keys.hashtag, n))}`;
const cells = (n) => `cells=${[0, 1, 2].map((more) => nth(keys.cell, n + more)).join(",")}`;
const row = (base, key) => `[data-list="${base}"] [data-key="${key}"]`;
const language = (n) => row("culture", nth(keys.culture, n));
/** What is chosen before, and what is clicked on. */
const kinds = {
  "a hashtag": [() => [], (n) => row("hashtag", nth(keys.hashtag, n))],
  "a cell": [() => [], (n) => `[data-cell="${nth(keys.cell, n)}"]`],
  "a language": [() => [], language],
  "hashtag + language": [(n) => [hashtag(n)], language],
  "hashtag, cells + language": [(n) => [hashtag(n), cells(n)], language],
  "two hashtags, period, cells + language": [(n) => [hashtag(n), hashtag(n + 5), period(n), cells(n)], language],
};
console.log(`first paint ${paint.first?.toFixed(0)} ms, ready ${paint.ready?.toFixed(0)} ms`);
for (const metric of ["post", "user"]) {
  for (const [name, [before, click]] of Object.entries(kinds)) {
    const found = STAGES.map(() => []);
    for (let n = 0; n < CHOICES; n += 1) {
      await page.evaluate((fragment) => (location.hash = fragment), `#${[`metric=${metric}`, ...before(n)].join("&")}`);
      await rest(page);
      const times = await page.evaluate(timed, click(n));
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
