// Local times, opening states, and marks of stale confirmations.

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
const WRITTEN = { today: TIME, soon: { weekday: "short", ...TIME }, later: { day: "numeric", month: "short", ...TIME } };

function moment(clock, today) {
  const form = clock.day === today ? "today" : clock.day - today < 7 ? "soon" : "later";
  return once(WRITTEN, form, () => new Intl.DateTimeFormat(data.lang, WRITTEN[form])).format(new Date(clock.day * 86400000 + clock.minute * 60000));
}

// Return the opening state; `say` are the keys of phrases that replace others.
function stateOf(table, clock, say = {}) {
  const status = statusOn(data, table, clock);
  if (!status) return { text: data.say.outside, isOpen: false };
  const [state, ...notes] = phraseKeys(table, status);
  const values = { time: status.change && moment(status.change, clock.day), holiday: status.holiday };
  const text = notes.reduce(
    (inner, note) => phrase(note, { ...values, state: inner }), phrase(say[state] || state, values));
  return { text, isOpen: status.isOpen && !status.mayBeClosed };
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

// The moment of the times that are shown; each zone and timetable is computed once for it.
let shownTimes = null;

function showTimes(entry) {
  if (!shownTimes) return;
  const { now } = shownTimes;
  const clock = entry.zone && once(shownTimes, entry.zone, () => clockIn(entry.zone, now));
  if (!clock) return;
  if (entry.clock) setText(entry.clock, once(shownTimes, `${entry.zone} time`, () => localTime(clock, now)));
  for (const mark of entry.marks) {
    const { table } = mark.dataset;
    const state = once(shownTimes, `${entry.zone} ${table}`, () => stateOf(data.tables[table], clock));
    setText(mark, state.text);
    mark.classList.toggle("is-open", state.isOpen);
  }
}

// Update local times, opening states and marks of stale entries of the cards that have them.
function tick() {
  shownTimes = { now: new Date() };
  for (const entry of entries.filter(({ marks }) => marks)) {
    showTimes(entry);
    showStale(entry);
  }
}

// Update all that changes with time, also which entries are found by the word `open`.
function update() {
  tick();
  const selection = selecting(lexicon, wanted());
  const isChanged = selection.isOfMoment && entries.some((entry) => entry.isFound !== selection.test(entry));
  if (isChanged) show(mostShown);
  else showCalls();
}

// Return how stale the confirmation of an active seat is by today's local date, or "".
function staleText(entry) {
  if (!entry.isStale()) return "";
  return phrase(entry.verified ? "stale" : "never", { days: data.verifyEveryDays });
}

// Mark a card once its entry is stale: the page may stay open for days.
function showStale(entry) {
  const text = !entry.stale && staleText(entry);
  if (!text) return;
  entry.stale = make("span", "badge stale", text);
  entry.card.querySelector(".country").append(" ", entry.stale);
}

// Give a card what only the script has: its local time, a mark if it is stale, buttons to copy.
function equip(entry) {
  if (entry.marks) return;
  const { card } = entry;
  const zone = card.querySelector(".zone");
  if (zone) {
    entry.clock = make("span", "clock");
    zone.replaceChildren(entry.clock, make("span", "offset", zone.textContent.trim()));
  }
  showStale(entry);
  for (const call of card.querySelectorAll('.call[href^="tel:"]')) addCopy(call);
  entry.marks = [...card.querySelectorAll(".open")];
  showTimes(entry);
}
