// Where the other scripts failed, as in an old browser: show the cards that are text for them.
if (!document.documentElement.classList.contains("js")) {
  var policy = window.trustedTypes && window.trustedTypes.createPolicy("rescue", { createHTML: function (text) { return text; } });
  [].forEach.call(document.querySelectorAll("#cards noscript, .static"), function (place) {
    place.outerHTML = policy ? policy.createHTML(place.textContent) : place.textContent;
  });
}
