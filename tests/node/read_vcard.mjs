// Read a JSON list of vCard files from standard input, write what ical.js makes of each: its jCards
// (RFC 7095), or null where it cannot read the file.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function read(text) {
  try {
    const cards = ICAL.parse(text);
    // One card alone is not put into a list.
    return typeof cards[0] === "string" ? [cards] : cards;
  } catch {
    return null;
  }
}

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(read)));
