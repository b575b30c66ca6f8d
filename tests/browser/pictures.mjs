// Take pictures of a page: node tests/browser/pictures.mjs PAGE FOLDER. For visual inspection.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const [file, folder] = process.argv.slice(2);
const browser = await launch();
for (const colorScheme of ["light", "dark"]) {
  for (const width of [390, 1280]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: `${folder}/${colorScheme}-${width}.png` });
    await page.locator("#entries").scrollIntoViewIfNeeded();
    await page.evaluate(() => document.getElementById("entries").scrollIntoView());
    await page.waitForTimeout(200);
    await page.screenshot({ path: `${folder}/${colorScheme}-${width}-cards.png` });
    await context.close();
  }
}
const page = await browser.newPage();
await page.goto(pathToFileURL(file).href);
writeFileSync(`${folder}/page.pdf`, await page.pdf({ preferCSSPageSize: true, format: "A4", printBackground: false }));
await browser.close();
