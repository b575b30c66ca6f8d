// Run scenarios on pages, all in one Chromium: of each line of input, [NAME, PAGE, {…}] in JSON, prints
// a line of JSON. Ends with the input.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { launch, require } from "./chromium.mjs";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

// Open the card of a link in a browser that keeps the reader's place, or in one that does not. Return how
// many cards are shown in each frame, and where that of the link is, until as many are shown as are wanted.
async function framesOfTarget(page, id, wanted, anchoring) {
  const other = await page.context().newPage();
  await other.addInitScript((anchoring) => {
    window.frames = [];
    const look = () => {
      // The first frame may come before the document has an element.
      document.documentElement?.style.setProperty("overflow-anchor", anchoring);
      const target = document.querySelector(".card:target");
      const cards = [...document.querySelectorAll(".card")].filter((card) => card.checkVisibility()).length;
      if (target) window.frames.push([cards, target.getBoundingClientRect().top]);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, anchoring);
  await other.goto(`${page.url().split("#")[0]}#entry-${id}`);
  await other.waitForFunction((wanted) => window.frames.at(-1)?.[0] === wanted, wanted);
  const frames = await other.evaluate(() => window.frames);
  await other.close();
  return frames;
}

// Return the ids of the visible cards.
function shown(page) {
  return page.$$eval(".card", (cards) =>
    cards.filter((card) => card.checkVisibility()).map((card) => card.id.replace("entry-", "")));
}

// The same, after going to the end of the page until so many are shown, or for 30 seconds.
async function scrolled(page, count) {
  await page.waitForFunction((wanted) => {
    scrollTo(0, document.body.scrollHeight);
    const cards = [...document.querySelectorAll(".card")];
    return cards.filter((card) => card.checkVisibility()).length === wanted;
  }, count).catch(() => {});
  return shown(page);
}

function status(page) {
  return page.evaluate(() => ({
    count: document.getElementById("count").textContent,
    none: document.getElementById("none").checkVisibility(),
    coverage: document.querySelector(".coverage").checkVisibility(),
    hash: decodeURIComponent(location.hash),
  }));
}

// Open the filters, which are folded.
async function openFilters(page) {
  if (!(await page.locator(".more").getAttribute("open") === "")) await page.locator(".more > summary").click();
}

async function openCard(page, id) {
  await page.locator(`#entry-${id} summary`).click();
}

function focused(page) {
  return page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
}

const search = (query) => (page) => page.locator("#q").fill(query);

// How a reader reaches each state of the page, from the one before it.
const STATES = {
  list: () => {},
  filters: openFilters,
  // The script adds those of the codes, meanwhile.
  open: async (page) => { for (const summary of await page.locator(".card summary:not(.qr)").all()) await summary.click(); },
  code: (page) => page.locator(".qr").first().click(),
  coverage: (page) => page.locator(".coverage summary").click(),
  calls: search("guyana"),
  closed: search("trinidad"),
  ambiguous: search("st martin"),
  misspelt: search("guyanna"),
  common: search("trafficking of children"),
  nothing: search("qqqqqqqqq"),
  entry: search("mf-gendarmerie"),
  table: (page) => page.locator("#as-table").click(),
  printed: (page) => page.emulateMedia({ media: "print" }),
};

const scenarios = {
  // Type each query, one after the other.
  async search(page, { queries }) {
    const seen = [];
    for (const query of queries) {
      await page.getByLabel("Search", { exact: true }).fill(query);
      seen.push({ ids: await shown(page), ...(await status(page)) });
    }
    return seen;
  },

  // Ask whom to call, by the values of the fields with these ids, each at its moment; read the list.
  async callsFor(page, { asked }) {
    const ids = [...new Set(asked.flatMap(Object.keys))].filter((id) => !["q", "moment"].includes(id));
    if (ids.some((id) => id.startsWith("by-"))) await openFilters(page);
    const seen = [];
    for (const { moment, ...fields } of asked) {
      if (moment) await page.clock.setFixedTime(new Date(moment));
      for (const id of ids) await page.locator(`#${id}`).selectOption(fields[id] || "");
      await page.locator("#q").fill(fields.q);
      await page.evaluate(() => {
        // The list stays the same when it is made again, as it is each half minute.
        document.dispatchEvent(new Event("visibilitychange"));
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      });
      seen.push(await page.evaluate(() => ({
        title: document.getElementById("calls").innerText,
        width: document.documentElement.scrollWidth,
        isSeen: document.getElementById("results").getBoundingClientRect().top >= document.getElementById("filters").getBoundingClientRect().bottom - 1,
        notes: document.querySelector(".unmet").innerText.split("\n"),
        headings: [...document.querySelectorAll("#calling h3")].map((one) => one.innerText),
        lines: [...document.querySelectorAll("#calling .lines li")].map((one) => [
          one.querySelector(".call bdi").innerText, one.querySelector(".who a").hash.replace("#entry-", "")]),
        choices: [...document.querySelectorAll("#hints button")].map((one) => one.innerText),
        isCalling: document.getElementById("calling").checkVisibility(),
      })));
    }
    return seen;
  },

  // Type what means several countries and take each of those that are named; read the lists' titles.
  async choices(page, { query }) {
    const seen = {};
    await page.locator("#q").fill(query);
    const names = await page.locator("#hints button").allTextContents();
    for (const name of names) {
      await page.locator("#q").fill(query);
      await page.locator("#hints").getByRole("button", { name, exact: true }).click();
      seen[name] = [await page.locator("#calls").textContent(), await page.locator("#q").inputValue()];
    }
    return seen;
  },

  // Type each query and read the hints; then take the first suggestion.
  async hints(page, { queries }) {
    await page.clock.setFixedTime(new Date("2026-08-08T12:00Z"));
    const seen = [];
    for (const query of queries) {
      await page.getByLabel("Search", { exact: true }).fill(query);
      seen.push(await page.$$eval("#hints > div", (all) => all.map((one) => one.innerText.split(/\n+/))));
    }
    await page.locator("#hints button").first().click();
    return { seen, ids: await shown(page), ...(await status(page)) };
  },

  // Select options by their labels, one field after the other, then show all again.
  async filter(page, { choices }) {
    const seen = [];
    await openFilters(page);
    for (const [label, name] of choices) {
      await page.getByLabel(label, { exact: true }).selectOption({ label: name });
      seen.push({ ids: await shown(page), ...(await status(page)) });
      await page.getByLabel(label, { exact: true }).selectOption("");
    }
    await page.getByLabel("Search", { exact: true }).fill("zzz");
    await page.getByRole("button", { name: "Show all" }).click();
    // In a task of its own; while nothing is found, the sections are hidden, not the cards in them.
    await page.waitForFunction(() => document.querySelector(".card").checkVisibility());
    seen.push({ ids: await shown(page), ...(await status(page)) });
    return seen;
  },

  // List the lines to call for each choice of fields, by their names; return the texts shown, and links.
  async calls(page, { moment, choices }) {
    await page.clock.setFixedTime(new Date(moment));
    await page.reload();
    const before = await page.locator("#calling").isVisible();
    await openFilters(page);
    const seen = [];
    for (const choice of choices) {
      for (const [id, value] of Object.entries(choice)) {
        const field = page.locator(`#${id}`);
        await (id === "q" ? field.fill(value) : field.selectOption(value));
      }
      seen.push(await page.evaluate(() => ({
        title: document.getElementById("calls").innerText,
        unmet: document.querySelector(".unmet").innerText,
        time: document.querySelector(".time").innerText,
        lines: [...document.querySelectorAll("#calling li")].map((one) => one.innerText.split(/\n+/)),
        headings: [...document.querySelectorAll("#calling h3")].map((one) => one.innerText),
        links: [...document.querySelectorAll("#calling a")].map((one) => one.getAttribute("href")),
      })));
    }
    // The focus stays in the list when it is made again: on a Monday, other lines are open.
    await page.locator("#calling .who a").nth(0).focus();
    await page.clock.setFixedTime(Date.parse(moment) + 32 * 3600000);
    await page.locator("#q").evaluate((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
    const focused = await page.evaluate(() => document.activeElement.closest("#calling li")?.querySelector(".open").innerText);
    await page.locator("#calling .who a").nth(0).press("Enter");
    const target = await page.evaluate(() => document.querySelector(":target").checkVisibility());
    await page.getByRole("button", { name: "Show all" }).click();
    await page.locator("#calling").waitFor({ state: "hidden" });
    return { before, seen, focused, target };
  },

  // Choose where the call is made, ask for a country, and go elsewhere: what stays.
  async caller(page, { code, query }) {
    const look = () => page.evaluate(() => [
      decodeURIComponent(location.hash), document.getElementById("q").value, document.getElementById("from").value,
      document.querySelector("#calling li .call")?.textContent.trim()]);
    const seen = {};
    await page.locator("#from").selectOption(code);
    await page.locator("#q").fill(query);
    await page.locator("#q").press("Enter");
    seen.focus = await focused(page);
    seen.asked = await look();
    await page.reload();
    seen.reloaded = await look();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.locator("#calling").waitFor({ state: "hidden" });
    seen.reset = (await look()).slice(0, 3);
    const other = await page.context().newPage();
    await other.goto(page.url().split("#")[0]);
    seen.remembered = await other.locator("#from").inputValue();
    await other.goto(`${page.url().split("#")[0]}#q=${query}&from=`);
    seen.elsewhere = await other.locator("#from").inputValue();
    return seen;
  },

  // Ask on a screen of this size: where the search and the first line stand, in pixels.
  async small(page, { query, large }) {
    if (large) await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    const box = (selector) => page.locator(selector).first().boundingBox();
    const search = await box("#q");
    await page.locator("#q").click();
    await page.keyboard.type(query);
    await page.locator("#calling").waitFor();
    const [field, from, filters, heading, number, dial] = await Promise.all(
      ["#q", "#from", ".more summary", "#calls", "#calling .call bdi", "#calling .dial"].map(box));
    return {
      search: search.y + search.height, field: field.y, rows: [from.y + from.height / 2, filters.y + filters.height / 2],
      heading: heading.y, number: number.y, dial: [dial.y + dial.height, dial.width],
      list: (await box("#calling li")).width,
      font: await page.$eval("#calling .call bdi", (one) => parseFloat(getComputedStyle(one).fontSize)),
      numberRows: await page.$eval("#calling .call bdi", (one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return new Set([...range.getClientRects()].map(({ top }) => top)).size;
      }),
      position: await page.$eval("#filters", (one) => getComputedStyle(one).position),
      width: await page.evaluate(() => document.documentElement.scrollWidth),
    };
  },

  // Ask for what is not there: what can be tapped next.
  async nothing(page, { query }) {
    await page.locator("#q").fill(query);
    return page.evaluate(() => ({
      buttons: [...document.querySelectorAll("#hints button:not(.copy)")].map((one) => one.innerText),
      links: [...document.querySelectorAll("#hints a.call")].map((one) => one.getAttribute("href")),
      isCalling: document.getElementById("calling").checkVisibility(),
      countries: document.getElementById("countries").checkVisibility(),
    }));
  },

  async options(page) {
    return page.$$eval(".fields select", (selects) => Object.fromEntries(selects.map((select) =>
      [select.labels[0].textContent, [...select.options].map((option) => option.text)])));
  },

  // Follow a link of the coverage table; open the resulting URL in a new page.
  async hash(page, { link, address }) {
    await page.locator(".coverage summary").click();
    await page.locator(".coverage").getByRole("link", { name: link, exact: true }).first().click();
    const followed = { ids: await shown(page), ...(await status(page)) };
    const other = await page.context().newPage();
    await other.goto(page.url());
    const again = { ids: await shown(other), ...(await status(other)) };
    await other.goto("about:blank");
    await other.goto(page.url().split("#")[0] + address);
    return { followed, again, one: { ids: await shown(other), ...(await status(other)) } };
  },

  async download(page, { id }) {
    await openCard(page, id);
    const link = page.locator(`#entry-${id} .vcard`);
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const text = readFileSync(await download.path(), "utf8");
    return { name: download.suggestedFilename(), text };
  },

  // Return the vCard of each card, as it would be downloaded.
  async vcards(page) {
    return page.evaluate(async () => {
      const made = [];
      URL.createObjectURL = (blob) => { made.push(blob); return "#"; };
      HTMLAnchorElement.prototype.click = () => {};
      for (const rest of document.querySelectorAll(".card details")) {
        rest.open = true;
        await new Promise((toggled) => rest.addEventListener("toggle", () => setTimeout(toggled), { once: true }));
        rest.querySelector(".vcard").click();
      }
      return Promise.all(made.map((blob) => blob.text()));
    });
  },

  async links(page) {
    return page.$$eval("#cards a", (links) =>
      links.map((link) => [link.textContent, link.getAttribute("href"), link.rel]));
  },

  // Return the local time, opening state and stale marks at each moment.
  async clock(page, { moments, id }) {
    const seen = [];
    for (const moment of moments) {
      await page.clock.setFixedTime(new Date(moment));
      await page.reload();
      const card = page.locator(`#entry-${id}`);
      seen.push({
        clock: (await card.locator(".clock").textContent()).trim(),
        open: await card.locator(".open").allTextContents(),
        stale: await page.locator(".stale").allTextContents(),
      });
    }
    return seen;
  },

  async qr(page, { id, picture, dark }) {
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    await openCard(page, id);
    const button = page.locator(`#entry-${id} .qr`);
    await button.press("Enter");
    const svg = page.locator(`#entry-${id} svg`);
    await svg.waitFor();
    await svg.screenshot({ path: picture });
    await button.press("Enter");
    await svg.waitFor({ state: "hidden" });
    await button.press("Enter");
    return { label: await svg.getAttribute("aria-label"), drawn: await svg.count() };
  },

  async sorry(page, { id }) {
    await openCard(page, id);
    await page.locator(`#entry-${id} .qr`).click();
    return page.locator(`#entry-${id} .code p`).textContent();
  },

  async print(page, { hash, pdf, format }) {
    if (hash) {
      await page.goto(page.url().split("#")[0] + hash);
      await page.reload();
    }
    await page.pdf({ path: pdf, format, preferCSSPageSize: false });
    return shown(page);
  },

  // Print with the coverage folded, then open; return whether it is open afterwards.
  async folded(page, { pdf }) {
    const coverage = page.locator(".coverage details");
    const isOpen = () => coverage.evaluate((one) => one.open);
    await page.pdf({ path: pdf });
    const seen = [await isOpen()];
    await coverage.locator("summary").click();
    await page.pdf({ path: pdf });
    return [...seen, await isOpen()];
  },

  // Attempt attacks; return the script that ran, the requests sent, and the violations.
  async attack(page, { awaited }) {
    const asked = [];
    const server = createServer((request, response) => { asked.push(request.url); response.end(); });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    const away = `http://127.0.0.1:${server.address().port}/`;
    const stopped = await page.evaluate(async ([away, awaited]) => {
      const found = [];
      document.addEventListener("securitypolicyviolation", (event) => found.push(event.effectiveDirective));
      const attempts = {
        script: () => {
          const script = document.createElement("script");
          script.append("window.ran = 'script'");
          document.body.append(script);
        },
        markup: () => { document.body.innerHTML += "<img src=x onerror=\"window.ran = 'markup'\">"; },
        handler: () => document.body.setAttribute("onclick", "window.ran = 'handler'"),
        // In a separate task: code run by the debugger may use eval.
        eval: () => setTimeout(() => (0, eval)("window.ran = 'eval'")),
        image: () => { new Image().src = `${away}x.png`; },
        style: () => document.body.setAttribute("style", `background: url(${away}x)`),
        fetch: () => fetch(away).catch(() => {}),
        frame: () => {
          const frame = document.createElement("iframe");
          frame.src = away;
          document.body.append(frame);
        },
        form: () => {
          const form = document.createElement("form");
          form.action = away;
          document.body.append(form);
          form.submit();
        },
      };
      for (const attempt of Object.values(attempts)) {
        try { await attempt(); } catch { found.push("thrown"); }
      }
      document.body.click();
      // Wait for the expected violations, long enough for a busy machine, then for further ones.
      const pause = () => new Promise((done) => setTimeout(done, 300));
      for (let tries = 100; tries && !awaited.every((one) => found.includes(one)); tries--) await pause();
      await pause();
      return found;
    }, [away, awaited]);
    server.close();
    return { ran: await page.evaluate(() => window.ran || null), asked, stopped };
  },

  // Return the elements, handlers and links of the page, and the texts of its cards.
  async content(page) {
    return page.evaluate(() => {
      const all = [...document.querySelectorAll("*")];
      return {
        tags: [...new Set(all.map((one) => one.localName))].sort(),
        scripts: document.scripts.length,
        handlers: all.flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith("on")),
        protocols: [...new Set([...document.links].map((link) => link.protocol))].sort(),
        names: [...document.querySelectorAll(".card h4")].map((one) => one.textContent),
        text: document.querySelector("main").innerText,
        title: document.title,
        ran: window.ran || null,
      };
    });
  },

  // Check states of the page, one after the other; `large` is text at 200 %.
  async axe(page, { states, large }) {
    if (large) await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await page.addScriptTag({ path: require.resolve("axe-core") });
    const seen = {};
    for (const name of states) {
      await STATES[name](page);
      const found = await page.evaluate(() => window.axe.run());
      seen[name] = {
        passes: found.passes.length,
        violations: found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)]),
        hints: await page.locator("#hints > div > button").count(),
        lines: await page.locator("#calling:visible .lines li").count(),
        tries: await page.locator(".tries:visible").count(),
      };
    }
    return seen;
  },

  async widths(page) {
    const widths = {};
    await openFilters(page);
    await page.locator("#q").fill("haiti");
    const measured = () => page.evaluate(() => document.documentElement.scrollWidth);
    for (const viewport of [NARROW, WIDE, { width: 320, height: 844 }]) {
      await page.setViewportSize(viewport);
      widths[viewport.width] = await measured();
    }
    // As a telephone of 390 pixels with text at 200 %: labels stand above their values.
    await page.setViewportSize({ width: 195, height: 422 });
    const [label, value] = await Promise.all(["dt", "dd"].map((name) => page.locator(`.card:visible ${name}`).first().boundingBox()));
    // Each e-mail address has its @ at the end of a line, or is on one line.
    const broken = await page.$$eval('.card .call[href^="mailto:"] bdi', (all) => all.filter((one) => one.checkVisibility()).flatMap((one) => {
      const lines = new Map();
      for (const node of [...one.childNodes].filter(({ data }) => data)) {
        for (let at = 0; at < node.length; at += 1) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const { top } = range.getBoundingClientRect();
          lines.set(top, (lines.get(top) || "") + node.data[at]);
        }
      }
      return [...lines.values()].slice(0, -1);
    }));
    return { ...widths, 195: await measured(), isAbove: label.y + label.height <= value.y, broken };
  },

  async keyboard(page) {
    const seen = [];
    for (let step = 0; step < 10; step += 1) {
      await page.keyboard.press("Tab");
      if (step === 3) await page.keyboard.press("Enter");
      seen.push(await page.evaluate(() => {
        const one = document.activeElement;
        const { outlineStyle } = getComputedStyle(one);
        return [one.name || one.id || one.textContent.trim(), outlineStyle];
      }));
    }
    await page.keyboard.press("Shift+Tab");
    return seen;
  },

  async unscripted(page) {
    // Folded details of the browser itself; the script cannot be asked.
    const summary = page.locator(".card summary").first();
    await summary.click();
    const hrefs = await page.locator('a[href^="#"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const missing = [];
    for (const href of new Set(hrefs)) if (!(await page.locator(`[id="${href.slice(1)}"]`).count())) missing.push(href);
    return {
      ids: await shown(page), form: await page.locator("#filters").isVisible(), missing,
      buttons: await page.locator("button:visible").count(),
      said: await page.locator(".about").innerText(),
      opened: await page.locator(".card details dl").first().isVisible(),
      tries: await page.locator(".tries").evaluateAll((lists) => lists.map((list) => [...list.children].map(
        (item) => item.textContent.replace(/\s+/g, " ").trim()))),
      hidden: await page.locator(".tries .digits").evaluateAll((all) => all.every(
        (one) => one.ariaHidden === "true" && one.closest("a").hash === "" && getComputedStyle(one).userSelect === "none")),
    };
  },

  // On a phone: what is in view, before and after a search; the place of the first number.
  async phone(page, { query }) {
    const before = await page.evaluate(() => ({
      search: document.getElementById("q").checkVisibility(),
      fields: document.querySelector(".fields").checkVisibility(),
      coverage: document.querySelector(".coverage table").checkVisibility(),
    }));
    await page.locator("#q").tap();
    await page.keyboard.type(query);
    const number = page.locator("a.call:visible").first();
    const { y, height } = await number.boundingBox();
    await page.evaluate(() => scrollBy(0, 3000));
    const { y: searchY } = await page.locator("#q").boundingBox();
    return { before, number: await number.getAttribute("href"), y, height, searchY };
  },

  // Tap a country, search in it, go back twice; the first country of the list each time.
  async countries(page, { name, other }) {
    const first = () => page.locator("#countries a").first().textContent();
    const look = async () => ({
      ids: await shown(page), hash: (await status(page)).hash, focus: await focused(page),
    });
    const firsts = [await first()];
    await page.locator("#countries").getByRole("link", { name, exact: true }).tap();
    const tapped = await look();
    await page.locator("#q").tap();
    await page.keyboard.type(" police");
    const typed = await look();
    await page.goBack();
    const back = await look();
    await page.goBack();
    const again = await look();
    firsts.push(await first());
    await page.reload();
    firsts.push(await first());
    await page.locator("#countries").getByRole("link", { name: other, exact: true }).tap();
    await page.goBack();
    const order = await page.locator("#countries a").allTextContents();
    return { order, tapped, typed, back, again, first: firsts };
  },

  // What the browser has made when the page is there, and what a search finds at that moment.
  async atOnce(page, { query }) {
    await page.addInitScript((query) => document.addEventListener("DOMContentLoaded", () => {
      const ids = () => [...document.querySelectorAll(".card")].filter((card) => card.checkVisibility()).map(({ id }) => id);
      window.seen = { elements: document.querySelectorAll(":not(noscript)").length, cards: document.querySelectorAll(".card").length, first: ids() };
      const field = document.getElementById("q");
      field.value = query;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      const count = document.getElementById("count");
      new MutationObserver(() => Object.assign(window.seen, { found: ids(), count: count.textContent })).observe(count, { childList: true });
    }), query);
    await page.reload();
    await page.waitForFunction(() => document.documentElement.matches(".filtered") && window.seen.found);
    return page.evaluate(() => window.seen);
  },

  // In a list whose later cards are text: what is shown at first, by a search, a link, scrolling and a key.
  async long(page, { query, counts, id }) {
    const made = () => page.locator(".card").count();
    const seen = { first: [await made(), (await shown(page)).length] };
    await page.locator("#q").fill(query);
    seen.found = await scrolled(page, counts[0]);
    seen.targets = [await framesOfTarget(page, id, counts[1], "auto"), await framesOfTarget(page, id, counts[1], "none")];
    await page.locator("#q").fill("");
    seen.scrolled = await scrolled(page, counts[1]);
    await page.reload();
    await page.keyboard.press("Control+f");
    seen.searched = await shown(page);
    await page.reload();
    await page.locator("#as-table").click();
    const rows = () => page.locator("#table tbody tr").count();
    seen.rows = [await rows()];
    await page.locator("#table tbody tr").last().scrollIntoViewIfNeeded();
    await page.waitForFunction((before) => document.querySelectorAll("#table tbody tr").length > before, seen.rows[0]);
    seen.rows.push(await rows());
    return seen;
  },

  // Follow links to cards that filters hide, by past ids and from the table; go back and forward.
  async history(page, { query, id, past }) {
    const url = page.url();
    const visit = async (hash) => {
      await page.goto("about:blank");
      await page.goto(`${url}${hash}`);
    };
    const arrive = (hash) => page.waitForFunction((wanted) => location.hash === wanted, hash);
    // What is selected, and whether the card is in view; after that of the frame, it is at its place.
    const look = () => page.evaluate((id) => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
      const card = document.getElementById(`entry-${id}`);
      const { top } = card.getBoundingClientRect();
      done([document.getElementById("q").value, card.checkVisibility() && 0 < top && top < innerHeight]);
    }))), id);
    const seen = {};
    await visit(`#entry-${id}`);
    seen.opened = await look();
    await page.locator("#q").fill(query);
    await look(); // the page scrolls to the results in the next frame
    await page.goBack();
    await arrive(`#entry-${id}`);
    seen.backToCard = await look();
    await visit(`#q=${query}`);
    await page.evaluate((hash) => { location.hash = hash; }, `#entry-${id}`);
    await arrive(`#entry-${id}`);
    seen.followed = await look();
    await page.goBack();
    await arrive(`#q=${query}`);
    seen.back = await look();
    await page.goForward();
    await arrive(`#entry-${id}`);
    seen.forward = await look();
    await page.reload();
    seen.reloaded = await look();
    for (const other of [past, id.toUpperCase()]) {
      await visit(`#entry-${other}`);
      await arrive(`#entry-${id}`);
      seen[other] = await look();
    }
    // The list of lines stands above the table.
    await visit(`#q=`);
    await page.locator("#q").fill("curaçao");
    await page.locator("#as-table").click();
    await page.locator(`#calling .who a[href="#entry-${id}"]`).first().click();
    seen.table = [await look(), await page.locator("#table").isVisible()];
    await page.goBack();
    await page.locator("#table").waitFor();
    return seen;
  },

  // In a long list: go back from a search, and load again, where the reader was far down.
  async place(page, { count, query }) {
    const seen = { returned: [] };
    // All cards are shown by the browser's own search, then by scrolling.
    for (const reach of [() => page.keyboard.press("Control+f"), () => scrolled(page, count)]) {
      await page.reload();
      await reach();
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
      await page.locator("#q").pressSequentially(query);
      await page.waitForFunction(() => scrollY < 1000);
      await page.goBack();
      // Not to the pixel: the heights of cards that are out of view are estimates again.
      const isFar = page.waitForFunction(() => scrollY > 5000);
      seen.returned.push([await isFar.then(() => true, () => false), (await shown(page)).length]);
    }
    await page.reload();
    seen.reloaded = (await shown(page)).length;
    // As with Caps Lock: the browser's own search finds all rows.
    await page.locator("#as-table").click();
    await page.locator("#as-table").dispatchEvent("keydown", { key: "F", ctrlKey: true });
    seen.rows = await page.locator("#table tbody tr").count();
    return seen;
  },

  // Leave the page open at a search for who is open; each time, the device wakes up and runs no timer.
  async overnight(page, { query, moments }) {
    await page.clock.setFixedTime(new Date(moments[0]));
    await page.reload();
    await page.locator("#q").fill(query);
    const seen = [];
    for (const moment of moments) {
      await page.clock.setFixedTime(new Date(moment));
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      const texts = (selector) => page.locator(`.card:visible ${selector}`).allTextContents();
      seen.push([await shown(page), await texts(".open:not(:empty)"), await texts(".stale")]);
    }
    return seen;
  },

  // Tap a country where the browser refuses to store anything.
  async stored(page, { name }) {
    await page.addInitScript(() => {
      window.thrown = 0;
      Object.defineProperty(window, "sessionStorage", { get() { window.thrown += 1; throw new DOMException("no", "SecurityError"); } });
    });
    await page.reload();
    await page.locator("#countries").getByRole("link", { name, exact: true }).click();
    return { thrown: await page.evaluate(() => window.thrown), ids: await shown(page) };
  },

  // Show the table, sort and filter it, and go from a row to its card.
  async table(page, { sorts, query, id }) {
    const rows = () => page.$$eval("#table tbody tr", (all) => all.filter((one) => one.checkVisibility()).map(
      (one) => [...one.cells].map((cell) => cell.innerText.replace(/\s+/g, " ").trim())));
    const before = await rows();
    await page.locator("#as-table").click();
    const seen = { before, all: await rows(), cards: await shown(page), sorted: [] };
    for (const name of sorts) {
      await page.locator("#table thead").getByRole("button", { name }).click();
      const sort = await page.$$eval("#table [aria-sort]", (all) => all.map((one) => [one.innerText.trim(), one.ariaSort]));
      seen.sorted.push([sort, (await rows()).map(([first]) => first)]);
    }
    await page.locator("#q").fill(query);
    seen.found = await rows();
    await page.locator(`#table a[href="#entry-${id}"]`).click();
    seen.card = await page.locator(`#entry-${id}`).isVisible();
    seen.after = await rows();
    await page.goBack();
    seen.back = await focused(page);
    await page.locator("#as-table").click();
    await page.locator("#as-table").click();
    await page.setViewportSize(NARROW);
    seen.narrow = await rows();
    return seen;
  },

  // Copy a number, also where there is no clipboard to write to.
  async copy(page, { id }) {
    const button = page.locator(`#entry-${id} .copy`).first();
    const read = () => page.evaluate(() => navigator.clipboard.readText());
    await button.click();
    await page.waitForFunction((one) => one.textContent === "Copied", await button.elementHandle());
    const [text, said] = [await read(), await button.textContent()];
    await page.evaluate(async () => {
      await navigator.clipboard.writeText("");
      navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
    });
    await button.click();
    const fallback = await read();
    await page.waitForFunction((one) => one.textContent === "Copy", await button.elementHandle());
    await page.evaluate(() => { document.execCommand = () => false; });
    await button.click();
    await page.waitForFunction((one) => one === document.activeElement, await button.elementHandle());
    return { text, said, fallback, refused: await button.textContent() };
  },
};

