// The list of the lines to call now, where a country is asked for: in sections, the first to try first.

const calling = document.getElementById("calling");
const HALF_HOUR = 30;
const MOST_ADDRESSES = 3;
// Facets of words that ask for a call. A word of another facet, or of none, is looked for in entries.
const ASKED = [...OF_COUNTRIES, ...WISHES, "phone", "app", "state"];

// Return the countries that are asked for, none where an entry is looked for; the place that named them;
// the wishes, with their labels; and what was read.
function askedCall() {
  const chosen = wanted();
  const readings = read(callLexicon, termsOf(chosen.q)).filter((reading) => !isCommon(callLexicon, reading));
  const isAsked = readings.every(({ meanings }) => meanings.some(([facet]) => ASKED.includes(facet)));
  const named = readings.flatMap(({ meanings }) => meanings.filter(isOfCountry));
  // `haitian` is a language, and a country where no other is named.
  const peoples = readings.map(({ text }) => (named.length ? [] : peopleOf(callLexicon, keyOf(text))));
  const places = [...named, ...peoples.flat()];
  const wishes = readings.filter((_, at) => !peoples[at].length);
  const request = { caller: chosen.from };
  const labels = {};
  for (const wish of WISHES) {
    const isWish = ([facet]) => facet === wish;
    const reading = wishes.find(({ meanings }) => meanings.some(isWish));
    request[wish] = chosen[wish] || reading?.meanings.find(isWish)[1] || "";
    labels[wish] = optionOf(wish, request[wish])?.text || reading?.text;
  }
  const codes = [...new Set(places.map(([, code]) => code))];
  // `georgetown guyana` is one.
  const common = codes.filter((code) => (
    readings.map(countriesOf).every((named) => !named.length || named.includes(code))));
  const countries = common.length ? common : codes;
  return { countries: isAsked ? countries : [], place: places[0]?.[2], request, labels, readings };
}

function optionOf(name, value) {
  return value && [...(form.elements[name]?.options || [])].find((option) => option.value === value);
}

// Show the list, if one country is asked for. The filters are wishes here: they rank and hide nobody.
function showCalls() {
  const { countries, place, request, labels } = askedCall();
  const [code] = countries;
  calling.hidden = countries.length !== 1 || !(code in data.countries);
  if (calling.hidden) return;
  const now = new Date();
  const { name, zone } = data.countries[code];
  const calls = findCalls(data, entries, { ...request, country: code }, now);
  // A status is read aloud when it changes, so the time, which changes often, is not in it.
  setText(calling.querySelector("h2"), name);
  setText(calling.querySelector(".unmet"), notesOn(calls, now, place, labels).join("\n"));
  const clock = clockIn(zone, now);
  setText(calling.querySelector(".time"), clock ? localTime(clock, now) : "");
  refill(calling.querySelector(".lines"), partsOf(calls, now));
}

// Return a button for each of the countries that were named.
function choicesOf({ countries, readings }) {
  const others = readings.filter((reading) => !countriesOf(reading).length).map(({ text }) => text);
  return countries.map((code) => {
    const name = data.countries[code]?.name || data.places[code];
    return searchButton(name, [name, ...others].join(" "));
  });
}

// Replace the parts of the list if they differ; the focus stays at the same link.
function refill(list, parts) {
  if (parts.map((part) => part.outerHTML).join("") === list.innerHTML) return;
  const place = [...list.querySelectorAll("a, button")].indexOf(document.activeElement);
  list.replaceChildren(...parts);
  list.querySelectorAll("a, button")[place]?.focus();
}

// Say where a place is, which seats are vacant, whether somebody answers, and what wishes are not met.
function notesOn(calls, now, place, labels) {
  const { request, seats } = calls;
  const vacant = seats.filter((entry) => entry.vacant && nearnessOf(entry, request.country) === OWN);
  const country = data.countries[request.country].name;
  return [
    ...(place ? [`${place}: ${country}`] : []),
    ...vacant.map((entry) => phrase("vacant", { seat: entry.vacant })),
    ...sentenceText(calls, now),
    ...unmetWishes(calls).map(({ wish, isKnown }) => (
      phrase(isKnown ? wish : `${wish}_not_known`, { country, wish: wishText(wish, labels[wish]) }))),
  ];
}

