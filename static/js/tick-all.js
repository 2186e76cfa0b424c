/* One box in the head of a table ticks all of its rows. Without this file it stays hidden. */
(function () {
  "use strict";

  document.querySelectorAll("[data-tick-all]").forEach(function (all) {
    var boxes = all.closest("table").querySelectorAll("[data-tick]");
    all.hidden = !boxes.length;
    all.addEventListener("change", function () {
      boxes.forEach(function (box) { box.checked = all.checked; });
    });
  });
})();
