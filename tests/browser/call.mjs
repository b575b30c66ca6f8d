// Call functions of the page's scripts: [[name, argument, …], …] on standard input, results out.
import { readFileSync } from "node:fs";

const folder = new URL("../../cmcct/formats/html/page/", import.meta.url);
const files = ["fold.js", "search.js", "hours.js", "line_order.js", "qr.js", "vcard.js"];
const source = files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
// Look up names as the scripts see them, and some that only these tests need.
const find = new Function(`"use strict"; ${source}
  const each = (name, all) => all.map((one) => eval(name)(one));
  // For each text: the places of the entries found, in order, or what is suggested instead.
  const answers = (data, texts, moment) => {
    const lexicon = lexiconOf(data.words, data.names, (key) => hasWordIn(entries, key));
    const isOpen = (entry) => isOpenNow(entry, data, new Date(moment));
    const entries = data.entries.map((entry) => new Searchable(lexicon, data, entry, isOpen));
    return texts.map((text) => {
      const { test, countries } = selecting(lexicon, { q: text });
      const places = entries.flatMap((one, place) => (test(one) ? [place] : []));
      const isFirst = (place) => isOwn(entries[place], countries);
      const ordered = [...places.filter(isFirst), ...places.filter((place) => !isFirst(place))];
      return [ordered, places.length ? [] : suggestions(lexicon, entries, text)];
    });
  };
  const clockAt = (zone, moment) => clockIn(zone, new Date(moment));
  const stateAt = (table, holidays, clock, lastDay) => {
    const status = statusAt(table, clock, lastDay);
    const day = holidayOn(table, status, holidays, clock.day);
    return { ...status, keys: phraseKeys(table, status, day), holiday: day.holiday };
  };
  // The lines to call, in order, and which of them are shown.
  const linesOf = (data, request, moment) => {
    const ranked = rankLines(data, data.entries.map((entry) => expand({}, data, entry)), request, new Date(moment));
    const chosen = chooseLines(ranked);
    const lines = ranked.map((line) => ({
      ...line, id: line.entry.ids[0], place: line.phone.place, dial: dialText(line), isShown: chosen.includes(line),
      entry: null, phone: null, opens: line.opens && new Date(line.opens).toISOString(),
      status: line.status && line.status.isOpen,
    }));
    return { lines, unmet: unmetWishes(request, ranked) };
  };
  return (name) => eval(name);`)();
const calls = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(calls.map(([name, ...given]) => find(name)(...given))));
