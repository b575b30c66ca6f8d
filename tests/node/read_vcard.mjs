// Read a JSON list of vCard files from standard input; print the jCards (RFC 7095) that ical.js
// parses from each, or null if it cannot read the file.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function read(text) {
  try {
    const cards = ICAL.parse(text);
    // For a single card, ical.js returns no list.
    return typeof cards[0] === "string" ? [cards] : cards;
  } catch {
    return null;
  }
}

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(read)));
