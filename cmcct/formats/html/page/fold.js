// Folding, as in cmcct/text/folding.py: typed text must match text folded there.

const APOSTROPHES = /['’‘‛ʼʻ`´′]/g;
const GONE = new Set(".'’‘‛ʼʻ`´′");
const LIGATURES = { œ: "oe", æ: "ae" };
const ARTICLES = new Set(["the", "la", "las", "el", "los", "de"]);
const SAINTS = new Set(["st", "ste", "sainte", "sint"]);

// Return Unicode's full case folding of one character; dotless i and Cherokee are its exceptions.
function caseless(char) {
  if (char === "ı") return char;
  if (/\p{Script=Cherokee}/u.test(char)) return char.toUpperCase();
  return char.toLowerCase().toUpperCase().toLowerCase();
}

function decompose(char) {
  let text = char;
  for (let round = 0; round < 2; round += 1) {
    text = Array.from(text.normalize("NFKD"), caseless).join("");
  }
  return text.normalize("NFKD");
}

function keep(char) {
  if (GONE.has(char) || /[\p{M}\p{Cf}]/u.test(char)) return "";
  if (/[\p{L}\p{N}]/u.test(char)) return LIGATURES[char] || char;
  return char === "&" || char === "+" ? " and " : " ";
}

function fold(text) {
  const folded = Array.from(text, (char) =>
    GONE.has(char) ? "" : Array.from(decompose(char), keep).join(""));
  return folded.join("").split(" ").filter(Boolean).join(" ");
}

// A word starts after the apostrophe of d'Exemple.
function splitApostrophes(text) {
  return text.replace(APOSTROPHES, " ");
}

function canonical(folded) {
  const words = folded.split(" ").filter(Boolean);
  while (words.length > 1 && ARTICLES.has(words[0])) words.shift();
  return words.map((word) => (SAINTS.has(word) ? "saint" : word)).join(" ");
}
