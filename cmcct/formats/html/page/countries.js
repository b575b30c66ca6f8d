// The countries to tap. The last one comes first, for this session of the browser.

const LAST = "cmcct-country";
const index = document.getElementById("countries");
const items = [...(index?.querySelectorAll("li") || [])]; // by name

function putFirst(code) {
  const first = index?.querySelector(`a[data-country="${CSS.escape(code)}"]`)?.parentElement;
  if (first) index.querySelector("ul").append(first, ...items.filter((item) => item !== first));
}

// After Back, the focus is at the country that was tapped, which comes first: the list was hidden.
function returnToCountries() {
  const { activeElement } = document;
  if (activeElement.id === "calls" || activeElement === document.body) index?.querySelector("a").focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-country]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  searchFor(link.textContent);
  putFirst(noted("sessionStorage", LAST, link.dataset.country));
  bringResults();
  // The list of countries is hidden now.
  document.getElementById("calls").focus({ preventScroll: true });
});
