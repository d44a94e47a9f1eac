// What a reader does, one function for each thing that must be true: `node scenarios.mjs NAME JSON`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { agrees, close, launch, numbers, open, rest, saved } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const total = (page) => page.locator('[data-total="B"]').getAttribute("data-value").then(Number);
const row = (page, base, key) => page.locator(`[data-list="${base}"] [data-key="${key}"]`);

const scenarios = {
  /** Each choice changes all other views to what the program computes for it. */
  async linked(browser, { page: file, store, lbsm, worker }) {
    const opened = await open(browser, file, { worker });
    const { page } = opened;
    if (worker === undefined) await page.waitForSelector('html[data-threads="2"]', { state: "attached" });
    const whole = await total(page);
    const before = await agrees(page, lbsm, store);
    assert.ok(numbers(before, "time").size > 20 && numbers(before, "latlng").size > 20);

    await row(page, "hashtag", "refugees").click();
    const tagged = await agrees(page, lbsm, store);
    assert.ok((await total(page)) < whole / 2);
    assert.equal(await row(page, "hashtag", "refugees").getAttribute("aria-pressed"), "true");
    assert.notDeepEqual(numbers(tagged, "time"), numbers(before, "time"));
    assert.notDeepEqual(numbers(tagged, "latlng"), numbers(before, "latlng"));
    assert.notDeepEqual(numbers(tagged, "culture"), numbers(before, "culture"));
    assert.deepEqual(numbers(tagged, "hashtag"), numbers(before, "hashtag"), "a list restricts the others");
    assert.ok(tagged.some(({ expression }) => expression.startsWith("_month_hashtag:")), "sets by both are used");

    // A language, then a second one: they add up.
    await row(page, "culture", "en").click();
    const english = await total(page);
    await agrees(page, lbsm, store);
    await row(page, "culture", "de").click();
    assert.ok((await total(page)) >= english - 1e-9);
    await agrees(page, lbsm, store);

    // A period by its form, whole months and then days.
    await page.locator('input[name="from"]').fill("2016-02-01");
    await page.locator('input[name="to"]').fill("2018-06-30");
    await page.locator(".period button").click();
    await agrees(page, lbsm, store);
    await page.locator('input[name="to"]').fill("2018-06-13");
    await page.locator(".period button").click();
    await agrees(page, lbsm, store);

    // Cells, by the list and by the map; five parts go by inclusion and exclusion.
    await page.locator(".map details summary").click();
    await page.locator("[data-cell-button]").first().click();
    const celled = await agrees(page, lbsm, store);
    assert.ok(celled[0].expression.includes("latlng:"));
    await row(page, "community", "3").click();
    const five = await agrees(page, lbsm, store);
    assert.ok(five.some(({ method }) => method === "ie"), "more than four sets");

    // Undo, all the way.
    for (let n = 0; n < 7; n += 1) await page.locator('[data-do="undo"]').click();
    await rest(page);
    assert.equal(await total(page), whole);
    assert.ok(await page.locator('[data-do="undo"]').isDisabled());

    // People instead of posts.
    await page.locator('[data-metric="user"]').click();
    await agrees(page, lbsm, store);
    await row(page, "hashtag", "refugeeswelcome").click();
    await page.locator("#map-svg .cell").first().dispatchEvent("click");
    await agrees(page, lbsm, store);
    assert.equal(await page.locator("html[data-threads]").count(), worker === undefined ? 1 : 0);
    await close(opened);
  },

  /** Whoever does not wait for the numbers has those of the last choice in the end. */
  async hasty(browser, { page: file, store, lbsm }) {
    const opened = await open(browser, file);
    const { page } = opened;
    await page.waitForSelector('html[data-threads="2"]', { state: "attached" });
    for (let n = 0; n < 60; n += 1) {
      const chosen = await page.evaluate((n) => {
        const rows = [...document.querySelectorAll('[data-list="hashtag"] .row, [data-list="culture"] .row, #map-svg .cell, [data-metric]')];
        const at = (n * 37) % rows.length;
        rows[at].dispatchEvent(new MouseEvent("click", { bubbles: true }));
        return new Promise((done) => setTimeout(() => done(document.querySelectorAll(".chip").length), (n * 53) % 140));
      }, n);
      if (chosen > 6) await page.locator('[data-do="clear"]').click();
      if (n % 20 === 19) await agrees(page, lbsm, store);
    }
    await close(opened);
  },

  /** Timeline and map by keyboard and pointer, events, zoom. */
  async steered(browser, { page: file, store, lbsm }) {
    const opened = await open(browser, file);
    const { page } = opened;
    const timeline = page.locator(".timeline .chart");
    await timeline.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Enter");
    await rest(page);
    const fragment = () => page.evaluate(() => location.hash);
    assert.match(await fragment(), /time=2016-02-01\.\.2016-04-30/);
    await agrees(page, lbsm, store);
    await page.locator('[data-do="zoom-time"]').click();
    await rest(page);
    assert.equal(await page.locator("#timeline-svg [data-bin]").count(), 90, "days of three months");
    await agrees(page, lbsm, store);

    // Dragging over the timeline, which may be half below the window by now.
    await page.locator("#timeline-svg").scrollIntoViewIfNeeded();
    const box = await page.locator("#timeline-svg").boundingBox();
    const at = (share) => box.x + 46 + (box.width - 54) * share;
    await page.mouse.move(at(0.1), box.y + 80);
    await page.mouse.down();
    await page.mouse.move(at(0.5), box.y + 80, { steps: 4 });
    await page.mouse.up();
    await rest(page);
    assert.match(await fragment(), /time=2016-02-\d\d\.\.2016-03-\d\d/);
    await agrees(page, lbsm, store);

    await page.locator('[data-do="clear"]').click();
    await page.locator('[data-event="2020-09-08"]').click();
    await rest(page);
    assert.match(await fragment(), /time=2020-09-01\.\.2020-09-16/);
    await agrees(page, lbsm, store);

    const level = () => page.locator("#map-svg").getAttribute("data-level").then(Number);
    await page.keyboard.press("0");
    await rest(page);
    const coarse = await level();
    await page.locator(".map .chart").focus();
    for (let n = 0; n < 4; n += 1) await page.keyboard.press("+");
    await rest(page);
    assert.ok((await level()) > coarse, "finer cells when nearer");
    await agrees(page, lbsm, store);
    await page.locator(".map .chart").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("0");
    await rest(page);
    assert.equal(await level(), coarse);
    const view = await fragment();
    const map = await page.locator("#map-svg").boundingBox();
    await page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
    await page.mouse.wheel(0, -400);
    await page.waitForFunction((before) => location.hash !== before, view);

    // The address is the state.
    await rest(page);
    const shared = await fragment();
    const other = await open(browser, file, { fragment: shared });
    assert.equal(await total(other.page), await total(page));
    assert.equal(await other.page.evaluate(() => location.hash), shared);
    await close(other);
    await close(opened);
  },

  /** Two selections beside each other. */
  async compared(browser, { page: file, store, lbsm }) {
    const opened = await open(browser, file);
    const { page } = opened;
    await row(page, "culture", "de").click();
    await page.locator('[data-do="compare"]').click();
    await row(page, "culture", "de").click();
    await row(page, "culture", "en").click();
    const rows = await agrees(page, lbsm, store);
    const [whole] = rows;
    let checked = 0;
    for (const entry of rows.filter(({ view }) => view === "hashtag" || view === "time")) {
      const [a, b] = [Number(entry.a_estimate), Number(entry.estimate)];
      const [wholeA, wholeB] = [Number(whole.a_estimate), Number(whole.estimate)];
      const expected = (a / wholeA) * wholeB;
      assert.ok(Math.abs(Number(entry.difference) - (b / wholeB - a / wholeA)) < 1e-9);
      if (expected > 0) {
        assert.ok(Math.abs(Number(entry.chi) - (b - expected) / Math.sqrt(expected)) < 1e-6);
        checked += 1;
      }
    }
    assert.ok(checked > 20);
    assert.ok(whole.a_expression === "culture:de" && whole.expression === "culture:en");
    await page.locator('[data-do="stop"]').click();
    await rest(page);
    assert.equal(await page.locator('[data-total="A"]').count(), 0);
    await close(opened);
  },

  /** What is saved is whole, and no formula. */
  async saves(browser, { page: file }) {
    const opened = await open(browser, file);
    const { page } = opened;
    const svg = (await saved(page, "svg")).toString("utf8");
    assert.ok(svg.startsWith("<svg") && svg.includes("<path") && svg.includes("Natural Earth"));
    assert.ok(!/<(script|foreignObject|image)|\son\w+=/i.test(svg));
    const png = await saved(page, "png");
    assert.deepEqual([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join(""), "PNG");
    assert.ok(png.length > 20_000);
    const csv = (await saved(page, "csv")).toString("utf8");
    for (const line of csv.split("\r\n")) assert.ok(!/(^|,)"?[=+\-@]/.test(line.replace(/(^|,)-?[\d.e-]+(?=,|$)/g, "$1")), line);
    await close(opened);
  },

  /** Texts of strangers stay texts. */
  async hostile(browser, { page: file, tags }) {
    const opened = await open(browser, file, { fragment: "#hashtag=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&time=x..y&view=NaN,1,2&cells=../..&list=__proto__" });
    const { page } = opened;
    const elements = () => page.evaluate(() => document.querySelectorAll("img, iframe, object, embed, #app script, [onerror], [onload]").length);
    assert.equal(await elements(), 0);
    for (const tag of tags) {
      await page.locator('[data-list="hashtag"] input').fill(tag.slice(0, 40));
      await rest(page);
      const found = page.locator('[data-list="hashtag"] .row').first();
      assert.equal(await found.getAttribute("data-key"), tag);
      await found.hover();
      await found.click();
      await rest(page);
    }
    assert.equal(await elements(), 0);
    const csv = (await saved(page, "csv")).toString("utf8");
    assert.ok(!/(^|[\r\n,])"?[=+@]/m.test(csv), "no field begins a formula");
    await saved(page, "svg");
    await page.setViewportSize({ width: 375, height: 700 });
    await rest(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `wider than the screen by ${overflow}`);
    await close(opened);
  },

  /** No serious finding of axe, nothing wider than the screen, in both schemes and languages. */
  async accessible(browser, { page: file, screenshots }) {
    for (const [width, height] of [[375, 740], [1920, 1080]]) {
      for (const [scheme, locale] of [["light", "en-US"], ["dark", "de-DE"]]) {
        const opened = await open(browser, file, { width, height, scheme, locale });
        const { page } = opened;
        assert.equal(await page.evaluate(() => document.documentElement.lang), locale.slice(0, 2));
        await row(page, "culture", "en").click();
        await page.locator('[data-do="compare"]').click();
        await row(page, "hashtag", "refugees").click();
        await page.evaluate(() => document.querySelectorAll("details").forEach((element) => (element.open = true)));
        await rest(page);
        await page.evaluate(AXE);
        const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        const serious = found.violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
        assert.deepEqual(serious, [], `${width} ${scheme}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `wider than ${width} by ${overflow}`);
        if (screenshots) await page.screenshot({ path: `${screenshots}/${width}-${scheme}.png`, fullPage: true });
        await close(opened);
      }
    }
  },

  /** Stores that lack something: the page says what, and the rest works. */
  async lacking(browser, { page: file, texts, absent = [] }) {
    const opened = await open(browser, file);
    const text = await opened.page.locator("body").innerText();
    for (const part of texts) assert.ok(text.includes(part), `${part} is not in: ${text}`);
    for (const selector of absent) assert.equal(await opened.page.locator(selector).count(), 0, selector);
    await opened.page.locator('[data-do="compare"]').click();
    await saved(opened.page, "csv");
    await close(opened);
  },

  /** Two fingers zoom the map, one moves it; the link that is copied leads back there. */
  async touched(browser, { page: file }) {
    const opened = await open(browser, file, { width: 375, height: 740, hasTouch: true });
    const { page, context } = opened;
    await page.locator("#map-svg").scrollIntoViewIfNeeded();
    const box = await page.locator("#map-svg").boundingBox();
    const client = await context.newCDPSession(page);
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    /** Fingers that move sideways from so far from the middle to so far, in pixels. */
    const fingers = async (...paths) => {
      for (let step = 0; step <= 4; step += 1) {
        const touchPoints = paths.map(([from, to], id) => ({ id, x: middle.x + from + ((to - from) * step) / 4, y: middle.y }));
        await client.send("Input.dispatchTouchEvent", { type: step === 0 ? "touchStart" : "touchMove", touchPoints });
      }
      await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      await rest(page);
      const fragment = await page.evaluate(() => location.hash.slice(1));
      return new URLSearchParams(fragment).get("view").split(",").map(Number);
    };
    const [before, , zoom] = await fingers([-30, -90], [30, 90]);
    const [after, , same] = await fingers([60, -60]);
    assert.equal(same, zoom);
    assert.ok(after > before, `${after} is not east of ${before}`);
    const [, , nearer] = await fingers([-30, -90], [30, 90]);
    assert.ok(nearer > zoom + 1, `${nearer} is not nearer than ${zoom}`);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await row(page, "culture", "en").click();
    await page.locator('[data-do="share"]').click();
    await page.waitForFunction(async () => (await navigator.clipboard.readText()) === location.href);
    assert.match(await page.evaluate(() => location.hash), /culture=en/);
    await close(opened);
  },

  /** Cells on both sides of the antimeridian stand beside each other. */
  async antimeridian(browser, { page: file, store, lbsm }) {
    const opened = await open(browser, file, { fragment: "#view=179.9,-17,5" });
    const { page } = opened;
    const rows = await agrees(page, lbsm, store);
    const middles = rows.filter(({ view }) => view === "latlng").map(({ name }) => Number(/^POINT \((\S+) /.exec(name)[1]));
    assert.ok(middles.some((lon) => lon > 175) && middles.some((lon) => lon < -175), String(middles));
    const x = await page.locator("#map-svg .cell").evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("x"))));
    assert.ok(Math.max(...x) - Math.min(...x) < 600, String(x));
    await close(opened);
  },
};

const [name, text] = process.argv.slice(2);
const browser = await launch();
try {
  await scenarios[name](browser, JSON.parse(text));
} finally {
  await browser.close();
}
