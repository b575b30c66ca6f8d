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
// The first to call first; `focal-point` and `head-of-unit` are alike.
const ROLE_RANKS = { "duty-desk": 0, "focal-point": 1, "head-of-unit": 1, alternate: 2, technical: 3, secretariat: 4 };
const LAST_RANK = 6;
const LATE_ROLES = ["technical", "secretariat"];
const USUAL_SECTORS = ["police", "coordination", "victim-assistance"];
const SHARED_GROUPS = ["oecs", "caricom", "acs"];
const SHARED_PLAN = "+590"; // Guadeloupe, Saint Barthélemy and Saint Martin dial each other nationally

// Return the sections of lines to try, each number once; the seats of the country or covering it, without
// those that have left; and the secretariat's lines. A request has `country` and `caller`, codes;
// `language`, a tag; `sector` and `half`; a wish that is "" is none.
function findCalls(data, entries, request, now) {
  const statusOf = statusesAt(data, now);
  const today = now.toISOString().slice(0, 10);
  const present = entries.filter((entry) => !(entry.until < today));
  const seats = present.filter((entry) => nearnessOf(entry, request.country) !== ELSEWHERE);
  const build = (some) => some.flatMap((entry) => (
    (entry.lines || []).map((phone) => lineOf(data, entry, { place: 0, ...phone }, request, statusOf))));
  const linesOf = (some) => sortedBy(build(some), (line) => nearKey(line, request));
  const ordinary = (entry) => !entry.shelter && roleOf(entry) !== "observer";

  const lines = linesOf(seats.filter(ordinary));
  let observers = [];
  if (lines.every(({ entry }) => entry.gone)) {
    observers = linesOf(seats.filter((entry) => !entry.shelter && !ordinary(entry)));
    lines.push(...observers.filter((line) => !isDialable(line)));
  }
  const shelters = linesOf(seats.filter((entry) => entry.shelter)).filter(({ nearness }) => nearness === OWN);
  const states = STATES.map((state) => lines.filter((line) => line.state === state));
  states[2] = sortedBy(states[2], openingKey);
  const far = states[0].length ? [] : linesElsewhere(data, present, request, build);
  const aids = linesOf(present.filter((entry) => roleOf(entry) === "secretariat" && !entry.shelter));
  return {
    request,
    sections: unique(sectionsOf(states, far, shelters, observers, request)),
    // Of two entries with one number, the sections have the first only.
    states,
    seats,
    secretariat: sortedBy(aids.filter(isDialable), readinessKey),
  };
}

// Return the sections, each with its lines in order.
function sectionsOf([answers, may, closed, inside], far, shelters, observers, request) {
  // A number that may not get through is not first while a line of another kind is there.
  const first = far.length && may.length && !may[0].risk ? MAX_MAY : 0;
  const isForShelter = request.sector === "shelter";
  return [
    ["shelters", isForShelter ? shelters : []],
    ["answers", answers],
    ["may", may.slice(0, first)],
    ["elsewhere", far],
    [first ? "too" : "may", may.slice(first)],
    ["closed", closed],
    ["shelters", isForShelter ? [] : shelters],
    ["observers", observers.filter(isDialable)],
    ["inside", inside],
  ];
}

// Return the sections that have lines, each number where it comes first.
function unique(parts) {
  const seen = new Set();
  const sections = [];
  for (const [name, all] of parts) {
    const lines = [];
    for (const line of all) {
      const { number, ext, national } = line.phone;
      const key = JSON.stringify([number, ext, national && line.entry.own]);
      if (!seen.has(key) && !(name === "elsewhere" && lines.length === MAX_ELSEWHERE)) {
        seen.add(key);
        lines.push(line);
      }
    }
    if (lines.length) sections.push({ name, lines });
  }
  return sections;
}

// Return the lines of other countries that are answered round the clock.
function linesElsewhere(data, present, request, build) {
  const { caller, country } = request;
  const seats = present.filter((entry) => (
    nearnessOf(entry, country) === ELSEWHERE && !(caller && isOwn(entry, [caller])) && !entry.shelter
    && !LATE_ROLES.includes(roleOf(entry)) && roleOf(entry) !== "observer" && entry.lines?.some((phone) => phone.always)));
  const lines = build(seats).filter((line) => line.phone.always && line.state === "answers");
  return sortedBy(lines, (line) => elsewhereKey(line, request, data));
}

