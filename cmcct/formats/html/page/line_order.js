// The order in which the lines for a country are tried, in sections, as in cmcct/calling: lines, order.

const MAX_LINES = 5;
const MAX_MAY = 2; // lines that may answer before those that answer elsewhere
const MAX_ELSEWHERE = 2;
// Reach: from the caller's country, the number works, may not work, or reaches a stranger.
const [WORKS, MAY_WORK, ONLY_THERE] = [0, 1, 2];
// Nearness: the line is of the country itself, of a seat that covers it, or of neither.
const [OWN, COVERING, ELSEWHERE] = [0, 1, 2];
// How a line meets a wish.
const [NO, NOT_KNOWN, MET] = [0, 1, 2];
const WISHES = ["language", "sector", "half"];
const STATES = ["answers", "may", "closed", "inside"];

const isStaff = (entry) => !entry.shelter && !entry.post.isObserver;
const isDialable = (line) => line.reach !== ONLY_THERE;

// Return the sections of lines to try, each number once; the seats of the country or covering it, without
// those that have left; and the secretariat's lines. A request has `country` and `caller`, codes;
// `language`, a tag; `sector` and `half`; a wish that is "" is none.
function findCalls(data, entries, request, now) {
  const { country, caller } = request;
  const statuses = {}; // each zone and timetable is computed once
  const statusOf = ({ zone }, { table }) => (table === undefined ? null
    : once(statuses, `${zone} ${table}`, () => statusOn(data, data.tables[table], clockIn(zone, now))));
  const today = now.toISOString().slice(0, 10);
  const present = entries.filter((entry) => !(entry.until < today));
  const seats = present.filter((entry) => nearnessOf(entry, country) !== ELSEWHERE);
  const build = (some) => some.flatMap((entry) => (
    (entry.lines || NONE).map((phone) => lineOf(data, entry, { place: 0, ...phone }, request, statusOf))));
  const linesOf = (some) => sortedBy(build(some), (line) => nearKey(line, request));

  const lines = linesOf(seats.filter(isStaff));
  const hasStaff = lines.some(({ entry }) => entry.active);
  const observers = linesOf(hasStaff ? NONE : seats.filter((entry) => !entry.shelter && entry.post.isObserver));
  lines.push(...observers.filter((line) => !isDialable(line)));
  const shelters = linesOf(seats.filter((entry) => entry.shelter)).filter(({ nearness }) => nearness === OWN);
  const states = STATES.map((state) => lines.filter((line) => line.state === state));
  states[2] = sortedBy(states[2], openingKey);
  const [answers, may, closed, inside] = states;
  // The lines of other countries that are answered round the clock.
  const isAbroad = (entry) => isStaff(entry) && !entry.post.isLate && !(caller && isOwn(entry, [caller]))
    && nearnessOf(entry, country) === ELSEWHERE && entry.lines?.some((phone) => phone.always);
  const abroad = answers.length ? NONE : build(present.filter(isAbroad)).filter(({ phone, state }) => phone.always && state === "answers");
  const far = sortedBy(abroad, (line) => elsewhereKey(data, line, request));
  // A number that may not get through is not first while a line of another kind is there.
  const first = far.length && may.length && !may[0].risk ? MAX_MAY : 0;
  const isForShelter = request.sector === "shelter";
  const aids = linesOf(present.filter((entry) => entry.role[0] === "secretariat" && !entry.shelter));
  return {
    request,
    sections: unique([
      ["shelters", isForShelter ? shelters : NONE],
      ["answers", answers],
      ["may", may.slice(0, first)],
      ["elsewhere", far],
      [first ? "too" : "may", may.slice(first)],
      ["closed", closed],
      ["shelters", isForShelter ? NONE : shelters],
      ["observers", observers.filter(isDialable)],
      ["inside", inside],
    ]),
    // Of two entries with one number, the sections have the first only.
    states,
    seats,
    secretariat: sortedBy(aids.filter(isDialable), readinessKey),
  };
}

// Return the sections that have lines, each number where it comes first.
function unique(parts) {
  const seen = new Set();
  return parts.flatMap(([name, all]) => {
    const lines = [];
    for (const line of all) {
      const { number, ext, national } = line.phone;
      const key = JSON.stringify([number, ext, national && line.entry.own]);
      if (seen.has(key) || (name === "elsewhere" && lines.length === MAX_ELSEWHERE)) continue;
      seen.add(key);
      lines.push(line);
    }
    return lines.length ? [{ name, lines }] : NONE;
  });
}

