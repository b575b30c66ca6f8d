// The table for a wide screen, one line a person, made from the cards when it is asked for.

const table = document.getElementById("table");
const tableSwitch = document.getElementById("as-table");
const ROWS = 100; // added at once
let left = null; // the hash for which the table was left, and the row with its link
let sorted = entries;
let rest = []; // found entries whose rows are to come
const tableEnd = watchEnd(() => addRows());
// What each column is sorted by; without a key, the order of the page, which is by country.
const SORTS = {
  name: ({ card }) => textOf(card, "h4"),
  office: ({ card }) => officeOf(card),
  verified: (entry) => entry.verified || "",
};

const officeOf = (card) => textsOf(card, ".office").join(", ");
const isTabled = () => document.documentElement.classList.contains("tabled");

// Return a row: who, where, the first number and e-mail address, languages, and how fresh.
function rowOf(entry) {
  const { card, land } = entry;
  equip(entry);
  const badges = [...card.querySelectorAll(".country .badge")].map((badge) => badge.cloneNode(true));
  const who = make("th", "", makeLink(`#${card.id}`, textOf(card, "h4")), " ", ...badges);
  who.scope = "row";
  // As the program writes dates: 2 Mar 2026.
  const form = once(data, "dates", () => new Intl.DateTimeFormat(data.lang === "en" ? "en-001" : data.lang, { dateStyle: "medium", timeZone: "UTC" }));
  const verified = entry.verified ? form.format(entry.verified * 86400000) : textOf(card, "dd.verified");
  const cells = [
    [textOf(land, "h3")], [officeOf(card)],
    firstOf(card, '.call[href^="tel:"]'), firstOf(card, '.call[href^="mailto:"], .call.handle'),
    [textOf(card, "dd.languages")], [verified],
  ];
  return make("tr", "", who, ...cells.map((inside) => make("td", "", ...inside)));
}

// Return the first channel that is one of `selector`, with what limits it: others are on the card.
function firstOf(card, selector) {
  const link = card.querySelector(selector);
  if (!link) return NONE;
  const notes = [...link.parentElement.querySelectorAll(":scope > .notes, :scope > .only")];
  return [link, ...notes].flatMap((one) => [one.cloneNode(true), " "]);
}

// Fill the table with the found entries, in its order: of a long list when the reader comes near the end.
function showRows() {
  if (!isTabled()) return;
  readEntries();
  table.tBodies[0].replaceChildren();
  rest = sorted.filter(({ isFound }) => isFound);
  addRows();
}

function addRows(most = ROWS) {
  tableEnd.disconnect();
  const rows = rest.splice(0, most).map((entry) => (entry.row ??= rowOf(entry)));
  table.tBodies[0].append(...rows);
  if (rest.length) tableEnd.observe(rows.at(-1));
}

function showTable(isTable) {
  document.documentElement.classList.toggle("tabled", isTable);
  tableSwitch.setAttribute("aria-pressed", isTable);
  showRows();
}

function sortTable(button) {
  const heading = button.parentElement;
  const isDown = heading.getAttribute("aria-sort") === "ascending";
  for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  const collator = once(data, "order", () => new Intl.Collator(data.lang, { sensitivity: "base", numeric: true }));
  readEntries();
  const keys = new Map(entries.map((entry) => [entry, SORTS[button.dataset.sort]?.(entry) || ""]));
  sorted = [...entries].sort((one, other) => collator.compare(keys.get(one), keys.get(other)));
  if (isDown) sorted.reverse();
  showRows();
}

tableSwitch.addEventListener("click", () => showTable(!isTabled()));
table.tHead.addEventListener("click", ({ target }) => { if (target.dataset.sort) sortTable(target); });

// A link to a card leaves the table. Back leads to the table, and to the row of the link.
function leaveTable(link) {
  if (!isTabled()) return;
  left = { hash: link.hash, row: link.closest?.("#table tr") };
  showTable(false);
}
addEventListener("hashchange", ({ oldURL }) => {
  if (new URL(oldURL).hash !== left?.hash || !isSelection()) return;
  showTable(true);
  while (rest.length && left.row?.isConnected === false) addRows();
  left.row?.querySelector("th a").focus();
});
