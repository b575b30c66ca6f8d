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
    const lexicon = { ...data, cities: [], hasWord: (key) => hasWordIn(entries, key) };
    const entries = data.entries.map((entry) => new Searchable(data, entry, () => new Date(moment)));
    return texts.map((text) => {
      const { test, rank } = selecting(lexicon, { q: text });
      const places = entries.flatMap((one, place) => (test(one) ? [place] : []));
      return [sortedBy(places, (place) => [rank(entries[place])]), places.length ? [] : suggestions(lexicon, entries, text)];
    });
  };
  const clockAt = (zone, moment) => clockIn(zone, new Date(moment));
  const stateAt = (table, holidays, clock, lastDay) => {
    const status = statusAt(table, clock, lastDay, holidays);
    const day = holidayOn(table, status, holidays, dayOf(clock));
    return { ...status, keys: phraseKeys(table, { ...status, ...day }), holiday: day.holiday };
  };
  // The lines to call in their sections, which of them are shown, and what is said of them.
  const callsOf = (data, request, moment) => {
    const calls = findCalls(data, data.entries.map((entry) => expand({}, data, entry)), request, new Date(moment));
    const shown = chooseLines(calls).flatMap(({ lines }) => lines);
    const name = (line) => line && [line.entry.ids[0], line.phone.place];
    const facts = (line) => ({
      line: name(line), dial: dialText(line), state: line.state, doubt: line.doubt, isShown: shown.includes(line),
      opens: line.opens && new Date(line.opens).toISOString(), wishes: line.wishes,
    });
    const [sentence, line] = sentenceOf(calls);
    return {
      sections: calls.sections.map((section) => [section.name, section.lines.map(facts)]),
      sentence: [sentence, name(line)],
      unmet: unmetWishes(calls),
      secretariat: calls.secretariat.map(name),
      mailed: addressees(data, calls).map((entry) => entry.ids[0]),
      handles: seatWithHandles(data, calls, shown[0])?.ids[0] ?? null,
    };
  };
  return (name) => eval(name);`)();
const calls = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(calls.map(([name, ...given]) => find(name)(...given))));
