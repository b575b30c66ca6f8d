// The countries to tap. The last one comes first, for this session of the browser.

const LAST = "cmcct-country";
const index = document.getElementById("countries");
const field = form.elements.country;
const items = [...(index?.querySelectorAll("li") || [])]; // by name

function linkTo(code) {
  return code && index?.querySelector(`a[data-country="${CSS.escape(code)}"]`);
}

// Storage throws where the browser does not allow it, such as in some files that are opened.
function rememberCountry(code) {
  try {
    sessionStorage.setItem(LAST, code);
  } catch {
    // The order of the countries stays.
  }
  putFirst(code);
}

function recallCountry() {
  try {
    putFirst(sessionStorage.getItem(LAST));
  } catch {
    // The same.
  }
}

function putFirst(code) {
  const link = linkTo(code);
  if (!link) return;
  const first = link.parentElement;
  index.querySelector("ul").append(first, ...items.filter((item) => item !== first));
}

// After Back, the focus is at the country that was tapped, which comes first: the list was hidden.
function returnToCountries() {
  const { activeElement } = document;
  if (activeElement.id === "entries" || activeElement === document.body) index?.querySelector("a").focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-country]");
  if (!link || !field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  field.value = link.dataset.country;
  remember();
  show();
  rememberCountry(link.dataset.country);
  bringResults();
  // The list of countries is hidden now.
  document.getElementById("entries").focus({ preventScroll: true });
});
field?.addEventListener("change", () => rememberCountry(field.value));
