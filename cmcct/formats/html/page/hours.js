// Opening state in local time, from the timetables in the page. A local time is given in minutes since 1970, as if
// it were UTC, a day in days since then.

const DAY = 24 * 60;
const LONGEST = 366; // days ahead in which a change is searched
const CLOCK = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23" };

const dayOf = (clock) => Math.floor(clock / DAY);
const dayOfIso = (date) => Date.parse(date) / 86400000;
const isoOf = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
const ownClock = (now) => Math.floor(now / 60000) - now.getTimezoneOffset();

// Return the local time in an IANA zone, or null for an unknown zone.
function clockIn(zone, now) {
  try {
    const form = once(CLOCK, zone, () => new Intl.DateTimeFormat("en", { ...CLOCK, timeZone: zone }));
    const parts = form.formatToParts(now).map(({ type, value }) => [type, value]);
    const { year, month, day, hour, minute } = Object.fromEntries(parts);
    return Date.UTC(year, month - 1, day, hour, minute) / 60000;
  } catch {
    return null;
  }
}

// Return the milliseconds of a local time in a zone; where clocks change, before the change.
function momentIn(zone, local) {
  const ahead = (minutes) => clockIn(zone, new Date(minutes * 60000)) - minutes;
  const [before, after] = [ahead(local - DAY), ahead(local + DAY)];
  const isAfter = ahead(local - before) !== before && ahead(local - after) === after;
  return (local - (isAfter ? after : before)) * 60000;
}

// Return the open spans of a day; the first of 1970 was a Thursday.
const spansOn = (table, day) => table.others[isoOf(day)] || table.week[(day + 3) % 7];

function isOpenAt(table, clock) {
  return spansOn(table, dayOf(clock)).some(([begin, end]) => begin <= clock % DAY && clock % DAY < end);
}

// Return whether a place is open, and when this changes, or null if unknown. It opens on no public holiday
// that its hours do not name.
function statusAt(table, clock, lastDay, holidays) {
  const isOpen = isOpenAt(table, clock);
  const passed = isOpen || table.named ? {} : holidays[table.country].names;
  const limit = Math.min(lastDay, dayOf(clock) + LONGEST);
  for (let day = dayOf(clock); day <= limit; day += 1) {
    const edges = isoOf(day) in passed ? NONE : [0, ...spansOn(table, day).flat()].filter((edge) => edge < DAY);
    const changes = edges.map((edge) => day * DAY + edge).filter((edge) => edge > clock && isOpenAt(table, edge) !== isOpen);
    if (changes.length) return { isOpen, change: Math.min(...changes) };
  }
  return { isOpen, change: null };
}

// Return what is known of holidays on a day: its name or "", whether its date is an estimate, whether
// that of a later one makes the change uncertain, and the kinds of holidays that are not known; and
// whether a place is open only by hours that do not name the holiday.
function holidayOn(table, { isOpen, change }, holidays, day) {
  if (table.always) return { holiday: "", notKnown: NONE };
  const [date, { names, estimated, years }] = [isoOf(day), holidays[table.country]];
  const until = (table.named || !isOpen) && change ? isoOf(dayOf(change)) : "";
  const holiday = names[date] || "";
  return {
    holiday,
    isEstimated: estimated.includes(date),
    isUntilEstimated: estimated.some((each) => (
      date < each && each <= until && (table.named || spansOn(table, dayOfIso(each)).length > 0))),
    notKnown: [...(years.includes(Number(date.slice(0, 4))) ? NONE : ["public"]), ...table.notKnown],
    mayBeClosed: isOpen && holiday !== "" && !table.named,
  };
}

// Return the status with what is known of holidays; null on days for which the page has no timetable.
function statusOn(data, table, clock) {
  const [day, firstDay] = [dayOf(clock), dayOfIso(data.start)];
  const lastDay = firstDay + data.days - 1;
  if (!(firstDay <= day && day <= lastDay)) return null;
  const status = statusAt(table, clock, lastDay, data.holidays);
  return { ...status, ...holidayOn(table, status, data.holidays, day) };
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
