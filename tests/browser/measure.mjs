// Measure a page: node tests/browser/measure.mjs PAGE. Prints its megabytes, and milliseconds: medians
// of five rounds. Keystrokes are measured with a CPU that is four times slower.
import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const ROUNDS = 5;
const url = pathToFileURL(process.argv[2]).href;

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

// Change a field; return the time of the script, and the time until the next frame is drawn.
function timed(page, name, value) {
  return page.evaluate(async ([name, value]) => {
    const field = document.getElementById(name);
    const begun = performance.now();
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const worked = performance.now() - begun;
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    return [worked, performance.now() - begun];
  }, [name, value]);
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
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    for (const [name, value] of [["q", "g"], ["q", "guyana"], ["q", ""], ["by-sector", "police"], ["by-sector", ""]]) {
      const [worked, drawn] = await timed(page, name, value);
      note(`${width}: ${name}=${value}, script`, worked);
      note(`${width}: ${name}=${value}, drawn`, drawn);
    }
    await page.close();
  }
}
await browser.close();
console.log(`megabytes ${(statSync(process.argv[2]).size / 1e6).toFixed(2)}`);
for (const [name, numbers] of Object.entries(found).sort()) {
  console.log(`${name.padEnd(36)} ${median(numbers).toFixed(0).padStart(6)}`);
}
