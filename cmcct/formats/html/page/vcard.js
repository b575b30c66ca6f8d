// The short card for a QR code, made from the lines of the full one.

function decoded(base64) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

// Keep the name, the organisation, one number that is no fax and one e-mail.
function shortCard(vcard) {
  const lines = vcard.replace(/\r\n[ \t]/g, "").split("\r\n");
  const all = (name) => lines.filter((line) => new RegExp(`^${name}[;:]`).test(line));
  const numbers = all("TEL").filter((line) => !/^TEL[^:]*\bFAX\b/.test(line));
  const first = [
    all("EMAIL")[0], all("FN")[0], all("N")[0], all("ORG")[0],
    numbers.find((line) => line.includes(":+")) || numbers[0],
  ];
  const bare = first.filter(Boolean).map((line) => line.replace(/^(\w+)(;[^:]*)?:/, "$1:"));
  return ["BEGIN:VCARD", "VERSION:3.0", ...bare, "END:VCARD", ""].join("\r\n");
}
