// The page: search, and filters stored in the URL.

const data = JSON.parse(document.getElementById("data").textContent);
const cards = [...document.querySelectorAll("#cards .card")];
const form = document.getElementById("filters");
const count = document.getElementById("count");
const none = document.getElementById("none");
const fields = [...form.elements].filter((field) => field.name);
const hints = document.getElementById("hints");
const results = document.getElementById("results");
const list = document.getElementById("cards");
// The sections of the page, a country each, with their entries.
const lands = new Map([...list.children].map((land) => [land, []]));
const lexicon = lexiconOf(data.words, data.names);
const entries = data.entries.map((entry, place) => Object.assign(
  searchable(lexicon, expanded(data, entry), (one) => isOpenNow(one, data, new Date())),
  { card: cards[place], land: cards[place].parentElement.parentElement, isShown: true }));

function phrase(name, values) {
  return data.say[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

function wanted() {
  return Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
}

// Return the filters that have a value.
function given(filters) {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value));
}

for (const entry of entries) lands.get(entry.land).push(entry);

// Show the selected cards; only those whose visibility changes are modified, and none where the
// country has nothing to show.
function show() {
  const selection = selecting(lexicon, wanted());
  const { test, countries } = selection;
  const found = new Set(); // the countries that have a card to show
  let shown = 0;
  for (const entry of entries) {
    const isShown = test(entry);
    if (isShown !== entry.isShown) {
      if (entry.row) entry.row.hidden = !isShown;
      entry.isShown = isShown;
    }
    if (isShown) {
      shown += 1;
      found.add(entry.land);
    }
  }
  for (const land of lands.keys()) {
    if (found.has(land)) showLand(land);
    else if (!land.hidden) land.hidden = true;
  }
  const [part, total] = [shown, entries.length].map((number) => number.toLocaleString(data.lang));
  count.textContent = phrase("shown", { count: part, total });
  none.hidden = shown > 0;
  arrange(countries);
  hint(selection, shown);
  showCalls(selection);
  const names = filterNames();
  const text = names.length > 0 && `${phrase("filtered", { filters: names.join(", ") })} · ${phrase("of", { count: part, total })}`;
  document.getElementById("selection").textContent = text || "";
  // The coverage table counts all entries, so it is hidden beside a selection.
  document.documentElement.classList.toggle("filtered", names.length > 0);
}

// Return the filters that are set, as the reader sees them.
function filterNames() {
  const chosen = fields.filter((field) => field.value.trim());
  return chosen.map((field) => (field.options ? field.selectedOptions[0].text : quoted(field.value.trim())));
}

// Scroll to the results where the reader does not see them, so that the first number is in view.
function bringResults() {
  const { top } = results.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 3) results.scrollIntoView();
}

function showLand(land) {
  for (const { card, isShown } of lands.get(land)) {
    if (card.hidden === isShown) card.hidden = !isShown;
  }
  if (land.hidden) land.hidden = false;
}

// Put the own seats of the countries that are asked for before those that cover them.
let arranged = "";
let first = [];
function arrange(countries) {
  if (countries.join() === arranged) return;
  arranged = countries.join();
  const ordered = [...lands.keys()];
  // Those that came first before go back to their places, the last one first.
  for (const land of first.reverse()) list.insertBefore(land, ordered[ordered.indexOf(land) + 1] || null);
  first = countries.length ? ordered.filter((land) => isOwn(lands.get(land)[0], countries)) : [];
  list.prepend(...first);
}

function quoted(text) {
  return data.marks.join(text);
}

// Say which countries a word can mean and, where nothing is found, what finds something.
function hint(selection, shown) {
  const { readings, inFacets } = selection;
  const lines = readings.filter((reading) => countriesOf(reading).length > 1).map((reading) => (
    [phrase("ambiguous", { term: quoted(reading.text), countries: countriesOf(reading).map((code) => data.places[code]).join(", ") })]));
  if (shown === 0) {
    const within = entries.filter(inFacets);
    const { q } = wanted();
    for (const text of suggestions(lexicon, within, q)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", () => { form.elements.q.value = text; show(); remember(); });
      lines.push([phrase("meant", { command: "" }), button]);
    }
    const counted = readings.length > 1 ? withoutTerms(lexicon, within, readings) : [];
    for (const { text, count } of counted) {
      lines.push([phrase("without", { filter: quoted(text), count: count.toLocaleString(data.lang) })]);
    }
  }
  hints.replaceChildren(...lines.map((line) => {
    const row = document.createElement("p");
    row.append(...line);
    return row;
  }));
}

// Store the selection in the URL. Back undoes a filter, and all that was typed at once.
let isTyped = false;
function remember(isTyping = false) {
  const hash = `${new URLSearchParams(given(wanted()))}`;
  const isSame = isSelection() && hash === location.hash.slice(1);
  try {
    const url = hash ? `#${hash}` : location.pathname + location.search;
    if (!isSame) history[isTyping && isTyped ? "replaceState" : "pushState"](null, "", url);
  } catch {
    // Safari refuses more than a hundred changes in half a minute; a later one succeeds.
  }
  isTyped = isTyping;
}

// Read the selection from the URL; the URL of an entry has none.
function recall() {
  const stored = new URLSearchParams(location.hash.slice(1));
  for (const field of fields) field.value = stored.get(field.name) || "";
  isTyped = false;
  show();
}

function isSelection() {
  return location.hash === "" || location.hash.includes("=");
}

form.addEventListener("input", ({ target }) => {
  show();
  remember(target.name === "q");
  // In the next frame, which computes the layout anyway.
  requestAnimationFrame(bringResults);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => { show(); remember(); }));
addEventListener("hashchange", () => {
  if (!isSelection()) return;
  recall();
  if (!location.hash) returnToCountries();
});

// A card that the filters hide is shown when a link to it is followed.
document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#entry-"]:not([data-country])');
  const entry = link && entries.find(({ card }) => card.id === link.hash.slice(1));
  if (!entry) return;
  entry.isShown = true;
  showLand(entry.land);
});
