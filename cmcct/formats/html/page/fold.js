// Folding, as in cmcct/text/folding.py: typed text must match text folded there.

const APOSTROPHES = /['’‘‛ʼʻ`´′]/g;
const GONE = new Set(".'’‘‛ʼʻ`´′");
const WRITTEN_OUT = { œ: "oe", æ: "ae", "&": " and ", "+": " and " };
const ARTICLES = /^((the|las?|el|los|de) )+(?=.)/;
const SAINTS = new Set(["st", "ste", "sainte", "sint"]);

// Return Unicode's full case folding of one character; dotless i and Cherokee are its exceptions.
function caseless(char) {
  if (char === "ı") return char;
  if (/\p{Script=Cherokee}/u.test(char)) return char.toUpperCase();
  return char.toLowerCase().toUpperCase().toLowerCase();
}

const caselessText = (text) => Array.from(text, caseless).join("");

// Folding the case can compose, and decomposing can make capitals: both run twice.
const decompose = (char) => caselessText(caselessText(char.normalize("NFKD")).normalize("NFKD")).normalize("NFKD");

function keep(char) {
  if (GONE.has(char) || /[\p{M}\p{Cf}]/u.test(char)) return "";
  return WRITTEN_OUT[char] || (/[\p{L}\p{N}]/u.test(char) ? char : " ");
}

function fold(text) {
  const folded = Array.from(text, (char) => (GONE.has(char) ? "" : Array.from(decompose(char), keep).join("")));
  return folded.join("").split(" ").filter(Boolean).join(" ");
}

// A word starts after the apostrophe of d'Exemple.
const splitApostrophes = (text) => text.replace(APOSTROPHES, " ");

function canonical(folded) {
  return folded.replace(ARTICLES, "").split(" ").map((word) => (SAINTS.has(word) ? "saint" : word)).join(" ");
}

const keyOf = (text) => canonical(fold(text));
