// The entries and their cards. The later cards of a long list are text in a `noscript`, which a browser
// reads much faster; each is made when it is shown.

const data = JSON.parse(document.getElementById("data").textContent);
const FIRST = 4; // cards of a long list that are shown at once, before the others
const list = document.getElementById("cards");
const isLong = !list.classList.contains("few");
// The sections of the page, a country each, with their entries.
const lands = new Map([...list.children].map((land) => [land, []]));
const lexicon = lexiconOf(data.words, data.names);
// The texts of cards are escaped, and the page may parse only them.
const policy = window.trustedTypes?.createPolicy("cards", { createHTML: (text) => text });
const template = document.createElement("template");
const entryOf = new Map(); // by card

class Entry extends Searchable {
  #place; // the card, or the text that stands for it

  constructor(given, place) {
    super(lexicon, expanded(data, given), (one) => isOpenNow(one, data, new Date()));
    this.#place = place;
    this.land = place.parentElement.parentElement;
    this.isFound = true;
    lands.get(this.land).push(this);
    if (this.isMade) entryOf.set(place, this);
  }

  get isMade() {
    return this.#place.localName === "article";
  }

  get isShown() {
    return this.isMade && !this.#place.hidden;
  }

  get card() {
    if (!this.isMade) {
      const text = this.#place.textContent;
      template.innerHTML = policy ? policy.createHTML(text) : text;
      const card = template.content.firstElementChild;
      card.hidden = true;
      this.#place.replaceWith(card);
      this.#place = card;
      entryOf.set(card, this);
    }
    return this.#place;
  }
}

const places = list.querySelectorAll(".card, noscript");
const entries = data.entries.map((given, place) => new Entry(given, places[place]));

// Show a country, without the cards that are not found.
function openLand(land) {
  for (const entry of lands.get(land)) if (!entry.isFound && entry.isShown) entry.card.hidden = true;
  land.hidden = false;
}

function showCard(entry) {
  if (!entry.isShown) entry.card.hidden = false;
  equip(entry);
}

// Show the found cards, a card a step, and yield their entries; countries that have none stay hidden.
function* stepsToShow() {
  for (const land of list.children) {
    const found = lands.get(land).filter(({ isFound }) => isFound);
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
const cardsEnd = new IntersectionObserver((changes) => {
  if (!changes.some(({ isIntersecting }) => isIntersecting)) return;
  // As many again: the end of the page is a few steps away. The card of a link stays in its place.
  const target = list.querySelector(":target");
  const before = topOf(target);
  showMore(countShown);
  // For when the page is loaded again, as a telephone does that needed its memory.
  store("replaceState", { ...history.state, shown: countShown });
  if (before >= 0 && before < innerHeight) scrollBy(0, topOf(target) - before);
}, { rootMargin: "1000px" });

function topOf(element) {
  return element?.getBoundingClientRect().top;
}

// Show the found cards: the first of a long list, the others when the reader comes near their end.
function showCards(most = FIRST) {
  for (const land of lands.keys()) land.hidden = true;
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
  const entry = entries.find(({ ids }) => ids[0] === id) || entries.find(({ ids }) => ids.includes(id));
  if (!entry) return null;
  leaveTable(link);
  entry.isFound = true;
  openLand(entry.land);
  showCard(entry);
  return entry;
}
