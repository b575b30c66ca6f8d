// Search with the same results as cmcct/search/terms.py and cmcct/search/query.py.

const NUMBER = /^[\d\s().+\-\u2010-\u2015]+$/;
const FEWEST_DIGITS = 3;
const FACETS = ["country", "sector", "half", "language", "group"];

// Split typed text into terms, like a command line; a number may contain spaces.
function termsOf(typed) {
  const text = typed.trim();
  if (digitsOf(text).length > 0) return [text];
  const parts = text.match(/"[^"]*"?|[^ \t\r\n\u00a0"]+/g) || [];
  return parts.map((part) => part.replaceAll('"', "")).filter((part) => part.trim());
}

function digitsOf(term) {
  const digits = term.replaceAll("(0)", "").replace(/\D/g, "");
  if (digits.length < FEWEST_DIGITS || !NUMBER.test(term)) return [];
  const bare = [digits.replace(/^011/, ""), digits.replace(/^0+/, "")];
  return [digits, ...bare.filter((number) => number.length >= FEWEST_DIGITS)];
}

// Return the test for one term, applied to the result of `searchable`.
function matching(term) {
  const words = [fold(term), canonical(fold(term))].filter(Boolean).map((word) => ` ${word}`);
  const address = Array.from(term.trim(), caseless).join("");
  const digits = digitsOf(term);
  return (entry) =>
    words.some((word) => entry.text.includes(word)) ||
    entry.emails.some((email) => email.includes(address)) ||
    digits.some((digit) => entry.numbers.some((number) => number.includes(digit)));
}

// Return the test for a selection: `q` is the typed text, each facet has one value.
function selecting(wanted) {
  const tests = termsOf(wanted.q || "").map(matching);
  const facets = FACETS.filter((facet) => wanted[facet]);
  return (entry) =>
    facets.every((facet) => entry[facet].includes(wanted[facet])) &&
    tests.every((test) => test(entry));
}

// Return an entry with its searchable texts, from the page's data.
function searchable(entry, keys) {
  // Two spaces between values, so that a term cannot match across them.
  const text = [entry.t, ...entry.k.map((key) => keys[key])].join("  ");
  return { ...entry, text, numbers: entry.n || [], emails: entry.e || [] };
}
