// What a card does on tap: a QR code, and the number to copy.

function element(name, attributes, ...inside) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function drawing(text, name) {
  const grid = qrCode(text);
  if (!grid) return make("p", "", data.say.too_long);
  const { path, width } = outline(grid);
  const label = phrase("qr", { name });
  const whole = { viewBox: `0 0 ${width} ${width}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" };
  return element("svg", whole,
    element("rect", { width, height: width, fill: "#fff" }), element("path", { d: path, fill: "#000" }));
}

// Draw a code when it is asked for, and hide it again.
function toggleCode(button) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", !isOpen);
  const box = button.parentElement;
  if (box.nextElementSibling) {
    box.nextElementSibling.hidden = isOpen;
    return;
  }
  const card = button.closest(".card");
  box.after(make("div", "", drawing(shortCard(vcardOf(card)), card.querySelector("h4").textContent)));
}

// Return the vCard of a card: as it is exported.
function vcardOf(card) {
  const { pieces } = JSON.parse(`{${vcardPieces.replace(/,$/, "}")}`);
  return unpacked(entryOf.get(card).vcard, pieces, ownTexts(card));
}

function saveCard(card) {
  const link = makeLink(URL.createObjectURL(new Blob([vcardOf(card)], { type: "text/vcard;charset=utf-8" })));
  link.download = `${card.id.replace("entry-", "")}.vcf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// Add a button to copy a number, beside the other ways to reach it.
function addCopy(call) {
  const made = makeButton("copy", data.say.copy);
  made.setAttribute("aria-label", `${data.say.copy} ${call.querySelector("bdi").textContent}`);
  let beside = call.nextElementSibling;
  if (!beside?.matches(".beside")) {
    beside = make("span", "beside");
    call.after(" ", beside);
  }
  beside.append(made);
}

// The vCard and the QR code are offered when the rest of a card is unfolded. The event does not bubble.
list.addEventListener("toggle", ({ target }) => {
  if (!target.matches(".card details") || target.querySelector(".files")) return;
  const code = makeButton("qr", data.say.code);
  code.setAttribute("aria-expanded", "false");
  target.append(make("p", "files", makeButton("vcard", data.say.vcard), " ", code));
}, true);

// Copy a text; by a field where the page may not use the clipboard. Return whether it was copied.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}

async function copyNumber(button) {
  const before = button.textContent;
  const isCopied = await copyText(button.closest("li").querySelector(".call").getAttribute("href").replace("tel:", ""));
  button.focus();
  if (!isCopied || before === data.say.copied) return;
  button.textContent = data.say.copied;
  setTimeout(() => { button.textContent = before; }, 2000);
}

document.addEventListener("click", ({ target }) => {
  if (target.matches(".qr")) toggleCode(target);
  if (target.matches(".copy")) copyNumber(target);
  if (target.matches(".vcard")) saveCard(target.closest(".card"));
});
