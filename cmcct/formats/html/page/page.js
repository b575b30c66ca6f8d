// The page: search, and filters stored in the URL.

const form = document.getElementById("filters");
const fields = [...form.elements].filter((field) => field.name);
const caller = form.elements.from;
const CALLER = "cmcct-from";

const phrase = (name, values) => data.say[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
const quoted = (text) => data.marks.join(text);

// Return an element with a class, if it is not "", and what is in it.
function make(name, style, ...inside) {
  const made = document.createElement(name);
  if (style) made.className = style;
  made.append(...inside);
  return made;
}

const makeLink = (href, ...inside) => Object.assign(make("a", "", ...inside), { href });
const makeButton = (style, text) => Object.assign(make("button", style, text), { type: "button" });

// Return what is stored under a name, after storing a value if there is one; "" where the browser stores
// nothing, such as in some files that are opened.
function noted(storage, key, value) {
  try {
    if (value !== undefined) window[storage].setItem(key, value);
    return window[storage].getItem(key) || "";
  } catch {
    return "";
  }
}

const wanted = () => Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));

// Return the selection as it is written in a URL.
const selected = () => `${new URLSearchParams(Object.entries(wanted()).filter(([, value]) => value))}`;

const delayed = {};

// Run a task; in a long list after the next frame, and only the last of those with the same name.
function afterFrame(name, task) {
  if (!isLong) return task();
  cancelAnimationFrame(delayed[name]);
  return (delayed[name] = requestAnimationFrame(() => setTimeout(task)));
}

// Show what is selected.
function show(most = FIRST) {
  const asked = wanted();
  let selection = selecting(lexicon, asked);
  const names = filterNames();
  if (names.length) readEntries();
  let shown = markFound(selection);
  const common = selection.readings.filter((reading) => isCommon(lexicon, reading));
  const telling = selection.readings.filter((reading) => !common.includes(reading));
  if (shown === 0 && telling.length > 0 && common.length > 0) {
    selection = { ...selecting(lexicon, { ...asked, q: textOfReadings(telling) }), dropped: common };
    shown = markFound(selection);
  }
  const alike = shown === 0 ? joinAlike(selection.readings) : NONE;
  if (alike.length > 0) {
    const wider = selecting(lexicon, asked, alike);
    shown = markFound(wider);
    if (shown > 0) selection = { ...wider, dropped: selection.dropped };
  }
  // A number takes long to write: the page is there before it.
  afterFrame("tell", () => tell(shown, names));
  arrange(selection.rank);
  showCards(most);
  showRows();
  document.documentElement.classList.toggle("empty", shown === 0);
  afterFrame("hint", () => { showCalls(); hint(selection, shown); });
  // The coverage table counts all entries, so it is hidden beside a selection.
  document.documentElement.classList.toggle("filtered", names.length > 0);
}

// Mark the entries of a selection; return how many they are, with those that are not read yet.
function markFound(selection) {
  for (const entry of entries) entry.isFound = selection.test(entry);
  return places.length - entries.filter(({ isFound }) => !isFound).length;
}

// Say how many entries are shown and, on paper, by which filters.
function tell(shown, names) {
  const [part, total] = [shown, places.length].map((number) => number.toLocaleString(data.lang));
  document.getElementById("count").textContent = phrase("shown", { count: part, total });
  const text = `${phrase("filtered", { filters: names.join(", ") })} · ${phrase("of", { count: part, total })}`;
  document.getElementById("selection").textContent = names.length > 0 ? text : "";
}

// Return the filters that are set, as the reader sees them.
function filterNames() {
  const chosen = fields.filter((field) => field !== caller && field.value.trim());
  return chosen.map((field) => (field.options ? field.selectedOptions[0].text : quoted(field.value.trim())));
}

// What is scrolled to stands below the search, which stays at the top unless it would cover much of the
// screen, as with large text: its height differs by language too.
function padTop() {
  form.classList.toggle("static", form.offsetHeight > innerHeight / 4);
  const isOnTop = getComputedStyle(form).position === "sticky";
  document.documentElement.style.scrollPaddingTop = isOnTop ? `${form.offsetHeight}px` : "";
  return isOnTop;
}
new ResizeObserver(padTop).observe(form);
addEventListener("resize", padTop);

// Scroll to the results where the reader does not see them, so that the first number is in view, and the
// field too.
function bringResults() {
  const isOnTop = padTop();
  const results = document.getElementById("results");
  const { top } = results.getBoundingClientRect();
  if (top < 0 || (isOnTop && top > innerHeight / 3)) results.scrollIntoView();
}

