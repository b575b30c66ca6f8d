// The start, when all is defined.

document.documentElement.classList.add("js");
fillCallers();
recallCountry();
if (isSelection()) recall();
else show();
tick();
markStale();
setInterval(update, 30000);

// Paper has the coverage, though it is folded on the screen.
const folded = document.querySelector(".coverage details");
addEventListener("beforeprint", () => { if (folded) folded.open = true; });
addEventListener("afterprint", () => { if (folded) folded.open = false; });
