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

// Return an element with a class, if it is not "", and what is in it.
function make(name, style, ...inside) {
  const made = document.createElement(name);
  if (style) made.className = style;
  made.append(...inside);
  return made;
}

function makeLink(href, ...inside) {
  const made = make("a", "", ...inside);
  made.href = href;
  return made;
}

function makeButton(style, text) {
  const made = make("button", style, text);
  made.type = "button";
  return made;
}

function wanted() {
  return Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
}

// Return the filters that have a value.
function given(filters) {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value));
}

let isStarted = false; // the list is shown
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
  const asked = wanted();
  let selection = selecting(lexicon, asked);
  const names = filterNames();
  if (names.length) readEntries();
  let shown = markFound(selection);
  const { readings } = selection;
  const telling = readings.filter((reading) => !isCommon(lexicon, reading));
  if (shown === 0 && telling.length > 0 && telling.length < readings.length) {
    selection = selecting(lexicon, { ...asked, q: telling.map(({ text }) => text).join(" ") });
    selection.dropped = readings.filter((reading) => isCommon(lexicon, reading));
    shown = markFound(selection);
  }
  // The first number takes long to write: the page is there before it.
  if (isStarted || names.length) tell(shown, names);
  else afterFrame("tell", () => tell(shown, names));
  none.hidden = shown > 0;
  arrange(selection.countries);
  showCards(most);
  showRows();
  afterFrame("hint", () => hint(selection, shown));
  showCalls();
  // The coverage table counts all entries, so it is hidden beside a selection.
  document.documentElement.classList.toggle("filtered", names.length > 0);
  isStarted = true;
}

// Mark the entries of a selection; return how many they are, with those that are not read yet.
function markFound(selection) {
  let shown = places.length;
  for (const entry of entries) {
    entry.isFound = selection.test(entry);
    if (!entry.isFound) shown -= 1;
  }
  return shown;
}

// Say how many entries are shown and, on paper, by which filters.
function tell(shown, names) {
  const [part, total] = [shown, places.length].map((number) => number.toLocaleString(data.lang));
  count.textContent = phrase("shown", { count: part, total });
  const text = names.length > 0 && `${phrase("filtered", { filters: names.join(", ") })} · ${phrase("of", { count: part, total })}`;
  document.getElementById("selection").textContent = text || "";
}

// Return the filters that are set, as the reader sees them.
function filterNames() {
  const chosen = fields.filter((field) => field.value.trim());
  return chosen.map((field) => (field.options ? field.selectedOptions[0].text : quoted(field.value.trim())));
}

// What is scrolled to stands below the search, which covers the top: its height differs by language.
function padTop() {
  const isOnTop = getComputedStyle(form).position === "sticky";
  document.documentElement.style.scrollPaddingTop = isOnTop ? `${form.offsetHeight}px` : "";
}
new ResizeObserver(padTop).observe(form);

// Scroll to the results where the reader does not see them, so that the first number is in view.
function bringResults() {
  padTop();
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

// Say which countries a word can mean, which words were left out and, where nothing is found, what finds something.
function hint(selection, shown) {
  const { readings, inFacets, dropped = [] } = selection;
  const lines = dropped.map(({ text }) => [phrase("common", { word: quoted(text) })]);
  for (const reading of readings.filter((one) => countriesOf(one).length > 1)) {
    const named = countriesOf(reading).map((code) => data.places[code]).join(", ");
    lines.push([phrase("ambiguous", { term: quoted(reading.text), countries: named })]);
  }
  if (shown === 0) {
    const within = entries.filter(inFacets);
    const typed = readings.map(({ text }) => text).join(" ");
    for (const text of suggestions(lexicon, within, typed)) {
      lines.push([phrase("meant", { command: "" }), searchButton(text, text)]);
    }
    const counted = readings.length > 1 ? withoutTerms(lexicon, within, readings) : [];
    for (const { text, others, count } of counted) {
      const label = phrase("without", { filter: quoted(text), count: count.toLocaleString(data.lang) });
      lines.push([searchButton(label, others)]);
    }
  }
  hints.replaceChildren(...lines.map((line) => make("p", "", ...line)));
}

// Return a button that searches for other words.
function searchButton(label, words) {
  const button = makeButton("", label);
  button.value = words;
  button.addEventListener("click", () => { form.elements.q.value = button.value; remember(); show(); });
  return button;
}

// Store the selection in the URL. Back undoes a filter, and all that was typed at once. It leads to
// where the page was scrolled when this is called: before the selection is shown.
let isTyped = false;
function remember(isTyping = false) {
  const hash = selected();
  const isSame = isSelection() && hash === location.hash.slice(1);
  const url = hash ? `#${hash}` : location.pathname + location.search;
  if (!isSame) store(isTyping && isTyped ? "replaceState" : "pushState", null, url);
  isTyped = isTyping;
}

// Return the selection as it is written in a URL.
function selected() {
  return `${new URLSearchParams(given(wanted()))}`;
}

function store(method, state, url = location.href) {
  try {
    history[method](state, "", url);
  } catch {
    // Safari refuses more than a hundred changes in half a minute; a later one succeeds.
  }
}

// Return what was selected when the entry of the URL was opened: if it is opened now, what is selected.
function storedState() {
  if (history.state?.selected === undefined) store("replaceState", { ...history.state, selected: selected() });
  return history.state?.selected ?? selected();
}

// Set the fields as the URL says; that of an entry has in its state what was selected there.
function recall() {
  const stored = new URLSearchParams(isSelection() ? location.hash.slice(1) : storedState());
  for (const field of fields) field.value = stored.get(field.name) || "";
  isTyped = false;
}

function isSelection() {
  return location.hash === "" || location.hash.includes("=");
}

form.addEventListener("input", ({ target }) => {
  const isTyping = target.name === "q";
  if (isTyping && isTyped) afterFrame("remember", () => remember(isTyping));
  else remember(isTyping);
  whenRead(show);
  // In the next frame, which computes the layout anyway.
  requestAnimationFrame(bringResults);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => { remember(); show(); }));
// Afterwards the browser goes back to where the reader was: as many cards must be there.
addEventListener("popstate", () => {
  const before = selected();
  recall();
  if (isSelection() || selected() !== before) show(mostShown);
});
addEventListener("hashchange", () => {
  if (!isSelection()) reachTarget();
  if (!location.hash) returnToCountries();
});

// Go to the card of the URL, if it was not seen when the browser looked for it, or has another id now.
function reachTarget() {
  const target = document.querySelector(":target");
  const isSeen = target?.checkVisibility?.();
  const entry = reach(location);
  if (!entry || isSeen) return;
  const { state } = history;
  location.replace(`#${entry.card.id}`);
  store("replaceState", state);
}

// A card that the filters hide is shown when a link to it is followed.
document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#entry-"]:not([data-country])');
  if (link) reach(link);
});
