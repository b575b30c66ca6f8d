// The list of the lines to call now, where a country is asked for: in sections, the first to try first.

const calling = document.getElementById("calling");
const MOST_ADDRESSES = 3;
// Facets of words that ask for a call. A word of another facet, or of none, is looked for in entries.
const ASKED = [...OF_COUNTRIES, ...WISHES, "phone", "app", "state"];

// Return the countries that are asked for, none where an entry is looked for; the place that named them;
// the wishes, with their labels; and what was read.
function askedCall() {
  const chosen = wanted();
  const readings = read(callLexicon, chosen.q).filter((reading) => !isCommon(callLexicon, reading));
  const isAsked = readings.every(({ meanings }) => meanings.some(([facet]) => ASKED.includes(facet)));
  const named = readings.flatMap(({ meanings }) => meanings.filter(isOfCountry));
  // `malagasy` is a language, and a country where no other is named.
  const peopleIn = ({ text }) => (named.length ? NONE : peopleOf(callLexicon, keyOf(text)));
  const places = [...named, ...readings.flatMap(peopleIn)];
  const request = { caller: chosen.from };
  const labels = {};
  for (const wish of WISHES) {
    const isWish = ([facet]) => facet === wish;
    const reading = readings.find((one) => one.meanings.some(isWish) && !peopleIn(one).length);
    request[wish] = chosen[wish] || reading?.meanings.find(isWish)[1] || "";
    labels[wish] = form.querySelector(`[name="${wish}"] [value="${CSS.escape(request[wish])}"]`)?.text || reading?.text;
  }
  const codes = [...new Set(places.map(([, code]) => code))];
  // `dakar senegal` is one.
  const common = codes.filter((code) => readings.map(countriesOf).every((countries) => !countries.length || countries.includes(code)));
  const countries = common.length ? common : codes;
  return { countries: isAsked ? countries : NONE, place: places[0]?.[2], request, labels, readings };
}

// Show the list, if one country is asked for. The filters are wishes here: they rank and hide nobody.
function showCalls() {
  const { countries, place, request, labels } = askedCall();
  const [code] = countries;
  calling.hidden = countries.length !== 1;
  if (calling.hidden) return;
  const now = new Date();
  const { name, zone } = data.countries[code];
  const calls = findCalls(data, entries, { ...request, country: code }, now);
  // A status is read aloud when it changes, so the time, which changes often, is not in it.
  setText(calling.querySelector("h2"), name);
  setText(calling.querySelector(".unmet"), notesOn(calls, now, place, labels).join("\n"));
  const clock = clockIn(zone, now);
  setText(calling.querySelector(".time"), clock === null ? "" : localTime(clock, now));
  refill(calling.querySelector(".lines"), partsOf(calls, now));
}

