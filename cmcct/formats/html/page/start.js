// The start, when all is defined.

afterFrame("times", tick);
putFirst(noted("sessionStorage", LAST));
recall();
show(history.state?.shown);
if (!isSelection()) reachTarget();
setInterval(update, 30000);
// A sleeping device runs no timers: what it shows when it wakes must not be of the evening before.
document.addEventListener("visibilitychange", update);
document.documentElement.classList.add("js");

// Paper has all that is found.
addEventListener("beforeprint", () => showMore(Infinity));

// The browser's own search, and the selection of the whole page, must find all cards.
addEventListener("keydown", ({ key = "", ctrlKey, metaKey, target }) => {
  const letter = key.toLowerCase(); // a capital where Caps Lock is on
  const isAll = (ctrlKey || metaKey) && (letter === "f" || (letter === "a" && !target.matches("input")));
  if (!isAll && key !== "F3") return;
  showMore(Infinity);
  addRows(Infinity);
});

// Read the entries before they are needed, then search: the first time takes longest.
setTimeout(whenRead, 0, () => entries.filter(selecting(lexicon, { q: "a" }).test));
