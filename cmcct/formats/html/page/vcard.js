// A vCard, as it is exported, from the pieces that the page stores; and the short one for a QR code.

// Stand for the texts that the card has on the page, as in packed_cards.py.
const MARKS = /[\x01-\x08\x0e-\x1f]/g;
const OCTETS = 75; // longest line before folding

// Return the texts of a card on the page in the order in which they were packed.
function ownTexts(card) {
  const ways = [...card.querySelectorAll(".call")].flatMap((way) => {
    const [, number = ""] = way.getAttribute("href")?.match(/^tel:(.*)/) || NONE;
    return [number, textOf(way, "bdi")];
  });
  const name = textOf(card, "h4");
  return [name, textOf(card, ".title"), card.id.replace("entry-", ""), ...textsOf(card, ".office"), ...ways, ...name.split(" ")];
}

function unpacked(numbers, pieces, own) {
  const place = (mark) => mark.charCodeAt(0) - (mark < "\x0e" ? 1 : 6);
  const whole = numbers.map((number) => pieces[number]).join("").replace(MARKS, (mark) => own[place(mark)]);
  return whole.split("\r\n").map(folded).join("\r\n");
}

// Fold a line at 75 octets, between characters with their marks (of 17, as many as a line has room for in
// any script), never within an escape.
function folded(line) {
  const size = (text) => new TextEncoder().encode(text).length;
  const lines = [""];
  for (const piece of line.match(/(?:\\.|.)[\p{M}\u200c\u200d]{0,17}/gsu) || NONE) {
    // A continuation line starts with a space.
    if (size(lines.at(-1) + piece) > (lines.length > 1 ? OCTETS - 1 : OCTETS)) lines.push("");
    lines[lines.length - 1] += piece;
  }
  return lines.join("\r\n ");
}

// Keep the name, the organisation, one e-mail, and the first number that is no fax, with its label
// and what the note says of calls from abroad.
function shortCard(vcard) {
  const lines = vcard.replace(/\r\n[ \t]/g, "").split("\r\n");
  const all = (name) => lines.filter((line) => new RegExp(`^${name}[;:]`).test(line));
  const number = lines.find((line) => /^(item\d+\.)?TEL[;:]/.test(line) && !/^[^:]*\bFAX\b/.test(line));
  const label = number && lines.find((line) => line.startsWith(number.replace(/TEL.*/, "X-ABLabel:")));
  const digits = number && number.replace(/.*:/, "");
  const told = all("NOTE").join().split("\\n").find((text) => digits && text.replace(/[^+\d]/g, "").includes(digits));
  const [limit] = (told && told.match(/ \((?!WhatsApp|Signal|Telegram)[^()]*\)/)) || [];
  const note = (label || limit) && `NOTE:${((label || ":").replace(/^[^:]*:/, "") + (limit || "")).trim()}`;
  const first = [all("EMAIL")[0], all("FN")[0], all("N")[0], note, all("ORG")[0], number];
  const bare = first.filter(Boolean).map((line) => line.replace(/^(item\d+\.)?(\w+)(;[^:]*)?:/, "$2:"));
  return ["BEGIN:VCARD", "VERSION:3.0", ...bare, "END:VCARD", ""].join("\r\n");
}
