/* Checking claims, a little quicker: j and k go from line to line while a line has
   the focus. Everything works without this file. */
(function () {
  "use strict";

  var lines = Array.prototype.slice.call(document.querySelectorAll("[data-line]"));
  var hint = document.querySelector("[data-keys-hint]");
  if (hint && lines.length) hint.hidden = false;

  function go(line) {
    line.classList.add("is-keyed");
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "j" && event.key !== "k") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    var here = event.target.closest("[data-line]"); // only from within the lines: no stolen keys elsewhere
    if (!here) return;
    var next = lines[lines.indexOf(here) + (event.key === "j" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    go(next);
  });

  // Coming back from a decision, the line in the address has the focus.
  if (location.hash.indexOf("#line-") === 0) {
    var target = document.getElementById(location.hash.slice(1));
    if (target) target.focus({ preventScroll: true });
  }

  // On a phone the tabs scroll sideways: the one that is open comes into view.
  var tab = document.querySelector(".tabs [aria-current]");
  if (tab) {
    var row = tab.closest("ul");
    row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
})();
