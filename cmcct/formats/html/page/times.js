// Local times, opening states, and marks of stale confirmations.

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
const WRITTEN = { today: TIME, soon: { weekday: "short", ...TIME }, later: { day: "numeric", month: "short", ...TIME } };

// Return a local time as it is written at another: with its weekday, or its date, if that is not the same day.
function moment(clock, now) {
  const days = dayOf(clock) - dayOf(now);
  const form = days === 0 ? "today" : days < 7 ? "soon" : "later";
  return once(WRITTEN, form, () => new Intl.DateTimeFormat(data.lang, WRITTEN[form])).format(clock * 60000);
}

// Return the opening state; `say` are the keys of phrases that replace others.
function stateOf(table, clock, say = {}) {
  const status = statusOn(data, table, clock);
  if (!status) return { text: data.say.outside, isOpen: false };
  const [state, ...notes] = phraseKeys(table, status);
  const values = { time: status.change && moment(status.change, clock), holiday: status.holiday };
  const text = notes.reduce(
    (inner, note) => phrase(note, { ...values, state: inner }), phrase(say[state] || state, values));
  return { text, isOpen: status.isOpen && !status.mayBeClosed };
}

// An element that is a status is read aloud when it changes.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function duration(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return phrase(!hours ? "minutes" : rest ? "hours_minutes" : "hours", { hours, minutes: rest });
}

// Return the time in an office, compared with the reader's: Mon 10:05, 1 h behind you.
function localTime(clock, now) {
  const ahead = clock - ownClock(now);
  const name = ahead > 0 ? "ahead" : ahead < 0 ? "behind" : "same_time";
  // With the weekday, as on any day but today.
  return phrase(name, { time: moment(clock, clock - DAY), duration: duration(Math.abs(ahead)) });
}

// The moment of the times that are shown; each zone and timetable is computed once for it.
let shownTimes = { now: new Date() };

function showTimes(entry) {
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

// Mark the card of a seat once it was not confirmed recently: the page may stay open for days.
function showStale(entry) {
  if (entry.stale || !entry.isStale()) return;
  entry.stale = make("span", "badge stale", phrase(entry.verified ? "stale" : "never", { days: data.verifyEveryDays }));
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
  for (const call of card.querySelectorAll('.call[href^="tel:"], .call.handle')) addCopy(call);
  entry.marks = [...card.querySelectorAll(".open")];
  showTimes(entry);
}
