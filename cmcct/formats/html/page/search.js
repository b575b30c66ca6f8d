// Search with the same rules, words and results as cmcct/search: reading, terms and no_match.

const FACETS = ["country", "sector", "half", "language", "group"];
const NUMBER = /^[\d\s().+\-\u2010-\u2015]*[\d+][\d\s().+\-\u2010-\u2015?]*$/;
const PAUSE = /[,;]\d+$/; // and an extension, as a number is dialled
const CODE = /^([A-Z]{2,3}|[A-Z]{2}-[A-Z]{2})$/;
const MOST_WORDS = 8; // of a name that is given as several terms
const FEWEST_DIGITS = 3;
const PREFIXES = [/^011/, /^001/, /^0+/];
// Facets whose words are other text too: the directory names some, and others hide no text.
const NAMED = ["group", "meeting"];
const ALSO_TEXT = [...NAMED, "people", "place"];
const ANSWERING = ["always", "open"];
const ALIKE = ["country", "sector", "language"]; // facets of which several words are alternatives
const OF_COUNTRIES = ["country", "people", "place"];
// Facets whose lists of values are stored once, under a number.
const USUAL_ROLE = ["focal-point"];
const LISTED = ["country", "sector", "role", "body", "language", "phone", "app", "group", "meeting"];

// A lexicon is the page's data, with `hasWord`, which says whether an entry has a key in its own text: a place means
// its country only where none has. Its `cities` are further places, each with the code of its country.

// Return the words, inverted: key -> [facet, value]; codes count in capitals only. The first word needs it.
const indexOf = ({ words, names }) => once(words, names, () => {
  const index = { meanings: new Map(), codes: new Map() };
  const add = (kind, key, meaning) => index[kind].set(key, [...(index[kind].get(key) || NONE), meaning]);
  for (const [facet, values] of Object.entries(words)) {
    if (["drop", "people", "place"].includes(facet)) continue;
    for (const [value, keys] of Object.entries(values)) {
      const isCode = (key) => facet === "code" || (facet === "country" && key.length <= 2);
      for (const key of keys) add(isCode(key) ? "codes" : "meanings", key, [facet === "code" ? "country" : facet, value]);
    }
  }
  for (const [key, meaning] of names) add("meanings", key, meaning);
  return index;
});

// Return the countries of a people, of one or more; what is a language too, such as `malagasy`, is none.
function peopleOf(lexicon, key) {
  const forms = [key, key.replace(/s$/, ""), key.replace(/es$/, "")];
  return Object.entries(lexicon.words.people).flatMap(([code, keys]) => (
    forms.some((form) => keys.includes(form)) ? [["people", code]] : NONE));
}

// Return the countries that have a place of this name, compared without spaces, with the place's name as it
// is written; the exact spelling first, then capitals.
function placesOf(lexicon, text) {
  const keys = placeKeys(text);
  const cities = lexicon.cities.filter(([name]) => placeKeys(name).some((key) => keys.includes(key)));
  const places = [...keys.flatMap((key) => lexicon.words.place[key] || []), ...cities];
  const isOther = ([name]) => keyOf(name) !== keyOf(text);
  places.sort((one, other) => isOther(one) - isOther(other));
  const codes = places.map(([, code]) => code);
  return places.filter(([, code], at) => codes.indexOf(code) === at).map(([name, code]) => ["place", code, name]);
}

function placeKeys(name) {
  const folded = fold(name);
  return [...new Set([folded, canonical(folded)].map((form) => form.replaceAll(" ", "")))].filter(Boolean);
}

// Return the keys of a word: an apostrophe vanishes, and separates words; what is elided before it may be missing.
function wordKeys(text) {
  const parts = splitApostrophes(text);
  return parts === text ? [keyOf(text)]
    : [...new Set([text, parts, parts.replace(/^\s*[\p{L}\p{N}_]{1,2} /u, "")].map(keyOf))];
}

const isSaidOfAll = ({ words: { drop } }, key) => drop.drop.includes(key) || drop.origin.includes(key);

const isCommon = (lexicon, { text, meanings }) => (
  !meanings.length && (isSaidOfAll(lexicon, keyOf(text)) || peopleOf(lexicon, keyOf(text)).length > 0));