function sentenceText(calls, now) {
  const { country, caller: from } = calls.request;
  const [key, line] = sentenceOf(calls);
  if (!key) return [];
  const sentence = phrase(`sentence_${key}`, {
    country: data.countries[country].inSentence,
    caller: from ? data.countries[from].inSentence : data.say.abroad,
    reason: line?.doubt && doubtText(line),
    time: line?.opens && openingText(line, country, now),
    place: line && countryOf(data, line.entry.own).inSentence,
  });
  const isApart = calls.sections.some(({ name, lines }) => name === "shelters" && lines.some(({ state }) => state === "answers"));
  return [isApart ? phrase("shelters_apart", { sentence }) : sentence];
}

function doubtText({ doubt, phone, status }) {
  if (doubt === "hours" && phone.table !== undefined) return data.say.outside;
  const probably = doubt === "holiday" && status.isEstimated ? "_probably" : "";
  return phrase(`reason_${doubt}${probably}`, { holiday: status?.holiday });
}

// Return when a line opens, on the clocks of the country that is called.
function openingText(line, country, now) {
  const zone = data.countries[country].zone || line.entry.zone;
  const time = moment(clockIn(zone, new Date(line.opens)), clockIn(zone, now).day);
  const wait = waitText(line.opens - now);
  return wait ? phrase("time_in", { text: time, remark: wait }) : time;
}

// Return a length of time to the half hour, never more than it is; "" from a day on.
function waitText(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes >= DAY) return "";
  const halves = Math.floor(minutes / HALF_HOUR);
  const hours = Math.floor(halves / 2);
  if (!hours) return phrase("minutes", { minutes: halves ? HALF_HOUR : minutes });
  return phrase(halves % 2 ? "half_hours" : "hours", { hours });
}

// Return the label of a wish as it stands within a sentence.
function wishText(name, text) {
  return name === "language" ? text : text[0].toLowerCase() + text.slice(1);
}

// Return the headings with their lines, how many are left out, and what to do if nobody answers.
function partsOf(calls, now) {
  const shown = chooseLines(calls);
  const parts = [];
  let rank = 1;
  for (const { name, lines } of shown) {
    const isPlain = ["inside", "shelters"].includes(name);
    const list = make("ol", isPlain ? "plain" : "", ...lines.map((line) => item(line, calls.request, now, lines)));
    list.start = rank;
    if (!isPlain) rank += lines.length;
    list.style.setProperty("counter-set", `line ${list.start - 1}`);
    parts.push(make("h3", "", headingText(name, lines, calls.request)), list);
  }
  const isNear = ({ nearness }) => nearness !== ELSEWHERE;
  const [count, total] = [shown, calls.sections].map((all) => all.flatMap(({ lines }) => lines).filter(isNear).length);
  if (count < total) parts.push(make("p", "notes", phrase("numbers", { count, total })));
  return [...parts, ...fallbackOf(calls, shown.flatMap(({ lines }) => lines), now)];
}

function headingText(name, lines, { country }) {
  const isSecret = name === "shelters" && lines.every(({ entry }) => entry.shelter === "secret");
  return phrase(`heading_${isSecret ? "shelters_secret" : name}`, { country: data.countries[country].inSentence });
}

// Return the secretariat's line, unless it stands above, and a link that writes to seats of the country.
function fallbackOf(calls, lines, now) {
  const parts = secretariatOf(calls, lines, now);
  const links = addressees(data, calls)
    .map((entry) => channelOf(entry, entry.mail).querySelector("a").getAttribute("href"));
  const addresses = [...new Set(links)].slice(0, MOST_ADDRESSES).map((link) => link.replace("mailto:", ""));
  const link = makeLink(`mailto:${addresses.join(",")}`, addresses.map(decodeURIComponent).join(", "));
  if (addresses.length) parts.push(make("p", "mail", link));
  return parts.length ? [make("h3", "", data.say.if_nobody), ...parts] : [];
}

