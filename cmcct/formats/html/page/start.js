// The start, when all is defined.

document.documentElement.classList.add("js");
fillCallers();
recallCountry();
if (isSelection()) recall();
else show();
equipCards();
tick();
setInterval(update, 30000);

// Paper has the coverage, though it is folded on the screen, and all marks.
const coverage = document.querySelector(".coverage details");
addEventListener("beforeprint", () => {
  entries.forEach(equip);
  if (coverage) coverage.open = true;
});
addEventListener("afterprint", () => { if (coverage) coverage.open = false; });

// Make the texts of the search before they are needed, some at a time.
function prepare(begin = 0) {
  const part = entries.slice(begin, begin + 200);
  for (const entry of part) [entry.text, entry.whole].forEach(String);
  if (part.length) setTimeout(prepare, 0, begin + 200);
}
setTimeout(prepare);