// Return whether an active entry has a key in its own text, as whole words.
const hasWordIn = (entries, key) => entries.some(({ active, t }) => active && `${t} `.includes(` ${key} `));

// Reading

// Join the terms that belong together, the longest first, and find what they mean; leave out words that join others.
function read(lexicon, typed) {
  const split = typed.split(/[ \t\r\n\u00a0"]+/).filter(Boolean); // quotation marks do not matter
  const asked = split.filter((term) => term !== "?");
  const terms = asked.length ? asked : split;
  const readings = [];
  while (terms.length) {
    const [size, reading] = nextReading(lexicon, terms);
    readings.push(reading);
    terms.splice(0, size);
  }
  const all = readings.map((_, place) => withCode(lexicon, readings, place));
  const other = all.filter(({ text }) => !lexicon.words.drop.joining.includes(keyOf(text)));
  const telling = other.length ? other : all;
  return telling.length > 1 ? withoutOrigins(lexicon, telling).map(withoutGroup) : telling;
}

// Leave out whence somebody comes, beside a country, where she is: `Venezuelan in Trinidad`. A people stays as text.
function withoutOrigins(lexicon, readings) {
  // `from haiti guyana` says who calls.
  const isOrigin = (at) => at > 0 && lexicon.words.drop.origin.includes(keyOf(readings[at].text));
  const others = readings.filter((one, at) => !(isOrigin(at - 1) && countriesOf(one).length));
  const has = ({ meanings }, ...facets) => meanings.some(([facet]) => facets.includes(facet));
  if (!others.some((one) => has(one, "country", "place"))) return readings;
  return others.map((one) => (has(one, "people") ? { ...one, meanings: NONE } : one));
}

// Read a country beside other words as no working group: a consulate of it is in it.
function withoutGroup(reading) {
  if (!countriesOf(reading).length) return reading;
  return { ...reading, meanings: reading.meanings.filter(([facet]) => facet !== "group") };
}

// Make those of a kind alternatives, `police` and `customs`; return nothing where no two are alike.
function joinAlike(readings) {
  const kinds = new Map();
  for (const reading of readings) {
    const has = (kind) => (kind === "country" ? countriesOf(reading).length : reading.meanings.some(([facet]) => facet === kind));
    const kind = ALIKE.find(has) || reading;
    kinds.set(kind, [...(kinds.get(kind) || NONE), reading]);
  }
  if (kinds.size === readings.length) return NONE;
  return [...kinds.values()].map((alike) => ({ text: textOfReadings(alike), meanings: alike.flatMap(({ meanings }) => meanings) }));
}

function nextReading(lexicon, terms) {
  for (let size = Math.min(MOST_WORDS, terms.length); size > 0; size -= 1) {
    const text = terms.slice(0, size).join(" ");
    for (const key of wordKeys(text)) {
      const known = indexOf(lexicon).meanings.get(key) || NONE;
      const meanings = known.every(([facet]) => NAMED.includes(facet)) ? [...peopleOf(lexicon, key), ...known] : known;
      if (meanings.length) return [size, { text, meanings }];
      if (isSaidOfAll(lexicon, key)) return [size, { text, meanings: [] }];
    }
    const places = placesOf(lexicon, text);
    if (places.length && !lexicon.hasWord(keyOf(text))) return [size, { text, meanings: places }];
  }
  const digits = terms.findIndex((term) => !NUMBER.test(term));
  const size = Math.max(1, digits < 0 ? terms.length : digits);
  return [size, { text: terms.slice(0, size).join(" "), meanings: [] }];
}

// Read a code of a country: in capitals, and alone or beside a word or a number.
function withCode(lexicon, readings, place) {
  const reading = readings[place];
  const countries = coded(lexicon, reading);
  if (!countries.length) return reading;
  const isOther = (one) => one.meanings.length > 0 || !coded(lexicon, one).length;
  const before = readings.slice(0, place).reverse().find(isOther);
  const after = readings.slice(place + 1).find(isOther);
  const beside = [before, after].filter(Boolean);
  if (beside.length && !beside.some((one) => one.meanings.length || NUMBER.test(one.text))) return reading;
  return { ...reading, meanings: [...countries, ...reading.meanings], isCode: !reading.meanings.length };
}

function coded(lexicon, reading) {
  const bare = reading.text.trim().replaceAll(".", "");
  return (CODE.test(bare) && indexOf(lexicon).codes.get(fold(bare))) || NONE;
}

const isOfCountry = ([facet]) => OF_COUNTRIES.includes(facet);

const countriesOf = ({ meanings }) => [...new Set(meanings.filter(isOfCountry).map(([, value]) => value))];

// Matching

// Return the test for one reading, applied to the result of `searchable`.
function matching(lexicon, reading) {
  const tests = reading.meanings.length ? [matchingWord(reading)] : [];
  if (reading.meanings.every(([facet]) => ALSO_TEXT.includes(facet))) tests.push(matchingText(lexicon, reading.text));
  const id = caselessText(reading.text.trim());
  return (entry) => tests.some((test) => test(entry)) || entry.ids.includes(id);
}

function matchingWord(reading) {
  const finds = reading.meanings.filter(([facet]) => facet !== "state");
  const states = reading.meanings.filter(([facet]) => facet === "state").map(([, value]) => value);
  // `DE` is not the word in `de Example`, nor is who is open or stale known from a text.
  const isText = !reading.isCode && states.every((state) => state === "always");
  // A country is found as a whole word only: Niger does not find the Nigerien.
  const start = ` ${keyOf(reading.text)}`;
  const countries = countriesOf(reading);
  const word = countries.length ? `${start} ` : start;
  return (entry) =>
    finds.some(([facet, value]) => entry[facet]?.includes(value)) ||
    countries.some((code) => entry.country.includes(code)) ||
    (states.includes("always") && entry.linesAbroad.some(({ always }) => always)) ||
    (states.includes("open") && entry.rankOpening() < 3) ||
    (states.includes("no-phone") && !entry.phone?.length) ||
    (states.includes("no-mobile") && !entry.phone?.includes("mobile")) ||
    (states.includes("no-fax") && !entry.phone?.includes("fax")) ||
    (states.includes("no-whatsapp") && !entry.app?.includes("whatsapp")) ||
    (states.includes("no-email") && !/\S@/.test(entry.e ?? "")) ||
    (states.includes("stale") && entry.isStale()) ||
    (states.includes("unverified") && entry.active && !entry.verified) ||
    (states.includes("untested") && entry.untested === true) ||
    (isText && (entry.t.includes(word) || entry.t.endsWith(start)));
}

function matchingText(lexicon, term) {
  const keys = [fold(term), keyOf(term), fold(splitApostrophes(term))].filter(Boolean);
  const isIn = (text) => keys.some((key) => text.includes(` ${key}`));
  const sectors = Object.values(lexicon.words.sector).flat();
  // A word of a sector never matches through the label or synonyms of a body.
  const isInSectors = sectors.some((key) => isIn(` ${key}`));
  const address = caselessText(term.trim());
  const digits = digitsOf(term);
  const known = new Map(); // for each text that entries share
  const isInShared = (text) => known.get(text) ?? known.set(text, isIn(text)).get(text);
  return (entry) =>
    isIn(entry.t) || entry.shared.some(isInShared) || (!isInSectors && isInShared(entry.bodies)) ||
    entry.e?.includes(address) ||
    digits.some((digit) => entry.n.includes(digit));
}

function digitsOf(term) {
  const number = term.replace(PAUSE, "");
  if (!NUMBER.test(number)) return [];
  const digits = number.replaceAll("(0)", "").replace(/\D/g, "");
  const forms = [digits, ...PREFIXES.map((prefix) => digits.replace(prefix, ""))];
  return forms.filter((form) => form.length >= FEWEST_DIGITS);
}

// Return the test whether an entry is found by all of some readings.
function matchingAll(lexicon, readings) {
  const tests = readings.map((reading) => matching(lexicon, reading));
  return (entry) => tests.every((test) => test(entry));
}

// Return the selection: `q` is the typed text, each facet has one value.
function selecting(lexicon, wanted, readings = read(lexicon, wanted.q || "")) {
  const facets = FACETS.filter((facet) => wanted[facet]);
  const inFacets = (entry) => facets.every((facet) => entry[facet]?.includes(wanted[facet]));
  const isFound = matchingAll(lexicon, readings);
  const countries = readings.flatMap(countriesOf);
  const isOfLines = readings.some(({ meanings }) => meanings.some(([facet, value]) => facet === "state" && ANSWERING.includes(value)));
  return {
    readings,
    inFacets,
    countries,
    // The own seats of a country come first, then who answers now, if that is asked for.
    rank: (entry) => (isOwn(entry, countries) ? 0 : 4) + (isOfLines ? entry.rankOpening() : 0),
    isOfMoment: readings.some(({ meanings }) => meanings.some(([facet, value]) => facet === "state" && value !== "always")),
    test: (entry) => inFacets(entry) && isFound(entry),
  };
}

// Return whether an entry's own country is one of these, a part of it, or has it as a part.
function isOwn({ own }, countries) {
  return countries.some((code) => code === own || code.startsWith(`${own}-`) || own.startsWith(`${code}-`));
}

// Give an object what an entry of the page's data says, and what follows from it.
function expand(made, data, entry) {
  Object.assign(made, entry);
  for (const name of LISTED) if (entry[name]) made[name] = data.lists[entry[name]];
  made.country ??= entry.own ? [entry.own] : NONE;
  made.role ??= USUAL_ROLE;
  made.zone ??= data.countries[entry.own]?.zone || "";
  made.n ??= (entry.lines || NONE).map(({ number }) => number.replace(/\D/g, "")).join("\n");
  made.active = !entry.gone;
  made.half = once(data.halves, made.sector || NONE, (sectors) => [...new Set(sectors.flatMap((slug) => data.halves[slug] || NONE))]);
  made.isUsual = made.sector?.some((slug) => data.usual.includes(slug)) || false;
  made.post = data.roles[made.role[0]];
  return made;
}

const NONE = [];
const madeOnce = new WeakMap();

// Return what is made of a value, once for each owner: thousands of entries share a few lists.
function once(owner, value, make) {
  if (!madeOnce.has(owner)) madeOnce.set(owner, new Map());
  const made = madeOnce.get(owner);
  if (!made.has(value)) made.set(value, make(value));
  return made.get(value);
}

// An entry, with the texts in which it is searched beside its own.
class Searchable {
  #data;
  #readClock;

  constructor(data, entry, readClock) {
    this.#data = data;
    this.#readClock = readClock;
    expand(this, data, entry);
    this.linesAbroad = (this.lines || NONE).filter(({ national }) => !national);
    this.shared = [this.#keys("country", this.own), this.#keys("sector"), this.#keys("role")];
    this.bodies = this.#keys("body");
  }

  // Return 0 if a line that can be dialled from abroad answers for certain, 1 if one may: a shelter's, a toll-free
  // one, or one that failed its test; 3 if none is open.
  rankOpening() {
    const isOpen = (table) => {
      const status = table === undefined ? null : statusOn(this.#data, this.#data.tables[table], clockIn(this.zone, this.#readClock()));
      return status?.isOpen && !status.mayBeClosed;
    };
    const open = this.linesAbroad.filter(({ always, table }) => always || isOpen(table));
    const isSure = !this.shelter && open.some(({ doubtful, tollFree }) => !doubtful && !tollFree);
    return isSure ? 0 : open.length ? 1 : 3;
  }

  // Return whether an active seat was not confirmed recently, or never, by the reader's date.
  isStale() {
    const days = dayOf(ownClock(this.#readClock())) - this.verified; // not a number if never
    return this.active && !(days <= this.#data.verifyEveryDays);
  }

  // Return the words of a facet; two spaces stand between them, so that a term cannot match across them.
  #keys(facet, values = this[facet] || NONE) {
    const words = this.#data.words[facet];
    return once(words, values, () => [values].flat().map((value) => ["", ...(words[value] || NONE)].join("  ")).join(""));
  }
}

// Closest words

const MIN_SIMILARITY = 0.7;
const MARGIN = 0.12;
const MOST_TRIED = 50; // combinations of closest words
const MOST_CLOSEST = 3;
const FEWEST_LETTERS = 3;
const MOST_SUGGESTIONS = 3;

// Return texts that find some of these entries, best first: unknown words are replaced.
function suggestions(lexicon, entries, typed) {
  const readings = read(lexicon, typed);
  const others = readings.filter((reading) => !reading.meanings.length);
  const missing = others.filter((reading) => !entries.some(matchingAll(lexicon, [reading])));
  const candidates = others.length ? knownWords(lexicon, entries) : NONE;
  const closest = new Map(others.map((reading) => [reading, closestWords(reading.text, candidates)]));
  const choose = (replaced) => combinations(readings.map((reading) => [
    ...(missing.includes(reading) ? NONE : [reading.text]),
    ...(replaced.includes(reading) ? closest.get(reading) : NONE),
  ]));
  // Where the closest words find nothing together, all are one name (`sierra leonne`), or each is alone.
  const whole = closestWords(textOfReadings(readings), candidates);
  const alone = [...whole, ...missing.flatMap((reading) => closest.get(reading))];
  // Each word that finds something may be misspelt too: `polis` is in `metropolis`.
  for (const texts of [choose(missing), choose(others), alone]) {
    const results = new Map(); // words that find the same are one suggestion
    for (const text of texts.slice(0, MOST_TRIED)) {
      const isFound = matchingAll(lexicon, read(lexicon, text));
      const result = entries.flatMap((entry, place) => (isFound(entry) ? [place] : NONE)).join();
      if (result && !results.has(result)) results.set(result, text);
    }
    if (results.size) return [...results.values()].slice(0, MOST_SUGGESTIONS);
  }
  return NONE;
}

const textOfReadings = (readings) => readings.map(({ text }) => text).join(" ");

// Return the terms without which entries are found, the others, and how many are found, most first.
function withoutTerms(lexicon, entries, readings) {
  const counted = readings.map((reading) => {
    const others = readings.filter((other) => other !== reading);
    const count = entries.filter(matchingAll(lexicon, others)).length;
    return { text: reading.text, others: textOfReadings(others), count };
  });
  return counted.filter(({ count }) => count).sort((one, other) => other.count - one.count).slice(0, MOST_SUGGESTIONS);
}

// Return the texts of the first combinations of a choice each.
function combinations(choices) {
  return choices.reduce((texts, more) => (
    texts.flatMap((text) => more.map((word) => `${text} ${word}`.trim())).slice(0, MOST_TRIED)), [""]);
}

// Return the words of the vocabularies and of some entries, and the entries' ids.
function knownWords(lexicon, entries) {
  const { code, drop, place, ...facets } = lexicon.words;
  const towns = Object.values(place).flat().map(([name]) => keyOf(name));
  const keys = [...Object.values(facets).flatMap((values) => Object.values(values).flat()), ...towns];
  const words = [...keys, ...entries.map(({ t }) => t)].flatMap((text) => text.split(" "));
  return [...new Set([...keys, ...words.filter((word) => word.length >= FEWEST_LETTERS), ...entries.flatMap(({ ids }) => ids)])];
}

function closestWords(text, known) {
  const wanted = fold(text);
  const length = Array.from(wanted).length;
  const words = known.filter((word) => word !== wanted);
  const slips = Array.from(text).length > 4 ? 2 : 1;
  const near = words.filter((word) => Math.abs(word.length - wanted.length) <= slips);
  const scored = near.map((word) => [word, distance(wanted, word)])
    .filter(([, edits]) => edits <= slips)
    .map(([word, edits]) => [word, 1 - edits / Math.max(length, Array.from(word).length)])
    .filter(([, score]) => score >= MIN_SIMILARITY)
    .sort(([, one], [, other]) => other - one);
  const similar = scored.filter(([, score]) => score >= scored[0][1] - MARGIN).map(([word]) => word);
  const starting = length < FEWEST_LETTERS ? NONE : words.filter((word) => ` ${word}`.includes(` ${wanted}`));
  return [...new Set([...similar, ...starting])].slice(0, MOST_CLOSEST);
}

// Return the edits between two texts: a letter more, less, other, or swapped with the next.
function distance(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const [above, line] = [rows[row - 1], [row]];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(Math.min(above[column] + 1, line[column - 1] + 1, above[column - 1] + (isSame ? 0 : 1),
        isSwapped ? rows[row - 2][column - 2] + 1 : Infinity));
    }
    rows.push(line);
  }
  return rows[a.length][b.length];
}
