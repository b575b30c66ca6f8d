// Measure a page: node tests/browser/measure.mjs PAGE. Prints its megabytes, and milliseconds: medians
// of five rounds. Times to open are of the clock. Those from a keystroke to its frame are of the
// processor, of the page's main thread, times four as on a slow phone: other load does not count.
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

// Type each text; mark when it is typed and when the next frame is drawn.
async function type(page) {
  for (const [place, text] of TYPED.entries()) {
    await page.evaluate(async ([place, text]) => {
      const field = document.getElementById("q");
      performance.mark(`typed ${place}`);
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
      performance.mark(`drawn ${place}`);
    }, [place, text]);
    await page.waitForTimeout(200);
  }
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
    await page.goto(url);
    const times = await page.evaluate(() => performance.getEntriesByType("navigation")[0].toJSON());
    const paints = await page.evaluate(() => performance.getEntriesByType("paint").map((p) => p.startTime));
    note(`${width}: first paint`, Math.max(...paints));
    note(`${width}: DOMContentLoaded`, times.domContentLoadedEventEnd);
    note(`${width}: load`, times.loadEventEnd);
    await page.waitForTimeout(1000);
    const session = await page.context().newCDPSession(page);
    const events = await traced(session, () => type(page));
    for (const [place, text] of TYPED.entries()) note(`${width}: ${place} "${text}" to frame`, workOf(events, place) * SLOWER);
    await page.close();
  }
}
await browser.close();
console.log(`megabytes ${(statSync(process.argv[2]).size / 1e6).toFixed(2)}`);
for (const [name, numbers] of Object.entries(found).sort()) {
  console.log(`${name.padEnd(36)} ${median(numbers).toFixed(0).padStart(6)}`);
}
