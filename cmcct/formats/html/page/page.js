// The page: search, filters stored in the URL, local time, marks, QR codes.

const data = JSON.parse(document.getElementById("data").textContent);
const cards = [...document.querySelectorAll("#cards > .card")];
const form = document.getElementById("filters");
const count = document.getElementById("count");
const none = document.getElementById("none");
const fields = [...form.elements].filter((field) => field.name);
const hints = document.getElementById("hints");
const lexicon = lexiconOf(data.words, data.names);
const entries = data.entries.map((entry, place) => (
  { ...searchable(lexicon, entry, (one) => isOpenNow(one, data, new Date())), card: cards[place], isShown: true }));

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

// Show the selected cards; only cards whose visibility changes are modified.
function show() {
  const selection = selecting(lexicon, wanted());
  const { test, countries } = selection;
  let shown = 0;
  for (const entry of entries) {
    const isShown = test(entry);
    if (isShown !== entry.isShown) {
      entry.card.hidden = !isShown;
      entry.isShown = isShown;
    }
    if (isShown) shown += 1;
  }
  const [part, total] = [shown, entries.length].map((number) => number.toLocaleString(data.lang));
  count.textContent = phrase("shown", { count: part, total });
  none.hidden = shown > 0;
  arrange(countries);
  hint(selection, shown);
  showCalls(selection);
  // The coverage table counts all entries, so it is hidden beside a selection.
  document.documentElement.classList.toggle("filtered", Object.keys(given(wanted())).length > 0);
}

// Put the own seats of the countries that are asked for before those that cover them.
let arranged = "";
function arrange(countries) {
  if (countries.join() === arranged) return;
  arranged = countries.join();
  const isFirst = (entry) => isOwn(entry, countries);
  const others = entries.filter((entry) => !isFirst(entry));
  document.getElementById("cards").append(...[...entries.filter(isFirst), ...others].map((entry) => entry.card));
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

function remember() {
  const hash = `${new URLSearchParams(given(wanted()))}`;
  try {
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  } catch {
    // Safari refuses more than a hundred changes in half a minute; a later one succeeds.
  }
}

// Read the selection from the URL; the URL of an entry has none.
function recall() {
  const stored = new URLSearchParams(location.hash.slice(1));
  for (const field of fields) field.value = stored.get(field.name) || "";
  show();
}

function isSelection() {
  return location.hash === "" || location.hash.includes("=");
}

form.addEventListener("input", () => { show(); remember(); });
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => { show(); remember(); }));
addEventListener("hashchange", () => {
  if (!isSelection()) return;
  recall();
  if (location.hash) document.getElementById("search").scrollIntoView();
});

const written = {
  today: new Intl.DateTimeFormat(data.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }),
  soon: new Intl.DateTimeFormat(data.lang, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }),
  later: new Intl.DateTimeFormat(data.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }),
};

function moment(clock, today) {
  const form = clock.day === today ? "today" : clock.day - today < 7 ? "soon" : "later";
  return written[form].format(new Date(clock.day * 86400000 + clock.minute * 60000));
}

const firstDay = data.start ? Date.parse(data.start) / 86400000 : Infinity;
const lastDay = firstDay + data.days - 1;

// Return the opening state; an empty text on days for which the page has no timetable.
function stateOf(table, clock) {
  if (clock.day < firstDay || clock.day > lastDay) return { text: "", isOpen: null };
  const status = statusAt(table, clock, lastDay);
  const day = holidayOn(table, status, data.holidays, clock.day);
  const [state, ...notes] = phraseKeys(table, status, day);
  const values = { time: status.change && moment(status.change, clock.day), holiday: day.holiday };
  const text = notes.reduce(
    (inner, note) => phrase(note, { ...values, state: inner }), phrase(state, values));
  return { text, isOpen: status.isOpen };
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function duration(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return phrase(!rest ? "hours" : hours ? "hours_minutes" : "minutes", { hours, minutes: rest });
}

// Return the time in an office, compared with the reader's: Mon 10:05, 1 h behind you.
function localTime(clock, now) {
  const own = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours(), now.getMinutes());
  const ahead = clock.day * DAY + clock.minute - own / 60000;
  // With the weekday, as on any day but today.
  const name = ahead > 0 ? "ahead" : ahead < 0 ? "behind" : "same_time";
  return phrase(name, { time: moment(clock, clock.day - 1), duration: duration(Math.abs(ahead)) });
}

// Update local times and opening states; each zone and timetable is computed once.
function tick() {
  const now = new Date();
  const seen = new Map();
  const once = (key, make) => {
    if (!seen.has(key)) seen.set(key, make());
    return seen.get(key);
  };
  for (const entry of timed) {
    const clock = once(entry.zone, () => clockIn(entry.zone, now));
    if (!clock) continue;
    if (entry.clock) setText(entry.clock, once(`${entry.zone} time`, () => localTime(clock, now)));
    for (const mark of entry.marks) {
      const table = mark.dataset.table;
      const state = once(`${entry.zone} ${table}`, () => stateOf(data.tables[table], clock));
      setText(mark, state.text);
      mark.classList.toggle("is-open", state.isOpen === true);
    }
  }
}

// Update all that changes with time.
function update() {
  tick();
  showCalls(selecting(lexicon, wanted()));
}

const timed = entries.filter((entry) => entry.zone);
for (const entry of timed) {
  entry.clock = entry.card.querySelector(".clock");
  entry.marks = [...entry.card.querySelectorAll(".open")];
}

// Mark active seats whose confirmation is stale by today's local date.
function markStale() {
  const now = new Date();
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 86400000;
  for (const entry of entries) {
    if (!entry.active) continue;
    const age = entry.verified ? today - Date.parse(entry.verified) / 86400000 : Infinity;
    if (age > data.verifyEveryDays) {
      const mark = document.createElement("span");
      mark.className = "badge stale";
      mark.textContent = phrase(entry.verified ? "stale" : "never", { days: data.verifyEveryDays });
      entry.card.querySelector(".country").append(" ", mark);
    }
  }
}

function element(name, attributes, ...inside) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function drawing(text, name) {
  const grid = qrCode(text);
  if (!grid) {
    const sorry = document.createElement("p");
    sorry.textContent = data.say.too_long;
    return sorry;
  }
  const { path, width } = outline(grid);
  const label = phrase("qr", { name });
  const whole = { viewBox: `0 0 ${width} ${width}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" };
  return element("svg", whole,
    element("rect", { width, height: width, fill: "#fff" }), element("path", { d: path, fill: "#000" }));
}

// Draw a code when it is opened for the first time. The event does not bubble.
document.getElementById("cards").addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.open || details.childElementCount > 1) return;
  const card = details.closest(".card");
  const base64 = card.querySelector("a[download]").href.split("base64,")[1];
  details.append(drawing(shortCard(decoded(base64)), card.querySelector("h3").textContent));
}, true);

document.documentElement.classList.add("js");
fillCallers();
if (isSelection()) recall();
else show();
tick();
markStale();
setInterval(update, 30000);