// Return the sections with the lines to show: the first ones, of which the last gives way to the best match
// of the wishes, and the first of each section.
function chooseLines({ sections }) {
  const lines = sections.flatMap((section) => section.lines);
  const shown = new Set(sections.map((section) => section.lines[0]));
  const [best] = sortedBy(lines.filter(isDialable), (line) => [-sumOf(line.wishes)]);
  const first = lines.slice(0, MAX_LINES);
  if (best && !shown.has(best) && !first.includes(best)) first[MAX_LINES - 1] = best;
  for (const line of first) shown.add(line);
  return sections.map(({ name, lines: all }) => ({ name, lines: all.filter((line) => shown.has(line)) }));
}

// Return the lines of the country and covering it.
const linesNear = (sections) => sections.flatMap(({ lines }) => lines).filter(({ nearness }) => nearness !== ELSEWHERE);

// Return those of some seats that are written to if nobody answers, the first to write to first.
function seatsToWrite(data, request, seats) {
  const able = seats.filter((entry) => entry.active && isStaff(entry) && entry.role[0] !== "secretariat");
  const first = able.filter((entry) => entry.role[0] !== "technical");
  return sortedBy(first.length ? first : able, (entry) => [
    isOfOtherHalf(data, entry, request), nearnessOf(entry, request.country), -sumOf(wishesOf(entry, request)),
    ...seatKey(entry, request),
  ]);
}

// Return the seats to mail. Whoever gets a mail sees all its addresses: one that is for the secretariat only is
// written to alone, if no other is as near.
function addressees(data, { request, seats }) {
  const near = (entry) => nearnessOf(entry, request.country);
  const sorted = seatsToWrite(data, request, seats.filter(({ mail }) => mail !== undefined));
  const shared = sorted.filter((entry) => !entry.secretMail);
  return shared.some((entry) => near(entry) === near(sorted[0])) ? shared : sorted.slice(0, 1);
}

// Return the seat to write to in an app: that of the first line, else the first of the others; these come before
// a line elsewhere.
function seatWithHandles(data, { request, seats }, first) {
  const others = seatsToWrite(data, request, seats.filter(({ handles }) => handles));
  const own = first?.entry.active && !first.entry.shelter ? [first.entry] : NONE;
  return (first?.nearness === ELSEWHERE ? [...others, ...own] : [...own, ...others]).find(({ handles }) => handles);
}

// Return the key of the sentence above the lines, "" for none, and the line that it speaks of.
function sentenceOf({ sections, states: [answers, may, closed], seats }) {
  if (answers.length) return ["", null];
  if (may.length) return ["not_certain", may[0]];
  const near = linesNear(sections);
  if (closed.length) {
    const [first] = sortedBy(closed.filter((line) => line.opens), (line) => [line.opens]);
    if (!first) return ["closed", null];
    if (first.status.isUntilEstimated) return ["closed_probably", first];
    const isCovered = near.every(({ nearness }) => nearness === COVERING);
    return [isCovered && new Set(closed.map(({ entry }) => entry.own)).size === 1 ? "covered" : "closed_until", first];
  }
  if (sections.some(({ name }) => name === "observers")) return ["observer", null];
  const hasStaff = seats.some((entry) => entry.active && !entry.post.isObserver);
  return [near.length || hasStaff ? "not_dialable" : "nobody", null];
}

// Return the wishes that nobody of the country, or who covers it, meets, and whether it is known.
function unmetWishes({ request, sections }) {
  const near = linesNear(sections);
  return WISHES.filter((wish) => request[wish]).flatMap((wish, place) => {
    const best = Math.max(...near.map((line) => line.wishes[place]));
    return best === MET || !near.length ? NONE : [{ wish, isKnown: best === NO }];
  });
}

// Return what to dial in the caller's country, "" if nothing; a pause before an extension.
const dialText = (line) => (isDialable(line) ? [line.phone.number, line.phone.ext].filter(Boolean).join(",") : "");

