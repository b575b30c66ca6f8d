// Read a JSON list of [opening hours, first day] from standard input; print for each what
// opening_hours.js says of DAYS days: spans of minutes from the first midnight, with whether the
// state is unknown in them, or null if it cannot read the hours. Between spans, it is closed.
// Holidays are those of the Netherlands, clocks those of UTC.
process.env.TZ = "UTC";
const { readFileSync } = await import("node:fs");
const { default: OpeningHours } = await import("opening_hours");

const DAYS = Number(process.argv[2]);
const PLACE = { lat: 52.1, lon: 5.3, address: { country_code: "nl", state: "Utrecht" } };

function read([hours, day]) {
  const first = new Date(`${day}T00:00Z`);
  const last = new Date(first.getTime() + DAYS * 86400000);
  const minutes = (moment) => Math.round((moment - first) / 60000);
  try {
    const parsed = new OpeningHours(hours, PLACE, { mode: 2 });
    return parsed.getOpenIntervals(first, last)
      .map(([begin, end, isUnknown]) => [minutes(begin), minutes(end), isUnknown]);
  } catch {
    return null;
  }
}

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map(read)));
