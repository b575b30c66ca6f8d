// Debian's Chromium, without background activity.
import { createRequire } from "node:module";

export const require = createRequire(new URL("../node/package.json", import.meta.url));
export const { chromium } = require("playwright-core");

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
}