function secretariatOf({ secretariat: [aid], request }, lines, now) {
  const isAbove = aid && lines.some(({ entry, phone }) => entry === aid.entry && phone.place === aid.phone.place);
  return aid && !isAbove ? [make("ol", "plain", item(aid, request, now, [aid]))] : [];
}

function channelOf(entry, place) {
  return entry.card.querySelectorAll(".channels > li")[place];
}

// Return a line with what its card says of the number, who answers, and what is to be expected of a call.
function item(line, request, now, lines) {
  const { entry, phone } = line;
  equip(entry);
  const channel = channelOf(entry, phone.channel ?? phone.place).cloneNode(true);
  for (const mark of channel.querySelectorAll(".hours, .open")) mark.remove();
  if (isDialable(line) && phone.national) linkNumber(channel.querySelector(".call"), dialText(line));
  channel.querySelector("a.call")?.append(make("span", "dial", data.say.call));
  const state = make("span", line.state === "answers" ? "open is-open" : "open", stateText(line, now));
  const who = makeLink(`#${entry.card.id}`, entry.card.querySelector("h4").textContent);
  const offices = [...entry.card.querySelectorAll(".office")].map((office) => office.textContent)
    .filter((office) => office !== who.textContent);
  const role = data.roles[roleOf(entry)];
  const stale = [...entry.card.querySelectorAll(".stale")].map((mark) => mark.cloneNode(true));
  const reasons = [spoken(entry), ...placeOf(line, request), ...clockText(entry, request, now)];
  const isFirst = lines.find((one) => one.entry === entry) === line;
  const remarks = isFirst ? [...entry.card.querySelectorAll(".remark")] : [];
  return make("li", "",
    make("p", "number", ...channel.childNodes), make("p", "", state),
    make("p", "who", who, ...[role, ...offices].filter(Boolean).map((text) => `, ${text}`)), make("p", "notes", reasons.join(" · ")),
    ...remarks.map(({ textContent }) => make("p", "", textContent)),
    ...stale.map((mark) => make("p", "", mark)));
}

// Make a link of a number that works where the caller is; its card has none.
function linkNumber(number, dial) {
  const link = makeLink(`tel:${dial}`, ...number.childNodes);
  link.className = "call";
  number.replaceWith(link);
}

// Return what is to be expected of a call, "" where only its tests say it.
function stateText(line, now) {
  const { entry, phone, status, state, doubt } = line;
  if (state === "inside") return phone.always ? data.say.always_there : "";
  if (state === "closed") {
    const say = { opens: "line_opens", opens_estimated: "line_opens_estimated" };
    const { text } = stateOf(data.tables[phone.table], clockIn(entry.zone, now), say);
    const wait = line.opens && waitText(line.opens - now);
    return wait ? phrase("line_opens_in", { state: text, duration: wait }) : text;
  }
  if (doubt === "failed") return "";
  if (doubt === "toll_free") return data.say.may_not_work;
  if (phone.always) return "24/7";
  return phone.table === undefined ? data.say.hours_not_known : stateOf(data.tables[phone.table], clockIn(entry.zone, now)).text;
}

function spoken(entry) {
  const tags = languagesOf(data, entry);
  // `pt` stands beside `pt-br` for the search.
  const own = tags.filter((tag) => !tags.some((other) => other.startsWith(`${tag}-`)));
  const languages = own.map((tag) => data.languages[tag] || tag).join(", ");
  return entry.language || !languages ? languages : phrase("probably", { languages });
}

function placeOf({ entry, nearness }, request) {
  if (nearness === OWN) return [];
  const { name, inSentence: place } = countryOf(data, entry.own);
  return [nearness === COVERING ? phrase("covers", { country: data.countries[request.country].inSentence, place }) : name];
}

// Return the time of an office, if it is not that of the country.
function clockText(entry, request, now) {
  const [clock, own] = [entry.zone, countryOf(data, request.country).zone].map((zone) => clockIn(zone, now));
  const isSame = !clock || (own && clock.day === own.day && clock.minute === own.minute);
  return isSame ? [] : [localTime(clock, now)];
}

