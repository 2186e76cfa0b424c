/* The spend and evidence pages, a little smoother: a line that saved itself is no
   longer unsaved, and files can be dropped. Everything works without this file. */
(function () {
  "use strict";

  /* htmx posts a line whenever a box was changed; the answer carries its new version. */
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form[data-line]");
    if (!form) return;
    if (event.detail.successful && !form.querySelector("[data-failed]")) {
      form.removeAttribute("data-dirty");
      return;
    }
    var place = form.querySelector("[data-line-state]");
    if (place && !event.detail.successful) place.textContent = "Not saved yet. What you typed is still here; press Save.";
  });
  /* The button's own post goes first: a change that is still on its way is dropped. */
  document.addEventListener("submit", function (event) {
    if (event.target.matches("form[data-line]") && window.htmx) window.htmx.trigger(event.target, "htmx:abort");
  });

  /* On a phone the row of projects scrolls: begin at the one that is open. */
  var current = document.querySelector(".switch [aria-current]");
  if (current) {
    var row = current.closest("ul");
    row.scrollLeft = current.offsetLeft - row.offsetLeft - 16;
  }

  document.querySelectorAll("[data-drop]").forEach(function (place) {
    var input = place.querySelector("input[type=file]");
    ["dragover", "dragenter"].forEach(function (name) {
      place.addEventListener(name, function (event) { event.preventDefault(); place.classList.add("is-over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      place.addEventListener(name, function () { place.classList.remove("is-over"); });
    });
    place.addEventListener("drop", function (event) {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      place.requestSubmit ? place.requestSubmit() : place.submit();
    });
  });
})();
