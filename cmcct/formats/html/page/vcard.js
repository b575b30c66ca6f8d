// The short card for a QR code, made from the lines of the full one.

function decoded(base64) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

// Keep the name, the organisation, one e-mail, and the first number that is no fax, with its label.
function shortCard(vcard) {
  const lines = vcard.replace(/\r\n[ \t]/g, "").split("\r\n");
  const all = (name) => lines.filter((line) => new RegExp(`^${name}[;:]`).test(line));
  const number = lines.find((line) => /^(item\d+\.)?TEL[;:]/.test(line) && !/^[^:]*\bFAX\b/.test(line));
  const label = number && lines.find((line) => line.startsWith(number.replace(/TEL.*/, "X-ABLabel:")));
  const first = [
    all("EMAIL")[0], all("FN")[0], all("N")[0], label && label.replace(/^[^:]*:/, "NOTE:"), all("ORG")[0], number,
  ];
  const bare = first.filter(Boolean).map((line) => line.replace(/^(item\d+\.)?(\w+)(;[^:]*)?:/, "$2:"));
  return ["BEGIN:VCARD", "VERSION:3.0", ...bare, "END:VCARD", ""].join("\r\n");
}