// Return the sections with the lines to show: the first ones, of which the last gives way to the best match
// of the wishes, and the first of each section.
function chooseLines({ sections }) {
  const lines = sections.flatMap((section) => section.lines);
  const chosen = new Set(sections.map((section) => section.lines[0]));
  const dialable = lines.filter(isDialable);
  const most = Math.max(...dialable.map(metOf));
  const best = dialable.find((line) => metOf(line) === most);
  const first = lines.slice(0, MAX_LINES);
  if (best && !chosen.has(best) && !first.includes(best)) first[MAX_LINES - 1] = best;
  for (const line of first) chosen.add(line);
  return sections.map(({ name, lines: all }) => ({ name, lines: all.filter((line) => chosen.has(line)) }));
}

// Return the seats to write to if nobody answers, the first to write to first. Whoever gets a mail sees all
// its addresses: one that is for the secretariat only is written to alone, if no other is as near.
function addressees(data, { request, seats }) {
  const able = seats.filter((entry) => entry.mail !== undefined && !entry.gone && !entry.shelter && !["observer", "secretariat"].includes(roleOf(entry)));
  const first = able.filter((entry) => roleOf(entry) !== "technical");
  const sorted = sortedBy(first.length ? first : able, (entry) => {
    const { rank, rest } = seatKey(entry, request);
    return [isOfOtherHalf(data, entry, request), nearnessOf(entry, request.country), -sumOf(wishesOf(entry, request)), ...rank, ...rest];
  });
  const shared = sorted.filter((entry) => !entry.secretMail);
  const near = (entry) => nearnessOf(entry, request.country);
  return shared.some((entry) => near(entry) === near(sorted[0])) ? shared : sorted.slice(0, 1);
}

// Return the key of the sentence above the lines, "" for none, and the line that it speaks of.
function sentenceOf({ sections, states: [answers, may, closed], seats }) {
  if (answers.length) return ["", null];
  if (may.length) return ["not_certain", may[0]];
  const near = sections.flatMap((section) => section.lines).filter(({ nearness }) => nearness !== ELSEWHERE);
  if (closed.length) {
    const [first] = sortedBy(closed.filter((line) => line.opens), (line) => [line.opens]);
    if (!first) return ["closed", null];
    if (first.status.isUntilEstimated) return ["closed_probably", first];
    const isCovered = near.every(({ nearness }) => nearness === COVERING);
    return [isCovered && new Set(closed.map(({ entry }) => entry.own)).size === 1 ? "covered" : "closed_until", first];
  }
  if (sections.some(({ name }) => name === "observers")) return ["observer", null];
  const isStaffed = seats.some((entry) => !entry.gone && roleOf(entry) !== "observer");
  return [near.length || isStaffed ? "not_dialable" : "nobody", null];
}

// Return the wishes that nobody of the country, or who covers it, meets, and whether it is known.
function unmetWishes({ request, sections }) {
  const near = sections.flatMap((section) => section.lines).filter(({ nearness }) => nearness !== ELSEWHERE);
  if (!near.length) return [];
  return WISHES.filter((wish) => request[wish]).flatMap((wish, place) => {
    const best = Math.max(...near.map((line) => line.wishes[place]));
    return best === MET ? [] : [{ wish, isKnown: best === NO }];
  });
}

// Return what to dial in the caller's country, "" if nothing; a pause before an extension.
function dialText(line) {
  if (!isDialable(line)) return "";
  const { number, ext } = line.phone;
  return ext ? `${number},${ext}` : number;
}

function isDialable(line) {
  return line.reach !== ONLY_THERE;
}

