// Measure a page: node tests/browser/measure.mjs PAGE. Prints its megabytes, and milliseconds: medians
// of five rounds. Times to open are of the clock, at the speed of this machine. Those from a keystroke
// to its frame are of the processor, of the page's main thread, times four as on a slow phone: other load
// does not count.
import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const ROUNDS = 5;
const SLOWER = 4;
const TYPED = ["g", "gu", "guyana", "", "a", "ada", ""];
const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"];
const url = pathToFileURL(process.argv[2]).href;

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

// In the page: note when its first card is there; wait for it; type a text, and mark when it is typed and
// when the next frame is drawn.
function prepare() {
  window.typeText = async ([place, text]) => {
    const field = document.getElementById("q");
    performance.mark(`typed ${place}`);
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    performance.mark(`drawn ${place}`);
  };
  const look = () => {
    if (document.querySelector(".card")?.checkVisibility()) window.firstCard = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}

async function type(page) {
  for (const typed of TYPED.entries()) {
    await page.evaluate((typed) => window.typeText(typed), typed);
    await page.waitForTimeout(200);
  }
}

// Open the page, and type a text at once: entries that are not read yet are read after the frame.
async function typeAtOnce(page) {
  await page.addInitScript(() => addEventListener("load", () => {
    const begin = performance.now();
    const result = new MutationObserver(() => { window.found = performance.now() - begin; });
    result.observe(document.documentElement, { attributeFilter: ["class"] });
    window.typeText([0, "guyana"]);
  }));
  await page.goto(url);
  await page.waitForSelector(".filtered");
}

async function traced(session, act) {
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: CATEGORIES } });
  await act();
  const complete = new Promise((done) => session.on("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  const { pid, tid } = events.find(({ name }) => name === "typed 0");
  return events.filter((event) => event.pid === pid && event.tid === tid);
}

// Return the processor's milliseconds between two marks; what timers do comes after the frame.
function workOf(events, place) {
  const [begin, end] = ["typed", "drawn"].map((name) => events.find((event) => event.name === `${name} ${place}`).tts);
  const timers = events.filter(({ name, tts }) => name === "TimerFire" && tts > begin && tts < end);
  const later = timers.reduce((sum, { tts, tdur = 0 }) => sum + Math.min(tdur, end - tts), 0);
  return (end - begin - later) / 1000;
}

const browser = await launch();
const found = {};
const note = (name, number) => { (found[name] = found[name] || []).push(number); };
for (let round = 0; round < ROUNDS; round += 1) {
  for (const width of [390, 1280]) {
    const page = await browser.newPage({ viewport: { width, height: 844 } });
    await page.addInitScript(prepare);
    await page.goto(url);
    const times = await page.evaluate(() => performance.getEntriesByType("navigation")[0].toJSON());
    const paints = await page.evaluate(() => performance.getEntriesByType("paint").map((p) => p.startTime));
    note(`${width}: first paint`, Math.max(...paints));
    note(`${width}: first card`, await page.evaluate(() => window.firstCard));
    note(`${width}: DOMContentLoaded`, times.domContentLoadedEventEnd);
    note(`${width}: load`, times.loadEventEnd);
    await page.waitForTimeout(1000);
    const session = await page.context().newCDPSession(page);
    const events = await traced(session, () => type(page));
    for (const [place, text] of TYPED.entries()) note(`${width}: ${place} "${text}" to frame`, workOf(events, place) * SLOWER);
    const atOnce = await traced(session, () => typeAtOnce(page));
    note(`${width}: "guyana" at once to frame`, workOf(atOnce, 0) * SLOWER);
    note(`${width}: "guyana" at once to result`, await page.evaluate(() => window.found));
    await page.close();
  }
}
await browser.close();
console.log(`megabytes ${(statSync(process.argv[2]).size / 1e6).toFixed(2)}`);
for (const [name, numbers] of Object.entries(found).sort()) {
  console.log(`${name.padEnd(36)} ${median(numbers).toFixed(0).padStart(6)}`);
}
