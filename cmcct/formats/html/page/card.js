// What a card does on tap: a vCard, a QR code, and the number to copy.

function drawing(text, name) {
  const grid = qrCode(text);
  if (!grid) return make("p", "", data.say.too_long);
  const { path, width } = outline(grid);
  const svg = document.getElementById("code").content.firstElementChild.cloneNode(true);
  svg.setAttribute("viewBox", `0 0 ${width} ${width}`);
  svg.setAttribute("aria-label", phrase("qr", { name }));
  svg.lastElementChild.setAttribute("d", path);
  return svg;
}

// Return the vCard of a card: as it is exported.
function vcardOf(card) {
  const { pieces } = JSON.parse(`{${vcardPieces.replace(/,$/, "}")}`);
  const { vcard } = entries.find(({ ids }) => card.id === `entry-${ids[0]}`);
  return unpacked(vcard, pieces, ownTexts(card));
}

function saveCard(card) {
  const link = makeLink(URL.createObjectURL(new Blob([vcardOf(card)], { type: "text/vcard;charset=utf-8" })));
  link.download = `${card.id.replace("entry-", "")}.vcf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// Add a button to copy a number or a handle, beside the other ways to reach it.
function addCopy(call) {
  const button = makeButton("copy", data.say.copy);
  button.setAttribute("aria-label", `${data.say.copy} ${textOf(call, "bdi")}`);
  const beside = call.parentElement.querySelector(".beside") || make("span", "beside");
  beside.append(button);
  call.after(" ", beside);
}

// The vCard and the QR code are offered when the rest of a card is unfolded; the code is drawn when it is unfolded
// itself. The event does not bubble.
list.addEventListener("toggle", ({ target }) => {
  const card = target.closest(".card");
  if (target.matches(".code") && target.childElementCount === 1) {
    target.append(drawing(shortCard(vcardOf(card)), textOf(card, "h4")));
  } else if (!card.querySelector(".files")) {
    const code = make("details", "code", make("summary", "qr", data.say.code));
    target.append(make("div", "files", makeButton("vcard", data.say.vcard), " ", code));
  }
}, true);

// Copy a text; by a field where the page may not use the clipboard. Return whether it was copied.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", "", text);
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}

async function copyNumber(button) {
  const call = button.closest("li").querySelector(".call");
  const href = call.getAttribute("href") || "";
  const isCopied = await copyText(href.startsWith("tel:") ? href.replace("tel:", "") : call.querySelector("bdi").textContent);
  button.focus();
  if (!isCopied) return;
  button.textContent = data.say.copied;
  setTimeout(() => { button.textContent = data.say.copy; }, 2000);
}

document.addEventListener("click", ({ target }) => {
  if (target.matches(".copy")) copyNumber(target);
  if (target.matches(".vcard")) saveCard(target.closest(".card"));
});