function lineOf(data, entry, phone, request, statusOf) {
  const status = statusOf(entry, phone); // null: hours are not known, or always
  const reach = reachOf(data, phone, entry.own, request.caller);
  const isClosed = status !== null && !status.isOpen;
  const doubt = phone.doubtful ? "failed" : reach === MAY_WORK ? "toll_free"
    : !phone.always && status === null ? "hours" : status?.mayBeClosed ? "holiday" : "";
  return {
    entry,
    phone,
    status,
    reach,
    doubt,
    nearness: nearnessOf(entry, request.country),
    state: reach === ONLY_THERE ? "inside" : isClosed ? "closed" : doubt ? "may" : "answers",
    risk: phone.doubtful ? 1 : reach === MAY_WORK ? 2 : 0,
    readiness: phone.always ? (phone.tested ? 0 : 1) : status?.isOpen && !status.mayBeClosed ? 2 : 3,
    opens: isClosed && status.change ? momentIn(entry.zone, status.change) : null,
    wishes: wishesOf(entry, request),
  };
}

// Return a function that finds the opening status of a line, with what is known of holidays there; each
// zone and timetable is computed once.
function statusesAt(data, now) {
  const statuses = {};
  return ({ zone }, { table }) => (table === undefined ? null
    : once(statuses, `${zone} ${table}`, () => statusOn(data, data.tables[table], clockIn(zone, now))));
}

function nearnessOf(entry, country) {
  if (isOwn(entry, [country])) return OWN;
  return (entry.country || []).includes(country) ? COVERING : ELSEWHERE;
}

function roleOf(entry) {
  return entry.role[0];
}

// Return the halves of the network that are asked for; all if none is.
function halvesOf(data, { half, sector }) {
  if (half) return [half];
  return sector ? data.halves[sector] : Object.values(data.halves).flat();
}

function isOfOtherHalf(data, entry, request) {
  return !(entry.half || []).some((half) => halvesOf(data, request).includes(half));
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

// Return the facts of a country; an entry can be of none that is known, and a request too.
function countryOf(data, code) {
  return data.countries[code] || { name: "", inSentence: "", zone: "", plan: "", languages: [], groups: [] };
}

function languagesOf(data, entry) {
  return entry.language || countryOf(data, entry.own).languages;
}

// Return whether a language, in any regional form, is among the tags.
function speaks(tags, wanted) {
  return tags.some((tag) => `${tag}-`.startsWith(`${wanted}-`));
}

function wishesOf(entry, request) {
  return WISHES.filter((wish) => request[wish]).map((wish) => met(entry, wish, request[wish]));
}

// Return how an entry meets a wish; what it does not say is not known.
function met(entry, wish, wanted) {
  const given = (wish === "language" ? entry.language : entry.sector) || [];
  const isMet = wish === "language" ? speaks(given, wanted) : (entry[wish] || []).includes(wanted);
  return !given.length ? NOT_KNOWN : isMet ? MET : NO;
}

function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function metOf(line) {
  return sumOf(line.wishes);
}

function nearKey(line, request) {
  const { entry, phone } = line;
  const { rank, rest } = seatKey(entry, request);
  return [
    line.risk, line.nearness, LATE_ROLES.includes(roleOf(entry)), -metOf(line), line.readiness,
    ...rank, !phone.mobile, ...rest, phone.place,
  ];
}

// Return the keys of a seat before and after those of its number.
function seatKey(entry, { sector, half }) {
  const isUsual = !sector && !half && (entry.sector || []).some((slug) => USUAL_SECTORS.includes(slug));
  return {
    rank: [ROLE_RANKS[roleOf(entry)] ?? LAST_RANK, !isUsual],
    rest: [entry.verified ? -Date.parse(entry.verified) : Infinity, entry.ids[0]],
  };
}

function openingKey(line) {
  return [line.risk, line.opens || Infinity];
}

// Return the key of a line among lines of any state.
function readinessKey(line) {
  return [STATES.indexOf(line.state), ...(line.state === "closed" ? openingKey(line) : [])];
}

function elsewhereKey(line, request, data) {
  const { entry, phone } = line;
  const [ours, theirs] = [request.country, entry.own].map((code) => countryOf(data, code));
  return [
    isOfOtherHalf(data, entry, request), -metOf(line), !phone.tested,
    !ours.languages.some((tag) => speaks(languagesOf(data, entry), tag)),
    ...SHARED_GROUPS.map((group) => !(theirs.groups.includes(group) && ours.groups.includes(group))),
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