// Return a button for each of the countries that were named.
function choicesOf({ countries, readings }) {
  const others = readings.filter((reading) => !countriesOf(reading).length).map(({ text }) => text);
  return countries.map((code) => {
    const name = data.countries[code].name;
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
  const { request: { country: code }, seats } = calls;
  const country = data.countries[code].name;
  const vacant = seats.filter((entry) => entry.vacant && isOwn(entry, [code]));
  const unmet = unmetWishes(calls).map(({ wish, isKnown }) => {
    const label = labels[wish];
    const words = wish === "language" ? label : label[0].toLowerCase() + label.slice(1);
    return phrase(isKnown ? wish : `${wish}_not_known`, { country, wish: words });
  });
  const seatTexts = vacant.map((entry) => phrase("vacant", { seat: entry.vacant }));
  return [place && `${place}: ${country}`, ...seatTexts, sentenceText(calls, now), ...unmet].filter(Boolean);
}

function sentenceText(calls, now) {
  const { country, caller } = calls.request;
  const [key, line] = sentenceOf(calls);
  if (!key) return "";
  // A line that is answered round the clock is in doubt for another reason than its hours.
  const doubtful = calls.states[1].filter(({ phone }, place) => place === 0 || phone.always);
  const sentence = phrase(key === "nobody" && data.filters ? "sentence_filtered" : `sentence_${key}`, {
    filters: data.filters,
    country: data.countries[country].inSentence,
    caller: caller ? data.countries[caller].inSentence : data.say.abroad,
    reason: alternatives.format(new Set(doubtful.map(doubtText))),
    time: line?.opens && openingText(line, country, now),
    place: line && countryOf(data, line.entry.own).inSentence,
  });
  const isApart = calls.sections.some(({ name, lines }) => name === "shelters" && lines.some(({ state }) => state === "answers"));
  return isApart ? phrase("shelters_apart", { sentence }) : sentence;
}

const alternatives = new Intl.ListFormat(data.lang, { type: "disjunction" });

function doubtText({ doubt, phone, status }) {
  if (doubt === "hours" && phone.table !== undefined) return data.say.outside;
  const probably = doubt === "holiday" && status.isEstimated ? "_probably" : "";
  return phrase(`reason_${doubt}${probably}`, { holiday: status?.holiday });
}

// Return when a line opens, on the clocks of the country that is called.
function openingText(line, country, now) {
  const zone = data.countries[country].zone || line.entry.zone;
  const time = moment(clockIn(zone, new Date(line.opens)), clockIn(zone, now));
  const wait = waitText(line.opens - now);
  return wait ? phrase("time_in", { text: time, remark: wait }) : time;
}

// Return a length of time in whole minutes, never more than it is; "" from a day on.
function waitText(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  return minutes < DAY ? duration(minutes) : "";
}

// Return the headings with their lines, how many are left out, and what to do if nobody answers.
function partsOf(calls, now) {
  const { request, sections } = calls;
  const shown = chooseLines(calls);
  const parts = [];
  let rank = 1;
  for (const { name, lines } of shown) {
    const isPlain = ["inside", "shelters"].includes(name);
    const list = make("ol", isPlain ? "plain" : "", ...lines.map((line) => item(line, request, now, lines)));
    list.start = rank;
    if (!isPlain) rank += lines.length;
    const isSecret = name === "shelters" && lines.every(({ entry }) => entry.shelter === "secret");
    const heading = phrase(`heading_${isSecret ? "shelters_secret" : name}`, { country: data.countries[request.country].inSentence });
    parts.push(make("h3", "", heading), list);
  }
  const [count, total] = [shown, sections].map((all) => linesNear(all).length);
  if (count < total) parts.push(make("p", "notes", phrase("numbers", { count, total })));
  return [...parts, ...fallbackOf(calls, shown.flatMap(({ lines }) => lines), now)];
}

// Return the secretariat's line, unless it stands above, a link that writes to seats of the country, and the handles
// of one of them.
function fallbackOf(calls, lines, now) {
  const parts = secretariatOf(calls, lines, now);
  const links = addressees(data, calls).map((entry) => channelOf(entry, entry.mail).querySelector("a").getAttribute("href"));
  const addresses = [...new Set(links)].slice(0, MOST_ADDRESSES).map((link) => link.replace("mailto:", ""));
  const link = makeLink(`mailto:${addresses.join(",")}`, addresses.map(decodeURIComponent).join(", "));
  if (addresses.length) parts.push(make("p", "mail", link));
  parts.push(...handlesOf(calls, lines[0]));
  return parts.length ? [make("h3", "", data.say.if_nobody), ...parts] : NONE;
}

function handlesOf(calls, first) {
  const entry = seatWithHandles(data, calls, first);
  if (!entry) return NONE;
  equip(entry);
  const { card } = entry;
  return [make("ol", "plain", ...[...card.querySelectorAll(".handle")].map(({ parentElement: channel }) => make("li", "",
    make("p", "number", ...channel.cloneNode(true).childNodes),
    make("p", "who", makeLink(`#${card.id}`, textOf(card, "h4"))))))];
}

function secretariatOf({ secretariat: [aid], request }, lines, now) {
  const isAbove = aid && lines.some(({ entry, phone }) => entry === aid.entry && phone.place === aid.phone.place);
  return aid && !isAbove ? [make("ol", "plain", item(aid, request, now, [aid]))] : [];
}

const channelOf = ({ card }, place) => card.querySelectorAll(".channels > li")[place];

// Return a line with what its card says of the number, who answers, and what is to be expected of a call.
function item(line, request, now, lines) {
  const { entry, phone } = line;
  const { card } = entry;
  equip(entry);
  const channel = channelOf(entry, phone.channel ?? phone.place).cloneNode(true);
  for (const mark of channel.querySelectorAll(".hours, .open, .limit")) mark.remove();
  const number = channel.querySelector(".call");
  if (isDialable(line)) {
    // The card has no link for a national number.
    const link = number.href ? number : makeLink(`tel:${dialText(line)}`, ...number.childNodes);
    link.className = "call";
    link.append(make("span", "dial", data.say.call));
    number.replaceWith(link);
  }
  const state = make("span", line.state === "answers" ? "open is-open" : "open", stateText(line, now));
  const name = textOf(card, "h4");
  const posts = [entry.post.label, ...textsOf(card, ".office")].filter((text) => text && text !== name);
  const isFirst = lines.find((one) => one.entry === entry) === line;
  return make("li", "",
    make("p", "number", ...channel.childNodes),
    make("p", "", state),
    make("p", "who", makeLink(`#${card.id}`, name), ...posts.map((text) => `, ${text}`)),
    make("p", "notes", aboutOf(line, request, now)),
    ...(isFirst ? textsOf(card, ".remark").map((text) => make("p", "", text)) : NONE),
    ...[...card.querySelectorAll(".stale")].map((mark) => make("p", "", mark.cloneNode(true))));
}

// Return what is to be expected of a call, "" where only its tests say it.
function stateText({ entry, phone, state, status, doubt, opens }, now) {
  const hoursText = (say) => (phone.table === undefined ? data.say[phone.lacksZone ? "zone_not_known" : "hours_not_known"]
    : stateOf(data.tables[phone.table], clockIn(entry.zone, now), say).text);
  if (state === "inside" && !status) return phone.always ? data.say.always_there : "";
  if (status && !status.isOpen) {
    const text = hoursText({ opens: "line_opens", opens_estimated: "line_opens_estimated" });
    const wait = opens && waitText(opens - now);
    return wait ? phrase("line_opens_in", { state: text, duration: wait }) : text;
  }
  if (doubt === "failed") return "";
  if (doubt === "toll_free") return data.say.may_not_work;
  return phone.always ? "24/7" : hoursText();
}

// Return which languages are spoken there, where it is, and the time there, if it is not that of the country.
function aboutOf({ entry, nearness }, { country }, now) {
  const tags = languagesOf(data, entry);
  // `pt` stands beside `pt-br` for the search.
  const own = tags.filter((tag) => !tags.some((other) => other.startsWith(`${tag}-`)));
  const languages = own.map((tag) => data.languages[tag] || tag).join(", ");
  const { name, inSentence: place } = countryOf(data, entry.own);
  const covers = phrase("covers", { country: countryOf(data, country).inSentence, place });
  const [clock, ours] = [entry.zone, countryOf(data, country).zone].map((zone) => clockIn(zone, now));
  return [
    entry.language || !languages ? languages : phrase("probably", { languages }),
    ["", covers, name][nearness],
    clock === null || clock === ours ? "" : localTime(clock, now),
  ].filter(Boolean).join(" · ");
}
