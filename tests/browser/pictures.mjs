// Take pictures of a page: node tests/browser/pictures.mjs PAGE FOLDER [VIEW …]. For visual inspection.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const [file, folder, ...wanted] = process.argv.slice(2);
const url = pathToFileURL(file).href;
const PHONE = { width: 390, height: 844 };
// Name, viewport, options of the context; `hash` selects, `large` is text at 200 %.
const VIEWS = [
  ["phone", PHONE, {}],
  ["phone-guyana", PHONE, { hash: "#q=guyana" }],
  ["phone-dark", PHONE, { colorScheme: "dark", hash: "#q=haiti" }],
  ["phone-large", PHONE, { large: true, hash: "#q=guyana" }],
  ["narrow", { width: 195, height: 844 }, { hash: "#q=guyana" }],
  ["forced", PHONE, { forcedColors: "active", hash: "#q=guyana" }],
  ["tablet", { width: 768, height: 1024 }, {}],
  ["desk", { width: 1280, height: 844 }, {}],
  ["desk-guyana", { width: 1280, height: 844 }, { hash: "#q=guyana" }],
  ["desk-dark", { width: 1280, height: 844 }, { colorScheme: "dark", hash: "#sector=police" }],
  ["table", { width: 1280, height: 844 }, { click: "#as-table" }],
  ["calls", PHONE, { hash: "#q=guyana&from=HT" }],
  ["no-script", PHONE, { javaScriptEnabled: false }],
];

const browser = await launch();
for (const [name, viewport, { hash = "", large, click, ...options }] of VIEWS) {
  if (wanted.length && !wanted.includes(name)) continue;
  const context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
  await page.goto(url + hash);
  if (click) await page.locator(click).click();
  if (large) await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.evaluate(() => document.querySelector(".land:not([hidden])").scrollIntoView());
  await page.waitForTimeout(200);
  await page.screenshot({ path: `${folder}/${name}-cards.png` });
  await context.close();
}
if (!wanted.length || wanted.includes("print")) {
  const page = await browser.newPage();
  await page.goto(url);
  writeFileSync(`${folder}/page.pdf`, await page.pdf({ preferCSSPageSize: true, format: "A4", printBackground: false }));
}
await browser.close();
