// The entries and their cards. The later cards of a long list are text in a `noscript`, which a browser
// reads much faster; each is made when it is shown. The data of entries is read some at a time too, or
// when all entries are needed: the page is there before it.

// One object: what the whole page needs, the pieces of vCards, and the entries, one a line.
const [about, vcardPieces, , ...unread] = document.getElementById("data").textContent.split("\n");
unread.pop();
const data = JSON.parse(about.replace(/,$/, "}"));
const FIRST = 3; // cards of a long list that are shown at once, before the others
const list = document.getElementById("cards");
const isLong = !list.classList.contains("few");
// The sections of the page, a country each, with their entries that are read.
const lands = new Map([...list.children].map((land) => [land, []]));
const hasWord = (key) => {
  readEntries();
  return hasWordIn(entries, key);
};
const lexicon = { ...data, cities: NONE, hasWord };
// A call goes to the country of a place also where entries have its name in their text.
const callLexicon = { ...data, hasWord: () => false };
// The texts of cards are escaped, and the page may parse only them.
const policy = window.trustedTypes?.createPolicy("cards", { createHTML: (text) => text });
const template = document.createElement("template");

const textsOf = (element, selector) => [...element.querySelectorAll(selector)].map((one) => one.textContent);
const textOf = (element, selector) => textsOf(element, selector)[0] || "";

class Entry extends Searchable {
  #place; // the card, or the text that stands for it

  constructor(given, place) {
    super(data, given, () => new Date());
    this.#place = place;
    this.land = place.parentElement.parentElement;
    this.isFound = true;
    lands.get(this.land).push(this);
  }

  get isShown() {
    return this.#place.localName === "article" && !this.#place.hidden;
  }

  get card() {
    if (this.#place.localName === "noscript") {
      const text = this.#place.textContent;
      template.innerHTML = policy ? policy.createHTML(text) : text;
      const card = template.content.firstElementChild;
      card.hidden = true;
      this.#place.replaceWith(card);
      this.#place = card;
    }
    return this.#place;
  }
}

const places = list.querySelectorAll(".card, .land > div > noscript");
const entries = []; // those that are read; the others are found

// Read the next entries.
function readEntries(most = Infinity) {
  const lines = unread.splice(0, most).join("").replace(/,$/, "");
  for (const given of JSON.parse(`[${lines}]`)) entries.push(new Entry(given, places[entries.length]));
}

// Run a task when all entries are read, some at a time: a reader who types already is not held up.
function whenRead(task) {
  if (!unread.length) return task();
  readEntries(300);
  return setTimeout(whenRead, 0, task);
}

// Return the entries of a country, which are read now if they are not yet.
function entriesOf(land) {
  const read = lands.get(land);
  const count = land.lastElementChild.childElementCount;
  while (read.length < count) readEntries(count - read.length);
  return read;
}

// Show a country, without the cards that are not found.
function openLand(land) {
  for (const entry of entriesOf(land)) if (!entry.isFound && entry.isShown) entry.card.hidden = true;
  land.hidden = false;
}

const onScreen = new Set(); // entries whose cards are shown
function showCard(entry) {
  if (!entry.isShown) entry.card.hidden = false;
  onScreen.add(entry);
  equip(entry);
}

// Return an observer that runs a task when the reader comes near what it observes, the end of a list.
function watchEnd(task) {
  const isNear = (changes) => changes.some(({ isIntersecting }) => isIntersecting);
  return new IntersectionObserver((changes) => { if (isNear(changes)) task(); }, { rootMargin: "1000px" });
}

// Show the found cards, a card a step, and yield their entries; countries that have none stay hidden.
function* stepsToShow() {
  for (const land of list.children) {
    const found = entriesOf(land).filter(({ isFound }) => isFound);
    if (!found.length) continue;
    openLand(land);
    for (const entry of found) {
      showCard(entry);
      yield entry;
    }
  }
}

let steps = null;
let countShown = 0;
let mostShown = FIRST; // since the page was opened
const cardsEnd = watchEnd(() => {
  hold(list.querySelector(":target"));
  // As many again: the end of the page is a few steps away.
  showMore(countShown);
  keepPlace();
  // For when the page is loaded again, as a telephone does that needed its memory.
  store("replaceState", { ...history.state, shown: countShown });
});

// The card of a link, if the reader sees it, and where: it stays there while cards before it appear and,
// in the frames after that, get their size. A browser that keeps the place by itself does so in most cases.
let held = null;
const topOf = (element) => element?.getBoundingClientRect().top;
function hold(card) {
  const top = topOf(card);
  held = 0 < top && top < innerHeight ? { card, top } : null;
}
addEventListener("scroll", () => hold(held?.card));
new ResizeObserver(keepPlace).observe(list);

function keepPlace() {
  if (held) scrollBy(0, topOf(held.card) - held.top);
}

// Show the found cards: the first of a long list, the others when the reader comes near their end.
function showCards(most = FIRST) {
  for (const land of lands.keys()) land.hidden = true;
  // Those that stay found come back one by one too.
  if (isLong) for (const { card } of onScreen) card.hidden = true;
  onScreen.clear();
  held = null;
  steps = stepsToShow();
  countShown = 0;
  showMore(isLong ? most : Infinity);
}

function showMore(most) {
  cardsEnd.disconnect();
  let last = null;
  for (let step = 0; step < most; step += 1) {
    const { value, done } = steps.next();
    if (done) return;
    last = value;
    countShown += 1;
    mostShown = Math.max(mostShown, countShown);
  }
  // The cards after it in its country may be shown, as without a script.
  cardsEnd.observe(lands.get(last.land).filter(({ isShown }) => isShown).at(-1).card);
}

// Show the card that a link, or the URL, leads to, by a present or past id, though it may not be found.
// Return its entry.
function reach(link) {
  const id = link.hash.replace("#entry-", "").toLowerCase();
  readEntries();
  const entry = entries.find(({ ids }) => ids[0] === id) || entries.find(({ ids }) => ids.includes(id));
  if (!entry) return null;
  leaveTable(link);
  entry.isFound = true;
  openLand(entry.land);
  showCard(entry);
  return entry;
}
