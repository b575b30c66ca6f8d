// The start, when all is defined.

tick();
fillCallers();
recallCountry();
if (isSelection()) recall();
else {
  show();
  reachTarget();
}
setInterval(update, 30000);
document.documentElement.classList.add("js");

// Paper has all that is found, and the coverage, though it is folded on the screen.
const coverage = document.querySelector(".coverage details");
addEventListener("beforeprint", () => {
  showMore(Infinity);
  if (coverage) coverage.open = true;
});
addEventListener("afterprint", () => { if (coverage) coverage.open = false; });

// The browser's own search, and the selection of the whole page, must find all cards.
addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
  const isAll = (ctrlKey || metaKey) && (key === "f" || (key === "a" && !target.matches("input")));
  if (isAll || key === "F3") showMore(Infinity);
});

// Make the texts of the search before they are needed, some at a time.
function prepare(begin = 0) {
  const part = entries.slice(begin, begin + 200);
  for (const entry of part) [entry.text, entry.whole].forEach(String);
  if (part.length) setTimeout(prepare, 0, begin + 200);
}
setTimeout(prepare);