// Put the countries in the order of what is found there.
function arrange(rank) {
  const ranks = (land) => lands.get(land).filter(({ isFound }) => isFound).map(rank);
  // Those that have none stay: what is moved loses its place on the screen.
  const rankOf = (found) => (found.length ? Math.min(...found) : 4);
  const arranged = sortedBy([...lands.keys()], (land) => [rankOf(ranks(land))]);
  if (arranged.some((land, place) => land !== list.children[place])) list.append(...arranged);
}

// Ask which country a word means, say which words were left out and, where nothing is found, what finds something.
function hint(selection, shown) {
  const { readings, inFacets, countries, dropped = NONE } = selection;
  const lines = dropped.map(({ text }) => [phrase("common", { word: quoted(text) })]);
  const asked = askedCall();
  if (asked.countries.length > 1) lines.push([phrase("which", { term: quoted(wanted().q) })], choicesOf(asked));
  else if (shown === 0 && calling.hidden) {
    const [within, now] = [entries.filter(inFacets), new Date()];
    // `guyana inmigration`: the country stays where it asks for a call, which hides nobody.
    const land = textOfReadings(readings.filter((reading) => countriesOf(reading).length));
    const keepsLand = (words) => words.every(({ meanings }) => meanings.some(([facet]) => WISHES.includes(facet)));
    // `port of spian`: a word that was left out may be one of a name.
    const whole = dropped.length ? closestWords(wanted().q, knownWords(lexicon, within)) : NONE;
    const suggested = whole.length ? whole : suggestions(lexicon, within, textOfReadings(readings))
      .map((text) => (keepsLand(read(lexicon, text)) ? `${land} ${text}`.trim() : text));
    const counted = readings.length > 1 ? withoutTerms(lexicon, within, readings) : NONE;
    // `child xyz barbados`: the words that ask for a call, which hides nobody.
    const telling = readings.filter(({ meanings }) => meanings.some(([facet]) => ASKED.includes(facet)));
    if (!suggested.length && !counted.length && countries.length) suggested.push(textOfReadings(telling));
    const calls = findCalls(data, entries, { ...asked.request, country: "" }, now);
    // Who answers now is before the secretariat, which may be closed.
    const far = calls.sections.find(({ name }) => name === "elsewhere")?.lines || NONE;
    const aid = secretariatOf(calls, far, now);
    lines.push(
      ...suggested.map((text) => [phrase("meant", { command: "" }), searchButton(text, text)]),
      ...counted.map(({ text, others, count }) => [
        searchButton(phrase("without", { filter: quoted(text), count: count.toLocaleString(data.lang) }), others)]),
      far.length ? [make("h3", "", data.say.heading_elsewhere), make("ol", "", ...far.map((line) => item(line, calls.request, now, far)))] : NONE,
      [...(aid.length ? [phrase("ring")] : NONE), ...aid],
    );
  } else if (calling.hidden && new Set(countries).size === 1) lines.push(choicesOf({ countries: countries.slice(0, 1), readings: NONE }));
  document.getElementById("hints").replaceChildren(...lines.map((line) => make("div", "", ...line)));
}

// Return a button that searches for other words.
const searchButton = (label, value) => Object.assign(makeButton("", label), { value, onclick: () => searchFor(value) });

function searchFor(words) {
  form.elements.q.value = words;
  remember();
  show();
}

// Store the selection in the URL. Back undoes a filter, and all that was typed at once. It leads to
// where the page was scrolled when this is called: before the selection is shown.
let isTyped = false;
function remember(isTyping = false) {
  const hash = selected();
  const isSame = isSelection() && hash === location.hash.slice(1);
  const url = hash ? `#${hash}` : location.pathname + location.search;
  if (!isSame) store(isTyping && isTyped ? "replaceState" : "pushState", null, url);
  isTyped = isTyping && (isTyped || !isSame);
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
  caller.value = stored.get("from") || noted("localStorage", CALLER);
  isTyped = false;
}

const isSelection = () => location.hash === "" || location.hash.includes("=");

form.addEventListener("input", ({ target }) => {
  const isTyping = target.name === "q";
  if (isTyping && isTyped) afterFrame("remember", () => remember(isTyping));
  else remember(isTyping);
  whenRead(show);
  // In the next frame, which computes the layout anyway.
  requestAnimationFrame(bringResults);
});
caller.addEventListener("change", () => noted("localStorage", CALLER, caller.value));
document.getElementById("always").addEventListener("click", ({ target }) => searchFor(target.value));
// The keyboard of a phone goes: the results stand under it.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  form.elements.q.blur();
});
form.addEventListener("reset", () => {
  const from = caller.value;
  setTimeout(() => { caller.value = from; remember(); show(); });
});
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