// Run a scenario on a page in a context of its own; return what it saw, and what was noticed meanwhile.
async function observe(browser, name, file, { context: options = {}, ...given }) {
  const context = await browser.newContext({ viewport: WIDE, locale: "en-GB", ...options });
  try {
    // A night of the list's day, whatever the hour of the run; some scenarios have times of their own.
    await context.clock.setFixedTime("2026-06-01T03:30Z");
    const page = await context.newPage();
    const noticed = { requests: [], dialogs: [], errors: [] };
    // A request blocked by the policy fails before it is sent.
    context.on("requestfinished", (request) => noticed.requests.push(request.url()));
    context.on("requestfailed", (request) => {
      if (request.failure().errorText !== "csp") noticed.requests.push(request.url());
    });
    page.on("dialog", (dialog) => { noticed.dialogs.push(dialog.message()); dialog.dismiss(); });
    page.on("pageerror", (error) => noticed.errors.push(error.message));
    await page.goto(pathToFileURL(file).href);
    const seen = await scenarios[name](page, given);
    noticed.requests = [...new Set(noticed.requests)].filter((one) => !one.startsWith("file:"));
    return { seen, ...noticed };
  } finally {
    await context.close();
  }
}

const browser = await launch();
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await observe(browser, ...JSON.parse(line)).catch((error) => ({ failed: error.stack }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
