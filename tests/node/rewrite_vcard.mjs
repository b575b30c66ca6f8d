// Read files of cards with ical.js, and write them: arguments are input and output, in pairs.
import { readFileSync, writeFileSync } from "node:fs";
import ICAL from "ical.js";

const paths = process.argv.slice(2);
while (paths.length) {
  const [input, output] = paths.splice(0, 2);
  const cards = ICAL.parse(readFileSync(input, "utf8"));
  writeFileSync(output, cards.map((card) => ICAL.stringify(card) + "\r\n").join(""));
}
