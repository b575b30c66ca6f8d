// The page: search, and filters stored in the URL.

const form = document.getElementById("filters");
const count = document.getElementById("count");
const none = document.getElementById("none");
const fields = [...form.elements].filter((field) => field.name);
const hints = document.getElementById("hints");
const results = document.getElementById("results");

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

const delayed = {};

// Run a task; in a long list after the next frame, and only the last of those with the same name.
function afterFrame(name, task) {
  if (!isLong) {
    task();
    return;
  }
  cancelAnimationFrame(delayed[name]);
  delayed[name] = requestAnimationFrame(() => setTimeout(task));
}

// Show what is selected.
function show(most = FIRST) {
  const selection = selecting(lexicon, wanted());
  for (const entry of entries) entry.isFound = selection.test(entry);
  const shown = entries.filter(({ isFound }) => isFound).length;
  const [part, total] = [shown, entries.length].map((number) => number.toLocaleString(data.lang));
  count.textContent = phrase("shown", { count: part, total });
  none.hidden = shown > 0;
  arrange(selection.countries);
  showCards(most);
  showRows();
  afterFrame("hint", () => hint(selection, shown));
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
function recall(most = FIRST) {
  const stored = new URLSearchParams(location.hash.slice(1));
  for (const field of fields) field.value = stored.get(field.name) || "";
  isTyped = false;
  show(most);
}

function isSelection() {
  return location.hash === "" || location.hash.includes("=");
}

form.addEventListener("input", ({ target }) => {
  show();
  afterFrame("remember", () => remember(target.name === "q"));
  // In the next frame, which computes the layout anyway.
  requestAnimationFrame(bringResults);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => { show(); remember(); }));
addEventListener("hashchange", () => {
  if (!isSelection()) {
    reachTarget();
    return;
  }
  // The browser goes back to where the reader was: as many cards must be there.
  recall(Math.max(FIRST, countShown));
  if (!location.hash) returnToCountries();
});

// Go to the card of the URL, if it was not there when the browser looked for it.
function reachTarget() {
  if (document.querySelector(":target")) return;
  reach(location);
  location.replace(location.hash);
}

// A card that the filters hide is shown when a link to it is followed.
document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#entry-"]:not([data-country])');
  if (link) reach(link);
});
