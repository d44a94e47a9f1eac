// Drives pages in a real browser for tests/explorer.rs: opens them, watches that nothing is asked of a
// network and nothing is complained about, and compares numbers with those of `lbsm query`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
// A loaded machine may take long; nothing here depends on how long.
const PATIENCE = 120_000;

export const launch = () =>
  chromium.launch({
    executablePath: process.env.LBSM_TEST_CHROMIUM ?? "/usr/bin/chromium",
    args: ARGUMENTS,
    timeout: PATIENCE,
  });

/** What may become of a second thread, by name: done before the page begins. */
const WORKERS = {
  none: () => delete globalThis.Worker,
  failing: () => {
    let asked = 0;
    globalThis.Worker = class extends Worker {
      postMessage(message) {
        asked += 1;
        if (asked > 6) this.onerror(new ErrorEvent("error"));
        else super.postMessage(message);
      }
    };
  },
};

/** Opens a page; `trouble` collects what must not happen. */
export async function open(browser, file, { width = 1280, height = 900, scheme = "light", fragment = "", locale = "en-US", hasTouch = false, worker = "well" } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale,
    acceptDownloads: true,
    hasTouch,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  if (worker !== "well") await page.addInitScript(WORKERS[worker]);
  page.setDefaultTimeout(PATIENCE);
  const trouble = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) trouble.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`error: ${error.stack}`));
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith("file:") && !address.startsWith("blob:")) trouble.push(`request: ${address}`);
  });
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`file://${file}${fragment}`);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
  await rest(page);
  return { page, context, trouble };
}

/** Waits until all intervals are there, and the address. */
export async function rest(page) {
  // Some frames, so that what was just chosen is drawn and has said that it is busy.
  await page.evaluate(async () => {
    for (let n = 0; n < 4; n += 1) {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    }
  });
  await page.waitForSelector("html:not([data-busy], [data-unwritten])", { state: "attached" });
}

/** Closes a page; nothing must have gone wrong. */
export async function close({ page, context, trouble }) {
  // A page that asked for something would have an entry beside its own.
  const resources = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  assert.deepEqual(resources.filter((name) => !name.startsWith("blob:")), []);
  await context.close();
  assert.deepEqual(trouble, []);
}

/** What the page saves as `name`. */
export async function saved(page, name) {
  await page.locator(".menu.save > summary").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-do="${name}"]`).click()]);
  await page.locator(".menu.save > summary").click();
  return readFileSync(await download.path());
}

/** RFC 4180 as objects by the header. */
export function table(csv) {
  const rows = [];
  let row = [];
  let field = "";
  let quoted = false;
  const text = csv.toString("utf8");
  for (let n = 0; n < text.length; n += 1) {
    const letter = text[n];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[n + 1] === '"') {
        field += '"';
        n += 1;
      } else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === "," || letter === "\n") {
      row.push(field);
      field = "";
      if (letter === "\n") {
        rows.push(row);
        row = [];
      }
    } else if (letter !== "\r") field += letter;
  }
  const [header, ...others] = rows;
  return others.map((values) => Object.fromEntries(header.map((name, at) => [name, values[at] ?? ""])));
}

/** What `lbsm query` says to expressions, in their order. */
export function query(lbsm, store, metric, expressions) {
  const lines = execFileSync(lbsm, ["query", store, "--file", "-", "--metric", metric], {
    input: expressions.join("\n"),
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return lines.toString("utf8").trim().split("\n").map((line) => JSON.parse(line));
}

/** Every number that the page shows is what the program computes for the same expression. */
export async function agrees(page, lbsm, store) {
  await rest(page);
  const rows = table(await saved(page, "csv"));
  const answers = query(lbsm, store, rows[0].metric, rows.map((row) => row.expression));
  rows.forEach((row, at) => {
    const answer = answers[at];
    assert.equal(answer.error, undefined, `${row.expression}: ${answer.error}`);
    for (const [name, found] of [["estimate", row.estimate], ["lo", row.lo], ["hi", row.hi]]) {
      // The program prints one decimal; ends of intervals are sought to a hundredth of an error.
      const near = 0.11 + 0.002 * Math.abs(answer[name]);
      assert.ok(
        Math.abs(Number(found) - answer[name]) <= near,
        `${name} of ${row.expression}: ${found} in the page, ${answer[name]} by lbsm`,
      );
    }
    const isClose = Math.abs(answer.hi - answer.lo - answer.estimate / 2) < 0.3 || answer.lo < 0.8;
    if (!isClose) assert.equal(row.grade, answer.grade, row.expression);
  });
  return rows;
}

/** The numbers of a view in a saved table, by key. */
export const numbers = (rows, view) =>
  new Map(rows.filter((row) => row.view === view).map((row) => [row.key, Number(row.estimate)]));
