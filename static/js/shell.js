/* The frame: menus close when you leave them, "/" goes to the search box.
   Everything here works without this file, a little less smoothly. */
(function () {
  "use strict";
  function openSheets() { return document.querySelectorAll("details[data-sheet][open]"); }
  document.addEventListener("click", function (event) {
    openSheets().forEach(function (sheet) { if (!sheet.contains(event.target)) sheet.open = false; });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      openSheets().forEach(function (sheet) { sheet.open = false; sheet.querySelector("summary").focus(); });
      return;
    }
    var typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    var box = document.querySelector("[data-search]");
    if (box && box.offsetParent) { event.preventDefault(); box.focus(); box.select(); }
  });
})();
