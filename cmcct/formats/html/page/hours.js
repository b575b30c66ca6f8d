// Opening state in local time, from the timetables in the page.

const DAY = 24 * 60;
const LONGEST = 366; // days ahead in which a change is searched

const clocks = new Map();

// Return the local day and minute in an IANA zone, or null for an unknown zone.
function clockIn(zone, now) {
  try {
    if (!clocks.has(zone)) {
      const form = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
      clocks.set(zone, new Intl.DateTimeFormat("en-GB", { ...form, hourCycle: "h23", timeZone: zone }));
    }
  } catch {
    return null;
  }
  const parts = {};
  for (const { type, value } of clocks.get(zone).formatToParts(now)) parts[type] = value;
  const day = Date.UTC(Number(parts.year), Number(parts.month) - 1, Number(parts.day)) / 86400000;
  return { day, minute: Number(parts.hour) * 60 + Number(parts.minute) };
}

// Return the milliseconds of a local day and minute in a zone; where clocks change, before the change.
function momentIn(zone, { day, minute }) {
  const local = day * DAY + minute;
  const ahead = (minutes) => {
    const clock = clockIn(zone, new Date(minutes * 60000));
    return clock.day * DAY + clock.minute - minutes;
  };
  const [before, after] = [ahead(local - DAY), ahead(local + DAY)];
  const isAfter = ahead(local - before) !== before && ahead(local - after) === after;
  return (local - (isAfter ? after : before)) * 60000;
}

function iso(day) {
  return new Date(day * 86400000).toISOString().slice(0, 10);
}

// Return the open spans of a day, counted from 1 January 1970, a Thursday.
function spansOn(table, day) {
  return table.others[iso(day)] || table.week[(day + 3) % 7];
}

function isOpenAt(spans, minute) {
  return spans.some(([begin, end]) => begin <= minute && minute < end);
}

// Return whether a place is open, and the day and minute of the next change, or null if unknown. It
// opens on no public holiday that its hours do not name.
function statusAt(table, clock, lastDay, holidays) {
  const isOpen = isOpenAt(spansOn(table, clock.day), clock.minute);
  const passed = isOpen || table.named ? {} : holidays[table.country].names;
  const limit = Math.min(lastDay, clock.day + LONGEST);
  for (let day = clock.day; day <= limit; day += 1) {
    if (iso(day) in passed) continue;
    const spans = spansOn(table, day);
    const edges = [0, ...spans.flat()].filter((edge) => edge < DAY).sort((a, b) => a - b);
    const after = day === clock.day ? clock.minute : -1;
    const change = edges.find((edge) => edge > after && isOpenAt(spans, edge) !== isOpen);
    if (change !== undefined) return { isOpen, change: { day, minute: change } };
  }
  return { isOpen, change: null };
}

// Return what is known of holidays on a day: its name or "", whether its date is an estimate, whether
// that of a later one makes the change uncertain, and the kinds of holidays that are not known; and
// whether a place is open only by hours that do not name the holiday.
function holidayOn(table, { isOpen, change }, holidays, day) {
  if (table.always) return { holiday: "", notKnown: [] };
  const [date, { names, estimated, years }] = [iso(day), holidays[table.country]];
  const isKnown = years.includes(Number(date.slice(0, 4)));
  const until = (table.named || !isOpen) && change ? iso(change.day) : "";
  const holiday = names[date] || "";
  return {
    holiday,
    isEstimated: estimated.includes(date),
    isUntilEstimated: estimated.some((each) => (
      date < each && each <= until && (table.named || spansOn(table, Date.parse(each) / 86400000).length > 0))),
    notKnown: [...(isKnown ? [] : ["public"]), ...table.notKnown],
    mayBeClosed: isOpen && holiday !== "" && !table.named,
  };
}

// Return the status with what is known of holidays; null on days for which the page has no timetable.
function statusOn(data, table, clock) {
  const firstDay = data.start ? Date.parse(data.start) / 86400000 : Infinity;
  const lastDay = firstDay + data.days - 1;
  if (!clock || clock.day < firstDay || clock.day > lastDay) return null;
  const status = statusAt(table, clock, lastDay, data.holidays);
  return { ...status, ...holidayOn(table, status, data.holidays, clock.day) };
}

// Return the key of a state's phrase, and those of its notes, as the program does.
function phraseKeys({ named }, { isOpen, change, holiday, isEstimated, isUntilEstimated, notKnown, mayBeClosed }) {
  const probably = isEstimated ? "_probably" : "";
  const notes = notKnown.map((kind) => `${kind}_not_known`);
  if (mayBeClosed) return [`may_be_closed${probably}`, ...notes];
  let key = isOpen ? (change ? "open_until" : "open") : (change ? "opens" : "closed");
  if (holiday && named && !isOpen) key += probably || "_holiday";
  else if (holiday) notes.unshift((named ? "named" : "holiday") + probably);
  if (isUntilEstimated && !key.endsWith("_probably")) key += "_estimated";
  return [key, ...notes];
}
