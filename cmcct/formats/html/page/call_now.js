// The list of the lines to call now: for the chosen country, the first to try first.

const calling = document.getElementById("calling");
const isCalling = document.getElementById("now");
const caller = document.getElementById("from");

function fillCallers() {
  for (const [code, { name }] of Object.entries(data.countries)) caller.append(new Option(name, code));
}

// Show the list, if it is wanted. The filters are wishes here: they rank and hide nobody.
function showCalls({ countries }) {
  calling.hidden = !isCalling.checked;
  caller.closest("p").hidden = calling.hidden;
  if (calling.hidden) return;
  const { country = [...new Set(countries)], language = "", sector = "", half = "" } = given(wanted());
  const codes = [country].flat();
  const isKnown = codes.length === 1 && codes[0] in data.countries;
  const request = { country: codes[0], caller: caller.value, language, sector, half };
  const now = new Date();
  const ranked = isKnown ? rankLines(data, entries, request, now) : [];
  // A status is read aloud when it changes, so the time, which changes often, is not in it.
  const title = isKnown ? phrase("calling", { country: data.countries[request.country].name }) : data.say.no_country;
  setText(calling.querySelector("h2"), title);
  setText(calling.querySelector(".unmet"), isKnown ? notesOn(request, ranked).join("\n") : "");
  const clock = isKnown && clockIn(data.countries[request.country].zone, now);
  setText(calling.querySelector(".time"), clock ? localTime(clock, now) : "");
  refill(calling.querySelector("ol"), chooseLines(ranked).map((line) => item(line, request, now)));
}

// Replace the items of a list if they differ; the focus stays at the same link.
function refill(list, items) {
  if (items.map((one) => one.outerHTML).join("") === list.innerHTML) return;
  const place = [...list.querySelectorAll("a, button")].indexOf(document.activeElement);
  list.replaceChildren(...items);
  list.querySelectorAll("a, button")[place]?.focus();
}

// Say what is not met: that there is no number, none to dial, or nobody of a wish.
function notesOn(request, ranked) {
  const country = data.countries[request.country].name;
  const unmet = ranked.some((line) => line.nearness !== ELSEWHERE)
    ? unmetWishes(request, ranked).map(({ wish, isKnown }) => (
      phrase(isKnown ? wish : `${wish}_not_known`, { country, wish: wishText(wish) })))
    : [phrase("no_number", { country })];
  const isNone = ranked.length > 0 && !ranked.some(isCandidate);
  return isNone ? [...unmet, phrase("none_dialable", { country })] : unmet;
}

// Return the label of a filter as it stands within a sentence.
function wishText(name) {
  const { text } = form.elements[name].selectedOptions[0];
  return name === "language" ? text : text[0].toLowerCase() + text.slice(1);
}

// Return a line with what its card says of the number, who answers, and why it stands here.
function item(line, request, now) {
  const { entry, phone } = line;
  const made = document.createElement("li");
  equip(entry);
  const channel = entry.card.querySelectorAll(".channels > li")[phone.channel ?? phone.place].cloneNode(true);
  for (const mark of channel.querySelectorAll(".hours, .open")) mark.remove();
  if (isCandidate(line) && phone.national) linkNumber(channel.querySelector(".call"), dialText(line));
  const state = document.createElement("span");
  const { text, isOpen } = stateText(line, now);
  state.className = isOpen ? "open is-open" : "open";
  state.textContent = text;
  const who = document.createElement("a");
  who.href = `#${entry.card.id}`;
  who.textContent = entry.card.querySelector("h4").textContent;
  const offices = [...entry.card.querySelectorAll(".office")].map((office) => office.textContent)
    .filter((office) => office !== who.textContent);
  const stale = [...entry.card.querySelectorAll(".stale")].map((mark) => mark.cloneNode(true));
  const reasons = [spoken(entry), ...reasonsOf(line, request), ...clockText(entry, request, now)];
  made.append(
    paragraph("number", ...channel.childNodes), paragraph("", state),
    paragraph("who", who, ...offices.map((office) => `, ${office}`)), paragraph("notes", reasons.join(" · ")),
    ...stale.map((mark) => paragraph("", mark)));
  return made;
}

// Make a link of a number that works where the caller is; its card has none.
function linkNumber(number, dial) {
  const link = document.createElement("a");
  link.className = "call";
  link.href = `tel:${dial}`;
  link.append(...number.childNodes);
  number.replaceWith(link);
}

function stateText({ entry, phone, status }, now) {
  if (phone.always) return { text: "24/7", isOpen: true };
  if (status === null) return { text: data.say.hours_not_known, isOpen: null };
  return stateOf(data.tables[phone.table], clockIn(entry.zone, now));
}

function spoken(entry) {
  const tags = languagesOf(data, entry);
  // `pt` stands beside `pt-br` for the search.
  const own = tags.filter((tag) => !tags.some((other) => other.startsWith(`${tag}-`)));
  const languages = own.map((tag) => data.languages[tag] || tag).join(", ");
  return entry.language || !languages ? languages : phrase("probably", { languages });
}

function reasonsOf({ entry, nearness, shared }, request) {
  if (nearness === OWN) return [];
  if (nearness === COVERING) return [phrase("covers", { country: data.countries[request.country].name })];
  const languages = shared.map((tag) => data.languages[tag]).join(", ");
  return [countryOf(data, entry.own).name, ...(languages ? [phrase("speaks", { languages })] : [])];
}

// Return the time of an office, if it is not that of the country.
function clockText(entry, request, now) {
  const [clock, own] = [entry.zone, data.countries[request.country].zone].map((zone) => clockIn(zone, now));
  const isSame = !clock || (own && clock.day === own.day && clock.minute === own.minute);
  return isSame ? [] : [localTime(clock, now)];
}

function paragraph(style, ...inside) {
  const made = document.createElement("p");
  made.className = style;
  made.append(...inside);
  return made;
}
