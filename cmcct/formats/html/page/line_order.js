// The order in which the telephone lines for a country are tried, as in cmcct/search/line_order.py.

const MAX_LINES = 5;
// Reach: from the caller's country, the number works, may not work, or reaches a stranger.
const [WORKS, MAY_WORK, ONLY_THERE] = [0, 1, 2];
// Nearness: the line is of the country itself, of a seat that covers it, or of neither.
const [OWN, COVERING, ELSEWHERE] = [0, 1, 2];
// State: a line that is always answered and was tested comes first.
const [TESTED_ALWAYS, OPEN_ALWAYS, OPEN, NOT_OPEN] = [0, 1, 2, 3];
// How a line meets a wish.
const [NO, NOT_KNOWN, MET] = [0, 1, 2];
const SHARED_GROUPS = ["oecs", "caricom", "acs"];
const SHARED_PLAN = "+590"; // Guadeloupe, Saint Barthélemy and Saint Martin dial each other nationally

// Return the lines to try, the first to try first, each number once. A request has `country` and
// `caller`, codes; `language`, a tag; `sector` and `half`; a wish that is "" is none.
function rankLines(data, entries, request, now) {
  const statusOf = statusesAt(data, now);
  const make = (entry, phone, nearness) => lineOf(data, entry, phone, request, nearness, statusOf);
  const today = now.toISOString().slice(0, 10);
  const usable = entries.filter((entry) => !(entry.until < today))
    .flatMap((entry) => (entry.lines || []).map((phone) => [entry, { place: 0, ...phone }]));
  const near = usable.map(([entry, phone]) => [entry, phone, nearnessOf(entry, request.country)])
    .filter(([, , nearness]) => nearness !== ELSEWHERE)
    .map((found) => make(...found));
  let lines = sortedBy(near, nearKey);
  if (!near.some(isSure)) {
    const far = usable.filter(([entry, phone]) => isOfUseElsewhere(data, entry, phone, request))
      .map(([entry, phone]) => make(entry, phone, ELSEWHERE)).filter(isCandidate);
    const { groups } = data.countries[request.country];
    const sorted = sortedBy(far, (line) => farKey(line, groups, data));
    // A number that may not work comes after those that do, wherever they are.
    lines = sortedBy([...lines, ...sorted], (line) => [line.reach]);
  }
  const first = new Map();
  for (const line of lines) {
    const number = JSON.stringify([line.phone.number, line.phone.ext]);
    if (!first.has(number)) first.set(number, line);
  }
  return [...first.values()];
}

// Return the lines to show: the first, the best match of the wishes, a number not to dial.
function chooseLines(ranked) {
  const candidates = ranked.filter(isCandidate);
  const others = ranked.filter((line) => !isCandidate(line)).slice(0, 1);
  const chosen = candidates.slice(0, MAX_LINES - others.length);
  const most = Math.max(...candidates.map(metOf));
  const best = candidates.find((line) => metOf(line) === most);
  if (best && !chosen.includes(best)) chosen[chosen.length - 1] = best;
  return [...chosen, ...others];
}

// Return what to dial in the caller's country, "" if nothing; a pause before an extension.
function dialText(line) {
  if (!isCandidate(line)) return "";
  const { number, ext } = line.phone;
  return ext ? `${number},${ext}` : number;
}

function isCandidate(line) {
  return line.reach !== ONLY_THERE;
}

// Return the wishes that nobody of the country, or who covers it, meets, and whether it is known.
function unmetWishes(request, ranked) {
  const near = ranked.filter((line) => line.nearness !== ELSEWHERE);
  return WISHES.filter((wish) => request[wish]).flatMap((wish, place) => {
    const best = Math.max(...near.map((line) => line.wishes[place]));
    return best === MET ? [] : [{ wish, isKnown: best === NO }];
  });
}

const WISHES = ["language", "sector", "half"];