function lineOf(data, entry, phone, request, statusOf) {
  const status = statusOf(entry, phone); // null: hours are not known, or always
  const reach = reachOf(data, phone, entry.own, request.caller);
  const isClosed = status !== null && !status.isOpen;
  const risk = phone.doubtful ? 1 : reach === MAY_WORK ? 2 : 0;
  const doubt = ["", "failed", "toll_free"][risk]
    || (!phone.always && status === null ? (phone.lacksZone ? "zone" : "hours") : status?.mayBeClosed ? "holiday" : "");
  return {
    entry,
    phone,
    status,
    reach,
    risk,
    doubt,
    nearness: nearnessOf(entry, request.country),
    state: reach === ONLY_THERE ? "inside" : isClosed ? "closed" : doubt ? "may" : "answers",
    readiness: phone.always ? (phone.tested ? 0 : 1) : status?.isOpen && !status.mayBeClosed ? 2 : 3,
    opens: isClosed && status.change ? momentIn(entry.zone, status.change) : null,
    wishes: wishesOf(entry, request),
  };
}

const nearnessOf = (entry, country) => (
  isOwn(entry, [country]) ? OWN : entry.country.includes(country) ? COVERING : ELSEWHERE);

// Return whether an entry is of no half of the network that is asked for: all are, if none is.
function isOfOtherHalf(data, entry, { half, sector }) {
  const wanted = half ? [half] : sector ? data.halves[sector] : entry.half;
  return !entry.half.some((one) => wanted.includes(one));
}

// Return whether a number works where the caller is: in countries of one plan, national numbers do.
function reachOf(data, phone, country, caller) {
  if (caller && countryOf(data, country).plan === countryOf(data, caller).plan) return WORKS;
  return phone.national ? ONLY_THERE : phone.tollFree ? MAY_WORK : WORKS;
}

// Return the facts of a country; an entry can be of none that is known, and a request too.
const countryOf = (data, code) => data.countries[code] || { name: "", inSentence: "", zone: "", plan: code, languages: NONE, groups: NONE };

const languagesOf = (data, entry) => entry.language || countryOf(data, entry.own).languages;

// Return whether a language, in any regional form, is among the tags.
const speaks = (tags, wanted) => tags.some((tag) => `${tag}-`.startsWith(`${wanted}-`));

// Return how an entry meets each wish; what it does not say is not known.
function wishesOf(entry, request) {
  return WISHES.filter((wish) => request[wish]).map((wish) => {
    const stated = (wish === "language" ? entry.language : entry.sector) || NONE;
    const isMet = wish === "language" ? speaks(stated, request.language) : entry[wish]?.includes(request[wish]);
    return !stated.length ? NOT_KNOWN : isMet ? MET : NO;
  });
}

const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

function nearKey(line, request) {
  const { entry, phone } = line;
  const [rank, isUnusual, ...rest] = seatKey(entry, request);
  return [
    line.risk, line.nearness, entry.post.isLate, -sumOf(line.wishes), line.readiness,
    rank, isUnusual, !phone.mobile, ...rest, phone.place,
  ];
}

function seatKey(entry, request) {
  const isWished = wishesOf(entry, { ...request, language: "" }).includes(MET);
  return [entry.post.rank, !isWished && !entry.isUsual, entry.verified ? -entry.verified : Infinity, entry.ids[0]];
}

const openingKey = (line) => [line.risk, line.opens || Infinity];

// Return the key of a line among lines of any state.
const readinessKey = (line) => [STATES.indexOf(line.state), ...(line.state === "closed" ? openingKey(line) : NONE)];

function elsewhereKey(data, line, request) {
  const { entry, phone } = line;
  const [ours, theirs] = [request.country, entry.own].map((code) => countryOf(data, code));
  return [
    isOfOtherHalf(data, entry, request), -sumOf(line.wishes), !phone.tested,
    !ours.languages.some((tag) => speaks(languagesOf(data, entry), tag)),
    ...ours.groups.map((isMember, at) => !(isMember && theirs.groups[at])),
    entry.ids[0], phone.place,
  ];
}

// Return a sorted copy, by lists of values that are compared one after the other.
function sortedBy(lines, keyOf) {
  const keys = new Map(lines.map((line) => [line, keyOf(line)]));
  return [...lines].sort((one, other) => {
    const [a, b] = [keys.get(one), keys.get(other)];
    const place = a.findIndex((value, at) => value !== b[at]);
    return place < 0 ? 0 : a[place] < b[place] ? -1 : 1;
  });
}
