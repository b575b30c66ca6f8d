// Take a picture of a page: node screenshot.mjs PAGE TARGET WIDTH HEIGHT DAY [QUERY]. The clock stands
// at noon UTC of that day, and the query is in the search field; without one, the page has no
// scripts, and begins with the lines of the night. Prints what the picture shows: the lines of text
// as JSON.
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const [file, target, width, height, day, query] = process.argv.slice(2);
const browser = await launch();
const viewport = { width: Number(width), height: Number(height) };
const page = await browser.newPage({
  viewport, deviceScaleFactor: 1, timezoneId: "America/Jamaica", javaScriptEnabled: Boolean(query),
});
await page.clock.setFixedTime(`${day}T12:00:00Z`);
await page.goto(pathToFileURL(file).href + (query ? "" : "#night"));
if (query) await page.locator("input[type=search]").first().fill(query);
await page.waitForTimeout(500);
await page.screenshot({ path: target });
console.log(JSON.stringify(await page.evaluate(() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const isSeen = node.parentElement.checkVisibility() && box.width > 1 && box.top < innerHeight;
    const text = node.textContent.trim().replace(/\s+/g, " ");
    if (text && isSeen && box.bottom > 0) texts.push(text);
  }
  return texts;
})));
await browser.close();