function lineOf(data, entry, phone, request, nearness, statusOf) {
  const status = statusOf(entry, phone);
  const isOpen = status !== null && status.isOpen;
  const always = phone.tested ? TESTED_ALWAYS : OPEN_ALWAYS;
  const official = nearness === ELSEWHERE ? data.countries[request.country].languages : [];
  return {
    entry,
    phone,
    status, // null: hours are not known, or always
    reach: reachOf(data, phone, entry.own, request.caller),
    nearness,
    state: phone.always ? always : isOpen ? OPEN : NOT_OPEN,
    opens: status && !isOpen && status.change ? momentIn(entry.zone, status.change) : null,
    wishes: WISHES.filter((wish) => request[wish]).map((wish) => met(entry, wish, request[wish])),
    shared: official.filter((tag) => speaks(languagesOf(data, entry), tag)),
  };
}

// Return a function that finds the opening status of a line; each zone and timetable is computed once.
function statusesAt(data, now) {
  const firstDay = data.start ? Date.parse(data.start) / 86400000 : Infinity;
  const lastDay = firstDay + data.days - 1;
  const found = new Map();
  return (entry, phone) => {
    if (phone.table === undefined) return null;
    const key = `${entry.zone} ${phone.table}`;
    if (!found.has(key)) {
      const clock = clockIn(entry.zone, now);
      const isInside = clock && firstDay <= clock.day && clock.day <= lastDay;
      found.set(key, isInside ? statusAt(data.tables[phone.table], clock, lastDay) : null);
    }
    return found.get(key);
  };
}

function nearnessOf(entry, country) {
  if (isOwn(entry, [country])) return OWN;
  return (entry.country || []).includes(country) ? COVERING : ELSEWHERE;
}

function isOfUseElsewhere(data, entry, phone, request) {
  return phone.always && nearnessOf(entry, request.country) === ELSEWHERE
    && (entry.half || []).some((half) => halvesOf(data, request).includes(half));
}

// Return the halves of the network that are asked for; all if none is.
function halvesOf(data, { half, sector }) {
  if (half) return [half];
  return sector ? data.halves[sector] : Object.values(data.halves).flat();
}

function reachOf(data, phone, country, caller) {
  if (caller && isOneCountry(data, country, caller)) return WORKS;
  if (phone.national) return ONLY_THERE;
  return phone.tollFree ? MAY_WORK : WORKS;
}

// Return whether national numbers of one country work in the other.
function isOneCountry(data, one, other) {
  const hasPlan = (code) => countryOf(data, code).plan === SHARED_PLAN;
  return one.split("-")[0] === other.split("-")[0] || (hasPlan(one) && hasPlan(other));
}

// Return the facts of a country; an entry can be of none that is known.
function countryOf(data, code) {
  return data.countries[code] || { plan: "", languages: [], groups: [] };
}

function languagesOf(data, entry) {
  return entry.language || countryOf(data, entry.own).languages;
}

// Return whether a language, in any regional form, is among the tags.
function speaks(tags, wanted) {
  return tags.some((tag) => `${tag}-`.startsWith(`${wanted}-`));
}

// Return how an entry meets a wish; what it does not say is not known.
function met(entry, wish, wanted) {
  const given = (wish === "language" ? entry.language : entry.sector) || [];
  const isMet = wish === "language" ? speaks(given, wanted) : (entry[wish] || []).includes(wanted);
  return !given.length ? NOT_KNOWN : isMet ? MET : NO;
}

function metOf(line) {
  return line.wishes.reduce((sum, wish) => sum + wish, 0);
}

// Return whether a line is open, and no test or toll-free number makes this doubtful.
function isSure(line) {
  return line.reach === WORKS && !line.phone.doubtful && line.state !== NOT_OPEN;
}

function nearKey(line) {
  const { entry, phone, state } = line;
  const isClosed = state === NOT_OPEN;
  return [
    line.reach,
    line.nearness,
    phone.doubtful === true,
    state,
    -metOf(line),
    !phone.mobile,
    isClosed && line.status !== null,
    isClosed ? line.opens || Infinity : 0,
    entry.verified ? -Date.parse(entry.verified) : Infinity,
    entry.ids[0],
    phone.place,
  ];
}

function farKey(line, groups, data) {
  const { entry, phone } = line;
  const own = countryOf(data, entry.own).groups;
  return [
    line.reach,
    phone.doubtful === true,
    line.state,
    -metOf(line),
    !line.shared.length,
    ...SHARED_GROUPS.map((group) => !(own.includes(group) && groups.includes(group))),
    entry.ids[0],
    phone.place,
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
